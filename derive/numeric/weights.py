"""Weights that are exactly zero: f(x) ln x is 0 where f(x) is 0, and ln x is not evaluated there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import S

from derive.expr.heads import Call, Case, Cases, Indicator, Node, Otherwise, Relation, Times
from derive.expr.trees import nodes, rebuild, substitute


def weighed(trees: Sequence[Any]) -> list[Any]:
    """The trees with ln(u) as the logarithm of 1 where a factor f(u) beside it, an abstract function or cases, is 0."""
    return [rebuild(t, _weighed) if any(map(is_log, nodes(t))) else t for t in trees]


def is_log(e: Any) -> bool:
    """Is it ln u or log_b u?"""
    return isinstance(e, Call) and e.function.plain == "log" and e.function.kind == "elementary"


def _weighed(e: Any) -> Any:
    if not isinstance(e, Times):
        return e
    factors = list(e.args)
    for k, weight in enumerate(e.args):
        seen = set(_argument(weight))
        for j, f in enumerate(factors) if seen else ():
            logs = [e for e in nodes(f) if is_log(e) and e.args[1] in seen] if j != k else []
            table = {e: Call(e.args[0], _guarded(e.args[1], weight), *e.args[2:]) for e in logs}
            factors[j] = substitute(f, table) if table else f
    return Times(*factors)


def _argument(weight: Any) -> Iterator[Any]:
    """What a weight is a function of; nothing for other factors."""
    if isinstance(weight, Call) and weight.function.kind != "elementary" and not weight.function.order:
        yield from weight.arguments
    elif isinstance(weight, (Cases, Indicator)):
        yield from (e for e in nodes(weight) if isinstance(e, Node))


def _guarded(u: Any, weight: Any) -> Any:
    return Cases(Case(u, Relation("≠", weight, S.Zero)), Case(S.One, Otherwise()))
