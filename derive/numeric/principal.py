"""The stand-in for NumPy at 50 digits whose roots and logarithms of negative numbers are complex, on their principal
branches: it tells a formula that leaves the real numbers from one that has no value at all.

A cube root of a negative number may be meant to be real, so that only roots of even order have a value here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy

from derive.numeric.precise import HUGE, Precise, number


def _within_reach(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def call(a: Any) -> Any:
        if abs(a) > HUGE:
            raise OverflowError
        return f(a)

    return call


def _power(a: Any, b: Any) -> Any:
    if not (mpmath.isint(b) or mpmath.isint(4 * b) or isinstance(a, mpmath.mpf) and a > 0):
        raise ValueError("a power with several values")
    return _within_reach(lambda x: mpmath.power(x, b))(a)


BRANCHES: dict[str, tuple[Callable[..., Any], int]] = {
    "exp": (_within_reach(mpmath.exp), 1), "log": (mpmath.log, 1), "sqrt": (mpmath.sqrt, 1), "power": (_power, 2),
    "log1p": (lambda a: mpmath.log(1 + a), 1), "log2": (lambda a: mpmath.log(a) / mpmath.log(2), 1),
    "log10": (lambda a: mpmath.log(a) / mpmath.log(10), 1), "expm1": (lambda a: _within_reach(mpmath.exp)(a) - 1, 1),
    "sin": (_within_reach(mpmath.sin), 1), "cos": (_within_reach(mpmath.cos), 1),
    "tan": (_within_reach(mpmath.tan), 1), "sinh": (_within_reach(mpmath.sinh), 1),
    "cosh": (_within_reach(mpmath.cosh), 1), "tanh": (_within_reach(mpmath.tanh), 1),
    "arcsin": (mpmath.asin, 1), "arccos": (mpmath.acos, 1), "arctan": (mpmath.atan, 1), "arcsinh": (mpmath.asinh, 1),
    "arccosh": (mpmath.acosh, 1), "arctanh": (mpmath.atanh, 1), "abs": (abs, 1), "absolute": (abs, 1),
    "square": (lambda a: a * a, 1), "negative": (lambda a: -a, 1), "divide": (lambda a, b: a / b, 2),
    "reciprocal": (lambda a: 1 / a, 1),
}  # fmt: skip


class Principal(Precise):
    """Precise, with complex values for the elementary functions; what has none, or is out of reach, raises
    ArithmeticError, ValueError or TypeError."""

    def __getattr__(self, name: str) -> Any:
        if name not in BRANCHES:
            return super().__getattr__(name)
        f, count = BRANCHES[name]
        return numpy.frompyfunc(lambda *args: f(*map(_complex, args)), count, 1)


def _complex(a: Any) -> Any:
    return a if isinstance(a, (mpmath.mpf, mpmath.mpc)) else number(a)
