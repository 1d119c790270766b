"""What densities leave unwritten: parameters, values that were seen, runs of variables."""

from __future__ import annotations

import pytest

from derive.check.by_model import Judged, by_model
from derive.expression import parsed


def said(text: str) -> Judged | None:
    return by_model(*parsed(text, None, "latex")[0].statements[0].trees)


@pytest.mark.parametrize(
    "text",
    [
        r"p_\theta(h | y) = \frac{p(h) p_\theta(y | h)}{p_\theta(y)}",
        r"\log p_\theta(y) = \mathbb{E}_{q_\phi(h | y)}[\log p_\theta(y | h)] - KL(q_\phi(h | y) \| p(h)) "
        r"+ KL(q_\phi(h | y) \| p_\theta(h | y))",
    ],
)
def test_a_prior_without_the_parameters_of_its_likelihood(text: str) -> None:
    found = said(text)
    assert found is not None and found.status == "verified" and "parameters" in str(found.reason)


def test_a_slip_in_them_is_found() -> None:
    found = said(r"p_\theta(h | y) = \frac{p_\theta(h) p_\theta(h | y)}{p_\theta(y)}")
    assert found is not None and found.status == "refuted"


def test_a_value_that_was_seen() -> None:
    found = said(r"p(a | b^*) = \frac{p(b | a) p(a)}{p(b^*)}")
    assert found is not None and found.status == "undecided"


def test_a_run_may_hold_its_neighbours() -> None:
    assert said(r"p(a_t | b_{1:t}^*) = p(a_t, b_t | b_{1:t-1}^*) / p(b_t^* | b_{1:t-1}^*)") is None
