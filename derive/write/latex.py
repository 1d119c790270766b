"""Trees to LaTeX, under the law read(write(t)) == t: parentheses where they are needed and nowhere else.

One generator a head, run on a trampoline, gives a `Piece`. ASCII only; safe in every renderer: `\\lvert`, never a bar.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    ONE,
    All,
    And,
    Call,
    Cases,
    D,
    Decimal,
    Delta,
    Derivative,
    Det,
    Diag,
    DiagOf,
    Entry,
    Eye,
    Frac,
    Function,
    Had,
    Indicator,
    Inv,
    Kron,
    Letter,
    Matrix,
    Node,
    Norm,
    Ones,
    Or,
    Otherwise,
    Plus,
    Power,
    Product,
    Relation,
    Row,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    letters,
    shape,
)
from derive.expr.trees import trampoline, walk
from derive.notation import ATOM, FUNCTIONS, POWER, RELATION, SUM, TERM, UNARY, WRITTEN, Style
from derive.write.piece import (
    CALL,
    REST,
    Piece,
    at_least,
    fenced,
    group,
    negative,
    product,
    raised,
    script,
    total,
    wrapped,
)

Work = Generator[Any, Any, Piece]
CALLED = frozenset(
    [*"fghpqFGHPQ", r"\sigma", r"\phi", r"\varphi", r"\psi", r"\Phi", r"\Psi", r"\pi", r"\Gamma", r"\Theta"]
)  # scalar letters that a reader takes for functions before a parenthesis
LETTERLIKE = (Letter, Entry, Row)


@dataclass(frozen=True, slots=True)
class Ink:
    """What holds for a whole formula: the author's style, the names that are called in it, and whether derivatives are
    partial (more than one letter)."""

    style: Style
    called: frozenset[str]
    partial: bool


def write(tree: Any, style: Style | None = None, *, partial: bool | None = None) -> str:
    """The LaTeX of a tree. partial: write derivatives with `\\partial`; by default where several letters occur."""
    return piece(tree, style, partial=partial).full


def piece(tree: Any, style: Style | None = None, *, partial: bool | None = None) -> Piece:
    """The LaTeX of a tree, with the facts that joining it to other formulas needs."""
    called = frozenset(n.latex for _, n in walk(tree) if isinstance(n, Function) and n.kind != "elementary")
    if partial is None:
        partial = several_letters(tree)
    return trampoline(_write(tree, Ink(style or Style(), called, partial)))


def several_letters(tree: Any) -> bool:
    """Do several letters that are no indices occur, so that derivatives are written as partial ones?"""
    return len([x for x in letters(tree) if "integer" not in x.assumptions]) > 1


def _write(e: Any, ink: Ink) -> Work:
    if isinstance(e, Node):
        return (yield WRITERS[type(e)](e, ink))
    return _constant(e)


def _constant(e: Any) -> Piece:
    if isinstance(e, Integer):
        return Piece(str(abs(int(e))), TERM if e < 0 else ATOM, sign=e < 0, starts="digit", number=True)
    if isinstance(e, Rational):
        text = rf"\frac{{{abs(e.p)}}}{{{e.q}}}"
        return Piece(text, TERM if e < 0 else POWER, sign=e < 0, tall=True, number=True)
    names = {S.Pi: r"\pi", S.Exp1: "e", S.Infinity: r"\infty", S.NegativeInfinity: r"\infty", S.ImaginaryUnit: "i"}
    minus = e == S.NegativeInfinity
    return Piece(names[e] if e in names else str(e), TERM if minus else ATOM, sign=minus)


# ---- leaves ------------------------------------------------------------------------------------------------------


def _letter(e: Any, ink: Ink) -> Work:
    name = e.latex
    decorated = "^" in name or name.endswith("'")
    word = name.startswith((r"\mathrm", r"\operatorname"))
    named = not shape(e) and (name in CALLED or name in ink.called or decorated or word)
    return Piece(name, POWER if decorated else ATOM, named=named)
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
            sizes.append((yield _write(a, ink)).full)
        if len(sizes) == 2 and e.args[1] == ONE:
            sizes.pop()
        below = script(r" \times ".join(sizes))
        return Piece(f"{symbol}_{below}")

    return go


# ---- arithmetic ----------------------------------------------------------------------------------------------------


def _plus(e: Any, ink: Ink) -> Work:
    pieces = []
    for k, term in enumerate(e.args):
        p = yield _write(term, ink)
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
            return negative((yield _write(args[1], ink)))
        args = args[1:] if not isinstance(args[1], (Rational, Decimal)) else (S.One, *args[1:])
        inner = yield _factors(args, ink)
        return negative(inner)
    return (yield _factors(args, ink))


def _factors(args: tuple[Any, ...], ink: Ink) -> Work:
    alone = sum(map(_is_dot, args)) == 1 and not any(shape(a) for a in args)
    pieces = []
    for k, factor in enumerate(args):
        p = yield _write(factor, ink)
        pieces.append(_as_last(p) if _is_dot(factor) and k == len(args) - 1 and alone and not p.sign else p)
    return product(pieces)


def _as_last(p: Piece) -> Piece:
    """A scalar written as a product of matrices, fit to be the last factor of a product of scalars."""
    return Piece(p.text, UNARY, tall=p.tall, swallows=REST, starts=p.starts)


def _is_dot(e: Any) -> bool:
    """A trace of a 1×1 matrix: written as the product itself."""
    return isinstance(e, Tr) and shape(e.args[0]) == (ONE, ONE)


def _frac(e: Any, ink: Ink) -> Work:
    above = yield _write(e.args[0], ink)
    below = yield _write(e.args[1], ink)
    return Piece(rf"\frac{{{above.full}}}{{{below.full}}}", POWER, tall=True)


def _power(e: Any, ink: Ink) -> Work:
    base, exponent = e.args
    if isinstance(exponent, Rational) and exponent.p == 1 and exponent.q > 1 and not shape(base):
        inner = yield _write(base, ink)
        degree = "" if exponent.q == 2 else f"[{exponent.q}]"
        return Piece(rf"\sqrt{degree}{{{inner.full}}}", ATOM, tall=inner.tall)
    if _may_carry(base, exponent):
        return (yield _call(base, ink, exponent))
    inner = yield _write(base, ink)
    above = yield _exponent(exponent, ink)
    return raised(inner, above.full)


def _may_carry(base: Any, exponent: Any) -> bool:
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
        above = yield _write(inner.args[0], ink)
        below = yield _write(inner.args[1], ink)
        return Piece(f"{above.text}/{below.text}", TERM, sign=sign)
    if isinstance(inner, Rational) and inner.q > 1:
        return Piece(f"{abs(inner.p)}/{inner.q}", TERM, sign=bool(inner < 0) is not sign)
    return (yield _write(e, ink))


def _small(e: Any) -> bool:
    if isinstance(e, Power):
        return isinstance(e.args[0], LETTERLIKE) and isinstance(e.args[1], Integer) and e.args[1] > 0
    return isinstance(e, LETTERLIKE) or (isinstance(e, Integer) and e >= 0)


# ---- calls ---------------------------------------------------------------------------------------------------------


def _prefix(e: Any) -> bool:
    """A call written without parentheses around a short argument."""
    row = FUNCTIONS.get(e.function.plain) if e.function.kind == "elementary" else None
    return row is not None and row.prefix and row.plain != "exp"


def _call(e: Any, ink: Ink, power: Any = None) -> Work:
    name = e.function.plain if e.function.kind != "function" and not e.function.order else ""
    if name == "exp" and e.function.kind in ("elementary", "matrix"):
        return (yield _exponential(e, ink))
    if name == "abs":
        inner = yield _write(e.arguments[0], ink)
        return Piece(fenced(inner.full, inner.tall, r"\lvert", r"\rvert"), tall=inner.tall)
    text = _function_name(e.function, ink)
    arguments = e.arguments
    if name == "log" and len(arguments) == 2:
        text += "_" + script((yield _write(arguments[1], ink)).full)
        arguments = arguments[:1]
    if power is not None:
        text += "^" + script((yield _write(power, ink)).full)
    pieces = []
    for a in arguments:
        pieces.append((yield _write(a, ink)))
    return _applied(text, arguments, pieces, _prefix(e) and not e.function.order)


def _applied(text: str, arguments: Any, pieces: list[Piece], prefix: bool) -> Piece:
    """A name with its arguments, in parentheses unless it is a prefix function of something short."""
    tall = any(p.tall for p in pieces)
    closed = text + wrapped(", ".join(p.full for p in pieces), tall)
    if not prefix:
        return Piece(closed, ATOM, tall=tall, grouped=True)
    if not _bare(arguments[0], pieces[0]):
        return Piece(closed, UNARY, tall=tall, starts="function", grouped=True)
    inner = pieces[0]
    swallows = inner.swallows or CALL
    return Piece(f"{text} {inner.text}", UNARY, tall=tall, swallows=swallows, closed=closed, starts="function")


def _bare(e: Any, p: Piece) -> bool:
    """May a prefix function stand before this argument without parentheses?"""
    if p.sign:
        return False
    if isinstance(e, (Sum, Product)):
        return True
    if isinstance(e, Call):
        return p.level == ATOM
    plain = isinstance(e, (Letter, Entry, Decimal, Norm, Det, Frac, Integer)) or not isinstance(e, Node)
    return plain or (isinstance(e, Power) and p.level == ATOM)


def _exponential(e: Any, ink: Ink) -> Work:
    above = yield _exponent(e.arguments[0], ink)
    if above.tall:
        text = r"\exp" + wrapped(above.full, True)
        return Piece(text, UNARY, tall=True, starts="function", grouped=True)
    return Piece(f"e^{script(above.full)}", POWER)


# ---- indices -------------------------------------------------------------------------------------------------------


def _indexed(e: Any, ink: Ink) -> Work:
    owner = yield _write(e.args[0], ink)
    below = yield _subscript(e.args[1:], ink)
    plain = isinstance(e.args[0], Letter) and "_" not in owner.text
    core = owner if plain else group(owner)
    return Piece(f"{core.text}_{script(below)}", core.level, named=owner.text in CALLED, starts=core.starts)


def _subscript(indices: tuple[Any, ...], ink: Ink) -> Generator[Any, Any, str]:
    """Indices side by side if each is one letter, else with commas."""
    texts = []
    for i in indices:
        texts.append((yield _write(i, ink)).full)
    close = all(isinstance(i, Letter) and len(i.latex) == 1 for i in indices)
    return ("" if close else ", ").join(texts)


def _big(symbol: str) -> Callable[[Any, Ink], Work]:
    """`\\sum` and `\\prod`."""

    def go(e: Any, ink: Ink) -> Work:
        names = ",".join(b.latex for b in e.bound)
        limits = f"_{{{names}}}"
        if not isinstance(e.binders[0], All):
            low = yield _write(e.binders[0].args[1], ink)
            high = yield _write(e.binders[0].args[2], ink)
            limits = f"_{{{names}={low.full}}}^{{{high.full}}}"
        body = at_least((yield _write(e.body, ink)), TERM)
        return Piece(f"{symbol}{limits} {body.text}", UNARY, tall=True, swallows=REST)

    return go


def _delta(e: Any, ink: Ink) -> Work:
    return Piece(rf"\delta_{script((yield _subscript(e.args, ink)))}")


# ---- conditions ----------------------------------------------------------------------------------------------------


def _relation(e: Any, ink: Ink) -> Work:
    left = yield _write(e.args[1], ink)
    right = yield _write(e.args[2], ink)
    sides = [at_least(p, SUM) if p.level < SUM else p for p in (left, right)]
    return Piece(f"{sides[0].full} {WRITTEN[e.op]} {sides[1].full}", RELATION, tall=any(p.tall for p in sides))


def _conditions(word: str) -> Callable[[Any, Ink], Work]:
    def go(e: Any, ink: Ink) -> Work:
        parts = []
        for a in e.args:
            p = yield _write(a, ink)
            parts.append(group(p).text if isinstance(a, (And, Or)) else p.full)
        return Piece(rf" \text{{ {word} }} ".join(parts), RELATION)

    return go


def _otherwise(e: Any, ink: Ink) -> Work:
    return Piece(r"\text{otherwise}", RELATION)
    yield


def _cases(e: Any, ink: Ink) -> Work:
    rows, tall = [], False
    for case in e.args:
        value = yield _write(case.args[0], ink)
        condition = yield _write(case.args[1], ink)
        lead = "" if isinstance(case.args[1], Otherwise) else r"\text{if } "
        rows.append(f"{value.full} & {lead}{condition.full}")
        tall = tall or value.tall
    return Piece(_environment("cases", rows, tall), tall=True)


def _indicator(e: Any, ink: Ink) -> Work:
    inner = yield _write(e.args[0], ink)
    return Piece(r"\mathbb{1}" + wrapped(inner.full, inner.tall, "[", "]"), tall=inner.tall)


def _environment(name: str, rows: list[str], tall: bool) -> str:
    between = r" \\[0.4em] " if tall else r" \\ "
    return rf"\begin{{{name}}} {between.join(rows)} \end{{{name}}}"


# ---- calculus ------------------------------------------------------------------------------------------------------


def _derivative(e: Any, ink: Ink) -> Work:
    body, variables = e.of, e.variables
    partial = ink.partial or any(not isinstance(v, Letter) or shape(v) for v in variables)
    d = r"\partial" if partial else "d"
    below = []
    for v, k in _runs(variables):
        name = (yield _variable(v, ink)).text
        below.append(_beside(d, name) + (f"^{script(str(k))}" if k > 1 else ""))
    order = f"^{script(str(len(variables)))}" if len(variables) > 1 else ""
    denominator = r" \, ".join(below)
    inner = yield _write(body, ink)
    if isinstance(body, LETTERLIKE) and not inner.sign:
        return Piece(rf"\frac{{{_beside(d + order, inner.text)}}}{{{denominator}}}", POWER, tall=True)
    operator = rf"\frac{{{d}{order}}}{{{denominator}}}"
    if inner.sign or inner.level < UNARY and not _is_dot(body) and not _coefficient_only(body):
        inner = group(inner)
    return Piece(f"{operator} {inner.text}", UNARY, tall=True, swallows=REST)


def _coefficient_only(body: Any) -> bool:
    """A number times one factor: `2x`."""
    return isinstance(body, Times) and len(body.args) == 2 and isinstance(body.args[0], Rational)


def _runs(variables: tuple[Any, ...]) -> list[tuple[Any, int]]:
    """Equal neighbours counted."""
    runs: list[tuple[Any, int]] = []
    for v in variables:
        if runs and runs[-1][0] == v:
            runs[-1] = (v, runs[-1][1] + 1)
        else:
            runs.append((v, 1))
    return runs


def _variable(v: Any, ink: Ink) -> Work:
    """What stands under the bar: a list of several variables in parentheses."""
    if not isinstance(v, Matrix):
        return (yield _write(v, ink))
    names = []
    for a in v.entries:
        names.append((yield _write(a, ink)).full)
    return Piece(f"({', '.join(names)})", starts="group")


def _beside(d: str, name: str) -> str:
    """`dx` or `\\partial x`."""
    return f"{d} {name}" if d.startswith("\\") else d + name


def _differential(e: Any, ink: Ink) -> Work:
    inner = yield _write(e.args[0], ink)
    if isinstance(e.args[0], LETTERLIKE):
        return Piece(f"d{inner.text}", UNARY, swallows=REST, starts="d")
    return Piece("d" + wrapped(inner.full, inner.tall), UNARY, tall=inner.tall, swallows=REST, starts="d")


# ---- matrices ------------------------------------------------------------------------------------------------------


def _transpose(e: Any, ink: Ink) -> Work:
    if isinstance(e.args[0], Inv):
        inner = yield _write(e.args[0].args[0], ink)
        return raised(inner, "-" + ink.style.transpose)
    inner = yield _write(e.args[0], ink)
    base = at_least(inner, ATOM)
    mark = ink.style.transpose
    return Piece(f"{base.text}^{mark if len(mark) < 5 else script(mark)}", POWER, tall=base.tall, starts=base.starts)


def _inverse(e: Any, ink: Ink) -> Work:
    return raised((yield _write(e.args[0], ink)), "-1")


def _trace(e: Any, ink: Ink) -> Work:
    inner = yield _write(e.args[0], ink)
    if _is_dot(e):
        return inner
    return Piece(r"\operatorname{tr}" + wrapped(inner.full, inner.tall), ATOM, tall=inner.tall, grouped=True)


def _determinant(e: Any, ink: Ink) -> Work:
    inner = yield _write(e.args[0], ink)
    closed = r"\det" + wrapped(inner.full, inner.tall)
    if isinstance(e.args[0], Letter):
        return Piece(rf"\det {inner.text}", UNARY, swallows=CALL, closed=closed, starts="function")
    return Piece(closed, UNARY, tall=inner.tall, starts="function", grouped=True)


def _between(symbol: str) -> Callable[[Any, Ink], Work]:
    """Factors with a symbol between them: `\\odot`, `\\otimes`."""

    def go(e: Any, ink: Ink) -> Work:
        parts = []
        for a in e.args:
            p = at_least((yield _write(a, ink)), UNARY)
            parts.append(group(p) if p.swallows == REST else p)
        texts = [p.closed or p.text for p in parts]
        return Piece(f" {symbol} ".join(texts), TERM, tall=any(p.tall for p in parts), starts=parts[0].starts)

    return go


def _word(word: str) -> Callable[[Any, Ink], Work]:
    """A matrix function with a name: `\\operatorname{diag}(x)`."""

    def go(e: Any, ink: Ink) -> Work:
        inner = yield _write(e.args[0], ink)
        text = rf"\operatorname{{{word}}}" + wrapped(inner.full, inner.tall)
        return Piece(text, ATOM, tall=inner.tall, grouped=True)

    return go


def _norm(e: Any, ink: Ink) -> Work:
    inner = yield _write(e.args[0], ink)
    s = shape(e.args[0])
    mark = "_F" if len(s) == 2 and s[1] != ONE else ""
    return Piece(fenced(inner.full, inner.tall, r"\lVert", r"\rVert") + mark, tall=inner.tall)


def _matrix(e: Any, ink: Ink) -> Work:
    pieces = []
    for a in e.entries:
        pieces.append((yield _write(a, ink)))
    width = int(e.args[1])
    rows = [" & ".join(p.full for p in pieces[k : k + width]) for k in range(0, len(pieces), width)]
    return Piece(_environment("bmatrix", rows, any(p.tall for p in pieces)), tall=True)


WRITERS: dict[type, Callable[[Any, Ink], Work]] = {
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
    Call: _call,
    Entry: _indexed,
    Row: _indexed,
    Sum: _big(r"\sum"),
    Product: _big(r"\prod"),
    Delta: _delta,
    Relation: _relation,
    And: _conditions("and"),
    Or: _conditions("or"),
    Otherwise: _otherwise,
    Cases: _cases,
    Indicator: _indicator,
    Derivative: _derivative,
    D: _differential,
    T: _transpose,
    Inv: _inverse,
    Tr: _trace,
    Det: _determinant,
    Had: _between(r"\odot"),
    Kron: _between(r"\otimes"),
    Diag: _word("diag"),
    DiagOf: _word("diag"),
    Vec: _word("vec"),
    Norm: _norm,
    Matrix: _matrix,
}
