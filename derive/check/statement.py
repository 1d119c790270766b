"""A statement of a document, link by link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.check import prose
from derive.check.bases import rebased
from derive.check.by_code import given
from derive.check.implied import by_slopes
from derive.check.item import Item, item_of
from derive.check.judging import judged
from derive.check.lefts import is_pattern
from derive.check.link import EQUAL, Link, Outcome
from derive.check.lone import EXAMPLE, another_pi, asks, calls_from_afar, given_anew
from derive.check.meaning import Meaning
from derive.check.noted import deny, note_value
from derive.check.numbers import by_base, carried, loose, written
from derive.check.ordered import DENIED
from derive.check.relations import related
from derive.check.saying import said
from derive.check.solved import asked, differential, follows, placed
from derive.check.told import object_of_link
from derive.check.values import is_number
from derive.check.wanted import absurd, wanted
from derive.expr.heads import Call, Letter, base, letters
from derive.verdicts import Verdict

ROUNDED = "to the digits written"
NEAR = 500  # characters before a number
ROUGH = "a number by a first few terms"
TERMS = re.compile(
    r"\b(?:to (?:approximate|estimate)|linear approximation|lineari[sz]\w+|Taylor|terms)\b", re.IGNORECASE
)
CONVOLVED = "the star may be a convolution"
RAISED = re.compile(r"[\^_]\s*\{?\s*\*")
LOOSE = "the words leave something out of it"


class Walk(Meaning):
    """One statement, link by link."""

    def items(self) -> Iterator[Item]:
        """The items of the statement; what it says is known from then on."""
        s, f = self.s, self.f
        self.known.cue = self.cue if len(s.trees) == 2 and isinstance(s.trees[0], Letter) else ""
        spans = s.spans or ()
        start, end = (spans[0].start, spans[-1].end) if spans else (0, len(f.text.text))
        if s.kind == "declaration":
            self.known.declare(s, self.reading)
        if len(s.trees) < 2 or s.kind in ("declaration", "mention"):
            yield item_of("mention", f, start, end)
            return
        if s.kind == "condition" or "…" in s.relations:
            if "…" not in s.relations:
                self._assume(s.trees[0], s.trees[1], s.relations[0], "paragraph")
            yield item_of("definition", f, start, end)
            return
        open_, root = False, None
        right: tuple[Any, int] | None = None  # of a false link before: its left side, its place
        for k, relation in enumerate(s.relations):
            found = self._unwanted(k, s.trees[k], s.trees[k + 1], relation)
            found = found if right is None else self._mended(found, *right, k) or found
            number_ = None if self.cue == "paragraph" else given(s.trees[0], s.trees[k + 1], relation)
            item = item_of(found.pop("kind"), f, spans[k].start, spans[k + 1].end, given=number_, **found)
            if item.status == "refuted" and item.code != "D401":
                root = item.start
            differs = item.status == "refuted" and item.sides is not None
            right = (s.trees[k] if right is None else right[0], item.start) if differs else None
            root = root if root is not None else item.root
            self._note(s.trees[k + 1], k, root)
            open_ = open_ or k > 0 and item.status != "refuted" and item.status != "verified"
            yield item
        if not self.solution:
            end = item.kind == "definition" and s.relations[-1] == "="
            self.known.asked = asked(s.trees, self.at, f, self.number, self.known) if end else None
        self._assume_last(open_, root)
        note_value(s, self.known, self.at, root, self.cue == "paragraph", self._derived)
        if isinstance(s.trees[0], Letter) and prose.supposed(self.f.before):
            self.known.supposed.add(s.trees[0].plain)

    def _assume_last(self, open_: bool, root: int | None) -> None:
        """What a chain of equations ends in is what its first side is in the section: a number, or where a link of it
        is open; and the last letter of `0 = y(0) = A` is the number that it begins with."""
        first, last = self.s.trees[0], self.s.trees[-1]
        if len(self.s.trees) < 3 or not set(self.s.relations) <= {"="}:
            return
        if (is_number(last) or open_) and is_pattern(first):
            self._assume(first, last, "=", self.cue or "section")
        if root is None and is_number(first) and isinstance(last, Letter):
            self._assume(last, first, "=", self.cue or "section")

    def _mended(self, found: dict[str, Any], first: Any, place: int, k: int) -> dict[str, Any] | None:
        """What a false link says whose left side is the false one of the link before: true without that side."""
        if found.get("status") != "refuted" or found.get("sides") is None or found["relation"] != "=":
            return None
        outcome = judged(Link(first, self.s.trees[k + 1], "=", True), self._ground(k, None))
        if outcome.status != "verified":
            return None
        made = said(outcome, self.c.line)
        return made | {"root": place, "reason": f"the side before it is the false one, line {self.c.line(place)}"}

    def _unwanted(self, k: int, left: Any, right: Any, relation: str) -> dict[str, Any]:
        """What an item says of one link; what is false and what the words ask for is a condition."""
        found = self._link(k, left, right, relation)
        if found.get("status") == "refuted" and self._supposed(right):
            for name in self.s.trees[:-1]:
                self._assume(name, right, relation, self.cue)
            return {"kind": "definition"}
        if found.get("code") == "D102" and self._approximated():
            return {"kind": "definition", "reason": ROUGH}
        if found.get("status") != "refuted" or relation != "=" or self.words.to_show:
            return found
        if k == 0 and not self.continued and self.words.defined and "message" not in found:
            self._anew(left)
            return {"kind": "definition"}
        if (right == 0 or left == 0) and "message" in found and self._sought(k, left):
            return {"kind": "definition"}
        if self.words.loosely:
            return (
                {"kind": "definition"} if self._lone(k) else {"kind": "claim", "status": "undecided", "reason": LOOSE}
            )
        if "convolution" in self.c.words and "*" in RAISED.sub("", self.f.text.text):
            return {"kind": "definition", "reason": CONVOLVED}
        asked_for = wanted(left, right, self.words.lead) or absurd(left, right, self.f)
        return {"kind": "definition"} if self._lone(k) and asked_for else found

    def _sought(self, k: int, left: Any) -> bool:
        """Is what is 0 the end of a chain, or written anew from an equation above it: at a place to be found?"""
        if k:
            return bool(letters(left)) and not is_pattern(left)
        asked = self.known.asked
        return asked is not None and asked.right == 0

    def _anew(self, left: Any) -> None:
        """A name that is defined once more in a form that is no pattern, `L(y, f(x)) = …`: what it was is over."""
        inner = base(left)
        if isinstance(inner, Call) and inner.function.kind != "elementary" or isinstance(inner, Letter):
            self.known.forget(inner)

    def _approximated(self) -> bool:
        """Do the words before it speak of the first terms of a series?"""
        return bool(TERMS.search(self.c.document.source, max(0, self.at - NEAR), self.at))

    def _supposed(self, right: Any) -> bool:
        """`assuming that a = b = 0`."""
        return bool(self.cue) and is_number(right) and all(map(is_pattern, self.s.trees[:-1]))

    def _link(self, k: int, left: Any, right: Any, relation: str) -> dict[str, Any]:
        """What an item says of one link."""
        if relation == "=" and (made := self._solves(left, right)) is not None:
            self.solution = True
            return made
        if k == 0 and not self.continued and is_pattern(left):
            about = relation == "≈" and is_number(right) and (bool(self.cue) or given_anew(left, self.known))
            if relation in ("=", ":=", "≡") or about:
                if (made := self._given(left, right)) is not None:
                    return made
        if self.words.denied:
            return {"kind": "definition", "reason": DENIED}
        if self._lone(k) and relation != "≈" and another_pi(left, right):
            return {"kind": "definition"}
        if relation not in EQUAL:
            return self._related(k, left, right, relation)
        by_numbers = self._compared(left, right, relation)
        if by_numbers is not None and by_numbers["status"] == "refuted":
            if base := by_base(left, right, relation, self.known.numbers(), self.c.line):
                return base
            opens = k == 0 and not self.continued
            if opens and asks(left, right, self.f.before, self.known, self._lone(k)):
                self._assume(left, right, relation, self.cue or "section")
                return {"kind": "definition"}
            if loose(left, right, self.known, self.words, opens) or calls_from_afar(left, right, self.known):
                return {"kind": "definition"}
        if by_numbers is not None and not (
            by_numbers["status"] == "verified" and self.known.numbers().slight(left, right)
        ):
            return by_numbers
        if new := carried(left, right, relation, self.known.numbers()):
            self.known.rounded |= dict.fromkeys(new)
            return {
                "kind": "claim",
                "status": "verified",
                "reason": ROUNDED,
                "verdict": Verdict("verified", 0.0, 0.5, 1),
            }
        asserted = prose.said(self.f.before) or self.words.to_show
        tied = prose.tied(self.f.before, self.f.after)
        first = self.s.trees[0] if k > 1 else None
        begins = (self.s.trees[0], self.s.trees[1]) if k and self.s.relations[0] == "=" else None
        over = self._over(left, right)
        link = Link(left, right, relation, k > 0 or self.continued, asserted, tied, first, over, begins)
        ground = self._ground(k, left)
        outcome = rebased(link, judged(link, ground), ground)
        if outcome.relies or outcome.repair is not None:
            self.known.relied(left, right)
        if self._lone(k) and prose.example(self.f.before) and (outcome.status != "verified" or outcome.fact):
            outcome = Outcome("definition", reason=EXAMPLE)
        if outcome.status not in ("verified", "refuted") and not self.continued:
            if made := object_of_link(self.s.trees[: k + 1], right, self._around()):
                return made
        if outcome.kind == "definition" and k == 0 and (meant := by_slopes(left, right)) is not None:
            self.known.define(*meant, self.reading, self.at)
        if outcome.kind == "definition" and relation == "=" and len(self.s.trees) == 2:
            self._assume(left, right, relation, self.cue or "section")
        return self._told(outcome, left, right, relation)

    def _over(self, left: Any, right: Any) -> frozenset[str]:
        """The letters that the words say it of: those that they name, or all, where it is to be shown and nothing above
        is assumed."""
        ties = (f for f in self.known.standing(self.f.paragraph) if f.relation != "=" or not is_pattern(f.left))
        to_show = self.words.to_show and not any(ties) and not differential(left, right)
        return self.known.over | {x.plain for x in letters(left) | letters(right) if to_show}

    def _related(self, k: int, left: Any, right: Any, relation: str) -> dict[str, Any]:
        """What an item says of a link that is no equation."""
        if len(self.s.trees) == 2:
            deny(self.known, left, relation, right)
        mixed = self.continued or any(r in EQUAL for r in self.s.relations)
        link = Link(left, right, relation, k > 0 or self.continued)
        outcome = related(link, self._ground(k, left), self.words, mixed)
        if outcome.kind == "definition" and not self.words.denied:
            both = isinstance(left, Letter) and isinstance(right, Letter)
            how = self.cue or ("paragraph" if both or self.words.conditional else "")
            if how:
                self._assume(left, right, relation, how)
        return self._told(outcome, left, right, relation)

    def _solves(self, left: Any, right: Any) -> dict[str, Any] | None:
        """What an item says of a solution of the equation above it, or of another way to write that."""
        if len(self.s.relations) != 1 or self.continued:
            return None
        made = follows(self.reading, self.number, self.known, self.words, self.f, self.c.seed)
        if made is None:
            return None
        if made.status == "verified" and is_pattern(left) and not is_number(right):
            self.known.define(left, right, self.reading, self.at)
        line = self.c.line(made.root or 0)
        return said(replace(made, root=None), self.c.line) | placed(made, line)

    def _note(self, right: Any, k: int, root: int | None) -> None:
        """The digits of a computed number, if they were rounded or are false."""
        if is_number(right) and (k > 0 or not is_pattern(self.s.trees[0]) or self._derived(self.s.trees[0])):
            exact = root is None and self.known.numbers().exactly(self.s.trees[k], right)
            for text in () if exact else written(right):
                self.known.rounded[text] = root
