"""Plans: which rules, in what order, lead from a problem to its textbook answer. `solve` is the door.

A plan only chooses; every line is made by the kernel. Each loop ends: differentiation makes its derivatives smaller,
tidying and finishing run to a fixed point under a bound on steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derive.derivation import Derivation, Problem
from derive.errors import DeriveError, Unsupported
from derive.expr.heads import Entry, Letter, Matrix, Row, Sum, is_column, is_scalar, shape, shown
from derive.expr.trees import Path, walk
from derive.plans.components import components
from derive.plans.entries import in_indices, stays_whole, to_entries
from derive.plans.finish import finish, keep_differences
from derive.plans.matrix import solve_matrix, suits
from derive.plans.naming import name_softmax, write_out
from derive.plans.work import Work
from derive.rules import RULES

__all__ = ["solve"]


def solve(problem: Problem) -> Derivation:
    """The derivation of a problem: its derivative, gradient, Jacobian or Hessian in textbook form.

    Raises: Unsupported where a rule is missing.
    """
    if problem.route == "components":
        return components(problem)
    if not in_indices(problem) and suits(problem):
        try:
            return solve_matrix(problem)
        except Unsupported as by_differentials:
            try:
                made = solve_entries(problem)
            except DeriveError:
                raise by_differentials from None
            if shape(made.result) != replace(problem, route="differentials").shape:
                raise by_differentials from None
            return made
    return solve_entries(problem)


def solve_entries(problem: Problem) -> Derivation:
    """The derivation by derivatives of scalars, vectors and entries."""
    check(problem)
    work = Work(problem)
    run(work)
    return work.derivation()


def check(problem: Problem) -> None:
    """Refuse by name what no plan can do yet."""
    if problem.want == "differential":
        raise Unsupported("this differential needs a rule that is not there yet")
    x = problem.wrt
    if not (is_scalar(x) or is_column(x)):
        raise Unsupported(f"this derivative by a matrix ({shown(shape(x))}) needs a rule that is not there yet")
    of = problem.of
    if not is_scalar(of) and not isinstance(of, Matrix) and not isinstance(x, Letter):
        raise Unsupported(f"derivatives of a {shown(shape(of))} expression are not there yet")


def run(work: Work) -> None:
    """Differentiate until no derivative is left, tidying after each step; then finish."""
    write_out(work)
    if not stays_whole(work.problem) and to_entries(work.problem) is not None:
        apply_everywhere(work, "in_entries", work.problem.wrt)
    name_softmax(work)
    join_entries(work)
    work.protect()
    work.exhaust(work.preparing)
    waiting: set[Path] = set()
    while (found := work.derivatives.next(work.line)) is not None:
        _, path, around = found
        waiting |= set(around)
        if path in waiting:
            waiting.discard(path)
            finish(work, (*path, 0))
        work.differentiate(path)
        work.exhaust(work.tidying)
    finish(work, ())
    keep_differences(work)


def apply_everywhere(work: Work, rule: str, choice: Any) -> None:
    """One rule with one choice, inside out, as long as it applies."""
    while (found := next((p for p, n in inside_out(work.line) if RULES[rule].rewrite(n, choice)), None)) is not None:
        work.do(rule, found, choice)


def inside_out(e: Any) -> list[tuple[Path, Any]]:
    """The nodes of a line with their places, what stands in a node before the node, in reading order."""
    return sorted(walk(e), key=lambda found: (*found[0], float("inf")))


def join_entries(work: Work) -> None:
    """Sums over entries of the vector that is differentiated by, as products of whole vectors: Σ β_j² is ‖β‖²."""
    x = work.problem.wrt
    if not isinstance(x, Letter) or not is_column(x) or not any(isinstance(n, Row) for _, n in walk(work.line)):
        return
    while (found := next((p for p, n in walk(work.line) if _over_entries(n, x)), None)) is not None:
        work.do("sum_as_product", found)


def _over_entries(node: Any, x: Letter) -> bool:
    return (
        isinstance(node, Sum)
        and any(isinstance(n, Entry) and n.args[0] == x for _, n in walk(node))
        and RULES["sum_as_product"].rewrite(node) is not None
    )
