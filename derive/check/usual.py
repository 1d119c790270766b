r"""Conventions that a text need not say, under which sides that differ agree: an angle of 45 is in degrees, `\bar y` is
the mean of y, a bias is part of the weights, 1010 is a binary number, `Ratio` and `ratio` are one name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy import Integer, Rational, S

from derive.check.assumptions import with_property
from derive.check.sides import sized
from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    Call,
    Decimal,
    Entry,
    Frac,
    Letter,
    Norm,
    Plus,
    Power,
    Row,
    Sum,
    T,
    Times,
    letter,
    letters,
    minus,
    plus,
    times,
)
from derive.expr.names import from_plain
from derive.expr.trees import fresh, rebuild, substitute, walk

ANGLES = ("sin", "cos", "tan", "cot", "sec", "csc")
ROOTS = ("sqrt", "log", "ln", "abs")
BITS, WORD = 3, 3  # digits of a binary number, letters of a word
SMALLEST = 5  # degrees; whole numbers below are rather radians


@dataclass(frozen=True, slots=True)
class Usual:
    """The sides under a convention, and what it says; sure: is it the only meaning that the formula can have?"""

    left: Any
    right: Any
    says: str
    sure: bool = True


def conventions(pair: tuple[Any, Any]) -> Iterator[Usual]:
    """The sides under each convention that speaks of them."""
    for made in (_degrees, _means, _absorbed, _scales, _columns, _gathered, _binary, capitals, _identity):
        try:
            found = made(pair)
        except DeriveError:
            continue
        if found is not None:
            yield found


def two_weights(pair: tuple[Any, Any]) -> str | None:
    """A letter that one side writes in bold and the other in plain weight: perhaps one letter."""
    left, right = ({x.plain for x in letters(t)} for t in pair)
    for one, other in ((left, right), (right, left)):
        for plain in sorted(one - other):
            name = from_plain(plain)
            bare = replace(name, font="").plain
            if name.font == "bold" and bare in other - one:
                return f"{bare} in plain weight may be the bold one"
    return None


def _degrees(pair: tuple[Any, Any]) -> Usual | None:
    def visit(e: Any) -> Any:
        if not isinstance(e, Call) or e.function.plain not in ANGLES or len(e.arguments) != 1:
            return e
        angle = e.arguments[0]
        told = isinstance(angle, Integer) and angle >= SMALLEST
        return e.func(e.function, times(Frac(angle, Integer(180)), S.Pi)) if told else e

    left, right = (rebuild(t, visit) for t in pair)
    return Usual(left, right, "with angles in degrees") if (left, right) != pair else None


def _means(pair: tuple[Any, Any]) -> Usual | None:
    r"""`\bar y` beside a list y is its mean."""
    known = {x.plain: x for t in pair for x in letters(t)}
    table: dict[Any, Any] = {}
    for x in known.values():
        name = from_plain(x.plain)
        family = known.get(replace(name, accents=name.accents[:-1]).plain) if name.accents[-1:] == ("bar",) else None
        if family is not None and not x.shape and len(family.shape) in (1, 2) and (*family.shape, 1)[1] == 1:
            n = family.shape[0]
            i = fresh(letter("i", "i", assume="integer"), frozenset(known.values()))
            table[x] = Frac(Sum(Entry(family, i), All(i, n)), n)
    if not table:
        return None
    says = ", ".join(f"{x.latex} the mean" for x in table)
    left, right = sized(*(substitute(t, table) for t in pair))
    return Usual(left, right, f"with {says}")


def _scales(pair: tuple[Any, Any]) -> Usual | None:
    r"""`\sqrt{s^2 / \sigma^2}` beside s / σ: what stands in roots and powers are positive numbers."""
    nodes = [e for t in pair for _, e in walk(t)]
    roots = [e for e in nodes if isinstance(e, Norm) or isinstance(e, Power) and not isinstance(e.args[1], Integer)
             or isinstance(e, Call) and e.function.plain in ROOTS]  # fmt: skip
    group = sorted({x for e in roots for x in letters(e) if not x.shape and not x.assumptions}, key=lambda x: x.plain)
    if not group:
        return None
    left, right = (with_property(t, group, "positive") for t in pair)
    return Usual(left, right, f"true for positive {', '.join(x.latex for x in group)}", sure=False)


def _columns(pair: tuple[Any, Any]) -> Usual | None:
    """The V_i of a matrix V as its columns."""
    found: dict[str, None] = {}

    def visit(e: Any) -> Any:
        if not isinstance(e, Row) or len(e.args) != 2 or not isinstance(e.args[0], Letter):
            return e
        found[e.args[0].latex] = None
        return Row(T(e.args[0]), e.args[1])

    left, right = (rebuild(t, visit) for t in pair)
    return Usual(left, right, f"with {', '.join(f'{x}_i' for x in found)} for columns") if found else None


def _gathered(pair: tuple[Any, Any]) -> Usual | None:
    r"""`\sum_i a_i + b_i` without brackets: the terms behind a sum that have its index are under it."""
    left, right = (rebuild(t, _under_the_sum) for t in pair)
    return Usual(left, right, "with the terms that have its index under the sum") if (left, right) != pair else None


def _under_the_sum(t: Any) -> Any:
    if not isinstance(t, Plus):
        return t
    for k, a in enumerate(t.args):
        factors = a.args if isinstance(a, Times) else (a,)
        total = factors[-1]
        if not isinstance(total, Sum) or len(total.binders) != 1:
            continue
        i = total.binders[0].args[0]
        rest = [b for b in t.args[k + 1 :] if any(x.plain == i.plain for x in letters(b))]
        if not rest or len(rest) < len(t.args) - k - 1:
            continue
        under = [substitute(b, {x: i for x in letters(b) if x.plain == i.plain}) for b in rest]
        made = Sum(plus(total.body, *under), *total.binders)
        return plus(*t.args[:k], times(*factors[:-1], made))
    return t


def _absorbed(pair: tuple[Any, Any]) -> Usual | None:
    r"""`\theta_0 + \sum_k \theta_k x_k = \theta^\top x`, where x begins with a 1."""
    for k, t in enumerate(pair):
        for term in t.args if isinstance(t, Plus) else ():
            family, _, label = term.plain.rpartition("_") if isinstance(term, Letter) else ("", "", "")
            if label == "0" and any(x.plain == family and x.shape for x in letters(t)):
                sides = [*pair]
                sides[k] = plus(t, minus(term))
                return Usual(sides[0], sides[1], f"true if a 1 stands in the place of {term.latex}", sure=False)
    return None


def in_binary(t: Any, least: int = BITS) -> Any:
    """It with its numbers of many digits 0 and 1, so many at least, read as binary ones."""
    return rebuild(t, lambda e: _from_bits(e, least) if isinstance(e, (Integer, Decimal)) else e)


def _from_bits(e: Any, least: int) -> Any:
    whole, _, part = str(e).partition(".")
    if len(whole + part) < least or not set(whole + part) <= {"0", "1"}:
        return e
    return Rational(int(whole + part, 2), 2 ** len(part))


def _binary(pair: tuple[Any, Any]) -> Usual | None:
    bare = all(isinstance(t, Integer) for t in pair)  # `00000010 = 2`
    left, right = in_binary(pair[0], 2 if bare else BITS), pair[1]
    if left == pair[0]:
        right = in_binary(pair[1], 2 if bare else BITS)
    return Usual(left, right, "with binary numbers") if (left, right) != pair else None


def _identity(pair: tuple[Any, Any]) -> Usual | None:
    """I among matrices is the identity."""
    found = letters(pair[0]) | letters(pair[1])
    table = {x: S.One for x in found if x.plain == "I" and not x.shape and "integer" not in x.assumptions}
    if not table or not any(len(x.shape) == 2 and x.shape[0] == x.shape[1] for x in found):
        return None
    left, right = (substitute(t, table) for t in pair)
    return Usual(left, right, "with I the identity matrix")


def capitals(pair: tuple[Any, Any]) -> Usual | None:
    """Words that differ in their capitals are one name."""
    found = sorted({x for t in pair for x in letters(t) if len(x.plain) >= WORD and x.plain.isalpha()}, key=str)
    first: dict[tuple[str, Any], Any] = {}
    for x in found:
        first.setdefault((x.plain.lower(), x.shape), x)
    table = {x: first[x.plain.lower(), x.shape] for x in found if first[x.plain.lower(), x.shape] != x}
    if not table:
        return None
    left, right = (substitute(t, table) for t in pair)
    return Usual(left, right, f"with one name for {', '.join(sorted(x.plain for x in table))} in capitals or not")
