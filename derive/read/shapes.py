"""Shapes by unification: each operation tells what it knows both ways, until nothing is new; then comes a guess."""

from __future__ import annotations

from collections.abc import Callable

from derive.read.blocks import blocks
from derive.read.chains import jacobian, join, times
from derive.read.context import Context
from derive.read.dimension import dimension
from derive.read.guesses import covariances, guesses, suggests
from derive.read.moments import is_moment
from derive.read.terms import (
    SCALAR,
    Callee,
    Info,
    Shape,
    Term,
    Unknown,
    find,
    is_inverse,
    is_known,
    is_one,
    is_scalar,
    under,
    unify,
)


def solve(ctx: Context) -> None:
    """Give every term a shape. Raises: ShapeError."""
    if not ctx.shaped and not suggests(ctx):
        _all_scalar(ctx)
        return
    for t in reversed(ctx.order):
        ctx.touch(t)
    _propagate(ctx)
    for guess in guesses(ctx):
        guess()
        _propagate(ctx)
    for t in ctx.order:
        infer(ctx, t)
    covariances(ctx)
    dimension(ctx)


def _all_scalar(ctx: Context) -> None:
    for t in ctx.order:
        t.shape = SCALAR
    for info in ctx.letters.values():
        info.shape = info.shape or SCALAR
    for found in ctx.callees.values():
        found.shape = found.shape or SCALAR


def _propagate(ctx: Context) -> None:
    while (t := ctx.taken()) is not None:
        infer(ctx, t)


# ---- what an operation knows -----------------------------------------------------------------------------------------


def infer(ctx: Context, t: Term) -> None:
    """Use what one term knows about its arguments, and they about it."""
    rule = INFERS.get(t.op)
    if rule is not None:
        rule(ctx, t)


def _alike(ctx: Context, t: Term, parts: list[Term], own: bool = True) -> None:
    """All parts, and the term itself, have one shape; the number 0 has any."""
    real = [a for a in parts if not _is_zero(a)]
    everyone = [t, *real] if own else real
    known = next((a for a in everyone if is_known(a.shape)), None) or next(
        (a for a in everyone if a.shape is not None), None
    )
    if known is None or known.shape is None:
        return
    for a in everyone:
        if a is known:
            continue
        if a.shape is None:
            ctx.settle(a, known.shape)
        elif a.shape is not known.shape:
            ctx.same(a.shape, known.shape, a, known)
    for a in parts:
        if _is_zero(a) and is_known(known.shape) and not is_known(a.shape):
            a.shape = known.shape


def _is_zero(t: Term) -> bool:
    return t.op == "tree" and t.value == 0


def _plus(ctx: Context, t: Term) -> None:
    """Terms of one shape; a number or a declared scalar may stand beside vectors."""
    for a in t.args:
        if a.shape is None and _keeps_from_zero(t, a):
            ctx.guess(f"{a.value.plain} is a scalar, added to each entry")
            ctx.settle(a, SCALAR)
    strong = [a for a in t.args if not _is_weak(ctx, a)]
    if any(is_known(a.shape) for a in strong) and ctx.bold:
        for a in strong:
            if a.shape is None and _plain_letter(ctx, a):
                ctx.settle(a, SCALAR)
    strong = [a for a in strong if not (is_scalar(a.shape) and _plain_letter(ctx, a) and ctx.bold)]
    if ctx.rows_added:
        _widths(strong)
    strong = [a for a in strong if not any(under(a.shape, b.shape) for b in strong)]
    if strong:
        _alike(ctx, t, strong)
    elif is_known(t.shape):
        ctx.same(SCALAR, t.shape, t)  # type: ignore[arg-type]
    elif t.shape is None and all(a.shape is not None for a in t.args):
        ctx.settle(t, SCALAR)


def _keeps_from_zero(t: Term, a: Term) -> bool:
    r"""The undeclared ε of `\sqrt{v} + \epsilon`, where one divides by a root of a vector."""
    small = a.op == "letter" and a.value.declared is None and a.value.name.base in _KEEP_FROM_ZERO
    users = [u for x in t.above for u in ((x, t), *((r, x) for r in x.above if x.op == "root"))]
    below = any(q.op == "quotient" and q.args[1] is part for q, part in users)
    return small and below and any(x is not a and is_known(x.shape) for x in t.args)


def _widths(terms: list[Term]) -> None:
    """A row beside a matrix is as long as the matrix is wide."""
    for a in terms:
        for b in terms:
            if a.shape is not None and b.shape is not None and len(a.shape) == len(b.shape) == 2:
                if is_one(a.shape[0]) and not is_one(a.shape[1]) and not is_one(b.shape[0]) and not is_one(b.shape[1]):
                    unify(a.shape[1], b.shape[1])


