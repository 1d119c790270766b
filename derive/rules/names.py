"""Recognising named functions in what is left: σ, tanh, tan, |x|, sin² + cos² = 1."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    Call,
    Frac,
    Plus,
    Times,
    minus,
    plus,
    times,
)
from derive.notation import call, square
from derive.rules import schema as s
from derive.rules.monomial import Monomial, is_exp, monomial
from derive.rules.table import rule

ABRAMOWITZ = "Abramowitz & Stegun, Handbook of Mathematical Functions, ch. 4"
BISHOP = "Bishop, Pattern Recognition and Machine Learning, sec. 4.2"
TWO = Integer(2)


def named(e: Any, *plain: str) -> str:
    """Which of these elementary functions e is a call of, "" for none."""
    if isinstance(e, Call) and e.function.kind == "elementary" and not e.function.order and len(e.arguments) == 1:
        return e.function.plain if e.function.plain in plain else ""
    return ""


def sigma(u: Any) -> Any:
    """σ(u)"""
    return call("sigmoid", u)


def without(m: Monomial, *bases: Any) -> Monomial:
    """The monomial without these bases."""
    gone = {m.known(b) for b in bases}
    return Monomial(m.number, {b: n for b, n in m.powers.items() if b not in gone}, list(m.rest))


def multiplied(m: Monomial, *powers: tuple[Any, Any]) -> Any:
    """The tree of the monomial times base^exponent, for pairs of these; exponent 0 left out."""
    for b, n in powers:
        m.multiply(b, n)
    return m.tree()


# ---- sigmoid and tanh ----------------------------------------------------------------------------------------------


def is_exp_inside(e: Any, w: Any) -> bool:
    """Does e^w or e^{-w} stand inside the sum e?"""
    root = next(iter(monomial(call("exp", w)).powers))
    return isinstance(e, Plus) and any(root in monomial(t).powers for t in e.args)


def _one_plus_exp(e: Any) -> Any:
    """The u of 1 + e^u, None for anything else."""
    match e:
        case Plus(args=(a, b)) if a == 1 and is_exp(b):
            return b.args[1]
        case Plus(args=(b, a)) if a == 1 and is_exp(b):
            return b.args[1]
    return None


@rule(
    given="u: scalar",
    lhs=[
        Frac(S.One, plus(S.One, call("exp", minus(s.u)))),
        Frac(call("exp", minus(s.u)), square(plus(S.One, call("exp", minus(s.u))))),
        Frac(call("exp", s.u), plus(S.One, call("exp", s.u))),
        times(s.c, Frac(call("exp", minus(s.u)), plus(S.One, call("exp", minus(s.u))))),
    ],
    source=BISHOP,
    title="definition of sigmoid",
)
def sigmoid_name(e: Any) -> Any:
    """1/(1 + e^{-u}) is σ(u), and e^{-u}/(1 + e^{-u}) is 1 − σ(u)."""
    m = monomial(e)
    for base, n in m.powers.items():
        w = _one_plus_exp(base)
        if w is None or n >= 0 or not isinstance(n, Integer):
            continue
        inner = monomial(w)
        if any(b != base and is_exp_inside(b, w) for b in m.powers):
            continue
        root = call("exp", inner.written(Integer(1))) if inner.number != 1 else call("exp", w)
        top = m.exponent(root) / inner.number
        if not isinstance(top, Integer) or not 0 <= top <= -n:
            continue
        falling = inner.number < 0
        u = minus(w) if falling else w
        yes, no = (-n - top, top) if falling else (top, -n - top)
        return multiplied(without(m, base, root), (sigma(u), yes), (plus(S.One, minus(sigma(u))), no))
    return None


def _two_exps(e: Any) -> tuple[Any, int] | None:
    """(u, ±1) of e^u ± e^{-u}."""
    match e:
        case Plus(args=(a, b)) if is_exp(a):
            sign = 1 if is_exp(b) else -1
            b = b if sign == 1 else minus(b)
            if is_exp(b) and monomial(minus(a.args[1])).tree() == monomial(b.args[1]).tree():
                return a.args[1], sign
    return None


@rule(
    given="u: scalar",
    lhs=[
        Frac(
            plus(call("exp", s.u), minus(call("exp", minus(s.u)))),
            plus(call("exp", s.u), call("exp", minus(s.u))),
        ),
        Frac(Integer(4), square(plus(call("exp", s.u), call("exp", minus(s.u))))),
        Frac(plus(call("exp", s.u), minus(call("exp", minus(s.u)))), TWO),
        Frac(plus(call("exp", s.u), call("exp", minus(s.u))), TWO),
        Frac(S.One, square(call("cosh", s.u))),
    ],
    source=ABRAMOWITZ,
    title="definition of hyperbolic functions",
)
def hyperbolic_name(e: Any) -> Any:
    """(e^u − e^{-u})/(e^u + e^{-u}) is tanh u; 4/(e^u + e^{-u})² and 1/cosh² u are 1 − tanh² u."""
    m = monomial(e)
    for base, n in m.powers.items():
        if named(base, "cosh") and n == -2 and call("sinh", base.args[1]) not in m.powers:
            return multiplied(without(m, base), (plus(S.One, minus(square(call("tanh", base.args[1])))), Integer(1)))
    pairs = [(base, n, found) for base, n in m.powers.items() if (found := _two_exps(base))]
    for base, n, (u, sign) in pairs:
        for other, k, (v, opposite) in pairs:
            if sign == -1 and opposite == 1 and u == v and n == -k and n > 0:
                return multiplied(without(m, base, other), (call("tanh", u), n))
        if sign == 1 and n == -2 and m.number.p % 4 == 0:
            rest = without(m, base)
            rest.number = rest.number / 4
            return multiplied(rest, (plus(S.One, minus(square(call("tanh", u)))), Integer(1)))
        if n == 1 and m.number.q % 2 == 0:
            rest = without(m, base)
            rest.number = rest.number * 2
            return multiplied(rest, (call("cosh" if sign == 1 else "sinh", u), Integer(1)))
    return None


# ---- trigonometric -------------------------------------------------------------------------------------------------

# sine and cosine exponents of each function
CIRCULAR = {"sin": (1, 0), "cos": (0, 1), "tan": (1, -1), "cot": (-1, 1), "sec": (0, -1), "csc": (-1, 0)}
HYPERBOLIC = {"sinh": (1, 0), "cosh": (0, 1), "tanh": (1, -1), "coth": (-1, 1), "sech": (0, -1), "csch": (-1, 0)}


@rule(
    given="u: scalar",
    lhs=[
        Frac(call("sin", s.u), call("cos", s.u)),
        Frac(call("sinh", s.u), call("cosh", s.u)),
        times(call("sec", s.u), call("cos", s.u)),
        Frac(square(call("sec", s.u)), times(TWO, call("tan", s.u))),
    ],
    source=ABRAMOWITZ,
    title="quotients of functions",
    quiet=True,
)
def quotient_names(e: Any) -> Any:
    """sin u/cos u is tan u, and so for the other quotients and products, also hyperbolic."""
    m = monomial(e)
    for family in (CIRCULAR, HYPERBOLIC):
        groups: dict[Any, list[Any]] = {}
        for b, n in m.powers.items():
            if named(b, *family):
                groups.setdefault(b.args[1], []).append((b, n))
        for u, mine in groups.items():
            if len(mine) < 2 or not all(isinstance(n, Integer) for _, n in mine):
                continue
            p, q = (_sum(n * family[b.function.plain][k] for b, n in mine) for k in (0, 1))
            double = p == q == -1 and m.number.q % 2 == 0 and family is CIRCULAR
            short = [("csc", times(TWO, u), 1)] if double else [(f, u, n) for f, n in _shortest(p, q, family)]
            if len(short) < len(mine):
                rest = without(m, *(b for b, _ in mine))
                rest.number = rest.number * 2 if double else rest.number
                return multiplied(rest, *((call(f, monomial(v).tree()), Integer(n)) for f, v, n in short))
    return None


def _sum(numbers: Any) -> int:
    total = 0
    for n in numbers:
        total += int(n)
    return total


def _shortest(p: int, q: int, family: dict[str, tuple[int, int]]) -> list[tuple[str, int]]:
    """sin^p cos^q in the fewest factors without a quotient."""
    sin, cos, tan, cot, sec, csc = family
    if p > 0 > q:
        out = [(tan, min(p, -q)), (sin, max(p + q, 0)), (sec, max(-q - p, 0))]
    elif q > 0 > p:
        out = [(cot, min(q, -p)), (cos, max(p + q, 0)), (csc, max(-q - p, 0))]
    else:
        out = [(sin, max(p, 0)), (cos, max(q, 0)), (csc, max(-p, 0)), (sec, max(-q, 0))]
    return [(f, n) for f, n in out if n]


# first function², second function² (None for 1), their sign, and what the sum of the two is
SQUARES = (
    ("sin", "cos", 1, None),
    ("cosh", "sinh", -1, None),
    (None, "sin", -1, "cos"),
    (None, "cos", -1, "sin"),
    (None, "tan", 1, "sec"),
    (None, "cot", 1, "csc"),
    (None, "sinh", 1, "cosh"),
    ("cosh", None, -1, "sinh"),
    ("sec", None, -1, "tan"),
    ("sec", "tan", -1, None),
)
SQUARED = tuple({two or one or "" for one, two, _, _ in SQUARES})


def _sides(one: str | None, two: str | None, sign: int, gives: str | None) -> Any:
    """The left side of a row of SQUARES."""
    first, second = (square(call(f, s.u)) if f else S.One for f in (one, two))
    return plus(first, second if sign > 0 else minus(second))


@rule(
    given="u, x: scalar",
    lhs=[
        *(_sides(*row) for row in SQUARES),
        plus(times(TWO, s.x, square(call("cos", s.u))), s.c, times(TWO, s.x, square(call("sin", s.u)))),
    ],
    source=ABRAMOWITZ,
    title="Pythagorean identity",
)
def pythagoras(e: Any) -> Any:
    """sin² u + cos² u = 1, and what follows from it; cosh² u − sinh² u = 1."""
    match e:
        case Plus(args=terms):
            parts = [monomial(t) for t in terms]
            squared = [
                (l, m) for l, m in enumerate(parts) if any(n >= 2 and named(b, *SQUARED) for b, n in m.powers.items())
            ]
            for k, first in enumerate(parts):
                for l, second in squared:  # noqa: E741
                    made = _pair(first, second) if k != l else None
                    if made is not None:
                        low = min(k, l)
                        return plus(
                            *(made if n == low else t for n, t in enumerate(terms) if n not in (k, l) or n == low)
                        )
    return None


def _pair(first: Monomial, second: Monomial) -> Any:
    for b, n in second.powers.items():
        for one, two, sign, gives in SQUARES:
            other = two or one
            if not named(b, other or "") or n < 2 or not isinstance(n, Integer):
                continue
            u = b.args[1]
            rest = Monomial(second.number, dict(second.powers), list(second.rest))
            multiplied(rest, (b, Integer(-2)))
            partner = Monomial(rest.number, dict(rest.powers), list(rest.rest))
            if two and one:
                multiplied(partner, (call(one, u), Integer(2)))
            if not partner.alike(first) or second.number != sign * first.number:
                continue
            rest.number = first.number if two else second.number
            return multiplied(rest, *([(call(gives, u), TWO)] if gives else []))
    return None


@rule(
    given="u: scalar",
    lhs=[plus(S.One, minus(sigma(minus(s.u))))],
    source=BISHOP,
    title="symmetry of sigmoid",
)
def sigmoid_symmetry(e: Any) -> Any:
    """1 − σ(−u) = σ(u)."""
    match e:
        case Plus(args=(one, Times(args=(n, Call() as f)))) if one == 1 and n == -1 and named(f, "sigmoid"):
            u = minus(f.args[1])
            return sigma(u) if monomial(f.args[1]).number < 0 else None
