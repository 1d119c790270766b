"""`derive.montecarlo`: the expectation of a readable expression under named distributions, by sampling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from derive.api.derivations import formula
from derive.errors import UsageError
from derive.expr.heads import is_scalar
from derive.expression import Expression, Let
from derive.numeric.montecarlo import Distribution, Sampled, distributions, quantile, sample

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Estimate:
    """An expectation by sampling.

    of: the expression; draws: name -> distribution; n: samples; seed; value: the mean; error: its standard error;
    interval: of the confidence; trace: (samples, mean, standard error) on the way.
    """

    of: Expression
    draws: Mapping[str, Distribution]
    n: int
    seed: int
    confidence: float
    sampled: Sampled = field(repr=False)

    @property
    def value(self) -> float:
        """The mean of the samples."""
        return self.sampled.moments.mean

    @property
    def error(self) -> float:
        """Its standard error."""
        return self.sampled.moments.error

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of the confidence, by the normal approximation."""
        reach = quantile(self.confidence) * self.error
        return self.value - reach, self.value + reach

    @property
    def trace(self) -> tuple[tuple[int, float, float], ...]:
        """(samples, mean, standard error) after growing numbers of samples."""
        return tuple((m.count, m.mean, m.error) for m in self.sampled.trace)

    def text(self) -> str:
        """The estimate in two lines."""
        low, high = self.interval
        drawn = ", ".join(f"{x} ~ {d}" for x, d in self.draws.items())
        said = f"{self.confidence:.0%} interval [{low:.6g}, {high:.6g}], {self.n:,} samples, seed {self.seed}"
        return (f"E[{self.of.text()}] = {self.value:.6g} ± {self.error:.2g} (standard error), {drawn}\n"
                f"{said}")  # fmt: skip

    def html(self) -> str:
        """A page of its own, with the picture."""
        from derive.write.html_pages import estimate

        return estimate(self)

    def picture(self, file: str | Path, exact: float | None = None) -> None:
        """The error against the number of samples (slope -1/2) and a histogram of the values; SVG or PNG.

        exact: the value to measure the error from, by default the last mean. Raises: Unsupported without matplotlib.
        """
        from derive.write.picture_plot import save

        save(self.figure(exact), file)

    @property
    def caption(self) -> str:
        """What the picture shows."""
        return "The error against the number of samples, and the values that were drawn."

    def figure(self, exact: float | None = None) -> Any:
        """The picture as a matplotlib figure."""
        from derive.write.picture_sampling import convergence

        return convergence(self, exact)

    def markdown(self, target: str | None = None) -> str:
        """The estimate in two sentences, for a post."""
        from derive.write.markdown import target as named

        to = named(target)
        low, high = self.interval
        mean = rf"\mathbb{{E}}\left[{self.of.latex()}\right] \approx {self.value:.6g} \pm {self.error:.2g}"
        drawn = ", ".join(f"{x} ~ {d}" for x, d in self.draws.items())
        said = f"A mean of {self.n:,} samples (seed {self.seed}) of {drawn}, plus or minus its standard error. "
        said += f"The {100 * self.confidence:.0f} per cent interval is from {low:.6g} to {high:.6g}."
        return "\n\n".join([to.shown(mean), to.paragraph(to.escape(said))]) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The JSON (schema 1)."""
        return {
            "schema": 1,
            "expression": self.of.latex(),
            "draws": {x: str(d) for x, d in self.draws.items()},
            "n": self.n,
            "seed": self.seed,
            "value": self.value,
            "error": self.error,
            "confidence": self.confidence,
            "interval": list(self.interval),
            "trace": [list(t) for t in self.trace],
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/markdown": self.markdown()}

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def montecarlo(e: str | Expression, draw: str | Mapping[str, str], *, n: int = 1_000_000, seed: int = 0,
               confidence: float = 0.95, let: Let = None, **how: Any) -> Estimate:  # fmt: skip
    r"""The expectation of a scalar expression, its letters drawn independently: `draw="x ~ uniform(0, 1)"`.

    n: samples, taken in chunks, so that memory stays bounded; seed: the same seed gives the same number; confidence:
    0.8, 0.9, 0.95 or 0.99, of the interval; values in `let` hold letters fixed.
    Raises: ReadError, UsageError for letters without a distribution, DomainError where a value is no number.
    Source: Robert and Casella, Monte Carlo Statistical Methods (2004), 3.2.
    Example:
        >>> derive.montecarlo("4*Heaviside(1 - x**2 - y**2)", "x ~ uniform(0, 1), y ~ uniform(0, 1)", n=10_000).value
        3.1404
    """
    said = formula(e, let, **how)
    if not is_scalar(said.tree):
        raise UsageError("an expectation is of a scalar expression; this is a vector or a matrix")
    quantile(confidence)
    found = distributions(draw)
    f = said.numpy()
    fixed = {k: float(v) for k, v in said.scope.values.items() if k in f.letters and k not in found}
    missing = [x for x in f.letters if x not in found and x not in fixed]
    if missing:
        raise UsageError(f"{missing[0]} has no distribution", help=f'write --draw "{missing[0]} ~ normal(0, 1)"')
    given = {x: float(v) for x, v in said.scope.values.items() if not isinstance(v, tuple)}
    used = {x: d.at(given) for x, d in found.items() if x in f.letters}
    unused = [x for x in found if x not in f.letters]
    if unused:
        raise UsageError(f"{unused[0]} does not occur; it takes {', '.join(f.letters) or 'nothing'}")
    return Estimate(said, used, n, seed, confidence, sample(f, used, n, seed, fixed))
