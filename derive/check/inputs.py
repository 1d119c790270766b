"""A flattened program that can be run from chosen inputs, and values for the inputs that it does not give.

Of an input only what the program does with it is known: shapes are tried until all that the loss needs fits, labels as
0 and 1 by rows or by columns.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derive.check.arrays import Misfit, Unknown
from derive.check.flat import Flat, Step
from derive.check.interpreter import MODULES, value
from derive.check.reach import reached

SHAPES = (
    (4, 3),
    (3, 2),
    (3, 4),
    (2, 4),
    (4, 2),
    (2, 3),
    (4, 1),
    (3, 1),
    (2, 1),
    (1, 4),
    (1, 3),
    (1, 2),
    (4,),
    (3,),
    (2,),
    (1, 1),
    (),
)
LABEL = re.compile(r"(?i)^(y|t|targets?|labels?|\w*(idx|index|indices))(_?(true|train|batch|label))?s?$")
MOST_TRIALS = 4_000  # evaluations of an assignment while shapes are tried
MOST_FOUND = 60  # choices of shapes

Fixed = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A flattened program and the key of its loss."""

    flat: Flat
    loss: str

    def run(self, fixed: Mapping[str, Any], only: frozenset[str] | None = None) -> Fixed:
        """All values where some keys are fixed; of `only` these keys."""
        known: Fixed = {**self.flat.functions, **fixed}
        for s in self.flat.steps:
            if s.key in fixed or only is not None and s.key not in only:
                continue
            try:
                known[s.key] = value(s.of, known)
            except Unknown:
                known.pop(s.key, None)
        return known

    @cached_property
    def needed(self) -> frozenset[str]:
        """The keys that the loss depends on, its own among them."""
        return self.behind(self.loss) | {self.loss}

    def behind(self, key: str) -> frozenset[str]:
        """The keys that a key depends on."""
        return reached(key, self._uses)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each key's assignment."""
        return {s.key: k for k, s in enumerate(self.flat.steps)}

    @cached_property
    def _uses(self) -> dict[str, frozenset[str]]:
        return {s.key: used(s.of) for s in self.flat.steps}

    @staticmethod
    def name(key: str) -> str:
        """The name that a key is a version of."""
        return key.partition("@")[0]


def used(e: ast.expr) -> frozenset[str]:
    """The keys in an expression."""
    return frozenset(n.id for n in ast.walk(e) if isinstance(n, ast.Name)) - MODULES


def inputs(code: Program) -> Iterator[tuple[Program, Fixed]]:
    """The program with values for its free names, in each way that fits; itself where it has none."""
    free = [n for n in code.flat.free if n in code.needed]
    if not free:
        yield code, {}
        return
    steps = [s for s in code.flat.steps if s.key in code.needed]
    for k, shapes in enumerate(_fitting(steps, code, free)):
        if k >= MOST_FOUND:
            return
        for axis in (0, 1) if any(LABEL.match(n) for n in free) else (0,):
            yield code, {n: drawn(n, form, axis) for n, form in shapes.items()}


def drawn(name: str, form: tuple[int, ...], axis: int) -> Any:
    """An array of a shape: of labels one 1 along an axis, of one column or row 0 and 1."""
    import numpy as np

    rng = np.random.default_rng([3, *name.encode()])
    if not LABEL.match(name):
        return 0.3 + rng.random(form) if form == () else rng.standard_normal(form)
    if len(form) == 2 and 1 not in form:
        made = np.zeros(form)
        for k in range(form[1 - axis]):
            place = (k % form[0], k) if axis == 0 else (k, k % form[1])
            made[place] = 1
        return made
    return np.round(rng.random(form))


def _fitting(steps: Sequence[Step], code: Program, free: Sequence[str]) -> Iterator[dict[str, tuple[int, ...]]]:
    """The shapes of the free names with which every assignment that the loss needs has a value."""
    trials = MOST_TRIALS
    stack: list[tuple[int, dict[str, tuple[int, ...]], Fixed]] = [(0, {}, dict(code.flat.functions))]
    while stack and trials > 0:
        at, shapes, known = stack.pop()
        if at == len(steps):
            yield shapes
            continue
        open_ = next((n for n in free if n in used(steps[at].of) and n not in shapes), None)
        if open_ is not None:
            stack += [(at, {**shapes, open_: f}, {**known, open_: drawn(open_, f, 0)}) for f in reversed(SHAPES)]
            continue
        trials -= 1
        try:
            made = value(steps[at].of, known)
        except Misfit:
            continue
        except Unknown:
            return
        stack.append((at + 1, shapes, {**known, steps[at].key: made}))
