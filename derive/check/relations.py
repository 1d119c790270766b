"""Relations that are neither equations nor inequalities: `≠`, and `∝` as a quotient that does not move."""

from __future__ import annotations

from typing import Any

from derive.check.link import ORDERED, Ground, Link, Outcome
from derive.check.opened import opened
from derive.check.ordered import DENIED, ordered
from derive.check.sides import doubt, sized
from derive.check.slips import Repair
from derive.check.wording import Words
from derive.errors import DeriveError
from derive.expr.heads import Letter, Times, letter, letters, shape, times, weight
from derive.expr.scope import Scope
from derive.expr.trees import substitute
from derive.judge.lines import judge
from derive.verdicts import Verdict

SECONDS = 2.0
DIFFER = "the sides differ somewhere"
SAME = r"true with = in place of \neq"
NOWHERE = "the quotient of the sides depends on every letter that both have"


def related(link: Link, on: Ground, words: Words, mixed: bool) -> Outcome:
    """What becomes of a link that is no equation; mixed: does its chain hold equations too?"""
    if link.relation in ORDERED:
        return ordered(link, on, words, mixed)
    if link.relation == "≠":
        return unequal(link, on, words)
    return proportional(link, on, words) if link.relation == "∝" else Outcome("definition")


def unequal(link: Link, on: Ground, words: Words) -> Outcome:
    """What becomes of `a ≠ b`: false only if both sides are the same everywhere; true of two formulas that differ at a
    point; between bare letters, or beside a number, it is a condition."""
    pair = _pair(link, on)
    bare = isinstance(link.left, Letter) and isinstance(link.right, Letter)  # whatever they were
    if pair is None or bare or words.denied or words.conditional or doubt(pair) is not None:
        return Outcome("definition", reason=DENIED if words.denied else None)
    same = _judge(*pair, "=", on)
    if same.holds and all(letters(t) for t in pair):
        apart = _judge(*pair, "≠", on)
        said = words.asserted or words.generally or weight(pair[0]) > 2
        if apart.status == "refuted" and said and not _exchanged(link.left, link.right):
            right = link.right
            return Outcome("claim", "refuted", None, apart, Repair(1, SAME, right, right, right))
    general = letters(pair[0]) == letters(pair[1]) and any(weight(t) > 1 for t in pair)
    if same.status == "refuted" and general and not on.facts:
        return Outcome("claim", "verified", DIFFER, Verdict("verified", None, None, 1, on.seed))
    return Outcome("definition")


def _exchanged(left: Any, right: Any) -> bool:
    """`QR ≠ RQ`: the same letters in another order? Nobody says that of numbers: they are matrices."""
    both = isinstance(left, Times) and isinstance(right, Times) and left.args != right.args
    return both and sorted(map(str, left.args)) == sorted(map(str, right.args))


def proportional(link: Link, on: Ground, words: Words) -> Outcome:
    """What becomes of `a ∝ b`: true if the quotient does not depend on some letter that both sides depend on; false if
    both are of one letter alone, and it does."""
    pair = _pair(link, on)
    if pair is None or words.denied or words.conditional or doubt(pair) is not None or any(shape(t) for t in pair):
        return Outcome("definition", reason=DENIED if words.denied else None)
    left, right = pair
    common = sorted(letters(left) & letters(right), key=lambda x: str(x.plain))
    last: Verdict | None = None
    for x in [x for x in common if not x.shape][:4]:
        other = letter(f"{x.latex}'", f"{x.plain}_moved", assume=" ".join(x.assumptions))
        moved = [substitute(t, {x: other}) for t in pair]
        last = _judge(times(left, moved[1]), times(moved[0], right), "=", on)
        if last.holds and _moves(left, x, other, on):
            return Outcome("claim", "verified", f"the quotient does not depend on {x.plain}", last)
    alone = len(common) == 1 and letters(left) == letters(right) and isinstance(common[0], Letter)
    if alone and last is not None and last.status == "refuted" and words.asserted and not on.facts:
        return Outcome("claim", "refuted", None, last)
    return Outcome("definition", reason=NOWHERE if last is not None else None)


def _moves(t: Any, x: Letter, other: Letter, on: Ground) -> bool:
    """Does a side depend on a letter?"""
    return _judge(t, substitute(t, {x: other}), "=", on).status == "refuted"


def _pair(link: Link, on: Ground) -> tuple[Any, Any] | None:
    try:
        pair = sized(opened(link.left, on.names), opened(link.right, on.names))
    except DeriveError:
        return None
    return pair if shape(pair[0]) == shape(pair[1]) else None


def _judge(left: Any, right: Any, relation: str, on: Ground) -> Verdict:
    try:
        return judge(left, right, relation, Scope(), seed=on.seed, seconds=SECONDS)
    except DeriveError as e:
        return Verdict("undecided", reason=e.message)
