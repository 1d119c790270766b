"""What is asked by one entry of a vector: are whole vectors kept, or written as sums over their entries?"""

from __future__ import annotations

from typing import Any

from derive.derivation import Problem
from derive.expr.heads import Binding, Entry, Norm, Row, T, Times, Tr, is_column, is_scalar
from derive.expr.trees import Path, at, rebuild, walk
from derive.plans.naming import live
from derive.rules.components import is_in_entries
from derive.rules.entries import in_entries


def in_indices(problem: Problem) -> bool:
    """Is it asked by an entry or a row of a formula in indices, or of one that can be written so?"""
    if not isinstance(problem.wrt, (Entry, Row)):
        return False
    has_sums = any(isinstance(n, Binding) for _, n in walk(problem.of))
    return has_sums or stays_whole(problem) or bool(to_entries(problem))


def stays_whole(problem: Problem) -> bool:
    """Is it asked by an entry of a vector that stands in inner products and norms alone? ∂(wᵀx)/∂w_j is x_j."""
    found = _whole(problem)
    return bool(found) and all(_is_in_product(problem.of, path) for path in found)


def _whole(problem: Problem) -> list[Path]:
    """The places in a scalar formula of the vector, or matrix, of whose entry the problem asks."""
    of, x = problem.of, problem.wrt
    if not isinstance(x, Entry) or not is_scalar(of):
        return []
    return [path for path, n in walk(of) if _is_whole(n, x) and not _is_named_by(of, path)]


def _is_whole(u: Any, x: Entry) -> bool:
    """Is x an entry of u?"""
    return u == x.args[0] or isinstance(u, Row) and u.args[0] == x.args[0]


def _is_named_by(e: Any, path: Path) -> bool:
    return bool(path) and isinstance(at(e, path[:-1]), (Entry, Row))


def _is_in_product(e: Any, path: Path) -> bool:
    """Is the vector there a factor of an inner product uᵀv, or the argument of a norm?"""
    nodes = [at(e, path[:k]) for k in range(len(path) - 1, -1, -1)]
    match [n for n in nodes if not isinstance(n, T)][:2]:
        case [Norm(), *_]:
            return True
        case [Times(args=(T(args=(u,)), v)), Tr()]:
            return is_column(u) and is_column(v)
    return False


def to_entries(problem: Problem) -> Any:
    """The formula with its vectors written in entries; None where there are none or some can't be."""
    of, x = problem.of, problem.wrt
    if not _whole(problem) or live(problem.scope.definitions, x):
        return None
    made = rebuild(of, lambda n: out.tree if (out := in_entries.rewrite(n, x)) else n)
    return made if made != of and is_in_entries(made) else None
