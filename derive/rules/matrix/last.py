"""The last touch: quotients and norms as they are printed."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Diag,
    Eye,
    Frac,
    Letter,
    Norm,
    Power,
    T,
    Times,
    Tr,
    is_scalar,
    shape,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import split
from derive.rules.table import rule

Tree = Any
MINUS = S.NegativeOne


@rule(
    given="s, t: scalar; A: m x n; x: n",
    lhs=[
        times(Frac(S.One, s.s), s.X),
        times(MINUS, Frac(Integer(2), s.s), s.X),
        times(Frac(S.One, Norm(s.x)), s.A, s.X, s.x),
        times(Frac(S.One, Power(Norm(s.x), Integer(3))), s.dot(s.a, s.x), s.x),
    ],
    source=MAGNUS,
    title="as a quotient",
)
def as_quotient(e: Any) -> Any:
    """(1/s) A = A/s, for one letter over any scalar, and for products over more than a letter or a number."""
    if not shape(e):
        return None
    fs = e.args
    k = next((k for k, f in enumerate(fs) if isinstance(f, Frac) and is_scalar(f)), None)
    if k is None or not all(isinstance(c, Rational) for c in fs[:k]):
        return None
    (top, below), (scalars, matrices) = fs[k].args, split(times(*fs[k + 1 :]))
    single = len(matrices) == 1 and isinstance(matrices[0], (Letter, Eye)) and not scalars
    if not single and (isinstance(below, Letter) or not small(matrices)):
        return None
    above = [*([top] if top != 1 else []), *scalars]
    if scalars:
        return times(*fs[:k], Frac(times(*above), below), *matrices)
    return times(*fs[:k], Frac(times(*above, *matrices), below))


def small(matrices: list[Tree]) -> bool:
    """Is this read well above a fraction bar?"""
    return len(matrices) <= 3 and not any(isinstance(f, (Frac, Diag)) for f in matrices)


@rule(
    given="A: n x m; u: m; v: n",
    lhs=[Tr(times(s.G, s.a, T(s.b))), Tr(times(s.a, T(s.b), s.Q))],
    source=MAGNUS,
    title="the trace of an outer product",
)
def trace_as_scalar(e: Any) -> Any:
    """tr(A u vᵀ) = vᵀA u."""
    match e:
        case Tr(args=(Times(args=fs) as u,)) if shape(u)[0] != 1 and not any(map(is_scalar, fs)):
            for k in range(1, len(fs)):
                if shape(fs[k])[0] == 1:
                    return Tr(times(*fs[k:], *fs[:k]))


@rule(given="x: n", lhs=[Power(s.dot(s.x, s.x), Rational(1, 2))], source=MAGNUS, title="as a norm")
def as_norm(e: Any) -> Any:
    """√(xᵀx) = ‖x‖."""
    match e:
        case Power(args=(Tr(args=(Times(args=(a, b)),)), k)) if k == Rational(1, 2):
            if a == T(b):
                return Norm(b)
            if b == T(a):
                return Norm(a)
