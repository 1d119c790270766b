"""Entries and rows of letters: what the subscripts of a letter, all of them, say about its shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derive.errors import ShapeError
from derive.expr.names import Name
from derive.read.context import Context
from derive.read.indexing import is_index_letter, parts_of
from derive.read.naming import walk
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Info, Term, Unknown


def entry(ctx: Context, base: Name, indices: list[Term], node: Syntax) -> Term:
    """An entry of a letter, or a row of it; the letter gets a shape where it had none."""
    info = ctx.info(base)
    ctx.shaped = True
    if info.declared is None and not info.assume and not info.terms and info.tree is None:
        info = _as_family(ctx, info, indices)
    if info.shape is None:
        info.shape = _family(ctx, info, len(indices))
        for t in info.terms:
            if t.shape is None:
                ctx.settle(t, info.shape)
    rank = 1 if len(info.shape) == 2 and info.shape[1] == 1 else len(info.shape)
    if len(indices) == 1 and rank == 1 and info.declared is None and _is_family(ctx, base):
        info.shape, rank, info.assume = (Unknown(True), Unknown(True)), 2, "rows"
    if len(indices) == 1 and rank == 2:
        return _row(ctx, info, indices[0], node)
    if info.shape == SCALAR or rank != len(indices):
        takes = rank if info.shape != SCALAR else 0
        raise ShapeError(f"{info.plain} takes {takes} indices, not {len(indices)}", ctx.place(node))
    axes = info.shape[: len(indices)]
    for k, (i, axis) in enumerate(zip(indices, axes, strict=True)):
        _run_over(ctx, i, axis, info, k, node)
    return ctx.term("entry", indices, node, info, SCALAR)


def owner(ctx: Context, base: Name) -> Name:
    """The matrix A that `a_{ij}` is an entry of, where nothing else is said of a; else the letter itself."""
    if ctx.declared(base) is not None or base in ctx.survey.whole or base in ctx.bound or ctx.arities(base) != {2}:
        return base
    if len(base.base) != 1 or not base.base.islower() or base.font not in ("", "bold"):
        return base
    for font in ("bold", ""):
        capital = Name(base.base.upper(), font, base.accents)
        known = ctx.declared(capital)
        by_font = known is None and font == "bold" and capital in ctx.survey.whole
        if by_font or known is not None and len(known.shape) == 2 and known.shape[1] != 1:
            ctx.guess(f"{base.plain} with two indices is an entry of {capital.plain}")
            return capital
    return base


def by_its_entry(ctx: Context, node: Syntax, body: Syntax) -> Term | None:
    r"""The matrix of `A = (a_{ij})`: brackets that are a whole side, around an entry with two indices that count
    nothing else."""
    parts = parts_of(body.kids[1]) if body.kind == "sub" and body.kids[0].kind == "name" else []
    if len(parts) != 2 or not all(p.kind == "name" and is_index_letter(p.value) for p in parts):
        return None
    base: Name = body.kids[0].value
    known = ctx.declared(base)
    sides = [k for n in walk(ctx.tree) if n.kind == "relation" for k in n.kids]
    if not any(k is node for k in sides) or any(p.value in ctx.bound for p in parts) or base.label:
        return None
    if known is not None and len(known.shape) != 2 or known is None and ctx.arities(base) != {2}:
        return None
    found = owner(ctx, base)
    info, ctx.shaped = ctx.info(found), True
    info.shape = info.shape or (Unknown(True), Unknown(True))
    ctx.guess(f"`{ctx.text(node)}` is the matrix of these entries, {info.plain}")
    return ctx.letter(found, node)


def _as_family(ctx: Context, info: Info, indices: list[Term]) -> Info:
    """The letter that entries with this many indices are of, with the shape that all its subscripts say."""
    if _has_rows(ctx, info) or _of_vectors(ctx, info):
        info.shape, info.assume = (Unknown(True), Unknown(True)), "rows"
        return info
    found, rank = ctx.arities(info.name), len(indices)
    if len(found) > 1 and rank > 1:  # `w_i` and `w_{ij}` are two letters
        family = replace(info.name, label="ij" if rank == 2 else "ijk")
        if family not in ctx.letters:
            made = ctx.info(family)
            made.latex, made.shape = info.latex or info.name.latex, tuple(Unknown(True) for _ in range(rank))
            ctx.guess(f"{info.plain} with {rank} indices is a letter of its own: {made.plain}")
        return ctx.letters[family]
    plain = all(i.op == "letter" for i in indices)
    if found == {rank} and rank > 1 and info.shape is not None and info.name.font == "bold" and plain:
        info.shape = tuple(Unknown(True) for _ in range(rank))
    return info


def _is_family(ctx: Context, base: Name) -> bool:
    """`\\mathbf x_i` of a text without a bare `\\mathbf x`: vector i of a family."""
    bold = base.font == "bold" or "vec" in base.accents
    return (
        bold
        and base not in ctx.survey.whole
        and (
            ctx.key(base) == base
            or not any(n.base == base.base and n.accents == base.accents and not n.font for n in ctx.survey.names)
        )
    )


def _of_vectors(ctx: Context, info: Info) -> bool:
    """Are its entries with one index vectors, as their places say?"""
    base = replace(info.name, label="")
    return base in ctx.survey.families and ctx.arities(base) <= {1, 2}


def _has_rows(ctx: Context, info: Info) -> bool:
    r"""`\mathbf y_i` beside `y_{ij}`: row i of a matrix, and its entries; `x_i` beside `x_{in}` where the first is only
    an argument: `d(x_i, x_j)`."""
    bold, plain = replace(info.name, font="bold"), replace(info.name, font="")
    if ctx.key(bold) == ctx.key(plain):
        vectors, entries = ctx.arities(bold), ctx.arities(plain)
        if vectors == {1} and entries == {2}:
            return True
    both = ctx.arities(info.name)
    return both == {1, 2} and (bool(info.name.font) or _only_arguments(ctx, info.name))


def _only_arguments(ctx: Context, name: Name) -> bool:
    """Does `x_i` stand in lists of arguments alone?"""
    listed = {id(k) for n in walk(ctx.tree) if n.kind in ("list", "given") for k in n.kids}
    subs = [n for n in walk(ctx.tree) if n.kind == "sub" and n.kids[0].kind == "name" and n.kids[0].value == name]
    found = [n for n in subs if len(parts_of(n.kids[1])) == 1]
    return bool(found) and all(id(n) in listed for n in found)


def _family(ctx: Context, info: Info, rank: int) -> tuple[Any, ...]:
    if rank == 1:
        return (Unknown(True), 1)
    return tuple(Unknown(True) for _ in range(rank))


def _row(ctx: Context, info: Info, i: Term, node: Syntax) -> Term:
    assert info.shape is not None
    if info.declared is not None and "rows" not in info.declared.assumptions:
        ctx.guess(f"{ctx.text(node)} is row {ctx.text(i.node)} of {info.plain}, as a column vector")
    _run_over(ctx, i, info.shape[0], info, 0, node)
    return ctx.term("row", [i], node, info, (info.shape[1], 1))


def slice_axis(ctx: Context, base: Name, parts: list[Syntax]) -> int | None:
    """Which of two indices counts, 0 in `A_{i,:}` and 1 in `A_{:,i}` of a matrix; None for everything else."""
    colons = [p.kind == "symbol" and p.value == ":" for p in parts]
    known = ctx.declared(base)
    matrix = (
        known is not None and len(known.shape) == 2 and known.shape[1] != 1 or known is None and base.base[:1].isupper()
    )
    return colons.index(False) if sum(colons) == 1 and matrix else None


def sliced(ctx: Context, base: Name, i: Term, axis: int, node: Syntax) -> Term:
    """Row i of a matrix, or its column i; both as columns."""
    info, ctx.shaped = ctx.info(base), True
    if info.shape is None or info.declared is None and info.shape == SCALAR:
        info.shape = (Unknown(True), Unknown(True))
    if axis == 0:
        return entry(ctx, base, [i], node)
    _run_over(ctx, i, info.shape[1], info, 1, node)
    return ctx.term("column", [i], node, info, (info.shape[0], 1))


def _run_over(ctx: Context, i: Term, axis: Any, info: Info, k: int, node: Syntax) -> None:
    """An index that a sum binds runs over this axis, number k. Raises: ShapeError where it runs over another already.

    Entries from 0 to n are more than n.
    """
    from derive.read.binders import run_over

    binder = ctx.bound.get(i.value.name) if i.op == "letter" else None
    if binder is not None and (binder.low is None or (info.plain, k) not in ctx.from_zero):
        run_over(ctx, binder, axis, info.plain, node)
