"""The second route to a short result: multiply out, cancel entry by entry, and keep what got shorter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Frac,
    Had,
    HadPower,
    Ones,
    Plus,
    Power,
    Shape,
    Softmax,
    T,
    Times,
    Tr,
    is_column,
    is_scalar,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import walk
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.terms import hadamard, is_ones, leaves, length, split
from derive.rules.monomial import monomial
from derive.rules.table import rule

Tree = Any
Term = tuple[tuple[Tree, Any], ...]  # (base, exponent) pairs in order of appearance, bases scalars or entrywise
Poly = dict[frozenset[tuple[Tree, Any]], tuple[Any, Term]]
MOST = 64  # terms of a product that is multiplied out
HIGHEST = 3


class TooLong(Exception):
    """Multiplying out gives too many terms."""


def collected(parts: Iterable[tuple[Any, Term]]) -> Poly:
    """Equal terms added, zeros left out."""
    out: Poly = {}
    for c, term in parts:
        key = frozenset(term)
        before = out[key][0] if key in out else S.Zero
        out[key] = (before + c, out[key][1] if key in out else term)
    return {k: v for k, v in out.items() if v[0] != 0}


def joined(a: Term, b: Term) -> Term:
    """The product of two terms."""
    powers = dict(a)
    for base, k in b:
        powers[base] = powers.get(base, S.Zero) + k
    return tuple((base, k) for base, k in powers.items() if k != 0)


def product(polys: Iterable[Poly]) -> Poly:
    """Multiplied out."""
    out: Poly = {frozenset(): (S.One, ())}
    for p in polys:
        if len(out) * len(p) > MOST:
            raise TooLong
        out = collected((c * d, joined(a, b)) for c, a in out.values() for d, b in p.values())
    return out


def expanded(e: Tree, keep: frozenset[Tree]) -> Poly:
    """One entry of e as a sum of products of powers; sums in `keep` are one base."""
    one = frozenset[tuple[Tree, Any]]()
    match e:
        case Rational():
            return {one: (e, ())}
        case _ if is_ones(e):
            return {one: (S.One, ())}
        case Plus() if e not in keep:
            return collected(v for t in e.args for v in expanded(t, keep).values())
        case Had() | Times() if len(split(e)[1]) < 2 or isinstance(e, Had):
            return product(expanded(f, keep) for f in e.args)
        case Frac(args=(a, b)):
            return product((expanded(a, keep), *(raised(f, S.NegativeOne, keep) for f in factors(b))))
        case Power(args=(b, Rational() as k)) if is_scalar(b):
            return raised(b, k, keep)
        case HadPower(args=(b, Rational() as k)):
            return raised(b, k, keep)
    term = ((e, S.One),)
    return {frozenset(term): (S.One, term)}


def raised(b: Tree, k: Any, keep: frozenset[Tree]) -> Poly:
    """A power of a base."""
    whole = isinstance(k, Integer)
    if isinstance(b, Plus) and whole and 0 < k <= HIGHEST and b not in keep:
        return product([expanded(b, keep)] * int(k))
    if isinstance(b, Rational):
        return {frozenset(): (b**k, ())} if whole else {frozenset([(b, k)]): (S.One, ((b, k),))}
    inner = expanded(b, keep) if whole and not isinstance(b, Plus) else {}
    if len(inner) == 1:
        ((c, term),) = inner.values()
        powers = tuple((base, n * k) for base, n in term)
        return {frozenset(powers): (c**k, powers)}
    term = ((b, k),)
    return {frozenset(term): (S.One, term)}


def denominators(e: Tree) -> frozenset[Tree]:
    """What is divided by."""
    found = set()
    for _, node in walk(e):
        match node:
            case Frac(args=(_, b)):
                found |= set(factors(b))
            case Power() | HadPower() if isinstance(node.args[1], Rational) and node.args[1] < 0:
                found.add(node.args[0])
    return frozenset(found)


def written(poly: Poly, form: Shape) -> Tree:
    """The sum as a tree, positive terms first."""
    ordered = sorted(poly.values(), key=lambda v: bool(v[0] < 0))
    if not ordered:
        return S.Zero if not form else times(S.Zero, Ones(*form))
    return plus(*(_term(c, term, form) for c, term in ordered))


def _term(c: Any, term: Term, form: Shape) -> Tree:
    scalars = [Power(b, k) if k != 1 else b for b, k in term if is_scalar(b)]
    front = monomial(times(c, *scalars)).tree()
    if not form:
        return front
    entries = [b if k == 1 else HadPower(b, k) for b, k in term if not is_scalar(b)]
    body = hadamard(*entries) if entries else Ones(*form)
    return body if front == 1 else minus(body) if front == -1 else times(front, body)


def shorter(e: Tree) -> Tree | None:
    """e multiplied out and cancelled, where that is shorter."""
    try:
        first = written(expanded(e, denominators(e)), shape(e))
        second = written(expanded(first, denominators(first)), shape(e))
    except TooLong:
        return None
    made = min((first, second), key=lambda t: (length(t), leaves(t)))
    return made if (length(made), leaves(made)) < (length(e), leaves(e)) else None


SIGMOID = call("sigmoid", s.z)
NOT_SIGMOID = plus(s.ONES, minus(SIGMOID))


@rule(
    given="a, b: of one shape",
    lhs=[
        Had(plus(Had(s.a, HadPower(s.b, S.NegativeOne)), s.x), s.b),
        plus(Had(s.a, plus(s.ONES, minus(s.b))), Had(s.a, s.b)),
        times(Frac(s.s, s.t), plus(s.t, times(s.t, s.t))),
    ],
    source=MAGNUS,
    title="cancel entry by entry",
)
def entrywise_algebra(e: Any) -> Any:
    """Sums and products of entries multiplied out and cancelled, where that is shorter."""
    scalars, matrices = split(e)
    if len(matrices) > 1:
        front = shorter(times(*scalars)) if len(scalars) > 1 and divides(times(*scalars)) else None
        return None if front is None else times(front, *matrices)
    if isinstance(e, Plus) and all(len(split(t)[1]) > 1 for t in e.args):
        return None
    return shorter(e) if divides(e) else None


def divides(e: Tree) -> bool:
    """Is there something that may cancel: a quotient, a Hadamard product, a power, products of sums side by side?"""
    return any(isinstance(n, (HadPower, Frac, Had, Power)) or products_of_sums(n) for _, n in walk(e))


def products_of_sums(e: Tree) -> bool:
    """Are several terms of a sum products of sums, which may cancel when they are multiplied out?"""
    terms = e.args if isinstance(e, Plus) else ()
    return sum(isinstance(t, Times) and any(isinstance(f, Plus) for f in t.args) for t in terms) > 1


@rule(given="A, B: m x n", lhs=times(s.G, plus(s.x, s.z)), source=MAGNUS, title="multiply out")
def multiply_out(e: Any) -> Any:
    """A(B + C) = AB + AC."""
    if len(split(e)[1]) > 1:
        for k, f in enumerate(e.args):
            if isinstance(f, Plus) and shape(f):
                return plus(*(times(*e.args[:k], t, *e.args[k + 1 :]) for t in f.args))


@rule(
    given="a, b, c: n",
    lhs=times(s.z, T(Softmax(s.z)), Had(s.a, HadPower(Softmax(s.z), S.NegativeOne))),
    source=MAGNUS,
    title="an inner product entry by entry",
)
def inner_hadamard(e: Any) -> Any:
    """aᵀ(b ∘ c) = 1ᵀ(a ∘ b ∘ c), where that cancels."""
    fs = e.args
    for k in range(len(fs) - 1):
        a, b = fs[k], fs[k + 1]
        if isinstance(a, T) and is_column(a.args[0]) and isinstance(b, Had) and is_column(b):
            made = shorter(Had(a.args[0], *b.args))
            if made is not None:
                inner = times(T(Ones(*shape(made))), made)
                rest = (*fs[:k], *fs[k + 2 :])
                return times(*fs[:k], Tr(inner), *fs[k + 2 :]) if any(map(shape, rest)) else inner
