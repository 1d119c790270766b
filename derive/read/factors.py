"""Trees of products: factors in the order written, runs of matrices that come to a scalar as traces."""

from __future__ import annotations

from math import gcd
from typing import Any

from sympy import Integer, Rational, S

from derive.expr import heads as h
from derive.expr.inert import inert
from derive.read.chains import both_by_entries, by_entries, dotted, entrywise, joined, twins
from derive.read.context import Context
from derive.read.terms import SCALAR, Shape, Term, is_known, is_one, is_scalar

Tree = Any


def scalar(t: Term) -> Tree:
    """The tree of a term that stands where a scalar must."""
    form = h.shape(t.tree)
    return h.Tr(t.tree) if len(form) == 2 and form[0] == 1 and form[1] == 1 else t.tree


def entrywise_quotient(ctx: Context, above: Tree, below: Tree) -> Tree:
    ctx.guess("a quotient of vectors or matrices is entrywise")
    inverse = h.HadPower(below, S.NegativeOne)
    if not h.shape(above):
        return inverse if above == 1 else h.times(above, inverse)
    return h.Had(above, inverse)


def quotient(above: Tree, below: Tree) -> Tree:
    """a/b: a rational number of coprime whole numbers, else `Frac`."""
    if isinstance(above, Integer) and isinstance(below, Integer) and above > 0 and below > 1:
        if gcd(int(above), int(below)) == 1:
            return Rational(above, below)
    return h.Frac(above, below)


def times(ctx: Context, t: Term) -> Tree:
    if both_by_entries(t):
        ctx.guess(f"`{ctx.text(t.node)}` is an entrywise product")
        return h.Had(t.args[0].tree, t.args[1].tree)
    return chained([(a.tree, a.shape or SCALAR) for a in t.args])


def chained(parts: list[tuple[Tree, Shape]]) -> Tree:
    """A product in the order written; a run of matrices that comes to a scalar is a trace."""
    out: list[Tree] = []
    first = -1  # where the open run of matrices begins
    for tree, shape in parts:
        if is_scalar(shape):
            form = h.shape(tree)
            out.append(h.Tr(tree) if len(form) == 2 and form[0] == 1 and form[1] == 1 else tree)
            continue
        out.append(tree)
        if first < 0:
            first = len(out) - 1
            continue
        run = h.times(*out[first:])
        form = h.shape(run)
        if form[0] == 1 and form[1] == 1:
            out[first:] = [h.Tr(run)]
            first = -1
    return h.times(*out)


def join(ctx: Context, t: Term) -> Tree:
    if all(is_scalar(a.shape) for a in t.args):
        if "circ" in t.value:
            ctx.unsupported("a composition of functions", t.node)
        return h.times(*map(scalar, t.args))
    shape = t.args[0].shape or SCALAR
    run = [(t.args[0].tree, shape)]  # what is chained so far
    for op, a in zip(t.value, t.args[1:], strict=True):
        after = joined(ctx, shape, op, a, t)
        factor = (a.tree, a.shape or SCALAR)
        if _chains(op, shape, factor[1]) and not (op == "cdot" and is_scalar(after) and dotted(shape, a)):
            run.append(factor)
        else:
            run = [(_pair(ctx, op, (chained(run), shape), factor, t, after), after)]
        shape = after
    return chained(run)


def _chains(op: str, a: Shape, b: Shape) -> bool:
    """Is this operator a plain product here?"""
    if is_scalar(a) or is_scalar(b):
        return op != "oslash"
    if op in ("otimes", "odot", "circ", "oslash") or op == "*" and entrywise(a, b):
        return False
    return not (op in ("cdot", "times") and is_one(a[1]) and is_one(b[1]))


def _pair(ctx: Context, op: str, a: tuple[Tree, Shape], b: tuple[Tree, Shape], t: Term, after: Shape) -> Tree:
    if op == "oslash":
        return entrywise_quotient(ctx, a[0], b[0]) if is_known(b[1]) else quotient(a[0], b[0])
    if op == "otimes" and not twins(a[1], b[1]):
        return h.Kron(a[0], b[0])
    columns = op in ("cdot", "times") and is_one(a[1][1]) and is_one(b[1][1])
    if columns and op == "times" and not any(map(by_entries, t.args)):
        ctx.guess(f"`{ctx.text(t.node)}` is a cross product, kept without a value")
        return inert(r"#1 \times #2", "cross", [a[0], b[0]], ctx.resolved(after, "x"))
    if op in ("odot", "circ", "otimes") or columns and not is_scalar(after) or op == "*" and entrywise(a[1], b[1]):
        if op != "odot":
            ctx.guess(f"`{ctx.text(t.node)}` is an entrywise product")
        return h.Had(*(a[0].args if isinstance(a[0], h.Had) else (a[0],)), b[0])
    if op == "cdot" and is_scalar(after) and is_one(a[1][1]) and is_one(b[1][0]):
        ctx.guess(f"`{ctx.text(t.node)}` is the inner product of two vectors")
        return h.Tr(h.times(b[0], a[0]))
    if op in ("cdot", "times") and is_one(a[1][1]) and is_one(b[1][1]):
        return h.Tr(h.times(h.T(a[0]), b[0]))
    return chained([a, b])


def dot(ctx: Context, t: Term) -> Tree:
    u, v = t.args
    if is_scalar(u.shape):
        return h.times(scalar(u), scalar(v))
    return h.Tr(h.times(h.T(u.tree), v.tree))
