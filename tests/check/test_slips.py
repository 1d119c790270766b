"""Repairs that say nothing are not offered: what is tied, and what nobody defined."""

from __future__ import annotations

import pytest

from derive.check.slips import Effort, repaired, telling
from derive.expression import parsed


def test_a_letter_for_a_whole_side_is_no_evidence() -> None:
    assert repair(r"R \int g(x) p(x)\, dx = \int h(x) p(x)\, dx") is None


def repair(text: str) -> str | None:
    reading = parsed(text, None, "latex")[0]
    left, right = reading.statements[0].trees
    found = repaired((left, right), "=", reading.scope)
    return found.words if found is not None and telling((left, right), found) else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"(a + b)^2 = a^2 + a b + b^2", "true with"),
        (r"\frac{d}{dx} \sin(x^2) = 2x \sin(x^2)", r"true with \cos"),
        (r"\sum_{i=1}^n (a_i - b_i)^2 = \sum_{i=1}^n (a_i^2 - 2 a_i b_i + a_i^2)", "true with b_i"),
        (r"\frac{d}{dx} e^{-x^2/2} = x e^{-x^2/2}", "true with"),
        (r"(A + B D^{-1} C)^{-1} = A^{-1} + A^{-1} B (D + C A^{-1} B)^{-1} C A^{-1}", "true with A^{-1} - A^{-1} B"),
        (r"\frac{d}{dx} (a x)^n = n (a x)^{n - 1}", "true with a n (a x)^{n - 1}"),
        (r"\frac{a^{n + 1} + b x}{a b} = \frac{a^n}{b} + \frac{x}{b}", "true with"),
        (r"\frac{d}{dx} \max(0, a x) = -a \begin{cases} 1 & a x > 0 \\ 0 & a x \le 0 \end{cases}", "true with"),
        (r"a - (b - c) + d = a - b - c - d + 2d", "true with"),
        (r"\sum_{n=1}^{N} (x_n - m)^2 = \sum_{n=1}^{N - 1} (x_n^2 - 2 m x_n + m^2)", r"true with \sum_{n=1}^{N} "),
    ],
)
def test_the_likeliest_repair(text: str, words: str) -> None:
    found = repair(text)
    assert found is not None and found.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial}{\partial z} (f(x) + g(z)) = \frac{\partial}{\partial z} (x + z)",
        r"S_{22} - S_{21} S_{11} S_{12} = S_{22} - S_{12} S_{11} S_{12}",
        "x = 2 y",
        r"E(L) = E(L^q)",
        r"A^\top = \begin{bmatrix} a_{11} & a_{21} \\ a_{12} & a_{22} \end{bmatrix}",
        r"2v \max(0, x) = \begin{cases} 0 & x \le 0 \\ 2(y - z) x & x > 0 \end{cases}",
    ],
)
def test_what_is_tied_or_may_be_anything_is_no_slip(text: str) -> None:
    assert repair(text) is None


def test_searches_share_what_may_be_tried() -> None:
    (s,), scope = (reading := parsed("(a + b)^2 = a^2 + ab + b^2", syntax="latex")[0]).statements, reading.scope
    effort = Effort(200)
    first = repaired(s.trees, "=", scope, effort=effort)
    assert first is not None and 0 < effort.left < 200
    effort.left = 5
    assert repaired(s.trees, "=", scope, effort=effort) is None
    assert effort.left <= 0
