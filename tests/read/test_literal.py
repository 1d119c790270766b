"""Letters in bold that are rows or columns of numbers, marks before an equals sign, quantifiers behind a formula."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "name", "shape"),
    [
        (r"\mathbf{u} = \begin{bmatrix} 1 & -6 \end{bmatrix}", "u", (1, 2)),
        (r"\mathbf{B} = \begin{bmatrix} 5 \\ \frac12 \end{bmatrix}", "B", (2, 1)),
        (r"\mathbf{B} = \begin{bmatrix} 5 & 1 \end{bmatrix}", "B", (1, 2)),
        (r"\mathbf{v} = \begin{bmatrix} 5 \\ 1 \end{bmatrix}", "v", (2, 1)),
    ],
)
def test_numbers_say_the_shape(text: str, name: str, shape: tuple[int, ...]) -> None:
    assert derive.read(text).sides[0].tree.shape == shape


def test_blocks_leave_the_font_its_say() -> None:
    x = derive.read(r"\mathbf{X} = \begin{bmatrix} \mathbf{a} & \mathbf{b} \end{bmatrix}").sides[0].tree
    assert x.shape[1] == 2 and x.shape[0] != 1


def test_a_raised_plus_before_an_equals_sign() -> None:
    assert derive.read("A^+= V").sides[0].tree.plain == "A_plus"


def test_a_quantifier_stands_apart() -> None:
    assert derive.verify(r"(a_i + 1)^2 = a_i^2 + 2 a_i + 1 \; \forall \, i").holds
