"""One statement of a document, and what it stands on: the names, values and assumptions above it, its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from derive.check import prose
from derive.check.by_code import by_code
from derive.check.excluded import excluded
from derive.check.known import Fact, Known
from derive.check.layout import layout_of
from derive.check.lefts import same
from derive.check.link import Ground, Outcome
from derive.check.noted import sought
from derive.check.numbers import compared
from derive.check.opened import Names
from derive.check.ordered import TURNED
from derive.check.reading import otherwise
from derive.check.saying import TAKEN, said
from derive.check.sides import hiding
from derive.check.slips import Effort
from derive.check.text import Document, Formula
from derive.check.told import Around
from derive.check.values import Numbers
from derive.check.wording import Words
from derive.expr.heads import Entry, Letter, base, letters
from derive.expr.scope import Scope
from derive.read.elaborate import Reading, Statement

LONG = 1500  # characters of a text in which a word of chances would stand, if it were about them


@dataclass(frozen=True, slots=True)
class Context:
    """What the formulas of a document share."""

    document: Document
    known: Known
    seed: int
    words: frozenset[str] = field(default_factory=frozenset)
    drawn: frozenset[int] = frozenset()
    effort: Effort = field(default_factory=Effort)

    def line(self, at: int) -> int:
        """The line of a place."""
        return self.document.position(at)[0]


class Standing:
    """A statement with its formula and its document."""

    def __init__(self, s: Statement, number: int, f: Formula, c: Context, reading: Reading, scope: Scope,
                 continued: bool = False) -> None:  # fmt: skip
        self.s, self.number, self.f, self.c, self.reading, self.scope = s, number, f, c, reading, scope
        self.known = c.known
        self.at = f.text.origin(s.spans[0].start if s.spans else 0)
        self.words = Words(f.lead, f.tail, f.text.text)
        self.cue = self._cue()
        self.case = number == 0 and prose.conditional(f.before)
        self.continued = continued
        self.solution = False

    def _cue(self) -> str:
        """How the words take the statement: those before it, or before the list that it goes on with."""
        goes_on = self.number > 0 or prose.goes_on(self.f.before)
        return self.known.cue if goes_on else prose.assumed(self.f.before) or "section" * self.words.foreign

    def _lone(self, k: int) -> bool:
        """Is a link a statement of its own, and no part of a chain?"""
        return k == 0 and not self.continued and len(self.s.trees) == 2

    def _around(self) -> Around:
        beside = [(s.trees, s.relations) for s in self.reading.statements if s is not self.s]
        return Around(self.c.document, self.known, self.f, beside, self.c.seed)

    def _here(self, plain: str) -> bool:
        return self.known.sections.get(plain) == self.known.section

    @cached_property
    def _excluded(self) -> frozenset[Letter]:
        return excluded(self.known, self.f.paragraph)

    def _numbers(self, code: bool = False) -> Numbers:
        """The values above, but for those that this case excludes."""
        found = self.known.numbers(code=code)
        for x in self._excluded:
            found = found.without(x.plain)
        return replace(found, names=found.names.without(self._excluded)) if self._excluded else found

    def _compared(self, left: Any, right: Any, relation: str, own: str = "") -> dict[str, Any] | None:
        """What an item says of a link by the values above, or else by those of the code; own: a letter whose own value
        does not count, since the link gives it one."""
        found = compared(left, right, relation, self._numbers().without(own), self.c.line)
        if found is not None or not self.known.code:
            return found
        return by_code(compared(left, right, relation, self._numbers(code=True).without(own), self.c.line))

    def _told(self, o: Outcome, left: Any, right: Any, relation: str = "=") -> dict[str, Any]:
        """What an item says of an outcome, and of what is false by what it was judged."""
        made = said(o, self.c.line)
        if o.status == "verified":
            made["layout"] = layout_of(left, right, o.transposed, self.reading.scope)
        if o.status == "refuted":
            scope = replace(self.reading.scope, values={}, definitions=self.known.scope.definitions)
            made |= {"sides": (left, right), "relation": relation, "scope": scope}
        return made

    def _ground(self, k: int, left: Any) -> Ground:
        known, scope = self.known, replace(self.reading.scope, values={}, definitions=())
        return Ground(scope, self._names(), known.standing(self.f.paragraph), lambda: self._others(k), self._said_of(),
                      known.distant(), known.declared(), self.c.seed, self._numbers(), known.case,
                      known.formerly(), hiding(t for s in self.reading.statements for t in s.trees) | sought(known),
                      self.c.effort)  # fmt: skip

    def _said_of(self) -> frozenset[str]:
        """What the words of the document say of its letters, and those of the section of its samples."""
        told = self.c.words | {"drawn"} if self.f.section in self.c.drawn else self.c.words
        other = "chance" not in told and len(self.c.document.source) > LONG
        return told | {"no-chance"} if other else told

    def _names(self) -> Names:
        names = Names(self.known.scope.definitions, self.reading.scope.dependents)
        return names.without(self._excluded) if self._excluded else names

    def _others(self, k: int) -> Iterator[tuple[Any, Any, Scope, Names]]:
        """The link in the other readings of the formula."""
        for s, scope, inner in otherwise(self.f.text.text, self.scope, self.reading, self.number, self.known):
            if not self.known.redeclares(s.trees[k], s.trees[k + 1]):
                yield s.trees[k], s.trees[k + 1], inner, Names(scope.definitions, inner.dependents)

    def _assume(self, left: Any, right: Any, relation: str, how: str) -> None:
        """An equation that later claims may need."""
        if relation in TAKEN:
            if relation in TURNED and not letters(left):
                left, right, relation = right, left, TURNED[relation]  # `0 ≤ t` is about t
            paragraph = self.f.paragraph if how == "paragraph" else 0
            self.known.facts += [Fact(left, right, self.known.section, paragraph, self.at, bool(self.cue), relation)]

    def _derived(self, left: Any) -> bool:
        """Has the left side a meaning from which its number follows?"""
        if isinstance(left, Entry):
            return base(left).plain in self.known.values or base(left) in self.known.names().letters
        return any(same(d[0], left) for d in self.known.scope.definitions)
