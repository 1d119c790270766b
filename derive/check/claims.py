"""What a document states, formula by formula: mentions, definitions, claims with their verdicts, and what is unread.

An equation with free letters is not yet a claim: where nothing but letters speaks for it, it counts as false only if
one known slip repairs it into an identity, and else it is a condition, counted among the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from derive.check import ahead, prose, shape_words
from derive.check.apart import enter_block
from derive.check.by_code import CodeValues
from derive.check.families import indexed_in, spelled_in
from derive.check.item import Item, broken_off, item_of
from derive.check.known import Known
from derive.check.limit import Watch
from derive.check.lone import drawn
from derive.check.misfits import misfit, misfits
from derive.check.misplaced import misplaced
from derive.check.noted import undeclare
from derive.check.pieces import pieces
from derive.check.quantified import quantified
from derive.check.reading import again, read_under
from derive.check.sampled import drawn_in
from derive.check.saying import case_after, cases_beside
from derive.check.sentences import sentence
from derive.check.shapes import silent
from derive.check.standing import Context
from derive.check.statement import Walk
from derive.check.tex import expanded
from derive.check.text import Document, Formula
from derive.conventions import beside
from derive.errors import DeriveError, ShapeError

ALONE, NO_CODE = Watch(), CodeValues()
LONGEST = 100_000  # characters of a formula that is read in pieces at least


def items(d: Document, seed: int = 0, watch: Watch = ALONE, code: CodeValues = NO_CODE) -> Iterator[Item]:
    """The formulas of a document in order, each link of a chain counted once; one that is broken off is lost alone.

    The conventions beside the document hold from its first formula on.
    """
    held = replace(beside(d.path), indexed=indexed_in(d), spelled=spelled_in(d))
    shaped = held.with_letters(*code.letters()) if "matrix}" in d.source else held
    properties = prose.properties(d.source)
    known = Known(shaped, held, code=code.literals)
    context = Context(d, known, seed, properties, drawn_in(d))
    number = 0
    for k, f in enumerate(d.found):
        if isinstance(f, Formula):
            enter_block(context.known, f.block)
            context.known.enter(f.section, f.paragraph)
            made: list[Item] = []
            lead, tail = sentence(d.found, k)
            why = watch.over(number, _beside(k, replace(f, lead=lead, tail=tail), context), made)
            number += 1
            yield from made
            if why:
                yield broken_off(f, made, why)


def _beside(k: int, f: Formula, c: Context) -> Iterator[Item]:
    """Formula k, in the case that the text behind it names, for all values of the letters that the text quantifies."""
    following = c.document.found[k + 1 : k + 1 + ahead.FAR]
    c.known.case = case_after(f, following[:3], c.known)
    c.known.over = quantified(c.document.found, k, c.known)
    for s, reading in shape_words.declared(f):
        c.known.declare(s, reading, spoken=True)
    undeclare(c.known, shape_words.any_sizes(f))
    yield from _formula(f, c, following)


def _formula(f: Formula, c: Context, following: Sequence[Any] = (), continued: bool = False) -> Iterator[Item]:
    if c.document.macros:
        f = replace(f, text=expanded(f.text, c.document.macros), written=f.text)
    text = f.text.text
    if len(text) > LONGEST:
        yield item_of("unread", f, 0, len(text), reason=f"it is too long: {len(text):,} characters")
        return
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
        moved = misplaced(text, c.known) if isinstance(e, ShapeError) and not bad else None
        for p in parts:
            if moved is not None and (p.start, p.end) == (moved.start, moved.end):
                yield replace(misfit(f, p.start, p.end, e), severity="warning", message=moved.message, help=moved.help)
                continue
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
            for item in Walk(s, n, f, c, reading, scope, continued).items():
                yield item
                done += 1
        except DeriveError as e:
            if not done:
                start, end = (s.spans[0].start, s.spans[-1].end) if s.spans else (0, len(text))
                yield item_of("unread", f, start, end, reason=e.message)
    if c.known.reshaped:
        c.known.reread(again)
