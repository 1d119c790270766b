"""Ones, single entries, and facts of vectors: 1ᵀ1 = n, 1ᵀy = 1, 1ᵀ(x − μ1) = 0, tr(A J^{ij}) = A_ji."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.arithmetic import factors, terms
from derive.expr.heads import (
    Entry,
    Frac,
    Letter,
    Ones,
    Plus,
    RowSoftmax,
    SingleEntry,
    Softmax,
    T,
    Times,
    Tr,
    is_column,
    is_scalar,
    minus,
    plus,
    shape,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import COOKBOOK, MAGNUS
from derive.rules.matrix.terms import flipped, is_ones, is_zero, split, transposed, zeros
from derive.rules.monomial import monomial
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)


def summed(e: Tree) -> Tree | None:
    """v of 1ᵀv or vᵀ1."""
    match e:
        case Tr(args=(Times(args=(a, b)),)) if is_ones(a) and is_column(b):
            return b
        case Tr(args=(Times(args=(T(args=(u,)), b)),)) if is_ones(b) and is_column(u):
            return u
    return None


@rule(
    given="y: n, one-hot or summing to one",
    lhs=[Tr(times(T(s.ONES), s.y)), Tr(times(T(s.y), s.ONES)), Tr(times(T(s.ONES), Softmax(s.z)))],
    source=MAGNUS,
    title="the entries add to one",
)
def entries_add_to_one(e: Any) -> Any:
    """1ᵀy = 1, for y one-hot or of probabilities, such as a softmax."""
    match summed(e):
        case Softmax():
            return S.One
        case Letter() as y if "sums-to-one" in y.assumptions:
            return S.One


@rule(
    given="A: n x m",
    lhs=[Tr(times(s.A, SingleEntry(s.i, s.j, s.m, s.n))), Tr(times(T(s.a), SingleEntry(s.i, S.One, s.n, Integer(1))))],
    source=COOKBOOK,
    title="trace with a single entry",
)
def trace_of_single_entry(e: Any) -> Any:
    """tr(A J^{ij}) = A_ji."""
    match e:
        case Tr(args=(Plus(args=ts),)) if any(isinstance(f, SingleEntry) for t in ts for f in factors(t)):
            return plus(*map(Tr, ts))
        case Tr(args=(Times(args=fs),)) if not any(map(is_scalar, fs)):
            for k, f in enumerate(fs):
                if isinstance(f, SingleEntry):
                    rest = times(*fs[k + 1 :], *fs[:k])
                    i, j = f.args[:2]
                    if shape(rest)[0] == 1:
                        return Entry(transposed(rest), i)
                    return Entry(rest, j) if is_column(rest) else entry(rest, j, i)


@rule(
    given="v: n",
    lhs=Tr(times(T(s.x), s.ONES)),
    source=MAGNUS,
    title="a sum of entries",
    quiet=True,
)
def ones_first(e: Any) -> Any:
    """vᵀ1 = 1ᵀv."""
    match e:
        case Tr(args=(Times(args=(*rest, Ones() as ones)),)) if shape(e.args[0]) == (1, 1) and not is_ones(rest[0]):
            return Tr(times(T(ones), *map(flipped, rest[::-1])))


@rule(
    given="1: n",
    lhs=[Tr(times(T(s.ONES), s.ONES)), times(s.c, T(s.ONES), s.ONES, T(s.x)), times(s.c, T(s.y), s.ONES, T(s.x))],
    source=MAGNUS,
    title="ones",
    quiet=True,
)
def ones_count(e: Any) -> Any:
    """1ᵀ1 = n, and 1ᵀy = 1 for y one-hot or of probabilities, inside a product too."""
    match e:
        case Tr(args=(Times(args=(T(args=(Ones(args=(n, k)),)), Ones())),)) if k == 1:
            return n
        case Times(args=fs):
            for k in range(len(fs) - 1):
                n = inner_of_ones(fs[k], fs[k + 1])
                if n is not None:
                    rest = [*([n] if n != 1 else []), *fs[:k], *fs[k + 2 :]]
                    return times(*rest) if any(map(shape, rest)) else None


@rule(
    given="Y: m x n, each row one-hot or summing to one",
    lhs=[
        times(s.TARGETS, s.ONES, T(s.x)),
        times(RowSoftmax(s.X), s.ONES),
        times(T(s.ONES), T(s.TARGETS)),
        times(T(Ones(s.m, ONE)), s.COLUMN_TARGETS),
    ],
    source=MAGNUS,
    title="the rows add to one",
)
def rows_add_to_one(e: Any) -> Any:
    """Y1 = 1, where each row of Y is one-hot or a softmax; 1ᵀY = 1ᵀ where each column is."""
    fs = e.args
    for k, (f, g) in enumerate(zip(fs, fs[1:], strict=False)):
        if is_column_of_ones(g) and each_adds_to_one(f, rows=True):
            return times(*fs[:k], Ones(shape(f)[0], ONE), *fs[k + 2 :])
        if isinstance(f, T) and is_column_of_ones(f.args[0]) and each_adds_to_one(g, rows=False):
            return times(*fs[:k], T(Ones(shape(g)[1], ONE)), *fs[k + 2 :])


def is_column_of_ones(e: Tree) -> bool:
    """Is it 1?"""
    return isinstance(e, Ones) and is_column(e)


def each_adds_to_one(e: Tree, rows: bool) -> bool:
    """Does each row (each column) of a matrix certainly add to one?"""
    while isinstance(e, T):
        e, rows = e.args[0], not rows
    if is_column(e) or not shape(e) or shape(e)[0] == 1:
        return False
    if isinstance(e, RowSoftmax):
        return rows
    return isinstance(e, Letter) and "sums-to-one" in e.assumptions and ("columns" in e.assumptions) != rows


def inner_of_ones(f: Tree, g: Tree) -> Tree | None:
    """The value of 1ᵀ1, yᵀ1 and 1ᵀy, where y adds to one."""
    if not isinstance(f, T) or not is_column(f.args[0]) or not is_column(g):
        return None
    u = f.args[0]
    if isinstance(u, Ones) and isinstance(g, Ones):
        return shape(u)[0]
    other = g if isinstance(u, Ones) else u if isinstance(g, Ones) else None
    return S.One if other is not None and adds_to_one(other) else None


def adds_to_one(v: Tree) -> bool:
    """Do the entries of v add to one?"""
    return isinstance(v, Softmax) or isinstance(v, Letter) and "sums-to-one" in v.assumptions


def entry(a: Tree, i: Tree, j: Tree) -> Tree:
    """A_ij, of a transpose the entry ji."""
    return Entry(a.args[0], j, i) if isinstance(a, T) else Entry(a, i, j)


MEAN = times(Frac(ONE, s.n), Tr(times(T(s.ONES), s.x)), s.ONES)


@rule(
    given="x: n",
    lhs=[
        Tr(times(T(s.ONES), plus(s.x, minus(MEAN)))),
        times(s.c, T(s.ONES), plus(s.x, minus(MEAN))),
        Tr(times(T(plus(s.x, minus(MEAN))), s.ONES)),
        times(plus(s.G, times(s.a, T(plus(s.x, minus(MEAN))))), s.ONES, T(s.x)),
        Tr(times(T(s.ONES), plus(s.a, times(s.s, plus(s.x, minus(MEAN)))))),
    ],
    source="Ioffe & Szegedy 2015, Batch Normalization",
    title="deviations from the mean add to zero",
)
def centred(e: Any) -> Any:
    """1ᵀ(x − μ1) = 0, where μ = (1/n) 1ᵀx; and so in each term of a sum beside ones."""
    inside = e.args[0] if isinstance(e, Tr) else e
    fs = factors(inside)
    for k, (f, g) in enumerate(zip(fs, fs[1:], strict=False)):
        if is_column(g) and isinstance(f, T) and (isinstance(f.args[0], Ones) or isinstance(g, Ones)):
            left = isinstance(f.args[0], Ones)
            kept = without_deviations(g if left else f.args[0], ends=False)
        elif isinstance(g, Ones) and is_column(g) and shape(f):
            left, kept = False, without_deviations(f, ends=True)
        else:
            continue
        if kept is None:
            continue
        if is_zero(kept):
            return zeros(shape(e))
        new = kept if left or not isinstance(f, T) else T(kept)
        made = times(*fs[:k], *((f, new) if left else (new, g)), *fs[k + 2 :])
        return Tr(made) if isinstance(e, Tr) else made


def without_deviations(v: Tree, ends: bool) -> Tree | None:
    """A sum of columns (of matrices, if `ends`) less the terms that vanish beside ones; None where none does."""
    if not ends and adds_to_zero(v):
        return zeros(shape(v))
    if not isinstance(v, Plus):
        return None
    kept = [t for t in v.args if not vanishes(t, ends)]
    return None if len(kept) == len(v.args) else plus(*kept) if kept else zeros(shape(v))


def vanishes(t: Tree, ends: bool) -> bool:
    """Is the term a multiple of deviations c from a mean, or does it end in cᵀ?"""
    matrices = [*split(t)[1]]
    if isinstance(t, Frac) and shape(t):
        matrices = [*split(t.args[0])[1]]
    last = matrices[-1]
    if ends:
        return isinstance(last, T) and adds_to_zero(last.args[0])
    return len(matrices) == 1 and adds_to_zero(last)


def adds_to_zero(v: Tree) -> bool:
    """Do the entries of a sum of vectors certainly add to zero: multiplied by 1ᵀ, all terms cancel?"""
    if not isinstance(v, Plus):
        return False
    total: dict[Tree, Any] = {}
    for t in terms(v):
        scalars, matrices = split(t)
        if isinstance(matrices[0], Ones) and is_column(matrices[0]):
            rest = [Tr(times(*matrices[1:]))] if matrices[1:] else []
            inner = times(*scalars, shape(v)[0], *rest)
        else:
            inner = times(*scalars, Tr(times(T(Ones(*shape(v))), *matrices)))
        m = monomial(inner)
        rest = m.written(ONE)
        total[rest] = total.get(rest, S.Zero) + m.number
    return all(c == 0 for c in total.values())
