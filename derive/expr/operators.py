r"""Operators that bind letters, besides sums: integrals, extrema, limits, values at a point, vectors by their entries.

A binder is `Range(x, lo, hi)`, `All(i, n)`, or one of those below. Over a letter without bounds an operator is read,
written and rewritten like any tree; it has no numeric meaning.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.errors import ShapeError
from derive.expr.heads import Binding, Plus
from derive.expr.node import ONE, Node, Shape, scalar_shape, shape


class Over(Node):
    """The binder of a letter that runs over all its values, `Over(x)`, or over a set that a letter names."""

    __slots__ = ()
    form = staticmethod(lambda x, *domain: shape(x))


class Setting(Node):
    """The binder `x = value` of a value at a point, `x → value` of a limit: `Setting(x, value)`."""

    __slots__ = ()
    form = staticmethod(lambda x, value: shape(x))


class Integral(Binding):
    """`Integral(body, *binders)`: `Range(x, lo, hi)` with real bounds, or `Over(x)`."""

    __slots__ = ()


class Extremum(Binding):
    """Base of the least and greatest values of a scalar over an index or a letter."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        return scalar_shape("what is compared", args[0])


class Maximum(Extremum):
    """`Maximum(body, *binders)`."""

    __slots__ = ()


class Minimum(Extremum):
    """`Minimum(body, *binders)`."""

    __slots__ = ()


class Supremum(Extremum):
    """`Supremum(body, *binders)`."""

    __slots__ = ()


class Infimum(Extremum):
    """`Infimum(body, *binders)`."""

    __slots__ = ()


class ArgMax(Extremum):
    """`ArgMax(body, binder)`: where the body is greatest; a value of the bound letter, so it has its shape."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        scalar_shape("what is compared", args[0])
        return shape(args[1].args[0])


class ArgMin(ArgMax):
    """`ArgMin(body, binder)`: where the body is least."""

    __slots__ = ()


class Limit(Binding):
    """`Limit(body, Setting(x, value))`."""

    __slots__ = ()


class At(Binding):
    """`At(body, Setting(x, value))`: the body where x has this value; derivatives in it are taken before."""

    __slots__ = ()


class Stack(Binding):
    """`Stack(body, binder)`: the column whose entries are the body for each index, from the first to the last."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        scalar_shape("an entry", args[0])
        return (count(*args[1].args[1:]), ONE)


def count(*bounds: Any) -> Any:
    """How many indices a binder has, where that is a size: 1..n, 0..n-1, or between numbers. Raises: ShapeError."""
    lo, hi = bounds if len(bounds) == 2 else (ONE, bounds[0])
    if isinstance(lo, Integer) and isinstance(hi, Integer) and hi >= lo:
        return Integer(int(hi) - int(lo) + 1)
    if lo == 1:
        return hi
    if lo == 0 and isinstance(hi, Plus) and len(hi.args) == 2 and hi.args[1] == -1:
        return hi.args[0]
    raise ShapeError("a list whose number of entries is no size")


EXTREMA = (Maximum, Minimum, Supremum, Infimum, ArgMax, ArgMin)
