r"""What equations between slopes say of names: `\partial e / \partial y = \partial (t - y)^2 / \partial y` gives e its
meaning but for a constant, and y' is the slope of the y that stands above."""

from __future__ import annotations

import re
from typing import Any

from derive.check.known import Known
from derive.check.prose import tied
from derive.expr.heads import Call, Derivative, Letter, letter, letters

PRIMED = re.compile(r"_(?:prime_?)+$")
NEAR = 300  # characters between a name and its slope
VARIABLES = ("x", "t")  # which letter a prime is the slope by, where a function is written without its argument


def by_slopes(left: Any, right: Any) -> tuple[Any, Any] | None:
    """(name, what it is but for a constant) where the slope of a name equals the slope of an expression."""
    if not isinstance(left, Derivative) or not isinstance(right, Derivative):
        return None
    f, by = left.of, tuple(left.variables)
    if tuple(right.variables) != by or not isinstance(f, Call) or f.function.kind == "elementary":
        return None
    if any(f.function.order) or len(by) != 1 or by[0] not in letters(right.of) or not set(f.arguments) <= set(by):
        return None
    return letter(f.function.latex, f.function.plain), right.of


def slope_of(name: Any, right: Any, known: Known, at: int, before: str) -> Any:
    """What `y'` stands for where y was defined: the slope by x or t, whichever of them y has; else None.

    y is defined shortly before, and the words do not ask for a solution; the right side shows nothing but the letters
    of that definition, and none of those has a slope of its own among the known names.
    """
    if not isinstance(name, Letter) or name.shape or (found := PRIMED.search(name.plain)) is None:
        return None
    plain = name.plain[: found.start()]
    if at - known.lines.get(plain, -NEAR - 1) > NEAR or tied(before, ""):
        return None
    of = next((d for d in reversed(known.scope.definitions) if isinstance(d[0], Letter) and d[0].plain == plain), None)
    if of is None or of[0].shape:
        return None
    used = letters(of[1])
    primed = {PRIMED.sub("", n) for n in known.scope.letters if PRIMED.search(n)} - {plain}
    if not letters(right) <= used or primed & {x.plain for x in used}:
        return None
    by = [x for x in used if x.plain in VARIABLES and not x.shape and x.plain != plain]
    return Derivative(of[1], *by * found[0].count("prime")) if len(by) == 1 else None
