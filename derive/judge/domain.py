"""Where a claim holds: what its samples say about the common domain of the two sides, in words and as conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer

from derive.expr.heads import Call, Letter, Relation
from derive.judge.points import Compared, Trial
from derive.numeric.compile import Program

FEWEST = 2  # samples outside the domain that make it worth a word


def domain(made: Program, trials: Sequence[Trial], found: Sequence[Compared], marks: Sequence[Any]) -> Any:
    """(conditions, words) when the sides are not real everywhere, ((), None) when they are.

    The conditions are trees such as x > 1 where one letter decides.
    """
    import numpy as np

    inside = [c.moderate & c.left & c.right for c in found]
    outside = [c.moderate & ~(c.left & c.right) for c in found]
    if sum(int(o.sum()) for o in outside) < FEWEST or not any(i.any() for i in inside):
        return (), None
    for p in made.parameters:
        if p.role != "value" or p.form or not isinstance(p.of, Letter):
            continue
        drawn = [np.broadcast_to(t.given[p.name], i.shape) for t, i in zip(trials, inside, strict=True)]
        yes = np.concatenate([v[i] for v, i in zip(drawn, inside, strict=True)])
        no = np.concatenate([v[o] for v, o in zip(drawn, outside, strict=True)])
        condition = _separating(p.of, yes, no, marks)
        if condition is not None:
            return (condition,), f"for {_words(condition)}"
    one_sided = any((o & (c.left ^ c.right)).any() for o, c in zip(outside, found, strict=True))
    return (), "where both sides are real" if one_sided else None


def _separating(x: Letter, yes: Any, no: Any, marks: Sequence[Any]) -> Any:
    """x > c, x < c, |x| < c or |x| > c when it tells the two apart for a simple c."""
    import numpy as np

    from derive.notation import call

    size = call("abs", x)
    for subject, inside, outside in ((x, yes, no), (size, np.abs(yes), np.abs(no))):
        for op, low, high in ((">", outside.max(), inside.min()), ("<", inside.max(), outside.min())):
            c = _simple(low, high, marks)
            if c is not None and not (subject is size and c <= 0):
                return Relation(op, subject, c)
    return None


def _simple(low: float, high: float, marks: Sequence[Any]) -> Any:
    short = [m for m in marks if m.q <= 100]
    for c in (Integer(0), Integer(1), Integer(-1), *short, *(-m for m in short)):
        if low <= float(c) <= high:
            return c
    return None


def _words(condition: Any) -> str:
    op, subject, c = condition.op, condition.args[1], condition.args[2]
    text = f"|{subject.arguments[0].plain}|" if isinstance(subject, Call) else subject.plain
    return f"{text} {op} {c}"
