"""LaTeX of operators that bind letters: integrals, extrema, limits, values at a point, vectors by their entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer, S

from derive.expr.heads import All, Range
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
from derive.notation import POWER, SUM, TERM, UNARY
from derive.write.ink import Ink, Work, Writer, sub
from derive.write.piece import REST, Piece, at_least, script


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
    x, to = e.binders[0].args
    below = rf"{(yield sub(x, ink)).text} \to {(yield sub(to, ink)).full}"
    body = at_least((yield sub(e.body, ink)), TERM)
    return Piece(rf"\lim_{{{below}}} {body.text}", UNARY, tall=True, swallows=REST, nested=body.nested)


def _at(e: Any, ink: Ink) -> Work:
    settings = []
    for b in e.binders:
        settings.append(f"{(yield sub(b.args[0], ink)).text} = {(yield sub(b.args[1], ink)).full}")
    body = yield sub(e.body, ink)
    return Piece(rf"\left. {body.full} \right|_{{{', '.join(settings)}}}", POWER, tall=True)


def _stack(e: Any, ink: Ink) -> Work:
    """`[b(1), b(2), …, b(n)]ᵀ`."""
    b = e.binders[0]
    first, last = (S.One, b.args[1]) if isinstance(b, All) else b.args[1:]
    second = [first + 1] if isinstance(first, Integer) else []
    texts = []
    for value in (first, *second):
        texts.append((yield sub(substitute(e.body, {b.args[0]: value}), ink)).full)
    end = (yield sub(substitute(e.body, {b.args[0]: last}), ink)).full
    return Piece(rf"\left[{', '.join(texts)}, \ldots, {end}\right]^{script(ink.style.transpose)}", POWER, tall=True)


WRITERS: dict[type, Writer] = {
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
