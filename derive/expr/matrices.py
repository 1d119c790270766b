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


def column_shape(what: str, a: Any) -> Shape:
    """The shape of a vector."""
    if not is_column(a):
        raise ShapeError(f"{what} needs a vector: {brief(a)} is {shown(shape(a))}")
    return shape(a)


def matrix_shape(what: str, a: Any) -> Shape:
    """The shape of a vector or matrix."""
    if len(shape(a)) != 2:
        raise ShapeError(f"{what} needs a matrix: {brief(a)} is {shown(shape(a))}")
    return shape(a)


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
    twofold = True

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
    """`Norm(a)`: Euclidean norm of a vector, Frobenius norm of a matrix. With a kind: `Norm(a, "nuclear")` is the sum
    of the singular values, `Norm(a, "1")` the sum of the absolute values of the entries."""

    __slots__ = ()
    kind = property(lambda self: self.args[1].name if len(self.args) > 1 else "")


class HadPower(Node):
    """`HadPower(a, k)`: every entry of a vector or matrix to the power k (a scalar); `HadPower(a, -1)` is 1 ⊘ a."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        scalar_shape("an exponent", args[1])
        if not shape(args[0]):
            raise ShapeError(f"a Hadamard power needs a vector or matrix: {brief(args[0])} is scalar")
        return shape(args[0])


class Softmax(Node):
    """Softmax of a vector: e^z / (1ᵀ e^z)."""

    __slots__ = ()
    form = staticmethod(lambda a: column_shape("softmax", a))


class RowSoftmax(Node):
    """Softmax of each row of a matrix, as in attention."""

    __slots__ = ()
    form = staticmethod(lambda a: matrix_shape("a softmax of rows", a))


class LogSumExp(Node):
    """ln Σ e^{z_i} of a vector; a scalar."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        column_shape("log-sum-exp", args[0])
        return SCALAR


class Pinv(Node):
    """Moore-Penrose inverse."""

    __slots__ = ()
    form = staticmethod(lambda a: matrix_shape("a pseudo-inverse", a)[::-1])


class Adj(Node):
    """Adjugate: det(A) A⁻¹ where A is invertible."""

    __slots__ = ()
    form = staticmethod(lambda a: square_shape("an adjugate", a))


class EigenValue(Node):
    """Largest eigenvalue of the symmetric part of a matrix (the matrix itself is meant to be symmetric)."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        square_shape("an eigenvalue", args[0])
        return SCALAR


class EigenVector(Node):
    """Unit eigenvector (n, 1) of the largest eigenvalue; its entry of largest modulus is positive."""

    __slots__ = ()
    form = staticmethod(lambda a: (square_shape("an eigenvector", a)[0], ONE))


class Commutation(Node):
    """`Commutation(m, n)`: K with K vec(A) = vec(Aᵀ) for A of m×n; a permutation matrix (mn, mn)."""

    __slots__ = ()
    form = staticmethod(lambda m, n: (size_product(m, n), size_product(m, n)))


class SingleEntry(Node):
    """`SingleEntry(i, j, m, n)`: the m×n matrix whose entry i, j is 1 and all others 0, written J^{ij}."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        i, j, m, n = args
        scalar_shape("an index", i, j)
        return (m, n)


class Matrix(Node):
    """A matrix written out: `Matrix(rows, columns, *entries)`, entries scalars, row by row."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        rows, columns, entries = args[0], args[1], args[2:]
        if not all(getattr(n, "is_Integer", False) for n in (rows, columns)):
            raise ShapeError("a matrix written out has whole numbers of rows and columns")
        if len(entries) != int(rows) * int(columns):
            raise ShapeError(f"a {rows}×{columns} matrix needs {int(rows) * int(columns)} entries, not {len(entries)}")
        scalar_shape("an entry", *entries)
        return (rows, columns)

    entries = property(lambda self: self.args[2:])
