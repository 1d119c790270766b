"""The border: what stock SymPy is given has the value of our tree, and comes back as it went."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational

from derive.errors import Unsupported
from derive.expr.border import to_sympy
from derive.expr.border_back import from_sympy
from derive.expr.heads import Call, Frac, Function, Plus, Power, Times, letter
from derive.expr.rational import rational_equal
from derive.expression import Expression, read
from derive.notation import FUNCTIONS

a, b, x, y = sp.symbols("a b x y")


def expression(text: str, let: Any = None) -> Expression:
    e = read(text, let)
    assert isinstance(e, Expression)
    return e


SCALARS = [
    (r"\frac{1}{1+e^{-x}}", 1 / (1 + sp.exp(-x))),
    ("x**2 - 2*x*y", x**2 - 2 * x * y),
    (r"\sqrt{x} + \log_2 y", sp.sqrt(x) + sp.log(y, 2)),
    (r"|x| + \max(x, y, 3)", sp.Abs(x) + sp.Max(x, y, 3)),
    (r"\sin^{-1} x", sp.asin(x)),
    ("Heaviside(x)*sign(y)", sp.Heaviside(x) * sp.sign(y)),
    (r"\sigma(x)", 1 / (1 + sp.exp(-x))),
    (r"\frac{d}{dx} x^3", sp.Derivative(x**3, x)),
    (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", sp.Piecewise((x, x > 0), (0, True))),
    ("0.25*x", x / 4),
    (r"\sin'(x)", sp.cos(x)),
    ("x**99999999999", x**99999999999),
    (r"2\pi e^{2}", 2 * sp.pi * sp.exp(2)),
]


@pytest.mark.parametrize(("text", "stock"), SCALARS)
def test_scalars(text: str, stock: Any) -> None:
    assert expression(text).sympy() == stock


def test_assumptions_go_over() -> None:
    symbol = expression("k*x", "k: positive integer").sympy().atoms(sp.Symbol)
    assert {(s.name, s.is_positive, s.is_integer) for s in symbol} == {("k", True, True), ("x", None, None)}


def test_sums_and_entries_count_from_one() -> None:
    i, n = sp.Symbol("i", integer=True), sp.Symbol("n", integer=True)
    assert expression(r"\sum_{i=1}^n x_i^2", "x: n").sympy() == sp.Sum(sp.IndexedBase("x")[i] ** 2, (i, 1, n))
    X = sp.MatrixSymbol("X", n, n)
    assert expression(r"X_{2i} + \operatorname{tr} X", "X: n x n, i: index").sympy() == X[1, i - 1] + sp.Trace(X)


def test_matrices() -> None:
    n = sp.Symbol("n", integer=True)
    A, B = sp.MatrixSymbol("A", n, n), sp.MatrixSymbol("B", n, n)
    let = "A: n x n, B: n x n"
    assert expression("A.T*B", let).sympy() == A.T * B
    assert expression(r"\ln\det A", let).sympy() == sp.log(sp.Determinant(A))
    assert expression(r"A \odot B", let).sympy() == sp.HadamardProduct(A, B)
    assert expression("inv(A) + I(n)", let).sympy() == sp.MatAdd(A.inv(), sp.Identity(n))


def test_matrices_written_out() -> None:
    stock = expression(r"\det \begin{bmatrix} a & b \\ x & y \end{bmatrix}").sympy()
    assert sp.expand(stock - (a * y - b * x)) == 0


def test_abstract_functions_and_their_derivatives() -> None:
    f = sp.Function("f")
    assert expression(r"f'(x)", "f: function").sympy() == sp.Derivative(f(x), x)
    chained = expression(r"f'(x^2)", "f: function").sympy()
    assert chained.subs(f, sp.sin).doit() == sp.cos(x**2)


@pytest.mark.parametrize(
    ("text", "let"),
    [("2**50000*x", None), ("d(X)", "X: n x n"), ("vec(X)", "X: n x n"), (r"\sum_i w_i", "w: V x d rows"),
     (r"\frac{\partial}{\partial X} \operatorname{tr}(X X)", "X: n x n")],
)  # fmt: skip
def test_what_stock_sympy_has_not_is_unsupported(text: str, let: Any) -> None:
    with pytest.raises(Unsupported):
        expression(text, let).sympy()


def test_a_deep_tree_is_not_given_to_stock_sympy() -> None:
    deep: Any = letter("x")
    for _ in range(150):
        deep = Call(FUNCTIONS["sin"].function, deep)
    with pytest.raises(Unsupported, match="deeper"):
        to_sympy(deep)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_known_function_goes_over_with_its_value(name: str) -> None:
    row = FUNCTIONS[name]
    at = 1.7 if name in ("acosh", "acoth", "asec", "acsc") else 0.6
    first = [Rational(1, 2) if name == "elliptic_pi" else Integer(2)] * (row.arity[0] - 1)
    e = Expression(Call(row.function, *first, letter("x")))
    stock = float(sp.N(e.sympy().subs(x, at)))
    assert float(e.numpy()(x=at)) == pytest.approx(stock, rel=1e-12)


# ---- and back --------------------------------------------------------------------------------------------------------

BACK = [
    ("x + y", None), (r"\sum_{i=1}^n x_i^2", "x: n"), (r"\ln\det X", "X: n x n"), ("A.T*B", "A: n x n, B: n x n"),
    (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", None), (r"x^\top A x", "x: n, A: n x n"),
    ("X[i, j]", "X: n x n"), (r"\frac{1}{1+e^{-x}}", None), ("Max(x, y)*Heaviside(x)", None),
    (r"f(x, y)", "f: function"),
    ("hadamard(A, B)", "A: n x n, B: n x n"), ("kron(A, B)", "A: n x n, B: n x n"), (r"\prod_{i=1}^n x_i", "x: n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "let"), BACK)
def test_what_went_over_comes_back_with_its_meaning(text: str, let: Any) -> None:
    e = expression(text, let)
    back = from_sympy(e.sympy(), e.scope)
    assert to_sympy(back) == e.sympy()
    assert back.letters == e.tree.letters


def test_a_quotient_comes_back_as_one() -> None:
    p, q = letter("x"), letter("y")
    assert from_sympy(x / y) == Frac(p, q)
    assert from_sympy(1 / x**2) == Power(p, Integer(-2)) or from_sympy(1 / x**2) == Frac(
        Integer(1), Power(p, Integer(2))
    )
    assert from_sympy(sp.Mul(1, sp.Pow(2, -1, evaluate=False), evaluate=False)) == sp.Rational(1, 2)
    assert from_sympy(-x) == Times(Integer(-1), p)


@pytest.mark.parametrize("stock", [sp.Integral(x, x), sp.zeta(x), sp.Limit(x, x, 0), sp.Indexed("u", x), sp.Order(x)])
def test_what_has_no_head_is_unsupported(stock: Any) -> None:
    with pytest.raises(Unsupported):
        from_sympy(stock)


# ---- the exact decision ----------------------------------------------------------------------------------------------

EQUAL = [
    ("(x+y)**2", "x**2 + 2*x*y + y**2", True), ("(x**2-1)/(x-1)", "x + 1", True), ("x/2 + x/3", "5*x/6", True),
    ("exp(-x)", "1/exp(x)", True), ("1/(1+exp(-x))", "exp(x)/(1+exp(x))", True), ("(x+y)**2", "x**2 + y**2", False),
    ("0.1 + 0.2", "0.3", True), ("x*y", "y*x", True), ("sin(x)*(1+sin(x))", "sin(x) + sin(x)**2", True),
    ("f(x+y)", "f(y+x)", True), ("x/x", "1", True), ("(x+1)**1000", "x", None),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "decided"), EQUAL)
def test_rational_functions_are_decided(left: str, right: str, decided: bool | None) -> None:
    found = rational_equal(expression(left).tree, expression(right).tree)
    assert found is decided


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=5), st.integers(-3, 3))
def test_expanded_polynomials_are_equal_to_their_factors(roots: list[int], extra: int) -> None:
    p = letter("x")
    factors = [Plus(p, Integer(-r)) for r in roots]
    expanded = sp.Poly(sp.prod([x - r for r in roots]), x).as_expr() + extra
    assert rational_equal(Times(*factors), from_sympy(sp.expand(expanded))) is (extra == 0)


def test_an_unknown_function_is_an_atom() -> None:
    f = Function("f", "f", "function")
    one = Call(f, letter("x"))
    assert rational_equal(Frac(Power(one, Integer(2)), one), one) is True
