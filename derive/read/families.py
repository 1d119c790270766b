r"""Letters with one index that are vectors, as their places say: `x_i` of `w^\top x_i`, of `\|x_i - \mu_k\|`."""

from __future__ import annotations

from collections.abc import Iterator

from derive.expr.names import Name
from derive.read.indexing import could_index, parts_of
from derive.read.naming import core_name, inside, split, unbrace, walk
from derive.read.survey import brackets, is_label, is_transpose
from derive.read.syntax import Syntax

_CHAINED = ("", "cdot")


def vector_families(tree: Syntax) -> frozenset[Name]:
    """The small letters that stand where a vector does, with one index."""
    found = [v for node in walk(tree) for p in _wanted(node) for v in _vectors(p) if _indexed_once(v)]
    return frozenset(name for v in found if (name := core_name(v)) is not None and not name.base[:1].isupper())


def outer_families(tree: Syntax) -> frozenset[Name]:
    r"""Letters that may be vectors where shapes do not fit: u of `u_i v_i^\top`, q of `Q = [q_1, \ldots, q_n]`."""
    found: set[Name] = set()
    for node in walk(tree):
        for k in node.kids if node.kind == "relation" else ():
            body = k.kids[0] if k is not None and k.kind == "stack" and k.value[0] in ("list", "row") else None
            if (
                body is not None
                and body.kind == "sub"
                and _indexed_once(body)
                and (name := core_name(body)) is not None
            ):
                found.add(name)
        for u, op, v in zip(node.kids, node.value, node.kids[1:], strict=False) if node.kind == "term" else ():
            name = core_name(u)
            if op == "" and _is_turned(v) and name is not None and u.kind == "sub" and _indexed_once(u):
                found.add(name)
    return frozenset(found)


def _wanted(node: Syntax) -> Iterator[Syntax]:
    """What must be a vector (or a matrix) for this node to mean anything."""
    normed = node.kind == "group" and node.value[0] == "‖" and node.kids
    if normed or _is_turned(node):
        yield unbrace(node).kids[0]
    elif node.kind == "term":
        for before, op, after in zip(node.kids, node.value, node.kids[1:], strict=False):
            if op in _CHAINED and _is_turned(before):
                yield after


def _is_turned(node: Syntax) -> bool:
    node = unbrace(node)
    return node.kind == "sup" and is_transpose(node.kids[1])


def _vectors(place: Syntax) -> Iterator[Syntax]:
    """The letters that are vectors where a formula is: terms of a sum, last factors of a product."""
    todo = [place]
    while todo:
        node = unbrace(todo.pop())
        if node.kind in ("name", "sub") or node.kind == "sup" and _is_marked(node):
            yield node
        elif node.kind == "sum":
            todo += node.kids
        elif node.kind in ("sign", "big", "frac") and node.kids[0] is not None:
            todo.append(node.kids[0])
        elif node.kind == "term" and "/" not in node.value:
            todo.append(node.kids[-1])
        elif brackets(node) is node and (body := inside(node)) is not None:
            todo.append(body)


def _is_marked(node: Syntax) -> bool:
    """`x^{(i)}`."""
    return is_label(node.kids[1]) and unbrace(node.kids[1]).kind == "group"


def _indexed_once(node: Syntax) -> bool:
    _, primes, sub, sup = split(node)
    if primes or sub is not None and sup is not None:
        return False
    parts = parts_of(sub) if sub is not None else [] if sup is None else [unbrace(sup)]
    return len(parts) == 1 and could_index(parts[0])
