"""Gradients of a program of definitions through its names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derive.api import Derivation, absent
from derive.catalog.section import Section
from derive.errors import Unsupported
from derive.expr.heads import Letter, shape
from derive.expr.scope import Scope
from derive.expression import Expression
from derive.plans.backward import backward


def through_names(e: Expression, wrt: tuple[Any, ...], scope: Scope) -> Derivation | Section | None:
    """The gradients of a program of vectors and matrices through its names, the adjoints first; None for others."""
    program = e.program if e.name is not None else None
    if program is None or not all(isinstance(v, Letter) and v not in program.trees for v in wrt):
        return None
    if not any(shape(x) for x in (*wrt, *program.trees)) or not any(program.users.get(v) for v in wrt):
        return None
    scope = replace(scope, definitions=program.definitions).with_letters(program.output)
    try:
        made = backward(program, wrt, scope)
    except Unsupported:
        return None
    found = {a.of: Derivation(a.derivation, () if program.users.get(a.of) else absent(e, [a.of], scope)) for a in made}
    asked = tuple(found[v] for v in wrt)
    if len(asked) == 1:
        return asked[0]
    return Section(asked, lead=tuple((a.name, found[a.of]) for a in made if a.name is not None))
