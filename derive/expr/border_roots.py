"""Beyond the border to stock SymPy: the exact points at which two polynomials of one letter touch, and slopes taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from derive.errors import DeriveError
from derive.expr.border import to_sympy
from derive.expr.border_back import from_sympy
from derive.expr.heads import letters, weight

LARGEST, HIGHEST = 60, 12  # leaves and degree of a polynomial whose roots are looked for
PLACES = 1e-4  # how near to the given point a root lies


def taken(*trees: Any) -> tuple[Any, ...] | None:
    """Trees of plain functions of scalars with their slopes taken; None where one has no form without them."""
    try:
        made = tuple(from_sympy(to_sympy(t).doit()) for t in trees)
    except (DeriveError, NotImplementedError, ValueError, TypeError):
        return None
    return made


def meeting(lhs: Any, rhs: Any, at: Mapping[str, Any]) -> tuple[str, Any, float] | None:
    """(letter, root, value of the sides there) of polynomials of one letter that touch near a point; None for others.

    A root of the difference and of its slope is exact: the greatest common divisor of both has it.
    """
    found = letters(lhs) | letters(rhs)
    if len(found) != 1 or weight(lhs) + weight(rhs) > LARGEST:
        return None
    (x,) = found
    place = at.get(x.plain)
    if x.shape or place is None:
        return None
    try:
        left, symbol = to_sympy(lhs), to_sympy(x)
        p = sympy.Poly(left - to_sympy(rhs), symbol, extension=True)
        if not 2 <= p.degree() <= HIGHEST:
            return None
        double = p.gcd(p.diff())
        roots = [r for r in sympy.roots(double.as_expr(), symbol) if r.is_real]
    except (DeriveError, BasePolynomialError, NotImplementedError):
        return None
    near = [r for r in roots if abs(float(r) - float(place)) <= PLACES * max(1.0, abs(float(place)))]
    return (x.plain, near[0], float(left.subs(symbol, near[0]))) if near else None
