"""Definitions that stand after their use: later in the same formula, or where its sentence goes on with `where`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from derive.check.known import Known
from derive.check.lefts import is_pattern, named_by
from derive.check.reading import read_under
from derive.check.text import Formula
from derive.check.values import is_number
from derive.errors import DeriveError
from derive.expr.heads import Call, letters
from derive.expr.trees import walk
from derive.read.elaborate import Reading, Statement

GIVES = ("=", ":=", "≡")
WHERE = re.compile(r"^[\s$)\]\\,.]*(?:where|with|here|in which)\b[^.;:!?]{0,60}$", re.IGNORECASE)
AND = re.compile(r"^[\s$)\]\\,]*(?:and\b)?[^.;:!?]{0,30}$", re.IGNORECASE)
FAR = 4  # formulas after this one that are looked at


def take(reading: Reading, f: Formula, following: Sequence[Any], known: Known) -> bool:
    """Make known what the names of a formula mean that are defined after it; was there any behind the formula?"""
    wanted = _used(reading) - {str(named_by(d[0]).plain) for d in known.scope.definitions}
    for n, s in enumerate(reading.statements):
        if n and (plain := _defined(s)) in wanted:
            known.define(s.trees[0], s.trees[1], reading, f.text.origin(0))
            wanted -= {plain}
    found = False
    for later, made, n in _behind(f, following, known) if wanted else ():
        s = made.statements[n]
        if (plain := _defined(s)) in wanted:
            known.define(s.trees[0], s.trees[1], made, later.text.origin(0))
            known.sources[plain] = later.text.text, n
            found = True
    return found


def _used(reading: Reading) -> set[str]:
    """The names in the statements of a formula, those alone that none of its statements before begins with."""
    used: set[str] = set()
    given: set[str] = set()
    for s in reading.statements:
        here = {x.plain for t in s.trees for x in letters(t)}
        here |= {str(e.function.plain) for t in s.trees for _, e in walk(t) if isinstance(e, Call)}
        plain = _defined(s)
        used |= here - given - {plain}
        given.add(plain)
    return used


def _defined(s: Statement) -> str:
    """The name that a statement gives a meaning; empty where it gives none, or a number."""
    if len(s.trees) != 2 or not s.relations or s.relations[0] not in GIVES or not is_pattern(s.trees[0]):
        return ""
    if is_number(s.trees[1]) or not isinstance(s.trees[0], Call) and not any(letters(t) for t in s.trees[1:]):
        return ""
    return str(named_by(s.trees[0]).plain)


def _behind(f: Formula, following: Sequence[Any], known: Known) -> Iterator[tuple[Formula, Reading, int]]:
    """The statements of the formulas that a `where` joins to this one."""
    between, joins = f.after, WHERE
    for other in following[:FAR]:
        if not isinstance(other, Formula) or not joins.match(between):
            return
        try:
            reading, _ = read_under(other.text.text, known)
        except DeriveError:
            return
        yield from ((other, reading, n) for n in range(len(reading.statements)))
        between, joins = other.after, AND
