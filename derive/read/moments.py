r"""`mean(x)`, `var(x)`, `std(x)` of a vector of values, read as what they stand for."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

import derive.expr.heads as h
from derive.read.context import Context
from derive.read.terms import Callee

Tree = Any
MEANING = {
    "mean": "the mean of the entries",
    "var": "the variance, the mean of (x_i − mean)² over the n entries",
    "std": "the standard deviation, the root of the mean of (x_i − mean)² over the n entries",
}


def is_moment(function: Callee) -> bool:
    """Is it called like the mean, variance or standard deviation of values?"""
    return function.head.plain in MEANING


def moment(ctx: Context, word: str, arguments: tuple[Tree, ...]) -> Tree | None:
    """The mean, variance or standard deviation of a column of values; None for any other call, which stays one."""
    if word not in MEANING or len(arguments) != 1 or not h.is_column(arguments[0]):
        return None
    ctx.guess(f"{word} is {MEANING[word]}")
    (x,) = arguments
    mean = _mean(h.Tr(h.times(h.T(h.Ones(*h.shape(x))), x)), x)
    if word == "mean":
        return mean
    variance = _mean(h.Power(h.Norm(h.plus(x, h.minus(h.times(mean, h.Ones(*h.shape(x)))))), Integer(2)), x)
    return variance if word == "var" else h.Power(variance, Rational(1, 2))


def _mean(total: Tree, x: Tree) -> Tree:
    return h.times(h.Frac(S.One, h.shape(x)[0]), total)
