r"""Formulas of HTML: MathJax delimiters, `<script type="math/tex">`, KaTeX and MathML annotations; entities decoded."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from derive.check.markdown import formula, scan_inline
from derive.check.text import Code, Comment, Formula, Found, Text, joined, line_starts

SKIPPED = frozenset(["script", "style", "textarea", "noscript", "math", "svg", "template", "title"])
CODE = frozenset(["pre", "code", "samp", "kbd"])
BLOCKS = frozenset(["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "section", "blockquote"])


class _Reader(HTMLParser):
    """The pieces of text of a page; what stands in code, scripts and MathML is none."""

    def __init__(self, source: Text) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.lines = line_starts(source.text)
        self.pieces: list[Text] = []
        self.runs: list[list[Text] | Found] = []
        self.skipping: list[str] = []
        self.math: str | None = None  # of a script or an annotation: its mode

    def place(self) -> int:
        """Where the parser stands."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        given = {k: v or "" for k, v in attrs}
        if (
            tag == "script"
            and "math/tex" in given.get("type", "")
            or tag == "annotation"
            and "tex" in given.get("encoding", "")
        ):
            self.flush()
            self.math = "display" if "display" in given.get("type", "") else "inline"
        elif tag == "span" and "katex-html" in given.get("class", "") or tag in SKIPPED or tag in CODE:
            if tag in ("pre", "code"):
                self.flush()
            self.skipping.append(tag)
        elif self.skipping and tag == self.skipping[-1]:
            self.skipping.append(tag)
        elif tag in BLOCKS or tag == "br":
            self.pieces.append(Text("\n", (0,), (self.place(),)))

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if self.math is not None and tag in ("script", "annotation"):
            body = joined(self.pieces)
            self.pieces = []
            self.runs += list(formula(body, 0, len(body.text), self.math == "display"))
            self.math = None
        elif self.skipping and tag == self.skipping[-1]:
            self.skipping.pop()
            if tag == "pre" and self.pieces:
                self.runs.append(Code(joined(self.pieces), "python"))
                self.pieces = []
        if tag in BLOCKS:
            self.pieces.append(Text("\n\n", (0, 1), (self.place(), self.place())))

    def handle_data(self, data: str) -> None:
        """Text."""
        if self.math is not None or not self.skipping or "pre" in self.skipping:
            at = self.place()
            self.pieces.append(Text(data, (0,), (at,)))

    def handle_entityref(self, name: str) -> None:
        """`&lt;`"""
        self._one(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """`&#39;`"""
        self._one(f"&#{name};")

    def _one(self, reference: str) -> None:
        shown = unescape(reference)
        if not self.skipping or self.math is not None or "pre" in self.skipping:
            self.pieces.append(Text(shown, tuple(range(len(shown))), (self.place(),) * len(shown)))

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self.flush()
        at = self.place()
        self.runs.append(Comment(self.source.cut(at, at + len(data) + 7)))

    def flush(self) -> None:
        """The text so far is a run of its own."""
        if self.pieces:
            self.runs.append(self.pieces)
            self.pieces = []


def scan(text: Text) -> Iterator[Found]:
    """What is found in a page, in order."""
    reader = _Reader(text)
    reader.feed(text.text)
    reader.close()
    reader.flush()
    for run in reader.runs:
        if isinstance(run, list):
            yield from scan_inline(_placed(joined(run), text))
        elif isinstance(run, (Formula, Code)):
            yield type(run)(_placed(run.text, text), *([run.display] if isinstance(run, Formula) else [run.language]))
        else:
            yield run


def _placed(inner: Text, outer: Text) -> Text:
    """A text whose origins are places in another text, with their places in the file."""
    return Text(inner.text, inner.starts, tuple(outer.origin(o) for o in inner.origins))
