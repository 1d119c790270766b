"""The heads: inert SymPy trees, all importable from here. What each means numerically stands in its docstring.

Shapes: scalars are (); a vector is a column (n, 1); a 1x1 product that serves as a scalar is wrapped in `Tr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer, Rational, Tuple

from derive.errors import ShapeError
from derive.expr.arithmetic import Frac, Plus, Power, Times, minus, plus, size_product, times
from derive.expr.conditions import And, Case, Cases, Given, Indicator, Or, Otherwise, Relation, only_where
from derive.expr.matrices import (
    Adj,
    Commutation,
    Det,
    Diag,
    DiagOf,
    EigenValue,
    EigenVector,
    Had,
    HadPower,
    Inv,
    Kron,
    LogSumExp,
    Matrix,
    Norm,
    Pinv,
    RowSoftmax,
    SingleEntry,
    Softmax,
    T,
    Tr,
    Vec,
)
from derive.expr.node import (
    ONE,
    SCALAR,
    Node,
    Shape,
    Size,
    brief,
    depth,
    digest,
    has_d,
    is_column,
    is_scalar,
    letters,
    same_shape,
    scalar_shape,
    shape,
    shown,
    square_shape,
    weight,
)

# ---- leaves ------------------------------------------------------------------------------------------------------


class Letter(Node):
    """A variable: `Letter(latex, plain, Tuple(sizes), assumptions)`; build it with `letter`.

    Sizes () scalar, (n, 1) column, (m, n) matrix, (a, b, c) a family with three indices. Assumptions are words,
    sorted and joined by spaces (`positive`, `integer`, `symmetric`, `rows`, …).
    """

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        return tuple(args[2].args)

    @staticmethod
    def free(*args: Any) -> frozenset[Letter]:
        return frozenset()

    def __new__(cls, latex: Any, plain: Any, sizes: Any = Tuple(), assume: Any = "") -> Any:
        node = Node.__new__(cls, latex, plain, sizes, assume)
        node.letters = frozenset([node])
        node.weight = node.depth = 1
        return node

    latex = property(lambda self: self.args[0].name)
    plain = property(lambda self: self.args[1].name)
    assumptions = property(lambda self: frozenset(self.args[3].name.split()))


class Function(Node):
    """The name of a function: `Function(latex, plain, kind, Tuple(order), Tuple(sizes))`; not a value by itself.

    kind: `elementary` (a row of notation, entrywise), `elementwise` (abstract, entrywise), `function` (abstract, with a
    scalar value or a value of `sizes`), `matrix` (matrix function). `order` counts derivatives by each argument:
    (1,) is f', () is f.
    """

    __slots__ = ()

    @staticmethod
    def free(*args: Any) -> frozenset[Letter]:
        return frozenset()

    def __new__(cls, latex: Any, plain: Any, kind: Any, order: Any = Tuple(), sizes: Any = Tuple()) -> Any:
        node = Node.__new__(cls, latex, plain, kind, order, sizes)
        node.weight = node.depth = 1
        return node

    latex = property(lambda self: self.args[0].name)
    plain = property(lambda self: self.args[1].name)
    kind = property(lambda self: self.args[2].name)
    order = property(lambda self: tuple(int(k) for k in self.args[3].args))


class Decimal(Node):
    """A decimal number as written: `Decimal("0.830")`; its value is exact."""

    __slots__ = ()

    digits = property(lambda self: self.args[0].name)

    @property
    def value(self) -> Rational:
        """The exact value."""
        return Rational(self.digits)


class Eye(Node):
    """The identity matrix: `Eye(n)`."""

    __slots__ = ()
    form = staticmethod(lambda n: (n, n))


class Ones(Node):
    """A matrix of ones: `Ones(m, n)`."""

    __slots__ = ()
    form = staticmethod(lambda m, n: (m, n))


class Zero(Node):
    """A matrix of zeros: `Zero(m, n)`; the scalar zero is the number 0."""

    __slots__ = ()
    form = staticmethod(lambda m, n: (m, n))


LEAVES = (Letter, Function, Decimal, Eye, Ones, Zero, Commutation)


class Call(Node):
    """`Call(function, *arguments)`: elementary functions and elementwise ones keep the shape of their argument."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        f, rest = args[0], args[1:]
        if f.kind == "function":
            return tuple(f.args[4].args)
        if f.kind == "matrix":
            return square_shape(f.plain, rest[0])
        shaped = [a for a in rest if shape(a)]
        return same_shape(f.plain, shaped) if shaped else SCALAR

    function = property(lambda self: self.args[0])
    arguments = property(lambda self: self.args[1:])


# ---- indices -----------------------------------------------------------------------------------------------------


class Entry(Node):
    """`Entry(a, i)` of a vector, `Entry(a, i, j)` of a matrix, more for a family; indices count from 1. A scalar."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        a, indices = args[0], args[1:]
        rank = 1 if is_column(a) else len(shape(a))
        if rank != len(indices) or not rank:
            raise ShapeError(f"{brief(a)} is {shown(shape(a))} and takes {rank} indices, not {len(indices)}")
        return scalar_shape("an index", *indices)


class Row(Node):
    """`Row(a, i)`: row i of an m×n matrix as a column vector (n, 1); how `w_i` of a letter of `rows` is read."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        a, i = args
        if len(shape(a)) != 2:
            raise ShapeError(f"{brief(a)} is {shown(shape(a))} and has no rows")
        scalar_shape("an index", i)
        return (shape(a)[1], ONE)


