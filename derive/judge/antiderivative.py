r"""Claims about integrals without bounds: `∫ f dx = F` says that both sides have the same slope in x."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import S

from derive.expr.heads import Derivative, Frac, Letter, Plus, Times, depends, letters, plus, times
from derive.expr.operators import Integral, Over
from derive.expr.trees import walk
from derive.verdicts import Verdict

Tree = Any


def slopes(lhs: Tree, rhs: Tree) -> tuple[Tree, Tree] | None:
    """The derivatives of both sides by the letter of their integrals; None where that is not what is meant.

    The letter stands outside of the integrals as well, and each of them is a term, with a factor that does not vary.
    """
    found = [n for t in (lhs, rhs) for _, n in walk(t) if isinstance(n, Integral)]
    over = {n.binders[0].args[0] for n in found if len(n.binders) == 1 and _everywhere(n.binders[0])}
    if len(over) != 1 or not all(len(n.binders) == 1 and _everywhere(n.binders[0]) for n in found):
        return None
    (x,) = over
    if x not in letters(lhs) | letters(rhs):
        return None
    left, right = _slope(lhs, x), _slope(rhs, x)
    return None if left is None or right is None else (left, right)


def _everywhere(binder: Any) -> bool:
    return isinstance(binder, Over) and len(binder.args) == 1


def _slope(e: Tree, x: Letter) -> Tree | None:
    """The derivative by x: of an integral its integrand, of what holds none by differences."""
    if isinstance(e, Plus):
        parts = [_slope(a, x) for a in e.args]
        return None if None in parts else plus(*parts)
    return _term(e, x)


def _term(e: Tree, x: Letter) -> Tree | None:
    if isinstance(e, Integral):
        return e.body if not _holds_integral(e.body) else None
    if not _holds_integral(e):
        return Derivative(e, x) if depends(e, x) else S.Zero
    if isinstance(e, Times):
        inner = [a for a in e.args if _holds_integral(a)]
        rest = [a for a in e.args if not _holds_integral(a)]
        made = _term(inner[0], x) if len(inner) == 1 and not any(depends(a, x) for a in rest) else None
        return None if made is None else times(*rest, made)
    if isinstance(e, Frac) and not depends(e.args[1], x):
        made = _term(e.args[0], x)
        return None if made is None else Frac(made, e.args[1])
    return None


def _holds_integral(e: Tree) -> bool:
    return any(isinstance(n, Integral) for _, n in walk(e))


def up_to_a_constant(found: Verdict) -> Verdict:
    """What was found of the slopes of two sides, said of the sides."""
    if not found.holds:
        return replace(found, reason=f"the slopes of the two sides were compared; {found.reason}".rstrip("; "))
    words = "up to a constant: both sides have the same slope"
    status = "verified" if found.status == "proved" else found.status
    return replace(found, status=status, reason="; ".join(filter(None, [words, found.reason])))
