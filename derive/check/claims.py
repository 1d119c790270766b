"""What a document states, formula by formula: mentions, definitions, claims with their verdicts, and what is unread.

An equation with free letters is not yet a claim: where nothing but letters speaks for it, it counts as false only if
one known slip repairs it into an identity, and else it is a condition, counted among the definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from derive.check.documents import EQUATION
from derive.check.known import Known, Value, is_pattern, number
from derive.check.limit import Watch
from derive.check.slips import Repair, repaired, telling
from derive.check.text import Document, Formula
from derive.errors import DeriveError
from derive.expr.definitions import written_out
from derive.expr.heads import Call, Derivative, Letter, Matrix, base, letters
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.expression import parsed
from derive.read.elaborate import Reading, Statement
from derive.verdicts import Verdict
from derive.verify import judge

SECONDS = 2.0  # for a link, and for the search of its repair on each side
ALONE = Watch()
EQUAL = ("=", "≡", "≈")
DIFFERENT = "the sides differ, but it is not said to hold for all values"
SAID = re.compile(r"\b(for all|for every|identity|it follows|therefore|thus|hence|can be written|is equal to)\b", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """One counted formula. kind: `mention`, `definition`, `claim` or `unread`; start, end: places in the file; of one
    that is refuted its sides, their relation and scope."""

    kind: str
    start: int
    end: int
    latex: str
    status: str = ""
    reason: str | None = None
    verdict: Verdict | None = None
    repair: Repair | None = None
    sides: tuple[Any, Any] | None = None
    relation: str = "="
    scope: Scope | None = None


def items(d: Document, seed: int = 0, watch: Watch = ALONE) -> Iterator[Item]:
    """The formulas of a document in order, each link of a chain counted once; one that is broken off is lost alone."""
    known = Known()
    macros = {name: body for name, (count, body) in d.macros.items() if not count}
    for k, f in enumerate(d.found):
        if isinstance(f, Formula):
            known.enter(f.section)
            made: list[Item] = []
            why = watch.over(k, _formula(f, known, macros, seed), made)
            yield from made
            if why:
                yield _broken_off(f, made, why)


def _broken_off(f: Formula, made: list[Item], why: str) -> Item:
    """What is left of a formula that took too long: unread, or where a part of it was read an open claim."""
    end = len(f.text.text)
    start = 0 if not made else next((k for k in range(end) if f.text.origin(k) >= made[-1].end), end - 1)
    if made or EQUATION.search(f.text.text):
        return _item("claim", f, start, end, status="undecided", reason=why)
    return _item("unread", f, start, end, reason=why)


def _formula(f: Formula, known: Known, macros: dict[str, str], seed: int) -> Iterator[Item]:
    text = f.text.text
    try:
        reading, scope = _read(text, known, f, macros)
    except DeriveError as e:
        yield _item("unread", f, 0, len(text), reason=e.message)
        return
    for s in reading.statements:
        done = 0
        try:
            for item in _statement(s, f, known, reading, scope, seed):
                yield item
                done += 1
        except DeriveError as e:
            if not done:
                start, end = (s.spans[0].start, s.spans[-1].end) if s.spans else (0, len(text))
                yield _item("unread", f, start, end, reason=e.message)


def _read(text: str, known: Known, f: Formula, macros: dict[str, str]) -> tuple[Reading, Scope]:
    """The reading under what is known, or else under what was declared, or else alone."""
    first: DeriveError | None = None
    for scope in (known.at(f.section, f.paragraph), known.firm, Scope()):
        try:
            return parsed(text, scope, "latex", macros=macros)[0], scope
        except DeriveError as e:
            first = first or e
    assert first is not None
    raise first


def _item(kind: str, f: Formula, start: int, end: int, **more: Any) -> Item:
    return Item(kind, f.text.origin(start), f.text.end(end), f.text.text[start:end], **more)


def _statement(s: Statement, f: Formula, known: Known, reading: Reading, scope: Scope, seed: int) -> Iterator[Item]:
    spans = s.spans or ()
    start, end = (spans[0].start, spans[-1].end) if spans else (0, len(f.text.text))
    if s.kind == "declaration":
        known.declare(s, reading)
    if len(s.trees) < 2 or s.kind in ("declaration", "mention"):
        yield _item("mention", f, start, end)
        return
    if s.kind == "condition" or "…" in s.relations:
        yield _item("definition", f, start, end)
        return
    at = f.text.origin(start)
    for k, relation in enumerate(s.relations):
        left, right = s.trees[k], s.trees[k + 1]
        place = (spans[k].start, spans[k + 1].end)
        if k == 0 and relation in ("=", ":=", "≡") and is_pattern(left) and not _derived(left, scope):
            if _gives(left, right, known, at):
                known.define(left, right, reading, at)
            yield _item("definition", f, *place)
            continue
        yield _judged(left, right, relation, k, f, place, reading, scope, seed)


def _derived(left: Any, scope: Scope) -> bool:
    """`f'(x) = …` of a function that the document defined is a claim about it."""
    return isinstance(left, Call) and any(left.function.order)


def _gives(left: Any, right: Any, known: Known, at: int) -> bool:
    """Does the right side give a meaning, and no number?"""
    value = number(right)
    if value is not None and isinstance(left, Letter):
        known.value(left.plain, Value(value, None, at))
        return False
    return value is None


def _judged(left: Any, right: Any, relation: str, k: int, f: Formula, place: tuple[int, int], reading: Reading,
            scope: Scope, seed: int) -> Item:  # fmt: skip
    """One link, judged where it is a claim."""
    if relation not in EQUAL:
        return _item("definition", f, *place)
    bare = replace(reading.scope, values={}, definitions=tuple(d for d in scope.definitions if d[0] != left))
    try:
        verdict = judge(left, right, relation, bare, seed=seed, seconds=SECONDS)
    except DeriveError as e:
        return _item("claim", f, *place, status="undecided", reason=e.message)
    if verdict.holds:
        return _item("claim", f, *place, status="verified", reason=verdict.reason, verdict=verdict)
    if verdict.status == "undecided":
        return _item("claim", f, *place, status="undecided", reason=verdict.reason, verdict=verdict)
    try:
        made = _refused(left, right, relation, k, f, place, bare, verdict)
    except DeriveError as e:
        return _item("claim", f, *place, status="undecided", reason=e.message)
    return replace(made, sides=(left, right), relation=relation, scope=bare)


def _refused(left: Any, right: Any, relation: str, k: int, f: Formula, place: tuple[int, int], scope: Scope,
             verdict: Verdict) -> Item:  # fmt: skip
    """A link whose sides differ: an error, an open question, or no claim at all."""
    straight = [d for d in scope.definitions if base_name(d[0]) not in letters(d[1])]
    pair = written_out(left, straight), written_out(right, straight)
    reason = _doubt(pair)
    asserted = k > 0 or any(isinstance(e, Derivative) for t in pair for _, e in walk(t)) or bool(SAID.search(f.before))
    numeric = not letters(pair[0]) and not letters(pair[1])
    repair = None if numeric or reason == VACUOUS else repaired((left, right), relation, scope, SECONDS / 2)
    if numeric and not any(isinstance(e, Call) for t in pair for _, e in walk(t)):
        return _item("claim", f, *place, status="refuted", verdict=verdict, repair=repair)
    if repair is not None and telling((left, right), repair) and reason != VACUOUS:
        return _item("claim", f, *place, status="refuted", verdict=verdict, repair=repair)
    if reason is None and asserted and letters(pair[0]) == letters(pair[1]) and not _assumable(pair):
        return _item("claim", f, *place, status="refuted", verdict=verdict, repair=repair)
    if not asserted:
        return _item("definition", f, *place, reason=DIFFERENT)
    return _item("claim", f, *place, status="undecided", reason=reason or "the sides differ, and letters may be tied")


VACUOUS = "something may depend on the letter that is differentiated by"


def _doubt(pair: tuple[Any, Any]) -> str | None:
    """Why a difference of the sides may say nothing: functions nobody defined, derivatives of what hides a letter."""
    for t in pair:
        for _, e in walk(t):
            if isinstance(e, Derivative) and any(not _inside(e.of, v) for v in e.variables):
                return VACUOUS
    for t in pair:
        for _, e in walk(t):
            if isinstance(e, Call) and e.function.kind != "elementary":
                return f"{e.function.plain} is not defined here"
    return None


def _inside(of: Any, v: Any) -> bool:
    wanted = letters(v) if isinstance(v, Matrix) else frozenset([base(v)])
    return bool(wanted & letters(of))


def base_name(left: Any) -> Any:
    """The letter that a definition defines; of a function, the function."""
    return left.function if isinstance(left, Call) else base(left)


def _assumable(pair: tuple[Any, Any]) -> bool:
    """Could a property of a matrix or vector that the text did not declare be meant?"""
    found = letters(pair[0]) | letters(pair[1])
    return any(x.shape and not x.assumptions - {"rows"} for x in found)
