"""Samples that are drawn apart from the one that was seen: o of `u_o` is none of the k of `Σ_k u_k`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from derive.check.text import Document, Formula
from derive.expr.heads import Binding, Letter, Row, letter, shape
from derive.expr.trees import at, rebuild, walk

DRAWN = re.compile(r"\bnegative(?:s|[- ]\w+)?\b|\bnoise (?:words?|samples?|distribution)\b", re.IGNORECASE)
APART = "the index {} is none of those summed over"


def drawn_in(d: Document) -> frozenset[int]:
    """The sections whose words speak of negative samples."""
    return frozenset(f.section for f in d.found if isinstance(f, Formula) and DRAWN.search(f.before))


def one_apart(pair: Sequence[Any]) -> Iterator[tuple[Letter, list[Any]]]:
    """An index that picks a row of a family with a sum over it, and the sides with that row as a letter of its own."""
    picked: set[Any] = set()
    summed: set[Any] = set()
    bound: set[Any] = set()
    for t in pair:
        for path, e in walk(t):
            if isinstance(e, Binding):
                bound |= set(e.bound)
            if isinstance(e, Row) and isinstance(e.args[0], Letter) and isinstance(e.args[1], Letter):
                around = (at(t, path[:k]) for k in range(len(path)))
                inside = any(isinstance(b, Binding) and e.args[1] in b.bound for b in around)
                (summed if inside else picked).add(e)
    families = {e.args[0] for e in summed}
    for row in sorted(picked, key=str):
        family, i = row.args
        if family in families and i not in bound:
            own = letter(f"{family.latex}_{{{i.latex}}}", f"{family.plain}_{i.plain}_apart", sizes=shape(row))
            yield i, [_put(t, row, own) for t in pair]


def _put(t: Any, row: Any, own: Letter) -> Any:
    return rebuild(t, lambda e: own if e == row else e)
