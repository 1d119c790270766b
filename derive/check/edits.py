"""Known slips: every single edit of a side of an equation.

The edits are those that authors make: a sign, a factor, an index, a letter, an exponent, a function, a transpose, an
order, a bound, a condition, a term or factor too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from sympy import Integer, Rational, S, Tuple

from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    Binding,
    Call,
    Decimal,
    Derivative,
    Entry,
    Frac,
    Function,
    Given,
    Had,
    Inv,
    Letter,
    Node,
    Plus,
    Power,
    Range,
    Relation,
    Row,
    T,
    Times,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.operators import Over
from derive.expr.trees import at, replace_at, substitute, walk
from derive.notation import call

SWAPS = {
    "exp": ("log",), "log": ("exp",), "sin": ("cos", "sinh"), "cos": ("sin", "cosh"), "tan": ("cot",),
    "sinh": ("cosh", "sin"), "cosh": ("sinh", "cos"), "sigmoid": ("tanh",), "tanh": ("sigmoid", "tan"),
    "min": ("max",), "max": ("min",), "sqrt": (), "arcsin": ("arccos",), "arccos": ("arcsin",), "floor": ("ceil",),
}  # fmt: skip
HALF = Rational(1, 2)
CURVED = ("function", "exponent", "power", "square", "root", "base")
MOMENTS = ("E", "Var", "var", "V", "Cov", "cov")  # one is not written for another


def edits(e: Any, other: Any) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    """(what, path, new node) for every single edit of a tree; `other` is the other side of its equation."""
    known = letters(e) | letters(other)
    functions = sorted({n.function for t in (e, other) for _, n in walk(t) if _named(n)}, key=str)
    bound = frozenset(b for t in (e, other) for _, n in walk(t) if isinstance(n, Binding) for b in n.bound)
    pool = sorted(known | bound, key=lambda x: x.plain)
    conditions = [path for path, node in walk(e) if isinstance(node, Relation)]
    for path, node in walk(e):
        if any(path[: len(c)] == c for c in conditions):
            continue  # with another condition a side may have no value where the sides differ
        if isinstance(node, Function) or path and _is_place(at(e, path[:-1]), path[-1]):
            continue
        others = _functions(node, functions) if _named(node) else ()
        if node == -1 and path and isinstance(at(e, path[:-1]), Times):
            continue  # a sign, which is changed with its product
        indexed = bool(path) and path[-1] > 0 and isinstance(at(e, path[:-1]), (Entry, Row))
        found = _letters(node, pool) if indexed and isinstance(node, Letter) else _of(node, pool)
        for what, new in (*found, *others):
            if new is None or new == node or shape(new) != shape(node):
                continue
            parent = at(e, path[:-1]) if path else None
            if what in CURVED and any(isinstance(at(e, path[:k]), Range) for k in range(len(path))):
                continue  # sums do not go up to exp(n)
            if _idle(new, parent) or what == "term" and path and _has_number(e, path):
                continue
            if what == "sign" and isinstance(parent, Times) and new == minus(node):  # that of the product
                continue
            yield what, path, new
    yield from (("whole", (), new) for new in _whole(e, pool) if new is not None)


def _has_number(e: Any, path: tuple[int, ...]) -> bool:
    """Does the letter stand beside a number, which is edited instead, or in a bound, which moves as a whole?"""
    parent = at(e, path[:-1])
    beside = isinstance(parent, Plus) and any(isinstance(a, Integer) for a in parent.args)
    return beside or any(isinstance(at(e, path[:k]), Range) for k in range(len(path)))


def _idle(new: Any, parent: Any) -> bool:
    """Is it a term, factor or exponent without effect: where it is meant, it is dropped?"""
    return new == 0 and isinstance(parent, Plus) or new == 1 and isinstance(parent, (Power, Times))


def _named(node: Any) -> bool:
    """A call of a function that is not known."""
    return isinstance(node, Call) and node.function.kind != "elementary"


def _functions(node: Call, known: list[Function]) -> Iterator[tuple[str, Any]]:
    """Another function of the equation in place of one."""
    if node.function.plain not in MOMENTS:
        others = (f for f in known if f != node.function and f.plain not in MOMENTS)
        yield from (("function", Call(f, *node.args[1:])) for f in others)


def _is_place(parent: Any, k: int) -> bool:
    """Is argument k a binder, a bound letter or a variable of a derivative?"""
    if isinstance(parent, Binding) and k > 0:
        return True
    return isinstance(parent, (Range, All, Over)) and k == 0 or isinstance(parent, Derivative) and k > 0


def _whole(e: Any, pool: list[Letter]) -> Iterator[Any]:
    """The whole side times a sign, a number or a letter; a matrix before or after it."""
    yield from (minus(e), times(Integer(2), e), times(HALF, e))
    for x in pool:
        if not x.shape:
            yield from (times(Power(x, S.NegativeOne), e), times(x, e))
        elif len(x.shape) == 2:
            yield from (_product(*pair) for m in (x, T(x)) for pair in ((m, e), (e, m)))


def _of(node: Any, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    match node:
        case Letter():
            yield from _letter(node, pool)
        case Integer():
            yield from (("number", Integer(v)) for v in (int(node) + 1, int(node) - 1, 2 * int(node), -int(node)))
            if int(node) and int(node) % 2 == 0:
                yield "number", Integer(int(node) // 2)
            if abs(int(node)) > 1:
                yield "number", Rational(1, int(node))
            yield from _digits(node)
            if abs(int(node)) > 1:
                yield from (("letter", x) for x in pool if not x.shape)
        case Decimal():
            yield from _digits(node)
        case Plus():
            yield from _plus(node, pool)
        case Times():
            yield from _times(node, pool)
        case Frac(args=(a, b)):
            yield from (("drop", a), ("flip", attempt(lambda: Frac(b, a))), ("sign", minus(node)))
            yield from (("factor", Frac(a, times(Integer(2), b))),) if not isinstance(b, Integer) else ()
            yield from (("factor", times(Integer(2), node)), ("factor", times(HALF, node)))
            yield "power", Frac(a, Power(b, Integer(2)))
            yield "power", attempt(lambda: Frac(Power(a, Integer(2)), b))
            yield "root", Frac(a, Power(b, HALF))
            if isinstance(a, Call) and a.function.plain == "gamma":
                pairs = permutations(sorted(letters(node), key=lambda x: x.plain), 2)
                yield from (("swap", substitute(node, {x: y, y: x})) for x, y in pairs if x.plain < y.plain)
            if isinstance(a, Plus) and is_scalar(a):
                yield from (("bracket", plus(*a.args[:-1], Frac(a.args[-1], b))),)
            if isinstance(b, Plus):
                yield from (("bracket", plus(Frac(a, b.args[0]), *b.args[1:])),)
        case Power(args=(a, n)):
            yield "drop", a
            yield "sign", minus(node)
            if shape(a) and isinstance(n, Integer) and abs(n) > 1:
                yield from (("exponent", attempt(lambda v=v: Power(a, v))) for v in (n + 1, n - 1))
            elif not shape(a):
                yield from (("exponent", Power(a, v)) for v in (_moved(n, 1), _moved(n, -1), minus(n)) if v != 1)
                yield from (("exponent", Power(a, v)) for v in (HALF, Integer(2), S.NegativeOne, Integer(3)) if v != n)
                yield from (("exponent", Power(a, x)) for x in pool if not x.shape and x != n)
                yield "factor", times(n, a)
            if isinstance(a, Plus):
                yield "bracket", plus(*a.args[:-1], Power(a.args[-1], n))
        case T(args=(a,)):
            yield "transpose", a
        case Inv(args=(a,)):
            yield "drop", a
        case Call():
            yield from _call(node, pool)
        case Entry() | Row():
            yield from _entry(node)
        case Had(args=args):
            yield from (("drop", args[1 - k]) for k in range(2) if len(args) == 2)
        case Binding():
            yield from _binding(node, pool)
        case Derivative():
            yield "drop", node.args[0] if is_scalar(node) else None
            yield from (("sign", minus(node)), ("factor", times(Integer(2), node)))
    if isinstance(node, Node) and len(shape(node)) == 2 and not isinstance(node, (T, Letter)) and _square(node):
        yield "transpose", T(node)
    if isinstance(node, Node) and not isinstance(node, (Letter, Decimal, Range)) and is_scalar(node):
        yield from _wrapped(node)


def _square(e: Any) -> bool:
    form = shape(e)
    return len(form) == 2 and form[0] == form[1]


def _wrapped(e: Any) -> Iterator[tuple[str, Any]]:
    """A missing function or power."""
    if not isinstance(e, (Plus, Power)):
        yield "square", Power(e, Integer(2))
    if isinstance(e, Call) and e.function.plain == "exp":
        yield "function", call("exp", e)
    elif isinstance(e, (Call, Plus, Entry, Frac, Times)):
        yield from (("function", call("log", e)), ("function", call("exp", e)), ("root", Power(e, HALF)))


def _letters(x: Letter, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    yield from (("letter", y) for y in pool if y != x and y.shape == x.shape)


def _letter(x: Letter, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    yield from _letters(x, pool)
    if not x.shape:
        yield from (("sign", minus(x)), ("factor", times(Integer(2), x)), ("factor", times(HALF, x)))
        yield from (("power", Power(x, n)) for n in (Integer(2), S.NegativeOne, HALF))
        yield from (("number", S.One), ("term", plus(x, S.One)), ("term", plus(x, S.NegativeOne)))
        yield from (("exponent", Power(x, n)) for n in pool if n != x and not n.shape)
    elif _square(x):
        yield from (("transpose", T(x)), ("inverse", Inv(x)))
    if len(x.shape) == 2 and not _square(x):
        yield "transpose", T(x)


def _digits(n: Any) -> Iterator[tuple[str, Any]]:
    """One digit written otherwise, or two exchanged."""
    text = n.digits if isinstance(n, Decimal) else str(n)
    if len(text) < 2 and not isinstance(n, Decimal) or len(text) > 12:
        return
    whole, point, rest = text.partition(".")
    if point:  # a zero behind the point, too many or too few
        yield "digit", _numeral(f"{whole}.0{rest}", n)
        yield from (("digit", _numeral(f"{whole}.{rest[1:]}", n)),) if rest[:1] == "0" and len(rest) > 1 else ()
    for k, c in enumerate(text):
        if c.isdigit():
            others = [d for d in "0123456789" if d != c]
            yield from (("digit", _numeral(text[:k] + d + text[k + 1 :], n)) for d in others)
            if k + 1 < len(text) and text[k + 1].isdigit() and text[k + 1] != c:
                yield "digit", _numeral(text[:k] + text[k + 1] + c + text[k + 2 :], n)


def _numeral(text: str, like: Any) -> Any:
    return Decimal(text) if isinstance(like, Decimal) else Integer(text)


def _plus(node: Plus, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    args = node.args
    for k, a in enumerate(args):
        before, after = args[:k], args[k + 1 :]
        yield "sign", plus(*before, minus(a), *after)
        yield "drop", plus(*before, *after)
        yield "factor", plus(*before, times(Integer(2), a), *after)
        yield "factor", plus(*before, times(HALF, a), *after)
        if is_scalar(a):
            yield from (("factor", plus(*before, times(x, a), *after)) for x in pool if not x.shape)
        if k and after:
            yield "bracket", plus(*before, a, *map(minus, after))
        if after and is_scalar(node):
            yield from (("bracket", plus(*before, x, *after[1:])) for x in _taking(a, after[0]))
            if not _negative(after[0]):
                yield "relation", times(plus(*before, a), plus(*after))
    yield "sign", minus(node)


def _negative(a: Any) -> bool:
    first = a.args[0] if isinstance(a, Times) else a
    return bool(getattr(first, "is_Integer", False)) and first < 0


def _taking(a: Any, b: Any) -> Iterator[Any]:
    """The term that takes the next one into its last part: `p/1 - p` as p/(1 - p), `f(x) + y` as f(x + y)."""
    match a:
        case Times(args=(*rest, Frac() | Call() | Power() as last)) if is_scalar(last):
            yield from (times(*rest, x) for x in _taking(last, b))
        case Frac(args=(x, y)):
            yield Frac(x, plus(y, b))
        case Power(args=(x, n)):
            yield from (Power(x, plus(n, b)), Power(plus(x, b), n))
        case Call(arguments=(x,)) if not shape(x):
            yield replace_at(a, (1,), plus(x, b))
    match b:  # `1 - f(x)` as f(1 - x)
        case Call(arguments=(x,)) | Times(args=(S.NegativeOne, Call(arguments=(x,)))) if is_scalar(a) and not shape(x):
            inner = b if isinstance(b, Call) else b.args[1]
            yield replace_at(inner, (1,), plus(a, x if inner is b else minus(x)))


def _times(node: Times, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    args, scalar = node.args, is_scalar(node)
    for k, a in enumerate(args):
        before, after = args[:k], args[k + 1 :]
        yield "drop", _product(*before, *after)
        if is_scalar(a) and a not in (S.One, S.NegativeOne):
            yield from (("factor", times(*args, a)), ("factor", times(*before, Power(a, S.NegativeOne), *after)))
        elif isinstance(a, (Letter, T)):
            yield "transpose", _product(*before, T(a) if isinstance(a, Letter) else a.args[0], *after)
        if k and not (is_scalar(args[k - 1]) or is_scalar(a)):
            yield "order", _product(*args[: k - 1], a, args[k - 1], *after)
    if len(args) == 2 and scalar:
        yield from (("operator", plus(*args)), ("operator", plus(args[0], minus(args[1]))))
    if not scalar:
        for k in range(len(args) + 1):
            missing = (m for x in pool if len(x.shape) == 2 for m in (x, T(x)))
            yield from (("factor", _product(*args[:k], m, *args[k:])) for m in missing)
    yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("factor", times(HALF, node)))


def _product(*factors: Any) -> Any:
    return attempt(lambda: times(*factors))


def attempt(make: Any) -> Any:
    """What is made, None where shapes do not fit."""
    try:
        return make()
    except DeriveError:
        return None


def _conditioned(node: Call) -> Iterator[tuple[str, Any]]:
    """`p(x | y)` for `p(y | x)`, `p(x, y)` for `p(x | y)`, and the other way round; a letter too many."""
    heads = [a for a in node.arguments if not isinstance(a, Given)]
    given = [g for a in node.arguments if isinstance(a, Given) for g in a.args]
    if not given:
        yield from (
            ("condition", Call(node.function, a, Given(b))) for a, b in permutations(heads, 2) if len(heads) == 2
        )
        return
    yield "condition", Call(node.function, *heads, *given)
    yield "condition", Call(node.function, *given, Given(*heads))
    yield "drop", Call(node.function, *heads)
    for k in range(len(given) if len(given) > 1 else 0):
        rest = [*given[:k], *given[k + 1 :]]
        yield "condition", Call(node.function, *heads, Given(*rest))
        yield "condition", Call(node.function, *heads, given[k], Given(*rest))


def _call(node: Call, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    name, arguments = node.function.plain, node.arguments
    if node.function.kind != "elementary":
        yield from _conditioned(node)
    if len(arguments) == 1:
        a = arguments[0]
        yield "drop", a
        if node.function.kind == "elementary":
            yield from (("function", call(other, a)) for other in SWAPS.get(name, ()))
            yield from (("base", Frac(node, call("log", Integer(n)))) for n in (2, 10) if name == "log")
            if shape(a) == () and isinstance(a, Plus) and len(a.args) > 1:
                yield "bracket", plus(call(name, a.args[0]), *a.args[1:])
    if is_scalar(node):
        yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("power", Power(node, S.NegativeOne)))
        yield from (("factor", times(HALF, node)), ("number", S.One))
    if len(arguments) == 2:
        yield "swap", attempt(lambda: replace_at(replace_at(node, (1,), node.args[2]), (2,), node.args[1]))
    if len(arguments) == 1 and node.function.kind in ("function", "elementwise") and isinstance(node.args[0], Function):
        yield from (("prime", Call(_primed(node.function, k), *arguments)) for k in (1, -1))


def _primed(f: Function, k: int) -> Function:
    """f' for f, f for f'."""
    order = max(0, sum(f.order) + k)
    return Function(f.args[0], f.args[1], f.args[2], Tuple(order) if order else Tuple(), f.args[4])


def _entry(node: Any) -> Iterator[tuple[str, Any]]:
    indices = node.args[1:]
    if len(indices) == 2 and indices[0] != indices[1]:
        yield "swap", attempt(lambda: replace_at(replace_at(node, (1,), indices[1]), (2,), indices[0]))
    for k, i in enumerate(indices):
        for d in (1, -1):
            shifted = _moved(i, d)
            yield "index", attempt(lambda k=k, s=shifted: replace_at(node, (k + 1,), s))
    if is_scalar(node):
        yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("factor", times(HALF, node)))
        yield from (("power", Power(node, Integer(2))), ("power", Power(node, S.NegativeOne)), ("number", S.One))


def _moved(x: Any, by: int) -> Any:
    """x + 1 or x - 1, its number taken together."""
    rest, last = (x.args[:-1], x.args[-1]) if isinstance(x, Plus) else ((), x)
    if not isinstance(last, Integer):
        return plus(x, Integer(by))
    return plus(*rest, last + by) if last + by or not rest else plus(*rest)


def _binding(node: Any, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    if is_scalar(node):
        yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("factor", times(HALF, node)))
        yield "drop", node.body if not set(node.bound) & letters(node.body) else None
        for n in pool:
            if "integer" in n.assumptions and not n.shape and n not in node.bound:
                yield "factor", times(Power(n, S.NegativeOne), node)
    for k, b in enumerate(node.binders):
        if isinstance(b, Range):
            x, lo, hi = b.args
            for lo2, hi2 in ((_moved(lo, 1), hi), (_moved(lo, -1), hi), (lo, _moved(hi, 1)), (lo, _moved(hi, -1))):
                yield "bound", attempt(lambda k=k, r=Range(x, lo2, hi2): replace_at(node, (k + 1,), r))
