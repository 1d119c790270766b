"""Rules that push a derivative of a scalar inwards, one head at a time; the variable is a scalar, an entry or a row."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Derivative,
    Eye,
    Frac,
    Letter,
    Plus,
    Power,
    Relation,
    Row,
    Times,
    Zero,
    depends,
    is_column,
    is_scalar,
    minus,
    plus,
    shape,
    times,
)
from derive.notation import call, scaled, square
from derive.rules import schema as s
from derive.rules.monomial import fraction, positive
from derive.rules.table import Under, rule

SPIVAK = "Spivak, Calculus, ch. 10"
STEWART = "Stewart, Calculus, ch. 3"
TWO = Integer(2)
HALF = Rational(1, 2)


def by(u: Any, x: Any) -> Any:
    """The derivative of u by x, 1 where u is x."""
    return S.One if u == x and is_scalar(x) else Derivative(u, x)


def nothing(form: tuple[Any, ...]) -> Any:
    """The zero of a shape."""
    return Zero(*form) if form else S.Zero


def by_inner(slope_at: Any, inner: Any) -> Any:
    """slope · inner, without a factor 1."""
    return slope_at if inner == 1 else scaled(slope_at, inner)


def above_zero(e: Any) -> tuple[Any, ...]:
    """The condition e > 0, unless it is certain."""
    return () if positive(e) else (Relation(">", e, S.Zero),)


def dependent(e: Any) -> bool:
    """Is e a first derivative of something that depends on the variable?"""
    return isinstance(e, Derivative) and len(e.variables) == 1 and depends(e.of, e.variables[0])


# ---- constants and linearity ---------------------------------------------------------------------------------------


@rule(given="c, x: scalar", lhs=Derivative(s.c, s.x), source=SPIVAK, title="constant")
def constant(e: Any) -> Any:
    """What does not depend on the variable has derivative zero."""
    match e:
        case Derivative(args=(u, x)) if not depends(u, x):
            return nothing(shape(e))


@rule(given="x: scalar", lhs=Derivative(s.x, s.x), source=SPIVAK, title="identity")
def identity(e: Any) -> Any:
    """The derivative of the variable by itself is one; of a vector by itself, the identity matrix."""
    match e:
        case Derivative(args=(u, x)) if u == x and (is_scalar(x) or is_column(x) and not isinstance(x, Row)):
            return S.One if is_scalar(x) else Eye(shape(x)[0])


@rule(
    given="f, g: function; c, x: scalar",
    lhs=[Derivative(plus(s.f(s.x), s.g(s.x)), s.x), Derivative(plus(s.f(s.x), s.c, s.g(s.x)), s.x)],
    source=SPIVAK,
    title="sum rule",
)
def sum(e: Any) -> Any:  # noqa: A001 - the name of the rule
    """Differentiate term by term; terms without the variable drop out."""
    match e:
        case Derivative(args=(Plus(args=terms), x)) if dependent(e):
            return plus(*(by(t, x) for t in terms if depends(t, x)))


@rule(
    given="f: function; c, x: scalar",
    lhs=[Derivative(times(s.c, s.f(s.x)), s.x), Derivative(Frac(s.f(s.x), s.c), s.x)],
    source=SPIVAK,
    title="constant factor",
)
def constant_factor(e: Any) -> Any:
    """Factors without the variable stand before the derivative."""
    match e:
        case Derivative(args=(Times(args=factors), x)) if dependent(e):
            still = [a for a in factors if is_scalar(a) and not depends(a, x)]
            moving = [a for a in factors if not is_scalar(a) or depends(a, x)]
            return by_inner(times(*still), by(times(*moving), x)) if still else None
        case Derivative(args=(Frac(args=(a, b)), x)) if dependent(e) and not depends(b, x):
            return by_inner(fraction(S.One, b), by(a, x))


# ---- products, quotients, powers -----------------------------------------------------------------------------------


@rule(
    given="f, g, h: function; x: scalar",
    lhs=[
        Derivative(times(s.f(s.x), s.g(s.x)), s.x),
        Derivative(times(s.f(s.x), s.g(s.x), s.h(s.x)), s.x),
    ],
    source=SPIVAK,
    title="product rule",
)
def product(e: Any) -> Any:
    """Differentiate one factor at a time and add."""
    match e:
        case Derivative(args=(Times(args=fs), x)) if is_scalar(x) or is_scalar(e.of) and all(map(is_scalar, fs)):
            moving = [k for k, u in enumerate(fs) if depends(u, x)]
            if len(moving) > 1:
                return plus(*(_with(fs, k, by(fs[k], x)) for k in moving))


LONG = 8  # factors beyond which the product rule would repeat too much


@rule(
    given="f: function; c, n, t, u, v, w, y, z, x: scalar",
    lhs=Derivative(times(*(plus(s.x, minus(t)) for t in (s.c, s.n, s.t, s.u, s.v, s.w, s.y, s.z)), s.f(s.x)), s.x),
    source=STEWART,
    title="logarithmic differentiation",
)
def logarithmic(e: Any) -> Any:
    """(f₁ f₂ ⋯)' = f₁ f₂ ⋯ (f₁'/f₁ + f₂'/f₂ + ⋯), for a product of many factors, none of them zero."""
    match e:
        case Derivative(args=(Times(args=fs), x)) if dependent(e) and all(map(is_scalar, fs)) and is_scalar(x):
            moving = [f for f in fs if depends(f, x)]
            if len(moving) > LONG:
                made = times(e.of, plus(*(Frac(by(f, x), f) for f in moving)))
                return Under(made, (Relation("≠", times(*moving), S.Zero),))


