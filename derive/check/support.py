"""Where a density lives: the ranges of its variables and parameters, from the conditions that stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import S

from derive.expr.conditions import And, Case, Cases, Indicator, Otherwise, Relation
from derive.expr.heads import Call, Letter, Times, letters, minus, times

Condition = tuple[Sequence[Any], Sequence[str]]  # sides, relations
SMALLER, LARGER = ("<", "≤"), (">", "≥")


@dataclass(frozen=True, slots=True)
class Bounds:
    """low, high: trees, None where nothing is said; whole: does it run over whole numbers?"""

    low: Any = None
    high: Any = None
    whole: bool = False

    @property
    def closed(self) -> bool:
        """Are both ends known?"""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """A density on a part of the space: its formula, and the bounds of letters there."""

    body: Any
    bounds: dict[str, Bounds]


def bounds_of(trees: Sequence[Any], relations: Sequence[str]) -> Iterator[tuple[str, Bounds]]:
    """What a chain of comparisons says of its letters: `0 <= x < 1`; what `k = 1, 2, …` says of k."""
    if tuple(relations[-1:]) == ("…",) and isinstance(trees[0], Letter):
        yield trees[0].plain, Bounds(trees[1], trees[2], True)
        return
    for a, b, relation in zip(trees, trees[1:], relations, strict=False):
        if relation == "=" and isinstance(a, Letter) and not letters(b):
            yield a.plain, Bounds(b, b, True)
        if (inside := _absolute(a, b, relation)) is not None:
            yield inside[0].plain, Bounds(minus(inside[1]), inside[1])
        small, big = (a, b) if relation in SMALLER else (b, a)
        if relation not in (*SMALLER, *LARGER):
            continue
        if isinstance(big, Letter):
            yield big.plain, Bounds(small, None)
        if isinstance(small, Letter):
            yield small.plain, Bounds(None, big)


def tangled(conditions: Sequence[Condition], variables: Sequence[Letter]) -> bool:
    """Does a comparison bind some of the letters together, so that it says no ends of one: `x + y < 1`?"""
    own = set(variables)
    for trees, relations in conditions:
        for a, b, relation in zip(trees, trees[1:], relations, strict=False):
            found = (letters(a) | letters(b)) & own
            if relation in (*SMALLER, *LARGER) and found and not {a, b} & own and _absolute(a, b, relation) is None:
                return True
    return False


def _absolute(a: Any, b: Any, relation: str) -> tuple[Letter, Any] | None:
    """The letter and the bound of `|x| < b`."""
    small, big = (a, b) if relation in SMALLER else (b, a)
    if relation in (*SMALLER, *LARGER) and isinstance(small, Call) and small.function.plain == "abs":
        x = small.arguments[0]
        return (x, big) if isinstance(x, Letter) else None
    return None


def merged(found: Iterable[tuple[str, Bounds]]) -> dict[str, Bounds]:
    """All that is said of each letter; a number rather than a letter."""
    made: dict[str, Bounds] = {}
    for name, b in found:
        old = made.get(name, Bounds())
        if b.low is not None and b.low == b.high:
            continue  # `y = 1` is one of its values
        low = _nearer(old.low, b.low)
        high = _nearer(old.high, b.high)
        made[name] = Bounds(low, high, old.whole or b.whole)
    return made


def _nearer(old: Any, new: Any) -> Any:
    return new if old is None or new is not None and letters(old) and not letters(new) else old


def pieces(right: Any, beside: dict[str, Bounds]) -> list[Piece] | None:
    """The parts of a density that are not 0; None where a case has no bounds of its own."""
    body, conditions = _without_indicators(right)
    if not isinstance(body, Cases):
        return [Piece(body, {**beside, **merged(_said(conditions))})]
    found = []
    for case in body.args:
        if not isinstance(case, Case) or case.args[0] == 0:
            continue
        value, condition = case.args
        if isinstance(condition, Otherwise):
            return None
        said = merged(_said([condition]))
        links = [(c.args[1:], (c.op,)) for c in _parts(condition) if isinstance(c, Relation)]
        if (
            tangled(links, [x for c in links for t in c[0] for x in letters(t)])
            or not said
            or any(isinstance(c, Relation) and c.op == "≠" for c in _parts(condition))
        ):
            return None
        found.append(Piece(value, {**beside, **said}))
    return found or None


def _without_indicators(t: Any) -> tuple[Any, list[Any]]:
    """A product without its indicators, and their conditions."""
    if not isinstance(t, Times):
        return t, []
    inside = [a.args[0] for a in t.args if isinstance(a, Indicator)]
    rest = [a for a in t.args if not isinstance(a, Indicator)]
    return (times(*rest) if len(rest) > 1 else rest[0] if rest else S.One), inside


def _parts(condition: Any) -> Iterator[Any]:
    stack = [condition]
    while stack:
        c = stack.pop()
        if isinstance(c, And):
            stack += c.args
        else:
            yield c


def _said(conditions: Sequence[Any]) -> Iterator[tuple[str, Bounds]]:
    for condition in conditions:
        for c in _parts(condition):
            if isinstance(c, Relation):
                yield from bounds_of(c.args[1:], (c.op,))
