"""Programs of definitions: `z = W x + b; ŷ = σ(z); L = …`, in the order in which they are computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from derive.expr.definitions import Definition, written_out
from derive.expr.heads import Letter, letters, weight
from derive.expr.trees import substitute


@dataclass(frozen=True)
class Program:
    """Letters with what they stand for; each uses letters of the problem and those defined before it.

    definitions: (letter, tree), the last of which is what the program computes.
    """

    definitions: tuple[tuple[Letter, Any], ...]
    _full: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def output(self) -> Letter:
        """The last letter."""
        return self.definitions[-1][0]

    @cached_property
    def trees(self) -> dict[Letter, Any]:
        """What each defined letter stands for."""
        return dict(self.definitions)

    @cached_property
    def order(self) -> dict[Letter, int]:
        """The place of each defined letter."""
        return {x: k for k, (x, _) in enumerate(self.definitions)}

    @cached_property
    def users(self) -> dict[Letter, tuple[Letter, ...]]:
        """The defined letters whose definitions use a letter, in order."""
        found: dict[Letter, list[Letter]] = {}
        for x, tree in self.definitions:
            for used in letters(tree):
                found.setdefault(used, []).append(x)
        return {x: tuple(by) for x, by in found.items()}

    @cached_property
    def inputs(self) -> tuple[Letter, ...]:
        """The letters that are used and not defined, by name; sizes are none."""
        used = frozenset().union(*(letters(t) for _, t in self.definitions)) - set(self.trees)
        sizes = frozenset().union(*(letters(n) for x in (*used, *self.trees) for n in x.shape))
        return tuple(sorted(used - sizes, key=lambda x: x.plain))

    def dependents(self, x: Letter, last: int | None = None) -> frozenset[Letter]:
        """The defined letters that depend on x, no further than place `last`; x itself is none."""
        found: set[Letter] = set()
        stack = [x]
        while stack:
            for u in self.users.get(stack.pop(), ()):
                if u not in found and (last is None or self.order[u] <= last):
                    found.add(u)
                    stack.append(u)
        return frozenset(found)

    def written_out(self, e: Any) -> Any:
        """e with all names written out; what names share stays shared."""
        for x, tree in self.definitions:
            if x not in self._full:
                table = {u: self._full[u] for u in letters(tree) if u in self._full}
                self._full[x] = substitute(tree, table) if table else tree
        return substitute(e, {u: self._full[u] for u in letters(e) if u in self._full})


def program_of(definitions: Iterable[Definition], output: Letter, tree: Any) -> Program | None:
    """The program that computes `output = tree` with these definitions; None where they are no such program:
    definitions of entries (`p_i = …`), circles, no definition that is used."""
    known = dict(definitions)
    if output in known or any(not isinstance(x, Letter) for x in known):
        return None
    known[output] = tree
    rank = {x: k for k, x in enumerate(known)}
    done: dict[Letter, Any] = {}
    stack: list[tuple[Letter, bool]] = [(output, False)]
    open_: set[Letter] = set()
    while stack:
        x, ready = stack.pop()
        if x in done:
            continue
        if ready:
            done[x] = known[x]
            open_.discard(x)
            continue
        if x in open_:
            return None
        open_.add(x)
        stack.append((x, True))
        used = sorted((u for u in letters(known[x]) if u in rank and u not in done), key=rank.__getitem__)
        if any(u in open_ for u in used):
            return None
        stack += [(u, False) for u in reversed(used)]
    return Program(tuple(done.items())) if len(done) > 1 else None


MOST_WRITTEN = 1000  # leaves of a result that is written out


def program_before(of: Any, definitions: Iterable[Definition]) -> list[tuple[Letter, Any]]:
    """The definitions that lead to the letter `of`, itself the last; none where it has none."""
    found: list[tuple[Letter, Any]] = []
    needed = {of} if isinstance(of, Letter) else set()
    for x, t in reversed(tuple(definitions)):
        if isinstance(x, Letter) and x in needed:
            found.insert(0, (x, t))
            needed |= letters(t)
    return found


def result_of(d: Any) -> Any:
    """The result of a derivation; of a program with its names written out, while that is of a readable length."""
    of, definitions = d.problem.of, d.problem.scope.definitions
    if not isinstance(of, Letter) or all(of != x for x, _ in definitions):
        return d.result
    written = written_out(d.result, [p for p in definitions if isinstance(p[0], Letter)])
    return written if weight(written) <= MOST_WRITTEN else d.result
