"""Sums and products: what they bind, over what range, and what size a bare index runs over."""

from __future__ import annotations

import re
from typing import Any

from sympy import Integer

from derive.errors import ShapeError, Unsupported
from derive.expr.names import Name
from derive.read.bound import bound_names
from derive.read.brackets import condition, condition_of_case
from derive.read.context import Context
from derive.read.limits import first_free, limits_of
from derive.read.naming import core_name, walk, written
from derive.read.resolve import Work, of, resolves
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Binder, Info, Term, Unknown, find, unify

LONG = 2000  # characters of a body that is searched for its index


@resolves("big")
def big(ctx: Context, node: Syntax) -> Work:
    """A sum or a product over indices."""
    if node.value not in ("sum", "prod"):
        from derive.read.operators import operator

        return (yield operator(ctx, node))
    body = node.kids[0]
    if body is None:
        ctx.wrong("a sum of nothing", node)
    try:
        limits = limits_of(ctx, node)
    except Unsupported:
        return (yield kept_operator(ctx, node, rf"\{node.value}"))
    low = (yield of(ctx, limits.low)) if limits.low is not None else None
    high = (yield of(ctx, limits.high)) if limits.high is not None else None
    binders = [_binder(ctx, name, low, high) for name in limits.names]
    shadowed = {b.info.name: ctx.bound.get(b.info.name) for b in binders}
    for b in binders:
        ctx.bound[b.info.name] = b
    inner = yield of(ctx, body)
    short = limits.pairs is None and body.span.end - body.span.start <= LONG
    for name in limits.names if short else ():
        if not any(n.kind == "name" and n.value.base == name.base for n in walk(body)):
            ctx.guess(f"nothing in `{ctx.text(body)}` depends on {name.plain}: it is added up as often as that runs")
    if limits.pairs is not None:
        inner = ctx.term("times", [(yield of(ctx, limits.pairs)), inner], body)
    if limits.condition is not None:
        inner = yield _only_where(ctx, node.value == "prod", limits.condition, inner, body)
        if any(isinstance(find(b.size), Unknown) and not b.owner for b in binders):
            other = _compared(ctx, limits.condition, binders)
            if other is None or not unify(binders[0].size, other.size):
                ctx.unsupported("a sum over a condition that says no size", node)
            binders[0].low, binders[0].high, binders[0].owner = other.low, other.high, other.owner
            low, high = other.low, other.high
            ctx.guess(f"{binders[0].info.name.plain} runs as far as {other.info.name.plain}, with which it is compared")
        elif (other := _compared(ctx, limits.condition, binders)) is not None and other.low is None:
            unify(other.size, binders[0].size)
    for name, old in shadowed.items():
        if old is None:
            del ctx.bound[name]
        else:
            ctx.bound[name] = old
    args = [inner, *([low] if low is not None else []), *([high] if high is not None else [])]
    return ctx.term("sum" if node.value == "sum" else "product", args, node, binders,
                    None if node.value == "sum" else SCALAR)  # fmt: skip


def _only_where(ctx: Context, product: bool, holds: Syntax, inner: Term, body: Syntax) -> Work:
    """What is added or multiplied where a condition holds: elsewhere 0, in a product 1."""
    where = yield condition(ctx, holds)
    if not product:
        return ctx.term("times", [ctx.term("indicator", [where], holds, None, SCALAR), inner], body)
    rest = yield condition_of_case(ctx, Syntax("empty", None, (), holds.span))
    return ctx.term("cases", [inner, where, ctx.number(Integer(1), body), rest], body)


def _compared(ctx: Context, condition: Syntax, binders: list[Binder]) -> Binder | None:
    r"""The outer index that the one index of `\sum_{j \neq i}` is compared with; None where there is none."""
    names = [core_name(k) for k in condition.kids]
    own = [b.info.name for b in binders]
    others = [ctx.bound[n] for n in names if n is not None and n in ctx.bound and n not in own]
    return others[0] if len(binders) == 1 and len(names) == 2 and own[0] in names and others else None


def kept_operator(ctx: Context, node: Syntax, sign: str) -> Work:
    r"""`\sum_{a+b=c} f(a) g(b)`: what it runs over is kept as written."""
    body, lower, upper = node.kids[:3]
    below = f"_{{{written(lower, ctx.source)}}}" if lower is not None else ""
    above = f"^{{{written(upper, ctx.source)}}}" if upper is not None else ""
    inner = yield of(ctx, body)
    words = re.findall(r"[A-Za-z0-9]+", below + above)
    return ctx.kept(f"{sign}{below}{above} #1", "_".join([str(node.value), *words]), [inner], node)


def _binder(ctx: Context, name: Name, low: Term | None, high: Term | None) -> Binder:
    info = Info(name, name.plain, "index", SCALAR, None)
    known = ctx.letters.get(ctx.key(name))
    if known is not None and known.role == "index":
        info = known
    elif known is None:
        info = ctx.letters[ctx.key(name)] = info
    info.role, info.shape = "index", SCALAR
    if low is not None:
        return Binder(info, low, high, None)
    size: Any = Unknown(True)
    declared = ctx.scope.ranges.get(name.plain)
    if declared is not None:
        if declared[0] == 1:
            size = int(declared[1]) if isinstance(declared[1], Integer) else declared[1]
        else:
            at = info.terms[0].node if info.terms else Syntax("empty", None, (), _nowhere())
            return Binder(info, ctx.number(declared[0], at), ctx.number(declared[1], at), None)
    return Binder(info, None, None, size, name.plain if declared is not None else "")


