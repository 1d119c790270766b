r"""Moments of sums over a family of random variables, `Var(\sum_i X_i)`, written out for two and three of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from sympy import Integer

from derive.check.chance import is_moment
from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    And,
    Call,
    Cases,
    Entry,
    Indicator,
    Letter,
    Otherwise,
    Range,
    Relation,
    Sum,
    letter,
    letters,
    plus,
)
from derive.expr.trees import nodes, rebuild, substitute, walk

COUNTS = (2, 3)
HOLDS = {"=": int.__eq__, "≠": int.__ne__, "<": int.__lt__, "≤": int.__le__, ">": int.__gt__, "≥": int.__ge__}


def families(pair: tuple[Any, Any]) -> frozenset[Letter]:
    """The families of which moments are taken entry by entry, where a sum runs over them."""
    calls = [e for t in pair for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]
    inner = (e for c in calls if is_moment(c) for a in c.arguments for _, e in walk(a))
    found = {e.args[0] for e in inner if isinstance(e, Entry) and len(e.args) == 2 and isinstance(e.args[0], Letter)}
    over = {b.args[0] for t in pair for _, e in walk(t) if isinstance(e, Sum) for b in e.binders}
    summed = any(isinstance(e, Entry) and e.args[0] in found and e.args[1] in over for t in pair for _, e in walk(t))
    return frozenset(x for x in found if str(x.plain)[:1].isupper()) if summed else frozenset()


def sizes(pair: tuple[Any, Any], known: frozenset[Letter]) -> frozenset[Letter]:
    """The letters for how many there are."""
    found = {x.shape[0] for x in known}
    for e in nodes(*pair):
        if isinstance(e, Sum) and letters(e.body) & known:
            found |= {b.args[2] for b in e.binders if isinstance(b, Range)}
    return frozenset(x for x in found if isinstance(x, Letter))


def written_out(t: Any, known: frozenset[Letter], many: frozenset[Letter], count: int) -> Any:
    """A tree for so many variables. Raises: DeriveError where an entry is left that is none of them."""
    table = dict.fromkeys(many, Integer(count))

    def visit(e: Any) -> Any:
        if isinstance(e, Sum):
            found = [_values(b, table, count) for b in e.binders]
            runs = [r for r in found if r is not None]
            if len(runs) == len(found):
                return plus(*(_at(e.body, dict(zip(e.bound, at, strict=True))) for at in product(*runs)), Integer(0))
        return e

    made = rebuild(rebuild(rebuild(t, visit), visit), _single)  # twice: an inner sum may end at an outer index
    every = {e.args[0] for _, e in walk(made) if isinstance(e, Entry) and len(e.args) == 2}
    listed = known | {x for x in every if isinstance(x, Letter) and x.shape[0] in many}
    found = (e for _, e in walk(made) if isinstance(e, Entry) and e.args[0] in listed)
    if any(not isinstance(e.args[1], Integer) for e in found):
        raise DeriveError("an entry that is none of a few")
    return substitute(rebuild(made, lambda e: _variable(e, listed)), table)


def _values(b: Any, table: Mapping[Letter, Integer], count: int) -> list[Integer] | None:
    if isinstance(b, All):
        size = b.args[1]
        return [Integer(k + 1) for k in range(count)] if size in table else None
    low, high = (substitute(x, dict(table)) for x in b.args[1:])
    low, high = (sum(map(int, x.args)) if x.args and all(isinstance(a, Integer) for a in x.args) else x
                 for x in (low, high))  # fmt: skip
    try:
        return [Integer(k) for k in range(int(low), int(high) + 1)]
    except TypeError:
        return None


def _at(body: Any, at: dict[Any, Any]) -> Any:
    return rebuild(substitute(body, at), _single)


def _single(e: Any) -> Any:
    """A case whose condition is between numbers."""
    if isinstance(e, Indicator) and (said := _said(e.args[0])) is not None:
        return Integer(int(said))
    if isinstance(e, Cases):
        for case in e.args:
            said = True if isinstance(case.args[1], Otherwise) else _said(case.args[1])
            if said is None:
                return e
            if said:
                return case.args[0]
    return e


def _said(c: Any) -> bool | None:
    if isinstance(c, And):
        parts = [_said(a) for a in c.args]
        return None if None in parts else all(parts)
    if not isinstance(c, Relation) or not all(isinstance(a, Integer) for a in c.args[1:]):
        return None
    return HOLDS[c.op](int(c.args[1]), int(c.args[2])) if c.op in HOLDS else None


def _variable(e: Any, known: frozenset[Letter]) -> Any:
    if not isinstance(e, Entry) or e.args[0] not in known:
        return e
    x = e.args[0]
    return letter(f"{x.latex}_{e.args[1]}", f"{x.plain}_{e.args[1]}")
