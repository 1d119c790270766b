"""The border to stock SymPy, the way back: `from_sympy` gives our tree of a stock expression, written as it stands.

A name becomes the letter that the scope has for it, else a scalar letter; indices of sums become index letters. What
has no head is Unsupported: nothing is guessed and nothing dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from math import gcd
from typing import Any

import sympy
from sympy import Float, Integer, Rational, S

from derive.errors import DeriveError, Unsupported
from derive.expr.heads import (
    And,
    Call,
    Case,
    Cases,
    Decimal,
    Delta,
    Derivative,
    Det,
    Entry,
    Eye,
    Frac,
    Function,
    Had,
    Inv,
    Kron,
    Letter,
    Matrix,
    Ones,
    Or,
    Otherwise,
    Plus,
    Power,
    Product,
    Range,
    Relation,
    Sum,
    T,
    Times,
    Tr,
    Zero,
    index,
    letter,
    minus,
    times,
)
from derive.expr.names import Name, from_plain
from derive.expr.scope import Scope
from derive.expr.trees import trampoline
from derive.notation import BY_PYTHON
from derive.notation import call as known_call

Stock = Any
Work = Generator[Any, Any, Any]
MOST_NODES = 20_000
RELATIONS = {
    sympy.Equality: "=", sympy.Unequality: "≠", sympy.StrictLessThan: "<", sympy.LessThan: "≤",
    sympy.StrictGreaterThan: ">", sympy.GreaterThan: "≥",
}  # fmt: skip
CONSTANTS = (S.Pi, S.Exp1, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)


class _Back:
    """The letters of one way back: the scope's, those made on the way, and the indices that are bound."""

    def __init__(self, scope: Scope, name_of: Callable[[str], Name]) -> None:
        self.scope, self.name_of = scope, name_of
        self.bound: list[str] = []

    def letter(self, text: str, sizes: tuple[Any, ...] = ()) -> Letter:
        name = self.name_of(text)
        if name.plain in self.bound:
            return index(name.latex)
        known = self.scope.letters.get(name.plain)
        return known if known is not None else letter(name.latex, name.plain, sizes=sizes)

    def function(self, text: str) -> Function:
        name = self.name_of(text)
        known = self.scope.functions.get(name.plain)
        return known if known is not None else Function(name.latex, name.plain, "function")


def from_sympy(e: Stock, scope: Scope | None = None, name_of: Callable[[str], Name] = from_plain) -> Any:
    """Our tree of a stock expression.

    scope: the letters and functions by plain name; name_of: the name that a symbol's text spells.
    Raises: Unsupported for what has no head here, ShapeError where shapes do not fit.
    """
    for count, _ in enumerate(sympy.preorder_traversal(e)):
        if count > MOST_NODES:
            raise Unsupported(f"a stock expression of more than {MOST_NODES:,} nodes")
    back = _Back(scope or Scope(), name_of)
    try:
        return trampoline(_convert(back, e))
    except (TypeError, ValueError, AttributeError, NotImplementedError) as error:
        if isinstance(error, DeriveError):
            raise
        raise Unsupported(f"this stock expression has no tree here: {error}") from error


def _convert(back: _Back, e: Stock) -> Work:
    if isinstance(e, Float):
        return Decimal(str(e))
    if isinstance(e, Rational) or e in CONSTANTS:
        return e
    if isinstance(e, sympy.Symbol):
        return back.letter(e.name)
    for kind, build in BUILDERS.items():
        if isinstance(e, kind):
            return (yield build(back, e))
    if isinstance(e, sympy.core.function.Application):
        return (yield _call(back, e))
    raise Unsupported(f"{type(e).__name__} of stock SymPy has no tree here")


def _all(back: _Back, items: Any) -> Generator[Any, Any, list[Any]]:
    found = []
    for a in items:
        found.append((yield _convert(back, a)))
    return found


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def _add(back: _Back, e: Stock) -> Work:
    return Plus(*(yield _all(back, e.args)))


def _mul(back: _Back, e: Stock) -> Work:
    top: list[Any] = []
    low: list[Any] = []
    for a in e.args:
        negative = isinstance(a, sympy.Pow) and not isinstance(a, sympy.exp) and _is_negative(a.exp)
        if not negative:
            top.append((yield _convert(back, a)))
        elif a.exp == -1:
            low.append((yield _convert(back, a.base)))
        else:
            low.append(Power((yield _convert(back, a.base)), -a.exp))
    sign, top = _signed(top)
    product = times(*top)
    if low:
        below = low[0] if len(low) == 1 else Times(*low)
        whole = isinstance(product, Integer) and isinstance(below, Integer) and below > 0
        reduced = whole and gcd(int(product), int(below)) == 1
        product = Rational(product, below) if reduced else Frac(product, below)
    return minus(product) if sign else product


def _is_negative(n: Stock) -> bool:
    return isinstance(n, Rational) and n < 0


def _signed(top: list[Any]) -> tuple[bool, list[Any]]:
    """The factors without those that are -1, and whether an odd number of them was left out."""
    kept = [a for a in top if a != S.NegativeOne]
    return (len(top) - len(kept)) % 2 == 1, [a for a in kept if a != S.One] or [S.One]


def _pow(back: _Back, e: Stock) -> Work:
    base, exponent = e.args
    if base == S.Exp1:
        return known_call("exp", (yield _convert(back, exponent)))
    if exponent == -1:
        below = yield _convert(back, base)
        return Rational(1, below) if isinstance(below, Integer) and below > 1 else Frac(S.One, below)
    return Power(*(yield _all(back, (base, exponent))))


