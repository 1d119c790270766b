"""Where the entries of a letter begin to count: at 1, or at 0 where an index from 0 runs over them.

What one place of a text says holds for the letter everywhere: the `r_s` beside `\\sum_{t=0}^T r_t` counts from 0 too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sympy import Integer

from derive.expr.heads import LEAVES, Binding, Entry, Letter, Node, Plus, Range, Row, shape
from derive.expr.trees import nodes

Ranges = Mapping[Letter, tuple[Any, Any]]
Dimension = tuple[Letter, int]


def zero_based(trees: Sequence[Any], firsts: Mapping[str, int]) -> frozenset[Dimension]:
    """The dimensions (letter, number of its index, from 0) whose entries count from 0.

    firsts: plain name of an index -> where it is declared to begin.
    """
    if not (0 in firsts.values() or any(map(_may_show, nodes(*trees)))):
        return frozenset()
    return frozenset(
        (e.args[0], k)
        for e, ranges in _indexed(trees)
        for k, (i, _) in enumerate(indices_of(e.args[0], e.args[1:]))
        if from_zero(i, {x: lo for x, (lo, _) in ranges.items()}, firsts)
    )


def _may_show(e: Any) -> bool:
    """Can this node show an entry 0: a range from 0, an entry 0 or i − 1?"""
    if isinstance(e, Range):
        return bool(e.args[1] == 0)
    return isinstance(e, (Entry, Row)) and any(i == 0 or isinstance(i, Plus) for i in e.args[1:])


def indexing_freely(trees: Sequence[Any]) -> dict[Letter, set[Dimension]]:
    """The letters that nothing binds and that index something, with the dimensions."""
    found: dict[Letter, set[Dimension]] = {}
    for e, ranges in _indexed(trees):
        for k, (i, _) in enumerate(indices_of(e.args[0], e.args[1:])):
            if isinstance(i, Letter) and i not in ranges:
                found.setdefault(i, set()).add((e.args[0], k))
    return found


def ranges_of_free(trees: Sequence[Any], free: Sequence[Any] = ()) -> dict[Letter, tuple[Any, Any]]:
    """The letters that index a dimension freely over which one bound index runs, with its range.

    free: trees in which they stand, beside `trees`.
    """
    shown: dict[Dimension, set[tuple[Any, Any]]] = {}
    for e, ranges in _indexed(trees):
        for k, (i, _) in enumerate(indices_of(e.args[0], e.args[1:])):
            if i in ranges and ranges[i][1] is not None:
                shown.setdefault((e.args[0], k), set()).add(ranges[i])
    every = indexing_freely([*trees, *free])
    found = {i: {r for d in dimensions for r in shown.get(d, ())} for i, dimensions in every.items()}
    only = {i: next(iter(rs)) for i, rs in found.items() if len(rs) == 1}
    return {i: r for i, r in only.items() if all(i not in getattr(bound, "letters", ()) for bound in r)}


def sizes_in_ranges(trees: Sequence[Any]) -> frozenset[Any]:
    """The sizes of the dimensions that an index with bounds of its own runs over."""
    return frozenset(
        s
        for e, ranges in _indexed(trees)
        for i, s in zip(e.args[1:], shape(e.args[0]), strict=False)
        if any(ranges.get(x, (None, None))[1] is not None for x in getattr(i, "letters", ()))
    )


def indices_of(a: Any, indices: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The indices of an entry or a row of a that choose among more than one, each with the size that it runs over."""
    form = shape(a)
    return [(i, s) for i, s in zip(indices, form, strict=False) if len(form) != 2 or s != 1]


def from_zero(i: Any, starts: Mapping[Letter, Any], firsts: Mapping[str, int]) -> bool:
    """Does this index run from 0? starts: where the indices that are bound around it begin."""
    if isinstance(i, Integer):
        return int(i) == 0
    names: frozenset[Letter] = getattr(i, "letters", frozenset())
    declared = [firsts[x.plain] for x in names if x.plain in firsts]
    if declared:
        return min(declared) == 0
    terms = i.args if isinstance(i, Plus) else (i,)
    step = sum(int(t) for t in terms if isinstance(t, Integer))
    lows = [starts[x] for x in names if x in starts]
    running = [int(low) if isinstance(low, (int, Integer)) else 1 for low in lows]
    if len(names) == len(running) == 1 and all(isinstance(t, (Integer, Letter)) for t in terms):
        return running[0] + step <= 0
    return 0 in running and all(low <= 0 for low in running) and step <= 0


def _indexed(trees: Sequence[Any]) -> Iterator[tuple[Any, Ranges]]:
    """The entries and rows of letters, each with the ranges of the indices that are bound around it (to no bound for
    one that runs over a whole size)."""
    stack: list[tuple[Any, dict[Letter, tuple[Any, Any]]]] = [(t, {}) for t in trees]
    seen: set[Any] = set()
    while stack:
        e, ranges = stack.pop()
        if not isinstance(e, Node) or isinstance(e, LEAVES):
            continue
        key = (e.digest, frozenset((x, *r) for x, r in ranges.items() if x in e.letters))
        if key in seen:
            continue
        seen.add(key)
        if isinstance(e, Binding):
            inner = {b.args[0]: (b.args[1], b.args[2]) if isinstance(b, Range) else (1, None) for b in e.binders}
            ranges = {**{x: r for x, r in ranges.items() if x not in e.bound}, **inner}
        if isinstance(e, (Entry, Row)) and isinstance(e.args[0], Letter):
            yield e, ranges
        stack += [(a, ranges) for a in e.args]
