"""Equations whose i is the imaginary unit."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    "text",
    [
        r"e^{i\theta} + e^{-i\theta} = 2\cos\theta",
        r"\sin x = \frac{e^{ix} - e^{-ix}}{2i}",
        r"(\cos x + i\sin x)^n = e^{inx}",
        r"|a + bi|^2 = (a + bi)(a - bi)",
        r"\frac{1}{a + ib} = \frac{a - ib}{a^2 + b^2}",
        r"\sum_{k=0}^{N-1} e^{2\pi i k/N} = 0",
        r"\frac{d}{dt} e^{i\omega t} = i\omega e^{i\omega t}",
        r"\mathrm{Re}(e^{(a+bi)t}) = e^{at}\cos bt",
        r"|z|^2 = z \bar z",
        r"\sinh(ix) = i \sin x",
        r"\sqrt{-4} = 2i",
        r"\int_0^{2\pi} e^{i n x} dx = 0",
        r"\int_0^\infty e^{-at} e^{-i\omega t} dt = \frac{1}{a + i\omega}",
        r"\frac{-2 \pm \sqrt{4 - 20}}{2} = -1 \pm 2i",
    ],
)
def test_true(text: str) -> None:
    assert derive.verify(text).status == "verified"


@pytest.mark.parametrize(
    "text",
    [
        r"e^{i\theta} + e^{-i\theta} = 2i\cos\theta",
        r"\sin x = \frac{e^{ix} - e^{-ix}}{2}",
        r"(\cos x + i\sin x)^2 = \cos 2x - i\sin 2x",
        r"\frac{1}{a + ib} = \frac{a + ib}{a^2 + b^2}",
        r"\frac{d^2}{dt^2} e^{i\omega t} = \omega^2 e^{i\omega t}",
        r"|e^{i\theta}| = 2",
        r"\int_0^\infty e^{-at} e^{-i\omega t} dt = \frac{1}{a - i\omega}",
        r"\frac{-2 \pm \sqrt{4 - 20}}{2} = -1 \pm 4i",
    ],
)
def test_false(text: str) -> None:
    found = derive.verify(text)
    assert found.status == "refuted" and found.counterexample is not None
    assert found.counterexample["left"] != found.counterexample["right"]


def test_an_index_is_none() -> None:
    assert derive.verify(r"\sum_{i=1}^3 e^{i t} = e^t + e^{2t} + e^{3t}").holds
    assert derive.verify(r"(1 + i)^2 = 1 + 2i + i^2").status == "proved"


def test_a_declared_letter_is_none() -> None:
    assert derive.verify(r"e^{i\theta} + e^{-i\theta} = 2\cosh(i\theta)", let="i: positive").holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a} = -\frac{b}{2a} \mp \frac{\sqrt{b^2 - 4ac}}{2a}", "verified"),
        (r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a} = -\frac{b}{a} \pm \frac{\sqrt{b^2 - 4ac}}{2a}", "refuted"),
    ],
)
def test_both_signs(text: str, said: str) -> None:
    assert derive.verify(text).status == said
