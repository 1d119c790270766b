"""Softmax of a matrix: of each row, or of each column where the text or a declaration says so; reported either way."""

from __future__ import annotations

import numpy as np
import pytest

import derive

Z = np.array([[0.1, 2.0, -1.0], [1.5, 0.3, 0.2]])


def test_rows() -> None:
    e = derive.read(r"\operatorname{softmax}(Z)", let="Z: m x n")
    assert np.allclose(e.numpy()(Z=Z), np.exp(Z) / np.exp(Z).sum(1, keepdims=True))
    assert r"`\operatorname{softmax}(Z)` is taken of each row" in e.scope.guesses


@pytest.mark.parametrize(("text", "let"), [
    (r"\operatorname{softmax}(W X + b 1^\top)", "W: K x d, X: d x N, b: K"),
    (r"\operatorname{softmax}(W X)", "W: K x d, X: d x N, Y: K x N one-hot columns"),
])  # fmt: skip
def test_columns(text: str, let: str) -> None:
    e = derive.read(text, let=let)
    given = {"W": Z, "X": np.ones((3, 4)), "b": np.zeros(2)}
    value = e.numpy()(**{k: v for k, v in given.items() if k in e.numpy().letters})
    assert value.shape == (2, 4) and np.allclose(value.sum(0), 1)
    assert any("is taken of each column" in g for g in e.scope.guesses)


@pytest.mark.parametrize(("text", "let", "result"), [
    (r"\operatorname{CE}(Y, \operatorname{softmax}(X W))", "X: N x d, W: d x K, Y: N x K one-hot",
     r"X^\top (\operatorname{softmax}(X W) - Y)"),
    (r"\operatorname{CE}(Y, \operatorname{softmax}(W X))", "X: d x N, W: K x d, Y: K x N one-hot columns",
     r"(\operatorname{softmax}(X^\top W^\top)^\top - Y) X^\top"),
])  # fmt: skip
def test_the_gradient_by_a_batch(text: str, let: str, result: str) -> None:
    d = derive.gradient(text, "W", let=let)
    assert d.result.latex() == result and d.verify().holds


def test_columns_of_nothing() -> None:
    with pytest.raises(derive.ReadError, match="says where the ones"):
        derive.read("W x", let="W: m x n columns, x: n")