def _with(factors: tuple[Any, ...], k: int, new: Any) -> Any:
    """The product with factor k replaced; a factor 1 is not written."""
    return times(*factors[:k], *([] if new == 1 else [new]), *factors[k + 1 :])


@rule(
    given="f, g: function; x: scalar",
    lhs=Derivative(Frac(s.f(s.x), s.g(s.x)), s.x),
    source=SPIVAK,
    title="quotient rule",
)
def quotient(e: Any) -> Any:
    """Bottom times derivative of the top minus top times derivative of the bottom, over the bottom squared."""
    match e:
        case Derivative(args=(Frac(args=(a, b)), x)) if depends(a, x) and depends(b, x) and is_scalar(e.of):
            da, db = by(a, x), by(b, x)
            top = plus(b if da == 1 else times(da, b), minus(a if db == 1 else times(a, db)))
            return Frac(top, square(b)) if is_scalar(x) else times(Frac(S.One, square(b)), top)


@rule(
    given="g: function; c, x: scalar",
    lhs=[Derivative(Frac(S.One, s.g(s.x)), s.x), Derivative(Frac(s.c, s.g(s.x)), s.x)],
    source=SPIVAK,
    title="reciprocal rule",
    inner=True,
)
def reciprocal(e: Any) -> Any:
    """(1/g)' = −g'/g²; a constant numerator stays."""
    match e:
        case Derivative(args=(Frac(args=(a, b)), x)) if dependent(e) and not depends(a, x) and is_scalar(a):
            return minus(by_inner(Frac(a, square(b)), by(b, x)))


@rule(
    given="g: function; n, x: scalar",
    lhs=[Derivative(Power(s.g(s.x), s.n), s.x), Derivative(Power(s.x, Integer(5)), s.x)],
    source=SPIVAK,
    title="power rule",
    inner=True,
)
def power(e: Any) -> Any:
    """(uⁿ)' = n uⁿ⁻¹ u', for an exponent that does not depend on the variable."""
    match e:
        case Derivative(args=(Power(args=(b, n)), x)) if dependent(e) and not depends(n, x) and is_scalar(b):
            whole = isinstance(n, Integer) or isinstance(n, Letter) and "integer" in n.assumptions
            made = by_inner(times(n, lower(b, n)), by(b, x))
            return Under(made, () if whole else above_zero(b))


