"""Pages as Markdown, HTML and LaTeX: the same words and formulas between the delimiters of each target.

Markdown keeps blank lines around `$$` lines. `jekyll` (kramdown) takes `$$` inside a paragraph too, and then leaves its
underscores alone. `html` is for pages that render `\\(…\\)` and `\\[…\\]`, `latex` for documents with amsmath.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from derive.errors import UsageError
from derive.write.document import Page
from derive.write.document_lines import Line

Put = Callable[[str], str]
SHORT = 10.0  # a left side of fewer letters never has a line of its own
LONG = 60.0  # a left side and a line of more letters than this do not stand beside one another


def _same(text: str) -> str:
    return text


def _tex(text: str) -> str:
    """Prose whose special characters are those of a text."""
    return "".join(f"\\{c}" if c in "%&#_" else c for c in text)


def _between(left: str, right: str, escape: Put = _same) -> Put:
    return lambda text: left + escape(text) + right


@dataclass(frozen=True, slots=True)
class Target:
    """How a formula in a line, a displayed formula, bold words, a title and a paragraph are written, and how the
    characters of prose are escaped; kind: `markdown`, `html` or `latex`, how tables, code and pictures are written."""

    math: Put = _between("$", "$")
    shown: Put = _between("$$\n", "\n$$")
    strong: Put = _between("**", "**")
    title: Put = _between("**", "**")
    paragraph: Put = _same
    escape: Put = _same
    kind: str = "markdown"

    def words(self, text: str) -> str:
        """Prose whose formulas stand between `$`."""
        return "".join(self.math(p) if k % 2 else self.escape(p) for k, p in enumerate(text.split("$")))


MARKDOWN = Target()
HTML = Target(
    _between(r"\(", r"\)", escape),
    _between("\\[\n", "\n\\]", escape),
    _between("<strong>", "</strong>"),
    _between("<h3>", "</h3>"),
    _between("<p>", "</p>"),
    escape,
    "html",
)
LATEX = Target(
    shown=_between("\\begin{equation*}\n", "\n\\end{equation*}"),
    strong=_between(r"\textbf{", "}"),
    title=_between(r"\paragraph{", "}"),
    escape=_tex,
    kind="latex",
)
TARGETS = {
    "jekyll": Target(math=_between("$$", "$$")),
    **dict.fromkeys(("hugo", "mkdocs", "quarto", "myst"), MARKDOWN),
    "html": HTML,
    "latex": LATEX,
}


def target(name: str | None) -> Target:
    """The target of a name; plain Markdown without one. Raises: UsageError."""
    if name is None:
        return MARKDOWN
    if name not in TARGETS:
        raise UsageError(f"no such target: {name!r}", help=f"one of {', '.join(TARGETS)}")
    return TARGETS[name]


def document(pages: Sequence[Page], to: Target, title: str = "", prose: str = "") -> str:
    """Pages one after the other, under a title with a few words."""
    blocks = []
    if title:
        blocks.append(to.title(to.words(title)))
    if prose:
        blocks.append(to.paragraph(to.words(prose)))
    for page in pages:
        blocks += laid_out(page, to)
    return "\n\n".join(blocks) + "\n"


def laid_out(page: Page, to: Target) -> list[str]:
    """The blocks of one derivation."""
    blocks = _task(page, to)
    if page.names:
        lets = [to.math(f"{name} = {tree}") for name, tree in page.names]
        blocks.append(to.paragraph(f"Let {listed(lets)}."))
    blocks.append(to.shown(block(page)))
    if len(page.lines) > 1:
        blocks += [to.paragraph(to.strong("Result.")), to.shown(f"{page.answer} = {page.result}")]
    if page.conditions:
        blocks.append(to.paragraph(f"This holds for {listed([to.math(c) for c in page.conditions])}."))
    blocks.append(to.paragraph(to.words(page.verdict)))
    return blocks


def _task(page: Page, to: Target) -> list[str]:
    """What is asked, in a sentence, its formula displayed where it is wide."""
    of, wrt = page.formulas
    if not page.wide:
        return [to.paragraph(page.asked.format(to.math(of), to.math(wrt)))]
    before, _, after = page.asked.partition("{}")
    rest = after.strip().format(to.math(wrt))
    return [to.paragraph(before.strip()), to.shown(of), to.paragraph(rest)]


def listed(items: Sequence[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


# ---- the block of lines ---------------------------------------------------------------------------------------------


def stands_beside(page: Page) -> bool:
    """Does the left side stand beside the lines, or above them?"""
    return page.left_size <= SHORT or page.left_size + max(line.size for line in page.lines) <= LONG


def block(page: Page) -> str:
    """The lines aligned at their equality signs, the rules in the third column."""
    beside = stands_beside(page)
    rows = []
    for k, line in enumerate(page.lines):
        left = line.left or (page.answer if line.off else page.left if k == 0 else "")
        if beside:
            rows.append(f"{left} &= {line.right}{_notes(line)}".lstrip())
        else:
            rows += [f"& {left}"] if left else []
            rows.append(rf"& \quad = {line.right}{_notes(line)}")
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _notes(line: Line) -> str:
    """The third column: words in `\\text`, names as formulas."""
    parts: list[tuple[bool, str]] = []
    for k, note in enumerate(line.notes):
        words = (", " if k else "") + note.title + (note.link if note.names else "")
        parts += [(True, words), (False, ", ".join(note.names))]
    texts = [rf"\text{{{''.join(p for _, p in run)}}}" if words else " ".join(p for _, p in run)
             for words, run in groupby((p for p in parts if p[1]), lambda p: p[0])]  # fmt: skip
    return " && " + " ".join(texts) if texts else ""
