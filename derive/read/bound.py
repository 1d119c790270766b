r"""The names that the lower limit of a sum binds, as its syntax alone says."""

from __future__ import annotations

from collections.abc import Sequence

from derive.expr.names import Name
from derive.read.naming import core_name, items, unbrace
from derive.read.syntax import Syntax


def such_that(lower: Syntax) -> tuple[list[Syntax], Syntax] | None:
    r"""The indices and the condition of `i, j : i \neq j` below a sum; None for everything else."""
    *before, last = lower.kids if lower.kind == "list" else (lower,)
    if last.kind != "colon" or len(last.kids) != 2 or last.kids[1].kind != "relation":
        return None
    return [*before, *items(last.kids[0])], last.kids[1]


def bound_names(lower: Syntax) -> list[Name]:
    r"""The names that are bound: `i=1`, `i,j`, `x \in S`, `j \neq i`, `1 \le i < j \le n`, one below the other."""
    lower = unbrace(lower)
    apart = such_that(lower)
    if apart:
        return _named(apart[0])
    if lower.kind == "relation":
        return _of_relation(lower)
    found: list[Name] = []
    for k in lower.kids if lower.kind == "statements" else items(lower):
        k = unbrace(k)
        if k.kind == "relation" and len(k.kids) > 2:
            found += _of_relation(k)
            continue
        k = k.kids[0] if k.kind == "relation" else k
        found += [n for p in (k.kids if k.kind == "term" else (k,)) if (n := core_name(p)) is not None]
    return found


def _of_relation(e: Syntax) -> list[Name]:
    if e.value[0] == "=":
        return [n for k in items(unbrace(e.kids[0])) if (n := core_name(k)) is not None]
    if len(e.kids) == 2 and e.kids[0].kind == "sum":
        return _named(e.kids[0].kids)  # i and j of `i + j <= m`
    return _named(e.kids if len(e.kids) == 2 else e.kids[1:-1])


def _named(parts: Sequence[Syntax]) -> list[Name]:
    return [n for k in parts if k.kind == "name" and (n := core_name(k)) is not None]
