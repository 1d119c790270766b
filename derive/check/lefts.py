"""What stands on the left of a relation that gives a meaning: a letter, an entry, a call of letters."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.check.opened import parameters
from derive.expr.heads import Call, Entry, Letter, Power, Row, base


def named_by(left: Any) -> Any:
    """The letter or function that a definition defines."""
    inner = base(left)
    return inner.function if isinstance(inner, Call) else inner


def is_pattern(left: Any) -> bool:
    """Can a relation with this left side give a meaning: a letter, an entry with letters, a call of letters?"""
    if isinstance(left, Letter):
        return True
    if isinstance(left, (Entry, Row)) and isinstance(left.args[0], Call):
        return is_pattern(left.args[0]) and all(isinstance(a, Letter) for a in left.args[1:])
    if isinstance(left, (Entry, Row)):
        inner, places = left.args[0], left.args[1:]
        return isinstance(inner, (Letter, Entry, Row)) and all(isinstance(a, Letter) or a.is_Integer for a in places)
    if isinstance(left, Call) and left.function.kind != "elementary" and not any(left.function.order):
        args = parameters(left)
        own = [argument_letter(a) for a in args]
        return bool(args) and all(isinstance(a, Letter) for a in own) and len(set(own)) == len(own)
    return False


def argument_letter(a: Any) -> Any:
    """The letter of an argument: σ of `N(x | μ, σ²)`."""
    match a:
        case Power(args=(Letter() as x, Integer())) if not x.shape:
            return x
    return a


def same(pattern: Any, left: Any) -> bool:
    """Do two left sides of definitions define the same?"""
    if isinstance(pattern, Call) or isinstance(left, Call):
        both = isinstance(pattern, Call) and isinstance(left, Call)
        return both and pattern.function == left.function and len(pattern.args) == len(left.args)
    return bool(pattern == left)
