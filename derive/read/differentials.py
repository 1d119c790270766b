r"""Fractions of differentials: what `\frac{\partial f}{\partial x}` has above and below the bar."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.naming import unbrace
from derive.read.syntax import Syntax


def is_d(node: Syntax) -> bool:
    r"""Is this `d`, `\partial`, or one with an order: `\partial^2`?"""
    node = unbrace(node)
    if node.kind == "sup":
        node = unbrace(node.kids[0])
    return node.kind == "symbol" and node.value == "partial" or node.kind == "name" and node.value == Name("d")


def derivative_parts(node: Syntax) -> tuple[list[Syntax], list[list[Syntax]]] | None:
    r"""(factors after the d above, [factors after each d below]) of `\frac{\partial f}{\partial x}`, or None."""
    top, low = unbrace(node.kids[0]), unbrace(node.kids[1])
    above = list(top.kids) if top.kind == "term" and not any(top.value) else [top]
    below = list(low.kids) if low.kind == "term" and not any(low.value) else [low]
    if top.kind == "term" and any(top.value) and is_d(top.kids[0]):
        above = list(top.kids)
    if not is_d(above[0]) or not is_d(below[0]) or len(below) < 2:
        return None
    groups: list[list[Syntax]] = []
    for k in below:
        if is_d(k) and (not groups or groups[-1]):
            groups.append([])
        else:
            groups[-1].append(k)
    return (above[1:], groups) if all(groups) else None


def is_partial(node: Syntax) -> bool:
    r"""Is this fraction of differentials one of `\partial`?"""
    top = unbrace(node.kids[0])
    first = unbrace(top.kids[0] if top.kind == "term" else top)
    return unbrace(first.kids[0] if first.kind == "sup" else first).kind == "symbol"
