"""Marks on letters: layers, policies, several superscripts, indicators, words that repeat, lists that are stacked."""

from __future__ import annotations

import numpy as np
import pytest

import derive


def letters(text: str, let: str | None = None) -> set[str]:
    found = derive.read(text, let)
    sides = getattr(found, "sides", (found,))
    return {x for s in sides for x in s.numpy().letters}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (r"W^{[2]T} v", {"W_2", "v"}),
        (r"\sum_{i=1}^m a^{[2](i)}", {"a_2"}),
        (r"\delta^{l+1} \odot z^l", {"delta_l_plus_1", "z_l"}),
        (r"Q^\pi(s, a) - V^{\pi}(s)", {"Q_pi", "V_pi", "a", "s"}),
        (r"\Delta\theta^2", {"Delta_theta"}),
        (r"PE(pos, 2i+1) = \cos(pos / 10000^{2i})", {"PE", "pos", "i"}),
        (r"\mathbb{1}_{[k \neq i]} x", {"i", "k", "x"}),
        (r"\sum_{i=1}^m 1\{y_i = k\}", {"y", "k"}),
        (r"\sum_{i=1}^m 1\{x_i > 0 \wedge y_i = 1\}", {"x", "y"}),
    ],
)
def test_letters_of_marks(text: str, names: set[str]) -> None:
    assert letters(text) == names


def test_powers_of_layers_stay_powers() -> None:
    assert letters(r"\sum_{l=1}^L w^l", "w: scalar") == {"L", "w"}
    assert letters(r"w^l", "l: positive integer") == {"l", "w"}
    assert letters(r"l w^l") == {"l", "w"}


def test_a_transposed_mark() -> None:
    a, x = np.arange(6.0).reshape(2, 3), np.array([1.0, 2.0])
    found = derive.read(r"A^{[1]T} x", "A^{[1]}: 2x3, x: 2").numpy()(A_1=a, x=x)
    assert np.allclose(np.squeeze(found), a.T @ x)


def test_a_list_of_columns_behind_a_matrix_is_stacked() -> None:
    w, h, x = np.arange(10.0).reshape(2, 5), np.array([1.0, 2.0]), np.array([3.0, 4.0, 5.0])
    found = derive.read(r"W \cdot [h, x]", "W: k x m, h: k, x: d").numpy()(W=w, h=h, x=x)
    assert np.allclose(np.squeeze(found), w @ np.concatenate([h, x]))


def test_a_partial_derivative_holds_the_other_letters_of_its_formula() -> None:
    text = r"\frac{\partial}{\partial a}(a+b) = \frac{\partial a}{\partial a} + \frac{\partial b}{\partial a} = 1"
    assert derive.verify(text).status in ("verified", "proved")
    product = r"\frac{\partial}{\partial x} uv = u\frac{\partial v}{\partial x} + v\frac{\partial u}{\partial x}"
    assert derive.verify(product).status in ("verified", "proved")


def test_a_total_derivative_moves_what_depends() -> None:
    assert "y" in letters(r"\frac{d}{dx} (x y) = y + x \frac{dy}{dx}")
    assert derive.verify(r"\frac{d}{dx} (x y) = y + x \frac{dy}{dx}").status in ("verified", "proved")


def test_entries_in_brackets_of_a_declared_vector() -> None:
    p = np.array([0.2, 0.3, 0.5])
    assert np.isclose(derive.read(r"\sum_i P(i)^2", "P: n").numpy()(P=p), (p**2).sum())


def test_a_norm_of_any_order() -> None:
    x = np.array([1.0, -2.0, 3.0])
    assert np.isclose(derive.read(r"\lVert x \rVert_p", "x: n").numpy()(x=x, p=3.0), np.linalg.norm(x, 3))
    claim = r"\lVert x \rVert_p = \left(\sum_i |x_i|^p\right)^{1/p}"
    assert derive.verify(claim, let="x: n, p: positive").status in ("verified", "proved")


def test_a_size_beside_a_family_of_its_name() -> None:
    assert letters(r"\mu_k = \frac{1}{N_k} \sum_{n=1}^N r_{nk} x_n") == {"N_k", "k", "mu", "r", "x"}


def test_nothing_behind_an_extremum() -> None:
    for text in (r"\max_i \quad + x_i", r"\mathbb{R}\nabla|^\partial!"):
        with pytest.raises(derive.DeriveError):
            derive.read(text)


