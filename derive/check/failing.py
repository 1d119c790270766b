"""What a link is that nothing above makes true: an error, a condition, a meaning, or an open question."""

from __future__ import annotations

import time

from sympy import Integer, S

from derive.check.attempt import Attempt
from derive.check.chance import averaged
from derive.check.link import Outcome
from derive.check.sequences import contracts, run_together, steps
from derive.check.sides import (
    VACUOUS,
    anywhere,
    conditional,
    doubt,
    growth,
    is_expansion,
    is_fit,
    is_zero,
    loses,
    marks,
    may_be_complex,
    meant,
    property_asked,
    raised,
    second_slope,
    sizes,
    unknown,
)
from derive.check.slips import Repair
from derive.check.values import recast, with_arrays
from derive.errors import DeriveError
from derive.expr.heads import Call, Derivative, Entry, Frac, Letter, letters, shape
from derive.expr.trees import walk
from derive.judge.imaginary import REASON, unit
from derive.verdicts import Verdict

DIFFERENT = "the sides differ, but it is not said to hold for all values"
TIED = "the sides differ, and letters may be tied"
NEW = "{} is given a meaning here, or is not known"
SMALL = tuple(map(Integer, range(-2, 3)))  # numbers that are slopes everywhere
SOMEWHERE = "a slope has this value at a point that is not said"
TURNS = "`i` was read as a letter; as the imaginary unit it would be another claim"
TOTALS = ("Sigma", "Z")  # below a bar the sum over all that stands above it
GROWTH = "an order of growth is no value"
PROPERTY = "products of letters that some of them satisfy, and others not"
MARKS = "steps of a sequence above one letter"
SIZES = "sizes of matrices, of which what meets goes"
STEPS = "steps of a sequence, of which only some are defined"
LISTS = "lists without an operation on the left, which agree in no entry"
CLOSE = "an approximation without written digits"


class Failing(Attempt):
    """What comes of a link whose last verdict does not hold."""

    @property
    def _told(self) -> bool:
        return self.verdict is not None and self.verdict.status == "refuted"

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
        real = v is not None and v.reason != REASON
        if self._told and real and "complex" in self.on.unspoken and may_be_complex(self.full):
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
        if growth(full):
            return self._open(GROWTH)
        if marks(full) or not link.continued and raised(self.pair):
            return Outcome("definition", reason=MARKS)
        if property_asked(self.pair) and full == self.pair:
            return self._open(PROPERTY)
        if averaged(full) or is_fit(full):
            return self._open(TIED)
        if contracts(self.pair):
            return Outcome("definition", reason=SIZES)
        if steps(self.pair, self.on.names) and not self._slope():
            return self._open(STEPS)
        if run_together(self.pair):
            return self._open(TIED)
        if not self.moved and all(isinstance(t, (Letter, Entry)) for t in self.pair):
            return self._open(TIED)  # `c_1 = c_2 = 0`
        if recast(*self.pair):
            return Outcome("definition", reason=LISTS)
        unsure = doubt(full) or self._hidden()
        i = unit(self.scope, *full)
        known = [letters(t) - {i} for t in full]
        numeric = not known[0] and not known[1] and unsure is None
        slope = self._slope()
        over = self._quantified()
        asserted = link.continued or link.said or slope or over or is_expansion(full)
        if asserted and unsure is None and not numeric and (needs := self._structure()) is not None:
            return needs
        if is_zero(full) and not over and not numeric and letters(full[0]) | letters(full[1]):
            return self._open(DIFFERENT)
        repair = None if numeric or unsure == VACUOUS or conditional(full) else self._repair(asserted)
        lost = repair is not None and not asserted and loses(repair, self.pair, self.on.names.letters)
        if repair is not None and (lost or self._trivial(repair)):
            repair = None
        if repair is not None and not (link.continued or link.said) and repair.tree == self.pair[1 - repair.side]:
            return self._open(TIED)  # nobody writes `X = X`: it asks where the sides are the same
        if numeric and self.moved and self._from_afar():
            return self._open(TIED)
        if numeric and not any(
            isinstance(e, Call) and e.function.kind != "elementary" for t in full for _, e in walk(t)
        ):
            return Outcome("claim", "refuted", None, v, repair)
        if repair is not None and unsure not in (None, VACUOUS) and "parity" in self.on.unspoken:
            return self._open(unsure or "")
        if repair is not None and unsure is None and not asserted:
            needs = self._structure()
            if needs is not None and not needs.needs:
                return needs
        if repair is not None and meant(repair, self.pair):
            return Outcome("claim", "refuted", None, v, repair)
        if slope and known[0] and not known[1] and (full[1] not in SMALL or self._at_values()) and not self._steady():
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

    def _trivial(self, repair: Repair) -> bool:
        """Does it make a side of letters the number 0 or 1, as one letter for the other in a quotient does?"""
        side, other = self.full[repair.side], self.full[1 - repair.side]
        if not letters(side) or not letters(other):
            return False
        try:
            made = self._through(repair.tree)
        except DeriveError:
            return False
        found = (self._judge(made, n) for n in (S.Zero, S.One) if not shape(made))
        return any(v is not None and v.holds for v in found)

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

    def _hidden(self) -> str | None:
        """Is a slope taken of a letter that depends on what other lines of its formula differentiate by?"""
        slopes = [e.of for t in self.full for _, e in walk(t) if isinstance(e, Derivative)]
        below = (f.args[1] for t in slopes for _, f in walk(t) if isinstance(f, Frac))
        sums = {x for t in below for x in letters(t) if x.plain.partition("_")[0] in TOTALS and not x.shape}
        return VACUOUS if sums or any(x.plain in self.on.hiding for t in slopes for x in letters(t)) else None

    def _quantified(self) -> bool:
        """Do the words say that it holds for all values of its letters?"""
        found = (letters(self.full[0]) | letters(self.full[1])) - sizes(self.full)
        return bool(found) and {x.plain for x in found} <= self.link.over

    def _at_values(self) -> bool:
        """Does the document give its letters, or the names of it, numbers: at which it has the value?"""
        given = {} if self.on.numbers is None else self.on.numbers.values
        return any(x.plain in given for t in (*self.pair, *self.full) for x in letters(t))

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
