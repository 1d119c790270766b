"""A bound on numbers: a power or factorial with too many digits is refused, and never computed."""

from __future__ import annotations

import math
from typing import Any

from sympy import Rational, S

from derive.errors import ReadError
from derive.expr.heads import Call, Decimal, Plus, Power, letters
from derive.expr.trees import walk
from derive.source import Place

MOST_DIGITS = 1_000_000


def check_numbers(tree: Any, place: Place) -> None:
    """Raises: ReadError when a power or factorial of numbers in the tree has more than a million digits."""
    for _, e in walk(tree):
        if letters(e):
            continue
        if isinstance(e, Power) and _digits(e) > MOST_DIGITS or _factorial(e) > MOST_DIGITS:
            raise ReadError(f"a number of more than {MOST_DIGITS:,} digits", place, "write it with a letter")


def _digits(e: Any) -> float:
    """About how many decimal digits a power of numbers has; a tower is followed from its top, without recursion."""
    tower = []
    while isinstance(e, Power):
        tower.append(_number(e.args[0]))
        e = e.args[1]
    size = _number(e)
    for base in reversed(tower):
        digits = size * math.log10(abs(base)) if base and size else 0.0
        if digits > MOST_DIGITS:
            return digits
        size = 0.0 if not base else 10.0**digits if digits < 300 else math.inf
    return 0.0 if not size or size < 1 else digits


def _factorial(e: Any) -> float:
    """About how many decimal digits Γ of a number has, 0 for what is no such call."""
    if not (isinstance(e, Call) and e.function.plain == "gamma" and len(e.args) == 2):
        return 0.0
    inner = e.args[1]
    size = sum(map(_number, inner.args)) if isinstance(inner, Plus) else _number(inner)
    return math.lgamma(size) / math.log(10) if 1 < size < math.inf else size if size > 1 else 0.0


def _number(e: Any) -> float:
    """A number as a float, 0 for what is none."""
    if isinstance(e, Decimal):
        e = e.value
    if isinstance(e, Rational):
        try:
            return float(e.p) / float(e.q)
        except OverflowError:
            return math.inf
    return float(e) if e in (S.Exp1, S.Pi) else math.inf if e is S.Infinity else 0.0
