"""In which layout a derivative that is right is written, and where a document mixes the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from derive.errors import DeriveError
from derive.expr.heads import Derivative, T, is_column, is_scalar, shape
from derive.expr.scope import Scope
from derive.judge.lines import judge

SECONDS = 0.5  # for whether the other layout would be right as well


def layout_of(left: Any, right: Any, transposed: bool, scope: Scope) -> str:
    """`gradient numerator`, `jacobian denominator`, …: the layout of a side that is a derivative by a vector; nothing
    where there is none, or where both would be right."""
    side, other = (left, right) if _is_slope(left) else (right, left)
    if isinstance(side, T):  # read as a row
        side, other, transposed = side.args[0], T(other), not transposed
    if not isinstance(side, Derivative) or len(side.variables) != 1 or not is_column(side.variables[0]):
        return ""
    if is_scalar(side.of):
        return f"gradient {'numerator' if transposed else 'denominator'}"
    if not is_column(side.of) or not transposed and _symmetric(side, other, scope):
        return ""
    return f"jacobian {'denominator' if transposed else 'numerator'}"


def _is_slope(e: Any) -> bool:
    return isinstance(e.args[0] if isinstance(e, T) else e, Derivative)


def _symmetric(side: Any, other: Any, scope: Scope) -> bool:
    """Would the transpose be right as well?"""
    if shape(side) != shape(side)[::-1]:
        return False
    try:
        return judge(T(side), other, "=", scope, seconds=SECONDS).status != "refuted"
    except DeriveError:
        return True


def mixed(layouts: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, Any, Any]]:
    """(kind, the first in one layout, the first in the other) of each kind that is written in both."""
    for kind in ("gradient", "jacobian"):
        found = {said.partition(" ")[2]: item for said, item in reversed(layouts) if said.startswith(kind)}
        if len(found) == 2:
            yield kind, *sorted(found.values(), key=lambda i: i.start)
