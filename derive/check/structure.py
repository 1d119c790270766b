"""A false equation that is true of symmetric or orthogonal matrices, of entries that sum to one, of whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from derive.check.assumptions import of_length_one, with_property
from derive.check.link import Ground, Outcome
from derive.check.opened import Names, opened
from derive.check.sides import sized
from derive.errors import DeriveError
from derive.expr.heads import Letter, T, letters, shape
from derive.verdicts import Verdict

PROPERTIES = {"symmetric": "is symmetric", "orthogonal": "is orthogonal", "sums-to-one": "sums to one",
              "integer": "is a whole number", "unit": "has length 1"}  # fmt: skip
WHOLE = ("n", "m", "k", "N", "M", "K")  # letters that are whole numbers where that is needed
MOST = 8  # assumptions that are tried


def variants(pair: tuple[Any, Any], full: tuple[Any, Any], names: Names) -> Iterator[tuple[Any, Any]]:
    """The sides as they stand, with their names written out, and with one of them free."""
    moved = full != pair
    if moved:
        yield sized(*pair)
    yield full
    if not moved:
        return
    own = sorted((letters(pair[0]) | letters(pair[1])) & set(names.letters), key=lambda x: x.plain)
    for x in own[:3]:
        rest = names.without(frozenset([x]))
        freed = sized(opened(pair[0], rest), opened(pair[1], rest))
        if freed not in (full, pair):
            yield freed


def structured(pair: tuple[Any, Any], on: Ground, judge: Callable[..., Verdict | None]) -> Outcome | None:
    """What a property of one letter makes of the equation; None where none makes it true.

    A declared matrix has only the properties that the document speaks of.
    """
    found = sorted(letters(pair[0]) | letters(pair[1]), key=lambda x: x.plain)
    square = [x for x in found if len(x.shape) == 2 and x.shape[0] == x.shape[1]]
    columns = [x for x in found if len(x.shape) == 2 and x.shape[1] == 1 or len(x.shape) == 1]
    whole = [x for x in found if not x.shape and not x.assumptions and x.plain in WHOLE]
    tried = [(whole, "integer")] if len(whole) > 1 else []
    tried += [([x], "integer") for x in whole] + [([x], w) for x in square for w in ("symmetric", "orthogonal")]
    tried += [(square, "symmetric")] if len(square) > 1 else []
    tried += [([x], "sums-to-one") for x in columns]
    tried += [([x], "unit") for x in columns if "unit" in on.unspoken]
    spoken = (all(x.plain not in on.declared for x in group) or word in on.unspoken for group, word in tried)
    tried = [t for t, said in zip(tried, spoken, strict=True) if said]
    for group, word in tried[:MOST]:
        try:
            verdict = judge(
                *(of_length_one(t, group) if word == "unit" else with_property(t, group, word) for t in pair)
            )
        except DeriveError:
            continue
        which = " and ".join(str(x.plain) for x in group)
        several = "are whole numbers" if word == "integer" else f"are {word}"
        reason = f"true if {which} {PROPERTIES[word] if len(group) == 1 else several}"
        if word == "integer" and verdict is not None and verdict.status == "undecided":
            return Outcome("claim", "undecided", f"perhaps {reason}: {verdict.reason}", verdict)
        if verdict is None or not verdict.holds:
            continue
        told = word in on.unspoken or word == "integer" or all(_meant(x, word, on.names, judge) for x in group)
        return Outcome("claim", "verified" if told else "undecided", reason, verdict, needs="" if told else reason)
    return None


def _meant(x: Letter, word: str, names: Names, judge: Callable[..., Verdict | None]) -> bool:
    """Is the matrix of a name symmetric by a definition that was read with other sizes?"""
    rights = [d[1] for y, found in names.letters.items() if y.plain == x.plain for d in found if d[0] == y]
    if word != "symmetric" or len(rights) != 1 or len(shape(rights[0])) != 2:
        return False
    right = opened(rights[0], names)
    found = judge(T(right), right)
    return found is not None and found.holds
