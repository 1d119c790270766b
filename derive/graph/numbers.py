"""Values forward, adjoints backward, and the differences that check them, at one point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from derive.errors import UsageError
from derive.expr.heads import Letter, is_scalar, shown
from derive.graph.backward import Share, adjoint
from derive.graph.operations import Operation
from derive.numeric.compile import Compiled, compile

Values = dict[Letter, Any]
Edges = dict[tuple[Letter, Letter], Any]
STEPS = (1e-3, 5e-4)  # of differences, relative to the size of the value
KINK = 1e-6  # the least difference between the slopes on both sides that is a kink


class Run:
    """A graph at a point.

    given: the values of the inputs by their plain names; those of abstract functions are callables. values: of every
    node. Raises: UsageError for a value that is missing, ShapeError for one that does not fit.
    """

    def __init__(self, nodes: Sequence[Operation], given: Mapping[str, Any]) -> None:
        self.nodes = nodes
        self.given = given
        self.compiled: dict[Any, Compiled] = {}
        self.values: Values = {}
        for v in nodes:
            self.values[v.letter] = self._input(v.letter) if v.op == "input" else self.value(v.tree, self.values)

    def _input(self, x: Letter) -> Any:
        import numpy as np

        if x.plain not in self.given:
            raise UsageError(f"the value of {x.plain} ({shown(x.shape)}) is missing", help=f'--at "{x.plain}=…"')
        return np.asarray(compile(x)(**{x.plain: self.given[x.plain]}), dtype=float)

    def value(self, tree: Any, values: Values) -> Any:
        """The value of an operation where its letters have these values."""
        import numpy as np

        f = self.compiled.get(tree) or self.compiled.setdefault(tree, compile(tree))
        known = {**self.given, **{x.plain: a for x, a in values.items()}}
        return np.asarray(f(**{name: known[name] for name in f.letters if name in known}), dtype=float)

    def backward(self, shares: Mapping[Letter, Sequence[Share]]) -> tuple[Values, Edges]:
        """The adjoint of every node by the output, a scalar; and the share of it that each edge (from, to) carries.

        Raises: UsageError when the output is no scalar.
        """
        import numpy as np

        output = self.nodes[-1].letter
        if not is_scalar(output):
            raise UsageError(f"adjoints are of a scalar output; {output.plain} is {shown(output.shape)}")
        total: Values = {v.letter: np.zeros_like(self.values[v.letter]) for v in self.nodes}
        total[output] = np.ones_like(self.values[output])
        edges: Edges = {}
        for v in reversed(self.nodes):
            known = {**self.values, adjoint(v.letter): total[v.letter]}
            for share in shares[v.letter]:
                part = self.value(share.tree, known).reshape(total[share.input].shape)
                edges[share.input, v.letter] = part
                total[share.input] = total[share.input] + part
        return total, edges

    def unbounded(self, adjoints: Values) -> Letter | None:
        """The first node whose value or adjoint is no finite number at this point, None where all are."""
        import numpy as np

        known = (self.values, adjoints)
        return next((v.letter for v in self.nodes if not all(np.isfinite(a[v.letter]).all() for a in known)), None)

    def error(self, adjoints: Values) -> float:
        """The largest relative difference between an entry of an input's adjoint and a difference quotient.

        NaN where there is no difference quotient: at a kink, and at the edge of the domain.
        """
        import numpy as np

        found = [0.0]
        for v in self.nodes:
            places = np.ndindex(self.values[v.letter].shape) if v.op == "input" else ()
            for place in places:
                here = float(adjoints[v.letter][place])
                found.append(abs(self._slope(v.letter, place) - here) / (1 + abs(here)))
        return float(np.max(found))

    def _slope(self, x: Letter, place: tuple[int, ...]) -> float:
        """The derivative of the output by one entry of an input: differences at two steps, extrapolated.

        Small steps are tried where large ones leave the domain. NaN without a slope.
        """
        size = abs(float(self.values[x][place]))
        found = self._extrapolated(x, place, 1 + size)
        return found if found == found or not size else self._extrapolated(x, place, size)

    def _extrapolated(self, x: Letter, place: tuple[int, ...], size: float) -> float:
        """The slope by steps of this size, NaN where the slopes on both sides stay apart as the step shrinks."""
        here = float(self.values[self.nodes[-1].letter])
        slopes, jumps = [], []
        for h in (k * size for k in STEPS):
            right, left = self._output(x, place, h), self._output(x, place, -h)
            slopes.append((right - left) / (2 * h))
            jumps.append(abs(right - 2 * here + left) / h)
        wide, narrow = slopes
        if jumps[1] > KINK * (1 + abs(narrow)) and jumps[1] > 0.9 * jumps[0]:
            return math.nan
        return (4 * narrow - wide) / 3

    def _output(self, x: Letter, place: tuple[int, ...], by: float) -> float:
        """The output when one entry of an input is moved."""
        moved = self.values[x].copy()
        moved[place] += by
        values: Values = {**self.values, x: moved}
        changed = {x}
        for v in self.nodes:
            if v.op != "input" and not changed.isdisjoint(v.inputs):
                values[v.letter] = self.value(v.tree, values)
                changed.add(v.letter)
        return float(values[self.nodes[-1].letter])
