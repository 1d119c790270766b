"""The losses that have names: `CE(y, p)`, `BCE(y, p)`, `MSE(y, p)`, `KL(p, q)`, `H(p)`, read as what they stand for.

`MSE` of two scalars, or of two shapes, stays a function: its arguments are as often parameters (`MSE(w, b)`) as values.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

import derive.expr.heads as h
from derive.expr.names import Name
from derive.notation import call
from derive.read.context import Context
from derive.read.naming import core_name, label
from derive.read.resolve import Work, of
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term

Tree = Any
ARGUMENTS = {"CE": (2, 2), "BCE": (2, 2), "MSE": (2, 2), "KL": (2, 2), "H": (1, 2)}  # least and most arguments
_DISTRIBUTIONS = frozenset("p q r P Q R pi y hat_y y_hat".split())
MEANING = {
    "CE": "the cross entropy −Σ y_i ln p_i, added over the entries",
    "MSE": "the mean squared error, the mean of (y_i − p_i)² over the entries",
    "KL": "the Kullback-Leibler divergence Σ p_i ln(p_i/q_i)",
    "H": "the entropy −Σ p_i ln p_i, of two arguments the cross entropy −Σ p_i ln q_i",
    "BCE": "the binary cross entropy −(y ln p + (1 − y) ln(1 − p)), added over the entries",
}


def named_loss(ctx: Context, word: str, arguments: list[Syntax], node: Syntax) -> Work:
    """The term of a loss that `loss_word` found."""
    values = []
    for a in _both(arguments):
        values.append((yield of(ctx, a)))
    if word != "MSE":
        ctx.guess(f"{word} is {MEANING[word]}")
    return ctx.term("loss", [values[0], values[-1]], node, word, SCALAR)


def loss_word(ctx: Context, name: Name, sub: Syntax | None, arguments: list[Syntax]) -> str | None:
    r"""The loss that a call names: `CE(y, p)`, `D_{KL}(p \| q)`, `H(p)`; None for everything else.

    KL and H are those of letters that are known as vectors: they stand for other things as often.
    """
    mark = label(sub, ctx.source) if sub is not None else name.label
    word = "KL" if name.base == "D" and mark == "KL" else name.plain if sub is None else ""
    values = _both(arguments) if word == "KL" else arguments
    least, most = ARGUMENTS.get(word, (1, 0))
    if not least <= len(values) <= most or any(a.kind in ("given_rest", "relation") for a in values):
        return None
    known = (_is_distribution(ctx, a, word == "KL") for a in values)
    return word if word in ("CE", "BCE", "MSE") or all(known) else None


def _both(arguments: list[Syntax]) -> list[Syntax]:
    r"""`p, q` of `p \| q`."""
    return [b for a in arguments for b in (a.kids if a.kind == "given_rest" else (a,))]


def _is_distribution(ctx: Context, a: Syntax, named: bool) -> bool:
    """Is it a vector of probabilities: a softmax, or a letter declared as a vector (and so called, or named so)?"""
    if a.kind == "call":
        return core_name(a.kids[0]) == Name("softmax")
    name = core_name(a)
    known = ctx.declared(name) if name is not None and a.kind != "sub" else None
    vector = known is not None and len(known.shape) == 2 and known.shape[1] == 1
    return vector and (named or name is not None and name.plain in _DISTRIBUTIONS)


def of_residual(ctx: Context, arguments: list[Syntax], sub: Syntax | None) -> list[Syntax]:
    """`y - p` of `Huber_\\delta(y, p)`; what is named like the δ of a Huber loss is that."""
    if len(arguments) != 2 or sub is None and _is_width(arguments[1]):
        return arguments
    ctx.guess("the Huber loss of two values is that of their difference")
    span = arguments[0].span.to(arguments[1].span)
    return [Syntax("sum", ("+", "-"), tuple(arguments), span)]


def _is_width(a: Syntax) -> bool:
    """The δ of a Huber loss: a number, or a letter that is so called."""
    name = core_name(a)
    return a.kind == "number" or name is not None and name.base in ("delta", "d", "c", "k")


def loss(ctx: Context, t: Term) -> Tree:
    """The tree of a named loss."""
    y, p = (a.tree for a in t.args)
    form = h.shape(y)
    if t.value == "MSE":
        return _mean_square(ctx, y, p)
    if t.value == "KL":
        return _product(y, call("log", h.Had(y, h.HadPower(p, S.NegativeOne))))
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
