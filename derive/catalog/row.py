"""What a row of the catalog is: a title, a few words, and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.catalog.parts import Part
    from derive.catalog.section import Section


@dataclass(frozen=True, slots=True)
class Ask:
    """A problem: `want` of a formula by `wrt`. defined: the formula is an equation; its left side is what is asked
    about, and the first step puts in its right side; order: of a derivative; route: `components` for a gradient in
    index sums."""

    formula: str
    wrt: str
    want: str = "derivative"
    let: str | None = None
    defined: bool = False
    order: int = 1
    route: str = "derivatives"


@dataclass(frozen=True, slots=True)
class Row:
    """A named derivation. prose: two sentences; problems: what is derived; aliases: names that show it too; more: given
    the derivations of the problems, everything in the order of reading (by default the derivations); first: an alias
    shows so many problems; on_file: the parts about a reader's own file and words of it."""

    name: str
    title: str
    prose: str
    problems: tuple[Ask, ...] = ()
    aliases: tuple[str, ...] = ()
    more: Callable[[Section], Iterator[Part]] | None = None
    first: int | None = None
    on_file: Callable[[str, tuple[str, ...]], Iterator[Part]] | None = None
