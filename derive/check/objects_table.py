r"""The usual ways to write densities, activations and losses: one row an object, LaTeX as authors write it.

A form that differs by a factor that authors choose (½ of a squared error, 1/n of a mean) is a form of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """name: what a reader calls it; forms: its usual ways; let: what their letters are; names: plain names on the left
    that mean it; cue: words that mean it; parts: functions and constants that only it has together."""

    name: str
    forms: tuple[str, ...]
    let: str = ""
    names: frozenset[str] = frozenset()
    cue: re.Pattern[str] | None = None
    parts: frozenset[str] = frozenset()


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.I)


PAIR = "y: n, t: n, n: positive integer"
ROW = "z: n, i: index 1..n"
DENSITY = r"(?:densit|distribut|pdf|random variable)\w*"

FACTORS = ("", r"\frac12", r"\frac1n", r"\frac{1}{2n}", r"\frac1m", r"\frac{1}{2m}")

OBJECTS: tuple[Known, ...] = (
    Known(
        "the normal density",
        (
            r"\frac{1}{\sqrt{2\pi}\sigma} e^{-\frac{(x-\mu)^2}{2\sigma^2}}",
            r"\frac{1}{\sqrt{2\pi v}} e^{-\frac{(x-\mu)^2}{2v}}",
            r"\frac{1}{\sqrt{2\pi}} e^{-\frac{x^2}{2}}",
            r"\frac{1}{\sqrt{2\pi}} e^{-\frac{(x-\mu)^2}{2}}",
            r"\frac{1}{\sqrt{2\pi}\sigma} e^{-\frac{x^2}{2\sigma^2}}",
            r"\sqrt{\frac{b}{2\pi}} e^{-\frac{b}{2}(x-\mu)^2}",
        ),
        "x: scalar, mu: scalar, sigma: positive, v: positive, b: positive",
        cue=_cue(r"gaussian|normal(?:ly)?(?: \w+){0,1} " + DENSITY),
        parts=frozenset(["pi", "exp"]),
    ),
    Known(
        "the multivariate normal density",
        (
            r"\frac{1}{(2\pi)^{n/2} \det(S)^{1/2}} \exp(-\frac12 (x-m)^\top S^{-1} (x-m))",
            r"\frac{\det(S)^{1/2}}{(2\pi)^{n/2}} \exp(-\frac12 (x-m)^\top S (x-m))",
            r"\frac{1}{(2\pi)^{n/2} \det(S)^{1/2}} \exp(-\frac12 x^\top S^{-1} x)",
        ),
        "x: n, m: n, S: n x n symmetric positive-definite, n: positive integer",
        cue=_cue("multivariate (?:gaussian|normal)"),
        parts=frozenset(["pi", "exp", "det"]),
    ),
    Known(
        "the binomial probabilities",
        (r"\binom{n}{k} p^k (1-p)^{n-k}",),
        "n: scalar, k: scalar, p: positive",
        names=frozenset(["Bin", "Binom", "Binomial"]),
        cue=_cue("binomial"),
        parts=frozenset(["gamma"]),
    ),
    Known(
        "the Bernoulli probabilities",
        (r"p^x (1-p)^{1-x}", r"p x + (1-p)(1-x)"),
        "x: scalar, p: positive",
        names=frozenset(["Bern", "Ber", "Bernoulli"]),
        cue=_cue("bernoulli"),
    ),
    Known(
        "the Poisson probabilities",
        (r"\frac{\lambda^k e^{-\lambda}}{k!}", r"\frac{(a t)^k e^{-a t}}{k!}"),
        "lambda: positive, k: scalar, a: positive, t: positive",
        names=frozenset(["Poi", "Pois", "Poisson"]),
        cue=_cue("poisson"),
        parts=frozenset(["gamma", "exp"]),
    ),
    Known(
        "the exponential density",
        (r"\lambda e^{-\lambda x}", r"\frac1b e^{-x/b}"),
        "x: positive, lambda: positive, b: positive",
        cue=_cue("exponential " + DENSITY),
    ),
    Known(
        "the Laplace density",
        (
            r"\frac{1}{2b} e^{-\frac{|x-\mu|}{b}}",
            r"\frac{1}{2b} e^{-\frac{|x|}{b}}",
            r"\frac b2 e^{-b|x-\mu|}",
            r"\frac b2 e^{-b|x|}",
        ),
        "x: scalar, mu: scalar, b: positive",
        names=frozenset(["Laplace", "Lap"]),
        cue=_cue("laplac(?:e|ian) " + DENSITY),
        parts=frozenset(["abs", "exp"]),
    ),
    Known(
        "the geometric probabilities",
        ("(1-p)^{k-1} p", "(1-p)^k p"),
        "p: positive, k: scalar",
        cue=_cue("geometric " + DENSITY),
    ),
    Known(
        "the gamma density",
        (r"\frac{b^a}{\Gamma(a)} x^{a-1} e^{-b x}", r"\frac{1}{\Gamma(a) c^a} x^{a-1} e^{-x/c}"),
        "x: positive, a: positive, b: positive, c: positive",
        names=frozenset(["Gam", "Ga"]),
        cue=_cue("gamma " + DENSITY),
        parts=frozenset(["gamma", "exp"]),
    ),
    Known(
        "the beta density",
        (r"\frac{\Gamma(a+b)}{\Gamma(a)\Gamma(b)} x^{a-1} (1-x)^{b-1}",),
        "x: positive, a: positive, b: positive",
        names=frozenset(["Beta"]),
        cue=_cue("beta " + DENSITY),
        parts=frozenset(["gamma"]),
    ),
    Known(
        "the sigmoid",
        (r"\frac{1}{1+e^{-x}}", r"\frac{e^x}{1+e^x}", r"\frac12 + \frac12 \tanh \frac x2"),
        "x: scalar",
        names=frozenset(["sigmoid", "logistic", "expit"]),
        cue=_cue("sigmoid(?: \\w+)?|logistic function"),
    ),
    Known(
        "tanh",
        (r"\frac{e^x-e^{-x}}{e^x+e^{-x}}", r"\frac{e^{2x}-1}{e^{2x}+1}", r"\frac{1-e^{-2x}}{1+e^{-2x}}"),
        "x: scalar",
        names=frozenset(["tanh"]),
    ),
    Known(
        "the softplus",
        (r"\log(1+e^x)", r"\frac1b \log(1+e^{b x})"),
        "x: scalar, b: positive",
        names=frozenset(["softplus"]),
        cue=_cue("softplus"),
    ),
    Known(
        "the logit",
        (r"\log \frac{p}{1-p}", r"-\log(\frac1p - 1)"),
        "p: positive",
        names=frozenset(["logit"]),
        cue=_cue("logit function|log.odds"),
    ),
    Known(
        "the softmax",
        (r"\frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}", r"\frac{e^{z_i/c}}{\sum_{j=1}^n e^{z_j/c}}"),
        ROW + ", c: positive",
        names=frozenset(["softmax"]),
        cue=_cue("softmax"),
    ),
    Known(
        "the entropy",
        (r"-\sum_{i=1}^n y_i \log y_i", r"\sum_{i=1}^n y_i \log \frac{1}{y_i}", r"-\sum_{i=1}^n y_i \log_2 y_i"),
        "y: n positive, n: positive integer",
        names=frozenset(["H"]),
        cue=_cue("(?:shannon )?entropy"),
    ),
    Known(
        "the cross-entropy",
        (r"-\sum_{i=1}^n y_i \log t_i", r"-\frac1n \sum_{i=1}^n y_i \log t_i", r"-\sum_{i=1}^n y_i \log_2 t_i"),
        "y: n positive, t: n positive, n: positive integer",
        cue=_cue("cross.?entropy"),
    ),
    Known(
        "the binary cross-entropy",
        (
            r"-(y \log t + (1-y) \log(1-t))",
            *(rf"-{f} \sum_{{i=1}}^n (a_i \log b_i + (1-a_i) \log(1-b_i))" for f in ("", r"\frac1n", r"\frac1m")),
        ),
        "y: scalar, t: positive, a: n, b: n positive, n: positive integer, m: scalar",
        cue=_cue("cross.?entropy|log.?loss|logistic loss|negative log.likelihood"),
    ),
    Known(
        "the mean squared error",
        (
            *(rf"{f}\sum_{{i=1}}^n (y_i-t_i)^2" for f in FACTORS),
            *(rf"{f}(a-b)^2" for f in ("", r"\frac12 ")),
        ),
        PAIR + ", a: scalar, b: scalar, m: scalar",
        names=frozenset(["MSE"]),
        cue=_cue(r"(?:mean |sum of )?squared? (?:error|loss)\w*|MSE|SSE|least squares"),
    ),
    Known(
        "the mean absolute error",
        (r"\frac1n \sum_{i=1}^n |y_i-t_i|", r"\frac1m \sum_{i=1}^n |y_i-t_i|", r"\sum_{i=1}^n |y_i-t_i|"),
        PAIR + ", m: scalar",
        names=frozenset(["MAE"]),
        cue=_cue("mean absolute error|MAE"),
    ),
    Known(
        "the variance",
        tuple(rf"{f}\sum_{{i=1}}^n (y_i-\mu)^2" for f in (r"\frac1n", r"\frac{1}{n-1}", r"\frac1m", r"\frac{1}{m-1}")),
        "y: n, n: positive integer, m: scalar, mu: scalar",
        cue=_cue("variance"),
    ),
    Known(
        "the Kullback-Leibler divergence",
        (
            r"\sum_{i=1}^n y_i \log \frac{y_i}{t_i}",
            r"-\sum_{i=1}^n y_i \log \frac{t_i}{y_i}",
            r"\sum_{i=1}^n y_i (\log y_i - \log t_i)",
        ),
        "y: n positive, t: n positive, n: positive integer",
        names=frozenset(["KL", "D_KL", "kl"]),
        cue=_cue("(?:kullback.+leibler|KL)(?:.divergence)?"),
    ),
    Known(
        "the cosine similarity",
        (r"\frac{a^\top b}{\lVert a\rVert \lVert b\rVert}",),
        "a: n, b: n",
        cue=_cue("cosine(?: similarity)?"),
    ),
    Known(
        "scaled dot-product attention",
        (r"\operatorname{softmax}\left(\frac{Q K^\top}{\sqrt d}\right) V",),
        "Q: m x d, K: n x d, V: n x v, d: positive",
        names=frozenset(["Attention", "attention", "Attn"]),
    ),
)
