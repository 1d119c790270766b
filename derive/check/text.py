"""Texts that remember where their characters stand in a file, and the documents made of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken from a file, decoded on the way: from `starts[k]` on, its characters stand at `origins[k]` and on.

    Between two starts the characters stand in the file as they are here.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def origin(self, at: int) -> int:
        """Where in the file the character number `at` stands."""
        k = bisect_right(self.starts, at) - 1
        return self.origins[k] + at - self.starts[k]

    def end(self, at: int) -> int:
        """Where in the file the text before `at` ends."""
        return self.origin(at - 1) + 1 if at > 0 else self.origin(0)

    def cut(self, start: int, end: int) -> Text:
        """A piece of it."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, max(start, end - 1))
        starts = (0, *(s - start for s in self.starts[first + 1 : last]))
        return Text(self.text[start:end], starts, (self.origin(start), *self.origins[first + 1 : last]))

    def between(self, begin: int, stop: int) -> str:
        """What stands between two places of the file."""
        return "".join(c for k, c in enumerate(self.text) if begin <= self.origin(k) < stop)

    def without(self, ranges: Iterable[tuple[int, int]]) -> Text:
        """It with some ranges left out, which are in order."""
        return joined(self._between(ranges))

    def _between(self, ranges: Iterable[tuple[int, int]]) -> Iterable[Text]:
        at = 0
        for start, end in ranges:
            if start > at:
                yield self.cut(at, start)
            at = max(at, end)
        if at < len(self.text):
            yield self.cut(at, len(self.text))


def joined(parts: Iterable[Text]) -> Text:
    """Pieces put one after the other."""
    texts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    for p in parts:
        texts.append(p.text)
        starts += [length + s for s in p.starts]
        origins += p.origins
        length += len(p.text)
    return Text("".join(texts), tuple(starts) or (0,), tuple(origins) or (0,))


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a document. before, after: the text between it and its neighbours; lead, tail: the words of its
    sentence, with the other formulas in it; section, paragraph: their numbers; written: as the file has it, where
    macros were written out; block: the number of its example, below 0 that of its exercise, 0 outside."""

    text: Text
    display: bool = False
    before: str = ""
    after: str = ""
    section: int = 0
    paragraph: int = 0
    written: Text | None = None
    lead: str = ""
    tail: str = ""
    block: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code of a document."""

    text: Text
    language: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a document, which may hold instructions."""

    text: Text


@dataclass(frozen=True, slots=True)
class Unclosed:
    """What opens a formula that nothing closes; whole: does it begin an environment?"""

    text: Text
    whole: bool = False


Found = Formula | Code | Comment | Unclosed


@dataclass(frozen=True, slots=True)
class Document:
    """A file: its text, what was found in it in order, and the macros it defines (name -> arguments, body)."""

    path: str
    source: str
    found: tuple[Found, ...]
    macros: dict[str, tuple[int, str]] = field(default_factory=dict)
    lines: tuple[int, ...] = ()

    def position(self, at: int) -> tuple[int, int]:
        """Line and column, both from 1, of a place in the file."""
        line = bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1

    def line(self, number: int) -> str:
        """The line of a number from 1, without its end."""
        after = self.lines[number] if number < len(self.lines) else len(self.source)
        return self.source[self.lines[number - 1] : after].rstrip("\r\n")


def line_starts(text: str) -> tuple[int, ...]:
    """Where the lines of a text begin."""
    found, at = [0], text.find("\n")
    while at >= 0:
        found.append(at + 1)
        at = text.find("\n", at + 1)
    return tuple(found)
