"""LaTeX of operators that bind letters: sums, integrals, extrema, limits, values at a point, vectors by entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    All,
    Case,
    Cases,
    Indicator,
    Letter,
    Otherwise,
    Product,
    Range,
    Relation,
    Sum,
    Times,
    letters,
    shape,
    times,
)
from derive.expr.inert import Inert
from derive.expr.operators import (
    ArgMax,
    ArgMin,
    At,
    Infimum,
    Integral,
    Limit,
    Maximum,
    Minimum,
    Over,
    Stack,
    Supremum,
)
from derive.expr.trees import substitute
from derive.notation import ATOM, POWER, SUM, TERM, UNARY
from derive.write.ink import Ink, Work, Writer, sub
from derive.write.piece import REST, Piece, at_least, script


def _big(symbol: str) -> Callable[[Any, Ink], Work]:
    """`\\sum` and `\\prod`, with a condition on the indices below the sign."""

    def go(e: Any, ink: Ink) -> Work:
        names = ",".join(b.latex for b in e.bound)
        limits = f"_{{{names}}}"
        inner, holds = e.body, None
        where = ""
        if (found := _condition(e)) is not None:
            inner, holds = found
            where = (yield sub(holds, ink)).full
        if not isinstance(e.binders[0], All):
            low = yield sub(e.binders[0].args[1], ink)
            high = yield sub(e.binders[0].args[2], ink)
            limits = f"_{{{names}={low.full}{f', {where}' if where else ''}}}^{{{high.full}}}"
        elif where:
            limits = f"_{{{where}}}" if _says_what_it_binds(e, holds, inner) else f"_{{{names} : {where}}}"
        body = at_least((yield sub(inner, ink)), TERM)
        return Piece(f"{symbol}{limits} {body.text}", UNARY, tall=True, swallows=REST, nested=body.nested)

    return go


def _says_what_it_binds(e: Any, holds: Any, inner: Any) -> bool:
    r"""Is `\sum_{i \neq j}` read as it is meant: a letter that is not in what is added is none that it binds?"""
    first, second = holds.args[1:]
    if len(e.bound) == 1:
        return first == e.bound[0] and second not in letters(inner)
    both = (first, second) == tuple(e.bound) and second in letters(inner)
    return both and (holds.op != "≠" or first.plain < second.plain)


def _condition(e: Any) -> tuple[Any, Any] | None:
    """What is added or multiplied, and the condition on the indices under which; None where there is none."""
    match e:
        case Sum(args=(Times(args=factors), *_)):
            first, *rest = factors
            if isinstance(first, Indicator) and _on_indices(first.args[0], e):
                return times(*rest), first.args[0]
        case Product(args=(Cases(args=(Case(args=(inner, holds)), Case(args=(one, Otherwise())))), *_)):
            if one == 1 and _on_indices(holds, e):
                return inner, holds
    return None


def _on_indices(holds: Any, e: Any) -> bool:
    """Does a relation compare two letters, the first of them bound here?"""
    return isinstance(holds, Relation) and holds.args[1] in e.bound and isinstance(holds.args[2], Letter)


def _integral(e: Any, ink: Ink) -> Work:
    """The last binder is the outermost sign, and its differential the last."""
    signs, ends = "", ""
    for b in reversed(e.binders):
        limits = ""
        if isinstance(b, Range):
            limits = f"_{script((yield sub(b.args[1], ink)).full)}^{script((yield sub(b.args[2], ink)).full)}"
        elif len(b.args) > 1:
            limits = f"_{script((yield sub(b.args[1], ink)).full)}"
        signs += rf"\int{limits} "
    for b in e.binders:
        ends += rf" \, d{(yield sub(b.args[0], ink)).text}"
    body = yield sub(e.body, ink)
    inner = at_least(body, TERM) if body.level < TERM and body.level != SUM else body
    return Piece(f"{signs}{inner.full if inner.level >= SUM else inner.text}{ends}", UNARY, tall=True, swallows=REST)


def _below(word: str) -> Callable[[Any, Ink], Work]:
    """`\\max_{i}`: what is bound stands below the word."""

    def go(e: Any, ink: Ink) -> Work:
        parts = []
        for b in e.binders:
            text = (yield sub(b.args[0], ink)).text
            if isinstance(b, Range):
                text = f"{(yield sub(b.args[1], ink)).full} \\leq {text} \\leq {(yield sub(b.args[2], ink)).full}"
            elif isinstance(b, Over) and len(b.args) > 1:
                text += rf" \in {(yield sub(b.args[1], ink)).text}"
            parts.append(text)
        body = at_least((yield sub(e.body, ink)), TERM)
        return Piece(f"{word}_{{{', '.join(parts)}}} {body.text}", UNARY, tall=True, swallows=REST, nested=body.nested)

    return go


def _limit(e: Any, ink: Ink) -> Work:
    x, to, *side = e.binders[0].args
    mark = "" if not side else "^+" if side[0] == 1 else "^-"
    below = rf"{(yield sub(x, ink)).text} \to {(yield sub(to, ink)).full}{mark}"
    body = at_least((yield sub(e.body, ink)), TERM)
    return Piece(rf"\lim_{{{below}}} {body.text}", UNARY, tall=True, swallows=REST, nested=body.nested)


def _at(e: Any, ink: Ink) -> Work:
    settings = []
    for b in e.binders:
        settings.append(f"{(yield sub(b.args[0], ink)).text} = {(yield sub(b.args[1], ink)).full}")
    body = yield sub(e.body, ink)
    return Piece(rf"\left. {body.full} \right|_{{{', '.join(settings)}}}", POWER, tall=True)


def _stack(e: Any, ink: Ink) -> Work:
    """`[b(1), b(2), …, b(n)]ᵀ`; of columns the matrix that has them side by side, of rows below each other."""
    if len(e.binders) == 2:
        return (yield _grid(e, ink))
    texts = yield from _line(e.body, e.binders[0], ink)
    inner = shape(e.body)
    if inner:
        joint, skip = (" & ", r"\cdots") if inner[1] == 1 else (r" \\ ", r"\vdots")
        body = joint.join([*texts[:-1], skip, texts[-1]])
        return Piece(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", POWER, tall=True)
    body = ", ".join([*texts[:-1], r"\ldots", texts[-1]])
    return Piece(rf"\left[{body}\right]^{script(ink.style.transpose)}", POWER, tall=True)


def _line(body: Any, b: Any, ink: Ink) -> Any:
    """The text of the first entries, and of the last."""
    first, last = (S.One, b.args[1]) if isinstance(b, All) else b.args[1:]
    texts = []
    for value in (first, *([first + 1] if isinstance(first, Integer) else []), last):
        texts.append((yield sub(substitute(body, {b.args[0]: value}), ink)).full)
    return texts


def _grid(e: Any, ink: Ink) -> Work:
    """The matrix with dots between its first and its last rows and columns."""
    down, across = e.binders
    first, last = down.args[1:]
    rows = []
    for value in (first, *([first + 1] if isinstance(first, Integer) else []), last):
        texts = yield from _line(substitute(e.body, {down.args[0]: value}), across, ink)
        rows.append([*texts[:-1], r"\cdots", texts[-1]])
    dots = [*[r"\vdots"] * (len(rows[0]) - 2), r"\ddots", r"\vdots"]
    lines = r" \\ ".join(" & ".join(r) for r in [*rows[:-1], dots, rows[-1]])
    return Piece(rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}", POWER, tall=True)


def _inert(e: Any, ink: Ink) -> Work:
    """As its author wrote it; arguments that nothing encloses stand in parentheses where they are sums."""
    text, joins = e.latex, e.latex.startswith("#") or e.latex[-2:-1] == "#"
    for k in range(len(e.arguments), 0, -1):
        piece = yield sub(e.arguments[k - 1], ink)
        text = text.replace(f"#{k}", (at_least(piece, POWER) if joins else piece).full)
    return Piece(text, SUM if joins else ATOM, tall=bool(e.arguments), swallows=REST if r"\sum" in e.latex else "")


WRITERS: dict[type, Writer] = {
    Sum: _big(r"\sum"),
    Product: _big(r"\prod"),
    Inert: _inert,
    Integral: _integral,
    Maximum: _below(r"\max"),
    Minimum: _below(r"\min"),
    Supremum: _below(r"\sup"),
    Infimum: _below(r"\inf"),
    ArgMax: _below(r"\operatorname{argmax}"),
    ArgMin: _below(r"\operatorname{argmin}"),
    Limit: _limit,
    At: _at,
    Stack: _stack,
}
