"""Probabilities and moments that nobody defined, in a finite model: identities hold, slips fail and are repaired."""

from __future__ import annotations

import pytest

from derive.check.by_model import INDEPENDENT, Judged, by_model
from derive.expression import parsed


def said(text: str) -> Judged | None:
    statement = parsed(text, None, "latex")[0].statements[0]
    return by_model(*statement.trees)


@pytest.mark.parametrize(
    "text",
    [
        r"p(\theta | x) = \frac{p(x | \theta) p(\theta)}{p(x)}",
        r"p(y = c | x) = \frac{p(y, x)}{p(x)}",
        r"p(x) = \sum_z p(x, z)",
        r"\sum_a P(B | A = a) P(A = a) = \sum_a P(B, A = a)",
        r"P(D = 1) = P(D = 1, H = 0) + P(D = 1, H = 1)",
        r"P(y = 6 | x = -1) = \frac{P(y = 6, x = -1)}{P(x = -1)}",
        r"\log q(y) = \log \int q(y | x) q(x)\, dx",
        r"\int p(x) f(x) dx = \int q(x) f(x) \frac{p(x)}{q(x)} dx",
        r"\operatorname{Var}(aX + b) = a^2 \operatorname{Var}(X)",
        r"\operatorname{var}[x + y] = \operatorname{var}[x] + \operatorname{var}[y] + 2 \operatorname{cov}[x, y]",
        r"p(x) = p(x | C_1) p(C_1) + p(x | C_2) p(C_2)",
        r"p(H_0 | D) = \frac{p(D | H_0) p(H_0)}{p(D | H_0) p(H_0) + p(D | H_1) p(H_1) + p(D | H_2) p(H_2)}",
        r"\mathbb{E}[XY] - \mathbb{E}[X] \mathbb{E}[Y] = \operatorname{Cov}(X, Y)",
        r"\mathbb{E}_{x \sim p}[f(x)] = \sum_x p(x) f(x)",
        r"p(e) = \mathbb{E}_{z \sim q(z)} \left[ \frac{p(e, z)}{q(z)} \right]",
        r"\log p(x) = \mathbb{E}_{q_\phi(z | x)}[\log p(x, z) - \log q_\phi(z | x)] + KL(q_\phi(z | x) \| p(z | x))",
        r"D_{KL}(p(x) \| q(x)) = \mathbb{E}_{x \sim p}[\log p(x)] - \mathbb{E}_{x \sim p}[\log q(x)]",
    ],
)
def test_identities_of_any_probabilities(text: str) -> None:
    found = said(text)
    assert found is not None and found.status == "verified"


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        (r"p(y) = \int p(x | y) p(x)\, dx", r"p(y)"),
        (r"p(x) = \sum_z p(x | z)", r"p(x, z)"),
        (r"P(y = 6 | x = 5) = \frac{P(y = 6, x = 5)}{P(y = 6)}", r"P(x = 5 \mid y = 6)"),
        (r"p(x) = p(x | C_1) p(C_1) + p(x | C_2) p(C_1)", r"p(C_2)"),
        (r"\operatorname{Var}(aX) = a \operatorname{Var}(X)", r"a \mathrm{Var}(X) a"),
        (r"\int p(x) f(x)\, dx = \int p(x) f(x) \frac{q(x)}{p(x)}\, dx", r"q(x)"),
        (
            r"\log p(x) = \mathbb{E}_{z \sim q}[\log p(x, z) - \log q(z)] - KL(q(z) \| p(z | x))",
            r"\mathbb{E}_{z \sim q}(\log p(x, z) - \log q(z)) + \mathrm{KL}(q(z) \mid p(z \mid x))",
        ),
    ],
)
def test_slips_are_refuted_with_a_repair(text: str, repair: str) -> None:
    found = said(text)
    assert found is not None and found.status == "refuted" and found.repair is not None
    assert found.repair.words.startswith(f"true with {repair} in place of ")


@pytest.mark.parametrize(
    "text", [r"p(x, y, z) = p(x) p(y | x) p(z | y)", r"p(t | x, y) = \frac{p(y | x, t) p(t)}{p(y | x)}"]
)
def test_what_independence_makes_true_is_open(text: str) -> None:
    found = said(text)
    assert found is not None and (found.status, found.reason) == ("undecided", INDEPENDENT)


@pytest.mark.parametrize(
    "text",
    [
        r"\operatorname{Var}(X + Y) = \operatorname{Var}(X) + \operatorname{Var}(Y)",
        r"f(x) = x^2",
        r"p(x) = e^{-x}",
        r"F(x) = \int_{-\infty}^x p(x)\, dx",
    ],
)
def test_what_the_model_can_not_know_it_does_not_say(text: str) -> None:
    found = said(text)
    assert found is None or found.status == "undecided"


def test_slopes_are_none_of_the_model() -> None:
    assert said(r"\int u \frac{dv}{dx} dx = u v - \int v \frac{du}{dx} dx") is None


@pytest.mark.parametrize(
    "text",
    [
        r"\operatorname{Cov}(X, aX + b + U) = a \operatorname{Cov}(X, X)",
        r"\mathbb{E}[XY] = \mathbb{E}[X] \mathbb{E}[Y]",
        r"\operatorname{Var}(aX + bY) = a^2 \operatorname{Var}(X) + b^2 \operatorname{Var}(Y)",
        r"P(D) = P(D | H) P(H) + P(D | L) P(L)",
    ],
)
def test_moments_of_independent_letters_and_complementary_events_are_open(text: str) -> None:
    found = said(text)
    assert found is not None and found.status == "undecided"


@pytest.mark.parametrize(
    "text",
    [
        r"\operatorname{Var}(X - Y) = \operatorname{Var}(X) - \operatorname{Var}(Y)",
        r"P(D) = P(D | H) P(H) + P(D | L) P(H)",
    ],
)
def test_what_nothing_makes_true_is_refuted(text: str) -> None:
    found = said(text)
    assert found is not None and found.status == "refuted"


@pytest.mark.parametrize("text", [
    r"\operatorname{Cov}(aX, bY) = (a + b) \operatorname{Cov}(X, Y)",
    r"\operatorname{Var}(X - Y) = \operatorname{Var}(X) + \operatorname{Var}(Y) + 2 \operatorname{Cov}(X, Y)",
])  # fmt: skip
def test_a_slip_beside_a_covariance_is_saved_by_no_independence(text: str) -> None:
    found = said(text)
    assert found is not None and found.status == "refuted" and found.repair is not None


@pytest.mark.parametrize("text", [
    r"\operatorname{Var}(X) + 2 \operatorname{Cov}(X, Y) = \operatorname{Var}(X)",
    r"\operatorname{Cov}(X, Z) + \operatorname{Cov}(X, W) = \operatorname{Cov}(X, Z)",
    r"\operatorname{Cov}(X, Y) = 0",
])  # fmt: skip
def test_a_covariance_that_is_dropped_is_one_of_independent_letters(text: str) -> None:
    found = said(text)
    assert found is not None and (found.status, found.reason) == ("undecided", INDEPENDENT)


def test_moments_of_letters_that_may_be_random_say_nothing() -> None:
    found = said(r"\operatorname{Var}(m) = \frac{n \operatorname{Var}(X)}{n^2}")
    assert found is None or found.status != "refuted"
