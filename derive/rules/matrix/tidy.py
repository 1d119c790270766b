"""Tidying products, transposes and inverses: small steps that are tried first, on every line, outside of d( )."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Diag,
    DiagOf,
    Entry,
    Eye,
    Frac,
    Had,
    Inv,
    Kron,
    Letter,
    Norm,
    Plus,
    SingleEntry,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    has_d,
    is_scalar,
    plus,
    shape,
    times,
    weight,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import flipped, hadamard, is_zero, split, symmetric, transposed, turns, zeros
from derive.rules.monomial import is_exp, monomial, raised
from derive.rules.table import rule

Tree = Any
ZERO = Zero(s.n, s.n)
TWO = Integer(2)


@rule(
    given="A: any",
    lhs=[
        plus(s.G, ZERO),
        times(s.G, ZERO),
        Had(s.G, ZERO),
        Kron(s.G, ZERO),
        T(ZERO),
        Tr(ZERO),
        Diag(Zero(s.n, Integer(1))),
        DiagOf(ZERO),
        Vec(ZERO),
    ],
    source=MAGNUS,
    title="zero",
    quiet=True,
)
def drop_zero(e: Any) -> Any:
    """Zero terms drop out; a product with zero is zero."""
    match e:
        case Plus(args=ts):
            kept = [t for t in ts if not is_zero(t)]
            return None if len(kept) == len(ts) else plus(*kept) if kept else zeros(shape(e))
        case _ if any(map(is_zero, e.args)):
            return zeros(shape(e))


@rule(
    given="s, t: scalar; A: matrix",
    lhs=[times(s.s, TWO, s.X), times(TWO, Frac(S.One, s.s), s.X), times(Tr(s.G), TWO, Tr(s.G)), times(s.X, s.s, s.A)],
    source=MAGNUS,
    title="scalar factors first",
    quiet=True,
)
def coefficient(e: Any) -> Any:
    """Numbers first, then scalars, each once; differentials of scalars and matrices after them."""
    scalars, matrices = split(e)
    still = [f for f in scalars if not has_d(f)]
    moving = [f for f in scalars if has_d(f)]
    if not still or len(still) == 1 and still[0] == e.args[0] and not isinstance(still[0], Rational):
        made = [*still, *moving, *matrices]
    else:
        powers = [f for f in still if is_exp(f)]
        kept = powers if len(powers) == 1 else []
        still = [f for f in still if f not in kept]
        found = monomial(times(*still))
        if found.number == 0:
            return zeros(shape(e))
        apart = {b: k for b, k in found.powers.items() if k > 0 and stands_apart(b)}
        found.powers = {b: k for b, k in found.powers.items() if b not in apart}
        front = found.tree()
        large = [raised(b, k) for b, k in apart.items()]
        made = [*(factors(front) if front != 1 else ()), *kept, *large, *moving, *matrices]
    return times(*made) if made != list(e.args) else None


@rule(
    given="c: scalar; A, B: matrices",
    lhs=[
        T(times(s.s, s.A)),
        Tr(times(s.s, s.G)),
        Diag(times(s.s, s.a)),
        DiagOf(times(s.s, s.G)),
        Vec(times(s.s, s.A)),
        Had(times(s.s, s.B), s.X),
        Kron(times(s.s, s.B), s.C),
        Inv(times(s.t, s.Q)),
        Frac(s.X, s.t),
    ],
    source=MAGNUS,
    title="scalar factors out",
    quiet=True,
)
def scalars_out(e: Any) -> Any:
    """c(…) : a scalar factor stands before T, tr, ∘, ⊗, diag and the inverse."""
    match e:
        case Frac(args=(a, c)) if shape(a):
            return times(Frac(S.One, c), a)
        case T() | Tr() | Diag() | DiagOf() | Vec() if isinstance(e.args[0], Times):
            scalars, matrices = split(e.args[0])
            return times(*scalars, e.func(times(*matrices))) if scalars and matrices else None
        case Had() | Kron() if any(isinstance(a, Times) and split(a)[0] for a in e.args):
            parts = [split(a) for a in e.args]
            inner = [times(*matrices) for _, matrices in parts]
            made = hadamard(*inner) if isinstance(e, Had) else Kron(*inner)
            return times(*(c for scalars, _ in parts for c in scalars), made)
        case Inv(args=(Times() as u,)):
            scalars, matrices = split(u)
            if scalars and matrices:
                return times(
                    *(1 / c if isinstance(c, Rational) else Frac(S.One, c) for c in scalars), Inv(times(*matrices))
                )


def stands_apart(base: Tree) -> bool:
    """Does a scalar stand beside a fraction, not on top of it: traces, sums, functions of them?"""
    return not isinstance(base, (Letter, Entry, Norm)) and weight(base) > 1


# ---- transposes ------------------------------------------------------------------------------------------------------


@rule(given="A: m x n", lhs=T(T(s.X)), source=MAGNUS, title="double transpose", quiet=True)
def double_transpose(e: Any) -> Any:
    """(Aᵀ)ᵀ = A."""
    match e:
        case T(args=(T(args=(u,)),)):
            return u
        case T(args=(u,)) if is_scalar(u):
            return u


@rule(
    given="A, B: that fit",
    lhs=[T(times(s.A, s.X)), T(Had(s.B, s.X)), T(Kron(s.X, s.C)), T(SingleEntry(s.i, s.j, s.m, s.n))],
    source=MAGNUS,
    title="transpose of a product",
)
def transpose_of_product(e: Any) -> Any:
    """(AB)ᵀ = BᵀAᵀ; of ∘ and ⊗ factor by factor."""
    match e:
        case T(args=((Times() | Had() | Kron()) as u,)):
            ts = [flipped(f) for f in u.args]
            return times(*ts[::-1]) if isinstance(u, Times) else hadamard(*ts) if isinstance(u, Had) else Kron(*ts)
        case T(args=(SingleEntry(args=(i, j, m, n)),)):
            return SingleEntry(j, i, n, m)


@rule(
    given="S: n x n, symmetric; D: diagonal",
    lhs=[T(s.S), T(Inv(s.P)), T(times(T(s.X), s.X)), T(Diag(s.a)), Had(T(s.G), s.I), Had(plus(T(s.G), T(s.Q)), s.I)],
    source=MAGNUS,
    title="symmetry",
    quiet=True,
)
def symmetry(e: Any) -> Any:
    """Sᵀ = S, where S is certainly symmetric; Aᵀ ∘ I = A ∘ I."""
    match e:
        case T(args=(u,)) if not has_d(u) and symmetric(u):
            return u
        case Had(args=(T(args=(u,)), Eye() as one)) | Had(args=(Eye() as one, T(args=(u,)))):
            return Had(u, one)
        case Had(args=(Plus() as u, Eye() as one)) if not has_d(u) and turns(made := transposed(u)) < turns(u):
            return Had(made, one)
