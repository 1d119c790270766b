r"""Pieces of a formula that can't be read as a whole: its statements, and each link of a chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.check.loose import syntax
from derive.read.naming import unbrace
from derive.read.syntax import Syntax

MOST = 40  # pieces of a formula


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, from start to end; continued: is its left side a later side of a chain?"""

    start: int
    end: int
    continued: bool = False


def pieces(text: str, macros: Mapping[str, str]) -> list[Piece]:
    """The pieces of a formula, in order; none where it has no parts, or is but its own part."""
    read = syntax(text, macros)
    if read is None:
        return []
    tree, begin = read
    found = list(_pieces(tree, begin))
    whole = len(found) == 1 and not begin
    return [] if whole or len(found) > MOST else found


def _pieces(tree: Syntax, begin: int) -> Iterator[Piece]:
    stack = [tree]
    while stack:
        node = unbrace(stack.pop())
        if node.kind == "statements" or node.kind == "list" and any(k.kind == "relation" for k in node.kids):
            stack += [k for k in reversed(node.kids) if k.kind != "empty"]
        elif node.kind == "relation":
            sides = [k for k in node.kids if k.kind != "empty"]
            for n, (a, b) in enumerate(zip(sides, sides[1:], strict=False)):
                yield Piece(begin + a.span.start, begin + b.span.end, n > 0)
        else:
            yield Piece(begin + node.span.start, begin + node.span.end)
