"""The values that a chain gives what it begins with: a letter, or a slope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer

from derive.check.known import Known
from derive.check.link import EQUAL
from derive.check.values import Value, is_number, number, unit_of
from derive.expr.heads import Derivative, Letter
from derive.read.elaborate import Statement


def note_value(
    s: Statement, known: Known, at: int, root: int | None, passing: bool, derived: Callable[[Any], bool]
) -> None:
    """Make known the number that a chain ends in; passing: for its paragraph alone; derived: has a name a meaning?"""
    x = s.trees[0]
    last = next((k for k in range(len(s.trees) - 1, 0, -1) if is_number(s.trees[k])), None)
    if last is None or not isinstance(x, (Letter, Derivative)) or any(r not in (*EQUAL, ":=") for r in s.relations):
        return
    array = number(s.trees[last])
    if array is None:
        return
    if last == 1 and s.relations[0] == "≈" and isinstance(s.trees[1], Integer):
        return  # `w ≈ 1` says how it is in a case
    if passing and isinstance(x, Letter):
        known.passing_value(x, Value(array, 0.0, at, section=known.section))
        return
    computed = last > 1 or isinstance(x, Derivative) or derived(x)
    unit = unit_of(s.trees[last], array.shape) if computed else 0.0
    true = known.numbers().true(s.trees[1] if last > 1 else x) if computed else None
    true = true if true is None or true.shape == array.shape else None  # in the other layout
    unit = unit if true is None or root is not None else 0.0
    value = Value(array, unit, at, true, root, known.section)
    if isinstance(x, Derivative):
        known.slope(x, value)
    else:
        known.value(x, value, computed)
