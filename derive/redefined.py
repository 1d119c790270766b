"""Known functions to which a text gives another meaning: `\\sigma(z) = \\tanh z` is no logistic function there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derive.errors import DeriveError
from derive.expr.heads import Call, Function, Letter, is_scalar, letters
from derive.expr.trees import rebuild

if TYPE_CHECKING:
    from derive.expression import Expression

POINTS = (-1.7, -0.6, 0.3, 0.8, 1.9)
CLOSE = 1e-9


def own_functions(e: Expression) -> Expression:
    """The expression with the known functions that its text defines otherwise as functions of its own."""
    own = {d[0].function for d in e.scope.definitions if _is_known(d[0]) and not _is_usual(*d)}
    if not own:
        return e

    def visit(node: Any) -> Any:
        if not isinstance(node, Call) or replaced(node.function) is None:
            return node
        return Call(replaced(node.function), *node.arguments)

    def replaced(f: Function) -> Function | None:
        known = Function(*f.args[:3])
        return Function(f.args[0], f"{f.plain}_", "function", *f.args[3:]) if known in own else None

    definitions = tuple((rebuild(p, visit), rebuild(t, visit)) for p, t in e.scope.definitions)
    facts = tuple(rebuild(f, visit) for f in e.scope.facts)
    return replace(e, tree=rebuild(e.tree, visit), scope=replace(e.scope, definitions=definitions, facts=facts))


def _is_known(pattern: Any) -> bool:
    """Is it a known function of different letters?"""
    if not isinstance(pattern, Call) or pattern.function.kind != "elementary" or pattern.function.order:
        return False
    arguments = pattern.arguments
    return all(isinstance(a, Letter) and is_scalar(a) for a in arguments) and len(set(arguments)) == len(arguments)


def _is_usual(pattern: Any, tree: Any) -> bool:
    """Does the definition say what the function is anyway? Judged by numbers; what has none is no usual definition."""
    from derive.numeric.compile import compile

    if letters(tree) - letters(pattern):
        return False
    try:
        usual, said = compile(pattern), compile(tree)
        points = [dict(zip(usual.letters, at, strict=True)) for at in zip(*[POINTS] * len(usual.letters), strict=True)]
        pairs = [(float(usual(**p)), float(said(**{x: p[x] for x in said.letters}))) for p in points]
    except (DeriveError, ArithmeticError, ValueError, TypeError):
        return False
    known = [(a, b) for a, b in pairs if a == a and b == b]
    return bool(known) and all(abs(a - b) <= CLOSE * (1 + abs(a)) for a, b in known)
