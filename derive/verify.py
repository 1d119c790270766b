"""Judging by numbers: claims, and the lines of a derivation. No rule of calculus is used here.

Both sides are compiled into one program and compared at samples inside their common domain, derivatives as differences
at three steps with an estimated error. Where float64 disagrees, the same point is judged again at 50 digits: only
that can refute. `proved` is an exact decision of equal trees or equal rational functions, never numbers.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derive.errors import DeriveError, ShapeError
from derive.expr.definitions import written_out
from derive.expr.heads import (
    All,
    Call,
    Decimal,
    Derivative,
    Entry,
    Function,
    Letter,
    Node,
    Range,
    Relation,
    Sum,
    base,
    has_d,
    letters,
    shape,
    shown,
    weight,
)
from derive.expr.rational import rational_equal
from derive.expr.scope import Scope
from derive.expr.trees import canonical, walk
from derive.numeric.compile import Program, calling, index_size, program
from derive.numeric.precise import Precise, TooSlow, digits, exact
from derive.numeric.sampling import Smooth, draw
from derive.verdicts import Verdict, worst

SAMPLES = 50
ROUNDS = 2  # draws with other sizes, other functions, other indices
FINE = (9, 10)  # powers of ten of the steps at 50 digits
STEPS = (2.0**-5, 2.0**-8, 2.0**-11)
LEAST = 3  # samples that tell something
CLOSE = 1e-9
SURE = 1e-4  # a difference whose own error is larger tells nothing
HEAVY = 400  # leaves beyond which exact decisions are not tried
SECONDS = 5.0  # for the judgements at 50 digits of one pair
JUDGED = 4  # points that are judged at 50 digits


Suspect = tuple[int, int, float]  # number of the trial, of the sample, and how far the sides are apart


@dataclass(frozen=True, slots=True)
class Trial:
    """Values of several trees at samples: for each its values, errors and the samples where they are known."""

    values: tuple[Any, ...]
    errors: tuple[Any, ...]
    given: dict[str, Any]


def judge(lhs: Any, rhs: Any, relation: str = "=", scope: Scope | None = None, *, axes: Sequence[Any] = (),
          seed: int = 0, samples: int = SAMPLES) -> Verdict:  # fmt: skip
    """The verdict of `lhs relation rhs`.

    axes: index letters for whose every value it must hold. Raises: ShapeError when the sides differ in shape.
    """
    if shape(lhs) != shape(rhs):
        raise ShapeError(f"the sides differ in shape: the left is {shown(shape(lhs))}, the right {shown(shape(rhs))}")
    scope = scope or Scope()
    if relation == "=" and equal_exactly(lhs, rhs):
        return Verdict("proved", 0.0, 0.0, 0, seed)
    if relation == "≈" and isinstance(rhs, Decimal):
        return _rounded(lhs, rhs, scope, seed)
    try:
        return _compare((lhs, rhs), relation, scope, axes, seed, samples)[0]
    except ShapeError:
        raise
    except DeriveError as e:
        return Verdict("undecided", seed=seed, reason=e.message)


def verify_lines(lines: Sequence[Any], scope: Scope | None = None, *, axes: Sequence[Any] = (),
                 names: Sequence[Any] = (), seed: int = 0, samples: int = SAMPLES) -> list[Verdict]:  # fmt: skip
    """A verdict for each pair of neighbours; every line is evaluated once, all at the same samples."""
    if len(lines) < 2:
        return []
    try:
        return _compare(tuple(lines), "=", scope or Scope(), axes, seed, samples, names)
    except DeriveError as e:
        return [Verdict("undecided", seed=seed, reason=e.message) for _ in lines[1:]]


def equal_exactly(a: Any, b: Any) -> bool:
    """Are they the same tree, or the same rational function of the same atoms?"""
    if a == b:
        return True
    if weight(a) + weight(b) > HEAVY:
        return False
    if canonical(a) == canonical(b):
        return True
    return rational_equal(a, b) is True


# ---- comparing at samples ------------------------------------------------------------------------------------------


def _compare(trees: tuple[Any, ...], relation: str, scope: Scope, axes: Sequence[Any], seed: int, samples: int,
             names: Sequence[tuple[Any, Any]] = ()) -> list[Verdict]:  # fmt: skip
    import numpy as np

    straight = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    trees = tuple(written_out(t, straight) for t in trees) if straight else trees
    axes = (*axes, *_free_indices(trees, axes))
    made = program(trees, axes=axes, names=names, batched=True, single=False)
    rng = np.random.default_rng(seed)
    function = made.function(np)
    trials = [_trial(made, function, trees, scope, rng, samples // ROUNDS) for _ in range(ROUNDS)]
    judge_at = _Judge(trees, axes, names, made)
    links = []
    for k in range(len(trees) - 1):
        links.append(_link(trees, k, relation, trials, judge_at, seed))
    return links


def _trial(made: Program, function: Any, trees: Sequence[Any], scope: Scope, rng: Any, count: int) -> Trial:
    """Values and their errors at `count` samples."""
    import numpy as np

    given = draw(made.parameters, rng, count, reducing=_reducing(trees), normalised=_normalised(scope))
    steps = STEPS if made.differs else (None,)
    runs = [calling(function, {**given, **({"step": s} if s else {})}) for s in steps]
    values, errors = [], []
    for parts in zip(*runs, strict=True):
        stack = np.stack([_leading(np.asarray(p, float), count) for p in parts])
        v, e = _best(stack)
        values.append(v)
        errors.append(e)
    return Trial(tuple(values), tuple(errors), given)


def _leading(a: Any, count: int) -> Any:
    """The values with the samples in front, also where none of them matters."""
    import numpy as np

    if a.ndim and a.shape[0] == count:
        return a
    return np.broadcast_to(a, (count, *a.shape))


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


def _link(trees: Sequence[Any], k: int, relation: str, trials: Sequence[Trial], judge_at: _Judge, seed: int) -> Verdict:
    """The verdict of neighbours k and k + 1."""
    import numpy as np

    same = relation in ("=", "≡")
    if same and equal_exactly(trees[k], trees[k + 1]):
        return Verdict("proved", 0.0, 0.0, 0, seed)
    told, alive, largest = 0, 0, 0.0
    suspects: list[Suspect] = []
    doubtful: list[Suspect] = []
    for number, trial in enumerate(trials):
        a, b = np.broadcast_arrays(trial.values[k], trial.values[k + 1])
        error = np.maximum(*np.broadcast_arrays(trial.errors[k], trial.errors[k + 1]))
        with np.errstate(all="ignore"):
            ok, bad, gap, live, unsure = _compared(a, b, error, relation)
        told += int(ok.sum())
        alive += int((ok & live).sum())
        largest = max([largest, *gap[ok].tolist()])
        suspects += [(number, int(j), float(gap[j])) for j in np.flatnonzero(bad)]
        doubtful += [(number, int(j), 0.0) for j in np.flatnonzero(unsure)]
    if told < LEAST:
        suspects += doubtful
    return _verdict(k, told, alive, largest, suspects, relation, trials, judge_at, seed, trees)


def _compared(a: Any, b: Any, error: Any, relation: str) -> tuple[Any, Any, Any, Any, Any]:
    """For each sample: do the sides agree, do they disagree, by how much, are they not zero, can't it be told."""
    import numpy as np

    count = a.shape[0]
    a, b, error = (x.reshape(count, -1) for x in (a, b, error))
    finite = np.isfinite(a) & np.isfinite(b)
    scale = np.maximum(np.abs(a), np.abs(b))
    whole = np.maximum(scale, 1e-3 * np.where(finite, scale, 0).max(axis=1, keepdims=True))
    typical = np.median(whole[finite]) if finite.any() else 1.0
    whole = np.maximum(whole, 1e-6 * typical + 1e-30)
    sure = error <= SURE * whole
    if relation in ("=", "≡", "≈"):
        off = np.abs(a - b) > 20 * error + CLOSE * whole
        gap = np.abs(a - b) / whole
    else:
        signs = {"<": a - b, "≤": a - b, ">": b - a, "≥": b - a, "≠": np.where(a == b, 1.0, -1.0)}
        low = signs[relation] if relation in signs else np.full_like(a, np.nan)
        strict = relation in ("<", ">")
        off = (low >= 0 if strict else low > 20 * error + CLOSE * whole) | np.isnan(low)
        gap = np.zeros_like(a)
    known = (finite & sure).all(axis=1)
    bad = known & off.any(axis=1)
    ok = known & ~bad
    live = (scale > 1e-12 * typical).any(axis=1)
    unsure = finite.all(axis=1) & ~known
    return ok, bad, np.where(finite, gap, 0).max(axis=1, initial=0), live, unsure


