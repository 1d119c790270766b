"""Where a strict inequality, or a `≠`, that every sample confirms fails all the same: at a point where its sides meet.

Values that are differences come no closer than their errors, so that slopes of plain functions are taken beyond the
border first, and the inequality is judged without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.expr.border_roots import meeting, taken
from derive.expr.heads import Call, Derivative, letters
from derive.expr.trees import nodes
from derive.judge.points import Trial, margin
from derive.judge.special import around

STRICT = ("<", ">", "≠")
STEP, SHRINK, ROUNDS = 0.3, 0.4, 24  # relative steps of the search
NEAR = 1e-10  # of the usual distance of the sides: closer than that they may meet
FALLING = 1e-3  # what is left of the distance that it had after EARLY rounds, where it goes to 0
EARLY = ROUNDS // 3
ROUGHLY = 1e-6  # of the usual distance, where the values are differences
ALONG = 64  # points between two samples
Again = Callable[[dict[str, Any], int], Trial]  # values at samples
Met = tuple[dict[str, Any], float]  # a sample, and how close the sides are there


def approached(t: Trial, pair: tuple[int, int], relation: str, names: Sequence[str], rng: Any, again: Again,
               differs: bool = False) -> Met | None:  # fmt: skip
    """The sample at which the sides come ever closer, and how close; None where their distance stays above 0.

    names: the letters that are moved; again: values at samples; differs: are the values differences?
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
    met = seen[-1] <= (ROUGHLY if differs else NEAR) * usual and seen[-1] <= FALLING * seen[EARLY]
    return (at, seen[-1]) if met else None


def crossed(t: Trial, pair: tuple[int, int], names: Sequence[str], again: Again) -> Met | None:
    """A sample between two others, of which one has the left side above and one the right, where the sides meet; None
    where there is none, or they jump."""
    import numpy as np

    usual = margin(t, *pair, "≠")
    gap = _gap(t, pair)
    if not names or gap is None or not (gap > 0).any() or not (gap < 0).any():
        return None
    p, q = int(np.flatnonzero(gap > 0)[0]), int(np.flatnonzero(gap < 0)[0])
    low, high = ({n: np.asarray(t.given[n], float)[k] for n in names} for k in (p, q))
    for _ in range(ROUNDS):
        part = np.linspace(0.0, 1.0, ALONG)
        given = {
            k: np.repeat(v[p : p + 1], ALONG, axis=0) if isinstance(v, np.ndarray) else v for k, v in t.given.items()
        }
        for n in names:
            a, b = low[n], high[n]
            given[n] = a + np.multiply.outer(part, b - a)
        found = again(given, ALONG)
        gap = _gap(found, pair)
        if gap is None or len(gap) != ALONG or not np.isfinite(gap).all():
            return None
        turns = np.flatnonzero(np.sign(gap[:-1]) != np.sign(gap[1:]))
        if not len(turns):
            return None
        k = int(turns[0])
        low, high = ({n: given[n][m] for n in names} for m in (k, k + 1))
        if abs(gap[k]) <= NEAR * float(np.median(usual[np.isfinite(usual)])):
            return low, float(abs(gap[k]))
    return None


def _gap(t: Trial, pair: tuple[int, int]) -> Any:
    """The left sides less the right ones, of scalars."""
    import numpy as np

    a, b = np.broadcast_arrays(t.values[pair[0]], t.values[pair[1]])
    return (a - b).ravel() if a.ndim == 1 else None


def without_slopes(lhs: Any, rhs: Any) -> tuple[Any, Any] | None:
    """Both sides with the slopes of plain functions taken; None where there are none, or others."""
    slopes = [e for e in nodes(lhs, rhs) if isinstance(e, Derivative) or _primed(e)]
    plain = all(e.function.kind == "elementary" for e in nodes(lhs, rhs) if isinstance(e, Call))
    if not slopes or not plain or any(x.shape for t in (lhs, rhs) for x in letters(t)):
        return None
    return taken(lhs, rhs)


def _primed(e: Any) -> bool:
    return isinstance(e, Call) and any(e.function.order)


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
