"""Claims about integrals, expectations, limits and series: each is measured with an error, and the sides compared
within it.

What is beyond the errors is refuted, with the point and both sides; what adaptive quadrature gives to many digits on
both sides is verified. Sampling (more than three dimensions) can refute at its confidence, and never verifies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import S

from derive.errors import DeriveError, DomainError, Unsupported
from derive.expr.definitions import written_out
from derive.expr.heads import Call, Letter, Range, base, letter, letters, shape, times
from derive.expr.operators import Integral, Limit, Over
from derive.expr.scope import Scope
from derive.expr.trees import remade, replace_at, walk
from derive.numeric.compile import program
from derive.numeric.expectation import NAMES, VARIANCES, check, expectation, is_expectation
from derive.numeric.limits import is_series, limit, series
from derive.numeric.montecarlo import Distribution
from derive.numeric.quadrature import SURE, Measured, bump, integral
from derive.numeric.sampling import draw, plan
from derive.verdicts import Verdict, plain

TRIALS, DRAWS = 3, 6  # points at which sides are measured; draws for each, of which some have no values
RADII, ANGLES = ("r", "rho"), ("theta", "phi", "varphi")
CLOSE = 1e-6  # relative: quadrature of two sides that agree
WHOLE = "over the whole space, r from 0, angles once around"
DECAYING = "for functions that decay, since ranges are infinite"
ABSTRACT = ("function", "elementwise")  # kinds of functions that nobody defined
OPERATORS = (*NAMES, *VARIANCES)  # taken for functions where they are compiled
CONFIDENCE = "99.9999 per cent"
Measure = Callable[[Any, Mapping[str, Any]], Measured]
Pick = Callable[[Any], Measure | None]  # how a node is measured, None for one that is not


def concerns(*trees: Any) -> bool:
    """Does an integral, a limit or a sum without end occur?"""
    return any(_measures(n) is not None for t in trees for _, n in walk(t))


def by_quadrature(lhs: Any, rhs: Any, relation: str, scope: Scope, seed: int, found: Verdict) -> Verdict:
    """The verdict on a claim about integrals that float64 left open; `found` itself where it can't be measured."""
    if relation not in ("=", "≡") or found.status != "undecided" or scope.facts or shape(lhs) != ():
        return found
    known = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    sides = [written_out(t, known) for t in (lhs, rhs)]
    whole = any(isinstance(b, Over) for t in sides for _, n in walk(t) if isinstance(n, Integral) for b in n.binders)
    sides = [_bounded(t) for t in sides] if whole else sides
    words = WHOLE if whole else DECAYING if any(map(_decays, sides)) else ""
    try:
        return _judged(sides, scope, seed, words, _measures)
    except DeriveError as e:
        return replace(found, reason=e.message)


def by_expectation(lhs: Any, rhs: Any, relation: str, scope: Scope, seed: int,
                   draws: Mapping[str, Distribution]) -> Verdict:  # fmt: skip
    """The verdict on a claim with expectations of letters that are drawn; other letters are free."""
    if relation not in ("=", "≡", "≈"):
        return Verdict("undecided", seed=seed, reason=f"`{relation}` between expectations is not judged")
    known = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    sides = [written_out(t, known) for t in (lhs, rhs)]
    check(draws, sides)

    def pick(n: Any) -> Measure | None:
        return (lambda e, values: expectation(e, values, draws)) if is_expectation(n) else _measures(n)

    hidden = frozenset[str]().union(*(d.letters for d in draws.values()))
    try:
        return _judged(sides, scope, seed, "", pick, frozenset(draws), hidden)
    except DeriveError as e:
        return Verdict("undecided", seed=seed, reason=e.message)


def _measures(n: Any) -> Measure | None:
    if isinstance(n, Integral):
        return integral
    return limit if isinstance(n, Limit) else series if is_series(n) else None


def _decays(tree: Any) -> bool:
    """Is an abstract function integrated over an infinite range, so that it must decay there?"""
    found = [n for _, n in walk(tree) if isinstance(n, Integral) and any(map(_endless, n.binders))]
    return any(isinstance(c, Call) and c.function.kind in ABSTRACT for n in found for _, c in walk(n.body))


def _endless(binder: Any) -> bool:
    return isinstance(binder, Range) and (binder.args[1] is S.NegativeInfinity or binder.args[2] is S.Infinity)


def _bounded(tree: Any) -> Any:
    """Integrals over a whole space with their ranges: r from 0, angles once around, other letters over the line."""
    for path, n in [(p, n) for p, n in walk(tree) if isinstance(n, Integral)]:
        names = {b.args[0].plain for b in n.binders}
        ranges = [b if isinstance(b, Range) else _range(b.args[0], names) for b in n.binders]
        tree = replace_at(tree, path, remade(n, (n.body, *ranges)))
    return tree


