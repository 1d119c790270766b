r"""Examples and exercises of a document, each with letters of its own: what one says of them ends with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from derive.check.tex import group

_KINDS = r"(?:example|exercise|problem|question|exmp|exer|prob|ex)"
_ANSWERS = r"(?:solution|answer|hint|sol|soln|ans)"
BLOCK = re.compile(
    rf"\\begin\{{(?P<name>{_KINDS}s?\*?)\}}|"
    rf"(?m:^)[ \t]*(?P<fence>:{{3,}}|`{{3,}})[ \t]*\{{(?:prf:)?(?P<kind>{_KINDS}|{_ANSWERS})(?P<long>-start)?\}}"
)
EXAMPLE = re.compile(r"\\begin\{ex(?:ample|mp)|\s*[:`]{3,}\s*\{(?:prf:)?ex(?:ample|mp)")
NO_ANSWER = r"(?:sub)*section|chapter|paragraph|part|label|input|include|begin|end|new|vspace"
ANSWER = re.compile(
    rf"(?:\s|%[^\n]*\n)*\\begin\{{(?P<name>{_ANSWERS}\*?)\}}|"
    rf"[ \t]*(?:%[^\n]*)?\n?[ \t]*\\(?!{NO_ANSWER})(?P<command>[A-Za-z]+)[ \t]*(?=\{{)"
)


def blocks(source: str) -> list[tuple[int, int]]:
    """Where examples and exercises begin and end, with the answers that follow them."""
    found: list[tuple[int, int]] = []
    for m in BLOCK.finditer(source):
        if found and m.start() < found[-1][1]:
            continue
        end = _end(source, m)
        if end is not None:
            found.append((m.start(), _answered(source, end)))
    return found


def _end(source: str, m: re.Match[str]) -> int | None:
    if m["name"]:
        return _after(source, rf"\end{{{m['name']}}}", m.end())
    return _after(source, f"{{{m['kind']}-end}}" if m["long"] else f"\n{m['fence']}", m.end())


def _answered(source: str, at: int) -> int:
    """The end of the answers that stand right behind an exercise: environments, and what commands are given."""
    while m := ANSWER.match(source, at):
        end = group(source, m.end()) if m["command"] else _after(source, rf"\end{{{m['name']}}}", m.end())
        if end is None:
            return at
        at = end
    return at


def _after(source: str, text: str, at: int) -> int | None:
    """The end of a text behind a place; None where it does not stand there."""
    found = source.find(text, at)
    return None if found < 0 else found + len(text)


def number_of(at: int, found: Sequence[tuple[int, int]], source: str) -> int:
    """The number of the block that a place stands in, from 1, below 0 that of an exercise; 0 outside."""
    k = bisect_right(found, at, key=lambda b: b[0])
    if not k or at >= found[k - 1][1]:
        return 0
    return k if EXAMPLE.match(source, found[k - 1][0]) else -k
