"""`check`: a document judged formula by formula; what is false becomes a diagnostic with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from derive.check.binders import remarks
from derive.check.claims import Item, items
from derive.check.documents import read_document
from derive.check.gradients import false_gradients
from derive.check.limit import Watch
from derive.check.loose import syntax
from derive.check.patterns import out_of_pattern
from derive.check.report import Diagnostic, Report
from derive.check.text import Code, Document, Formula
from derive.check.witness import witness

PYTHON = ("", "python", "py", "python3", "ipython", "pycon", "code-cell")
WORTH = re.compile(r"=|\\approx|\\begin\{|≈|\\equiv|\\propto")  # of a formula that the binder lint looks at


ALONE = Watch()


def check(path: str, seed: int = 0, watch: Watch = ALONE) -> Report:
    """The report of a document. Raises: UsageError, ReadError when it is no such document."""
    d = read_document(path)
    found = tuple(items(d, seed, watch))
    bare = Report(path, d, found, ())
    said = [_refuted(i, bare.place(i)) for i in found if i.status == "refuted"]
    said += _binders(d, found)
    why = watch.over(len(d.found), _gradients(d), said)
    notes = (f"the code was not checked: {why}",) if why else ()
    return Report(path, d, found, tuple(sorted(said, key=lambda x: x.place)), notes)


def _binders(d: Document, found: tuple[Item, ...]) -> Iterator[Diagnostic]:
    """What the binder lint remarks: a warning, and an error where the claim it stands in fails too."""
    macros = {name: body for name, (_, body) in d.macros.items()}
    false = [(i.start, i.end) for i in found if i.status == "refuted"]
    for f in d.found:
        read = syntax(f.text.text, macros) if isinstance(f, Formula) and WORTH.search(f.text.text) else None
        if read is None or not isinstance(f, Formula):
            continue
        tree, start = read
        for r in (*remarks(tree), *out_of_pattern(tree)):
            a, b = f.text.origin(start + r.span.start), f.text.end(start + r.span.end)
            severity = "error" if any(x < b and a < y for x, y in false) else "warning"
            yield Diagnostic(r.code, severity, (*d.position(a), *d.position(b)), r.message, r.help)


def _gradients(d: Document) -> Iterator[Diagnostic]:
    """The gradients in code that are false: `dW2 = dz2 @ h` of the loss that the code computes."""
    blocks = [(c.text.text, d.position(c.text.origin(0))[0]) for c in d.found if _python(c)]
    for g in false_gradients(witness(blocks)):
        message = f"the gradient of {g.of} by {g.name} is not {g.written}"
        help = f"true with {g.repair}" if g.repair else "no single change of it makes it true"
        yield Diagnostic("D105", "error", (g.line, 1, g.line + 1, 1), message, help, g.said, g.derived)


def _python(c: Any) -> bool:
    return isinstance(c, Code) and bool(c.text.text) and c.language.strip("{}. ").split(" ")[0].lower() in PYTHON


def _refuted(i: Item, place: tuple[int, int, int, int]) -> Diagnostic:
    point = (i.verdict.counterexample if i.verdict else None) or {}
    help = i.repair.words if i.repair else "no single change of a side makes it true"
    return Diagnostic("D101", "error", place, "the two sides differ", help, point.get("left"), point.get("right"),
                      point.get("at"))  # fmt: skip
