"""Where a text stands: sources, spans, and the picture with a caret that errors show."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 100  # longest piece of a source line that a picture shows


@dataclass(frozen=True, slots=True)
class Source:
    """A text with a name ("" for text given directly, else a path)."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets [start, end) in a text."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a source: knows its line and column (both from 1) and draws the caret."""

    source: Source
    span: Span

    def position(self) -> tuple[int, int]:
        """Line and column of the start, both counted from 1."""
        before = self.source.text[: self.span.start]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    def label(self) -> str:
        """`name:line:column`."""
        line, column = self.position()
        return f"{self.source.name or '<text>'}:{line}:{column}"

    def picture(self) -> str:
        """The line of the source with carets under the span, cut to a readable width."""
        line, column = self.position()
        lines = self.source.text.split("\n")
        shown = _printable(lines[line - 1]) if line <= len(lines) else ""
        start = column - 1
        length = max(1, min(self.span.end - self.span.start, len(shown) - start))
        left = max(0, start - WIDTH // 2)
        piece = shown[left : left + WIDTH]
        prefix, suffix = ("…" if left else ""), ("…" if left + WIDTH < len(shown) else "")
        caret = " " * (start - left + len(prefix)) + "^" * max(1, min(length, WIDTH - (start - left)))
        return f"  {prefix}{piece}{suffix}\n  {caret}"


def _printable(line: str) -> str:
    """Control and bidirectional characters as `?`, so that the caret stands under what it means."""
    return "".join(c if c.isprintable() else "?" for c in line)
