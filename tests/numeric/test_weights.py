"""Weights of exactly zero: what stands beside them is not evaluated, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

import derive

LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V"
LOSS = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde w_j + b_i + \tilde b_j - \ln X_{ij}\right)^2"
WEIGHT = r", f(x) = \begin{cases} (x/x_{\max})^\alpha & \text{if } x < x_{\max} \\ 1 & \text{otherwise} \end{cases}"
V, D, MOST, ALPHA = 4, 3, 2.0, 0.75


def weight(x: np.ndarray) -> np.ndarray:
    return np.where(x < MOST, (x / MOST) ** ALPHA, 1.0)


@pytest.fixture
def given() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 4, (V, V)).astype(float)
    assert (counts == 0).any()
    rows = {n: rng.normal(size=(V, D)) for n in ("w", "w_tilde")}
    return {**rows, "b": rng.normal(size=V), "b_tilde": rng.normal(size=V), "X": counts}


def by_hand(w: np.ndarray, w_tilde: np.ndarray, b: np.ndarray, b_tilde: np.ndarray, X: np.ndarray) -> np.ndarray:
    out = np.zeros_like(w)
    for k in range(V):
        for j in range(V):
            if X[k, j] > 0:
                inner = w[k] @ w_tilde[j] + b[k] + b_tilde[j] - np.log(X[k, j])
                out[k] += 2 * weight(X[k, j]) * inner * w_tilde[j]
    return out


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("defined", [False, True])
def test_glove_without_some_pairs(given: dict[str, np.ndarray], defined: bool) -> None:
    d = derive.gradient(LOSS + (WEIGHT if defined else ""), "w_k", let=LET if defined else LET + ", f: function")
    assert d.verify().holds
    more = {"x_max": MOST, "alpha": ALPHA} if defined else {"f": weight}
    assert d.numpy()(**given, **more) == pytest.approx(by_hand(**given))


def test_a_definition_takes_the_place_of_a_callable() -> None:
    d = derive.gradient(LOSS + WEIGHT, "w_k", let=LET)
    assert d.numpy().letters == ("X", "alpha", "b", "b_tilde", "w", "w_tilde", "x_max")
    assert "f(X_{kj})" in d.result.latex()


def test_what_is_not_weighed_still_has_no_value_at_zero() -> None:
    f = derive.read("f(x)*log(x) + log(x)", let="f: function").numpy()
    with np.errstate(all="ignore"):
        assert np.isneginf(f(x=0.0, f=lambda u: u))


def test_a_false_claim_about_a_weight_is_found() -> None:
    said = derive.verify(r"f(x) \ln x = f(x) \ln(2x)", let="f: function, x: positive")
    assert said.status == "refuted"
