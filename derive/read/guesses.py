"""Shapes that nothing decides, guessed one at a time.

In order: what follows a transposed column is such a column, or a matrix where more follows; what a norm or a matrix in
front wants is a vector; capitals in a product that is a vector are matrices; tuples are columns; `W x` is a matrix and
a column; letters are scalars; calls are scalars, those that are a side of a statement last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from derive.expr.names import GREEK, Name
from derive.read.blocks import columns
from derive.read.context import Context
from derive.read.terms import SCALAR, Term, Unknown, find, is_inverse, is_known, is_one, unify


def guesses(ctx: Context) -> Iterator[Callable[[], None]]:
    """What to try next, one at a time, each when the last one tells nothing more."""
    yield from _in_products(ctx)
    for t in ctx.order:
        if t.op == "transpose" and t.args[0].shape is None and (t.args[0].op == "call" or _has_small(t.args[0])):
            yield lambda t=t: _vector(ctx, t.args[0])  # type: ignore[misc]
    for t in ctx.order:
        if t.op in ("norm", "p-norm") and t.args[0].shape is None:
            many = _of_matrices(t.args[0]) and not _is_dotted(ctx, t.args[0])
            yield lambda t=t, many=many: (_matrix_sum if many else _vector)(ctx, t.args[0])  # type: ignore[misc]
    yield from _denominators(ctx)
    for t in ctx.order:
        if (found := _of_squares(t)) is not None:
            yield lambda t=t, found=found: _square(ctx, t, found)  # type: ignore[misc]
    for _ in range(2):
        for t in ctx.order:
            if t.op == "times":
                yield lambda t=t: _of_capitals(ctx, t)  # type: ignore[misc]
        yield from _in_products(ctx)
    for t in ctx.order:
        if t.op == "stack" and t.args[0].shape is None:
            yield lambda t=t: _scalar(ctx, t.args[0])  # type: ignore[misc]
        if _is_list(t) and t.shape is None:
            yield lambda t=t: _column(ctx, t)  # type: ignore[misc]
    for t in ctx.order:
        if not ctx.small and (pair := _applied(t)) is not None:
            yield lambda pair=pair: _matrix_and_column(ctx, *pair)  # type: ignore[misc]
    yield from _in_products(ctx)
    sides = {id(a) for t in ctx.order if t.op == "chain" for a in t.args}
    for kinds in (("letter", "eye"), ("call",)):
        late = sides if ctx.sides_last or "call" in kinds else set()
        for last in (False, True):
            for t in ctx.order:
                if t.shape is None and t.op in kinds and (id(t) in late) == last:
                    yield lambda t=t: _scalar(ctx, t)  # type: ignore[misc]
    for t in ctx.order:
        if t.shape is None:
            yield lambda t=t: _scalar(ctx, t)  # type: ignore[misc]


def _in_products(ctx: Context) -> Iterator[Callable[[], None]]:
    """What a known factor says about those beside it."""
    for t in ctx.order:
        if t.op in ("times", "join"):
            yield from _after_matrices(ctx, t)
    for t in ctx.order:
        if t.op == "times":
            yield from _before_vectors(ctx, t)


def _denominators(ctx: Context) -> Iterator[Callable[[], None]]:
    """What one divides by is a scalar."""
    for t in ctx.order:
        below = t.args[1] if t.op == "quotient" else None
        while below is not None and below.op == "root":
            below = below.args[0]
        if below is not None and below.shape is None and below.op in ("letter", "call"):
            yield lambda below=below: _scalar(ctx, below)  # type: ignore[misc]


def _scalar(ctx: Context, t: Term) -> None:
    if t.shape is None:
        ctx.settle(t, SCALAR)


def _vector(ctx: Context, t: Term) -> None:
    if t.shape is None and t.op == "derivative" and len(t.args) == 2:  # the gradient of a scalar
        _scalar(ctx, t.args[0])
        _vector(ctx, t.args[1])
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
        more = k + 2 < len(t.args) and t.op == "times"
        yield lambda a=a, b=b, more=more: _follow(ctx, a, b, more)  # type: ignore[misc]


def _before_vectors(ctx: Context, t: Term) -> Iterator[Callable[[], None]]:
    for a, b, c in zip(t.args, t.args[1:], t.args[2:], strict=False):
        if is_inverse(b) and _may_be_matrix(b.args[0]):
            yield lambda a=a, b=b, c=c: _sandwiched(ctx, a, b.args[0], c)  # type: ignore[misc]
    for b, c in zip(t.args, t.args[1:], strict=False):
        if is_inverse(b) and b.args[0].op == "plus" and _may_be_matrix(b.args[0]):
            yield lambda b=b, c=c: _before_column(ctx, b.args[0], c)  # type: ignore[misc]
    for a, b in zip(t.args, t.args[1:], strict=False):
        a = a.args[0] if a.op == "differential" else a
        if a.op == "letter" and a.value.role == "letter" and _names_matrix(a.value.name):
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


def _names_matrix(name: Name) -> bool:
    return name.base in _MATRICES and not name.accents


def _matrix(ctx: Context, a: Term, b: Term) -> None:
    """`W x` with a column x, `U V^T`: W and U are matrices."""
    if a.shape is None and is_known(b.shape) and b.shape is not None and len(b.shape) == 2 and not is_one(b.shape[0]):
        narrow = is_one(b.shape[1]) and _is_narrow(ctx, a)
        ctx.guess(f"{a.value.plain} is a {'row' if narrow else 'matrix'}")
        ctx.settle(a, (1 if narrow else Unknown(True), b.shape[0]))


def _is_narrow(ctx: Context, a: Term) -> bool:
    """Is this the last matrix before a column of a text that is of scalars at its end?"""
    if not ctx.narrow:
        return False
    pairs = ((x, y) for t in reversed(ctx.order) if t.op == "times" for x, y in zip(t.args, t.args[1:], strict=False))
    return next((x.value for x, y in pairs if _is_capital(x) and not _is_capital(y)), None) is a.value


_MATRICES = frozenset(["Sigma", "Lambda", "Phi", "Psi", "Theta", "Omega", "Gamma", *"ABDHJMPQRSUVWXYZ"])


def _is_free(t: Term) -> bool:
    return t.op == "letter" and t.value.role == "letter" and t.value.declared is None


def _is_capital(t: Term) -> bool:
    """An undeclared capital letter, with or without a label."""
    return _is_free(t) and _capital_name(t.value.name)


def _capital_name(name: Name) -> bool:
    return name.base[:1].isupper() and (len(name.base) == 1 or name.base in GREEK)


def _is_small(t: Term) -> bool:
    return _is_free(t) and t.value.name.base[:1].islower()


def _of_matrices(t: Term) -> bool:
    """A sum with a capital among its terms, and without a small letter: `X - U V`."""
    parts = t.args if t.op == "plus" else [t]
    return not _has_small(t) and any(_is_capital(a) or a.op == "times" and all(map(_is_capital, a.args)) for a in parts)


def _is_dotted(ctx: Context, a: Term) -> bool:
    r"""The A of `A \cdot B`, whose norm is one of a vector: `\frac{A \cdot B}{\|A\| \|B\|}`."""
    pairs = (t.args for t in ctx.order if t.op == "join" and t.value == ("cdot",))
    return any(all(map(_is_capital, p)) and any(x.value is a.value for x in p) for p in pairs)


def _matrix_sum(ctx: Context, t: Term) -> None:
    if t.shape is None:
        ctx.settle(t, (Unknown(True), Unknown(True)))


def _has_small(t: Term) -> bool:
    """A sum with a small letter among its terms: `y - X w`."""
    return t.op == "plus" and any(_is_small(a.args[0] if a.op == "negative" else a) for a in t.args)


def _of_capitals(ctx: Context, t: Term) -> None:
    """`X w` that is a vector: X is a matrix, w a column; `U V` that is a matrix: so are U and V."""
    if not is_known(t.shape) or t.shape is None or len(t.shape) != 2:
        return
    open_, last = [a for a in t.args if a.shape is None], t.args[-1]
    capitals = [a for a in open_ if _is_capital(a)]
    if is_one(t.shape[1]) and last in open_ and _is_small(last) and capitals and _together(t, capitals):
        _matrices(ctx, capitals)
        ctx.settle(last, (Unknown(True), 1))
    elif not is_one(t.shape[0]) and not is_one(t.shape[1]) and len(capitals) > 1 and _together(t, capitals):
        _matrices(ctx, capitals)


def _together(t: Term, capitals: list[Term]) -> bool:
    """Do the capitals stand beside each other, or up to the last factor?"""
    first = t.args.index(capitals[0])
    return all(a in capitals or is_known(a.shape) for a in t.args[first:-1])


def _matrices(ctx: Context, capitals: list[Term]) -> None:
    for a in capitals:
        ctx.guess(f"{a.value.plain} is a matrix")
        ctx.settle(a, (Unknown(True), Unknown(True)))


def covariances(ctx: Context) -> None:
    r"""A square `\Sigma` that nobody declared or defines is a covariance: symmetric and positive definite."""
    for info in ctx.letters.values():
        form = info.shape or SCALAR
        square = len(form) == 2 and find(form[0]) is find(form[1]) and not is_one(form[0])
        if info.name.base == "Sigma" and square and info.declared is None:
            if not info.assume and info.name not in ctx.defined:
                info.assume = "positive-definite symmetric"
                ctx.guess(f"{info.plain} is a covariance, positive definite")


def suggests(ctx: Context) -> bool:
    """Does a text in which nothing has a shape look like one of matrices all the same?"""
    return not ctx.small and any(_applied(t) is not None or _of_squares(t) is not None for t in ctx.order)


def _of_squares(t: Term) -> tuple[Term, list[Term]] | None:
    """What is square though nothing has said so, with the capitals in it: what is inverted of `(I + A B)^{-1}`, a trace
    of capitals, `Q D Q^{-1}`."""
    if t.op == "bars" and t.args[0].shape is None and _is_capital(t.args[0]) and t.args[0].value.name.base == "Sigma":
        return t.args[0], [t.args[0]]  # the determinant of a covariance
    if t.op in ("tr", "det", "adj") or is_inverse(t):
        inner = t.args[0]
        found = _capitals_of(inner) if inner.op in ("times", "plus") else None
        terms = [a.args[0] if a.op == "negative" else a for a in inner.args]
        alone = inner.op == "plus" and not any(a.op in ("times", "eye") for a in terms)
        return None if found is None or alone else (inner, found)
    if t.op == "times" and len(t.args) > 1 and any(map(is_inverse, t.args)):
        found = _capitals_of(t)
        return None if found is None else (t, found)
    return None


def _capitals_of(t: Term) -> list[Term] | None:
    """The open capitals of a formula in which nothing else stands but identities and numbers before them."""
    todo, found = [t], []
    while todo:
        x = todo.pop()
        if _is_capital(x):
            found += [x] if x.shape is None else []
        elif x.op in ("negative", "transpose") or is_inverse(x):
            todo.append(x.args[0])
        elif x.op in ("plus", "times"):
            scaled = x.op == "times" and any(a.op == "eye" for a in x.args)
            todo += [a for a in x.args if x.op == "plus" or a.op != "tree" and not (scaled and _is_small(a))]
        elif x.op != "eye":
            return None
    return found or None


def _square(ctx: Context, t: Term, found: tuple[Term, list[Term]]) -> None:
    """All of these are matrices; what is inverted is square."""
    inner, capitals = found
    if inner in capitals and inner.shape is None:
        n = Unknown(True)
        ctx.guess(f"{inner.value.plain} is a matrix")
        ctx.settle(inner, (n, n))
    _matrices(ctx, [a for a in capitals if a.shape is None])
    if inner is not t and inner.shape is None:
        n = Unknown(True)
        ctx.settle(inner, (n, n))


def _applied(t: Term) -> tuple[Term, Term] | None:
    """`W x`, `A v`, `X w`, of which nothing else is known; `W_1 x_1` is a product of entries."""
    for a, b in zip(t.args, t.args[1:], strict=False) if t.op == "times" else ():
        if a.shape is None and b.shape is None and _is_capital(a) and _is_small(b):
            one, other = a.value.name, b.value.name
            if one.base in _APPLIED and other.base in _COLUMNS and (not one.label or one.label != other.label):
                return a, b
    return None


def _matrix_and_column(ctx: Context, a: Term, b: Term) -> None:
    if a.shape is None and b.shape is None:
        narrow = _is_narrow(ctx, a)
        ctx.guess(f"{a.value.plain} is a {'row' if narrow else 'matrix'}")
        ctx.guess(f"{b.value.plain} is a column vector")
        ctx.settle(a, (1 if narrow else Unknown(True), Unknown(True)))
        ctx.settle(b, (Unknown(True), 1))


_APPLIED = frozenset("AUWX")
_COLUMNS = frozenset(["a", "h", "u", "v", "w", "x", "z", "beta", "theta"])


def _follow(ctx: Context, a: Term, b: Term, more: bool) -> None:
    """What follows a row is a column of its size, or a matrix where more follows a capital; a small letter after a
    matrix is a column; a tuple before a column or matrix of its length is a row."""
    if _is_list(a) and a.shape is None and is_known(b.shape) and b.shape is not None:
        if find(b.shape[0]) == _length(a):
            ctx.settle(a, (1, _length(a)))
        return
    if b.op == "tuple" and b.shape is not None and columns(b) and is_known(a.shape) and unify(b.shape[1], 1):
        return
    b = b.args[0] if b.op == "differential" else b
    if b.shape is not None or not is_known(a.shape):
        return
    if b.op not in ("letter", "call", "map", "plus", "tuple") and not (b.op == "kept" and b.value[1] == "derivative"):
        return
    assert a.shape is not None
    if len(a.shape) != 2 or is_one(a.shape[1]):
        return
    if more and _is_capital(b):
        ctx.guess(f"{b.value.plain} is a matrix")
        ctx.settle(b, (a.shape[1], Unknown(True)))
    elif is_one(a.shape[0]) and (a.op == "transpose" or a.op == "times") or b.op == "kept":
        ctx.settle(b, (a.shape[1], 1))
    elif b.op == "letter" and b.value.role != "index":
        if _names_matrix(b.value.name):
            ctx.guess(f"{b.value.plain} is a matrix")
            ctx.settle(b, (a.shape[1], Unknown(True)))
            return
        small = b.value.name.base[:1].islower()
        if not small or b.value.name.base in ("alpha", "beta", "gamma", "lambda", "eta", "epsilon"):
            return
        ctx.guess(f"{b.value.plain} is a column vector")
        ctx.settle(b, (a.shape[1], 1))
