"""Functions that the text defines: written out where the variable moves through them, and nowhere else."""

from __future__ import annotations

import math

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "wrt", "result"),
    [
        (r"f(x^2), f(u) = \sin u", "x", r"2x \cos(x^2)"),
        (r"f(g(x)), g(x) = x^2, f(u) = \sin u", "x", r"2x \cos(x^2)"),
        (r"f(g(x)), f(u) = \sin u, g(x) = x^2", "x", r"2x \cos(x^2)"),
        (r"f(x)^2, f(x) = \sin x", "x", r"2\sin x \cos x"),
        (r"\sigma(a x), \sigma(z) = \frac{1}{1 + e^{-z}}", "x", r"a \sigma(a x)(1 - \sigma(a x))"),
    ],
)
def test_a_defined_function_is_written_out(text: str, wrt: str, result: str) -> None:
    d = derive.differentiate(text, wrt)
    assert d.verify().holds
    assert d.result.latex().replace("\\left", "").replace("\\right", "").replace(" ", "") == result.replace(" ", "")


def test_a_letter_inside_a_definition_counts() -> None:
    d = derive.differentiate("f(3), f(x) = a x^2", "a")
    assert d.verify().holds
    assert float(d.numpy()()) == 9


def test_what_does_not_depend_keeps_its_name() -> None:
    d = derive.differentiate(r"f(c) x^2, f(u) = \sin u", "x")
    assert d.result.latex() == "2x f(c)"
    assert float(d.numpy()(c=1.0, x=2.0)) == pytest.approx(4 * math.sin(1.0))
    assert d.verify().holds
