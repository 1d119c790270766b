"""Absolute values and signs as they are written: factors outside, one sign."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("asec(2*x)", r"\frac{1}{\lvert x \rvert \sqrt{4x^2 - 1}}"),
        ("Abs(y - x)", r"\operatorname{sign}(x - y)"),
        ("Abs((y - x)/y)", r"-\frac{\operatorname{sign}(y - x)}{\lvert y \rvert}"),
        ("sign(x)*sqrt(Abs(x))", r"\frac{1}{2\sqrt{\lvert x \rvert}}"),
        ("asin(2*x - 1)", r"\frac{1}{\sqrt{x \left(1 - x\right)}}"),
        ("x*exp(-x**2/2)", r"e^{-x^2/2} (1 - x^2)"),
        ("log((x - 1)/(x + 1))", r"\frac{2}{x^2 - 1}"),
        ("x**(a - 1)*exp(-b*x)", r"x^{a - 2} e^{-b x} (a - b x - 1)"),
        ("x/(1 + exp(-1.702*x))", r"\sigma(1.702x)(1.702x \left(1 - \sigma(1.702x)\right) + 1)"),
    ],
)
def test_last_lines(formula: str, answer: str) -> None:
    found = derive.differentiate(formula, "x")
    assert found.result.latex() == answer
    assert found.verify().status in ("verified", "proved")
