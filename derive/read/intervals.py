r"""Membership in an interval or a run of whole numbers: `x \in [0, 1)` says 0 ≤ x < 1."""

from __future__ import annotations

from derive.read.naming import core_name, is_integer, unbrace
from derive.read.syntax import Syntax

_LOW, _HIGH = {"[": "≤", "(": "<", "]": "<"}, {"]": "≤", ")": "<", "[": "<"}


def interval(node: Syntax) -> Syntax | None:
    r"""The relation that `x \in [a, b]` says; None where the set is no interval."""
    if len(node.kids) != 2 or core_name(node.kids[0]) is None:
        return None
    x, group = node.kids[0], unbrace(node.kids[1])
    if group.kind != "group" or not group.kids or group.kids[0].kind != "list" or len(group.kids[0].kids) != 2:
        return None
    if group.value[0] not in _LOW or group.value[1] not in _HIGH:
        return None
    low, high = group.kids[0].kids
    below, above = not _endless(low) or _endless(high), not _endless(high) or _endless(low)
    sides = (*((low,) if below else ()), x, *((high,) if above else ()))
    signs = (*((_LOW[group.value[0]],) if below else ()), *((_HIGH[group.value[1]],) if above else ()))
    return Syntax("relation", signs, sides, node.span)


def counted(node: Syntax) -> tuple[Syntax, Syntax, Syntax] | None:
    r"""The letter and the ends of `k \in \{1, \dots, n\}`; the last is ∞ where the dots have no end."""
    if len(node.kids) != 2 or core_name(node.kids[0]) is None:
        return None
    group = unbrace(node.kids[1])
    if group.kind != "group" or group.value != (r"\{", r"\}") or not group.kids or group.kids[0].kind != "list":
        return None
    kids = group.kids[0].kids
    dots = [n for n, k in enumerate(kids) if k.kind == "symbol" and k.value == "ldots"]
    if len(dots) != 1 or not all(is_integer(k) for k in kids[: dots[0]]) or len(kids) - dots[0] > 2 or not dots[0]:
        return None
    last = kids[-1] if dots[0] + 1 < len(kids) else Syntax("symbol", "infty", (), kids[-1].span)
    return node.kids[0], kids[0], last


def _endless(node: Syntax) -> bool:
    inner = node.kids[-1] if node.kind in ("sign", "term") and node.kids else node
    return bool(inner.kind == "symbol" and inner.value == "infty")
