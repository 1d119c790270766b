"""Rules for integrals: a derivative goes under the integral sign, and its bounds move."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import Derivative, Letter, Range, depends, is_scalar, minus, plus
from derive.expr.operators import Integral, Over
from derive.expr.trees import substitute
from derive.rules import schema as s
from derive.rules.scalar import by, by_inner, dependent
from derive.rules.table import rule

STEWART = "Stewart, Calculus, ch. 5 and 16"


@rule(
    given="f, g, h: function; x, t: scalar",
    lhs=[
        Derivative(Integral(s.f(s.t), Range(s.t, s.c, s.x)), s.x),
        Derivative(Integral(s.f(s.x, s.t), Range(s.t, s.c, s.y)), s.x),
        Derivative(Integral(s.f(s.x, s.t), Range(s.t, s.g(s.x), s.h(s.x))), s.x),
    ],
    source=STEWART,
    title="Leibniz integral rule",
)
def leibniz(e: Any) -> Any:
    """The body at each moving bound times how that bound moves, and the derivative of the body under the sign."""
    match e:
        case Derivative(args=(Integral(args=(body, (Range() | Over()) as over)), x)) if dependent(e) and is_scalar(x):
            under = [Integral(by(body, x), over)] if depends(body, x) else []
            if isinstance(over, Over):
                return plus(*under)
            t, low, high = over.args
            return plus(*_moving(body, t, high, x), *(minus(b) for b in _moving(body, t, low, x)), *under)
        case Derivative(args=(Integral(args=(body, *overs)), x)) if dependent(e) and is_scalar(x):
            if not any(depends(bound, x) for over in overs for bound in over.args[1:]):
                return Integral(by(body, x), *overs)


def _moving(body: Any, t: Letter, bound: Any, x: Any) -> list[Any]:
    """The body at a bound, times the derivative of the bound; nothing where the bound stands still."""
    return [by_inner(by(bound, x), substitute(body, {t: bound}))] if depends(bound, x) else []
