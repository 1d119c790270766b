"""Rules for indexed letters: derivatives through sums, Kronecker deltas, inner products of rows."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Call,
    Delta,
    Derivative,
    Entry,
    Eye,
    Frac,
    Function,
    Letter,
    Norm,
    Plus,
    Power,
    Product,
    Relation,
    Row,
    Sum,
    T,
    Times,
    Tr,
    depends,
    is_column,
    is_scalar,
    letters,
    plus,
    shape,
    times,
)
from derive.expr.trees import bound_apart, nodes, substitute
from derive.notation import call
from derive.rules import schema as s
from derive.rules.components import entry_of, product_of
from derive.rules.scalar import above_zero
from derive.rules.table import Under, rule

KNUTH = "Graham, Knuth & Patashnik, Concrete Mathematics, ch. 2"
GLOVE = "Pennington, Socher & Manning, GloVe (2014), sec. 3"
COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook, sec. 2"
TWO = Integer(2)


def variable(e: Any) -> Any:
    """The one variable of a first derivative of something that depends on it, else None."""
    if isinstance(e, Derivative) and len(e.variables) == 1 and depends(e.of, e.variables[0]):
        return e.variables[0]
    return None


# ---- derivatives ---------------------------------------------------------------------------------------------------


@rule(
    given="a: N; f: function; i, k: index 1..N",
    lhs=Derivative(Sum(s.f(s.a_i), s.over_i), s.a_k),
    source=KNUTH,
    title="derivative of a sum",
)
def index_sum(e: Any) -> Any:
    """The derivative of a finite sum is the sum of the derivatives."""
    match e:
        case Derivative(args=(Sum() as total, x)) if variable(e) is not None:
            apart = bound_apart(total, letters(x)) if letters(x) & set(total.bound) else total
            return Sum(Derivative(apart.body, x), *apart.binders)


@rule(
    given="a: N; f: function; i, k: index 1..N",
    lhs=Derivative(Product(s.f(s.a_i), s.over_i), s.a_k),
    source=KNUTH,
    title="derivative of a product",
)
def index_product(e: Any) -> Any:
    """Π f_i has the derivative Π f_i · Σ f_i'/f_i, where no factor is zero."""
    match e:
        case Derivative(args=(Product() as whole, x)) if variable(e) is not None and is_scalar(x):
            apart = bound_apart(whole, letters(x)) if letters(x) & set(whole.bound) else whole
            inner = Sum(Frac(Derivative(apart.body, x), apart.body), *apart.binders)
            return Under(times(whole, inner), (Relation("≠", apart.body, S.Zero),))


@rule(
    given="a: N; f: function; i, k: index 1..N; x, y, z: scalar",
    lhs=[
        Derivative(call("log", Product(s.f(s.a_i), s.over_i)), s.a_k),
        Derivative(call("log", times(Power(s.x, s.y), Power(s.z, s.c))), s.x),
    ],
    source=KNUTH,
    title="logarithm of a product",
)
def log_product(e: Any) -> Any:
    """ln Π f_i = Σ ln f_i, and ln(a^x b^y) = x ln a + y ln b, where the factors are positive."""
    match e:
        case Derivative(args=(Call(args=(f, Product(args=(body, *binders)))), x)) if _is_log(f):
            return Under(Derivative(Sum(Call(f, body), *binders), x), above_zero(body))
        case Derivative(args=(Call(args=(f, Times() | Power() as u)), x)) if _is_log(f) and depends(u, x):
            factors = u.args if isinstance(u, Times) else (u,)
            symbolic = [a for a in factors if isinstance(a, Power) and not isinstance(a.args[1], Rational)]
            if not symbolic or not all(map(is_scalar, factors)):
                return None
            terms = [times(a.args[1], Call(f, a.args[0])) if a in symbolic else Call(f, a) for a in factors]
            conditions = (c for a in factors for c in above_zero(a.args[0] if a in symbolic else a))
            return Under(Derivative(plus(*terms), x), tuple(dict.fromkeys(conditions)))


def _is_log(f: Any) -> bool:
    return isinstance(f, Function) and f.plain == "log" and f.kind == "elementary" and not f.order


@rule(
    given="a: N; A: N x M; i, j, k, m: index",
    lhs=[Derivative(s.a_i, s.a_k), Derivative(Entry(s.A, s.i, s.j), Entry(s.A, s.k, s.m))],
    source=GLOVE,
    title="Kronecker delta",
)
def entry(e: Any) -> Any:
    """∂a_i/∂a_k is one where i = k and zero elsewhere."""
    match e:
        case Derivative(args=(Entry(args=(a, *here)), Entry(args=(b, *there)))) if a == b and isinstance(a, Letter):
            return times(*(Delta(i, k) for i, k in zip(here, there, strict=True) if i != k))


