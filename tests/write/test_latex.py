"""LaTeX as a good author prints it: formulas read and written again."""

from __future__ import annotations

import pytest
from sympy import Integer, Rational, S

import derive
from derive.expr.heads import (
    All,
    D,
    Derivative,
    Frac,
    Inv,
    Plus,
    Power,
    Sum,
    T,
    Times,
    Tr,
    index,
    letter,
    minus,
    vector,
)
from derive.expr.heads import Entry as At
from derive.notation import Style, call
from derive.write.latex import write

LET = (
    r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function, A: n x n, u: n, v: n, "
    r"g: function, i, j, k: index 1..V"
)
SAME = [
    r"\sigma(z)(1 - \sigma(z))",
    "-2x",
    r"\frac{1}{2} x",
    r"2\sum_{j} f(X_{kj})(w_k^\top \tilde{w}_j + b_k + \tilde{b}_j - \log X_{kj}) \tilde{w}_j",
    r"\sin^2 x",
    r"\sin x",
    r"\sin(x^2)",
    r"e^{-z}",
    r"e^{-x^2/2}",
    r"\exp\left(-\frac{(x - y)^2}{2s^2}\right)",
    r"\sqrt{x}",
    r"\sqrt[3]{x}",
    "x^{-3/2}",
    r"\lvert x \rvert",
    r"\left\lvert \frac{x}{y} \right\rvert",
    r"\lVert u \rVert",
    r"\lVert A \rVert_F^2",
    r"\delta_{ik}",
    r"\frac{d}{dx} x^2",
    r"\frac{d^2}{dx^2} e^x",
    r"\frac{\partial}{\partial w_k} f(b_k)",
    "f'(x)",
    r"\sin x \cos x",
    r"\cos(x) y",
    r"\cos(x^2) \cdot 2x",
    r"x \left(x + y\right)",
    "I_{n} + A",
    "I_{n}",
    r"2 \cdot 3",
    r"2(x + y)",
    r"-(x + y)",
    r"x - (y - z)",
    r"(x^2)^3",
    r"(-x)^2",
    r"2 \cdot 2^x",
    r"x \cdot (-1)",
    r"\log_2 x",
    r"\max(0, 1 - x)",
    r"2A^\top u",
    r"u (u^\top v)",
    r"2u^\top A v",
    r"(u^\top A v)(u^\top v)",
    r"\log \det A",
    r"\det(A) A^{-\top}",
    r"u \odot (v - u)",
    r"\mathbb{1}[x > 0]",
    r"\begin{cases} 1 & \text{if } x > 0 \\[0.4em] \frac{x}{2} & \text{otherwise} \end{cases}",
    r"\begin{bmatrix} x & y \\[0.4em] \frac{x}{y} & 2 \end{bmatrix}",
    r"\begin{bmatrix} x & y \\ y & 2 \end{bmatrix}",
    r"\left(\sum_{i=1}^{V} b_i\right) x",
    r"\log \sum_{i=1}^{V} e^{b_i}",
    r"\sum_{i,j=1}^{V} X_{ij}",
    r"\frac{\partial}{\partial x} \left[(x + y) f(x)\right]",
]


@pytest.mark.parametrize("latex", SAME)
def test_written_as_read(latex: str) -> None:
    assert derive.read(latex, let=LET).latex() == latex


x, y, z = letter("x"), letter("y"), letter("z")
i, n = index("i"), index("n")
u, A = vector("u", n), letter("A", sizes=(n, n))


@pytest.mark.parametrize(
    ("tree", "latex"),
    [
        (Times(letter("g"), Plus(x, y)), r"g \cdot \left(x + y\right)"),
        (Times(letter(r"\sigma", "sigma"), Plus(x, y)), r"\sigma \cdot \left(x + y\right)"),
        (Plus(Sum(At(u, i), All(i, n)), At(u, i)), r"\left(\sum_{i} u_i\right) + u_i"),
        (Times(S.NegativeOne, Integer(2), x), r"-1 \cdot 2x"),
        (Plus(x, minus(y), Integer(-3)), "x - y - 3"),
        (Power(letter("x^{(1)}", "x_1"), Integer(2)), "(x^{(1)})^2"),
        (Power(call("sin", x), S.NegativeOne), r"(\sin x)^{-1}"),
        (Tr(Times(Inv(A), D(A))), r"\operatorname{tr}(A^{-1}\, dA)"),
        (Times(D(A), A), "(dA) A"),
        (Derivative(x, x), r"\frac{dx}{dx}"),
        (Times(Derivative(call("sin", x), x), y), r"\left(\frac{\partial}{\partial x} \sin x\right) y"),
        (Frac(x, Frac(y, z)), r"\frac{x}{\frac{y}{z}}"),
        (Times(Rational(1, 2), Rational(1, 2)), r"\frac{1}{2} \cdot \frac{1}{2}"),
    ],
)
def test_trees(tree: object, latex: str) -> None:
    assert write(tree) == latex


def test_the_author_s_spellings_are_kept() -> None:
    style = Style(log=r"\ln", transpose="T")
    assert write(call("log", x), style) == r"\ln x"
    assert write(Times(T(u), u), style) == "u^T u"


def test_depth_is_no_matter() -> None:
    e = x
    for _ in range(3000):
        e = call("sigmoid", e)
    assert write(e).endswith("x" + ")" * 3000)
