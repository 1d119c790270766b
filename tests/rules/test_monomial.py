"""Products seen as monomials: the cheap test for "nothing to collect" never hides a collection."""

from __future__ import annotations

import pytest

from derive.api.derivations import formula
from derive.rules.monomial import factors, monomial, nothing_to_collect
from derive.rules.sameness import key

PRODUCTS = [
    "a*b*sin(x)*cos(x)",
    "3*a*sin(x)",
    "-a*sin(x)*(1 - tanh(x)**2)",
    "b*a*sin(x)",
    "a*a*sin(x)",
    "sin(x)*a",
    "2*3*a",
    "a*(x + y)*(y + x)",
    "a*exp(x)*exp(y)",
    "sin(x)*sin(x)",
    "a*Derivative(sin(x), x)*b",
    "-1*(x - a)*(x - b)",
    "-sin(x)",
    "5*sin(x)",
    "pi*sin(x)*a",
    "a*x**2*x",
    "a*(1/x)*sin(x)",
]


@pytest.mark.parametrize("text", PRODUCTS)
def test_nothing_to_collect_means_that_nothing_changes(text: str) -> None:
    e = formula(text, let="a: scalar, b: scalar", syntax="python").tree
    if nothing_to_collect(e):
        assert monomial(e).tree() == e


def test_long_products_are_seen_through() -> None:
    told = [formula(t, let="a: scalar, b: scalar", syntax="python").tree for t in PRODUCTS]
    assert [nothing_to_collect(e) for e in told[:4]] == [True, True, True, False]


def test_equal_up_to_order_is_equal_by_key() -> None:
    a, b = (formula(t).tree for t in ("sin(x*y + z)*(x + 1)", "(1 + x)*sin(z + y*x)"))
    assert a != b
    assert key(a) == key(b)


def test_factors_of_quotients_and_powers() -> None:
    e = formula("x*Abs(y)**2/(3*z)").tree
    assert {str(f) for f in factors(e)} == {"x", "Abs(y)", "3", "z"}


ABSORBED = {
    "a*m*(x/m)**a/(x*m)": "a*(x/m)**(a - 1)/m",
    "a*(x/m)**a/x": "a*(x/m)**(a - 1)/m",
    "a*(3*x)**a/x": "3*a*(3*x)**(a - 1)",
    "2*a*(x**2/m)**a/x": "2*a*x*(x**2/m)**(a - 1)/m",
    "x*(x/m)**a/m": "(x/m)**(a + 1)",
    "x*(x/m)**a": "x*(x/m)**a",
    "a*(x/m)**a/m": "a*(x/m)**a/m",
}


@pytest.mark.parametrize(("text", "wanted"), ABSORBED.items())
def test_a_symbolic_power_takes_in_the_factors_of_its_base(text: str, wanted: str) -> None:
    let = "a: scalar, m: positive, x: positive"
    e, w = (formula(t, let=let, syntax="python").tree for t in (text, wanted))
    made = monomial(e).tree()
    assert key(made) == key(w)
    assert monomial(made).tree() == made
