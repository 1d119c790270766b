r"""Syntax of a formula for the lint, which needs no meaning: unknown commands are taken as names of functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.errors import DeriveError
from derive.read.latex import parse
from derive.read.syntax import Syntax
from derive.source import Source

UNKNOWN = re.compile(r"the command `\\([A-Za-z]+)` is not known")
MOST = 8  # unknown commands of a formula
CLOSING, OPENING = re.compile(r"\s*\}\s*"), re.compile(r"\s*\{\s*/?\s*$")


def trimmed(text: str) -> tuple[int, int]:
    """The piece of a text without a brace that nothing opened before it, and one that nothing closes after it: what
    the delimiters of a page's template (`{katex} … {/katex}`) leave."""
    start, end = 0, len(text)
    first, last = CLOSING.match(text), OPENING.search(text)
    if first is not None and last is not None and last.start() > first.end():
        start, end = first.end(), last.start()
    return start, end


def syntax(text: str, macros: Mapping[str, str]) -> tuple[Syntax, int] | None:
    """The syntax of a formula and where its text begins; None where there is none."""
    start, end = trimmed(text)
    known = dict(macros)
    for _ in range(MOST):
        try:
            return parse(Source(text[start:end]), macros=known), start
        except DeriveError as e:
            found = UNKNOWN.search(e.message)
            if found is None:
                return None
            known["\\" + found[1]] = _guess(found[1])
    return None


def _guess(command: str) -> str:
    r"""What a command of an author's own means: `\dx`, `\giv`, or else a name."""
    if len(command) == 2 and command[0] == "d":
        return rf"\,d {command[1]}"
    return r"\mid" if command in ("giv", "given", "cond") else rf"\operatorname{{{command}}}"
