"""Absolute values, signs, indicators and their conditions, norms."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    All,
    And,
    Call,
    Case,
    Cases,
    Entry,
    Frac,
    Indicator,
    Letter,
    Norm,
    Otherwise,
    Plus,
    Power,
    Range,
    Relation,
    Sum,
    T,
    Times,
    Tr,
    is_column,
    minus,
    plus,
    shape,
    times,
)
from derive.notation import HALF, call, square
from derive.rules import schema as s
from derive.rules.fractions import best, length
from derive.rules.monomial import Monomial, factors, monomial, of_indices, positive
from derive.rules.names import multiplied, named
from derive.rules.sums import FLIPPED
from derive.rules.table import Under, rule

TWO = Integer(2)
GOODFELLOW = "Goodfellow, Bengio & Courville, Deep Learning, sec. 6.3"
RUDIN = "Rudin, Principles of Mathematical Analysis, ch. 1"


# ---- absolute value, sign, indicators ------------------------------------------------------------------------------


@rule(
    given="x: scalar",
    lhs=[
        times(s.x, call("sign", s.x)),
        Frac(s.x, call("abs", s.x)),
        times(call("abs", s.x), call("sign", s.x)),
        square(call("abs", s.x)),
        Frac(call("sign", s.x), call("abs", s.x)),
    ],
    source="Rudin, Principles of Mathematical Analysis, ch. 1",
    title="absolute value",
    quiet=True,
)
def absolute_value(e: Any) -> Any:
    """x sign x = |x|, |x| sign x = x, x/|x| = sign x, sign x/|x| = 1/x, |x|² = x²."""
    if not any(named(f, "sign", "abs") for f in factors(e)):
        return None
    m = monomial(e)
    for b, n in m.powers.items():
        if not named(b, "sign", "abs"):
            continue
        x = b.args[1]
        whole = m.exponent(x)
        length, sign = call("abs", x), call("sign", x)
        size = m.exponent(length)
        if named(b, "sign") and n >= 1 and whole >= 1:
            return multiplied(m, (sign, Integer(-1)), (x, Integer(-1)), (length, Integer(1)))
        if named(b, "sign") and n >= 1 and size >= 1:
            return multiplied(m, (sign, Integer(-1)), (length, Integer(-1)), (x, Integer(1)))
        power = any(isinstance(p, Power) and p.args[0] == length for p in m.powers)
        if named(b, "sign") and n >= 1 and size <= -1 and not power:
            return multiplied(m, (sign, Integer(-1)), (length, Integer(1)), (x, Integer(-1)))
        if named(b, "abs") and n <= -1 and whole >= 1:
            return multiplied(m, (length, Integer(1)), (x, Integer(-1)), (sign, Integer(1)))
        if named(b, "abs") and n == 2:
            return multiplied(m, (length, Integer(-2)), (x, Integer(2)))
    return None


@rule(
    given="x, y: scalar",
    lhs=[
        call("abs", times(TWO, s.x)),
        call("sign", times(-TWO, s.x)),
        times(TWO, Frac(call("sign", Frac(s.x, s.y)), s.y)),
    ],
    source=RUDIN,
    title="absolute value",
    quiet=True,
)
def factor_of_sign(e: Any) -> Any:
    """|c x| = |c| |x| and sign(c x) = ± sign x for numbers c; sign(x/y)/y = sign x/|y|."""
    match e:
        case Call(args=(f, u)) if named(e, "abs", "sign"):
            m = monomial(u)
            if m.number in (0, 1):
                return None
            inner = Call(f, m.written(Integer(1)))
            c = abs(m.number) if f.plain == "abs" else Integer(1 if m.number > 0 else -1)
            return inner if c == 1 else times(c, inner)
        case Times() | Frac() if any(named(f, "sign") for f in factors(e)):
            m = monomial(e)
            for b in [b for b, n in m.powers.items() if named(b, "sign") and n == 1]:
                inside = monomial(b.args[1])
                for y, k in inside.powers.items():
                    if abs(k) == 1 and len(inside.powers) > 1 and m.exponent(y) == -1:
                        rest = Monomial(inside.number, {x: p for x, p in inside.powers.items() if x != y})
                        by_size = (y, Integer(1)), (call("abs", y), Integer(-1)), (b, Integer(-1))
                        return multiplied(m, *by_size, (call("sign", rest.tree()), Integer(1)))
    return None


@rule(
    given="x: scalar",
    lhs=square(call("sign", s.x)),
    source=RUDIN,
    title="square of a sign",
    quiet=True,
)
def square_of_sign(e: Any) -> Any:
    """sign² x = 1 for x ≠ 0."""
    match e:
        case Power(args=(b, n)) if n == 2 and named(b, "sign"):
            return Under(S.One, (Relation("≠", b.args[1], S.Zero),))


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


def solved(condition: Any) -> Any:
    """A condition as a reader wants it: x ≠ 1 for 1 − x ≠ 0."""
    return (_solved(condition) if isinstance(condition, Relation) else None) or condition


def _solved(r: Any) -> Any:
    """c u + d < b as u < (b − d)/c, with numbers b, c, d; None where there is nothing to do."""
    op, left, right = r.op, r.args[1], r.args[2]
    if op not in FLIPPED and op != "≠":
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
    op = FLIPPED.get(op, op) if m.number < 0 else op
    u = m.written(Integer(1))
    return Relation(op, u, edge) if there else Relation(op, edge, u)


@rule(
    given="u, v: scalar",
    lhs=times(Indicator(Relation(">", s.u, S.Zero)), Indicator(Relation("<", s.u, TWO))),
    source=GOODFELLOW,
    title="indicators",
    quiet=True,
)
def indicator_product(e: Any) -> Any:
    """The product of two indicators is the indicator of both conditions."""
    match e:
        case Times(args=factors):
            mine = [f for f in factors if isinstance(f, Indicator) and not of_indices(f.args[0])]
            if len(mine) < 2:
                return None
            conditions = [c for f in mine for c in (f.args[0].args if isinstance(f.args[0], And) else (f.args[0],))]
            both = _between(conditions) or And(*conditions)
            return times(*(f for f in factors if f not in mine), Indicator(both))


def _between(conditions: list[Any]) -> Any:
    """a < u < b from u > a and u < b."""
    if len(conditions) != 2 or not all(isinstance(c, Relation) and c.op in "<>" for c in conditions):
        return None
    pairs = [(c.args[1], c.args[2]) if c.op == "<" else (c.args[2], c.args[1]) for c in conditions]
    for (a, u), (v, b) in (pairs, pairs[::-1]):
        if u == v:
            return And(Relation("<", a, u), Relation("<", u, b))
    return None


@rule(
    given="u: scalar",
    lhs=[
        Indicator(Relation(">", call("min", TWO, s.u), S.Zero)),
        Indicator(Relation("<", call("max", S.Zero, s.u), TWO)),
    ],
    source=RUDIN,
    title="condition on an extremum",
    quiet=True,
)
def extremum_condition(e: Any) -> Any:
    """min(b, u) > a says u > a where b > a; and so for max."""
    match e:
        case Indicator(args=(Relation(args=(op, Call(args=(f, *us)), Rational() as a)),)):
            if (f.plain, op.name) not in (("min", ">"), ("max", "<")) or len(us) != 2:
                return None
            for b, u in (us, us[::-1]):
                if isinstance(b, Rational) and (b > a if op.name == ">" else b < a):
                    return Indicator(Relation(op.name, u, a))


@rule(
    given="x, y, z: scalar",
    lhs=[
        Indicator(Relation(">", times(s.x, s.z), plus(times(s.x, s.z), minus(s.y)))),
        Cases(
            Case(s.x, Relation("<", plus(s.y, times(TWO, s.x)), plus(s.x, s.z, s.x))),
            Case(s.z, Otherwise()),
        ),
    ],
    source=RUDIN,
    title="difference of the sides",
    quiet=True,
)
def compared(e: Any) -> Any:
    """a > b says a − b > 0; done where the difference is shorter than the sides."""
    match e:
        case Indicator(args=(Relation() as r,)):
            made = _difference(r)
            return made and Indicator(made)
        case Cases(args=items):
            made = [Case(i.args[0], _difference(i.args[1]) or i.args[1]) for i in items]
            return Cases(*made)


def _difference(r: Any) -> Any:
    if not isinstance(r, Relation) or r.op not in FLIPPED or r.args[2] == 0:
        return None
    made = best(plus(r.args[1], minus(r.args[2])), False)
    if made is None or length(made) + length(S.Zero) >= length(r.args[1]) + length(r.args[2]):
        return None
    return Relation(r.op, made, S.Zero)


@rule(
    given="a: N",
    lhs=[
        Power(Sum(square(s.a_i), s.over_i), HALF),
        Power(Tr(times(T(s.a), s.a)), HALF),
    ],
    source="Horn & Johnson, Matrix Analysis, sec. 5.2",
    title="norm",
)
def norm_name(e: Any) -> Any:
    """√(Σ a_i²) and √(aᵀ a) are the norm of a."""
    match e:
        case Power(args=(total, Rational() as n)) if n.q == 2:
            a = _whole_vector(total)
            return None if a is None else Norm(a) if n == HALF else Power(Norm(a), 2 * n)


def _whole_vector(total: Any) -> Any:
    """The a of Σ_i a_i² over all i, or of aᵀ a."""
    match total:
        case Sum(args=(Power(args=(Entry(args=(Letter() as a, i)), n)), binder)) if n == 2 and binder.args[0] == i:
            size = shape(a)[0]
            full = isinstance(binder, All) and binder.args[1] == size
            full = full or isinstance(binder, Range) and binder.args[1:] == (S.One, size)
            return a if full else None
        case Tr(args=(Times(args=(T(args=(a,)), b)),)) if a == b and is_column(a):
            return a
    return None
