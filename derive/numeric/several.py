"""Several results in one function: shared parts once, equal places of families by one index, invariants apart.

A cost and all its gradients are evaluated together in every step of a descent. Indices are renamed so that k of one
gradient and i of the cost, which run over the same rows, give the same arrays; what depends on data alone is computed
once by `Several.fixed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.errors import UsageError
from derive.expr.heads import Entry, Letter, Row
from derive.expr.trees import rebuild, walk
from derive.numeric.compile import Program, arguments, calling, executed, program

WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Several:
    """A function of keyword arguments that gives a tuple.

    results: what it gives, by names; letters: what it takes; source: what it runs, to be pasted anywhere.
    """

    results: tuple[str, ...]
    letters: tuple[str, ...]
    source: str
    program: Program = field(repr=False)
    again: Callable[[frozenset[str]], Program] = field(repr=False)

    def __call__(self, **given: Any) -> tuple[Any, ...]:
        """Values. Raises: UsageError for names that are missing or unknown, ShapeError for arrays that do not fit."""
        return self.fixed()(**given)

    def fixed(self, **given: Any) -> Callable[..., tuple[Any, ...]]:
        """The function of the other letters, what depends on these alone computed now."""
        _known(given, self.letters)
        made = self.again(frozenset(given))
        values = _checked(made, given, [p for p in made.parameters if p.plain in given])
        rest = [p for p in made.parameters if p.plain not in given]
        run = calling(_prepared(made, frozenset(values)), values)

        def function(**others: Any) -> tuple[Any, ...]:
            _known(others, [p.plain for p in rest])
            found: tuple[Any, ...] = calling(run, _checked(made, others, rest))
            return found

        return function


def several(
    trees: Sequence[Any], results: Sequence[str], *, each: Sequence[Sequence[Any]],
    names: Sequence[tuple[Letter, Any]] = (), letters: Sequence[Letter] = (), firsts: Mapping[str, int] | None = None,
) -> Several:  # fmt: skip
    """One function of several trees.

    each: the axes that lead each result (binders of index letters); names: definitions, each computed once.
    """
    same, axes = one_index_each(trees, each)

    def make(fixed: frozenset[str]) -> Program:
        return program(same, each=axes, names=names, letters=letters, firsts=firsts, single=False, fixed=fixed)

    first = make(frozenset())
    return Several(tuple(results), tuple(p.plain for p in first.parameters), first.source, first, make)


def _known(given: Mapping[str, Any], letters: Sequence[str]) -> None:
    unknown = sorted(set(given) - set(letters))
    if unknown:
        raise UsageError(f"{unknown[0]} does not occur; it takes {', '.join(letters) or 'nothing'}")


def _checked(made: Program, given: Mapping[str, Any], parameters: Sequence[Any]) -> dict[str, Any]:
    missing = [p.plain for p in parameters if p.plain not in given]
    if missing:
        raise UsageError(f"the value of {missing[0]} is missing: give {missing[0]}=…")
    return arguments(replace(made, parameters=tuple(parameters)), given)[0]


def _prepared(made: Program, fixed: frozenset[str]) -> Callable[..., Any]:
    """A function of the fixed parameters that gives the function of the others: lines of the first come first."""
    import numpy as np

    others = {p.name for p in made.parameters} - fixed
    known, varying = set(fixed), set(others)
    before: list[str] = []
    after: list[str] = []
    for line in made.lines:
        left, _, right = line.partition(" = ")
        moves = bool(varying & set(WORD.findall(right)))
        (varying if moves else known).update(WORD.findall(left))
        (after if moves else before).append(line)
    step = ["step=0.0078125"] if made.differs else []
    signature = ", ".join([*sorted(others), *step])
    takes = ", ".join(sorted(fixed))
    source = "\n".join([
        f"def prepare({'*, ' if takes else ''}{takes}):", *(f"    {line}" for line in before),
        f"    def run({'*, ' if signature else ''}{signature}):", *(f"        {line}" for line in after),
        f"        return {made.returns}", "    return run", "",
    ])  # fmt: skip
    found: Callable[..., Any] = executed(source, "prepare", np)
    return found


# ---- indices -------------------------------------------------------------------------------------------------------


def one_index_each(trees: Sequence[Any], axes: Sequence[Sequence[Any]]) -> tuple[list[Any], list[list[Any]]]:
    """The trees with their indices renamed: those that stand in the same place of the same family are one letter."""
    leader = _Classes()
    seen: list[list[Letter]] = []
    for k, tree in enumerate(trees):
        mine: dict[Letter, None] = {}
        for _, node in walk(tree):
            if isinstance(node, (Entry, Row)) and isinstance(node.args[0], Letter):
                for place, i in enumerate(node.args[1:]):
                    if isinstance(i, Letter):
                        mine.setdefault(i)
                        leader.join((k, i), (node.args[0], place))
        seen.append(list(mine))
    classes: dict[Any, Letter] = {}
    mixed = {c for k, found in enumerate(seen) for c in _twice([leader.of((k, i)) for i in found])}
    for k, found in enumerate(seen):
        for i in found:
            classes.setdefault(leader.of((k, i)), i)
    out, ends = [], []
    for k, (tree, own) in enumerate(zip(trees, axes, strict=True)):
        table = {i: classes[c] for i in seen[k] if (c := leader.of((k, i))) not in mixed}
        others = {x for _, x in walk(tree) if isinstance(x, Letter)} - set(table)
        if len(set(table.values())) < len(table) or others & set(table.values()):
            table = {}
        out.append(_renamed(tree, table))
        ends.append([_renamed(a, table) for a in own])
    return out, ends


def _renamed(e: Any, table: Mapping[Letter, Letter]) -> Any:
    return rebuild(e, lambda n: table.get(n, n) if isinstance(n, Letter) else n)


def _twice(items: Sequence[Any]) -> list[Any]:
    return [x for k, x in enumerate(items) if x in items[:k]]


class _Classes:
    """Things that are the same, by pairs."""

    def __init__(self) -> None:
        self.up: dict[Any, Any] = {}

    def of(self, x: Any) -> Any:
        """The leader of the class of x."""
        while self.up.setdefault(x, x) != x:
            x = self.up[x]
        return x

    def join(self, x: Any, y: Any) -> None:
        """x and y are the same."""
        self.up[self.of(x)] = self.of(y)
