"""Known slips: every single edit of a side of a false equation, and the search for one that makes it true.

The edits are those that authors make: a sign, a factor, an index, a letter, an exponent, a function, a transpose, an
order, a bound, a term or factor too many. They are evaluated together at the same samples; a survivor is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Rational, S

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
    Had,
    Inv,
    Letter,
    Node,
    Plus,
    Power,
    Range,
    Row,
    T,
    Times,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
    weight,
)
from derive.expr.scope import Scope
from derive.expr.trees import at, canonical, replace_at, walk
from derive.notation import call

MOST = 900  # edits that are tried
LARGEST = 150  # leaves of a side
SWAPS = {
    "exp": ("log",), "log": ("exp",), "sin": ("cos", "sinh"), "cos": ("sin", "cosh"), "tan": ("cot",),
    "sinh": ("cosh", "sin"), "cosh": ("sinh", "cos"), "sigmoid": ("tanh",), "tanh": ("sigmoid", "tan"),
    "min": ("max",), "max": ("min",), "sqrt": (), "arcsin": ("arccos",), "arccos": ("arcsin",), "floor": ("ceil",),
}  # fmt: skip
HALF = Rational(1, 2)


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit that makes an equation true. side: 0 or 1; words: what to change; tree: the side as it should be."""

    side: int
    words: str
    tree: Any
    old: Any
    new: Any


def edits(e: Any, other: Any) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    """(what, path, new node) for every single edit of a tree; `other` is the other side of its equation."""
    known = letters(e) | letters(other)
    bound = frozenset(b for t in (e, other) for _, n in walk(t) if isinstance(n, Binding) for b in n.bound)
    pool = sorted(known | bound, key=lambda x: x.plain)
    for path, node in walk(e):
        if isinstance(node, Function) or path and _is_place(at(e, path[:-1]), path[-1]):
            continue
        for what, new in _of(node, pool):
            if new is not None and new != node and shape(new) == shape(node):
                yield what, path, new
    yield from (("whole", (), new) for new in _whole(e, pool))


def _is_place(parent: Any, k: int) -> bool:
    """Is argument k a bound letter or a variable of a derivative, which only a letter can be?"""
    return isinstance(parent, (Range, All)) and k == 0 or isinstance(parent, Derivative) and k > 0


def _whole(e: Any, pool: list[Letter]) -> Iterator[Any]:
    """The whole side times a sign, a number or a size."""
    yield from (minus(e), times(Integer(2), e), times(HALF, e))
    for n in pool:
        if "integer" in n.assumptions and not n.shape:
            yield from (times(Power(n, S.NegativeOne), e), times(n, e))


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
            yield from _plus(node)
        case Times():
            yield from _times(node, pool)
        case Frac(args=(a, b)):
            yield from (("drop", a), ("flip", Frac(b, a)), ("sign", minus(node)))
            yield from (("factor", times(Integer(2), node)), ("factor", times(HALF, node)))
            yield from (("power", Frac(a, Power(b, Integer(2)))), ("power", Frac(Power(a, Integer(2)), b)))
            if isinstance(a, Plus) and is_scalar(a):
                yield from (("bracket", plus(*a.args[:-1], Frac(a.args[-1], b))),)
            if isinstance(b, Plus):
                yield from (("bracket", plus(Frac(a, b.args[0]), *b.args[1:])),)
        case Power(args=(a, n)):
            yield "drop", a
            yield "sign", minus(node)
            if not shape(a):
                yield from (("exponent", Power(a, v)) for v in (plus(n, S.One), plus(n, S.NegativeOne), minus(n)))
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
    if isinstance(e, (Call, Plus, Entry, Frac, Times)):
        yield from (("function", call("log", e)), ("function", call("exp", e)), ("root", Power(e, HALF)))


