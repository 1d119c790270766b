r"""What is read and kept as written, without a value: `f \ast g`, an ellipsis without a pattern, `\lVert x \rVert_p`.

It is equal to itself only, it is never differentiated, and numbers judge nothing in which it occurs.
"""

from __future__ import annotations

from typing import Any

from sympy import Tuple

from derive.expr.node import Node, Shape
from derive.expr.trees import walk

ELLIPSIS = "dots"


class Inert(Node):
    r"""`Inert(latex, plain, Tuple(sizes), *arguments)`: latex is how it is written, with `#1`, `#2`, … for the
    arguments; plain is its name in Python-like text. The sizes are what stands around it."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        return tuple(args[2].args)

    latex = property(lambda self: self.args[0].name)
    plain = property(lambda self: self.args[1].name)
    arguments = property(lambda self: self.args[3:])


def inert(latex: str, plain: str, arguments: list[Any], sizes: tuple[Any, ...] = ()) -> Inert:
    """A node that is kept as written."""
    found: Inert = Inert(latex, plain, Tuple(*sizes), *arguments)
    return found


def kept(tree: Any) -> Inert | None:
    """The first part of a tree that is kept as written and has no value; None where everything has one."""
    return next((n for _, n in walk(tree) if isinstance(n, Inert)), None)