def _range(x: Letter, names: set[str]) -> Any:
    if x.plain in RADII and names & set(ANGLES):
        return Range(x, S.Zero, S.Infinity)
    if x.plain in ANGLES and names & set(RADII):
        both = len(names & set(ANGLES)) == 2
        return Range(x, S.Zero, S.Pi if both and x.plain == "theta" else times(S.One + S.One, S.Pi))
    return Range(x, S.NegativeInfinity if "positive" not in x.assumptions else S.Zero, S.Infinity)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides at one draw of the free letters."""

    at: Mapping[str, Any]
    left: Measured
    right: Measured

    @property
    def gap(self) -> float:
        return abs(self.left.value - self.right.value)

    @property
    def scale(self) -> float:
        return max(abs(self.left.value), abs(self.right.value), 1e-12)

    @property
    def sampled(self) -> bool:
        return self.left.sampled or self.right.sampled

    @property
    def reach(self) -> float:
        """How far the sides may be apart and still be equal."""
        if self.sampled:
            return SURE * float((self.left.error**2 + self.right.error**2) ** 0.5)
        return 100 * (self.left.error + self.right.error) + CLOSE * self.scale


def _judged(sides: Sequence[Any], scope: Scope, seed: int, words: str, pick: Pick,
            drawn: frozenset[str] = frozenset(), hidden: frozenset[str] = frozenset()) -> Verdict:  # fmt: skip
    """words: what is said of ranges or functions that were chosen; functions decay where there are any; drawn: letters
    under expectations; hidden: parameters of their distributions, which need not occur."""
    import numpy as np

    rng = np.random.default_rng(seed)
    made = program([_opened(t) for t in sides], batched=True, single=False)
    told = plan(sides, frozenset(), scope.values)
    named = {x.plain for t in sides for x in letters(t)}
    free = [p for p in made.parameters if p.plain not in drawn and not (p.role == "function" and p.plain in OPERATORS)]
    free = [p for p in free if p.role != "value" or p.plain in named]
    hidden = hidden - {p.plain for p in free}
    trials = 1 if not free and not hidden else 2 if words else TRIALS
    found = []
    for k in range(trials * DRAWS):
        given = draw(made.parameters, rng, 1, told)
        values = {p.plain: _single(given[p.name], p.role) for p in free}
        values |= {x: float(rng.uniform(0.3, 2)) for x in sorted(hidden)}
        if words:
            values |= {p.plain: bump((p.plain,), rng) for p in made.parameters if p.role == "function"}
        try:
            found.append(_Sides(values, *(_side(t, values, pick) for t in sides)))
        except (Unsupported, DomainError):  # a series that does not converge here, say, or no distribution
            if words or trials == 1 or k + 1 - len(found) > trials * (DRAWS - 1):
                raise
        if len(found) == trials:
            break
    return _verdict(found, seed, words)


def _opened(tree: Any) -> Any:
    """The tree with the bodies of its limits and series in their place: it has the same letters, and compiles."""
    while (found := next(((p, n) for p, n in walk(tree) if isinstance(n, Limit) or is_series(n)), None)) is not None:
        path, node = found
        tree = replace_at(tree, path, times(node.body, *(a for a in node.binders[0].args[1:] if a is not S.Infinity)))
    return tree


def _single(v: Any, role: str) -> Any:
    return v[0] if role == "value" else v


def _side(tree: Any, values: Mapping[str, Any], pick: Pick) -> Measured:
    """A side with its integrals measured: its value, and how far that moves when they move within their errors."""
    known: dict[str, Any] = {}
    parts: dict[str, Measured] = {}
    while (spot := _first(tree, pick)) is not None:
        path, node, measure = spot
        name = f"measured_{len(parts)}"
        parts[name] = measure(node, {**values, **known})
        known[name] = parts[name].value
        tree = replace_at(tree, path, letter(name, name))
    value = _value(tree, {**values, **known})
    error = sum(abs(_value(tree, {**values, **known, n: m.value + m.error}) - value) for n, m in parts.items())
    return Measured(value, error, any(m.sampled for m in parts.values()))


def _first(tree: Any, pick: Pick) -> tuple[Any, Any, Measure] | None:
    """The outermost node that is to be measured, its path and how."""
    return next(((p, n, how) for p, n in walk(tree) if (how := pick(n)) is not None), None)


def _value(tree: Any, values: Mapping[str, Any]) -> float:
    import numpy as np

    from derive.numeric.compile import calling

    made = program([tree], batched=True, single=False)
    if made.differs or made.axes:
        raise Unsupported("a side with derivatives or free indices is not measured")
    if missing := next((p.plain for p in made.parameters if p.plain not in values), None):
        raise Unsupported(f"{missing} has no value that could be measured")
    given = {p.name: np.asarray(values[p.plain], float)[None] if p.role == "value" else values[p.plain]
             for p in made.parameters}  # fmt: skip
    (found,) = calling(made.function(np), given)
    v = float(np.asarray(found, float).ravel()[0])
    if not np.isfinite(v):
        raise Unsupported("a side has no finite value at the point drawn")
    return v


def _verdict(found: Sequence[_Sides], seed: int, words: str) -> Verdict:
    worst = max(found, key=lambda s: s.gap / max(s.reach, 1e-300))
    sampled = any(s.sampled for s in found)
    if worst.gap > worst.reach:
        how = f"by sampling, at more than {CONFIDENCE} confidence" if sampled else "by adaptive quadrature"
        at = {k: v if not callable(v) else "a random smooth function" for k, v in worst.at.items()}
        shown = {"at": plain(at), "left": worst.left.value, "right": worst.right.value}
        reason = f"{how}, errors {worst.left.error:.1g} and {worst.right.error:.1g}"
        return Verdict("refuted", worst.gap / worst.scale, None, len(found), seed, shown, reason)
    if sampled:
        within = max(s.reach for s in found)
        reason = f"the sides agree within {within:.1g}, the error bar of sampling at {CONFIDENCE} confidence"
        return Verdict("undecided", samples=len(found), seed=seed, reason=reason)
    if any(s.left.error + s.right.error > CLOSE * s.scale for s in found):
        return Verdict("undecided", samples=len(found), seed=seed, reason="quadrature is not exact enough to tell")
    error = max(s.gap / s.scale for s in found)
    return Verdict("verified", error, CLOSE, len(found), seed, reason=words or None)
