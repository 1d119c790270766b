"""Conditions and what depends on them: relations, cases, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from derive.expr.node import SCALAR, Node, Shape, same_shape, shape


class Relation(Node):
    """`Relation(op, a, b)`, op one of = ≠ < ≤ > ≥ ≈; a condition, never evaluated to true or false on its own.

    Between a vector or matrix and a scalar it holds entry by entry (`z > 0`).
    """

    __slots__ = ()
    twofold = True

    @staticmethod
    def form(*args: Any) -> Shape:
        shaped = [a for a in args[1:] if shape(a)]
        if shaped:
            same_shape("a relation", shaped)
        return SCALAR

    op = property(lambda self: self.args[0].name)


class And(Node):
    """All of the conditions."""

    __slots__ = ()


def chained(conditions: Sequence[Node]) -> bool:
    """Are these conditions one chain: 1 ≤ k and k ≤ V?"""
    relations = [c for c in conditions if isinstance(c, Relation)]
    if len(relations) < len(conditions) or not any({r.op for r in relations} <= set(way) for way in ("<≤", ">≥")):
        return False
    return all(a.args[2] == b.args[1] for a, b in pairwise(relations))


class Or(Node):
    """Any of the conditions."""

    __slots__ = ()


class Otherwise(Node):
    """The condition of a last case: `Otherwise()`."""

    __slots__ = ()


class Case(Node):
    """`Case(value, condition)`, inside `Cases` only."""

    __slots__ = ()
    form = staticmethod(lambda value, condition: shape(value))


class Cases(Node):
    """`Cases(*cases)`: the value of the first case whose condition holds."""

    __slots__ = ()
    form = staticmethod(lambda *cases: same_shape("cases", cases))


def only_where(e: Any, conditions: Sequence[Node]) -> Any:
    """e where all of the conditions hold, without a value elsewhere."""
    return Cases(Case(e, conditions[0] if len(conditions) == 1 else And(*conditions))) if conditions else e


class Indicator(Node):
    """`Indicator(condition)`: 1 where it holds, else 0; entry by entry, if it compares vectors or matrices."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        match args[0]:
            case Relation(args=(_, *sides)):
                return next((shape(a) for a in sides if shape(a)), SCALAR)
            case And(args=parts) | Or(args=parts):
                return next((s for p in parts if (s := Indicator.form(p))), SCALAR)
        return SCALAR


class Given(Node):
    """`Given(*conditions)`, last among the arguments of an abstract function: p(y | x) is `Call(p, y, Given(x))`."""

    __slots__ = ()
