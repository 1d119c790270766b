r"""Matrices with dots and of blocks, rows and entries of one letter: against arrays made without the reader."""

from __future__ import annotations

import numpy as np
import pytest

import derive

RNG = np.random.default_rng(3)
A, B, X = RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4)), RNG.normal(size=4)
COLUMNS = RNG.normal(size=(5, 2))  # row k is the vector x_k


def value(text: str, **given: np.ndarray) -> np.ndarray:
    return np.squeeze(derive.read(text).numpy()(**given))


GRID = (
    r"\begin{bmatrix} %s & %s & \cdots & %s \\ %s & %s & \cdots & %s \\ "
    r"\vdots & \vdots & \ddots & \vdots \\ %s & %s & \cdots & %s \end{bmatrix}"
)
PLACES = [("1", "1"), ("1", "2"), ("1", "n"), ("2", "1"), ("2", "2"), ("2", "n"), ("m", "1"), ("m", "2"), ("m", "n")]


def grid(entry: str) -> str:
    return GRID % tuple(entry.replace("I", i).replace("J", j) for i, j in PLACES)


@pytest.mark.parametrize(("entry", "expected"), [
    ("a_{IJ}", A), ("a_{IJ} b_{IJ}", A * B), (r"\sin(a_{I,J})", np.sin(A)), ("2 a_{IJ}^2", 2 * A**2),
])  # fmt: skip
def test_a_matrix_with_dots(entry: str, expected: np.ndarray) -> None:
    e = derive.read(grid(entry))
    given = {"a": A, "b": B}
    assert np.allclose(e.numpy()(**{k: given[k] for k in ("a", "b") if k in e.numpy().letters}), expected)


def test_a_transposed_matrix_with_dots() -> None:
    assert np.allclose(value(GRID % tuple(f"a_{{{j}{i}}}" for i, j in PLACES), a=A.T), A)


@pytest.mark.parametrize("at", range(9))
def test_every_entry_of_it_is_looked_at(at: int) -> None:
    entries = [f"a_{{{i}{j}}}" for i, j in PLACES]
    entries[at] = entries[at].replace("a", "b")
    assert derive.read(GRID % tuple(entries)).latex() != derive.read(grid("a_{IJ}")).latex()


def test_powers_that_are_left_out() -> None:
    rows = [rf"1 & x_{i} & x_{i}^2 & \ldots & x_{i}^{{n-1}}" for i in "12m"]
    rows.insert(2, r"\vdots & \vdots & \vdots & \ddots & \vdots")
    text = rf"\begin{{bmatrix}} {r' ' + (chr(92) * 2).join(rows)} \end{{bmatrix}}"
    f = derive.read(text).numpy()
    assert np.allclose(f(x=X, n=3), np.vander(X, 3, increasing=True))


def test_the_identity_and_a_diagonal() -> None:
    text = GRID.replace("%s & %s & \\cdots & %s \\\\ %s & %s", "%s & 0 & \\cdots & 0 \\\\ 0 & %s", 1)
    text = text.replace("\\cdots & %s", "\\cdots & 0", 1).replace("%s & %s & \\cdots & %s", "0 & 0 & \\cdots & %s")
    assert value(text % ("1", "1", "1") + r" \mathbf{x}", x=X) == pytest.approx(X)
    assert np.allclose(value(text % ("d_1", "d_2", "d_n"), d=X), np.diag(X))


@pytest.mark.parametrize(("text", "expected"), [
    (r"[\mathbf{x}_1, \ldots, \mathbf{x}_n]", COLUMNS.T), (r"[\mathbf{x}_1, \ldots, \mathbf{x}_n]^\top", COLUMNS),
    (r"\begin{bmatrix} \mathbf{x}_1^\top \\ \vdots \\ \mathbf{x}_n^\top \end{bmatrix}", COLUMNS),
    (r"\begin{bmatrix} \mathbf{x}_1 & \mathbf{x}_2 & \cdots & \mathbf{x}_n \end{bmatrix}", COLUMNS.T),
])  # fmt: skip
def test_a_matrix_by_its_rows_or_columns(text: str, expected: np.ndarray) -> None:
    assert np.allclose(value(text, x=COLUMNS), expected)


