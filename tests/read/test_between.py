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
    ],
)
def test_values_between_bounds(text: str) -> None:
    reading = parsed(text, None, "latex")[0]
    assert judge(*reading.statements[0].trees, "=", reading.scope).holds


@pytest.mark.parametrize("text", [r"w^{[1]}_0 = 2", r"a_0^{[l]} = 1"])
def test_labels_are_letters(text: str) -> None:
    (statement,) = parsed(text, None, "latex")[0].statements
    assert type(statement.trees[0]).__name__ == "Letter"
