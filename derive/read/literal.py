"""Letters in bold that a text sets equal to a row or a column of numbers, whatever their font would make of them."""

from __future__ import annotations

from sympy import Integer

from derive.expr.names import Name
from derive.read.naming import unbrace, walk
from derive.read.syntax import Syntax
from derive.read.terms import Shape


def literals(syntax: Syntax) -> dict[Name, Shape]:
    r"""The shapes of letters in bold, of the row `\mathbf{u} = \begin{bmatrix} 1 & 6 \end{bmatrix}` and the like."""
    found: dict[Name, Shape] = {}
    for node in walk(syntax):
        if node.kind != "relation":
            continue
        sides = [unbrace(k) for k in node.kids]
        for a, b, relation in zip(sides, sides[1:], node.value, strict=False):
            if relation in ("=", ":=") and a.kind == "name" and a.value.font == "bold" and _numbers(b):
                _, rows, columns = b.value
                if min(rows, columns) == 1 and max(rows, columns) > 1 and _unusual(a.value, columns):
                    found[a.value] = (Integer(rows), Integer(columns))
    return found


def _unusual(name: Name, columns: int) -> bool:
    return name.base[:1].isupper() or columns > 1


def _numbers(node: Syntax) -> bool:
    """Is it a matrix of numbers alone, no blocks?"""
    parts = (n for k in node.kids for n in walk(k))
    return node.kind == "matrix" and all(n.kind in ("number", "sign", "frac", "group", "empty") for n in parts)
