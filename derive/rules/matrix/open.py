"""The differential of each head: one row a head. A rule serves d(F) and, along a scalar, ∂F/∂t and ∂F/∂X_ij alike.

The choice of a rule on d(F) is the letter that moves; every other letter is constant.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import terms
from derive.expr.heads import (
    All,
    Call,
    D,
    Derivative,
    Diag,
    DiagOf,
    Entry,
    Frac,
    Had,
    Indicator,
    Kron,
    Letter,
    Matrix,
    Plus,
    Power,
    Relation,
    Row,
    SingleEntry,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    base,
    depends,
    is_column,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.structured import is_structured, movement, structured
from derive.expr.trees import bound_apart
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.elementwise import divided, kinks, slope_at
from derive.rules.matrix.terms import hadamard, moves, product, trace, zeros
from derive.rules.table import Schema, Under, rule

MAGNUS = "Magnus & Neudecker, Matrix Differential Calculus, ch. 8"
COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook, ch. 2"
Tree = Any


def at(*inner: Tree, of: Letter = s.X) -> list[Schema]:
    """The schemas d(F), `of` moving, for each F, and the first of them along a scalar: ∂F/∂t or ∂F/∂X_ij."""
    scalar = of if not of.shape else Entry(of, s.i) if is_column(of) else Entry(of, s.i, s.j)
    return [*(Schema(D(e), of) for e in inner), Schema(Derivative(inner[0], scalar), of)]


def along(e: Tree, u: Tree) -> Tree:
    """The differential or derivative of u, as e is one, a transpose outside; 1 for ∂t/∂t."""
    if isinstance(u, T):
        return T(along(e, u.args[0]))
    if isinstance(e, D):
        return D(u)
    return S.One if u == e.variables[0] and is_scalar(u) else Derivative(u, e.variables[0])


def plain(e: Tree) -> bool:
    """Is e a differential, or a first derivative by a scalar?"""
    return isinstance(e, D) or isinstance(e, Derivative) and len(e.variables) == 1 and is_scalar(e.variables[0])


def moving(e: Tree, u: Tree, x: Any) -> bool:
    """Does u move in e?"""
    return moves(u, x) if isinstance(e, D) else depends(u, e.variables[0])


def by_parts(e: Tree, head: Any, fs: tuple[Tree, ...], x: Any) -> Tree:
    """d on one factor at a time, the order of the factors kept."""
    return plus(*(head(*fs[:k], along(e, u), *fs[k + 1 :]) for k, u in enumerate(fs) if moving(e, u, x)))


# ---- what does not move, sums and products ---------------------------------------------------------------------------


@rule(given="A: constant", lhs=at(s.A, s.t, Times(s.A, s.B)), source=MAGNUS, title="constant", chooses=True)
def d_constant(e: Any, x: Any) -> Any:
    """The differential of a constant is zero."""
    if plain(e) and not moving(e, e.args[0], x):
        return zeros(shape(e))


@rule(
    given="F, G: m x n",
    lhs=[*at(Plus(s.X, s.W))],
    source=MAGNUS,
    title="differential of a sum",
    chooses=True,
    quiet=True,
)
def d_sum(e: Any, x: Any) -> Any:
    """Term by term; constant terms drop out."""
    match e.args[0]:
        case Plus(args=ts) if plain(e) and moving(e, e.args[0], x):
            return plus(*(along(e, u) for u in ts if moving(e, u, x)))


@rule(
    given="F, G: factors that fit",
    lhs=[*at(Times(s.A, s.X), Times(s.X, s.A, s.X))],
    source=MAGNUS,
    title="differential of a product",
    chooses=True,
)
def d_product(e: Any, x: Any) -> Any:
    """d(FG) = dF G + F dG; the order is kept."""
    match e.args[0]:
        case Times(args=fs) if plain(e) and moving(e, e.args[0], x):
            return by_parts(e, product, fs, x)


@rule(
    given="a, b: scalar",
    lhs=[*at(Frac(s.X, s.t)), *at(Frac(s.s, s.t), Frac(s.A, s.t), of=s.t), *at(Frac(Tr(s.G), Tr(s.Q)), of=s.Q)],
    source=MAGNUS,
    title="differential of a quotient",
    chooses=True,
)
def d_quotient(e: Any, x: Any) -> Any:
    """d(a/b) = da/b − a db/b²."""
    match e.args[0]:
        case Frac(args=(a, b)) if plain(e):
            over = 1 / b if isinstance(b, Rational) else Frac(S.One, b)
            made = [product(over, along(e, a))] if moving(e, a, x) else []
            if moving(e, b, x):
                top = a if is_scalar(a) else S.One
                rest = () if is_scalar(a) else (a,)
                made.append(minus(product(Frac(top, Power(b, Integer(2))), along(e, b), *rest)))
            return plus(*made) if made else None


@rule(
    given="F, G: m x n",
    lhs=at(Had(s.B, s.X), Had(s.X, s.X)),
    source=MAGNUS,
    title="differential of a Hadamard product",
    chooses=True,
)
def d_hadamard(e: Any, x: Any) -> Any:
    """d(F ∘ G) = dF ∘ G + F ∘ dG."""
    match e.args[0]:
        case Had(args=fs) if plain(e) and moving(e, e.args[0], x):
            return by_parts(e, Had, fs, x)


@rule(
    given="F: m x n; G: p x q",
    lhs=at(Kron(s.X, s.C), Kron(s.X, s.X)),
    source=MAGNUS,
    title="differential of a Kronecker product",
    chooses=True,
)
def d_kronecker(e: Any, x: Any) -> Any:
    """d(F ⊗ G) = dF ⊗ G + F ⊗ dG."""
    match e.args[0]:
        case Kron(args=fs) if plain(e) and moving(e, e.args[0], x):
            return by_parts(e, Kron, fs, x)


# ---- linear heads ----------------------------------------------------------------------------------------------------


@rule(given="F: m x n", lhs=at(T(s.X)), source=MAGNUS, title="differential of a transpose", chooses=True, quiet=True)
def d_transpose(e: Any, x: Any) -> Any:
    """d(Fᵀ) = (dF)ᵀ."""
    match e.args[0]:
        case T(args=(u,)) if plain(e):
            return T(along(e, u))


@rule(
    given="F: n x n", lhs=at(Tr(s.Q), of=s.Q), source=MAGNUS, title="differential of a trace", chooses=True, quiet=True
)
def d_trace(e: Any, x: Any) -> Any:
    """d tr F = tr dF; of a product that is a scalar, d on one factor at a time."""
    match e.args[0]:
        case Tr(args=(Times(args=fs) as u,)) if plain(e) and shape(u) == (1, 1) and moving(e, u, x):
            return plus(*map(trace, terms(by_parts(e, product, fs, x))))
        case Tr(args=(u,)) if plain(e):
            return Tr(along(e, u))


@rule(
    given="F: m x n; x: n",
    lhs=[*at(Diag(s.x), of=s.x), *at(DiagOf(s.Q), of=s.Q), *at(Vec(s.X))],
    source=MAGNUS,
    title="differential of a linear map",
    chooses=True,
)
def d_linear(e: Any, x: Any) -> Any:
    """d diag(x) = diag(dx), d vec F = vec dF: linear maps stand before the differential."""
    match e.args[0]:
        case (Diag() | DiagOf() | Vec()) as u if plain(e):
            return u.func(along(e, u.args[0]))


@rule(
    given="F: m x n",
    lhs=[Schema(D(Entry(s.X, s.i, s.j)), s.X), Schema(D(Row(s.X, s.i)), s.X)],
    source=MAGNUS,
    title="differential of an entry",
    chooses=True,
)
def d_entry(e: Any, x: Any) -> Any:
    """An entry of the differential."""
    match e.args[0]:
        case Entry(args=(u, *at_)) if isinstance(e, D):
            return Entry(D(u), *at_)
        case Row(args=(u, k)) if isinstance(e, D):
            return Row(D(u), k)


@rule(
    given="F: m x n",
    lhs=at(Matrix(2, 1, Power(s.t, Integer(2)), s.s), of=s.t),
    source=MAGNUS,
    title="differential of a matrix written out",
    chooses=True,
)
def d_matrix(e: Any, x: Any) -> Any:
    """Entry by entry."""
    match e.args[0]:
        case Matrix(args=(rows, columns, *entries)) if plain(e):
            return Matrix(rows, columns, *(along(e, u) if moving(e, u, x) else S.Zero for u in entries))


@rule(
    given="F: scalar, of an index i",
    lhs=at(Sum(Power(Entry(s.x, s.i), Integer(2)), All(s.i, s.n)), of=s.x),
    source=MAGNUS,
    title="differential of a sum over an index",
    chooses=True,
    quiet=True,
)
def d_index_sum(e: Any, x: Any) -> Any:
    """Under the sum sign, its index kept apart from those of the variable."""
    match bound_apart(e.args[0], frozenset().union(*(letters(v) for v in e.args[1:]))):
        case Sum(args=(u, *binders)) if plain(e) and not any(moving(e, r, x) for b in binders for r in b.args[1:]):
            return Sum(along(e, u), *binders)


# ---- functions -------------------------------------------------------------------------------------------------------


@rule(
    given="F: m x n; f: elementwise",
    lhs=[
        *at(Call(s.f, s.X), call("tanh", s.X), call("sigmoid", s.X), call("max", S.Zero, s.X)),
        *at(call("exp", s.t), call("sin", times(s.s, s.t)), of=s.t),
    ],
    source=MAGNUS,
    title="differential of an elementwise function",
    chooses=True,
)
def d_elementwise(e: Any, x: Any) -> Any:
    """d f(F) = f'(F) ∘ dF, entry by entry."""
    match e.args[0]:
        case Call(function=f, arguments=us) as u if plain(e) and f.kind != "matrix" and moving(e, u, x):
            made: list[Tree] = []
            conditions: list[Tree] = []
            for k, v in enumerate(us):
                if not moving(e, v, x):
                    continue
                slope = slope_at(u, k) if is_scalar(u) or not is_scalar(v) else None
                if slope is None or not is_scalar(v) and is_scalar(u):
                    return None
                dv = along(e, v)
                made.append(slope if dv == 1 else hadamard(slope, dv))
                conditions += kinks(f, v)
            return Under(plus(*made), tuple(conditions))


