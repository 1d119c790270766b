"""The values that a chain gives what it begins with: a letter, or a slope."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.check.known import Known
from derive.check.lefts import named_by
from derive.check.link import EQUAL
from derive.check.values import Value, is_number, number, unit_of
from derive.expr.heads import Derivative, Letter, letters
from derive.read.elaborate import Statement

HOLDS = {"<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge, "≠": operator.ne}


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


def deny(known: Known, left: Any, relation: str, right: Any) -> None:
    """`now let a > 0`: a value of a that this does not hold of has ended."""
    if not isinstance(left, Letter) or not right.is_Rational or relation not in HOLDS:
        return
    found = known.passing.get(left.plain) or known.values.get(left.plain)
    if found is not None and found.array.size == 1 and not HOLDS[relation](float(found.array.item()), float(right)):
        known.forget(left)
        known.passing.pop(left.plain, None)
        known.facts = [f for f in known.facts if f.left != left or f.relation != "="]


def renew(known: Known, found: Collection[Letter]) -> None:
    """Letters whose numbers are yet to be found have none from before."""
    given = {named_by(d[0]) for d in known.scope.definitions if not letters(d[1])}
    for x in found:
        if x.plain in known.values or x in given:
            known.forget(x)
    known.facts = [f for f in known.facts if f.left not in found]


def undeclare(known: Known, names: frozenset[str]) -> None:
    """Letters that may have any shape from here on."""
    for x in [x for n, x in known.firm.letters.items() if n in names]:
        known.forget(x)
        known.firm = replace(known.firm, letters={n: y for n, y in known.firm.letters.items() if y != x})
    known.in_force -= names


def sought(known: Known) -> frozenset[str]:
    """The functions that differential equations are to give, which nothing defines."""
    return frozenset(known.moving - {str(named_by(d[0]).plain) for d in known.scope.definitions})
