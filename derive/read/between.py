r"""Values between bounds: `\left[ F \right]_{x=0}^t` and `F \Big|_0^1` as F at the upper bound less F at the lower."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.naming import rebuilt, unbrace, walk
from derive.read.syntax import Syntax

MARKS = (("[", "]"), (".", "|"), (".", "]"))


def differences(tree: Syntax) -> Syntax:
    """The tree with values between bounds written as differences."""
    if not any(n.kind == "group" and n.value in MARKS or n.kind == "at" for n in walk(tree)):
        return tree
    return rebuilt(tree, lambda _, n: _difference(n) or n)


def _difference(node: Syntax) -> Syntax | None:
    if node.kind not in ("sup", "at") or node.kids[0].kind != "sub":
        return None
    inner, high = node.kids[0], unbrace(node.kids[1])
    body, low = inner.kids[0], unbrace(inner.kids[1])
    if node.kind == "sup":
        if body.kind != "group" or body.value not in MARKS or not body.kids:
            return None
        body = body.kids[0]
    x = _variable(body, low, high)
    if x is None or body.kind in ("list", "relation", "given", "statements", "name", "matrix"):
        return None
    parts = tuple(_at(body, x, low_high, node) for low_high in (high, low))
    return Syntax("group", ("(", ")"), (Syntax("sum", ("+", "-"), parts, node.span),), node.span)


def _variable(body: Syntax, low: Syntax, high: Syntax) -> Syntax | None:
    """The letter that the bounds name, or the only letter of the body where the bounds are numbers."""
    if low.kind == "relation" and low.value == ("=",) and unbrace(low.kids[0]).kind == "name":
        return unbrace(low.kids[0])
    names: dict[Name, Syntax] = {n.value: n for n in walk(body) if n.kind == "name" and n.value.base not in ("e", "i")}
    numbers = all(b.kind in ("number", "sign", "frac") or b.kind == "symbol" for b in (low, high))
    return next(iter(names.values())) if numbers and len(names) == 1 and body.kind != "group" else None


def _at(body: Syntax, x: Syntax, bound: Syntax, node: Syntax) -> Syntax:
    value = bound.kids[1] if bound.kind == "relation" else bound
    return Syntax("at", None, (body, Syntax("relation", ("=",), (x, value), bound.span)), node.span)
