"""The last lines: what a textbook prints."""

from __future__ import annotations

from derive.expr.trees import Path, at
from derive.plans.work import Work


def finish(work: Work, path: Path) -> None:
    """Bring the tree at a path into textbook form."""
    work.exhaust(work.finishing, path)
    work.finished.add(at(work.line, path))
