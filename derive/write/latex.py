"""Trees to LaTeX, under the law read(write(t)) == t: parentheses where they are needed and nowhere else.

One generator a head, run on a trampoline, gives a `Piece`. ASCII only; safe in every renderer: `\\lvert`, never a bar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.expr.heads import Function, letters
from derive.expr.trees import nodes, trampoline
from derive.notation import Style
from derive.write import arithmetic, operators, structure
from derive.write.ink import Ink, sub
from derive.write.piece import Piece

WRITERS = {**arithmetic.WRITERS, **structure.WRITERS, **operators.WRITERS}


def write(tree: Any, style: Style | None = None, *, partial: bool | None = None) -> str:
    """The LaTeX of a tree. partial: write derivatives with `\\partial`; by default where several letters occur."""
    return piece(tree, style, partial=partial).full


def writer(style: Style | None = None) -> Callable[[Any], str]:
    """A function that writes trees, and what several of them hold only once: for the lines of a derivation."""
    inks: dict[Any, Ink] = {}

    def to_latex(tree: Any) -> str:
        how = _called(tree), several_letters(tree)
        ink = inks.setdefault(how, Ink(WRITERS, style or Style(), *how))
        return trampoline(sub(tree, ink)).full

    return to_latex


def _called(tree: Any) -> frozenset[str]:
    return frozenset(n.latex for n in nodes(tree) if isinstance(n, Function) and n.kind != "elementary")


def piece(tree: Any, style: Style | None = None, *, partial: bool | None = None) -> Piece:
    """The LaTeX of a tree, with the facts that joining it to other formulas needs."""
    if partial is None:
        partial = several_letters(tree)
    return trampoline(sub(tree, Ink(WRITERS, style or Style(), _called(tree), partial)))


def several_letters(tree: Any) -> bool:
    """Do several letters that are no indices occur, so that derivatives are written as partial ones?"""
    return len([x for x in letters(tree) if "integer" not in x.assumptions]) > 1
