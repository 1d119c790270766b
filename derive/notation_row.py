"""A row of the table of known functions: what is known of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer

from derive.expr.heads import Decimal, Function, Relation

Tree = Any


@dataclass(frozen=True, slots=True)
class Row:
    """A known function.

    plain: its Python name; latex: the spelling written; spellings: the LaTeX words read (without backslash);
    aliases: other Python names; numpy: template of source; slope: argument -> tree, None where there is none;
    domain: where it is real, as a condition on the argument (None: everywhere); kinks: arguments without a derivative;
    prefix: may stand before its argument without parentheses and takes `\\sin^2 x`; arity: least and most arguments;
    defaults: texts of numbers for the parameters (α of a leaky ReLU) that may be left out; meaning: the arguments ->
    the function written out by others, for those that are short names of such; jumps: argument -> a tree that it must
    differ from, beside the kinks; partials: of a function of several arguments, the slopes by each of them, None where
    there is none.
    """

    plain: str
    latex: str
    numpy: str
    slope: Callable[..., Tree] | None = None
    spellings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    domain: Callable[[Tree], Tree] | None = None
    kinks: tuple[int, ...] = ()
    prefix: bool = True
    arity: tuple[int, int] = (1, 1)
    defaults: tuple[str, ...] = ()
    meaning: Callable[..., Tree] | None = None
    jumps: Callable[[Tree], Tree] | None = None
    partials: tuple[Callable[..., Tree] | None, ...] = ()

    @property
    def function(self) -> Function:
        """The head that stands for it in trees."""
        return Function(self.latex, self.plain, "elementary")

    def filled(self, arguments: Sequence[Tree]) -> tuple[Tree, ...]:
        """The arguments, with the defaults of those that were left out."""
        missing = self.arity[1] - len(arguments) if self.defaults else 0
        numbers = (number(t) for t in self.defaults[len(self.defaults) - missing :]) if missing else ()
        return (*arguments, *numbers)

    def source(self, count: int) -> str:
        """The template for a number of arguments."""
        text = self.numpy
        if count < self.arity[1] and not self.defaults:
            text = text.replace("".join(f", {{{k}}}" for k in range(count, self.arity[1])), "")
        for k in range(count, self.arity[1] if self.defaults else 0):
            text = text.replace(f"{{{k}}}", self.defaults[k - self.arity[1]])
        return text

    def edges(self, u: Tree) -> tuple[Tree, ...]:
        """The conditions under which the function has a derivative at u."""
        jumps = () if self.jumps is None else (Relation("≠", u, self.jumps(u)),)
        return (*(Relation("≠", u, Integer(at)) for at in self.kinks), *jumps)


def number(text: str) -> Tree:
    """The tree of a number as written."""
    return Decimal(text) if "." in text else Integer(text)
