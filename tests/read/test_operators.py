"""Operators that bind letters: what they are read as, what they are worth, and what verdicts rest on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import derive
from derive.errors import DeriveError, Unsupported
from derive.expr.operators import ArgMin, At, Integral, Limit, Maximum

A = np.array([[1.0, 5.0, 2.0], [4.0, 0.5, 3.0]])

VALUES = [
    (r"\int_0^1 x^2 dx", {}, 1 / 3),
    (r"\int_a^b \cos x \, dx", {"a": 0.3, "b": 1.1}, math.sin(1.1) - math.sin(0.3)),
    (r"\int_{-\infty}^{\infty} e^{-x^2} dx", {}, math.sqrt(math.pi)),
    (r"\int_{-\infty}^{\infty} \frac{1}{1+x^2} dx", {}, math.pi),
    (r"\int_{0}^{\infty} x^3 e^{-x} \; dx", {}, 6.0),
    (r"\int_{-\infty}^a e^{x} dx", {"a": 0.4}, math.exp(0.4)),
    (r"\int_0^1 \frac{1}{\sqrt{x}} dx", {}, 2.0),
    (r"\int_0^1 \int_0^2 x y^2 \, dx \, dy", {}, 2 / 3),
    (r"\frac{d}{dz} \int_0^z e^{-t^2} dt", {"z": 0.8}, math.exp(-0.64)),
    (r"\sum_i \int_0^{a_i} x dx", {"a": np.array([1.0, 2.0, 3.0])}, 7.0),
    (r"\max_i x_i", {"x": np.array([1.0, 7.0, 3.0])}, 7.0),
    (r"\min_{i=2}^{3} x_i", {"x": np.array([1.0, 7.0, 3.0])}, 3.0),
    (r"\max_k \sum_i a_{ik}", {"a": A}, 5.5),
    (r"\sum_i \max_k a_{ik}", {"a": A}, 9.0),
    (r"\operatorname*{argmax}_j y_j", {"y": np.array([1.0, 4.0, 2.0])}, 2.0),
    (r"\underset{j}{\text{argmin}} \; y_j^2", {"y": np.array([1.0, 4.0, -0.5])}, 3.0),
    (r"\left.\frac{d}{dx} x^3\right|_{x=2}", {}, 12.0),
    (r"\left. x^2 y \right|_{x=a+1, y=3}", {"a": 1.0}, 12.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "expected"), VALUES, ids=[v[0] for v in VALUES])
def test_value(text: str, values: dict[str, Any], expected: float) -> None:
    assert derive.read(text).numpy()(**values) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("text", "head"), [
    (r"\int f(x) dx", Integral), (r"\int_{\mathbb{R}^2} p(x, y) \, dx \, dy", Integral),
    (r"\operatorname*{argmin}_{\mathbf{w}} L(\mathbf{w})", ArgMin), (r"\max_{y \in \mathcal{Y}} f(y)", Maximum),
    (r"\lim_{h \to 0} \frac{f(x+h) - f(x)}{h}", Limit), (r"\left. f(x) \right|_{x=0}", At),
])  # fmt: skip
def test_is_read_and_written_back(text: str, head: type) -> None:
    e = derive.read(text)
    assert isinstance(e.tree, head)
    again = derive.read(e.latex())
    assert again.latex() == e.latex()


@pytest.mark.parametrize("text", [r"\int f(x)", r"\int x \; dp(x)", r"\lim f(x)",
                                  r"\left. f \right|_0"])  # fmt: skip
def test_what_says_too_little_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(DeriveError) as caught:
        derive.read(text)
    assert caught.value.place is not None


def test_an_extremum_over_a_letter_has_no_value() -> None:
    with pytest.raises(Unsupported):
        derive.read(r"\max_\theta L(\theta)").numpy()


def test_an_integral_is_judged() -> None:
    assert derive.verify(r"\int_0^1 x^2 dx = \frac13").status == "verified"
    assert derive.verify(r"\int_0^1 x^2 dx = \frac12").status == "refuted"


def test_the_bound_letter_is_no_letter_of_the_formula() -> None:
    e = derive.read(r"x + \int_0^x x^2 dx")
    assert e.numpy().letters == ("x",)
    assert e.numpy()(x=3.0) == pytest.approx(12.0)


def test_a_sum_over_indices_that_add_up() -> None:
    e = derive.read(r"\sum_{i+j=k} a_i b_j", "a: n, b: n")
    a, b = np.array([1.0, 2.0, 5.0]), np.array([3.0, 7.0, 11.0])
    assert e.numpy()(a=a, b=b, k=4) == pytest.approx(1 * 11 + 2 * 7 + 5 * 3)
    e = derive.read(r"\sum_{a+b=c} f(a) g(b)", "f: function, g: function, a: index 1..3, b: index 1..3")
    assert e.numpy()(f=np.exp, g=np.sin, c=2) == pytest.approx(np.exp(1) * np.sin(1))


def test_a_sum_over_letters_that_run_over_nothing_known_is_kept() -> None:
    with pytest.raises(Unsupported):
        derive.read(r"\sum_{a+b=c} f(a) g(b)").numpy()