@rule(
    given="s: scalar; c: constant",
    lhs=[*at(call("log", s.t, s.u), of=s.t), *at(call("log", s.u, s.t), of=s.t)],
    source=MAGNUS,
    title="logarithm to a base",
    chooses=True,
)
def d_log_to_base(e: Any, x: Any) -> Any:
    """log_b s = ln s / ln b."""
    match e.args[0]:
        case Call(args=(f, u, b)) if plain(e) and f.plain == "log" and is_scalar(b):
            return along(e, divided(call("log", u), call("log", b)))


@rule(
    given="s: scalar; k: constant",
    lhs=[*at(Power(Tr(s.Q), Integer(3)), of=s.Q), *at(Power(s.t, s.s), Power(s.t, Rational(1, 2)), of=s.t)],
    source=MAGNUS,
    title="differential of a power",
    chooses=True,
)
def d_power(e: Any, x: Any) -> Any:
    """d sᵏ = k sᵏ⁻¹ ds."""
    match e.args[0]:
        case Power(args=(b, k)) if plain(e) and is_scalar(b) and moving(e, b, x) and not moving(e, k, x):
            if k == Rational(1, 2):
                return product(Frac(S.One, times(Integer(2), e.args[0])), along(e, b))
            if isinstance(k, Rational):
                lower = (b,) if k == 2 else (Power(b, k - 1),)
            else:
                lower = (Power(b, plus(k, S.NegativeOne)),)
            return product(k, *lower, along(e, b))


