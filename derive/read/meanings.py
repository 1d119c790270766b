r"""What letters of functions mean by what else a text says: the σ of a deviation or of a softmax, `f^{(2)}` as f''."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.naming import core_name, inside, is_integer, unbrace, walk
from derive.read.survey import brackets
from derive.read.syntax import Syntax

_HIGHEST = 9


def deviates(ctx: Context) -> bool:
    r"""Is `\sigma(x)` a deviation, beside a mean `\mu(x)` or a variance `\sigma^2(x)`?"""
    if "single" in ctx.survey.calls.get(Name("mu"), ()):
        return True
    pairs = ((f, g) for n in walk(ctx.tree) if n.kind == "term" for f, g in zip(n.kids, n.kids[1:], strict=False))
    return any(f.kind == "sup" and core_name(f) == Name("sigma") and brackets(g) is g for f, g in pairs)


def is_deviation(ctx: Context, name: Name) -> bool:
    r"""The σ of `\sigma^2(x)`, that stands nowhere without brackets."""
    return name == Name("sigma") and "bare" not in ctx.survey.calls.get(name, ())


def order_of(ctx: Context, name: Name, sup: Syntax) -> int:
    r"""The order 3 of `f^{(3)}(x)` in a text with f' or factorials; 0 where it is a mark, as of layers."""
    sup = unbrace(sup)
    body = inside(sup) if sup.kind == "group" and sup.value == ("(", ")") else None
    if body is None or not is_integer(body) or not 0 < int(body.value) <= _HIGHEST:
        return 0
    if name not in ctx.survey.primed and not any(n.kind == "factorial" for n in walk(ctx.tree)):
        return 0
    ctx.guess(f"{name.plain} with ({body.value}) above is its derivative of this order")
    return int(body.value)


def normalizes(ctx: Context, f: Syntax, following: Syntax) -> Syntax:
    r"""The softmax that the σ of `\sigma(z)_i = e^{z_i}/\sum_j e^{z_j}` is; any other function is itself."""
    if f.kind != "name" or f.value != Name("sigma") or following.kind != "sub":
        return f
    sums = (unbrace(n.kids[0]) for n in walk(ctx.tree) if n.kind == "big" and n.value == "sum" and n.kids[0])
    exponentials = (Name("e"), Name("exp"))
    if ctx.declared_function(f.value) is not None or not any(core_name(_head(s)) in exponentials for s in sums):
        return f
    ctx.guess(f"{ctx.text(f)} is the softmax")
    return Syntax("name", Name("softmax"), (), f.span)


def _head(node: Syntax) -> Syntax:
    return node.kids[0] if node.kind in ("call", "term") else node
