"""Values of several trees at samples in float64, with estimated errors, and how two of them compare there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derive.numeric.compile import Program, calling
from derive.numeric.sampling import Plan, draw

STEPS = (2.0**-5, 2.0**-8, 2.0**-11)
CLOSE = 1e-9
SURE = 2e-7  # a difference whose own relative error is larger tells nothing
ORDERED = ("<", "≤", ">", "≥", "≠")
AT_ONCE = 400_000  # numbers that are compared at once
MODERATE = 30.0  # beyond it a NaN may be an overflow, and says nothing about a domain


@dataclass(frozen=True, slots=True)
class Trial:
    """Values of several trees at samples (samples first) and their errors; given: the values by name in the source."""

    values: tuple[Any, ...]
    errors: tuple[Any, ...]
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two trees at the samples of a trial, one truth value a sample.

    ok: they agree, wherever it can be told; bad: they differ; unsure: it can't be told; live: not both zero; gap: how
    far they are apart relative to their size; left, right: which side has a real value; moderate: no letter is large;
    orders: the orders of magnitude between 1 and the letter furthest from it.
    """

    ok: Any
    bad: Any
    unsure: Any
    live: Any
    gap: Any
    left: Any
    right: Any
    moderate: Any
    orders: Any


def trial(made: Program, function: Any, ranks: Sequence[int], told: Plan, rng: Any, count: int, mixed: bool) -> Trial:
    """Values at `count` samples. ranks: dimensions of each result without the samples."""
    return evaluated(made, function, ranks, draw(made.parameters, rng, count, told, mixed), count)


def evaluated(made: Program, function: Any, ranks: Sequence[int], given: dict[str, Any], count: int) -> Trial:
    """Values at these samples."""
    import numpy as np

    steps = STEPS if made.differs else (None,)
    runs = [calling(function, {**given, **({"step": s} if s else {})}) for s in steps]
    values, errors = [], []
    for rank, parts in zip(ranks, zip(*runs, strict=True), strict=True):
        v, e = _best(np.stack([_leading(np.asarray(p, float), count, rank) for p in parts]))
        values.append(v)
        errors.append(e)
    return Trial(tuple(values), tuple(errors), given)


def _leading(a: Any, count: int, rank: int) -> Any:
    """The values with the samples in front, also where none of them matters, and an axis for each index."""
    import numpy as np

    if a.ndim == rank + 1:
        return a
    return np.broadcast_to(a, (count, *(1,) * (rank - a.ndim), *a.shape))


def _best(stack: Any) -> tuple[Any, Any]:
    """From values at several steps the one whose neighbours agree best, and how far they differ."""
    import numpy as np

    if len(stack) == 1:
        return stack[0], np.zeros_like(stack[0])
    with np.errstate(all="ignore"):
        gaps = np.abs(np.diff(stack, axis=0))
    gaps = np.where(np.isnan(gaps), np.inf, gaps)
    k = gaps.argmin(axis=0)[None]
    return np.take_along_axis(stack[1:], k, 0)[0], np.take_along_axis(gaps, k, 0)[0]


