r"""Which letters have an entry 0: an index from 0 runs over them, or `x_{i-1}` does with i from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.expr.names import Name
from derive.read.indexing import parts_of
from derive.read.naming import core_name, is_integer, unbrace, walk
from derive.read.syntax import Syntax

if TYPE_CHECKING:
    from derive.read.context import Context


def from_zero(tree: Syntax, subscripts: Mapping[Name, Sequence[Syntax]]) -> frozenset[tuple[str, int]]:
    """(plain name, number of the index, from 0) of the dimensions that have an entry 0."""
    lows: dict[Name, int] = {}
    for name, low in _lows(tree):
        lows[name] = min(low, lows.get(name, low))
    return frozenset(
        (base.plain, k)
        for base, subs in subscripts.items()
        for sub in subs
        for k, part in enumerate(parts_of(sub))
        if _least(part, lows) == 0
    )


def is_beside(ctx: Context, base: Name) -> bool:
    r"""Is `w_0` no entry: beside a declared w that stands as a vector, or where an index from 1 runs over the entries?

    The first is `w^\top x + w_0`, the second `\beta_0 + \sum_{j=1}^p \beta_j x_j`.
    """
    if any(plain == base.plain for plain, _ in ctx.from_zero):
        return False
    vector = ctx.declared(base) is not None and bool({base, replace(base, font="bold")} & ctx.survey.whole)
    lows = dict(_lows(ctx.tree))
    found = vector or any(_least(p, lows) == 1 for sub in ctx.survey.subscripts.get(base, ()) for p in parts_of(sub))
    if found:
        ctx.guess(f"{base.plain}_0 is a letter of its own, no entry of {base.plain}")
    return found


def _lows(tree: Syntax) -> Iterator[tuple[Name, int]]:
    """The bound indices that begin at a number."""
    for node in walk(tree):
        if node.kind != "big" or node.kids[1] is None:
            continue
        lower = unbrace(node.kids[1])
        if lower.kind != "relation" or lower.value[0] != "=":
            continue
        name, low = core_name(unbrace(lower.kids[0])), unbrace(lower.kids[1])
        if name is not None and is_integer(low):
            yield name, int(low.value)


def _least(part: Syntax, lows: Mapping[Name, int]) -> int | None:
    """The least value of an index `i` or `i - 1`, None where nothing says it."""
    part = unbrace(part)
    if part.kind == "name":
        return lows.get(part.value)
    if part.kind != "sum" or len(part.kids) != 2 or not is_integer(part.kids[1]):
        return None
    low = lows.get(part.kids[0].value) if part.kids[0].kind == "name" else None
    step = int(part.kids[1].value) * (-1 if part.value[1] == "-" else 1)
    return None if low is None else low + step
