"""Rules for functions in pieces: maxima, minima, cases, indicators."""

from __future__ import annotations

from typing import Any

from sympy import S

from derive.expr.heads import (
    And,
    Call,
    Case,
    Cases,
    Derivative,
    Indicator,
    Or,
    Otherwise,
    Relation,
    depends,
    shape,
)
from derive.notation import call
from derive.rules import schema as s
from derive.rules.scalar import by, by_inner, dependent, nothing
from derive.rules.table import Under, rule

SPIVAK = "Spivak, Calculus, ch. 10"


@rule(
    given="f, g: function; c, x: scalar",
    lhs=[
        Derivative(call("max", S.Zero, s.g(s.x)), s.x),
        Derivative(call("max", s.f(s.x), s.g(s.x)), s.x),
        Derivative(call("min", s.c, s.g(s.x)), s.x),
        Derivative(call("min", s.f(s.x), s.g(s.x)), s.x),
    ],
    source="Goodfellow, Bengio & Courville, Deep Learning, sec. 6.3",
    title="larger or smaller of two",
)
def extremum(e: Any) -> Any:
    """The derivative of the one that is larger (smaller), where they differ."""
    match e:
        case Derivative(args=(Call(args=(f, a, b)), x)) if f.plain in ("max", "min") and dependent(e):
            op = ">" if f.plain == "max" else "<"
            if not depends(b, x):
                a, b = b, a
            if not depends(a, x):
                return Under(by_inner(Indicator(Relation(op, b, a)), by(b, x)), (Relation("≠", b, a),))
            made = Cases(Case(by(a, x), Relation(op, a, b)), Case(by(b, x), Otherwise()))
            return Under(made, (Relation("≠", a, b),))


@rule(
    given="f, g, h: function; c, x: scalar",
    lhs=[
        Derivative(call("max", s.f(s.x), s.g(s.x), s.h(s.x)), s.x),
        Derivative(call("min", s.f(s.x), s.g(s.x), s.h(s.x)), s.x),
    ],
    source="Rudin, Principles of Mathematical Analysis, ch. 1",
    title="larger or smaller of several",
    quiet=True,
)
def nest_extremum(e: Any) -> Any:
    """max(a, b, c) = max(a, max(b, c)), and so for min."""
    match e:
        case Derivative(args=(Call(args=(f, a, b, c, *rest)), x)) if f.plain in ("max", "min"):
            return Derivative(Call(f, a, Call(f, b, c, *rest)), x)


@rule(
    given="f, g: function; x: scalar",
    lhs=Derivative(Cases(Case(s.f(s.x), Relation("<", s.x, S.Zero)), Case(s.g(s.x), Relation(">", s.x, S.Zero))), s.x),
    source=SPIVAK,
    title="case by case",
)
def cases(e: Any) -> Any:
    """Differentiate each case on its own, away from the boundaries."""
    match e:
        case Derivative(args=(Cases(args=items), x)) if depends(e.of, x):
            edges = [r for item in items for r in relations(item.args[1]) if depends(r, x)]
            made = Cases(*(Case(by(i.args[0], x), i.args[1]) for i in items))
            return Under(made, tuple(dict.fromkeys(Relation("≠", *r.args[1:]) for r in edges)))


def relations(condition: Any) -> list[Any]:
    """The relations in a condition, outermost first."""
    match condition:
        case Relation():
            return [condition]
        case And(args=parts) | Or(args=parts):
            return [r for p in parts for r in relations(p)]
    return []


@rule(
    given="g: function; x: scalar",
    lhs=Derivative(Indicator(Relation(">", s.g(s.x), S.Zero)), s.x),
    source=SPIVAK,
    title="step",
)
def indicator(e: Any) -> Any:
    """An indicator is constant away from its boundary."""
    match e:
        case Derivative(args=(Indicator(args=(condition,)), x)) if depends(e.of, x):
            edges = tuple(Relation("≠", *r.args[1:]) for r in relations(condition) if depends(r, x))
            return Under(nothing(shape(e)), edges)
