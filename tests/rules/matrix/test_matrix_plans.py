"""Whole derivations of matrix calculus: textbook results, every line held to numbers by an oracle of its own."""

from __future__ import annotations

from typing import Any

import matrix_oracle as oracle
import numpy as np
import pytest

import derive
from derive.derivation import replay
from derive.errors import DeriveError, ShapeError, Unsupported
from derive.expr.definitions import written_out
from derive.expr.heads import Entry, base, letters
from derive.rules import RULES

LET = """A: n x n, B: n x n, C: n x n, S: n x n symmetric, P: n x n positive-definite, Q: n x n orthogonal, X: m x n,
    Y: m x n, M: m x m, Z: n x n invertible, W: m x n, U: m x r, V: n x r, a: n, b: n, c: m, x: n, z: n, w: n, u: m,
    y: n one-hot, t: scalar, q: n positive, f: elementwise, k: positive integer"""
LET = " ".join(LET.split())
GRADIENTS = [
    (r"a^\top x", "x", "a"),
    (r"x^\top A x", "x", r"(A + A^\top) x"),
    (r"\lVert x \rVert", "x", r"\frac{x}{\lVert x \rVert}"),
    (r"\lVert X w - u \rVert^2", "w", r"2X^\top (X w - u)"),
    (r"\lVert X w - u \rVert^2", "X", r"2(X w - u) w^\top"),
    (r"\frac{1}{n} \lVert A x - b \rVert^2", "x", r"\frac{2}{n} A^\top (A x - b)"),
    (r"\lVert X - U V^\top \rVert_F^2", "U", r"-2(X - U V^\top) V"),
    (r"\operatorname{tr}(Z)", "Z", "I_{n}"),
    (r"\operatorname{tr}(A Z B)", "Z", r"A^\top B^\top"),
    (r"\operatorname{tr}(Z^{-1} A)", "Z", r"-Z^{-\top} A^\top Z^{-\top}"),
    (r"\operatorname{tr}(Z^k)", "Z", r"k (Z^{k - 1})^\top"),
    (r"\operatorname{tr}(X^\top M X A)", "X", r"M X A + M^\top X A^\top"),
    (r"\operatorname{tr}(C (A \odot Z))", "Z", r"C^\top \odot A"),
    (r"\operatorname{tr}(A \otimes Z)", "Z", r"\operatorname{tr}(A) I_{n}"),
    (r"\operatorname{tr}(\operatorname{diag}(x) A)", "x", r"\operatorname{diag}(A)"),
    (r"\operatorname{tr}(e^{Z})", "Z", r"(e^Z)^\top"),
    (r"\det(Z)", "Z", r"\det(Z) Z^{-\top}"),
    (r"\ln|\det Z|", "Z", r"Z^{-\top}"),
    (r"\ln\det(X^\top X)", "X", r"2X (X^\top X)^{-1}"),
    (r"\lVert X \rVert_*", "X", r"X (X^\top X)^{-1/2}"),
    (r"\lambda_{\max}(S)", "S", r"v_{\max}(S) v_{\max}(S)^\top"),
    (r"a^\top X^\top X b", "X", r"X (b a^\top + a b^\top)"),
    (r"\sigma(a^\top x)", "x", r"\sigma(a^\top x)(1 - \sigma(a^\top x)) a"),
    (r"c^\top \tanh(X a)", "X", r"(c \odot (\mathbf{1}_{m} - \tanh^2(X a))) a^\top"),
    (r"c^\top \operatorname{ReLU}(W x + u)", "W", r"(c \odot \mathbb{1}[W x + u > 0]) x^\top"),
    (r"\operatorname{CE}(y, \operatorname{softmax}(A x + b))", "b", r"\operatorname{softmax}(A x + b) - y"),
    (r"\operatorname{BCE}(q, \sigma(A x))", "x", r"A^\top (\sigma(A x) - q)"),
    (r"-\sum_i y_i \ln p_i,\ p = \operatorname{softmax}(z)", "z", r"\operatorname{softmax}(z) - y"),
    (r"\sum_{i,j=1}^{n} A_{ij} x_i x_j", "x", r"(A + A^\top) x"),
    (r"\sum_i \sum_j X_{ij}^2", "X", "2X"),
    (r"\mathbf{1}^\top (X \odot X) \mathbf{1}", "X", "2X"),
    (r"\operatorname{tr}(Z)^2", "Z", r"2\operatorname{tr}(Z) I_{n}"),
    (r"\lVert Q x \rVert^2", "x", "2x"),
    (r"b^\top c_0", "x", r"\mathbf{0}_{n}"),
]  # fmt: skip
JACOBIANS = [
    (r"x", "x", "I_{n}"),
    (r"a^\top x", "x", r"a^\top"),
    (r"W x + u", "x", "W"),
    (r"f(W x)", "x", r"\operatorname{diag}(f'(W x)) W"),
    (r"a \odot x", "x", r"\operatorname{diag}(a)"),
    (r"x x^\top a", "x", r"(x^\top a) I_{n} + x a^\top"),
    (r"\operatorname{softmax}(z)", "z",
     r"\operatorname{diag}(\operatorname{softmax}(z)) - \operatorname{softmax}(z) \operatorname{softmax}(z)^\top"),
    (r"\frac{x}{\lVert x \rVert}", "x", r"\frac{I_{n}}{\lVert x \rVert} - \frac{x x^\top}{\lVert x \rVert^3}"),
    (r"A Z B", "Z", r"B^\top \otimes A"),
    (r"Z^{-1}", "Z", r"-Z^{-\top} \otimes Z^{-1}"),
    (r"X^\top", "X", "K_{mn}"),
]  # fmt: skip
HESSIANS = [
    (r"a^\top x", r"\mathbf{0}_{n \times n}"),
    (r"x^\top A x", r"A + A^\top"),
    (r"\lVert A x - b \rVert^2", r"2A^\top A"),
    (r"(a^\top x)^2", r"2a a^\top"),
    (r"\sum_i f(x_i)", r"\operatorname{diag}(f''(x))"),
    (r"\sum_i \ln(1 + e^{x_i})", r"\operatorname{diag}(\sigma(x) \odot (\mathbf{1}_{n} - \sigma(x)))"),
    (r"\lVert x \rVert", r"\frac{I_{n}}{\lVert x \rVert} - \frac{x x^\top}{\lVert x \rVert^3}"),
]
DIFFERENTIALS = [
    (r"A Z B", "Z", r"A\, (dZ) B"),
    (r"Z^{-1}", "Z", r"-Z^{-1}\, (dZ) Z^{-1}"),
    (r"\ln\det Z", "Z", r"\operatorname{tr}(Z^{-1}\, dZ)"),
    (r"X \odot Y", "X", r"(dX) \odot Y"),
    (r"\lVert X \rVert_F^2", "X", r"2\operatorname{tr}(X^\top\, dX)"),
]
ALONG = [
    (r"A + t B", "t", "B"),
    (r"(A + t B)^{-1}", "t", r"-(A + t B)^{-1} B (A + t B)^{-1}"),
    (r"\ln\det(P + t S)", "t", r"\operatorname{tr}((P + t S)^{-1} S)"),
    (r"X^\top X", "X_{ij}", r"J^{ji} X + X^\top J^{ij}"),
    (r"Z^{-1}", "Z_{ij}", r"-Z^{-1} J^{ij} Z^{-1}"),
    (r"Z^k", "Z_{ij}", r"\sum_{r=0}^{k - 1} Z^r J^{ij} Z^{k - 1 - r}"),
    (r"\operatorname{tr}(X^\top Y)", "X_{ij}", "Y_{ij}"),
]


