"""A formula read under what its document said before, as far as that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.check.known import Known
from derive.check.lefts import is_pattern
from derive.check.opened import parameters
from derive.errors import DeriveError
from derive.expr.heads import Call, Letter, letters
from derive.expr.scope import Scope
from derive.expression import parsed
from derive.read.elaborate import Reading, Statement


def read_under(text: str, known: Known) -> tuple[Reading, Scope]:
    """The reading under what is known, or else under what was declared, or else alone."""
    first: DeriveError | None = None
    for scope in scopes(known, text):
        try:
            reading = parsed(text, scope, "latex")[0]
        except DeriveError as e:
            first = first or e
            continue
        return _of_scalars(text, reading, scope, known)
    assert first is not None
    raise first


def _of_scalars(text: str, reading: Reading, scope: Scope, known: Known) -> tuple[Reading, Scope]:
    """A function that is defined of a letter which was a vector before, and is not declared one here, is read anew;
    so is a letter that was a size in another section."""
    first = [s for s in reading.statements if s.trees and isinstance(s.trees[0], Call)]
    heads = [s.trees[0] for s in first if _begins(s, known)]
    own = {p.plain for h in heads for p in parameters(h) if isinstance(p, Letter) and p.shape}
    own &= set(scope.letters) - known.in_force
    own |= _no_sizes(reading, known.stale() & set(scope.letters))
    if not own:
        return reading, scope
    kept = {n: x for n, x in scope.letters.items() if n not in own and not any(_in(z, own) for z in x.shape)}
    bare = replace(scope, letters=kept)
    once_more = again(text, bare)
    return (
        (reading, scope)
        if once_more is None or len(once_more.statements) != len(reading.statements)
        else (once_more, bare)
    )


def _no_sizes(reading: Reading, stale: frozenset[str]) -> set[str]:
    """Those of some letters that the sides show, and that are the size of nothing in them."""
    found = {x for s in reading.statements for t in s.trees for x in letters(t)} if stale else set()
    used = {z.plain for x in found for size in x.shape for z in letters(size)}
    return {x.plain for x in found if x.plain in stale - used}


def _in(size: Any, names: set[str]) -> bool:
    return any(z.plain in names for z in letters(size))


def _begins(s: Statement, known: Known) -> bool:
    """Does a statement define a function, or one that an earlier section had, anew?"""
    elsewhere = known.sections.get(s.trees[0].function.plain) != known.section
    return s.kind == "definition" or s.kind == "claim" and elsewhere and is_pattern(s.trees[0])


def scopes(known: Known, text: str) -> tuple[Scope, ...]:
    """The scopes that a formula is read under, the richest first."""
    whole = known.at(text)
    alone = (replace(whole, indexed=frozenset()),) if whole.indexed else ()
    bare = Scope(spelled=known.firm.spelled)
    return whole, *alone, known.free(text), known.given(text), known.local(text), known.firm, bare


def again(text: str, scope: Scope) -> Reading | None:
    """The reading under a scope; None where there is none."""
    try:
        return parsed(text, scope, "latex")[0]
    except DeriveError:
        return None


def otherwise(text: str, own: Scope, as_read: Reading, number: int, known: Known,
              ) -> Iterator[tuple[Statement, Scope, Scope]]:  # fmt: skip
    """A statement of a text in its other readings that have the same form: under which scope, with the one it gives."""
    first = as_read.statements[number]
    for scope in scopes(known, text)[1:]:
        reading = again(text, scope) if scope != own else None
        if reading is None or len(reading.statements) != len(as_read.statements):
            continue
        s = reading.statements[number]
        if s.relations == first.relations and len(s.trees) == len(first.trees):
            yield s, scope, reading.scope
