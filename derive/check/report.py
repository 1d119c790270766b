"""What is reported of a document: counts that add up, claims with their verdicts, diagnostics with their places."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from derive.check.item import Item
from derive.check.text import Document
from derive.source import Place, Source, Span
from derive.verdicts import plain

KINDS = {"mention": "mentions", "definition": "definitions", "claim": "claims", "unread": "unread"}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. place: line, column, end line, end column, from 1, the end exclusive; left, right: the values of the
    sides at the point `at`; again: the command that judges it once more."""

    code: str
    severity: str
    place: tuple[int, int, int, int]
    message: str
    help: str = ""
    left: Any = None
    right: Any = None
    at: Any = None
    again: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document. open: what was not read and what is
    undecided; suppressed: findings that a comment keeps away; notes: of the whole, such as code that took too long."""

    path: str
    document: Document
    items: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]
    open: tuple[Diagnostic, ...] = ()
    suppressed: int = 0
    notes: tuple[str, ...] = ()

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

    def text(self) -> str:
        """The counts, and a line for each finding."""
        counts = ", ".join(f"{n} {name}" for name, n in self.counts.items())
        found = (f"  {d.place[0]}:{d.place[1]}: {d.code} {d.message}; {d.help}" for d in self.diagnostics)
        return "\n".join([f"{self.path}: {counts}", *found])

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = ((f"{d.place[0]}:{d.place[1]}", d.code, self.document.line(d.place[0]).strip()[:200],
                 f"{d.message}; {d.help}") for d in self.diagnostics)  # fmt: skip
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        head = "<tr><th>place</th><th>code</th><th>line</th><th>finding</th></tr>"
        counts = escape(self.text().partition("\n")[0])
        return f"<p>{counts}</p>" + (f"<table>{head}{body}</table>" if body else "")

    def to_dict(self) -> dict[str, Any]:
        """The JSON of one document."""
        return {
            "path": self.path,
            "counts": self.counts,
            "claims": [
                {**_place(self.place(i)), "latex": i.latex, "status": i.status, "reason": i.reason} for i in self.claims
            ],
            "diagnostics": [self._record(d) for d in self.diagnostics],
            "open": [self._record(d) for d in self.open],
            "suppressed": self.suppressed,
            "notes": list(self.notes),
        }

    def _record(self, d: Diagnostic) -> dict[str, Any]:
        line, column, end_line, end = d.place
        text = self.document.line(line)
        place = Place(Source(text), Span(column - 1, end - 1 if end_line == line else len(text)))
        said = {"code": d.code, "severity": d.severity, **_place(d.place), "message": d.message, "help": d.help}
        values = {"left": plain(d.left), "right": plain(d.right), "at": plain(d.at)}
        return {**said, **values, "again": d.again, "picture": place.picture()}


def _place(p: tuple[int, int, int, int]) -> dict[str, int]:
    return dict(zip(("line", "column", "end_line", "end_column"), p, strict=True))
