"""The gradients of units of code compared with differences, and the edit of a statement that mends them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derive.check.arrays import Unknown
from derive.check.code_edits import Gradient, apart, edits, other_shape, promised, shown
from derive.check.machine import Machine, load
from derive.check.unit_run import Run, Values, fits, run
from derive.check.unit_values import LOST, Env, Need, is_array
from derive.check.units import Unit, units

STEPS = (1e-4, 5e-5)
SAME, OFF = 1e-4, 1e-3  # relative differences up to which gradients agree, beyond which they differ
MOST_ENTRIES = 12  # of a letter at which its gradient is measured
DRAWS = 3
MOST_JUDGED = 3
MOST_EDITS = 2_000  # that are tried in one unit
TURNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


def with_gradients(blocks: Sequence[tuple[Sequence[ast.stmt], int]]) -> Iterator[Unit]:
    """The units that give gradients."""
    for unit in units(blocks):
        if unit.backward is not None or any(_names_of_gradients(unit.written)):
            yield unit


def false_in_unit(unit: Unit) -> Iterator[Gradient]:
    """The gradients that a unit gets wrong at every point tried."""
    judges = []
    for inputs in fits(unit):
        judge = _Judge(unit, inputs)
        if judge.hands:
            judges.append(judge)
        if judge.hands and judge.whole():
            break
    judges = sorted(judges, key=lambda j: -len(j.hands))[:MOST_JUDGED]
    for j in judges:
        j.judge()
    best = max(judges, key=lambda j: (len(j.right), len(j.misshapen) - len(j.wrong)), default=None)
    if best is not None:
        yield from best.reported()


def _names_of_gradients(statements: Sequence[ast.stmt]) -> Iterator[str]:
    for s in statements:
        for n in ast.walk(s):
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                yield from list(promised(n.id))[:1]


@dataclass(frozen=True)
class _Expression:
    """An expression that may be edited. key: its `id`, or that of its statement where it is `x op= e`."""

    key: int
    of: ast.expr
    statement: ast.stmt


class _Judge:
    """A unit at one choice of its inputs. hands: inputs whose gradient it has."""

    def __init__(self, unit: Unit, inputs: Values) -> None:
        self.unit = unit
        self.points = list(_moved(inputs))
        self.base = run(unit, inputs)
        self.losses: list[Any] = []
        self.hands = self._said(self.base)
        self.misshapen = self._misshapen()
        self.right: set[str] = set()
        self.wrong: list[str] = []
        self.slopes: dict[str, list[Any]] = {}

    def whole(self) -> bool:
        """Has every gradient that the names promise the shape of its letter?"""
        names = {t for n in _stored(self.unit.written) for t in promised(n) if t in self.points[0]}
        return names <= set(self.hands)

    def _said(self, made: Run) -> dict[str, Any]:
        """The gradients by the input that they are of; None where shapes do not fit in one."""
        import numpy as np

        found: dict[str, Any] = {}
        inputs = self.points[0]
        of = {id(v): n for n, v in inputs.items()}
        kept = set(self.unit.upstream) | set(inputs)
        named = [(n, v) for n, v in made.env.items() if n not in kept]
        named += [(n, None) for n in made.env.lost if self._misfit(n, made)]
        for name, v in [*((f"d{n}", x) for n, x in made.returned.items()), *named]:
            for t in promised(name):
                target = t if t in inputs else of.get(id(made.env.get(t)), "")
                if not target or target in found or not (is_array(v) or v is None or v is LOST):
                    continue
                if v is LOST or v is None:
                    found[target] = None
                elif np.shape(v) == np.shape(inputs[target]) and np.all(np.isfinite(v)):
                    found[target] = np.asarray(v, float)
        return {t: v for t, v in found.items() if v is not None or made.misfits}

    def _misshapen(self) -> list[str]:
        """The inputs of which a gradient has another shape, ones in it apart."""

        env, inputs = self.base.env, self.points[0]
        found = [(t, env[n]) for n in _stored(self.unit.written) if env.has(n) for t in promised(n) if t in inputs]
        return list(dict.fromkeys(t for t, v in found if is_array(v)
                                  and other_shape(v, inputs[t]) and t not in self.hands))  # fmt: skip

    def _misfit(self, name: str, made: Run) -> bool:
        return any(
            isinstance(s, (ast.Assign, ast.AugAssign)) and id(s.value) in made.misfits and name in set(_stored([s]))
            for s in _every(self.unit.written)
        )

    def judge(self) -> None:
        """Sort the gradients into right and wrong, those that can't be told left out."""
        self.losses = [self._loss(p) for p in self.points]
        for t in (*self.hands, *self.misshapen):
            slopes = [self._slope(t, p) for p in self.points]
            if any(s is None for s in slopes):
                continue
            self.slopes[t] = slopes
        for t in self.slopes:
            gaps = self._gaps(t, {})
            if gaps is None or any(g is None for g in gaps):
                if self.hands.get(t) is None:
                    self.wrong.append(t)
                continue
            if all(g < SAME for g in gaps):
                self.right.add(t)
            elif all(g > 2 * SAME for g in gaps) and max(gaps) > OFF:
                self.wrong.append(t)

    def _gaps(self, t: str, edited: Mapping[int, ast.expr], most: int = DRAWS) -> list[Any] | None:
        """How far the gradient is off at the points."""
        gaps: list[Any] = []
        for p, s in list(zip(self.points, self.slopes[t], strict=True))[:most]:
            try:
                made = run(self.unit, p, edited)
            except (Need, Unknown):
                return None
            if edited and self.unit.backward is None and made.loss != self.losses[len(gaps)]:
                return None
            said = _Judge._said(self, made).get(t)
            gaps.append(None if said is None else apart(_at(said), s))
        return gaps

    def _loss(self, p: Values) -> Any:
        return run(self.unit, p, loss_only=True).loss

    def _slope(self, t: str, p: Values) -> Any:
        """The differences of the loss at some entries, at two steps, extrapolated; None where they do not agree."""
        import numpy as np

        here = np.asarray(p[t], float)
        wide: list[float] = []
        narrow: list[float] = []
        for k in _entries(here.size):
            for h, made in zip(STEPS, (wide, narrow), strict=True):
                ends = []
                for step in (h, -h):
                    moved = here.copy()
                    moved.flat[k] += step
                    try:
                        ends.append(self._loss({**p, t: moved}))
                    except (Need, Unknown):
                        return None
                made.append((ends[0] - ends[1]) / (2 * h))
        a, b = np.array(wide), np.array(narrow)
        return None if np.any(~(np.abs(a - b) <= 1e-4 * (1 + np.abs(b)))) else (4 * b - a) / 3

    # ---- what is said ----------------------------------------------------------------------------------------------

    def reported(self) -> Iterator[Gradient]:
        """The wrong ones that are no convention and that one edit mends; of those that it mends together, one.

        What no edit mends is left alone: the inputs are guessed, and the unit may be misunderstood.
        """
        open_ = [t for t in self.wrong if not self._by_convention(t)]
        if not open_ or self.unit.elementwise and self._of_its_value():
            return
        edited: dict[int, ast.expr] = {}
        while open_:
            made = self._mending(open_, edited)
            if made is None:
                break
            where, new, mended = made
            edited[where.key] = new
            yield self._gradient(mended[0], where, new)
            open_ = [t for t in open_ if t not in mended]

    def _by_convention(self, t: str) -> bool:
        """Is it the true one times a size (`1/m` of a mean), or is every gradient of the unit the negative one?"""
        import numpy as np

        said = self.hands.get(t)
        if said is None:
            return False
        x, s = _at(said), self.slopes[t][0]
        ratio = float(np.dot(x, s) / np.dot(s, s)) if np.dot(s, s) > 0 else 0.0
        if not ratio or apart(x, ratio * s) > SAME:
            return False
        if abs(ratio + 1) < SAME:
            return not self.right and len(self.wrong) > 1
        sizes = {float(v) for v in self.base.env.values() if isinstance(v, (float, int)) and v == round(v) and v > 1}
        return any(abs(ratio * n - 1) < SAME or abs(ratio / n - 1) < SAME for n in sizes)

    def _of_its_value(self) -> bool:
        """Is it right as a function of the value (`a (1 - a)` for σ'(z), where a is σ(z))?"""
        unit = self.unit
        if unit.backward is None or len(self.points[0]) != 1 or len(unit.caches) != 1:
            return False
        ((name, x),) = self.points[0].items()
        try:
            out = run(unit, {name: x})
            value = _Value(unit, x)
            said = run(unit, {name: value.out}).returned.get(name)
        except (Need, Unknown):
            return False
        return said is not None and out.loss is not None and apart(_at(said), self.slopes[name][0]) < SAME

    def _mending(self, open_: list[str], before: Mapping[int, ast.expr],
                 ) -> tuple[_Expression, ast.expr, list[str]] | None:  # fmt: skip
        """The edit that makes most of these true, the first of them among them if one does."""
        tried = 0
        for where in reversed(self._expressions()):
            for new in self._edits(where):
                tried += 1
                if tried > MOST_EDITS:
                    return None
                edited = {**before, where.key: new}
                if not any(self._mends(t, edited, 1) for t in open_):
                    continue
                mended = [t for t in open_ if self._mends(t, edited, DRAWS)]
                if mended and all(self._mends(t, edited, DRAWS) for t in self.right):
                    return where, new, mended
        return None

    def _mends(self, t: str, edited: Mapping[int, ast.expr], most: int) -> bool:
        gaps = self._gaps(t, edited, most)
        return gaps is not None and all(g is not None and g < SAME for g in gaps)

    def _edits(self, where: _Expression) -> Iterator[ast.expr]:
        s = where.statement
        if isinstance(s, ast.AugAssign) and where.key == id(s):
            if isinstance(where.of, ast.BinOp) and type(s.op) in TURNS:
                yield ast.BinOp(where.of.left, TURNS[type(s.op)](), where.of.right)
            return
        yield from edits(where.of, [n for n in self._names if n not in _stored([s])], self._alike)

    def _alike(self, a: str, b: str) -> bool:
        """May a name stand in the place of another one: an array of as many axes, or one that is broadcast to it?"""
        import numpy as np

        x, y = (np.shape(self.base.env[n]) if self._is_array(n) else None for n in (a, b))
        if x is None or y is None:
            return False
        return sorted(x) == sorted(y) or 1 < len(x) == len(y) or x == y[len(y) - len(x) :] or y == x[len(x) - len(y) :]

    def _is_array(self, name: str) -> bool:
        return self.base.env.has(name) and is_array(self.base.env[name])

    @cached_property
    def _names(self) -> list[str]:
        """The names with numbers that stand in the unit."""
        found = {
            n.id for s in (*self.unit.forward.body, *self.unit.written) for n in ast.walk(s) if isinstance(n, ast.Name)
        }
        return sorted(n for n in found if self.base.env.has(n) and is_array(self.base.env[n]))

    def _expressions(self) -> list[_Expression]:
        found = []
        for s in _every(self.unit.written):
            if isinstance(s, (ast.Assign, ast.Return)) and s.value is not None:
                found.append(_Expression(id(s.value), s.value, s))
                found += [_Expression(id(t.slice), t.slice, s) for t in getattr(s, "targets", ())
                          if isinstance(t, ast.Subscript) and isinstance(t.slice, ast.Compare)]  # fmt: skip
            elif isinstance(s, ast.AugAssign):
                found.append(_Expression(id(s.value), s.value, s))
                found.append(_Expression(id(s), ast.BinOp(load(s.target), s.op, s.value), s))
        return sorted(found, key=lambda x: not _names_alone(x.of))  # what a name stands for is mended rather

    def _gradient(self, t: str, where: _Expression, new: ast.expr | None) -> Gradient:
        import numpy as np

        of = " + ".join(f"sum({u} * output)" for u in self.unit.upstream) or self.unit.name
        said, slope = self.hands.get(t), self.slopes[t][0]
        at = int(np.argmax(np.abs(_at(said) - slope))) if said is not None else 0
        ends = (None, None) if said is None else (float(_at(said)[at]), float(slope[at]))
        line = (
            self.unit.first + where.of.lineno
            if hasattr(where.of, "lineno")
            else self.unit.first + where.statement.lineno
        )
        written = ast.unparse(where.statement) if where.key == id(where.statement) else shown(where.of)
        repair = None if new is None else shown(new)
        return Gradient(t, of, line, written, repair, *ends)


