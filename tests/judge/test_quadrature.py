"""Claims about integrals: refuted beyond the errors of quadrature, verified by many digits, open in the error bar."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Cli

import derive
from derive.errors import Unsupported
from derive.numeric.expectation import expectation
from derive.numeric.montecarlo import FAMILIES, distribution
from derive.numeric.quadrature import integral

pytest.importorskip("scipy", reason="integrals are measured by SciPy")


@pytest.mark.parametrize(("claim", "let", "status"), [
    (r"\int_0^1 x^2 dx = \frac{1}{2}", None, "refuted"),
    (r"\int_0^a x^2 dx = \frac{a^3}{3}", "a: positive", "verified"),
    (r"\int_0^a x^2 dx = \frac{a^3}{2}", "a: positive", "refuted"),
    (r"\int_{-\infty}^{\infty} e^{-x^2} dx = \pi", None, "refuted"),
    (r"\int_0^{100} \sin^2(50 x) dx = 50 - \frac{\sin(10000)}{200}", None, "verified"),
    (r"\int_0^1 f(x) dx = f(1)", "f: function", "refuted"),
    (r"\int_0^1 \frac{1}{x} dx = 5", None, "undecided"),
    (r"\int_0^1 \int_0^y x dx dy = \frac{1}{6}", None, "verified"),
])  # fmt: skip
def test_claims(claim: str, let: str | None, status: str) -> None:
    verdict = derive.verify(claim, let=let)
    assert verdict.status == status
    if status == "refuted":
        shown = verdict.counterexample
        assert shown is not None and abs(shown["left"] - shown["right"]) > 1e-9
    if status == "undecided":
        assert verdict.reason


def test_polar_coordinates_over_the_whole_plane() -> None:
    plane = r"\iint f(x, y)\,dx\,dy = \iint f(r\cos\theta, r\sin\theta)"
    right = derive.verify(rf"{plane}\,r\,dr\,d\theta", let="f: function")
    assert right.status == "verified" and "whole space" in (right.reason or "")
    assert derive.verify(rf"{plane}\,dr\,d\theta", let="f: function").status == "refuted"


def test_four_dimensions_are_sampled_and_never_verified() -> None:
    box = r"\int_0^1\int_0^1\int_0^1\int_0^1 x y z w\,dx\,dy\,dz\,dw"
    right, wrong = (derive.verify(rf"{box} = \frac{{1}}{{{n}}}") for n in (16, 15))
    assert right.status == "undecided" and "error bar" in (right.reason or "")
    assert wrong.status == "refuted" and "confidence" in (wrong.reason or "")


@pytest.mark.parametrize(("text", "exact"), [
    (r"\int_0^\infty e^{-x} dx", 1.0), (r"\int_{-\infty}^0 e^{x} dx", 1.0), (r"\int_0^1 \ln x\,dx", -1.0),
    (r"\int_0^1 \int_0^x y\,dy\,dx", 1 / 6), (r"\int_0^1 \int_0^1 \int_0^1 x y z\,dx\,dy\,dz", 1 / 8),
])  # fmt: skip
def test_measured_values_are_within_their_errors(text: str, exact: float) -> None:
    got = integral(derive.read(text).tree, {})
    assert abs(got.value - exact) <= 10 * got.error + 1e-9


def test_what_does_not_converge_is_said() -> None:
    with pytest.raises(Unsupported):
        integral(derive.read(r"\int_0^1 \frac{1}{x} dx").tree, {})
    with pytest.raises(Unsupported, match="has no value"):
        integral(derive.read(r"\int_0^1 a x\,dx").tree, {})
    assert np.isfinite(integral(derive.read(r"\int_0^1 a x\,dx").tree, {"a": 2.0}).value)


@pytest.mark.parametrize(("claim", "draw", "status"), [
    (r"\mathbb{E}[x^2] = 1.25", "x ~ normal(1, 0.5)", "verified"),
    (r"\mathbb{E}[x^2] = 1.3", "x ~ normal(1, 0.5)", "refuted"),
    (r"\mathbb{E}[a x + b] = a \mathbb{E}[x] + b", "x ~ gamma(2, 3)", "verified"),
    (r"\mathbb{E}[x y] = \mathbb{E}[x] \mathbb{E}[y]", "x ~ exponential(2), y ~ poisson(4)", "verified"),
    (r"\mathbb{E}[x^2] = \mathbb{E}[x]^2", "x ~ uniform(0, 1)", "refuted"),
    (r"\operatorname{Var}[x] = 4", "x ~ poisson(4)", "verified"),
    (r"\mathbb{E}[e^{x/2}] = e^{1/8}", "x ~ normal(0, 1)", "verified"),
    (r"\mathbb{E}[x] = 0", "x ~ cauchy", "undecided"),
    (r"\mathbb{E}[x + y + z + w] = 0", ", ".join(f"{x} ~ normal(0, 1)" for x in "xyzw"), "undecided"),
    (r"\mathbb{E}[x + y + z + w] = 1", ", ".join(f"{x} ~ normal(0, 1)" for x in "xyzw"), "refuted"),
])  # fmt: skip
def test_expectations(claim: str, draw: str, status: str) -> None:
    verdict = derive.verify(claim, draw=draw)
    assert verdict.status == status
    assert status != "undecided" or verdict.reason


@pytest.mark.parametrize("name", FAMILIES)
def test_the_densities_are_those_that_are_drawn_from(name: str) -> None:
    numbers = {"uniform": "1, 3", "normal": "1, 2", "binomial": "5, 0.3", "beta": "2, 3", "gamma": "2, 3", "cauchy": ""}
    given = numbers.get(name, ", ".join(["0.4", "0.7"][: len(FAMILIES[name].parameters)]))
    claim = derive.read(r"\mathbb{E}[\tanh x] = 0").sides[0].tree
    d = distribution(f"{name}({given})")
    got = expectation(claim, {}, {"x": d})
    drawn = np.tanh(d.draw(np.random.default_rng(0), 40_000))
    assert abs(got.value - drawn.mean()) < 5 * drawn.std() / 200


def test_a_letter_that_does_not_occur_is_said() -> None:
    with pytest.raises(derive.UsageError, match="q does not occur"):
        derive.verify(r"\mathbb{E}[x] = 0", draw="q ~ normal(0, 1)")


def test_the_command(cli: Cli) -> None:
    said = cli("verify", r"\mathbb{E}[x^2] = 1", "--draw", "x ~ normal(0, 1)")
    assert said.status == 0 and "verified" in said.out
    assert cli("verify", r"\mathbb{E}[x^2] = 2", "--draw", "x ~ normal(0, 1)").status == 1


FUNCTIONS = {
    r"\int_{-\infty}^\infty \int_{-\infty}^\infty f(x,y)\,dx\,dy"
    r" = \int_0^{2\pi} \int_0^\infty f(r\cos\theta, r\sin\theta) r\,dr\,d\theta": "verified",
    r"\int_{-\infty}^\infty \int_{-\infty}^\infty f(x,y)\,dx\,dy"
    r" = \int_0^{2\pi} \int_0^\infty f(r\cos\theta, r\sin\theta)\,dr\,d\theta": "refuted",
    r"\int_{-\infty}^{\infty} f(2 x)\,dx = \frac{1}{2} \int_{-\infty}^\infty f(u)\,du": "verified",
    r"\int_{-\infty}^{\infty} f(2 x)\,dx = 2 \int_{-\infty}^\infty f(u)\,du": "refuted",
}


@pytest.mark.parametrize(("claim", "status"), FUNCTIONS.items())
def test_functions_decay_where_ranges_are_infinite(claim: str, status: str) -> None:
    assert derive.verify(claim).status == status


PARAMETERS = (
    (r"\mathbb{E}[e^{x}] = e^{\mu + \frac{s^2}{2}}", "s: positive", "x ~ normal(mu, s)", "verified"),
    (r"\mathbb{E}[x^2] = \mu^2 + s", "s: positive", "x ~ normal(mu, s)", "refuted"),
    (r"\mathbb{E}[x] = \mu", None, "x ~ normal(mu, s)", "verified"),
    (r"\mathbb{E}[x] = \frac{1}{\lambda}", r"\lambda: positive", r"x ~ exponential(\lambda)", "verified"),
    (r"\operatorname{Var}[x] = p (1 - p)", None, "x ~ bernoulli(p)", "verified"),
    (r"\operatorname{Var}[x] = p", None, "x ~ bernoulli(p)", "refuted"),
)


@pytest.mark.parametrize(("claim", "let", "draws", "status"), PARAMETERS)
def test_letters_as_parameters_of_distributions(claim: str, let: str | None, draws: str, status: str) -> None:
    verdict = derive.verify(claim, let=let, draw=draws)
    assert verdict.status == status
    assert status != "refuted" or verdict.counterexample
