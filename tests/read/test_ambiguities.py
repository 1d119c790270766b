r"""Notation that can be read in several ways, and what decides: one row for each rule."""

from __future__ import annotations

import pytest
from readers import read, said

import derive
from derive.errors import DeriveError, ReadError, ShapeError, Unsupported
from derive.expr.heads import letters

CALLS = [  # text, declarations, reading: call or product
    (r"f(x)", None, "f(x)"),
    (r"a(b+c)", None, "a*(b + c)"),
    (r"f(x)", "f: scalar", "f*x"),
    (r"a(x)", "a: function", "a(x)"),
    (r"f'(x)", None, "f_prime(x)"),
    (r"a'(x)", None, "a_prime(x)"),
    (r"\text{loss}(x)", None, "loss(x)"),
    (r"u(x, y)", None, "u(x, y)"),
    (r"\sigma(Wx + b)", None, "sigmoid(W*x + b)"),
    (r"\sigma^2 + \sigma(x - 1)", None, "sigma**2 + sigma*(x - 1)"),
    (r"p(1-p)", None, "p*(1 - p)"),
    (r"n(n+1)", None, "n*(n + 1)"),
    (r"W(i+1) = W(i) - u", None, "W(i + 1); W(i) - u"),
    (r"\sum_{i=1}^{n} i(x)", None, "Sum(i*x, (i, 1, n))"),
    (r"f(x)^2", None, "f(x)**2"),
    (r"f(f(x))", None, "f(f(x))"),
    (r"p(y \mid x)", None, "p(y, Given(x))"),
    (r"KL(q\|p)", None, "KL(q, Given(p))"),
    (r"P(Y=y)", None, "P(Eq(Y, y))"),
]
SCRIPTS = [
    (r"X^T y", "X: n x m, y: n", "X.T*y"),
    (r"x^T", "T: scalar", "x**T"),
    (r"\sum_{t=1}^{T} a_t x^T", None, "Sum(a[t]*x**T, (t, 1, T))"),
    (r"X^\top y", None, "X.T*y"),
    (r"x^{(i)}", None, "x_i"),
    (r"\sum_{i=1}^n x^{(i)}", None, "Sum(x[i], (i, 1, n))"),
    (r"w^{k+1} = w^k - a", None, "w_k_plus_1; w_k - a"),
    (r"x^k - 1", None, "x**k - 1"),
    (r"x^* + x", None, "x_star + x"),
    (r"x^{\text{new}}", None, "x_new"),
    (r"X^{-1}", "X: n x n", "inv(X)"),
    (r"x^{-1}", None, "x**(-1)"),
    (r"x_1", None, "x_1"),
    (r"x_1", "x: n", "x[1]"),
    (r"\sum_{i=1}^n x_i + x_1", None, "Sum(x[i], (i, 1, n)) + x[1]"),
    (r"w_i", "w: V x d rows", "w[i]"),
    (r"X_{ij}", "X: n x m", "X[i, j]"),
    (r"X_{12}", "X: n x m", "X[1, 2]"),
    (r"V_{out}", None, "V_out"),
    (r"u_o^\top v", "u_o: d, u: K x d rows, v: d", "u_o.T*v"),
    (r"\delta_{ij} x_j", "x: n", "KroneckerDelta(i, j)*x[j]"),
    (r"\mu_X", None, "mu_X"),
    (r"x_{t+1} = a x_t", None, "x_t_plus_1; a*x_t"),
    (r"y'' + y'", None, "y_prime_prime + y_prime"),
    (r"\mathbf{X}\mathbf{W}_{\textrm{xc}}", r"\mathbf{X}: n x d, \mathbf{W}_{\textrm{xc}}: d x h", "X*W_xc"),
    (r"\mathbf{I}_t = \mathbf{X}_t \mathbf{W}_{xi}", None, "I_t; X_t*W_xi"),
    (r"(\mathbf{A}\mathbf{B})_{ik} = \sum_j a_{ij}b_{jk}", None, "(A*B)[i, k]; Sum(A[i, j]*B[j, k], j)"),
    (r"\mathbf{A} = (a_{ij})", None, "A; A"),
    (r"I_n \otimes A + A \otimes I_n", "A: n x n", "kron(I(n), A) + kron(A, I(n))"),
    (r"a_{12} + a_{21}", "A: n x n", "a_12 + a_21"),
    (r"a_{12} + a", "A: n x n", "a_12 + a"),
]
PRODUCTS = [
    (r"\frac{u^\top v}{|u||v|}", "u: n, v: n", "(u.T*v)/(norm(u)*norm(v))"),
    (r"1 - |x^* - y|", "x^*: n, y: n", "1 - norm(x_star - y)"),
    (r"{n} \choose {k}", None, "gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))"),
    (r"u \cdot v", "u: n, v: n", "u.T*v"),
    (r"u \cdot v", None, "u*v"),
    (r"a * b", "a: n, b: n", "hadamard(a, b)"),
    (r"A * B", "A: n x n, B: n x n", "A*B"),
    (r"a \circ b", "a: n, b: n", "hadamard(a, b)"),
    (r"A \odot B", "A: m x n, B: m x n", "hadamard(A, B)"),
    (r"A \otimes B", "A: m x n, B: p x q", "kron(A, B)"),
    (r"2|x|", None, "2*Abs(x)"),
    (r"|x| |y|", None, "Abs(x)*Abs(y)"),
    (r"|A|", "A: n x n", "det(A)"),
    (r"\|x\|^2", "x: n", "norm(x)**2"),
    (r"a/b c", None, "(a/b)*c"),
    (r"AB", None, "A*B"),
    (r"MSE = a", None, "MSE; a"),
    (r"RBF(x)", None, "RBF(x)"),
    (r"\langle u, v \rangle", "u: n, v: n", "u.T*v"),
]
FUNCTIONS = [
    (r"\log x y", None, "log(x*y)"),
    (r"\log p(x)", None, "log(p(x))"),
    (r"\sin x \cos y", None, "sin(x)*cos(y)"),
    (r"\log(x) y", None, "log(x)*y"),
    (r"\log(x)^2", None, "log(x)**2"),
    (r"\sin^2 x", None, "sin(x)**2"),
    (r"\sin^{-1} x", None, "asin(x)"),
    (r"\log_2 x", None, "log(x, 2)"),
    (r"\sin x / y", None, "sin(x)/y"),
    (r"\ln \det X", "X: n x n", "log(det(X))"),
    (r"e^{x}", None, "exp(x)"),
    (r"e_1 + e", None, "e_1 + e"),
    (r"e^x", "e: scalar", "e**x"),
    (r"2 \pi r", None, "2*pi*r"),
    (r"\pi_1 x", None, "pi_1*x"),
    (r"\exp\{x\}", None, "exp(x)"),
    (r"sin(x) + \alpha", None, "sin(x) + alpha"),
    (r"\tanh(Wx)", "W: m x n, x: n", "tanh(W*x)"),
]
SUMS = [
    (r"\sum_i a_i + b", None, "Sum(a[i], i) + b"),
    (r"\sum_{i,j=1}^{V} X_{ij}", None, "Sum(X[i, j], (i, 1, V), (j, 1, V))"),
    (r"\sum_i \sum_j X_{ij}", None, "Sum(Sum(X[i, j], j), i)"),
    (r"\sum_{j \neq i} a_{ij}", "a: n x n", "Sum(Piecewise((1, Ne(j, i)), (0, True))*a[i, j], j)"),
    (r"\prod_{i=1}^{n} x_i", None, "Product(x[i], (i, 1, n))"),
    (r"\sum_{i=1}^n x_i \log x_i", None, "Sum(x[i]*log(x[i]), (i, 1, n))"),
]
DOTS = [
    (r"a_1 + a_2 + \ldots", None, "a_1 + a_2 + dots"), (r"a_1 + a_2 + \ldots + a_n", None, "Sum(a[k], (k, 1, n))"),
    (r"w_1 x_1 + \cdots + w_d x_d + b", None, "Sum(w[k]*x[k], (k, 1, d)) + b"),
    (r"\lambda_1 \cdots \lambda_n", None, "Product(lambda_[k], (k, 1, n))"),
    (r"[x_1, x_2, \ldots, x_n]^\top", None, "Stack(x[k], (k, 1, n))"),
    (r"\begin{bmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & & \vdots \\ a_{m1} & \cdots & a_{mn} \end{bmatrix}",
     None, "a"),
    (r"f(x_1, \ldots, x_n)", None, "f(x_1, dots, x_n)"),
]  # fmt: skip
CALCULUS = [
    (r"\frac{d}{dx} x^2", None, "Derivative(x**2, x)"),
    (r"\frac{\partial L}{\partial w}", None, "Derivative(L(w), w)"),
    (r"\frac{\partial L}{\partial w} + \frac{\partial L}{\partial b}", None,
     "Derivative(L(w, b), w) + Derivative(L(w, b), b)"),
    (r"y = x^2; \frac{dy}{dx}", None, "y; x**2; Derivative(y, x)"),
    (r"\partial L/\partial w", None, "Derivative(L(w), w)"),
    (r"\frac{\partial^2 f(x,y)}{\partial x \partial y}", None, "Derivative(f(x, y), x, y)"),
    (r"\frac{d^2}{dx^2} f(x)", None, "Derivative(f(x), x, x)"),
    (r"\nabla_w (w^\top w)", "w: n", "Derivative(w.T*w, w)"),
    (r"\nabla f(x)", "x: n", "Derivative(f(x), x)"),
    (r"\sigma'(z)", None, "sigmoid_prime(z)"),
]  # fmt: skip


