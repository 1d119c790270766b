r"""Instructions in the comments of a document: which findings its author does not want to see.

`<!-- derive: ignore-next D101 -->` is about the next formula or block of code, `ignore` about its own line, `off` and
`on` about all between them; without codes they are about all codes. `% derive: …` in LaTeX, `.. derive: …` in
reStructuredText, `# derive: …` in code, and `"derive": "off"` in the metadata of a notebook's cell say the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from derive.build import COMMANDS
from derive.check.codes import CODES
from derive.check.report import Diagnostic
from derive.check.text import Code, Comment, Document, Text

ALL = ""
WORDS = ("ignore-next", "ignore", "off", "on")
SAID = re.compile(r"\A(?:<!--|%+|\.\.|#+)?\s*derive:\s*(?P<word>[^\s>]*)(?P<rest>[^\n]*?)\s*(?:-->)?\s*\Z")
IN_CODE = re.compile(r"#\s*derive:[^\n]*")
CODE = re.compile(r"D\d{3}")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One of them. start, end: where its comment stands; codes: of which findings, none for all."""

    word: str
    codes: frozenset[str]
    start: int
    end: int


def applied(d: Document, found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], int, list[Diagnostic]]:
    """The findings that remain, the number of those that are suppressed, and what is wrong with the instructions."""
    instructions, wrong = _instructions(d)
    said = _Plan(instructions, d)
    kept = [x for x in found if not said.keep_away(x, d)]
    return kept, len(found) - len(kept), wrong


def _instructions(d: Document) -> tuple[list[Instruction], list[Diagnostic]]:
    said: list[Instruction] = []
    wrong: list[Diagnostic] = []
    for text in _comments(d):
        m = SAID.match(text.text)
        if m is None or m["word"] in COMMANDS:
            continue
        start, end = text.origin(0), text.end(len(text.text))
        codes = frozenset(CODE.findall(m["rest"]))
        problem = _problem(m["word"], m["rest"], codes)
        if problem:
            wrong.append(Diagnostic("D204", "warning", (*d.position(start), *d.position(end)), *problem))
        else:
            said.append(Instruction(m["word"], codes, start, end))
    return said, wrong


def _problem(word: str, rest: str, codes: frozenset[str]) -> tuple[str, str] | None:
    """What is wrong with an instruction, and what to do."""
    if word not in WORDS:
        near = get_close_matches(word, WORDS, 1)
        return (
            f"no instruction is called {word!r}",
            f"did you mean {near[0]!r}?" if near else f"one of {', '.join(WORDS)}",
        )
    if unknown := sorted(codes - set(CODES)):
        return f"no finding has the code {unknown[0]}", "`derive rule` lists the codes"
    if CODE.sub("", rest).strip(" ,"):
        return f"codes were expected after {word!r}, found {rest.strip()!r}", f"such as `derive: {word} D101, D402`"
    return None


def _comments(d: Document) -> Iterator[Text]:
    for f in d.found:
        if isinstance(f, Comment):
            yield f.text
        elif isinstance(f, Code):
            yield from (f.text.cut(*m.span()) for m in IN_CODE.finditer(f.text.text))


class _Plan:
    """What the instructions keep away, by code; `ALL` stands for every code."""

    def __init__(self, said: Sequence[Instruction], d: Document) -> None:
        self.switches: dict[str, list[tuple[int, bool]]] = {}  # code -> (place, is it off from there on?)
        self.next: dict[str, list[tuple[int, int]]] = {}  # code -> ranges
        self.lines: set[tuple[str, int]] = set()
        after = _Next(d)
        for i in said:
            for code in i.codes or {ALL}:
                if i.word in ("off", "on"):
                    self.switches.setdefault(code, []).append((i.start, i.word == "off"))
                elif i.word == "ignore":
                    self.lines.add((code, d.position(i.start)[0]))
                else:
                    self.next.setdefault(code, []).append((i.end, after(i.end)))

    def keep_away(self, x: Diagnostic, d: Document) -> bool:
        at = d.lines[x.place[0] - 1] + x.place[1] - 1
        last = x.place[2] - (x.place[3] == 1 and x.place[2] > x.place[0])
        if any((code, line) in self.lines for code in (x.code, ALL) for line in {x.place[0], last}):
            return True
        if any(self._is_next(code, at) for code in (x.code, ALL)):
            return True
        return max(self._switch(x.code, at), self._switch(ALL, at))[1]

    def _is_next(self, code: str, at: int) -> bool:
        ranges = self.next.get(code, [])
        k = bisect_right(ranges, at, key=lambda r: r[0]) - 1
        return k >= 0 and at < ranges[k][1]

    def _switch(self, code: str, at: int) -> tuple[int, bool]:
        """The last switch of a code before a place."""
        switches = self.switches.get(code, [])
        k = bisect_right(switches, at, key=lambda s: s[0]) - 1
        return switches[k] if k >= 0 else (-1, False)


class _Next:
    """Where the formula or block of code after a place ends; in code, the line after it."""

    def __init__(self, d: Document) -> None:
        self.d = d
        self.found = [f for f in d.found if not isinstance(f, Comment)]
        self.starts = [f.text.origin(0) for f in self.found]

    def __call__(self, at: int) -> int:
        k = bisect_left(self.starts, at)
        inside = self.found[k - 1] if k else None
        if isinstance(inside, Code) and at <= inside.text.end(len(inside.text.text)):
            return self._line_after(at)
        return self.found[k].text.end(len(self.found[k].text.text)) if k < len(self.found) else at

    def _line_after(self, at: int) -> int:
        number = self.d.position(at)[0] + 1
        while number < len(self.d.lines) and not self.d.line(number).strip():
            number += 1
        return self.d.lines[number] if number < len(self.d.lines) else len(self.d.source)
