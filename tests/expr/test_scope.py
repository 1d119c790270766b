"""Declarations: the `--let` syntax, its shapes, assumptions, values and errors."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sympy import S

from derive.errors import DeriveError, ReadError, ShapeError, UsageError
from derive.expr.heads import index, plus, shown
from derive.expr.scope import Scope, parse_let
from derive.write.text import write

KINDS = [
    ("x: scalar", "x", "scalar", ""),
    ("x: positive", "x", "scalar", "positive"),
    ("x: real", "x", "scalar", ""),
    ("x: 3", "x", "3×1", ""),
    ("x: n", "x", "n×1", ""),
    ("x: vector n", "x", "n×1", ""),
    ("x: n x 1", "x", "n×1", ""),
    ("x: 1 x n", "x", "1×n", ""),
    ("W: 2x3", "W", "2×3", ""),
    ("W: m x n", "W", "m×n", ""),
    ("W: mxn", "W", "m×n", ""),
    ("W: m×n", "W", "m×n", ""),
    (r"W: m \times n", "W", "m×n", ""),
    ("W: (m, n)", "W", "m×n", ""),
    ("W: matrix m x n", "W", "m×n", ""),
    ("S: 2n x 2n", "S", "2*n×2*n", ""),
    ("X: a x b x c", "X", "a×b×c", ""),
    ("A: n x n symmetric", "A", "n×n", "symmetric"),
    ("A: n x n positive-definite", "A", "n×n", "invertible positive-definite symmetric"),
    ("A: n x n positive definite", "A", "n×n", "invertible positive-definite symmetric"),
    ("A: 3x3 orthogonal", "A", "3×3", "invertible orthogonal"),
    ("y: K one-hot", "y", "K×1", "one-hot sums-to-one"),
    ("p: K positive sums-to-one", "p", "K×1", "positive sums-to-one"),
    ("w: V x d rows", "w", "V×d", "rows"),
    (r"\Omega: N x V pairs", "Omega", "N×V", "pairs"),
    ("k: positive integer", "k", "scalar", "integer positive"),
    ("i: index 1..V", "i", "scalar", "integer"),
    (r"\tilde{w}: V x d", "w_tilde", "V×d", ""),
    (r"\tilde w: V x d", "w_tilde", "V×d", ""),
    ("w_tilde: V x d", "w_tilde", "V×d", ""),
    ("W_1: m x n", "W_1", "m×n", ""),
    ("W_{1}: m x n", "W_1", "m×n", ""),
    ("W^{(1)}: m x n", "W_1", "m×n", ""),
    (r"\boldsymbol{\theta}_{\text{old}}: p", "theta_bold_old", "p×1", ""),
    ("alpha: scalar", "alpha", "scalar", ""),
    (r"\lambda: positive", "lambda_", "scalar", "positive"),
    ("lambda_: positive", "lambda_", "scalar", "positive"),
    ("σ: scalar", "sigma", "scalar", ""),
    ("b': 2", "b_prime", "2×1", ""),
    ("e: scalar", "e", "scalar", ""),
]


@pytest.mark.parametrize(("text", "name", "shape", "words"), KINDS)
def test_letters(text: str, name: str, shape: str, words: str) -> None:
    found = parse_let(text).letters[name]
    assert shown(found.shape) == shape
    assert sorted(found.assumptions) == words.split()


@pytest.mark.parametrize(
    ("text", "kind"), [("f: function", "function"), ("f: elementwise", "elementwise"), ("f: matrix function", "matrix")]
)
def test_functions(text: str, kind: str) -> None:
    assert parse_let(text).functions["f"].kind == kind


def test_sizes_are_letters_shared_by_all_declarations() -> None:
    scope = parse_let(r"W: m x n, x: n; b: m, \tilde{w}: V x d rows")
    assert scope.letters["W"].shape == (index("m"), index("n"))
    assert scope.letters["x"].shape[0] is scope.letters["W"].shape[1] is scope.letters["n"]
    assert set(scope.letters) == {"W", "m", "n", "x", "b", "w_tilde", "V", "d"}


@pytest.mark.parametrize("text", ["n: positive integer, x: n", "x: n, n: positive integer", "x: n, n: positive"])
def test_what_is_said_of_a_size_holds_in_every_shape(text: str) -> None:
    scope = parse_let(text)
    assert scope.letters["n"].assumptions == {"positive", "integer"}
    assert scope.letters["x"].shape[0] == scope.letters["n"]


def test_later_declarations_stand_on_a_base() -> None:
    base = parse_let("x: n, f: function")
    scope = parse_let("n: positive integer, y: n, f: scalar", base)
    assert scope.letters["x"].shape == scope.letters["y"].shape
    assert "f" not in scope.functions
    assert parse_let(None, base) is base


def test_a_name_may_be_longer_than_one_beside_it() -> None:
    scope = parse_let("v: d, u_o: d, u: K x d rows")
    assert shown(scope.letters["u_o"].shape) == "d×1"
    assert shown(scope.letters["u"].shape) == "K×d"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("i: index 1..V", "1", "V"), ("t: index 0..n-1", "0", "n - 1"), ("i: index 1..2n", "1", "2*n"),
     ("i: index 1...n", "1", "n"), ("i: index -2..3", "-2", "3"), (r"i: index 1..n+m", "1", "n + m")],
)  # fmt: skip
def test_ranges_of_an_index(text: str, low: str, high: str) -> None:
    (found,) = parse_let(text).ranges.values()
    assert tuple(map(write, found)) == (low, high)


def test_the_bounds_are_trees_of_the_letters() -> None:
    n = index("n")
    assert parse_let("x: n, t: index 0..n-1").ranges["t"][1] == plus(n, S.NegativeOne)


@pytest.mark.parametrize(
    ("text", "values", "shape"),
    [("x = [1, 0.5, -1.5]", "(1, 1/2, -3/2)", "3×1"), ("x = 1/3", "1/3", "scalar"), ("x = -2e-3", "-1/500", "scalar"),
     ("x = [[1,2],[3,4],[5,6]]", "((1, 2), (3, 4), (5, 6))", "3×2")],
)  # fmt: skip
def test_values(text: str, values: str, shape: str) -> None:
    scope = parse_let(text)
    assert str(scope.values["x"]) == values
    assert shown(scope.letters["x"].shape) == shape


def test_a_value_gives_the_sizes_of_what_is_declared() -> None:
    scope = parse_let("x: n, A: m x n, x = [1, 2], A = [[1, 2]]")
    assert (scope.values["n"], scope.values["m"]) == (2, 1)
    assert shown(scope.letters["x"].shape) == "n×1"


@pytest.mark.parametrize(
    "let",
    [
        {"W": "m x n", "x": "n"},
        {"W": ("m", "n"), "x": "n"},
        ["W: m x n", "x: n"],
        "W: m x n\nx: n",
        "W: m x n;\n  x: n,\n",
    ],
)
def test_other_forms_say_the_same(let: Any) -> None:
    assert parse_let(let) == parse_let("W: m x n, x: n")


def test_a_dictionary_takes_numbers_and_lists() -> None:
    scope = parse_let({"x": 3, "y": [1, 2.5], "a": 0.5, "z": "= 4"})
    assert shown(scope.letters["x"].shape) == "3×1"
    assert str(scope.values) == "{'y': (1, 5/2), 'a': 1/2, 'z': 4}"


ERRORS = [
    ("x", "expected `:` or `=`"),
    ("x: ", "expected a kind"),
    ("x: foo bar", "unknown word `bar`"),
    ("x: postive", "unknown word `postive`"),
    ("y: n symetric", "unknown word `symetric`"),
    ("x: 2 x", "x"),
    ("x: n, x: m", "declared twice"),
    ("x: n) ", "found `)`"),
    ("x: n-1", "expected `x`"),
    ("W: 0 x 3", "at least 1"),
    ("n: 3, x: n", "used as a size"),
    ("n: negative, x: n", "used as a size"),
    ("x: positive negative", "both positive and negative"),
    ("x = [[1,2],[3]]", "different lengths"),
    ("x = [1, [2]]", "different lengths"),
    ("x = [[[", "expected a number"),
    ("x = 1/0", "not 0"),
    ("x = 1e99999", "digits"),
    ("__import__('os'): scalar", "expected a name"),
    (r"\frac{a}{b}: scalar", "is no name"),
    (r"\hat{: scalar", "expected a letter"),
    (r"x_{1: scalar", "never closed"),
    (r"i: index 1..\infty", "finite"),
    ("x: 99999999999", "9 digits"),
    ("x: n" * 10_000, "characters"),
    (", x: n", "expected a name"),
    ("A: matrix", "found the end"),
    ("x: scalar y: scalar", "unknown word"),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_errors_say_what_and_where(text: str, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse_let(text)
    assert said in str(caught.value)
    assert len(text) > 20_000 or caught.value.place is not None
    assert "\n" not in str(caught.value)


def test_an_unknown_word_names_the_known_ones() -> None:
    with pytest.raises(ReadError) as caught:
        parse_let("A: n x n spd")
    assert "positive-definite" in (caught.value.help or "")
    assert caught.value.picture().splitlines()[1:3] == ["  A: n x n spd", "           ^^^"]


@pytest.mark.parametrize(
    "text",
    ["A: m x n symmetric", "x: n positive-definite", "x: symmetric", "x: one-hot", "w: n rows", "x: 3, x = [1, 2]",
     "x: scalar, x = [1]", "x: n, y: n, x = [1], y = [1, 2]"],
)  # fmt: skip
def test_assumptions_and_values_must_fit_the_shape(text: str) -> None:
    with pytest.raises(ShapeError):
        parse_let(text)


@pytest.mark.parametrize("let", [3, 2.5, [1], {"x": None}, {3: "n"}, {"x": True}, {"x": object()}])
def test_what_is_no_declaration_is_a_usage_error(let: Any) -> None:
    with pytest.raises(UsageError):
        parse_let(let)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 9_000,
        "x = " + "[" * 9_000,
        "x:" * 9_000,
        "{" * 9_000,
        "\\hat" * 4_000,
        "x_{" * 6_000,
        "x: " + "2*" * 6_000 + "n",
        "i: index 1.." + "2*" * 6_000 + "n",
        "\\hat{" * 3_000 + "x" + "}" * 3_000,
    ],
)
def test_hostile_text_meets_no_bound_of_python(text: str) -> None:
    with suppress(DeriveError):
        parse_let(text)


def test_an_empty_text_declares_nothing() -> None:
    assert parse_let("") == parse_let("  ") == Scope()