def checked(d: Any, expected: str) -> None:
    """The result is the textbook's; the kernel can replay it; every line holds at draws with sizes all different."""
    assert d.result.latex() == expected
    again = replay(d.problem, d.kernel.script)
    assert again.result == d.kernel.result
    assert d.verify().status in ("proved", "verified")
    seeds = iter(range(60))
    done = 0
    while done < 3:
        done += _holds(d, np.random.default_rng(next(seeds)))


def _holds(d: Any, rng: np.random.Generator) -> bool:
    """Do all lines agree at a draw? False where it is outside the domain."""
    definitions = d.problem.scope.definitions
    lines = [written_out(t, definitions) for t in d.kernel.lines]
    x = base(d.problem.wrt)
    env = oracle.draw(set().union(*map(letters, lines)) | {x} | {s for n in x.shape for s in letters(n)}, rng)
    if isinstance(d.problem.wrt, Entry):
        env.update({i: 1 + k for k, i in enumerate(d.problem.wrt.args[1:])})
    to = {x: rng.standard_normal(np.shape(env[x])) if x.shape else 1.0}
    try:
        for s, before, after in zip(d.kernel.steps, lines, lines[1:], strict=False):
            back = RULES[s.rule].back
            right = after if back is None else back(after, s.choice)
            a, b = (np.squeeze(oracle.value(t, env, to)) for t in (before, right))
            if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
                return False
            assert oracle.close(a, b), f"{s.rule}: {s.after}"
    except (oracle.Singular, np.linalg.LinAlgError):
        return False
    return True


