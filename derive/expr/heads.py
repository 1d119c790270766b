"""The heads: inert SymPy trees. `head(*args)` never rewrites, so `node.func(*node.args) == node` on every node.

Facts are computed once, at construction: `shape` (a tuple of sizes: () scalar, (n, 1) column, (m, n) matrix; wrong
shapes raise ShapeError there), `letters` (the free letters), `has_d` (holds a differential), `depth`, `weight` (leaves)
and `digest` (128 bits that decide equality without recursion). Numbers and sizes are SymPy's Integer and Rational.
Shapes: scalars are (); a vector is a column (n, 1); a 1x1 product that serves as a scalar is wrapped in `Tr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from sympy import Basic, Integer, Rational, S, Tuple
from sympy.core.symbol import Str

from derive.errors import ShapeError

Size = Basic  # an Integer, a Letter that is an integer, or a product of them
Shape = tuple[Size, ...]
ONE: Size = S.One
SCALAR: Shape = ()


class Node(Basic):
    """Base of all heads. Immutable; never rewrites its arguments."""

    __slots__ = ("shape", "letters", "has_d", "depth", "weight", "digest")
    shape: Shape
    letters: frozenset[Letter]
    has_d: bool
    depth: int
    weight: int
    digest: bytes

    def __new__(cls, *args: Any) -> Any:
        items = [Integer(a) if type(a) is int else Str(a) if type(a) is str else a for a in args]
        node = Basic.__new__(cls, *items)
        node.shape = cls.form(*items)
        node.letters = cls.free(*items)
        node.has_d = any(has_d(a) for a in items)
        node.depth = 1 + max((depth(a) for a in items), default=0)
        node.weight = sum(weight(a) for a in items) or 1
        mark = blake2b(cls.__name__.encode(), digest_size=16)
        for a in items:
            mark.update(digest(a))
        node.digest = mark.digest()
        return node

    @staticmethod
    def form(*args: Any) -> Shape:
        """The shape of a node with these arguments; raises ShapeError when they do not fit."""
        return SCALAR

    @staticmethod
    def free(*args: Any) -> frozenset[Letter]:
        """The free letters of a node with these arguments."""
        return frozenset().union(*(letters(a) for a in args))

    def __eq__(self, other: object) -> bool:
        return self is other or type(self) is type(other) and self.digest == other.digest  # type: ignore[attr-defined]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int.from_bytes(self.digest[:8], "big")

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.digest,)

    def _latex(self, printer: Any) -> str:
        from derive.write.latex import write

        return write(self)

    def _sympystr(self, printer: Any) -> str:
        from derive.write.text import write

        return write(self)

    _sympyrepr = _sympystr

    def __str__(self) -> str:
        return self._sympystr(None)

    __repr__ = __str__


# ---- facts of any argument ---------------------------------------------------------------------------------------


def shape(e: Any) -> Shape:
    """Shape of a node; numbers and constants are scalars."""
    return e.shape if isinstance(e, Node) else SCALAR


def letters(e: Any) -> frozenset[Letter]:
    """Free letters."""
    return e.letters if isinstance(e, Node) else frozenset()


def has_d(e: Any) -> bool:
    """Does a differential occur?"""
    return isinstance(e, Node) and e.has_d


def depth(e: Any) -> int:
    """Levels of nesting; a number has 1."""
    return e.depth if isinstance(e, Node) else 1


def weight(e: Any) -> int:
    """Number of leaves, names not counted."""
    return e.weight if isinstance(e, Node) else 0 if isinstance(e, Str) else 1


def digest(e: Any) -> bytes:
    """128 bits that tell trees apart, the same in every process."""
    if isinstance(e, Node):
        return e.digest
    if isinstance(e, Tuple):
        return blake2b(b"(" + b"".join(digest(a) for a in e.args) + b")", digest_size=16).digest()
    return blake2b(f"{type(e).__name__} {e}".encode(), digest_size=16).digest()


def is_scalar(e: Any) -> bool:
    """Shape ()."""
    return shape(e) == SCALAR


def is_column(e: Any) -> bool:
    """Shape (n, 1)."""
    s = shape(e)
    return len(s) == 2 and s[1] == ONE


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


# ---- shapes ------------------------------------------------------------------------------------------------------


def shown(s: Shape) -> str:
    """A shape in words: `scalar`, `n×m`."""
    return "×".join(map(_size_text, s)) if s else "scalar"


def _size_text(a: Size) -> str:
    return a.plain if isinstance(a, Letter) else "*".join(map(_size_text, a.args)) if isinstance(a, Times) else str(a)


def size_product(*sizes: Size) -> Size:
    """m·n as a size, in an order that does not depend on how it was made."""
    flat = [b for a in sizes for b in (a.args if isinstance(a, Times) else (a,))]
    number = Integer(1)
    for a in flat:
        number = number * a if isinstance(a, Integer) else number
    rest = sorted((a for a in flat if not isinstance(a, Integer)), key=digest)
    parts = ([number] if number != 1 or not rest else []) + rest
    return parts[0] if len(parts) == 1 else Times(*parts)


def _same(what: str, args: Sequence[Any]) -> Shape:
    first = shape(args[0])
    for a in args[1:]:
        if shape(a) != first:
            raise ShapeError(
                f"shapes do not match in {what}: {_brief(args[0])} is {shown(first)}, {_brief(a)} is {shown(shape(a))}"
            )
    return first


def _chain(args: Sequence[Any]) -> Shape:
    matrices = [a for a in args if shape(a) != SCALAR]
    for a, b in zip(matrices, matrices[1:], strict=False):
        if shape(a)[1] != shape(b)[0]:
            raise ShapeError(
                f"shapes do not match in {_brief(a)} {_brief(b)}: {_brief(a)} is {shown(shape(a))}, {_brief(b)} is "
                f"{shown(shape(b))}, and {_size_text(shape(a)[1])} ≠ {_size_text(shape(b)[0])}"
            )
    return (shape(matrices[0])[0], shape(matrices[-1])[1]) if matrices else SCALAR


def _square(what: str, a: Any) -> Shape:
    s = shape(a)
    if len(s) != 2 or s[0] != s[1]:
        raise ShapeError(f"{what} needs a square matrix: {_brief(a)} is {shown(s)}")
    return s


def _scalar(what: str, *args: Any) -> Shape:
    for a in args:
        if shape(a) != SCALAR:
            raise ShapeError(f"{what} must be a scalar: {_brief(a)} is {shown(shape(a))}")
    return SCALAR


def _brief(e: Any) -> str:
    if weight(e) > 12:
        return f"the {type(e).__name__.lower()}"
    from derive.write.text import write

    return write(e)


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


LEAVES = (Letter, Function, Decimal, Eye, Ones, Zero)


# ---- arithmetic, for scalars and matrices alike --------------------------------------------------------------------


class Plus(Node):
    """A sum of two or more terms of one shape."""

    __slots__ = ()
    form = staticmethod(lambda *a: _same("a sum", a))


class Times(Node):
    """A product of two or more factors; scalars anywhere, matrices in order."""

    __slots__ = ()
    form = staticmethod(lambda *a: _chain(a))


class Frac(Node):
    """A quotient `Frac(numerator, denominator)`; the denominator is a scalar."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        _scalar("a denominator", args[1])
        return shape(args[0])


