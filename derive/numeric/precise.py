"""A stand-in for NumPy at 50 digits: arrays of mpmath numbers, the functions that compiled source calls.

A value outside the real domain is NaN, never complex; dividing by zero is infinite; what would take for ever
(the exponential of a googol) is NaN. Layout (shapes, indexing, einsum) stays NumPy's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mpmath
import numpy

from derive.numeric.real import real_value

DIGITS = 90  # worked with; a second difference at steps of 1e-10 leaves more than 50
HUGE = 10**7


class TooSlow(Exception):
    """The time for an evaluation is over."""


def _real(f: Callable[..., Any]) -> Callable[..., Any]:
    """f of mpmath numbers with NaN for what is complex, undefined or out of reach."""

    def call(*args: Any) -> Any:
        return real_value(f, [a if isinstance(a, mpmath.mpf) else number(a) for a in args])

    return call


def number(a: Any) -> Any:
    """A number of Python or NumPy as one of mpmath, with the same value."""
    if isinstance(a, (bool, numpy.bool_)):
        return mpmath.mpf(int(a))
    if isinstance(a, numpy.integer):
        return mpmath.mpf(int(a))
    return mpmath.mpf(a)


def _divide(a: Any, b: Any) -> Any:
    if b == 0:
        return mpmath.nan if a == 0 else mpmath.inf if a > 0 else -mpmath.inf
    return a / b


def _power(a: Any, b: Any) -> Any:
    if b == 0 or a == 1:
        return mpmath.mpf(1)
    if a == 0:
        return mpmath.mpf(0) if b > 0 else mpmath.inf
    if a < 0 and not mpmath.isint(b):
        return mpmath.nan
    if not mpmath.isinf(b) and not mpmath.isinf(a) and abs(b) * (abs(mpmath.mag(a)) + 1) > HUGE:
        return mpmath.nan
    return mpmath.power(a, b)


def _exp(a: Any) -> Any:
    if abs(a) > HUGE:
        return mpmath.inf if a > 0 else mpmath.mpf(0)
    return mpmath.exp(a)


def _bounded(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A trigonometric or hyperbolic function for arguments within reach."""
    return lambda a: f(a) if abs(a) < HUGE else mpmath.nan


def _log(a: Any) -> Any:
    return mpmath.log(a) if a > 0 else -mpmath.inf if a == 0 else mpmath.nan


def _within(f: Callable[[Any], Any], low: Any, high: Any) -> Callable[[Any], Any]:
    return lambda a: f(a) if low <= a <= high else mpmath.nan


def _sign(a: Any) -> Any:
    return mpmath.mpf((a > 0) - (a < 0))


def _heaviside(a: Any, half: Any) -> Any:
    return half if a == 0 else mpmath.mpf(int(a > 0))


def _logaddexp(a: Any, b: Any) -> Any:
    top = max(a, b)
    return top if mpmath.isinf(top) else top + mpmath.log1p(_exp(min(a, b) - top))


INF = mpmath.inf
FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "exp": (_exp, 1), "log": (_log, 1), "sqrt": (_within(mpmath.sqrt, 0, INF), 1),
    "cbrt": (lambda a: _sign(a) * mpmath.cbrt(abs(a)), 1),
    "expm1": (lambda a: mpmath.expm1(a) if abs(a) < HUGE else _exp(a) - 1, 1),
    "log1p": (lambda a: _log(1 + a), 1), "log2": (lambda a: _log(a) / mpmath.log(2), 1),
    "log10": (lambda a: _log(a) / mpmath.log(10), 1),
    "sin": (_bounded(mpmath.sin), 1), "cos": (_bounded(mpmath.cos), 1), "tan": (_bounded(mpmath.tan), 1),
    "arcsin": (_within(mpmath.asin, -1, 1), 1), "arccos": (_within(mpmath.acos, -1, 1), 1), "arctan": (mpmath.atan, 1),
    "sinh": (_bounded(mpmath.sinh), 1), "cosh": (_bounded(mpmath.cosh), 1),
    "tanh": (lambda a: mpmath.tanh(a) if abs(a) < HUGE else _sign(a), 1),
    "arcsinh": (mpmath.asinh, 1), "arccosh": (_within(mpmath.acosh, 1, INF), 1),
    "arctanh": (_within(mpmath.atanh, -1, 1), 1), "abs": (abs, 1), "absolute": (abs, 1), "sign": (_sign, 1),
    "floor": (mpmath.floor, 1), "ceil": (mpmath.ceil, 1), "heaviside": (_heaviside, 2), "square": (lambda a: a * a, 1),
    "maximum": (max, 2), "minimum": (min, 2), "divide": (_divide, 2), "power": (_power, 2),
    "logaddexp": (_logaddexp, 2), "arctan2": (mpmath.atan2, 2), "hypot": (mpmath.hypot, 2),
    "reciprocal": (lambda a: _divide(mpmath.mpf(1), a), 1), "negative": (lambda a: -a, 1),
}  # fmt: skip


