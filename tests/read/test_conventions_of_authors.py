r"""What authors write and how it is meant: continued lines, braces of cases, upright differentials, sums in order."""

from __future__ import annotations

import numpy as np
import pytest

import derive

READ = [
    (r"\begin{split} a &= b \\ &\quad + c \end{split}", None, "a = b + c"),
    (r"\begin{aligned} a &= b \\ &\qquad - c \\ d &= e \end{aligned}", None, "a = b - c; d = e"),
    (r"\int_0^1 x^2 \, \mathrm{d}x", None, "Integral(x**2, (x, 0, 1))"),
    (r"\int p(x) {\rm d}x", None, "Integral(p(x), x)"),
    (r"I(y = k)", None, "Piecewise((1, Eq(y, k)), (0, True))"),
    (r"\langle u | v \rangle", "u: n, v: n", "u.T*v"),
    (r"\sum_{1 \le i < j \le n} x_i x_j", None,
     "Sum(Piecewise((1, i < j), (0, True))*x[i]*x[j], (i, 1, n), (j, 1, n))"),
    (r"\left\{ \begin{array}{ll} 1, & x \geq 0 \\ 0, & x < 0 \end{array} \right.", None,
     "Piecewise((1, x >= 0), (0, x < 0))"),
    (r"\left\{ \begin{array}{lll} 1 & \text{if} & x > 0 \\ 0 & \text{otherwise} \end{array} \right.", None,
     "Piecewise((1, x > 0), (0, True))"),
    (r"\left\{ \begin{aligned} 1 & \quad x > 0 \\ 0 & \quad \text{otherwise} \end{aligned} \right.", None,
     "Piecewise((1, x > 0), (0, True))"),
    (r"\left\{ \begin{aligned} x + y &= 1 \\ x - y &= 3 \end{aligned} \right.", None, "x + y = 1; x - y = 3"),
    (r"\frac{\partial}{\partial X} \log |X| = X^{-T}", None, "Derivative(log(det(X)), X) = inv(X).T"),
    (r"\|x\|_\infty", "x: n", "Maximum(Abs(x[i]), i)"),
    (r"\sigma(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}", None,
     "softmax(z)[i] = exp(z[i])/Sum(exp(z[j]), (j, 1, K))"),
    (r"\sigma(z)_i", "z: n", "sigmoid(z)[i]"),
    (r"\mathop{\mathrm{max}}\left(0, x\right)", None, "Max(0, x)"),
    (r"A = Q, Q = [q_1, \ldots, q_n]", "A: m x n, Q: m x n", "A = Q; Q = Stack(q[k], (k, 1, n))"),
    (r"\frac{\eta}{\sqrt{v} + \epsilon} m", "v: d, m: d",
     "hadamard(eta*hadamard_power(hadamard_power(v, 1/2) + epsilon*ones(d), -1), m)"),
    (r"\operatorname*{arg\,max}_x f(x)", None, "ArgMax(f(x), x)"),
    (r"\underset{x}{\mathrm{arg\,min}}\; f(x)", None, "ArgMin(f(x), x)"),
    (r"\text{arg min}_{x} f(x)", None, "ArgMin(f(x), x)"),
    (r"a^{<t>} = W_a a^{<t-1>}", None, "a_t = W_a*a_t_minus_1"),
    (r"y^{\langle t \rangle}", None, "y_t"),
    (r"\mathbf{A}^\dagger", None, "pinv(A)"),
    (r"X_{i,:} + X_{:,j}", "X: n x n", "X[i] + X.T[j]"),
    (r"\log |\Sigma|", None, "log(det(Sigma))"),
    (r"\log \left| \det \frac{\partial f(x)}{\partial x} \right|", None, "log(Abs(det(Derivative(f(x), x))))"),
    (r"\frac{A \cdot B}{\|A\| \|B\|}", None, "(A.T*B)/(norm(A)*norm(B))"),
    (r"net_j = \sum_i w_{ij} o_i", None, "net[j] = Sum(w[i, j]*o[i], i)"),
    (r"\eta = abe_i", None, "eta = a*b*e_i"),
    (r"\mathbf{h}_t = \mathbf{W}_{hh} \mathbf{h}_{t-1}",
     r"\mathbf{h}_t: h, \mathbf{h}_{t-1}: h, \mathbf{W}_{hh}: h x h", "h_t = W_hh*h_t_minus_1"),
    (r"1 - \frac{SS_{res}}{SS_{tot}}", None, "1 - SS_res/SS_tot"),
    (r"dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}", None, "d(W_l) = (1/m)*d(Z_l)*A_l_minus_1.T"),
    (r"A = U \Sigma V^T = \sum_{i=1}^r \sigma_i u_i v_i^T", None,
     "A = U*Sigma*V.T = Sum(sigma[i]*u[i]*v[i].T, (i, 1, r))"),
    (r"\prod_{t=1}^T p(x_t \mid x_{<t})", None, "Product(p(x[t], Given(x_t(t))), (t, 1, T))"),
    (r"\det(A - \lambda I) = 0", None, "det(A - lambda_*I(n_A)) = 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "let", "expected"), READ)
def test_it_is_read_as_meant(text: str, let: str | None, expected: str) -> None:
    assert str(derive.read(text, let)) == expected


def test_norm_of_order_infinity_has_a_value() -> None:
    norm = derive.read(r"\|A x\|_\infty", "A: m x n, x: n").numpy()
    a, x = np.array([[1.0, -4.0], [2.0, 0.5]]), np.array([1.0, 2.0])
    assert np.isclose(norm(A=a, x=x), 7.0)


def test_columns_of_an_array_are_looked_at() -> None:
    with pytest.raises(derive.ReadError, match="l, c or r"):
        derive.read(r"\begin{array}{\zeta} y \end{array}")


def test_a_cross_product_is_kept_without_a_value() -> None:
    read = derive.read(r"\mathbf{u} \times \mathbf{v}")
    assert any("kept" in g for g in read.scope.guesses)
    with pytest.raises(derive.DeriveError):
        read.numpy()


def test_a_product_with_a_power_before_brackets_is_a_guess() -> None:
    assert any("product with" in g for g in derive.read(r"\bar \theta_{f}^{\delta} (x^f)").scope.guesses)
    assert not derive.read(r"x^2 (y)").scope.guesses


@pytest.mark.parametrize(
    ("text", "said"), [(r"a^l = \sigma(z^l)", "is a mark, no power"), (r"\sum_x y \ln a", "depends on x")]
)
def test_what_was_decided_by_looks_is_said(text: str, said: str) -> None:
    assert any(said in g for g in derive.read(text).scope.guesses)


@pytest.mark.parametrize("text", [r"x + y \pause = z", r"x + \onslide<2->{y} = z", r"\only<1,3>{x} + y = z"])
def test_when_a_slide_shows_something_is_no_part_of_it(text: str) -> None:
    assert derive.read(text) == derive.read("x + y = z")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (r"f(a) \color{green}{- b + c}", "f(a) - b + c"), (r"2 {- 3 x}", "2 - 3x"),
        (r"(a) \color{red}{+ b} c", "a + b c"),
        (r"\frac{d}{dx}{-x}", r"\frac{d}{dx}(-x)"), (r"\log{-x}", r"\log(-x)"), (r"2 \cdot {-3}", r"2 \cdot (-3)"),
    ],
)  # fmt: skip
def test_a_sign_in_braces_joins_them_to_what_is_closed_before(text: str, same: str) -> None:
    assert str(derive.read(text)) == str(derive.read(same))