def _letter(x: Letter, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    yield from (("letter", y) for y in pool if y != x and y.shape == x.shape)
    if not x.shape:
        for y in (x, *()):
            yield from (("sign", minus(y)), ("factor", times(Integer(2), y)), ("factor", times(HALF, y)))
            yield from (("power", Power(y, Integer(2))), ("power", Power(y, S.NegativeOne)))
            yield from (("power", Power(y, HALF)), ("number", S.One), ("term", plus(y, S.One)))
            yield "term", plus(y, S.NegativeOne)
    elif _square(x):
        yield from (("transpose", T(x)), ("inverse", Inv(x)))
    if len(x.shape) == 2 and not _square(x):
        yield "transpose", T(x)


def _digits(n: Any) -> Iterator[tuple[str, Any]]:
    """One digit written otherwise, or two exchanged."""
    text = n.digits if isinstance(n, Decimal) else str(n)
    if len(text) < 2 and not isinstance(n, Decimal) or len(text) > 12:
        return
    for k, c in enumerate(text):
        if c.isdigit():
            others = [d for d in "0123456789" if d != c]
            yield from (("digit", _numeral(text[:k] + d + text[k + 1 :], n)) for d in others)
            if k + 1 < len(text) and text[k + 1].isdigit() and text[k + 1] != c:
                yield "digit", _numeral(text[:k] + text[k + 1] + c + text[k + 2 :], n)


def _numeral(text: str, like: Any) -> Any:
    return Decimal(text) if isinstance(like, Decimal) else Integer(text)


def _plus(node: Plus) -> Iterator[tuple[str, Any]]:
    args = node.args
    for k, a in enumerate(args):
        rest = (*args[:k], *args[k + 1 :])
        yield "sign", plus(*args[:k], minus(a), *args[k + 1 :])
        yield "drop", plus(*rest)
        yield "factor", plus(*args[:k], times(Integer(2), a), *args[k + 1 :])
        yield "factor", plus(*args[:k], times(HALF, a), *args[k + 1 :])
        if k + 1 < len(args) and is_scalar(node):
            yield "relation", times(plus(*args[: k + 1]), plus(*args[k + 1 :]))
    yield "sign", minus(node)


def _times(node: Times, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    args = node.args
    for k, a in enumerate(args):
        rest = times(*args[:k], *args[k + 1 :])
        yield "drop", rest
        yield from (("factor", times(*args, a)), ("factor", times(*args[:k], Power(a, S.NegativeOne), *args[k + 1 :]))
                    ) if is_scalar(a) else ()  # fmt: skip
        if len(args) == 2 and is_scalar(node):
            yield "operator", plus(*args)
            yield "operator", plus(args[0], minus(args[1]))
        if not is_scalar(a) and isinstance(a, (Letter, T)):
            yield (
                "transpose",
                _try(lambda a=a, k=k: times(*args[:k], T(a) if isinstance(a, Letter) else a.args[0], *args[k + 1 :])),
            )
        if k and not (is_scalar(args[k - 1]) or is_scalar(a)):
            yield "order", _try(lambda k=k: times(*args[: k - 1], args[k], args[k - 1], *args[k + 1 :]))
    yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("factor", times(HALF, node)))


def _try(make: Any) -> Any:
    try:
        return make()
    except DeriveError:
        return None


def _call(node: Call, pool: list[Letter]) -> Iterator[tuple[str, Any]]:
    name, arguments = node.function.plain, node.arguments
    if len(arguments) == 1:
        a = arguments[0]
        yield "drop", a
        if node.function.kind == "elementary":
            yield from (("function", call(other, a)) for other in SWAPS.get(name, ()))
            if shape(a) == () and isinstance(a, Plus) and len(a.args) > 1:
                yield "bracket", plus(call(name, a.args[0]), *a.args[1:])
    if is_scalar(node):
        yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("power", Power(node, S.NegativeOne)))
        yield from (("factor", times(HALF, node)), ("number", S.One))
    if len(arguments) == 2:
        yield "swap", _try(lambda: replace_at(replace_at(node, (1,), node.args[2]), (2,), node.args[1]))


def _entry(node: Any) -> Iterator[tuple[str, Any]]:
    indices = node.args[1:]
    if len(indices) == 2 and indices[0] != indices[1]:
        yield "swap", _try(lambda: replace_at(replace_at(node, (1,), indices[1]), (2,), indices[0]))
    for k, i in enumerate(indices):
        for d in (1, -1):
            shifted = plus(i, Integer(d))
            yield "index", _try(lambda k=k, s=shifted: replace_at(node, (k + 1,), s))
    if is_scalar(node):
        yield from (("sign", minus(node)), ("factor", times(Integer(2), node)), ("factor", times(HALF, node)))
        yield from (("power", Power(node, Integer(2))), ("power", Power(node, S.NegativeOne)), ("number", S.One))


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
            for lo2, hi2 in ((plus(lo, S.One), hi), (plus(lo, S.NegativeOne), hi), (lo, plus(hi, S.One)),
                             (lo, plus(hi, S.NegativeOne))):  # fmt: skip
                yield "bound", _try(lambda k=k, r=Range(x, lo2, hi2): replace_at(node, (k + 1,), r))


# ---- the search ------------------------------------------------------------------------------------------------------


def repaired(sides: tuple[Any, Any], relation: str, scope: Scope, seconds: float = 4.0) -> Repair | None:
    """The single edit of a side that makes the equation true, the simplest first; None where there is none."""
    if weight(sides[0]) + weight(sides[1]) > 2 * LARGEST:
        return None
    for side in (1, 0):
        found = _search(sides, side, scope, seconds)
        if found is not None:
            return found
    return None


def _search(sides: tuple[Any, Any], side: int, scope: Scope, seconds: float) -> Repair | None:
    from derive.verify import judge
    from derive.verify_screen import agreeing

    e, other = sides[side], sides[1 - side]
    made: list[tuple[str, Any, Any, Any]] = []
    seen: set[Any] = {e}
    known = letters(e) | letters(other)
    for what, path, new in edits(e, other):
        tree = _try(lambda path=path, new=new: replace_at(e, path, new)) if path else new
        if tree is None or tree in seen or shape(tree) != shape(other) or not letters(tree) <= known:
            continue
        seen.add(tree)
        old = e
        for k in path:
            old = old.args[k]
        made.append((what, old, new, tree))
        if len(made) >= MOST:
            break
    good = agreeing(other, [m[3] for m in made], scope, seconds=seconds)
    ranked = sorted(good, key=lambda k: (weight(made[k][3]) - weight(e) < 0, abs(weight(made[k][3]) - weight(e)), k))
    for k in ranked[:6]:
        what, old, new, tree = made[k]
        pair = (other, tree) if side else (tree, other)
        try:
            if judge(*pair, "=", scope).holds:
                return Repair(side, _words(what, old, new), tree, old, new)
        except DeriveError:
            continue
    return None


def _words(what: str, old: Any, new: Any) -> str:
    from derive.write.latex import write

    if what == "whole":
        return f"true with {write(new)} for that side"
    return f"true with {write(new)} in place of {write(old)}"


def telling(sides: tuple[Any, Any], repair: Repair) -> bool:
    """Does the repair say that the author meant an identity, and not an equation to solve that it makes trivial?"""
    pair = (repair.tree, sides[1]) if repair.side == 0 else (sides[0], repair.tree)
    if any(isinstance(side, (Letter, Integer)) for side in sides):
        return False
    size = weight(pair[0]) + weight(pair[1])
    return size >= (20 if canonical(pair[0]) == canonical(pair[1]) else 6)