@rule(
    given="c: positive; s: scalar",
    lhs=[*at(Power(s.u, s.t), of=s.t), *at(Power(s.t, s.t), of=s.t)],
    source=MAGNUS,
    title="differential of an exponential",
    chooses=True,
)
def d_exponential(e: Any, x: Any) -> Any:
    """d bᵏ = bᵏ d(k ln b)."""
    match e.args[0]:
        case Power(args=(b, k)) as u if plain(e) and is_scalar(b) and moving(e, k, x):
            return product(u, along(e, k if b == S.Exp1 else times(k, call("log", b))))


@rule(
    given="F: m x n",
    lhs=at(Indicator(Relation(">", s.X, S.Zero))),
    source=MAGNUS,
    title="differential of a step",
    chooses=True,
)
def d_indicator(e: Any, x: Any) -> Any:
    """An indicator is constant away from its boundary."""
    match e.args[0]:
        case Indicator(args=(Relation(args=(_, a, b)),)) if plain(e):
            return Under(zeros(shape(e)), (Relation("≠", a, b),))


@rule(
    given="X: n x n, whose entries i, j and j, i move together, or whose diagonal moves alone",
    lhs=[Schema(D(x), x) for x in (structured(s.S, "symmetric"), structured(s.G, "diagonal"))],
    source=COOKBOOK,
    title="entries that do not move alone",
    chooses=True,
)
def d_structured(e: Any, x: Any) -> Any:
    """d(X) = dXᵀ + dX − dX ∘ I where x_ij and x_ji are one variable; dX ∘ I of a diagonal X."""
    match e:
        case D(args=(Letter() as u,)) if is_structured(u):
            return movement(u)


# ---- leaves of a derivative along a scalar ---------------------------------------------------------------------------


@rule(
    given="X: m x n",
    lhs=[Derivative(s.X, Entry(s.X, s.i, s.j)), Derivative(s.x, Entry(s.x, s.i))],
    source=COOKBOOK,
    title="one entry moves",
)
def single_entry(e: Any) -> Any:
    """∂X/∂X_ij is the matrix J^{ij}, 1 at i, j and 0 elsewhere."""
    match e:
        case Derivative(args=(Letter() as u, Entry(args=(v, *indices)) as moved)) if u == v and base(moved) == u:
            rows, columns = shape(u)
            return SingleEntry(indices[0], S.One if is_column(u) else indices[1], rows, columns)
