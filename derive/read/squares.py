r"""Indices in square brackets, as in signals and code: `\sum_k h[k] x[n-k]` is read as `\sum_k h_k x_{n-k}`."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.bound import bound_names
from derive.read.indexing import is_index_letter
from derive.read.naming import core_name, items, rebuilt, walk
from derive.read.survey import attached
from derive.read.syntax import Syntax
from derive.source import Source


def squares(tree: Syntax, source: Source) -> Syntax:
    """The tree with such brackets as subscripts: those of a bound index, and those that share a letter with them."""
    nodes = list(walk(tree))
    bound = {b for n in nodes if n.kind == "big" and n.kids[1] is not None for b in bound_names(n.kids[1])}
    found = [_letters(k) for n in nodes for k in _brackets(n, source)] if bound else []
    counting = set(bound)
    for _ in found:  # until nothing is new
        more = {x for names in found if names & counting for x in names} - counting
        if not more:
            break
        counting |= more
    if not any(names & bound for names in found):
        return tree

    def change(n: Syntax, node: Syntax) -> Syntax:
        indexed = {id(k) for k in _brackets(n, source) if _letters(k) & counting}
        return _indexed(n, node, indexed) if indexed else node

    return rebuilt(tree, change)


def _brackets(node: Syntax, source: Source) -> list[Syntax]:
    """The factors `[n-k]` right behind a letter that hold nothing but index letters and numbers."""
    if node.kind != "term":
        return []
    pairs = zip(node.kids, node.kids[1:], node.value, strict=False)
    return [g for f, g, op in pairs if not op and _holds_indices(g) and core_name(f) and attached(f, g, source)]


def _holds_indices(group: Syntax) -> bool:
    if group.kind != "group" or group.value != ("[", "]") or not group.kids:
        return False
    inner = list(walk(group))[1:]
    return all(
        n.kind in ("sum", "sign", "list", "number") or n.kind == "name" and is_index_letter(n.value) for n in inner
    ) and any(n.kind == "name" for n in inner)


def _letters(group: Syntax) -> set[Name]:
    return {n.value for n in walk(group) if n.kind == "name"}


def _indexed(old: Syntax, node: Syntax, indexed: set[int]) -> Syntax:
    """A product with the brackets of these factors as subscripts of the letters before them."""
    kids: list[Syntax] = []
    ops: list[str] = []
    for before, k, op in zip(old.kids, node.kids, ("", *node.value), strict=True):
        if id(before) in indexed:
            inner = items(k.kids[0])
            sub = inner[0] if len(inner) == 1 else k.kids[0]
            kids[-1] = Syntax("sub", None, (kids[-1], sub), kids[-1].span.to(k.span))
        else:
            kids.append(k)
            ops.append(op)
    return kids[0] if len(kids) == 1 else Syntax("term", tuple(ops[1:]), tuple(kids), node.span)
