"""The rows of the catalog about sampling."""

from __future__ import annotations

from derive.catalog.row import Ask, Row
from derive.catalog.sampling import circle, gradients

SAMPLING_ROWS = (
    Row(
        "monte-carlo-pi",
        "Monte Carlo: the number pi by counting points",
        "Random points fall into a region as often as its area says, so counting them estimates the area. The error "
        r"falls like $1/\sqrt n$: ten times less costs a hundred times as many points.",
        more=circle,
    ),
    Row(
        "monte-carlo-gradient",
        "The derivative of an expectation",
        "An expectation depends on the parameters of the distribution, and there are two ways to differentiate it by "
        "sampling. Both are right on average, and their variances are very different.",
        (
            Ask(r"\ell = -\frac{(x - \mu)^2}{2 s^2} - \log s", r"\mu", let="x: scalar, s: positive", defined=True),
            Ask(r"(\mu + s \epsilon)^2", r"\mu", let=r"s: positive, \epsilon: scalar"),
            Ask(r"\mu^2 + s^2", r"\mu", let="s: positive"),
        ),
        more=gradients,
    ),
)