POSTS = [  # as authors of posts write
    (r"\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx}", None,
     "Derivative(y(u(x)), x) = y_prime(u(x))*Derivative(u(x), x)"),
    (r"\frac{\partial y}{\partial y}", None, "Derivative(y, y)"),
    (r"\frac{df}{dx}(x, z)", None, "Derivative(f(x, z), x)"),
    (r"\sum_{i=1}^n a_i + b_i", None, "Sum(a[i] + b[i], (i, 1, n))"),
    (r"\sum_{i=1}^n a_i + c - b_i", None, "Sum(a[i] + c - b[i], (i, 1, n))"),
    (r"L = \sum_{i=1}^n L_i", None, "L = Sum(L_i[i], (i, 1, n))"),
    ("y = mx + b", None, "y = m*x + b"),
    ("p(1-p)", None, "p*(1 - p)"),
    ("loss = a^2", None, "loss = a**2"),
    ("n = 60,000", None, "n = 60000"),
    (r"\eta/\sqrt{\mathbf{s}} \cdot \mathbf{g}", None, "hadamard(eta*hadamard_power(hadamard_power(s, 1/2), -1), g)"),
    (r"X W + b", "X: n x d, W: d x q, b: 1 x q", "X*W + ones(n)*b"),
    (r"D(G(z))", None, "D(G(z))"),
    (r"\text{condition number} = \kappa", None, "condition_number = kappa"),
    (r"\sum_{j \neq i}^C t_j", "t: C", "Sum(Piecewise((1, Ne(j, i)), (0, True))*t[j], (j, 1, C))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "let", "expected"), POSTS)
def test_what_authors_of_posts_mean(text: str, let: str | None, expected: str) -> None:
    assert str(derive.read(text, let)) == expected


@pytest.mark.parametrize(("text", "let", "expected"), CALLS + SCRIPTS + PRODUCTS + FUNCTIONS + SUMS + DOTS + CALCULUS)
def test_what_decides(text: str, let: str | None, expected: str) -> None:
    assert said(text, let) == expected


REFUSED = [
    (r"y_i = \sum_i a_i + b_i", None, ReadError, "bound by the sum before"),
    (r"\sum_i x_i y_i", "x: n, y: m", ShapeError, "n in x, and m in y"),
    (r"W x", "W: m x n, x: k", ShapeError, "`W` is m×n, `x` is k×1, and n ≠ k"),
    (r"\sin X", "X: n x n", ShapeError, "ambiguous"),
    (r"\frac{\partial^2 f}{\partial x}", None, ReadError, "order 2"),
    (r"2 3", None, ReadError, "side by side"),
    (r"\int_0^1 x", None, Unsupported, "integral"),
    (r"|x|", "x: n", Unsupported, "vector"),
    (r"x = n \choose k", None, Unsupported, "a statement as a value"),
    (r"n \choose k; m", None, ReadError, "beside other statements"),
]


@pytest.mark.parametrize(("text", "let", "kind", "words"), REFUSED)
def test_what_is_refused_is_named(text: str, let: str | None, kind: type[DeriveError], words: str) -> None:
    with pytest.raises(kind, match=words.replace("|", r"\|")) as caught:
        read(text, let)
    assert caught.value.place is not None


def test_guesses_are_recorded() -> None:
    guesses = read(r"f(x) + a(b+c) + u^\top v").scope.guesses
    assert any("call of the function f" in g for g in guesses)
    assert any("product with the letter a" in g for g in guesses)
    assert any("u is a column vector" in g for g in guesses)
    assert read(r"f(x)", "f: function").scope.guesses == ()


def test_an_exponential_of_an_undeclared_i_is_a_guess() -> None:
    assert read(r"e^{i x}").scope.guesses == ("i is a letter, judged as the imaginary unit",)
    assert read("exp(i*x)", syntax="python").scope.guesses == ("i is a letter, judged as the imaginary unit",)
    assert read(r"e^{i x}", "i: scalar").scope.guesses == ()
    assert not any("imaginary" in g for g in read(r"\sum_i e^{i x}").scope.guesses)


def test_a_primed_index_is_an_index() -> None:
    import derive

    assert str(derive.read(r"\sum_{c'} w_{c'}", let="w: n")).startswith("Sum(w[")


def test_letters_declared_as_numbers_count_no_steps() -> None:
    told = derive.read(r"\frac{n x^{n - 1} k^n}{(k^n + x^n)^2}", let="n: scalar, x: scalar, k: scalar")
    assert {x.plain for x in letters(told.tree)} == {"n", "x", "k"}  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "plain"), [
    ("d(t)", "d(t)"), ("d(t) = x + t", "d(t) = x + t"), ("d(x**2) = 2*x*d(x)", "d(x**2) = 2*x*d(x)"),
])  # fmt: skip
def test_a_function_d_of_plain_text(text: str, plain: str) -> None:
    assert str(derive.read(text)) == plain


