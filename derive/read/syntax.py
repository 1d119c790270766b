"""Syntax: what both parsers give and elaboration takes. Flat, positioned, undecided: nothing of the text is dropped.

| kind | value | kids |
|---|---|---|
| number | digits as written | |
| name | `Name` (base, font, accents) | |
| symbol | `infty`, `ldots`, `partial`, `nabla`; an operator for an operand (`cdot`, `*`, `:`); `E`, `I`, `True` | |
| sub, sup | | base, script |
| power | | Python's `a**b`, certainly a power: base, exponent |
| prime | how many | base |
| factorial, percent | | base |
| sign | `-`, `+` or `±` | a whole term |
| sum | tuple: sign of each kid (`+`, `-`, `±`) | terms |
| term | tuple: operators between kids (`""` juxtaposed, `*`, `cdot`, `times`, `/`, `circ`, `odot`, …) | factors |
| frac, binom | | numerator, denominator |
| root | | radicand, degree if any |
| accent | its name | base that is no letter (`\\widehat{x+y}`) |
| group | (opening, closing): `()`, `[]`, `{}` of TeX, `\\{\\}`, `||`, `‖‖`, `⟨⟩`, `⌊⌋`, `⌈⌉`, `.` | one, or none |
| list | tuple: separators | items |
| given | tuple: separators (`|`, `‖`, `;`) | sides: `y | x` |
| call | | function, arguments: certainly a call (`\\sin x`, Python's `f(x)`, `max(0, z)`) |
| big | `sum`, `prod`, `int`, `max`, `argmax`, `lim`, … | body, lower, upper (or None); `int`: differentials |
| matrix | (environment, rows, columns) | entries, row by row |
| stack | (`list`, `row`, `column` or `turned`, as written) | a list by its entries: body, index, first, last |
| grid | as written | a matrix by its entries: body, row index, first, last, column index, first, last |
| repeat | (as for a stack, as written) | the entry of a list that is one thing repeated |
| whole | | a letter whose entries are all written out: its name and its sizes |
| cases | | value, condition, value, condition (`words` "otherwise" where it is missing or said) |
| at | | body, script: `f |_{x=0}` |
| colon | | sides: `1:T`, `f: X \\to Y` |
| logic | tuple: `and`, `or`, `∪`, `∩`, … | sides |
| relation | tuple: relations between kids, in the written form of notation.RELATIONS, and `∈ → ↦ ~ …` | sides |
| statements | tuple: separators (`;`, `row`, `quad`, `words: …`, `⇒`) | statements |
| words | the words of `\\text{…}` | |
| declare | the set's text | names (a list where several), the set: `x, y \\in \\mathbb{R}^n` |
| attribute | `T` (Python's `A.T`) | base |
| item | | Python's `a[i, j]`: base, indices |
| empty | | a side that is not there: `= 3`, `f()` |
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
