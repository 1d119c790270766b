"""Expectations by sampling: named distributions, running means in bounded memory, the same numbers for a seed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from derive.errors import DomainError, UsageError
from derive.expr.names import from_plain

CHUNK = 100_000  # samples at a time
MOST = 10**9
DRAW = re.compile(r"\s*([A-Za-z]\w*)\s*(?:~|\\sim)\s*([A-Za-z]+\s*(?:\([^()]*\))?)\s*(?:[,;]|$)")
QUANTILES = {0.8: 1.2815515655446004, 0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of distributions: names of its parameters, the draw, a condition on the parameters and its words."""

    parameters: tuple[str, ...]
    draw: Callable[..., Any]
    valid: Callable[..., bool]
    words: str


def _any(*_: float) -> bool:
    return True


FAMILIES: dict[str, Family] = {
    "uniform": Family(("a", "b"), lambda g, n, a, b: g.uniform(a, b, n), lambda a, b: a < b, "a < b"),
    "normal": Family(("mu", "sigma"), lambda g, n, m, s: g.normal(m, s, n), lambda m, s: s > 0, "sigma > 0"),
    "lognormal": Family(("mu", "sigma"), lambda g, n, m, s: g.lognormal(m, s, n), lambda m, s: s > 0, "sigma > 0"),
    "exponential": Family(("rate",), lambda g, n, r: g.exponential(1 / r, n), lambda r: r > 0, "rate > 0"),
    "gamma": Family(("shape", "rate"), lambda g, n, k, r: g.gamma(k, 1 / r, n), lambda k, r: k > 0 and r > 0,
                    "shape, rate > 0"),
    "beta": Family(("a", "b"), lambda g, n, a, b: g.beta(a, b, n), lambda a, b: a > 0 and b > 0, "a, b > 0"),
    "laplace": Family(("mu", "scale"), lambda g, n, m, s: g.laplace(m, s, n), lambda m, s: s > 0, "scale > 0"),
    "student": Family(("degrees",), lambda g, n, d: g.standard_t(d, n), lambda d: d > 0, "degrees > 0"),
    "cauchy": Family((), lambda g, n: g.standard_cauchy(n), _any, ""),
    "bernoulli": Family(("p",), lambda g, n, p: g.binomial(1, p, n), lambda p: 0 <= p <= 1, "0 <= p <= 1"),
    "binomial": Family(("n", "p"), lambda g, n, k, p: g.binomial(int(k), p, n),
                       lambda k, p: k >= 0 and k == int(k) and 0 <= p <= 1, "n whole, 0 <= p <= 1"),
    "poisson": Family(("rate",), lambda g, n, r: g.poisson(r, n), lambda r: r >= 0, "rate >= 0"),
    "geometric": Family(("p",), lambda g, n, p: g.geometric(p, n), lambda p: 0 < p <= 1, "0 < p <= 1"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Distribution:
    """`normal(0, 1)`: a family and its parameters, numbers or the plain names of letters."""

    family: str
    parameters: tuple[float | str, ...]

    @property
    def letters(self) -> frozenset[str]:
        """The letters among its parameters."""
        return frozenset(p for p in self.parameters if isinstance(p, str))

    def at(self, values: Mapping[str, Any]) -> Distribution:
        """It with the values of its letters.

        Raises: UsageError for a letter without one, DomainError where they make no distribution.
        """
        if not self.letters:
            return self
        if missing := sorted(self.letters - set(values)):
            raise UsageError(f"the parameter {missing[0]} of {self} has no value")
        numbers = tuple(float(values[p]) if isinstance(p, str) else p for p in self.parameters)
        if not FAMILIES[self.family].valid(*numbers):
            raise DomainError(f"{self} is no distribution there: {FAMILIES[self.family].words}")
        return Distribution(self.family, numbers)

    def draw(self, generator: Any, n: int) -> Any:
        """n independent numbers, by a NumPy generator."""
        return FAMILIES[self.family].draw(generator, n, *self.parameters)

    def __str__(self) -> str:
        return f"{self.family}({', '.join(p if isinstance(p, str) else f'{p:g}' for p in self.parameters)})"


def distribution(text: str) -> Distribution:
    """The distribution that `normal(0, 1)` names. Raises: UsageError for another family or other parameters."""
    m = re.fullmatch(r"\s*([A-Za-z]+)\s*(?:\(([^()]*)\))?\s*", text)
    if m is None or m[1].lower() not in FAMILIES:
        raise UsageError(f"no distribution is called {text.strip()[:40]!r}", help=f"one of {', '.join(FAMILIES)}")
    name, family = m[1].lower(), FAMILIES[m[1].lower()]
    numbers = tuple(_parameter(p.strip(), name) for p in (m[2] or "").split(",") if p.strip())
    if len(numbers) != len(family.parameters):
        wanted = f"{name}({', '.join(family.parameters)})"
        raise UsageError(f"{name} has {len(family.parameters)} parameters, not {len(numbers)}", help=f"write {wanted}")
    known = [p for p in numbers if not isinstance(p, str)]
    if not all(map(math.isfinite, known)) or len(known) == len(numbers) and not family.valid(*known):
        raise UsageError(f"{text.strip()} is no distribution: {family.words}")
    return Distribution(name, numbers)


def _parameter(text: str, family: str) -> float | str:
    """A number, or the plain name of a letter."""
    try:
        return float(text)
    except ValueError:
        if not re.fullmatch(r"\\?[A-Za-z]\w*", text):
            raise UsageError(f"the parameters of {family} are numbers or letters: {text!r}") from None
        return from_plain(text.removeprefix("\\")).plain


def distributions(draw: str | Mapping[str, str]) -> dict[str, Distribution]:
    """Names with their distributions: `"x ~ uniform(0, 1), y ~ normal(0, 1)"`. Raises: UsageError."""
    if isinstance(draw, Mapping):
        return {x: distribution(d) for x, d in draw.items()}
    found: dict[str, Distribution] = {}
    at = 0
    while at < len(draw.rstrip()):
        m = DRAW.match(draw, at)
        if m is None:
            raise UsageError(f"a distribution was expected, found {draw[at:].strip()[:40]!r}",
                             help='write "x ~ uniform(0, 1), y ~ normal(0, 1)"')  # fmt: skip
        found[m[1]] = distribution(m[2])
        at = m.end()
    return found


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and sum of squared deviations of the samples so far."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def joined(self, other: Moments) -> Moments:
        """Of both sets of samples (Chan, Golub and LeVeque, 1983)."""
        count = self.count + other.count
        gap = other.mean - self.mean
        mean = self.mean + gap * other.count / count
        return Moments(count, mean, self.squares + other.squares + gap * gap * self.count * other.count / count)

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        return math.sqrt(self.squares / (self.count - 1) / self.count) if self.count > 1 else math.inf


@dataclass(frozen=True, slots=True)
class Sampled:
    """What sampling found. trace: the moments after growing numbers of samples; first: the values that came first."""

    moments: Moments
    trace: tuple[Moments, ...]
    first: Any


def sample(f: Callable[..., Any], draws: Mapping[str, Distribution], n: int, seed: int,
           fixed: Mapping[str, float]) -> Sampled:  # fmt: skip
    """The mean of f over n draws of its arguments, in chunks. Raises: DomainError where a value is no number."""
    import numpy as np

    if not 2 <= n <= MOST:
        raise UsageError(f"the number of samples is from 2 to {MOST:,}, not {n:,}")
    generator = np.random.default_rng(seed)
    total, trace, first = Moments(), [], None
    marks = _marks(n)
    while total.count < n:
        stop = min(n, total.count + CHUNK, next((m for m in marks if m > total.count), n))
        given = {name: d.draw(generator, stop - total.count) for name, d in draws.items()}
        values = np.broadcast_to(np.asarray(f(**given, **fixed), dtype=float), (stop - total.count,))
        if not np.all(np.isfinite(values)):
            raise DomainError("the expression has no finite value at some of the samples")
        mean = float(values.mean())
        total = total.joined(Moments(len(values), mean, float(((values - mean) ** 2).sum())))
        if total.count in marks:
            trace.append(total)
        if first is None or len(first) < CHUNK:
            first = values if first is None else np.concatenate([first, values])
    return Sampled(total, tuple(trace), first)


def _marks(n: int) -> tuple[int, ...]:
    """Numbers of samples to look at: eight to a decade from 10 on, n the last."""
    steps = range(8, 8 * 10)
    return tuple(sorted({n, *(m for k in steps if (m := round(10 ** (k / 8))) < n)}))


def quantile(confidence: float) -> float:
    """How many standard errors an interval of this confidence reaches. Raises: UsageError."""
    if confidence not in QUANTILES:
        raise UsageError(f"the confidence is one of {', '.join(map(str, QUANTILES))}, not {confidence}")
    return QUANTILES[confidence]
