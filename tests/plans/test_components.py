r"""Gradients in components: index sums, deltas, and the whole read off again; the same answer as by differentials."""

import numpy as np
import pytest

import derive
from derive.derivation import replay
from derive.errors import Unsupported, UsageError

LET = "x, b, c, u, h, z, w: n; A: n x n; X, W, Y: m x n; a, y: m; B: n x m; U: m x k; V: n x k; C: m x m"
GRADIENTS = [
    (r"u^\top h", "u"),
    (r"x^\top A x", "x"),
    (r"\|X w - y\|^2", "w"),
    (r"(X w - y)^\top C (X w - y)", "w"),
    (r"a^\top X c", "X"),
    (r"c^\top X^\top X c", "X"),
    (r"\operatorname{tr}(B X)", "X"),
    (r"\operatorname{tr}(X A X^\top)", "X"),
    (r"\operatorname{tr}(X^\top C X A)", "X"),
    (r"\|X\|_F^2", "X"),
    (r"\|Y - UV^\top\|_F^2", "U"),
    (r"\|Y - UV^\top\|_F^2", "V"),
    (r"\|\sigma(W x) - y\|^2", "W"),
    (r"\|\sigma(W x) - y\|^2", "x"),
    (r"a^\top \tanh(W x)", "W"),
    (r"\log\sum_i e^{x_i}", "x"),
    (r"-\sum_i z_i \log \operatorname{softmax}(x)_i", "x"),
    (r"x^\top x\, b^\top x", "x"),
    (r"\sum_{ij} X_{ij}^2", "X"),
]
SIZES = {"n": 3, "m": 4, "k": 2}


def values(d: derive.Derivation) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = {
        "A": "nn",
        "X": "mn",
        "W": "mn",
        "Y": "mn",
        "B": "nm",
        "U": "mk",
        "V": "nk",
        "C": "mm",
        "a": "m",
        "y": "m",
    }
    return {
        x: rng.uniform(0.5, 1.5, [SIZES[s] for s in shapes.get(x, "n")])
        for x in d.result.numpy().letters
        if x not in SIZES
    }


@pytest.mark.parametrize(("formula", "wrt"), GRADIENTS)
def test_both_routes_have_one_answer(formula: str, wrt: str) -> None:
    by_components = derive.gradient(formula, wrt, let=LET, route="components")
    assert by_components.verify().status == "verified"
    whole = derive.gradient(formula, wrt, let=LET)
    at = values(by_components) | values(whole)
    found, expected = (d.result.numpy() for d in (by_components, whole))
    left = found(**{x: at[x] for x in at if x in found.letters})
    right = expected(**{x: at[x] for x in at if x in expected.letters})
    np.testing.assert_allclose(np.squeeze(left), np.squeeze(right))


@pytest.mark.parametrize(
    ("formula", "wrt", "answer"),
    [
        (r"x^\top A x", "x", "(A + A.T)*x"),
        (r"\|X w - y\|^2", "w", "2*X.T*(X*w - y)"),
        (r"a^\top X c", "X", "a*c.T"),
        (r"\log\sum_i e^{x_i}", "x", "softmax(x)"),
        (r"(X w - y)^\top C (X w - y)", "w", "X.T*(C + C.T)*(X*w - y)"),
    ],
)
def test_the_answer_is_in_matrix_form(formula: str, wrt: str, answer: str) -> None:
    assert derive.gradient(formula, wrt, let=LET, route="components").result.text() == answer


def test_it_goes_through_sums_and_deltas() -> None:
    rules = [s.rule for s in derive.gradient(r"x^\top A x", "x", let=LET, route="components").steps]
    assert rules[0] == "in_components"
    assert {"collapse", "sum_as_component", "read_components"} <= set(rules)


def test_it_can_be_replayed() -> None:
    made = derive.gradient(r"x^\top A x", "x", let=LET, route="components").kernel
    assert replay(made.problem, made.script).result == made.result


def test_indices_stand_apart_from_letters_of_the_formula() -> None:
    found = derive.gradient(r"k\, i^\top x", "x", let="i, x: n", route="components")
    assert found.result.text() == "k*i"
    assert found.verify().status == "verified"


def test_what_has_no_components_is_refused_by_name() -> None:
    with pytest.raises(Unsupported, match="inv"):
        derive.gradient(r"\operatorname{tr}(A^{-1})", "A", let=LET, route="components")


def test_no_such_route() -> None:
    with pytest.raises(UsageError, match="no such route"):
        derive.gradient("x^2", "x", route="sums")
