"""Trees: walking, replacing, renaming without capture, the canonical form; nothing recurses."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, S

from derive.expr.heads import (
    All,
    Call,
    Decimal,
    Entry,
    Frac,
    Function,
    Plus,
    Power,
    Range,
    Sum,
    Times,
    index,
    letter,
    letters,
    plus,
    shape,
    times,
    vector,
)
from derive.expr.trees import (
    all_letters,
    at,
    bound_apart,
    canonical,
    coefficient,
    fresh,
    is_variable,
    rebuild,
    rename,
    replace_at,
    substitute,
    trampoline,
    walk,
)

x, y, z = letter("x"), letter("y"), letter("z")
i, j, k, n = index("i"), index("j"), index("k"), index("n")
u = vector("u", n)
f = Function("f", "f", "function")


def scalars() -> st.SearchStrategy[Any]:
    leaves = st.sampled_from([x, y, z, Integer(2), Integer(-3), Rational(1, 2), Decimal("0.5")])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda a: plus(*a)),
            st.lists(inner, min_size=2, max_size=3).map(lambda a: times(*a)),
            st.tuples(inner, st.integers(1, 3)).map(lambda a: Power(a[0], Integer(a[1]))),
            inner.map(lambda a: Call(f, a)),
        ),
        max_leaves=8,
    )


def value(e: Any, point: dict[Any, float]) -> float:
    """The value of a tree of the kind above, worked out by hand."""
    match e:
        case Plus(args=a):
            return sum(value(t, point) for t in a)
        case Times(args=a):
            return float(np.prod([value(t, point) for t in a]))
        case Power(args=(a, b)):
            return value(a, point) ** int(b)
        case Call(args=(_, a)):
            return float(np.sin(value(a, point)))
        case Decimal():
            return float(e.value)
    return point[e] if e in point else float(e)


@given(scalars(), st.randoms(use_true_random=False))
def test_every_path_leads_to_its_node_and_back(e: Any, rng: random.Random) -> None:
    nodes = list(walk(e))
    assert nodes[0] == ((), e)
    for path, node in nodes:
        assert at(e, path) == node
    path, node = rng.choice(nodes)
    assert replace_at(e, path, node) == e


def test_a_sum_put_into_a_sum_is_spliced() -> None:
    assert replace_at(Plus(x, y), (1,), Plus(y, z)) == Plus(x, y, z)
    assert replace_at(Times(x, y), (0,), Times(y, z)) == Times(y, z, y)
    assert replace_at(Times(x, y), (0,), Plus(y, z)) == Times(Plus(y, z), y)


@settings(max_examples=200)
@given(scalars())
def test_the_canonical_form_keeps_the_value(e: Any) -> None:
    point = {x: 0.7, y: -0.4, z: 1.3}
    assert value(canonical(e), point) == pytest.approx(value(e, point), rel=1e-9, abs=1e-9)
    assert canonical(canonical(e)) == canonical(e)


@given(st.permutations([x, Times(Integer(2), y), z, Power(x, Integer(2))]))
def test_the_canonical_form_knows_no_order(terms: list[Any]) -> None:
    assert canonical(Plus(*terms)) == canonical(Plus(x, Times(Integer(2), y), z, Power(x, Integer(2))))
    assert canonical(Times(*terms)) == canonical(Times(x, Times(Integer(2), y), z, Power(x, Integer(2))))


def test_the_canonical_form_collects() -> None:
    assert canonical(Plus(x, x)) == canonical(Times(Integer(2), x))
    assert canonical(Plus(x, Times(Integer(-1), x))) == 0
    assert shape(canonical(Plus(u, Times(Integer(-1), u)))) == shape(u)
    assert canonical(Times(u, x, Integer(2))) == canonical(Times(Integer(2), x, u))


def test_substitution_does_not_capture() -> None:
    total = Sum(Times(Entry(u, i), x), Range(i, 1, n))
    put = substitute(total, {x: Entry(u, i)})
    (bound,) = put.bound
    assert bound != i
    assert letters(put) == {u, n, i}
    assert put == Sum(Times(Entry(u, bound), Entry(u, i)), Range(bound, 1, n))


def test_a_bound_letter_is_not_replaced() -> None:
    total = Plus(Entry(u, i), Sum(Entry(u, i), All(i, n)))
    assert rename(total, i, k) == Plus(Entry(u, k), Sum(Entry(u, i), All(i, n)))
    assert rename(total, n, j).args[1] == Sum(Entry(u, i), All(i, j))


def test_several_letters_are_replaced_at_once() -> None:
    assert substitute(Plus(x, y), {x: y, y: x}) == Plus(y, x)
    assert substitute(Call(f, Plus(x, y)), {Plus(x, y): z}) == Call(f, z)


def test_bound_letters_are_kept_apart() -> None:
    total = Sum(Entry(u, i), Range(i, 1, n))
    apart = bound_apart(total, frozenset([i, j]))
    assert not {i, j} & set(apart.bound)
    assert all_letters(apart) - {u, n} == set(apart.bound)


def test_a_fresh_index_is_new() -> None:
    taken = frozenset(index(c) for c in "ijklmnpqrst")
    assert fresh(i, taken) not in taken
    assert fresh(i, frozenset()).plain == "i"


def test_coefficients() -> None:
    assert coefficient(Times(Integer(2), x, Integer(3))) == (6, x)
    assert coefficient(Rational(1, 2)) == (Rational(1, 2), S.One)
    assert coefficient(x) == (1, x)


def test_variables() -> None:
    assert is_variable(x)
    assert is_variable(Entry(u, i))
    assert not is_variable(Plus(x, y))


def test_nothing_recurses() -> None:
    deep: Any = x
    for _ in range(5_000):
        deep = Frac(Plus(deep, Integer(1)), y)
    assert rebuild(deep, lambda e: e) == deep
    assert sum(1 for _ in walk(deep)) == 20_001
    assert letters(rename(deep, x, z)) == {y, z}
    assert canonical(deep).depth == deep.depth


def test_the_trampoline_returns_values() -> None:
    def down(k: int) -> Any:
        return 0 if k == 0 else 1 + (yield down(k - 1))

    assert trampoline(down(50_000)) == 50_000
