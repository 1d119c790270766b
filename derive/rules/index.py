"""Rules for indexed letters: derivatives through sums, Kronecker deltas, inner products of rows."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    All,
    And,
    Delta,
    Derivative,
    Entry,
    Eye,
    Frac,
    Letter,
    Norm,
    Plus,
    Power,
    Product,
    Range,
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
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import bound_apart, substitute
from derive.rules import schema as s
from derive.rules.monomial import Monomial, monomial
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


def _turned(factors: list[Any]) -> list[Any]:
    """The factors of the transposed product."""
    return [f.args[0] if isinstance(f, T) else f if is_scalar(f) else T(f) for f in reversed(factors)]


def _share(u: Any, v: Any, other: Any) -> Any:
    """(∂u/∂v)ᵀ · other."""
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


# ---- sums ----------------------------------------------------------------------------------------------------------


def has_delta(e: Any, bound: tuple[Letter, ...]) -> bool:
    """Is one of the factors of e a delta of a bound letter?"""
    return any(isinstance(b, Delta) and set(b.args) & set(bound) for b in monomial(e).powers)


@rule(
    given="a, b: N; i, k: index 1..N",
    lhs=[
        Sum(plus(times(Delta(s.i, s.k), s.a_i), s.b_i), s.over_i),
        Sum(times(s.a_i, plus(Delta(s.i, s.k), s.b_i)), s.over_i),
    ],
    source=KNUTH,
    title="split the sum",
    quiet=True,
)
def split_sum(e: Any) -> Any:
    """Where one of the terms holds a delta, the sum of terms becomes a sum for each."""
    match e:
        case Sum(args=(Plus(args=terms), *binders)) if any(has_delta(t, e.bound) for t in terms):
            return plus(*(Sum(t, *binders) for t in terms))
        case Sum(args=(Times() | Frac() as body, *binders)):
            m = monomial(body)
            for b, n in m.powers.items():
                if n == 1 and isinstance(b, Plus) and any(has_delta(t, e.bound) for t in b.args):
                    left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != b}, m.rest)
                    return Sum(plus(*(_joined(t, left) for t in b.args)), *binders)
            for k, r in enumerate(m.rest):
                if isinstance(r, Plus) and any(has_delta(t, e.bound) for t in r.args):
                    before = Monomial(m.number, m.powers, m.rest[:k]).tree()
                    after = times(*m.rest[k + 1 :])
                    return Sum(plus(*(_joined(times(before, t, after), Monomial()) for t in r.args)), *binders)


def _joined(term: Any, left: Monomial) -> Any:
    """term · left, tidied."""
    return monomial(times(left.tree(), term)).tree()


@rule(
    given="a: N; i, k: index 1..N",
    lhs=[
        Sum(times(Delta(s.i, s.k), s.a_i), s.over_i),
        Sum(times(Delta(plus(s.i, S.One), s.k), s.f(s.i)), Range(s.i, S.One, s.N)),
    ],
    source=GLOVE,
    title="collapse of the delta",
)
def collapse(e: Any) -> Any:
    """The delta keeps the one term with i = k, which must lie in the range of the sum."""
    match e:
        case Sum(args=(body, *binders)):
            m = monomial(body)
            for d, n in m.powers.items():
                if not isinstance(d, Delta) or n != 1:
                    continue
                for binder in binders:
                    at = _solution(d, binder.args[0])
                    if at is not None:
                        left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != d}, m.rest)
                        one = substitute(left.tree(), {binder.args[0]: at})
                        others = [b for b in binders if b != binder]
                        made = Sum(one, *others) if others else one
                        return Under(made, _in_range(binder, at, others))


def _solution(d: Delta, i: Letter) -> Any:
    """What i must be for the delta to be one, None where that can't be said."""
    for here, there in (d.args, d.args[::-1]):
        if i in letters(there):
            continue
        if here == i:
            return there
        if isinstance(here, Plus) and i in here.args:
            shift = [minus(t) for t in here.args if t != i]
            if all(i not in letters(t) for t in shift):
                return plus(there, *shift)
    return None


