"""Special functions: real values, NaN elsewhere, slopes that numbers confirm, and no verdict without values."""

from __future__ import annotations

import numpy as np
import pytest

import derive
from derive.numeric.real import RealFunctions


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        ("Derivative(Si(x), x) = sin(x)/x", "verified"),
        ("Derivative(Si(x), x) = cos(x)/x", "refuted"),
        ("Derivative(Ei(x**2), x) = 2*exp(x**2)/x", "verified"),
        ("Derivative(elliptic_f(asin(x), -1), x) = 1/sqrt(1 - x**4)", "verified"),
        ("Derivative(elliptic_f(asin(x), -1), x) = 1/sqrt(1 + x**4)", "refuted"),
        ("Derivative(fresnelc(x), x) = cos(pi*x**2/2)", "verified"),
        ("elliptic_e(0) = pi/2", "verified"),
        ("Chi(x) = Chi(x) + 1", "refuted"),
    ],
)
def test_verdicts(claim: str, status: str) -> None:
    assert derive.verify(claim, syntax="python").status == status


def test_slopes_come_from_the_table() -> None:
    d = derive.differentiate("x*Si(x)", "x")
    assert d.verify().holds
    assert d.result.latex() == r"\operatorname{Si}(x) + \sin x"


def test_complex_values_are_none() -> None:
    real = RealFunctions()
    assert np.isnan(float(real.polylog(2, 3.0)))
    assert float(real.polylog(2, 0.5)) == pytest.approx(np.pi**2 / 12 - np.log(2) ** 2 / 2)
