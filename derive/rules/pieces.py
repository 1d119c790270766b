"""Sums over what is clipped, written piece by piece: the slope of hard swish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    And,
    Call,
    Case,
    Cases,
    Frac,
    Indicator,
    Letter,
    Node,
    Otherwise,
    Plus,
    Relation,
    Times,
    is_scalar,
    letters,
    minus,
    plus,
    times,
)
from derive.expr.trees import canonical, nodes, rebuild, substitute
from derive.notation import call
from derive.rules import schema as s
from derive.rules.fractions import best
from derive.rules.monomial import monomial
from derive.rules.table import rule

SIX, THREE = Integer(6), Integer(3)


@rule(
    given="x: scalar",
    lhs=plus(
        Frac(call("max", S.Zero, call("min", SIX, plus(s.x, THREE))), SIX),
        times(Frac(s.x, SIX), Indicator(And(Relation("<", -THREE, s.x), Relation("<", s.x, THREE)))),
    ),
    source="Howard et al., Searching for MobileNetV3 (2019), sec. 5.2",
    title="piece by piece",
)
def in_pieces(e: Any) -> Any:
    """Below, between and above the edges of what is clipped, where an indicator has the same edges."""
    if not isinstance(e, Plus) or not is_scalar(e):
        return None
    inside = {n for n in nodes(e) if isinstance(n, Node)}
    for clip, low, u, high in (c for n in inside for c in _clipped(n)):
        edges = _edges(u, low, high)
        ones = {n: n.args[0] for n in inside if isinstance(n, Indicator)}
        if edges is None or not ones or any(_between(c) != edges for c in ones.values()):
            continue
        x, first, last = edges
        turned = _slope(u, x) < 0
        ends = (high, low) if turned else (low, high)
        parts = [_part(e, clip, value, ones, inner) for value, inner in ((ends[0], 0), (u, 1), (ends[1], 0))]
        if None in parts:
            continue
        below, above = Relation("≤", x, first), Relation("≥", x, last)
        return Cases(Case(parts[0], below), Case(parts[2], above), Case(parts[1], Otherwise()))
    return None


def _part(e: Any, clip: Any, value: Any, ones: dict[Any, Any], inner: int) -> Any:
    made = substitute(e, {clip: value, **dict.fromkeys(ones, Integer(inner))})
    return best(made, False) if letters(made) else _value(made)


def _clipped(e: Any) -> Iterator[tuple[Any, Any, Any, Any]]:
    """(clip, a, u, b) of max(a, min(b, u)) and of min(b, max(a, u)) with numbers a < b."""
    found = _extremum(e)
    inner = _extremum(found[2]) if found else None
    if found and inner and found[0] != inner[0] and letters(inner[2]):
        low, high = (found[1], inner[1]) if found[0] == "max" else (inner[1], found[1])
        if low < high:
            yield e, low, inner[2], high


def _extremum(e: Any) -> tuple[str, Any, Any] | None:
    """(name, number, other) of max or min of a number and something else."""
    if not isinstance(e, Call) or e.function.plain not in ("max", "min") or len(e.arguments) != 2:
        return None
    for a, u in (e.arguments, e.arguments[::-1]):
        if isinstance(a, Rational):
            return e.function.plain, a, u
    return None


def _edges(u: Any, low: Any, high: Any) -> tuple[Any, Any, Any] | None:
    """(x, from, to): where u, linear in one letter, lies between the numbers."""
    found = [x for x in letters(u) if isinstance(x, Letter)]
    k = _slope(u, found[0]) if len(found) == 1 else S.Zero
    if k == 0:
        return None
    zero = _value(substitute(u, {found[0]: S.Zero}))
    ends = sorted(((low - zero) / k, (high - zero) / k))
    return found[0], ends[0], ends[1]


def _slope(u: Any, x: Any) -> Any:
    """The number k of u = k x + c; 0 for everything else."""
    values = [_value(substitute(u, {x: Integer(n)})) for n in (0, 1, 2)]
    if None in values or values[2] - values[1] != values[1] - values[0]:
        return S.Zero
    k = values[1] - values[0]
    return k if best(plus(u, minus(times(k, x)), minus(values[0])), False) == 0 else S.Zero


def _value(e: Any) -> Any:
    """The number that e is, None where it is none."""
    made = canonical(rebuild(e, lambda n: monomial(n).tree() if isinstance(n, (Frac, Times)) else n))
    return made if isinstance(made, Rational) else None


def _between(condition: Any) -> tuple[Any, Any, Any] | None:
    """(x, a, b) of a < x < b."""
    match condition:
        case And(args=(Relation(args=(_, a, x)) as p, Relation(args=(_, y, b)) as q)) if p.op == q.op == "<" and x == y:
            return x, a, b
    return None
