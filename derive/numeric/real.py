"""mpmath's functions as real ones: NaN where a value is complex, or where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import mpmath

from derive.errors import Unsupported


class RealFunctions:
    """Stands in for the module `mpmath` in compiled source. seconds: what all calls may take, None for any time."""

    def __init__(self, seconds: float | None = None) -> None:
        self.end = None if seconds is None else time.process_time() + seconds

    def __getattr__(self, name: str) -> Callable[..., Any]:
        f = getattr(mpmath, name)

        def real(*args: Any) -> Any:
            if self.end is not None and time.process_time() > self.end:
                raise Unsupported("its special functions take too long to evaluate")
            return real_value(f, args)

        return real


def real_value(f: Callable[..., Any], args: Sequence[Any]) -> Any:
    """f at some numbers; NaN for what is complex, undefined or out of reach."""
    if any(mpmath.isnan(a) for a in args):
        return mpmath.nan
    try:
        value = f(*args)
    except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.NoConvergence):
        return mpmath.nan
    if isinstance(value, mpmath.mpc):
        return value.real if value.imag == 0 else mpmath.nan
    return value
