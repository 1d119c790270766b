"""Definitions: pairs (pattern, tree) such as `p_i` and `e^{z_i}/Σ_j e^{z_j}`, with any index in the place of i."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Tuple

from derive.expr.heads import (
    LEAVES,
    Binding,
    Call,
    Derivative,
    Entry,
    Function,
    Letter,
    Node,
    Power,
    Row,
    Times,
    base,
    letters,
)
from derive.expr.trees import bound_apart, nodes, rebuild, substitute

Definition = tuple[Any, Any]


def places(pattern: Any) -> tuple[Letter, ...]:
    """The letters of a pattern that stand for anything: the index of p_i, of p_i² and n p_i; the arguments of f(x)."""
    found: list[Letter] = []
    if isinstance(pattern, Call) and pattern.function.kind == "function" and not pattern.function.order:
        return tuple(a for a in pattern.arguments if isinstance(a, Letter))
    if isinstance(pattern, Power):
        pattern = pattern.args[0]
    if isinstance(pattern, Times):
        pattern = pattern.args[-1]
    while isinstance(pattern, (Entry, Row)):
        found = [a for a in pattern.args[1:] if isinstance(a, Letter)] + found
        pattern = pattern.args[0]
    return tuple(found)


def matched(pattern: Any, e: Any, free: tuple[Letter, ...]) -> dict[Any, Any] | None:
    """What the letters `free` of the pattern stand for in e; None where e is no instance. Bound names do not count."""
    found: dict[Any, Any] = {}
    stack: list[tuple[Any, Any, dict[Any, Any]]] = [(pattern, e, {})]
    while stack:
        p, q, bound = stack.pop()
        if p in bound:
            if bound[p] != q:
                return None
        elif p in free:
            if found.setdefault(p, q) != q or not isinstance(q, Node) and not q.is_Integer:
                return None
        elif isinstance(p, Node) and not isinstance(p, LEAVES):
            if type(p) is not type(q) or len(p.args) != len(q.args):
                return None
            if isinstance(p, Binding):
                bound = {**bound, **dict(zip(p.bound, q.bound, strict=True))}
            stack += [(a, b, bound) for a, b in zip(p.args, q.args, strict=True)]
        elif p != q or q in bound.values():
            return None
    return found if set(found) == set(free) else None


def instance(definition: Definition, e: Any) -> Any:
    """What e stands for by this definition, None where it is not its name."""
    pattern, tree = definition
    if type(e) is not type(pattern):
        return None
    if isinstance(e, Call) and e.function.order:
        return _slope(definition, e)
    found = matched(pattern, e, places(pattern))
    if found is None:
        return None
    apart = bound_apart(tree, frozenset().union(*(letters(v) for v in found.values())))
    return substitute(apart, found)


def _slope(definition: Definition, e: Any) -> Any:
    """f'(u) of a function of one letter f(x) = …, where u is a letter too: the derivative of f(u)."""
    f, arguments = e.function, e.arguments
    known = Function(f.args[0], f.args[1], f.args[2], Tuple(), f.args[4])
    if len(arguments) != 1 or not isinstance(arguments[0], Letter) or definition[0].function != known:
        return None
    value = instance(definition, Call(known, *arguments))
    return None if value is None else Derivative(value, *arguments * f.order[0])


def in_order(names: Iterable[Definition]) -> list[Definition]:
    """The definitions, each after those that it uses; as given where that says nothing."""
    listed = list(names)
    return sorted(listed, key=lambda d: _rank(d, listed))


def _rank(d: Definition, among: list[Definition]) -> int:
    """How many levels of definitions stand below this one."""
    level, used = 0, _used(d[1])
    for _ in among:
        below = [e for e in among if _named(e[0]) in used]
        if not below:
            break
        level, used = level + 1, set().union(*(_used(e[1]) for e in below))
    return level


def _named(pattern: Any) -> Any:
    """The letter, or the function, that a pattern gives a meaning."""
    return pattern.function if isinstance(pattern, Call) else base(pattern)


def _used(tree: Any) -> set[Any]:
    return {*letters(tree), *(e.function for e in nodes(tree) if isinstance(e, Call) and e.function.kind == "function")}


def written_out(e: Any, names: Iterable[Definition]) -> Any:
    """e with every name replaced by what it stands for, in whatever order the names are defined."""
    listed = list(names)
    if all(isinstance(x, Letter) for x, _ in listed):
        table = dict(listed)
        order = _used_first(e, table) if len(table) == len(listed) else None
        if order is not None:
            return _letters_written(e, table, order)
    for definition in reversed(in_order(listed)):

        def visit(node: Any, definition: Definition = definition) -> Any:
            made = instance(definition, node)
            return node if made is None else made

        e = rebuild(e, visit)
    return e


def _used_first(e: Any, table: dict[Letter, Any]) -> list[Letter] | None:
    """The names that e rests on, each after those that it uses; None where they lead back to themselves."""
    order: list[Letter] = []
    done: set[Letter] = set()
    open_: set[Letter] = set()
    stack = [(x, False) for x in letters(e) if x in table]
    while stack:
        x, ready = stack.pop()
        if ready:
            open_.discard(x)
            done.add(x)
            order.append(x)
        elif x in open_:
            return None
        elif x not in done:
            open_.add(x)
            stack.append((x, True))
            stack += [(u, False) for u in letters(table[x]) if u in table and u not in done]
    return order


def _letters_written(e: Any, table: dict[Letter, Any], order: list[Letter]) -> Any:
    """e with letters written out; what names share stays shared."""
    full: dict[Any, Any] = {}
    for x in order:
        full[x] = rebuild(table[x], lambda n: full.get(n, n) if isinstance(n, Letter) else n)
    return rebuild(e, lambda n: full.get(n, n) if isinstance(n, Letter) else n)