class Mathematics:
    """A stand-in for the module `math`: special functions, one number at a time."""

    pi = property(lambda self: +mpmath.pi)
    e = property(lambda self: +mpmath.e)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        own = {"erf": mpmath.erf, "erfc": mpmath.erfc, "gamma": mpmath.gamma, "lgamma": mpmath.loggamma}
        f = own.get(name) or (FUNCTIONS[name][0] if name in FUNCTIONS else getattr(mpmath, name))
        return _real(f)


class Precise:
    """The names of NumPy that compiled source uses, on arrays of mpmath numbers; `deadline` in seconds of the clock.

    measured: is the size of the largest value of a function kept, as `decades`, its power of ten?
    """

    def __init__(self, deadline: float | None = None, measured: bool = False) -> None:
        self.deadline, self.measured, self.decades = deadline, measured, 0
        self.linalg = Linear(self)
        self._made: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name in FUNCTIONS:
            f, count = FUNCTIONS[name]
            made = self._made[name] = self._ticking(numpy.frompyfunc(_real(f), count, 1))
            return self._made.setdefault(name, made)
        return getattr(numpy, name)

    def _ticking(self, f: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if self.deadline is not None and time.process_time() > self.deadline:
                raise TooSlow
            made = f(*args)
            if self.measured:
                found = (abs(v) for v in numpy.ravel(made) if isinstance(v, mpmath.mpf) and mpmath.isfinite(v) and v)
                self.decades = max(self.decades, *(int(mpmath.mag(v)) * 3 // 10 for v in found), 0)
            return made

        return call

    pi = property(lambda self: +mpmath.pi)
    e = property(lambda self: +mpmath.e)
    nan = property(lambda self: mpmath.nan)
    inf = property(lambda self: mpmath.inf)

    def number(self, text: str) -> Any:
        """A decimal number exactly."""
        return mpmath.mpf(text)

    def where(self, test: Any, a: Any, b: Any) -> Any:
        """Choice entry by entry, without making numbers floats."""
        return numpy.where(test, numpy.asarray(a, dtype=object), numpy.asarray(b, dtype=object))

    def vectorize(self, f: Any, signature: str | None = None, otypes: Any = None) -> Any:
        """A function of single numbers or arrays over leading dimensions."""
        return numpy.vectorize(_real(f) if otypes else f, otypes=[object], signature=signature)

    def einsum(self, text: str, *operands: Any, optimize: bool = False) -> Any:
        """Sums of products of exact numbers."""
        return numpy.einsum(text, *(numpy.asarray(a, dtype=object) for a in operands))


class Linear:
    """The stand-in for `np.linalg`: elimination on each matrix of a stack."""

    def __init__(self, np: Precise) -> None:
        self._np = np

    def det(self, a: Any) -> Any:
        """Determinants of the last two dimensions."""
        return _over_matrices(lambda m: _eliminated(m)[0], a, self._np.deadline, scalar=True)

    def inv(self, a: Any) -> Any:
        """Inverses of the last two dimensions."""
        return _over_matrices(lambda m: _eliminated(m)[1], a, self._np.deadline)

    def pinv(self, a: Any, rcond: float = 0.0) -> Any:
        """(AᵀA)⁻¹Aᵀ or Aᵀ(AAᵀ)⁻¹, by the shape; of full rank."""
        a = numpy.asarray(a, dtype=object)
        back = numpy.swapaxes(a, -1, -2)
        if a.shape[-2] >= a.shape[-1]:
            return numpy.matmul(self.inv(numpy.matmul(back, a)), back)
        return numpy.matmul(back, self.inv(numpy.matmul(a, back)))

    def eigvalsh(self, a: Any) -> Any:
        """Eigenvalues of symmetric matrices, rising."""
        return self.eigh(a)[0]

    def eigh(self, a: Any) -> tuple[Any, Any]:
        """Eigenvalues of symmetric matrices, rising, and their vectors as columns."""
        a = numpy.asarray(a, dtype=object)
        values, vectors = numpy.empty(a.shape[:-1], dtype=object), numpy.empty(a.shape, dtype=object)
        for place in numpy.ndindex(a.shape[:-2]):
            w, q = mpmath.eigsy(mpmath.matrix(a[place].tolist()))
            values[place], vectors[place] = list(w), numpy.array(q.tolist(), dtype=object)
        return values, vectors

    def svd(self, a: Any, compute_uv: bool = False) -> Any:
        """Singular values, falling."""
        a = numpy.asarray(a, dtype=object)
        out = numpy.empty((*a.shape[:-2], min(a.shape[-2:])), dtype=object)
        for place in numpy.ndindex(a.shape[:-2]):
            out[place] = list(mpmath.svd_r(mpmath.matrix(a[place].tolist()), compute_uv=False))
        return out

    def matrix_power(self, a: Any, k: int) -> Any:
        """An integer power of square matrices."""
        a = numpy.asarray(a, dtype=object)
        base = self.inv(a) if k < 0 else a
        total = numpy.broadcast_to(numpy.eye(a.shape[-1], dtype=object), a.shape)
        for bit in bin(abs(int(k)))[2:]:
            total = numpy.matmul(total, total)
            total = numpy.matmul(total, base) if bit == "1" else total
        return total

    def norm(self, a: Any, axis: Any = None) -> Any:
        """The root of the sum of squares."""
        return self._np.sqrt(numpy.sum(numpy.asarray(a, dtype=object) ** 2, axis=axis))


def _over_matrices(f: Callable[[Any], Any], a: Any, deadline: float | None, scalar: bool = False) -> Any:
    a = numpy.asarray(a, dtype=object)
    lead, n = a.shape[:-2], a.shape[-1]
    out = numpy.empty(a.shape[:-2] if scalar else a.shape, dtype=object)
    flat = out.reshape(-1) if scalar else out.reshape(-1, n, n)
    for k, m in enumerate(a.reshape(-1, n, n)):
        if deadline is not None and time.process_time() > deadline:
            raise TooSlow
        flat[k] = f(m)
    return flat.reshape(lead if scalar else a.shape) if lead or not scalar else flat[0]


def _eliminated(m: Any) -> tuple[Any, Any]:
    """Determinant and inverse by elimination with the largest pivot; NaN for the inverse of a singular matrix."""
    n = len(m)
    rows = [[number(x) for x in row] + [mpmath.mpf(int(i == j)) for j in range(n)] for i, row in enumerate(m)]
    det = mpmath.mpf(1)
    for k in range(n):
        p = max(range(k, n), key=lambda r: abs(rows[r][k]))
        if rows[p][k] == 0 or mpmath.isnan(rows[p][k]):
            return (mpmath.mpf(0) if rows[p][k] == 0 else mpmath.nan), numpy.full((n, n), mpmath.nan, dtype=object)
        if p != k:
            rows[p], rows[k], det = rows[k], rows[p], -det
        pivot = rows[k][k]
        det *= pivot
        rows[k] = [x / pivot for x in rows[k]]
        for r in range(n):
            if r != k and rows[r][k] != 0:
                c = rows[r][k]
                rows[r] = [x - c * y for x, y in zip(rows[r], rows[k], strict=True)]
    out = numpy.empty((n, n), dtype=object)
    for i in range(n):
        out[i, :] = rows[i][n:]
    return det, out


def exact(a: Any) -> Any:
    """An array of floats as an array of mpmath numbers with the same values."""
    return numpy.frompyfunc(lambda x: mpmath.mpf(float(x)), 1, 1)(numpy.asarray(a))


@contextmanager
def digits(count: int = DIGITS) -> Iterator[None]:
    """Work with so many digits inside."""
    with mpmath.workdps(count):
        yield
