"""`check`: a document judged formula by formula; what is false becomes a diagnostic with its place."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any

from derive.check import render
from derive.check.again import again
from derive.check.binders import remarks
from derive.check.by_code import CodeValues, code_values, contradictions
from derive.check.claims import LONGEST, items
from derive.check.code_edits import Gradient
from derive.check.codes import CODES
from derive.check.documents import read_document
from derive.check.gradients import false_gradients
from derive.check.item import Item, followers
from derive.check.layout import mixed
from derive.check.limit import CODE, FORMULAS, MEMORY, SECONDS, WHOLE, Watch
from derive.check.loose import syntax
from derive.check.parallels import out_of_step
from derive.check.patterns import out_of_pattern
from derive.check.report import Diagnostic, Report
from derive.check.suppress import applied
from derive.check.text import Code, Document, Formula, Unclosed
from derive.check.unit_gradients import false_in_unit, with_gradients
from derive.check.units import Unit
from derive.check.witness import Witness, witness
from derive.judge.imaginary import REASON

PYTHON = ("", "python", "py", "python3", "ipython", "pycon", "code-cell")
MOST_UNITS = 60  # functions whose gradients are checked
WORTH = re.compile(r"=|\\approx|\\begin\{|≈|\\equiv|\\propto")  # of a formula that the binder lint looks at


ALONE = Watch(SECONDS, MEMORY)


def check(path: str, seed: int = 0, watch: Watch = ALONE, targets: tuple[str, ...] = ()) -> Report:
    """The report of a document; targets: where it will be rendered (of `render.TARGETS`).

    Raises: UsageError, ReadError when it is no such document.
    """
    d = read_document(path)
    code: list[Witness] = []
    why = watch.over(CODE, _witness(d), code)
    w = code[0] if code else Witness()
    values = code_values(w)
    found = tuple(items(d, seed, watch, values))
    bare = Report(path, d, found, ())
    false = [i for i in found if i.status == "refuted" or i.code]
    said = [_refuted(i, bare, again(i, watch, 2 * FORMULAS + 1 + k)) for k, i in enumerate(false)]
    said += _layouts(bare)
    macros = {name: body for name, (_, body) in d.macros.items()}
    for k, f in enumerate(d.found):
        if isinstance(f, Formula) and len(f.text.text) <= LONGEST and WORTH.search(f.text.text):
            watch.over(FORMULAS + 1 + k, _binders(f, d, macros, [i for i in false if i.severity == "error"]), said)
    why = _code_checked(w, FORMULAS, watch, said) or why
    said += _contradicted(bare, values)
    said += [_not_closed(f, d) for f in d.found if isinstance(f, Unclosed)]
    said += [r for f in d.found if targets and isinstance(f, Formula) for r in render.remarks(f, d, targets)]
    coded = any(isinstance(f, Code) for f in d.found)
    notes: tuple[str, ...] = (f"the code was not checked: {why}",) if why and coded else ()
    left_alone = [i.reason for i in found if (i.reason or "").startswith(NOT_TRIED)]
    notes += (f"of its formulas {len(left_alone)} were {left_alone[0]}",) if left_alone else ()
    watch.begins(WHOLE)
    kept, suppressed, wrong = applied(d, sorted(said, key=lambda x: x.place))
    open_ = applied(d, [_open(i, bare.place(i)) for i in found if i.status == "undecided" or i.kind == "unread"])[0]
    ordered = tuple(sorted((*kept, *wrong), key=lambda x: x.place))
    return Report(path, d, found, ordered, tuple(open_), suppressed, notes)


NOT_TRIED = "not tried"
BROKEN_OFF = ("time limit", "memory limit", NOT_TRIED)


def _open(i: Item, place: tuple[int, int, int, int]) -> Diagnostic:
    """What was not read, or not decided."""
    reason = i.reason or "no reason is known"
    late = reason.startswith(BROKEN_OFF)
    code = CODES["D203" if late else "D201" if i.kind == "unread" else "D202"]
    return Diagnostic(code.code, code.severity, place, f"{code.title}: {reason}", code.do)


def _binders(f: Formula, d: Document, macros: dict[str, str], false: list[Item]) -> Iterator[Diagnostic]:
    """What the binder lint remarks: a warning, and an error where the claim it stands in fails too."""
    read = syntax(f.text.text, macros)
    if read is None:
        return
    tree, start = read
    for r in (*remarks(tree), *out_of_pattern(tree), *out_of_step(tree)):
        a, b = f.text.origin(start + r.span.start), f.text.end(start + r.span.end)
        piece = f.text.text[start + r.span.start : start + r.span.end]
        if r.code == "D108" and any(isinstance(g, Formula) and g is not f and piece in g.text.text for g in d.found):
            continue  # `u(c)`, of a c that other formulas speak of
        fails = r.severity == "warning" and any(i.start < b and a < i.end for i in false)
        severity = "error" if fails else r.severity
        yield Diagnostic(r.code, severity, (*d.position(a), *d.position(b)), r.message, r.help)


def _witness(d: Document) -> Iterator[Witness]:
    """What the blocks of code compute."""
    yield witness([(c.text.text, d.position(c.text.origin(0))[0]) for c in d.found if _python(c)])


def _contradicted(r: Report, code: CodeValues) -> Iterator[Diagnostic]:
    """The numbers of the text that the code contradicts."""
    d = r.document
    sections, blocks, last = {}, {}, 0
    for f in d.found:
        if isinstance(f, Formula):
            last = f.section
            sections[f.text.origin(0)] = f.section
        elif _python(f):
            blocks[d.position(f.text.origin(0))[0]] = last, f.text.origin(0)
    starts = sorted(sections)
    of = {i.start: sections[starts[bisect_right(starts, i.start) - 1]] for i in r.items if i.given is not None}
    for c in contradictions(r.items, code, of, blocks):
        place = r.place(c.item)
        where = "below" if c.line > place[0] else "above"
        message = f"the text says {c.said:.6g}, the code {where} computes {c.computed:.6g}"
        yield Diagnostic("D104", "warning", place, message, f"the code is on line {c.line}", c.said, c.computed)


def _code_checked(w: Witness, number: int, watch: Watch, said: list[Diagnostic]) -> str | None:
    """The gradients in code that are false, of the whole and of the functions one by one; why some were not checked."""
    found: list[Gradient] = []
    why = watch.over(number, _of_the_whole(w), found)
    units: list[Unit] = []
    why = watch.over(number, islice(with_gradients(w.blocks), MOST_UNITS), units) or why
    for unit in units:
        why = watch.over(number, false_in_unit(unit), found) or why
    by_line = {g.line: g for g in reversed(found)}
    said += [_gradient(g) for g in by_line.values()]
    return why


def _not_closed(f: Unclosed, d: Document) -> Diagnostic:
    place = (*d.position(f.text.origin(0)), *d.position(f.text.end(len(f.text.text))))
    name = f.text.text.removeprefix("\\begin")
    help = f"\\end{name} is missing: nothing of it was read" if f.whole else "a second $$ is missing"
    return Diagnostic("D205", "error" if f.whole else "warning", place, f"{f.text.text} is not closed", help)


def _of_the_whole(w: Witness) -> Iterator[Gradient]:
    yield from false_gradients(w)


def _gradient(g: Gradient) -> Diagnostic:
    """A false gradient: `dW2 = dz2 @ h` of the loss that the code computes."""
    message = f"the gradient of {g.of} by {g.name} is not {g.written}"
    help = f"true with {g.repair}" if g.repair else "no single change of it makes it true"
    return Diagnostic("D105", "error", (g.line, 1, g.line + 1, 1), message, help, g.said, g.derived)


def _layouts(r: Report) -> Iterator[Diagnostic]:
    """One warning for each kind of derivative that the document writes in both layouts."""
    for kind, first, second in mixed([(i.layout, i) for i in r.items if i.layout]):
        message = f"this {kind} is in {second.layout.partition(' ')[2]} layout"
        help = (
            f"the one in line {r.place(first)[0]} is in {first.layout.partition(' ')[2]} layout: transpose one of them"
        )
        yield Diagnostic("D103", "warning", r.place(second), message, help)


def _python(c: Any) -> bool:
    return isinstance(c, Code) and bool(c.text.text) and c.language.strip("{}. ").split(" ")[0].lower() in PYTHON


def _refuted(i: Item, r: Report, again: str | None) -> Diagnostic:
    place = r.place(i)
    point = (i.verdict.counterexample if i.verdict else None) or {}
    help = i.help or (i.repair.words if i.repair else "no single change of a side was found that makes it true")
    lines = sorted({r.place(f)[0] for f in followers(r.items, i)} - {place[0]})
    if lines:
        help += f"; line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))} follow{'s' * (len(lines) == 1)} from it"
    unreal = any(isinstance(point.get(k), float) and math.isnan(point[k]) for k in ("left", "right"))
    unit = i.verdict is not None and i.verdict.reason == REASON
    message = i.message or (i.verdict and unreal and i.verdict.reason) or "the two sides differ"
    message += f", {REASON}" if unit else ""
    return Diagnostic(i.code or "D101", i.severity, place, message, help, point.get("left"), point.get("right"),
                      point.get("at"), again)  # fmt: skip
