r"""Equations with ± on both sides: true for both signs, in this order or the other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from derive.expr.heads import minus, plus
from derive.expr.inert import Inert
from derive.expr.trees import rebuild, walk
from derive.verdicts import Verdict

SIGNS = ("plus_minus", "minus_plus")
REASON = "for both signs"


def both_signs(lhs: Any, rhs: Any) -> list[tuple[Any, Any]] | None:
    """Each side with the upper and with the lower signs; None where a side has no ±."""
    made = []
    for t in (lhs, rhs):
        if not any(isinstance(e, Inert) and e.plain in SIGNS for _, e in walk(t)):
            return None
        made.append((with_signs(t, SIGNS[:1]), with_signs(t, SIGNS[1:])))
    return made


def with_signs(tree: Any, positive: Collection[str]) -> Any:
    """The tree with one sign for each ± and ∓: + for the kinds that are named, - for the other."""

    def visit(e: Any) -> Any:
        if not isinstance(e, Inert) or e.plain not in SIGNS:
            return e
        *first, last = e.arguments
        return plus(*first, last if e.plain in positive else minus(last))

    return rebuild(tree, visit)


def judged_signs(sides: list[tuple[Any, Any]], judge: Callable[[Any, Any], Verdict]) -> Verdict:
    """The verdict on two sides with ±, from one on each pair of signs."""
    (a, b), (c, d) = sides
    straight = [judge(a, c), judge(b, d)]
    if all(v.holds for v in straight):
        return replace(max(straight, key=lambda v: v.error or 0.0), status="verified", reason=REASON)
    crossed = [judge(a, d), judge(b, c)]
    if all(v.holds for v in crossed):
        return replace(max(crossed, key=lambda v: v.error or 0.0), status="verified", reason=REASON)
    wrong = [next((v for v in way if v.status == "refuted"), None) for way in (straight, crossed)]
    if wrong[0] is not None and wrong[1] is not None:
        return wrong[0]
    return Verdict("undecided", seed=straight[0].seed, reason="one of the signs is not decided")
