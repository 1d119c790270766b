"""One equation of a document: tried as it stands, with the names above written out, with the values above, and under
the assumptions above; what fails all of that is an error, a condition, or an open question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.check.assumptions import alike, property_of, put, with_property
from derive.check.by_model import INDEPENDENT, by_model
from derive.check.extrema import places
from derive.check.failing import TURNS, Failing
from derive.check.known import Fact
from derive.check.lefts import is_pattern
from derive.check.link import EQUAL, ORDERED, Ground, Link, Outcome
from derive.check.opened import Names, opened
from derive.check.sampled import APART, one_apart
from derive.check.sides import (
    as_long,
    base_of,
    hidden,
    is_zero,
    may_be_complex,
    meant,
    opaque,
    sized,
)
from derive.check.usual import capitals, conventions, two_weights
from derive.check.values import compare, is_number
from derive.errors import DeriveError
from derive.expr.heads import (
    Call,
    Delta,
    Derivative,
    Entry,
    Letter,
    Relation,
    Row,
    Sum,
    T,
    base,
    letters,
    minus,
    plus,
    shape,
    times,
    weight,
)
from derive.expr.trees import substitute, walk
from derive.judge.imaginary import REASON, with_unit
from derive.numeric.compile import OUTSIDE
from derive.verdicts import Verdict


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


class Tried(Failing):
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
        return self._holds(verdict, relies=True)

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
        if numbers.slight(self.link.left, self.link.right):
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

    def spared(self) -> Outcome | None:
        """What a refutation overlooked: any equation that stands above, or a convention."""
        held = self.assuming(every=True) or self._at_once()
        if held is not None:
            return held
        named = capitals(self.pair) if self.moved else None
        written = [] if named is None else [replace(named, left=opened(named.left, self.on.names),
                                                    right=opened(named.right, self.on.names))]  # fmt: skip
        for c in (*conventions(self.full), *written):
            verdict = self._judge(*sized(c.left, c.right))
            if verdict is not None and verdict.holds:
                return Outcome("claim", "verified" if c.sure else "undecided", c.says, verdict)
        if may_be_complex(self.full) and (self.verdict is None or self.verdict.reason != REASON):
            verdict = self._judge(*self.full, with_unit(self.scope))
            if verdict is None or verdict.status != "refuted":
                status = "undecided" if verdict is None else verdict.status
                return Outcome("claim", status, TURNS if verdict is None else verdict.reason, verdict)
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
            if not (asserted or fact.said) or fact.right == 0 and not asserted:
                continue
            if fact.relation == "=" and fact.left in (link.left, link.right) and is_pattern(fact.left):
                continue
            held = self._holds(self._under(fact), fact=fact, beside=bool(beside))
            if held is not None:
                return held
        return None

    def _at_once(self) -> Outcome | None:
        """With all the numbers that the section gives letters, `w = 0` and `b = 0`, together."""
        given = {f.left: f.right for f in reversed(self.on.facts)
                 if f.relation == "=" and isinstance(f.left, Letter) and is_number(f.right)}  # fmt: skip
        found = letters(self.full[0]) | letters(self.full[1])
        if len(given.keys() & found) < 2:
            return None
        verdict = self._judge(*(substitute(t, given) for t in self.full))
        return self._holds(verdict, reason="with the values above") if verdict is not None else None

    def _under(self, fact: Fact) -> Verdict | None:
        found = letters(self.full[0]) | letters(self.full[1])
        left = opened(fact.left, self.on.names)
        about = letters(left) | letters(fact.left) | {base_of(fact.left)}
        if not about & (found | letters(self.pair[0]) | letters(self.pair[1])):
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
        if isinstance(fact.left, (Entry, Row)) and letters(left) - {base(fact.left)}:
            every = Names(((fact.left, fact.right),))  # `y_i = 0` of each i
            return self._judge(*(opened(opened(t, every), self.on.names) for t in self.pair))
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
        if "no-chance" in self.on.unspoken:
            return None
        found = by_model(*self.pair, seed=self.on.seed) or (
            by_model(*self.full, seed=self.on.seed) if self.moved else None
        )
        about = self.link.relation == "≈" or is_zero(self.pair) or self._measured()
        if found is None or found.status == "refuted" and about:
            return None
        sure = found.sure and (self.link.continued or self.link.said)
        if found.status == "refuted" and not sure and not (found.repair and meant(found.repair, self.pair)):
            return None
        if found.reason == INDEPENDENT and "independent" in self.on.unspoken:
            return Outcome("claim", "verified", f"{INDEPENDENT}, as the text says", found.verdict)
        if found.status == "undecided" and not self.link.continued:
            return None
        return Outcome("claim", found.status, found.reason, found.verdict, found.repair)

    def _measured(self) -> bool:
        """Is a side a number that is neither 0 nor 1: the value that something has in this example?"""
        return any(not letters(t) and opaque(t) is None and t not in (S.Zero, S.One) for t in self.full)

    def formerly(self) -> Outcome | None:
        """With a name as its section defined it first: a second definition may hold the slip."""
        names = self.on.former
        if names is None or not self._told:
            return None
        pair = sized(*(opened(t, names) for t in self.pair))
        if pair == self.full:
            return None
        return self._holds(self._judge(*pair), reason="with the first of two definitions of this section")
