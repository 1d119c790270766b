"""Assumptions put to use: a letter with a value, a matrix with a property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.check.known import Fact
from derive.check.sides import guessed, resized_by
from derive.errors import DeriveError
from derive.expr.heads import Eye, Inv, Letter, Norm, Power, T, Times, letters, times
from derive.expr.trees import rebuild, substitute

MOST_TIMES = 4  # that a product is replaced in another one


def alike(fact: Fact, pair: tuple[Any, Any]) -> Fact:
    """The fact about the letters of an equation: i of `i ≠ j` is the index i in it."""
    known = {x.plain: x for t in pair for x in letters(t)}
    fact = _fitted(_shaped(fact, known), known)

    def visit(node: Any) -> Any:
        same = known.get(node.plain) if isinstance(node, Letter) else None
        return same if same is not None and same.shape == node.shape else node

    return replace(fact, left=rebuild(fact.left, visit), right=rebuild(fact.right, visit))


def _shaped(fact: Fact, known: Mapping[str, Letter]) -> Fact:
    """`P^2 = P`, which alone was read of a number, as one of the square matrix that an equation has."""
    found = letters(fact.left) | letters(fact.right)
    x = next(iter(found), None)
    other = known.get(x.plain) if isinstance(x, Letter) else None
    if len(found) != 1 or x is None or x.shape or other is None or len(other.shape) != 2:
        return fact
    if not letters(fact.left) == letters(fact.right) == found or other.shape[0] != other.shape[1]:
        return fact
    try:
        return replace(fact, left=substitute(fact.left, {x: other}), right=substitute(fact.right, {x: other}))
    except DeriveError:
        return fact


def _fitted(fact: Fact, known: Mapping[str, Letter]) -> Fact:
    """The fact with the sizes that an equation knows for the letters of it whose sizes are guessed."""
    table: dict[Any, Any] = {}
    for x in sorted(letters(fact.left) | letters(fact.right), key=lambda x: x.plain):
        other = known.get(x.plain)
        if other is not None and len(other.shape) == len(x.shape):
            pairs = zip(x.shape, other.shape, strict=True)
            table |= {m: n for m, n in pairs if m != n and guessed(m) and m not in table}
    try:
        return replace(fact, left=resized_by(fact.left, table), right=resized_by(fact.right, table)) if table else fact
    except DeriveError:
        return fact


def _factors(t: Any, run: Sequence[Any]) -> Sequence[Any]:
    """The factors of a product, of a power of a factor of the run too."""
    match t:
        case Times():
            return t.args
        case Power(args=(x, Integer() as n)) if x in run and 1 < n <= MOST_TIMES:
            return (x,) * int(n)
    return (t,)


def put(tree: Any, fact: Fact) -> Any:
    """The tree where the left side of a fact is its right side; a product also where it is a part of one."""
    if not isinstance(fact.left, Times):
        return substitute(tree, {fact.left: fact.right})
    run = fact.left.args

    def visit(node: Any) -> Any:
        if not isinstance(node, Times):
            return node
        written = args = [x for a in node.args for x in _factors(a, run)]
        for _ in range(MOST_TIMES):
            k = next((k for k in range(len(args) - len(run), -1, -1) if tuple(args[k : k + len(run)]) == run), None)
            if k is None:
                break
            args = [*args[:k], *_factors(fact.right, run), *args[k + len(run) :]]
        return node if args == written else times(*args)

    return rebuild(tree, visit)


def with_property(tree: Any, group: Sequence[Letter], word: str) -> Any:
    """The tree where letters have a property."""
    new = {x: Letter(x.args[0], x.args[1], x.args[2], " ".join(sorted({*x.assumptions, word}))) for x in group}
    return rebuild(tree, lambda node: new.get(node, node))


def of_length_one(tree: Any, group: Sequence[Letter]) -> Any:
    """The tree where letters are vectors of length 1: any vectors, divided by their norms."""
    return substitute(tree, {x: times(Power(Norm(x), S.NegativeOne), x) for x in group})


def all_symmetric(tree: Any) -> Any:
    """The tree where all square letters are symmetric."""
    for x in sorted(letters(tree), key=lambda x: x.plain):
        if len(x.shape) == 2 and x.shape[0] == x.shape[1] != 1:
            tree = with_property(tree, [x], "symmetric")
    return tree


def property_of(fact: Fact) -> tuple[Letter, str] | None:
    """`A = Aᵀ` and `Qᵀ = Q⁻¹`, `QᵀQ = I` as properties of a letter."""
    match fact.left, fact.right:
        case (Letter() as x, T(args=(y,))) | (T(args=(y,)), Letter() as x) if x == y:
            return x, "symmetric"
        case (T(args=(x,)), Inv(args=(y,))) | (Inv(args=(y,)), T(args=(x,))) if x == y and isinstance(x, Letter):
            return x, "orthogonal"
    match fact.left, fact.right:
        case (Times(args=(T(args=(x,)), y)), Eye()) | (Times(args=(y, T(args=(x,)))), Eye()) if x == y:
            return (x, "orthogonal") if isinstance(x, Letter) and x.shape[0] == x.shape[1] else None
    return None
