"""Sums over all entries as matrix products: Σ a_i b_i = aᵀb, Σ f(x_i) = 1ᵀf(x), Σ a_i M_ij b_j = aᵀMb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    All,
    Binding,
    Diag,
    DiagOf,
    Entry,
    Had,
    HadPower,
    Letter,
    Norm,
    Ones,
    Plus,
    Power,
    Range,
    Sum,
    T,
    Tr,
    is_column,
    letters,
    plus,
    shape,
    times,
)
from derive.expr.trees import walk
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.elementwise import entrywise
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import hadamard, split
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)
a_i, b_i, z_i = Entry(s.a, s.i), Entry(s.b, s.i), Entry(s.z, s.i)
over_i, over_j = All(s.i, s.n), Range(s.j, S.One, s.m)
X_ji = Entry(s.X, s.j, s.i)


@rule(
    given="v: n; X: m x n; A: n x m",
    lhs=[
        Sum(times(Entry(s.X, s.j, s.i), a_i), over_i),
        Sum(times(Entry(s.A, s.i, s.j), a_i), over_i),
        Sum(times(Entry(s.X, s.j, s.i), Entry(s.A, s.i, s.k)), over_i),
    ],
    source=MAGNUS,
    title="a sum as an entry of a product",
)
def sum_as_entry(e: Any) -> Any:
    """Σ_i X_ji v_i = (Xv)_j and Σ_i A_ji B_ik = (AB)_jk."""
    body, sizes = opened(e)
    if sizes is None or len(sizes) != 1 or shape(body):
        return None
    (i,) = sizes
    own = [f for f in factors(body) if i in letters(f)]
    if len(own) != 2 or not all(isinstance(f, Entry) and i not in letters(f.args[0]) for f in own):
        return None
    outer = [[k for k in f.args[1:] if k != i] for f in own]
    if sorted(map(len, outer)) not in ([0, 1], [1, 1]) or any(f.args[1:].count(i) > 1 for f in own):
        return None
    a, b = own if outer[0] else own[::-1]
    first = a.args[0] if a.args[2] == i else turned(a.args[0])
    second = b.args[0] if b.args[1] == i else turned(b.args[0])
    if shape(first)[1] != sizes[i] or shape(second)[0] != sizes[i]:
        return None
    at_ = [k for ks in (outer if outer[0] else outer[::-1]) for k in ks]
    return times(*(f for f in factors(body) if f not in own), Entry(times(first, second), *at_))


@rule(
    given="a, b, z: n; X: m x n",
    lhs=[
        Sum(times(a_i, b_i), over_i),
        Sum(call("exp", z_i), over_i),
        Sum(times(s.s, Power(z_i, Integer(2))), over_i),
        Sum(Sum(times(Entry(s.c, s.j), X_ji, a_i), over_j), over_i),
        Sum(Sum(Power(X_ji, Integer(2)), over_j), over_i),
    ],
    source=MAGNUS,
    title="a sum as a matrix product",
)
def sum_as_product(e: Any) -> Any:
    """Σ a_i b_i = aᵀb, Σ z_i² = ‖z‖², Σ f(z_i) = 1ᵀf(z), Σ c_j X_ji a_i = cᵀXa."""
    body, sizes = opened(e)
    if sizes is None or shape(body):
        return None
    made = whole_sum(body, sizes)
    if made is not None:
        return made
    parts = [whole_sum(t, sizes) for t in body.args] if isinstance(body, Plus) else []
    return plus(*parts) if parts and None not in parts else None


def opened(e: Tree) -> tuple[Tree, dict[Letter, Tree] | None]:
    """The body of nested sums and the size of each index; None where one does not run over all of a size."""
    sizes: dict[Letter, Tree] = {}
    while isinstance(e, Sum):
        for b in e.binders:
            if isinstance(b, Range) and b.args[1] != 1 or b.args[0] in sizes:
                return e, None
            sizes[b.args[0]] = b.args[-1]
        e = e.body
    return e, sizes


def whole_sum(body: Tree, sizes: dict[Letter, Tree]) -> Tree | None:
    """The sum of a product over all its indices: independent groups of indices are summed apart."""
    free = [f for f in factors(body) if not letters(f) & sizes.keys()]
    groups: list[tuple[set[Letter], list[Tree]]] = []
    for f in factors(body):
        own = set(letters(f) & sizes.keys())
        if not own:
            continue
        touching = [g for g in groups if g[0] & own]
        groups = [g for g in groups if not g[0] & own]
        merged = own.union(*(g[0] for g in touching)), [*(h for g in touching for h in g[1]), f]
        groups.append(merged)
    counted = [n for i, n in sizes.items() if not any(i in g[0] for g in groups)]
    made = [group_sum(sorted(g[0], key=lambda i: i.plain), g[1], sizes) for g in groups]
    return None if None in made else times(*counted, *free, *made)


def group_sum(indices: Sequence[Letter], fs: Sequence[Tree], sizes: dict[Letter, Tree]) -> Tree | None:
    """The sum of a product that some indices connect: two at a time are matrices; an index between two is summed."""
    if len(indices) == 1:
        (i,) = indices
        v = lifted(times(*fs), [i], sizes)
        return None if v is None else entries_sum(v)
    net = network(indices, fs, sizes)
    if net is None:
        return None
    scalars, ends, edges = net
    left = list(in_order(indices, fs))
    while len(left) > 2:
        k = next((k for k in left if sum(k in e for e in edges) <= 2), None)
        if k is None:
            return None
        eliminate(k, ends, edges, sizes)
        left.remove(k)
    i, j = left
    m = edges.get((i, j))
    if m is None:
        return None
    one = [Ones(sizes[i], ONE), Ones(sizes[j], ONE)]
    if i not in ends and j not in ends:
        return times(*scalars, entries_sum(m))
    u, v = ends.get(i, one[0]), ends.get(j, one[1])
    return times(*scalars, Tr(times(T(u), m, v)))


Edges = dict[tuple[Letter, Letter], Tree]


def network(
    indices: Sequence[Letter], fs: Sequence[Tree], sizes: dict[Letter, Tree]
) -> tuple[list[Tree], dict[Letter, Tree], Edges] | None:
    """The factors as scalars, a vector for an index, and a matrix for a pair of indices, in the order of its rows."""
    groups: dict[frozenset[Letter], list[Tree]] = {}
    for f in fs:
        groups.setdefault(frozenset(letters(f) & sizes.keys()), []).append(f)
    scalars: list[Tree] = []
    ends: dict[Letter, Tree] = {}
    edges: Edges = {}
    for own, part in groups.items():
        if len(own) > 2:
            return None
        order = in_order([k for k in indices if k in own], part)
        made = lifted(times(*part), list(order), sizes)
        if made is None:
            return None
        front, matrices = split(made)
        scalars += front
        if len(order) == 1:
            ends[order[0]] = times(*matrices)
        else:
            join(edges, order[0], order[1], times(*matrices))
    return scalars, ends, edges


def join(edges: Edges, i: Letter, j: Letter, m: Tree) -> None:
    """Put in the matrix M_ij; two of one pair of indices are multiplied entry by entry."""
    if (j, i) in edges:
        i, j, m = j, i, turned(m)
    edges[i, j] = hadamard(edges[i, j], m) if (i, j) in edges else m


def turned(m: Tree) -> Tree:
    """The transpose."""
    return m.args[0] if isinstance(m, T) else T(m)


def eliminate(k: Letter, ends: dict[Letter, Tree], edges: Edges, sizes: dict[Letter, Tree]) -> None:
    """Sum over an index that stands in at most two matrices: Σ_k A_ik B_kj = (AB)_ij, Σ_k A_ik v_k = (Av)_i."""
    own = [(e, edges.pop(e)) for e in list(edges) if k in e]
    v = ends.pop(k, None)
    sides = [(e[0], m) if e[1] == k else (e[1], turned(m)) for e, m in own]  # (i, M_ik)
    if len(sides) == 1:
        ((i, m),) = sides
        made = times(m, v if v is not None else Ones(sizes[k], ONE))
        ends[i] = hadamard(ends[i], made) if i in ends else made
        return
    (i, a), (j, b) = sides
    if own[0][0][0] == k and own[1][0][1] == k:  # M_kj after M_ik: keep the reading order of the rows
        (i, a), (j, b) = (j, b), (i, a)
    join(edges, i, j, times(a, *([Diag(v)] if v is not None else []), turned(b)))


def in_order(indices: Sequence[Letter], fs: Sequence[Tree]) -> Sequence[Letter]:
    """The two indices as the first matrix among the factors has them."""
    for f in fs:
        for _, node in walk(f):
            if isinstance(node, Entry) and set(node.args[1:]) == set(indices):
                return tuple(node.args[1:])
    return indices


def lifted(e: Tree, indices: Sequence[Letter], sizes: dict[Letter, Tree]) -> Tree | None:
    """A formula of the entries with these indices as the whole vector or matrix."""
    form = (sizes[indices[0]], sizes[indices[1]] if len(indices) == 2 else ONE)
    table: dict[Tree, Tree] = {}
    for _, node in walk(e):
        if isinstance(node, Binding) and letters(node) & set(indices):
            return None
        if isinstance(node, Entry) and letters(node) & set(indices):
            whole, at = node.args[0], node.args[1:]
            crossed = len(indices) == 2 and at == (indices[1], indices[0])
            diagonal = len(indices) == 1 and at == (indices[0], indices[0])
            if at != tuple(indices) and not crossed and not diagonal or letters(whole) & set(indices):
                return None
            found = T(whole) if crossed else DiagOf(whole) if diagonal else whole
            if shape(found) != form:
                return None
            table[node] = found
    if not table:
        return None
    made = entrywise(e, table, form)
    if made is None or letters(made) & set(indices) or shape(made) != form:
        return None
    return made


def entries_sum(v: Tree) -> Tree:
    """The sum of all entries of a vector or matrix."""
    scalars, matrices = split(v)
    w = times(*matrices)
    match w:
        case DiagOf(args=(u,)):
            return times(*scalars, Tr(u))
        case HadPower(args=(u, k)) if k == 2:
            return times(*scalars, Power(Norm(u), Integer(2)))
        case Had(args=(a, *rest)):
            return times(*scalars, Tr(times(turned(a), hadamard(*rest))))
    m, n = shape(w)
    ones = T(Ones(m, ONE))
    return times(*scalars, Tr(times(ones, w) if is_column(w) else times(ones, w, Ones(n, ONE))))
