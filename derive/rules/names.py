"""Recognising named functions in what is left: σ, tanh, tan, |x|, sin² + cos² = 1."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    And,
    Call,
    Frac,
    Indicator,
    Plus,
    Power,
    Relation,
    Times,
    minus,
    plus,
    times,
)
from derive.notation import HALF, call, square
from derive.rules import schema as s
from derive.rules.monomial import Monomial, is_exp, key, monomial, positive
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
    gone = {key(b) for b in bases}
    return Monomial(m.number, {k: p for k, p in m.powers.items() if k not in gone}, list(m.rest))


def multiplied(m: Monomial, *powers: tuple[Any, Any]) -> Any:
    """The tree of the monomial times base^exponent, for pairs of these; exponent 0 left out."""
    for b, n in powers:
        k = key(b)
        before = m.powers[k][1] if k in m.powers else Integer(0)
        m.powers[k] = (b, before + n)
    m.powers = {k: p for k, p in m.powers.items() if p[1] != 0}
    return m.tree()


# ---- sigmoid and tanh ----------------------------------------------------------------------------------------------


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
    for base, n in m.powers.values():
        w = _one_plus_exp(base)
        if w is None or n >= 0 or not isinstance(n, Integer):
            continue
        inner = monomial(w)
        root = call("exp", inner.written(Integer(1))) if inner.number != 1 else call("exp", w)
        top = m.powers.get(key(root), (root, Integer(0)))[1] / inner.number
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
    ],
    source=ABRAMOWITZ,
    title="definition of hyperbolic functions",
)
def hyperbolic_name(e: Any) -> Any:
    """(e^u − e^{-u})/(e^u + e^{-u}) is tanh u, and 4/(e^u + e^{-u})² is 1 − tanh² u."""
    m = monomial(e)
    pairs = [(base, n, found) for base, n in m.powers.values() if (found := _two_exps(base))]
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
        for u in dict.fromkeys(b.args[1] for b, _ in m.powers.values() if named(b, *family)):
            mine = [(b, n) for b, n in m.powers.values() if named(b, *family) and b.args[1] == u]
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


@rule(
    given="u, x: scalar",
    lhs=[
        plus(square(call("sin", s.u)), square(call("cos", s.u))),
        plus(S.One, minus(square(call("sin", s.u)))),
        plus(square(call("cosh", s.u)), minus(square(call("sinh", s.u)))),
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
            for k, first in enumerate(parts):
                for l, second in enumerate(parts):  # noqa: E741
                    made = _pair(first, second) if k != l else None
                    if made is not None:
                        low = min(k, l)
                        return plus(
                            *(made if n == low else t for n, t in enumerate(terms) if n not in (k, l) or n == low)
                        )
    return None


def _pair(first: Monomial, second: Monomial) -> Any:
    for b, n in second.powers.values():
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
            if two is None:
                sign_ok = second.number == -sign * first.number
            else:
                sign_ok = second.number == sign * first.number
            if partner.key != first.key or not sign_ok:
                continue
            rest.number = first.number if two else second.number
            return multiplied(rest, *([(call(gives, u), TWO)] if gives else []))
    return None


# ---- absolute value, sign, indicators ------------------------------------------------------------------------------


@rule(
    given="x: scalar",
    lhs=[
        times(s.x, call("sign", s.x)),
        Frac(s.x, call("abs", s.x)),
        times(call("abs", s.x), call("sign", s.x)),
        square(call("abs", s.x)),
    ],
    source="Rudin, Principles of Mathematical Analysis, ch. 1",
    title="absolute value",
    quiet=True,
)
def absolute_value(e: Any) -> Any:
    """x sign x = |x|, |x| sign x = x, x/|x| = sign x, |x|² = x²."""
    m = monomial(e)
    for b, n in m.powers.values():
        if not named(b, "sign", "abs"):
            continue
        x = b.args[1]
        whole = m.powers.get(key(x), (x, Integer(0)))[1]
        length, sign = call("abs", x), call("sign", x)
        size = m.powers.get(key(length), (x, Integer(0)))[1]
        if named(b, "sign") and n >= 1 and whole >= 1:
            return multiplied(m, (sign, Integer(-1)), (x, Integer(-1)), (length, Integer(1)))
        if named(b, "sign") and n >= 1 and size >= 1:
            return multiplied(m, (sign, Integer(-1)), (length, Integer(-1)), (x, Integer(1)))
        if named(b, "abs") and n <= -1 and whole >= 1:
            return multiplied(m, (length, Integer(1)), (x, Integer(-1)), (sign, Integer(1)))
        if named(b, "abs") and n == 2:
            return multiplied(m, (length, Integer(-2)), (x, Integer(2)))
    return None


@rule(
    given="x: scalar",
    lhs=Power(Power(s.x, TWO), HALF),
    source="Rudin, Principles of Mathematical Analysis, ch. 1",
    title="root of a square",
    quiet=True,
)
def root_of_square(e: Any) -> Any:
    """√(x²) = |x|."""
    match e:
        case Power(args=(Power(args=(x, n)), m)) if n == 2 and m == HALF:
            return x if positive(x) else call("abs", x)


@rule(
    given="u: scalar",
    lhs=[
        times(call("max", S.Zero, s.u), Indicator(Relation(">", s.u, S.Zero))),
        times(call("relu", s.u), Indicator(Relation(">", s.u, S.Zero))),
        times(Indicator(Relation(">", s.u, S.Zero)), Indicator(Relation(">", s.u, S.Zero))),
    ],
    source="Goodfellow, Bengio & Courville, Deep Learning, sec. 6.3",
    title="indicator",
    quiet=True,
)
def indicator_factor(e: Any) -> Any:
    """max(0, u) is zero where u > 0 fails, so the indicator of u > 0 beside it says nothing new."""
    match e:
        case Times(args=factors):
            for k, f in enumerate(factors):
                if isinstance(f, Indicator) and any(_implies(g, f) for n, g in enumerate(factors) if n != k):
                    return times(*factors[:k], *factors[k + 1 :])
    return None


def _implies(factor: Any, one: Indicator) -> bool:
    """Is `factor` zero wherever the indicator is?"""
    if factor == one:
        return True
    match one.args[0]:
        case Relation(args=(op, u, bound)) if op.name == ">" and bound == 0:
            zero_max = [call("max", S.Zero, u), call("max", u, S.Zero), call("relu", u)]
            return factor in zero_max or isinstance(factor, Power) and factor.args[0] in zero_max
    return False


@rule(
    given="x: scalar",
    lhs=[
        Indicator(
            And(Relation("<", S.Zero, plus(times(TWO, s.x), S.One)), Relation("<", plus(times(TWO, s.x), S.One), TWO))
        ),
        Indicator(Relation(">", minus(s.x), S.One)),
    ],
    source="Lang, Basic Mathematics, ch. 3",
    title="solved condition",
    quiet=True,
)
def solved_condition(e: Any) -> Any:
    """A linear condition is solved for its letter."""
    match e:
        case Indicator(args=(Relation() as r,)):
            made = _solved(r)
            return made and Indicator(made)
        case Indicator(args=(And(args=parts),)) if all(isinstance(p, Relation) for p in parts):
            solved = [_solved(p) or p for p in parts]
            return Indicator(And(*solved)) if solved != list(parts) else None
    return None


FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


def _solved(r: Any) -> Any:
    """c u + d < b as u < (b − d)/c, with numbers b, c, d; None where there is nothing to do."""
    op, left, right = r.op, r.args[1], r.args[2]
    if op not in FLIPPED:
        return None
    side, bound, there = (left, right, True) if isinstance(right, Rational) else (right, left, False)
    if not isinstance(bound, Rational) or isinstance(side, Rational):
        return None
    terms = side.args if isinstance(side, Plus) else (side,)
    numbers = [t for t in terms if isinstance(t, Rational)]
    others = [t for t in terms if not isinstance(t, Rational)]
    if len(others) != 1 or len(numbers) > 1:
        return None
    m = monomial(others[0])
    if not numbers and m.number == 1:
        return None
    edge = (bound - (numbers[0] if numbers else 0)) / m.number
    op = FLIPPED[op] if m.number < 0 else op
    u = m.written(Integer(1))
    return Relation(op, u, edge) if there else Relation(op, edge, u)


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
