"""Trees to Python-like text with SymPy's names, read back by the Python reader; scalars are also read by `sympify`.

`Frac(a*b, c)` is `(a*b)/c` and `a*Frac(b, c)` is `a*(b/c)`, so that the text says which of the two it is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.blocks import Blocks
from derive.expr.conditions import chained
from derive.expr.heads import (
    ONE,
    Adj,
    All,
    And,
    Call,
    Case,
    Cases,
    Commutation,
    D,
    Decimal,
    Delta,
    Derivative,
    Det,
    Diag,
    DiagOf,
    EigenValue,
    EigenVector,
    Entry,
    Eye,
    Frac,
    Function,
    Given,
    Had,
    HadPower,
    Indicator,
    Inv,
    Kron,
    Letter,
    LogSumExp,
    Matrix,
    Node,
    Norm,
    Ones,
    Or,
    Otherwise,
    Pinv,
    Plus,
    Power,
    Product,
    Relation,
    Row,
    RowSoftmax,
    SingleEntry,
    Softmax,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    is_column,
    shape,
)
from derive.expr.inert import Inert
from derive.expr.names import from_plain
from derive.expr.operators import EXTREMA, At, Integral, Limit, Stack
from derive.expr.structured import ALONE
from derive.expr.trees import trampoline
from derive.notation import ATOM, POWER, RELATION, SUM, TERM, UNARY

Text = tuple[str, int]  # the text and how tightly it binds
Work = Generator[Any, Any, Text]
SYMPY = {"abs": "Abs", "max": "Max", "min": "Min", "step": "Heaviside", "ceil": "ceiling"}
CONSTANTS = {
    S.Pi: "pi",
    S.Exp1: "E",
    S.Infinity: "oo",
    S.NegativeInfinity: "-oo",
    S.ImaginaryUnit: "I",
    S.ComplexInfinity: "zoo",
    S.NaN: "nan",
}
TAKEN = frozenset(["E", "pi", "I", "oo"])  # a letter of such a name gets an underscore


def write(tree: Any) -> str:
    """The Python-like text of a tree."""
    return trampoline(_write(tree))[0]


def said(tree: Any) -> str:
    """The text of a tree for a reader: `x != 0`; conditions joined by words, those of one chain as `1 <= k <= V`."""
    if isinstance(tree, Relation) and tree.op == "≠":
        return f"{write(tree.args[1])} != {write(tree.args[2])}"
    if not isinstance(tree, And):
        return write(tree)
    if chained(tree.args):
        return write(tree.args[0].args[1]) + "".join(f" {_op(r)} {write(r.args[2])}" for r in tree.args)
    return " and ".join(map(said, tree.args))


def _write(e: Any) -> Work:
    if isinstance(e, Node):
        return (yield WRITERS[type(e)](e))
    if isinstance(e, Rational):
        level = SUM if e < 0 else ATOM if isinstance(e, Integer) else TERM
        return str(e), level
    return CONSTANTS.get(e, str(e)), SUM if e == S.NegativeInfinity else ATOM


def _in(text: Text, level: int) -> str:
    """The text, in parentheses if it binds less tightly than `level`."""
    return f"({text[0]})" if text[1] < level else text[0]


# ---- leaves ------------------------------------------------------------------------------------------------------


def _letter(e: Any) -> Work:
    return e.plain + ("_" if e.plain in TAKEN else ""), ATOM
    yield


def _decimal(e: Any) -> Work:
    return e.digits, ATOM
    yield


def _function(e: Any) -> Work:
    return _name(e), ATOM
    yield


def _name(f: Function) -> str:
    """`f`, `f_prime`, `f_prime_prime`; of several arguments `f_prime_2`: differentiated by the second."""
    name = SYMPY.get(f.plain, f.plain) if f.kind == "elementary" and not f.order else f.plain
    if len(f.order) == 1 and "_" in name:  # f_1' is `f_prime_1`: the prime stands before the label
        known = from_plain(name)
        return replace(known, primes=known.primes + f.order[0]).plain
    if len(f.order) == 1:
        return name + "_prime" * f.order[0]
    return name + "".join(f"_prime_{k + 1}" * n for k, n in enumerate(f.order))


# ---- arithmetic ----------------------------------------------------------------------------------------------------


def _plus(e: Any) -> Work:
    out = _in((yield _write(e.args[0])), SUM + 1 if isinstance(e.args[0], Plus) else SUM)
    for term in e.args[1:]:
        sign, rest = _signed(term)
        text = _in((yield rest), TERM)
        out += (" - " if sign else " + ") + text
    return out, SUM


def _signed(term: Any) -> tuple[bool, Work]:
    """Is the term negative, and the work that writes it without its sign?"""
    if isinstance(term, Rational) and term < 0:
        return True, _write(-term)
    if isinstance(term, Times) and isinstance(term.args[0], Rational) and term.args[0] < 0:
        return True, _unsigned(term)
    return False, _write(term)


def _times(e: Any) -> Work:
    if isinstance(e.args[0], Rational) and e.args[0] < 0:
        return "-" + _in((yield _unsigned(e)), TERM), SUM
    return (yield _factors(e.args))


def _unsigned(e: Any) -> Work:
    """A product that begins with a negative number, without its sign."""
    first, rest = -e.args[0], e.args[1:]
    if first != 1 or isinstance(rest[0], (Rational, Decimal)):
        return (yield _factors((first, *rest)))
    return (yield _factors(rest) if len(rest) > 1 else _write(rest[0]))


def _factors(args: tuple[Any, ...]) -> Work:
    alone = sum(map(_is_dot, args)) == 1 and not any(shape(a) for a in args)
    parts = []
    for k, factor in enumerate(args):
        text = yield _write(factor)
        last_dot = alone and _is_dot(factor) and k == len(args) - 1
        level = TERM if last_dot else UNARY
        parts.append(_in(text, level))
    return "*".join(parts), TERM


def _is_dot(e: Any) -> bool:
    """A trace of a 1×1 matrix: written as the product itself."""
    return isinstance(e, Tr) and shape(e.args[0]) == (ONE, ONE)


def _frac(e: Any) -> Work:
    above = _in((yield _write(e.args[0])), UNARY)
    below = _in((yield _write(e.args[1])), UNARY)
    return f"{above}/{below}", TERM


def _power(e: Any) -> Work:
    base, exponent = e.args
    inner = yield _write(base)
    if exponent == Rational(1, 2) and not shape(base):
        return f"sqrt({inner[0]})", ATOM
    return f"{_in(inner, ATOM)}**{_in((yield _write(exponent)), ATOM)}", POWER


# ---- everything that is written as a call ----------------------------------------------------------------------------


def _list(items: Any) -> Generator[Any, Any, str]:
    parts = []
    for a in items:
        parts.append((yield _write(a))[0])
    return ", ".join(parts)


def _call(e: Any) -> Work:
    return f"{_name(e.function)}({(yield _list(e.arguments))})", ATOM


def _named(name: str) -> Callable[[Any], Work]:
    """A head written as a call of all its arguments."""

    def go(e: Any) -> Work:
        return f"{name}({(yield _list(e.args))})", ATOM

    return go


def _differential(e: Any) -> Work:
    if isinstance(e.args[0], Letter) and ALONE in e.args[0].assumptions:  # beside d(X), which is made of them
        return f"d{e.args[0].plain}", ATOM
    return (yield from _named("d")(e))


def _sized(name: str) -> Callable[[Any], Work]:
    def go(e: Any) -> Work:
        sizes = e.args[:1] if len(e.args) == 2 and e.args[1] == ONE else e.args
        return f"{name}({(yield _list(sizes))})", ATOM

    return go


def _norm(e: Any) -> Work:
    default = ', "fro"' if shape(e.args[0]) and not is_column(e.args[0]) else ""
    last = {"": default, "1": ", 1"}.get(e.kind, f', "{e.kind}"')
    return f"norm({(yield _list(e.args[:1]))}{last})", ATOM


def _trace(e: Any) -> Work:
    if _is_dot(e):
        return (yield _write(e.args[0]))
    return f"tr({(yield _list(e.args))})", ATOM


def _transpose(e: Any) -> Work:
    return _in((yield _write(e.args[0])), ATOM) + ".T", ATOM


def _indexed(e: Any) -> Work:
    owner = _in((yield _write(e.args[0])), ATOM)
    return f"{owner}[{(yield _list(e.args[1:]))}]", ATOM


def _big(name: str) -> Callable[[Any], Work]:
    def go(e: Any) -> Work:
        body = (yield _write(e.body))[0]
        binders = []
        for b in e.binders:
            whole = not isinstance(b, All)
            inside = yield _list(b.args if whole else b.args[:1])
            binders.append(f"({inside})" if whole and len(b.args) > 1 else inside)
        return f"{name}({', '.join([body, *binders])})", ATOM

    return go


def _matrix(e: Any) -> Work:
    """Of scalars or of blocks."""
    rows, width = [], int(e.args[1])
    for k in range(0, len(e.entries), width):
        rows.append(f"[{(yield _list(e.entries[k : k + width]))}]")
    return f"Matrix([{', '.join(rows)}])", ATOM


# ---- conditions ----------------------------------------------------------------------------------------------------


def _relation(e: Any) -> Work:
    left, right = _in((yield _write(e.args[1])), SUM), _in((yield _write(e.args[2])), SUM)
    if e.op in ("=", "≠"):
        return f"{'Eq' if e.op == '=' else 'Ne'}({left}, {right})", ATOM
    return f"{left} {_op(e)} {right}", RELATION


def _op(e: Relation) -> str:
    return {"≤": "<=", "≥": ">="}.get(e.op, e.op)


def _otherwise(e: Any) -> Work:
    return "True", ATOM
    yield


def _case(e: Any) -> Work:
    return f"({(yield _list(e.args))})", ATOM


def _indicator(e: Any) -> Work:
    return f"Piecewise((1, {(yield _list(e.args))}), (0, True))", ATOM


def _inert(e: Any) -> Work:
    return f"{e.plain}({(yield _list(e.arguments))})" if e.arguments else e.plain, ATOM


WRITERS: dict[type, Callable[[Any], Work]] = {
    Inert: _inert,
    Letter: _letter,
    Decimal: _decimal,
    Function: _function,
    Eye: _sized("I"),
    Ones: _sized("ones"),
    Zero: _sized("zeros"),
    Plus: _plus,
    Times: _times,
    Frac: _frac,
    Power: _power,
    Call: _call,
    Entry: _indexed,
    Row: _indexed,
    Sum: _big("Sum"),
    Product: _big("Product"),
    **{head: _big(head.__name__) for head in (Integral, Limit, At, Stack, *EXTREMA)},
    Delta: _named("KroneckerDelta"),
    Given: _named("Given"),
    Relation: _relation,
    And: _named("And"),
    Or: _named("Or"),
    Otherwise: _otherwise,
    Case: _case,
    Cases: _named("Piecewise"),
    Indicator: _indicator,
    Derivative: _named("Derivative"),
    D: _differential,
    T: _transpose,
    Inv: _named("inv"),
    Tr: _trace,
    Det: _named("det"),
    Had: _named("hadamard"),
    Kron: _named("kron"),
    Diag: _named("diag"),
    DiagOf: _named("diag"),
    Vec: _named("vec"),
    Softmax: _named("softmax"),
    RowSoftmax: _named("softmax"),
    LogSumExp: _named("logsumexp"),
    Adj: _named("adj"),
    EigenValue: _named("lambda_max"),
    EigenVector: _named("v_max"),
    HadPower: _named("hadamard_power"),
    Pinv: _named("pinv"),
    Commutation: _named("commutation"),
    SingleEntry: _named("single_entry"),
    Norm: _norm,
    Matrix: _matrix,
    Blocks: _matrix,
}
