"""Calls: known functions of the table, matrix functions by name, abstract functions; calls told from products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.expr.heads import Function, size_product
from derive.expr.names import GREEK, Name
from derive.notation import BY_LATEX, BY_PYTHON, Row
from derive.read.brackets import condition, indicator
from derive.read.context import Context
from derive.read.naming import full_name, inside, items, label, split, unbrace
from derive.read.resolve import Work, of, raised, resolves
from derive.read.sizes import size_of
from derive.read.survey import attached, contents, is_label, is_transpose
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Callee, Shape, Term, from_tree

# Letters that are functions where they stand before brackets, whatever the brackets hold.
FUNCTION_LETTERS = frozenset("f g h F G H J K L N Phi Psi ell phi psi varphi sigma".split())
OPAQUE_SQUARE = frozenset(["E", "P", "Var", "Cov", "Pr", "H", "D", "V"])
_BY_SHAPE = {"tr": "tr", "Tr": "tr", "trace": "tr", "det": "det", "Det": "det", "diag": "diag", "vec": "vec", "inv": "inv",
             "softmax": "softmax", "norm": "norm", "Softmax": "softmax", "pinv": "pinv", "adj": "adj",
             "transpose": "transpose", "logsumexp": "logsumexp"}  # fmt: skip
_NORMS = {"fro": "", "nuc": "nuclear", "nuclear": "nuclear", "1": "1"}
_HELD = frozenset(["rank", "dim", "deg", "ker", "gcd", "arg", "hom"])


# ---- is it a call? -------------------------------------------------------------------------------------------------


def is_call(ctx: Context, f: Syntax, group: Syntax) -> bool:
    """`f(…)`: a call or a product? What is declared decides; else all occurrences of the letter."""
    core, primes, sub, sup = split(f)
    if core.kind != "name":
        return False
    name: Name = core.value
    whole = full_name(f, ctx.source)
    known = _by_declaration(ctx, name, whole)
    if known is not None:
        return known
    if sup is not None and not is_label(sup) and not _inverse(sup):
        return _is_word(name) and not is_transpose(sup)
    if sup is not None and is_transpose(sup):
        return False
    if primes or name in ctx.survey.primed:
        return True
    if name in ctx.bound or whole in ctx.bound or name.base in ("0", "1", "I") and name.font:
        return False
    if _is_word(name):
        return True
    return _by_occurrences(ctx, f, group, name)


def _by_declaration(ctx: Context, name: Name, whole: Name | None) -> bool | None:
    for n in (whole, name):
        if n is None:
            continue
        if ctx.declared_function(n) is not None:
            return True
        if ctx.declared(n) is not None:
            return False
    return None


def _is_word(name: Name) -> bool:
    return len(name.base) > 1 and name.base not in GREEK


def _inverse(sup: Syntax) -> bool:
    sup = unbrace(sup)
    return sup.kind == "sign" and sup.kids[0].kind == "number"


def _by_occurrences(ctx: Context, f: Syntax, group: Syntax, name: Name) -> bool:
    found = ctx.survey.calls[name]
    shape = "square" if group.value[0] == "[" else contents(group)
    if shape == "square":
        return name.base in OPAQUE_SQUARE
    if "comma" in found:
        return _called(ctx, f, name)
    if _extreme(ctx, name, split(f)[2]) is not None:
        return True
    if name in ctx.survey.inner or name == Name("e") or name == Name("pi") and "single" not in found:
        return _product(ctx, f, name)
    if name.base in FUNCTION_LETTERS and ("bare" not in found or name.base in "fgh"):
        return _called(ctx, f, name)
    if "single" in found and ("bare" not in found or shape == "single" and attached(f, group, ctx.source)):
        return _called(ctx, f, name) if "bare" not in found or name.base.isupper() else _product(ctx, f, name)
    return _product(ctx, f, name)


def _called(ctx: Context, f: Syntax, name: Name) -> bool:
    ctx.guess(f"{ctx.text(f)}(…) is a call of the function {name.plain}")
    return True


def _product(ctx: Context, f: Syntax, name: Name) -> bool:
    ctx.guess(f"{ctx.text(f)}(…) is a product with the letter {name.plain}")
    return False


# ---- calls ---------------------------------------------------------------------------------------------------------


@resolves("call")
def call(ctx: Context, node: Syntax) -> Work:
    r"""What is certainly a call: `\sin^2 x`, Python's `f(x)`."""
    return (yield applied(ctx, node.kids[0], list(node.kids[1:]), node))


def bracketed(ctx: Context, f: Syntax, group: Syntax, node: Syntax) -> Work:
    """`f(x, y)`: a name before brackets."""
    return (yield applied(ctx, f, arguments_of(ctx, inside(group), node), node))


