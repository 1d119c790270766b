"""Python-like text: SymPy's names, accepted by `sympify`, equal in value."""

from __future__ import annotations

import pytest
import sympy

import derive

SCALARS = [
    ("x**2/2 - 3*x", "x**2/2 - 3*x"),
    (r"\frac{-x}{y} + \sqrt{x}", "-x/y + sqrt(x)"),
    (r"e^{-x^2/2}", "exp(-x**2/2)"),
    (r"\lvert x - y \rvert", "Abs(x - y)"),
    (r"\log_2 x \max(x, y)", "log(x, 2)*Max(x, y)"),
    (r"\arcsin(x/9) \tanh^2 x", "asin(x/9)*tanh(x)**2"),
    (r"\begin{cases} x & \text{if } x > 1 \\ 0 & \text{otherwise} \end{cases}", "Piecewise((x, x > 1), (0, True))"),
    (r"\mathbb{1}[x > 0]", "Piecewise((1, x > 0), (0, True))"),
    (r"\frac{d}{dx} x^3", "Derivative(x**3, x)"),
    (r"x \frac{2}{3} (y + 1)", "x*(2/3)*(y + 1)"),
    (r"\sigma(x)(1 - \sigma(x))", "sigmoid(x)*(1 - sigmoid(x))"),
]


@pytest.mark.parametrize(("given", "text"), SCALARS)
def test_text_and_sympy(given: str, text: str) -> None:
    written = derive.read(given, let="x: positive, y: positive").text()
    assert written == text or sympy.sympify(written) == sympy.sympify(text)
    names = {"sigmoid": lambda t: 1 / (1 + sympy.exp(-t))}
    value = sympy.sympify(written, locals=names).doit()
    assert value.subs({"x": 1.5, "y": 0.5}).evalf().is_number


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (r"u^\top A v", "u.T*A*v"),
        (r"A^{-1} u", "inv(A)*u"),
        (r"\lVert A \rVert_F", 'norm(A, "fro")'),
        (r"\sum_{i=1}^{n} u_i", "Sum(u[i], (i, 1, n))"),
        (r"u \odot v", "hadamard(u, v)"),
        ("f'(u_1)", "f_prime(u[1])"),
        (r"\operatorname{tr}(A)", "tr(A)"),
    ],
)
def test_matrices(given: str, text: str) -> None:
    assert derive.read(given, let="u: n, v: n, A: n x n, f: function").text() == text


def test_letters_that_python_keeps_for_itself() -> None:
    assert derive.read(r"\lambda E", let=r"\lambda: scalar, E: scalar").text() == "lambda_*E_"
