"""Equations that the words ask for, whatever the letters stood for before: initial values, places where all is 0."""

from __future__ import annotations

import re
from typing import Any

from derive.check.sides import is_zero
from derive.check.solved import differential
from derive.check.text import Formula
from derive.check.values import is_number
from derive.check.wording import bare, comes_last
from derive.expr.heads import Call, letters

PRESCRIBED = re.compile(
    r"\b(?:initial|boundary|terminal|solve[sd]?|suppose|consider|(?<!we )find|subject to|such that|assum\w+|let)\b",
    re.IGNORECASE,
)
ZERO = re.compile(
    PRESCRIBED.pattern + r"|\b(?:given|satisf\w+|points? (?:where|at which|with)|places? where|where|set(?:ting)?|"
    r"when|whenever|if|require\w*|needs?|must|critical points?|zeros? of|roots? of|curves?|circle|line|plane|surface|"
    r"with)\b",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"\b(?:then|so|hence|thus|therefore|follows|gives?|yields?|indeed|because|since|check|verify|"
    r"we (?:\w+ )?(?:get|have|obtain|find|see))\b",
    re.IGNORECASE,
)

ABSURD = re.compile(
    r"\b(?:impossible|not possible|contradict\w*|absurd|inconsistent|no solutions?|nonsens\w+|cannot be|can't be|"
    r"never|not true|false|untrue)\b",
    re.IGNORECASE,
)
NEXT = 120  # characters behind a formula, and half of those before it, in which the text may call it absurd


def absurd(left: Any, right: Any, f: Formula) -> bool:
    """Is it a false equation of numbers, `0 = 1`, which the words around it call impossible?"""
    words = f.before[-2 * NEXT :] + f.after[:NEXT]
    return not letters(left) and not letters(right) and bool(ABSURD.search(words))


def wanted(left: Any, right: Any, lead: str) -> bool:
    """Is it a value of a function at a point, a differential equation, or something that is 0, which the words before
    it ask for?"""
    zero = is_zero((left, right))
    if not (zero or differential(left, right) or _at_point(left) or _at_point(right)):
        return False
    return comes_last(ZERO if zero else PRESCRIBED, TOLD, bare(lead))


def _at_point(e: Any) -> bool:
    """`x(0)`, `y'(0, t)`: a function that has a number for an argument."""
    return isinstance(e, Call) and e.function.kind != "elementary" and any(map(is_number, e.arguments))
