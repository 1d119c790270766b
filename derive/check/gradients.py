"""Gradients written by hand in code (`dW = …`), compared with differences of the loss, and the edit that mends one.

A gradient that is off while those computed from it are right follows a convention of its author (`dz = a - y` without
the 1/m that dW has), and is no error; one that is right but for an earlier false one follows from that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from derive.check.arrays import Misfit, Unknown
from derive.check.code_edits import Gradient, apart, edits, other_shape, promised, shown
from derive.check.flat import Step, flattened
from derive.check.inputs import Program, inputs
from derive.check.interpreter import MODULES, value
from derive.check.witness import Witness

MOST_ENTRIES = 400  # of a letter whose gradient is checked
LOSSES = ("L", "loss", "J", "cost", "E", "C", "l", "loss_val", "loss_value", "total_loss", "error")
STEPS = (1e-4, 5e-5)
SAME, OFF = 1e-5, 1e-3  # relative differences up to which two gradients agree, and beyond which they differ
DRAWS = 3
MOST_JUDGED = 12  # choices of the inputs, those first in which most gradients have the shape of their letter

Fixed = dict[str, Any]  # names that have a value whatever the code assigns to them


@dataclass(frozen=True)
class _Hand:
    """A gradient written by hand: the letter, the key of its value in the loss, the assignments that make it up."""

    target: str
    key: str
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]


def false_gradients(w: Witness) -> tuple[Gradient, ...]:
    """The gradients of a scalar loss that the code gets wrong at every point tried."""
    flat = flattened(w.blocks)
    losses = (s for n in LOSSES for s in reversed(flat.steps) if s.name == n and _letters(s.of))
    for loss in losses:
        judges = [j for code, given in inputs(Program(flat, loss.key)) if (j := _Judge(code, given)).hands]
        judges = sorted(judges, key=lambda j: -len(j.hands))[:MOST_JUDGED]
        for j in judges:
            j.judge()
        best = max(judges, key=lambda j: (len(j.right), -len(j.wrong)), default=None)
        if best is not None:  # of inputs that nobody gave, a loss of which most gradients are wrong is misunderstood
            if flat.free and len(best.right) < len(best.wrong):
                return ()
            return tuple(g for g in best.reported() if g.repair is not None or not flat.free)
    return ()


def _letters(e: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(e) if isinstance(n, ast.Name)} - MODULES


class _Judge:
    """The gradients of a program for one choice of its inputs. right, wrong: by the key of the last assignment."""

    def __init__(self, code: Program, given: Fixed) -> None:
        self.code, self.points = code, list(_points(code, given))
        self.base = code.run(self.points[0])
        self.hands = list(self._hands())
        self.slopes: dict[str, list[Any]] = {}
        self.right: set[str] = set()
        self.wrong: list[_Hand] = []

    def _hands(self) -> Iterator[_Hand]:
        """Of every name that promises a gradient of a letter in the loss, all its assignments up to the last."""
        import numpy as np

        by_name: dict[str, list[Step]] = {}
        for s in self.code.flat.steps:
            by_name.setdefault(s.name, []).append(s)
        inner = {self.code.name(k): k for k in self.code.needed}
        for name, every in by_name.items():
            target = next((t for t in promised(name) if t in inner and t != self.code.name(self.code.loss)), None)
            key = inner.get(target or "")
            if target is None or key is None or key not in self.base:
                continue
            steps = [s for s in every if self._before_update(s, target, key)]
            if not steps or steps[-1].key in self.code.needed:
                continue
            made = self.base.get(steps[-1].key)
            if made is None and not self._misfit(steps[-1]):
                continue
            other = not self.code.flat.free and other_shape(made, self.base[key])
            if made is None or np.shape(made) == np.shape(self.base[key]) or other:
                yield _Hand(target, key, tuple(steps))

    def _before_update(self, s: Step, target: str, key: str) -> bool:
        """Does an assignment stand before the letter, whose value in the loss has this key, gets another value?"""
        versions = [t.key for t in self.code.flat.steps if t.name == target]
        later = versions[versions.index(key) + 1 :] if key in versions else versions
        return not later or self.code.order[s.key] < self.code.order[later[0]]

    def _misfit(self, s: Step) -> bool:
        """Do the shapes in it not fit, where all names have values?"""
        if not (_letters(s.of) & set(self.base)):
            return False
        try:
            value(s.of, self.base)
        except Misfit:
            return True
        except Unknown:
            pass
        return False

    def judge(self) -> None:
        """Sort the gradients into right and wrong, those that can't be told left out."""
        for h in self.hands:
            slopes = [slope(self.code, h.key, p) for p in self.points]
            if any(s is None for s in slopes):
                continue
            self.slopes[h.last.key] = slopes
            said = [_array(self.code.run(p).get(h.last.key)) for p in self.points]
            if all(x is None for x in said):
                self.wrong.append(h)
                continue
            gaps = [apart(x, s) for x, s in zip(said, slopes, strict=True)]
            if all(g < SAME * 10 for g in gaps):
                self.right.add(h.last.key)
            elif all(g > SAME * 20 for g in gaps) and max(gaps) > OFF:
                self.wrong.append(h)

    def reported(self) -> Iterator[Gradient]:
        """The wrong ones that are no convention and follow from no earlier one."""
        points = [dict(p) for p in self.points]
        scaled: dict[str, float] = {}  # gradients that are a multiple of the true ones by convention
        for h in self.wrong:
            key, slopes = h.last.key, self.slopes[h.last.key]
            factors = {1.0, *(scaled[k] for k in self.code.behind(key) & set(scaled))}
            runs = [self.code.run(p) for p in points]
            said = [_array(r.get(key)) for r in runs]
            ratio = next((c for c in factors if _near(said, [c * s for s in slopes])), None)
            own = _ratio(said, slopes) if ratio is None and any(self._uses(k, h) for k in self.right) else ratio
            if own is None and any(self._uses(k, h) for k in self.right):
                continue
            if own is None:
                own = max(factors, key=lambda c: abs(c - 1))
                found = self._gradient(h, runs, said[0], slopes, factors)
                if found.repair is None and said[0] is not None and said[0].shape != slopes[0].shape:
                    continue  # something else, perhaps, that has such a name
                yield found
                for p, s in zip(points, slopes, strict=True):
                    p[key] = own * s
            if own != 1:
                scaled[key] = own

    def _uses(self, key: str, h: _Hand) -> bool:
        return key != h.last.key and bool(self.code.behind(key) & {s.key for s in h.steps})

    def _gradient(self, h: _Hand, runs: Sequence[Fixed], said: Any, slopes: Sequence[Any],
                  factors: set[float]) -> Gradient:  # fmt: skip
        """What is said of a false one: at the assignment whose edit mends it, else at its first."""
        import numpy as np

        step, repair = h.steps[0], None
        aims = [[c * x for x in slopes] for c in sorted(factors)]
        for s in self._places(h):
            made_of = edits(s.of, self._names(s))
            made = next((e for e in made_of if any(self._mends(e, s, h, runs, aim) for aim in aims)), None)
            if made is not None:
                step, repair = s, shown(made)
                break
        told = said is not None and said.shape == slopes[0].shape
        at = np.unravel_index(np.argmax(np.abs(said - slopes[0])), np.shape(slopes[0])) if told else ()
        ends = (float(said[at]), float(slopes[0][at])) if told else (None, None)
        return Gradient(h.target, self.code.name(self.code.loss), step.line, shown(step.of), repair, *ends)

    def _names(self, s: Step) -> list[str]:
        """The names that stand before an assignment."""
        before = [x.key for x in self.code.flat.steps[: self.code.flat.steps.index(s)]]
        return [k for k in (*self.code.flat.free, *before) if k in self.base]

    def _places(self, h: _Hand) -> Iterator[Step]:
        """The assignments where its slip may stand: what it shares with other false ones, its own, the rest."""
        own = {x.key for other in self.hands for x in other.steps} | self.code.needed
        behind = self.code.behind(h.last.key) - own
        others = [self.code.behind(x.last.key) for x in self.wrong if x is not h]
        prepared = [s for s in reversed(self.code.flat.steps) if s.key in behind and _letters(s.of)]
        shared = [s for s in prepared if any(s.key in b for b in others)]
        yield from (*shared, *reversed(h.steps), *(s for s in prepared if s not in shared))

    def _mends(self, e: ast.expr, s: Step, h: _Hand, runs: Sequence[Fixed], slopes: Sequence[Any]) -> bool:
        """Does the edit of an assignment make the gradient true at every point?"""
        import numpy as np

        steps = self.code.flat.steps
        behind = self.code.behind(h.last.key) | {h.last.key}
        later = [t for t in steps[steps.index(s) + 1 :] if t.key in behind and s.key in self.code.behind(t.key)]
        for run, aim in zip(runs, slopes, strict=True):
            known = {**self.code.flat.functions, **run}
            try:
                for key, of in [(s.key, e), *((t.key, t.of) for t in later)]:
                    known[key] = value(of, known)
                made = np.asarray(known[h.last.key], dtype=float)
            except Unknown:
                return False
            if made.shape != aim.shape or not np.all(np.isfinite(made)) or not apart(made, aim) < SAME:
                return False
        return True


