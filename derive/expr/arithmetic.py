"""Sums, products, quotients and powers, for scalars and matrices alike, and their flat builders."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.node import (
    SCALAR,
    Node,
    Shape,
    Size,
    chain_shape,
    digest,
    same_shape,
    scalar_shape,
    shape,
    square_shape,
)


class Plus(Node):
    """A sum of two or more terms of one shape."""

    __slots__ = ()
    form = staticmethod(lambda *a: same_shape("a sum", a))


class Times(Node):
    """A product of two or more factors; scalars anywhere, matrices in order."""

    __slots__ = ()
    form = staticmethod(lambda *a: chain_shape(a))


class Frac(Node):
    """A quotient `Frac(numerator, denominator)`; the denominator is a scalar."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        scalar_shape("a denominator", args[1])
        return shape(args[0])


class Power(Node):
    """`Power(base, exponent)`: of scalars; of a square matrix to an integer power. A root is a power 1/n."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        scalar_shape("an exponent", args[1])
        return square_shape("a power", args[0]) if shape(args[0]) else SCALAR


def size_product(*sizes: Size) -> Size:
    """m·n as a size, in an order that does not depend on how it was made."""
    flat = [b for a in sizes for b in (a.args if isinstance(a, Times) else (a,))]
    number = Integer(1)
    for a in flat:
        number = number * a if isinstance(a, Integer) else number
    rest = sorted((a for a in flat if not isinstance(a, Integer)), key=digest)
    parts = ([number] if number != 1 or not rest else []) + rest
    return parts[0] if len(parts) == 1 else Times(*parts)


def plus(*terms: Any) -> Any:
    """The sum of the terms, sums among them spliced in; one term is itself, none is 0."""
    flat = [u for t in terms for u in (t.args if isinstance(t, Plus) else (t,))]
    return flat[0] if len(flat) == 1 else Plus(*flat) if flat else S.Zero


def times(*factors: Any) -> Any:
    """The product of the factors, products among them spliced in; one factor is itself, none is 1."""
    flat = [g for f in factors for g in (f.args if isinstance(f, Times) else (f,))]
    return flat[0] if len(flat) == 1 else Times(*flat) if flat else S.One


def terms(e: Any) -> tuple[Any, ...]:
    """The terms of a sum; anything else is one term."""
    return e.args if isinstance(e, Plus) else (e,)


def factors(e: Any) -> tuple[Any, ...]:
    """The factors of a product; anything else is one factor."""
    return e.args if isinstance(e, Times) else (e,)


def minus(e: Any) -> Any:
    """-e, its sign put into a leading number where there is one."""
    if isinstance(e, (Integer, Rational)):
        return -e
    if isinstance(e, Times) and isinstance(e.args[0], Rational) and e.args[0] != 0:
        first = -e.args[0]
        return times(*([first] if first != 1 else []), *e.args[1:])
    return times(S.NegativeOne, e)
