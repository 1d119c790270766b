"""Values between bounds are read as differences, and labels in brackets are not."""

from __future__ import annotations

import pytest

from derive.expression import parsed
from derive.judge.lines import judge


@pytest.mark.parametrize(
    "text",
    [
        r"\left[ \frac{1}{2} x^2 \right]_{x=0}^t = \frac12 t^2",
        r"\left. x^2 \right|_0^2 = 4",
        r"x^3 \Big|_1^{2} = 7",
        r"3 \Bigl[ \cos(a t) \Bigr]_{t=0}^1 = 3 \cos a - 3",
        r"\left. x^2 y \right|_{x=1}^{x=3} = 8y",
        r"\int_0^\pi x \cos x \,dx = \left[ x \sin x \right]_0^\pi - \int_0^\pi \sin x \,dx",
        r"\int_0^\infty x e^{-x} \,dx = \left[ -x e^{-x} \right]_0^\infty + \int_0^\infty e^{-x} \,dx",
        r"\int_0^t 2 a s \,ds = a s^2 \Big|_0^t",
        r"\int_0^2 (x^2 - 1) \,dx = \frac{x^3}{3} - x \Big|_0^2",
        r"\int_a^b f'(x) g(x) \,dx = f(x) g(x) \Big|_a^b - \int_a^b f(x) g'(x) \,dx",
    ],
)
def test_values_between_bounds(text: str) -> None:
    reading = parsed(text, None, "latex")[0]
    assert judge(*reading.statements[0].trees, "=", reading.scope).holds


@pytest.mark.parametrize("text", [r"w^{[1]}_0 = 2", r"a_0^{[l]} = 1"])
def test_labels_are_letters(text: str) -> None:
    (statement,) = parsed(text, None, "latex")[0].statements
    assert type(statement.trees[0]).__name__ == "Letter"


def test_a_bar_behind_arguments_is_of_the_call() -> None:
    reading = parsed(r"a f(x) \Big|_{x=0} = a f(0)", None, "latex")[0]
    assert judge(*reading.statements[0].trees, "=", reading.scope).holds
