r"""Derivatives that say nothing of how one letter depends on another are kept as written; the rest is read."""

from __future__ import annotations

import numpy as np
import pytest

import derive
from derive.errors import Unsupported


@pytest.mark.parametrize("text", [
    r"\frac{\partial \xi_i}{\partial w_h}",
    r"\frac{\partial \mathbf{f}}{\partial \mathbf{u}} \frac{\partial \mathbf{u}}{\partial x}",
    r"\frac{\partial \xi}{\partial W(i)} = 1", r"\frac{dh}{d(x^2)} = 1",
    r"\nabla(\theta + \lambda v) = 1",
])  # fmt: skip
def test_it_is_kept_and_no_zero(text: str) -> None:
    said = derive.read(text)
    side = said.sides[0] if isinstance(said, derive.Statement) else said
    assert derive.read(side.latex()).tree == side.tree
    with pytest.raises(Unsupported, match="kept as written"):
        side.numpy()


@pytest.mark.parametrize(("text", "other"), [
    (r"\frac{\partial \xi_i}{\partial w_h}", r"\frac{\partial \xi_j}{\partial w_h}"),
    (r"\frac{\partial \xi_i}{\partial w_h}", r"\frac{\partial \xi_i}{\partial w_o}"),
    (r"\frac{\partial^2 L_i}{\partial w_a \partial w_b}", r"\frac{\partial^2 L_i}{\partial w_a \partial w_c}"),
])  # fmt: skip
def test_all_of_it_is_looked_at(text: str, other: str) -> None:
    assert derive.read(text).tree != derive.read(other).tree


def test_an_operator_without_its_function_is_a_side() -> None:
    s = derive.read(r"\frac{\partial}{\partial a} = b")
    assert s.latex() == r"\frac{\partial}{\partial a} = b"
    assert s.sides[1].numpy()(b=2.0) == 2.0


def test_the_other_sides_have_their_values() -> None:
    chain = r"\frac{\partial J}{\partial \mathbf{u}} \frac{\partial \mathbf{u}}{\partial \mathbf{w}}"
    last = r"\mathbf{1}^\top \operatorname{diag}(\mathbf{x})"
    s = derive.read(rf"\frac{{\partial J}}{{\partial \mathbf{{w}}}} = {chain} = {last}")
    assert s.sides[2].numpy()(x=np.arange(3.0)) == pytest.approx(np.arange(3.0)[None])


def test_what_is_defined_or_by_itself_has_its_value() -> None:
    assert derive.read(r"\frac{dz}{dz}").numpy()(z=2.0) == pytest.approx(1.0)
    assert derive.differentiate("y = 3 x^2; y", "x").numpy()(x=2.0) == pytest.approx(12.0)


@pytest.mark.parametrize(("text", "plain"), [
    ("w(k+1) = w(k) - \\Delta w(k)", "w(k + 1) = w(k) - Delta_w(k)"),
    (r"d(t + \Delta t) = d(t) + \Delta d", "d(t + Delta_t) = d(t) + Delta_d"),
    (r"E\left(\frac{X}{2}\right) + E[X]", "E(X/2) + E(X)"),
    (r"\sum_1^n w_i^2", "Sum(w[i]**2, (i, 1, n))"),
    (r"\mathbb{I}[a = b]", "Piecewise((1, Eq(a, b)), (0, True))"),
    (r"\mathbf{1}_{a > 0}", "Piecewise((1, a > 0), (0, True))"),
    (r"\frac{miles}{tank}", "miles/tank"), (r"c = 1 \ldots C", "c = 1 … C"),
    (r"\mathbf{W}^{k} \mathbf{x}", "W**k*x"),
])  # fmt: skip
def test_readings_that_were_wrong(text: str, plain: str) -> None:
    assert str(derive.read(text, syntax="latex")) == plain


def test_a_case_that_is_a_chain() -> None:
    found = derive.read(r"f = \begin{cases} 0 & z \leq 0 \\ \frac{dz}{dz} = 1 & z > 0 \end{cases}")
    assert [str(s) for s in found.statements] == [
        "f = Piecewise((0, z <= 0), (Derivative(z, z), z > 0))", "Derivative(z, z) = 1",
    ]  # fmt: skip


def test_a_remark_behind_columns_is_a_statement_of_its_own() -> None:
    found = derive.read(r"\begin{array}{lll} u &=& x + v &&& (y = f(x) = u) \end{array}")
    assert [str(s) for s in found.statements] == ["u = x + v", "y = f(x) = u"]


