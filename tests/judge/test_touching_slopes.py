"""Strict inequalities of slopes, and `≠`, that hold at every sample and fail at a point."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"\sigma'(z) < 1/4", "refuted"),
        (r"\frac{d}{dx} \arctan x < 1", "refuted"),
        (r"\frac{d^2}{dx^2} x^4 > 0", "refuted"),
        (r"\frac{d}{dx} (x - \sin x) > 0", "refuted"),
        (r"\sigma'(z) \ne \frac14", "refuted"),
        (r"f'(x)^2 > 0", "undecided"),
        (r"x \ne 0.3711", "undecided"),
        (r"\frac{d}{dx} x^2 \ne 1", "undecided"),
        (r"f(x) \ne 0", "undecided"),
        (r"\sigma'(z) < 0.26", "verified"),
        (r"\sigma'(z) > 0", "verified"),
        (r"f'(x)^2 + 1 > 0", "verified"),
        (r"1/x \ne 0", "verified"),
        (r"e^x \ne 0", "verified"),
    ],
)
def test_where_the_sides_meet(text: str, said: str) -> None:
    assert derive.verify(text).status == said
