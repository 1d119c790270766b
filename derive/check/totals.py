"""The total of a density, an integral or a sum, at draws of its parameters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import product
from typing import Any

from sympy import S

from derive.check.support import Bounds
from derive.errors import DeriveError
from derive.expr.heads import Letter, Sum, letters
from derive.expr.operators import Integral
from derive.expr.trees import walk
from derive.numeric.limits import series
from derive.numeric.quadrature import Measured, compiled, evaluated, integral

DRAWS, LEAST = 4, 2  # of the parameters in each region; that must have an integral
SECONDS = 4.0  # for all draws
MOST_TERMS = 2000  # of a finite sum
POINTS = 64  # at which a density must not be negative
PARAMETERS = ("n", "N", "m", "M", "r", "K", "d")  # letters that are whole numbers

Draw = dict[str, float]


def measured(total: Any, said: dict[str, Bounds], seed: int) -> list[tuple[Draw, Measured]] | None:
    """The total at draws of the parameters; None where too few have one, or the density is negative there."""
    import numpy as np

    rng = np.random.default_rng(seed)
    free = sorted(letters(total), key=lambda x: x.plain)
    end = time.process_time() + SECONDS
    flat = all(len(n.binders) == 1 for _, n in walk(total) if isinstance(n, (Integral, Sum)))
    values = []
    for high in (False, True) if free else (False,):
        for _ in range((DRAWS if flat else LEAST) if free else 1):
            if time.process_time() > end:
                return None
            at = {x.plain: v for x in free if (v := _drawn(x, said.get(x.plain), high, total, rng)) is not None}
            if len(at) < len(free):
                return None
            try:
                values.append((at, value_at(total, at)))
            except (DeriveError, ArithmeticError, ValueError):
                continue
    if len(values) < (LEAST if free else 1):
        return None
    return None if any(_negative(total, at, rng) for at, _ in values[:2]) else values


def _drawn(x: Letter, b: Bounds | None, high: bool, total: Any, rng: Any) -> float | None:
    """A value of a parameter: whole numbers for sizes, else below 1, and above it; in its region where one is said."""
    ends = (b.low, b.high) if b is not None else (None, None)
    low, top = (None if t is None or letters(t) or not t.is_number else float(t) for t in ends)
    if x.shape:
        return None
    if x.plain in PARAMETERS or "integer" in x.assumptions or any(_ends_at(total, x)):
        return float(rng.integers(2, 7) + max(0, int(low or 0)))
    if low is not None and top is not None and _is_finite(low, top):
        return round(float(rng.uniform(low + 0.1 * (top - low), low + 0.9 * (top - low))), 3)
    if low is not None and _is_finite(low):
        return round(float(low + rng.uniform(0.3, 2)), 2)
    return round(float(rng.uniform(1.2, 2.8) if high else rng.uniform(0.3, 0.9)), 2)


def _is_finite(*values: float) -> bool:
    return all(abs(v) != float("inf") for v in values)


def _ends_at(total: Any, x: Letter) -> Iterator[bool]:
    """Does a sum end at the letter?"""
    yield from (x in letters(b) for _, n in walk(total) if isinstance(n, Sum) for b in n.binders)


def value_at(total: Any, at: Draw) -> Measured:
    parts = [n for _, n in walk(total) if isinstance(n, (Integral, Sum))]
    found = [_part(n, at) for n in parts]
    return Measured(sum(m.value for m in found), sum(m.error for m in found))


def _part(n: Any, at: Draw) -> Measured:
    if isinstance(n, Integral):
        lows = [(_number(b.args[1], at), _number(b.args[2], at)) for b in n.binders if not _nested(b, n)]
        if any(low >= high for low, high in lows):
            raise ArithmeticError("an empty range")
        return integral(n, at)
    if any(b.args[2] is S.Infinity for b in n.binders):
        if len(n.binders) > 1:
            raise ArithmeticError("a double series")
        return series(n, at)
    return Measured(_summed(n, at), 1e-12)


def _nested(b: Any, n: Any) -> bool:
    own = {c.args[0] for c in n.binders}
    return bool(own & (letters(b.args[1]) | letters(b.args[2])))


def _number(t: Any, at: Draw) -> float:
    if t in (S.Infinity, S.NegativeInfinity):
        return float(t)
    return float(evaluated(compiled(t), at, 1)[0])


def _summed(n: Any, at: Draw) -> float:
    """A finite sum, term by term."""
    import numpy as np

    axes = []
    for b in n.binders:
        low, high = _number(b.args[1], at), _number(b.args[2], at)
        if not 0 <= high - low < MOST_TERMS or low != int(low):
            raise ArithmeticError("no range of whole numbers")
        axes.append((b.args[0].plain, np.arange(low, high + 1)))
    grid = list(product(*(a for _, a in axes)))
    if len(grid) > MOST_TERMS:
        raise ArithmeticError("too many terms")
    values = {**at, **{name: np.array([g[k] for g in grid]) for k, (name, _) in enumerate(axes)}}
    total = float(np.sum(evaluated(compiled(n.body), values, len(grid))))
    if not np.isfinite(total):
        raise ArithmeticError("no value")
    return total


def _negative(total: Any, at: Draw, rng: Any) -> bool:
    """Is the density below 0, or without a value, at some point of its support?"""
    import numpy as np

    for n in (n for _, n in walk(total) if isinstance(n, (Integral, Sum))):
        values: dict[str, Any] = dict(at)
        for b in reversed(n.binders):
            low, high = (np.broadcast_to(_at(t, values), POINTS) for t in b.args[1:])
            u = rng.uniform(0.02, 0.98, POINTS)
            low = np.where(np.isinf(low), -3.0, low)
            high = np.where(np.isinf(high), low + 6.0, high)
            x = low + (high - low) * u
            values[b.args[0].plain] = np.round(x) if isinstance(n, Sum) else x
        found = evaluated(compiled(n.body), values, POINTS)
        if not np.all(np.isfinite(found)) or np.any(found < -1e-12):
            return True
    return False


def _at(t: Any, values: dict[str, Any]) -> Any:
    return float(t) if t in (S.Infinity, S.NegativeInfinity) else evaluated(compiled(t), values, POINTS)
