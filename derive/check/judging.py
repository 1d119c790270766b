"""One equation of a document: tried as it stands, with the names above written out, with the values above, and under
the assumptions above; what fails all of that is an error, a condition, or an open question."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.check.assumptions import alike, property_of, put, with_property
from derive.check.attempt import Attempt
from derive.check.by_model import INDEPENDENT, by_model
from derive.check.extrema import places
from derive.check.known import Fact
from derive.check.link import Ground, Link, Outcome
from derive.check.opened import opened
from derive.check.sampled import APART, one_apart
from derive.check.sides import (
    VACUOUS,
    anywhere,
    as_long,
    base_of,
    doubt,
    hidden,
    is_expansion,
    is_zero,
    loses,
    may_be_complex,
    meant,
    opaque,
    second_slope,
    sized,
    sizes,
    unknown,
)
from derive.check.usual import conventions, two_weights
from derive.check.values import compare, with_arrays
from derive.errors import DeriveError
from derive.expr.heads import Call, Delta, Derivative, Relation, Sum, T, letters, minus, plus, shape, times, weight
from derive.expr.trees import walk
from derive.numeric.compile import OUTSIDE
from derive.verdicts import Verdict

EQUAL = ("=", "≡", "≈")
ORDERED = ("<", ">", "≤", "≥")
DIFFERENT = "the sides differ, but it is not said to hold for all values"
TIED = "the sides differ, and letters may be tied"
NEW = "{} is given a meaning here, or is not known"
SMALL = tuple(map(Integer, range(-2, 3)))  # numbers that are slopes everywhere
SOMEWHERE = "a slope has this value at a point that is not said"
TURNS = "`i` was read as a letter; as the imaginary unit it would be another claim"
CLOSE = "an approximation without written digits"


def judged(link: Link, on: Ground) -> Outcome:
    """The outcome of one link."""
    if link.relation not in EQUAL:
        return Outcome("definition")
    case = (alike(f, (link.left, link.right)) for f in on.case if f.relation in ORDERED)
    where = tuple(Relation(f.relation, f.left, opened(f.right, on.names)) for f in case)
    found = Tried(link, replace(on.scope, values={}, definitions=(), facts=where), on)
    for way in (
        found.placed,
        found.plain,
        found.opened,
        found.as_long,
        found.turned,
        found.whole,
        found.unrolled,
        found.drawn,
        found.valued,
        found.other_readings,
        found.assuming,
        found.modelled,
        found.formerly,
    ):
        outcome = way()
        if outcome is not None:
            break
    outcome = outcome or found.failed()
    return (found.spared() if outcome.status == "refuted" else None) or outcome


class Tried(Attempt):
    """The ways in which a link is tried, one after the other; the last verdict decides."""

    def placed(self) -> Outcome | None:
        """Two places where functions are greatest or least."""
        try:
            found = places(*self.full, seed=self.on.seed)
        except DeriveError:
            return None
        if found is None or found.status == "refuted" and not (self.link.continued or self.link.said):
            return None
        return Outcome("claim", found.status, found.reason, found.verdict, found.repair)

    def plain(self) -> Outcome | None:
        """As it stands: an identity whatever the names in it are."""
        self.verdict = self._judge(*sized(*self.pair))
        return self._holds(self.verdict, plain=True)

    def opened(self) -> Outcome | None:
        """With the names above written out."""
        if self.full == self.pair:
            return None
        verdict = self._judge(*self.full)
        self.verdict = verdict or self.verdict
        return self._holds(verdict)

    def as_long(self) -> Outcome | None:
        """Where an index leaves its array: with arrays of equal lengths, which may refute it."""
        if self.reason != OUTSIDE or (pair := as_long(self.full)) is None:
            return None
        verdict = self._judge(*pair)
        if verdict is not None and verdict.status == "refuted":
            self.verdict, self.full = verdict, pair
        return None

    def turned(self) -> Outcome | None:
        """A derivative in the other layout."""
        if not any(isinstance(e, Derivative) and shape(e) for t in self.pair for _, e in walk(t)):
            return None
        left, right = self.full
        form = shape(right)
        if not form or len(form) != 2 or shape(left) != form[::-1]:
            return None
        return self._holds(self._judge(T(left), right), transposed=True)

    def whole(self) -> Outcome | None:
        """After a side that nothing is known of, the chain's first side."""
        first = self.link.first
        if first is None or opaque(self.full[0]) is None:
            return None
        return self._holds(self._judge(opened(first, self.on.names), self.full[1]),
                           reason="compared with the first side of its chain")  # fmt: skip

    def drawn(self) -> Outcome | None:
        """Where the section speaks of negative samples: the one that was seen is none of them."""
        if "drawn" not in self.on.unspoken or not self._told:
            return None
        ways = ((i, self._judge(*pair)) for i, pair in one_apart(self.full))
        return next((held for i, v in ways if (held := self._holds(v, reason=APART.format(i.plain)))), None)

    def valued(self) -> Outcome | None:
        """With the values above: both sides are the same numbers."""
        numbers = self.on.numbers
        if numbers is None or not numbers.values or not letters(self.link.left) | letters(self.link.right):
            return None
        found = compare(self.link.left, self.link.right, self.link.relation, numbers)
        if found is None or found.kind != "right":
            return None
        verdict = Verdict("verified", 0.0, 1e-9, 1)
        return Outcome("claim", "verified", "with the values above", verdict, root=found.root)

    def other_readings(self) -> Outcome | None:
        """Under other readings: as an identity of free letters."""
        for left, right, scope, names in self.on.others():
            bare = replace(scope, values={}, definitions=(), facts=self.scope.facts)
            pair = sized(opened(left, names), opened(right, names))
            verdict = self._judge(*pair, bare)
            held = None if any(map(hidden, pair)) else self._holds(verdict)
            if held is not None:
                return held
            if verdict is not None and verdict.status == "refuted" and not self._told and not self._names_in(pair):
                self.verdict, self.pair, self.full, self.scope = verdict, (left, right), pair, bare
        return None

    def _names_in(self, pair: tuple[Any, Any]) -> bool:
        """Does another reading leave names alone that the document defines, or ask for slopes?"""
        defined = {x.plain for x in self.on.names.letters} | {plain for plain, _ in self.on.names.calls}
        found = {x.plain for t in pair for x in letters(t)}
        called = {e.function.plain for t in pair for _, e in walk(t) if isinstance(e, Call)}
        slopes = any(isinstance(e, Derivative) for t in pair for _, e in walk(t))
        return slopes or bool(defined & (found | called))

    @property
    def _told(self) -> bool:
        return self.verdict is not None and self.verdict.status == "refuted"

    def spared(self) -> Outcome | None:
        """What a refutation overlooked: any equation that stands above, or a convention."""
        held = self.assuming(every=True)
        if held is not None:
            return held
        for c in conventions(self.full):
            verdict = self._judge(c.left, c.right)
            if verdict is not None and verdict.holds:
                return Outcome("claim", "verified" if c.sure else "undecided", c.says, verdict)
        says = two_weights(self.full)
        return None if says is None else Outcome("claim", "undecided", says)

    def assuming(self, every: bool = False) -> Outcome | None:
        """Under each assumption that stands above, and under properties that the document speaks of; every: of a link
        that would else be false, all that stands above, whoever said it."""
        link = self.link
        if weight(self.full[0]) + weight(self.full[1]) > 400:
            return None
        asserted = every or link.continued or link.said or self._slope()
        beside = [f for f in self.on.case if f.relation not in ORDERED]
        for stated in beside or self.on.facts:
            fact = alike(stated, self.full)
            if not (asserted or fact.said) or fact.right == 0 and not asserted or fact.left in (link.left, link.right):
                continue
            held = self._holds(self._under(fact), fact=fact, beside=bool(beside))
            if held is not None:
                return held
        return None

    def _under(self, fact: Fact) -> Verdict | None:
        found = letters(self.full[0]) | letters(self.full[1])
        left = opened(fact.left, self.on.names)
        if not (letters(left) | {base_of(fact.left)}) & (found | letters(self.pair[0]) | letters(self.pair[1])):
            return None
        if fact.relation in ORDERED:
            return self._where(fact)
        if fact.relation == "≠":
            return self._apart(fact)
        word = property_of(fact)
        if word is not None:
            x, property = word
            return self._judge(*(with_property(t, [x], property) for t in self.full))
        if isinstance(fact.left, Sum):
            return self._judge(*self.full, replace(self.scope, facts=(Relation("=", fact.left, fact.right),)))
        for pair in (self.pair, self.full):
            try:
                moved = [opened(put(t, fact), self.on.names) for t in pair]
            except DeriveError:
                continue
            if moved == list(self.full):
                continue
            verdict = self._judge(*moved)
            if verdict is not None and verdict.holds:
                return verdict
        return None

    def _where(self, fact: Fact) -> Verdict | None:
        """Where an inequality holds, if the sentence gives no case of its own; what is said to fail there fails."""
        if self.scope.facts:
            return None
        right = opened(fact.right, self.on.names)
        scope = replace(self.scope, facts=(Relation(fact.relation, fact.left, right),))
        names = self.on.names.without(letters(fact.left))  # `for m < 1` takes m as it is, whatever it stands for
        found = self._judge(*sized(*(opened(t, names) for t in self.pair)), scope)
        if found is not None and found.status == "refuted" and fact.said:
            self.verdict = found
        return found

    def _apart(self, fact: Fact) -> Verdict | None:
        """For different indices alone: the sides outside of the diagonal."""
        i, j = fact.left, fact.right
        if not all("integer" in x.assumptions and not x.shape for x in (i, j)) or any(shape(t) for t in self.full):
            return None
        off = plus(Integer(1), minus(Delta(i, j)))
        return self._judge(*(times(off, t) for t in self.full))

    def modelled(self) -> Outcome | None:
        """Probabilities and moments that nobody defined, in a finite model."""
        if opaque(self.full[0]) is None and opaque(self.full[1]) is None:
            return None
        found = by_model(*self.pair, seed=self.on.seed) or (
            by_model(*self.full, seed=self.on.seed) if self.moved else None
        )
        if found is None or found.status == "refuted" and self.link.relation == "≈":
            return None
        sure = found.sure and (self.link.continued or self.link.said)
        if found.status == "refuted" and not sure and not (found.repair and meant(found.repair, self.pair)):
            return None
        if found.reason == INDEPENDENT and "independent" in self.on.unspoken:
            return Outcome("claim", "verified", f"{INDEPENDENT}, as the text says", found.verdict)
        if found.status == "undecided" and not self.link.continued:
            return None
        return Outcome("claim", found.status, found.reason, found.verdict, found.repair)

    def formerly(self) -> Outcome | None:
        """With a name as its section defined it first: a second definition may hold the slip."""
        names = self.on.former
        if names is None or not self._told:
            return None
        pair = sized(*(opened(t, names) for t in self.pair))
        if pair == self.full:
            return None
        return self._holds(self._judge(*pair), reason="with the first of two definitions of this section")

    def failed(self) -> Outcome:
        """No claim, an open question, or an error."""
        v, link = self.verdict, self.link
        if link.relation == "≈" and (v is None or not letters(link.left) or v.reason == CLOSE):
            if v is None or v.status != "refuted":
                return Outcome("definition" if v is None or v.reason == CLOSE else "claim",
                               "" if v is None or v.reason == CLOSE else v.status, CLOSE, v)  # fmt: skip
        new = self._new()
        if new is not None and self._told and self._anywhere():
            v, new = self.verdict, None
        if self._told and "complex" in self.on.unspoken and may_be_complex(self.full):
            v = Verdict("undecided", seed=self.on.seed, reason=TURNS)
        if v is None or v.status != "refuted":
            reason = (v.reason if v is not None else None) or self.reason
            if new is not None:
                return Outcome("definition", reason=NEW.format(new))
            unsure = doubt(self.full)
            if unsure is not None and not link.continued:
                return Outcome("definition", reason=unsure)
            if not (link.continued or link.said or self._slope()):
                return Outcome("definition", reason=reason)
            return Outcome("claim", "undecided", reason, v)
        try:
            return self._refused(v, new)
        except DeriveError as e:
            return Outcome("claim", "undecided", e.message)

    def _new(self) -> str | None:
        """A name on one side alone that nothing above says the meaning of."""
        left, right = (unknown(t) for t in self.full)
        for one in sorted((left | right) - (left & right)):
            return one
        return None

    def _anywhere(self) -> bool:
        """Do the sides differ wherever their slopes are taken, so that what gives the point its value says nothing?"""
        left, right = (anywhere(t) for t in self.full)
        verdict = self._judge(left, right) if (left, right) != self.full else None
        if verdict is None or verdict.status != "refuted" or unknown(left) | unknown(right):
            return False
        self.full, self.verdict = (left, right), verdict
        return True

    def _refused(self, v: Verdict, new: str | None) -> Outcome:
        """Sides that differ."""
        link, full = self.link, self.full
        unsure = doubt(full)
        known = [letters(t) for t in full]
        numeric = not known[0] and not known[1] and unsure is None
        slope = self._slope()
        over = self._quantified()
        asserted = link.continued or link.said or slope or over or is_expansion(full)
        if asserted and unsure is None and not numeric and (needs := self._structure()) is not None:
            return needs
        repair = None if numeric or unsure == VACUOUS else self._repair()
        if repair is not None and not asserted and loses(repair, self.pair, self.on.names.letters):
            repair = None
        if numeric and not any(
            isinstance(e, Call) and e.function.kind != "elementary" for t in full for _, e in walk(t)
        ):
            return Outcome("claim", "refuted", None, v, repair)
        if repair is not None and meant(repair, self.pair):
            return Outcome("claim", "refuted", None, v, repair)
        if slope and known[0] and not known[1] and full[1] not in SMALL and not self._steady():
            return Outcome("definition", reason=SOMEWHERE)
        if new is not None:
            return Outcome("definition", reason=NEW.format(new))
        if unsure is None and (known_values := self._by_values()) is not None:
            return known_values
        if not asserted or is_zero(full) and not over:
            return Outcome("definition", reason=DIFFERENT)
        if unsure is not None:
            return Outcome("claim" if link.continued else "definition", "undecided" if link.continued else "", unsure)
        if time.process_time() > self.end:
            return Outcome("claim", "undecided", "it takes too long")
        if not known[1] - sizes(full) <= known[0] or (link.tied and not slope):
            return self._open(TIED)
        if not (slope or over) and known[0] != known[1] or self._from_afar():
            return self._open(TIED)
        return Outcome("claim", "refuted", None, v, repair)

    def _by_values(self) -> Outcome | None:
        """False of what the document gives a value: A v for a matrix A of numbers and v = (x, y)."""
        given = {} if self.on.numbers is None else self.on.numbers.values
        if not all(x in self.on.names.letters or x.plain in given for x in letters(self.link.left)):
            return None
        left, right = (with_arrays(t, given) for t in self.full)
        if (left, right) == self.full or not letters(right) or not letters(right) <= letters(left):
            return None
        verdict = self._judge(left, right)
        told = verdict is not None and verdict.status == "refuted"
        return Outcome("claim", "refuted", None, verdict) if told else None

    def _slope(self) -> bool:
        return any(isinstance(e, Derivative) for t in self.full for _, e in walk(t))

    def _quantified(self) -> bool:
        """Do the words say that it holds for all values of its letters?"""
        found = (letters(self.full[0]) | letters(self.full[1])) - sizes(self.full)
        return bool(found) and {x.plain for x in found} <= self.link.over

    def _steady(self) -> bool:
        """Is its left side one number, the slope of `3x`?"""
        moves = second_slope(self.full[0])
        return moves is not None and (found := self._judge(moves, S.Zero)) is not None and found.holds

    def _from_afar(self) -> bool:
        """Does it hang on a name that another section defined?"""
        named = {e.function.plain for t in self.pair for _, e in walk(t) if isinstance(e, Call)}
        named |= {x.plain for t in self.pair for x in letters(t)}
        return bool(named & self.on.distant)

    def _open(self, reason: str) -> Outcome:
        return Outcome("claim", "undecided", reason) if self.link.continued else Outcome("definition", reason=DIFFERENT)
