"""LaTeX of letters, numbers, sums, products, quotients, powers and calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    ONE,
    Call,
    Decimal,
    Det,
    Entry,
    Eye,
    Frac,
    Function,
    Given,
    Letter,
    Node,
    Norm,
    Ones,
    Plus,
    Power,
    Product,
    Sum,
    Times,
    Zero,
    letters,
    shape,
)
from derive.notation import ATOM, FUNCTIONS, POWER, TERM, UNARY
from derive.write.ink import CALLED, LETTERLIKE, Ink, Work, Writer, is_dot, sub
from derive.write.piece import CALL, REST, Piece, fenced, group, negative, product, raised, script, total, wrapped

# ---- leaves ------------------------------------------------------------------------------------------------------


def _letter(e: Any, ink: Ink) -> Work:
    name = e.latex
    decorated = "^" in name or name.endswith("'")
    word = name.startswith((r"\mathrm", r"\operatorname"))
    named = not shape(e) and (name in CALLED or name in ink.called or decorated or word)
    return Piece(name, POWER if decorated else ATOM, named=named, letter=not shape(e))
    yield


def _decimal(e: Any, ink: Ink) -> Work:
    return Piece(e.digits, starts="digit", number=True)
    yield


def _function(e: Any, ink: Ink) -> Work:
    return Piece(_function_name(e, ink))
    yield


def _function_name(f: Function, ink: Ink) -> str:
    chosen = {"log": ink.style.log, "sigmoid": ink.style.sigmoid, "relu": ink.style.relu}
    name = chosen.get(f.plain, f.latex) if f.kind == "elementary" else f.latex
    if not f.order:
        return name
    if len(f.order) == 1:
        k = f.order[0]
        return name + "'" * k if k <= 3 else f"{name}^{{({k})}}"
    marks = [str(i + 1) for i, k in enumerate(f.order) for _ in range(k)]
    return "".join(rf"\partial_{m} " for m in marks) + name


def _sized(symbol: str) -> Callable[[Any, Ink], Work]:
    """A constant matrix with its sizes as a subscript: `I_n`, `\\mathbf{1}_{m \\times n}`."""

    def go(e: Any, ink: Ink) -> Work:
        sizes = []
        for a in e.args:
            sizes.append((yield sub(a, ink)).full)
        if len(sizes) == 2 and e.args[1] == ONE:
            sizes.pop()
        below = r" \times ".join(sizes)
        return Piece(f"{symbol}_{{{below}}}")

    return go


# ---- arithmetic ----------------------------------------------------------------------------------------------------


def _plus(e: Any, ink: Ink) -> Work:
    pieces = []
    for k, term in enumerate(e.args):
        p = yield sub(term, ink)
        pieces.append(group(p) if _leaks(term, e.args[k + 1 :]) else p)
    return total(pieces)


def _leaks(term: Any, later: tuple[Any, ...]) -> bool:
    """Does an index that the term binds at its end occur free in a later term, where a reader might take it along?"""
    while isinstance(term, Times):
        term = term.args[-1]
    return isinstance(term, (Sum, Product)) and any(b in letters(t) for b in term.bound for t in later)


def _times(e: Any, ink: Ink) -> Work:
    args = e.args
    if args[0] == S.NegativeOne:
        if len(args) == 2:
            return negative((yield sub(args[1], ink)))
        args = args[1:] if not isinstance(args[1], (Rational, Decimal)) else (S.One, *args[1:])
        inner = yield _factors(args, ink)
        return negative(inner)
    return (yield _factors(args, ink))


def _factors(args: tuple[Any, ...], ink: Ink) -> Work:
    alone = sum(map(is_dot, args)) == 1 and not any(shape(a) for a in args)
    pieces = []
    for k, factor in enumerate(args):
        p = yield sub(factor, ink)
        p = replace(p, named=False) if p.named and _occurs(factor, args[k + 1 : k + 2]) else p
        pieces.append(_as_last(p) if is_dot(factor) and k == len(args) - 1 and alone and not p.sign else p)
    return product(pieces)


def _occurs(x: Any, following: tuple[Any, ...]) -> bool:
    """Does a letter stand in the sum after it too, so that nobody takes it for a function: p(1 − p)?"""
    terms = [t for f in following if isinstance(f, Plus) for t in f.args]
    return isinstance(x, Letter) and any(t == x or isinstance(t, Times) and x in t.args for t in terms)


def _as_last(p: Piece) -> Piece:
    """A scalar written as a product of matrices, fit to be the last factor of a product of scalars."""
    return Piece(p.text, UNARY, tall=p.tall, swallows=REST, starts=p.starts)


def _frac(e: Any, ink: Ink) -> Work:
    above = yield sub(e.args[0], ink)
    below = yield sub(e.args[1], ink)
    return Piece(rf"\frac{{{above.full}}}{{{below.full}}}", POWER, tall=True)


def _power(e: Any, ink: Ink) -> Work:
    base, exponent = e.args
    if isinstance(exponent, Rational) and exponent.p == 1 and exponent.q > 1 and not shape(base):
        inner = yield sub(base, ink)
        degree = "" if exponent.q == 2 else f"[{exponent.q}]"
        return Piece(rf"\sqrt{degree}{{{inner.full}}}", ATOM, tall=inner.tall)
    if may_carry(base, exponent):
        return (yield call_to_power(base, ink, exponent))
    inner = yield sub(base, ink)
    above = yield _exponent(exponent, ink)
    return raised(inner, above.full)


def may_carry(base: Any, exponent: Any) -> bool:
    """Is the power of this call written at its name: `\\sin^2 x`?"""
    known = isinstance(base, Call) and not base.function.order and _prefix(base) and len(base.arguments) == 1
    return known and ((isinstance(exponent, Integer) and exponent > 1) or _is_index(exponent))


def _is_index(e: Any) -> bool:
    return isinstance(e, Letter) and "integer" in e.assumptions and len(e.latex) == 1


def _exponent(e: Any, ink: Ink) -> Work:
    """A superscript: a quotient of small things is written with a slash."""
    sign = isinstance(e, Times) and e.args[0] == S.NegativeOne and len(e.args) == 2
    inner = e.args[1] if sign else e
    if isinstance(inner, Frac) and all(_small(a) for a in inner.args):
        above = yield sub(inner.args[0], ink)
        below = yield sub(inner.args[1], ink)
        return Piece(f"{above.text}/{below.text}", TERM, sign=sign)
    if isinstance(inner, Rational) and inner.q > 1:
        return Piece(f"{abs(inner.p)}/{inner.q}", TERM, sign=bool(inner < 0) is not sign)
    return (yield sub(e, ink))


def _small(e: Any) -> bool:
    if isinstance(e, Power):
        return isinstance(e.args[0], LETTERLIKE) and isinstance(e.args[1], Integer) and e.args[1] > 0
    return isinstance(e, LETTERLIKE) or (isinstance(e, Integer) and e >= 0)


# ---- calls ---------------------------------------------------------------------------------------------------------


def _prefix(e: Any) -> bool:
    """A call written without parentheses around a short argument."""
    row = FUNCTIONS.get(e.function.plain) if e.function.kind == "elementary" else None
    return row is not None and row.prefix and row.plain != "exp"


def call_to_power(e: Any, ink: Ink, power: Any = None) -> Work:
    """A call; with a power at its name where there is one."""
    name = e.function.plain if e.function.kind != "function" and not e.function.order else ""
    if name == "exp" and e.function.kind in ("elementary", "matrix"):
        return (yield _exponential(e, ink))
    if name == "abs":
        inner = yield sub(e.arguments[0], ink)
        return Piece(fenced(inner.full, inner.tall, r"\lvert", r"\rvert"), tall=inner.tall)
    if name in ("floor", "ceil") and power is None:
        inner = yield sub(e.arguments[0], ink)
        return Piece(fenced(inner.full, inner.tall, rf"\l{name}", rf"\r{name}"), tall=inner.tall)
    text = _function_name(e.function, ink)
    arguments = e.arguments
    if len(arguments) == 2 and e.function.kind == "elementary" and _below(name):
        text += "_" + script((yield sub(arguments[1], ink)).full)
        arguments = arguments[:1]
    if power is not None:
        text += "^" + script((yield sub(power, ink)).full)
    pieces = []
    for a in arguments:
        pieces.append((yield sub(a, ink)))
    return _applied(text, arguments, pieces, _prefix(e) and not e.function.order)


def _below(name: str) -> bool:
    """Does the second argument stand below the name: the base of a logarithm, a parameter?"""
    return name == "log" or name in FUNCTIONS and bool(FUNCTIONS[name].defaults)


def _applied(text: str, arguments: Any, pieces: list[Piece], prefix: bool) -> Piece:
    """A name with its arguments, in parentheses unless it is a prefix function of something short."""
    tall = any(p.tall for p in pieces)
    listed = "".join(_before(a, k) + p.full for k, (a, p) in enumerate(zip(arguments, pieces, strict=True)))
    closed = text + wrapped(listed, tall)
    if not prefix:
        return Piece(closed, ATOM, tall=tall, grouped=True, nested=True)
    if not _bare(arguments[0], pieces[0]):
        return Piece(closed, UNARY, tall=tall, starts="function", grouped=True, nested=True)
    inner = pieces[0]
    swallows = inner.swallows or CALL
    return Piece(f"{text} {inner.text}", UNARY, tall=tall, swallows=swallows, closed=closed, starts="function")


def _before(a: Any, k: int) -> str:
    """What stands before argument k: a comma, or the bar of a condition."""
    return "" if k == 0 else r" \mid " if isinstance(a, Given) else ", "


def _given(e: Any, ink: Ink) -> Work:
    pieces = []
    for a in e.args:
        pieces.append((yield sub(a, ink)))
    return Piece(", ".join(p.full for p in pieces), tall=any(p.tall for p in pieces))


def _bare(e: Any, p: Piece) -> bool:
    """May a prefix function stand before this argument without parentheses?"""
    if p.sign:
        return False
    if isinstance(e, (Sum, Product)):
        return True
    if isinstance(e, Call):
        return p.level == ATOM and not p.text.startswith(r"\operatorname")
    plain = isinstance(e, (Letter, Entry, Decimal, Norm, Det, Frac, Integer)) or not isinstance(e, Node)
    return plain or (isinstance(e, Power) and p.level == ATOM)


def _exponential(e: Any, ink: Ink) -> Work:
    above = yield _exponent(e.arguments[0], ink)
    if above.tall:
        text = r"\exp" + wrapped(above.full, True)
        return Piece(text, UNARY, tall=True, starts="function", grouped=True)
    return Piece(f"e^{script(above.full)}", POWER)


WRITERS: dict[type, Writer] = {
    Letter: _letter,
    Decimal: _decimal,
    Function: _function,
    Eye: _sized("I"),
    Ones: _sized(r"\mathbf{1}"),
    Zero: _sized(r"\mathbf{0}"),
    Plus: _plus,
    Times: _times,
    Frac: _frac,
    Power: _power,
    Call: call_to_power,
    Given: _given,
}
