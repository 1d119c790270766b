"""Entries from 0: what one index shows holds for the letter everywhere, in values and in verdicts."""

from __future__ import annotations

import numpy as np
import pytest

import derive

REWARDS = r"\sum_{t=0}^{T} \gamma^t r_t"


@pytest.mark.parametrize(
    ("formula", "wrt", "answer"),
    [
        (REWARDS, r"\gamma", r"\sum_{t=0}^{T} t \gamma^{t - 1} r_t"),
        (REWARDS, "r_s", r"\gamma^s"),
        (r"\sum_{i=0}^{n-1} x_i^2", "x_k", "2x_k"),
        (r"\sum_{k=0}^n a_k x^k", "a_j", "x^j"),
        (r"\sum_{t=0}^{T-1} (x_{t+1} - a x_t)^2", "a", r"2\sum_{t=0}^{T - 1} (a x_t - x_{t + 1}) x_t"),
    ],
)
def test_derivatives_of_sums_from_0(formula: str, wrt: str, answer: str) -> None:
    d = derive.gradient(formula, wrt)
    assert d.result.latex() == answer
    assert d.verify().status == "verified"


def test_a_gradient_counts_as_its_letter_does() -> None:
    f = derive.gradient(REWARDS, "r_s").numpy()
    assert np.allclose(f(gamma=0.5, r=np.ones(4)), [1, 0.5, 0.25, 0.125])


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (r"\frac{d}{dx}\sum_{k=0}^n a_k x^k = \sum_{k=1}^n k a_k x^{k-1}", "verified"),
        (r"\frac{\partial}{\partial a_j}\sum_{k=0}^n a_k x^k = x^{j+1}", "refuted"),
        (r"\sum_{k=0}^n a_k x^k = a_0 + x\sum_{k=0}^{n-1} a_{k+1} x^k", "verified"),
        (r"\sum_{t=0}^{T} \gamma^t r_t = r_0 + \gamma \sum_{t=1}^{T} \gamma^{t} r_t", "refuted"),
        (r"\sum_{i=1}^{n} (x_i - x_{i-1}) = x_n - x_0", "verified"),
        (r"\sum_{i=0}^{n-1} (x_{i+1} - x_i) = x_n - x_0", "verified"),
        (r"\sum_{i=0}^{n-1} (x_{i+1} - x_i) = x_0 - x_n", "refuted"),
    ],
)
def test_claims_about_entries_from_0(claim: str, status: str) -> None:
    assert derive.verify(claim).status == status


def test_an_index_runs_no_further_than_the_sum_it_came_from() -> None:
    """∂/∂x_k of a sum over the first m of n entries is 2x_k for k up to m, as the derivation says."""
    d = derive.gradient(r"\sum_{i=1}^m x_i^2", "x_k", let="x: n, m: positive integer")
    assert d.verify().status == "verified"
    assert "k" in d.markdown().split("This holds for")[1]


def test_a_power_of_a_bound_index_is_no_step_of_an_iteration() -> None:
    assert derive.read(r"\sum_{k=0}^n a_k x^k = b x^{j+1}").sides[1].text() == "b*x**(j + 1)"
