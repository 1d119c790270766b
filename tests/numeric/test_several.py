"""A cost and its gradients in one function: the same numbers, shared parts, data apart, no underflow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import derive
from derive.catalog.section import Section

COST = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top u_j + b_i + c_j - \log X_{ij}\right)^2"
LET = "w: V x d rows, u: V x d rows, b: V, c: V, X: V x V positive, f: function"
NET = (
    r"Z_1 = X W_1 + b_1; H = \operatorname{ReLU}(Z_1); Z_2 = H W_2 + b_2; P = \operatorname{softmax}(Z_2);"
    r"L = -\frac1N \sum_{i,j} Y_{ij} \log P_{ij}"
)
SHAPES = "X: N x 5, W_1: 5 x 4, b_1: 1 x 4, W_2: 4 x 3, b_2: 1 x 3, Y: N x 3 one-hot"
SIGMOIDS = r"z = X w; p = \sigma(z); L = -\sum_{i=1}^N [y_i\log p_i + (1-y_i) \log(1-p_i)]"


def glove() -> Section:
    made: Any = tuple(derive.gradient(COST, x, let=LET) for x in ("w_k", "u_k", "b_k", "c_k"))
    return Section(made)


def test_one_function_gives_what_each_gives() -> None:
    section, rng = glove(), np.random.default_rng(0)
    at = {"w": rng.normal(size=(6, 2)), "u": rng.normal(size=(6, 2)), "b": rng.normal(size=6), "c": rng.normal(size=6),
          "X": rng.exponential(size=(6, 6)) + 0.1}  # fmt: skip
    value, *gradients = section.numpy()(**at, f=np.tanh)
    r = at["w"] @ at["u"].T + at["b"][:, None] + at["c"] - np.log(at["X"])
    assert value == pytest.approx(np.sum(np.tanh(at["X"]) * r**2))
    for d, got in zip(section, gradients, strict=True):
        np.testing.assert_allclose(got, d.numpy()(**at, f=np.tanh))  # type: ignore[arg-type]
    apart = section.numpy().fixed(X=at["X"], f=np.tanh)
    for a, b in zip(apart(**{k: v for k, v in at.items() if k != "X"}), (value, *gradients), strict=True):
        np.testing.assert_allclose(a, b)


def test_parts_are_shared_and_products_are_those_of_blas() -> None:
    source = glove().numpy().source
    assert source.count("f(X)") == source.count("np.log(") == source.count("w @ u.T") == 1
    assert "einsum" not in source and "np.vdot(" in source


def test_what_depends_on_data_alone_is_computed_once() -> None:
    calls: list[int] = []

    def f(x: Any) -> Any:
        calls.append(1)
        return np.tanh(x)

    rng = np.random.default_rng(0)
    run = glove().numpy().fixed(X=rng.exponential(size=(4, 4)) + 0.1, f=f)
    at = {"w": rng.normal(size=(4, 2)), "u": rng.normal(size=(4, 2)), "b": np.zeros(4), "c": np.zeros(4)}
    first, again = run(**at), run(**at)
    assert len(calls) == 1 and first[0] == again[0]
    with pytest.raises(derive.UsageError, match="is missing"):
        run(w=at["w"])
    with pytest.raises(derive.UsageError, match="does not occur"):
        run(**at, X=1)


def test_a_network_by_differences() -> None:
    made: Any = derive.gradient(NET, "W_1, b_1, W_2, b_2", let=SHAPES)
    rng = np.random.default_rng(1)
    at = {"X": rng.normal(size=(7, 5)), "W_1": rng.normal(size=(5, 4)), "b_1": rng.normal(size=4),
          "W_2": rng.normal(size=(4, 3)), "b_2": rng.normal(size=3), "Y": np.eye(3)[rng.integers(0, 3, 7)]}  # fmt: skip
    run = made.numpy()
    _, *gradients = run(**at)
    for name, got in zip(("W_1", "b_1", "W_2", "b_2"), gradients, strict=True):
        wanted = np.zeros(at[name].shape)
        for place in np.ndindex(wanted.shape):
            ends = []
            for h in (1e-6, -1e-6):
                moved = at[name].copy()
                moved[place] += h
                ends.append(run(**{**at, name: moved})[0])
            wanted[place] = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose(np.reshape(got, wanted.shape), wanted, atol=1e-7)
    assert 'einsum("i,j' not in run.source  # a bias is broadcast


def test_no_logarithm_underflows() -> None:
    made: Any = derive.gradient(NET, "W_1, b_1, W_2, b_2", let=SHAPES)
    at = {"X": np.ones((2, 5)), "W_1": np.ones((5, 4)), "b_1": np.zeros(4), "b_2": np.zeros(3),
          "W_2": np.array([[400.0, 0, -400]] * 4), "Y": np.array([[0.0, 0, 1], [1, 0, 0]])}  # fmt: skip
    value, *_ = made.numpy()(**at)
    assert value == pytest.approx(8000.0)  # half of the 16000 of the first sample
    logistic: Any = derive.gradient(SIGMOIDS, "w, X", let="X: N x n, w: n, y: N")
    value, *_ = logistic.numpy()(X=np.array([[1000.0], [-1000.0]]), w=[1.0], y=[0.0, 1.0])
    assert value == pytest.approx(2000.0)