def applied(ctx: Context, f: Syntax, arguments: list[Syntax], node: Syntax) -> Work:
    """A function applied to arguments; a power on the function is a power of the value."""
    core, primes, sub, sup = split(f)
    if core.kind == "symbol" and core.value in ("I", "E"):
        core = Syntax("name", Name(core.value), (), core.span)
    if core.kind != "name":
        ctx.unsupported("a call of something that is no name", node)
    name: Name = core.value
    if sup is not None and _inverse(sup) and _row(ctx, name) is not None:
        return (yield _inverse_of(ctx, name, arguments, node))
    power = sup if sup is not None and not is_label(sup) else None
    if power is not None and _inverse(power):
        name, power = replace(name, upper=label(power, ctx.source)), None
    elif sup is not None and power is None:
        name = replace(name, upper=label(sup, ctx.source))
    value = yield _value(ctx, name, primes, sub, arguments, node)
    return (yield raised(ctx, value, power, node)) if power is not None else value


def _row(ctx: Context, name: Name) -> Row | None:
    """The row of the table that an undeclared name means."""
    if name.font or name.accents or name.label or name.upper or ctx.declared_function(name) is not None:
        return None
    return BY_LATEX.get(name.base) or BY_PYTHON.get(name.base)


def _inverse_of(ctx: Context, name: Name, arguments: list[Syntax], node: Syntax) -> Work:
    r"""`\sin^{-1} x` is the arc sine; of other functions the power would be meant, or not."""
    inverse = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
               "cot": "acot", "sec": "asec", "csc": "acsc", "coth": "acoth", "sech": "asech", "csch": "acsch",
               "exp": "log", "log": "exp"}.get(_plain(ctx, name))  # fmt: skip
    if inverse is None or len(arguments) != 1:
        ctx.unsupported("the inverse of this function", node)
    value = yield of(ctx, arguments[0])
    return ctx.term("map", [value], node, inverse)


def _plain(ctx: Context, name: Name) -> str:
    row = _row(ctx, name)
    return row.plain if row else ""


