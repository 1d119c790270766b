"""Where a strict inequality that every sample confirms fails all the same: at a point where its sides meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.expr.border_roots import meeting
from derive.judge.points import Trial, margin
from derive.judge.special import around

STRICT = ("<", ">")
STEP, SHRINK, ROUNDS = 0.3, 0.4, 24  # relative steps of the search
NEAR = 1e-10  # of the usual distance of the sides: closer than that they may meet
FALLING = 1e-3  # what is left of the distance that it had after EARLY rounds, where it goes to 0
EARLY = ROUNDS // 3


def approached(t: Trial, pair: tuple[int, int], relation: str, names: Sequence[str], rng: Any,
               again: Callable[[dict[str, Any], int], Trial]) -> tuple[dict[str, Any], float] | None:  # fmt: skip
    """The sample at which the sides come ever closer, and how close; None where their distance stays above 0.

    names: the letters that are moved; again: values at samples.
    """
    import numpy as np

    first = margin(t, *pair, relation)
    if not names or not np.isfinite(first).any():
        return None
    usual = float(np.median(first[np.isfinite(first)]))
    seen: list[float] = []
    for k in range(ROUNDS):
        m = margin(t, *pair, relation)
        best = int(m.argmin())
        seen.append(float(m[best]))
        at = {n: np.asarray(t.given[n])[best] for n in names}
        if seen[-1] <= 0:
            break
        t = again(around(t.given, names, best, STEP * SHRINK**k, rng), len(m))
    if len(seen) <= EARLY or seen[EARLY] <= 0:  # at once: that is rounding
        return None
    met = seen[-1] <= NEAR * usual and seen[-1] <= FALLING * seen[EARLY]
    return (at, seen[-1]) if met else None


def said_of(at: Mapping[str, Any], apart: float, lhs: Any, rhs: Any, parameters: Sequence[Any]) -> dict[str, Any]:
    """The status, counterexample and reason of a strict inequality whose sides come this close at a point."""
    plain = {p.plain: at[p.name] for p in parameters if p.name in at}
    root = meeting(lhs, rhs, plain)
    if root is None:
        words = ", ".join(f"{n} = {float(v):g}" for n, v in plain.items() if getattr(v, "ndim", 0) == 0)
        where = f"near {words} " if words else ""
        return {
            "status": "undecided",
            "reason": f"{where}the sides come within {apart:.0e} of each other, and may meet",
        }
    x, place, value = root
    shown = {"at": {x: float(place)}, "left": value, "right": value}
    return {"status": "refuted", "counterexample": shown, "reason": f"both sides are the same at {x} = {place}"}