class Power(Node):
    """`Power(base, exponent)`: of scalars; of a square matrix to an integer power. A root is a power 1/n."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        _scalar("an exponent", args[1])
        return _square("a power", args[0]) if shape(args[0]) else SCALAR


class Call(Node):
    """`Call(function, *arguments)`: elementary functions and elementwise ones keep the shape of their argument."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        f, rest = args[0], args[1:]
        if f.kind == "function":
            return tuple(f.args[4].args)
        if f.kind == "matrix":
            return _square(f.plain, rest[0])
        shaped = [a for a in rest if shape(a)]
        return _same(f.plain, shaped) if shaped else SCALAR

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
            raise ShapeError(f"{_brief(a)} is {shown(shape(a))} and takes {rank} indices, not {len(indices)}")
        return _scalar("an index", *indices)


class Row(Node):
    """`Row(a, i)`: row i of an m×n matrix as a column vector (n, 1); how `w_i` of a letter of `rows` is read."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        a, i = args
        if len(shape(a)) != 2:
            raise ShapeError(f"{_brief(a)} is {shown(shape(a))} and has no rows")
        _scalar("an index", i)
        return (shape(a)[1], ONE)


class Range(Node):
    """The binder `i = lo..hi` (both included): `Range(i, lo, hi)`."""

    __slots__ = ()
    form = staticmethod(lambda i, lo, hi: _scalar("a bound", i, lo, hi))


class All(Node):
    """The binder of a bare index: `All(i, n)` runs over 1..n and is written `i`."""

    __slots__ = ()
    form = staticmethod(lambda i, n: _scalar("a size", i, n))


class Binding(Node):
    """Base of the heads that bind indices: `head(body, *binders)`, binders `Range` or `All`, all of one kind and range."""

    __slots__ = ()

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
    form = staticmethod(lambda i, j: _scalar("an index", i, j))


# ---- conditions --------------------------------------------------------------------------------------------------


class Relation(Node):
    """`Relation(op, a, b)`, op one of = ≠ < ≤ > ≥ ≈; a condition, never evaluated to true or false on its own."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        _same("a relation", args[1:])
        return SCALAR

    op = property(lambda self: self.args[0].name)


