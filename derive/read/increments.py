r"""`\Delta x`: one letter, its powers, and `\Delta w(k)`, a function."""

from __future__ import annotations

from dataclasses import replace

from derive.expr.heads import Function
from derive.expr.names import Name
from derive.read.calculus import together
from derive.read.callees import callee
from derive.read.context import Context
from derive.read.functions import argument, arguments_of
from derive.read.naming import core_name, full_name, inside, split
from derive.read.resolve import Work
from derive.read.scripts import raised
from derive.read.survey import is_label, is_transpose
from derive.read.syntax import Syntax
from derive.read.terms import Info, Term


def is_difference(ctx: Context, following: Syntax) -> bool:
    r"""The `\Delta` of `\Delta x`: undeclared, and before a letter wherever it stands."""
    if ctx.declared(Name("Delta")) is not None or Name("Delta") in ctx.bound:
        return False
    return core_name(following) is not None and not ctx.survey.subscripts.get(Name("Delta"))


def differenced(ctx: Context, f: Syntax, following: Syntax) -> Work:
    r"""`\Delta x`, `\Delta x^2`, the square of the difference."""
    sup = split(following)[3] if following.kind == "sup" else None
    if sup is None or is_label(sup) and not is_transpose(sup):
        return difference(ctx, following, together([f, following]))
    inner = following.kids[0]
    return (yield raised(ctx, difference(ctx, inner, together([f, inner])), sup, together([f, following])))


def difference(ctx: Context, following: Syntax, node: Syntax) -> Term:
    r"""`\Delta x`, one letter that is no product."""
    name = full_name(following, ctx.source)
    assert name is not None
    ctx.guess(f"`{ctx.text(node)}` is one letter")
    key = replace(name, base=f"Delta {name.base}")
    info = ctx.letters.get(key)
    if info is None:
        latex = rf"\Delta {name.latex}"
        info = ctx.letters[key] = Info(name, f"Delta_{ctx.key(name).plain}", latex=latex)
        info.shape = ctx.info(name).shape
    t = ctx.term("letter", [], node, info, info.shape)
    info.terms.append(t)
    return t


def stepped_difference(ctx: Context, f: Syntax, group: Syntax, node: Syntax) -> Work:
    r"""`\Delta w(k)`: a function of its own."""
    name = full_name(f, ctx.source)
    assert name is not None
    terms: list[Term] = []
    for a in arguments_of(ctx, inside(group), node):
        terms.append((yield argument(ctx, a)))
    found = callee(ctx, replace(name, base=f"Delta {name.base}"), terms, node)
    if found.op == "call":
        plain, latex = f"Delta_{ctx.key(name).plain}", rf"\Delta {name.latex}"
        found.value.head = Function(latex, plain, "function", *found.value.head.args[3:])
    return found
