"""Tidying: what every reader does without being told. All of it is quiet, and none of it looks inside a derivative."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Call,
    Case,
    Cases,
    Eye,
    Frac,
    Plus,
    Power,
    Relation,
    Sum,
    T,
    Times,
    Zero,
    is_scalar,
    minus,
    plus,
    shape,
    times,
)
from derive.notation import call
from derive.rules import schema as s
from derive.rules.monomial import Monomial, monomial, nothing_to_collect, term
from derive.rules.sameness import key
from derive.rules.table import Schema, rule

ALGEBRA = "Lang, Basic Mathematics, ch. 1"
TWO, THREE = Integer(2), Integer(3)


@rule(
    given="c, x, y: scalar",
    lhs=[
        times(s.c, TWO, s.x, THREE),
        times(s.x, Power(s.x, TWO)),
        times(s.y, Frac(s.c, s.x)),
        Frac(times(s.x, s.y), Power(s.x, TWO)),
        Power(times(TWO, s.x), THREE),
        Power(s.x, S.One),
    ],
    source=ALGEBRA,
    title="collect factors",
    quiet=True,
)
def collect_factors(e: Any) -> Any:
    """Numbers are multiplied and stand first, equal factors become one power, quotients one fraction."""
    match e:
        case Power(args=(_, n)) if not isinstance(n, Rational):
            return _trivial_power(e)
        case Times() if nothing_to_collect(e):
            return None
        case Times() | Frac() | Power() if is_scalar(e) or not isinstance(e, Power):
            m = monomial(e)
            return Zero(*shape(e)) if m.number == 0 and shape(e) else m.tree()


def _trivial_power(e: Any) -> Any:
    b, n = e.args
    return b if n == 1 else S.One if b == 1 else None


@rule(
    given="c, x, y: scalar",
    lhs=[
        plus(s.x, s.y, s.x),
        plus(s.x, S.Zero),
        plus(times(TWO, s.x, s.y), S.One, minus(times(s.y, s.x)), S.One),
        plus(s.x, minus(s.x)),
        plus(s.x, times(S.NegativeOne, plus(s.y, s.c))),
    ],
    source=ALGEBRA,
    title="collect terms",
    quiet=True,
)
def collect_terms(e: Any) -> Any:
    """Terms that differ by a number are added, zeros drop, numbers become one, −(a + b) is opened."""
    match e:
        case Plus(args=terms):
            return _collected(e, [t for u in terms for t in _opened(u)])


def _opened(term: Any) -> tuple[Any, ...]:
    match term:
        case Times(args=(Integer() as n, Plus(args=inner))) if n == -1:
            return tuple(map(minus, inner))
        case Plus(args=inner):
            return inner
    return (term,)


def _collected(e: Any, terms: list[Any]) -> Any:
    groups: dict[Any, list[Any]] = {}
    for t in terms:
        if not isinstance(t, Zero):
            number, sameness = term(t)
            groups.setdefault(sameness, []).append((t, number))
    kept = []
    for members in groups.values():
        number = _total([n for _, n in members])
        if number != 0:
            kept.append(members[0][0] if len(members) == 1 else monomial(members[0][0]).written(number))
    return plus(*kept) if kept else Zero(*shape(e)) if shape(e) else S.Zero


def _total(numbers: list[Any]) -> Any:
    out = Integer(0)
    for n in numbers:
        out = out + n
    return out


@rule(
    given="x: scalar",
    lhs=[
        call("log", call("exp", s.x)),
        call("exp", call("log", s.x)),
        call("log", S.One),
        call("exp", S.Zero),
        call("log", S.Exp1),
    ],
    source=ALGEBRA,
    title="exp and log",
    quiet=True,
)
def exp_log(e: Any) -> Any:
    """The exponential function and the natural logarithm undo each other."""
    match e:
        case Call(args=(f, Call(args=(g, u)))) if {f.plain, g.plain} == {"exp", "log"} and not f.order and not g.order:
            return u if f.kind == g.kind == "elementary" else None
        case Call(args=(f, u)) if f.kind == "elementary" and not f.order:
            known = {("log", S.One): S.Zero, ("exp", S.Zero): S.One, ("log", S.Exp1): S.One}
            return known.get((f.plain, u))


@rule(
    given="a: N; c: scalar",
    lhs=[
        times(Eye(s.N), s.a),
        times(T(times(s.c, Eye(s.N))), s.a),
    ],
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="identity matrix",
    quiet=True,
)
def identity_matrix(e: Any) -> Any:
    """I a = a, and so for its multiples and their transposes."""
    match e:
        case Times(args=factors) if shape(e):
            scalars: list[Any] = []
            others = []
            for a in factors:
                inner = a.args[0] if isinstance(a, T) else a
                parts = inner.args if isinstance(inner, Times) else (inner,)
                if all(is_scalar(p) or isinstance(p, Eye) for p in parts) and any(isinstance(p, Eye) for p in parts):
                    scalars += [p for p in parts if is_scalar(p)]
                else:
                    others.append(a)
            if any(not is_scalar(a) for a in others) and len(others) < len(factors):
                return times(*scalars, *others)


@rule(
    given="a: N",
    lhs=[T(T(s.a)), T(Eye(s.N)), T(Zero(s.N, s.M))],
    source="Horn & Johnson, Matrix Analysis, sec. 0.2",
    title="transpose",
    quiet=True,
)
def transpose(e: Any) -> Any:
    """A transpose twice is nothing; I and 0 are their own transposes."""
    match e:
        case T(args=(T(args=(a,)),)):
            return a
        case T(args=(Eye() as a,)):
            return a
        case T(args=(Zero(args=(m, n)),)):
            return Zero(n, m)


@rule(
    given="x: scalar; f: function",
    lhs=[
        Cases(Case(s.x, Relation("<", s.x, S.Zero)), Case(s.x, Relation(">", s.x, S.Zero))),
    ],
    source=ALGEBRA,
    title="equal cases",
    quiet=True,
)
def equal_cases(e: Any) -> Any:
    """Cases with one value are that value."""
    match e:
        case Cases(args=items) if len({i.args[0] for i in items}) == 1:
            return items[0].args[0]


@rule(
    given="a: N; n: integer",
    lhs=[Sum(S.Zero, s.over_i)],
    source=ALGEBRA,
    title="empty sum",
    quiet=True,
)
def zero_sum(e: Any) -> Any:
    """A sum of zeros is zero."""
    match e:
        case Sum(args=(body, *_)) if body == 0 or isinstance(body, Zero):
            return body


# ---- last touches --------------------------------------------------------------------------------------------------


def negative(term: Any) -> bool:
    """Is it written with a minus?"""
    first = term.args[0] if isinstance(term, Times) else term
    return isinstance(first, Rational) and bool(first < 0)


@rule(
    given="x, y, z: scalar",
    lhs=[
        minus(plus(s.x, minus(s.y))),
        times(-TWO, s.z, plus(s.x, minus(s.y))),
        minus(Sum(times(plus(s.a_i, minus(s.b_i)), s.x), s.over_i)),
    ],
    source=ALGEBRA,
    title="sign",
    quiet=True,
)
def sign_inside(e: Any) -> Any:
    """−(a − b) = b − a."""
    return _minus_into(e, lambda f, factors: None if slope_of(f, factors) else _turned(f))


def _minus_into(e: Any, turned: Callable[[Any, Any], Any]) -> Any:
    """A product with the minus before it in its first factor that takes it; turned: −f, None where it does not."""
    match e:
        case Times(args=(Rational() as n, *factors)) if n < 0:
            for k, f in enumerate(factors):
                if (made := turned(f, factors)) is not None:
                    front = [] if n == -1 else [-n]
                    return times(*front, *factors[:k], made, *factors[k + 1 :])


@rule(
    given="x, y, z: scalar",
    lhs=times(Integer(-1), s.z, call("sign", plus(s.x, minus(s.y)))),
    source=ALGEBRA,
    title="sign",
    quiet=True,
)
def sign_of_minus(e: Any) -> Any:
    """−sign(a − b) = sign(b − a)."""
    return _minus_into(e, lambda f, _: _turned_sign(f))


def _turned_sign(f: Any) -> Any:
    inner = f.args[1] if isinstance(f, Call) and f.function.plain == "sign" else None
    turned = _turned(inner) if isinstance(inner, Plus) else None
    return None if turned is None else Call(f.function, turned)


def slope_of(f: Any, factors: Any) -> bool:
    """Is it 1 − g beside g, as in σ(1 − σ): the slope of a known function?"""
    if not isinstance(f, Plus) or f.args[0] != 1:
        return False
    inner = {b for t in f.args[1:] for b in monomial(t).powers if isinstance(b, Call)}
    return any(b in inner for g in factors if g is not f for b in monomial(g).powers)


def _as_few_turned(terms: Any) -> bool:
    """Has −(a − b − c) no fewer signs than b + c − a?"""
    below = len([t for t in terms if negative(t)])
    return below > 0 and len(terms) - below <= below + 1


def _turned(f: Any) -> Any:
    """−f where that has as few signs: of a difference, of a sum over differences."""
    match f:
        case Plus(args=terms) if not negative(terms[0]) and _as_few_turned(terms):
            return Plus(*sorted((minus(t) for t in terms), key=negative))
        case Frac(args=(top, low)):
            factors = top.args if isinstance(top, Times) else (top,)
            for k, g in enumerate(factors):
                if isinstance(g, Plus) and not slope_of(g, factors) and (turned := _turned(g)) is not None:
                    return Frac(times(*factors[:k], turned, *factors[k + 1 :]), low)
        case Sum(args=(body, *binders)):
            factors = body.args if isinstance(body, Times) else (body,)
            for k, g in enumerate(factors):
                if isinstance(g, Plus) and not slope_of(g, factors) and (turned := _turned(g)) is not None:
                    return Sum(times(*factors[:k], turned, *factors[k + 1 :]), *binders)
    return None


@rule(
    given="x, y, z: scalar",
    lhs=Schema(plus(s.z, Frac(plus(s.x, minus(s.y)), s.z)), plus(s.y, minus(s.x))),
    source=ALGEBRA,
    title="sign",
    quiet=True,
    chooses=True,
)
def authors_difference(e: Any, choice: Any) -> Any:
    """a + (k − n)/b = a − (n − k)/b, where the author wrote n − k."""
    match e, choice:
        case Plus(args=terms), Plus(args=(_, _)):
            other = Plus(*(minus(t) for t in reversed(choice.args)))
            for k, t in enumerate(terms):
                factors = t.args[0].args if isinstance(t, Frac) and isinstance(t.args[0], Times) else t.args[:1]
                if k > 0 and isinstance(t, Frac) and other in factors:
                    above = times(*(choice if f == other else f for f in factors))
                    return plus(*terms[:k], minus(Frac(above, t.args[1])), *terms[k + 1 :])
    return None


@rule(
    given="x, y: scalar",
    lhs=plus(minus(s.x), s.y),
    source=ALGEBRA,
    title="order of terms",
    quiet=True,
)
def positive_first(e: Any) -> Any:
    """−a + b = b − a."""
    match e:
        case Plus(args=terms) if negative(terms[0]) and not all(map(negative, terms)):
            return Plus(*sorted(terms, key=negative))


@rule(
    given="a: N; x, y, z: scalar",
    lhs=[
        plus(times(s.x, s.y, s.z), minus(times(s.x, s.z))),
        plus(times(s.x, s.a), times(s.y, s.a)),
        plus(times(TWO, s.x, s.y), times(TWO, s.z, Power(s.x, TWO))),
        plus(Frac(s.x, s.z), Frac(s.y, s.z)),
    ],
    source=ALGEBRA,
    title="common factor",
)
def common_factor(e: Any) -> Any:
    """a c + b c = (a + b) c."""
    match e:
        case Plus(args=terms):
            parts = [monomial(t) for t in terms]
            shared = {b: _common([m.exponent(b) for m in parts]) for b in parts[0].powers}
            common = {b: n for b, n in shared.items() if n != 0}
            rests = {tuple(map(key, m.rest)) for m in parts}
            rest = list(parts[0].rest) if len(rests) == 1 else []
            number = _content([m.number for m in parts])
            if not (common or rest or number != 1):
                return None
            inside = [_divided(m, common, number, not rest) for m in parts]
            return _product(Monomial(number, common), plus(*inside), rest)


def _common(exponents: list[Any]) -> Any:
    """The power of a base that all terms have: the least of positive exponents, the greatest of negative ones."""
    low, high = min(exponents), max(exponents)
    return low if low > 0 else high if high < 0 else Integer(0)


def _content(numbers: list[Any]) -> Any:
    """The greatest integer that divides all numbers, 1 if one is a fraction; negative if all are."""
    whole = all(isinstance(n, Integer) for n in numbers)
    shared = Integer(gcd(*(int(n) for n in numbers))) if whole else Integer(1)
    return -shared if all(n < 0 for n in numbers) else shared


def _divided(m: Monomial, common: dict[Any, Any], number: Any, keep_rest: bool) -> Any:
    left = Monomial(m.number / number, dict(m.powers), m.rest if keep_rest else [])
    for b, n in common.items():
        left.multiply(b, -n)
    return left.tree()


def _product(front: Monomial, inside: Any, rest: list[Any]) -> Any:
    before = front.tree()
    return times(*([] if before == 1 else [before]), inside, *rest)
