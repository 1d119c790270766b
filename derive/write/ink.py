"""What all writers of LaTeX share: the ink (what holds for a whole formula) and the way to write a part."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import ONE, Entry, Letter, Node, Row, Tr, shape
from derive.notation import ATOM, POWER, TERM, Style
from derive.write.piece import Piece

Work = Generator[Any, Any, Piece]
Writer = Callable[[Any, "Ink"], Work]
LETTERLIKE = (Letter, Entry, Row)
CALLED = frozenset(
    [*"fghpqFGHPQ", r"\sigma", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\pi", r"\Gamma", r"\Theta"]
)  # scalar letters that a reader takes for functions before a parenthesis


@dataclass(frozen=True, slots=True)
class Ink:
    """writers: one for each head; style: the author's; called: names that are called in the formula; partial: are
    derivatives written as partial ones? memo: what was written before, by other lines too."""

    writers: Mapping[type, Writer]
    style: Style
    called: frozenset[str]
    partial: bool
    memo: dict[Any, Piece] = field(default_factory=dict)


def sub(e: Any, ink: Ink) -> Work:
    """Write a part."""
    if not isinstance(e, Node):
        return _constant(e)
    if e not in ink.memo:
        ink.memo[e] = yield ink.writers[type(e)](e, ink)
    return ink.memo[e]


def _constant(e: Any) -> Piece:
    if isinstance(e, Integer):
        return Piece(str(abs(int(e))), TERM if e < 0 else ATOM, sign=e < 0, starts="digit", number=True)
    if isinstance(e, Rational):
        text = rf"\frac{{{abs(e.p)}}}{{{e.q}}}"
        return Piece(text, TERM if e < 0 else POWER, sign=e < 0, tall=True, number=True)
    names = {S.Pi: r"\pi", S.Exp1: "e", S.Infinity: r"\infty", S.NegativeInfinity: r"\infty", S.ImaginaryUnit: "i"}
    minus = e == S.NegativeInfinity
    return Piece(names[e] if e in names else str(e), TERM if minus else ATOM, sign=minus)


def is_dot(e: Any) -> bool:
    """A trace of a 1×1 matrix: written as the product itself."""
    return isinstance(e, Tr) and shape(e.args[0]) == (ONE, ONE)