class Range(Node):
    """The binder `i = lo..hi` (both included): `Range(i, lo, hi)`."""

    __slots__ = ()
    form = staticmethod(lambda i, lo, hi: scalar_shape("a bound", i, lo, hi))


class All(Node):
    """The binder of a bare index: `All(i, n)` runs over 1..n and is written `i`."""

    __slots__ = ()
    form = staticmethod(lambda i, n: scalar_shape("a size", i, n))


class Binding(Node):
    """Base of the heads that bind indices: `head(body, *binders)`, binders `Range` or `All`, of one kind and range."""

    __slots__ = ()
    twofold = True

    @staticmethod
    def form(*args: Any) -> Shape:
        return shape(args[0])

    @staticmethod
    def free(*args: Any) -> frozenset[Letter]:
        bound = frozenset(b.args[0] for b in args[1:])
        ranges = frozenset().union(*(letters(r) for b in args[1:] for r in b.args[1:]))
        return (letters(args[0]) - bound) | ranges

    body = property(lambda self: self.args[0])
    binders = property(lambda self: self.args[1:])
    bound = property(lambda self: tuple(b.args[0] for b in self.args[1:]))


class Sum(Binding):
    """`Sum(body, *binders)`."""

    __slots__ = ()


class Product(Binding):
    """`Product(body, *binders)`; the body is a scalar."""

    __slots__ = ()


class Delta(Node):
    """Kronecker delta `Delta(i, j)`."""

    __slots__ = ()
    form = staticmethod(lambda i, j: scalar_shape("an index", i, j))


# ---- calculus ----------------------------------------------------------------------------------------------------


class Derivative(Node):
    """`Derivative(f, *variables)`; a variable is a Letter, an Entry or Row of one, or a column `Matrix` of scalars.

    Shapes: of a scalar, the shape of the variable (the gradient); of a vector by a scalar, the vector's; of a vector
    (m, 1) by a vector (n, 1), the Jacobian (m, n); a second vector variable of a scalar gives the Hessian (n, n).
    """

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        out = shape(args[0])
        for v in args[1:]:
            s = shape(v)
            if not s:
                continue
            if not out:
                out = s
            elif len(out) == 2 and out[1] == ONE and len(s) == 2 and s[1] == ONE:
                out = (out[0], s[0])
            else:
                raise ShapeError(f"no shape for the derivative of {shown(out)} by {shown(s)}")
        return out

    of = property(lambda self: self.args[0])
    variables = property(lambda self: self.args[1:])


class D(Node):
    """The differential d(F), of the shape of F."""

    __slots__ = ()
    form = staticmethod(lambda a: shape(a))

    def __new__(cls, a: Any) -> Any:
        node = Node.__new__(cls, a)
        node.has_d = True
        return node


def depends(e: Any, x: Any) -> bool:
    """Does `e` depend on `x`: a letter, an entry or row of a letter, or a list (`Matrix`) of such?"""
    if isinstance(x, Matrix):
        return any(depends(e, v) for v in x.entries)
    return base(x) in letters(e)


def base(x: Any) -> Letter:
    """The letter that `x` is, or is an entry or row of."""
    while isinstance(x, (Entry, Row)):
        x = x.args[0]
    return x


def letter(latex: str, plain: str | None = None, *, sizes: Sequence[Any] = (), assume: str = "") -> Letter:
    """A letter: `letter("x")` scalar, `letter("x", sizes=(n, 1))`, `letter("i", assume="integer")`.

    plain: the name in Python text, by default the LaTeX name with its backslashes and braces left out.
    """
    if plain is None:
        plain = "".join(c for c in latex if c not in "\\{}")
    words = " ".join(sorted(set(assume.split())))
    return Letter(latex, plain, Tuple(*(Integer(s) if type(s) is int else s for s in sizes)), words)


def resized(x: Letter, sizes: Sequence[Any]) -> Letter:
    """The letter with other sizes: its name and its assumptions stay."""
    return Letter(x.args[0], x.args[1], Tuple(*sizes), x.args[3])


def vector(latex: str, n: Any, assume: str = "") -> Letter:
    """A column vector letter of size n."""
    return letter(latex, sizes=(n, 1), assume=assume)


def index(latex: str) -> Letter:
    """An index letter (an integer scalar)."""
    return letter(latex, assume="integer")


__all__ = [
    "Adj", "All", "And", "Binding", "Call", "Case", "Cases", "Commutation", "D", "Decimal", "Delta", "Derivative",
    "Det", "Diag", "DiagOf", "EigenValue", "EigenVector", "Entry", "Eye", "Frac", "Function", "Given", "Had",
    "HadPower",
    "Indicator", "Inv", "Kron", "LEAVES", "Letter", "LogSumExp", "Matrix", "Node", "Norm", "ONE", "Ones", "Or",
    "Otherwise", "Pinv", "Plus", "Power", "Product", "Range", "Relation", "Row", "RowSoftmax", "SCALAR", "Shape",
    "SingleEntry", "Size", "Softmax", "Sum", "T", "Times", "Tr", "Vec", "Zero", "base", "depends", "depth",
    "digest", "has_d", "index", "is_column", "is_scalar", "letter", "letters", "minus", "only_where", "plus", "shape",
    "shown", "size_product", "times", "vector", "weight",
]  # fmt: skip