class And(Node):
    """All of the conditions."""

    __slots__ = ()


class Or(Node):
    """Any of the conditions."""

    __slots__ = ()


class Otherwise(Node):
    """The condition of a last case: `Otherwise()`."""

    __slots__ = ()


class Case(Node):
    """`Case(value, condition)`, inside `Cases` only."""

    __slots__ = ()
    form = staticmethod(lambda value, condition: shape(value))


class Cases(Node):
    """`Cases(*cases)`: the value of the first case whose condition holds."""

    __slots__ = ()
    form = staticmethod(lambda *cases: _same("cases", cases))


class Indicator(Node):
    """`Indicator(condition)`: 1 where it holds, else 0."""

    __slots__ = ()


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


# ---- matrices ----------------------------------------------------------------------------------------------------


class T(Node):
    """Transpose."""

    __slots__ = ()
    form = staticmethod(lambda a: shape(a)[::-1])


class Inv(Node):
    """Inverse of a square matrix."""

    __slots__ = ()
    form = staticmethod(lambda a: _square("an inverse", a))


class Tr(Node):
    """Trace; of a 1×1 product it is the product as a scalar, and written without `tr`."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        _square("a trace", args[0])
        return SCALAR


class Det(Node):
    """Determinant."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        _square("a determinant", args[0])
        return SCALAR


class Had(Node):
    """Hadamard (entrywise) product of factors of one shape."""

    __slots__ = ()
    form = staticmethod(lambda *a: _same("a Hadamard product", a))


class Kron(Node):
    """Kronecker product of two matrices."""

    __slots__ = ()
    form = staticmethod(
        lambda a, b: (size_product(shape(a)[0], shape(b)[0]), size_product(shape(a)[1], shape(b)[1]))
    )


class Diag(Node):
    """Diagonal matrix (n, n) of a vector (n, 1)."""

    __slots__ = ()

    @staticmethod
    def form(*args: Any) -> Shape:
        if not is_column(args[0]):
            raise ShapeError(f"diag needs a vector: {_brief(args[0])} is {shown(shape(args[0]))}")
        return (shape(args[0])[0], shape(args[0])[0])


class DiagOf(Node):
    """The diagonal of a square matrix as a vector (n, 1)."""

    __slots__ = ()
    form = staticmethod(lambda a: (_square("a diagonal", a)[0], ONE))


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
        _scalar("an entry", *entries)
        return (rows, columns)

    entries = property(lambda self: self.args[2:])


# ---- builders: flat sums and products ------------------------------------------------------------------------------


def plus(*terms: Any) -> Any:
    """The sum of the terms, sums among them spliced in; one term is itself, none is 0."""
    flat = [u for t in terms for u in (t.args if isinstance(t, Plus) else (t,))]
    return flat[0] if len(flat) == 1 else Plus(*flat) if flat else S.Zero


def times(*factors: Any) -> Any:
    """The product of the factors, products among them spliced in; one factor is itself, none is 1."""
    flat = [g for f in factors for g in (f.args if isinstance(f, Times) else (f,))]
    return flat[0] if len(flat) == 1 else Times(*flat) if flat else S.One


def minus(e: Any) -> Any:
    """-e, its sign put into a leading number where there is one."""
    if isinstance(e, (Integer, Rational)):
        return -e
    if isinstance(e, Times) and isinstance(e.args[0], Rational):
        first = -e.args[0]
        return times(*([first] if first != 1 else []), *e.args[1:])
    return times(S.NegativeOne, e)


def letter(latex: str, plain: str | None = None, *, sizes: Sequence[Any] = (), assume: str = "") -> Letter:
    """A letter: `letter("x")` scalar, `letter("x", sizes=(n, 1))`, `letter("i", assume="integer")`.

    plain: the name in Python text, by default the LaTeX name with its backslashes and braces left out.
    """
    if plain is None:
        plain = "".join(c for c in latex if c not in "\\{}")
    words = " ".join(sorted(set(assume.split())))
    return Letter(latex, plain, Tuple(*(Integer(s) if type(s) is int else s for s in sizes)), words)


def vector(latex: str, n: Any, assume: str = "") -> Letter:
    """A column vector letter of size n."""
    return letter(latex, sizes=(n, 1), assume=assume)


def index(latex: str) -> Letter:
    """An index letter (an integer scalar)."""
    return letter(latex, assume="integer")
