"""Facts of structured matrices: pseudo-inverses, diagonal matrices, traces of products with a Kronecker product."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Call,
    Diag,
    Eye,
    Function,
    Had,
    HadPower,
    Inv,
    Kron,
    Pinv,
    Plus,
    Range,
    Row,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    has_d,
    index,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import fresh
from derive.notation import call, prime
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import flipped, is_ones, is_zero, split, zeros
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)
PENROSE = "Penrose 1955, A generalized inverse for matrices"


# ---- pseudo-inverses -------------------------------------------------------------------------------------------------


def projected(f: Tree, g: Tree) -> Tree | None:
    """A⁺ᵀAᵀ = AA⁺ and AᵀA⁺ᵀ = A⁺A, symmetric projections; (I − AA⁺)A = 0 and the like; None for other factors."""
    match f, g:
        case T(args=(Pinv(args=(a,)) as p,)), T(args=(b,)) if a == b:
            return times(a, p)
        case T(args=(b,)), T(args=(Pinv(args=(a,)) as p,)) if a == b:
            return times(p, a)
    for u, other, left in ((f, g, False), (g, f, True)):
        kept = complement(u)
        if kept is not None and (other in kept[left] or flipped(other) in kept[not left]):
            return zeros((shape(f)[0], shape(g)[1]))
    return None


def complement(e: Tree) -> tuple[tuple[Tree, ...], tuple[Tree, ...]] | None:
    """Of I − P, P the projection AA⁺ or A⁺A: what gives zero to its right, and to its left."""
    match e:
        case Plus(args=(Eye(), rest)):
            match minus(rest):
                case Times(args=(a, Pinv(args=(b,)) as p)) if a == b:
                    return (a,), (p,)
                case Times(args=(Pinv(args=(b,)) as p, a)) if a == b:
                    return (p,), (a,)
    return None


def inverse_to(f: Tree, g: Tree) -> bool:
    """Is one the pseudo-inverse of the other?"""
    return any(isinstance(u, Pinv) and u.args[0] == v for u, v in ((f, g), (g, f)))


@rule(
    given="A: m x n",
    lhs=[
        times(s.X, Pinv(s.X), s.X),
        times(Pinv(s.X), s.X, Pinv(s.X)),
        times(T(Pinv(s.X)), T(s.X)),
        times(T(s.X), T(Pinv(s.X))),
        times(plus(Eye(s.m), minus(times(s.X, Pinv(s.X)))), s.X),
        times(s.X, plus(Eye(s.n), minus(times(Pinv(s.X), s.X)))),
    ],
    source=PENROSE,
    title="pseudo-inverse",
)
def penrose(e: Any) -> Any:
    """AA⁺A = A, A⁺AA⁺ = A⁺, (AA⁺)ᵀ = AA⁺, (A⁺A)ᵀ = A⁺A, (I − AA⁺)A = 0."""
    fs = e.args
    for k in range(len(fs) - 1):
        if k + 2 < len(fs) and fs[k] == fs[k + 2] and inverse_to(fs[k], fs[k + 1]):
            return times(*fs[: k + 1], *fs[k + 3 :])
        made = projected(fs[k], fs[k + 1])
        if made is not None:
            return zeros(shape(e)) if is_zero(made) else times(*fs[:k], made, *fs[k + 2 :])


# ---- diagonal matrices, slopes ---------------------------------------------------------------------------------------


@rule(given="q: n, without zeros", lhs=Inv(Diag(s.w)), source=MAGNUS, title="inverse of a diagonal matrix")
def inverse_of_diagonal(e: Any) -> Any:
    """diag(q)⁻¹ = diag(1 ⊘ q)."""
    match e:
        case Inv(args=(Diag(args=(q,)),)):
            return Diag(HadPower(q, S.NegativeOne))


@rule(
    given="z: n",
    lhs=Had(call("sigmoid", times(s.G, s.z)), plus(s.ONES, minus(call("sigmoid", times(s.G, s.z))))),
    source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3.2",
    title="slope of the sigmoid",
)
def sigmoid_slope(e: Any) -> Any:
    """σ(z) ∘ (1 − σ(z)) = σ'(z), where z is more than a letter."""
    for f in e.args:
        match f:
            case Call(args=(Function(plain="sigmoid", order=()) as sigma, u)) if isinstance(u, (Plus, Times)):
                rest = [g for g in e.args if g != f]
                slope = next((g for g in rest if is_complement(g, f)), None)
                if slope is not None:
                    made = Call(prime(sigma), u)
                    others = [g for g in rest if g != slope]
                    return Had(made, *others) if others else made


def is_complement(g: Tree, f: Tree) -> bool:
    """Is g = 1 − f?"""
    return isinstance(g, Plus) and len(g.args) == 2 and is_ones(g.args[0]) and minus(g.args[1]) == f


# ---- sums over an index ----------------------------------------------------------------------------------------------


