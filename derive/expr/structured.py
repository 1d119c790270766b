"""Matrices whose entries do not move alone: x_ij and x_ji together, or the diagonal alone.

Such a letter has a word among its assumptions. Its differential d(X) is written with dX, the moves of its entries, each
as if it moved alone.
"""

from __future__ import annotations

from typing import Any

from sympy import Tuple

from derive.expr.heads import D, Eye, Had, Letter, T, minus, plus, shape

WORDS = {"symmetric": "moves-in-pairs", "diagonal": "moves-on-its-diagonal"}  # by the convention of a gradient
ALONE = "moves-alone"
MARKS = frozenset([*WORDS.values(), ALONE])


def structured(x: Letter, convention: str) -> Letter:
    """The letter whose entries move by a convention, `symmetric` or `diagonal`."""
    return _marked(x, WORDS[convention])


def is_structured(x: Any) -> bool:
    """Do the entries of a letter not move alone?"""
    return isinstance(x, Letter) and not x.assumptions.isdisjoint(WORDS.values())


def entries(x: Letter) -> Letter:
    """The letter of the moves of single entries: its differential is dX. Any letter that is not structured itself."""
    return Letter(x.args[0], x.args[1], Tuple(*x.shape), ALONE) if is_structured(x) else x


def movement(x: Letter) -> Any:
    """d(X) of a structured letter in terms of the moves dX of its entries: dXᵀ + dX − dX ∘ I, or dX ∘ I."""
    dx, one = D(entries(x)), Eye(shape(x)[0])
    if WORDS["symmetric"] in x.assumptions:
        return plus(T(dx), dx, minus(Had(dx, one)))
    return Had(dx, one)


def _marked(x: Letter, word: str) -> Letter:
    words = " ".join(sorted((x.assumptions - MARKS) | {word}))
    return Letter(x.args[0], x.args[1], Tuple(*x.shape), words)