def compared(t: Trial, i: int, j: int, relation: str) -> Compared:
    """The trees number i and j at the samples of a trial. Entries without a real value on either side do not count."""
    import numpy as np

    a, b, error = _flat(t, i, j)
    with np.errstate(all="ignore"):
        real = np.isfinite(a) & np.isfinite(b)
        scale = np.where(real, np.maximum(np.abs(a), np.abs(b)), 0)
        typical = float(np.sort(scale[real])[int(real.sum()) // 2]) if real.any() else 1.0
        whole, sure, slack = _room(scale, typical, error)
        off = real & _off(a, b, slack, relation)
        gap = np.where(real, np.abs(a - b) / whole, 0).max(axis=1, initial=0)
    bad = (off & sure).any(axis=1)
    unsure = (real & ~sure).any(axis=1) & ~bad
    ok = real.any(axis=1) & ~bad & ~unsure
    live = (scale > 1e-12 * typical).any(axis=1)
    left, right = (~np.isnan(x).all(axis=1) for x in (a, b))
    return Compared(ok, bad, unsure, live, gap, left, right, _moderate(t, len(a)), _orders(t, len(a)))


def _room(scale: Any, typical: Any, error: Any) -> tuple[Any, Any, Any]:
    """What an entry counts as, by the entries of its sample; whether its error is small beside that; how much two
    sides may differ."""
    import numpy as np

    whole = np.maximum(scale, 1e-3 * scale.max(axis=-1, keepdims=True))
    whole = np.maximum(whole, 1e-6 * typical + 1e-30)
    return whole, error <= SURE * whole, np.where(np.isfinite(error), 20 * error, 0) + CLOSE * whole


def tallied(t: Trial, i: int, others: Sequence[int]) -> tuple[Any, Any]:
    """At how many samples the tree number i equals each of several others, and differs from it, as `compared` says."""
    import numpy as np

    ok, bad = np.zeros(len(others), int), np.zeros(len(others), int)
    alike: dict[tuple[int, ...], list[int]] = {}
    for n, j in enumerate(others):
        alike.setdefault(t.values[j].shape, []).append(n)
    for form, numbers in alike.items():
        most = max(1, AT_ONCE // max(1, int(np.prod(np.broadcast_shapes(t.values[i].shape, form)))))
        for k in range(0, len(numbers), most):
            part = numbers[k : k + most]
            ok[part], bad[part] = _tallied(t, i, [others[n] for n in part])
    return ok, bad


def _tallied(t: Trial, i: int, others: Sequence[int]) -> tuple[Any, Any]:
    """The same for others of one form, all at once."""
    import numpy as np

    a, own = t.values[i], t.errors[i]
    b, errors = (np.stack([x[j] for j in others]) for x in (t.values, t.errors))
    form = np.broadcast_shapes(a.shape, b.shape[1:])
    rows = len(others), form[0], int(np.prod(form[1:]))
    b, errors = (x.reshape(len(others), *[1] * (len(form) + 1 - x.ndim), *x.shape[1:]) for x in (b, errors))
    a, b, error = (np.broadcast_to(x, (len(others), *form)).reshape(rows) for x in (a, b, np.maximum(own, errors)))
    with np.errstate(all="ignore"):
        real = np.isfinite(a) & np.isfinite(b)
        scale = np.where(real, np.maximum(np.abs(a), np.abs(b)), 0)
        inorder = np.sort(np.where(real, scale, np.inf).reshape(len(others), -1), axis=1)
        there = real.sum(axis=(1, 2))
        middle = np.take_along_axis(inorder, np.minimum(there // 2, inorder.shape[1] - 1)[:, None], 1)
        typical = np.where(there[:, None] > 0, middle, 1.0)[:, :, None]
        whole, sure, slack = _room(scale, typical, error)
        off = real & (np.abs(a - b) > slack)
    bad = (off & sure).any(axis=2)
    ok = real.any(axis=2) & ~bad & ~(real & ~sure).any(axis=2)
    return ok.sum(axis=1), bad.sum(axis=1)


def _flat(t: Trial, i: int, j: int) -> tuple[Any, Any, Any]:
    import numpy as np

    a, b = np.broadcast_arrays(t.values[i], t.values[j])
    error = np.broadcast_to(np.maximum(*np.broadcast_arrays(t.errors[i], t.errors[j])), a.shape)
    flat = len(a), int(np.prod(a.shape[1:]))
    return a.reshape(flat), b.reshape(flat), error.reshape(flat)


def _off(a: Any, b: Any, slack: Any, relation: str) -> Any:
    """Where the relation does not hold; what is within the rounding of a bound counts as beyond it, to be judged."""
    import numpy as np

    match relation:
        case "<":
            return a - b >= -slack
        case ">":
            return b - a >= -slack
        case "≤":
            return a - b > slack
        case "≥":
            return b - a > slack
        case "≠":
            return np.abs(a - b) <= slack
    return np.abs(a - b) > slack


def _moderate(t: Trial, count: int) -> Any:
    import numpy as np

    found = np.ones(count, bool)
    for v in t.given.values():
        if isinstance(v, np.ndarray):
            found &= (np.abs(v) < MODERATE).all(axis=tuple(range(1, v.ndim)))
    return found


def _orders(t: Trial, count: int) -> Any:
    import numpy as np

    found = np.zeros(count)
    with np.errstate(all="ignore"):
        for v in t.given.values():
            if isinstance(v, np.ndarray):
                size = np.abs(np.log10(np.where(v == 0, 1, np.abs(v)).astype(float)))
                found = np.maximum(found, size.max(axis=tuple(range(1, size.ndim)), initial=0))
    return found


def margin(t: Trial, i: int, j: int, relation: str) -> Any:
    """How far each sample is from the failing of an inequality; infinite where it has no value."""
    import numpy as np

    a, b, _ = _flat(t, i, j)
    with np.errstate(all="ignore"):
        gap = a - b if relation in (">", "≥") else b - a
        gap = np.abs(gap) if relation == "≠" else gap
    return np.where(np.isfinite(gap), gap, np.inf).min(axis=1, initial=np.inf)
