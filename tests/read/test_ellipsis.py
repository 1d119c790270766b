"""Dots: vectors by their entries, ranges without an end, and what has no pattern."""

from __future__ import annotations

import numpy as np
import pytest

import derive
from derive.errors import Unsupported

X = np.array([0.3, 1.2, -0.7, 2.0])


@pytest.mark.parametrize(("text", "expected"), [
    (r"(x_1^2, \ldots, x_n^2)", X**2), (r"[2 x_1, 2 x_2, \dots, 2 x_n]^\top", 2 * X),
    (r"\begin{bmatrix} \sin x_1 \\ \sin x_2 \\ \vdots \\ \sin x_n \end{bmatrix}", np.sin(X)),
    (r"\operatorname{diag}(x_1, \ldots, x_n)", np.diag(X)),
    (r"[x_1, \ldots, x_n]^\top + (1 \cdot 3, \ldots, n \cdot 3)", X + 3 * np.arange(1, 5)),
])  # fmt: skip
def test_a_vector_by_its_entries(text: str, expected: np.ndarray) -> None:
    assert np.squeeze(derive.read(text).numpy()(x=X)) == pytest.approx(expected)


def test_a_row_stays_a_row() -> None:
    f = derive.read(r"\begin{bmatrix} x_1 & x_2 & \cdots & x_n \end{bmatrix}").numpy()
    assert np.shape(f(x=X)) == (1, 4)


def test_counting_from_zero() -> None:
    e = derive.read(r"[z_0^2, z_1^2, \ldots, z_{n-1}^2]", let="z: n")
    assert e.numpy()(z=X) == pytest.approx(X**2)


@pytest.mark.parametrize("last", ["J", "K", "9"])
def test_the_last_index_is_looked_at(last: str) -> None:
    assert f"w_{last}" in derive.read(rf"w = (w_1, \dots, w_{{{last}}})^\top").latex()


def test_a_range_without_an_end() -> None:
    assert derive.read(r"t = 1, 2, \ldots").latex() == r"t = 1 … \infty"


@pytest.mark.parametrize("text", [r"(x_1, y_2, \ldots, z_n)", r"(x_1, x_3, \ldots, x_n)", r"(a, b, \ldots)",
                                  r"w = [w_0, \ldots, w_d]"])  # fmt: skip
def test_without_a_pattern_or_a_size_it_is_kept_and_has_no_value(text: str) -> None:
    said = derive.read(text)
    last = said.sides[-1] if isinstance(said, derive.Statement) else said
    assert r"\ldots" in last.latex()
    assert any("kept as written" in g for g in last.scope.guesses)
    with pytest.raises(Unsupported, match="kept as written"):
        last.numpy()
    with pytest.raises(Unsupported, match="kept as written"):
        derive.gradient(text, "x")


def test_membership_of_a_formula_is_a_statement_with_its_set() -> None:
    s = derive.read(r"\mathbf{x} + g(\mathbf{x}) \in \mathbb{R}^{d}")
    assert s.relations == ("∈",)
    assert s.latex().endswith(r"\in \mathbb{R}^{d}")
    assert derive.read(r"y = f(x) \in \mathbb{R}").relations == ("=", "∈")


@pytest.mark.parametrize(("text", "letters"), [
    (r"\nabla L", ("nabla_L",)), (r"\nabla^2 L", ("nabla2_L",)),
])  # fmt: skip
def test_a_gradient_by_nothing_is_one_letter(text: str, letters: tuple[str, ...]) -> None:
    assert derive.read(text).numpy().letters == letters


def test_a_gradient_at_an_argument() -> None:
    e = derive.read(r"\nabla f(2 x)")
    assert e.numpy()(f=lambda z: z**3, x=1.5) == pytest.approx(3 * 9.0)


def test_every_number_before_dots_without_an_end_is_looked_at() -> None:
    assert derive.read(r"t = 1, 2, 3, \ldots").latex() == r"t = 1 … \infty"
    assert derive.read(r"t = 1, 3, \ldots").latex() != derive.read(r"t = 1, 2, \ldots").latex()


@pytest.mark.parametrize("text", [r"U = [u_1 \cdots u_n]", r"U = [u^{(1)}\, u^{(2)} \ldots u^{(n)}]"])
def test_columns_between_square_brackets_are_no_product(text: str) -> None:
    assert "Product" not in str(derive.read(text).sides) and "Stack" in str(derive.read(text).sides)
    assert "Product" in derive.read(r"\log [x_1 \cdots x_n]").text()