def _exp(back: _Back, e: Stock) -> Work:
    return known_call("exp", (yield _convert(back, e.args[0])))


def _log(back: _Back, e: Stock) -> Work:
    arguments = yield _all(back, e.args)
    return known_call("log", *(arguments[:1] if arguments[1:] == [S.Exp1] else arguments))


def _call(back: _Back, e: Stock) -> Work:
    arguments = yield _all(back, e.args)
    name = type(e).__name__ if not isinstance(e, sympy.core.function.AppliedUndef) else ""
    if name == "Heaviside" and len(arguments) == 2 and arguments[1] == Rational(1, 2):
        arguments.pop()
    if name:
        row = BY_PYTHON.get(name)
        if row is None or not row.arity[0] <= len(arguments) <= row.arity[1]:
            raise Unsupported(f"{name} of stock SymPy has no tree here")
        return known_call(row.plain, *arguments)
    return Call(back.function(str(e.func)), *arguments)


# ---- sums, derivatives, conditions -----------------------------------------------------------------------------------


def _big(head: Any) -> Callable[[_Back, Stock], Work]:
    def build(back: _Back, e: Stock) -> Work:
        before = list(back.bound)
        binders = []
        for i, lo, hi in reversed(e.limits):  # the last limit is the outermost
            bounds = yield _all(back, (lo, hi))
            back.bound.append(back.name_of(i.name).plain)
            binders.append(Range(back.letter(i.name), *bounds))
        body = yield _convert(back, e.function)
        back.bound[:] = before
        for binder in reversed(binders):
            body = head(body, binder)
        return body

    return build


def _derivative(back: _Back, e: Stock) -> Work:
    variables = []
    for x, n in e.variable_count:
        if not isinstance(n, Integer):
            raise Unsupported("a derivative of symbolic order")
        variables += [(yield _convert(back, x))] * int(n)
    return Derivative((yield _convert(back, e.expr)), *variables)


def _relation(back: _Back, e: Stock) -> Work:
    return Relation(RELATIONS[type(e)], *(yield _all(back, e.args)))


def _piecewise(back: _Back, e: Stock) -> Work:
    cases = []
    for value, condition in e.args:
        last = condition == sympy.true
        when = Otherwise() if last else (yield _convert(back, condition))
        cases.append(Case((yield _convert(back, value)), when))
    return Cases(*cases)


def _indexed(back: _Back, e: Stock) -> Work:
    name = back.name_of(str(e.base.label))
    owner = back.scope.letters.get(name.plain)
    if owner is None or not owner.shape:
        raise Unsupported(f"the sizes of {name.plain} are not declared")
    return Entry(owner, *(yield _all(back, e.indices)))


# ---- matrices --------------------------------------------------------------------------------------------------------


def _matrix_symbol(back: _Back, e: Stock) -> Work:
    sizes = yield _all(back, e.shape)
    sized = [index(s.latex) if isinstance(s, Letter) else s for s in sizes]
    return back.letter(e.name, tuple(sized))


def _matrix_element(back: _Back, e: Stock) -> Work:
    owner, *indices = yield _all(back, (e.parent, e.i + 1, e.j + 1))
    return Entry(owner, *(indices[:1] if owner.shape[1] == 1 else indices))


def _explicit(back: _Back, e: Stock) -> Work:
    return Matrix(e.rows, e.cols, *(yield _all(back, list(e))))


def _of_all(head: Any) -> Callable[[_Back, Stock], Work]:
    def build(back: _Back, e: Stock) -> Work:
        return head(*(yield _all(back, e.args)))

    return build


def _first(head: Any) -> Callable[[_Back, Stock], Work]:
    def build(back: _Back, e: Stock) -> Work:
        return head((yield _convert(back, e.args[0])))

    return build


def _mat_mul(back: _Back, e: Stock) -> Work:
    factors = yield _all(back, e.args)
    sign, kept = _signed(factors)
    return minus(times(*kept)) if sign else times(*kept)


BUILDERS: Mapping[type, Callable[[_Back, Stock], Work]] = {
    sympy.MatrixBase: _explicit,
    sympy.MatrixSymbol: _matrix_symbol,
    sympy.matrices.expressions.matexpr.MatrixElement: _matrix_element,
    sympy.MatAdd: _of_all(Plus),
    sympy.MatMul: _mat_mul,
    sympy.Inverse: _first(Inv),
    sympy.MatPow: _of_all(Power),
    sympy.Transpose: _first(T),
    sympy.Trace: _first(Tr),
    sympy.Determinant: _first(Det),
    sympy.HadamardProduct: _of_all(Had),
    sympy.KroneckerProduct: _of_all(Kron),
    sympy.Identity: _first(Eye),
    sympy.OneMatrix: _of_all(Ones),
    sympy.ZeroMatrix: _of_all(Zero),
    sympy.Indexed: _indexed,
    sympy.Add: _add,
    sympy.Mul: _mul,
    sympy.exp: _exp,
    sympy.Pow: _pow,
    sympy.log: _log,
    sympy.KroneckerDelta: _of_all(Delta),
    sympy.Sum: _big(Sum),
    sympy.Product: _big(Product),
    sympy.Derivative: _derivative,
    sympy.Piecewise: _piecewise,
    sympy.And: _of_all(And),
    sympy.Or: _of_all(Or),
    sympy.core.relational.Relational: _relation,
}
