"""A gradient in components: the formula as sums over indices, differentiated by one component, read off as a whole."""

from __future__ import annotations

from dataclasses import replace

from derive.derivation import Derivation, Problem
from derive.errors import Unsupported
from derive.expr.heads import Letter, Sum, is_scalar, shape, shown
from derive.expr.trees import walk
from derive.plans.finish import finish
from derive.plans.matrix import Work as Whole
from derive.plans.matrix import named
from derive.plans.naming import write_out
from derive.plans.search import Search
from derive.plans.work import Work
from derive.rules import RULES
from derive.rules.components import is_in_entries

OPENED = (RULES["in_components"],)
GATHERED = (RULES["sum_as_component"],)


def components(problem: Problem) -> Derivation:
    """The gradient of a scalar by a vector or matrix, in components.

    Raises: Unsupported where the formula has no components or its sums make no product again.
    """
    x = problem.wrt
    if problem.want != "gradient" or not isinstance(x, Letter) or not shape(x) or not is_scalar(problem.of):
        raise Unsupported(f"components are for gradients of scalars by a vector or matrix, not by {named(x)}")
    problem = replace(problem, route="components", convention="")
    work = Work(replace(problem, wrt=problem.component, want="derivative", route="derivatives"))
    write_out(work)
    work.exhaust(Search(OPENED, lambda e: True))
    if not is_in_entries(work.line):
        raise Unsupported(f"no components are known of {named(problem.of)} ({shown(shape(x))} variable)")
    differentiated(work)
    work.exhaust(Search(GATHERED, lambda e: True))
    return _read(problem, work)


def differentiated(work: Work) -> None:
    """The derivatives of the line, inside out, tidied as they go."""
    work.protect()
    work.exhaust(work.preparing)
    while (found := work.derivatives.next(work.line)) is not None:
        work.differentiate(found[1])
        work.exhaust(work.tidying)
    finish(work, ())


def _read(problem: Problem, work: Work) -> Derivation:
    """The answer read off the line for every component, in textbook form."""
    rest = [n for _, n in walk(work.line) if isinstance(n, Sum)]
    if RULES["read_components"].rewrite(work.line, problem.component) is None:
        what = named(rest[0]) if rest else named(work.line)
        raise Unsupported(f"{what} is no component of a product that is known")
    work.do("read_components", (), problem.component)
    whole = Whole(replace(problem, route="differentials"))
    whole.line, whole.steps = work.line, []
    whole.sums()
    whole.finish(matrix=False)
    return Derivation(problem, (*work.steps, *whole.steps), work.derivation().names)
