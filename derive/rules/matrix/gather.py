"""Gathering terms in one differential, and reading off: from dL = tr(Gᵀ dX) to G, dy = J dx to J, d²f = dxᵀ H dx to H.

Reading off changes the shape of the line by design. Such a rule says by `back` which line its answer stands for:
the kernel compares shapes with it, and numbers compare values.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    D,
    Eye,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    has_d,
    is_column,
    is_scalar,
    plus,
    shape,
    size_product,
    times,
)
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import flipped, is_zero, product, split, symmetric, zeros
from derive.rules.table import Schema, rule

Tree = Any
ONE = Integer(1)


def parted(t: Tree) -> tuple[Tree, Tree, str] | None:
    """A term c tr(A dF), c ds, A dF or A vec dF as (differential, c A, kind); None for any other."""
    *pre, last = factors(t)
    if any(map(has_d, pre)):
        return None
    if isinstance(last, Tr):
        *inner, held = factors(last.args[0])
        if isinstance(held, D) and not any(map(has_d, inner)):
            return held, times(*pre, *(inner or [Eye(shape(held)[0])])), "trace"
    if isinstance(last, D) or isinstance(last, Vec) and isinstance(last.args[0], D):
        if is_scalar(last) and all(map(is_scalar, pre)):
            return last, times(*pre), "scalar"
        if is_column(last):
            return last, times(*pre, *([] if any(map(shape, pre)) else [Eye(shape(last)[0])])), "vector"
    return None


@rule(
    given="A, B: matrices; dF: a differential",
    lhs=[
        plus(Tr(times(s.A, s.dX)), Tr(times(s.R, s.A, s.dX))),
        plus(times(s.G, s.dx), times(s.Q, s.dx)),
        plus(times(s.s, s.dt), times(s.u, s.dt)),
    ],
    source=MAGNUS,
    title="collect terms in one differential",
)
def gather(e: Any) -> Any:
    """tr(A dF) + tr(B dF) = tr((Aᵀ + Bᵀ)ᵀ dF), and A dF + B dF = (A + B) dF."""
    parts = [parted(t) for t in e.args]
    for k, p in enumerate(parts):
        if p is None:
            continue
        held, _, kind = p
        group = [j for j, q in enumerate(parts) if q is not None and (q[0], q[2]) == (held, kind)]
        if len(group) > 1:
            cs = [q[1] for j in group if (q := parts[j]) is not None]
            new = Tr(times(T(plus(*map(flipped, cs))), held)) if kind == "trace" else times(plus(*cs), held)
            return plus(*(new if j == k else t for j, t in enumerate(e.args) if j == k or j not in group))


@rule(
    given="A: n x 1",
    lhs=[times(s.s, Tr(times(T(s.a), s.dx))), Tr(times(T(s.a), s.G, s.dx))],
    source=MAGNUS,
    title="as an inner product with the gradient",
    quiet=True,
)
def inner_form(e: Any) -> Any:
    """c tr(A dx) = tr(gᵀ dx), g = c Aᵀ."""
    p = parted(e)
    if p is None or p[2] != "trace":
        return None
    g = flipped(p[1])
    wrapped = Tr(times(T(g), p[0])) if not isinstance(g, Times) else Tr(Times(T(g), p[0]))
    return None if e == wrapped else wrapped


@rule(
    given="g: n, a function of x",
    lhs=Schema(D(Tr(Times(T(times(s.G, s.x)), s.dx))), s.x),
    source=MAGNUS,
    title="differential of the differential",
    chooses=True,
)
def second_differential(e: Any, x: Any) -> Any:
    """d(gᵀ dx) = (dg)ᵀ dx, since dx is held fixed."""
    match e:
        case D(args=(Tr(args=(Times(args=(T(args=(g,)), D(args=(v,)) as dx)),)),)) if v == x:
            return Tr(Times(T(D(g)), dx))


# ---- reading off -----------------------------------------------------------------------------------------------------


def gradient_back(g: Tree, x: Any) -> Tree:
    """tr(Gᵀ dX)."""
    return times(g, D(x)) if is_scalar(x) else Tr(times(T(g), D(x)))


@rule(
    given="G: m x n",
    lhs=[
        Schema(times(s.s, Tr(times(T(s.B), s.dX))), s.X),
        Schema(Tr(s.dQ), s.Q),
        Schema(times(s.s, s.dt), s.t),
        Schema(s.dt, s.t),
        Schema(S.Zero, s.X),
    ],
    source=MAGNUS,
    title="read off the gradient",
    chooses=True,
    back=gradient_back,
)
def read_gradient(e: Any, x: Any) -> Any:
    """From dL = tr(Gᵀ dX) the gradient ∂L/∂X = G, of the shape of X."""
    if is_zero(e):
        return zeros(shape(x))
    p = parted(e)
    if p is not None and p[0] == D(x):
        return flipped(p[1]) if p[2] == "trace" else p[1]


def jacobian_back(j: Tree, x: Any) -> Tree:
    """J dx, of one row as a scalar."""
    move = D(x) if is_column(x) else Vec(D(x))
    return Tr(times(j, move)) if shape(j)[0] == ONE else times(j, move)


@rule(
    given="J: m x n",
    lhs=[
        Schema(times(s.A, D(s.c)), s.c),
        Schema(s.dx, s.x),
        Schema(Tr(times(T(s.a), s.dx)), s.x),
        Schema(times(s.s, Tr(times(T(s.a), s.dx))), s.x),
        Schema(Zero(s.m, ONE), s.x),
        Schema(S.Zero, s.x),
    ],
    source=MAGNUS,
    title="read off the Jacobian",
    chooses=True,
    back=jacobian_back,
)
def read_jacobian(e: Any, x: Any) -> Any:
    """From dy = J dx the Jacobian J, a row for each entry of y; of a scalar it is the row gᵀ."""
    columns = size_product(*shape(x))
    if is_zero(e):
        return Zero(shape(e)[0] if shape(e) else ONE, columns)
    p = parted(e)
    if p is not None and is_column(x) and p[0] == D(x) and p[2] in ("vector", "trace"):
        return p[1]


@rule(
    given="J: pq x mn",
    lhs=[Schema(times(s.s, Vec(s.dX)), s.X), Schema(Zero(s.p, ONE), s.X)],
    source=MAGNUS,
    title="read off the Jacobian",
    chooses=True,
    back=jacobian_back,
)
def read_vec_jacobian(e: Any, x: Any) -> Any:
    """From vec dY = J vec dX the Jacobian J, the columns of both matrices stacked."""
    if is_zero(e):
        return Zero(shape(e)[0], size_product(*shape(x)))
    p = parted(e)
    if p is not None and p[0] in (Vec(D(x)), D(x)) and p[2] == "vector":
        return p[1]


def transposed_back(j: Tree, x: Any) -> Tree:
    """Jᵀ dx of a Jacobian in denominator layout."""
    return jacobian_back(T(j), x)


@rule(
    given="J: m x n",
    lhs=[
        Schema(times(s.A, D(s.c)), s.c),
        Schema(s.dx, s.x),
        Schema(s.dot(s.a, s.dx), s.x),
        Schema(S.Zero, s.x),
        Schema(times(s.s, Tr(times(T(s.a), s.dx))), s.x),
        Schema(Zero(s.m, ONE), s.x),
    ],
    source=MAGNUS,
    title="read off the Jacobian, denominator layout",
    chooses=True,
    back=transposed_back,
)
def read_denominator_jacobian(e: Any, x: Any) -> Any:
    """From dy = J dx the transpose of the Jacobian: a column for each entry of y."""
    made = read_jacobian.body(e, x) if is_column(x) else read_vec_jacobian.body(e, x)
    return None if made is None else flipped(made)


def hessian_back(h: Tree, x: Any) -> Tree:
    """dxᵀ H dx."""
    return Tr(times(T(D(x)), h, D(x)))


@rule(
    given="H: n x n",
    lhs=[
        Schema(Tr(times(T(s.dx), s.S, s.dx)), s.x),
        Schema(Tr(times(T(s.dx), s.G, s.dx)), s.x),
        Schema(times(s.s, Tr(times(T(s.dx), s.dx))), s.x),
        Schema(S.Zero, s.x),
    ],
    source=MAGNUS,
    title="read off the Hessian",
    chooses=True,
    back=hessian_back,
)
def read_hessian(e: Any, x: Any) -> Any:
    """From d²f = dxᵀ H dx the Hessian H, where H is symmetric; else its symmetric part."""
    n = shape(x)[0]
    if is_zero(e):
        return Zero(n, n)
    scalars, matrices = split(e)
    *pre, last = scalars
    if matrices or not isinstance(last, Tr) or any(map(has_d, pre)):
        return None
    left, *middle, right = factors(last.args[0])
    if left != T(D(x)) or right != D(x) or any(map(has_d, middle)):
        return None
    h = times(*pre, *(middle or [Eye(n)]))
    return h if symmetric(h) else product(Rational(1, 2), plus(h, flipped(h)))
