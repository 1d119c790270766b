"""Reverse mode through the names of a program: one derivation for each adjoint, as an author writes them.

For a letter v the loss is first taken to the names through which v reaches it, dL = Σ tr(δ_uᵀ du); their definitions
are opened, adjoints of names on the way put in, and ∂L/∂v read off. An entrywise name that one other uses (h of z) is
opened together with its user, so that δ = (Wᵀδ') ∘ f'(z) is one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sympy import S

from derive.derivation import Derivation, Problem
from derive.errors import Unsupported
from derive.expr.heads import (
    LEAVES,
    Call,
    D,
    Letter,
    Node,
    Power,
    RowSoftmax,
    Softmax,
    T,
    Times,
    Tr,
    depth,
    is_column,
    is_scalar,
    letter,
)
from derive.expr.names import from_plain
from derive.expr.program import Program
from derive.expr.scope import Scope
from derive.expr.trees import Path, rebuild
from derive.notation import HALF
from derive.plans.matrix import Work, as_product, read
from derive.plans.matrix_order import GATHER, NORMAL, OPEN, TIDY, outside
from derive.rules import RULES
from derive.rules.matrix.backward import first_order
from derive.rules.matrix.gather import parted

Move = tuple[str, Path, Any]
MOST_NAMES = 400  # opened for one adjoint


@dataclass(frozen=True, slots=True)
class Adjoint:
    """The adjoint of a letter: δ (None of a letter that is no name of the program), and how it was found."""

    of: Letter
    name: Letter | None
    derivation: Derivation


def backward(program: Program, wrt: tuple[Letter, ...], scope: Scope,
             beyond: Mapping[Letter, Letter] | None = None) -> tuple[Adjoint, ...]:  # fmt: skip
    """The adjoints of the names on the way, last name first, each followed by the gradients that rest on it.

    beyond: the adjoints of names that are known already, each a letter. Raises: Unsupported where a rule is missing.
    """
    if not is_scalar(program.output):
        raise Unsupported("the last letter of the program is no scalar: there are no adjoints")
    return tuple(_Backward(program, wrt, scope, beyond or {}).run())


def has_name(tree: Any) -> bool:
    """Is it worth its name where it stands inside a line?"""
    return isinstance(tree, Node) and not isinstance(tree, LEAVES) and depth(tree) > 1


class _Backward:
    def __init__(
        self, program: Program, wrt: tuple[Letter, ...], scope: Scope, beyond: Mapping[Letter, Letter]
    ) -> None:
        self.program, self.wrt, self.beyond = program, wrt, beyond
        self.adjoints: dict[Letter, tuple[Letter, Any]] = {u: (name, name) for u, name in beyond.items()}
        self.taken = set(scope.letters)
        self.raw: dict[Letter, Any] = dict(beyond)  # adjoints as they were read off
        self.scope = scope
        self.known = {u: rebuild(t, as_product) for u, t in program.definitions[:-1] if has_name(t)}

    def run(self) -> list[Adjoint]:
        program = self.program
        live = frozenset().union(*(program.dependents(x) for x in self.wrt))
        waiting = [x for x in self.wrt if x not in program.trees]
        found: list[Adjoint] = []
        for u in reversed(
            [x for x, _ in program.definitions[:-1] if (x in live or x in self.wrt) and x not in self.beyond]
        ):
            if self.passed(u) and program.users[u] == (program.output,) and u not in self.wrt:
                continue  # ŷ = σ(z) in the loss: its adjoint would be written and cancelled
            found += self.adjoint(u)
            done = [x for x in waiting if program.users.get(x, ())[:1] == (u,)]
            found += map(self.gradient, done)
            waiting = [x for x in waiting if x not in done]
        return found + list(map(self.gradient, waiting))

    # ---- one letter ----

    def adjoint(self, u: Letter) -> list[Adjoint]:
        """The adjoint under a name of its own; 1 needs none."""
        made = self.solve(u)
        if made.result == 1 and u not in self.wrt:
            self.adjoints[u] = (S.One, S.One)
            return []
        name = self.name(u)
        self.adjoints[u] = (name, made.result)
        self.scope = replace(self.scope, definitions=(*self.scope.definitions, (name, made.result))).with_letters(name)
        return [Adjoint(u, name, made)]

    def gradient(self, x: Letter) -> Adjoint:
        return Adjoint(x, None, self.solve(x))

    def name(self, u: Letter) -> Letter:
        """δ_2 of z_2, δ of z; δ_h of others."""
        stem, _, index = u.plain.partition("_")
        wanted = [f"delta_{index}"] if index and not self.passed(u) and "_" not in index else []
        wanted += [f"delta_{u.plain}", f"delta_{stem}{index}", f"adjoint_{u.plain}"]
        plain = next((n for n in wanted if n not in self.taken), f"delta_{len(self.taken)}")
        self.taken.add(plain)
        latex = from_plain(plain).latex if plain in wanted[: len(wanted) - 3] else rf"\delta_{{{u.latex}}}"
        return letter(latex, plain, sizes=tuple(u.shape))

    def passed(self, u: Letter) -> bool:
        """Is it an entrywise function of one name, that is used in one place, or its softmax, used by the loss?"""
        tree, users = self.program.trees.get(u), self.program.users.get(u, ())
        match tree:
            case T(args=(RowSoftmax(args=(T(args=(Letter(),)),)),)):  # of each column
                return len(users) == 1 and users[0] == self.program.output
        if not isinstance(tree, (Call, Softmax, RowSoftmax)) or not isinstance(tree.args[-1], Letter):
            return False
        return len(users) == 1 and (isinstance(tree, Call) or users[0] == self.program.output)

    def front(self, v: Letter) -> tuple[Letter, ...]:
        """The names through which v reaches the output, none of which uses another; entrywise ones passed over."""
        users = self.program.users
        order = self.program.order
        front = set(users.get(v, ()))
        while True:
            over = next((u for u in front if self.passed(u) and u in users), None)
            if over is None and len(front) > 1:
                last = max(order[u] for u in front)
                over = next((u for u in sorted(front, key=order.__getitem__) if u in users
                             and self.program.dependents(u, last) & front), None)  # fmt: skip
            if over is None and any(u not in self.adjoints for u in front) and len(front) > 1:
                over = next(u for u in front if u in users)
            if over is None:
                return tuple(sorted(front, key=order.__getitem__))
            front.discard(over)
            front |= set(users[over])

    def solve(self, v: Letter) -> Derivation:
        program, front = self.program, self.front(v)
        scope = replace(self.scope, definitions=tuple(d for d in self.scope.definitions if d[0] != v))
        problem = Problem(program.output, v, "gradient", scope=scope, route="differentials")
        if not front:
            work = Work(problem)
            work.do("d_constant", (), v)
        else:
            moving = program.dependents(v, max(program.order[u] for u in front))
            work = Work(problem, frozenset({v, *moving}), (RULES["d_activation"], *OPEN))
            self.open(work, front)
        read(work, "read_gradient")
        self.raw[v] = work.line
        work.finish(matrix=False)
        self.rename(work, self.names)
        self.rename(work, self.facts)
        self.arrange(work)
        return work.derivation()

    def arrange(self, work: Work) -> None:
        """Scalar adjoints where the chain rule has them, in the adjoint of a column: Wᵀδ."""
        if not is_column(work.x):
            return
        rule = RULES["adjoint_behind"]
        scalars = [name for name, _ in self.adjoints.values() if is_scalar(name)]
        for delta in scalars:
            while (found := next((p for p, n in outside(work.line) if isinstance(n, Times)
                                  and rule.rewrite(n, delta) is not None), None)) is not None:  # fmt: skip
                work.do(rule, found, delta)

    def open(self, work: Work, front: tuple[Letter, ...]) -> None:
        """From dL to a line in the differential of the variable alone."""
        program = self.program
        if front != (program.output,):
            work.do("through_names", (), first_order([(self.adjoints[u][0], u) for u in front]))
        for _ in range(MOST_NAMES):
            held = {n.args[0] for _, n in outside(work.line) if isinstance(n, D)} & set(program.trees)
            held.discard(work.x)
            if not held:
                break
            u = max(held, key=program.order.__getitem__)
            for path in [p for p, n in outside(work.line) if isinstance(n, D) and n.args[0] == u]:
                work.do("definition", (*path, 0), (u, program.trees[u]))
                self.write_passed(work, (*path, 0))
            work.sums()
            work.exhaust(TIDY, NORMAL, GATHER)
            while work.open(()):
                self.rename(work, self.names)
                work.exhaust(TIDY, NORMAL, GATHER)
            self.rename(work, self.names)
            self.name_adjoints(work)
            self.rename(work, self.facts)
        else:
            raise Unsupported(f"the variable reaches the output through more than {MOST_NAMES} names")

    def write_passed(self, work: Work, path: Any) -> None:
        """Entrywise names in a definition are written out with it, where they move."""
        from derive.expr.trees import at, walk

        while True:
            node = at(work.line, path)
            place = next((p for p, n in walk(node) if isinstance(n, Letter) and n in work.moving and n != work.x
                          and self.passed(n)), None)  # fmt: skip
            if place is None:
                return
            u = at(node, place)
            work.do("definition", (*path, *place), (u, self.program.trees[u]))

    def rename(self, work: Work, steps: Callable[[Work], Iterator[Move]]) -> None:
        """All these steps, one after the other."""
        while (found := next(steps(work), None)) is not None:
            work.do(*found)

    def names(self, work: Work) -> Iterator[Move]:
        """Names of the program for what they stand for: ŷ for σ(z), 1/s for the root s."""
        known = {t: u for u, t in self.known.items() if u != work.x}
        roots = [(u, t) for t, u in known.items() if isinstance(t, Power) and t.args[1] == HALF]
        for path, node in outside(work.line):
            if isinstance(node, Node) and node in known:
                yield "name", path, (known[node], node)
            for pair in roots if isinstance(node, Power) else ():
                if RULES["root_name"].rewrite(node, pair) is not None:
                    yield "root_name", path, pair

    def facts(self, work: Work) -> Iterator[Move]:
        """What means say: 1ᵀ(x − μ1) = 0."""
        means = [(u, t) for u, t in self.known.items() if u != work.x and isinstance(t, Times) and is_scalar(t)]
        for path, node in outside(work.line) if means else ():
            for pair in means if isinstance(node, (Tr, Times)) else ():
                if RULES["centred_name"].rewrite(node, pair) is not None:
                    yield "centred_name", path, pair

    def name_adjoints(self, work: Work) -> None:
        """Coefficients that are adjoints, by their names."""
        rule = RULES["adjoint_name"]
        for path, node in outside(work.line):
            p = parted(node) if isinstance(node, Node) else None
            u = p[0].args[0] if p is not None and isinstance(p[0], D) else None
            if u not in self.adjoints or u == work.x:
                continue
            name, tree = self.adjoints[u]
            choice = next((c for t in (tree, self.raw[u]) if rule.rewrite(node, c := (name, t)) is not None), None)
            if choice is not None:
                work.do(rule, path, choice)
                return self.name_adjoints(work)
        return None
