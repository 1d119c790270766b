"""The part of two long lines that differs, with what both have in common inside it taken as any function.

A step of a long line changes one place. What stands around it is the same on both lines and needs no judgement; what
both places hold (the inner function of a chain rule) may be any smooth function, and if the equation holds for any, it
holds for the one that stands there. So lines of any depth are judged at the cost of the change. Only "it holds" may be
concluded: where the part does not hold, the lines themselves have to be judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import S

from derive.expr.heads import (
    LEAVES,
    Call,
    Derivative,
    Frac,
    Function,
    Letter,
    Node,
    Plus,
    Power,
    Times,
    depth,
    is_scalar,
    letter,
    letters,
    plus,
    times,
    weight,
)
from derive.expr.trees import abbreviated, nodes

DEEP = 50  # levels from which on lines are judged by their parts
HEAVY = 1000  # leaves, likewise
NEAR = 5  # levels of a part that stay as they are written
SMALL = 6  # leaves of a common part that stay

Pair = tuple[Any, Any]


def is_long(e: Any) -> bool:
    """Is a line to be judged by its parts?"""
    return depth(e) > DEEP or weight(e) > HEAVY


def changed(a: Any, b: Any) -> Pair:
    """The smallest parts of two scalar trees such that the trees are equal if the parts are."""
    while type(a) is type(b) and is_scalar(a) and is_scalar(b):
        if isinstance(a, Plus | Times) and all(map(is_scalar, (*a.args, *b.args))):
            left, right = _apart(a.args, b.args)
            if len(left) == len(a.args):
                break
            build = plus if isinstance(a, Plus) else times
            a, b = build(*left), build(*right)
            if len(left) != 1 or len(right) != 1:
                break
            continue
        if not isinstance(a, Frac | Power | Call) or len(a.args) != len(b.args):
            break
        other = [k for k, (p, q) in enumerate(zip(a.args, b.args, strict=True)) if p != q]
        if len(other) != 1 or isinstance(a.args[other[0]], Function):
            break
        a, b = a.args[other[0]], b.args[other[0]]
    return a, b


def _apart(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Two lists without what they have in common at their beginnings and ends, and then anywhere."""
    least = min(len(a), len(b))
    k = next((k for k in range(least) if a[k] is not b[k] and a[k] != b[k]), least)
    a, b = a[k:], b[k:]
    least = min(len(a), len(b))
    k = next((k for k in range(least) if a[-1 - k] is not b[-1 - k] and a[-1 - k] != b[-1 - k]), least)
    a, b = a[: len(a) - k], b[: len(b) - k]
    if len(a) > 1 and len(b) > 1:
        both = set(a) & set(b)
        for x in both:
            if a.count(x) == b.count(x) == 1:
                a, b = (tuple(t for t in side if t != x) for side in (a, b))
    return a, b


def generalised(a: Any, b: Any) -> Pair:
    """Two trees with the deep parts that they share replaced: by functions of the variables of the derivatives in
    them, by letters where they depend on none of these. What holds a part that occurs beside it too is kept."""
    variables = {v for e in _top(a, b) if isinstance(e, Derivative) for v in e.variables}
    if not all(isinstance(v, Letter) and is_scalar(v) for v in variables):
        return a, b
    there = set(_top(b))
    common = [e for e in _top(a) if e in there and weight(e) + depth(e) > SMALL and _replaceable(e)]
    outer = [e for e in common if not _linked(e, common, (a, b))]
    chosen = [e for e in outer if not any(e != o and e in set(_top(o)) for o in outer)]
    taken = {x.plain for x in letters(a) | letters(b)}
    names = {e: _any(k, e, variables, taken) for k, e in enumerate(chosen)}
    return abbreviated(a, names), abbreviated(b, names)


def _linked(e: Any, common: list[Any], pair: Pair) -> bool:
    """Does something that both sides have in common occur inside e, and outside it too?"""
    inside = set(_top(e)) - {e}
    without = set(_top(*(abbreviated(t, {e: S.One}) for t in pair)))
    return any(c in inside and c in without for c in common)


def _any(k: int, e: Any, variables: set[Any], taken: set[str]) -> Any:
    """A function of those of the variables that e depends on, or a letter, in place of e."""
    plain = next(n for n in (f"g_{k}", f"g_{k}_{k}", f"common_{k}") if n not in taken)
    moving = sorted(variables & letters(e), key=lambda x: str(x.plain))
    return Call(Function(plain, plain, "function"), *moving) if moving else letter(plain)


def _top(*trees: Any) -> Iterator[Any]:
    """The nodes of the first levels."""
    level = list(trees)
    seen: set[Any] = set()
    for _ in range(NEAR):
        below: list[Any] = []
        for e in level:
            if isinstance(e, Node) and e not in seen:
                seen.add(e)
                yield e
                if not isinstance(e, LEAVES):
                    below += e.args
        level = below


def _replaceable(e: Any) -> bool:
    return is_scalar(e) and not e.has_d and not e.binds and not isinstance(e, Derivative)


def renamed(pair: Pair) -> Pair:
    """The same equation with its scalar letters called by their order, so that equal changes are seen to be equal."""
    order: dict[Any, Any] = {}
    for e in nodes(*pair):
        if isinstance(e, Letter) and not e.shape and e not in order:
            order[e] = letter(f"x_{len(order)}", sizes=(), assume=" ".join(sorted(e.assumptions)))
    a, b = (abbreviated(e, order) for e in pair)
    return a, b


def part(a: Any, b: Any, free: bool) -> Pair:
    """What is judged in place of two long lines. free: is nothing said of the letters, so that names do not matter?"""
    if a == b:
        return S.Zero, S.Zero
    pair = generalised(*changed(a, b))
    return renamed(pair) if free and not any(getattr(e, "binds", False) for e in pair) else pair
