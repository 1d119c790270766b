"""The search for the slip in a false equation: the single edit of a side that makes it true.

The edits are evaluated together at the same samples; a survivor is judged anew, and only one that verifies is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer

from derive.check.edits import attempt, edits
from derive.errors import DeriveError
from derive.expr.heads import Frac, Letter, Plus, Times, letters, shape, weight
from derive.expr.scope import Scope
from derive.expr.trees import at, canonical, replace_at

FREQUENT = (
    "sign",
    "index",
    "letter",
    "factor",
    "transpose",
    "order",
    "exponent",
    "square",
    "term",
    "number",
    "digit",
    "function",
    "root",
    "bound",
    "bracket",
)  # kinds of slips, the most frequent among authors first
MOST = 900  # edits that are tried
LARGEST = 150  # leaves of a side
LONG = 8  # leaves of what a repair shows around a letter


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit that makes an equation true. side: 0 or 1; words: what to change; tree: the side as it should be."""

    side: int
    words: str
    tree: Any
    old: Any
    new: Any


def _same(t: Any) -> Any:
    return t


def repaired(sides: tuple[Any, Any], relation: str, scope: Scope, seconds: float = 4.0, *,
             through: Callable[[Any], Any] = _same, edited: Sequence[int] = (1, 0)) -> Repair | None:  # fmt: skip
    """The single edit of a side that makes the equation true, the simplest first; None where there is none.

    edited: which sides may be edited; through: what a side is judged as, where it can't be judged as it stands; a
    DeriveError where it has no meaning.
    """
    if weight(sides[0]) + weight(sides[1]) > 2 * LARGEST:
        return None
    for side in edited:
        found = _search(sides, side, scope, seconds, through)
        if found is not None:
            return found
    return None


def _search(sides: tuple[Any, Any], side: int, scope: Scope, seconds: float,
            through: Callable[[Any], Any]) -> Repair | None:  # fmt: skip
    from derive.verify import judge
    from derive.verify_screen import agreeing

    e, other = sides[side], sides[1 - side]
    made: list[tuple[str, tuple[Any, Any, Any, Any], Any, Any]] = []
    target = through(other)
    seen: set[Any] = {e}
    known = letters(e) | letters(other)
    for what, path, new in edits(e, other):
        tree = attempt(lambda path=path, new=new: replace_at(e, path, new)) if path else new
        if tree is None or tree in seen or shape(tree) != shape(other) or not letters(tree) <= known:
            continue
        seen.add(tree)
        meant = tree if through is _same else attempt(lambda tree=tree: through(tree))
        if meant is None:
            continue
        shown = _shown(e, path)
        old = at(e, path)
        made.append((what, (old, new, at(e, shown), at(tree, shown)), tree, meant))
        if len(made) >= MOST:
            break
    good = agreeing(target, [m[3] for m in made], scope, seconds=seconds)
    ranked = sorted(good, key=lambda k: (*_cost(made[k][0], made[k][2], e), k))
    for k in ranked[:6]:
        what, (old, new, before, after), tree, meant = made[k]
        pair = (target, meant) if side else (meant, target)
        try:
            if judge(*pair, "=", scope).holds:
                return Repair(side, _words(what, before, after), tree, old, new)
        except DeriveError:
            continue
    return None


def _cost(what: str, tree: Any, e: Any) -> tuple[int, int]:
    """How far an edit is from what was written: how much longer or shorter, and how rare its kind is among authors."""
    change = weight(tree) - weight(e)
    return (2 * abs(change) + (change < 0), FREQUENT.index(what) if what in FREQUENT else len(FREQUENT))


def _shown(e: Any, path: tuple[int, ...]) -> tuple[int, ...]:
    """What to show of an edit at a path: a letter or a number with what it stands in."""
    while path and isinstance(at(e, path), (Letter, Integer, Frac)) and not _splices(at(e, path[:-1])):
        path = path[:-1]
        if weight(at(e, path)) > 3:
            break
    return path


def _splices(parent: Any) -> bool:
    """Can the place of an argument change when it is replaced?"""
    return isinstance(parent, (Plus, Times)) or weight(parent) > LONG


def _words(what: str, old: Any, new: Any) -> str:
    from derive.write.latex import write

    if what == "whole":
        return f"true with {write(new)} for that side"
    return f"true with {write(new)} in place of {write(old)}"


def telling(sides: tuple[Any, Any], repair: Repair) -> bool:
    """Does the repair say that the author meant an identity, and not an equation to solve that it makes trivial?"""
    pair = (repair.tree, sides[1]) if repair.side == 0 else (sides[0], repair.tree)
    if any(isinstance(side, (Letter, Integer)) for side in sides):
        return False
    size = weight(pair[0]) + weight(pair[1])
    return size >= (20 if canonical(pair[0]) == canonical(pair[1]) else 6)
