"""Equations that are no identities of their letters: of sizes, of steps of a sequence, of indices run together."""

from __future__ import annotations

import re
from typing import Any

from derive.check.opened import Names
from derive.expr.heads import Entry, Letter, Plus, Times, base, letters
from derive.expr.trees import walk

STEP = re.compile(r"_(?:plus|minus)_")


def run_together(pair: tuple[Any, Any]) -> bool:
    """Is `a_{2n}`, read as an entry in row 2, beside an a_0 of one index?"""
    found = [e for t in pair for _, e in walk(t) if isinstance(e, Entry) and len(e.args) == 3]
    two = {
        str(getattr(base(e), "plain", ""))
        for e in found
        if e.args[1].is_Integer and isinstance(e.args[2], (Letter, Plus))
    }
    single = {x.plain.rpartition("_")[0] for t in pair for x in letters(t) if x.plain.rpartition("_")[2].isdigit()}
    return bool(two & single)


def steps(pair: tuple[Any, Any], names: Names) -> bool:
    """Are some steps of a sequence defined and others not: y_t of `y_{t+1} = a y_t + b y_{t-1}`?"""
    found = {x for t in pair for x in letters(t)}
    apart = {x.plain.partition("_")[0] for x in found - set(names.letters) if STEP.search(x.plain)}
    return any("_" in x.plain and x.plain.partition("_")[0] in apart for x in found & set(names.letters))


def contracts(pair: tuple[Any, Any]) -> bool:
    """Is it an equation of sizes, `(m × n) (n × p) = m × p`, where what meets goes?"""
    left, right = (list(t.args) if isinstance(t, Times) else [] for t in pair)
    if len(left) < 4 or len(right) != 2 or not all(isinstance(x, Letter) and not x.shape for x in (*left, *right)):
        return False
    return left[1:-1:2] == left[2:-1:2] and [left[0], left[-1]] == right