def _value(ctx: Context, name: Name, primes: int, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    row = _row(ctx, name)
    if row is not None and _takes(row, arguments) and not _sigma_is_letter(ctx, name, sub):
        return (yield _elementary(ctx, row, primes, sub, arguments, node))
    undeclared = ctx.declared_function(name) is None
    extreme = _extreme(ctx, name, sub)
    if extreme is not None and len(arguments) == 1:
        ctx.shaped = True
        matrix = yield of(ctx, arguments[0])
        return ctx.term(extreme, [matrix], node, None, SCALAR if extreme == "eigenvalue" else None)
    special = _SPECIAL.get(name.plain) if undeclared and not primes and not name.font else None
    if name.plain in ("I", "d") and node.kind != "call":
        special = None  # Python's names alone
    if special is not None:
        return (yield special(ctx, name.plain, sub, arguments, node))
    if name.base in _HELD and undeclared:
        ctx.unsupported(f"the operator {name.base}", node)
    if sub is not None:
        if ctx.indexing.mentions(sub, set(ctx.bound)):
            ctx.unsupported("a family of functions with an index", node)
        name = replace(name, label=label(sub, ctx.source))
    terms: list[Term] = []
    for a in arguments:
        terms.append((yield argument(ctx, a)))
    if not terms:
        ctx.unsupported("a call without arguments", node)
    return callee(ctx, name, terms, node, primes)


def _extreme(ctx: Context, name: Name, sub: Syntax | None) -> str | None:
    r"""`\lambda_{\max}(A)`, `v_{\max}(A)`."""
    mark = label(sub, ctx.source) if sub is not None else name.label
    if (
        mark != "max"
        or name.base not in ("lambda", "v")
        or ctx.declared_function(replace(name, label=mark)) is not None
    ):
        return None
    return "eigenvalue" if name.base == "lambda" else "eigenvector"


def _takes(row: Row, arguments: list[Syntax]) -> bool:
    if any(a.kind in ("given_rest", "relation") for a in arguments):
        return False
    return row.arity[0] <= len(arguments) <= row.arity[1]


def _sigma_is_letter(ctx: Context, name: Name, sub: Syntax | None) -> bool:
    return name.base in GREEK and sub is not None


def argument(ctx: Context, a: Syntax) -> Work:
    """An argument of an abstract function: a value, a statement like `X = x`, or what stands after a bar."""
    if a.kind == "given_rest":
        terms: list[Term] = []
        for k in a.kids:
            terms.append((yield argument(ctx, k)))
        return ctx.term("given", terms, a, None, SCALAR)
    if a.kind == "relation":
        return (yield condition(ctx, a))
    return (yield of(ctx, a))


def arguments_of(ctx: Context, body: Syntax | None, node: Syntax) -> list[Syntax]:
    """The arguments in brackets: a list; `x; w` too; after a bar as one node of kind `given_rest`."""
    if body is None or body.kind == "empty":
        return []
    if body.kind == "statements":
        if set(body.value) != {";"}:
            ctx.unsupported("words inside of a call", node)
        found: list[Syntax] = []
        for k in body.kids:
            inner = arguments_of(ctx, k, node)
            if found and found[-1].kind == "given_rest":
                last = found[-1]
                found[-1] = Syntax("given_rest", None, (*last.kids, *inner), last.span.to(k.span))
            else:
                found += inner
        return found
    if body.kind != "given":
        return items(body)
    if len(body.kids) > 2:
        ctx.unsupported("several bars in one call", node)
    left, right = body.kids
    return [*arguments_of(ctx, left, node), Syntax("given_rest", None, tuple(items(right)), right.span)]


def _check_argument(ctx: Context, a: Syntax) -> None:
    if a.kind in ("given", "statements", "given_rest"):
        ctx.unsupported("a bar in the arguments of this function", a)
    if a.kind == "relation":
        ctx.unsupported("a relation as an argument", a)


def _elementary(ctx: Context, row: Row, primes: int, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    terms: list[Term] = []
    for a in arguments:
        _check_argument(ctx, a)
        terms.append((yield of(ctx, a)))
    if sub is not None:
        if row.plain != "log":
            ctx.unsupported("a function with a mark", node)
        terms.append((yield of(ctx, sub)))
    if row.plain in ("exp", "log") and not primes and len(terms) == 1:
        return ctx.term("exp" if row.plain == "exp" else "map", terms, node, None if row.plain == "exp" else "log")
    return ctx.term("map", terms, node, (row.plain, primes) if primes else row.plain)


def callee(ctx: Context, name: Name, arguments: list[Term], node: Syntax, primes: int = 0) -> Term:
    """A call of an abstract function."""
    key = ctx.key(name)
    found = ctx.callees.get(key)
    if found is None:
        head = ctx.declared_function(name)
        shape: Shape | None = None
        if head is None:
            head = Function(name.latex, key.plain, "function")
        elif head.kind == "function" and head.args[4].args:
            shape = from_tree(tuple(head.args[4].args))
        found = ctx.callees[key] = Callee(name, head, shape)
    if found.head.kind in ("elementwise", "matrix"):
        return ctx.term("map", arguments, node, (found.head, primes))
    if primes and len(arguments) != 1:
        ctx.unsupported("a prime on a function of several arguments", node)
    if primes:
        return ctx.term("primed", arguments, node, (found, primes))
    t = ctx.term("call", arguments, node, found, found.shape)
    found.terms.append(t)
    return t


# ---- functions with a meaning of their own ---------------------------------------------------------------------------

Special = Callable[[Context, str, "Syntax | None", list[Syntax], Syntax], Work]


def _matrix_function(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if sub is not None or len(arguments) not in (1, 2) or len(arguments) == 2 and word != "norm":
        ctx.unsupported(f"{word} of this", node)
    op, ctx.shaped = _BY_SHAPE[word], True
    value = yield of(ctx, arguments[0])
    if op == "norm":
        kind = arguments[1].value if len(arguments) == 2 else ""
        return ctx.term("norm", [value], node, _NORMS.get(str(kind), ""), SCALAR)
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
        ctx.shaped = True
        sizes = [_size(ctx, a) for a in arguments]
        if not 1 <= len(sizes) <= (1 if op == "eye" else 2):
            ctx.wrong(f"{word} takes a size", node)
        if op == "eye":
            return ctx.term("eye", [], node, (None, sizes[0]), (sizes[0], sizes[0]))
        return ctx.term("constant", [], node, op, (sizes[0], sizes[1] if len(sizes) == 2 else 1))
        yield

    return go


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
    return ctx.term("differential", [(yield of(ctx, arguments[0]))], node)


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


_SPECIAL: dict[str, Special] = {
    **{w: _matrix_function for w in _BY_SHAPE}, "hadamard": _pair("odot"), "kron": _pair("otimes"), "I": _filled("eye"),
    "eye": _filled("eye"), "ones": _filled("1"), "zeros": _filled("0"), "sqrt": _root, "cbrt": _root,
    "Rational": _rational, "hadamard_power": _hadamard_power, "single_entry": _single_entry, "commutation": _commutation, "Indicator": _indicator, "KroneckerDelta": _delta, "d": _differential,
    "Derivative": _derivative, "Matrix": _matrix, "Given": _given, "sum": _total, "Piecewise": _piecewise, "Sum": _bound_sum, "Product": _bound_sum,
}  # fmt: skip
