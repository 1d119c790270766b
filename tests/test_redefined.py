"""Functions that a text defines: known ones given another meaning, and their derivatives by primes."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"\sigma(a x),\ \sigma(z) = \tanh z", r"a \left(1 - \tanh^2(a x)\right)"),
        (r"\sigma(a x),\ \sigma(z) = \frac{1}{1 + e^{-z}}", r"a \sigma(a x)(1 - \sigma(a x))"),
        (r"\sigma(x),\ \sigma(z) = \frac{z}{1 + |z|}", r"\frac{1}{(1 + \lvert x \rvert)^2}"),
        (r"f'(x),\ f(x) = x^3", "6x"),
        (r"f''(x),\ f(u) = u^4", "24x"),
        (r"g(f'(x)),\ f(x) = x^3,\ g(u) = u^2", "36x^3"),
    ],
)
def test_what_the_text_says_holds(text: str, answer: str) -> None:
    found = derive.differentiate(text, "x")
    assert found.result.latex() == answer
    assert found.verify().status in ("verified", "proved")
