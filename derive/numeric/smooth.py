"""Random smooth functions in place of abstract ones: waves of a mixture of the arguments, plus the mixture itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WAVES = 3


@dataclass(frozen=True, slots=True)
class Smooth:
    """f(x₁, …) = u/2 + Σ h sin(k u/2 + s) of u = Σ w x, or its exponential; the same on floats and at 50 digits.

    entrywise: arrays are entered entry by entry, else each is one argument, its entries weighed; dims: of the value.
    """

    name: str
    weights: tuple[float, ...]
    shifts: tuple[float, ...]
    heights: tuple[float, ...]
    entrywise: bool = True
    positive: bool = False
    dims: tuple[int, ...] = ()

    def __call__(self, *args: Any) -> Any:
        """The value; arrays broadcast."""
        import numpy as np

        u: Any = 0
        for k, a in enumerate(args):
            u = u + self.weights[k % len(self.weights)] * (a if self.entrywise else _weighed(np.asarray(a)))
        if self.dims:
            count = int(np.prod(self.dims))
            u = (np.asarray(u) * (1 + np.arange(count) / 4) + np.arange(count)).reshape(self.dims)
        u = np.asarray(u)
        exact = u.dtype == object
        value: Any = u / 2
        for k, (h, s) in enumerate(zip(self.heights, self.shifts, strict=True)):
            value = value + h * _function("sin", exact)((k + 1) * u / 2 + s)
        if self.positive:
            value = _function("exp", exact)(value / 4)
        return value

    def text(self) -> str:
        """The function as Python text, of one argument u or of the mixture u of several."""
        waves = " + ".join(
            f"{h!r}*sin({(k + 1) / 2!r}*u + {s!r})"
            for k, (h, s) in enumerate(zip(self.heights, self.shifts, strict=True))
        )
        body = f"exp((u/2 + {waves})/4)" if self.positive else f"u/2 + {waves}"
        if len(self.weights) == 1 and self.entrywise and not self.dims:
            return f"u -> {body}"
        entry = "x{}" if self.entrywise else "sum(x{}[k]*(1 + k/4))"
        mix = " + ".join(f"{w!r}*{entry.format(k + 1)}" for k, w in enumerate(self.weights))
        shown = f"({', '.join(f'x{k + 1}' for k in range(len(self.weights)))}) -> {body}, u = {mix}"
        return f"{shown}, for entry k of the value u*(1 + k/4) + k" if self.dims else shown


def _weighed(a: Any) -> Any:
    """The entries of an array as one number, no two with the same weight."""
    import numpy as np

    return (a * (1 + np.arange(a.size) / 4).reshape(a.shape)).sum() if a.ndim else a


def _function(name: str, exact: bool) -> Any:
    import numpy as np

    if not exact:
        return getattr(np, name)
    import mpmath as mp

    return np.frompyfunc(getattr(mp, name), 1, 1)


def smooth(name: str, rng: Any, arity: int, entrywise: bool, positive: bool, dims: tuple[int, ...] = ()) -> Smooth:
    """A random smooth function of so many arguments."""
    weights = (1.0, *(float(round(w, 3)) for w in rng.uniform(0.4, 1.2, max(0, arity - 1))))
    shifts = tuple(float(round(s, 3)) for s in rng.uniform(-3, 3, WAVES))
    heights = tuple(float(round(h, 3)) for h in rng.uniform(0.3, 0.9, WAVES))
    return Smooth(name, weights, shifts, heights, entrywise, positive, dims)
