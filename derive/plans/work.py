"""A derivation in the making: the line so far, its steps, the names it has given away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Rational, Tuple

from derive.derivation import Choice, Derivation, Problem, Step, apply, named
from derive.errors import Unsupported
from derive.expr.heads import (
    Binding,
    Call,
    Derivative,
    Entry,
    Frac,
    Letter,
    Node,
    Power,
    Row,
    Times,
    base,
    depends,
    letter,
    weight,
)
from derive.expr.names import from_plain
from derive.expr.trees import Path, all_letters, at, nodes
from derive.plans.order import ALWAYS, DIFFERENTIATE, FINISH, PREPARE, TIDY
from derive.plans.search import Derivatives, Search
from derive.rules import Rule

MOST = 20_000  # steps
NAMES = "u v w s t r q p h".split()


class Work:
    """The line of a problem, worked on by rules; every change is a step of the kernel.

    given: trees that come into the line as their author wrote them, and are not tidied before they are differentiated.
    """

    def __init__(self, problem: Problem, line: Any = None, given: Sequence[Any] = ()) -> None:
        self.problem = problem
        self.line = problem.line() if line is None else line
        self.steps: list[Step] = []
        self.derivatives = Derivatives()
        self.given = frozenset(n for n in nodes(self.line, *given) if isinstance(n, Node))
        self.taken = {x.plain for x in all_letters(self.line)} | set(problem.scope.letters)
        self.names: dict[Any, Letter] = {}
        self.finished: set[Any] = set()
        self.shortest: set[Any] = set()
        self.definitions: list[tuple[Any, Any]] = []
        definitions = problem.scope.definitions
        self.taken |= {x.plain for pair in definitions for tree in pair for x in all_letters(tree)}
        self.preparing = Search(PREPARE, lambda e: True)
        self.protect()

    def protect(self) -> None:
        """What stands in the line now is the author's, and stays as written."""
        self.given = frozenset(n for n in nodes(self.line) if isinstance(n, Node))
        self.tidying = Search(TIDY, self._outside, self.given)
        self.finishing = Search((*TIDY, *FINISH), self._outside, self.given)
        self.always = Search(ALWAYS, self._outside)

    def _outside(self, e: Any) -> bool:
        """Does tidying go into e? Not into what is still to be differentiated."""
        return not isinstance(e, Derivative) or self.derivatives.inside(e.of)

    def do(self, rule: Rule | str, path: Path = (), choice: Choice = None) -> None:
        """One step."""
        if len(self.steps) >= MOST:
            raise Unsupported(f"this derivation needs more than {MOST} steps")
        step = apply(self.line, rule, path, choice)
        self.steps.append(step)
        self.line = step.after

    def back_to(self, count: int) -> None:
        """Take back all steps but the first ones."""
        self.line = self.steps[count].before if count < len(self.steps) else self.line
        del self.steps[count:]

    def exhaust(self, search: Search, path: Path = ()) -> bool:
        """The rules of a search, as long as one fires at or below the path; whether one did.

        Rules that bring a line back would go round for ever: such a round is taken back, and the search is over.
        """
        count = len(self.steps)
        seen = {self.line: count}
        while (found := search.first(at(self.line, path))) is not None:
            here = (*path, *found[1])
            self.do(found[0], here, bound_around(self.line, here) if found[0].name == "collapse" else None)
            if self.line in seen:
                self.back_to(seen[self.line])
                break
            seen[self.line] = len(self.steps)
        return len(self.steps) > count

    def differentiate(self, path: Path) -> None:
        """One rule on the derivative at the path."""
        node = at(self.line, path)
        for r in DIFFERENTIATE:
            if r.letters:
                if (d := self.softmax_name(r, node)) is not None:
                    return self.do(r, path, d)
            if r.rewrite(node) is not None:
                return self.do(r, path, self.named_inner(r, node))
        raise Unsupported(f"no rule yet for the derivative {_shown(node)}")

    def softmax_name(self, r: Rule, node: Any) -> Choice:
        """The definition that the rule writes its result with, if one fits."""
        plain = r.rewrite(node)
        made = ((d, r.rewrite(node, d)) for d in self.definitions) if plain is not None else ()
        return next((d for d, out in made if out is not None and plain is not None and out.tree != plain.tree), None)

    def name(self, definition: Choice) -> None:
        """Take a name into the problem: its letter and what it stands for."""
        p = base(definition[0])
        self.taken.add(p.plain)
        self.definitions.append(definition)
        scope = self.problem.scope.with_letters(p)
        self.problem = replace(self.problem, scope=replace(scope, definitions=(*scope.definitions, definition)))

    def named_inner(self, r: Rule, node: Any) -> Choice:
        """(u, inner function) for a rule that acts through an inner function worth a name."""
        inner = inner_function(node) if r.inner else None
        if inner is None or plain_multiple(inner):
            return None
        if inner not in self.names:
            free = [n for n in NAMES if n not in self.taken]
            plain = free[0] if free else next(f"u_{k}" for k in range(1, MOST) if f"u_{k}" not in self.taken)
            self.taken.add(plain)
            self.names[inner] = letter(from_plain(plain).latex, plain)
        return self.names[inner], inner

    def derivation(self) -> Derivation:
        """What was done."""
        return Derivation(self.problem, tuple(self.steps), named(self.steps))


def bound_around(line: Any, path: Path) -> Choice:
    """The indices that are bound around a place, None for none."""
    nodes = [at(line, path[:k]) for k in range(len(path))]
    bound = [i for n in nodes if isinstance(n, Binding) for i in n.bound]
    return Tuple(*bound) if bound else None


def plain_multiple(e: Any) -> bool:
    """Is it a letter, an entry or a number times one (−z, 2x), which no author names?"""
    match e:
        case Frac(args=(a, Rational())):
            return plain_multiple(a)
        case Times(args=(Rational(), a)):
            return plain_multiple(a)
    return isinstance(e, (Letter, Entry, Row))


def inner_function(node: Any) -> Any:
    """What stands inside the outer function of a derivative: u of f(u), of uⁿ, of c/uⁿ, of cᵘ."""
    match node:
        case Derivative(args=(Call(args=(_, *us)), x)):
            moving = [u for u in us if depends(u, x)]
            return moving[0] if len(moving) == 1 else None
        case Derivative(args=(Power(args=(b, n)), x)):
            return b if depends(b, x) else n
        case Derivative(args=(Frac(args=(_, Power(args=(b, _)))), _)):
            return b
        case Derivative(args=(Frac(args=(_, b)), _)):
            return b
    return None


def _shown(e: Any) -> str:
    from derive.write.text import write

    return write(e) if weight(e) <= 40 else "of a long expression"
