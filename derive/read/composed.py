r"""Functions put together before an argument: `(f \circ g)(x)`, `(f \ast g)(x)`."""

from __future__ import annotations

import re

from derive.read.context import Context
from derive.read.functions import argument, arguments_of
from derive.read.naming import core_name, inside, split, unbrace
from derive.read.resolve import Work, of
from derive.read.survey import brackets, contents
from derive.read.syntax import Syntax
from derive.read.terms import Term

_COMPOSING = frozenset(["ast", "circ", "star", "circledast", "*"])


def composed(ctx: Context, f: Syntax, following: Syntax) -> Work | None:
    r"""`(f \ast g)(x)`, `(f \circ g)(x)`: brackets around functions, before brackets with an argument."""
    inner = unbrace(f)
    body = inside(inner) if inner.kind == "group" and inner.value == ("(", ")") else None
    group = brackets(following)
    if body is None or group is not following or body.kind != "term" or not set(body.value) <= _COMPOSING:
        return None
    if contents(group) == "sum" or not all(_function_like(ctx, k) for k in body.kids):
        return None
    return _call_composed(ctx, f, body, following)


def _function_like(ctx: Context, node: Syntax) -> bool:
    inner = inside(node) if node.kind == "group" else None
    if inner is not None:
        kids = inner.kids
        return inner.kind == "term" and set(inner.value) <= _COMPOSING and all(_function_like(ctx, k) for k in kids)
    name = core_name(node)
    return name is not None and split(node)[3] is None and ctx.declared(name) is None


def _call_composed(ctx: Context, f: Syntax, body: Syntax, group: Syntax) -> Work:
    node = Syntax("term", ("",), (f, group), f.span.to(group.span))
    arguments = arguments_of(ctx, inside(group), node)
    if set(body.value) == {"circ"} and len(arguments) == 1 and all(k.kind != "group" for k in body.kids):
        ctx.guess(f"`{ctx.text(f)}` is a composition: the last function is applied first")
        value = arguments[0]
        for k in reversed(body.kids):
            value = Syntax("call", None, (k, value), node.span)
        return (yield of(ctx, value))
    terms: list[Term] = []
    for a in arguments:
        terms.append((yield argument(ctx, a)))
    marks = ", ".join(f"#{k}" for k in range(1, len(terms) + 1))
    written = " ".join(ctx.source.text[f.span.start : f.span.end].split())
    plain = "_".join(re.findall(r"[A-Za-z0-9]+", written))
    return ctx.kept(f"{written}({marks})", plain, terms, node)
