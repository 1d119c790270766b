"""What is counted of a document: its formulas, link by link, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derive.check.by_code import Given
from derive.check.documents import EQUATION
from derive.check.slips import Repair
from derive.check.text import Formula
from derive.expr.scope import Scope
from derive.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """One counted formula. kind: `mention`, `definition`, `claim` or `unread`; start, end: places in the file.

    code: of the diagnostic that it becomes, with its severity, message and help; "" for none but that of a false claim;
    layout: that of a derivative;
    root: the place of the false number that it follows from; sides, relation, scope: of one that is refuted.
    """

    kind: str
    start: int
    end: int
    latex: str
    status: str = ""
    reason: str | None = None
    verdict: Verdict | None = None
    repair: Repair | None = None
    code: str = ""
    severity: str = "error"
    message: str = ""
    help: str = ""
    root: int | None = None
    layout: str = ""
    sides: tuple[Any, Any] | None = None
    relation: str = "="
    scope: Scope | None = None
    given: Given | None = None


def followers(found: Sequence[Item], i: Item) -> tuple[Item, ...]:
    """The items that follow from a false number."""
    return tuple(other for other in found if other.root == i.start and other is not i)


def item_of(kind: str, f: Formula, start: int, end: int, **more: Any) -> Item:
    """The item of a piece of a formula, from start to end of its text."""
    begin, stop = f.text.origin(start), f.text.end(end)
    if f.written is None:
        return Item(kind, begin, stop, f.text.text[start:end], **more)
    last = f.text.origin(end) if end < len(f.text.text) else f.written.end(len(f.written.text))
    latex = f.written.between(begin, last).rstrip(" \n\\&") if f.written.between(stop - 1, stop) == "\\" else ""
    latex = latex or f.written.between(begin, stop)
    return Item(kind, begin, max(stop, begin + len(latex)), latex, **more)


def broken_off(f: Formula, made: list[Item], why: str) -> Item:
    """What is left of a formula that took too long: unread, or where a part of it was read an open claim."""
    end = len(f.text.text)
    start = 0 if not made else next((k for k in range(end) if f.text.origin(k) >= made[-1].end), end - 1)
    if made or EQUATION.search(f.text.text):
        return item_of("claim", f, start, end, status="undecided", reason=why)
    return item_of("unread", f, start, end, reason=why)
