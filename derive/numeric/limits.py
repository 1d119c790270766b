"""Infinite series and limits with an error estimate, at many digits.

A series is extrapolated by two methods that must agree, and its partial sums must come ever closer to what they give;
a limit is the value ever nearer to the point, from both sides or from one, or ever further out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from sympy import S

from derive.errors import Unsupported
from derive.expr.heads import Range, Sum
from derive.expr.operators import Limit
from derive.numeric.compile import calling, program
from derive.numeric.precise import Mathematics, Precise, TooSlow, digits, exact
from derive.numeric.quadrature import Measured

DIGITS = 90  # worked with in a limit; differences of 1e-24 leave more than 40
NEAR = (12, 18, 24)  # powers of ten: how near to the point, how far out
DOUBLINGS = range(4, 16)  # powers of two: how far out where far is too far
VANISHING = 1e3  # how much smaller a value is at the next step, if it goes to 0
TERMS = (40, 80, 160, 320)  # of partial sums
METHODS = ("richardson+shanks", "levin")
SERIES_DIGITS = 30
SECONDS = 3.0
SURE = 1e-9  # relative: what two ways must agree in

Values = Mapping[str, Any]


def is_series(e: Any) -> bool:
    """A sum over one index without end?"""
    return isinstance(e, Sum) and len(e.binders) == 1 and isinstance(e.binders[0], Range) and _endless(e.binders[0])


def _endless(binder: Any) -> bool:
    return binder.args[2] is S.Infinity and binder.args[1] is not S.NegativeInfinity


def series(e: Any, values: Values) -> Measured:
    """The value of a sum without end. Raises: Unsupported where it does not converge, or too slowly to tell."""
    import mpmath

    k, low, _ = e.binders[0].args
    with digits(SERIES_DIGITS):
        term = _function(e.body, k.plain, values)
        start = int(_function(low, k.plain, values)(mpmath.mpf(0)))
        partial, total, tail = [], mpmath.mpf(0), mpmath.mpf(0)
        for n in range(start, start + TERMS[-1]):
            total += (a := _finite(term(mpmath.mpf(n))))
            tail += abs(a) if n - start >= TERMS[-2] else 0
            if n - start + 1 in TERMS:
                partial.append(total)
        settled = tail <= mpmath.mpf(10) ** -15 * abs(total)
        found = partial[:-3:-1] if settled else [_extrapolated(term, start, how) for how in METHODS]
    value = found[0]
    scale = max(abs(value), mpmath.mpf(10) ** -12)
    gaps = [abs(p - value) / scale for p in partial]
    error = abs(found[0] - found[1]) / scale
    nearing = all(b <= a / 1.5 or b < SURE for a, b in zip(gaps, gaps[1:], strict=False))
    if not nearing or error > SURE:
        raise Unsupported("the series does not converge, or too slowly to tell")
    return Measured(float(value), float(scale * max(error, mpmath.mpf(10) ** -12)))


def _extrapolated(term: Callable[[Any], Any], start: int, how: str) -> Any:
    import mpmath

    try:
        return _finite(mpmath.nsum(lambda n: term(mpmath.mpf(n)), [start, mpmath.inf], method=how))
    except (ZeroDivisionError, ValueError, mpmath.libmp.NoConvergence):
        raise Unsupported("the series does not converge, or too slowly to tell") from None


def limit(e: Limit, values: Values) -> Measured:
    """The value of a limit. Raises: Unsupported where none is seen, or the two sides of the point differ."""
    import mpmath

    x, point, *side = e.binders[0].args
    with digits(DIGITS):
        f = _function(e.body, x.plain, values)
        tens = [mpmath.mpf(10) ** n for n in NEAR]
        if point in (S.Infinity, S.NegativeInfinity):
            sign = 1 if point is S.Infinity else -1
            found = [_approached([f(sign * t) for t in tens]) or _far(lambda n: f(sign * n))]
        else:
            a = _function(point, x.plain, values)(mpmath.mpf(0))
            sides = [_approached([f(a + s / t) for t in tens]) for s in (map(int, side) if side else (1, -1))]
            found = [m for m in sides if m is not None]
    if not found or any(abs(found[0][0] - v) > 1e-6 * max(abs(v), 1) for v, _ in found):
        raise Unsupported("no limit is seen there, from one side or from both")
    return Measured(float(found[0][0]), float(max(error for _, error in found)))


def _approached(seen: list[Any]) -> tuple[Any, Any] | None:
    """(limit, error) of values ever nearer; None where the function has no values on this side."""
    import mpmath

    if not any(mpmath.isfinite(v) for v in seen):
        return None
    first, second, third = (_finite(v) for v in seen)
    if abs(third) < abs(second) / VANISHING < abs(first) / VANISHING**2:
        return mpmath.mpf(0), abs(third)
    before, after = abs(second - first), abs(third - second)
    scale = max(abs(third), mpmath.mpf(10) ** -12)
    if after > SURE * scale or after > before / 10 and after > mpmath.mpf(10) ** -30 * scale:
        raise Unsupported("no limit is seen there: the values do not settle")
    return third, after + mpmath.mpf(10) ** -12 * scale


def _far(f: Callable[[Any], Any]) -> tuple[Any, Any]:
    """(limit, error) at infinity by Romberg's extrapolation in 1/n, where f has no values very far out."""
    import mpmath

    row = [_finite(f(mpmath.mpf(2) ** k)) for k in DOUBLINGS]
    last = row
    for m in range(1, len(row)):
        last, row = row, [b + (b - a) / (2**m - 1) for a, b in zip(row, row[1:], strict=False)]
    error = max(abs(row[0] - v) for v in last)
    if error > SURE * max(abs(row[0]), mpmath.mpf(1)):
        raise Unsupported("no limit is seen there: the values do not settle")
    return row[0], error + mpmath.mpf(10) ** -12 * abs(row[0])


def _finite(v: Any) -> Any:
    import mpmath

    if not mpmath.isfinite(v):
        raise Unsupported("a term has no finite value at the point drawn")
    return v


def _function(body: Any, x: str, values: Values) -> Callable[[Any], Any]:
    """A tree as a function of one letter, at as many digits as are set. Raises: Unsupported."""
    import numpy as np

    made = program([body], precise=True, batched=False, single=False)
    if made.differs or made.axes:
        raise Unsupported("a series or limit of differences, or over a free index, is not estimated")
    function = made.function(Precise(time.process_time() + SECONDS), Mathematics())
    missing = [p.plain for p in made.parameters if p.plain != x and p.plain not in values]
    if missing:
        raise Unsupported(f"{missing[0]} has no value here")
    given = {p.name: values[p.plain] if p.role == "function" else exact(values[p.plain])
             for p in made.parameters if p.plain != x}  # fmt: skip
    names = [p.name for p in made.parameters if p.plain == x]

    def f(at: Any) -> Any:
        try:
            (found,) = calling(function, {**given, **dict.fromkeys(names, np.asarray(at, dtype=object))})
        except TooSlow:
            raise Unsupported("a series or limit takes too long") from None
        return np.asarray(found, dtype=object).ravel()[0]

    return f