def _verdict(k: int, told: int, alive: int, largest: float, suspects: list[Suspect], relation: str,
             trials: Sequence[Trial], judge_at: _Judge, seed: int, trees: Sequence[Any]) -> Verdict:  # fmt: skip
    cleared = 0
    for number, j, _ in sorted(suspects, key=lambda s: -s[2])[:JUDGED]:
        said = judge_at(k, trials[number], j, relation)
        if said is None:
            continue
        if said["differ"]:
            found = {"at": said["at"], "left": said["left"], "right": said["right"]}
            return Verdict("refuted", said["error"], CLOSE, told + len(suspects), seed, found)
        cleared += 1
    if suspects and not cleared:
        return Verdict(
            "undecided", None, CLOSE, told, seed, reason="the sides differ in float64, not decided at 50 digits"
        )
    if any(gap for _, _, gap in suspects) and cleared < min(JUDGED, len(suspects)):
        return Verdict("undecided", None, CLOSE, told, seed, reason="not every doubtful point could be decided")
    told += cleared
    zero = any(t == 0 for t in trees[k : k + 2])
    if told < LEAST:
        return Verdict("undecided", None, CLOSE, told, seed, reason=_few(trials, k))
    if alive < LEAST and not zero and cleared < LEAST:
        return Verdict("undecided", None, CLOSE, told, seed, reason="both sides are zero at nearly every point drawn")
    return Verdict("verified", largest, CLOSE, told, seed)


