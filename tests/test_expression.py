r"""Formulas as users meet them: `read`, `read_problem`, `describe`, and what an Expression can do."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from derive.describe import describe
from derive.errors import DeriveError, ReadError, ShapeError, Unsupported, UsageError
from derive.expr.heads import shown
from derive.expression import (
    Declaration,
    Expression,
    Statement,
    Statements,
    is_latex,
    read,
    read_problem,
)


def expression(text: str, let: Any = None, **options: Any) -> Expression:
    e = read(text, let, **options)
    assert isinstance(e, Expression)
    return e


SAME = [
    ("x + y", r"x + y", None), ("exp(-x**2/2)", r"e^{-\frac{x^2}{2}}", None), ("sin(x)**2", r"\sin^2 x", None),
    ("Abs(x)", "|x|", None), ("log(x, 2)", r"\log_2 x", None), ("sqrt(x)", r"\sqrt{x}", None),
    ("A.T*x", r"A^\top x", "A: m x n, x: m"), ("x.T*A*x", r"x^\top A x", "x: n, A: n x n"),
    ("Sum(x[i], (i, 1, n))", r"\sum_{i=1}^{n} x_i", "x: n"), ("Derivative(x**3, x)", r"\frac{d}{dx} x^3", None),
    ("Max(x, 0)", r"\max(x, 0)", None), ("tr(A)", r"\operatorname{tr}(A)", "A: n x n"),
    ("Piecewise((1, x > 0), (0, True))", r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", None),
    ("w_tilde[i].T*w_tilde[j]", r"\tilde{w}_i^\top \tilde{w}_j", r"\tilde{w}: V x d rows"),
    ("pi*r**2", r"\pi r^2", None), ("inv(A)", "A^{-1}", "A: n x n invertible"), ("f(x)", "f(x)", "f: function"),
    ("norm(x)**2", r"\lVert x \rVert^2", "x: n"), ("lambda_*x", r"\lambda x", None), ("x_1*x_2", "x_1 x_2", None),
]  # fmt: skip


@pytest.mark.parametrize(("python", "latex", "let"), SAME)
def test_both_syntaxes_give_one_tree(python: str, latex: str, let: Any) -> None:
    assert expression(python, let, syntax="python").tree == expression(latex, let, syntax="latex").tree


@pytest.mark.parametrize(("python", "latex", "let"), SAME)
def test_what_is_written_reads_back(python: str, latex: str, let: Any) -> None:
    e = expression(latex, let, syntax="latex")
    assert expression(e.latex(), let).tree == e.tree
    assert expression(e.text(), let).tree == e.tree


@pytest.mark.parametrize(
    ("text", "latex"),
    [("x + y", False), (r"\alpha", True), ("x^2", True), ("x_{1}", True), ("x**2", False),
     ("f'(x)", True), ("|x| + 1", True), ("x != y", False), ("norm(A, 'fro')", False), ("__import__('os')", False),
     ("f(x)", False), ("exp(x)*y", False), ("(x > 0) | (y > 0)", False)],
)  # fmt: skip
def test_auto_takes_what_only_latex_has_as_latex(text: str, latex: bool) -> None:
    assert is_latex(text) is latex


@pytest.mark.parametrize(("text", "tree"), [("2x + b", "2*x + b"), ("f'(x)", "f_prime(x)"), ("2(x+1)", "2*(x + 1)")])
def test_plain_latex_needs_no_mark(text: str, tree: str) -> None:
    assert expression(text).text() == tree


def test_a_chain_is_a_statement() -> None:
    s = read(r"a = b + c \approx 0.3")
    assert isinstance(s, Statement)
    assert (s.relations, len(s.sides)) == (("=", "≈"), 3)
    assert s.latex() == r"a = b + c \approx 0.3"
    assert s.text() == "a = b + c ≈ 0.3"
    assert [side.text() for side in s.sides] == ["a", "b + c", "0.3"]


def test_membership_is_a_declaration() -> None:
    d = read(r"x, y \in \mathbb{R}^{m \times n}")
    assert isinstance(d, Declaration)
    assert d.names == ("x", "y")
    assert shown(d.shape) == "m×n"
    assert d.latex() == r"x, y \in \mathbb{R}^{m \times n}"


def test_several_statements_are_kept_together() -> None:
    s = read("x + 1; y = x**2")
    assert isinstance(s, Statements)
    assert str(s) == "x + 1; y = x**2"


@pytest.mark.parametrize(
    ("text", "result", "definitions"),
    [
        (r"\sum_i a_i p_i,\ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "Sum(a[i]*p[i], i)", 1),
        ("z = W*x + b; y_hat = sigma(z); L = norm(y_hat)**2", "norm(y_hat)**2", 2),
        (r"L where L = x^2", "L", 1),
        ("x**2 + y, sin(x*y)", "Matrix([[x**2 + y], [sin(x*y)]])", 0),
        ("L = (y - 3)**2", "(y - 3)**2", 0),
        ("x**2", "x**2", 0),
    ],
)
def test_an_expression_may_carry_definitions(text: str, result: str, definitions: int) -> None:
    e = read_problem(text, "W: m x n, x: n, b: m" if "W*x" in text else None)
    assert e.text() == result
    assert len(e.scope.definitions) == definitions


@pytest.mark.parametrize("text", ["a + b = c + d", "x < 1", r"x \in \mathbb{R}^n"])
def test_a_problem_needs_an_expression(text: str) -> None:
    with pytest.raises(DeriveError):
        read_problem(text)


def test_an_expression_computes() -> None:
    e = expression(r"\sum_{i=1}^n w_i x_i + b", "w: n, x: n")
    f = e.numpy()
    assert set(f.letters) >= {"w", "x", "b"}
    assert f(w=np.arange(3.0), x=np.ones(3), b=0.5) == pytest.approx(3.5)


def test_definitions_are_written_out_before_numbers() -> None:
    e = read_problem("z = 2*x; z**2 + z")
    assert e.numpy()(x=3.0) == pytest.approx(42)


def test_shapes() -> None:
    e = expression("W*x", "W: m x n, x: n")
    assert shown(e.shape) == "m×1"
    assert expression("x.T*W*x", "W: n x n, x: n").shape == ()


def test_notebooks_show_latex() -> None:
    assert r"\frac" in expression("x/y")._repr_latex_()


@pytest.mark.parametrize(
    ("text", "let", "lines"),
    [
        ("W*x", "W: m x n, x: n", ["W: m×n matrix", "x: vector of n"]),
        ("w[i].T*w[j]", "w: V x d rows", ["w: V rows of d", "i: integer"]),
        (r"g(x) + k", "g: function, k: positive integer", ["g: function", "k: integer, positive"]),
        (r"a(x+1) + b", None, ["a: scalar", "b: scalar"]),
    ],
)
def test_a_reading_in_words(text: str, let: Any, lines: list[str]) -> None:
    said = describe(read(text, let, syntax="latex" if "(" in text else "auto"))
    assert said.startswith("I read: ")
    for line in lines:
        assert line in said


@pytest.mark.parametrize(
    ("text", "let", "kind"),
    [
        ("", None, ReadError), ("   ", None, ReadError), (r"\frac{1}{", None, ReadError), ("x +", None, ReadError),
        ("W*x", "W: m x n, x: m", ShapeError),
        ("x", "x: postive", ReadError),
        ("__import__('os').system('touch x')", None, ReadError), ("x.__class__.__mro__", None, ReadError),
        (r"\mathrm{__import__('os').system('touch x')}", None, ReadError), ("{" * 10_000, None, ReadError),
        (r"\frac{1}{" * 5000, None, ReadError), ("x" * 100_000, None, ReadError), ("x\u202e", None, ReadError),
        (r"9^{9^{9^{9^{9}}}}", None, DeriveError), (r"\int x", None, Unsupported), (3, None, UsageError),
        ("x", {"x": None}, UsageError), (r"\aplha", None, ReadError),
    ],
)  # fmt: skip
def test_bad_input_is_an_error_of_ours_with_its_place(text: Any, let: Any, kind: type[DeriveError]) -> None:
    with pytest.raises(kind) as caught:
        read(text, let)
    assert "\n" not in str(caught.value)
    assert caught.value.place is not None or kind is UsageError


@pytest.mark.parametrize("options", [{"syntax": "maple"}, {"parser": "other"}])
def test_unknown_options_name_the_known_ones(options: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        read("x", **options)
    assert "latex" in str(caught.value) or "native" in str(caught.value)


def test_two_letters_never_share_a_name() -> None:
    e = expression("x^{(1)} - x_1")
    assert len({x.plain for x in e.tree.letters}) == 2
    assert e.numpy()(**{x.plain: float(k) for k, x in enumerate(sorted(e.tree.letters, key=lambda x: x.plain))}) != 0


def test_the_import_is_light() -> None:
    program = "import sys, derive.expression; print('numpy' in sys.modules, 'latex2sympy2' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert out.split() == ["False", "False"]


@pytest.mark.parametrize("text", ["p = q^2; q = x + 1", "q = x + 1; p = q^2"])
def test_a_program_means_the_letter_that_no_other_uses(text: str) -> None:
    assert read_problem(text).name.plain == "p"
