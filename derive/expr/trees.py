"""Walking and rewriting trees: the only file that rewrites nodes. Nothing here recurses, whatever the depth.

A path is a tuple of argument positions from the root. `replace_at` splices a sum put into a sum and a product put into
a product. `substitute` never captures: a bound letter that occurs free in a replacement is renamed first.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from sympy import Integer, Rational, S

from derive.expr.heads import (
    LEAVES,
    Binding,
    Decimal,
    Entry,
    Had,
    Letter,
    Node,
    Plus,
    Row,
    Times,
    Tr,
    digest,
    letters,
    plus,
    shape,
    times,
)

Path = tuple[int, ...]
R = TypeVar("R")
INDEX_NAMES = "ijklmnpqrst"


def trampoline(work: Generator[Any, Any, R]) -> R:
    """Run nested generators on a stack of our own: recursive code without recursion.

    A generator yields another generator to call it and is sent its returned value.
    """
    stack: list[Generator[Any, Any, Any]] = [work]
    value: Any = None
    while stack:
        try:
            child = stack[-1].send(value)
        except StopIteration as stop:
            stack.pop()
            value = stop.value
        else:
            stack.append(child)
            value = None
    return value


def walk(e: Any) -> Iterator[tuple[Path, Any]]:
    """Every node with its path, in reading order, the root first; leaves whole; names and numbers among them."""
    stack: list[tuple[Path, Any]] = [((), e)]
    while stack:
        path, node = stack.pop()
        yield path, node
        if isinstance(node, Node) and not isinstance(node, LEAVES):
            stack += [((*path, k), a) for k, a in reversed(list(enumerate(node.args)))]


def nodes(*trees: Any) -> Iterator[Any]:
    """Every node, equal ones once, in reading order; leaves whole; names and numbers among them."""
    seen: set[Any] = set()
    stack = list(reversed(trees))
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        if isinstance(node, Node) and not isinstance(node, LEAVES):
            stack += reversed(node.args)


def at(e: Any, path: Path) -> Any:
    """The node at a path."""
    for k in path:
        e = e.args[k]
    return e


def replace_at(e: Any, path: Path, new: Any) -> Any:
    """`e` with the node at `path` replaced; sums in sums and products in products are spliced."""
    parents = [e]
    for k in path:
        parents.append(parents[-1].args[k])
    for parent, k in zip(reversed(parents[:-1]), reversed(path), strict=True):
        new = parent.func(*parent.args[:k], *_spliced(parent, new), *parent.args[k + 1 :])
    return new


def remade(e: Any, args: Sequence[Any]) -> Any:
    """The node with other arguments. Raises: ShapeError where they do not fit."""
    return e.func(*args)


def _spliced(parent: Any, new: Any) -> tuple[Any, ...]:
    return new.args if isinstance(parent, (Plus, Times)) and type(new) is type(parent) else (new,)


def rebuild(e: Any, visit: Callable[[Any], Any]) -> Any:
    """`e` rebuilt from the leaves up, `visit(node)` in place of each node (its arguments already rebuilt).

    Equal nodes are visited once.
    """

    made: dict[Any, Any] = {}

    def go(node: Any) -> Generator[Any, Any, Any]:
        if not isinstance(node, Node) or isinstance(node, LEAVES):
            return visit(node)
        if node not in made:
            args = []
            for a in node.args:
                args.append((yield go(a)))
            same = all(a is b for a, b in zip(args, node.args, strict=True))
            made[node] = visit(node if same else node.func(*args))
        return made[node]

    return trampoline(go(e))


def fresh(name: Letter, taken: frozenset[Letter]) -> Letter:
    """An index letter like `name` whose name is not among the taken ones."""
    used = {t.plain for t in taken}
    for candidate in chain(INDEX_NAMES, (f"{name.plain}_{k}" for k in range(1, 10_000))):
        if candidate not in used:
            head, _, tail = candidate.partition("_")
            latex = f"{name.latex}_{{{tail}}}" if tail else head
            return Letter(latex, candidate, name.args[2], name.args[3])
    raise AssertionError("10,000 index letters are taken")


def substitute(e: Any, table: Mapping[Any, Any]) -> Any:
    """`e` with every free occurrence of a key of `table` (a letter or any subtree) replaced by its value.

    Bound letters are kept apart: keys that mention a bound letter do not match inside its binder, and a bound letter
    that is free in a replacement is renamed.
    """
    return trampoline(_substitute(e, dict(table)))


def _substitute(e: Any, table: dict[Any, Any]) -> Generator[Any, Any, Any]:
    if e in table:
        return table[e]
    if not isinstance(e, Node) or isinstance(e, LEAVES) or not table:
        return e
    if isinstance(e, Binding):
        table = {k: v for k, v in table.items() if not any(b in letters(k) for b in e.bound)}
        incoming = frozenset().union(*(letters(v) for v in table.values()))
        for b in e.bound:
            if b in incoming:
                e = rebind(e, {b: fresh(b, incoming | all_letters(e))})
    args = []
    for a in e.args:
        args.append((yield _substitute(a, table)))
    if all(a is b for a, b in zip(args, e.args, strict=True)):
        return e
    flat = [part for a, old in zip(args, e.args, strict=True) for part in (_spliced(e, a) if a is not old else (a,))]
    return e.func(*flat)


def rebind(e: Any, names: Mapping[Letter, Letter]) -> Any:
    """The same sum with its bound letters renamed, to letters that are free in it nowhere."""
    body = substitute(e.body, names)
    return e.func(body, *(b.func(*(names.get(a, a) for a in b.args)) for b in e.binders))


def abbreviated(e: Any, names: Mapping[Any, Any], inside: bool = False, made: dict[Any, Any] | None = None) -> Any:
    """`e` with every outermost subtree that has a name replaced by it, also where binders bind its letters.

    inside: `e` itself is not replaced; made: what is known from other trees with the same names.
    """
    made = {} if made is None else made

    def go(node: Any) -> Generator[Any, Any, Any]:
        if node in names and not (inside and node is e):
            return names[node]
        if not isinstance(node, Node) or isinstance(node, LEAVES):
            return node
        if node not in made:
            args = []
            for a in node.args:
                args.append((yield go(a)))
            same = all(a is b for a, b in zip(args, node.args, strict=True))
            made[node] = node if same else node.func(*args)
        return made[node]

    return trampoline(go(e)) if names else e


def rename(e: Any, old: Letter, new: Any) -> Any:
    """`e` with the free letter `old` replaced by `new`, capture-avoiding."""
    return substitute(e, {old: new})


def all_letters(e: Any) -> frozenset[Letter]:
    """Letters free or bound."""
    return frozenset(n for n in nodes(e) if isinstance(n, Letter))


def bound_apart(e: Any, taken: frozenset[Letter]) -> Any:
    """`e` with every bound letter that is among `taken` renamed: nothing of `taken` can be captured any more."""

    def visit(node: Any) -> Any:
        if isinstance(node, Binding):
            for b in node.bound:
                if b in taken:
                    node = rebind(node, {b: fresh(b, taken | all_letters(e) | all_letters(node))})
        return node

    return rebuild(e, visit)


def canonical(e: Any) -> Any:
    """One tree for all orders and bracketings of sums and of scalar factors, numbers folded, equal terms collected.

    Equal canonical trees have equal values; the converse does not hold. A node keeps its canonical tree.
    """
    stack = [e]
    while stack:
        node = stack[-1]
        if not isinstance(node, Node) or node.canon is not None:
            stack.pop()
        elif isinstance(node, LEAVES):
            stack.pop().canon = _canonical(node)
        elif waiting := [a for a in node.args if isinstance(a, Node) and a.canon is None]:
            stack += waiting
        else:
            args = [a.canon if isinstance(a, Node) else a for a in node.args]
            same = all(a is b for a, b in zip(args, node.args, strict=True))
            stack.pop().canon = _canonical(node if same else node.func(*args))
    return e.canon if isinstance(e, Node) else _canonical(e)


def _canonical(e: Any) -> Any:
    if isinstance(e, Plus):
        return _collected(plus(*e.args))
    if isinstance(e, Times):
        return _ordered(times(*e.args))
    if isinstance(e, Had):
        return Had(*sorted(e.args, key=digest))
    if isinstance(e, Decimal):
        return e.value
    return e


def _collected(e: Any) -> Any:
    """Terms with equal non-numeric parts added, the rest sorted; a sum that is 0 keeps its shape by `0·term`."""
    if not isinstance(e, Plus):
        return e
    counts: dict[Any, Any] = {}
    for t in e.args:
        c, rest = coefficient(t)
        counts[rest] = counts.get(rest, Integer(0)) + c
    kept = sorted(((r, c) for r, c in counts.items() if c != 0), key=lambda rc: digest(rc[0]))
    terms = [r if c == 1 else c if r == 1 else times(c, r) for r, c in kept]
    if terms:
        return plus(*terms)
    return S.Zero if shape(e) == () else Times(S.Zero, e.args[0])


def coefficient(t: Any) -> tuple[Rational, Any]:
    """A term as number times rest (rest 1 for a number)."""
    if isinstance(t, Rational):
        return t, S.One
    if isinstance(t, Times):
        number, rest = Integer(1), []
        for f in t.args:
            if isinstance(f, Rational):
                number = number * f
            else:
                rest.append(f)
        return number, times(*rest)
    return Integer(1), t


def _ordered(e: Any) -> Any:
    if not isinstance(e, Times):
        return e
    number, rest = coefficient(e)
    factors = rest.args if isinstance(rest, Times) else (rest,)
    scalars = sorted((f for f in factors if shape(f) == () and f != 1), key=digest)
    matrices = [f for f in factors if shape(f) != ()]
    if number == 0 and not matrices:
        return S.Zero
    return times(*([number] if number != 1 or not (scalars or matrices) else []), *scalars, *matrices)


def unwrapped(e: Any) -> Any:
    """A letter of 1×1 itself where its only entry stands; anything else as it is."""
    return e.args[0] if isinstance(e, Tr) and isinstance(e.args[0], Letter) else e


def is_variable(e: Any) -> bool:
    """Can one differentiate by it: a letter, an entry or a row of a letter?"""
    while isinstance(e, (Entry, Row)):
        e = e.args[0]
    return isinstance(e, Letter)
