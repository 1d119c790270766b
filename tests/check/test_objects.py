"""Known objects: a usual way to write one is none to remark on, one slip away from it is an error with its repair."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

import derive
from derive.check.objects import slip_in_definition
from derive.check.objects_table import OBJECTS
from derive.expression import parsed


def slip(text: str, words: str = "") -> tuple[str, str] | None:
    (statement, *_) = parsed(text, None, "latex")[0].statements
    found = slip_in_definition(*statement.trees[:2], words)
    return None if found is None else (found.name, found.repair.words)


@pytest.mark.parametrize(
    ("text", "words", "name", "repair"),
    [
        (r"p(x) = \frac{1}{\sqrt{2\pi}s} e^{-\frac{x - m}{2s^2}}", "", "the normal density", r"\frac{(x - m)^2}"),
        (r"q(t) = \frac{1}{\sqrt{2\pi s^2}} e^{-\frac{(t - m)^2}{s^2}}", "", "the normal density", r"\frac{1}{2}"),
        (r"p(k) = \binom{k}{n} q^k (1-q)^{n-k}", "", "the binomial probabilities", r"\frac{\Gamma(n + 1)}"),
        (
            r"N(z | m, \Sigma) = \frac{1}{(2\pi)^{D/2}} \frac{1}{|\Sigma|} e^{-\frac12 (z-m)^\top \Sigma^{-1} (z-m)}",
            "",
            "the multivariate normal density",
            r"\sqrt{\frac{1}{\det \Sigma}}",
        ),
        (r"p(z) = \frac{1}{2c} e^{-\frac{|z - m|}{2c}}", "", "the Laplace density", ""),
        (
            r"\operatorname{Beta}(t | r, s) = \frac{\Gamma(r+s)}{\Gamma(r) \Gamma(s)} t^{r-1} (1-t)^{s+1}",
            "",
            "the beta density",
            "s - 1 in place of s + 1",
        ),
        (r"P(m) = \frac{a^m e^{a}}{m!}", "", "the Poisson probabilities", "e^{-a}"),
        (r"s(u) = \frac{1}{1 + e^{u}}", "the sigmoid function", "the sigmoid", "e^{-u}"),
        (r"H(q) = \sum_k q_k \log q_k", "", "the entropy", r"-\sum_{k}"),
        (r"r_k = \frac{e^{a_k}}{\sum_j a_j}", "we apply a softmax", "the softmax", "e^{a_j}"),
        (r"J = \frac1N \sum_{k=1}^N (a_k + b_k)^2", "the mean squared error", "the mean squared error", "-a_k"),
    ],
)
def test_one_slip_away(text: str, words: str, name: str, repair: str) -> None:
    found = slip(text, words)
    assert found is not None and found[0] == name and f"true with {repair}" in found[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"p(x) = \frac{1}{\sqrt{2\pi}s} e^{-\frac{(x - m)^2}{2s^2}}", ""),
        (r"p(z) = \frac{c}{2} e^{-c|z - m|}", ""),
        (r"N(z | \mu, \Sigma) = \frac{1}{\sqrt{\det(2\pi\Sigma)}} e^{-\frac12 (z-\mu)^\top \Sigma^{-1} (z-\mu)}", ""),
        (r"J = \frac{1}{2N} \sum_k (a_k - b_k)^2", "the squared error"),
        (r"J = \frac12 (a - b)^2", "the squared loss"),
        (r"H(q) = -\sum_k q_k \log_2 q_k", ""),
        (r"s(u) = \frac{1}{1 + e^{u}}", ""),
        (r"f(u) = u e^{-u^2}", "the sigmoid function"),
        (r"J = \frac1m \sum_{i=1}^m |h(x_i) - y_i|", "the mean absolute error"),
        (r"r_k = \frac{e^{a_k / c}}{\sum_j e^{a_j / c}}", "a softmax with a temperature"),
    ],
)
def test_usual_ways_and_other_things(text: str, words: str) -> None:
    assert slip(text, words) is None


@pytest.mark.parametrize("name", ["normal", "exponential", "Laplace", "gamma"])
def test_densities_integrate_to_one(name: str) -> None:
    (known,) = [k for k in OBJECTS if k.name == f"the {name} density"]
    low = 0.0 if "x: positive" in known.let else -np.inf
    for form in known.forms:
        f = derive.read(form, let=known.let).numpy()  # type: ignore[union-attr]
        given = {x: 0.7 + 0.4 * k for k, x in enumerate(f.letters) if x != "x"}
        parts = [(low, 0.7), (0.7, np.inf)]  # the peak of the Laplace density is a corner
        total = sum(quad(lambda x, f=f, g=given: float(f(x=x, **g)), *p)[0] for p in parts)
        assert total == pytest.approx(1, abs=1e-6)
