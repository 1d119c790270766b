"""Shapes that nothing decides, guessed one at a time.

In order: what follows a transposed column is such a column; what a norm or a matrix in front wants is a vector; tuples
are columns; letters are scalars; calls are scalars, those that are a side of a statement last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from derive.read.context import Context
from derive.read.terms import SCALAR, Term, Unknown, find, is_known, is_one


def guesses(ctx: Context) -> Iterator[Callable[[], None]]:
    """What to try next, one at a time, each when the last one tells nothing more."""
    for t in ctx.order:
        if t.op in ("times", "join"):
            yield from _after_matrices(ctx, t)
    for t in ctx.order:
        if t.op == "times":
            yield from _before_vectors(ctx, t)
    for t in ctx.order:
        if t.op == "transpose" and t.args[0].op == "call" and t.args[0].shape is None:
            yield lambda t=t: _vector(ctx, t.args[0])  # type: ignore[misc]
    for t in ctx.order:
        if t.op == "norm" and t.args[0].shape is None:
            yield lambda t=t: _vector(ctx, t.args[0])  # type: ignore[misc]
    for t in ctx.order:
        if t.op == "stack" and t.args[0].shape is None:
            yield lambda t=t: _scalar(ctx, t.args[0])  # type: ignore[misc]
        if _is_list(t) and t.shape is None:
            yield lambda t=t: _column(ctx, t)  # type: ignore[misc]
    for t in ctx.order:
        if t.op == "quotient" and t.args[1].shape is None and t.args[1].op in ("letter", "call"):
            yield lambda t=t: _scalar(ctx, t.args[1])  # type: ignore[misc]
    for t in ctx.order:
        if t.shape is None and t.op in ("letter", "eye"):
            yield lambda t=t: _scalar(ctx, t)  # type: ignore[misc]
    sides = {id(a) for t in ctx.order if t.op == "chain" for a in t.args}
    for last in (False, True):
        for t in ctx.order:
            if t.shape is None and t.op == "call" and (id(t) in sides) == last:
                yield lambda t=t: _scalar(ctx, t)  # type: ignore[misc]
    for t in ctx.order:
        if t.shape is None:
            yield lambda t=t: _scalar(ctx, t)  # type: ignore[misc]


def _scalar(ctx: Context, t: Term) -> None:
    if t.shape is None:
        ctx.settle(t, SCALAR)


def _vector(ctx: Context, t: Term) -> None:
    if t.shape is None:
        if t.op == "letter":
            ctx.guess(f"{t.value.plain} is a column vector")
        ctx.settle(t, (Unknown(True), 1))


def _is_list(t: Term) -> bool:
    """A list of scalars, whose orientation nothing says yet."""
    return t.op == "tuple" or t.op == "stack" and t.value[1] == "list"


def _column(ctx: Context, t: Term) -> None:
    if t.shape is None and (t.op == "tuple" or t.args[0].shape is None or not is_known(t.args[0].shape)):
        ctx.settle(t, (_length(t), 1))


def _length(t: Term) -> Any:
    return t.value if t.op == "tuple" else t.value[2]


def _after_matrices(ctx: Context, t: Term) -> Iterator[Callable[[], None]]:
    for k, (a, b) in enumerate(zip(t.args, t.args[1:], strict=False)):
        if t.op == "join" and t.value[k] not in ("cdot", "*", "times"):
            continue
        yield lambda a=a, b=b: _follow(ctx, a, b)  # type: ignore[misc]


def _before_vectors(ctx: Context, t: Term) -> Iterator[Callable[[], None]]:
    for a, b, c in zip(t.args, t.args[1:], t.args[2:], strict=False):
        inverse = b.op == "power" and b.args[1].op == "tree" and b.args[1].value == -1 or b.op == "inv"
        if inverse and _may_be_matrix(b.args[0]):
            yield lambda a=a, b=b, c=c: _sandwiched(ctx, a, b.args[0], c)  # type: ignore[misc]
    for b, c in zip(t.args, t.args[1:], strict=False):
        inverse = b.op == "power" and b.args[1].op == "tree" and b.args[1].value == -1 or b.op == "inv"
        if inverse and b.args[0].op == "plus" and _may_be_matrix(b.args[0]):
            yield lambda b=b, c=c: _before_column(ctx, b.args[0], c)  # type: ignore[misc]
    for a, b in zip(t.args, t.args[1:], strict=False):
        if (
            a.op == "letter"
            and a.value.role == "letter"
            and a.value.name.base in _MATRICES
            and not a.value.name.accents
        ):
            yield lambda a=a, b=b: _matrix(ctx, a, b)  # type: ignore[misc]


def _may_be_matrix(a: Term) -> bool:
    """A capital letter, or a sum with the identity in it."""
    if a.op == "letter":
        return bool(a.value.name.base[:1].isupper())
    return a.op == "plus" and any(x.op == "eye" for p in a.args for x in (p, *p.args))


def _before_column(ctx: Context, b: Term, c: Term) -> None:
    """`(K + σ² I)^{-1} y` with a column y: the sum is a square matrix."""
    if b.shape is None and is_known(c.shape) and c.shape is not None and is_one(c.shape[1]):
        ctx.guess(f"{ctx.text(b.node)} is a matrix")
        ctx.settle(b, (c.shape[0], c.shape[0]))


def _sandwiched(ctx: Context, a: Term, b: Term, c: Term) -> None:
    """`u^T S^{-1} v` with columns u and v: S is a square matrix."""
    if b.shape is None and a.shape is not None and c.shape is not None and is_one(a.shape[0]) and is_known(c.shape):
        ctx.guess(f"{ctx.text(b.node)} is a matrix")
        ctx.settle(b, (c.shape[0], c.shape[0]))


def _matrix(ctx: Context, a: Term, b: Term) -> None:
    """`W x` with a column x: W is a matrix."""
    if a.shape is None and is_known(b.shape) and b.shape is not None and is_one(b.shape[1]):
        ctx.guess(f"{a.value.plain} is a {'row' if ctx.narrow else 'matrix'}")
        ctx.settle(a, (1 if ctx.narrow else Unknown(True), b.shape[0]))


_MATRICES = frozenset("ABMPQRSUVWX")


def _follow(ctx: Context, a: Term, b: Term) -> None:
    """What follows a row is a column of its size; a small letter after a matrix is a column; a tuple before a column
    of its length is a row."""
    if _is_list(a) and a.shape is None and is_known(b.shape) and b.shape is not None:
        if is_one(b.shape[1]) and find(b.shape[0]) == _length(a):
            ctx.settle(a, (1, _length(a)))
        return
    if b.shape is not None or not is_known(a.shape):
        return
    if b.op not in ("letter", "call", "map", "plus", "tuple") and not (b.op == "kept" and b.value[1] == "derivative"):
        return
    assert a.shape is not None
    if len(a.shape) != 2 or is_one(a.shape[1]):
        return
    if is_one(a.shape[0]) and (a.op == "transpose" or a.op == "times") or b.op == "kept":
        ctx.settle(b, (a.shape[1], 1))
    elif b.op == "letter" and b.value.role != "index":
        small = b.value.name.base[:1].islower()
        if not small or b.value.name.base in ("alpha", "beta", "gamma", "lambda", "eta", "epsilon"):
            return
        ctx.guess(f"{b.value.plain} is a column vector")
        ctx.settle(b, (a.shape[1], 1))
