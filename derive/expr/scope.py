"""What each letter is: kind, shape, index range, assumptions, value; and the `--let` syntax that declares it.

A `Scope` is immutable. Names are keyed by their plain spelling (`w_tilde`, `lambda_`), so that LaTeX and Python text
find the same letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from derive.expr.heads import Function, Letter


@dataclass(frozen=True, slots=True)
class Scope:
    """letters: plain name -> Letter (shape and assumptions inside it); functions: plain name -> Function;
    ranges: plain name of an index -> (lo, hi) trees; values: plain name -> nested tuples of numbers;
    definitions: (letter, tree) pairs, in order; facts: relations assumed true (trees); style: the author's spellings
    (a `notation.Style`, or None); guesses: what was decided without a declaration, one plain sentence each.
    """

    letters: Mapping[str, Letter] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    definitions: tuple[tuple[Any, Any], ...] = ()
    facts: tuple[Any, ...] = ()
    style: Any = None
    guesses: tuple[str, ...] = ()

    def with_letters(self, *new: Letter) -> Scope:
        """The scope with these letters added."""
        return replace(self, letters={**self.letters, **{x.plain: x for x in new}})
