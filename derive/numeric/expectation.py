"""Expectations under named distributions with an error: quadrature against the density, sampling beyond three letters.

SciPy is the extra `quadrature`; the distributions are those of `derive.numeric.montecarlo`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import exp, prod
from typing import Any

from derive.errors import Unsupported, UsageError
from derive.expr.heads import Call, letters
from derive.numeric.montecarlo import Distribution
from derive.numeric.quadrature import MOST, SAMPLES, Measured, compiled, cubed, evaluated

TINY = 1e-13  # probability of what is left out of a discrete distribution
MOST_ATOMS = 2000
DISCRETE = ("bernoulli", "binomial", "poisson", "geometric")
NAMES, VARIANCES = ("E",), ("Var", "V")


def is_expectation(e: Any) -> bool:
    """Is it `E[…]` or `Var[…]` of one expression?"""
    return isinstance(e, Call) and len(e.arguments) == 1 and e.function.plain in (*NAMES, *VARIANCES)


def expectation(e: Any, values: Mapping[str, Any], draws: Mapping[str, Distribution]) -> Measured:
    """E[u] or Var[u] = E[u²] - E[u]² of letters drawn independently. Raises: Unsupported where it has no estimate."""
    (of,) = e.arguments
    mean = _mean(of, values, draws, 1)
    if e.function.plain in NAMES:
        return mean
    square = _mean(of, values, draws, 2)
    error = square.error + 2 * abs(mean.value) * mean.error
    return Measured(square.value - mean.value**2, error, mean.sampled)


def _mean(of: Any, values: Mapping[str, Any], draws: Mapping[str, Distribution], power: int) -> Measured:
    drawn = {x.plain: draws[x.plain].at(values) for x in sorted(letters(of), key=lambda x: x.plain) if x.plain in draws}
    ready = compiled(of)
    if len(drawn) > MOST:
        return _sampled(ready, values, drawn, power)
    continuous = {x: _scipy(d) for x, d in drawn.items() if d.family not in DISCRETE}
    atoms = _atoms({x: _scipy(d) for x, d in drawn.items() if d.family in DISCRETE})

    import numpy as np

    def integrand(points: Any) -> Any:
        known, weight = dict(values), 1.0
        for k, (x, d) in enumerate(continuous.items()):
            centre, spread = _place(d)
            known[x] = centre + spread * points[:, k]
            weight = weight * spread * d.pdf(known[x])
        found = 0.0
        for share, given in atoms:
            found = found + share * evaluated(ready, {**known, **given}, len(points)) ** power
        return np.where(weight == 0, 0.0, found * weight)  # far out the value may be infinite where nothing is drawn

    if not continuous:
        return Measured(float(integrand(np.zeros((1, 0)))[0]), TINY * 10)
    limits = [[(end - c) / s for end in d.support()] for d in continuous.values() for c, s in (_place(d),)]
    return cubed(integrand, [lo for lo, _ in limits], [hi for _, hi in limits])


def _place(d: Any) -> tuple[float, float]:
    """Where a distribution lies, and how wide it is."""
    import numpy as np

    centre, spread = float(d.median()), float(d.ppf(0.75) - d.ppf(0.25))
    return (centre, spread) if np.isfinite(spread) and spread > 0 else (0.0, 1.0)


def _scipy(d: Distribution) -> Any:
    """The distribution of SciPy. Raises: Unsupported without it."""
    try:
        from scipy import stats
    except ImportError:
        raise Unsupported("expectations are measured by SciPy", help='pip install "derive-math[quadrature]"') from None
    p = [float(v) for v in d.parameters]
    match d.family:
        case "uniform":
            return stats.uniform(p[0], p[1] - p[0])
        case "normal":
            return stats.norm(*p)
        case "lognormal":
            return stats.lognorm(p[1], scale=exp(p[0]))
        case "exponential":
            return stats.expon(scale=1 / p[0])
        case "gamma":
            return stats.gamma(p[0], scale=1 / p[1])
        case "beta":
            return stats.beta(*p)
        case "laplace":
            return stats.laplace(*p)
        case "student":
            return stats.t(p[0])
        case "cauchy":
            return stats.cauchy()
        case "bernoulli":
            return stats.bernoulli(p[0])
        case "binomial":
            return stats.binom(int(p[0]), p[1])
        case "poisson":
            return stats.poisson(p[0])
    return stats.geom(p[0])


def _atoms(found: Mapping[str, Any]) -> list[tuple[float, dict[str, float]]]:
    """All values of discrete letters with their probabilities."""
    each = []
    for x, d in found.items():
        low, high = int(d.ppf(TINY)), int(d.ppf(1 - TINY)) + 1
        each.append([(x, float(v), float(d.pmf(v))) for v in range(max(low, 0), high + 1) if d.pmf(v) > 0])
    if prod(map(len, each)) > MOST_ATOMS:
        raise Unsupported("a discrete distribution has too many values to be summed")
    return [(prod(p for _, _, p in row), {x: v for x, v, _ in row}) for row in product(*each)]


def _sampled(ready: Any, values: Mapping[str, Any], drawn: Mapping[str, Distribution], power: int) -> Measured:
    import numpy as np

    rng = np.random.default_rng(0)
    given = {x: d.draw(rng, SAMPLES) for x, d in drawn.items()}
    v = evaluated(ready, {**values, **given}, SAMPLES) ** power
    if not np.all(np.isfinite(v)):
        raise Unsupported("the expression has no finite value at some of the samples")
    return Measured(float(v.mean()), float(v.std() / np.sqrt(SAMPLES)), True)


def check(draws: Mapping[str, Distribution], trees: Sequence[Any]) -> None:
    """Raises: UsageError for a distribution of a letter that does not occur."""
    there = {x.plain for t in trees for x in letters(t)}
    for x in draws:
        if x not in there:
            raise UsageError(f"{x} does not occur in the claim; letters: {', '.join(sorted(there))}")
