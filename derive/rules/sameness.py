"""When two trees are the same up to the order of terms and factors, bound names and u·v = v·u."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sympy import Tuple

from derive.expr.heads import (
    Binding,
    Call,
    Decimal,
    Entry,
    Letter,
    Node,
    Norm,
    Plus,
    Relation,
    Row,
    T,
    Times,
    Tr,
    digest,
    minus,
    plus,
    times,
    weight,
)
from derive.expr.trees import canonical, rebind, rebuild


def mark_of(e: Any) -> Any:
    """What two trees have in common exactly when they are alike."""
    return (type(e), weight(e), key(e)) if isinstance(e, Node) else e


def key(e: Any) -> Any:
    """The same tree for trees that are equal up to the order of terms and factors, bound names and u·v = v·u."""
    if not isinstance(e, Node) or isinstance(e, (Letter, Entry, Row, Decimal)):
        return e
    if isinstance(e, Call) and e.weight <= 2:
        return e
    return _bound_key(e) if e.binds else e.canon or canonical(e)


@lru_cache(maxsize=20_000)
def _bound_key(e: Any) -> Any:
    return canonical(rebuild(anonymous(e), _one_way))


def anonymous(e: Any) -> Any:
    """Bound letters renamed by the nesting of their binders, so that two sums that differ by names are one tree."""
    heights: dict[Any, int] = {}

    def visit(node: Any) -> Any:
        if not isinstance(node, Node):
            return node
        height = max((heights.get(a, 0) for a in node.args), default=0)
        if isinstance(node, Binding):
            height += 1
            node = rebind(node, {b: _nameless(height, k) for k, b in enumerate(node.bound)})
        if height:
            heights[node] = height
        return node

    return rebuild(e, visit)


def _nameless(height: int, k: int) -> Letter:
    return Letter(f"@{height}.{k}", f"@{height}.{k}", Tuple(), "integer")


def _one_way(e: Any) -> Any:
    """One of the ways to write u·v = v·u, ‖u‖ = ‖−u‖, a = b and b = a."""
    if isinstance(e, Norm) and isinstance(e.args[0], Plus) and len(e.args) == 1:
        return min(e, Norm(plus(*map(minus, e.args[0].args))), key=digest)
    if isinstance(e, Tr) and isinstance(e.args[0], Times):
        other = times(*(a.args[0] if isinstance(a, T) else T(a) for a in reversed(e.args[0].args)))
        return min(e, Tr(other), key=digest)
    if isinstance(e, Relation) and e.op in ("=", "≠"):
        return Relation(e.op, *sorted(e.args[1:], key=digest))
    return e
