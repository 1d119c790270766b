"""How wide a tree is when printed, roughly, in letters: for choosing a layout, never for meaning."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from sympy import Integer, Rational

from derive.expr.heads import (
    Binding,
    Call,
    Cases,
    Decimal,
    Derivative,
    Entry,
    Frac,
    Function,
    Letter,
    Matrix,
    Node,
    Plus,
    Power,
    Row,
    Times,
)
from derive.expr.operators import EXTREMA
from derive.expr.trees import trampoline

Work = Generator[Any, Any, float]
SCRIPT = 0.7


def width(e: Any) -> float:
    """The width of a tree in letters."""
    return trampoline(_width(e))


def _width(e: Any) -> Work:
    if isinstance(e, Integer):
        return float(len(str(e)))
    if isinstance(e, Rational):
        return float(max(len(str(e.p)), len(str(e.q))))
    if not isinstance(e, Node):
        return 1.0
    if isinstance(e, (Letter, Function, Decimal)):
        return _name(e)
    parts = []
    for a in e.args:
        parts.append((yield _width(a)) if isinstance(a, (Node, Integer, Rational)) else 1.0)
    return _RULES.get(type(e), _listed)(e, parts)


def _name(e: Any) -> float:
    if isinstance(e, Decimal):
        return float(len(e.digits))
    base, _, label = e.plain.partition("_")
    return (1.0 if len(base) == 1 or "\\" in e.latex else float(len(base))) + SCRIPT * min(len(label), 2)


def _listed(e: Any, parts: list[float]) -> float:
    return sum(parts) + 1.0


def _sum(e: Any, parts: list[float]) -> float:
    return sum(parts) + 2.0 * (len(parts) - 1)


def _product(e: Any, parts: list[float]) -> float:
    return sum(parts) + sum(1.5 for a in e.args if isinstance(a, Plus))


def _quotient(e: Any, parts: list[float]) -> float:
    return max(parts) * (1.0 if max(parts) < 40 else 1.2) + 0.5


def _power(e: Any, parts: list[float]) -> float:
    return parts[0] + SCRIPT * min(parts[1], 12.0) + (1.5 if isinstance(e.args[0], (Plus, Times, Frac)) else 0.0)


def _call(e: Any, parts: list[float]) -> float:
    if e.function.plain == "exp":
        return 1.0 + SCRIPT * sum(parts[1:])
    return sum(parts) + 1.0


def _indexed(e: Any, parts: list[float]) -> float:
    return parts[0] + SCRIPT * sum(parts[1:])


def _bound(e: Any, parts: list[float]) -> float:
    return 2.5 + parts[0] + (1.5 if isinstance(e.body, Plus) else 0.0)


def _derivative(e: Any, parts: list[float]) -> float:
    return 2.0 + parts[0] + (1.5 if isinstance(e.of, (Plus, Times)) else 0.0)


def _matrix(e: Any, parts: list[float]) -> float:
    columns = int(e.args[1])
    entries = parts[2:]
    return 1.5 + sum(max(entries[k::columns]) + 1.0 for k in range(columns))


def _cases(e: Any, parts: list[float]) -> float:
    return max(parts) + 6.0


_RULES: dict[type, Callable[[Any, list[float]], float]] = {
    Plus: _sum,
    Times: _product,
    Frac: _quotient,
    Power: _power,
    Call: _call,
    Entry: _indexed,
    Row: _indexed,
    Derivative: _derivative,
    Matrix: _matrix,
    Cases: _cases,
    **dict.fromkeys((*Binding.__subclasses__(), *EXTREMA), _bound),
}