@pytest.mark.parametrize(
    ("text", "let", "names"),
    [
        (r"\nabla f(x)^T (y - x)", "x: n, y: n, f: function", {"f", "x", "y"}),
        (r"\nabla f^\top d", None, {"d", "nabla_f"}),
        (r"\nabla_x x^\top A x", "A: n x n, x: n", {"A", "x"}),
        (r"\sum_{k=0}^{M-1} h[k] x[n-k]", None, {"M", "h", "n", "x"}),
        (r"\lambda [ \sum_i x_i ]", None, {"lambda_", "x"}),
        (r"2^{rel_i}", "rel: p", {"rel", "i"}),
        (r"W - \alpha dW", "W: m x n, dW: m x n", {"W", "alpha", "dW"}),
        (r"\frac{TP}{TP + FN} + \frac{FP}{FP + TN}", None, {"TP", "FN", "FP", "TN"}),
        (r"MAPE = \sum_{t=1}^{n} A_t", None, {"MAPE", "A"}),
        (r"Q W_i^Q + K W^K", "Q: n x d, K: n x d", {"Q", "K", "W_i_Q", "W_K"}),
        (r"K_*^T y", "K_*: n x m, y: n", {"K_star", "y"}),
        (r"(1 - d) + d \left( \frac{a}{c} + b \right)", None, {"a", "b", "c", "d"}),
        (r"f(x_i; W, b) = W x_i + b", "W: k x d, x_i: d, b: k", {"f", "x_i", "W", "b"}),
        (
            r"[x_1, x_2] \begin{pmatrix} a & b \\ b & c \end{pmatrix} \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}",
            None,
            {"x_1", "x_2", "a", "b", "c"},
        ),
    ],
)
def test_letters_of_words_and_brackets(text: str, let: str | None, names: set[str]) -> None:
    assert letters(text, let) == names


def test_declared_capitals_above_e_are_a_product_and_no_mark() -> None:
    assert letters(r"\operatorname{tr}(e^{A X})", "A: n x n, X: n x n") == {"A", "X"}


def test_the_norm_of_a_gradient_is_by_a_vector() -> None:
    assert letters(r"f(x_k) - \lVert \nabla f(x_k) \rVert^2") == {"f", "x_k"}


def test_an_indicator_that_says_no_condition() -> None:
    with pytest.raises(derive.DeriveError, match="says no condition"):
        derive.read(r"\sum_{i,j} \mathbb{1}_{ij} x_i")


def test_the_derivative_of_a_function_that_the_text_defines() -> None:
    found = derive.read(r"f(x, y) = x^2 y, \quad \frac{\partial f}{\partial x} = 2xy")
    slope = found.statements[1].sides[0].numpy()
    assert set(slope.letters) <= {"f", "x", "y"}
    value = slope(**{k: v for k, v in {"f": lambda a, b: a**2 * b, "x": 2.0, "y": 3.0}.items() if k in slope.letters})
    assert np.isclose(value, 12.0)


@pytest.mark.parametrize(
    "text", [r"V^{\pi}(s)", r"Q^{\pi_\theta}(s, a)", r"\delta^{l+1}", r"W^{[2]\top} v", r"\sum_{i=1}^m a^{[2](i)}"]
)
def test_marks_are_written_as_they_are_read(text: str) -> None:
    found = derive.read(text)
    assert derive.read(found.latex()).text() == found.text()


def test_a_star_before_a_transpose() -> None:
    assert str(derive.read(r"w^{*T} x + b^*", r"w^*: d, x: d")) == "w_star.T*x + b_star"


def test_a_declared_vector_is_no_function_of_its_plain_letter() -> None:
    found = derive.read(
        r"k(x, x) - \mathbf{k}_*^\top (K + I)^{-1} \mathbf{k}_*", r"k: function, \mathbf{k}_*: n, K: n x n"
    )
    assert str(found) == "k(x, x) - k_bold_star.T*inv(K + I(n))*k_bold_star"


@pytest.mark.parametrize("text", [r"W^{[1]} x", r"a^{(l)} + 1", r"W^l x"])
def test_marks_of_layers_are_guesses(text: str) -> None:
    assert any("is a mark in a name, no power" in g for g in derive.read(text).scope.guesses)


@pytest.mark.parametrize(
    ("text", "let"), [(r"w^* + 1", None), (r"\sum_i x^{(i)}", None), (r"W^{[1]} x", "W^{[1]}: m x n")]
)
def test_what_is_no_guess(text: str, let: str | None) -> None:
    assert not any("is a mark" in g for g in derive.read(text, let).scope.guesses)


def test_an_entry_with_its_row_below_and_its_column_above() -> None:
    e = derive.read(r"[W]_i^j + [W]^i_j", "W: m x n")
    w = np.arange(6.0).reshape(2, 3)
    assert e.numpy()(W=w, i=1, j=3) == pytest.approx(2 * w[0, 2])
    assert str(derive.read(r"[x]_i^2")) == "x[i]**2"