@rule(
    given="w: N x M rows; i, k: index 1..N",
    lhs=Derivative(s.w_i, s.w_k),
    source=GLOVE,
    title="Kronecker delta",
)
def row(e: Any) -> Any:
    """∂w_i/∂w_k is the identity matrix where i = k and zero elsewhere."""
    match e:
        case Derivative(args=(Row(args=(a, i)) as u, Row(args=(b, k)))) if a == b:
            unit = Eye(shape(u)[0])
            return unit if i == k else times(Delta(i, k), unit)


def _weight(u: Any, v: Any) -> Any:
    """c where ∂u/∂v is c·I, else None."""
    if u == v and not isinstance(v, Row):
        return S.One
    if isinstance(u, Row) and isinstance(v, Row) and u.args[0] == v.args[0]:
        return S.One if u == v else Delta(u.args[1], v.args[1])
    return None


def _unit(u: Any, x: Any) -> tuple[Any, Any] | None:
    """(j, c) where ∂u/∂x is c e_j, since x is entry j of the vector letter u or of a row of u's family; else None."""
    match u, x:
        case Letter(), Entry(args=(w, j)) if w == u:
            return j, S.One
        case Row(args=(family, i)), Entry(args=(w, k, j)) if w == family:
            return j, S.One if i == k else Delta(i, k)
    return None


def _turned(factors: list[Any]) -> list[Any]:
    """The factors of the transposed product."""
    return [f.args[0] if isinstance(f, T) else f if is_scalar(f) else T(f) for f in reversed(factors)]


def _share(u: Any, v: Any, other: Any) -> Any:
    """(∂u/∂v)ᵀ · other."""
    unit = _unit(u, v)
    entry = None if unit is None else entry_of(other, unit[0], letters(u) | letters(v))
    if unit is not None and entry is not None:
        return product_of(unit[1], entry)
    if is_scalar(v):
        return Tr(times(T(Derivative(u, v)), other))
    c = _weight(u, v)
    return times(T(Derivative(u, v)), other) if c is None else other if c == 1 else times(c, other)


@rule(
    given="w: N x M rows; q: M; i, k: index 1..N",
    lhs=[
        Derivative(Tr(times(T(s.w_i), s.q)), s.w_k),
        Derivative(Tr(times(T(s.w_i), s.w_i)), s.w_k),
        Derivative(Tr(times(T(s.a), s.A, s.q)), s.q),
        Derivative(Tr(times(T(s.a), s.b)), s.a_k),
        Derivative(Tr(times(T(s.w_i), s.q)), Entry(s.ROWS, s.k, s.j)),
    ],
    source=COOKBOOK,
    title="inner product",
)
def inner_product(e: Any) -> Any:
    """∂(uᵀ v) is v for u and u for v: (∂u)ᵀ v + (∂v)ᵀ u."""
    match e:
        case Derivative(args=(Tr(args=(Times(args=(T(args=(u,)), *middle, w)),)), x)) if (
            variable(e) is not None and is_column(u) and is_column(w) and is_column(x) or is_scalar(x)
        ):
            if any(depends(m, x) for m in middle):
                return None
            terms = [_share(u, x, times(*middle, w))] if depends(u, x) else []
            terms += [_share(w, x, times(*_turned([T(u), *middle])))] if depends(w, x) else []
            return plus(*terms) if terms else None


def _entry_of(u: Any, x: Any) -> bool:
    """Is x an entry of the vector letter u?"""
    return isinstance(u, Letter) and isinstance(x, Entry) and x.args[0] == u


@rule(
    given="a: N",
    lhs=[Derivative(Norm(s.a), s.a), Derivative(Norm(times(s.A, s.q)), s.q), Derivative(Norm(s.a), s.a_k)],
    source=COOKBOOK,
    title="norm",
)
def norm(e: Any) -> Any:
    """∂‖u‖ = (∂u)ᵀ u/‖u‖."""
    match e:
        case Derivative(args=(Norm(args=(u,)) as size, x)) if variable(e) is not None and is_column(u):
            inner = Frac(x, size) if _entry_of(u, x) else times(Frac(S.One, size), _share(u, x, u))
            return Under(inner, (Relation("≠", size, S.Zero),))


