"""A gradient through the names of a program, judged by the definitions that it crosses alone.

What stands beyond the names through which the variable reaches the loss is taken as any function of them: to first
order that is Σ tr(δᵀu), whatever the adjoints δ are. What holds then holds for the δ that other derivations give: only
agreement may be concluded so, and only where these names cut every way to the loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.derivation import Derivation
from derive.expr.heads import Letter, letters
from derive.expr.scope import Scope

Tree = Any
CHAIN = "through_names"


def near(d: Derivation) -> Scope | None:
    """The scope in which the lines can be judged by themselves; None where they must be judged with all names."""
    problem = d.problem
    known = dict(problem.scope.definitions)
    loss, v = problem.of, problem.wrt
    if not isinstance(loss, Letter) or not isinstance(v, Letter) or loss not in known or not d.steps:
        return None
    if problem.scope.facts or not all(isinstance(x, Letter) for x in known):
        return None
    first = d.steps[0]
    beyond = first.choice if first.rule == CHAIN else known[loss]
    cut = letters(beyond) if first.rule == CHAIN else frozenset()
    front = cut & _dependents(v, known, loss)
    if first.rule == CHAIN and _reaches(v, loss, known, front):
        return None
    used = {loss, *(x for line in d.lines for x in letters(line))}
    kept = _crossed({**known, loss: beyond}, used, v, cut - front)
    return replace(problem.scope, definitions=kept, values={})


def _crossed(known: Mapping[Letter, Tree], used: set[Letter], v: Letter, free: frozenset[Letter]) -> tuple[Any, ...]:
    """The definitions of the letters that are used and depend on the variable, or are adjoints on the way to it; free:
    adjoints from beyond, which stand for any."""
    moving = _dependents(v, known, None)
    kept: dict[Letter, Tree] = {}
    stack = [x for x in used if x in known]
    while stack:
        x = stack.pop()
        if x in kept or x in free or x == v or x not in known:
            continue
        if x not in moving and x not in used:
            continue
        kept[x] = known[x]
        stack += letters(known[x])
    return tuple((x, t) for x, t in known.items() if x in kept)


def _dependents(v: Letter, known: Mapping[Letter, Tree], last: Letter | None) -> frozenset[Letter]:
    """The letters whose definitions depend on v; definitions are in the order in which they are computed."""
    found = {v}
    for x, t in known.items():
        if letters(t) & found and x != v:
            found.add(x)
        if x == last:
            break
    return frozenset(found - {v})


def _reaches(v: Letter, loss: Letter, known: Mapping[Letter, Tree], front: frozenset[Letter]) -> bool:
    """Does the variable reach the loss past these names?"""
    found = {v}
    for x, t in known.items():
        if x not in front and letters(t) & found:
            found.add(x)
        if x == loss:
            return loss in found
    return True
