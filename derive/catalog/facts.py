"""What is true of a function of one letter: range, symmetry, slope, saturation, kinks. Found by numbers, then judged.

A number is only a guess of what to judge: a bound found on a grid is a claim that the judge decides, a sign of the
slope is judged for the derived slope, and what is refuted gives its witness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from sympy import Rational, S

from derive.expr.arithmetic import minus
from derive.expr.heads import Decimal, Letter
from derive.expr.trees import substitute
from derive.expression import Expression
from derive.judge.lines import judge
from derive.verdicts import Verdict

if TYPE_CHECKING:
    from derive.api.derivations import Derivation
    from derive.numeric.compile import Compiled

FAR = 1e6  # where a function shows whether it is bounded
NEAR = 5.0  # a bound that is met, is met here; one that is approached is not yet met by float64
BESIDE = 1e-7  # how far from a kink its slopes are taken
FLAT = 1e-6  # a slope below this, far out, is saturated
PLACES = 4  # of a bound that is no simple number


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of a function. words: what holds, formulas between `$`; verdict: None of what is only computed."""

    name: str
    words: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Curve:
    """A function of one letter and its derivative. derivation: of the derivative; at: values of the other letters."""

    derivation: Derivation
    at: Mapping[str, float]

    @cached_property
    def of(self) -> Expression:
        """The function: of a definition the right side."""
        d = self.derivation
        first = d.kernel.steps[0]
        tree = first.choice[1] if first.rule == "definition" and not first.path[1:] else d.problem.of
        return Expression(self._with_numbers(tree), d.problem.scope)

    @cached_property
    def slope(self) -> Any:
        """The derived slope as a tree."""
        return self._with_numbers(self.derivation.result.tree)

    def _with_numbers(self, tree: Any) -> Any:
        known = self.derivation.problem.scope.letters
        values = {x: Fraction(v).limit_denominator(1000) for x, v in self.at.items()}
        return substitute(tree, {known[x]: Rational(v.numerator, v.denominator) for x, v in values.items()})

    @property
    def letter(self) -> Letter:
        """Its letter."""
        return self.derivation.problem.wrt

    def values(self, z: Any) -> Any:
        """The function at numbers."""
        return _at(self._compiled, self.letter.plain, z)

    def slopes(self, z: Any) -> Any:
        """The derivative at numbers, by the derived formula."""
        return _at(self._slope, self.letter.plain, z)

    @cached_property
    def _compiled(self) -> Any:
        return self.of.numpy()

    @cached_property
    def _slope(self) -> Any:
        return Expression(self.slope, self.of.scope).numpy()

    def facts(self) -> tuple[Fact, ...]:
        """All properties, in the order of a table."""
        return self.range, self.symmetry, self.growth, self.steepest, self.saturation, self.kink

    # ---- each of them ----

    @cached_property
    def _grid(self) -> Any:
        import numpy as np

        far = np.geomspace(40, FAR, 40)
        return np.concatenate([-far[::-1], np.linspace(-40, 40, 8001), far])

    @cached_property
    def range(self) -> Fact:
        """From its infimum to its supremum, each bound judged."""
        low, high = self._bound(-1), self._bound(1)
        said = [v for _, v, _ in (low, high) if v is not None]
        left = ("[" if low[2] else "(") + low[0]
        right = high[0] + ("]" if high[2] else ")")
        return Fact("range", f"${left}, {right}$", max(said, key=_worse) if said else None)

    def _bound(self, side: int) -> tuple[str, Verdict | None, bool]:
        """The bound on one side in LaTeX, the verdict on it, and whether it is attained."""
        import numpy as np

        z = self._grid
        k = int(np.nanargmax(side * self.values(z)))
        z = np.concatenate([z, np.linspace(z[max(k - 1, 0)], z[min(k + 1, len(z) - 1)], len(z))])
        v = self.values(z)
        most = float(np.nanmax(side * v))
        if most > 100:
            return (r"\infty" if side > 0 else r"-\infty"), None, False
        tree = self._simple(side * most)
        if tree is None:
            near = _rounded_outwards(side * most, side)
            return Expression(near).latex(), self._below(near, side), True
        met = bool((abs(v[abs(z) <= NEAR] - float(tree)) <= 1e-9 * abs(float(tree))).any())
        return Expression(tree).latex(), self._below(tree, side, met), met

    def _below(self, bound: Any, side: int, met: bool = True) -> Verdict:
        relations = ("≤", "≥") if met else ("<", ">")
        return judge(self.of.tree, bound, relations[side < 0], self.of.scope)

    @staticmethod
    def _simple(v: float) -> Any:
        """A bound as a simple fraction."""
        near = Fraction(v).limit_denominator(4)
        return Rational(near.numerator, near.denominator) if abs(float(near) - v) < 1e-9 else None

    @cached_property
    def symmetry(self) -> Fact:
        """Is it odd, and so centred at zero?"""
        mirrored = substitute(self.of.tree, {self.letter: minus(self.letter)})
        odd = judge(mirrored, minus(self.of.tree), "=", self.of.scope)
        z = self.letter.latex
        if odd.holds:
            return Fact("zero-centred", f"yes: $f(-{z}) = -f({z})$", odd)
        shown = replace(odd, status="verified" if odd.status == "refuted" else "undecided", counterexample=None)
        mean = float(self.values(1.0) + self.values(-1.0)) / 2
        return Fact("zero-centred", f"no: the mean of $f(1)$ and $f(-1)$ is ${mean:.3g}$", shown)

    @cached_property
    def growth(self) -> Fact:
        """Increasing, never decreasing, or neither, by the sign of the derived slope."""
        slope, scope = self.slope, self.of.scope
        for relation, words in ((">", "strictly increasing"), ("≥", "never decreasing")):
            said = judge(slope, S.Zero, relation, scope)
            if said.holds:
                return Fact("monotone", words, said)
        z, v = self._grid, self.slopes(self._grid)
        if v.min() > -FLAT:
            return Fact("monotone", "not decided", replace(said, status="undecided", counterexample=None))
        at = float(z[v.argmin()])
        shown = replace(said, status="verified", counterexample=None)
        words = f"no: $f'({at:.3g}) = {float(self.slopes(at)):.3g}$ and $f'(1) = {float(self.slopes(1.0)):.3g}$"
        return Fact("monotone", words, shown if said.status == "refuted" else said)

    @cached_property
    def steepest(self) -> Fact:
        """The largest slope, judged as a bound."""
        import numpy as np

        v = self.slopes(self._grid)
        k = int(np.nanargmax(v))
        most, at = float(v[k]), float(self._grid[k])
        bound = self._simple(most) or _rounded_outwards(most, 1)
        said = judge(self.slope, bound, "≤", self.of.scope)
        where = f" at ${self.letter.latex} = {at:.3g}$" if abs(at) < 30 and (v > most - 1e-9).sum() == 1 else ""
        return Fact("largest slope", f"${Expression(bound).latex()}${where}", said)

    @cached_property
    def saturation(self) -> Fact:
        """On which sides its slope vanishes, far out."""
        left, right = (abs(float(self.slopes(z))) for z in (-40.0, 40.0))
        near = f"$f'(-5) = {_short(self.slopes(-5.0))}$, $f'(5) = {_short(self.slopes(5.0))}$"
        sides = {(True, True): "on both sides", (True, False): "on the left", (False, True): "on the right",
                 (False, False): "nowhere"}[left < FLAT, right < FLAT]  # fmt: skip
        return Fact("saturates", f"{sides}: {near}")

    @cached_property
    def kink(self) -> Fact:
        """Where it has no derivative: what the derivation had to assume, and the slopes to both sides."""
        name, said = "differentiable", self.derivation.verify()
        if not self.derivation.kernel.assumes:
            return Fact(name, "everywhere: the derivation assumed nothing", said)
        left, right = (float(self.slopes(z)) for z in (-BESIDE, BESIDE))
        if abs(left - right) < 1e-6:
            return Fact(name, f"everywhere: beside $0$ both slopes are ${_short(left)}$", said)
        needs = ", ".join(f"${Expression(a).latex()}$" for a in self.derivation.kernel.assumes)
        return Fact(name, f"where {needs}: beside $0$ the slopes are ${_short(left)}$ and ${_short(right)}$", said)


def _worse(v: Verdict) -> int:
    return ("proved", "verified", "undecided", "refuted").index(v.status)


def _at(f: Compiled, name: str, z: Any) -> Any:
    import numpy as np

    given = {name: z} if name in f.letters else {}
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(f(**given), float), np.shape(z))


def _rounded_outwards(v: float, side: int) -> Any:
    """A number of a few decimals just beyond v."""
    scaled = v * 10**PLACES
    outside = (ceil(scaled) if side > 0 else floor(scaled)) / 10**PLACES
    written = Decimal(f"{abs(outside):.{PLACES}f}")
    return written if outside >= 0 else minus(written)


def _short(x: Any) -> str:
    from derive.write.document_section import tex

    return tex(float(x), 3)
