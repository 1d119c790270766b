"""Textbook form: what is done to a result, once no differential is left in it."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Diag,
    Eye,
    Had,
    Norm,
    Plus,
    T,
    is_column,
    is_scalar,
    plus,
    shape,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.collect import numbered, with_number
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import hadamard, leaves, length, split, transposed, turns
from derive.rules.monomial import Monomial, monomial
from derive.rules.table import rule

Tree = Any
MINUS = S.NegativeOne


# ---- transposes of sums ----------------------------------------------------------------------------------------------


@rule(
    given="A, B: m x n",
    lhs=T(plus(T(s.A), T(times(s.G, s.A)))),
    source=MAGNUS,
    title="transpose of a sum",
)
def transpose_of_sum(e: Any) -> Any:
    """(A + B)ᵀ = Aᵀ + Bᵀ, where fewer transposes are left."""
    match e:
        case T(args=(Plus() as u,)):
            made = transposed(u)
            return made if turns(made) < turns(e) else None


@rule(
    given="A, B: m x n",
    lhs=plus(times(T(s.A), T(s.G)), times(T(s.A), T(s.Q))),
    source=MAGNUS,
    title="transpose of a sum",
)
def sum_of_transposes(e: Any) -> Any:
    """Aᵀ + Bᵀ = (A + B)ᵀ, where that is shorter, or as short with fewer transposes."""
    if all(isinstance(f, T) for t in e.args for f in split(t)[1]):
        made = T(transposed(e)) if shape(e) else e
        return made if (length(made), turns(made)) < (length(e), turns(e)) else None


# ---- diagonal matrices and Hadamard products -------------------------------------------------------------------------


@rule(given="a, v: n", lhs=times(Diag(s.a), s.x), source=MAGNUS, title="a diagonal matrix times a vector")
def diag_times_vector(e: Any) -> Any:
    """diag(a) v = a ∘ v."""
    fs = e.args
    if is_column(e):
        for k, f in enumerate(fs[:-1]):
            if isinstance(f, Diag):
                return times(*fs[:k], hadamard(f.args[0], times(*fs[k + 1 :])))


@rule(
    given="a, b, c: of one shape",
    lhs=plus(Had(s.X, s.B), Had(s.X, s.W)),
    source=MAGNUS,
    title="common Hadamard factor",
)
def common_hadamard_factor(e: Any) -> Any:
    """a ∘ b + a ∘ c = a ∘ (b + c)."""
    hs = []
    for t in e.args:
        matrices = split(t)[1]
        if len(matrices) != 1 or not isinstance(matrices[0], Had):
            return None
        hs.append(matrices[0])
    for f in hs[0].args:
        if all(f in h.args for h in hs):
            inner = [times(*split(t)[0], without(h, f)) for t, h in zip(e.args, hs, strict=True)]
            return Had(f, plus(*inner))


def without(h: Had, f: Tree) -> Tree:
    """The Hadamard product with one factor f left out."""
    k = h.args.index(f)
    return hadamard(*h.args[:k], *h.args[k + 1 :])


# ---- common factors --------------------------------------------------------------------------------------------------


def shared(a: list[Tree], b: list[Tree]) -> int:
    """How many factors two lists begin with alike."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def grouped(e: Plus, group: list[int], n: int, side: str) -> Tree:
    """The sum with n common matrix factors of some terms taken out, on one side."""
    parts = [split(t) for t in e.args]
    numbers = [numbered(t)[0] for t in e.args]
    least = [abs(numbers[k]) for k in group]
    front = least[0] if len(set(least)) == 1 else S.One
    if all(numbers[k] < 0 for k in group):
        front = -front
    matrices = parts[group[0]][1]
    common = matrices[-n:] if side == "right" else matrices[:n]
    inner = []
    for k in group:
        own = parts[k][1][:-n] if side == "right" else parts[k][1][n:]
        rest = numbered(times(*parts[k][0]))[1] if parts[k][0] else S.One
        if not own and any(not isinstance(f, Rational) for f in parts[k][0]):
            return e
        size = shape(common[0])[0] if side == "right" else shape(common[-1])[1]
        made = times(*(f for f in factors(rest) if f != 1), *(own or [Eye(size)]))
        inner.append(with_number(numbers[k] / front, made))
    whole = plus(*inner)
    made = times(whole, *common) if side == "right" else times(*common, whole)
    made = with_number(front, made)
    return plus(*(made if k == group[0] else t for k, t in enumerate(e.args) if k == group[0] or k not in group))


