"""Names in a derivation: those of the problem that hide the variable are written out, a softmax gets its p."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from derive.errors import Unsupported
from derive.expr.definitions import Definition, in_order, instance, matched
from derive.expr.heads import (
    LEAVES,
    All,
    Call,
    Derivative,
    Entry,
    Frac,
    Letter,
    Node,
    Range,
    Row,
    Sum,
    base,
    is_scalar,
    letter,
    letters,
    shape,
)
from derive.expr.trees import Path, bound_apart, walk
from derive.plans.work import Work, bound_around
from derive.rules.definitions import one_of, softmax_parts
from derive.rules.monomial import is_exp

PROBABILITIES = "p s q r".split()
MOST = 400  # definitions put in


def live(definitions: Iterable[Definition], x: Any) -> tuple[Definition, ...]:
    """The definitions that depend on the variable, each after those that it uses."""
    straight = [d for d in definitions if base(d[0]) not in letters(d[1])]
    moving = set(_letters_of(x))
    found: list[Definition] = []
    for _ in straight:
        new = [d for d in straight if d not in found and not isinstance(d[0], Call) and letters(d[1]) & moving]
        found += new
        moving |= {base(d[0]) for d in new}
    return tuple(in_order(found))


def called(work: Work) -> Iterator[tuple[Path, Definition]]:
    """Where a function with a definition, f(u) with f(x) = …, depends on the variable, itself or by others."""
    moving = {base(d[0]) for d in work.definitions} | set(_letters_of(work.problem.wrt))
    functions = [d for d in work.problem.scope.definitions if isinstance(d[0], Call)]
    for path, node in walk(work.line) if functions else ():
        for d in functions if isinstance(node, Call) else ():
            made = instance(d, node)
            if made is not None and letters(made) & moving or made is not None and _calls(made, functions):
                yield path, d


def _calls(tree: Any, functions: Iterable[Definition]) -> bool:
    return any(instance(d, e) is not None for _, e in walk(tree) for d in functions)


def _letters_of(x: Any) -> Iterator[Letter]:
    entries = x.entries if hasattr(x, "entries") else (x,)
    yield from (base(v) for v in entries)


def write_out(work: Work) -> None:
    """Put in the definitions that depend on the variable, and remember them for the way back."""
    work.definitions = list(live(work.problem.scope.definitions, work.problem.wrt))
    for _ in range(MOST):
        found = next(called(work), None) or next(_named(work), None)
        if found is None:
            return
        path, (pattern, tree) = found
        apart = bound_apart(tree, letters(work.line) | set(bound_around(work.line, path) or ()))
        work.do("definition", path, (pattern, apart))
    raise Unsupported("the definitions of this problem are too many")


def _named(work: Work) -> Iterator[tuple[Path, Definition]]:
    moving = {base(d[0]) for d in work.definitions}
    stack: list[tuple[Any, Path]] = [(work.line, ())]
    while stack:
        node, path = stack.pop()
        if not isinstance(node, Node) or not letters(node) & moving:
            continue
        for d in work.definitions:
            if instance(d, node) is not None:
                yield path, d
        if not isinstance(node, (*LEAVES, Entry, Row)):
            inner = node.args[:1] if isinstance(node, Derivative) else node.args
            stack += [(a, (*path, k)) for k, a in reversed(list(enumerate(inner)))]


def name_softmax(work: Work) -> None:
    """A name p for each softmax, and each log-sum-exp, that the line holds and the problem has no name for."""
    for _, node in list(walk(work.line)):
        total = _total(node)
        if total is None or any(instance_of(d, one_of(total)) for d in work.definitions):
            continue
        made = _definition(node, work.taken) if isinstance(node, Frac) else None
        made = made or _definition(one_of(total), work.taken)
        if made is not None:
            work.name(made)


def _total(node: Any) -> Any:
    """Σ_l e^{u_l} of a softmax or a log-sum-exp over one index."""
    if isinstance(node, Frac) and softmax_parts(node) is not None:
        return node.args[1]
    if isinstance(node, Call) and node.function.plain == "log" and len(node.args) == 2:
        total = node.args[1]
        if isinstance(total, Sum) and len(total.binders) == 1 and is_exp(total.body) and is_scalar(total.body):
            return total
    return None


def instance_of(d: Definition, e: Any) -> bool:
    """Is e what the definition writes out, for some indices?"""
    from derive.rules.definitions import renamed

    return bool(renamed(e, d) != e)


def _definition(softmax: Any, taken: set[str]) -> Definition | None:
    """p_{n i} = e^{u_i}/Σ_l e^{u_l}, with an index for each that u has."""
    top, total = softmax.args
    binder = total.binders[0]
    i = (matched(total.body, top, total.bound) or {}).get(binder.args[0])
    if i in letters(total):
        return None  # e^{s_ii} is one of the e^{s_ij}, and no p_ij
    sizes: dict[Any, Any] = {}
    for _, node in walk(top):
        if isinstance(node, (Entry, Row)) and isinstance(node.args[0], Letter):
            for at, size in zip(node.args[1:], shape(node.args[0]), strict=False):
                if not isinstance(at, Letter):
                    if letters(at):
                        return None
                    continue
                sizes.setdefault(at, size)
    runs = isinstance(binder, All) or isinstance(binder, Range) and binder.args[1] == 1
    free = [n for n in PROBABILITIES if n not in taken]
    if i not in sizes or not runs or not free:
        return None
    size = binder.args[-1]
    others = [k for k in sizes if k != i]
    dims = [*(sizes[k] for k in others), size]
    p = letter(free[0], sizes=(*dims, 1) if len(dims) == 1 else tuple(dims), assume="positive")
    return Entry(p, *others, i), softmax