def _few(trials: Sequence[Trial], k: int) -> str:
    import numpy as np

    sides = [np.concatenate([np.isfinite(t.values[j]).reshape(len(t.values[j]), -1).all(axis=1) for t in trials])
             for j in (k, k + 1)]  # fmt: skip
    for name, ok in zip(("left", "right"), sides, strict=True):
        if not ok.any():
            return f"the {name} side has no real value at any point drawn"
    if not (sides[0] & sides[1]).any():
        return "the sides are real at no common point"
    return "too few points at which the differences can be trusted"


# ---- at 50 digits --------------------------------------------------------------------------------------------------


class _Judge:
    """Two sides at one sample of a trial, evaluated again at 50 digits at exactly its float64 values."""

    def __init__(self, trees: Sequence[Any], axes: Sequence[Any], names: Sequence[Any], made: Program) -> None:
        self.trees, self.axes, self.names, self.made = trees, axes, names, made
        self._made: dict[int, Any] = {}

    def __call__(self, k: int, trial: Trial, j: int, relation: str) -> dict[str, Any] | None:
        """What 50 digits say; None where they can't be had."""
        with digits():
            try:
                sides = [self._at(k, trial, j, s) for s in FINE]
            except (DeriveError, TooSlow, ArithmeticError, ValueError, TypeError, AttributeError, IndexError):
                return None
            return self._weighed(sides, trial, j, relation)

    def _function(self, k: int) -> tuple[Program, Any]:
        if k not in self._made:
            made = program(self.trees[k : k + 2], axes=self.axes, names=self.names, precise=True, single=False)
            self._made[k] = made, made.function(Precise(time.monotonic() + SECONDS))
        found: tuple[Program, Any] = self._made[k]
        return found

    def _at(self, k: int, trial: Trial, j: int, step: int) -> list[Any]:
        import mpmath as mp
        import numpy as np

        made, function = self._function(k)
        plain = {p.plain: p.name for p in self.made.parameters}
        given = {}
        for p in made.parameters:
            value = trial.given[plain[p.plain]]
            given[p.name] = value if callable(value) or isinstance(value, int) else exact(value[j])
        if made.differs:
            given["step"] = mp.mpf(10) ** -step
        return [np.asarray(v, dtype=object) for v in function(**given)]

    def _weighed(self, sides: list[list[Any]], trial: Trial, j: int, relation: str) -> dict[str, Any] | None:
        import mpmath as mp
        import numpy as np

        (a1, b1), (a, b) = sides
        a, b, a1, b1 = (x.ravel() for x in np.broadcast_arrays(a, b, a1, b1))
        for p, q, p1, q1 in zip(a, b, a1, b1, strict=True):
            p, q, p1, q1 = (mp.mpf(x) for x in (p, q, p1, q1))
            if not (mp.isfinite(p) and mp.isfinite(q)):
                return None
            scale = max(abs(p), abs(q), mp.mpf(10) ** -30)
            if max(abs(p - p1), abs(q - q1)) > mp.mpf(10) ** -18 * max(1, scale):
                return None
            wrong = {
                "<": p >= q, "≤": p > q, ">": p <= q, "≥": p < q, "≠": p == q
            }.get(relation, abs(p - q) > mp.mpf(10) ** -15 * scale)  # fmt: skip
            if wrong:
                error = float(abs(p - q) / scale)
                shown = self._shown(trial, j)
                many = len(a) > 1
                return {"differ": True, "error": error, "at": shown,
                        "left": [float(x) for x in a] if many else float(p),
                        "right": [float(x) for x in b] if many else float(q)}  # fmt: skip
        return {"differ": False}

    def _shown(self, trial: Trial, j: int) -> dict[str, Any]:
        at: dict[str, Any] = {}
        for p in self.made.parameters:
            value = trial.given[p.name]
            if isinstance(value, Smooth):
                at[p.plain] = value.text()
            elif isinstance(value, int):
                at[p.plain] = value
            else:
                at[p.plain] = value[j].tolist()
        return at


