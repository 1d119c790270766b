"""Conditions and what depends on them: relations, cases, indicators."""

from __future__ import annotations

from typing import Any

from derive.expr.node import SCALAR, Node, Shape, same_shape, shape


class Relation(Node):
    """`Relation(op, a, b)`, op one of = ≠ < ≤ > ≥ ≈; a condition, never evaluated to true or false on its own."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        same_shape("a relation", args[1:])
        return SCALAR

    op = property(lambda self: self.args[0].name)


class And(Node):
    """All of the conditions."""

    __slots__ = ()


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


class Indicator(Node):
    """`Indicator(condition)`: 1 where it holds, else 0."""

    __slots__ = ()
