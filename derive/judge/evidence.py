"""From samples to a verdict: what agrees, what is doubted and judged again at 50 digits, and what can't be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derive.judge.exact import Exact
from derive.judge.nowhere import Samples, nowhere
from derive.judge.points import CLOSE, Compared, Trial
from derive.verdicts import Verdict

LEAST = 3  # samples that tell something
JUDGED = 6  # points that are judged at 50 digits
CONFIRMED = 2  # points of a claim that agree in float64 and are judged at 50 digits all the same
HANDY = 9  # numbers that a reader can still follow
CLEAR = 0.05  # how far apart the sides of a counterexample are at best, relative to their size
ROUNDS = 6  # draws with other sizes, functions and signs, when there are too few points


@dataclass(frozen=True, slots=True)
class Evidence:
    """What samples say of one pair. near: trials that count, the others only refute; late: is the time over?
    samples: where more come from."""

    pair: tuple[int, int]
    relation: str
    trials: Sequence[Trial]
    found: Sequence[Compared]
    exact: Exact
    near: int
    seed: int
    confirm: bool
    late: bool
    samples: Samples

    def verdict(self, told: int, alive: int, zero: bool) -> Verdict:
        """Refuted by one point at 50 digits; verified when every point that was doubted is cleared or outweighed."""
        suspects = self._points("bad")
        doubts = self._points("unsure") if told < LEAST or not (zero or alive >= LEAST) else []
        cleared, open_ = 0, 0
        for k, sample in [*spread(suspects), *spread(doubts)]:
            said = self.exact(*self.pair, self.trials[k], sample, self.relation)
            if said is None:
                open_ += 1
            elif said["differ"]:
                at = {key: said[key] for key in ("at", "left", "right")}
                return Verdict("refuted", said["error"], CLOSE, told + len(suspects), self.seed, at)
            else:
                cleared += 1
        if suspects and not cleared and told < 3 * sum(k < self.near for k, _ in suspects):
            return self._undecided(told, "the sides differ in float64, which 50 digits could not decide")
        if told + cleared < LEAST:
            return self._nowhere() or self._undecided(told, self._few())
        nowhere = alive == 0 and self.near == ROUNDS and told >= LEAST  # zero is what both sides are
        if not (zero or nowhere) and alive + cleared < LEAST:
            return self._undecided(told, "both sides are zero at nearly every point drawn")
        if (small := self._too_small_to_see()) is not None:
            return small
        error = max((float(c.gap[c.ok].max(initial=0)) for c in self.found[: self.near]), default=0.0)
        return Verdict("verified", error, CLOSE, told + cleared, self.seed)

    def _too_small_to_see(self) -> Verdict | None:
        """The refutation by a difference below the rounding of float64: `x = x + 1e-14`."""
        if not self.confirm or self.relation not in ("=", "≡"):
            return None
        for k, sample in spread(self._points("ok"))[:CONFIRMED]:
            said = self.exact(*self.pair, self.trials[k], sample, self.relation)
            if said is None:
                break
            if said["nearly"]:
                return self._undecided(1, "the sides differ by less than one part in 10^15")
            if said["differ"]:
                at = {key: said[key] for key in ("at", "left", "right")}
                return Verdict("refuted", said["error"], CLOSE, 1, self.seed, at)
        return None

    def _points(self, kind: str) -> list[tuple[int, int]]:
        """(trial, sample) of this kind: those of moderate size, clearly apart and easy to calculate with come first."""
        import numpy as np

        false = kind == "bad"
        many = [
            sum(np.size(v) for v in t.given.values()) > HANDY * len(c.ok)
            for t, c in zip(self.trials, self.found, strict=False)
        ]

        def order(point: tuple[int, int]) -> tuple[Any, ...]:
            k, s = point
            c = self.found[k]
            ease = (c.gap[s] < CLEAR, many[k], c.orders[s].round()) if false else ()
            return not c.moderate[s], *ease, -c.gap[s]

        return sorted(
            ((k, int(s)) for k, c in enumerate(self.found) for s in np.flatnonzero(getattr(c, kind))), key=order
        )

    def _undecided(self, told: int, reason: str) -> Verdict:
        reason = "it takes too long" if self.late else reason
        return Verdict("undecided", None, CLOSE, told, self.seed, reason=reason)

    def _nowhere(self) -> Verdict | None:
        """The refutation by a side that is complex wherever the other one has a value."""
        if self.relation not in ("=", "≡") or self.late:
            return None
        at = nowhere(self.pair, self.exact, self.trials, self.found, self.samples)
        if at is None:
            return None
        side, other = ("left", "right") if at["left"] != at["left"] else ("right", "left")
        words = f"the {side} side is no real number where the {other} one has a value"
        return Verdict("refuted", None, CLOSE, 0, self.seed, at, words)

    def _few(self) -> str:
        for name in ("left", "right"):
            if not any(getattr(c, name).any() for c in self.found):
                return f"the {name} side has no real value at any point drawn"
        if not any((c.left & c.right).any() for c in self.found):
            return "the sides are real at no common point"
        return "too few points at which the differences can be trusted"


def spread(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A few of many points: the first ones, and some from all along the list."""
    if len(points) <= JUDGED:
        return points
    half = JUDGED // 2
    rest = points[half:]
    return points[:half] + rest[:: max(1, len(rest) // half)][:half]
