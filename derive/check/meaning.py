"""Relations that give a name its meaning, or state what follows from the meaning that it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derive.check import prose
from derive.check.by_model import no_probabilities
from derive.check.implied import slope_of
from derive.check.judging import judged
from derive.check.lefts import named_by, same
from derive.check.link import Link
from derive.check.lone import given_anew
from derive.check.noted import renew
from derive.check.opened import opened
from derive.check.saying import said
from derive.check.standing import Standing
from derive.check.told import object_of, total
from derive.check.values import is_number
from derive.expr.heads import Call, Entry, Letter, letters


class Meaning(Standing):
    """A statement whose left side is a name."""

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
        if self.words.alternative and isinstance(left, Letter):
            return {"kind": "definition"}
        known_ = any(same(d[0], left) and d[1] != right for d in self.known.scope.definitions)
        if self.words.in_case and known_:
            outcome = judged(Link(left, right), self._ground(0, None))
            return said(outcome, self.c.line) if outcome.status == "verified" else {"kind": "definition"}
        if not self.cue and known_:
            outcome = judged(Link(left, right), replace(self._ground(0, None), facts=()))
            if outcome.status == "verified":
                return said(outcome, self.c.line)
            if outcome.status == "refuted" and prose.said(self.f.before) and self._here(name.plain):
                return self._told(outcome, left, right)
        if not self.cue and (slope := slope_of(left, right, self.known, self.at, self.f.before)) is not None:
            outcome = judged(Link(slope, right, said=True), replace(self._ground(0, None), facts=()))
            if outcome.status == "verified" or outcome.repair is not None:
                return self._told(outcome, slope, right)
        if isinstance(left, Entry) and self._here(name.plain) and name in self._names().letters and not self.cue:
            outcome = judged(Link(left, right), replace(self._ground(0, None), facts=()))
            if outcome.status == "verified":
                return said(outcome, self.c.line)
            self._assume(left, right, "=", "section")
            return {"kind": "definition"}
        if wrong := object_of(left, right, self._around()):
            return wrong
        chances = no_probabilities(left, right, self.c.seed)
        if chances is not None:
            return {"kind": "claim", "status": "refuted", "verdict": chances.verdict, "repair": chances.repair}
        if not letters(right) and len(self.s.trees) > 2 and self._derived(left):
            return {"kind": "definition"}  # `c = 2 \cdot 3 = 6` is a value of c, which is still what it was
        if self.words.trial:
            renew(self.known, letters(right) - {left})
        self.known.define(left, right, self.reading, self.at)
        self.known.sources[name.plain] = self.f.text.text, self.number
        own = isinstance(left, Letter) and left in letters(right)  # `P = P^\top` says what P is like
        if (self.cue or own) and len(self.s.trees) == 2:
            self._assume(left, right, "=", self.cue or "section")
        return {"kind": "definition"}

    def _stated(self, left: Any, right: Any) -> bool:
        """Does `z = 0.3` alone state what follows, and no new value: with a definition of this section, or values that
        it gave what z is made of?"""
        plain = named_by(left).plain
        if not self.f.display and right.is_Integer:
            found = letters(left)
            return isinstance(left, Call) and bool(found) and all(x.plain in self.known.passing for x in found)
        about = letters(opened(left, self.known.names())) | letters(left)
        about |= {x for d in self.known.scope.definitions if same(d[0], left) for x in letters(d[1])}
        here = any(self.known.section_of(x) == self.known.section for x in about)
        return self._here(plain) or here and not isinstance(left, Call)
