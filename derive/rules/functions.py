"""Rules for derivatives of functions: those of the table, short names of others, abstract ones."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import Call, Derivative, Frac, depends, is_scalar, plus, shape
from derive.notation import FUNCTIONS, call, edges, meaning, partials, prime, slope
from derive.notation_row import Row
from derive.rules import schema as s
from derive.rules.scalar import SPIVAK, STEWART, TWO, by, by_inner, dependent, nothing
from derive.rules.table import Under, rule

ELEMENTARY = [row for row in FUNCTIONS.values() if row.slope is not None]
SEVERAL = [row for row in FUNCTIONS.values() if row.partials]
WRITTEN = [row for row in FUNCTIONS.values() if row.meaning is not None and (row.slope is None or row.defaults)]


def _moving(row: Row) -> tuple[Any, Any]:
    """Arguments for a schema: functions of x where the row has a slope, else a constant."""
    first, second = row.partials
    return TWO if first is None else s.f(s.x), TWO if second is None else s.g(s.x)


def _moving_first(us: tuple[Any, ...], x: Any) -> bool:
    """Does the first argument alone depend on the variable?"""
    return depends(us[0], x) and not any(depends(u, x) for u in us[1:])


@rule(
    given="x: scalar",
    lhs=[Derivative(call(row.plain, s.x), s.x) for row in ELEMENTARY],
    source=STEWART,
    title="derivative of {0}",
)
def elementary(e: Any) -> Any:
    """The derivative of a known function of the variable itself, from the table of functions."""
    match e:
        case Derivative(args=(Call(args=(f, u, *rest)), x)) if u == x and not f.order and _moving_first((u, *rest), x):
            made = slope(f, u, *rest)
            return None if made is None else Under(made, edges(f, u))


@rule(
    given="g: function; x: scalar",
    lhs=[Derivative(call(row.plain, s.g(s.x)), s.x) for row in ELEMENTARY],
    source=SPIVAK,
    title="chain rule",
    inner=True,
)
def chain(e: Any) -> Any:
    """The outer derivative at the inner function, times the derivative of the inner function."""
    match e:
        case Derivative(args=(Call(args=(f, u, *rest)), x)) if (
            u != x and dependent(e) and not f.order and is_scalar(u) and _moving_first((u, *rest), x)
        ):
            made = slope(f, u, *rest)
            if made is None:
                return None
            return Under(by_inner(made, Derivative(u, x)) if made != 0 else nothing(shape(e)), edges(f, u))


@rule(
    given="f, g: function; x: scalar",
    lhs=[Derivative(call(row.plain, *_moving(row)), s.x) for row in SEVERAL],
    source="Spivak, Calculus on Manifolds, ch. 2",
    title="chain rule",
)
def several_arguments(e: Any) -> Any:
    """The slope of a known function by each argument, times the derivative of that argument; added."""
    match e:
        case Derivative(args=(Call(args=(f, *us)), x)) if dependent(e):
            pairs = [(p, u) for p, u in zip(partials(f, us), us, strict=False) if depends(u, x)]
            if pairs and all(p is not None for p, _ in pairs):
                return plus(*(by_inner(p, by(u, x)) for p, u in pairs))


@rule(
    given="c, x, y: scalar",
    lhs=[Derivative(call(row.plain, *(s.y, s.x)[-row.arity[1] :]), s.x) for row in WRITTEN],
    source=STEWART,
    title="definition of {0}",
)
def written_out(e: Any) -> Any:
    """A short name of a function, such as swish, is written out by other functions."""
    match e:
        case Derivative(args=(Call(args=(f, *us)), x)) if dependent(e):
            made = meaning(f, us)
            return None if made is None else Derivative(made, x)


@rule(
    given="g: function; c, x: scalar",
    lhs=[
        Derivative(call("log", s.g(s.x), s.c), s.x),
        Derivative(call("log", s.g(s.x), TWO), s.x),
        Derivative(call("log", s.c, s.g(s.x)), s.x),
    ],
    source=STEWART,
    title="logarithm to a base",
)
def log_to_base(e: Any) -> Any:
    """log_b u = ln u / ln b."""
    match e:
        case Derivative(args=(Call(args=(f, u, b)), x)) if f.plain == "log" and f.kind == "elementary":
            return Derivative(Frac(call("log", u), call("log", b)), x)


@rule(
    given="f, g, h: function; x: scalar",
    lhs=[
        Derivative(s.f(s.x), s.x),
        Derivative(s.f(s.g(s.x)), s.x),
        Derivative(s.f(s.g(s.x), s.h(s.x)), s.x),
    ],
    source="Spivak, Calculus on Manifolds, ch. 2",
    title="chain rule",
    inner=True,
)
def total_derivative(e: Any) -> Any:
    """The partial derivative of a function by each argument, times the derivative of that argument; added."""
    match e:
        case Derivative(args=(Call(args=(f, *us)), x)) if (
            f.kind in ("function", "elementwise") and is_scalar(e.of) and all(map(is_scalar, us))
        ):
            parts = [(k, u) for k, u in enumerate(us) if depends(u, x)]
            terms = [by_inner(Call(prime(f, k, len(us)), *us), by(u, x)) for k, u in parts]
            return plus(*terms) if terms else None


@rule(
    given="x: scalar",
    lhs=[Call(prime(FUNCTIONS[name].function), s.x) for name in ("sigmoid", "tanh", "sin", "log", "exp")],
    source=STEWART,
    title="derivative of {0}",
)
def known_prime(e: Any) -> Any:
    """f'(u) of a known function, from the table of functions."""
    match e:
        case Call(args=(f, u)) if f.kind == "elementary" and f.order == (1,):
            made = slope(FUNCTIONS[f.plain].function, u)
            return None if made is None else Under(made, edges(f, u))