@rule(
    given="A, B: matrices, c: scalar, without the index i",
    lhs=[
        Sum(times(S.NegativeOne, s.t, Row(s.X, s.i)), Range(s.i, ONE, s.m)),
        Sum(times(s.S, Row(s.X, s.i), T(Row(s.X, s.i)), s.G), Range(s.i, ONE, s.m)),
        T(Sum(Row(s.X, s.i), Range(s.i, ONE, s.m))),
    ],
    source=MAGNUS,
    title="constant factors out of the sum",
)
def constants_out_of_sum(e: Any) -> Any:
    """Σ cA B_i C = cA (Σ B_i) C, and (Σ B_i)ᵀ = Σ B_iᵀ."""
    match e:
        case T(args=(Sum() as u,)) if not e.has_d:
            return flipped(u)
        case Sum(args=(Times() as u, *binders)) if shape(e) and not e.has_d:
            scalars, matrices = split(u)
            inside = [f for f in scalars if moves_with(f, e)]
            outside = [f for f in scalars if f not in inside]
            first = next((k for k, f in enumerate(matrices) if moves_with(f, e)), None)
            if first is None:
                return None
            last = max(k for k, f in enumerate(matrices) if moves_with(f, e)) + 1
            if not outside and last - first == len(matrices):
                return None
            body = Sum(times(*inside, *matrices[first:last]), *binders)
            return times(*outside, *matrices[:first], body, *matrices[last:])


def moves_with(f: Tree, e: Sum) -> bool:
    """Does a factor depend on an index of the sum?"""
    return any(i in letters(f) for i in e.bound)


# ---- Kronecker products ----------------------------------------------------------------------------------------------


@rule(
    given="A: p x q; C: qn x pm",
    lhs=[
        Tr(times(s.KRON_LEFT, Kron(s.C, s.dX))),
        Tr(times(s.KRON_RIGHT, Kron(s.dX, s.C))),
    ],
    source="Magnus & Neudecker, Matrix Differential Calculus, ch. 2",
    title="trace of a product with a Kronecker product",
)
def trace_of_kronecker_factor(e: Any) -> Any:
    """tr(C(A ⊗ dX)) = Σ tr((e_kᵀ ⊗ I) C (A e_k ⊗ I) dX), e_k row k of I; tr(C(dX ⊗ A)) alike."""
    match e:
        case Tr(args=(Times(args=(*rest, Kron(args=(a, b)))),)) if has_d(a) != has_d(b):
            if any(map(has_d, rest)) or any(map(is_scalar, rest)):
                return None
            held, still = (a, b) if has_d(a) else (b, a)
            k = index("k") if index("k") not in letters(e) else fresh(index("k"), letters(e))
            (m, n), q = shape(held), shape(still)[1]
            unit = Row(Eye(q), k)
            column = times(still, unit)
            if has_d(b):
                around = Kron(T(unit), Eye(n)), Kron(column, Eye(m))
            else:
                around = Kron(Eye(n), T(unit)), Kron(Eye(m), column)
            return Sum(Tr(times(around[0], *rest, around[1], held)), Range(k, ONE, q))


@rule(
    given="A, B: matrices that fit; X: m x n",
    lhs=[
        Tr(times(T(Vec(s.B)), Vec(s.dX))),
        Tr(times(T(Vec(s.X)), Kron(s.S, s.KRON_SIDE), Vec(s.dX))),
        Tr(times(T(plus(times(Kron(s.S, s.KRON_SIDE), Vec(s.X)), Vec(s.B))), Vec(s.dX))),
    ],
    source=MAGNUS,
    title="an inner product of vecs",
)
def trace_vec(e: Any) -> Any:
    """(vec A)ᵀ vec dF = tr(Aᵀ dF), where (B ⊗ A) vec X is vec(A X Bᵀ)."""
    match e:
        case Tr(args=(Times(args=(*rest, Vec(args=(u,)))),)) if has_d(u) and not any(map(has_d, rest)):
            made = unstacked(flipped(times(*rest)))
            if made is not None and shape(made) == shape(u):
                return Tr(times(flipped(made), u))


def unstacked(e: Tree) -> Tree | None:
    """The matrix M with vec M = e; None where none is seen."""
    if isinstance(e, Plus):
        parts = [unstacked(t) for t in e.args]
        return None if any(p is None for p in parts) or len({shape(p) for p in parts}) > 1 else plus(*parts)
    scalars, matrices = split(e)
    while len(matrices) > 1:
        *matrices, k, v = matrices
        if not isinstance(k, Kron) or not isinstance(v, Vec) or len(k.args) != 2:
            return None
        (b, a), x = k.args, v.args[0]
        if shape(a)[1] != shape(x)[0] or shape(b)[1] != shape(x)[1]:
            return None
        matrices.append(Vec(times(a, x, flipped(b))))
    if len(matrices) == 1 and isinstance(matrices[0], Vec):
        return times(*scalars, *factors(matrices[0].args[0]))
    return None