@pytest.mark.parametrize(("e", "x", "expected"), GRADIENTS, ids=[e for e, *_ in GRADIENTS])
def test_gradient(e: str, x: str, expected: str) -> None:
    checked(derive.gradient(e, x, let=LET + ", c_0: n"), expected)


@pytest.mark.parametrize(("e", "x", "expected"), JACOBIANS, ids=[e for e, *_ in JACOBIANS])
def test_jacobian(e: str, x: str, expected: str) -> None:
    checked(derive.jacobian(e, x, let=LET), expected)


@pytest.mark.parametrize(("e", "expected"), HESSIANS, ids=[e for e, *_ in HESSIANS])
def test_hessian(e: str, expected: str) -> None:
    checked(derive.hessian(e, "x", let=LET), expected)


@pytest.mark.parametrize(("e", "x", "expected"), DIFFERENTIALS, ids=[e for e, *_ in DIFFERENTIALS])
def test_differential(e: str, x: str, expected: str) -> None:
    checked(derive.differential(e, x, let=LET), expected)


@pytest.mark.parametrize(("e", "x", "expected"), ALONG, ids=[e for e, *_ in ALONG])
def test_by_a_scalar_or_an_entry(e: str, x: str, expected: str) -> None:
    checked(derive.differentiate(e, x, let=LET), expected)


def test_denominator_layout_is_the_transpose() -> None:
    checked(derive.jacobian("W x", "x", let=LET, layout="denominator"), r"W^\top")


def test_conventions_for_structured_matrices() -> None:
    d = derive.gradient(r"\operatorname{tr}(A S)", "S", let=LET, convention="symmetric")
    assert d.result.latex() == r"A + A^\top - A \odot I_{n}"
    d = derive.gradient(r"\operatorname{tr}(A B)", "B", let=LET, convention="diagonal")
    assert d.result.latex() == r"A \odot I_{n}"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (r"\operatorname{vec}(\operatorname{diag}(x))", lambda e: np.diag(e)),
        (r"\operatorname{vec}(X \operatorname{diag}(x) A)", lambda e: VALUES["X"] @ np.diag(e) @ VALUES["A"]),
    ],
)
def test_the_jacobian_of_vec_of_a_diagonal_matrix(text: str, columns: Any) -> None:
    d = derive.jacobian(text, "x", let=LET)
    wanted = np.stack([columns(e).ravel(order="F") for e in np.eye(3)], axis=1)
    f = d.numpy()
    assert np.allclose(f(**{k: v for k, v in {**VALUES, "n": 3}.items() if k in f.letters}), wanted)
    assert d.verify().status in ("verified", "proved")


VALUES = {"X": np.arange(6.0).reshape(2, 3) + 1, "A": np.arange(9.0).reshape(3, 3) ** 2 - 5, "x": np.ones(3)}


def test_a_gradient_of_a_matrix_is_refused_by_name() -> None:
    with pytest.raises(DeriveError, match="scalar"):
        derive.gradient("A Z", "Z", let=LET)


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ShapeError):
        derive.gradient(r"x^\top X x", "x", let=LET)


def test_what_has_no_rule_is_unsupported_by_name() -> None:
    with pytest.raises(Unsupported, match="exp"):
        derive.gradient(r"\operatorname{tr}(A e^{Z})", "Z", let=LET)


def test_a_deep_composition_stays_linear() -> None:
    e = "x"
    for _ in range(12):
        e = rf"\tanh(A {e})" if e == "x" else rf"\tanh(A {e} + b)"
    d = derive.gradient(rf"a^\top {e}", "x", let=LET)
    assert len(d.kernel.steps) < 200
