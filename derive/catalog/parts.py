"""What a section is made of: paragraphs, derivations, claims, tables, numbers, code, pictures, in the order of reading.

Words may hold formulas between `$`. Nothing here is typed in as a result: rows of the catalog fill these with what the
engine derived, judged or computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.api.derivations import Derivation
    from derive.expression import Statement
    from derive.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivation."""

    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Passed:
    """The lines of a backward pass: (letter of the adjoint or None, derivation), the last name first.

    numbers: the value of each row, as (plain name, value); none where no values are given.
    """

    rows: tuple[tuple[Any, Derivation], ...]
    numbers: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A row of a table of shapes: a letter, what it is computed from (None for an input), its meaning in words, and its
    value (None where none is given)."""

    letter: Any
    tree: Any
    meaning: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Quantities:
    """A table of symbols with shapes, meanings and values. style: the author's spellings; head: what stands above;
    suffix: what the names of the values end in."""

    head: str
    rows: tuple[Quantity, ...]
    style: Any = None
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that the judge decides when the section is verified; words: what stands before it."""

    statement: Statement
    words: str = ""

    def verdict(self, seed: int = 0, samples: int = 50) -> Verdict:
        """The judge's verdict."""
        from derive.api.claims import verify

        return verify(self.statement, seed=seed, samples=samples)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence and the verdict that stands behind it."""

    words: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Facts:
    """Properties in a table: (name, words, verdict or None of what is only computed)."""

    rows: tuple[tuple[str, str, Verdict | None], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; every cell is words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Values that were computed, as (plain name, LaTeX, number or array)."""

    values: tuple[tuple[str, str, Any], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of a program, and what it printed."""

    source: str
    language: str = "python"
    output: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture. name: a word for its file; caption: words; draw: makes the matplotlib figure, or a `Drawing`."""

    name: str
    caption: str
    draw: Callable[[], Any]


Part = Words | Derived | Passed | Quantities | Claimed | Judged | Facts | Table | Numbers | Code | Picture


def derivations(parts: Sequence[Part]) -> tuple[Derivation, ...]:
    """The derivations among parts, in order."""
    return tuple(p.derivation for p in parts if isinstance(p, Derived))
