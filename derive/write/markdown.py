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

SHORT = 10.0  # a left side of fewer letters never has a line of its own
LONG = 60.0  # a left side and a line of more letters than this do not stand beside one another


def _same(text: str) -> str:
    return text


def _paragraph(text: str) -> str:
    return f"<p>{text}</p>"


@dataclass(frozen=True, slots=True)
class Target:
    """Delimiters of formulas in a line and displayed; how bold words, a title and a paragraph are written; how text and
    formulas are escaped."""

    inline: tuple[str, str] = ("$", "$")
    display: tuple[str, str] = ("$$\n", "\n$$")
    bold: tuple[str, str] = ("**", "**")
    title: tuple[str, str] = ("**", "**")
    paragraph: Callable[[str], str] = _same
    escape: Callable[[str], str] = _same

    def math(self, latex: str) -> str:
        """A formula in a line."""
        return self.inline[0] + self.escape(latex) + self.inline[1]

    def shown(self, latex: str) -> str:
        """A displayed formula."""
        return self.display[0] + self.escape(latex) + self.display[1]

    def strong(self, words: str) -> str:
        """Bold words."""
        return self.bold[0] + words + self.bold[1]


MARKDOWN = Target()
TARGETS = {
    "jekyll": Target(inline=("$$", "$$")),
    "hugo": MARKDOWN,
    "mkdocs": MARKDOWN,
    "quarto": MARKDOWN,
    "myst": MARKDOWN,
    "html": Target(
        (r"\(", r"\)"), ("\\[\n", "\n\\]"), ("<strong>", "</strong>"), ("<h3>", "</h3>"), _paragraph, escape
    ),
    "latex": Target(
        ("$", "$"), ("\\begin{equation*}\n", "\n\\end{equation*}"), (r"\textbf{", "}"), (r"\paragraph{", "}")
    ),
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
        blocks.append(to.title[0] + _words(title, to) + to.title[1])
    if prose:
        blocks.append(to.paragraph(_words(prose, to)))
    for page in pages:
        blocks += _page(page, to)
    return "\n\n".join(blocks) + "\n"


def _words(text: str, to: Target) -> str:
    """Prose whose formulas stand between `$`."""
    parts = text.split("$")
    return "".join(to.math(p) if k % 2 else to.escape(p) for k, p in enumerate(parts))


def _page(page: Page, to: Target) -> list[str]:
    blocks = _task(page, to)
    if page.names:
        lets = [to.math(f"{name} = {tree}") for name, tree in page.names]
        blocks.append(to.paragraph(f"Let {_listed(lets)}."))
    blocks.append(to.shown(block(page)))
    if len(page.lines) > 1:
        blocks += [to.paragraph(to.strong("Result.")), to.shown(f"{page.answer} = {page.result}")]
    if page.conditions:
        blocks.append(to.paragraph(f"This holds for {_listed([to.math(c) for c in page.conditions])}."))
    blocks.append(to.paragraph(_words(page.verdict, to)))
    return blocks


def _task(page: Page, to: Target) -> list[str]:
    """What is asked, in a sentence, its formula displayed where it is wide."""
    of, wrt = page.formulas
    if not page.wide:
        return [to.paragraph(page.asked.format(to.math(of), to.math(wrt)))]
    before, _, after = page.asked.partition("{}")
    rest = after.strip().format(to.math(wrt))
    return [to.paragraph(before.strip()), to.shown(of), to.paragraph(rest)]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


# ---- the block of lines ---------------------------------------------------------------------------------------------


def block(page: Page) -> str:
    """The lines aligned at their equality signs, the rules in the third column."""
    beside = page.left_size <= SHORT or page.left_size + max(line.size for line in page.lines) <= LONG
    rows = []
    for k, line in enumerate(page.lines):
        left = page.answer if line.off else page.left if k == 0 else ""
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
