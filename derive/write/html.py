"""Pages as HTML that stands alone: one file, formulas as MathML, no script, no font, no network.

A rule beside a line leads to what it says, at the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from derive.rules import page as rule_page
from derive.write.document import Page
from derive.write.document_lines import Line, Note
from derive.write.html_style import STYLE
from derive.write.latex import write
from derive.write.markdown import Target, listed, stands_beside
from derive.write.mathml import flowing, mathml
from derive.write.spoken import spoken

MARKED = re.compile(r"(<math[^>]*>(?:(?!</math>).)*</math>[,.;:)]+)")
MARKS = {"proved": "✓", "verified": "✓", "refuted": "✗", "undecided": "?", "unchecked": "–"}


def _shown(latex: str) -> str:
    return f'<div class="shown">{flowing(latex)}</div>'


def _title(text: str) -> str:
    return f"<h1>{text}</h1>"


def _paragraph(text: str) -> str:
    return f"<p>{text}</p>"


def _strong(text: str) -> str:
    return f"<strong>{text}</strong>"


TARGET = Target(mathml, _shown, _strong, _title, _paragraph, escape, "html")


def whole(title: str, body: str) -> str:
    """A page around what it holds; no line ends between a formula and the comma after it."""
    title = "".join(spoken(p) if k % 2 else p for k, p in enumerate(title.split("$")))
    body = MARKED.sub(r'<span class="whole">\1</span>', body)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def section(page: Page) -> str:
    """One derivation."""
    blocks = [_task(page), _read(page)]
    if page.names:
        blocks.append(_paragraph(f"Let {listed([mathml(f'{name} = {tree}') for name, tree in page.names])}."))
    blocks.append(_lines(page))
    if len(page.lines) > 1:
        result = flowing(f"{page.answer} = {page.result}")
        blocks.append(f'<div class="result"><span class="label">Result</span>{result}</div>')
    if page.conditions:
        blocks.append(_paragraph(f"This holds for {listed([mathml(c) for c in page.conditions])}."))
    mark = MARKS[page.status]
    blocks.append(f'<p class="verdict {page.status}"><span aria-hidden="true">{mark}</span> {escape(page.verdict)}</p>')
    return "<section>\n" + "\n".join(b for b in blocks if b) + "\n</section>"


def _task(page: Page) -> str:
    of, wrt = page.formulas
    if not page.wide:
        return f'<p class="task">{page.asked.format(mathml(of), mathml(wrt))}</p>'
    before, _, after = page.asked.partition("{}")
    return f'<p class="task">{before.strip()}</p>\n{_shown(of)}\n<p>{after.strip().format(mathml(wrt))}</p>'


def _read(page: Page) -> str:
    """How the problem was understood, folded away."""
    if not page.read:
        return ""
    first, *rest = page.read.splitlines()
    listing = "\n".join(rest)
    return f'<details class="read"><summary>{escape(first)}</summary><pre>{escape(listing)}</pre></details>'


def _lines(page: Page) -> str:
    """The lines as rows of three cells: left side, right side, rule."""
    beside = stands_beside(page)
    rows = []
    for k, line in enumerate(page.lines):
        left = line.left or (page.answer if line.off else page.left if k == 0 else "")
        if left and not beside:
            rows.append(f'<li class="head">{_cell("left", flowing(left))}</li>')
            left = ""
        cells = _cell("left", flowing(left) if left else "") + _cell("right", flowing(f"= {line.right}"))
        rows.append(f"<li>{cells}{_cell('why', _notes(line))}</li>")
    return f'<ol class="lines{"" if beside else " below"}">\n' + "\n".join(rows) + "\n</ol>"


def _cell(kind: str, inside: str) -> str:
    return f'<span class="{kind}">{inside}</span>'


def _notes(line: Line) -> str:
    return ", ".join(_note(n) for n in line.notes)


def _note(note: Note) -> str:
    if not note.rule:
        return escape(note.title)
    title = f'<a href="#{note.rule}" title="{escape(rule_page(note.rule).doc)}">{escape(note.title)}</a>'
    return title + (escape(note.link) + ", ".join(map(mathml, note.names)) if note.names else "")


def rules(pages: Sequence[Page]) -> str:
    """What the rules say that the lines went by."""
    used = dict.fromkeys(n.rule for p in pages for line in p.lines for n in line.notes if n.rule)
    if not used:
        return ""
    items = []
    for name in used:
        p = rule_page(name)
        formulas = "".join(_shown(f"{write(a)} = {write(b)}") for a, b in p.formulas[:1])
        needs = "".join(f" Needs {mathml(write(c))}." for c in p.conditions)
        items.append(f'<dt id="{name}">{escape(p.title)}</dt>\n<dd>{escape(p.doc)}{needs}{formulas}</dd>')
    body = "\n".join(items)
    return f'<aside>\n<h2>The rules</h2>\n<dl class="rules">\n{body}\n</dl>\n</aside>'
