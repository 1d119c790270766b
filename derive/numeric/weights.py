"""Weights that are exactly zero: f(x) ln x is 0 where f(x) is 0, and ln x is not evaluated there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import S

from derive.expr.heads import (
    And,
    Call,
    Case,
    Cases,
    Entry,
    Frac,
    Indicator,
    Letter,
    Node,
    Otherwise,
    Plus,
    Power,
    Relation,
    Times,
    Zero,
    letters,
    shape,
    times,
)
from derive.expr.trees import nodes, rebuild, substitute


def weighed(trees: Sequence[Any]) -> list[Any]:
    """The trees with ln(u) as the logarithm of 1 where a factor f(u) beside it, an abstract function or cases, is 0.

    Terms that a condition on indices leaves out of a sum, as `i ≠ j` does, are 0 whatever stands there.
    """
    return [rebuild(_left_out(t), _weighed) if any(map(is_log, nodes(t))) else _left_out(t) for t in trees]


def _left_out(t: Any) -> Any:
    return rebuild(t, _without) if any(isinstance(n, Indicator) for n in nodes(t)) else t


def _without(e: Any) -> Any:
    if not isinstance(e, Times):
        return e
    ones = [f for f in e.args if isinstance(f, Indicator) and _of_indices(f.args[0])]
    rest = times(*(f for f in e.args if f not in ones))
    if not ones or not any(map(_may_fail, nodes(rest))):
        return e
    holds = ones[0].args[0] if len(ones) == 1 else And(*(f.args[0] for f in ones))
    return Cases(Case(rest, holds), Case(Zero(*shape(rest)) if shape(rest) else S.Zero, Otherwise()))


def _may_fail(e: Any) -> bool:
    """May it have no value: a quotient, a power, a function, an entry `x_{i − 1}` beyond the ends?"""
    return isinstance(e, (Frac, Power, Call)) or isinstance(e, Entry) and any(isinstance(k, Plus) for k in e.args[1:])


def _of_indices(holds: Any) -> bool:
    """Does it relate an index to others and to numbers?"""
    parts = holds.args if isinstance(holds, And) else (holds,)
    plain = all(isinstance(n, (Letter, And, Relation, Plus, Times)) for n in nodes(holds) if isinstance(n, Node))
    return plain and all(isinstance(p, Relation) and any("integer" in x.assumptions for x in letters(p)) for p in parts)


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
