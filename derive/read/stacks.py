r"""Lists and matrices by a pattern: `(f(x_1), \ldots, f(x_n))`, columns side by side, a matrix by its entry (i, j)."""

from __future__ import annotations

from typing import Any

from derive.expr import heads as h
from derive.expr import operators as o
from derive.read.binders import _binder
from derive.read.context import Context
from derive.read.emit import EMITS, letter_tree
from derive.read.factors import scalar
from derive.read.naming import items, unbrace
from derive.read.operators import under
from derive.read.resolve import Work, of, resolves
from derive.read.shapes import INFERS
from derive.read.sizes import size_of
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Shape, Term, Unknown, is_known, is_one, is_scalar


@resolves("stack")
def stack(ctx: Context, node: Syntax) -> Work:
    r"""`(f(x_1), \ldots, f(x_n))`, written out by `layouts`: body, index, first, last."""
    (way, written), (body, index, first, last) = node.value, node.kids
    size = length(ctx, first, last)
    if size is None:
        return (yield of(ctx, written))
    low, high = (yield of(ctx, first)), (yield of(ctx, last))
    binder = _binder(ctx, index.value, low, high)
    inner = yield under(ctx, [binder], body)
    ctx.shaped = True
    return ctx.term("stack", [inner, low, high], node, (binder, way, size))


@resolves("repeat")
def repeat(ctx: Context, node: Syntax) -> Work:
    r"""`[z, z, \ldots, z]`."""
    inner = yield of(ctx, node.kids[0])
    ctx.shaped = True
    ctx.guess(f"how often `{ctx.text(node.kids[0])}` is repeated follows from what stands around it")
    return ctx.term("stack", [inner], node, (None, node.value[0], Unknown(True)))


@resolves("grid")
def grid(ctx: Context, node: Syntax) -> Work:
    r"""A matrix with `\ddots`: body, row index, first, last, column index, first, last."""
    body, *parts = node.kids
    sizes = tuple(length(ctx, parts[k + 1], parts[k + 2]) for k in (0, 3))
    if None in sizes:
        return (yield of(ctx, node.value))
    bounds: list[Term] = []
    binders = []
    for k in (0, 3):
        low, high = (yield of(ctx, parts[k + 1])), (yield of(ctx, parts[k + 2]))
        binders.append(_binder(ctx, parts[k].value, low, high))
        bounds += [low, high]
    inner = yield under(ctx, binders, body)
    ctx.shaped = True
    return ctx.term("grid", [inner, *bounds], node, binders, sizes)


def length(ctx: Context, first: Syntax, last: Syntax) -> Any:
    """How many indices there are from first to last, where that is a size."""
    parts: dict[str, int] = {}
    nodes: dict[str, Syntax] = {}
    for node, sign in ((last, 1), (first, -1)):
        for term, s in _terms(node):
            key, count = (
                ("", int(term.value)) if term.kind == "number" and term.value.isdigit() else (ctx.text(term), 1)
            )
            nodes[key] = term
            parts[key] = parts.get(key, 0) + sign * s * count
    parts[""] = parts.get("", 0) + 1
    found = {k: n for k, n in parts.items() if n}
    if set(found) == {""}:
        return found[""] if found[""] > 0 else None
    return size_of(ctx, nodes[next(iter(found))]) if len(found) == 1 and next(iter(found.values())) == 1 else None


def _terms(node: Syntax) -> list[tuple[Syntax, int]]:
    node = unbrace(node)
    if node.kind != "sum":
        return [(t, 1) for t in items(node)]
    return [(unbrace(t), 1 if s == "+" else -1) for s, t in zip(node.value, node.kids, strict=True)]


# ---- shapes ----------------------------------------------------------------------------------------------------------


def _shapes(ctx: Context, t: Term) -> None:
    body, *bounds = t.args
    for a in bounds:
        if a.shape is None:
            ctx.settle(a, SCALAR)
    if body.shape is None:
        return
    _, way, n = t.value
    if is_scalar(body.shape):
        if way != "list":
            ctx.settle(t, (1, n) if way == "row" else (n, 1))
        elif t.shape is not None:
            ctx.same(t.shape, (1, n) if is_one(t.shape[0]) else (n, 1), t)
        return
    if t.value[0] is None:
        ctx.unsupported("a list of one vector or matrix repeated", t.node)
    found = _beside(ctx, t, body.shape, way, n)
    ctx.settle(t, found[::-1] if way == "turned" else found)


def _beside(ctx: Context, t: Term, inner: Shape, way: str, n: Any) -> Shape:
    if len(inner) == 2 and is_one(inner[1]) and way != "column":
        return (inner[0], n)
    if len(inner) == 2 and is_one(inner[0]) and way != "row":
        return (n, inner[1])
    ctx.unsupported("a list of vectors or matrices in one line", t.node)


def _grid_shapes(ctx: Context, t: Term) -> None:
    for a in t.args:
        if a.shape is None:
            ctx.settle(a, SCALAR)


INFERS.update({"stack": _shapes, "grid": _grid_shapes})


# ---- trees -----------------------------------------------------------------------------------------------------------


def _range(ctx: Context, binder: Any, low: Term, high: Term, size: Any) -> Any:
    first = scalar(low)
    last = ctx.size_tree(size, "x") if first == 1 else scalar(high)
    return h.Range(letter_tree(ctx, binder.info), first, last)


def _stack(ctx: Context, t: Term) -> Any:
    binder, way, n = t.value
    body = t.args[0].tree if is_known(t.args[0].shape) else scalar(t.args[0])
    if binder is None:
        assert t.shape is not None
        ones = h.Ones(*ctx.resolved(t.shape, "1"))
        return ones if body == 1 else h.times(body, ones)
    found = o.Stack(body, _range(ctx, binder, t.args[1], t.args[2], n))
    flat = is_scalar(t.args[0].shape)
    assert t.shape is not None
    return (
        h.T(found) if flat and is_one(t.shape[0]) and not is_one(t.shape[1]) or not flat and way == "turned" else found
    )


def _grid(ctx: Context, t: Term) -> Any:
    assert t.shape is not None
    ranges = [_range(ctx, b, t.args[1 + 2 * k], t.args[2 + 2 * k], t.shape[k]) for k, b in enumerate(t.value)]
    return o.Stack(scalar(t.args[0]), *ranges)


EMITS.update({"stack": _stack, "grid": _grid})