@rule(
    given="A, B: m x n; v: n",
    lhs=[plus(times(s.G, s.x), times(T(s.G), s.x)), plus(times(s.X, s.G), times(s.X, s.Q), s.X)],
    source=MAGNUS,
    title="common factor",
)
def common_matrix_factor(e: Any) -> Any:
    """Ax + Bx = (A + B)x and XA + XB = X(A + B), where fewer letters are left."""
    if is_scalar(e):
        return None
    best, found = leaves(e), None
    lists = [split(t)[1] for t in e.args]
    for side in ("right", "left"):
        turned = [m[::-1] if side == "right" else m for m in lists]
        for i in range(len(turned)):
            for j in range(i + 1, len(turned)):
                n = shared(turned[i], turned[j])
                if not n or any(len(turned[k]) - n > 2 for k in (i, j)):
                    continue
                group = [k for k in range(len(turned)) if k in (i, j) or shared(turned[k], turned[i]) >= n]
                made = grouped(e, group, n, side)
                if leaves(made) < best:
                    best, found = leaves(made), made
    return found


@rule(
    given="c, s, t: scalar",
    lhs=[plus(times(s.s, s.X), times(s.s, s.B)), plus(times(Norm(s.c), s.s), times(Norm(s.c), s.u))],
    source=MAGNUS,
    title="common scalar factor",
)
def common_scalar_factor(e: Any) -> Any:
    """cA + cB = c(A + B), where fewer letters are left."""
    parts = [split(t) for t in e.args]
    found = [monomial(times(*scalars)) for scalars, _ in parts]
    common = {}
    for base, k in found[0].powers.items():
        if all(m.exponent(base) * k > 0 for m in found):
            common[base] = min((m.exponent(base) for m in found), key=abs)
    if not common or any(m.rest for m in found):
        return None
    front = Monomial(powers=dict(common)).tree()
    inner = []
    for m, (_, matrices) in zip(found, parts, strict=True):
        for base, k in common.items():
            m.multiply(base, -k)
        own = m.tree()
        inner.append(times(*([own] if own != 1 or not matrices else []), *matrices))
    made = times(*factors(front), plus(*inner))
    return made if leaves(made) < leaves(e) else None


@rule(
    given="s, t: scalar; A: matrix",
    lhs=[plus(times(s.s, s.X), times(s.u, s.X)), plus(times(s.s, s.x), times(MINUS, s.x))],
    source=MAGNUS,
    title="common factor",
)
def common_matrix(e: Any) -> Any:
    """sA + tA = (s + t)A, where fewer letters are left; other terms stay."""
    parts = [split(t) for t in e.args]
    for k, (_, matrices) in enumerate(parts):
        group = [j for j, (_, others) in enumerate(parts) if others == matrices]
        if is_scalar(e) or len(group) < 2 or group[0] < k:
            continue
        made = times(plus(*(times(*parts[j][0]) for j in group)), *matrices)
        made = plus(*(made if j == k else t for j, t in enumerate(e.args) if j == k or j not in group))
        if leaves(made) < leaves(e):
            return made


@rule(
    given="A, B: m x n",
    lhs=plus(times(MINUS, s.X), s.B),
    source=MAGNUS,
    title="positive terms first",
    quiet=True,
)
def positive_terms_first(e: Any) -> Any:
    """−A + B = B − A."""
    signs = [bool(numbered(t)[0] < 0) for t in e.args]
    if signs[0] and not all(signs):
        return plus(*sorted(e.args, key=lambda t: bool(numbered(t)[0] < 0)))


@rule(
    given="c: number; A, B: m x n",
    lhs=plus(times(Integer(2), s.X), times(Integer(2), s.B)),
    source=MAGNUS,
    title="common number",
)
def common_number(e: Any) -> Any:
    """2A + 2B = 2(A + B)."""
    parts = [numbered(t) for t in e.args]
    sizes = {abs(c) for c, _ in parts}
    if len(sizes) != 1 or sizes == {S.One} or any(rest == 1 or len(factors(rest)) > 1 for _, rest in parts):
        return None
    front = -next(iter(sizes)) if all(c < 0 for c, _ in parts) else next(iter(sizes))
    made = with_number(front, plus(*(with_number(c / front, rest) for c, rest in parts)))
    return made if leaves(made) <= leaves(e) else None
