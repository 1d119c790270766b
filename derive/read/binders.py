"""Sums and products: what they bind, over what range, and what size a bare index runs over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sympy import Integer

from derive.errors import ShapeError, Unsupported
from derive.expr.names import Name
from derive.read.brackets import condition, condition_of_case
from derive.read.context import Context
from derive.read.indexing import is_index_letter, parts_of
from derive.read.naming import core_name, full_name, items, unbrace, walk, written
from derive.read.resolve import Work, of, resolves
from derive.read.survey import bound_names, such_that
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Binder, Info, Term, Unknown, find, unify


@dataclass(slots=True)
class Limits:
    """What stands below and above a sum: the names it binds, lower bound (None: a bare index), upper bound; pairs: the
    entry `\\Omega_{ui}` of the set of pairs that it runs over."""

    names: list[Name]
    low: Syntax | None
    high: Syntax | None
    condition: Syntax | None = None
    pairs: Syntax | None = None


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
        limits = _limits(ctx, node)
    except Unsupported:
        return (yield kept_operator(ctx, node, rf"\{node.value}"))
    low = (yield of(ctx, limits.low)) if limits.low is not None else None
    high = (yield of(ctx, limits.high)) if limits.high is not None else None
    binders = [_binder(ctx, name, low, high) for name in limits.names]
    shadowed = {b.info.name: ctx.bound.get(b.info.name) for b in binders}
    for b in binders:
        ctx.bound[b.info.name] = b
    inner = yield of(ctx, body)
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


def _limits(ctx: Context, node: Syntax) -> Limits:
    lower, upper = node.kids[1], node.kids[2]
    if lower is None or upper is not None and unbrace(lower).kind == "number":
        return _unnamed(ctx, node)
    lower = unbrace(lower)
    high = unbrace(upper) if upper is not None else None
    if high is None and (apart := such_that(lower)) is not None:
        return Limits(_names(ctx, apart[0], node), None, None, apart[1])
    if lower.kind == "relation" and high is None and (added := _summands(ctx, lower, node)) is not None:
        return Limits(added, None, None, lower)
    if lower.kind == "relation" and lower.value == ("=",):
        names = _names(ctx, items(unbrace(lower.kids[0])), node)
        if high is None:
            return _without_end(ctx, names, lower.kids[1], node)
        if _downward(lower.kids[1], high):
            ctx.guess(f"the {'sum' if node.value == 'sum' else 'product'} over {names[0].plain} runs downward")
            return Limits(names, high, lower.kids[1])
        return Limits(names, lower.kids[1], high)
    if high is not None and (found := _restricted(ctx, lower, high, node)) is not None:
        return found
    if lower.kind == "list" and lower.kids[-1].kind == "relation" and lower.kids[-1].value == ("=",):
        last = lower.kids[-1]
        names = _names(ctx, [*lower.kids[:-1], last.kids[0]], node)
        if high is None:
            ctx.unsupported("a sum without an upper bound", node)
        return Limits(names, last.kids[1], high)
    if lower.kind == "relation" and high is not None and lower.value == ("≠",) and core_name(lower.kids[0]) is not None:
        names = _names(ctx, [lower.kids[0]], node)  # j ≠ i up to C
        ctx.guess(f"the sum over {names[0].plain} begins at 1")
        return Limits(names, Syntax("number", "1", (), lower.span), high, lower)
    if (
        lower.kind == "relation"
        and high is None
        and lower.value[0] in ("≠", "<", ">", "≤", "≥")
        and len(lower.kids) == 2
    ):
        return Limits(_condition_names(ctx, lower, node), None, None, lower)
    if lower.kind == "relation" and high is None and (ordered := _in_order(ctx, lower, node)) is not None:
        return ordered
    if lower.kind == "declare" and high is None and (found := _over_pairs(ctx, lower, node)) is not None:
        return found
    if lower.kind in ("relation", "declare"):
        ctx.unsupported("a sum over a condition or a set", node)
    parts = [p for k in items(lower) for p in (k.kids if k.kind == "term" and not any(k.value) else (k,))]
    names = _names(ctx, parts, node)
    if high is not None:
        ctx.guess(f"the sum over {names[0].plain} begins at 1")
        return Limits(names, Syntax("number", "1", (), lower.span), high)
    return Limits(names, None, None)


def _restricted(ctx: Context, lower: Syntax, high: Syntax, node: Syntax) -> Limits | None:
    r"""`i=1, i \neq k` below and `n` above: a range, and a condition on its index."""
    parts = [unbrace(k) for k in lower.kids] if lower.kind in ("list", "statements") else []
    if len(parts) != 2 or any(p.kind != "relation" or len(p.kids) != 2 for p in parts):
        return None
    ranged, holds = parts
    if ranged.value != ("=",) or holds.value[0] not in ("≠", "<", ">", "≤", "≥"):
        return None
    return Limits(_names(ctx, items(unbrace(ranged.kids[0])), node), ranged.kids[1], high, holds)


def _summands(ctx: Context, lower: Syntax, node: Syntax) -> list[Name] | None:
    r"""The i and j of `\sum_{i+j=k} a_i b_j`, indices of what is summed or letters with a declared range."""
    if len(lower.kids) != 2 or lower.kids[0].kind != "sum" or any(k.kind != "name" for k in lower.kids[0].kids):
        return None
    names = _names(ctx, list(lower.kids[0].kids), node)
    indices = {p.value for n in walk(node.kids[0]) if n.kind == "sub" for p in parts_of(n.kids[1]) if p.kind == "name"}
    return names if all(n in indices or n.plain in ctx.scope.ranges for n in names) else None


def _in_order(ctx: Context, lower: Syntax, node: Syntax) -> Limits | None:
    r"""`1 \le i < j \le n`: both from the first to the last number, where they stand in this order."""
    if len(lower.kids) != 4 or any(op not in ("<", "≤") for op in lower.value) or lower.value[::2] != ("≤", "≤"):
        return None
    low, first, second, high = lower.kids
    if not all(k.kind == "name" and k.value not in ctx.bound for k in (first, second)):
        return None
    between = Syntax("relation", lower.value[1:2], (first, second), lower.span)
    return Limits(_names(ctx, [first, second], node), low, high, between)


def _unnamed(ctx: Context, node: Syntax) -> Limits:
    r"""`\sum p_i`, `\sum_1^n p_i`: over the only index that stands in what is summed."""
    found: dict[Name, None] = {}
    for n in walk(node.kids[0]):
        for part in parts_of(n.kids[1]) if n.kind == "sub" else ():
            if part.kind == "name" and is_index_letter(part.value) and part.value not in ctx.bound:
                found[part.value] = None
    if len(found) != 1:
        ctx.unsupported("a sum that says no index", node)
    name = next(iter(found))
    ctx.guess(f"the {node.value} without an index runs over {name.plain}")
    if node.kids[1] is None:
        return Limits([name], None, None)
    return Limits([name], unbrace(node.kids[1]), unbrace(node.kids[2]))


def _over_pairs(ctx: Context, lower: Syntax, node: Syntax) -> Limits | None:
    r"""`(u,i) \in \Omega` of a declared set of pairs: a 0/1 array whose entry weights each term."""
    members, name = unbrace(lower.kids[0]), core_name(lower.kids[1])
    declared = ctx.declared(name) if name is not None else None
    if declared is None or "pairs" not in declared.assumptions:
        return None
    if members.kind == "group" and members.kids and members.kids[0] is not None:
        members = members.kids[0]
    indices = items(members)
    if len(indices) != 2:
        ctx.unsupported("this index of a sum over pairs", node)
    ctx.guess(f"{ctx.text(lower.kids[1])} is an array with 1 for each pair that it holds, else 0")
    entry = Syntax("sub", None, (lower.kids[1], Syntax("list", None, tuple(indices), members.span)), lower.span)
    return Limits(_names(ctx, indices, node), None, None, None, entry)


def _downward(low: Syntax, high: Syntax) -> bool:
    r"""`\prod_{t=T-1}^1`: from a letter down to a number."""
    low, high = unbrace(low), unbrace(high)
    return (
        high.kind == "number"
        and high.value in ("0", "1")
        and (low.kind == "name" or low.kind == "sum" and low.kids[0].kind == "name")
    )


def _without_end(ctx: Context, names: list[Name], low: Syntax, node: Syntax) -> Limits:
    """`\\sum_{j=1}` without an end runs over the size of what it indexes."""
    if low.kind != "number" or low.value != "1":
        ctx.unsupported("a sum without an upper bound", node)
    ctx.guess(f"the sum over {names[0].plain} runs to the end")
    return Limits(names, None, None)


def _names(ctx: Context, parts: list[Syntax], node: Syntax) -> list[Name]:
    names = []
    for p in parts:
        name = full_name(p, ctx.source)
        if name is None:
            ctx.unsupported("this index of a sum", node)
        names.append(name)
    if len(set(names)) < len(names):
        ctx.wrong("an index is named twice", node)
    return names


_COUNTING = frozenset("ijklmn")


def _condition_names(ctx: Context, lower: Syntax, node: Syntax) -> list[Name]:
    """What `j \\neq i` binds: the letters that nothing else in the text fixes, the first one in any case."""
    names = [n for k in lower.kids if (n := core_name(k)) is not None and k.kind == "name"]
    if lower.value == ("≠",) and lower.kids[0].kind == "name" and lower.kids[1].kind in ("sub", "sup"):
        return names[:1]  # `j \\neq y_i`
    free = [n for n in names if n not in ctx.bound]
    fixed = [n for n in free[1:] if n.plain in ctx.scope.ranges or _first_free(node.kids[0], {n}) is None]
    if lower.value == ("≠",) and len(free) == 2 and free[0].base in _COUNTING and free[1].base not in _COUNTING:
        fixed.append(free[1])  # the label of `j \\neq y`
    free = [n for n in free if n not in fixed]
    if len(names) != 2 or not free:
        ctx.unsupported("a sum over a condition", node)
    elsewhere = _first_free(ctx.tree, {free[-1]}, node) is not None
    if len(free) == 2 and (elsewhere or lower.value == ("≠",) and free[1].base < free[0].base):
        free = free[:1]
    ctx.guess(f"the sum over `{ctx.text(lower)}` runs over {' and '.join(n.plain for n in free)}")
    return free


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
            (j, used) for j in range(k + 1, len(node.kids)) if (used := _first_free(node.kids[j], loose)) is not None
        ]
        if not uses:
            continue
        last, used = uses[-1]
        name = core_name(used)
        if _first_free(ctx.tree, loose, node) is not None or found.value != "sum":
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
    uses = [j for j in range(k + 1, len(node.kids)) if _first_free(node.kids[j], names) is not None]
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
    signs = ("+", *(flip[s] if node.value[k] == "-" else s for s in node.value[k + 1 : last + 1]))
    body = Syntax("sum", signs, (found.kids[0], *node.kids[k + 1 : last + 1]), span)
    wide = Syntax("big", found.value, (body, *found.kids[1:]), found.span.to(span))
    ctx.guess(f"brackets are missing: the {found.value} takes all of `{ctx.text(body)}`")
    return Syntax("sum", (*node.value[: k + 1], *node.value[last + 1 :]),
                  (*node.kids[:k], wide, *node.kids[last + 1 :]), node.span)  # fmt: skip


def _first_free(node: Syntax, names: set[Name], apart: Syntax | None = None) -> Syntax | None:
    """The first free occurrence of one of the names, outside of `apart`."""
    stack = [(node, frozenset(names))]
    while stack:
        n, open_names = stack.pop()
        if n is apart:
            continue
        if n.kind == "name" and n.value in open_names:
            return n
        if n.kind == "big" and n.kids[1] is not None:
            open_names = open_names - set(bound_names(n.kids[1]))
        stack += [(k, open_names) for k in n.kids if k is not None]
    return None
