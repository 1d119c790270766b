r"""A recursion unrolled: `v_t = g_t + c v_{t-1}` at a step that is a number, and what follows from it.

The letters of a recursion are names with a step in them (`v_t`, `x_i^{k+1}`). At the step 3 they are v_3, x_i^4, and
each is written out by the recursion down to the earliest that a side has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sympy import Integer

from derive.check.link import Link, Outcome
from derive.check.sides import doubt
from derive.check.slips import Repair
from derive.errors import Unsupported
from derive.expr.heads import Entry, Letter, Product, Sum, letter, letters, shape, weight
from derive.expr.trees import rebuild, substitute, walk
from derive.verdicts import Verdict

STEP = re.compile(r"_([a-z])(?:_(plus|minus)_(\d))?(?=_|$)")
NUMBER = re.compile(r"_(\d)(?=_|$)")
STEPS = (3, 4)  # numbers that a step is given
LARGEST = 600  # leaves of a side written out


@dataclass(frozen=True, slots=True)
class Recursion:
    """name: of the sequence, `#` for its step; index: the letter of the step; ahead: the step that left stands for;
    right: what it is."""

    name: str
    index: str
    ahead: int
    right: Any


def entries_named(t: Any) -> Any:
    """The tree with a letter for each entry at an index that no sum binds: `x_i^k`, where x is known as a vector."""
    bound = {str(x.plain) for _, e in walk(t) if isinstance(e, (Sum, Product)) for x in e.bound}

    def visit(e: Any) -> Any:
        if not isinstance(e, Entry) or len(e.args) != 2 or not all(isinstance(x, Letter) for x in e.args):
            return e
        x, i = e.args
        return e if i.plain in bound else letter(f"{x.latex}_{i.latex}", f"{x.plain}_{i.plain}")

    return rebuild(t, visit)


def recursion(left: Any, right: Any) -> Recursion | None:
    """The recursion that an equation gives: a name at one step by the same name at earlier ones."""
    if not isinstance(left, Letter):
        return None
    for name, index, ahead in steps(left):
        earlier = [o for x in letters(right) for n, i, o in steps(x) if (n, i) == (name, index)]
        if earlier and max(earlier) < ahead:
            return Recursion(name, index, ahead, right)
    return None


def steps(x: Letter) -> Iterator[tuple[str, str, int]]:
    """(name, letter of the step, how far ahead of it) for each step in a name."""
    for m in STEP.finditer(x.plain):
        ahead = int(m[3] or 0) * (-1 if m[2] == "minus" else 1)
        yield x.plain[: m.start()] + "_#" + x.plain[m.end() :], m[1], ahead


def at_step(t: Any, index: str, n: int) -> Any:
    """The tree with a number for the step; None where that is before the first."""
    early: list[str] = []

    def numbered(m: re.Match[str]) -> str:
        if m[1] != index:
            return m[0]
        step = n + int(m[3] or 0) * (-1 if m[2] == "minus" else 1)
        early.extend([m[0]] if step < 0 else [])
        return f"_{step}"

    def visit(e: Any) -> Any:
        if not isinstance(e, Letter):
            return e
        if e.plain == index and not shape(e):
            return Integer(n)
        plain = STEP.sub(numbered, e.plain)
        return letter(plain, plain, sizes=e.shape, assume=" ".join(e.assumptions))

    made = rebuild(t, visit)
    return None if early else made


def _number(x: Letter, name: str) -> int | None:
    """The number of a step in the name of a sequence."""
    found = [int(m[1]) for m in NUMBER.finditer(x.plain) if x.plain[: m.start()] + "_#" + x.plain[m.end() :] == name]
    return found[0] if found else None


def written_out(t: Any, r: Recursion, lowest: int) -> Any:
    """The tree with the sequence written out down to a step; None where it grows too long."""
    while True:
        found = {n: x for x in letters(t) if (n := _number(x, r.name)) is not None and n > lowest}
        if not found:
            return t
        n = max(found)
        value = at_step(r.right, r.index, n - r.ahead)
        if value is None or shape(value) != shape(found[n]) or weight(t) > LARGEST:
            return None
        t = substitute(t, {found[n]: value})


def earliest(trees: tuple[Any, Any], r: Recursion) -> tuple[int, int] | None:
    """The earliest step of each side."""
    found = [[n for x in letters(t) if (n := _number(x, r.name)) is not None] for t in trees]
    return (min(found[0]), min(found[1])) if all(found) else None


def lowest_of(pair: tuple[Any, Any], r: Recursion, n: int) -> int | None:
    """Down to which step both sides are written out; one further where both end at the same."""
    numbered = [at_step(t, r.index, n) for t in pair]
    if None in numbered:
        return None
    ends = earliest((numbered[0], numbered[1]), r)
    if ends is None:
        return None
    return max(0, min(ends) - 1) if ends[0] == ends[1] else min(ends)


def at_lowest(t: Any, r: Recursion, n: int, lowest: int) -> Any:
    """A side at a step, written out down to another; None where it can't be."""
    numbered = at_step(t, r.index, n)
    return None if numbered is None else written_out(numbered, r, lowest)


def by_recursion(link: Link, judge: Callable[[Any, Any], Verdict | None],
                 mend: Callable[[Callable[[Any], Any]], Repair | None]) -> Outcome | None:  # fmt: skip
    """What the recursion that its chain begins with says of a link; None where it says nothing.

    judge: the verdict on two sides; mend: the repair of the link, its sides judged as a function gives them.
    """
    r = recursion(*map(entries_named, link.begins)) if link.begins is not None else None
    if r is None:
        return None
    found: list[Verdict] = []
    lowest = None
    sides = entries_named(link.left), entries_named(link.right)
    for n in STEPS:
        lowest = lowest_of(sides, r, n)
        pair = [at_lowest(t, r, n, lowest) for t in sides] if lowest is not None else [None]
        if None in pair or not letters(pair[1]) <= letters(pair[0]):
            return None
        verdict = judge(*pair)
        if verdict is None:
            return None
        found.append(verdict)
    if all(v.holds for v in found):
        return Outcome("claim", "verified", "by the recursion that its chain begins with", found[0])
    if lowest is None or doubt(sides) is not None or any(v.status != "refuted" for v in found):
        return None
    return Outcome("claim", "refuted", None, found[0], mend(partial(_stepped, r=r, lowest=lowest)))


def _stepped(t: Any, r: Recursion, lowest: int) -> Any:
    """A side at the last of the steps; an error where it can't be."""
    made = at_lowest(entries_named(t), r, STEPS[-1], lowest)
    if made is None:
        raise Unsupported("a step before the first")
    return made
