"""Inequalities of a document: which of them are claims, and whether they hold.

A bare letter beside a number or a letter is a condition, whatever the words. What holds for all values is a claim
that is true. What fails is false where the turned relation holds for all values; or where the words say that it holds
for all of them; or where the words assert it, it fails for letters of every usual kind, and one slip repairs it. All
else is a condition, or in a chain an open question, since what a letter may be is seldom said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sympy import Integer, Rational

from derive.check.assumptions import alike, with_property
from derive.check.by_model import by_model, speaks
from derive.check.chance import DENSITIES, divergences, head_of, is_density, is_moment
from derive.check.edits import edits
from derive.check.known import Fact
from derive.check.lefts import is_pattern
from derive.check.link import ORDERED, Ground, Link, Outcome
from derive.check.opened import opened
from derive.check.sides import doubt, is_zero, sized
from derive.check.slips import Repair
from derive.check.wording import Words
from derive.errors import DeriveError
from derive.expr.heads import Call, Entry, Frac, Letter, Relation, Row, Sum, is_scalar, letters, shape, times, weight
from derive.expr.scope import Scope
from derive.expr.trees import at, replace_at, walk
from derive.judge.lines import judge
from derive.notation import WRITTEN
from derive.opaque import named
from derive.verdicts import Verdict
from derive.write.latex import write

TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
WEAK = {"<": "≤", ">": "≥"}
STRICT = {"<": ">", ">": "<", "≤": ">", "≥": "<"}  # what leaves no room for it
SECONDS, MOST_SECONDS, REPAIR_SECONDS = 1.5, 5.0, 1.5
MOST_EDITS, LARGEST = 60, 60
MOST_LETTERS = 3  # of an inequality that fails for letters of every kind
DENIED = "the text says that it does not hold, or asks"
OPEN = "it does not hold for all values, and what is assumed of its letters is not known"
MEET = "true with {}: the sides meet"
SLIPS = (
    "number", "digit", "whole", "factor", "square", "root", "exponent", "power", "sign", "bracket", "drop", "transpose",
)  # fmt: skip
WHOLE, CHANCES = "nmkNMKijlt", "pq"  # letters that are whole numbers, or probabilities, where nothing says otherwise
ZERO, ONE = Integer(0), Integer(1)


def ordered(link: Link, on: Ground, words: Words, mixed: bool) -> Outcome:
    """What becomes of an inequality. mixed: does its chain hold an equality too?"""
    if words.denied:
        return Outcome("definition", reason=DENIED)
    if words.conditional and not mixed or not is_scalar(link.left) or not is_scalar(link.right):
        return Outcome("definition")
    found = _Tried(link, on, words, mixed)
    try:
        return found.outcome()
    except DeriveError as e:
        return Outcome("definition", reason=e.message)


@dataclass
class _Tried:
    """One inequality, and the ways in which it is tried."""

    link: Link
    on: Ground
    words: Words
    mixed: bool

    def __post_init__(self) -> None:
        names = self.on.names
        self.pair = sized(opened(self.link.left, names), opened(self.link.right, names))
        self.letters = letters(self.pair[0]) | letters(self.pair[1])
        self.end = time.process_time() + MOST_SECONDS
        self.asserted = self.mixed or self.words.asserted

    def judge(
        self, relation: str, facts: Sequence[Relation] = (), pair: Any = None, scope: Scope | None = None
    ) -> Verdict:
        """The verdict where some facts hold."""
        scope = scope or self.on.scope
        bare = scope.dependents
        left, right = pair or self.pair
        given = replace(scope, values={}, definitions=(), facts=tuple(facts))
        seconds = min(SECONDS, self.end - time.process_time())
        if seconds <= 0:
            return Verdict("undecided", reason="it takes too long")
        try:
            return judge(named(left, bare), named(right, bare), relation, given, seed=self.on.seed, seconds=seconds)
        except DeriveError as e:
            return Verdict("undecided", reason=e.message)

    # ---- what is known ----

    @cached_property
    def facts(self) -> list[Relation]:
        """The inequalities above and beside it that speak of its letters alone."""
        found = []
        for f in [*self.on.case, *self.on.facts]:
            fact = alike(f, self.pair)
            pair = tuple(opened(t, self.on.names) for t in (fact.left, fact.right))
            known = letters(pair[0]) | letters(pair[1])
            unit = fact.relation == "=" and isinstance(pair[0], Sum) and pair[1] == 1
            ordered_ = fact.relation in (*ORDERED, "≠") and pair != self.pair
            if known & self.letters and known <= self.letters and (unit or ordered_):
                found.append(Relation(fact.relation, *pair))
        return [*dict.fromkeys([*found, *self._signs()])]

    def _signs(self) -> Iterator[Relation]:
        if self.words.signs:
            yield from (Relation(self.words.signs, x, ZERO) for x in self._scalars())

    def _scalars(self) -> list[Letter]:
        found = [x for x in self.letters if not x.shape]
        return sorted(found, key=lambda x: str(x.plain))

    @cached_property
    def entangled(self) -> bool:
        """Do equations or conditions above tie its letters in a way that samples are not chosen by?"""
        return any(self._ties(f) for f in [*self.on.case, *self.on.facts])

    def _ties(self, f: Fact) -> bool:
        fact = alike(f, self.pair)
        if is_pattern(fact.left) and opened(fact.left, self.on.names) != fact.left:
            return False  # a definition, which is written out
        known = letters(fact.left) | letters(fact.right)
        near = known & (self.letters | letters(self.link.left) | letters(self.link.right))
        return bool(near) and (fact.relation not in (*ORDERED, "≠") or not known <= self.letters)

    # ---- what becomes of it ----

    def outcome(self) -> Outcome:
        """A claim that holds or fails, an open one, or a condition."""
        if _bare(self.pair) and self.letters:
            return self._universal() or Outcome("definition")
        if _bare((self.link.left, self.link.right)) and not self.asserted and not self.letters:
            return self._universal() or Outcome("definition")  # `η > 1`, whatever η was
        held = self._universal() or self._given() or self._other() or self._expected() or self._distributed()
        if held is not None:
            return held
        if doubt(self.pair) is not None:
            return self._open(doubt(self.pair))
        return self._fails()

    def _universal(self) -> Outcome | None:
        self.free = self.judge(self.link.relation)
        return Outcome("claim", "verified", self.free.reason, self.free) if self.free.holds else None

    def _given(self) -> Outcome | None:
        self.verdict = self.judge(self.link.relation, self.facts) if self.facts else self.free
        if not self.facts or not self.verdict.holds:
            return None
        return Outcome("claim", "verified", f"where {_listed(self.facts)}", self.verdict)

    def _other(self) -> Outcome | None:
        """In another reading of the formula."""
        for left, right, scope, names in self.on.others():
            try:
                pair = sized(opened(left, names), opened(right, names))
            except DeriveError:
                continue
            v = self.judge(self.link.relation, (), pair, scope)
            if v.holds:
                return Outcome("claim", "verified", v.reason, v)
        return None

    def _expected(self) -> Outcome | None:
        """Of moments and probabilities, in the finite model; of divergences, written out."""
        written = divergences(self.pair)
        if written is not None:
            v = self.judge(self.link.relation, (), written)
            return Outcome("claim", "verified", "of any distributions", v) if v.holds else None
        if self.link.relation in WEAK or not speaks(*self.pair) or not _usual(self.pair):
            return None
        found, turned = (
            by_model(*self.pair, seed=self.on.seed, relation=r)
            for r in (self.link.relation, TURNED[self.link.relation])
        )
        if found is None or turned is None:
            return None
        if found.status == "refuted" and turned.status == "verified" and self._meant():
            return Outcome("claim", "refuted", None, found.verdict, self._relation(TURNED[self.link.relation]))
        return Outcome("claim", "verified", found.reason, found.verdict) if found.status == "verified" else None

    def _distributed(self) -> Outcome | None:
        """Of distributions, where the document speaks of them."""
        columns = [x for x in self.letters if len(x.shape) == 2 and x.shape[1] == 1]
        if not columns or "sums-to-one" not in self.on.unspoken:
            return None
        left, right = self.pair
        for x in columns:
            left, right = (with_property(t, [x], "sums-to-one") for t in (left, right))
        v = self.judge(self.link.relation, (), (left, right))
        names = ", ".join(sorted(str(x.plain) for x in columns))
        return Outcome("claim", "verified", f"where the entries of {names} sum to one", v) if v.holds else None

    def _open(self, reason: str | None) -> Outcome:
        if self.mixed and self.link.continued:
            return Outcome("claim", "undecided", reason)
        return Outcome("definition", reason=reason)

    def _fails(self) -> Outcome:
        """It does not hold for all values: is it false?"""
        v = self.verdict
        if v.status != "refuted":
            return self._open(v.reason)
        if not self.letters:
            return Outcome("claim", "refuted", None, v, self._turned() or self._slip())
        turned = self._turned()
        if turned is not None and self._meant():
            return Outcome("claim", "refuted", None, v, turned)
        relation = WEAK.get(self.link.relation)
        weak = self.judge(relation, self.facts) if relation else None
        if weak is not None and weak.holds:
            return self._touching(v, str(relation))
        for kind in self._kinds():
            said = self.judge(self.link.relation, [*self.facts, *kind])
            if said.status != "refuted":
                return self._open(OPEN)
            v = said if kind else v
        repair = self._slip() if self.covered or self._plain() else None
        if self.covered or repair is not None:
            return Outcome("claim", "refuted", None, v, repair)
        return self._open(OPEN)

    def _touching(self, v: Verdict, relation: str) -> Outcome:
        """A strict inequality that is true but where the sides are the same."""
        said = MEET.format(WRITTEN[relation])
        if self.covered and not self.entangled and self.judge(self.link.relation, self._positive()).status == "refuted":
            return Outcome("claim", "refuted", None, v, self._relation(relation))
        if self.covered and self.words.real and not self.entangled:
            return Outcome("claim", "refuted", None, v, self._relation(relation))
        return Outcome("claim", "undecided", said, v) if self.asserted else Outcome("definition", reason=said)

    @cached_property
    def covered(self) -> bool:
        """Do the words say that it holds for all values of all of its letters? A bound that is a letter of its own is
        said to exist."""
        a, b = (letters(t) for t in self.pair)
        if self.entangled or not (a <= b or b <= a):
            return False
        heads = {str(x.plain).partition("_")[0] for x in self.letters}
        return heads <= self.words.over or self.words.universal and bool(a and b) or self.words.named and a == b

    def _meant(self) -> bool:
        """Does the turned relation show a slip: is it asserted, or do both sides speak of letters? In a proof that
        something vanishes it is said to be no more than 0."""
        if is_zero(self.pair) and not self.covered:
            no_room = self.asserted and self.judge(STRICT[self.link.relation], self.facts).holds
            return self.words.signed or no_room
        return self.asserted or all(letters(t) and weight(t) > 2 for t in self.pair)

    def _turned(self) -> Repair | None:
        """The turned relation, where it holds for all values."""
        turned = TURNED[self.link.relation]
        weak = WEAK.get(turned, turned)
        if not self.judge(weak, self.facts).holds:
            return None
        strict = turned in WEAK and self.judge(turned, self.facts).holds
        return self._relation(turned if strict else weak)

    def _relation(self, relation: str) -> Repair:
        words = f"true with {WRITTEN[relation]} in place of {WRITTEN[self.link.relation]}"
        return Repair(1, words, self.link.right, self.link.right, self.link.right)

    def _plain(self) -> bool:
        """Is it asserted of few numbers that nothing ties, the right ones among the left ones?"""
        a, b = (letters(t) for t in self.pair)
        few = len(self.letters) <= MOST_LETTERS and not any(x.shape for x in self.letters)
        return self.asserted and few and (a <= b or b <= a) and bool(a) and not self.entangled

    def _positive(self) -> list[Relation]:
        return [Relation(">", x, ZERO) for x in self._scalars()]

    def _kinds(self) -> Iterator[list[Relation]]:
        """What letters of this kind may be: positive, probabilities, larger than 1. Said of all real numbers, they may
        be any."""
        yield []
        scalars = self._scalars()
        if self.words.real and self.covered or not scalars:
            return
        yield self._positive()
        chances = [x for x in scalars if str(x.plain)[0] in CHANCES]
        if chances:
            yield [r for x in chances for r in (Relation(">", x, ZERO), Relation("<", x, ONE))]
        if not self.covered:
            yield [r for x in scalars for r in (Relation(">", x, ZERO), Relation("<", x, ONE))]
            if len(chances) < len(scalars):
                yield [Relation(">", x, ONE) for x in scalars]

    def _slip(self) -> Repair | None:
        """The single edit of a side that makes it true."""
        end = min(self.end, time.process_time() + REPAIR_SECONDS)
        for side in (1, 0):
            e, other = self.link.right if side else self.link.left, self.link.left if side else self.link.right
            if weight(e) > LARGEST:
                continue
            for _, path, new in self._likely(e, other):
                if time.process_time() > end:
                    return None
                tree = self._put(e, path, new)
                if tree is None:
                    continue
                full = opened(tree, self.on.names)
                pair = (self.pair[0], full) if side else (full, self.pair[1])
                if self.judge(self.link.relation, self.facts, pair).holds and self._close(pair):
                    old = at(e, path)
                    return Repair(side, f"true with {write(new)} in place of {write(old)}", tree, old, new)
        return None

    def _likely(self, e: Any, other: Any) -> list[Any]:
        every = [*_neighbours(e), *edits(e, other)]
        found = [m for m in every if m[0] in SLIPS and letters(m[2]) <= self.letters | letters(at(e, m[1]))]
        return sorted(found, key=lambda m: (SLIPS.index(m[0]), -len(m[1])))[:MOST_EDITS]

    def _put(self, e: Any, path: tuple[int, ...], new: Any) -> Any:
        try:
            tree = replace_at(e, path, new) if path else new
            return tree if shape(tree) == shape(e) else None
        except DeriveError:
            return None

    def _close(self, pair: Any) -> bool:
        """Is the bound reached: does it fail where it is a tenth tighter?"""
        k = 1 if self.link.relation in ("<", "≤") else 0
        for tenths in (9, 11):
            moved = times(Rational(tenths, 10), pair[k])
            tighter = (pair[0], moved) if k else (moved, pair[1])
            if self.judge(self.link.relation, self.facts, tighter).status == "refuted":
                return True
        return False


def _usual(pair: tuple[Any, Any]) -> bool:
    """Are the functions that nobody defined moments and probabilities by their usual names?"""
    calls = [e for t in pair for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]
    return all(is_moment(e) or is_density(e) and head_of(e.function) in DENSITIES for e in calls)


def _neighbours(e: Any) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    """The fractions beside a fraction: 1/4 for 1/5."""
    match e:
        case Rational() | Frac(args=(Integer(), Integer())):
            p, q = (int(e.p), int(e.q)) if isinstance(e, Rational) else (int(a) for a in e.args)
            pairs = ((p, q + 1), (p, q - 1), (p + 1, q), (p - 1, q))
            yield from (("number", (), Frac(Integer(a), Integer(b))) for a, b in pairs if a and b)


def _bare(pair: tuple[Any, Any]) -> bool:
    """Is it a letter, or its size, beside a number or a letter: a condition?"""
    a, b = (_atom(t) for t in pair)
    return a and b


def _atom(t: Any) -> bool:
    if isinstance(t, Call):
        size = t.function.plain in ("abs", "norm") or t.function.kind != "elementary" and not is_moment(t)
        return size and all(_atom(a) for a in t.arguments)
    return isinstance(t, (Letter, Entry, Row)) or not letters(t)


def _listed(facts: Sequence[Relation]) -> str:
    return ", ".join(f"{write(f.args[1])} {WRITTEN[f.op]} {write(f.args[2])}" for f in facts)
