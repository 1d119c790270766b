"""An exact decision: are two trees the same rational function of the same atoms over ℚ?

Letters, entries, calls and all other heads are atoms, after their insides are made canonical; e^{u} and e^{-u} are one
atom and its inverse. Bounded: past the bounds the answer is None, "can't tell".
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sympy import QQ, Integer, Rational
from sympy.polys.rings import ring

from derive.expr.heads import Call, Decimal, Frac, Plus, Power, Times, depth, is_scalar, minus, weight
from derive.expr.trees import canonical, coefficient, trampoline

MOST_LEAVES = 300
MOST_ATOMS = 24
MOST_TERMS = 3_000
MOST_PAIRS = 100_000  # terms of two factors, that are multiplied
MOST_POWER = 40
DEEPEST = 100


class _TooLarge(Exception):
    """Past the bounds."""


def rational_equal(a: Any, b: Any) -> bool | None:
    """True or False when it is decided that two scalar trees are equal as rational functions; None when not.

    False says only that they differ as functions of independent atoms, not that they differ in value.
    """
    if not (is_scalar(a) and is_scalar(b)):
        return None
    if max(depth(a), depth(b)) > DEEPEST or weight(a) + weight(b) > MOST_LEAVES:
        return None
    a, b = canonical(a), canonical(b)
    if a == b:
        return True
    atoms = _atoms([a, b])
    if atoms is None or len(atoms) > MOST_ATOMS:
        return None
    polynomials, *generators = ring([f"x{k}" for k in range(len(atoms))], QQ) if atoms else (None,)
    table = dict(zip(atoms, generators, strict=True)) if atoms else {}
    one = polynomials.one if polynomials else QQ(1)
    try:
        p, q = (trampoline(_fraction(e, table, one)) for e in (a, b))
        return bool(_product(p[0], q[1]) == _product(q[0], p[1]))
    except (_TooLarge, ZeroDivisionError):
        return None


def _atoms(trees: list[Any]) -> list[Any] | None:
    """The atoms of the trees, each once, in order."""
    found: dict[Any, None] = {}
    stack = list(reversed(trees))
    while stack:
        e = stack.pop()
        if isinstance(e, (Rational, Decimal)):
            continue
        if isinstance(e, (Plus, Times, Frac)) or _whole_power(e):
            stack += [x for x in reversed(e.args) if not isinstance(x, Rational)]
            continue
        found.setdefault(_atom(e)[0])
    return list(found)


def _whole_power(e: Any) -> bool:
    return isinstance(e, Power) and isinstance(e.args[1], Integer)


def _atom(e: Any) -> tuple[Any, int]:
    """An atom and the power of it that `e` is: e^{-2u} is (e^u)^{-2}, x^{3/2} is (x^{1/2})^3, 1[x > 0]² is itself."""
    match e:
        case Call(args=(f, u)) if f.plain == "exp" and not f.order:
            c, rest = coefficient(u)
            if isinstance(c, Integer) and c not in (0, 1) and rest != 1:
                return Call(f, rest), int(c)
            if isinstance(u, Plus) and coefficient(u.args[0])[0] < 0:
                return Call(f, canonical(_opposite(u))), -1
        case Power(args=(x, Rational() as q)) if q.q > 1:
            return Power(x, Rational(1, q.q)), int(q.p)
    return e, 1


def _opposite(u: Any) -> Any:
    return Plus(*[minus(t) for t in u.args])


def _fraction(e: Any, table: dict[Any, Any], one: Any) -> Generator[Any, Any, tuple[Any, Any]]:
    """Numerator and denominator as polynomials."""
    match e:
        case Rational():
            return one * QQ(int(e.p), int(e.q)), one
        case Decimal():
            return one * QQ(int(e.value.p), int(e.value.q)), one
        case Plus(args=terms):
            top, low = yield _fraction(terms[0], table, one)
            for t in terms[1:]:
                p, q = yield _fraction(t, table, one)
                top, low = (top + p, low) if q == low else (_product(top, q) + _product(p, low), _product(low, q))
            return top, low
        case Times(args=factors):
            top, low = one, one
            for f in factors:
                p, q = yield _fraction(f, table, one)
                top, low = _product(top, p), _product(low, q)
            return top, low
        case Frac(args=(a, b)):
            p = yield _fraction(a, table, one)
            q = yield _fraction(b, table, one)
            return _product(p[0], q[1]), _checked(_product(p[1], q[0]))
        case Power(args=(x, Integer() as n)):
            p, q = yield _fraction(x, table, one)
            return _raised(p, q, int(n))
    atom, n = _atom(e)
    return _raised(table[atom], one, n)


def _raised(p: Any, q: Any, n: int) -> tuple[Any, Any]:
    if abs(n) > MOST_POWER:
        raise _TooLarge
    if n < 0:
        p, q, n = q, _checked(p), -n
    return _small(p**n), _small(q**n)


def _checked(p: Any) -> Any:
    if p == 0:
        raise ZeroDivisionError
    return p


def _product(p: Any, q: Any) -> Any:
    """The product, unless it takes too long."""
    if hasattr(p, "__len__") and hasattr(q, "__len__") and len(p) * len(q) > MOST_PAIRS:
        raise _TooLarge
    return _small(p * q)


def _small(p: Any) -> Any:
    if hasattr(p, "__len__") and len(p) > MOST_TERMS:
        raise _TooLarge
    return p
