"""The matrix heads: transpose, inverse, trace, products, norms, and matrices written out."""

from __future__ import annotations

from typing import Any

from derive.errors import ShapeError
from derive.expr.arithmetic import size_product
from derive.expr.node import (
    ONE,
    SCALAR,
    Node,
    Shape,
    brief,
    is_column,
    same_shape,
    scalar_shape,
    shape,
    shown,
    square_shape,
)


class T(Node):
    """Transpose."""

    __slots__ = ()
    form = staticmethod(lambda a: shape(a)[::-1])


class Inv(Node):
    """Inverse of a square matrix."""

    __slots__ = ()
    form = staticmethod(lambda a: square_shape("an inverse", a))


class Tr(Node):
    """Trace; of a 1×1 product it is the product as a scalar, and written without `tr`."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        square_shape("a trace", args[0])
        return SCALAR


class Det(Node):
    """Determinant."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        square_shape("a determinant", args[0])
        return SCALAR


class Had(Node):
    """Hadamard (entrywise) product of factors of one shape."""

    __slots__ = ()
    form = staticmethod(lambda *a: same_shape("a Hadamard product", a))


class Kron(Node):
    """Kronecker product of two matrices."""

    __slots__ = ()
    form = staticmethod(lambda a, b: (size_product(shape(a)[0], shape(b)[0]), size_product(shape(a)[1], shape(b)[1])))


class Diag(Node):
    """Diagonal matrix (n, n) of a vector (n, 1)."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        if not is_column(args[0]):
            raise ShapeError(f"diag needs a vector: {brief(args[0])} is {shown(shape(args[0]))}")
        return (shape(args[0])[0], shape(args[0])[0])


class DiagOf(Node):
    """The diagonal of a square matrix as a vector (n, 1)."""

    __slots__ = ()
    form = staticmethod(lambda a: (square_shape("a diagonal", a)[0], ONE))


class Vec(Node):
    """Columns stacked: (m, n) becomes (mn, 1)."""

    __slots__ = ()
    form = staticmethod(lambda a: (size_product(*shape(a)), ONE))


class Norm(Node):
    """Euclidean norm of a vector, Frobenius norm of a matrix."""

    __slots__ = ()


class Matrix(Node):
    """A matrix written out: `Matrix(rows, columns, *entries)`, entries scalars, row by row."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        rows, columns, entries = args[0], args[1], args[2:]
        if len(entries) != int(rows) * int(columns):
            raise ShapeError(f"a {rows}×{columns} matrix needs {int(rows) * int(columns)} entries, not {len(entries)}")
        scalar_shape("an entry", *entries)
        return (rows, columns)

    entries = property(lambda self: self.args[2:])
