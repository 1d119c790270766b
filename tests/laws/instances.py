"""Instances of the schemas of rules, and mutants of what rules make of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from sympy import Integer, Rational, S

from derive.expr.definitions import Definition
from derive.expr.heads import (
    All,
    Binding,
    Call,
    Frac,
    Function,
    Letter,
    Matrix,
    Node,
    Plus,
    Times,
    is_scalar,
    letter,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.scope import Scope
from derive.expr.trees import all_letters, rebuild, replace_at, walk
from derive.notation import call, square
from derive.rules import RULES, Rule, Schema

ABSTRACT = ("f", "g", "h")  # the names under which schemas have functions that may be any
other = letter("t")

# what a function of one argument may be
UNARY = (
    lambda u: call("sin", u),
    lambda u: plus(square(u), S.One),
    lambda u: call("exp", u),
    lambda u: plus(times(Integer(2), u), Integer(3)),
    lambda u: times(u, call("cos", u)),
    lambda u: call("tanh", plus(u, other)),
    lambda u: Frac(u, plus(S.One, square(u))),
    lambda u: plus(Rational(1, 2), call("sigmoid", u)),
)
# and of two
BINARY = (
    lambda u, v: times(u, v),
    lambda u, v: plus(u, square(v), other),
    lambda u, v: times(call("sin", u), v),
    lambda u, v: call("exp", times(u, v)),
)


def instances(schema: Schema) -> st.SearchStrategy[Any]:
    """The schema with its functions replaced by drawn ones, or left abstract."""
    names = sorted({n.function.plain for _, n in walk(schema.lhs) if _free_function(n)})
    pick = st.one_of(st.none(), st.integers(0, 10**6))
    return st.tuples(*(pick for _ in names)).map(
        lambda numbers: _filled(schema.lhs, dict(zip(names, numbers, strict=True)))
    )


def _free_function(n: Any) -> bool:
    return (
        isinstance(n, Call) and n.function.kind == "function" and n.function.plain in ABSTRACT and not n.function.order
    )


def _filled(lhs: Any, chosen: dict[str, int | None]) -> Any:
    def visit(n: Any) -> Any:
        if not _free_function(n) or chosen[n.function.plain] is None:
            return n
        table = UNARY if len(n.arguments) == 1 else BINARY
        return table[chosen[n.function.plain] % len(table)](*n.arguments)  # type: ignore[operator]

    return rebuild(lhs, visit)


def scope_of(*trees: Any, names: tuple[Definition, ...] = (), facts: tuple[Any, ...] = ()) -> Scope:
    """The scope in which the letters and functions of these trees stand."""
    found = frozenset().union(*(all_letters(t) for t in trees))
    functions = {n.args[0].plain: n.args[0] for t in trees for _, n in walk(t) if isinstance(n, Call)}
    abstract = {
        plain: Function(f.args[0], f.args[1], f.args[2]) for plain, f in functions.items() if f.kind != "elementary"
    }
    binders = [b for t in trees for _, n in walk(t) if isinstance(n, Binding) for b in n.binders]
    ranges = {b.args[0].plain: (S.One, b.args[1]) for b in binders if isinstance(b, All)}
    letters = {x.plain: x for x in found}
    return Scope(letters=letters, functions=abstract, ranges=ranges, definitions=names, facts=facts)


def given_by(schema: Schema) -> dict[str, Any]:
    """The definitions or facts that the choice of a schema is."""
    c = schema.choice
    if isinstance(c, tuple) and len(c) == 2 and isinstance(c[0], Node):
        return {"names": (c,)}
    return {"facts": (c,)} if isinstance(c, Node) and type(c).__name__ == "Relation" else {}


def mutants(made: Any) -> Iterator[tuple[str, Any]]:
    """What a wrong rule would make: a sign, a factor 2, a term dropped, an index, factors swapped."""
    yield "sign", minus(made) if not isinstance(made, Matrix) else _doubled(made, S.NegativeOne)
    yield "factor 2", times(Integer(2), made) if not isinstance(made, Matrix) else _doubled(made, Integer(2))
    for path, node in walk(made):
        if isinstance(node, Plus) and _open(made, path) and len(node.args) > 1:
            for k in range(len(node.args)):
                yield f"term {k} dropped", replace_at(made, path, plus(*node.args[:k], *node.args[k + 1 :]))
                turned = plus(*node.args[:k], minus(node.args[k]), *node.args[k + 1 :])
                yield f"sign of term {k}", replace_at(made, path, turned)
        if isinstance(node, Times) and _open(made, path):
            yield from _swapped(made, path, node)


def _doubled(m: Matrix, c: Any) -> Any:
    return Matrix(*m.args[:2], times(c, m.entries[0]), *m.entries[1:])


def _open(e: Any, path: tuple[int, ...]) -> bool:
    """Does what stands at the path come into the value as a term or factor, not inside a function or a derivative?"""
    for k in path:
        if not isinstance(e, (Plus, Times, Binding)) and not (isinstance(e, Frac) and k == 0):
            return False
        e = e.args[k]
    return True


def _swapped(made: Any, path: tuple[int, ...], node: Any) -> Iterator[tuple[str, Any]]:
    matrices = [k for k, f in enumerate(node.args) if not is_scalar(f)]
    for k, l in zip(matrices, matrices[1:], strict=False):  # noqa: E741
        a, b = node.args[k], node.args[l]
        if shape(a) == shape(b) and a != b:
            args = list(node.args)
            args[k], args[l] = b, a
            yield "swapped factors", replace_at(made, path, Times(*args))


def cases() -> list[Any]:
    """(rule, number of schema) of the whole table."""
    return [(r, k) for r in RULES.values() for k in range(len(r.schemas))]


def label(case: Any) -> str:
    """The name of a case in a report."""
    r, k = case
    return f"{r.name}-{k}"


__all__ = ["Letter", "Rule", "cases", "given_by", "instances", "label", "mutants", "scope_of"]
