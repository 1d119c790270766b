"""The sentence that a formula stands in, with the formulas beside it between brackets: `for all ⟦x⟧ we have`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from derive.check.text import Formula

FAR, LONGEST = 6, 600  # formulas beside one, and characters of words, that are looked at
OPENED = re.compile(
    r"(?:(?:\$\$?|\\{1,2}[(\[]|`|:math:|:label:.*|\.\. math::|<[a-z][^<>]*>|\\begin\{[a-z]+\*?\}|[*_]{1,2})[ \t\n]*)+$"
)
CLOSED = re.compile(r"^(?:[ \t\n]*(?:\$\$?|\\{1,2}[)\]]|`|</[a-z]+>|\\end\{[a-z]+\*?\}))+")
END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\b[Ee]q)(?<!\bresp)(?<!\bvs)[.!?](?=[)\s\"'*_]|$)|"
    r"\n[ \t>]*\n(?:[ \t]*(?:[-*+]|\d+[.)])[ \t])?|\n[ \t]*(?:[-*+]|\d+[.)])[ \t]|\n#|\\item\b|"
    r"</?(?:p|li|h\d|div|br)\b"
)
STOPPED = re.compile(r"[.!?][\s\\}]*$")


def sentence(found: Sequence[Any], k: int) -> tuple[str, str]:
    """The words of the sentence before the formula number k and behind it."""
    return _before(found, k), _after(found, k)


def _words(text: str, first: bool, last: bool, display: tuple[bool, bool]) -> str:
    """Words between two formulas, without delimiters; first, last: does a formula stand before and behind them? The
    blank line at a display ends no sentence."""
    if last:
        text = OPENED.sub("", text)
        text = text.rstrip() + " " if display[1] else text
    if first:
        text = CLOSED.sub("", text)
        text = " " + text.lstrip() if display[0] else text
    return text


def _display(found: Sequence[Any], k: int) -> bool:
    return 0 <= k < len(found) and isinstance(found[k], Formula) and found[k].display


def _before(found: Sequence[Any], k: int) -> str:
    made = ""
    for j in range(k, max(-1, k - FAR), -1):
        goes_on = j > 0 and isinstance(found[j - 1], Formula)
        words = _words(found[j].before, goes_on, True, (_display(found, j - 1), _display(found, j)))
        ends = [m.end() for m in END.finditer(words)]
        made = words[ends[-1] if ends else 0 :] + made
        if ends or not goes_on or STOPPED.search(found[j - 1].text.text) or len(made) > LONGEST:
            break
        made = f"⟦{found[j - 1].text.text}⟧{made}"
    return made


def _after(found: Sequence[Any], k: int) -> str:
    made = ""
    for j in range(k, min(len(found), k + FAR)):
        if STOPPED.search(found[j].text.text):
            break
        goes_on = j + 1 < len(found) and isinstance(found[j + 1], Formula)
        words = _words(found[j].after, True, goes_on, (_display(found, j), _display(found, j + 1)))
        end = END.search(words)
        made += words[: end.end() if end else len(words)]
        if end or not goes_on or len(made) > LONGEST:
            break
        made += f"⟦{found[j + 1].text.text}⟧"
    return made
