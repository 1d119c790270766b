"""Formulas of one entry lifted to whole vectors and matrices: products become Hadamard products, 1 becomes ones."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sympy import S

from derive.expr.heads import (
    LEAVES,
    Binding,
    Call,
    Cases,
    Derivative,
    Entry,
    Frac,
    Function,
    HadPower,
    Indicator,
    Node,
    Ones,
    Plus,
    Power,
    Relation,
    Shape,
    Times,
    is_scalar,
    letter,
    plus,
    shape,
    times,
)
from derive.expr.trees import rebuild, trampoline
from derive.notation import call, edges, prime, slope, unprimed
from derive.rules.matrix.terms import hadamard, split

Tree = Any
PLACE = letter("@")  # the place of the argument in a slope of the table of functions


class NotEntrywise(Exception):
    """A formula that is not made entry by entry."""


def entrywise(e: Tree, table: Mapping[Tree, Tree], form: Shape) -> Tree | None:
    """The scalar formula e with scalars replaced by vectors or matrices of one shape, applied entry by entry.

    None where e has a head that does not act entry by entry.
    """
    watched = frozenset(x for key in table for x in _marks(key))
    try:
        return trampoline(_lifted(e, table, form, watched))
    except NotEntrywise:
        return None


def _marks(key: Tree) -> frozenset[Any]:
    """The letters that tell where a scalar stands: the indices of an entry, or its own letters."""
    places = key.args[1:] if isinstance(key, Entry) else ()
    indices: frozenset[Any] = frozenset(x for k in places for x in getattr(k, "letters", ()))
    return indices or frozenset(getattr(key, "letters", ()))


def _lifted(e: Tree, table: Mapping[Tree, Tree], form: Shape, watched: frozenset[Any]) -> Generator[Any, Any, Tree]:
    if e in table:
        return table[e]
    if not isinstance(e, Node) or isinstance(e, LEAVES) or not watched & e.letters:
        return e
    if isinstance(e, (Binding, Derivative, Cases)) or any(shape(a) for a in e.args if isinstance(a, Node)):
        raise NotEntrywise
    start = 1 if isinstance(e, (Call, Relation)) else 0
    args = []
    for a in e.args[start:]:
        args.append((yield _lifted(a, table, form, watched)))
    if all(is_scalar(a) for a in args) and not isinstance(e, (Relation, Indicator)):
        return e
    match e:
        case Plus():
            return plus(*(a if shape(a) else filled(a, form) for a in args))
        case Times():
            scalars, matrices = [], []
            for a in args:
                s, m = split(a) if shape(a) else ([a], [])
                scalars += s
                matrices += [times(*m)] if m else []
            return times(*scalars, hadamard(*matrices))
        case Frac():
            return divided(args[0], args[1])
        case Power():
            return powered(args[0], args[1])
        case Call(function=f) if f.kind in ("elementary", "elementwise"):
            return Call(f, *args)
        case Relation():
            return Relation(e.op, *args)
        case Indicator():
            return Indicator(*args)
    raise NotEntrywise


def filled(c: Tree, form: Shape) -> Tree:
    """The scalar c in every entry."""
    ones = Ones(*form)
    return ones if c == 1 else times(c, ones)


def divided(a: Tree, b: Tree) -> Tree:
    """a/b entry by entry."""
    if is_scalar(b):
        return times(Frac(S.One, b), a)
    inverse = HadPower(b, S.NegativeOne)
    if is_scalar(a):
        return inverse if a == 1 else times(a, inverse)
    scalars, matrices = split(a)
    return times(*scalars, hadamard(times(*matrices), inverse))


def powered(b: Tree, k: Tree) -> Tree:
    """b^k entry by entry, one of them a scalar."""
    if is_scalar(k):
        return HadPower(b, k)
    if is_scalar(b):
        return call("exp", k if b == S.Exp1 else times(call("log", b), k))
    return call("exp", hadamard(call("log", b), k))


def slope_at(e: Call, k: int) -> Tree | None:
    """The slope of an entrywise function by its argument number k, at its arguments; None where the table has none."""
    f, us = e.function, e.arguments
    if f.kind in ("elementwise", "function"):
        return Call(prime(f, k, len(us)), *us)
    if f.kind != "elementary" or f.order:
        return None
    if f.plain in ("max", "min") and len(us) == 2:
        return Indicator(Relation(">" if f.plain == "max" else "<", us[k], us[1 - k]))
    if len(us) != 1:
        return None
    u = us[0]
    if is_scalar(u):
        return slope(f, *us)
    made = slope(f, PLACE, *us[1:])
    if made is None:
        return None
    lifted = entrywise(made, {PLACE: u}, shape(u))
    if lifted is None:
        return Call(prime(f, k, len(us)), *us)
    return filled(lifted, shape(u)) if is_scalar(lifted) else lifted


def slopes_written(e: Tree) -> Tree:
    """e with f'(u) of a known function written by the table of functions: ReLU'(z) as the indicator of z > 0."""
    return rebuild(e, _slope_written)


def _slope_written(e: Tree) -> Tree:
    match e:
        case Call(function=f, arguments=(u,)) if f.kind == "elementary" and f.order == (1,):
            made = slope_at(Call(unprimed(f), u), 0)
            return e if made is None else made
    return e


def kinks(f: Function, u: Tree) -> tuple[Tree, ...]:
    """Where the slope of a known function is not defined."""
    return edges(f, u)