def _names_alone(e: ast.expr) -> bool:
    return isinstance(e, ast.Tuple) and all(isinstance(part, ast.Name) for part in e.elts)


class _Value:
    """The value of a function of one argument."""

    def __init__(self, unit: Unit, x: Any) -> None:
        machine = Machine(unit.functions)
        env = Env({**unit.constants, unit.arguments[0]: x})
        back = machine.run(unit.forward.body, env)
        self.out = None if back is None else machine.value(back, env)


def _moved(inputs: Values) -> Iterator[Values]:
    """The inputs as they are, and moved a little; whole numbers (labels, counts) stay."""
    import numpy as np

    rng = np.random.default_rng(0)
    yield inputs
    for _ in range(DRAWS - 1):
        yield {n: v * (1 + 0.2 * rng.random(np.shape(v))) if np.any(v != np.round(v)) else v for n, v in inputs.items()}


def _entries(size: int) -> list[int]:
    return list(range(size)) if size <= MOST_ENTRIES else [k * size // MOST_ENTRIES for k in range(MOST_ENTRIES)]


def _at(a: Any) -> Any:
    import numpy as np

    flat = np.ravel(a)
    return flat[_entries(flat.size)]


def _every(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements and those inside of them, in order."""
    for s in statements:
        yield s
        for part in ("body", "orelse"):
            yield from _every(getattr(s, part, ()))


def _stored(statements: Sequence[ast.stmt]) -> list[str]:
    return [n.id for s in statements for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