def _array(x: Any) -> Any:
    import numpy as np

    return None if x is None else np.asarray(x, dtype=float)


def slope(code: Program, key: str, fixed: Fixed) -> Any:
    """The gradient of the loss by differences at two steps, extrapolated; None where they do not agree."""
    import numpy as np

    here = code.run(fixed, code.needed).get(key)
    if here is None or np.size(here) > MOST_ENTRIES:
        return None
    wide, narrow = (_quotients(code, key, np.array(here, dtype=float), h, fixed) for h in STEPS)
    if wide is None or narrow is None or np.any(np.abs(wide - narrow) > 1e-4 * (1 + np.abs(narrow))):
        return None
    return (4 * narrow - wide) / 3


def _quotients(code: Program, key: str, here: Any, h: float, fixed: Fixed) -> Any:
    import numpy as np

    made = np.empty_like(here)
    for place in np.ndindex(here.shape):
        ends = []
        for step in (h, -h):
            moved = here.copy()
            moved[place] += step
            end = code.run({**fixed, key: moved}, code.needed).get(code.loss)
            if end is None or np.size(end) != 1:
                return None
            ends.append(float(np.ravel(end)[0]))
        made[place] = (ends[0] - ends[1]) / (2 * h)
    return made


def _near(said: Sequence[Any], slopes: Sequence[Any]) -> bool:
    return all(apart(x, s) < OFF for x, s in zip(said, slopes, strict=True))


def _ratio(said: Sequence[Any], slopes: Sequence[Any]) -> float | None:
    """The number by which all of these are larger than those."""
    import numpy as np

    if any(x is None or np.shape(x) != np.shape(s) for x, s in zip(said, slopes, strict=True)):
        return None
    x, s = (np.concatenate([np.ravel(a) for a in part]) for part in (said, slopes))
    found = float(np.dot(x, s) / np.dot(s, s)) if np.dot(s, s) > 0 else 0.0
    return found if found and float(np.max(np.abs(x - found * s))) < SAME * float(np.max(np.abs(x))) else None


def _points(code: Program, given: Fixed) -> Iterator[Fixed]:
    """The literals and inputs as they are, and moved a little; whole numbers (labels, counts) stay."""
    import numpy as np

    base = code.run(given)
    literals = {s.key: base[s.key] for s in code.flat.steps if not _letters(s.of) and s.key in base}
    rng = np.random.default_rng(0)
    for k in range(DRAWS):
        all_ = {**literals, **given}
        moved = {n: v * (1 + 0.2 * rng.random(np.shape(v))) for n, v in all_.items() if np.any(v != np.round(v))}
        yield {**all_, **(moved if k else {})}
