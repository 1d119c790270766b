"""Values of the letters of a problem, given beside it: `--at "x = [1, 2], W = [[1, 0], [0, 1]]"`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.api.derivations import Formula, formula
from derive.errors import ShapeError
from derive.expr.heads import resized
from derive.expr.scope import Scope, parse_let
from derive.expression import Expression, Let


def read_at(e: Formula, let: Let, at: Any, how: Mapping[str, Any]) -> tuple[Expression, dict[str, Any]]:
    """The formula, its undeclared letters of the shapes of their values; and the values by plain names.

    Raises: ReadError, UsageError for what is no value, ShapeError for one that does not fit.
    """
    said, _ = read_with(e, let, at, how)
    given = {k: floats(v) for k, v in said.scope.values.items()}
    if not at:
        return said, given
    declared = parse_let(let).values if let else {}
    return replace(said, scope=replace(said.scope, values=declared)), given


def read_with(e: Formula, let: Let, at: Any, how: Mapping[str, Any]) -> tuple[Expression, Scope]:
    """The formula with the values in its scope, and the scope that it was read in.

    A flat list is a column; where that does not fit, of a capital letter a row.
    """
    scope = parse_let(let) if let else Scope()
    if not at:
        return formula(e, scope if let else None, **how), scope
    if isinstance(at, Mapping):
        at = {k: float(v) if isinstance(v, int) else v for k, v in at.items()}
    valued = parse_let(at, scope)
    try:
        return _read(e, valued, how), valued
    except ShapeError:
        rows = [x for k, x in valued.letters.items() if k not in scope.letters and k[:1].isupper() and _flat(x)]
        if not rows or isinstance(e, Expression):
            raise
        turned = valued.with_letters(*(resized(x, x.shape[::-1]) for x in rows))
        return _read(e, turned, how), turned


def _read(e: Formula, scope: Scope, how: Mapping[str, Any]) -> Expression:
    if isinstance(e, Expression):
        return replace(e, scope=replace(e.scope, values={**e.scope.values, **scope.values}))
    return formula(e, scope, **how)


def _flat(x: Any) -> bool:
    return len(x.shape) == 2 and x.shape[1] == 1 and x.shape[0] != 1


def floats(v: Any) -> Any:
    """A value, nested tuples of numbers, as floats in lists; a function as it is."""
    if callable(v):
        return v
    return [floats(x) for x in v] if isinstance(v, (tuple, list)) else float(v)
