r"""Formulas that will not look as their author means them where the document is to be rendered.

KaTeX has not all commands of LaTeX. kramdown (Jekyll) knows only formulas between `$$`: in what stands between others
it reads Markdown, so that `_` and `*` make emphasis, and `\\` loses a backslash; a `|` in the first line of a
paragraph makes a table even between `$$`.
Source: KaTeX's list of supported functions; the syntax of kramdown (math blocks, tables, emphasis, escaping).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from derive.check.katex import COMMANDS, ENVIRONMENTS, INSIDE, NEED_BRACES
from derive.check.report import Diagnostic
from derive.check.text import Document, Formula

BY_KATEX = ("katex", "hugo")
BY_KRAMDOWN = ("jekyll",)
TARGETS = ("jekyll", "hugo", "mkdocs", "quarto", "myst", "html", "latex", "katex")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
INSTEAD = {
    "mathds": r"\mathbb", "mathbbm": r"\mathbb", "nicefrac": r"\frac", "sfrac": r"\frac", "mbox": r"\text",
    "textsc": r"\text", "intertext": r"\text", "eqnarray": "align", "multline": "gather", "flalign": "align",
    "IEEEeqnarray": "align", "label": r"\tag", "buildrel": r"\stackrel", "norm": r"\lVert … \rVert",
    "abs": r"\lvert … \rvert", "dv": r"\frac{d}{dx}", "pdv": r"\frac{\partial}{\partial x}", "vspace": r"\\[…]",
}  # fmt: skip
COMMAND = re.compile(r"\\(?:(?:begin|end)\s*\{(?P<environment>[A-Za-z]+)\*?\}|(?P<command>[A-Za-z]+)|.)", re.DOTALL)
BARE = re.compile(rf"(?<!\\)(?P<mark>[_^])\s*\\(?P<name>{'|'.join(NEED_BRACES)})(?![A-Za-z])")
ESCAPED = re.compile(r"\\(?:[\\.*_+`<>()\[\]{}#!:|\"'$=-])")
PROTECTED = re.compile(r"\$\$.*?\$\$|`[^`]*`", re.DOTALL)
UNDERSCORES = re.compile(r"(?<![A-Za-z0-9\\_])_(?=[^\s_])"), re.compile(r"(?<=[^\s_\\])_(?![A-Za-z0-9_])")
STARS = re.compile(r"(?<![\\*])\*(?=[^\s*])"), re.compile(r"(?<=[^\s*\\])\*")
BLOCK = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+|>\s*)*")
PARAGRAPH = 5_000  # characters that are looked at around a formula


def remarks(f: Formula, d: Document, targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    """What will not be shown as it is meant, one remark of a kind for a formula."""
    if any(t in BY_KATEX for t in targets):
        yield from _katex(f, d)
    if any(t in BY_KRAMDOWN for t in targets) and d.path.lower().endswith(MARKDOWN):
        yield from _Kramdown(f, d).remarks()


def _said(d: Document, code: str, start: int, end: int, message: str, help: str) -> Diagnostic:
    return Diagnostic(code, "warning", (*d.position(start), *d.position(end)), message, help)


def _katex(f: Formula, d: Document) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for m in COMMAND.finditer(f.text.text):
        name = m["environment"] or m["command"]
        known = ENVIRONMENTS if m["environment"] else COMMANDS
        if not name or name in known or name in seen or name in d.macros:
            continue
        if name in INSIDE and "\\begin" in f.text.text:
            continue
        seen.add(name)
        shown = f"the environment {name}" if m["environment"] else f"\\{name}"
        help = f"write {INSTEAD[name]} in its place" if name in INSTEAD else "use another one, or define it as a macro"
        yield _said(d, "D301", f.text.origin(m.start()), f.text.end(m.end()), f"KaTeX has no {shown}", help)
    for m in BARE.finditer(f.text.text):
        if m["name"] not in d.macros:
            said, help = (
                f"KaTeX takes no \\{m['name']} right after {m['mark']}",
                f"write {m['mark']}{{\\{m['name']} … }}",
            )
            yield _said(d, "D301", f.text.origin(m.start()), f.text.end(m.end()), said, help)


class _Kramdown:
    """A formula in a document for kramdown."""

    def __init__(self, f: Formula, d: Document) -> None:
        self.d, self.start, self.end = d, f.text.origin(0), f.text.end(len(f.text.text))
        self.inside = d.source[self.start : self.end]

    @cached_property
    def opening(self) -> str:
        """What stands before the formula: `$$`, `$`, a backslash or two with a bracket, or nothing."""
        before = self.d.source[max(0, self.start - 200) : self.start].rstrip().rstrip(">").rstrip()
        return next((o for o in ("$$", "$", "\\\\(", "\\\\[", "\\(", "\\[") if before.endswith(o)), "")

    def remarks(self) -> Iterator[Diagnostic]:
        if self._makes_a_table():
            at = self.start + self.inside.index("|")
            help = r"write \vert, \lvert … \rvert, \Vert or \mid in place of |"
            yield _said(self.d, "D302", at, at + 1, "kramdown makes a table of this line, because of the |", help)
        if self.opening == "$$":
            return
        if self.opening in ("\\(", "\\["):
            help = f"write $$ … $$, or a second backslash: \\{self.opening}"
            place = self.start, self.end
            yield _said(self.d, "D305", *place, f"kramdown takes {self.opening} for a bracket in prose", help)
        elif (m := self._emphasis()) is not None:
            help = "write the formula between $$ and $$"
            message = f"kramdown makes emphasis of what follows this {self.d.source[m]}"
            yield _said(self.d, "D303", m, m + 1, message, help)
        if e := ESCAPED.search(self.inside):
            place = self.start + e.start(), self.start + e.end()
            message = f"kramdown takes a backslash away from {e[0]}"
            yield _said(self.d, "D304", *place, message, "write the formula between $$ and $$")

    def _makes_a_table(self) -> bool:
        """Does a `|` of the formula stand in the first line of a block that is no block of mathematics?"""
        at = self.inside.find("|")
        line = self.d.position(self.start + at)[0] if at >= 0 else 0
        if not line or self.inside[at - 1 : at] == "\\" and self.opening != "$$":
            return False
        text = self.d.line(line)
        first = line == 1 or not self.d.line(line - 1).strip() or bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s", text))
        rest = text[BLOCK.match(text).end() :]  # type: ignore[union-attr]
        whole = rest.startswith("$$") and (rest.rstrip().endswith("$$") or rest.count("$$") == 1)
        return first and not whole

    def _emphasis(self) -> int | None:
        """Where a sign in the formula begins emphasis that ends in the same paragraph."""
        text = self.d.source[self.start : self.start + PARAGRAPH]
        blank = re.search(r"\n\s*\n", text)
        text = PROTECTED.sub(lambda m: "." * len(m[0]), text[: blank.start() if blank else len(text)])
        before = self.d.source[self.start - 1 : self.start]
        for opens, closes in (UNDERSCORES, STARS):
            m = opens.search(before + text, 1)
            if m and m.start() <= len(self.inside) and closes.search(before + text, m.end() + 1):
                return self.start + m.start() - 1
        return None
