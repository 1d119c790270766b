"""The search for the slip in a false equation: the single edit of a side that makes it true.

The edits are evaluated together at the same samples; a survivor is judged anew, and only one that verifies is offered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Rational

from derive.check.edits import attempt, edits
from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    Binding,
    Call,
    Case,
    Derivative,
    Entry,
    Frac,
    Given,
    Letter,
    Otherwise,
    Plus,
    Range,
    Relation,
    Row,
    Times,
    letters,
    shape,
    weight,
)
from derive.expr.operators import Over
from derive.expr.scope import Scope
from derive.expr.trees import at, canonical, replace_at, walk
from derive.judge.imaginary import agreeing_imaginary, unit
from derive.judge.lines import judge
from derive.judge.screen import agreeing, matching
from derive.write.latex import write

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
MOST_OF_ALL = 150_000  # for all the equations of a document: thousands of false ones are no document
BATCH = 128  # edits that are evaluated together
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


@dataclass(slots=True)
class Effort:
    """How many edits may be tried yet, by all the searches that share it."""

    left: int = MOST_OF_ALL


def _same(t: Any) -> Any:
    return t


def repaired(sides: tuple[Any, Any], relation: str, scope: Scope, seconds: float = 4.0, *,
             through: Callable[[Any], Any] = _same, edited: Sequence[int] = (1, 0),
             more: Collection[Letter] = (), effort: Effort | None = None) -> Repair | None:  # fmt: skip
    """The single edit of a side that makes the equation true, the simplest first; None where there is none.

    edited: which sides may be edited; through: what a side is judged as, where it can't be judged as it stands; a
    DeriveError where it has no meaning; more: letters that may stand in the place of one of the right side; effort:
    what is left for it and for others, taken from.
    """
    if weight(sides[0]) + weight(sides[1]) > 2 * LARGEST:
        return None
    for side in edited:
        found = _search(sides, side, scope, seconds, through, effort or Effort(), more if side else ())
        if found is not None:
            return found
    return None


def _search(sides: tuple[Any, Any], side: int, scope: Scope, seconds: float, through: Callable[[Any], Any],
            effort: Effort, more: Collection[Letter] = ()) -> Repair | None:  # fmt: skip
    """The likeliest edit of one side: edits are evaluated in batches, the nearest to what was written first."""
    e, other = sides[side], sides[1 - side]
    if side == 0 and not letters(other) <= letters(e):
        return None  # a letter that the right side has too many is no reason to put it on the left
    if effort.left <= 0:
        return None
    end = time.process_time() + seconds
    target, written = through(other), attempt(lambda: through(e))
    made = sorted((*_edited(e, other), *_lettered(e, other, more)), key=lambda m: _cost(m, e))[:MOST]
    i = unit(scope, target, e)
    for k in range(0, len(made), BATCH):
        effort.left -= len(made[k : k + BATCH])
        if effort.left < 0:
            return None
        batch = list(_with_meaning(made[k : k + BATCH], through, end))
        left = end - time.process_time()
        if left <= 0:
            return None
        every = [m.meant for m in batch]
        good = (
            agreeing(target, every, scope, seconds=left, like=written)
            if i is None
            else agreeing_imaginary(target, every, i, left)
        )
        for m in [batch[n] for n in good][:6]:
            pair = (target, m.meant) if side else (m.meant, target)
            try:
                if judge(*pair, "=", scope).holds:
                    return Repair(side, _words(m, e), m.tree, at(e, m.path), m.new)
            except DeriveError:
                continue
    return None


def nearest(e: Any, targets: Sequence[Any], scope: Scope, seconds: float = 2.0, *,
            pool: Sequence[Any] = ()) -> tuple[Repair, int] | None:  # fmt: skip
    """The likeliest edit of a tree that makes it one of several others, and which; pool: trees whose letters it may
    take, those of its own alone if there are none."""
    end = time.process_time() + seconds
    edited = {m.tree: m for other in pool or (e,) for m in _edited(e, other)}
    made = sorted(edited.values(), key=lambda m: _cost(m, e))[:MOST]
    for k in range(0, len(made), BATCH):
        batch = made[k : k + BATCH]
        left = end - time.process_time()
        if left <= 0:
            return None
        found = matching(targets, [m.tree for m in batch], scope, seconds=left, like=e)
        for n, i in found[:6]:
            try:
                if judge(batch[n].tree, targets[i], "=", scope).holds:
                    return Repair(0, _words(batch[n], e), batch[n].tree, at(e, batch[n].path), batch[n].new), i
            except DeriveError:
                continue
    return None


@dataclass(slots=True)
class _Edit:
    """An edit: its kind, its place, the new node, the side with it, and what that is judged as."""

    what: str
    path: tuple[int, ...]
    new: Any
    tree: Any
    meant: Any


def _edited(e: Any, other: Any) -> Iterator[_Edit]:
    """The edits of a side that differ from it and have its shape and letters."""
    seen: set[Any] = {e}
    known, form = letters(e) | letters(other), shape(other)
    functions = _unknown(e, other)
    for what, path, new in edits(e, other):
        tree = attempt(lambda path=path, new=new: replace_at(e, path, new)) if path else new
        if tree is None or tree in seen or shape(tree) != form or not letters(tree) <= known:
            continue
        seen.add(tree)
        if functions and _unknown(tree, other) != functions:
            continue  # a function that nobody defined may be anything, so that it can't be left out
        yield _Edit(what, path, new, tree, tree)


def _lettered(e: Any, other: Any, more: Collection[Letter]) -> Iterator[_Edit]:
    """The edits that put a letter in the place of one of its shape, which neither side shows."""
    new = sorted(set(more) - letters(e) - letters(other), key=lambda x: x.plain)
    for path, node in walk(e) if new else ():
        if isinstance(node, Letter) and not _fixed(e, path):
            for x in new:
                tree = attempt(lambda path=path, x=x: replace_at(e, path, x)) if x.shape == node.shape else None
                if tree is not None:
                    yield _Edit("other letter", path, x, tree, tree)


def _fixed(e: Any, path: tuple[int, ...]) -> bool:
    """Is it a bound letter, an index, or what a slope is taken by?"""
    parents = [at(e, path[:k]) for k in range(len(path))]
    return (
        any(isinstance(p, (Range, All, Over, Relation)) for p in parents)
        or bool(path)
        and path[-1] > 0
        and isinstance(parents[-1], (Entry, Row, Derivative, Binding))
    )


def _unknown(*trees: Any) -> frozenset[str]:
    """The functions that nobody defined."""
    calls = (n for t in trees for _, n in walk(t) if isinstance(n, Call) and n.function.kind != "elementary")
    return frozenset(n.function.plain for n in calls)


def _with_meaning(made: Sequence[_Edit], through: Callable[[Any], Any], end: float) -> Iterator[_Edit]:
    """The edits that have a meaning, as far as the time goes."""
    for m in made:
        if time.process_time() > end:
            return
        if through is not _same:
            m.meant = attempt(lambda m=m: through(m.tree))
        if m.meant is not None:
            yield m


def _cost(m: _Edit, e: Any) -> tuple[int, int]:
    """How far an edit is from what was written: how much longer or shorter, and how rare its kind is among authors.

    A factor beside a number is no likely slip: the number is.
    """
    change = weight(m.tree) - weight(e)
    path = m.path
    while path and isinstance(at(e, path[:-1]), (Times, Frac)):
        path = path[:-1]
    beside = change > 0 and 1 <= _numbers(at(e, path)) < _numbers(at(m.tree, path))
    rank = FREQUENT.index(m.what) if m.what in FREQUENT else len(FREQUENT)
    return 2 * abs(change) + (change < 0) + 2 * beside, rank


def _numbers(e: Any) -> int:
    """How many of its factors are numbers, of both parts of a fraction, signs apart; of a sum those of a term."""
    if isinstance(e, Plus):
        return max(map(_numbers, (a for a in e.args if not isinstance(a, Plus))), default=0)
    stack, found = [e], 0
    while stack:
        node = stack.pop()
        if isinstance(node, (Times, Frac)):
            stack += node.args
        found += isinstance(node, Rational) and abs(node) != 1
    return found


def _shown(e: Any, path: tuple[int, ...]) -> tuple[int, ...]:
    """What to show of an edit at a path: a letter or a number with what it stands in."""
    while path and isinstance(at(e, path), (Letter, Integer, Frac)) and not _splices(at(e, path[:-1])):
        path = path[:-1]
        if weight(at(e, path)) > 3:
            break
    inner = (Range, All, Over, Relation, Given, Case, Otherwise)
    parts = (k for k in range(1, len(path) + 1) if isinstance(at(e, path[:k]), inner))
    return path[: next(parts, len(path) + 1) - 1] if path else path


def _splices(parent: Any) -> bool:
    """Can the place of an argument change when it is replaced?"""
    return isinstance(parent, (Plus, Times)) or weight(parent) > LONG


def _words(m: _Edit, e: Any) -> str:
    if m.what == "whole":
        return f"true with {write(m.new)} for that side"
    path = m.path
    while path and at(m.tree, path) != m.new:  # it went up in what it stands in
        path = path[:-1]
    path = _shown(e, path)
    new, old = (write(at(t, path)) for t in (m.tree, e))
    while path and new == old:  # the change is not there: what was changed has fewer parts now
        path = path[:-1]
        new, old = (write(at(t, path)) for t in (m.tree, e))
    return f"true with {new} in place of {old}"


def telling(sides: tuple[Any, Any], repair: Repair) -> bool:
    """Does the repair say that the author meant an identity, and not an equation to solve that it makes trivial?"""
    pair = (repair.tree, sides[1]) if repair.side == 0 else (sides[0], repair.tree)
    if any(isinstance(side, (Letter, Integer)) for side in sides) or _turned(repair.old, repair.new):
        return False
    if repair.old == sides[repair.side] and not letters(repair.new) <= letters(repair.old):
        return False  # a letter for the whole side may be one that was misunderstood
    size = weight(pair[0]) + weight(pair[1])
    return size >= (20 if canonical(pair[0]) == canonical(pair[1]) else 6)


def _turned(old: Any, new: Any) -> bool:
    """`S_12` for `S_21`, blocks of one matrix, or `a` for `A`, its entries: letters that are tied."""
    if not isinstance(old, Letter) or not isinstance(new, Letter):
        return False
    if old.shape and str(old.plain).lower() == str(new.plain).lower():
        return True
    (a, _, i), (b, _, j) = (str(x.plain).rpartition("_") for x in (old, new))
    return a == b != "" and i == j[::-1] != j
