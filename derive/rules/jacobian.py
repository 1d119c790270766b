"""Derivatives by several variables, entry by entry: gradient, Jacobian, Hessian; determinants."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.heads import Derivative, Det, Matrix, T, is_scalar, minus, plus, times
from derive.rules import schema as s
from derive.rules.table import rule

MAGNUS = "Magnus & Neudecker, Matrix Differential Calculus, ch. 5"
ONE, TWO, THREE = Integer(1), Integer(2), Integer(3)
_XY = Matrix(TWO, ONE, s.x, s.y)
_FG = Matrix(TWO, ONE, s.f(s.x, s.y), s.g(s.x, s.y))


def column(m: Any) -> bool:
    """Is it a written-out column?"""
    return isinstance(m, Matrix) and m.args[1] == 1


@rule(
    given="f, g: function; x, y: scalar",
    lhs=[Derivative(_FG, _XY), Derivative(s.f(s.x, s.y), _XY), Derivative(_FG, s.x)],
    source=MAGNUS,
    title="entry by entry",
)
def jacobian_entries(e: Any) -> Any:
    """Row i, column j of the Jacobian is the derivative of function i by variable j; likewise a gradient."""
    match e:
        case Derivative(args=(Matrix() as fs, Matrix() as xs)) if column(fs) and column(xs):
            return Matrix(fs.args[0], xs.args[0], *(Derivative(f, x) for f in fs.entries for x in xs.entries))
        case Derivative(args=(f, Matrix() as xs)) if is_scalar(f) and column(xs):
            return Matrix(*xs.args[:2], *(Derivative(f, x) for x in xs.entries))
        case Derivative(args=(Matrix() as fs, x)) if is_scalar(x):
            return Matrix(*fs.args[:2], *(Derivative(f, x) for f in fs.entries))


@rule(
    given="f: function; x, y: scalar",
    lhs=Derivative(s.f(s.x, s.y), _XY, _XY),
    source=MAGNUS,
    title="entry by entry",
)
def hessian_entries(e: Any) -> Any:
    """Row i, column j of the Hessian is the second derivative by the i-th and the j-th variable."""
    match e:
        case Derivative(args=(f, Matrix() as xs, Matrix() as ys)) if is_scalar(f) and column(xs) and column(ys):
            return Matrix(xs.args[0], ys.args[0], *(Derivative(f, x, y) for x in xs.entries for y in ys.entries))


@rule(
    given="u, v, w, x, y, z: scalar",
    lhs=T(Matrix(TWO, THREE, s.u, s.v, s.w, s.x, s.y, s.z)),
    source=MAGNUS,
    title="transpose",
)
def transpose_entries(e: Any) -> Any:
    """Rows become columns."""
    match e:
        case T(args=(Matrix(args=(rows, columns, *entries)),)):
            n = int(columns)
            return Matrix(columns, rows, *(a for j in range(n) for a in entries[j::n]))


@rule(
    given="u, v, w, x: scalar",
    lhs=[
        Det(Matrix(TWO, TWO, s.u, s.v, s.w, s.x)),
        Det(Matrix(THREE, THREE, s.u, s.v, s.w, s.x, s.y, s.z, s.a_i, s.a_j, s.a_k)),
        Det(Matrix(ONE, ONE, s.u)),
    ],
    source="Horn & Johnson, Matrix Analysis, sec. 0.3",
    title="determinant",
)
def determinant(e: Any) -> Any:
    """ad − bc; a larger determinant is expanded along its first row."""
    match e:
        case Det(args=(Matrix(args=(n, _, *entries)),)):
            size = int(n)
            if size == 1:
                return entries[0]
            if size == 2:
                a, b, c, d = entries
                return plus(times(a, d), minus(times(b, c)))
            terms = [times(entries[j], Det(_minor(entries, size, j))) for j in range(size)]
            return plus(*(t if j % 2 == 0 else minus(t) for j, t in enumerate(terms)))


def _minor(entries: list[Any], n: int, j: int) -> Any:
    """Without the first row and column j."""
    kept = [entries[r * n + c] for r in range(1, n) for c in range(n) if c != j]
    return Matrix(Integer(n - 1), Integer(n - 1), *kept)
