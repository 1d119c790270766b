"""Sums over all entries as matrix products: Σ a_i b_i = aᵀb, Σ f(x_i) = 1ᵀf(x), Σ a_i M_ij b_j = aᵀMb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    All,
    Binding,
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
from derive.rules.matrix.terms import factors, hadamard, split
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)
a_i, b_i, z_i = Entry(s.a, s.i), Entry(s.b, s.i), Entry(s.z, s.i)
over_i, over_j = All(s.i, s.n), Range(s.j, S.One, s.m)
X_ji = Entry(s.X, s.j, s.i)


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
    """The sum of a product that one or two indices connect."""
    if len(indices) == 1:
        (i,) = indices
        v = lifted(times(*fs), [i], sizes)
        return None if v is None else entries_sum(v)
    if len(indices) > 2:
        return None
    i, j = in_order(indices, fs)
    left = lifted_part([f for f in fs if letters(f) & sizes.keys() == {i}], [i], sizes)
    right = lifted_part([f for f in fs if letters(f) & sizes.keys() == {j}], [j], sizes)
    middle = lifted_part([f for f in fs if {i, j} <= letters(f)], [i, j], sizes)
    if left is None or right is None or middle is None:
        return None
    scalars, matrices = split(middle)
    m = times(*matrices)
    if left == 1 and right == 1:
        return times(*scalars, entries_sum(m))
    u = Ones(sizes[i], ONE) if left == 1 else left
    v = Ones(sizes[j], ONE) if right == 1 else right
    return times(*scalars, Tr(times(T(u), m, v)))


def in_order(indices: Sequence[Letter], fs: Sequence[Tree]) -> Sequence[Letter]:
    """The two indices as the first matrix among the factors has them."""
    for f in fs:
        for _, node in walk(f):
            if isinstance(node, Entry) and set(node.args[1:]) == set(indices):
                return tuple(node.args[1:])
    return indices


def lifted_part(fs: Sequence[Tree], indices: Sequence[Letter], sizes: dict[Letter, Tree]) -> Tree | None:
    """The product of some factors as a vector or matrix; 1 where there is none."""
    return lifted(times(*fs), indices, sizes) if fs else S.One


def lifted(e: Tree, indices: Sequence[Letter], sizes: dict[Letter, Tree]) -> Tree | None:
    """A formula of the entries with these indices as the whole vector or matrix."""
    form = (sizes[indices[0]], sizes[indices[1]] if len(indices) == 2 else ONE)
    table: dict[Tree, Tree] = {}
    for _, node in walk(e):
        if isinstance(node, Binding) and letters(node) & set(indices):
            return None
        if isinstance(node, Entry) and letters(node) & set(indices):
            whole, at = node.args[0], node.args[1:]
            turned = len(indices) == 2 and at == (indices[1], indices[0])
            if at != tuple(indices) and not turned or letters(whole) & set(indices):
                return None
            found = T(whole) if turned else whole
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
        case HadPower(args=(u, k)) if k == 2:
            return times(*scalars, Power(Norm(u), Integer(2)))
        case Had(args=(a, *rest)):
            return times(*scalars, Tr(times(T(a), hadamard(*rest))))
    m, n = shape(w)
    ones = T(Ones(m, ONE))
    return times(*scalars, Tr(times(ones, w) if is_column(w) else times(ones, w, Ones(n, ONE))))
