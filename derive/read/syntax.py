"""Syntax: what both parsers give and elaboration takes. Flat, positioned, undecided: nothing of the text is dropped.

| kind | value | kids |
|---|---|---|
| number | digits as written | |
| name | `Name` (base, font, accents) | |
| symbol | an operator where an operand stands (`\\cdot` in `f(\\cdot)`), `\\infty`, `\\ldots` | |
| sub, sup | | base, script |
| prime | how many | base |
| sign | `-`, `+` or `±` | a whole term |
| sum | sign of each kid | terms |
| term | operators between kids (`""` juxtaposed, `*`, `cdot`, `times`, `/`, `circ`, `odot`, `otimes`), gaps | factors |
| frac | | numerator, denominator |
| root | | radicand, degree if any |
| group | its brackets: `()`, `[]`, `{}` (TeX braces), `\\{\\}`, `||`, `‖‖`, … | one, or none |
| list | separators | items |
| call | | function, arguments: certainly a call (`\\sin x`, Python's `f(x)`, `max(0, z)`) |
| big | `sum`, `prod`, `int`, `max`, … | body, lower, upper (None where missing) |
| matrix | (environment, rows, columns) | entries, row by row |
| cases | | value, condition, value, condition (condition a `words` "otherwise" at the end) |
| relation | relations between kids, in notation.RELATIONS' written form | sides |
| statements | separators | statements |
| words | the words of `\\text{…}` | |
| declare | the set's text | names `\\in` a set |
| attribute | `T` (Python's `A.T`) | base |
| item | | Python's `a[i, j]`: base, indices |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive.source import Span


@dataclass(frozen=True, slots=True)
class Syntax:
    """A node of syntax; see the table above."""

    kind: str
    value: Any
    kids: tuple[Any, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on hostile input; past them a ReadError is raised at once.

    characters of the text, levels of brackets, digits of a number, entries of a matrix per side.
    """

    characters: int = 20_000
    levels: int = 2_000
    digits: int = 1_000
    side: int = 100
