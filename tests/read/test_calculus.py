"""Derivatives by several letters at once, and by the number of an argument, are read as they are written."""

import numpy as np
import pytest

import derive


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\frac{\partial}{\partial (x, y)} \begin{bmatrix} x^2 + y \\ x y \end{bmatrix}", [[2, 1], [3, 1]]),
        (r"\frac{\partial (x^2 + y, x y)}{\partial (x, y)}", [[2, 1], [3, 1]]),
        (r"\frac{\partial^2}{\partial (x, y)^2} (x^2 y + y^3)", [[6, 2], [2, 18]]),
        ("Derivative(x**2*y, Matrix([[x], [y]]))", [6, 1]),
    ],
)
def test_by_a_column_of_letters(text: str, value: list[float]) -> None:
    e = derive.read(text)
    assert np.allclose(np.squeeze(e.numpy()(x=1.0, y=3.0)), value, atol=1e-5)
    assert derive.read(e.latex()).tree == e.tree == derive.read(e.text()).tree


def test_by_two_letters_in_turn() -> None:
    assert derive.read(r"\frac{\partial^2 (x^2 y)}{\partial (x, y)}").text() == "Derivative(x**2*y, x, y)"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\partial_1 f(x, x^2)", "f_prime_1(x, x**2)"),
        (r"f'_2(x, y)", "f_prime_2(x, y)"),
        (r"2x \partial_1 \partial_2 f(x, y) y", "2*x*f_prime_1_prime_2(x, y)*y"),
        (r"\partial_1 f(g(x), h(x)) \frac{d}{dx} g(x)", "f_prime_1(g(x), h(x))*Derivative(g(x), x)"),
        (r"f_1'(x)", "f_prime_1(x)"),
    ],
)
def test_by_the_number_of_an_argument(text: str, plain: str) -> None:
    e = derive.read(text)
    assert e.text() == plain
    assert derive.read(e.latex()).tree == e.tree == derive.read(plain, syntax="python").tree


@pytest.mark.parametrize(("text", "says"), [(r"\partial_3 f(x, y)", "argument 3"), (r"\partial_1 (x y)", "no call")])
def test_there_is_no_such_argument(text: str, says: str) -> None:
    with pytest.raises(derive.DeriveError, match=says):
        derive.read(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\frac{du}{dt}(0)", "At(Derivative(u(t), t), (t, 0))"),
        (r"\frac{du}{dt}(t + 1)", "Derivative(u(t), t)*(t + 1)"),
        (r"\frac{d u}{d z}(1)", "Derivative(u(z), z)*1"),
    ],
)
def test_a_slope_at_a_place(text: str, plain: str) -> None:
    assert derive.read(text).text() == plain


def test_a_slope_at_a_place_of_a_function_that_nobody_defined() -> None:
    with pytest.raises(derive.DeriveError, match="a slope at a place"):
        derive.read(r"\frac{\partial u}{\partial t}(x, 0)")
