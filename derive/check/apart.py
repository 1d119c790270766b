"""What is known inside of an example or exercise, which has letters of its own, and again behind it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from derive.check.known import Known
from derive.expr.heads import Call, letters

DROPPED = (
    "values",
    "slopes",
    "rounded",
    "passing",
    "outright",
    "asked",
    "sections",
)  # what a block does not go on from


def enter_block(known: Known, block: int) -> None:
    """Into an example, with the names that stand above it and none of their values, into an exercise without names; out
    of one, back to what held before it. block: its number, 0 outside, below 0 of an exercise."""
    task = block < 0
    if block == known.block:
        return
    if known.outer is not None:
        for f in fields(known):
            setattr(known, f.name, getattr(known.outer, f.name))
    if block:
        known.outer = _copied(known)
        fresh = Known()
        for name in DROPPED:
            setattr(known, name, getattr(fresh, name))
        known.block = block
        above = () if task else known.scope.definitions
        named = tuple(d for d in above if isinstance(d[0], Call) or letters(d[1]))
        known.scope = replace(known.scope, definitions=named)


def _copied(known: Known) -> Known:
    """What is known, as it stands."""
    return Known(**{f.name: _copy(getattr(known, f.name)) for f in fields(known)})


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, (dict, set, list)) else value