def _free_indices(trees: Sequence[Any], axes: Sequence[Any]) -> list[Any]:
    """Binders for the free index letters that are no axes yet: the lines must agree for all of their values."""
    known = {a.args[0] if isinstance(a, (All, Range)) else a for a in axes}
    free = frozenset().union(*(letters(t) for t in trees)) - known
    sizes = {x: index_size(trees, x) for x in free if "integer" in x.assumptions and not x.shape}
    return [All(x, sizes[x]) for x in sorted(sizes, key=lambda x: x.plain) if sizes[x] is not None]


# ---- helpers -------------------------------------------------------------------------------------------------------


def _reducing(trees: Sequence[Any]) -> frozenset[Function]:
    """Abstract functions that are called on an array and give a number."""
    found = set()
    for t in trees:
        for _, e in walk(t):
            if isinstance(e, Call) and e.function.kind == "function" and any(shape(a) for a in e.arguments):
                found.add(e.function)
    return frozenset(found)


def _normalised(scope: Scope) -> frozenset[Letter]:
    """Vectors of which a fact says that their entries sum to one."""
    found = set()
    for fact in scope.facts:
        match fact:
            case Relation(args=(_, Sum(args=(Entry(args=(Letter() as x, _)), _)), one)) if one == 1:
                found.add(x)
    return frozenset(found)


def _rounded(lhs: Any, rhs: Decimal, scope: Scope, seed: int) -> Verdict:
    """`lhs ≈ 0.83`: does the value round to the digits that are written?"""
    import numpy as np

    made = program([written_out(lhs, scope.definitions)])
    free = [p.plain for p in made.parameters]
    if free:
        return Verdict("undecided", seed=seed, reason=f"no value is known for {', '.join(free)}")
    value = float(np.asarray(calling(made.function(np), {})))
    _, _, decimals = rhs.digits.partition(".")
    unit = 10.0 ** -len(decimals)
    wanted = float(rhs.value)
    if abs(value - wanted) <= 0.5 * unit * (1 + 1e-9):
        return Verdict("verified", abs(value - wanted), unit / 2, 1, seed)
    found = {"at": {}, "left": value, "right": wanted}
    return Verdict("refuted", abs(value - wanted), unit / 2, 1, seed, found)


def is_derivative_free(e: Any) -> bool:
    """Does no derivative and no differential occur?"""
    return not has_d(e) and not any(isinstance(n, Derivative) for _, n in walk(e) if isinstance(n, Node))


def chain(sides: Sequence[Any], relations: Sequence[str], scope: Scope | None = None, *, axes: Sequence[Any] = (),
          seed: int = 0, samples: int = SAMPLES) -> Verdict:  # fmt: skip
    """The verdict of `a = b = c ≈ 0.3`: one for each link, the worst for the whole."""
    links = [
        judge(a, b, r, scope, axes=axes, seed=seed, samples=samples)
        for a, b, r in zip(sides, sides[1:], relations, strict=False)
    ]
    return worst(links, seed)