def free_index(ctx: Context, name: Name) -> Binder:
    """An index that no sum binds, such as that of `p_i = …`."""
    return _binder(ctx, name, None, None)


def _nowhere() -> Any:
    from derive.source import Span

    return Span(0, 0)


def run_over(ctx: Context, binder: Binder, axis: Any, owner: str, node: Syntax) -> None:
    """The index of a sum runs over this axis: sizes are one. Raises: ShapeError that names both."""
    if binder.low is not None:
        _ranged(ctx, binder, axis)
        return
    before = find(binder.size)
    if unify(binder.size, axis):
        binder.owner = binder.owner or owner
        return
    raise ShapeError(
        f"the sum over {binder.info.plain} has no single size: it is {_shown(before)} in "
        f"{binder.owner or 'its range'}, and {_shown(axis)} in {owner}",
        ctx.place(node), help=f"say where it ends: \\sum_{{{binder.info.name.latex}=1}}^{{…}}",
    )  # fmt: skip


def _shown(size: Any) -> str:
    size = find(size)
    return getattr(size, "plain", None) or ("?" if isinstance(size, Unknown) else str(size))


def _ranged(ctx: Context, binder: Binder, axis: Any) -> None:
    """`i = 1..n` over an axis whose size nobody said: it is n."""
    low, high = binder.low, binder.high
    if not isinstance(find(axis), Unknown) or low is None or high is None:
        return
    if low.op != "tree" or low.value != 1:
        return
    if high.op == "tree" and isinstance(high.value, Integer) and high.value > 1:
        unify(axis, int(high.value))
    elif high.op == "letter":
        unify(axis, ctx.size_letter(high.value.name))


def reaching(ctx: Context, node: Syntax) -> Syntax:
    r"""`\sum_i a_i + b_i`: a later term uses an index that only the sum before binds, so brackets are missing.

    The sum takes what follows up to the last such term, which is reported; where the index also stands free in the text
    nobody can tell. Raises: ReadError.
    """
    for k, kid in enumerate(node.kids[:-1]):
        found = kid.kids[-1] if kid.kind == "term" else kid
        if found.kind == "big" and found.kids[0] is None:  # nothing stands behind the sign
            continue
        if found.kind == "big" and found.value in _EXTREMES and (last := _reached(found, node, k)) is not None:
            return _widened(ctx, node, k, last)
        if found.kind != "big" or found.value not in ("sum", "prod") or found.kids[1] is None:
            continue
        names = bound_names(found.kids[1])
        loose = {n for n in names if (n not in ctx.bound or n in ctx.open) and n.plain not in ctx.scope.letters}
        uses = [
            (j, used) for j in range(k + 1, len(node.kids)) if (used := first_free(node.kids[j], loose)) is not None
        ]
        if not uses:
            continue
        last, used = uses[-1]
        name = core_name(used)
        if first_free(ctx.tree, loose, node) is not None or found.value != "sum":
            ctx.wrong(
                f"{name.plain if name else 'an index'} is bound by the sum before and used after it",
                uses[0][1], help="put brackets around what the sum adds up",
            )  # fmt: skip
        return _widened(ctx, node, k, last)
    return node


_EXTREMES = ("max", "min", "argmax", "argmin", "sup", "inf")


def _reached(found: Syntax, node: Syntax, k: int) -> int | None:
    r"""The last later term that `\argmax_\theta` in term k must take, as it has its letter; all where it names none."""
    if found.kids[1] is None:
        return len(node.kids) - 1 if node.kids[k] is found and k < len(node.kids) - 1 else None
    names = set(bound_names(found.kids[1]))
    uses = [j for j in range(k + 1, len(node.kids)) if first_free(node.kids[j], names) is not None]
    return uses[-1] if uses and node.kids[k] is found else None


def _widened(ctx: Context, node: Syntax, k: int, last: int) -> Syntax:
    """The sum of node with the terms k+1 … last inside the sum sign that ends term k."""
    kid = node.kids[k]
    found = kid.kids[-1] if kid.kind == "term" else kid
    flip = {"+": "-", "-": "+"} if node.value[k] == "-" else {"+": "+", "-": "-"}
    if kid.kind == "term" or any(s not in flip for s in node.value[k : last + 1]):
        ctx.wrong("an index is bound by the sum before and used after it", found,
                  help="put brackets around what the sum adds up")  # fmt: skip
    span = found.kids[0].span.to(node.kids[last].span)
    later = node.value[k + 1 : last + 1]
    turned = node.value[k] == "-" and "-" in later  # `-\sum_i a_i + b_i` lacks brackets, `-\sum_i a_i - b_i` a sum
    signs = ("+", *(flip[s] if turned else s for s in later))
    body = Syntax("sum", signs, (found.kids[0], *node.kids[k + 1 : last + 1]), span)
    wide = Syntax("big", found.value, (body, *found.kids[1:]), found.span.to(span))
    ctx.guess(f"brackets are missing: the {found.value} takes all of `{ctx.text(body)}`")
    return Syntax("sum", (*node.value[: k + 1], *node.value[last + 1 :]),
                  (*node.kids[:k], wide, *node.kids[last + 1 :]), node.span)  # fmt: skip
