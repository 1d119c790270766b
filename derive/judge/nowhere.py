"""Sides that are real at no common point: `arsinh x = log(x - sqrt(x^2 + 1))` is false, since its right side is complex
wherever the left one has a value.

Only plain formulas of scalars are judged so, whose letters all stand on the side that is real: where that one is real,
the author speaks of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from derive.expr.heads import Call, Decimal, Frac, Function, Letter, Node, Plus, Power, Times, letters
from derive.expr.trees import nodes
from derive.judge.exact import Exact
from derive.judge.points import Compared, Trial, compared
from derive.judge.special import around

FEWEST = 8  # points at which one side alone is real
CONFIRMED = 4  # of them that are looked at with 50 digits
BESIDE = (1e-2, 1e-5)  # relative distances from a point
OFTEN = 0.05  # of the samples around a point: fewer are such by rounding
SIDES = ("left", "right")
PLAIN = (Letter, Decimal, Function, Call, Plus, Times, Frac, Power)


class Samples(Protocol):
    """Where samples come from. free: letters that nothing is assumed of, by their names in the source."""

    free: list[str]

    def exactly(self) -> Trial:
        """Samples at the formula's numbers."""

    def at(self, given: dict[str, Any], count: int) -> Trial:
        """Samples at given values."""


def nowhere(pair: tuple[int, int], exact: Exact, trials: Sequence[Trial], found: Sequence[Compared],
            samples: Samples) -> dict[str, Any] | None:  # fmt: skip
    """The counterexample of an equation whose sides are real at no common point, with NaN for the side that is complex
    where the other is real; None where that is not known. samples: where more come from."""
    if any((c.left & c.right).any() for c in found):
        return None
    sides = [exact.trees[k] for k in pair]
    for k in (1, 0):
        if not (_plain(sides[k]) and letters(sides[k]) and letters(sides[k]) <= letters(sides[1 - k])):
            continue
        points = _alone(found, SIDES[1 - k])
        if len(points) < FEWEST:
            continue
        if _meet(pair, samples):
            return None
        step = len(points) // CONFIRMED
        said = [exact.unreal(pair, k, trials[t], s) for t, s in points[::step][:CONFIRMED]]
        if all(s is not None for s in said):
            return said[0]
    return None


def _meet(pair: tuple[int, int], samples: Samples) -> bool:
    """Are both sides real around one of the formula's numbers? At a single point, where they touch, says nothing."""
    import numpy as np

    rng = np.random.default_rng(0)
    t = samples.exactly()
    c = compared(t, *pair, "=")
    for k in np.flatnonzero(c.left & c.right):
        for by in BESIDE:
            near = samples.at(around(t.given, samples.free, int(k), by, rng), len(c.left))
            c = compared(near, *pair, "=")
            if (c.left & c.right).mean() > OFTEN:
                return True
    return False


def _plain(t: Any) -> bool:
    """Is it made of elementary functions of scalars alone?"""
    for e in nodes(t):
        if isinstance(e, Letter) and e.shape or isinstance(e, Call) and e.function.kind != "elementary":
            return False
        if isinstance(e, Node) and not isinstance(e, PLAIN):
            return False
    return True


def _alone(found: Sequence[Compared], side: str) -> list[tuple[int, int]]:
    """(trial, sample) where this side alone is real, no letter large or small first."""
    import numpy as np

    points = [(k, int(s)) for k, c in enumerate(found) for s in np.flatnonzero(c.moderate & getattr(c, side))]
    return sorted(points, key=lambda p: float(found[p[0]].orders[p[1]].round()))
