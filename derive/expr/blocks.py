"""Matrices put together of blocks."""

from __future__ import annotations

from typing import Any

from derive.expr.node import Node, Shape


class Blocks(Node):
    """`Blocks(rows, columns, m, n, *blocks)`: scalars, vectors and matrices side by side and below each other, row by
    row, as one m×n matrix. Heights of one row of blocks are equal, as are widths of one column."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        return (args[2], args[3])

    entries = property(lambda self: self.args[4:])
