"""All known objects: named distributions with their properties, what learning machines use, and laws."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.distributions import DISTRIBUTIONS, Distribution
from derive.check.objects_laws import LAWS
from derive.check.objects_learning import LEARNING
from derive.check.objects_row import Known, cue

ABOUT = {"density": "density", "mean": "mean", "variance": "variance", "cdf": "distribution function",
         "mgf": "moment generating function", "entropy": "entropy"}  # fmt: skip


def _properties(d: Distribution) -> Iterator[Known]:
    """A row for each property of a distribution that has usual ways to be written."""
    let = ", ".join(dict.fromkeys(x for c in d.conventions for x in c.let.split(", ")))
    for about, words in ABOUT.items():
        forms = tuple(dict.fromkeys(f for c in d.conventions for f in getattr(c, about)))
        words = "probabilities" if about == "density" and d.conventions[0].whole else words
        name = f"the {d.name} {words}" if about == "density" else f"the {words} of the {d.name} distribution"
        if forms:
            density = about == "density"
            yield Known(name, forms, let, d.called if density else frozenset(), None,
                        d.parts if density else frozenset(), d, about)  # fmt: skip


MULTIVARIATE = Known(
    "the multivariate normal density",
    (
        r"\frac{1}{(2\pi)^{n/2} \det(S)^{1/2}} \exp(-\frac12 (x-m)^\top S^{-1} (x-m))",
        r"\frac{\det(S)^{1/2}}{(2\pi)^{n/2}} \exp(-\frac12 (x-m)^\top S (x-m))",
        r"\frac{1}{(2\pi)^{n/2} \det(S)^{1/2}} \exp(-\frac12 x^\top S^{-1} x)",
    ),
    "x: n, m: n, S: n x n symmetric positive-definite, n: positive integer",
    cue=cue("multivariate (?:gaussian|normal)"),
    parts=frozenset(["pi", "exp", "det"]),
)
BIVARIATE = Known(
    "the bivariate normal density",
    (
        r"\frac{1}{2\pi\sqrt{1-r^2}} e^{-\frac{x^2 - 2 r x y + y^2}{2(1-r^2)}}",
        r"\frac{1}{2\pi s t\sqrt{1-r^2}} "
        r"e^{-\frac{1}{2(1-r^2)}(\frac{(x-a)^2}{s^2} - \frac{2r(x-a)(y-b)}{s t} + \frac{(y-b)^2}{t^2})}",
        r"\frac{1}{2\pi} e^{-\frac{x^2+y^2}{2}}",
        r"\frac{1}{2\pi s^2} e^{-\frac{x^2+y^2}{2s^2}}",
        r"\frac{1}{2\pi s t} e^{-\frac{x^2}{2s^2} - \frac{y^2}{2t^2}}",
    ),
    "x: scalar, y: scalar, r: positive, s: positive, t: positive, a: scalar, b: scalar",
    cue=cue(r"bivariate (?:\w+ )?(?:gaussian|normal)"),
)

OBJECTS: tuple[Known, ...] = (
    *(k for d in DISTRIBUTIONS for k in _properties(d)), MULTIVARIATE, BIVARIATE, *LEARNING, *LAWS
)  # fmt: skip
