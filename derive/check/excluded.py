"""Values that what is said of a case excludes: η was 0.01, and now it is supposed that η > 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.check.known import Fact, Known
from derive.check.link import ORDERED
from derive.check.opened import opened
from derive.check.values import Numbers
from derive.expr.heads import Letter, letters


def excluded(known: Known, paragraph: int) -> frozenset[Letter]:
    """The letters whose values do not meet what the sentence or an inequality above says of them."""
    facts = [f for f in known.standing(paragraph) if f.relation in ORDERED]
    case = [f for f in known.case if f.relation in ORDERED]
    if not facts and not case:
        return frozenset()
    numbers = known.numbers()
    return frozenset((*_failing(case, numbers, None), *_failing(facts, numbers, known)))


def _failing(facts: Iterable[Fact], numbers: Numbers, known: Known | None) -> Iterable[Letter]:
    for f in facts:
        x, other = (f.left, f.right) if isinstance(f.left, Letter) else (f.right, f.left)
        if not isinstance(x, Letter) or x.shape or letters(other):
            continue
        if (known is None or f.at > _said(x, known)) and _fails(f, numbers):
            yield x


def _said(x: Letter, known: Known) -> int:
    """Where a letter got its value."""
    found = known.values.get(x.plain)
    return max(known.lines.get(x.plain, -1), -1 if found is None else found.at)


def _fails(f: Fact, numbers: Numbers) -> bool:
    given: list[Any] = [numbers.true(opened(t, numbers.names)) for t in (f.left, f.right)]
    if any(v is None or getattr(v, "size", 1) != 1 for v in given):
        return False
    a, b = (float(v) for v in given)
    return not {"<": a < b, ">": a > b, "≤": a <= b, "≥": a >= b}[f.relation]
