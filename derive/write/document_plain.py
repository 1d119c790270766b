"""Pages as plain text for a terminal: the problem, the lines with the rule beside each, the result."""

from __future__ import annotations

from derive.write.document import Page
from derive.write.document_lines import Line

COLUMN = 66  # the rules stand in one column, unless a line is longer than this
WIDTH = 92  # of a line; what is longer goes on below


def plain(page: Page) -> str:
    """A page, its formulas written by the ink it was made with."""
    blocks = [_task(page)]
    if page.names:
        blocks.append(_filled("Let " + ", ".join(f"{name} = {tree}" for name, tree in page.names) + ".", 4))
    blocks.append("\n".join(_block(page)))
    if page.conditions:
        blocks.append(_filled(f"This holds for {', '.join(page.conditions)}.", 2))
    return "\n\n".join(blocks)


def _task(page: Page) -> str:
    """What is asked; a wide formula on lines of its own."""
    of, wrt = page.formulas
    asked = page.asked.format(of, wrt)
    if len(asked) <= WIDTH:
        return asked
    before, _, after = page.asked.partition("{}")
    return "\n\n".join([before.strip(), "  " + _filled(of, 6, WIDTH - 2), after.strip().format(wrt)])


def _filled(text: str, indent: int, width: int = WIDTH) -> str:
    """A long text on several lines, the later ones indented; broken at the spaces that stand least deep in brackets."""
    rows = []
    while len(text) > width - indent:
        at = _break(text, width - indent)
        if not at:
            break
        rows.append(text[:at])
        text = text[at + 1 :]
    return f"\n{' ' * indent}".join([*rows, text])


def _break(text: str, width: int) -> int:
    """The place of the last of the outermost spaces in the right half of the width; 0 where there is none."""
    depth = 0
    places: list[tuple[int, int]] = []
    for k, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if c == " " and (k <= width or not places):
            places.append((depth, -k))
    late = [p for p in places if -p[1] > width // 2]
    return -min(late or places, default=(0, 0))[1]


def _block(page: Page) -> list[str]:
    column = max(len(line.right) for line in page.lines if len(line.right) <= COLUMN or line is page.lines[0])
    rows = [] if page.lines[0].left else [f"  {page.left}"]
    for line in page.lines:
        own = line.left or (page.answer if line.off else "")
        rows += [f"  {own}"] if own else []
        rows.append(_row(line, min(column, COLUMN)))
    return rows


def _row(line: Line, column: int) -> str:
    """A line and its rules; those of a long one stand below it, in their column."""
    notes = _notes(line)
    right = _filled(line.right, 8, WIDTH)
    gap = "\n" + " " * (column + 9) if len(line.right) > column and notes else "   "
    return f"    = {right:{column}}{gap}{notes}".rstrip()


def _notes(line: Line) -> str:
    return ", ".join(n.title + (n.link + ", ".join(n.names) if n.names else "") for n in line.notes)
