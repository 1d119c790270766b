"""Heads: inert, shapes checked at construction, facts computed once."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from sympy import Integer, Rational, preorder_traversal

from derive.errors import ShapeError, Unsupported
from derive.expr.heads import (
    All,
    Call,
    Cases,
    D,
    Decimal,
    Delta,
    Derivative,
    Det,
    Diag,
    DiagOf,
    Entry,
    Eye,
    Frac,
    Function,
    Had,
    Inv,
    Kron,
    Letter,
    Matrix,
    Norm,
    Ones,
    Otherwise,
    Plus,
    Power,
    Range,
    Relation,
    Row,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    index,
    letter,
    letters,
    minus,
    plus,
    shape,
    size_product,
    times,
    vector,
    weight,
)
from derive.expr.heads import Case as CaseHead

x, y = letter("x"), letter("y")
n, m, k = index("n"), index("m"), index("k")
i, j = index("i"), index("j")
u, v = vector("u", n), vector("v", n)
A = letter("A", sizes=(n, n))
W = letter("W", sizes=(m, n))
f = Function("f", "f", "function")

NODES = [
    Plus(y, x), Plus(x, x), Times(A, A), Times(Integer(2), x, Integer(3)), Frac(Integer(2), Integer(4)),
    Power(x, Integer(0)),
    Call(f, x), Entry(u, i), Entry(W, i, j), Row(W, i), Sum(Entry(u, i), Range(i, 1, n)), Sum(Entry(u, i), All(i, n)),
    Delta(i, j), Relation("<", x, y),
    Cases(CaseHead(x, Relation(">", x, Integer(0))), CaseHead(Integer(0), Otherwise())),
    Derivative(Power(x, Integer(2)), x), D(W), T(T(W)), Inv(A), Tr(A), Det(A), Had(u, v), Kron(A, W),
    Diag(u), DiagOf(A),
    Vec(W), Norm(u), Matrix(2, 1, x, y), Decimal("0.830"), Eye(n), Ones(m, n), Zero(m, n), x, u, f,
]  # fmt: skip


@pytest.mark.parametrize("node", NODES, ids=lambda e: type(e).__name__)
def test_a_head_never_rewrites(node: Any) -> None:
    again = node.func(*node.args)
    assert again == node
    assert again.args == node.args
    assert hash(again) == hash(node)
    assert shape(again) == shape(node)
    assert letters(again) == letters(node)


@pytest.mark.parametrize("node", NODES, ids=lambda e: type(e).__name__)
def test_trees_survive_pickle_and_copies(node: Any) -> None:
    for again in (pickle.loads(pickle.dumps(node)), copy.copy(node), copy.deepcopy(node)):
        assert again == node
        assert shape(again) == shape(node)
        assert letters(again) == letters(node)
        assert again.depth == node.depth


@pytest.mark.parametrize("node", NODES, ids=lambda e: type(e).__name__)
def test_sympy_can_walk_a_tree(node: Any) -> None:
    assert node in list(preorder_traversal(node))


@pytest.mark.parametrize(
    ("node", "expected"),
    [(Times(W, u), (m, Integer(1))), (T(W), (n, m)), (Plus(u, v), (n, Integer(1))), (Tr(A), ()), (Entry(W, i, j), ()),
     (Row(W, i), (n, Integer(1))), (Call(Function("f", "f", "elementwise"), W), (m, n)),
     (Vec(W), (size_product(m, n), 1)),
     (Kron(A, W), (size_product(m, n), size_product(n, n))), (Derivative(x, u), (n, Integer(1))),
     (Derivative(u, v), (n, n)), (Derivative(x, u, v), (n, n)), (Frac(u, x), (n, Integer(1))), (Diag(u), (n, n)),
     (Times(x, W, y), (m, n)), (Matrix(2, 3, *[x] * 6), (Integer(2), Integer(3))), (D(W), (m, n))],
)  # fmt: skip
def test_shapes(node: Any, expected: Any) -> None:
    assert tuple(shape(node)) == expected


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: Plus(x, u), "x"), (lambda: Plus(u, W), "n×1"), (lambda: Times(W, W), "n ≠ m"), (lambda: Inv(W), "square"),
    (lambda: Tr(u), "square"), (lambda: Frac(x, u), "denominator"), (lambda: Power(W, Integer(2)), "square"),
    (lambda: Entry(u, i, j), "1 indices"), (lambda: Entry(x, i), "indices"), (lambda: Had(u, W), "Hadamard"),
    (lambda: Diag(W), "vector"), (lambda: Matrix(2, 2, x), "4 entries"), (lambda: Det(W), "square"),
    (lambda: Power(x, u), "exponent"), (lambda: Row(x, i), "rows"),
]  # fmt: skip


@pytest.mark.parametrize(("build", "said"), WRONG)
def test_a_wrong_shape_is_an_error_at_construction(build: Callable[[], Any], said: str) -> None:
    with pytest.raises(ShapeError) as caught:
        build()
    assert said in str(caught.value)


def test_bound_letters_are_not_free() -> None:
    total = Sum(Times(Entry(u, i), Entry(v, j)), Range(i, 1, n))
    assert letters(total) == {u, v, j, n}


def test_order_matters_to_equality() -> None:
    assert Plus(x, y) != Plus(y, x)
    assert letter("x") != letter("x", assume="positive")
    assert letter("x", assume="positive integer") == letter("x", assume="integer positive")


def test_builders_are_flat() -> None:
    assert plus(x, Plus(x, y)) == Plus(x, x, y)
    assert times(times(x, y), x) == Times(x, y, x)
    assert (plus(), times(), plus(x), times(x)) == (0, 1, x, x)
    assert minus(Times(Integer(-1), x)) == x
    assert minus(Times(Rational(1, 2), x)) == Times(Rational(-1, 2), x)
    assert minus(x) == Times(Integer(-1), x)
    assert size_product(n, Integer(2), m) == size_product(Integer(2), m, n)


def test_a_deep_tree_needs_no_recursion() -> None:
    deep = x
    for _ in range(20_000):
        deep = Call(f, deep)
    again = x
    for _ in range(20_000):
        again = Call(f, again)
    assert deep == again
    assert hash(deep) == hash(again)
    assert (deep.depth, weight(deep)) == (20_001, 20_001)


def test_a_digest_is_the_same_in_every_process() -> None:
    program = "from derive.expr.heads import *; print(Plus(letter('x'), letter('y')).digest.hex())"
    out = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert out.strip() == Plus(x, y).digest.hex()


def test_a_number_too_long_to_be_written_is_refused() -> None:
    with pytest.raises(Unsupported, match="digits"):
        Times(Integer(10) ** 5000, x)


def test_letters_know_their_words() -> None:
    p: Letter = letter("p", assume="positive integer")
    assert p.assumptions == {"positive", "integer"}
    assert (p.latex, p.plain) == ("p", "p")
