r"""Elaboration: shapes, sizes, statements, definitions, declarations; both syntaxes give the same trees."""

from __future__ import annotations

from typing import Any

import pytest
from readers import read, said, trees

from derive.errors import ShapeError
from derive.expr.heads import Entry, Letter, Sum, Tr, index, shape
from derive.write.latex import write

SHAPES = [
    (r"W x + b", "W: m x n", "(m, 1)"),
    (r"x x^\top", "x: n", "(n, n)"),
    (r"x^\top x", "x: n", "()"),
    (r"X^\top X", "X: n x p", "(p, p)"),
    (r"\exp(x)", "x: n", "(n, 1)"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", None, "(2, 2)"),
    (r"[1, 2, 3]", None, "(3, 1)"),
    (r"[1, 2, 3]^\top", None, "(3, 1)"),
    (r"[0.2 0.5 0.3]", None, "(3, 1)"),
    (r"\overrightarrow{1418}", None, "(n_1, 1)"),
    (r"\vec{y} - \overrightarrow{1418}", None, "(n_y_vec, 1)"),
    (r"A - \lambda I", "A: n x n", "(n, n)"),
    (r"1 - x", "x: n", "(n, 1)"),
    (r"\operatorname{diag}(x)", "x: n", "(n, n)"),
    (r"I_3", None, "(3, 3)"),
    (r"\mathbf{1}_n", None, "(n, 1)"),
    (r"\nabla_x (a^\top x)", "x: n, a: n", "(n, 1)"),
    (r"\mathbf{A} \mathbf{x}", "\\mathbf{A}: m x n", "(m, 1)"),
    (r"w_i", "w: V x d rows", "(d, 1)"),
]


@pytest.mark.parametrize(("text", "let", "form"), SHAPES)
def test_shapes(text: str, let: str | None, form: str) -> None:
    (tree,) = trees(text, let)
    assert str(tuple(getattr(s, "plain", s) for s in shape(tree))).replace("'", "") == form


def test_products_that_are_scalars() -> None:
    (tree,) = trees(r"2 u^\top A v", "u: n, A: n x n, v: n")
    assert tree.args[0] == 2
    assert isinstance(tree.args[1], Tr)
    (tree,) = trees(r"x (x^\top y)", "x: n, y: n")
    assert isinstance(tree.args[0], Letter)
    assert isinstance(tree.args[1], Tr)


def test_sizes_of_undeclared_letters() -> None:
    (tree,) = trees(r"\sum_{i=1}^{n} x_i")
    assert isinstance(tree, Sum)
    assert isinstance(tree.body, Entry)
    assert tree.body.args[0].shape == (index("n"), 1)
    (tree,) = trees(r"\sum_i x_i y_i")
    first, second = (f.args[0] for f in tree.body.args)
    assert first.shape == second.shape
    assert first.shape[0] == tree.binders[0].args[1]


def test_two_declared_sizes_that_differ() -> None:
    with pytest.raises(ShapeError, match="n in x, and m in y"):
        read(r"\sum_i x_i y_i", "x: n, y: m")


STATEMENTS: list[tuple[str, list[tuple[str, str, tuple[str, ...]]]]] = [
    (r"x^2 + 1", [("expression", "x**2 + 1", ())]),
    (r"x", [("mention", "x", ())]),
    (r"f(\cdot)", [("mention", "", ())]),
    (r"x^2 = y^2", [("claim", "x**2; y**2", ("=",))]),
    (r"y = x^2", [("definition", "y; x**2", ("=",))]),
    (r"a = b + c \approx 0.3", [("definition", "a; b + c; 0.3", ("=", "≈"))]),
    (r"x^2 + y, \sin x", [("expression", "x**2 + y", ()), ("expression", "sin(x)", ())]),
    (r"\sum_i a_i p_i,\ p_i = e^{z_i}",
     [("expression", "Sum(a[i]*p[i], i)", ()), ("definition", "p[i]; exp(z[i])", ("=",))]),
    (r"z = Wx \text{ where } x = 2 y", [("definition", "z; W*x", ("=",)), ("definition", "x; 2*y", ("=",))]),
    (r"x > 0", [("claim", "x; 0", (">",))]),
    (r"y^2 \text{ if } x > 0", [("expression", "y**2", ()), ("condition", "x; 0", (">",))]),
    (r"x, y \in \mathbb{R}", [("declaration", "x; y", ())]),
    (r"y_i, \quad i = 1, \ldots, n", [("condition", "i; 1; n", ("=", "…"))]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATEMENTS[:-1])
def test_statements(text: str, expected: list[Any]) -> None:
    from derive.write.text import write as to_text

    found = [(s.kind, "; ".join(map(to_text, s.trees)), s.relations) for s in read(text).statements]
    assert found == expected


def test_declarations_give_shapes() -> None:
    reading = read(r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^{n}")
    assert [s.names for s in reading.statements] == [("W",), ("x",)]
    assert shape(reading.scope.letters["W"]) == (index("m"), index("n"))
    assert said(r"y = W x, x \in \mathbb{R}^{n}, W \in \mathbb{R}^{m \times n}").startswith("y; W*x")


def test_definitions_are_in_the_scope() -> None:
    scope = read(r"z = Wx + b; \hat y = \sigma(z)").scope
    assert [x.plain for x, _ in scope.definitions] == ["z", "y_hat"]


def test_bold_and_plain_letters_of_one_vector() -> None:
    (tree, *_) = trees(r"\mathbf{v}^\top \mathbf{v} = \sum_i v_i v_i", r"\mathbf{v}: n, v: n")
    assert {x.plain for x in tree.letters} == {"v"}
    names = {x.plain for t in trees(r"X = \mathbf{X} a", r"X: 3, \mathbf{X}: 3 x 3, a: 3") for x in t.letters}
    assert names == {"X", "X_bold", "a"}


def test_bound_letters_shadow() -> None:
    (tree,) = trees(r"\sum_{i=1}^{3} i^2")
    assert tree.letters == frozenset()


SAME = [  # LaTeX, Python-like text
    (r"\frac{x+1}{y}", "(x + 1)/y"),
    (r"-\frac{1}{2} x", "-1/2*x"),
    (r"e^{-x^2}", "exp(-x**2)"),
    (r"\sum_{i=1}^{n} a_i", "Sum(a[i], (i, 1, n))"),
    (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "Piecewise((x, x > 0), (0, True))"),
    (r"\frac{d}{dx} f(x)", "Derivative(f(x), x)"),
    (r"\max(0, x) + |x|", "Max(0, x) + Abs(x)"),
    (r"\log_2 x", "log(x, 2)"),
    (r"\sqrt{x}", "sqrt(x)"),
    (r"\tilde{w} + W_1 + \alpha", "w_tilde + W_1 + alpha"),
]


@pytest.mark.parametrize(("latex", "python"), SAME)
def test_both_syntaxes_agree(latex: str, python: str) -> None:
    assert trees(latex) == trees(python, syntax="python")


MATRICES = [
    (r"A^\top x", "A.T*x"),
    (r"A^{-1}", "inv(A)"),
    (r"\det(A) \operatorname{tr}(A)", "det(A)*tr(A)"),
    (r"A \odot A", "hadamard(A, A)"),
    (r"A \otimes A", "kron(A, A)"),
    (r"\operatorname{diag}(x)", "diag(x)"),
    (r"\operatorname{vec}(A)", "vec(A)"),
    (r"\lVert x \rVert", "norm(x)"),
    (r"\lVert A \rVert_F", 'norm(A, "fro")'),
    (r"A + I_n", "A + I(n)"),
    (r"\mathbf{1}_n", "ones(n)"),
]


@pytest.mark.parametrize(("latex", "python"), MATRICES)
def test_both_syntaxes_agree_on_matrices(latex: str, python: str) -> None:
    let = "A: n x n, x: n"
    assert trees(latex, let) == trees(python, let, "python")


@pytest.mark.parametrize("latex", [t for t, _ in SAME])
def test_written_and_read_again(latex: str) -> None:
    assert trees(write(trees(latex)[0])) == trees(latex)


def test_glove() -> None:
    text = r"\sum_{i,j=1}^{V} f(X_{ij})(w_i^\top \tilde w_j + b_i + \tilde b_j - \log X_{ij})^2"
    let = r"w: V x d rows, \tilde w: V x d rows, b: V, \tilde b: V, X: V x V positive, f: function"
    assert said(text, let) == (
        "Sum(f(X[i, j])*(w[i].T*w_tilde[j] + b[i] + b_tilde[j] - log(X[i, j]))**2, (i, 1, V), (j, 1, V))"
    )
    assert read(text, let).scope.guesses == ()


@pytest.mark.parametrize("between", [r" \ldots ", r" \; \cdots \; ", r", \ldots, "])
def test_columns_side_by_side(between: str) -> None:
    text = r"X = [\vec x_1" + between + r"\vec x_N]"
    (_, stack) = trees(text, r"\vec x: N x d rows, X: d x N")
    assert [str(getattr(s, "plain", s)) for s in shape(stack)] == ["d", "N"]


def test_matrices_in_square_brackets_are_a_product() -> None:
    assert said(r"[\mathbf{A} \mathbf{x}]") == "A*x"


@pytest.mark.parametrize(("text", "letters"), [
    (r"step\_num^{-0.5} + d", {"step_num", "d"}), (r"learning\_rate = 0.1", {"learning_rate"}),
    (r"\mathrm{PE}_{(pos, 2i)} = \sin(pos / 10^{2i/d_{model}})", {"PE_pos_2i", "pos", "i", "d_model"}),
])  # fmt: skip
def test_names_of_several_letters(text: str, letters: set[str]) -> None:
    assert {x for x in read(text).scope.letters if x != "k"} == letters


def test_a_letter_that_a_statement_says_to_be_a_scalar() -> None:
    text = r"\hat{x} = x - \mu, \quad \mu = \frac{1}{d}\sum_{i=1}^d x_i"
    found = read(text, "x: d").scope.letters
    assert found["mu"].shape == ()
    assert len(found["x_hat"].shape) == 2
