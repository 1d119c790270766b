"""What a false claim could have meant: the single edit, or the assumption, that makes it true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.errors import DeriveError
from derive.expr.heads import Letter, letter, letters, shape
from derive.expr.scope import Scope
from derive.expr.trees import substitute
from derive.expression import Expression

SECONDS = 3.0
ASSUMED = ("symmetric", "orthogonal", "diagonal")


def mended(left: Expression, relation: str, right: Expression, verdict: Any) -> tuple[str, ...]:
    """`true with 1 - sigmoid(z) in place of 1 + sigmoid(z)`, `true where A is symmetric`; nothing for what holds."""
    if verdict.status != "refuted" or relation != "=":
        return ()
    found = (_edit, _assumption)
    return tuple(words for look in found if (words := look((left.tree, right.tree), right.scope)) is not None)


def _edit(sides: tuple[Any, Any], scope: Scope) -> str | None:
    """The single edit that makes both sides equal and leaves something to say."""
    from derive.check.slips import repaired

    try:
        found = repaired(sides, "=", scope, SECONDS)
    except DeriveError:
        return None
    return None if found is None or found.tree == sides[1 - found.side] else found.words


def _assumption(sides: tuple[Any, Any], scope: Scope) -> str | None:
    """The property of one matrix under which both sides are equal."""
    from derive.judge.lines import judge

    try:
        for x, word, table in _assumptions(sides):
            left, right = (substitute(side, table) for side in sides)
            if judge(left, right, "=", scope).holds:
                return f"true where {x.plain} is {word}"
    except DeriveError:
        return None
    return None


def _assumptions(sides: tuple[Any, Any]) -> Iterator[tuple[Letter, str, dict[Any, Any]]]:
    """(matrix, property, the matrix with that property) of square matrices of which none is said."""
    for x in sorted(letters(sides[0]) | letters(sides[1]), key=lambda x: str(x.plain)):
        size = shape(x)
        if len(size) == 2 and size[0] == size[1] != 1 and x.args[3].name == "":
            for word in ASSUMED:
                yield x, word, {x: letter(x.latex, x.plain, sizes=size, assume=word)}
