r"""A known object: the usual ways to write it, and how a text says that it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.check.distributions import Distribution


@dataclass(frozen=True, slots=True)
class Known:
    """name: what a reader calls it; forms: its usual ways; let: what their letters are; names: plain names on the left
    that mean it; cue: words that mean it; parts: functions and constants that only it has together.

    of, about: a property of a named distribution; left: the left side of a law, which the text must have too; fixed:
    do its letters stand for the same things wherever they stand?
    """

    name: str
    forms: tuple[str, ...]
    let: str = ""
    names: frozenset[str] = frozenset()
    cue: re.Pattern[str] | None = None
    parts: frozenset[str] = frozenset()
    of: Distribution | None = None
    about: str = ""
    left: str = ""
    fixed: bool = False


def cue(words: str) -> re.Pattern[str]:
    """Words, whole and in any case."""
    return re.compile(rf"\b(?:{words})\b", re.I)


def row(name: str, words: str, let: str, *forms: str, names: str = "", left: str = "", fixed: bool = False) -> Known:
    """An object that is named by words, or by a name on the left."""
    return Known(name, forms, let, frozenset(names.split()), cue(words) if words else None, left=left, fixed=fixed)
