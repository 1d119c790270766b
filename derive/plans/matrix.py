"""Matrix calculus by differentials: dL = tr(Gᵀ dX), dy = J dx, d²f = dxᵀ H dx; by a scalar or an entry, derivatives.

The order of work: tidy, bring to normal form, gather, and only then open one d(F), the largest; when only dX is left,
read off; tidy and finish; and try whether multiplying out and cancelling gives something shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.derivation import Choice, Derivation, Problem, Step, apply, straight
from derive.errors import ShapeError, Unsupported
from derive.expr.definitions import Definition, instance, written_out
from derive.expr.heads import (
    Adj,
    Binding,
    D,
    Derivative,
    Det,
    Diag,
    DiagOf,
    EigenValue,
    EigenVector,
    Entry,
    Frac,
    Had,
    HadPower,
    Inv,
    Kron,
    Letter,
    LogSumExp,
    Matrix,
    Node,
    Norm,
    Pinv,
    Power,
    Row,
    RowSoftmax,
    Softmax,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    depth,
    is_column,
    is_scalar,
    shape,
    shown,
    weight,
)
from derive.expr.structured import entries, structured
from derive.expr.trees import Path, at, rebuild, substitute, walk
from derive.plans.matrix_order import (
    CANCEL,
    DISTRIBUTE,
    ENTRYWISE,
    FINISH,
    FINISH_MATRIX,
    GATHER,
    LAST,
    NORMAL,
    OPEN,
    STACKED,
    TIDY,
    VECTOR,
    Finder,
    Group,
    outside,
)
from derive.plans.naming import live
from derive.rules import RULES, Rule
from derive.rules.matrix.cancel import products_of_sums
from derive.rules.matrix.terms import leaves, length

MOST = 4_000  # steps
MOST_CANCELLING = 150


class Work:
    """The line of a problem, worked on by rules; every change is a step of the kernel.

    moving: what differentials move, the variable or a set of letters, whose own differentials stay as they are;
    opening: the rules that open a differential, in order.
    """

    def __init__(self, problem: Problem, moving: frozenset[Letter] | None = None,
                 opening: tuple[Rule, ...] = OPEN) -> None:  # fmt: skip
        self.problem = problem
        self.opening = opening
        self.x = problem.wrt
        self.moving: Any = self.x if moving is None else moving
        self.kept = frozenset([entries(self.x)]) if moving is None else moving
        self.line = problem.line()
        self.steps: list[Step] = []
        self.finder = Finder()
        self.definitions = live(problem.scope.definitions, problem.wrt) if moving is None else ()
        self.prepare()

    def do(self, rule: Rule | str, path: Path = (), choice: Choice = None) -> None:
        """One step."""
        if len(self.steps) >= MOST:
            raise Unsupported(f"this derivation needs more than {MOST} steps")
        step = apply(self.line, rule, path, choice)
        self.steps.append(step)
        self.line = step.after

    def prepare(self) -> None:
        """Put in the definitions that depend on the variable, and make matrix products of sums over entries."""
        while (found := next(_defined(self.line, self.definitions), None)) is not None:
            self.do("definition", *found)
        self.sums()

    def sums(self) -> None:
        """Matrix products for sums over entries."""
        while (place := next(_summed(self.line), None)) is not None:
            self.do(*place)

    def exhaust(self, *groups: Group, path: Path = (), most: int = MOST) -> None:
        """The rules of these groups, as long as one fires at or below the path."""
        start = len(self.steps)
        while (found := self.finder.first(at(self.line, path), groups)) is not None:
            if len(self.steps) - start >= most:
                raise Unsupported(f"this line needs more than {most} steps")
            self.do(found[0], (*path, *found[1]))

    def work(self, *groups: Group, path: Path = ()) -> None:
        """Rules as long as one fires, then one d(F) opened, the largest; until dX alone is left."""
        while True:
            self.exhaust(*groups, path=path)
            if not self.open(path):
                return

    def open(self, path: Path) -> bool:
        """Open the largest differential at or below the path; False where only dX is left."""
        held = [
            (place, node)
            for place, node in outside(at(self.line, path))
            if isinstance(node, D) and node.args[0] not in self.kept or isinstance(node, Derivative)
        ]
        if not held:
            return False
        place, node = max(held, key=lambda found: (weight(found[1]), depth(found[1])))
        for r in self.opening:
            choice = self.moving if r.chooses else None
            if type(node) in r.heads and r.rewrite(node, choice) is not None:
                self.do(r, (*path, *place), choice)
                return True
        raise Unsupported(f"no rule yet for the {word(node)} of {named(node.args[0])}")

    def finish(self, matrix: bool, path: Path = ()) -> None:
        """Textbook form of the result, or of the part of it at a path."""
        last, line, start = FINISH_MATRIX if matrix else FINISH, self.line, len(self.steps)
        self.exhaust(TIDY, last, path=path)
        if not matrix and cancels(at(self.line, path)):
            first = (self.line, self.steps)
            self.line, self.steps = line, self.steps[:start]
            try:
                self.exhaust(TIDY, CANCEL, path=path, most=MOST_CANCELLING)
                self.exhaust(TIDY, last, path=path)
                self.exhaust(TIDY, ENTRYWISE, last, path=path, most=MOST_CANCELLING)
                longer = cost(at(self.line, path)) >= cost(at(first[0], path))
            except Unsupported:
                longer = True
            if longer:
                self.line, self.steps = first
        if not path:
            self.exhaust(LAST)
        self.steps[start:] = straight(self.steps[start:])

    def derivation(self) -> Derivation:
        """What was done."""
        return Derivation(self.problem, tuple(self.steps))


def _defined(line: Any, definitions: tuple[Definition, ...]) -> Iterator[tuple[Path, Definition]]:
    """The places of names that a definition writes out."""
    for path, node in walk(line):
        for d in definitions:
            if isinstance(node, Node) and instance(d, node) is not None:
                yield path, d


def _summed(line: Any) -> Iterator[tuple[str, Path]]:
    """The places of sums that are matrix products or entries of one, the innermost of those last."""
    sums = [(path, node) for path, node in walk(line) if isinstance(node, Sum)]
    for rule in ("sum_as_product", "sum_as_entry"):
        for path, node in sums if rule == "sum_as_product" else reversed(sums):
            if RULES[rule].rewrite(node) is not None:
                yield rule, path


def cost(e: Any) -> tuple[int, int]:
    """How long a result is."""
    return length(e), leaves(e)


def cancels(e: Any) -> bool:
    """May multiplying out and cancelling help?"""
    return any(
        isinstance(n, (Diag, Had, HadPower, Frac))
        or isinstance(n, Power)
        and is_scalar(n)
        and n.args[1].is_negative
        or products_of_sums(n)
        for _, n in walk(e)
        if isinstance(n, Node)
    )


def word(node: Any) -> str:
    """What a node is called in a message."""
    return "differential" if isinstance(node, D) else "derivative"


def named(e: Any) -> str:
    """A short text of a tree."""
    from derive.write.text import write

    return write(e) if weight(e) <= 40 else f"a long {type(e).__name__.lower()}"


# ---- which problems --------------------------------------------------------------------------------------------------

HEADS = (
    Inv,
    Det,
    Kron,
    Pinv,
    Adj,
    Diag,
    DiagOf,
    Vec,
    EigenValue,
    EigenVector,
    Softmax,
    RowSoftmax,
    LogSumExp,
    Norm,
    T,
    Tr,
)


def as_product(e: Any) -> Any:
    """A sum over all entries as a matrix product; anything else as it is."""
    for rule in ("sum_as_product", "sum_as_entry") if isinstance(e, Sum) else ():
        if (made := RULES[rule].rewrite(e)) is not None:
            return made.tree
    return e


def suits(problem: Problem) -> bool:
    """Is this a problem of whole vectors and matrices, with no sum over an index left (by a scalar: in it)?"""
    x = problem.wrt
    if problem.want == "differential" or problem.convention:
        return True
    if not isinstance(x, (Letter, Entry)) or problem.order > 1:
        return False
    of = written_out(problem.of, live(problem.scope.definitions, x))
    if not shape(x) and is_scalar(of) and any(isinstance(n, Binding) for _, n in walk(of)):
        return False
    of = rebuild(of, as_product)
    nodes = [n for _, n in walk(of) if isinstance(n, Node)]
    if any(isinstance(n, (Binding, Row, Derivative)) for n in nodes):
        return bool(shape(x)) and not is_column(x) and is_scalar(of) or any(isinstance(n, Inv) for n in nodes)
    if isinstance(x, Letter) and shape(x):
        return not isinstance(of, Matrix)
    return bool(shape(of)) and not isinstance(of, Matrix) or any(isinstance(n, HEADS) for n in nodes)


# ---- what is asked ---------------------------------------------------------------------------------------------------


def solve_matrix(problem: Problem) -> Derivation:
    """The derivation of a problem with vectors or matrices, by differentials.

    Raises: Unsupported where a rule is missing; ShapeError where the question has no answer of the shape asked for.
    """
    of, x, want = problem.of, problem.wrt, problem.want
    if not isinstance(x, (Letter, Entry)) or isinstance(x, Entry) and not isinstance(x.args[0], Letter):
        raise Unsupported(f"matrix calculus by {named(x)}, which is no letter or entry of one")
    if problem.order > 1:
        raise Unsupported("higher derivatives of matrix expressions by a scalar")
    if want == "differential":
        return differential(replace(problem, route="differentials"))
    if want == "gradient" and not is_scalar(of):
        raise ShapeError(f"a gradient is of a scalar; this is {shown(shape(of))}: ask for the Jacobian")
    if isinstance(x, Entry) or is_scalar(x) and not is_scalar(of):
        if want == "jacobian" and not is_column(of):
            problem = replace(problem, of=Vec(of))
        return along_a_scalar(replace(problem, route="derivatives"))
    if want == "hessian":
        return hessian(replace(problem, route="differentials"))
    if want == "jacobian" or want == "derivative" and not is_scalar(of):
        return jacobian(replace(problem, want="jacobian", route="differentials"))
    return gradient(replace(problem, want="gradient", route="differentials"))


def gradient(problem: Problem) -> Derivation:
    """dL = tr(Gᵀ dX) to G."""
    work = Work(by_convention(problem) if problem.convention else problem)
    work.work(TIDY, NORMAL, GATHER)
    read(work, "read_gradient")
    work.finish(matrix=False)
    return work.derivation()


def by_convention(problem: Problem) -> Problem:
    """The problem with a variable whose entries move as its convention says."""
    x = problem.wrt
    if len(shape(x)) != 2 or len(set(shape(x))) != 1:
        raise ShapeError(f"entries that move together are of a square matrix; {x.plain} is {shown(shape(x))}")
    moved = structured(x, problem.convention)
    return replace(problem, of=substitute(problem.of, {x: moved}), wrt=moved, scope=problem.scope.with_letters(moved))


def jacobian(problem: Problem) -> Derivation:
    """dy = J dx to J; vec dY = J vec dX where matrices are involved."""
    work = Work(problem)
    of, x = problem.of, problem.wrt
    if is_scalar(of) or is_column(of) and is_column(x):
        stacked = (STACKED,) if any(isinstance(n, Vec) for _, n in walk(of)) else ()
        work.work(TIDY, NORMAL, *(() if is_scalar(of) else (VECTOR,)), *stacked, GATHER)
        rule = "read_jacobian"
    else:
        work.work(TIDY, NORMAL, STACKED, GATHER)
        rule = "read_vec_jacobian"
    read(work, rule if problem.layout == "numerator" else "read_denominator_jacobian")
    work.finish(matrix=True)
    return work.derivation()


def read(work: Work, rule: str) -> None:
    """Read the answer off the line; of no change by a scalar it is the 0 that stands there."""
    if work.line == 0 and is_scalar(work.x):
        return
    x = entries(work.x)
    if RULES[rule].rewrite(work.line, x) is None:
        raise Unsupported(f"this line can't be read off: {named(work.line)}")
    work.do(rule, (), x)


def hessian(problem: Problem) -> Derivation:
    """d²f = dxᵀ H dx to H: the differential of the finished gradient, dx held fixed."""
    x = problem.wrt
    if not is_column(x):
        raise Unsupported(f"the Hessian by a letter that is {shown(shape(x))}")
    work = Work(problem)
    work.work(TIDY, NORMAL, GATHER, path=(0,))
    inner = work.line.args[0]
    if isinstance(inner, (Tr, Times)):
        if inner_gradient(inner, x) is None:
            work.do("inner_form", (0,))
        g = (0, 0, 0, 0)
        work.finish(matrix=False, path=g)
        work.do("second_differential", (), x)
        moving = (0, 0, 0)
        work.work(TIDY, NORMAL, VECTOR, GATHER, path=moving)
        work.exhaust(TIDY, FINISH_MATRIX)
    else:
        work.do("d_constant", (), x)
    read(work, "read_hessian")
    work.finish(matrix=True)
    return work.derivation()


def inner_gradient(e: Any, x: Any) -> Any:
    """g of tr(gᵀ dx)."""
    match e:
        case Tr(args=(Times(args=(T(args=(g,)), D(args=(v,)))),)) if v == x:
            return g
    return None


def along_a_scalar(problem: Problem) -> Derivation:
    """∂Y/∂t and ∂Y/∂X_ij: the derivative pushed to the leaves."""
    work = Work(problem)
    work.work(TIDY)
    work.finish(matrix=not is_column(problem.of) and not is_scalar(problem.of))
    return work.derivation()


def differential(problem: Problem) -> Derivation:
    """dY in terms of dX."""
    work = Work(problem)
    work.work(TIDY, DISTRIBUTE)
    work.exhaust(TIDY, FINISH_MATRIX)
    return work.derivation()