def lower(b: Any, n: Any) -> Any:
    """b to the power n − 1."""
    if isinstance(n, Rational):
        return b if n == 2 else S.One if n == 1 else Power(b, n - 1)
    return Power(b, plus(n, S.NegativeOne))


@rule(
    given="g: function; x: scalar",
    lhs=Derivative(Power(s.g(s.x), HALF), s.x),
    source=STEWART,
    title="square root",
    inner=True,
)
def square_root(e: Any) -> Any:
    """(√u)' = u'/(2√u)."""
    match e:
        case Derivative(args=(Power(args=(b, n)), x)) if n == HALF and dependent(e) and is_scalar(b):
            return Under(by_inner(Frac(S.One, times(TWO, Power(b, HALF))), by(b, x)), above_zero(b))


@rule(
    given="g: function; n, c, x: scalar",
    lhs=[
        Derivative(Frac(s.c, Power(s.g(s.x), Integer(3))), s.x),
        Derivative(Frac(S.One, Power(s.x, s.n)), s.x),
    ],
    source=STEWART,
    title="power rule",
    inner=True,
)
def negative_power(e: Any) -> Any:
    """(c/uⁿ)' = −c n u'/uⁿ⁺¹."""
    match e:
        case Derivative(args=(Frac(args=(a, Power(args=(b, n)))), x)) if (
            dependent(e) and not depends(a, x) and not depends(n, x) and is_scalar(a)
        ):
            next_power = n + 1 if isinstance(n, Rational) else plus(n, S.One)
            top = n if a == 1 else times(a, n)
            whole = isinstance(n, Integer) or isinstance(n, Letter) and "integer" in n.assumptions
            made = minus(by_inner(Frac(top, Power(b, next_power)), by(b, x)))
            return Under(made, () if whole else above_zero(b))


@rule(
    given="g: function; c: positive; x: scalar",
    lhs=[Derivative(Power(s.c, s.g(s.x)), s.x), Derivative(Power(TWO, s.x), s.x)],
    source=SPIVAK,
    title="exponential",
    inner=True,
)
def exponential(e: Any) -> Any:
    """(cᵘ)' = cᵘ ln c · u', for a constant base."""
    match e:
        case Derivative(args=(Power(args=(b, n)), x)) if depends(n, x) and not depends(b, x) and is_scalar(b):
            grown = Power(b, n) if b == S.Exp1 else times(Power(b, n), call("log", b))
            return Under(by_inner(grown, by(n, x)), above_zero(b))


@rule(
    given="f, g: function; x: scalar",
    lhs=Derivative(Power(s.f(s.x), s.g(s.x)), s.x),
    source=SPIVAK,
    title="power of functions",
)
def function_power(e: Any) -> Any:
    """Since f^g = e^{g ln f}, its derivative is f^g times the derivative of g ln f."""
    match e:
        case Derivative(args=(Power(args=(b, n)), x)) if depends(n, x) and depends(b, x):
            return Under(times(e.of, Derivative(times(n, call("log", b)), x)), above_zero(b))


# ---- several variables and orders ----------------------------------------------------------------------------------


@rule(
    given="f: function; x, y: scalar",
    lhs=[Derivative(s.f(s.x), s.x, s.x), Derivative(s.f(s.x, s.y), s.x, s.y)],
    source="Spivak, Calculus on Manifolds, ch. 2",
    title="one derivative at a time",
)
def higher_order(e: Any) -> Any:
    """A second derivative is the derivative of the first."""
    match e:
        case Derivative(args=(u, first, *rest)) if rest and all(is_scalar(v) for v in (first, *rest)):
            return Derivative(Derivative(u, first), *rest)
