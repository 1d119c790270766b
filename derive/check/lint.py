"""`check`: the report of a document: counts that add up, claims with their verdicts, diagnostics with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from derive.check.claims import Item, items
from derive.check.documents import read_document
from derive.check.gradients import false_gradients
from derive.check.text import Code, Document
from derive.check.witness import witness
from derive.verdicts import plain

PYTHON = ("", "python", "py", "python3", "ipython", "pycon", "code-cell")
KINDS = {"mention": "mentions", "definition": "definitions", "claim": "claims", "unread": "unread"}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. place: line, column, end line, end column, from 1, the end exclusive."""

    code: str
    severity: str
    place: tuple[int, int, int, int]
    message: str
    help: str = ""
    left: Any = None
    right: Any = None
    at: Any = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document."""

    path: str
    document: Document
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def claims(self) -> tuple[Item, ...]:
        """The claims, in order."""
        return tuple(i for i in self.items if i.kind == "claim")

    @property
    def unread(self) -> tuple[Item, ...]:
        """What was not understood, each with its reason."""
        return tuple(i for i in self.items if i.kind == "unread")

    @property
    def counts(self) -> dict[str, int]:
        """formulas = mentions + definitions + claims + unread; claims = verified + refuted + undecided."""
        found = {"formulas": len(self.items)}
        found |= {name: sum(i.kind == kind for i in self.items) for kind, name in KINDS.items()}
        found |= {s: sum(i.status == s for i in self.items) for s in ("verified", "refuted", "undecided")}
        order = ("formulas", "mentions", "definitions", "claims", "verified", "refuted", "undecided", "unread")
        return {k: found[k] for k in order}

    def place(self, i: Item) -> tuple[int, int, int, int]:
        """Line and column of the start and of the end."""
        return (*self.document.position(i.start), *self.document.position(i.end))

    def to_dict(self) -> dict[str, Any]:
        """The JSON of one document."""
        return {
            "path": self.path,
            "counts": self.counts,
            "claims": [
                {**_place(self.place(i)), "latex": i.latex, "status": i.status, "reason": i.reason} for i in self.claims
            ],
            "diagnostics": [_record(d) for d in self.diagnostics],
        }


def _place(p: tuple[int, int, int, int]) -> dict[str, int]:
    return dict(zip(("line", "column", "end_line", "end_column"), p, strict=True))


def _record(d: Diagnostic) -> dict[str, Any]:
    said = {"code": d.code, "severity": d.severity, **_place(d.place), "message": d.message, "help": d.help}
    return {**said, "left": plain(d.left), "right": plain(d.right), "at": plain(d.at)}


def check(path: str, seed: int = 0) -> Report:
    """The report of a document. Raises: UsageError, ReadError when it is no such document."""
    d = read_document(path)
    found = tuple(items(d, seed))
    bare = Report(path, d, found, ())
    said = (*(_refuted(i, bare.place(i)) for i in found if i.status == "refuted"), *_gradients(d))
    return Report(path, d, found, tuple(sorted(said, key=lambda x: x.place)))


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