def _is_weak(ctx: Context, a: Term) -> bool:
    """A number, a letter that is declared a scalar, a mean or the greatest of values, with or without a sign."""
    while a.op == "negative":
        a = a.args[0]
    if a.op == "extreme" or a.op == "quotient" and all(x.op == "tree" for x in a.args):
        return True
    declared = a.value.declared if a.op == "letter" else None
    if a.op == "call" and is_moment(a.value) and is_scalar(a.shape):
        return True
    if a.op == "letter" and declared is None and a.value.name.base in _KEEP_FROM_ZERO and is_scalar(a.shape):
        return True
    told = ctx.sides_last and a.op == "letter" and declared is None and _is_side(ctx, a)
    return a.op == "tree" or told or declared is not None and not declared.shape


def _is_side(ctx: Context, a: Term) -> bool:
    """Is this letter a whole side of a statement, which says what it is?"""
    return any(x.op == "letter" and x.value is a.value for t in ctx.order if t.op == "chain" for x in t.args)


_KEEP_FROM_ZERO = frozenset(["epsilon", "varepsilon"])


def _plain_letter(ctx: Context, a: Term) -> bool:
    """An undeclared letter that is not bold, in a text whose vectors are."""
    return a.op == "letter" and a.value.declared is None and not a.value.name.font and not a.value.name.accents


def _chain(ctx: Context, t: Term) -> None:
    ordered = t.node.kind == "relation" and set(t.node.value) <= {"<", ">", "≤", "≥"}
    _alike(ctx, t, [a for a in t.args if not (ordered and _is_weak(ctx, a))], own=False)  # `0 ≤ x ≤ 1` of each entry
    t.shape = SCALAR


def _cases(ctx: Context, t: Term) -> None:
    _alike(ctx, t, t.args[::2])


def _relation(ctx: Context, t: Term) -> None:
    a, b = t.args
    if a.shape is None and b.shape is not None and not is_known(b.shape):
        ctx.settle(a, b.shape) if a.op != "call" else None
    if b.shape is None and a.shape is not None and not is_known(a.shape):
        ctx.settle(b, a.shape) if b.op != "call" else None


