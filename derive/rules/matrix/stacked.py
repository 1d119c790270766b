"""Lines of vec: vec dY = Σ A vec dX, the columns of matrices stacked."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Commutation,
    D,
    Diag,
    Eye,
    Had,
    Kron,
    Letter,
    Ones,
    T,
    Times,
    Tr,
    Vec,
    has_d,
    is_column,
    is_scalar,
    shape,
    size_product,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.terms import flipped, hadamard, split
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)


def is_leaf(e: Tree) -> bool:
    """dX or dXᵀ, X a letter."""
    inner = e.args[0] if isinstance(e, T) else e
    return isinstance(inner, D) and isinstance(inner.args[0], Letter)


def vec_of_product(u: Tree) -> Tree | None:
    """vec of a product in which one factor is dX, dXᵀ or diag(dx)."""
    fs = u.args
    places = [k for k, f in enumerate(fs) if has_d(f)]
    if len(places) != 1 or any(map(is_scalar, fs)):
        return None
    (k,) = places
    if not is_leaf(fs[k]) and not (isinstance(fs[k], Diag) and is_leaf(fs[k].args[0])):
        return None
    if isinstance(fs[k], T):
        m, n = shape(u)
        return times(Commutation(n, m), Vec(times(*map(flipped, fs[::-1]))))
    left = times(*fs[:k]) if k else Eye(shape(u)[0])
    right = times(*fs[k + 1 :]) if k + 1 < len(fs) else Eye(shape(u)[1])
    return times(Kron(flipped(right), left), Vec(fs[k]))


@rule(
    given="A, B: matrices that fit",
    lhs=[
        Vec(times(s.A, s.dX, s.Q)),
        Vec(times(s.Q, Diag(s.dx), s.A)),
        Vec(times(s.A, T(D(s.A)))),
        Vec(T(s.dX)),
        Vec(Had(s.B, s.dX)),
        Vec(s.dx),
        Vec(Vec(s.dX)),
    ],
    source="Magnus & Neudecker, Matrix Differential Calculus, ch. 2, 3",
    title="vec of a product",
)
def vec_product(e: Any) -> Any:
    """vec(A dX B) = (Bᵀ ⊗ A) vec dX, vec(Aᵀ) = K vec A, vec(A ∘ dX) = diag(vec A) vec dX."""
    match e:
        case Vec(args=(u,)) if not e.has_d:
            return None
        case Vec(args=(u,)) if is_column(u) and isinstance(factors(u)[-1], Vec):
            return u
        case Vec(args=(Times() as u,)):
            return vec_of_product(u)
        case Vec(args=(Had(args=fs),)) if sum(map(has_d, fs)) == 1:
            held = next(f for f in fs if has_d(f))
            return times(Diag(Vec(hadamard(*(f for f in fs if not has_d(f))))), Vec(held))
        case Vec(args=(T(args=(u,)),)):
            return times(Commutation(*shape(u)), Vec(u))
        case Vec(args=(D() as u,)) if is_column(u) and is_leaf(u):
            return u


@rule(
    given="A: m x n; B: p x q",
    lhs=[Vec(Kron(s.dX, s.C)), Vec(Kron(s.C, s.dX))],
    source="Magnus & Neudecker, Matrix Differential Calculus, ch. 3",
    title="vec of a Kronecker product",
)
def vec_kronecker(e: Any) -> Any:
    """vec(A ⊗ B) = (I ⊗ K ⊗ I)(vec A ⊗ vec B), with (vec A ⊗ vec B) = (I ⊗ vec B) vec A = (vec A ⊗ I) vec B."""
    match e:
        case Vec(args=(Kron(args=(a, b)),)) if has_d(a) != has_d(b) and is_leaf(a if has_d(a) else b):
            (m, n), (p, q) = shape(a), shape(b)
            sorting = Kron(Eye(n), Kron(Commutation(q, m), Eye(p)))
            if has_d(a):
                return times(sorting, Kron(Eye(size_product(m, n)), Vec(b)), Vec(a))
            return times(sorting, Kron(Vec(a), Eye(size_product(p, q))), Vec(b))


@rule(
    given="x: n",
    lhs=[Vec(Diag(s.dx))],
    source="Magnus & Neudecker, Matrix Differential Calculus, ch. 3",
    title="vec of a diagonal matrix",
)
def vec_diag(e: Any) -> Any:
    """vec(diag(x)) = diag(vec I)(1 ⊗ I) x: the rows of the diagonal entries are chosen from x repeated n times."""
    match e:
        case Vec(args=(Diag(args=(u,)),)) if e.has_d:
            n = shape(u)[0]
            return times(Diag(Vec(Eye(n))), Kron(Ones(n, ONE), Eye(n)), u)


def as_row(u: Tree) -> Tree | None:
    """(vec Aᵀ)ᵀ vec dX for tr(A dX), u = A dX; None for any other u."""
    *before, last = factors(u)
    if not isinstance(last, D) or any(map(has_d, before)):
        return None
    return times(T(Vec(flipped(times(*before) if before else Eye(shape(last)[0])))), Vec(last))


@rule(
    given="s: scalar; A: m x n",
    lhs=[
        Vec(times(Tr(times(s.A, s.dX)), s.C)),
        Vec(times(s.s, s.dX)),
        Vec(times(s.dt, s.C)),
        times(s.s, Tr(times(s.A, s.dX)), Vec(s.C)),
    ],
    source="Magnus & Neudecker, Matrix Differential Calculus, ch. 2",
    title="vec of a scalar multiple",
)
def vec_scalar(e: Any) -> Any:
    """vec(s A) = s vec A, and vec(tr(A dX) C) = vec C (vec Aᵀ)ᵀ vec dX."""
    match e:
        case Times(args=(*others, Tr(args=(u,)), Vec() as v)) if not any(map(has_d, (*others, v))):
            return times(*others, v, made) if (made := as_row(u)) is not None else None
        case Vec(args=(Times() as u,)) if e.has_d:
            scalars, matrices = split(u)
            held = [f for f in scalars if has_d(f)]
            rest = [f for f in scalars if not has_d(f)]
            if not held:
                return times(*rest, Vec(times(*matrices))) if rest else None
            if len(held) > 1 or any(map(has_d, matrices)):
                return None
            row = as_row(held[0].args[0]) if isinstance(held[0], Tr) else None
            if row is not None:
                return times(*rest, Vec(times(*matrices)), row)
            if isinstance(held[0], D):
                return times(*rest, Vec(times(*matrices)), held[0])
