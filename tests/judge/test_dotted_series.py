"""Sums with dots whose rule the written terms show."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    "text",
    [
        r"1 + c + c^2 + \cdots = \frac{1}{1 - c}",
        r"\frac12 + \frac14 + \frac18 + \dots = 1",
        r"\sin x = x - \frac{x^3}{3!} + \frac{x^5}{5!} - \cdots",
        r"e^x = 1 + x + \frac{x^2}{2!} + \frac{x^3}{3!} + \ldots",
        r"\frac{a}{1+r} + \frac{a}{(1+r)^2} + \frac{a}{(1+r)^3} + \cdots = \frac{a}{r}",
        r"\frac{1}{(1-x)^2} = 1 + 2x + 3x^2 + \cdots",
        r"\frac{\pi^2}{6} = 1 + \frac14 + \frac19 + \frac{1}{16} + \cdots",
        r"1 + a + a^2 + \cdots + a^{n-1} = \frac{1 - a^n}{1 - a}",
    ],
)
def test_true(text: str) -> None:
    assert derive.verify(text).status == "verified"


@pytest.mark.parametrize(
    "text",
    [
        r"1 + c + c^2 + \cdots = \frac{1}{1 + c}",
        r"\sin x = x - \frac{x^3}{3} + \frac{x^5}{5} - \cdots",
        r"\frac12 + \frac14 + \frac18 + \dots = 2",
        r"1 + a + a^2 + \cdots + a^{n-1} = \frac{1 - a^{n+1}}{1 - a}",
    ],
)
def test_false(text: str) -> None:
    assert derive.verify(text).status == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"1 + x + \cdots = \frac{1}{1 - x}",  # two terms show no rule
        r"1 - x + x^2 + x^3 + \cdots = \frac{1}{1 + x}",  # nor do signs without one
        r"1 + x + 2x^2 + 5x^3 + \cdots = C(x)",
        r"2 + 3 + 5 + 7 + \cdots = 20",
        r"a_0 + a_1 + a_2 + \cdots = s",
    ],
)
def test_no_rule(text: str) -> None:
    assert derive.verify(text).status == "undecided"
