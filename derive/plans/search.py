"""Where in a line a rule fires. What was searched once without success is not searched again: nodes are immutable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from derive.expr.heads import LEAVES, Derivative, Node
from derive.expr.trees import Path
from derive.rules import Rule

Found = tuple[Rule, Path]


class Search:
    """The first place, inside out and in reading order, where one of some rules fires.

    enter: does the search go into the arguments of a node? skip: nodes that are left as the author wrote them.
    """

    def __init__(self, rules: Iterable[Rule], enter: Callable[[Any], bool], skip: frozenset[Any] = frozenset()) -> None:
        self.by_head: dict[type, list[Rule]] = {}
        for r in rules:
            for head in r.heads:
                self.by_head.setdefault(head, []).append(r)
        self.enter = enter
        self.skip = skip
        self.done: set[Any] = set()

    def first(self, line: Any) -> Found | None:
        """The rule and the path of its node; None where no rule fires."""
        stack: list[tuple[Any, Path, bool]] = [(line, (), False)]
        while stack:
            node, path, leaving = stack.pop()
            if not isinstance(node, Node) or node in self.done:
                continue
            if not leaving:
                stack.append((node, path, True))
                if not isinstance(node, LEAVES) and self.enter(node):
                    stack += [(a, (*path, k), False) for k, a in reversed(list(enumerate(node.args)))]
                continue
            if node not in self.skip:
                for r in self.by_head.get(type(node), ()):
                    if r.rewrite(node) is not None:
                        return r, path
            self.done.add(node)
        return None


class Derivatives:
    """Which trees hold a derivative; what was once found out of a node is kept."""

    def __init__(self) -> None:
        self.known: dict[Any, bool] = {}

    def inside(self, e: Any) -> bool:
        """Does a derivative occur in e, itself included?"""
        stack = [e]
        while stack:
            node = stack[-1]
            if not isinstance(node, Node) or isinstance(node, LEAVES) or node in self.known:
                stack.pop()
            elif isinstance(node, Derivative):
                self.known[stack.pop()] = True
            else:
                waiting = [a for a in node.args if isinstance(a, Node) and a not in self.known and not _leaf(a)]
                if waiting:
                    stack += waiting
                else:
                    self.known[stack.pop()] = any(self.known.get(a, False) for a in node.args)
        return self.known.get(e, False)

    def next(self, line: Any) -> tuple[Any, Path, list[Path]] | None:
        """The derivative to push next, the first in reading order without one inside; and those around it."""
        around: list[Path] = []
        stack: list[tuple[Any, Path]] = [(line, ())]
        while stack:
            node, path = stack.pop()
            if not self.inside(node):
                continue
            if isinstance(node, Derivative):
                if not self.inside(node.of):
                    return node, path, around
                around.append(path)
                stack = [(node.of, (*path, 0))]
                continue
            stack += [(a, (*path, k)) for k, a in reversed(list(enumerate(node.args)))]
        return None


def _leaf(e: Any) -> bool:
    return isinstance(e, LEAVES)
