"""True claims, their mutants, and values by mpmath that share nothing with the compiler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath as mp
from sympy import Integer, Rational, S

from derive.expr.heads import (
    Call,
    Decimal,
    Derivative,
    Entry,
    Frac,
    Letter,
    Plus,
    Power,
    Range,
    Sum,
    Times,
    digest,
    minus,
)
from derive.expr.trees import replace_at, walk
from derive.notation import FUNCTIONS

TRUE = (
    "Derivative(x**3, x) = 3*x**2",
    "Derivative(sin(x)*exp(x), x) = exp(x)*(sin(x) + cos(x))",
    "Derivative(log(x**2 + 1), x) = 2*x/(x**2 + 1)",
    "Derivative(1/(1 + exp(-x)), x) = exp(-x)/(1 + exp(-x))**2",
    "Derivative(tanh(x), x) = 1 - tanh(x)**2",
    "Derivative(sqrt(x**2 + y**2), x) = x/sqrt(x**2 + y**2)",
    "Derivative(atan(x/y), x) = y/(x**2 + y**2)",
    "Derivative(x**x, x) = x**x*(log(x) + 1)",
    "Derivative(cos(x**2), x, x) = -2*sin(x**2) - 4*x**2*cos(x**2)",
    "Derivative(exp(-x**2/2), x) = -x*exp(-x**2/2)",
    "Derivative(log(1 + exp(x)), x) = exp(x)/(1 + exp(x))",
    "Derivative(x*log(x) - x, x) = log(x)",
    "Derivative(asin(x), x) = 1/sqrt(1 - x**2)",
    "Derivative(sinh(x)*cosh(x), x) = cosh(2*x)",
    "Derivative((a*x + b)**5, x) = 5*a*(a*x + b)**4",
    "sin(x)**2 = (1 - cos(2*x))/2",
    "sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y)",
    "tan(x)**2 + 1 = 1/cos(x)**2",
    "cosh(x)**2 - sinh(x)**2 = 1",
    "log(x*y**2) - log(x) = 2*log(y)",
    "(x + y)**3 = x**3 + 3*x**2*y + 3*x*y**2 + y**3",
    "1/(1 + exp(-x)) = (1 + tanh(x/2))/2",
    "exp(x)*exp(2*y) = exp(x + 2*y)",
    "x**3 - y**3 = (x - y)*(x**2 + x*y + y**2)",
    "atan(x) + atan(1/x) = pi/2*sign(x)",
    "Max(x, 0) = (x + Abs(x))/2",
)
INDEXED = (
    (r"\frac{\partial}{\partial a_k} \sum_{i=1}^{n} a_i^2 b_i = 2 a_k b_k", "a: n, b: n"),
    (r"\frac{\partial}{\partial a_k} \sum_{i=1}^{n} \sin(a_i) = \cos(a_k)", "a: n"),
    (
        r"\sum_{i=1}^{n} (a_i + b_i)^2 = \sum_{i=1}^{n} a_i^2 + 2 \sum_{i=1}^{n} a_i b_i + \sum_{i=1}^{n} b_i^2",
        "a: n, b: n",
    ),
    (
        r"\sum_{i=1}^{n} \sum_{j=1}^{n} a_i b_j = (\sum_{i=1}^{n} a_i) (\sum_{j=1}^{n} b_j)",
        "a: n, b: n",
    ),
)
SLOPES = {
    "sin({})": "cos({})",
    "cos({})": "-sin({})",
    "exp({})": "exp({})",
    "sinh({})": "cosh({})",
    "cosh({})": "sinh({})",
    "tanh({})": "(1 - tanh({})**2)",
    "atan({})": "1/(1 + ({})**2)",
    "({})**3": "3*({})**2",
    "({})**4": "4*({})**3",
    "log(1 + ({})**2)": "2*({0})/(1 + ({0})**2)",
    "1/(2 + sin({}))": "-cos({0})/(2 + sin({0}))**2",
    "sqrt(1 + ({})**2)": "({0})/sqrt(1 + ({0})**2)",
    "exp(-({})**2/2)": "-({0})*exp(-({0})**2/2)",
    "log(1 + ({})**2, 2)": "2*({0})/((1 + ({0})**2)*log(2))",
}
INNER = {
    "x**2 + 1": "2*x",
    "3*x - 2": "3",
    "a*x + b": "a",
    "x*y": "y",
    "sin(x)": "cos(x)",
    "exp(-x)": "-exp(-x)",
    "x**3/3": "x**2",
    "x - y**2": "1",
    "cos(2*x)": "-2*sin(2*x)",
    "x*sin(x)": "sin(x) + x*cos(x)",
}
CHAINS = tuple(
    f"Derivative({f.format(u)}, x) = {df.format(u)}*({du})" for f, df in SLOPES.items() for u, du in INNER.items()
)
PRODUCTS = tuple(
    f"Derivative({f.format('x')}*({u}), x) = {df.format('x')}*({u}) + {f.format('x')}*({du})"
    for f, df in SLOPES.items()
    for u, du in INNER.items()
)
SWAPS = {"sin": "cos", "cos": "sin", "exp": "sinh", "log": "exp", "sinh": "cosh", "cosh": "sinh", "tanh": "sin",
         "tan": "tanh", "atan": "tanh", "abs": "exp"}  # fmt: skip


def mutants(e: Any) -> Iterator[Any]:
    """The tree with one mistake: a sign, a factor, an exponent, a function, a number, a term or a factor dropped."""
    seen = {digest(e)}
    for path, node in walk(e):
        for wrong in _slips(node):
            if path and isinstance(e, Plus | Times) and type(wrong) is type(e) and len(path) == 1:
                continue
            made = replace_at(e, path, wrong)
            if digest(made) not in seen:
                seen.add(digest(made))
                yield made


def _slips(node: Any) -> Iterator[Any]:
    match node:
        case Plus(args=terms):
            for k, t in enumerate(terms):
                yield Plus(*terms[:k], minus(t), *terms[k + 1 :])
                rest = terms[:k] + terms[k + 1 :]
                yield Plus(*rest) if len(rest) > 1 else rest[0]
        case Times(args=factors):
            for k in range(len(factors)):
                rest = factors[:k] + factors[k + 1 :]
                yield Times(*rest) if len(rest) > 1 else rest[0]
        case Power(args=(b, Rational() as q)):
            yield Power(b, q + 1)
            yield Power(b, -q)
        case Frac(args=(a, b)):
            yield Frac(b, a)
        case Call(args=(f, u, Integer() as b)) if f.plain == "log":
            yield Call(f, u, b + 1)
            yield Call(f, u)
        case Entry(args=(a, Letter())):
            yield Times(2, node)
            yield Power(node, 2)
            yield Entry(a, 1)
        case Sum(args=(body, binder)) if binder.args[1] != 2:
            yield Sum(body, Range(binder.args[0], 2, binder.args[-1]))
        case Call(args=(f, u)) if f.plain in SWAPS:
            yield Call(FUNCTIONS[SWAPS[f.plain]].function, u)
        case Integer() if node > 1:
            yield node + 1
        case Letter() if not node.shape and "integer" not in node.assumptions:
            yield Times(2, node)
            yield Power(node, 2)


def value(e: Any, at: dict[str, Any]) -> Any:
    """The value at a point by mpmath, derivatives by `mpmath.diff`; NaN where it is not real."""
    try:
        v = mp.mpmathify(_value(e, at))
    except (ZeroDivisionError, ValueError, OverflowError):
        return mp.nan
    return v.real if abs(v.imag) < mp.mpf(10) ** -30 else mp.nan


def _value(e: Any, at: dict[str, Any]) -> Any:
    match e:
        case Letter():
            return at[e.plain]
        case Entry(args=(Letter() as a, i)):
            return at[a.plain][int(_value(i, at)) - 1]
        case Sum(args=(body, binder)):
            first, last = (binder.args[1], binder.args[2]) if isinstance(binder, Range) else (1, binder.args[1])
            run = range(int(_value(first, at)), int(_value(last, at)) + 1)
            return mp.fsum(_value(body, {**at, binder.args[0].plain: k}) for k in run)
        case Derivative(args=(f, Entry(args=(Letter() as a, i)))):
            k = int(_value(i, at)) - 1
            return mp.diff(
                lambda t: _value(f, {**at, a.plain: [*at[a.plain][:k], t, *at[a.plain][k + 1 :]]}), at[a.plain][k]
            )
        case int():
            return mp.mpf(e)
        case Decimal():
            return mp.mpf(e.digits)
        case Rational():
            return mp.mpf(int(e.p)) / int(e.q)
        case Plus(args=args):
            return mp.fsum(_value(a, at) for a in args)
        case Times(args=args):
            return mp.fprod(_value(a, at) for a in args)
        case Frac(args=(a, b)):
            return _value(a, at) / _value(b, at)
        case Power(args=(a, b)):
            return mp.power(_value(a, at), _value(b, at))
        case Derivative(args=(f, Letter() as x, *more)):
            return mp.diff(lambda t: _value(f, {**at, x.plain: t}), at[x.plain], 1 + len(more))
        case Call(args=(f, *args)):
            name = {"abs": "fabs", "max": "max", "min": "min"}.get(f.plain, f.plain)
            numbers = [_value(a, at) for a in args]
            return max(numbers) if name == "max" else getattr(mp, name)(*numbers)
    return +mp.pi if e is S.Pi else +mp.e if e is S.Exp1 else mp.nan


def differ(a: Any, b: Any, points: list[dict[str, Any]]) -> bool | None:
    """Do two trees differ at a point where both are real? None where no point tells."""
    told = None
    for at in points:
        p, q = value(a, at), value(b, at)
        if mp.isfinite(p) and mp.isfinite(q):
            told = False if told is None else told
            if abs(p - q) > mp.mpf(10) ** -12 * max(1, abs(p), abs(q)):
                return True
    return told
