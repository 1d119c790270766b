"""Shapes of products: chains of matrices, and products joined by operators, whose meaning their shapes decide."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.heads import size_product
from derive.read.context import Context
from derive.read.terms import SCALAR, Shape, Term, Unknown, find, is_known, is_one, is_scalar, unify


def times(ctx: Context, t: Term) -> None:
    """A product of what stands together."""
    unknown = [a for a in t.args if a.shape is None]
    if not unknown:
        shape = SCALAR
        if both_by_entries(t):
            shape = t.args[0].shape or SCALAR
            ctx.same(shape, t.args[1].shape or SCALAR, *t.args)
        else:
            for a in t.args:
                shape = step(ctx, shape, a, t)
        if t.shape is None:
            ctx.settle(t, shape)
        elif not (is_scalar(shape) and is_scalar(t.shape)):
            ctx.same(shape, t.shape, t)
        return
    if len(unknown) == 1 and is_scalar(t.shape) and unknown[0] is t.args[0]:
        _row_before(ctx, t, unknown[0])
    if len(unknown) > 1 or t.shape is None or not is_known(t.shape):
        return
    _solve_for(ctx, t, unknown[0])


def _row_before(ctx: Context, t: Term, missing: Term) -> None:
    """What stands before a column, so that the product is a scalar: a row."""
    rest: Shape = SCALAR
    for a in t.args[1:]:
        rest = step(ctx, rest, a, t)
    if is_known(rest) and is_one(rest[1]) and missing.op == "call":
        ctx.settle(missing, (1, rest[0]))


def _solve_for(ctx: Context, t: Term, missing: Term) -> None:
    """The one factor whose shape is not known, from the others and the product."""
    assert t.shape is not None
    k = t.args.index(missing)
    before: Shape = SCALAR
    for a in t.args[:k]:
        before = step(ctx, before, a, t)
    after = [a for a in t.args[k + 1 :] if is_known(a.shape)]
    if is_scalar(before) and not after:
        ctx.settle(missing, t.shape)
    elif not after and not is_one(before[1]):
        ctx.settle(missing, (before[1], t.shape[1]))
    elif after and is_scalar(before):
        rest: Shape = SCALAR
        for a in after:
            rest = step(ctx, rest, a, t)
        if is_one(rest[0]) and is_known(rest) and missing.op in ("kept", "derivative") and _is_many(t.shape[0]):
            ctx.settle(missing, (t.shape[0], 1))
            return
        if not any(isinstance(find(s), Unknown) for s in (*rest, *t.shape)) and list(map(find, rest)) != list(
            map(find, t.shape)
        ):
            ctx.settle(missing, (t.shape[0], rest[0]))


def _is_many(size: Any) -> bool:
    """A size that is not 1."""
    size = find(size)
    return size.many if isinstance(size, Unknown) else bool(size != 1)


def step(ctx: Context, shape: Shape, a: Term, t: Term) -> Shape:
    """The shape of a product so far, times one more factor."""
    assert a.shape is not None
    if is_scalar(shape):
        return a.shape
    if is_scalar(a.shape):
        return shape
    if not unify(shape[1], a.shape[0]):
        _mismatch(ctx, shape, a, t)
    return (shape[0], a.shape[1])


def _mismatch(ctx: Context, shape: Shape, a: Term, t: Term) -> None:
    k = t.args.index(a)
    before = next((b for b in reversed(t.args[:k]) if is_known(b.shape)), t.args[0])
    ctx.same(shape[1:], a.shape[:1], before, a)  # type: ignore[index]


def join(ctx: Context, t: Term) -> None:
    """Products joined by operators, from the left; what shapes they have decides what the operator is."""
    alike = [op in ("odot", "circ", "oslash") for op in t.value]
    if all(alike):
        known = next((a.shape for a in (t, *t.args) if is_known(a.shape)), None)
        for a in (t, *t.args) if known is not None else ():
            if a.shape is None:
                ctx.settle(a, known)  # type: ignore[arg-type]
    if any(a.shape is None for a in t.args):
        if t.shape is not None and is_known(t.shape) and all(op in ("cdot", "*", "times") for op in t.value):
            _solve_join(ctx, t)
        return
    shape = t.args[0].shape
    assert shape is not None
    for op, a in zip(t.value, t.args[1:], strict=True):
        shape = joined(ctx, shape, op, a, t)
    if t.shape is None:
        ctx.settle(t, shape)
    elif not (is_scalar(shape) and is_scalar(t.shape)):
        ctx.same(shape, t.shape, t)


def _solve_join(ctx: Context, t: Term) -> None:
    unknown = [a for a in t.args if a.shape is None]
    others = [a for a in t.args if is_known(a.shape)]
    if len(unknown) == 1 and not others:
        ctx.settle(unknown[0], t.shape)  # type: ignore[arg-type]


def joined(ctx: Context, shape: Shape, op: str, a: Term, t: Term) -> Shape:
    """The shape of what stands so far, joined with one more product."""
    assert a.shape is not None
    if is_scalar(shape) or is_scalar(a.shape):
        return a.shape if is_scalar(shape) else shape
    if op == "otimes" and not twins(shape, a.shape):
        return _kron(ctx, shape, a.shape)
    if op in ("odot", "circ", "oslash", "otimes") or op == "*" and entrywise(shape, a.shape):
        ctx.same(shape, a.shape, t.args[0], a)
        return shape
    if op == "cdot" and dotted(shape, a):
        if not unify(shape[0], a.shape[1]):
            ctx.same(shape[:1], a.shape[1:], t.args[0], a)
        return SCALAR
    if op in ("cdot", "times") and is_one(shape[1]) and is_one(a.shape[1]):
        ctx.same(shape, a.shape, t.args[0], a)
        return shape if op == "times" or any(map(by_entries, t.args)) else SCALAR
    if not unify(shape[1], a.shape[0]):
        ctx.same(shape[1:], a.shape[:1], t.args[0], a)
    return (shape[0], a.shape[1])


def dotted(shape: Shape, a: Term) -> bool:
    r"""`\mathbf x \cdot \mathbf w^T` of undeclared columns: their inner product, as authors of rows write it."""
    if a.op != "transpose" or a.args[0].op not in ("letter", "row") or a.shape is None or len(a.shape) != 2:
        return False
    plain = a.args[0].value.declared is None
    return plain and is_one(shape[1]) and not is_one(shape[0]) and is_one(a.shape[0]) and not is_one(a.shape[1])


def by_entries(a: Term) -> bool:
    """A quotient by a vector, which only entries have: what it is multiplied by is taken by entries too."""
    return a.op == "quotient" and is_known(a.args[1].shape)


def both_by_entries(t: Term) -> bool:
    """`η/√s g` of two columns: an entrywise product."""
    return (
        len(t.args) == 2
        and any(map(by_entries, t.args))
        and all(a.shape is not None and is_known(a.shape) and is_one(a.shape[1]) for a in t.args)
    )


def entrywise(a: Shape, b: Shape) -> bool:
    """Is `a * b` an entrywise product: one shape, and no chain?"""
    same = all(find(x) == find(y) or find(x) is find(y) for x, y in zip(a, b, strict=True))
    return same and find(a[1]) != find(b[0])


def twins(a: Shape, b: Shape) -> bool:
    """Two columns of one size: `w ⊗ x` is taken by entries, as authors of posts write it."""
    return is_one(a[1]) and is_one(b[1]) and find(a[0]) == find(b[0])


def _kron(ctx: Context, a: Shape, b: Shape) -> Shape:
    sizes = []
    for x, y in zip(a, b, strict=True):
        parts = [Integer(s) if isinstance(s, int) else s for s in (ctx.size_tree(x, "x"), ctx.size_tree(y, "y"))]
        product = size_product(*parts)
        sizes.append(int(product) if isinstance(product, Integer) else product)
    return tuple(sizes)


def jacobian(ctx: Context, function: Term, x: Term) -> None:
    r"""The f and x of `\det \frac{\partial f}{\partial x}` are vectors of one size."""
    if function.shape is None and x.shape is None:
        ctx.guess(f"`{ctx.text(x.node)}` and `{ctx.text(function.node)}` are vectors of one size")
        n = Unknown(True)
        ctx.settle(x, (n, 1))
        ctx.settle(function, (n, 1))
