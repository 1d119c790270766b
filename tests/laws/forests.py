"""Random trees in the form that readers give: sums and products flat, signs in leading numbers, fractions of integers
in lowest terms as numbers."""

from __future__ import annotations

from math import gcd
from typing import Any

from hypothesis import strategies as st
from sympy import Integer, Rational, S

from derive.expr.heads import (
    Call,
    Case,
    Cases,
    Decimal,
    Delta,
    Derivative,
    Det,
    Diag,
    Entry,
    Frac,
    Function,
    Had,
    Inv,
    Matrix,
    Norm,
    Otherwise,
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
    index,
    letter,
    minus,
    plus,
    shape,
    times,
    vector,
)
from derive.expr.trees import walk
from derive.notation import call, prime

LET = (
    r"x: scalar, y: scalar, z: scalar, \theta: scalar, \mu: scalar, i, j, k: index 1..n, u: n, v: n, "
    r"A: n x n, B: n x n, w: n x m rows, \tilde{w}: n x m rows, f: function, g: function"
)
n, m, i, j, k = (index(c) for c in "nmijk")
x, y, z = letter("x"), letter("y"), letter("z")
theta, mu = letter(r"\theta", "theta"), letter(r"\mu", "mu")
u, v = vector("u", n), vector("v", n)
A, B = letter("A", sizes=(n, n)), letter("B", sizes=(n, n))
w, c = letter("w", sizes=(n, m), assume="rows"), letter(r"\tilde{w}", "w_tilde", sizes=(n, m), assume="rows")
f, g = (Function(name, name, "function") for name in "fg")

PREFIX = ["sin", "cos", "tanh", "log", "sinh", "atan", "exp"]
CLOSED = ["sigmoid", "relu", "abs"]
letters = st.sampled_from([x, y, z, theta, mu])
entries = st.sampled_from([Entry(u, i), Entry(v, j), Entry(A, i, j), Entry(u, Integer(2))])
whole = st.integers(0, 12).map(Integer)


@st.composite
def fractions(draw: Any) -> Any:
    p, q = draw(st.integers(1, 9)), draw(st.integers(2, 9))
    return Rational(p, q) if gcd(p, q) == 1 else Frac(Integer(p), Integer(q))


numbers = st.one_of(whole, fractions(), st.sampled_from([Decimal("0.5"), Decimal("2.50"), S.Pi]))
leaves = st.one_of(letters, letters, entries, numbers)


def is_number(e: Any) -> bool:
    return isinstance(e, (Rational, Decimal))


def signed(e: Any, sign: bool) -> Any:
    return minus(e) if sign and e != 0 else e


def product_of(parts: list[Any]) -> Any:
    """A product as a reader builds it: no negative first factor but a number, none of 1 before it."""
    first = parts[0]
    if isinstance(first, Times) and first.args[0] == S.NegativeOne:
        return minus(product_of([times(*first.args[1:]), *parts[1:]]))
    return times(*parts)


def quotient_of(a: Any, b: Any) -> Any:
    both = all(isinstance(e, Integer) for e in (a, b))
    return Frac(plus(a, x), b) if both and (b == 0 or gcd(int(a), int(b)) == 1 or a < 0) else Frac(a, b)


def power_of(a: Any, b: Any) -> Any:
    return Power(plus(a, x), b) if a in (S.Exp1,) else Power(a, b)