@pytest.mark.parametrize(("text", "plain"), [
    (r"\Delta_m (\vec x)", "Delta_m(x_vec)"), (r"\max_i n_i + m_i", "Maximum(n[i] + m[i], i)"),
    (r"f = \sum_i w_i x_i + \sum_{j \leq i} a_{ij}", "f = Sum(w[i]*x[i], i) + "
     "Sum(Piecewise((1, j <= i), (0, True))*a[i, j], j, i)"),
    (r"\mathbf{x} \cdot \mathbf{w}^T", "w.T*x"), (r"\mathbf{x} \mathbf{w}^T", "x*w.T"),
    ("x^0 = 1", "x**0 = 1"), ("(x_i^0)^2", "x_i_0**2"), (r"\argmax_\theta f(\theta) - g(\theta)",
                                                            "ArgMax(f(theta) - g(theta), theta)"),
])  # fmt: skip
def test_what_an_operator_reaches(text: str, plain: str) -> None:
    assert str(derive.read(text, syntax="latex")) == plain


def test_what_hangs_together_is_kept_together() -> None:
    s = derive.read(r"\frac{\partial \xi}{\partial S_{k-1}} = \frac{\partial \xi}{\partial S_k} "
                    r"\frac{\partial S_k}{\partial S_{k-1}}")  # fmt: skip
    assert str(s) == "derivative(xi, S_k_minus_1) = derivative(xi, S_k)*derivative(S_k, S_k_minus_1)"
    assert str(derive.read(r"i, j = 1, \dots, n", syntax="latex")) == "i = 1 … n; j = 1 … n"


@pytest.mark.parametrize(("text", "let", "plain"), [
    (r"\frac{df}{dx}", "f: function", "Derivative(f(x), x)"),
    (r"f \frac{dg}{dx}", "f: function, g: function", None),
    (r"f + \frac{df}{dx} + f(2)", "f: function", "f(x) + Derivative(f(x), x) + f(2)"),
    (r"\frac{dy}{du}\frac{du}{dx}", "y: function, u: function", "y_prime(u(x))*Derivative(u(x), x)"),
    (r"\frac{\partial f(x,y)}{\partial x} + \frac{\partial f}{\partial y}", None,
     "Derivative(f(x, y), x) + Derivative(f(x, y), y)"),
    (r"\frac{\partial f(x,y)}{\partial x} + \frac{\partial f}{\partial y}", "f: function",
     "Derivative(f(x, y), x) + Derivative(f(x, y), y)"),
])  # fmt: skip
def test_a_function_without_its_arguments(text: str, let: str | None, plain: str | None) -> None:
    if plain is None:  # nothing says what f is a function of
        with pytest.raises(Unsupported):
            derive.read(text, let)
    else:
        assert str(derive.read(text, let)) == plain


@pytest.mark.parametrize("let", [None, "f: function", "f: function, u: function"])
def test_the_variable_of_a_call_that_is_a_function_itself(let: str | None) -> None:
    assert str(derive.read(r"\frac{df(u)}{du}\frac{du}{dx}", let)) == "f_prime(u(x))*Derivative(u(x), x)"


def test_a_name_stands_for_what_a_chain_says_of_it() -> None:
    found = derive.read(r"u = f(x) = x^3 \\ v = g(u) = \sin(u)")
    assert found.statements[1].sides[2].numpy()(x=0.5) == pytest.approx(np.sin(0.125))
    opaque = derive.read(r"u = f(x) \\ v = \sin(u)").statements[1].sides[1].numpy()
    assert opaque.letters == ("f", "x")


def test_a_remark_in_brackets_is_a_statement() -> None:
    found = derive.read(r"u = \ln(v) (y = u)")
    assert [str(s) for s in found.statements] == ["u = log(v)", "y = u"]
    assert str(derive.read(r"p = 2 P(X = 1)")) == "p = 2*P(Eq(X, 1))"


def test_a_function_in_bold_has_vectors_for_values() -> None:
    let = r"\mathbf{f}: function, \mathbf{g}: function, \mathbf{w}: n, \mathbf{x}: n"
    e = derive.read(r"\mathbf{f(w)} \cdot \mathbf{g(x)}", let)
    assert str(e) == "f(w).T*g(x)"
    w, x = np.array([0.1, 0.2]), np.array([0.3, 0.4])
    assert e.numpy()(f=np.sin, g=np.exp, w=w, x=x) == pytest.approx(np.sin(w) @ np.exp(x))
    both = derive.read(r"f(x) + \mathbf{1}^\top \mathbf{f}(x)", r"\mathbf{f}: function, f: function, x: n")
    assert set(both.numpy().letters) >= {"f", "f_bold"}