def _same_as_first(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if t.shape is not None:
        ctx.settle(a, t.shape)
    elif a.shape is not None:
        ctx.settle(t, a.shape)


def _map(ctx: Context, t: Term) -> None:
    """Entrywise functions keep the shape; of several arguments scalars may stand beside one shape."""
    if len(t.args) == 1:
        _same_as_first(ctx, t)
        return
    shaped = [a for a in t.args if is_known(a.shape)]
    if shaped:
        for a in t.args:
            if a.shape is None and a.op != "letter" or is_known(a.shape):
                ctx.settle(a, shaped[0].shape)  # type: ignore[arg-type]
        ctx.settle(t, shaped[0].shape)  # type: ignore[arg-type]
    elif all(a.shape is not None for a in t.args):
        ctx.settle(t, SCALAR)


def _transpose(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if a.op == "tuple" and a.shape is None:
        ctx.settle(a, (1, a.value))
    if a.shape is not None:
        ctx.settle(t, a.shape[::-1])
    elif t.shape is not None:
        ctx.settle(a, t.shape[::-1])


def _scalar_parts(ctx: Context, t: Term) -> None:
    for a in t.args:
        if a.shape is None:
            ctx.settle(a, SCALAR)


def _square(ctx: Context, t: Term, a: Term) -> None:
    if is_known(a.shape) and a.shape is not None and not unify(a.shape[0], a.shape[1]):
        from derive.errors import SquareError
        from derive.read.terms import shown

        raise SquareError(f"`{ctx.text(a.node)}` must be square, and is {shown(a.shape)}", ctx.place(a.node))


def _power(ctx: Context, t: Term) -> None:
    base, exponent = t.args
    inverse = is_inverse(t)
    if exponent.shape is None:
        ctx.settle(exponent, SCALAR)
    if base.shape is not None:
        if inverse and is_known(base.shape):
            _square(ctx, t, base)
        elif _is_matrix_letter(base):
            unify(base.shape[0], base.shape[1])
        ctx.settle(t, base.shape)
    elif t.shape is not None:
        ctx.settle(base, t.shape)


def _is_matrix_letter(base: Term) -> bool:
    """An undeclared matrix, or its transpose, of which a power is one of matrices."""
    inner = base.args[0] if base.op == "transpose" else base
    if inner.op != "letter" or inner.value.declared is not None or base.shape is None or len(base.shape) != 2:
        return False
    return not any(is_one(s) for s in base.shape) and bool(inner.value.name.base[:1].isupper())


def _quotient(ctx: Context, t: Term) -> None:
    above, below = t.args
    if above.shape is not None and below.shape is not None:
        ctx.settle(t, below.shape if is_scalar(above.shape) else above.shape)
    elif t.shape is not None and is_scalar(below.shape):
        ctx.settle(above, t.shape)


def _trace(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if a.shape is None and a.op in ("letter", "eye"):
        n = Unknown(True) if a.op == "letter" else a.value[1]
        ctx.settle(a, (n, n))
    if a.shape is None and t.op == "det" and a.op == "derivative" and len(a.args) == 2:
        jacobian(ctx, *a.args)
    if a.shape is not None:
        _square(ctx, t, a)


def _inverse(ctx: Context, t: Term) -> None:
    _trace(ctx, t)
    _same_as_first(ctx, t)


def _diag(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if a.shape is None and a.op in ("letter", "call"):
        ctx.settle(a, (Unknown(True), 1))
    if is_known(a.shape) and a.shape is not None:
        ctx.settle(t, (a.shape[0], a.shape[0]) if is_one(a.shape[1]) else (a.shape[0], 1))


def _vector_argument(ctx: Context, t: Term) -> None:
    if t.args[0].shape is None and t.args[0].op == "letter":
        ctx.settle(t.args[0], (Unknown(True), 1))


def _eigenvector(ctx: Context, t: Term) -> None:
    _trace(ctx, t)
    if is_known(t.args[0].shape) and t.args[0].shape is not None:
        ctx.settle(t, (t.args[0].shape[0], 1))


def _vec(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if a.shape is None and a.op == "letter":
        ctx.settle(a, (Unknown(True), Unknown(True)))
    if a.shape is not None and t.shape is None:
        rows, columns = find(a.shape[0]), find(a.shape[1])
        if columns == 1:
            ctx.settle(t, (rows, 1))
        elif not isinstance(rows, Unknown) and not isinstance(columns, Unknown):
            from sympy import Integer

            from derive.expr.heads import size_product

            product = size_product(*(Integer(s) if isinstance(s, int) else s for s in (rows, columns)))
            ctx.settle(t, (int(product) if isinstance(product, Integer) else product, 1))


def _softmax(ctx: Context, t: Term) -> None:
    a = t.args[0]
    if a.shape is None and a.op == "letter":
        ctx.guess(f"{a.value.plain} is a column vector")
        ctx.settle(a, (Unknown(True), 1))
    _same_as_first(ctx, t)


def _dot(ctx: Context, t: Term) -> None:
    a, b = t.args
    if t.value == "MSE":
        return
    if a.shape is not None:
        ctx.settle(b, a.shape)
    elif b.shape is not None:
        ctx.settle(a, b.shape)


def _derivative(ctx: Context, t: Term) -> None:
    f, *variables = t.args
    if f.shape is None or any(v.shape is None for v in variables):
        return
    shape: Shape = f.shape
    for v in variables:
        if not is_known(v.shape):
            continue
        assert v.shape is not None
        shape = v.shape if not is_known(shape) else (shape[0], v.shape[0])
    ctx.settle(t, shape[::-1] if _is_row(ctx, t) else shape)


def _is_row(ctx: Context, t: Term) -> bool:
    """The derivative of a scalar by one vector, where derivatives are rows."""
    f, *by = t.args
    column = len(by) == 1 and is_known(by[0].shape) and by[0].shape is not None and is_one(by[0].shape[1])
    return ctx.rows and column and is_scalar(f.shape)


def _eye(ctx: Context, t: Term) -> None:
    info, size = t.value
    if t.shape is not None and is_known(t.shape) and t.shape[0] is not size:
        ctx.same(t.shape, (size, size), t)
    if t.shape is not None and not is_known(t.shape) and info is not None and info.shape is None:
        info.shape = SCALAR


def _indicator(ctx: Context, t: Term) -> None:
    """The shape of what is compared."""
    todo, shape = list(t.args), None
    while todo:
        c = todo.pop()
        if c.op == "relation":
            if any(a.shape is None for a in c.args):
                return
            shape = next((a.shape for a in c.args if is_known(a.shape)), shape)
        else:
            todo += c.args
    ctx.settle(t, shape or SCALAR)


def _letter(ctx: Context, t: Term) -> None:
    owner = t.value
    if isinstance(owner, (Info, Callee)) and owner.shape is not None and t.shape is None:
        ctx.settle(t, owner.shape)


def _kept(ctx: Context, t: Term) -> None:
    """What is done entry by entry keeps the shape."""
    if t.value[1] in _ENTRYWISE and t.args:
        _alike(ctx, t, t.args)


_ENTRYWISE = frozenset(["plus_minus", "minus_plus", "oplus", "ominus", "ast", "bigcirc", "bullet", "star"])
INFERS: dict[str, Callable[[Context, Term], None]] = {
    "letter": _letter, "call": _letter, "plus": _plus, "chain": _chain, "cases": _cases, "relation": _relation,
    "negative": _same_as_first, "root": _same_as_first, "exp": _same_as_first, "map": _map, "transpose": _transpose,
    "matrix": blocks, "tuple": blocks, "power": _power, "quotient": _quotient, "tr": _trace, "det": _trace,
    "inv": _inverse,
    "adj": _inverse, "pinv": _transpose, "diag": _diag, "vec": _vec, "softmax": _softmax, "dot": _dot,
    "derivative": _derivative, "eye": _eye, "indicator": _indicator, "times": times, "join": join,
    "sum": _same_as_first, "differential": _same_as_first, "primed": _same_as_first, "delta": _scalar_parts,
    "logsumexp": _vector_argument, "total": _vector_argument, "eigenvalue": _trace, "eigenvector": _eigenvector,
    "hadpower": _power, "loss": _dot, "kept": _kept,
    "single": _scalar_parts, "product": _scalar_parts, "factorial": _scalar_parts, "binom": _scalar_parts,
}  # fmt: skip