@rule(
    given="a: N",
    lhs=[Derivative(Power(Norm(s.a), TWO), s.a), Derivative(Power(Norm(s.a), TWO), s.a_k)],
    source=COOKBOOK,
    title="squared norm",
)
def squared_norm(e: Any) -> Any:
    """∂‖u‖² = 2(∂u)ᵀ u."""
    match e:
        case Derivative(args=(Power(args=(Norm(args=(u,)), n)), x)) if n == 2 and variable(e) is not None:
            return times(TWO, x if _entry_of(u, x) else _share(u, x, u)) if is_column(u) else None


@rule(
    given="a, b: N; c: scalar",
    lhs=[
        Derivative(times(Tr(times(T(s.b), s.a)), s.a), s.a),
        Derivative(times(Tr(times(T(s.b), s.a)), s.b), s.a),
        Derivative(times(s.A, s.q), s.q),
    ],
    source=COOKBOOK,
    title="scalar times vector",
)
def scaled_vector(e: Any) -> Any:
    """∂(c u) = u (∂c)ᵀ + c ∂u, and a constant matrix before u stays."""
    match e:
        case Derivative(args=(Times(args=factors) as u, x)) if is_column(u) and is_column(x):
            scalars, others = [a for a in factors if is_scalar(a)], [a for a in factors if not is_scalar(a)]
            *before, last = others
            if any(depends(a, x) for a in before):
                return None
            terms = []
            for k, c in enumerate(scalars):
                if depends(c, x):
                    rest = [*scalars[:k], *scalars[k + 1 :]]
                    terms.append(times(*rest, *others, T(Derivative(c, x))))
            if depends(last, x):
                terms.append(times(*scalars, *before, Derivative(last, x)))
            return plus(*terms) if terms else None


# ---- matrices around vectors ---------------------------------------------------------------------------------------


@rule(
    given="a, b: N; c: scalar",
    lhs=[T(times(s.a, T(s.b))), T(plus(s.A, times(s.a, T(s.q)))), T(times(s.c, s.A))],
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="transpose of a product",
    quiet=True,
)
def transpose_product(e: Any) -> Any:
    """(A B)ᵀ = Bᵀ Aᵀ, (A + B)ᵀ = Aᵀ + Bᵀ."""
    match e:
        case T(args=(Times(args=factors),)):
            scalars = [f for f in factors if is_scalar(f)]
            return times(*scalars, *_turned([f for f in factors if not is_scalar(f)]))
        case T(args=(Plus(args=terms),)):
            return plus(*(T(t) for t in terms))


@rule(
    given="a, b: N",
    lhs=times(s.a, T(s.b), s.a),
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="inner product as a scalar",
    quiet=True,
)
def scalar_first(e: Any) -> Any:
    """a (bᵀ c) = (bᵀ c) a: a product of a row and a column is a scalar and stands first."""
    match e:
        case Times(args=factors):
            scalars, others = [f for f in factors if is_scalar(f)], [f for f in factors if not is_scalar(f)]
            for k, (first, second) in enumerate(zip(others, others[1:], strict=False)):
                if shape(first)[0] == 1 and shape(second)[1] == 1 and len(others) > 2:
                    return times(*scalars, Tr(times(first, second)), *others[:k], *others[k + 2 :])


@rule(
    given="S: N x N symmetric; a: N; i, k: index 1..N",
    lhs=Sum(times(Entry(s.SYMMETRIC, s.i, s.k), s.a_i), s.over_i),
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="symmetric matrix",
)
def symmetric_entry(e: Any) -> Any:
    """S_ik = S_ki of a symmetric matrix, the index of the sum last."""
    match e:
        case Sum(args=(body, *binders)):
            found = {n for n in nodes(body) if _is_turned(n, frozenset(e.bound))}
            table = {n: Entry(n.args[0], n.args[2], n.args[1]) for n in found}
            return Sum(substitute(body, table), *binders) if table else None


def _is_turned(e: Any, bound: frozenset[Letter]) -> bool:
    """Is it an entry of a symmetric matrix, whose first index is bound and whose second is not?"""
    match e:
        case Entry(args=(Letter() as matrix, i, j)):
            return "symmetric" in matrix.assumptions and i in bound and not letters(j) & bound
    return False


@rule(
    given="a, b: N; A: N x M; q: M",
    lhs=times(plus(s.A, times(s.a, T(s.q))), s.q),
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="distributive law",
    quiet=True,
)
def matrix_distribute(e: Any) -> Any:
    """(A + B) a = A a + B a."""
    match e:
        case Times(args=factors) if is_column(e):
            for k, f in enumerate(factors):
                if isinstance(f, Plus) and len(shape(f)) == 2 and shape(f)[1] != 1 and shape(f)[0] != 1:
                    return plus(*(times(*factors[:k], t, *factors[k + 1 :]) for t in f.args))
