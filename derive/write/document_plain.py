"""Pages as plain text for a terminal: the problem, the lines with the rule beside each, the result."""

from __future__ import annotations

from derive.write.document import Page
from derive.write.document_lines import Line

COLUMN = 60  # the rules stand in one column, unless a line is longer than this


def plain(page: Page) -> str:
    """A page, its formulas written by the ink it was made with."""
    blocks = [page.asked.format(*page.formulas)]
    if page.names:
        blocks.append("Let " + ", ".join(f"{name} = {tree}" for name, tree in page.names) + ".")
    blocks.append("\n".join(_block(page)))
    if page.conditions:
        blocks.append(f"This holds for {', '.join(page.conditions)}.")
    return "\n\n".join(blocks)


def _block(page: Page) -> list[str]:
    column = max(len(line.right) for line in page.lines if len(line.right) <= COLUMN or line is page.lines[0])
    rows = [f"  {page.left}"]
    for line in page.lines:
        rows += [f"  {page.answer}"] if line.off else []
        rows.append(_row(line, min(column, COLUMN)))
    return rows


def _row(line: Line, column: int) -> str:
    """A line and its rules; those of a long one stand below it, in their column."""
    notes = _notes(line)
    gap = "\n" + " " * (column + 9) if len(line.right) > column and notes else "   "
    return f"    = {line.right:{column}}{gap}{notes}".rstrip()


def _notes(line: Line) -> str:
    return ", ".join(n.title + (n.link + ", ".join(n.names) if n.names else "") for n in line.notes)
