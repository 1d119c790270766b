"""Normal form of a line that holds a d: dL = Σ c tr(A dF), dy = Σ A dF, vec dY = Σ A vec dX.

The rules fire only where a differential is inside: what an author wrote beside it is left alone.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    D,
    Diag,
    DiagOf,
    Entry,
    Eye,
    Had,
    Kron,
    Plus,
    Range,
    Row,
    SingleEntry,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    has_d,
    is_column,
    is_scalar,
    letters,
    plus,
    shape,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import COOKBOOK, MAGNUS
from derive.rules.matrix.terms import flipped, hadamard, split, square, trace
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)
LINEAR = (Tr, T, Diag, DiagOf, Vec)


@rule(
    given="A, B: any; dF, dG: differentials",
    lhs=[
        Times(s.A, plus(s.dX, D(s.W))),
        Had(s.B, plus(s.dX, D(s.W))),
        Kron(plus(s.dX, D(s.W)), s.C),
        Tr(plus(s.dQ, D(s.G))),
        Tr(times(s.A, plus(s.dX, D(s.W)))),
        T(plus(s.dX, D(s.W))),
        Diag(plus(s.dx, s.dz)),
        DiagOf(plus(s.dQ, D(s.G))),
        Vec(plus(s.dX, D(s.W))),
        Sum(plus(Entry(s.dx, s.i), Entry(s.dz, s.i)), Range(s.i, S.One, s.n)),
    ],
    source=MAGNUS,
    title="distribute over a sum of differentials",
    quiet=True,
)
def distribute(e: Any) -> Any:
    """A(dF + dG) = A dF + A dG; a sum without differentials is never multiplied out."""
    match e:
        case Tr(args=(Times() as u,)) if (opened := distribute.body(u)) is not None:
            return plus(*map(trace, opened.args))
        case Times(args=fs) | Had(args=fs) | Kron(args=fs):
            for k, f in enumerate(fs):
                if isinstance(f, Plus) and f.has_d:
                    return plus(*(remade(e, fs[:k], t, fs[k + 1 :]) for t in f.args))
        case Sum(args=(Plus(args=ts) as u, *binders)) if u.has_d:
            return plus(*(Sum(t, *binders) for t in ts))
        case _ if isinstance(e, LINEAR) and isinstance(e.args[0], Plus) and e.has_d:
            parts = [split(t) if shape(t) else ([], [t]) for t in e.args[0].args]
            return plus(*(times(*scalars, e.func(times(*matrices))) for scalars, matrices in parts))


def remade(e: Tree, before: tuple[Tree, ...], t: Tree, after: tuple[Tree, ...]) -> Tree:
    """A product of the kind of e with the term t in it, the numbers of both multiplied."""
    if isinstance(e, Had):
        return hadamard(*before, t, *after)
    if not isinstance(e, Times):
        return Kron(*before, t, *after)
    own = factors(t)
    numbers = [f for f in (*before, *own, *after) if isinstance(f, Rational)]
    rest = [f for f in (*before, *own, *after) if not isinstance(f, Rational)]
    value = Rational(1)
    for c in numbers:
        value = value * c
    return times(*rest) if value == 1 else times(value, *rest)


# ---- sums over an index ----------------------------------------------------------------------------------------------


@rule(
    given="A_i: m x n, of an index i",
    lhs=[
        Times(s.A, Sum(times(Entry(s.a, s.i), s.dX), Range(s.i, S.One, s.n))),
        Tr(Sum(times(Entry(s.a, s.i), s.dQ), Range(s.i, S.One, s.n))),
        T(Sum(times(Entry(s.a, s.i), s.dX), Range(s.i, S.One, s.n))),
    ],
    source=MAGNUS,
    title="under the sum sign",
    quiet=True,
)
def into_sum(e: Any) -> Any:
    """A Σ B_i = Σ A B_i, where a differential is under the sum."""
    match e:
        case Times(args=fs):
            for k, f in enumerate(fs):
                others = (*fs[:k], *fs[k + 1 :])
                if isinstance(f, Sum) and f.has_d and not any(b in letters(g) for b in f.bound for g in others):
                    return Sum(times(*fs[:k], f.body, *fs[k + 1 :]), *f.binders)
        case Tr() | T() if isinstance(e.args[0], Sum) and e.has_d:
            return Sum(e.func(e.args[0].body), *e.args[0].binders)


@rule(
    given="A_i: n x m, of an index i",
    lhs=[
        Sum(Tr(times(Entry(s.a, s.i), s.A, s.dX)), Range(s.i, S.One, s.n)),
        Sum(times(Entry(s.a, s.i), Tr(times(s.A, s.dX))), Range(s.i, S.One, s.n)),
        Sum(times(Entry(s.a, s.i), s.A, s.dX), Range(s.i, S.One, s.n)),
    ],
    source=MAGNUS,
    title="the differential stands outside the sum",
)
def out_of_sum(e: Any) -> Any:
    """Σ tr(A_i dF) = tr((Σ A_i) dF)."""
    match e:
        case Sum(args=(u, *binders)) if u.has_d:
            scalars, matrices = split(u)
            if matrices and isinstance(matrices[-1], D) and not any(map(has_d, (*scalars, *matrices[:-1]))):
                before, last = times(*scalars, *matrices[:-1]), matrices[-1]
                free = not any(b in letters(last) for b in e.bound)
                return times(Sum(before, *binders), last) if matrices[:-1] and free else None
            *pre, last = scalars or [None]
            if isinstance(last, Tr) and not matrices and not any(map(has_d, pre)):
                inner = factors(last.args[0])
                if isinstance(inner[-1], D) and not any(map(has_d, inner[:-1])) and len(inner) > 1:
                    if not any(b in letters(inner[-1]) for b in e.bound):
                        return Tr(times(Sum(times(*pre, *inner[:-1]), *binders), inner[-1]))


# ---- traces ----------------------------------------------------------------------------------------------------------


@rule(
    given="A: n x n; B: m x m",
    lhs=Tr(Kron(s.dQ, s.S)),
    source=MAGNUS,
    title="trace of a Kronecker product",
)
def trace_kronecker(e: Any) -> Any:
    """tr(A ⊗ B) = tr A · tr B."""
    match e:
        case Tr(args=(Kron(args=(a, b)),)) if e.has_d and square(a) and square(b):
            return times(Tr(a), Tr(b))


@rule(
    given="u, v: n",
    lhs=[Tr(times(T(s.dx), s.a)), Tr(times(T(s.b), T(s.dQ), s.a))],
    source=MAGNUS,
    title="a scalar is its transpose",
    quiet=True,
)
def scalar_transpose(e: Any) -> Any:
    """dxᵀ a = aᵀ dx."""
    match e:
        case Tr(args=(Times(args=fs) as u,)) if shape(u) == (1, 1) and sum(map(has_d, fs)) == 1:
            if any(isinstance(f, T) and f.has_d for f in fs) and not any(map(is_scalar, fs)):
                return Tr(times(*map(flipped, fs[::-1])))


@rule(
    given="A, B: matrices that fit",
    lhs=[Tr(times(s.dX, s.A)), Tr(times(s.A, s.dX, s.Q))],
    source=MAGNUS,
    title="the trace is cyclic",
)
def trace_cyclic(e: Any) -> Any:
    """tr(A dF B) = tr(BA dF)."""
    match e:
        case Tr(args=(Times(args=fs),)) if not any(map(is_scalar, fs)):
            places = [k for k, f in enumerate(fs) if has_d(f)]
            if len(places) == 1 and places[0] < len(fs) - 1:
                k = places[0] + 1
                return Tr(times(*fs[k:], *fs[:k]))


@rule(
    given="A: m x n",
    lhs=[Tr(times(s.B, T(s.dX))), Tr(T(s.dQ))],
    source=MAGNUS,
    title="transpose inside the trace",
)
def trace_transpose(e: Any) -> Any:
    """tr(A dFᵀ) = tr(Aᵀ dF)."""
    match e:
        case Tr(args=(T(args=(u,)),)):
            return Tr(u)
        case Tr(args=(Times(args=(*rest, T(args=(u,)))),)) if has_d(u) and not any(map(is_scalar, rest)):
            if not any(map(has_d, rest)):
                return Tr(times(*map(flipped, rest[::-1]), u))


@rule(
    given="A: n x m; B: m x n",
    lhs=[Tr(times(s.A, Had(s.B, s.dX))), Tr(Had(s.G, s.dQ))],
    source=MAGNUS,
    title="a Hadamard factor passes to the other side",
)
def trace_hadamard(e: Any) -> Any:
    """tr(A (B ∘ dF)) = tr((A ∘ Bᵀ) dF)."""
    match e:
        case Tr(args=(u,)) if e.has_d and isinstance(factors(u)[-1], Had):
            *rest, h = factors(u)
            held = [f for f in h.args if has_d(f)]
            if len(held) == 1 and not any(map(has_d, rest)) and not any(map(is_scalar, rest)):
                before = times(*rest) if rest else Eye(shape(h)[0])
                return Tr(times(hadamard(before, *(flipped(f) for f in h.args if not has_d(f))), held[0]))


@rule(
    given="A: n x n; x: n",
    lhs=[Tr(times(s.G, Diag(s.dx))), Tr(times(T(s.a), DiagOf(s.dQ))), Tr(Diag(s.dx))],
    source=MAGNUS,
    title="the diagonal under the trace",
)
def trace_diag(e: Any) -> Any:
    """tr(A diag(dx)) = diag(A)ᵀ dx and aᵀ diag(dF) = tr(diag(a) dF)."""
    match e:
        case Tr(args=(u,)) if e.has_d and isinstance(factors(u)[-1], (Diag, DiagOf)):
            *rest, h = factors(u)
            if any(map(has_d, rest)) or any(map(is_scalar, rest)):
                return None
            before = times(*rest) if rest else Eye(shape(h)[0])
            if isinstance(h, Diag):
                return Tr(times(T(DiagOf(before)), h.args[0]))
            return Tr(times(Diag(flipped(before)), h.args[0]))


@rule(
    given="X: m x n",
    lhs=[Entry(s.dX, s.i, s.j), Entry(s.dx, s.i)],
    source=COOKBOOK,
    title="an entry as a trace",
)
def entry_as_trace(e: Any) -> Any:
    """dX_ij = tr(J^{ji} dX)."""
    match e:
        case Entry(args=(u, *indices)) if e.has_d:
            i, j = indices if len(indices) == 2 else (indices[0], ONE)
            m, n = shape(u)
            return Tr(times(SingleEntry(j, i, n, m), u))


@rule(given="X: m x n", lhs=Row(s.dX, s.i), source=COOKBOOK, title="a row as a product")
def row_as_product(e: Any) -> Any:
    """Row i of dX, as a column, is dXᵀ e_i."""
    match e:
        case Row(args=(u, i)) if e.has_d:
            return times(T(u), SingleEntry(i, ONE, shape(u)[0], ONE))


# ---- lines of vectors ------------------------------------------------------------------------------------------------


@rule(
    given="a, b: n",
    lhs=[Had(s.a, s.dx), times(Diag(s.dx), s.b), times(Diag(s.dx), s.G, s.b)],
    source=MAGNUS,
    title="a Hadamard product as diag",
)
def hadamard_as_diag(e: Any) -> Any:
    """a ∘ dx = diag(a) dx, and diag(dx) b = diag(b) dx."""
    match e:
        case Had(args=fs) if is_column(e) and sum(map(has_d, fs)) == 1:
            held = next(f for f in fs if has_d(f))
            return times(Diag(hadamard(*(f for f in fs if not has_d(f)))), held)
        case Times(args=fs) if is_column(e) and not any(map(is_scalar, fs)):
            for k, f in enumerate(fs[:-1]):
                if isinstance(f, Diag) and f.has_d and not any(map(has_d, fs[k + 1 :])):
                    return times(*fs[:k], Diag(times(*fs[k + 1 :])), f.args[0])


@rule(
    given="v: n; a: n",
    lhs=times(Tr(times(T(s.a), s.dx)), s.b),
    source=MAGNUS,
    title="the scalar passes to the right",
)
def scalar_to_the_right(e: Any) -> Any:
    """(aᵀ dx) v = v aᵀ dx."""
    if is_column(e):
        for k, f in enumerate(e.args):
            rest = [*e.args[:k], *e.args[k + 1 :]]
            if isinstance(f, Tr) and f.has_d and shape(f.args[0]) == (1, 1):
                return times(*rest, f.args[0])


@rule(
    given="a, v: n",
    lhs=[times(s.dx, T(s.a), s.b), times(s.b, T(s.dx), s.a)],
    source=MAGNUS,
    title="an inner product beside a vector",
)
def inner_product_beside(e: Any) -> Any:
    """dx xᵀ a = (xᵀ a) dx, and v dxᵀ b = v bᵀ dx."""
    if not is_column(e):
        return None
    fs = e.args
    for k, f in enumerate(fs[:-1]):
        if has_d(f) and is_column(f) and shape(fs[k + 1])[:1] == (1,):
            return times(Tr(times(*fs[k + 1 :])), *fs[:k], f)
        if isinstance(f, T) and f.has_d and is_column(f.args[0]):
            return times(*fs[:k], *map(flipped, fs[:k:-1]), f.args[0])
