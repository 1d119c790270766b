"""Sums and products with conditions on their indices."""

from __future__ import annotations

import numpy as np
import pytest

import derive


@pytest.mark.parametrize(
    ("formula", "by", "let", "answer"),
    [
        (r"\sum_{i<j} x_i x_j", "x_k", "x: n", r"\sum_{i \neq k} x_i"),
        (r"\sum_{i \ne j} J_{ij} s_j", "J_{kl}", "J: n x n, s: n", r"\mathbb{1}[k \neq l] s_l"),
        (r"\sum_{i \ne j} \frac{1}{\lVert z_i - z_j\rVert^2}", "z_k", "z: N x d rows",
         r"4\sum_{j : j \neq k} \frac{1}{\lVert z_k - z_j \rVert^4} (z_j - z_k)"),
        (r"\sum_{t=1}^{n} \gamma^t r_t", r"\gamma", r"r: n, \gamma: positive", r"\sum_{t=1}^{n} t \gamma^{t - 1} r_t"),
        (r"\prod_i x_i^{a_i}", "x_k", "x: n positive, a: n", r"\frac{a_k}{x_k} \prod_{i} x_i^{a_i}"),
        (r"\log \prod_n \frac{\lambda^{x_n} e^{-\lambda}}{c_n}", r"\lambda", r"x: N, c: N positive, \lambda: positive",
         r"\sum_{n} \left(\frac{x_n}{\lambda} - 1\right)"),
    ],
)  # fmt: skip
def test_gradients(formula: str, by: str, let: str, answer: str) -> None:
    found = derive.gradient(formula, by, let=let)
    assert found.verify().status in ("verified", "proved")
    assert found.result.latex() == answer


def test_the_loss_of_the_right_class_leaves_its_own_term_out() -> None:
    found = derive.gradient(r"\sum_{j \ne y} \max(0, s_j - s_y + 1)", "s_k", let="s: n, y: index 1..n")
    s = np.array([0.3, 1.0, -2.0, 0.6])
    slope = np.array([1.0, -2.0, 0.0, 1.0])  # y = 2: classes 1 and 4 are within the margin
    assert np.allclose(found.numpy()(s=s, y=2), slope)


def test_a_product_over_a_condition_multiplies_by_one_elsewhere() -> None:
    e = derive.read(r"\prod_{j \ne i} (x_i - x_j)", let="x: n, i: index 1..n")
    assert np.isclose(e.numpy()(x=np.array([1.0, 3.0, 7.0]), i=2), (3 - 1) * (3 - 7))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{i \neq k} x_i",
        r"\sum_{j : j \neq k} x_j y_k",
        r"\sum_{i < j} x_i x_j",
        r"\prod_{j : j \neq i} (x_i - x_j)",
    ],
)
def test_conditions_below_the_sign_are_read_as_written(text: str) -> None:
    found = derive.read(text, let="x: n, y: n")
    assert found.latex() == text
    assert derive.read(found.latex(), let="x: n, y: n").tree == found.tree  # type: ignore[union-attr]


def test_terms_that_a_condition_leaves_out_are_not_evaluated() -> None:
    f = derive.read(r"\sum_{i \ne j} \frac{1}{x_i - x_j}", let="x: n").numpy()  # type: ignore[union-attr]
    assert np.isclose(f(x=np.array([1.0, 3.0, 7.0])), 0)
