"""Known objects: a usual way to write one is none to remark on, one slip away from it is an error with its repair."""

from __future__ import annotations

import pytest

from derive.check.objects import slip_in_definition
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
            r"\frac{1}{\sqrt{\det \Sigma}}",
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


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (r"E[X] = \frac{1}{\lambda^2}", r"$X \sim \operatorname{Exp}(\lambda)$, so",
        "the mean of the exponential distribution"),
        (r"\operatorname{Var}(Y) = n p (1 + p)", "for a binomial variable",
        "the variance of the binomial distribution"),
        (r"\operatorname{Var}(U) = \frac{(b-a)^2}{6}", "uniform on [a, b], so",
        "the variance of the uniform distribution"),
        (r"F(x) = 1 + e^{-a x}", "the cdf of the exponential distribution",
        "the distribution function of the exponential distribution"),
        (r"M_X(t) = e^{r (e^t + 1)}", "the moment generating function of a Poisson variable",
         "the moment generating function of the Poisson distribution"),
        (r"H(p) = -p \log p + (1-p) \log(1-p)", "the entropy of a Bernoulli variable",
        "the entropy of the Bernoulli distribution"),
        (r"D_{KL} = \log\frac{s_2}{s_1} + \frac{s_1^2 + (m_1 - m_2)^2}{2 s_2^2} + \frac12",
         "the KL divergence of two Gaussians is",
         "the divergence of two normal distributions"),
        (r"\hat w = (X^\top X - c I)^{-1} X^\top t", "ridge regression", "the ridge solution"),
        (r"A(Q, K, V) = \operatorname{softmax}\left(\frac{Q K^\top}{d}\right) V", "scaled dot-product attention",
         "scaled dot-product attention"),
        (r"\text{Recall} = \frac{TP}{TP + TN}", "", "the recall"),
        (r"L(y, s) = \max(0, 1 + y s)", "the hinge loss", "the hinge loss"),
        (r"m_t = b m_{t-1} + (1 + b) g_t", "Adam keeps", "the moving average of an optimiser"),
        (r"x = \frac{-b \pm \sqrt{b^2 - 4 a c}}{3a}", "the quadratic formula", "the quadratic formula"),
        (r"e^{i t} = \cos t + i \cos t", "", "Euler's formula"),
        (r"n! \approx \sqrt{2\pi n} (\frac{n}{2e})^n", "", "Stirling's formula"),
    ],
)  # fmt: skip
def test_named_objects(text: str, words: str, name: str) -> None:
    found = slip(text, words)
    assert found is not None and found[0] == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"E[X] = \frac{1}{\lambda}", "X is exponential"),
        (r"E[T] = \beta", "T is exponentially distributed with mean beta"),
        (r"E[\bar X] = \frac{1}{n \lambda}", "the sample is exponential"),
        (r"\operatorname{Var}(X) = \frac{2}{b^2}", "X has a Laplace distribution with rate b"),
        (r"\operatorname{Var}(X) = a^2 + 3 a", "a Poisson variable with a random rate"),
        (r"\operatorname{Var}(X) = k \theta^2", "the gamma distribution with scale"),
        (r"M(t) = (1 - q + q e^t)^m", "the moment generating function of the binomial distribution"),
        (r"H(X) = \frac12 \log_2(2 \pi e s^2)", "the entropy of a normal distribution in bits"),
        (r"D_{KL} = \frac{(m_1 - m_2)^2}{2 s^2}", "the KL divergence of two Gaussians of the same variance is"),
        (r"\hat w = (X^\top X + n c I)^{-1} X^\top t", "ridge regression"),
        (r"\text{Precision} = \frac{TP}{TP + FP}", "recall and precision"),
        (r"f(x) = \log(1 + e^x)", "softplus"),
        (r"v_t = b v_{t-1} + \eta g_t", "momentum"),
        (r"\log n! \approx n \log n - n", ""),
    ],
)  # fmt: skip
def test_usual_conventions(text: str, words: str) -> None:
    assert slip(text, words) is None
