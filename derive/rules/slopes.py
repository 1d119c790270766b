"""Slopes that keep their names: σ(1 − σ) and 1 − tanh², found again in what algebra made of them."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.heads import Plus, Times, minus, plus, times
from derive.notation import call, square
from derive.rules import schema as s
from derive.rules.monomial import Monomial, monomial
from derive.rules.names import BISHOP, TWO, multiplied, named, sigma
from derive.rules.table import rule


@rule(
    given="u, x: scalar",
    lhs=[
        plus(s.x, minus(times(s.x, sigma(s.u)))),
        plus(sigma(s.u), minus(square(sigma(s.u)))),
        plus(times(s.x, s.u), s.c, minus(times(s.x, s.u, square(call("tanh", s.u))))),
    ],
    source=BISHOP,
    title="one minus the function",
    quiet=True,
)
def complement(e: Any) -> Any:
    """x − x σ(u) = x (1 − σ(u)), and x − x tanh² u = x (1 − tanh² u): the slopes keep their names."""
    match e:
        case Plus(args=terms) if len(terms) > 1:
            parts = [monomial(t) for t in terms]
            for k, m in enumerate(parts):
                for b in m.powers:
                    power = {"sigmoid": 1, "tanh": 2}.get(named(b, "sigmoid", "tanh"), 0)
                    if not power or m.exponent(b) < power:
                        continue
                    rest = Monomial(-m.number, dict(m.powers), list(m.rest))
                    rest.multiply(b, Integer(-power))
                    for j, other in enumerate(parts):
                        if other.number == rest.number and other.alike(rest) and (rest.powers or rest.rest):
                            one = plus(S.One, minus(b if power == 1 else square(b)))
                            made = multiplied(rest, (one, Integer(1)))
                            low = min(k, j)
                            kept = [made if n == low else t for n, t in enumerate(terms) if n not in (k, j) or n == low]
                            return plus(*kept)
    return None


@rule(
    given="u, x: scalar",
    lhs=[
        times(call("exp", s.u), plus(S.One, minus(sigma(s.u)))),
        times(s.x, call("exp", s.u), square(plus(sigma(s.u), S.NegativeOne))),
    ],
    source=BISHOP,
    title="slope of sigmoid",
)
def sigmoid_from_exp(e: Any) -> Any:
    """e^u (1 − σ(u)) = σ(u)."""
    m = monomial(e)
    for b, n in m.powers.items():
        found = _complement(b)
        if found is None or n < 1 or not named(found[0], "sigmoid"):
            continue
        grown = call("exp", found[0].args[1])
        if m.exponent(grown) >= 1:
            m.number = m.number * found[1] ** int(n)
            one = plus(S.One, minus(found[0]))
            return multiplied(m, (b, -n), (grown, Integer(-1)), (found[0], Integer(1)), (one, n - 1))
    return None


def _complement(e: Any) -> tuple[Any, int] | None:
    """(f, 1) of 1 − f and (f, −1) of f − 1, for σ(u), tanh² u and numbers times these."""
    match e:
        case Plus(args=(a, b)) if 1 in (a, b) or -1 in (a, b):
            one, f = (a, b) if isinstance(a, Integer) else (b, a)
            m = monomial(f)
            sign = 1 if one == 1 else -1
            if m.number * sign < 0 and len(m.powers) == 1 and not m.rest and (m.number in (1, -1)):
                base, n = next(iter(m.powers.items()))
                if named(base, "sigmoid") and n == 1 or named(base, "tanh") and n == 2:
                    return (base if n == 1 else square(base)), sign
    return None


@rule(
    given="u, x: scalar",
    lhs=[
        times(sigma(s.u), plus(sigma(s.u), S.NegativeOne)),
        times(sigma(s.u), plus(sigma(s.u), S.NegativeOne), plus(times(TWO, sigma(s.u)), S.NegativeOne)),
        times(TWO, call("tanh", s.u), plus(square(call("tanh", s.u)), S.NegativeOne)),
    ],
    source=BISHOP,
    title="sign",
    quiet=True,
)
def complement_sign(e: Any) -> Any:
    """σ(σ − 1) = −σ(1 − σ), and so for tanh(tanh² − 1): the slopes keep their names."""
    match e:
        case Times(args=factors):
            here = {f.args[1] for g in factors for f in monomial(g).powers if named(f, "sigmoid", "tanh")}
            turned = [k for k, f in enumerate(factors) if _falls(f, here)]
            if not turned:
                return None
            made = [_turned_one(f) if k in turned else f for k, f in enumerate(factors)]
            product = times(*made)
            return minus(product) if len(turned) % 2 else product
    return None


def _falls(f: Any, here: set[Any]) -> bool:
    """Is it c·f(u) − 1 for a sigmoid or a tanh² of one of these arguments?"""
    match f:
        case Plus(args=terms) if len(terms) == 2 and -1 in terms:
            powers = next(monomial(t) for t in terms if t != -1)
            return (
                powers.number > 0
                and any(named(b, "sigmoid") and n == 1 or named(b, "tanh") and n == 2 for b, n in powers.powers.items())
                and len(powers.powers) == 1
                and next(iter(powers.powers)).args[1] in here
            )
    return False


def _turned_one(f: Any) -> Any:
    return plus(S.One, *(minus(t) for t in f.args if t != -1))


@rule(
    given="u, x: scalar",
    lhs=[times(s.x, plus(S.One, minus(call("tanh", s.u))), plus(call("tanh", s.u), S.One))],
    source=BISHOP,
    title="difference of squares",
    quiet=True,
)
def one_minus_square(e: Any) -> Any:
    """(1 − tanh u)(1 + tanh u) = 1 − tanh² u."""
    match e:
        case Times(args=factors):
            above = {t: j for j, g in enumerate(factors) if (t := _unit_sum(g, 1)) is not None}
            for k, f in enumerate(factors) if above else ():
                t = _unit_sum(f, -1)
                if t in above:
                    rest = [a for n, a in enumerate(factors) if n not in (k, above[t])]
                    rest.insert(min(k, above[t]), plus(S.One, minus(square(t))))
                    return times(*rest)
    return None


def _unit_sum(f: Any, sign: int) -> Any:
    """t of 1 + sign·t for a tanh t, None for anything else."""
    match f:
        case Plus(args=(a, b)) if 1 in (a, b):
            m = monomial(b if a == 1 else a)
            if m.number == sign and len(m.powers) == 1 and not m.rest:
                t, n = next(iter(m.powers.items()))
                return t if n == 1 and named(t, "tanh") else None
    return None
