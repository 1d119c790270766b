r"""Operators that bind letters, besides sums: integrals, extrema, limits, values at a point, vectors by their entries.

A binder is `Range(x, lo, hi)`, `All(i, n)`, or one of those below. Over a letter without bounds an operator is read,
written and rewritten like any tree; it has no numeric meaning.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.errors import ShapeError
from derive.expr.heads import Binding, Plus, Times
from derive.expr.node import ONE, Node, Shape, scalar_shape, shape


class Over(Node):
    """The binder of a letter that runs over all its values, `Over(x)`, or over a set that a letter names."""

    __slots__ = ()
    form = staticmethod(lambda x, *domain: shape(x))


class Setting(Node):
    """The binder `x = value` of a value at a point, `x → value` of a limit: `Setting(x, value)`; of a limit from above
    `Setting(x, value, 1)`, from below `Setting(x, value, -1)`."""

    __slots__ = ()
    form = staticmethod(lambda x, value, *side: shape(x))


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
    """`Stack(body, binder)`: the column whose entries are the body for each index, from the first to the last; of
    columns the matrix that has them side by side, of rows the one that has them below each other. With two binders, the
    matrix of the body for each row and column."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        body, *binders = args
        sizes = tuple(count(*b.args[1:]) for b in binders)
        if len(sizes) == 2:
            scalar_shape("an entry", body)
            return sizes
        inner = shape(body)
        if not inner:
            return (sizes[0], ONE)
        if len(inner) == 2 and ONE in inner:
            return (inner[0], sizes[0]) if inner[1] == ONE else (sizes[0], inner[1])
        raise ShapeError("a list of matrices has no shape")


def count(*bounds: Any) -> Any:
    """How many indices a binder has, where that is a size: 1..n, 0..n-1, t..t+n-1, numbers. Raises: ShapeError."""
    lo, hi = bounds if len(bounds) == 2 else (ONE, bounds[0])
    parts: dict[Any, int] = {}
    for tree, sign in ((hi, 1), (lo, -1), (ONE, 1)):
        for t in tree.args if isinstance(tree, Plus) else (tree,):
            number, rest = _multiple(t)
            parts[rest] = parts.get(rest, 0) + sign * number
    found = {x: k for x, k in parts.items() if k}
    if set(found) == {ONE} and found[ONE] > 0:
        return Integer(found[ONE])
    if len(found) == 1 and ONE not in found and next(iter(found.values())) == 1:
        return next(iter(found))
    raise ShapeError("a list whose number of entries is no size")


def _multiple(t: Any) -> tuple[int, Any]:
    """(whole number, the rest) of a term of a bound."""
    if isinstance(t, Integer):
        return int(t), ONE
    if isinstance(t, Times) and isinstance(t.args[0], Integer) and len(t.args) == 2:
        return int(t.args[0]), t.args[1]
    return 1, t


EXTREMA = (Maximum, Minimum, Supremum, Infimum, ArgMax, ArgMin)
