"""Matrices and lists by their entries: shapes and trees, of scalars and of blocks (vectors and matrices)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer

from derive.expr import heads as h
from derive.expr.blocks import Blocks
from derive.expr.inert import inert
from derive.read.context import Context
from derive.read.factors import scalar
from derive.read.terms import SCALAR, Shape, Term, Unknown, find, is_known, is_one, is_scalar, unify


def blocks(ctx: Context, t: Term) -> None:
    """Entries are scalars unless one is known not to be; blocks of one row are as high, of one column as wide."""
    if not any(is_known(a.shape) for a in t.args):
        if t.op == "matrix" and (t.shape is None or all(is_one(s) for s in t.shape)):
            _scalars(ctx, t)
            ctx.settle(t, t.value)
        elif t.shape is not None:
            _scalars(ctx, t)
        return
    if t.op == "matrix":
        form = _form(t, *t.value)
        if t.shape is None and form is not None:
            ctx.settle(t, form)
    elif t.shape is None and (form := _listed_form(t)) is not None:
        ctx.settle(t, form)


def _scalars(ctx: Context, t: Term) -> None:
    for a in t.args:
        if a.shape is None and (a.op != "call" or t.op == "matrix"):
            ctx.settle(a, SCALAR)


def _form(t: Term, rows: int, columns: int) -> Shape | None:
    """The shape of a matrix of blocks; None where heights or widths differ, or are not known yet."""
    heights: list[Any] = [None] * rows
    widths: list[Any] = [None] * columns
    for k, a in enumerate(t.args):
        if _is_filler(a):
            continue
        if a.shape is None:
            return None
        if len(a.shape) != 2:
            return None
        for sizes, at, s in ((heights, k // columns, a.shape[0]), (widths, k % columns, a.shape[1])):
            if sizes[at] is None:
                sizes[at] = s
            elif not unify(sizes[at], s):
                return None
    return _total(heights), _total(widths)


def _is_filler(a: Term) -> bool:
    """The number 0, which stands for a block of zeros."""
    return a.op == "tree" and a.value == 0


def _total(sizes: Sequence[Any]) -> Any:
    """The sum of sizes, where it is a size of its own."""
    known = [find(s) for s in sizes if s is not None]
    if len(known) == len(sizes) and all(isinstance(s, int) for s in known):
        return sum(known)
    return known[0] if len(sizes) == 1 and known else Unknown(True)


def _listed_form(t: Term) -> Shape | None:
    """A list of rows and scalars is one row; of columns and matrices the author says nothing."""
    if any(a.shape is None for a in t.args):
        return None
    if all(a.shape is not None and len(a.shape) == 2 and is_one(a.shape[0]) for a in t.args):
        return (1, Unknown(True))
    return (Unknown(True), Unknown())


def columns(t: Term) -> bool:
    """Are the parts of a list columns (and scalars), which stand one above the other where the list is a column?"""
    return all(a.shape is not None and (is_scalar(a.shape) or len(a.shape) == 2 and is_one(a.shape[1])) for a in t.args)


# ---- trees -----------------------------------------------------------------------------------------------------------


def matrix(ctx: Context, t: Term) -> Any:
    """A matrix of scalars, or of blocks that fit; else it is kept as written."""
    rows, columns = t.value
    if not any(is_known(a.shape) for a in t.args):
        return h.Matrix(rows, columns, *map(scalar, t.args))
    if (found := _blocks(ctx, t, rows, columns)) is not None:
        return found
    return _kept(ctx, t, rows, columns)


def listed(ctx: Context, t: Term) -> Any:
    """A list of scalars as a column or a row; of rows as one row; any other is kept as written."""
    assert t.shape is not None
    n = t.value
    if not any(is_known(a.shape) for a in t.args):
        return h.Matrix(1, n, *map(scalar, t.args)) if is_one(t.shape[0]) else h.Matrix(n, 1, *map(scalar, t.args))
    upright = is_one(t.shape[1]) and columns(t)
    if upright or all(a.shape is not None and len(a.shape) == 2 and is_one(a.shape[0]) for a in t.args):
        found = _blocks(ctx, t, n, 1) if upright else _blocks(ctx, t, 1, n)
        if found is not None:
            return found
    return _kept(ctx, t, 1, n, ", ")


def _blocks(ctx: Context, t: Term, rows: int, columns: int) -> Any:
    form = _form(t, rows, columns)
    if form is None or t.shape is None:
        return None
    heights, widths = _sizes(ctx, t, rows, columns)
    trees = []
    for k, a in enumerate(t.args):
        size = (heights[k // columns], widths[k % columns])
        if _is_filler(a) and (size[0] != 1 or size[1] != 1):
            if None in size:
                return None
            trees.append(h.Zero(*size))
        else:
            trees.append(scalar(a) if is_scalar(a.shape) else a.tree)
    return Blocks(rows, columns, *(Integer(s) if isinstance(s, int) else s for s in _sized(ctx, t.shape)), *trees)


def _sizes(ctx: Context, t: Term, rows: int, columns: int) -> tuple[list[Any], list[Any]]:
    heights: list[Any] = [None] * rows
    widths: list[Any] = [None] * columns
    for k, a in enumerate(t.args):
        if not _is_filler(a) and a.shape is not None:
            heights[k // columns], widths[k % columns] = (ctx.size_tree(s, "x") for s in a.shape)
    return heights, widths


def _sized(ctx: Context, shape: Shape) -> tuple[Any, ...]:
    return tuple(ctx.size_tree(s, "blocks") for s in shape)


def _kept(ctx: Context, t: Term, rows: int, columns: int, joint: str = " & ") -> Any:
    """Blocks whose sizes do not say how they are put together."""
    ctx.guess(f"`{ctx.text(t.node)}` is kept as written, without a value: how its parts are put together is not said")
    lines = [joint.join(f"#{r * columns + k + 1}" for k in range(columns)) for r in range(rows)]
    below = r" \\ ".join(lines)
    text = f"[{below}]" if joint == ", " else rf"\begin{{bmatrix}} {below} \end{{bmatrix}}"
    trees = [scalar(a) if is_scalar(a.shape) else a.tree for a in t.args]
    return inert(text, "blocks", trees, ctx.resolved(t.shape or SCALAR, "blocks"))
