r"""Expectations without brackets of their own: `\mathbb{E} X`, `\mathbb{E}_q \log p(x)`, `E(X - \mu)^2`."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.functions import applied
from derive.read.naming import core_name, split
from derive.read.resolve import Work
from derive.read.survey import brackets, contents
from derive.read.syntax import Syntax


def takes_the_rest(ctx: Context, f: Syntax, following: Syntax) -> bool:
    r"""Is this an expectation or a variance in front of a product, or of a power of brackets that hold a sum?

    `E(X)^2` is the square of E(X); of `E(X - \mu)^2` nobody means the square of 0.
    """
    name = core_name(f)
    if name is None or name.base not in ("E", "V") or split(f)[3] is not None or split(f)[1] or _is_known(ctx, name):
        return False
    group = brackets(following)
    if group is None:
        other = core_name(following)
        called = other is not None and bool(ctx.survey.calls.get(other, set()) - {"bare"})
        return name.font == "bb" or name.font == "bold" and called
    return following.kind == "sup" and group.value[0] == "(" and contents(group) == "sum" and name.base == "E"


def _is_known(ctx: Context, name: Name) -> bool:
    return name in ctx.bound or ctx.declared(name) is not None or ctx.declared_function(name) is not None


def expected(ctx: Context, f: Syntax, body: Syntax, node: Syntax) -> Work:
    """The expectation of all that stands behind it."""
    ctx.guess(f"{ctx.text(f)} takes all of `{ctx.text(body)}`")
    return (yield applied(ctx, f, [body], node))
