"""What a document states, formula by formula: mentions, definitions, claims with their verdicts, and what is unread.

An equation with free letters is not yet a claim: where nothing but letters speaks for it, it counts as false only if
one known slip repairs it into an identity, and else it is a condition, counted among the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.check import ahead, prose
from derive.check.bases import rebased
from derive.check.by_code import CodeValues, by_code, given
from derive.check.by_model import no_probabilities
from derive.check.families import indexed_in, spelled_in
from derive.check.implied import by_slopes, slope_of
from derive.check.item import Item, broken_off, item_of
from derive.check.judging import EQUAL, judged
from derive.check.known import Fact, Known, is_pattern, named_by, same
from derive.check.layout import layout_of
from derive.check.limit import Watch
from derive.check.link import Ground, Link, Outcome
from derive.check.lone import EXAMPLE, asks, drawn, given_anew
from derive.check.misfits import misfit, misfits
from derive.check.noted import note_value
from derive.check.numbers import by_base, compared, loose, written
from derive.check.opened import Names
from derive.check.ordered import DENIED
from derive.check.pieces import pieces
from derive.check.quantified import quantified
from derive.check.reading import again, otherwise, read_under
from derive.check.relations import related
from derive.check.sampled import drawn_in
from derive.check.saying import TAKEN, case_after, cases_beside, said
from derive.check.sentences import sentence
from derive.check.shapes import silent
from derive.check.solved import asked, follows, placed
from derive.check.tex import expanded
from derive.check.text import Document, Formula
from derive.check.told import Around, object_of, object_of_link, total
from derive.check.values import is_number
from derive.check.wording import Words
from derive.conventions import beside
from derive.errors import DeriveError, ShapeError
from derive.expr.heads import Call, Entry, Letter, base, letters
from derive.expr.scope import Scope
from derive.read.elaborate import Reading, Statement

ALONE, NO_CODE = Watch(), CodeValues()


@dataclass(frozen=True, slots=True)
class Context:
    """What the formulas of a document share."""

    document: Document
    known: Known
    seed: int
    words: frozenset[str] = field(default_factory=frozenset)
    drawn: frozenset[int] = frozenset()

    def line(self, at: int) -> int:
        """The line of a place."""
        return self.document.position(at)[0]


def items(d: Document, seed: int = 0, watch: Watch = ALONE, code: CodeValues = NO_CODE) -> Iterator[Item]:
    """The formulas of a document in order, each link of a chain counted once; one that is broken off is lost alone.

    The conventions beside the document hold from its first formula on.
    """
    held = replace(beside(d.path), indexed=indexed_in(d), spelled=spelled_in(d))
    shaped = held.with_letters(*code.letters()) if "matrix}" in d.source else held
    properties = prose.properties(d.source)
    known = Known(shaped, held, code=code.literals)
    context = Context(d, known, seed, properties, drawn_in(d))
    for k, f in enumerate(d.found):
        if isinstance(f, Formula):
            context.known.enter(f.section, f.paragraph)
            made: list[Item] = []
            lead, tail = sentence(d.found, k)
            why = watch.over(k, _beside(k, replace(f, lead=lead, tail=tail), context), made)
            yield from made
            if why:
                yield broken_off(f, made, why)


def _beside(k: int, f: Formula, c: Context) -> Iterator[Item]:
    """Formula k, in the case that the text behind it names, for all values of the letters that the text quantifies."""
    following = c.document.found[k + 1 : k + 1 + ahead.FAR]
    c.known.case = case_after(f, following[:3], c.known)
    c.known.over = quantified(c.document.found, k, c.known)
    yield from _formula(f, c, following)


def _formula(f: Formula, c: Context, following: Sequence[Any] = (), continued: bool = False) -> Iterator[Item]:
    if c.document.macros:
        f = replace(f, text=expanded(f.text, c.document.macros), written=f.text)
    text = f.text.text
    c.known.squash(text)
    bad: dict[tuple[int, int], ShapeError] = {}
    try:
        reading, scope = read_under(text, c.known)
        bad = misfits(text, c.known) if not scope.letters and not prose.counterfactual(f.before) else {}
        if bad:
            raise next(iter(bad.values()))
        c.known.rely(reading)
        c.known.integrated(reading, f.text.origin(0))
    except DeriveError as e:
        c.known.draw(drawn(text))
        parts = pieces(text, {})
        bad = bad or ({} if prose.counterfactual(f.before) else misfits(text, c.known))
        if bad and not parts:
            yield misfit(f, 0, len(text), e)
            return
        if not parts:
            yield item_of(silent(text, e), f, 0, len(text), reason=e.message)
        for p in parts:
            if (p.start, p.end) in bad:
                yield misfit(f, p.start, p.end, bad[p.start, p.end])
                continue
            yield from _formula(replace(f, text=f.text.cut(p.start, p.end)), c, (), p.continued)
        return
    if ahead.take(reading, f, following, c.known):
        reading, scope = read_under(text, c.known)
        c.known.rely(reading)
    said_after = c.known.case
    for n, s in enumerate(reading.statements):
        done = 0
        c.known.case = cases_beside(reading.statements, n, f) or said_after
        try:
            for item in _Walk(s, n, f, c, reading, scope, continued).items():
                yield item
                done += 1
        except DeriveError as e:
            if not done:
                start, end = (s.spans[0].start, s.spans[-1].end) if s.spans else (0, len(text))
                yield item_of("unread", f, start, end, reason=e.message)
    if c.known.reshaped:
        c.known.reread(again)


class _Walk:
    """One statement, link by link."""

    def __init__(self, s: Statement, number: int, f: Formula, c: Context, reading: Reading, scope: Scope,
                 continued: bool = False) -> None:  # fmt: skip
        self.s, self.number, self.f, self.c, self.reading, self.scope = s, number, f, c, reading, scope
        self.known = c.known
        self.at = f.text.origin(s.spans[0].start if s.spans else 0)
        self.cue = self._cue()
        self.words = Words(f.lead, f.tail, f.text.text)
        self.case = number == 0 and prose.conditional(f.before)
        self.continued = continued
        self.solution = False

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
        root: int | None = None
        right: tuple[Any, int] | None = None  # of a false link before: its left side, its place
        for k, relation in enumerate(s.relations):
            found = self._link(k, s.trees[k], s.trees[k + 1], relation)
            found = found if right is None else self._mended(found, *right, k) or found
            number_ = None if self.cue == "paragraph" else given(s.trees[0], s.trees[k + 1], relation)
            item = item_of(found.pop("kind"), f, spans[k].start, spans[k + 1].end, given=number_, **found)
            if item.status == "refuted" and item.code != "D401":
                root = item.start
            differs = item.status == "refuted" and item.sides is not None
            right = (s.trees[k] if right is None else right[0], item.start) if differs else None
            root = root if root is not None else item.root
            self._note(s.trees[k + 1], k, root)
            yield item
        if not self.solution:
            end = item.kind == "definition" and s.relations[-1] == "="
            self.known.asked = asked(s.trees, self.at, f, self.number, self.known) if end else None
        note_value(s, self.known, self.at, root, self.cue == "paragraph", self._derived)

    def _mended(self, found: dict[str, Any], first: Any, place: int, k: int) -> dict[str, Any] | None:
        """What a false link says whose left side is the false one of the link before: true without that side."""
        if found.get("status") != "refuted" or found.get("sides") is None or found["relation"] != "=":
            return None
        outcome = judged(Link(first, self.s.trees[k + 1], "=", True), self._ground(k, None))
        if outcome.status != "verified":
            return None
        made = said(outcome, self.c.line)
        return made | {"root": place, "reason": f"the side before it is the false one, line {self.c.line(place)}"}

    def _cue(self) -> str:
        """How the words take the statement: those before it, or before the list that it goes on with."""
        goes_on = self.number > 0 or prose.goes_on(self.f.before)
        return self.known.cue if goes_on else prose.assumed(self.f.before)

    def _link(self, k: int, left: Any, right: Any, relation: str) -> dict[str, Any]:
        """What an item says of one link."""
        if relation == "=" and (made := self._solves(left, right)) is not None:
            self.solution = True
            return made
        if k == 0 and not self.continued and relation in ("=", ":=", "≡") and is_pattern(left):
            if (made := self._given(left, right)) is not None:
                return made
        if self.words.denied:
            return {"kind": "definition", "reason": DENIED}
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
            if loose(left, right, self.known, self.words, opens):
                return {"kind": "definition"}
        if by_numbers is not None:
            return by_numbers
        asserted, tied = prose.said(self.f.before), prose.tied(self.f.before, self.f.after)
        first = self.s.trees[0] if k > 1 else None
        begins = (self.s.trees[0], self.s.trees[1]) if k and self.s.relations[0] == "=" else None
        link = Link(left, right, relation, k > 0 or self.continued, asserted, tied, first, self.known.over, begins)
        ground = self._ground(k, left)
        outcome = rebased(link, judged(link, ground), ground)
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

    def _related(self, k: int, left: Any, right: Any, relation: str) -> dict[str, Any]:
        """What an item says of a link that is no equation."""
        mixed = self.continued or any(r in EQUAL for r in self.s.relations)
        link = Link(left, right, relation, k > 0 or self.continued)
        outcome = related(link, self._ground(k, left), self.words, mixed)
        if outcome.kind == "definition" and not self.words.denied:
            both = isinstance(left, Letter) and isinstance(right, Letter)
            how = self.cue or ("paragraph" if both or self.words.conditional else "")
            if how:
                self._assume(left, right, relation, how)
        return self._told(outcome, left, right, relation)

    def _lone(self, k: int) -> bool:
        """Is a link a statement of its own, and no part of a chain?"""
        return k == 0 and not self.continued and len(self.s.trees) == 2

    def _around(self) -> Around:
        beside = [(s.trees, s.relations) for s in self.reading.statements if s is not self.s]
        return Around(self.c.document, self.known, self.f, beside, self.c.seed)

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

    def _compared(self, left: Any, right: Any, relation: str, own: str = "") -> dict[str, Any] | None:
        """What an item says of a link by the values above, or else by those of the code; own: a letter whose own value
        does not count, since the link gives it one."""
        found = compared(left, right, relation, self.known.numbers().without(own), self.c.line)
        if found is not None or not self.known.code:
            return found
        return by_code(compared(left, right, relation, self.known.numbers(code=True).without(own), self.c.line))

    def _told(self, o: Outcome, left: Any, right: Any, relation: str = "=") -> dict[str, Any]:
        """What an item says of an outcome, and of what is false by what it was judged."""
        made = said(o, self.c.line)
        if o.status == "verified":
            made["layout"] = layout_of(left, right, o.transposed, self.reading.scope)
        if o.status == "refuted":
            scope = replace(self.reading.scope, values={}, definitions=self.known.scope.definitions)
            made |= {"sides": (left, right), "relation": relation, "scope": scope}
        return made

    def _given(self, left: Any, right: Any) -> dict[str, Any] | None:
        """A relation that gives its left side a meaning, or states what follows from the meaning that it has."""
        if is_number(right) and isinstance(left, Call) and (wrong := total(left, right, self._around())):
            return wrong
        if is_number(right):
            follows = self._derived(left) and (len(self.s.trees) > 2 or self._stated(left, right))
            found = self._compared(left, right, "=", named_by(left).plain) if follows else None
            anew = len(self.s.trees) == 2 and given_anew(left, self.known)
            if found is not None and (found["status"] == "verified" or not self.cue and not anew):
                return found
            if found is not None and self.cue:
                return {"kind": "definition"}
            if found is not None:
                self.known.forget(left)
            if len(self.s.trees) == 2:
                self._assume(left, right, "=", self.cue or "section")
            return {"kind": "definition"}
        if isinstance(left, Entry) and any(i.is_Integer for i in left.args[1:]):
            return None
        index = isinstance(left, Letter) and "integer" in left.assumptions
        if isinstance(right, Letter) and (self.case or index):
            if len(self.s.trees) == 2:
                self._assume(left, right, "=", "paragraph")
            return {"kind": "definition"}
        name = named_by(left)
        if not self.cue and any(same(d[0], left) and d[1] != right for d in self.known.scope.definitions):
            outcome = judged(Link(left, right), replace(self._ground(0, None), facts=()))
            if outcome.status == "verified":
                return said(outcome, self.c.line)
            if outcome.status == "refuted" and prose.said(self.f.before) and self._here(name.plain):
                return self._told(outcome, left, right)
        if not self.cue and (slope := slope_of(left, right, self.known, self.at, self.f.before)) is not None:
            outcome = judged(Link(slope, right, said=True), replace(self._ground(0, None), facts=()))
            if outcome.status == "verified" or outcome.repair is not None:
                return self._told(outcome, slope, right)
        if wrong := object_of(left, right, self._around()):
            return wrong
        chances = no_probabilities(left, right, self.c.seed)
        if chances is not None:
            return {"kind": "claim", "status": "refuted", "verdict": chances.verdict, "repair": chances.repair}
        self.known.define(left, right, self.reading, self.at)
        self.known.sources[name.plain] = self.f.text.text, self.number
        if self.cue and len(self.s.trees) == 2:
            self._assume(left, right, "=", self.cue)
        return {"kind": "definition"}

    def _here(self, plain: str) -> bool:
        return self.known.sections.get(plain) == self.known.section

    def _derived(self, left: Any) -> bool:
        """Has the left side a meaning from which its number follows?"""
        if isinstance(left, Entry):
            return base(left).plain in self.known.values or base(left) in self.known.names().letters
        return any(same(d[0], left) for d in self.known.scope.definitions)

    def _stated(self, left: Any, right: Any) -> bool:
        """Does `z = 0.3` alone state what follows, and no new value: with a definition or values of this section?"""
        plain = named_by(left).plain
        if not self.f.display and right.is_Integer:
            found = letters(left)
            return isinstance(left, Call) and bool(found) and all(x.plain in self.known.passing for x in found)
        here = any(v.section == self.known.section for v in self.known.values.values())
        return self._here(plain) or here and not isinstance(left, Call)

    def _ground(self, k: int, left: Any) -> Ground:
        known, scope = self.known, replace(self.reading.scope, values={}, definitions=())
        return Ground(scope, self._names(), known.standing(self.f.paragraph), lambda: self._others(k), self._said_of(),
                      known.distant(), known.declared(), self.c.seed, known.numbers(), known.case,
                      known.formerly())  # fmt: skip

    def _said_of(self) -> frozenset[str]:
        """What the words of the document say of its letters, and those of the section of its samples."""
        return self.c.words | {"drawn"} if self.f.section in self.c.drawn else self.c.words

    def _names(self) -> Names:
        return Names(self.known.scope.definitions, self.reading.scope.dependents)

    def _others(self, k: int) -> Iterator[tuple[Any, Any, Scope, Names]]:
        """The link in the other readings of the formula."""
        for s, scope, inner in otherwise(self.f.text.text, self.scope, self.reading, self.number, self.known):
            if not self.known.redeclares(s.trees[k], s.trees[k + 1]):
                yield s.trees[k], s.trees[k + 1], inner, Names(scope.definitions, inner.dependents)

    def _assume(self, left: Any, right: Any, relation: str, how: str) -> None:
        """An equation that later claims may need."""
        if relation in TAKEN:
            paragraph = self.f.paragraph if how == "paragraph" else 0
            self.known.facts += [Fact(left, right, self.known.section, paragraph, self.at, bool(self.cue), relation)]

    # ---- values ----

    def _note(self, right: Any, k: int, root: int | None) -> None:
        """The digits of a computed number."""
        if is_number(right) and (k > 0 or not is_pattern(self.s.trees[0]) or self._derived(self.s.trees[0])):
            for text in written(right):
                self.known.rounded[text] = root
