"""What a command gives back: the result, what is said beside it, and the exit status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """text: for standard output (or the file `output`); notes: said before it, summary: after it, on standard error;
    verdict: the status of what was derived or judged; plain: text for programs, never coloured; files:
    pictures by their paths."""

    text: str
    status: int = 0
    verdict: str = ""
    notes: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    output: str | None = None
    plain: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)
