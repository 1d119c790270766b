"""Derivatives of special functions, of functions of several arguments among them."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("loggamma(x)", "digamma(x)"),
        ("besselj(0, x)", "-besselj(1, x)"),
        ("besselk(2, x)", "-(besselk(1, x) + besselk(3, x))/2"),
        ("airyaiprime(x)", "x*airyai(x)"),
        ("beta(x, 2)", "beta(x, 2)*(digamma(x) - digamma(x + 2))"),
        ("beta(2, x)", "beta(2, x)*(digamma(x) - digamma(x + 2))"),
        ("polygamma(1, x)", "polygamma(2, x)"),
        ("uppergamma(2, x)", "-x*exp(-x)"),
        ("atan2(x, 3)", "3/(x**2 + 9)"),
        ("erfinv(x)", "sqrt(pi)*exp(erfinv(x)**2)/2"),
        ("sinc(x)", "(x*cos(x) - sin(x))/x**2"),
        ("root(x, 5)", "1/(5*x**(4/5))"),
    ],
)
def test_slopes(formula: str, answer: str) -> None:
    found = derive.differentiate(formula, "x")
    assert found.verify().status in ("verified", "proved")
    assert derive.verify(f"{found.result.text()} = {answer}").status in ("verified", "proved")
    again = derive.read(found.result.latex(), let="x: scalar")
    assert again.text() == found.result.text()  # type: ignore[union-attr]
