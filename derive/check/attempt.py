"""An equation of a document with what it is judged on: one judgement, the search of its repair, a structure of its
letters."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from derive.check.assumptions import all_symmetric
from derive.check.link import Ground, Link, Outcome
from derive.check.opened import opened
from derive.check.recursion import by_recursion
from derive.check.sides import fitted, hidden, may_be_complex, sized
from derive.check.slips import Repair, repaired
from derive.check.structure import structured, variants
from derive.errors import DeriveError
from derive.expr.heads import Letter, base, letters
from derive.expr.scope import Scope
from derive.judge.imaginary import with_unit
from derive.judge.lines import judge
from derive.opaque import named
from derive.verdicts import Verdict

SECONDS = 2.0  # for a link, and for the search of its repair on each side
MOST_SECONDS = 5.0  # for all that a link is tried by


class Attempt:
    """A link as it is written and with its names written out; the last verdict decides."""

    def __init__(self, link: Link, scope: Scope, on: Ground) -> None:
        self.link, self.scope, self.on = link, scope, on
        if "complex" in on.unspoken and may_be_complex((link.left, link.right)) and "i" not in on.declared:
            self.scope = with_unit(scope)
        self.end = time.process_time() + MOST_SECONDS
        self.pair = fitted(link.left, link.right, on.names)
        self.full = sized(*(opened(t, on.names) for t in self.pair))
        self.verdict: Verdict | None = None
        self.reason: str | None = None

    def _judge(self, left: Any, right: Any, scope: Scope | None = None) -> Verdict | None:
        scope = scope or self.scope
        bare = scope.dependents
        left_over = self.end - time.process_time()
        if left_over <= 0:
            self.reason = "it takes too long"
            return None
        try:
            return judge(named(left, bare), named(right, bare), self.link.relation, scope, seed=self.on.seed,
                         seconds=min(SECONDS, left_over))  # fmt: skip
        except DeriveError as e:
            self.reason = e.message
            return None

    def _holds(self, verdict: Verdict | None, plain: bool = False, **more: Any) -> Outcome | None:
        if verdict is None or not verdict.holds:
            return None
        if verdict.status != "proved" and any(map(hidden, self.pair if plain else self.full)):
            return None
        return Outcome("claim", "verified", more.pop("reason", verdict.reason), verdict, **more)

    def _repair(self, asserted: bool = False) -> Repair | None:
        """The single edit that makes the link true, its names written out; asserted: with a letter too that only they
        show."""
        search = partial(repaired, self.pair, self.link.relation, self.scope, SECONDS / 2, effort=self.on.effort)
        try:
            found = search() if not self.moved or not any(map(hidden, self.pair)) else None
            if found is not None or not self.moved:
                return found
            found = search(through=self._through, more=self._in_names() if asserted else ())
            if found is None and "symmetric" in self.on.unspoken:
                found = search(through=lambda t: all_symmetric(self._through(t)))
            return found
        except DeriveError:
            return None

    def unrolled(self) -> Outcome | None:
        """By the recursion that its chain begins with."""
        pair, relation, scope = self.pair, self.link.relation, self.scope
        return by_recursion(self.link, self._judge,
                            lambda through: repaired(pair, relation, scope, SECONDS / 2, through=through,
                                                     effort=self.on.effort))  # fmt: skip

    def _in_names(self) -> frozenset[Letter]:
        """The letters that the names of the link are written with, and those themselves."""
        found = letters(self.pair[0]) | letters(self.pair[1]) | letters(self.full[0]) | letters(self.full[1])
        for _ in range(3):
            found |= frozenset().union(*(letters(d[0]) | letters(d[1]) for x in found
                                         for d in self.on.names.letters.get(base(x), ())))  # fmt: skip
        return found

    def _through(self, t: Any) -> Any:
        return sized(opened(t, self.on.names), self.full[1])[0]

    @property
    def moved(self) -> bool:
        """Do names stand in it?"""
        return self.full != self.pair

    def _structure(self) -> Outcome | None:
        """Is it true for symmetric matrices, orthogonal ones, entries that sum to one?"""
        for pair in variants(self.pair, self.full, self.on.names):
            if any(map(hidden, pair)):
                continue
            found = self._holds(self._judge(*pair)) if pair != self.full else None
            found = found or structured(pair, self.on, self._judge)
            if found is not None:
                return found
        return None