exponents = st.one_of(st.sampled_from([Integer(2), Integer(3), S.NegativeOne, Integer(-2), Rational(1, 2),
                                       Rational(1, 3), Rational(3, 2), Rational(-1, 2), x, n, k]))  # fmt: skip


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Scalars made of scalars."""
    pairs = st.tuples(inner, st.booleans()).map(lambda p: signed(*p))
    bodies = st.one_of(inner, inner.map(lambda e: times(Entry(u, i), e) if not is_number(e) else Entry(u, i)))
    return st.one_of(
        st.lists(pairs, min_size=2, max_size=3).map(lambda ts: plus(*ts)),
        st.lists(inner, min_size=2, max_size=3).map(product_of),
        st.tuples(inner, inner).map(lambda p: quotient_of(*p)),
        st.tuples(inner, exponents).map(lambda p: power_of(*p)),
        st.tuples(st.sampled_from(PREFIX), inner).map(lambda p: call(*p)),
        st.tuples(st.sampled_from(CLOSED), inner).map(lambda p: call(*p)),
        inner.map(lambda e: call("log", e, Integer(2))),
        st.tuples(inner, inner).map(lambda p: call("max", *p)),
        st.tuples(st.sampled_from([f, g, prime(f), prime(prime(g))]), inner).map(lambda p: Call(*p)),
        bodies.map(lambda e: Sum(e, Range(i, S.One, n))),
        bodies.map(lambda e: Product(e, Range(i, S.One, n))),
        bodies.map(lambda e: Sum(times(Entry(v, j), Entry(A, i, j)), Range(i, S.One, n), Range(j, S.One, n))),
        inner.map(lambda e: Derivative(e, x)),
        inner.map(lambda e: Derivative(e, x, x)),
        inner.map(lambda e: Derivative(e, Entry(u, k))),
        st.tuples(inner, inner).map(lambda p: Cases(Case(p[0], Relation(">", x, S.Zero)), Case(p[1], Otherwise()))),
    )


dots = st.sampled_from([
    Tr(Times(T(u), v)), Tr(Times(T(u), A, v)), Tr(Times(T(Plus(u, minus(v))), B, Plus(u, minus(v)))), Norm(u), Norm(A),
    Det(A), Tr(A), Tr(Times(A, B)), Tr(Times(T(Row(w, i)), Row(c, j))), Delta(i, j), Delta(i, k),
    call("log", Det(A)), Power(Norm(u), Integer(2)),
])  # fmt: skip
scalars = st.recursive(st.one_of(leaves, leaves, dots), larger, max_leaves=8)
plain_scalars = st.recursive(leaves, larger, max_leaves=8)


def shaped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Vectors and matrices made of such."""
    few = st.one_of(letters, whole.filter(lambda e: e > 1))

    def together(a: Any, b: Any) -> Any:
        return plus(a, b) if shape(a) == shape(b) else a

    def product(a: Any, b: Any) -> Any:
        if shape(a)[1] == shape(b)[0]:
            return times(*(g for e in (a, b) for g in _factors(e)))
        return times(a, T(b)) if shape(a)[1] == shape(b)[1] else a

    inner = inner.filter(is_array)
    return st.one_of(
        st.tuples(inner, inner).map(lambda p: together(*p)),
        st.tuples(inner, inner).map(lambda p: together(p[0], minus(p[1]))),
        st.tuples(inner, inner).map(lambda p: product(*p)),
        st.tuples(few, inner).map(lambda p: times(*_scaled(*p))),
        inner.filter(lambda e: not isinstance(e, T)).map(T),
        inner.filter(lambda e: shape(e) == (n, n) and not isinstance(e, Inv)).map(Inv),
        st.tuples(inner, inner).filter(lambda p: shape(p[0]) == shape(p[1])).map(hadamard),
        inner.filter(lambda e: shape(e) == (n, 1)).map(Diag),
    )


def hadamard(p: Any) -> Any:
    return Had(*(g for e in p for g in (e.args if isinstance(e, Had) else (e,))))


def is_array(e: Any) -> bool:
    """No product of a row and a column: readers take it as a scalar."""
    for _, node in walk(e):
        if getattr(node, "shape", ()) == (1, 1):
            return False
        if isinstance(node, Times):
            sizes = [shape(a) for a in node.args if shape(a)]
            if any(a[0] == 1 == b[1] for a, b in zip(sizes, sizes[1:], strict=False)):
                return False
    return True


def _factors(e: Any) -> tuple[Any, ...]:
    return (e,) if isinstance(e, Times) and e.args[0] == S.NegativeOne else e.args if isinstance(e, Times) else (e,)


def _scaled(s: Any, e: Any) -> tuple[Any, ...]:
    return (s, *e.args) if isinstance(e, Times) and shape(e.args[0]) else (s, e) if not isinstance(e, Times) else e.args


arrays = st.recursive(st.sampled_from([u, v, A, B, T(u), Row(w, i)]), shaped, max_leaves=5).filter(is_array)
written_out = st.lists(plain_scalars, min_size=4, max_size=4).map(lambda es: Matrix(Integer(2), Integer(2), *es))
