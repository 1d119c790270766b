"""The losses that have names: `CE(y, p)`, `BCE(y, p)` and `MSE(y, p)` of two arguments, read as what they stand for.

`MSE` of two scalars, or of two shapes, stays a function: its arguments are as often parameters (`MSE(w, b)`) as values.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

import derive.expr.heads as h
from derive.notation import call
from derive.read.context import Context
from derive.read.functions import SPECIAL
from derive.read.resolve import Work, of
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term

Tree = Any
MEANING = {
    "CE": "the cross entropy −Σ y_i ln p_i, added over the entries",
    "MSE": "the mean squared error, the mean of (y_i − p_i)² over the entries",
    "BCE": "the binary cross entropy −(y ln p + (1 − y) ln(1 − p)), added over the entries",
}


def _loss(ctx: Context, word: str, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    y = yield of(ctx, arguments[0])
    p = yield of(ctx, arguments[1])
    if word != "MSE":
        ctx.guess(f"{word} is {MEANING[word]}")
    return ctx.term("loss", [y, p], node, word, SCALAR)


def loss(ctx: Context, t: Term) -> Tree:
    """The tree of a named loss."""
    y, p = (a.tree for a in t.args)
    form = h.shape(y)
    if t.value == "MSE":
        return _mean_square(ctx, y, p)
    total = _product(y, call("log", p))
    if t.value == "BCE":
        one = h.Ones(*form) if form else S.One
        rest = _product(h.plus(one, h.minus(y)), call("log", h.plus(one, h.minus(p))))
        return h.minus(h.plus(total, rest))
    return h.minus(total)


def _mean_square(ctx: Context, y: Tree, p: Tree) -> Tree:
    form = h.shape(y)
    if not form or form != h.shape(p):
        return h.Call(h.Function(r"\operatorname{MSE}", "MSE", "function"), y, p)
    ctx.guess(f"MSE is {MEANING['MSE']}")
    return h.times(h.Frac(S.One, h.size_product(*form)), h.Power(h.Norm(h.plus(y, h.minus(p))), Integer(2)))


def _product(a: Tree, b: Tree) -> Tree:
    return h.Tr(h.times(h.T(a), b)) if h.shape(a) else h.times(a, b)


SPECIAL.update(dict.fromkeys(MEANING, _loss))
