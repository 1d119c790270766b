"""Integrals with an error estimate: adaptive cubature of SciPy up to three dimensions, sampling beyond.

An integral is carried to a box: each letter with finite bounds, which may depend on letters further out, runs over
[0, 1]; one with an infinite bound runs from its other bound on. SciPy is the extra `quadrature`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import S

from derive.errors import Unsupported
from derive.expr.operators import Integral
from derive.expr.trees import nodes
from derive.numeric.compile import Program, calling, program

MOST = 3  # dimensions of deterministic quadrature
RULES = {
    1: ("gk21", "gk15"),
    2: ("gk21", "genz-malik"),
    3: ("genz-malik", "gk15"),
}  # the first decides, both must agree
RELATIVE, ABSOLUTE = 1e-8, 1e-11
DIVISIONS = {1: 2000, 2: 400, 3: 60}
SAMPLES, CHUNK = 400_000, 50_000
SURE = 5.0  # standard errors: what lies beyond happens less than once in a million times

Values = Mapping[str, Any]  # of letters by plain names; functions as callables


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and how far it may be off; sampled: is that a standard error of sampling?"""

    value: float
    error: float
    sampled: bool = False


def integral(e: Any, values: Values) -> Measured:
    """The value of an integral tree whose binders are ranges. Raises: Unsupported where no estimate can be had."""
    box = _Box(e, values)
    return cubed(box, box.low, box.high) if len(box.low) <= MOST else _sampled(box)


class _Box:
    """The integrand over a box. low, high: its bounds, one for each letter, the outermost first."""

    def __init__(self, e: Any, values: Values) -> None:
        body, binders = e.body, tuple(e.binders)
        while isinstance(body, Integral):
            body, binders = body.body, (*body.binders, *binders)
        if any(isinstance(n, Integral) for n in nodes(body)):
            raise Unsupported("an integral inside a formula under an integral is not measured")
        self.values = values
        self.letters: list[str] = []
        self._bounds: list[tuple[Any, Any]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for binder in reversed(binders):
            x, lo, hi = binder.args
            ends = lo is S.NegativeInfinity, hi is S.Infinity
            self.letters.append(x.plain)
            self._bounds.append((None if ends[0] else compiled(lo), None if ends[1] else compiled(hi)))
            self.low.append(-float("inf") if all(ends) else 0.0)
            self.high.append(float("inf") if any(ends) else 1.0)
        self._body = compiled(body)

    def __call__(self, points: Any) -> Any:
        """The integrand at points (count, dimensions), with the factors of the change of variables."""
        import numpy as np

        known: dict[str, Any] = {}
        weight = np.ones(len(points))
        for k, x in enumerate(self.letters):
            lo, hi = (
                None if b is None else evaluated(b, {**self.values, **known}, len(points)) for b in self._bounds[k]
            )
            u = points[:, k]
            if lo is not None and hi is not None:
                weight = weight * (hi - lo)
                u = lo + (hi - lo) * u
            elif lo is not None:
                u = lo + u
            elif hi is not None:
                u = hi - u
            known[x] = u
        return weight * evaluated(self._body, {**self.values, **known}, len(points))


Ready = tuple[Program, Callable[..., Any]]


def compiled(tree: Any) -> Ready:
    """A tree ready to be evaluated at many points. Raises: Unsupported for differences and free indices."""
    import numpy as np

    made = program([tree], batched=True, single=False)
    if made.differs or made.axes:
        raise Unsupported("an integral of differences, or over a free index, is not estimated")
    return made, made.function(np)


def evaluated(ready: Ready, values: Values, count: int) -> Any:
    """A compiled tree at `count` points. Raises: Unsupported for a letter without a value."""
    import numpy as np

    made, function = ready
    given = {}
    for p in made.parameters:
        if p.plain not in values:
            raise Unsupported(f"{p.plain} has no value under the integral")
        v = values[p.plain]
        if p.role == "value":
            a = np.asarray(v, float)
            v = a if a.ndim == len(p.form) + 1 else np.broadcast_to(a, (count, *a.shape))
        given[p.name] = v
    (found,) = calling(function, given)
    return np.broadcast_to(np.asarray(found, float), (count,))


def cubed(f: Callable[[Any], Any], low: Sequence[float], high: Sequence[float]) -> Measured:
    """A function of points over a box, by two rules that must agree.

    Raises: Unsupported without SciPy, or where it does not converge.
    """
    try:
        from scipy.integrate import cubature
    except ImportError:
        raise Unsupported("integrals are measured by SciPy", help='pip install "derive-math[quadrature]"') from None
    found = [_run(cubature, f, low, high, rule) for rule in RULES[len(low)]]
    best, other = found
    if abs(best.value - other.value) > 100 * (best.error + other.error) + 1e-6 * abs(best.value):
        raise Unsupported("two rules of quadrature do not agree on the integral")
    return Measured(best.value, max(best.error, abs(best.value - other.value)))


def _run(cubature: Callable[..., Any], f: Any, low: Sequence[float], high: Sequence[float], rule: str) -> Measured:
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            got = cubature(f, low, high, rule=rule, rtol=RELATIVE, atol=ABSOLUTE,
                           max_subdivisions=DIVISIONS[len(low)])  # fmt: skip
    except (ValueError, ArithmeticError) as e:
        raise Unsupported(f"the integral could not be measured: {e}") from None
    value, error = float(got.estimate), float(got.error)
    if not (np.isfinite(value) and np.isfinite(error)) or error > 1e-4 * abs(value) + 1e-8:
        raise Unsupported("the quadrature of the integral does not converge")
    return Measured(value, error)


def _sampled(box: _Box, seed: int = 0) -> Measured:
    """By sampling, its error the standard error; infinite ranges by a tangent."""
    import numpy as np

    rng = np.random.default_rng(seed)
    total, squares, count = 0.0, 0.0, 0
    while count < SAMPLES:
        values = _drawn(box, rng)
        if not np.all(np.isfinite(values)):
            raise Unsupported("the integrand has no finite value at some of the samples")
        total, squares, count = total + values.sum(), squares + (values**2).sum(), count + len(values)
    mean = total / count
    return Measured(float(mean), float(np.sqrt(max(squares / count - mean**2, 0) / count)), True)


def _drawn(box: _Box, rng: Any) -> Any:
    import numpy as np

    points = rng.uniform(0, 1, (CHUNK, len(box.low)))
    weight = np.ones(CHUNK)
    for k, (lo, hi) in enumerate(zip(box.low, box.high, strict=True)):
        if np.isinf(hi):
            turn = np.pi * (points[:, k] - 0.5) if np.isinf(lo) else np.pi / 2 * points[:, k]
            points[:, k] = np.tan(turn)
            weight = weight * (1 + points[:, k] ** 2) * (np.pi if np.isinf(lo) else np.pi / 2)
    return weight * box(points)


def bump(names: Sequence[str], rng: Any) -> Callable[..., Any]:
    """A random smooth function that decays, for an integral of any function over a whole space."""
    import numpy as np

    centre = rng.uniform(-0.6, 0.6, 4).round(2)
    tilt = rng.uniform(-0.8, 0.8, 4).round(2)

    def f(*args: Any) -> Any:
        square = sum((a - c) ** 2 for a, c in zip(args, centre, strict=False))
        return np.exp(-square) * (1.5 + np.sin(sum(t * a for a, t in zip(args, tilt, strict=False))))

    return f