def test_which_d_is_a_function() -> None:
    assert derive.read("d(t)").numpy().letters == ("d", "t")
    assert derive.read("x*d(x)").numpy().letters == ("dx", "x")
    assert derive.read("d(X)", "X: n x n").numpy().letters == ("dX",)


@pytest.mark.parametrize(("text", "what"), [("O(n)", "order of growth"), (r"O(n \log n)", "order of growth"),
                                            (r"p \land q", "logic")])  # fmt: skip
def test_what_is_out_of_scope_is_named(text: str, what: str) -> None:
    with pytest.raises(derive.Unsupported, match=what):
        derive.read(text)


def test_an_error_says_what_declared_letters_are() -> None:
    with pytest.raises(derive.ShapeError) as caught:
        derive.read("w^Tx + b", "w: 3, x: 4")
    assert "w as a vector of 3 (declared)" in str(caught.value.help)
    with pytest.raises(derive.ShapeError) as caught:
        derive.read("W x + b", "W: 3 x 2, x: 2, b: 4")
    assert "b as a vector of 4 (declared)" in str(caught.value.help)


@pytest.mark.parametrize(("text", "let", "own"), [
    (r"w^T x + w_0", "w: n, x: n", True), (r"\mathbf{w}^T\mathbf{x} + w_0", r"\mathbf{w}: n, \mathbf{x}: n", True),
    (r"\beta_0 + \sum_{j=1}^p \beta_j x_j", r"\beta: p, x: p", True),
    (r"\beta_0 + \sum_{j=1}^p \beta_j x_j", None, True),
    (r"\sum_{j=0}^p \beta_j x_j + \beta_0", None, False), (r"\sum_{i=1}^n (x_i - x_{i-1}) + x_0", None, False),
    (r"w_0 + w_1 z", "w: n", False),
])  # fmt: skip
def test_a_bias_beside_a_vector(text: str, let: str | None, own: bool) -> None:
    found = read(text, let).scope.letters
    assert any(name.endswith("_0") for name in found) == own
