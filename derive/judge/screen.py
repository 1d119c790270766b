"""Many candidates for one side of an equation, evaluated together: which of them may equal the other side."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from derive.errors import DeriveError
from derive.expr.definitions import written_out
from derive.expr.heads import base, letters
from derive.expr.scope import Scope
from derive.judge.points import Trial, compared, tallied, trial
from derive.judge.scope import free_indices, normalised, rank
from derive.numeric.compile import program
from derive.numeric.sampling import plan

CHUNK = 64
POINTS = 8
TRIALS = 2
MOSTLY = 0.8  # of the samples at which another tree has values
ROUNDED = 0.25  # samples that may differ for one that agrees: in float64 large numbers that cancel differ

# an edit can be nonsense
NONSENSE = (DeriveError, ArithmeticError, AttributeError, SyntaxError, TypeError, ValueError)


def agreeing(target: Any, candidates: Sequence[Any], scope: Scope, *, seed: int = 0, seconds: float = 4.0,
             like: Any = None) -> list[int]:  # fmt: skip
    """The numbers of the candidates that agree with the target at a few samples. It proves nothing: judge them.

    like: a tree that has values where a candidate must have them too.
    """
    straight = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    end = time.process_time() + seconds
    found: list[int] = []
    stack = _chunks(len(candidates))
    while stack and time.process_time() < end:
        numbers = stack.pop()
        try:
            found += _agreeing(target, candidates, numbers, straight, scope, seed, like)
        except NONSENSE:
            if like is not None and not _has_values(like, straight, scope):
                like = None
                stack.append(numbers)
            else:
                stack += _halves(numbers)
    return found


def _chunks(count: int) -> list[list[int]]:
    """The numbers of candidates in groups that are evaluated together, the first group last."""
    return [list(range(k, min(k + CHUNK, count))) for k in range(0, count, CHUNK)][::-1]


def _halves(numbers: list[int]) -> list[list[int]]:
    """A group that could not be evaluated in two, so that in the end what can't be is alone."""
    half = len(numbers) // 2
    return [numbers[half:], numbers[:half]] if half else []


def _has_values(tree: Any, straight: Sequence[Any], scope: Scope) -> bool:
    """Can it be evaluated at all: is no index outside its array?"""
    try:
        _agreeing(tree, [tree], [0], straight, scope, 0, None)
    except NONSENSE:
        return False
    return True


def matching(targets: Sequence[Any], candidates: Sequence[Any], scope: Scope, *, seed: int = 0, seconds: float = 4.0,
             like: Any = None) -> list[tuple[int, int]]:  # fmt: skip
    """(candidate, target) for each candidate that agrees with one of several targets at a few samples. It proves
    nothing: judge them."""
    end = time.process_time() + seconds
    found: list[tuple[int, int]] = []
    stack = _chunks(len(candidates))
    while stack and time.process_time() < end:
        numbers = stack.pop()
        try:
            found += _matching(targets, candidates, numbers, scope, seed, like)
        except NONSENSE:
            stack += _halves(numbers)
    return found


def _matching(targets: Sequence[Any], candidates: Sequence[Any], numbers: Sequence[int], scope: Scope, seed: int,
              like: Any) -> list[tuple[int, int]]:  # fmt: skip
    trees = (*targets, *(candidates[k] for k in numbers), *(() if like is None else (like,)))
    count = len(targets)
    trials = list(_trials(trees, scope, seed))
    found = []
    for j, i in _near(trials[0].values, count, count + len(numbers)):
        both = [compared(t, i, count + j, "=") for t in trials]
        ok, bad = (sum(int(x.sum()) for x in part) for part in zip(*((c.ok, c.bad) for c in both), strict=True))
        here = [compared(t, i, len(trees) - 1, "=") for t in trials] if like is not None else []
        if ok and not bad and ok >= MOSTLY * sum(int((c.ok | c.bad).sum()) for c in here):
            found.append((numbers[j], i))
    return found


def _near(values: Sequence[Any], count: int, end: int) -> Iterator[tuple[int, int]]:
    """(candidate, target) for those whose values are roughly the same."""
    import numpy as np

    flat = [np.nan_to_num(np.asarray(v, float), nan=0.0, posinf=0.0, neginf=0.0).reshape(len(v), -1) for v in values]
    for form in {v.shape for v in flat[:count]}:
        numbers = [i for i in range(count) if flat[i].shape == form]
        wanted = np.stack([flat[i] for i in numbers])
        slack = 1e-9 + 1e-5 * np.abs(wanted)
        for j in (j for j in range(count, end) if flat[j].shape == form):
            close = (np.abs(wanted - flat[j]) <= slack).all(axis=(1, 2))
            yield from ((j - count, numbers[k]) for k in np.flatnonzero(close))


def _trials(trees: Sequence[Any], scope: Scope, seed: int) -> Iterator[Trial]:
    """The values of trees at a few samples, twice."""
    import numpy as np

    made = program(trees, batched=True, single=False, axes=free_indices(trees, ()), firsts=scope.firsts)
    told = plan(trees, normalised(scope), scope.values)
    ranks = [len(made.axes) + rank(t) for t in trees]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # an edit can be nonsense
        function = made.function(np)
    rng = np.random.default_rng(seed)
    for k in range(TRIALS):
        yield trial(made, function, ranks, told, rng, POINTS, k > 0)


def _agreeing(target: Any, candidates: Sequence[Any], numbers: Sequence[int], straight: Sequence[Any], scope: Scope,
              seed: int, like: Any) -> list[int]:  # fmt: skip
    import numpy as np

    more = () if like is None else (like,)
    trees = tuple(
        written_out(t, straight) if straight else t for t in (target, *(candidates[k] for k in numbers), *more)
    )
    ok, bad, told_of = np.zeros(len(numbers), int), np.zeros(len(numbers), int), 0
    for t in _trials(trees, scope, seed):
        if more:
            c = compared(t, 0, len(numbers) + 1, "=")
            told_of += int((c.ok | c.bad).sum())
        some, off = tallied(t, 0, range(1, len(numbers) + 1))
        ok, bad = ok + some, bad + off
    likely = [j for j in range(len(numbers)) if ok[j] and bad[j] <= ROUNDED * ok[j] and ok[j] >= MOSTLY * told_of]
    return [numbers[j] for j in sorted(likely, key=lambda j: bool(bad[j]))]