@pytest.mark.parametrize(("text", "expected"), [
    (r"[\mathbf{w}^\top, b]^\top", [*X, 2.0]),
    (r"\begin{bmatrix} \mathbf{w} \\ b \end{bmatrix}", [*X, 2.0]),
    (r"\begin{bmatrix} \mathbf{w} \mathbf{w}^\top & 0 \\ 0 & b \end{bmatrix}", np.block([
        [np.outer(X, X), np.zeros((4, 1))], [np.zeros((1, 4)), np.full((1, 1), 2.0)],
    ])),
])  # fmt: skip
def test_blocks(text: str, expected: np.ndarray) -> None:
    assert np.allclose(value(text, w=X, b=2.0), expected)


def test_one_thing_repeated() -> None:
    e = derive.read(r"\mathbf{x} + [z, z, \ldots, z]^\top")
    assert e.numpy()(x=X, z=1.5) == pytest.approx(X + 1.5)


def test_rows_and_entries_of_one_letter() -> None:
    e = derive.read(r"\sum_{i=1}^n \lVert\mathbf{y}_i\rVert^2 + \sum_{i=1}^n \sum_{j=1}^k y_{ij}")
    assert e.numpy()(y=A) == pytest.approx(np.sum(A**2) + np.sum(A))


def test_one_index_and_two_are_two_letters() -> None:
    f = derive.read(r"\sum_{i=1}^n w_i x_i + \sum_{i=1}^n \sum_{j=1}^n w_{ij} x_i x_j").numpy()
    square = RNG.normal(size=(4, 4))
    assert f(w=X, w_ij=square, x=X) == pytest.approx(X @ X + X @ square @ X)


def test_a_letter_with_and_without_an_index() -> None:
    s = derive.read(r"\mu = \sum_i x_i p_i = (a-2) p + a (1-2p) + (a+2) p")
    assert s.sides[2].numpy()(a=0.5, p=0.2) == pytest.approx(0.5)
    assert s.sides[1].numpy().letters == ("p_i", "x")


@pytest.mark.parametrize(("text", "meant"), [
    ("w_1 x_1 + w_2 x_2 + \\ldots w_n x_n", r"\sum_{k=1}^n w_k x_k"),
    (r"-\log p_1 - \log p_2 \cdots - \log p_n", r"-\sum_{k=1}^n \log p_k"),
    (r"p(x_2 \mid x_1) \cdots p(x_n \mid x_{n-1})", r"\prod_{k=2}^n p(x_k \mid x_{k-1})"),
    ("v = w_1, w_2, \\ldots, w_n", "v = (w_1, w_2, \\ldots, w_n)"),
])  # fmt: skip
def test_dots_in_sums_and_products(text: str, meant: str) -> None:
    found, wanted = derive.read(text), derive.read(meant)
    assert found.latex() == wanted.latex()


def test_a_row_is_added_to_every_row_of_a_batch() -> None:
    said = derive.read(r"\mathbf{H} = \tanh(\mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)})")
    data, weights, bias = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 2)), RNG.normal(size=(1, 2))
    assert np.allclose(said.sides[1].numpy()(X=data, W_1=weights, b_1=bias), np.tanh(data @ weights + bias))
    one = derive.read(r"\mathbf{z} = \mathbf{W} \mathbf{x} + \mathbf{b}").sides[1].numpy()
    assert np.allclose(one(W=weights.T, x=data[0], b=bias[0]), weights.T @ data[0] + bias[0])


def test_a_square_of_what_was_guessed_is_of_a_scalar() -> None:
    program = r"z = W_1 x + b_1; h = \sigma(z); \hat y = W_2 h + b_2; L = (\hat y - y)^2"
    d = derive.gradient(program, "W_1", let="x: 3, W_1: 2x3")
    assert [str(s) for s in d.problem.scope.letters["W_2"].shape] == ["1", "2"]
    assert d.problem.scope.letters["b_1"].shape[0] == 2
