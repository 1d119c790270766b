"""What elaboration works on: terms (operations on letters, in post-order), and sizes that may not be known yet.

Inside elaboration a shape is (rows, columns), a scalar (1, 1), not known yet None. A size is an int, a size of the
trees (a letter or a product), or an `Unknown` that unification fills in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Integer

from derive.expr.heads import Function, Letter
from derive.expr.names import Name
from derive.read.syntax import Syntax


class Unknown:
    """A size that is not known yet; many: the size of a vector, which never becomes 1."""

    __slots__ = ("many", "to")

    def __init__(self, many: bool = False) -> None:
        self.to: Any = None
        self.many = many


Size = Any
Shape = tuple[Size, ...]
SCALAR: Shape = (1, 1)


def find(size: Size) -> Size:
    """What a size is by now."""
    while isinstance(size, Unknown) and size.to is not None:
        size = size.to
    return size


def unify(a: Size, b: Size) -> bool:
    """Make two sizes one; False where they differ."""
    a, b = find(a), find(b)
    if a is b or a == b:
        return True
    if isinstance(a, Unknown) and not (a.many and b == 1):
        if isinstance(b, Unknown):
            b.many = b.many or a.many
        a.to = b
        return True
    if isinstance(b, Unknown) and not (b.many and a == 1):
        b.to = a
        return True
    return False


def is_one(size: Size) -> bool:
    """Is a size known to be 1?"""
    return bool(find(size) == 1)


def is_scalar(shape: Shape | None) -> bool:
    """Known to be a scalar?"""
    return shape is not None and len(shape) == 2 and is_one(shape[0]) and is_one(shape[1])


def is_known(shape: Shape | None) -> bool:
    """Known and no scalar?"""
    return shape is not None and not is_scalar(shape)


def under(a: Shape | None, b: Shape | None) -> bool:
    """Is a one row as long as the several rows of b, to each of which it is added: `X W + b`?"""
    if a is None or b is None or len(a) != 2 or len(b) != 2 or not is_one(a[0]) or is_one(a[1]):
        return False
    rows, wide = find(b[0]), find(b[1])
    many = rows.many if isinstance(rows, Unknown) else rows != 1
    return bool(many) and (wide is find(a[1]) or not isinstance(wide, Unknown) and wide == find(a[1]))


def from_tree(shape: tuple[Any, ...]) -> Shape:
    """The shape of a tree, in the terms of elaboration."""
    return tuple(int(s) if isinstance(s, Integer) else s for s in shape) if shape else SCALAR


def shown(shape: Shape) -> str:
    """A shape in words."""
    if is_scalar(shape):
        return "a scalar"
    names = [("?" if isinstance(s, Unknown) else getattr(s, "plain", str(s))) for s in map(find, shape)]
    return "×".join(names)


@dataclass(slots=True, eq=False)
class Info:
    """A letter of the text: its name, its shape so far, and the terms that are it.

    role: `letter`, `index` (an integer); declared: the letter of the scope, if it has one; axes: sizes when the letter
    is a family with more than two indices; assume: words that its letter will carry.
    """

    name: Name
    plain: str
    role: str = "letter"
    shape: Shape | None = None
    declared: Letter | None = None
    assume: str = ""
    terms: list[Term] = field(default_factory=list)
    tree: Any = None
    latex: str = ""  # its spelling, where the name does not give it


@dataclass(slots=True, eq=False)
class Callee:
    """A function of the text: its head (kind and sizes of an abstract one are settled at the end) and value's shape."""

    name: Name
    head: Function
    shape: Shape | None
    terms: list[Term] = field(default_factory=list)
    orders: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class Binder:
    """A bound index: its letter, its bounds as terms (None: a bare index), and the size that a bare index runs over."""

    info: Info
    low: Term | None
    high: Term | None
    size: Size
    owner: str = ""


@dataclass(slots=True, eq=False)
class Term:
    """An operation on terms; `value` is what the operation needs besides, `tree` what it became."""

    op: str
    args: list[Term]
    value: Any
    shape: Shape | None
    node: Syntax
    tree: Any = None
    above: list[Term] = field(default_factory=list)
    queued: bool = False


def is_inverse(t: Term) -> bool:
    """A power of -1, or an inverse by name?"""
    if t.op != "power":
        return t.op == "inv"
    exponent = t.args[1]
    if exponent.op == "negative":
        return exponent.args[0].op == "tree" and bool(exponent.args[0].value == 1)
    return exponent.op == "tree" and bool(exponent.value == -1)
