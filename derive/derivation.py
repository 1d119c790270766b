"""The kernel: problems, steps, derivations. `apply` is the only maker of a `Step`; `replay` makes all of them again.

A step changes one node of a line by one rule: `after == replace_at(before, path, rule(before at path))`. The kernel
checks that the shape is kept and that no free letter appears that the choice does not name. Reading an answer off a
whole line (G off dL = tr(Gᵀ dX)) changes the shape by design: there the kernel checks the line that the answer stands
for. What a line means is not its business: numbers decide that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.errors import UsageError
from derive.expr.heads import (
    ONE,
    Call,
    D,
    Derivative,
    Det,
    Entry,
    Letter,
    Node,
    Shape,
    T,
    Vec,
    index,
    is_column,
    is_scalar,
    letters,
    shape,
    size_product,
)
from derive.expr.scope import Scope
from derive.expr.structured import entries
from derive.expr.trees import Path, at, bound_apart, replace_at
from derive.rules import RULES, Rule

Tree = Any
Choice = Any
WANTS = ("derivative", "gradient", "jacobian", "hessian", "determinant", "differential")
LAYOUTS = ("numerator", "denominator")
ROUTES = ("derivatives", "differentials", "components")
INDICES = [index(x) for x in "klpqrsijmn"]  # of a component of the variable
CONVENTIONS = ("", "symmetric", "diagonal")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is asked: `want` of the tree `of` by `wrt` (a letter, an entry or row of one, a column `Matrix` of such).

    order: of a derivative; layout: of a Jacobian; scope: what the letters are, definitions and facts; route: begin with
    the derivative, with the differential, or with the derivative by a component of the variable; convention: of a
    gradient by a structured matrix, which entries move.
    """

    of: Tree
    wrt: Tree
    want: str = "derivative"
    layout: str = "numerator"
    scope: Scope = field(default_factory=Scope)
    order: int = 1
    route: str = "derivatives"
    convention: str = ""

    def __post_init__(self) -> None:
        if self.want not in WANTS or self.layout not in LAYOUTS or self.order < 1:
            raise UsageError(f"no such problem: {self.want}, {self.layout} layout, order {self.order}")
        if self.route not in ROUTES or self.convention not in CONVENTIONS:
            raise UsageError(f"no such problem: by {self.route}, convention {self.convention}")

    def line(self) -> Tree:
        """The first line: what is asked for, or its differential; bound letters kept apart from the variable."""
        of = bound_apart(self.of, letters(self.wrt))
        if self.route == "differentials":
            return self._differential(of)
        if self.route == "components":
            return Derivative(of, self.component)
        times = 2 if self.want == "hessian" else self.order
        asked = Derivative(of, *[self.wrt] * times)
        if self.want == "determinant":
            return Det(asked)
        return T(asked) if self.want == "jacobian" and self.layout == "denominator" else asked

    @property
    def moving(self) -> frozenset[Letter]:
        """The letters that differentials move: the variable, and the moves of its entries."""
        return letters(self.wrt) | {entries(x) for x in letters(self.wrt)}

    @property
    def component(self) -> Entry:
        """A component of the variable, with indices that stand nowhere else: x_k, X_kl."""
        taken = letters(self.of) | letters(self.wrt)
        free = [i for i in INDICES if i.plain not in {x.plain for x in taken}]
        return Entry(self.wrt, *free[: sum(n != ONE for n in shape(self.wrt))])

    def _differential(self, of: Tree) -> Tree:
        if self.want == "hessian":
            return D(D(of))
        stacked = self.want == "jacobian" and not is_scalar(of) and not (is_column(of) and is_column(self.wrt))
        return Vec(D(of)) if stacked else D(of)

    @property
    def shape(self) -> Shape:
        """The shape of the answer, known before work begins."""
        of, x = shape(self.of), shape(self.wrt)
        if self.route == "derivatives":
            return shape(self.line())
        if self.want == "differential":
            return of
        if self.want == "jacobian":
            rows, columns = size_product(*of) if of else ONE, size_product(*x) if x else ONE
            return (rows, columns) if self.layout == "numerator" else (columns, rows)
        return x if self.want == "gradient" else (x[0], x[0]) if self.want == "hessian" else of


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule; made by `apply` alone.

    rule: its name; path: where; choice: what the rule was told; before, after: whole lines; assumes: conditions.
    """

    rule: str
    path: Path
    choice: Choice
    before: Tree
    after: Tree
    assumes: tuple[Tree, ...] = ()

    @property
    def title(self) -> str:
        """The rule in words, as it stands beside the line."""
        node = at(self.before, self.path)
        inside = node.of if isinstance(node, Derivative) else node
        name = inside.function.plain if isinstance(inside, Call) else ""
        return RULES[self.rule].title.format(name)

    @property
    def quiet(self) -> bool:
        """May a display fold this step into the one before?"""
        return RULES[self.rule].quiet

    @property
    def named(self) -> tuple[Letter, Tree] | None:
        """The inner function and its name, where the step chose one."""
        return self.choice if RULES[self.rule].inner and self.choice is not None else None


@dataclass(frozen=True, slots=True)
class Derivation:
    """A problem and the steps from its first line to the last. names: "let u = …", pairs of a letter and a tree."""

    problem: Problem
    steps: tuple[Step, ...]
    names: tuple[tuple[Tree, Tree], ...] = ()

    @property
    def lines(self) -> tuple[Tree, ...]:
        """All lines, the first one included."""
        return (self.problem.line(), *(s.after for s in self.steps))

    @property
    def result(self) -> Tree:
        """The last line."""
        return self.lines[-1]

    @property
    def assumes(self) -> tuple[Tree, ...]:
        """The conditions of all steps, each once."""
        return tuple(dict.fromkeys(c for s in self.steps for c in s.assumes))

    @property
    def script(self) -> tuple[tuple[str, Path, Choice], ...]:
        """What `replay` needs besides the problem."""
        return tuple((s.rule, s.path, s.choice) for s in self.steps)


def apply(line: Tree, rule: Rule | str, path: Path = (), choice: Choice = None) -> Step:
    """The line with one rule applied at a path.

    Raises: UsageError when the rule does not apply there, changes the shape, or brings in a letter nobody named.
    """
    r = RULES[rule] if isinstance(rule, str) else rule
    node = at(line, path)
    made = r.rewrite(node, choice) if r.chooses else r.rewrite(node)
    if made is None:
        raise UsageError(f"the rule {r.name} does not apply here")
    if r.inner and choice is not None and not _inside(node, choice[1]):
        raise UsageError(f"the rule {r.name} is told of an inner function that is not there")
    if r.back is not None and path:
        raise UsageError(f"the rule {r.name} reads off whole lines only")
    stands_for = made.tree if r.back is None else r.back(made.tree, choice)
    if shape(stands_for) != shape(node):
        raise UsageError(f"the rule {r.name} changes the shape")
    known = letters(node) | {entries(x) for x in letters(node)}
    new = letters(made.tree) - known - _sizes(known | _letters_of(choice))
    if new and not (r.letters and new <= _letters_of(choice)):
        raise UsageError(f"the rule {r.name} brings in a letter: {', '.join(sorted(x.plain for x in new))}")
    return Step(r.name, tuple(path), choice, line, replace_at(line, path, made.tree), made.conditions)


def straight(steps: Sequence[Step]) -> list[Step]:
    """The steps without detours: those that lead from a line back to it."""
    kept: list[Step] = []
    where: dict[Tree, int] = {}
    for s in steps:
        where.setdefault(s.before, len(kept))
        kept.append(s)
        if (k := where.get(s.after)) is not None:
            del kept[k:]
            where = {line: n for line, n in where.items() if n <= k}
    return kept


def replay(problem: Problem, script: Iterable[Sequence[Any]]) -> Derivation:
    """The derivation rebuilt from its problem and its (rule, path, choice) triples."""
    line, steps = problem.line(), []
    for rule, path, choice in script:
        if rule not in RULES:
            raise UsageError(f"no rule is called {rule}")
        step = apply(line, rule, tuple(path), choice)
        steps.append(step)
        line = step.after
    return Derivation(problem, tuple(steps), named(steps))


def named(steps: Iterable[Step]) -> tuple[tuple[Tree, Tree], ...]:
    """The names that the choices of the steps introduce, in order, each once."""
    pairs = [s.choice for s in steps if isinstance(s.choice, tuple) and len(s.choice) == 2]
    return tuple(dict.fromkeys(pairs))


def _letters_of(choice: Choice) -> frozenset[Letter]:
    items = choice if isinstance(choice, tuple) else (choice,)
    return frozenset().union(*(letters(c) for c in items if isinstance(c, Node)))


def _sizes(known: Iterable[Letter]) -> frozenset[Letter]:
    """The letters that are sizes of these letters: they may show in I, 0 and 1."""
    return frozenset().union(*(letters(n) for x in known for n in x.shape))


def _inside(node: Tree, wanted: Tree) -> bool:
    stack = [node]
    while stack:
        e = stack.pop()
        if e == wanted:
            return True
        if isinstance(e, Node) and not isinstance(e, Letter):
            stack += [a for a in e.args if isinstance(a, (Node, type(wanted)))]
    return False
