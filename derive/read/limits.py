r"""What stands below and above a sum: the names it binds, from where to where, under what condition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.expr.names import Name
from derive.read.bound import bound_names, such_that
from derive.read.context import Context
from derive.read.indexing import is_index_letter, parts_of
from derive.read.naming import core_name, full_name, is_integer, items, unbrace, walk
from derive.read.syntax import Syntax


@dataclass(slots=True)
class Limits:
    """What stands below and above a sum: the names it binds, lower bound (None: a bare index), upper bound; pairs: the
    entry `\\Omega_{ui}` of the set of pairs that it runs over."""

    names: list[Name]
    low: Syntax | None
    high: Syntax | None
    condition: Syntax | None = None
    pairs: Syntax | None = None


def limits_of(ctx: Context, node: Syntax) -> Limits:
    lower, upper = node.kids[1], node.kids[2]
    if lower is None or upper is not None and unbrace(lower).kind == "number":
        return _unnamed(ctx, node)
    lower = unbrace(lower)
    high = unbrace(upper) if upper is not None else None
    if high is None and (apart := such_that(lower)) is not None:
        return Limits(names_of(ctx, apart[0], node), None, None, apart[1])
    if lower.kind == "relation" and high is None and (added := _summands(ctx, lower, node)) is not None:
        return Limits(added, None, None, lower)
    if lower.kind == "relation" and lower.value == ("=",):
        names = names_of(ctx, items(unbrace(lower.kids[0])), node)
        if high is None:
            return _without_end(ctx, names, lower.kids[1], node)
        if _downward(lower.kids[1], high):
            ctx.guess(f"the {'sum' if node.value == 'sum' else 'product'} over {names[0].plain} runs downward")
            return Limits(names, high, lower.kids[1])
        return Limits(names, lower.kids[1], high)
    found = _restricted(ctx, lower, high, node) or (_between(ctx, lower, node) if high is None else None)
    if found is not None:
        return found
    if lower.kind == "list" and lower.kids[-1].kind == "relation" and lower.kids[-1].value == ("=",):
        last = lower.kids[-1]
        names = names_of(ctx, [*lower.kids[:-1], last.kids[0]], node)
        if high is None:
            ctx.unsupported("a sum without an upper bound", node)
        return Limits(names, last.kids[1], high)
    if lower.kind == "relation" and high is not None and lower.value == ("≠",) and core_name(lower.kids[0]) is not None:
        names = names_of(ctx, [lower.kids[0]], node)  # j ≠ i up to C
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
    names = names_of(ctx, parts, node)
    if high is not None:
        ctx.guess(f"the sum over {names[0].plain} begins at 1")
        return Limits(names, Syntax("number", "1", (), lower.span), high)
    return Limits(names, None, None)


def _restricted(ctx: Context, lower: Syntax, high: Syntax | None, node: Syntax) -> Limits | None:
    r"""`i=1, i \neq k` below and `n` above, `1 \le i \le n, i \neq k`: a range, and a condition on its index."""
    parts = [unbrace(k) for k in lower.kids] if lower.kind in ("list", "statements") else []
    if len(parts) < 2 or parts[-1].kind != "relation" or parts[-1].value[0] not in ("≠", "<", ">", "≤", "≥"):
        return None
    *before, ranged, holds = parts
    if high is None:
        found = _between(ctx, ranged, node) if not before else None
        return None if found is None else replace(found, condition=holds)
    if ranged.kind != "relation" or ranged.value != ("=",):
        return None
    return Limits(names_of(ctx, [*before, *items(unbrace(ranged.kids[0]))], node), ranged.kids[1], high, holds)


def _between(ctx: Context, lower: Syntax, node: Syntax) -> Limits | None:
    r"""`1 \le i \le n`, `0 < i < n`: from the first whole number to the last."""
    if lower.kind != "relation" or len(lower.kids) != 3 or any(op not in ("<", "≤") for op in lower.value):
        return None
    low, name, high = lower.kids
    if name.kind != "name" or name.value in ctx.bound:
        return None
    first = low if lower.value[0] == "≤" else _beside(low, 1)
    return Limits(names_of(ctx, [name], node), first, high if lower.value[1] == "≤" else _beside(high, -1))


def _beside(bound: Syntax, step: int) -> Syntax:
    """The next whole number, or the one before."""
    if is_integer(bound) and int(bound.value) + step >= 0:
        return replace(bound, value=str(int(bound.value) + step))
    one = Syntax("number", "1", (), bound.span)
    return Syntax("sum", ("+", "+" if step > 0 else "-"), (bound, one), bound.span)


def _summands(ctx: Context, lower: Syntax, node: Syntax) -> list[Name] | None:
    r"""The i and j of `\sum_{i+j=k} a_i b_j`, indices of what is summed or letters with a declared range."""
    if len(lower.kids) != 2 or lower.kids[0].kind != "sum" or any(k.kind != "name" for k in lower.kids[0].kids):
        return None
    names = names_of(ctx, list(lower.kids[0].kids), node)
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
    return Limits(names_of(ctx, [first, second], node), low, high, between)


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
    return Limits(names_of(ctx, indices, node), None, None, None, entry)


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


def names_of(ctx: Context, parts: list[Syntax], node: Syntax) -> list[Name]:
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
    fixed = [n for n in free[1:] if n.plain in ctx.scope.ranges or first_free(node.kids[0], {n}) is None]
    if lower.value == ("≠",) and len(free) == 2 and free[0].base in _COUNTING and free[1].base not in _COUNTING:
        fixed.append(free[1])  # the label of `j \\neq y`
    free = [n for n in free if n not in fixed]
    if len(names) != 2 or not free:
        ctx.unsupported("a sum over a condition", node)
    elsewhere = first_free(ctx.tree, {free[-1]}, node) is not None
    if len(free) == 2 and (elsewhere or lower.value == ("≠",) and free[1].base < free[0].base):
        free = free[:1]
    ctx.guess(f"the sum over `{ctx.text(lower)}` runs over {' and '.join(n.plain for n in free)}")
    return free


def first_free(node: Syntax, names: set[Name], apart: Syntax | None = None) -> Syntax | None:
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
