"""Statements that stand alone: which equations ask for their letters, which give a letter another value or law."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import S

from derive.check import prose
from derive.check.known import Known
from derive.check.lefts import is_pattern
from derive.check.values import is_number, number
from derive.errors import DeriveError
from derive.expr.heads import Call, Decimal, Letter, Power, letters
from derive.expr.scan import Scanner
from derive.expr.trees import walk
from derive.source import Source

FAR = 0.1  # from π, which no slip of a digit explains
EXAMPLE = "a case or an example"
LAW = (r"\sim", "∼", r"\stackrel", r"\overset")


def asks(left: Any, right: Any, before: str, known: Known, lone: bool = True) -> bool:
    """Is `x + y = 4` one to be solved for its letters, whose values another section or the code alone says?

    An example always is one, what the words state never; where the code alone has values, one with digits or of a name
    is none either.
    """
    if lone and prose.example(before):
        return True
    if prose.said(before):
        return False
    found = [x.plain for x in letters(left) | letters(right)]
    given = [n for x in letters(left) | letters(right) if (n := known.section_of(x)) is not None]
    if any(plain in known.passing for plain in found) or known.section in given:
        return False
    digits = any(isinstance(e, Decimal) for t in (left, right) for _, e in walk(t))
    return bool(given) or bool(found) and not digits and not is_pattern(left) and not is_pattern(right)


def calls_from_afar(left: Any, right: Any, known: Known) -> bool:
    """Does it call a function that another section defined, and that this one has not relied on?"""
    calls = (e.function for t in (left, right) for _, e in walk(t) if isinstance(e, Call))
    return bool({f.plain for f in calls if f.kind != "elementary"} & known.distant())


def another_pi(left: Any, right: Any) -> bool:
    r"""Is it a value of a letter that is written `\\pi`, far from that of the circle: `\\pi = 3`?"""
    marked = isinstance(left, Power) and left.args[0] == S.Pi and left.args[1] == 1  # `\\pi^1` has a mark
    value = number(right) if (left == S.Pi or marked) and is_number(right) else None
    return value is not None and value.size == 1 and (marked or abs(float(value) - float(S.Pi)) > FAR)


def given_anew(left: Any, known: Known) -> bool:
    """Is it a letter that the text gave a value outright before, so that it may give it another one?"""
    return isinstance(left, Letter) and (left.plain in known.outright or left.plain in known.passing)


def drawn(text: str) -> str:
    r"""The plain name of the variable whose law is said: y of `y_i \sim N(\mu, 1)`; "" where none is."""
    s = Scanner(Source(text))
    try:
        name = s.name()
    except DeriveError:
        return ""
    return replace(name, label="").plain if name is not None and s.peek(*LAW) else ""
