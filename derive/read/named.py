"""Functions with a meaning of their own, by name: matrix functions, and Python's `Sum`, `Derivative`, `Piecewise`, …"""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.heads import size_product
from derive.expr.names import Name
from derive.read.brackets import condition, indicator
from derive.read.callees import callee
from derive.read.context import Context
from derive.read.functions import SPECIAL, Special, argument
from derive.read.naming import inside, items, walk
from derive.read.resolve import Work, of
from derive.read.sizes import size_of
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term

_BY_SHAPE = {"tr": "tr", "Tr": "tr", "trace": "tr", "det": "det", "Det": "det", "diag": "diag", "vec": "vec",
             "inv": "inv", "softmax": "softmax", "norm": "norm", "Softmax": "softmax", "pinv": "pinv", "adj": "adj",
             "transpose": "transpose", "logsumexp": "logsumexp"}  # fmt: skip
_NORMS = {"": "", "2": "2", "fro": "", "nuc": "nuclear", "nuclear": "nuclear", "1": "1"}


def _matrix_function(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if word == "diag" and len(arguments) > 1:
        listed = Syntax("list", (",",) * (len(arguments) - 1), tuple(arguments), node.span)
        arguments = [Syntax("group", ("(", ")"), (listed,), node.span)]
    if sub is not None or len(arguments) not in (1, 2) or len(arguments) == 2 and word != "norm":
        ctx.unsupported(f"{word} of this", node)
    op, ctx.shaped = _BY_SHAPE[word], True
    value = yield of(ctx, arguments[0])
    if op == "norm":
        kind = arguments[1].value if len(arguments) == 2 else ""
        if str(kind) not in _NORMS:
            ctx.unsupported("a norm of this kind", node)
        return ctx.term("norm", [value], node, _NORMS[str(kind)], SCALAR)
    shape = SCALAR if op in ("tr", "det", "logsumexp") else None
    return ctx.term(op, [value], node, None, shape)


def _pair(op: str) -> Special:
    def go(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
        ctx.shaped = True
        terms: list[Term] = []
        for a in arguments:
            terms.append((yield of(ctx, a)))
        if len(terms) < 2:
            ctx.wrong(f"{word} takes two arguments", node)
        return ctx.term("join", terms, node, (op,) * (len(terms) - 1))

    return go


def _filled(op: str) -> Special:
    """`I(n)`, `ones(n)`, `ones(m, n)`, `zeros(m, n)`."""

    def go(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
        if op == "eye" and len(arguments) == 1 and arguments[0].kind == "relation":
            return (yield indicator(ctx, arguments[0], node))
        if op == "eye" and (len(arguments) > 1 or word == "I" and not _may_be_size(ctx, arguments)):  # information, say
            given: list[Term] = []
            for a in arguments:
                given.append((yield argument(ctx, a)))
            return callee(ctx, Name(word), given, node)
        ctx.shaped = True
        sizes = [_size(ctx, a) for a in arguments]
        if not 1 <= len(sizes) <= (1 if op == "eye" else 2):
            ctx.wrong(f"{word} takes a size", node)
        if op == "eye":
            return ctx.term("eye", [], node, (None, sizes[0]), (sizes[0], sizes[0]))
        return ctx.term("constant", [], node, op, (sizes[0], sizes[1] if len(sizes) == 2 else 1))
        yield

    return go


def _may_be_size(ctx: Context, arguments: list[Syntax]) -> bool:
    """A number, a small letter, or a size of the text; `I(X)` is no identity matrix."""
    return all(a.kind != "name" or a.value.base.islower() or a.value.plain in ctx.sizes for a in arguments)


def _size(ctx: Context, node: Syntax) -> Any:
    found = size_of(ctx, node)
    if found is None:
        ctx.unsupported("a size of this kind", node)
    return found


def _hadamard_power(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 2:
        ctx.wrong(f"{word} takes a matrix and a power", node)
    base = yield of(ctx, arguments[0])
    exponent = yield of(ctx, arguments[1])
    ctx.shaped = True
    return ctx.term("hadpower", [base, exponent], node)


def _single_entry(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 4:
        ctx.wrong(f"{word} takes two indices and two sizes", node)
    i = yield of(ctx, arguments[0])
    j = yield of(ctx, arguments[1])
    ctx.shaped = True
    return ctx.term("single", [i, j], node, None, (_size(ctx, arguments[2]), _size(ctx, arguments[3])))


def _commutation(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 2:
        ctx.wrong(f"{word} takes two sizes", node)
    return commutation(ctx, [_size(ctx, a) for a in arguments], node)
    yield


def commutation(ctx: Context, sizes: list[Any], node: Syntax) -> Term:
    """K with K vec(A) = vec(Aᵀ)."""
    ctx.shaped = True
    n = size_product(*(Integer(s) if isinstance(s, int) else s for s in sizes))
    side = int(n) if isinstance(n, Integer) else n
    return ctx.term("commutation", [], node, sizes, (side, side))


def _root(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 1:
        ctx.wrong(f"{word} takes one argument", node)
    value = yield of(ctx, arguments[0])
    return ctx.term("root", [value, ctx.number(Integer(3 if word == "cbrt" else 2), node)], node)


def _any_root(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    """`root(x, 5)`."""
    if len(arguments) != 2:
        ctx.wrong(f"{word} takes a value and the number of its root", node)
    value = yield of(ctx, arguments[0])
    return ctx.term("root", [value, (yield of(ctx, arguments[1]))], node)


def _rational(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 2:
        ctx.wrong(f"{word} takes two arguments", node)
    above = yield of(ctx, arguments[0])
    below = yield of(ctx, arguments[1])
    return ctx.term("quotient", [above, below], node)


def _indicator(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 1:
        ctx.wrong(f"{word} takes one condition", node)
    return (yield indicator(ctx, arguments[0], node))


def _delta(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 2:
        ctx.wrong(f"{word} takes two indices", node)
    i = yield of(ctx, arguments[0])
    j = yield of(ctx, arguments[1])
    return ctx.term("delta", [i, j], node, None, SCALAR)


def _differential(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if len(arguments) != 1:
        terms: list[Term] = []
        for a in arguments:
            terms.append((yield of(ctx, a)))
        return callee(ctx, Name("d"), terms, node)
    if _takes_a_letter(ctx, node):
        ctx.guess("d(…) is a call of the function d")
        return callee(ctx, Name("d"), [(yield of(ctx, arguments[0]))], node)
    return ctx.term("differential", [(yield of(ctx, arguments[0]))], node)


def _takes_a_letter(ctx: Context, node: Syntax) -> bool:
    """`d(t)`, `d(t) = t + 1`: is every d a whole side, of a small letter that nothing declares?"""
    nodes = list(walk(ctx.tree))
    sides = {id(k) for n in nodes if n.kind in ("relation", "statements") for k in n.kids} | {id(ctx.tree)}
    calls = [n for n in nodes if n.kind == "call" and n.kids[0].kind == "name" and n.kids[0].value == Name("d")]
    names = [k.value for n in calls for k in n.kids[1:] if k.kind == "name"]
    small = all(x.base.islower() and ctx.declared(x) is None for x in names)
    return len(names) == len(calls) and small and all(id(n) in sides for n in calls)


def _derivative(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    """`Derivative(f, x)`, `Derivative(f, x, y)`, `Derivative(f, (x, 2))`."""
    from derive.read.calculus import made, variable

    if len(arguments) < 2:
        ctx.wrong("Derivative takes a function and its variables", node)
    function = yield of(ctx, arguments[0])
    variables: list[Term] = []
    for a in arguments[1:]:
        inner = a.kids[0] if a.kind == "group" and a.kids else a
        if inner.kind == "list" and len(inner.kids) == 2 and inner.kids[1].kind == "number":
            count = int(inner.kids[1].value) if inner.kids[1].value.isdigit() else 0
            if not 0 < count < 20:
                ctx.unsupported("a derivative of this order", node)
            variables += [(yield variable(ctx, inner.kids[0]))] * count
        elif a.kind == "number" and variables:
            ctx.wrong("an order is written as a pair: (x, 2)", a)
        else:
            variables.append((yield variable(ctx, a)))
    return made(ctx, function, variables, node)


def _piecewise(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    parts: list[Term] = []
    for a in arguments:
        inner = a.kids[0] if a.kind == "group" and a.kids else a
        if inner.kind != "list" or len(inner.kids) != 2:
            ctx.wrong("a piece is a pair (value, condition)", a)
        parts.append((yield of(ctx, inner.kids[0])))
        parts.append((yield condition(ctx, inner.kids[1])))
    return ctx.term("cases", parts, node)


def _matrix(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    """`Matrix([[1, 2], [3, 4]])`, `Matrix([1, 2])`."""
    rows = items(inside(arguments[0])) if len(arguments) == 1 and arguments[0].kind == "group" else []
    cells = [items(inside(r)) if r.kind == "group" and r.value == ("[", "]") else [r] for r in rows]
    if not cells or len({len(r) for r in cells}) != 1:
        ctx.wrong("Matrix takes rows of one length: Matrix([[1, 2], [3, 4]])", node)
    terms: list[Term] = []
    for r in cells:
        for c in r:
            terms.append((yield of(ctx, c)))
    ctx.shaped = True
    form = (len(cells), len(cells[0]))
    return ctx.term("matrix", terms, node, form, form)


def _bound_sum(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    """`Sum(a[i], (i, 1, n))`, `Sum(a[i], i)`, with several limits too: the last is the outermost."""
    if len(arguments) < 2:
        ctx.wrong(f"{word} takes a body and its indices", node)
    kind = "sum" if word == "Sum" else "prod"
    body = arguments[0]
    groups: list[tuple[Syntax, Syntax | None]] = []
    for a in arguments[1:]:
        inner = a.kids[0] if a.kind == "group" and a.kids else a
        parts = list(inner.kids) if inner.kind == "list" else [inner]
        if len(parts) == 1:
            groups.append((parts[0], None))
        elif len(parts) == 3:
            groups.append((Syntax("relation", ("=",), (parts[0], parts[1]), a.span), parts[2]))
        else:
            ctx.wrong("limits are (i, first, last), or i alone", a)
    if len(groups) > 1 and all(_same_limits(ctx, g, groups[0]) for g in groups):
        names = [g[0].kids[0] if g[1] is not None else g[0] for g in groups]
        low = groups[0][0]
        last = Syntax("relation", ("=",), (names[-1], low.kids[1]), low.span) if groups[0][1] is not None else names[-1]
        lower = Syntax("list", (",",) * (len(names) - 1), (*names[:-1], last), low.span)
        return (yield of(ctx, Syntax("big", kind, (body, lower, groups[0][1]), node.span)))
    for lower, upper in groups:
        body = Syntax("big", kind, (body, lower, upper), node.span)
    return (yield of(ctx, body))


def _same_limits(ctx: Context, a: tuple[Syntax, Syntax | None], b: tuple[Syntax, Syntax | None]) -> bool:
    """One range, so that the sum has several indices at once."""
    if (a[1] is None) != (b[1] is None):
        return False
    if a[1] is None or b[1] is None:
        return True
    texts = [ctx.source.text[n.span.start : n.span.end] for n in (a[1], b[1], a[0].kids[1], b[0].kids[1])]
    return texts[0] == texts[1] and texts[2] == texts[3]


def _given(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    return (yield argument(ctx, Syntax("given_rest", None, tuple(arguments), node.span)))


def _total(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    """`sum(x)`: the sum of all entries of a vector."""
    if len(arguments) != 1 or sub is not None:
        ctx.unsupported("a sum of several arguments", node)
    value = yield of(ctx, arguments[0])
    ctx.shaped = True
    return ctx.term("total", [value], node, None, SCALAR)


SPECIAL.update({
    **dict.fromkeys(_BY_SHAPE, _matrix_function), "hadamard": _pair("odot"), "kron": _pair("otimes"),
    "I": _filled("eye"),
    "eye": _filled("eye"), "ones": _filled("1"), "zeros": _filled("0"), "sqrt": _root, "cbrt": _root,
    "root": _any_root,
    "Rational": _rational, "hadamard_power": _hadamard_power, "single_entry": _single_entry,
    "commutation": _commutation, "Indicator": _indicator, "KroneckerDelta": _delta, "d": _differential,
    "Derivative": _derivative, "Matrix": _matrix, "Given": _given, "sum": _total, "Piecewise": _piecewise,
    "Sum": _bound_sum, "Product": _bound_sum,
})  # fmt: skip
