"""The last line once more, with the names that the text gave to its parts: Xᵀ(ŷ − y) beside ŷ = σ(Xw)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Integer, Rational

from derive.derivation import Derivation
from derive.expr.definitions import Definition
from derive.expr.heads import Frac, Letter, Node, Power, Times, is_scalar, shape, times
from derive.expr.trees import canonical, rebuild
from derive.notation import HALF, square
from derive.rules.monomial import monomial

Tree = Any


def in_names(d: Derivation) -> Tree | None:
    """The result of a derivation by differentials in the names of its problem; None where that says nothing new."""
    problem = d.problem
    names = [(x, t) for x, t in problem.scope.definitions if isinstance(x, Letter) and shape(x) == shape(t)]
    if problem.route != "differentials" or any(x == problem.of for x, _ in names):
        return None
    made = d.result
    for name, tree in consequences(names):
        if not isinstance(tree, Letter):
            made = renamed(made, name, tree)
    return made if made != d.result else None


def consequences(definitions: Sequence[Definition]) -> Iterator[Definition]:
    """The definitions, and what s = √(Q/n) says beside: Q = n s², Q/n = s²."""
    for name, tree in definitions:
        yield name, tree
        match tree:
            case Power(args=(inner, Rational() as half)) if half == HALF:
                yield square(name), inner
                match inner:
                    case Times(args=(Frac(args=(one, n)), rest)) if one == 1:
                        yield times(n, square(name)), rest
                    case Frac(args=(rest, n)):
                        yield times(n, square(name)), rest


def renamed(e: Tree, name: Tree, tree: Tree) -> Tree:
    """A tree with what a name stands for written as the name; of products the factors that it is made of."""
    wanted, scalar = canonical(tree), is_scalar(tree)

    def visit(node: Any) -> Any:
        if not isinstance(node, Node) or shape(node) != shape(tree):
            return _factored(node, name, tree) if isinstance(node, Times) and scalar else node
        if node == tree or canonical(node) == wanted or scalar and _same(node, tree):
            return name
        return _factored(node, name, tree) if isinstance(node, Times) and scalar else node

    return rebuild(e, visit)


def _same(a: Tree, b: Tree) -> bool:
    """Are two scalars the same product of powers, or the same root of one?"""
    if isinstance(a, Power) and isinstance(b, Power) and a.args[1] == b.args[1]:
        a, b = a.args[0], b.args[0]
    one, other = monomial(a), monomial(b)
    return not one.rest and not other.rest and one.number == other.number and one.powers == other.powers


def _factored(e: Any, name: Tree, tree: Tree) -> Tree:
    """The scalar factors of a product that a name stands for, as the name."""
    wanted = list(tree.args if isinstance(tree, Times) else (tree,))
    left = list(e.args)
    for f in wanted:
        at = next((k for k, g in enumerate(left) if is_scalar(g) and canonical(g) == canonical(f)), None)
        if at is None:
            return e
        del left[at]
    numbers = [f for f in left if isinstance(f, (Rational, Integer))]
    return times(*numbers, name, *(f for f in left if f not in numbers))
