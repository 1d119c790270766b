"""Conditions of Python-like text: `a and b or c`, and SymPy's `Eq(a, b)`, `And(a, b)`, as our writer writes them."""

from __future__ import annotations

from typing import Any

from derive.read.syntax import Syntax
from derive.source import Span

_RELATIONS = {"Eq": "=", "Ne": "≠", "Lt": "<", "Le": "≤", "Gt": ">", "Ge": "≥"}
_JOINED = {"And": "and", "Or": "or"}


def flat(kind: str, value: Any, kids: list[Syntax]) -> Syntax:
    """A node of several parts; one part alone is itself."""
    return kids[0] if len(kids) == 1 else Syntax(kind, value, tuple(kids), kids[0].span.to(kids[-1].span))


def disjunction(kids: list[Syntax], words: list[str]) -> Syntax:
    """`and` binds more tightly than `or`."""
    runs: list[list[Syntax]] = [[kids[0]]]
    for word, kid in zip(words, kids[1:], strict=True):
        if word == "and":
            runs[-1].append(kid)
        else:
            runs.append([kid])
    joined = [flat("logic", ("and",) * (len(run) - 1), run) for run in runs]
    return flat("logic", ("or",) * (len(joined) - 1), joined)


def named_condition(name: Syntax, arguments: tuple[Syntax, ...], span: Span) -> Syntax | None:
    """`Ne(a, b)` as the relation it names, `And(a, b, …)` as its conditions joined; None for any other call."""
    word = name.value.base if name.kind == "name" else ""
    if word in _RELATIONS and len(arguments) == 2:
        return Syntax("group", ("(", ")"), (Syntax("relation", (_RELATIONS[word],), arguments, span),), span)
    if word in _JOINED and len(arguments) > 1:
        inside = Syntax("logic", (_JOINED[word],) * (len(arguments) - 1), arguments, span)
        return Syntax("group", ("(", ")"), (inside,), span)
    return None