def _in_range(binder: Any, at: Any, others: list[Any]) -> tuple[Any, ...]:
    low, high = (S.One, binder.args[1]) if isinstance(binder, All) else binder.args[1:]
    if any(b.args[0] == at and b.args[1:] == binder.args[1:] for b in others):
        return ()
    return (And(Relation("≤", low, at), Relation("≤", at, high)),)


@rule(
    given="k: index",
    lhs=[Delta(s.k, s.k), Delta(Integer(1), Integer(2))],
    source=KNUTH,
    title="Kronecker delta",
    quiet=True,
)
def delta_value(e: Any) -> Any:
    """δ_kk is one; of different numbers it is zero."""
    match e:
        case Delta(args=(i, k)):
            if i == k:
                return S.One
            return S.Zero if isinstance(i, Integer) and isinstance(k, Integer) else None


@rule(
    given="a: N; c: scalar; i: index 1..N",
    lhs=[Sum(times(TWO, s.c, s.a_i), s.over_i), Sum(minus(s.a_i), s.over_i)],
    source=KNUTH,
    title="constants before the sum",
    quiet=True,
)
def pull_out(e: Any) -> Any:
    """Factors without the index of summation stand before the sum."""
    match e:
        case Sum(args=(body, *binders)):
            m = monomial(body)
            still = {b: n for b, n in m.powers.items() if not letters(b) & set(e.bound)}
            moving = {b: n for b, n in m.powers.items() if b not in still}
            vectors = [r for r in m.rest if letters(r) & set(e.bound)]
            keep_rest = bool(vectors) or len(m.rest) != 1
            if (m.number == 1 and not still and keep_rest) or not (moving or vectors):
                return None
            outside = Monomial(m.number, still, [] if keep_rest else m.rest)
            inside = Monomial(Integer(1), moving, m.rest if keep_rest else [])
            sign = outside.number < 0
            front = outside.written(-outside.number if sign else outside.number)
            total = Sum(inside.tree(), *binders)
            made = total if front == 1 else times(front, total) if is_scalar(front) else _beside(total, outside)
            return minus(made) if sign else made


def _beside(total: Any, outside: Monomial) -> Any:
    scalar = Monomial(abs(outside.number), outside.powers).tree()
    return times(*([] if scalar == 1 else [scalar]), total, *outside.rest)


@rule(
    given="c: scalar; N: size",
    lhs=[Sum(s.c, s.over_i), Sum(s.c, Range(s.i, Integer(0), s.N))],
    source=KNUTH,
    title="sum of a constant",
)
def constant_sum(e: Any) -> Any:
    """A sum of equal terms is their number times the term."""
    match e:
        case Sum(args=(body, *binders)) if not letters(body) & set(e.bound):
            counts = [b.args[1] if isinstance(b, All) else _count(*b.args[1:]) for b in binders]
            return monomial(times(*counts, body)).tree()


def _count(low: Any, high: Any) -> Any:
    if low == 1:
        return high
    if isinstance(low, Integer):
        return high + 1 - low if isinstance(high, Integer) else plus(high, 1 - low)
    return plus(high, minus(low), S.One)


@rule(
    given="a, q: N",
    lhs=Sum(s.o_i, s.over_i),
    source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3",
    title="sum is one",
)
def sums_to_one(e: Any) -> Any:
    """The entries of a vector declared so add to one."""
    match e:
        case Sum(args=(Entry(args=(Letter() as y, *at)), binder)) if at[-1:] == [binder.args[0]]:
            whole = shape(y)[len(at) - 1]
            runs = binder.args[1:] in ((whole,), (S.One, whole))
            declared = {"one-hot", "sums-to-one"} & y.assumptions
            if declared and runs and binder.args[0] not in letters(Sum(*[S.Zero, binder])) and at.count(at[-1]) == 1:
                return Under(S.One, (Relation("=", e, S.One),))
