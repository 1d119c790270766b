"""The table of rules: what a rule is, how one is declared, and what its page says.

A rule is one decorated function: `body(node)` (or `body(node, choice)`) gives the rewritten node, the node with its
conditions (`Under`), or None where the rule does not apply. Everything else about it is data beside the function; the
right-hand side and the conditions that the documentation shows are computed by running it on its own schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from derive.expr.heads import Node

Tree = Any
Body = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Under:
    """A tree that holds under conditions (trees)."""

    tree: Tree
    conditions: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """A left-hand side over declared letters, with the choice that the rule is run with (None for most)."""

    lhs: Tree
    choice: Any = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rewriting of one node.

    name: its key; title: what stands beside a line; given: what the letters of the schemas are; schemas: left-hand
    sides; body: the function; source: where it is stated; doc: its page; quiet: may a display fold it into the step
    before; inner: does it act through an inner function that a derivation may name ("u = …"); letters: may a choice
    bring new letters into the line; back: of a rule that reads an answer off a whole line (G off tr(Gᵀ dX)) and so
    changes its shape, the line that its answer stands for.
    """

    name: str
    title: str
    given: str
    schemas: tuple[Schema, ...]
    body: Body
    source: str
    doc: str
    quiet: bool = False
    inner: bool = False
    chooses: bool = False
    letters: bool = False
    back: Callable[[Tree, Any], Tree] | None = None

    @property
    def lhs(self) -> Tree:
        """The first schema."""
        return self.schemas[0].lhs

    @property
    def rhs(self) -> Tree:
        """What the rule makes of its first schema."""
        return self.examples()[0][1].tree

    @property
    def needs(self) -> tuple[Tree, ...]:
        """The conditions under which the rule holds, as its schemas show them."""
        found = [c for _, made in self.examples() for c in made.conditions]
        return tuple(dict.fromkeys(found))

    @property
    def heads(self) -> frozenset[type]:
        """The heads of nodes on which it can fire."""
        return frozenset(type(s.lhs) for s in self.schemas)

    def rewrite(self, node: Tree, choice: Any = None) -> Under | None:
        """The node rewritten, with conditions; None where the rule does not apply or changes nothing."""
        if not self.letters and type(node) not in self.heads:
            return None
        made = self.body(node, choice) if self.chooses else self.body(node)
        if made is None:
            return None
        made = made if isinstance(made, Under) else Under(made)
        return None if made.tree == node else made

    def examples(self) -> tuple[tuple[Tree, Under], ...]:
        """Each schema with what the rule makes of it."""
        made = ((s.lhs, self.rewrite(s.lhs, s.choice)) for s in self.schemas)
        return tuple((lhs, out) for lhs, out in made if out is not None)


RULES: dict[str, Rule] = {}


def rule(
    *,
    given: str,
    lhs: Tree | Schema | Iterable[Tree | Schema],
    source: str,
    title: str = "",
    quiet: bool = False,
    inner: bool = False,
    chooses: bool = False,
    letters: bool = False,
    back: Callable[[Tree, Any], Tree] | None = None,
) -> Callable[[Body], Rule]:
    """Declare the decorated function a rule and put it into the table."""
    listed = (lhs,) if isinstance(lhs, (Node, Schema)) else tuple(lhs)

    def declare(body: Body) -> Rule:
        name = body.__name__
        made = Rule(
            name,
            title or name.replace("_", " "),
            given,
            tuple(s if isinstance(s, Schema) else Schema(s) for s in listed),
            body,
            source,
            getdoc(body) or "",
            quiet,
            inner,
            chooses,
            letters,
            back,
        )
        if name in RULES:
            raise ValueError(f"two rules are called {name}")
        RULES[name] = made
        return made

    return declare


@dataclass(frozen=True, slots=True)
class RulePage:
    """What the page of a rule says; formulas and examples are pairs of trees (left side, right side)."""

    name: str
    title: str
    doc: str
    given: str
    formulas: tuple[tuple[Tree, Tree], ...]
    conditions: tuple[Tree, ...]
    source: str


def page(wanted: Rule | str) -> RulePage:
    """The page of a rule, computed from the rule itself."""
    r = RULES[wanted] if isinstance(wanted, str) else wanted
    formulas = tuple((lhs, made.tree) for lhs, made in r.examples())
    return RulePage(r.name, r.title, r.doc, r.given, formulas, r.needs, r.source)
