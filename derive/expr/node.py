"""`Node`, the base of all heads: `head(*args)` never rewrites, so `node.func(*node.args) == node` on every node.

Facts are computed once, at construction: `shape` (a tuple of sizes: () scalar, (n, 1) column, (m, n) matrix; wrong
shapes raise ShapeError there), `letters` (the free letters), `has_d` (holds a differential), `binds` (holds a bound
letter, a trace or a relation), `depth`, `weight` (leaves) and `digest` (128 bits that decide equality without
recursion). `canon` keeps the canonical tree once it was asked for. Numbers and sizes are SymPy's Integer and Rational.
Shapes: scalars are (); a vector is a column (n, 1); a 1x1 product that serves as a scalar is wrapped in `Tr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sympy import Basic, Integer, Rational, S, Tuple
from sympy.core.symbol import Str

from derive.errors import ShapeError, Unsupported

if TYPE_CHECKING:
    from derive.expr.heads import Letter

Size = Any  # an Integer, a Letter that is an integer, or a product of them
Shape = tuple[Size, ...]
ONE: Size = S.One
SCALAR: Shape = ()
MOST_BITS = 13_000  # of a number: Python itself writes no integer of more than 4,300 digits


class Node(Basic):
    """Base of all heads. Immutable; never rewrites its arguments."""

    __slots__ = ("shape", "letters", "has_d", "binds", "depth", "weight", "digest", "canon")
    shape: Shape
    letters: frozenset[Letter]
    has_d: bool
    binds: bool
    depth: int
    weight: int
    digest: bytes
    canon: Any
    twofold = False  # may trees of this head be written in two ways, by bound names or sides?

    def __new__(cls, *args: Any) -> Any:
        items = [Integer(a) if type(a) is int else Str(a) if type(a) is str else a for a in args]
        node = Basic.__new__(cls, *items)
        node.shape = cls.form(*items)
        node.letters = cls.free(*items)
        d, binds, deepest, leaves = False, cls.twofold, 0, 0
        mark = blake2b(cls.__name__.encode(), digest_size=16)
        for a in items:
            if isinstance(a, Node):
                d, binds = d or a.has_d, binds or a.binds
                deepest, leaves = max(deepest, a.depth), leaves + a.weight
                mark.update(a.digest)
            else:
                deepest, leaves = max(deepest, 1), leaves + weight(a)
                mark.update(digest(a))
        node.has_d, node.binds, node.depth, node.weight = d, binds, 1 + deepest, leaves or 1
        node.digest = mark.digest()
        node.canon = None
        node._mhash = int.from_bytes(node.digest[:8], "big")
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
        return self is other or type(self) is type(other) and self.digest == other.digest

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return self._mhash

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
    if type(e) is Integer or isinstance(e, Integer):
        if e.p.bit_length() > MOST_BITS:
            raise Unsupported(f"a number of more than {MOST_BITS * 3 // 10:,} digits")
        return blake2b(b"Integer %d" % e.p, digest_size=16).digest()
    if isinstance(e, Rational) and max(int(e.p).bit_length(), int(e.q).bit_length()) > MOST_BITS:
        raise Unsupported(f"a number of more than {MOST_BITS * 3 // 10:,} digits")
    return blake2b(f"{type(e).__name__} {e}".encode(), digest_size=16).digest()


def is_scalar(e: Any) -> bool:
    """Shape ()."""
    return shape(e) == SCALAR


def is_column(e: Any) -> bool:
    """Shape (n, 1)."""
    s = shape(e)
    return len(s) == 2 and s[1] == ONE


# ---- shapes ------------------------------------------------------------------------------------------------------


def shown(s: Shape) -> str:
    """A shape in words: `scalar`, `n×m`."""
    return "×".join(map(size_text, s)) if s else "scalar"


def size_text(a: Size) -> str:
    """A size in words: `n`, `3`, `m*n`."""
    plain: str | None = getattr(a, "plain", None)
    return plain if plain else "*".join(map(size_text, a.args)) if a.args else str(a)


def same_shape(what: str, args: Sequence[Any]) -> Shape:
    first = shape(args[0])
    for a in args[1:]:
        if shape(a) != first:
            raise ShapeError(
                f"shapes do not match in {what}: {brief(args[0])} is {shown(first)}, {brief(a)} is {shown(shape(a))}"
            )
    return first


def chain_shape(args: Sequence[Any]) -> Shape:
    matrices = [a for a in args if shape(a) != SCALAR]
    for a, b in zip(matrices, matrices[1:], strict=False):
        if shape(a)[1] != shape(b)[0]:
            raise ShapeError(
                f"shapes do not match in {brief(a)} {brief(b)}: {brief(a)} is {shown(shape(a))}, {brief(b)} is "
                f"{shown(shape(b))}, and {size_text(shape(a)[1])} ≠ {size_text(shape(b)[0])}"
            )
    return (shape(matrices[0])[0], shape(matrices[-1])[1]) if matrices else SCALAR


def square_shape(what: str, a: Any) -> Shape:
    s = shape(a)
    if len(s) != 2 or s[0] != s[1]:
        raise ShapeError(f"{what} needs a square matrix: {brief(a)} is {shown(s)}")
    return s


def scalar_shape(what: str, *args: Any) -> Shape:
    for a in args:
        if shape(a) != SCALAR:
            raise ShapeError(f"{what} must be a scalar: {brief(a)} is {shown(shape(a))}")
    return SCALAR


def brief(e: Any) -> str:
    if weight(e) > 12:
        return f"the {type(e).__name__.lower()}"
    from derive.write.text import write

    return write(e)
