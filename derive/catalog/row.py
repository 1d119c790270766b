"""What a row of the catalog is: a title, a few words, and problems."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A problem: `want` of a formula by `wrt`. defined: the formula is an equation; its left side is what is asked
    about, and the first step puts in its right side; order: of a derivative."""

    formula: str
    wrt: str
    want: str = "derivative"
    let: str | None = None
    defined: bool = False
    order: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A named derivation; aliases: names that show it too."""

    name: str
    title: str
    prose: str
    problems: tuple[Ask, ...]
    aliases: tuple[str, ...] = ()
