"""LaTeX of indices, conditions, derivatives and matrices."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from sympy import Rational

from derive.expr.blocks import Blocks
from derive.expr.conditions import chained
from derive.expr.heads import (
    Adj,
    And,
    Cases,
    Commutation,
    D,
    Delta,
    Derivative,
    Det,
    Diag,
    DiagOf,
    EigenValue,
    EigenVector,
    Entry,
    Had,
    HadPower,
    Indicator,
    Inv,
    Kron,
    Letter,
    LogSumExp,
    Matrix,
    Norm,
    Or,
    Otherwise,
    Pinv,
    Power,
    Relation,
    Row,
    RowSoftmax,
    SingleEntry,
    Softmax,
    T,
    Times,
    Tr,
    Vec,
    is_column,
    shape,
)
from derive.expr.structured import is_structured
from derive.notation import ATOM, POWER, RELATION, SUM, TERM, UNARY, WRITTEN
from derive.write.arithmetic import call_to_power, may_carry
from derive.write.ink import CALLED, LETTERLIKE, Ink, Work, Writer, is_dot, sub
from derive.write.piece import CALL, REST, Piece, at_least, bracket, fenced, group, raised, script, wrapped

# ---- indices -------------------------------------------------------------------------------------------------------


def _indexed(e: Any, ink: Ink) -> Work:
    owner = yield sub(e.args[0], ink)
    below = yield _subscript(e.args[1:], ink)
    plain = isinstance(e.args[0], Letter) and "_" not in owner.text
    core = owner if plain else group(owner)
    return Piece(
        f"{core.text}_{script(below)}", core.level, named=owner.text in CALLED, starts=core.starts, letter=not shape(e)
    )


def _subscript(indices: tuple[Any, ...], ink: Ink) -> Generator[Any, Any, str]:
    """Indices side by side if each is one letter, else with commas."""
    texts = []
    for i in indices:
        texts.append((yield sub(i, ink)).full)
    close = all(isinstance(i, Letter) and len(i.latex) == 1 for i in indices)
    return ("" if close else ", ").join(texts)


def _delta(e: Any, ink: Ink) -> Work:
    return Piece(rf"\delta_{script((yield _subscript(e.args, ink)))}")


# ---- conditions ----------------------------------------------------------------------------------------------------


def _relation(e: Any, ink: Ink) -> Work:
    left = yield sub(e.args[1], ink)
    right = yield sub(e.args[2], ink)
    sides = [at_least(p, SUM) if p.level < SUM else p for p in (left, right)]
    return Piece(f"{sides[0].full} {WRITTEN[e.op]} {sides[1].full}", RELATION, tall=any(p.tall for p in sides))


def _conditions(word: str) -> Callable[[Any, Ink], Work]:
    def go(e: Any, ink: Ink) -> Work:
        if word == "and" and chained(e.args):
            return (yield _chain(e.args, ink))
        parts = []
        for a in e.args:
            p = yield sub(a, ink)
            parts.append(group(p).text if isinstance(a, (And, Or)) else p.full)
        return Piece(rf" \text{{ {word} }} ".join(parts), RELATION)

    return go


def _chain(parts: tuple[Any, ...], ink: Ink) -> Work:
    text = (yield sub(parts[0].args[1], ink)).full
    for r in parts:
        text += f" {WRITTEN[r.op]} {(yield sub(r.args[2], ink)).full}"
    return Piece(text, RELATION)


def _otherwise(e: Any, ink: Ink) -> Work:
    return Piece(r"\text{otherwise}", RELATION)
    yield


def _cases(e: Any, ink: Ink) -> Work:
    rows, tall = [], False
    for case in e.args:
        value = yield sub(case.args[0], ink)
        condition = yield sub(case.args[1], ink)
        lead = "" if isinstance(case.args[1], Otherwise) else r"\text{if } "
        rows.append(f"{value.full} & {lead}{condition.full}")
        tall = tall or value.tall
    return Piece(_environment("cases", rows, tall), tall=True)


def _indicator(e: Any, ink: Ink) -> Work:
    inner = yield sub(e.args[0], ink)
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
    inner = yield sub(body, ink)
    if isinstance(body, LETTERLIKE) and not inner.sign:
        return Piece(rf"\frac{{{_beside(d + order, inner.text)}}}{{{denominator}}}", POWER, tall=True)
    operator = rf"\frac{{{d}{order}}}{{{denominator}}}"
    if inner.sign or inner.level < UNARY and not is_dot(body) and not _coefficient_only(body):
        inner = bracket(inner)
    return Piece(f"{operator} {inner.text}", UNARY, tall=True, swallows=REST, nested=inner.nested)


def _coefficient_only(body: Any) -> bool:
    """A number times a letter or its power: `2x`, `3x^2`."""
    if not (isinstance(body, Times) and len(body.args) == 2 and isinstance(body.args[0], Rational)):
        return False
    e = body.args[1]
    return isinstance(e.args[0] if isinstance(e, Power) else e, LETTERLIKE)


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
        return (yield sub(v, ink))
    names = []
    for a in v.entries:
        names.append((yield sub(a, ink)).full)
    return Piece(f"({', '.join(names)})", starts="group")


def _beside(d: str, name: str) -> str:
    """`dx` or `\\partial x`."""
    return f"{d} {name}" if d.startswith("\\") else d + name


def _differential(e: Any, ink: Ink) -> Work:
    inner = yield sub(e.args[0], ink)
    if isinstance(e.args[0], LETTERLIKE) and not is_structured(e.args[0]):
        return Piece(f"d{inner.text}", UNARY, swallows=REST, starts="d")
    return Piece("d" + wrapped(inner.full, inner.tall), UNARY, tall=inner.tall, starts="d", grouped=True)


# ---- matrices ------------------------------------------------------------------------------------------------------


def _transpose(e: Any, ink: Ink) -> Work:
    if isinstance(e.args[0], Inv):
        inner = yield sub(e.args[0].args[0], ink)
        return raised(inner, "-" + ink.style.transpose)
    inner = yield sub(e.args[0], ink)
    base = at_least(inner, ATOM)
    mark = ink.style.transpose
    return Piece(f"{base.text}^{mark if len(mark) < 5 else script(mark)}", POWER, tall=base.tall, starts=base.starts)


def _inverse(e: Any, ink: Ink) -> Work:
    return raised((yield sub(e.args[0], ink)), "-1")


def _trace(e: Any, ink: Ink) -> Work:
    inner = yield sub(e.args[0], ink)
    if is_dot(e):
        return inner
    return Piece(r"\operatorname{tr}" + wrapped(inner.full, inner.tall), ATOM, tall=inner.tall, grouped=True)


def _determinant(e: Any, ink: Ink) -> Work:
    inner = yield sub(e.args[0], ink)
    closed = r"\det" + wrapped(inner.full, inner.tall)
    quotient = isinstance(e.args[0], Derivative) and inner.level == POWER
    if isinstance(e.args[0], (Letter, Matrix)) or quotient:
        return Piece(rf"\det {inner.text}", UNARY, tall=inner.tall, swallows=CALL, closed=closed, starts="function")
    return Piece(closed, UNARY, tall=inner.tall, starts="function", grouped=True)


def _between(symbol: str) -> Callable[[Any, Ink], Work]:
    """Factors with a symbol between them: `\\odot`, `\\otimes`."""

    def go(e: Any, ink: Ink) -> Work:
        parts = []
        for a in e.args:
            p = at_least((yield sub(a, ink)), UNARY)
            parts.append(group(p) if p.swallows == REST else p)
        texts = [p.closed if p.swallows == CALL else p.text for p in parts]
        return Piece(f" {symbol} ".join(texts), TERM, tall=any(p.tall for p in parts), starts=parts[0].starts)

    return go


def _word(word: str) -> Callable[[Any, Ink], Work]:
    """A matrix function with a name: `\\operatorname{diag}(x)`."""
    return _applied(rf"\operatorname{{{word}}}")


def _applied(name: str) -> Callable[[Any, Ink], Work]:
    """A name before its argument in parentheses."""

    def go(e: Any, ink: Ink) -> Work:
        inner = yield sub(e.args[0], ink)
        text = name + wrapped(inner.full, inner.tall)
        return Piece(text, ATOM, tall=inner.tall, grouped=True)

    return go


def _norm(e: Any, ink: Ink) -> Work:
    inner = yield sub(e.args[0], ink)
    marks = {"nuclear": "_*", "": "_F" if shape(e.args[0]) and not is_column(e.args[0]) else ""}
    mark = marks.get(e.kind, f"_{script(e.kind)}")
    return Piece(fenced(inner.full, inner.tall, r"\lVert", r"\rVert") + mark, tall=inner.tall)


def _is_reciprocal(e: Any) -> bool:
    return isinstance(e, HadPower) and e.args[1] == -1


def _hadamard(e: Any, ink: Ink) -> Work:
    """`a \\odot b`, and `a \\oslash b` where the last factor is a reciprocal."""
    first, last = e.args[0], e.args[-1]
    if len(e.args) != 2 or not _is_reciprocal(last) or _is_reciprocal(first):
        return (yield _between(r"\odot")(e, ink))
    above = yield _factor(first, ink)
    below = yield _factor(last.args[0], ink)
    return Piece(rf"{above.text} \oslash {below.text}", TERM, tall=above.tall or below.tall, starts=above.starts)


def _factor(e: Any, ink: Ink) -> Work:
    """A factor beside `\\oslash`."""
    p = at_least((yield sub(e, ink)), POWER)
    return group(p) if p.swallows else p


def _hadamard_power(e: Any, ink: Ink) -> Work:
    if may_carry(*e.args):
        return (yield call_to_power(e.args[0], ink, e.args[1]))
    if _is_reciprocal(e):
        below = yield _factor(e.args[0], ink)
        return Piece(rf"1 \oslash {below.text}", TERM, tall=below.tall, starts="digit")
    base = yield sub(e.args[0], ink)
    exponent = yield sub(e.args[1], ink)
    return raised(base, rf"\odot {exponent.full if exponent.level == ATOM else group(exponent).text}")


def _pseudo_inverse(e: Any, ink: Ink) -> Work:
    return raised((yield sub(e.args[0], ink)), "+")


def _commutation(e: Any, ink: Ink) -> Work:
    return Piece(f"K_{script((yield _subscript(e.args, ink)))}")


def _single_entry(e: Any, ink: Ink) -> Work:
    return Piece(f"J^{script((yield _subscript(e.args[:2], ink)))}", POWER)


def _matrix(e: Any, ink: Ink) -> Work:
    pieces = []
    for a in e.entries:
        pieces.append((yield sub(a, ink)))
    width = int(e.args[1])
    rows = [" & ".join(p.full for p in pieces[k : k + width]) for k in range(0, len(pieces), width)]
    return Piece(_environment("bmatrix", rows, any(p.tall for p in pieces)), tall=True)


WRITERS: dict[type, Writer] = {
    Entry: _indexed,
    Row: _indexed,
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
    Had: _hadamard,
    Kron: _between(r"\otimes"),
    Diag: _word("diag"),
    DiagOf: _word("diag"),
    Vec: _word("vec"),
    Softmax: _word("softmax"),
    RowSoftmax: _word("softmax"),
    LogSumExp: _word("logsumexp"),
    Adj: _word("adj"),
    EigenValue: _applied(r"\lambda_{\max}"),
    EigenVector: _applied(r"v_{\max}"),
    HadPower: _hadamard_power,
    Pinv: _pseudo_inverse,
    Commutation: _commutation,
    SingleEntry: _single_entry,
    Norm: _norm,
    Matrix: _matrix,
    Blocks: _matrix,
}
