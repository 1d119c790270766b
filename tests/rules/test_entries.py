"""Vectors in entries: what is asked by an entry is answered in indices."""

from __future__ import annotations

import pytest
from sympy import Integer

import derive
from derive.expr.heads import Entry, SingleEntry, Tr, index, times, vector
from derive.rules import RULES


@pytest.mark.parametrize(
    ("formula", "by", "let", "answer"),
    [
        (r"p^\top \log p", "p_k", "p: n positive", r"\log p_k + 1"),
        (r"p^\top A q", "q_k", "p: m, A: m x n, q: n", r"\sum_{i} p_i A_{ik}"),
        (r"\log(p^\top q)", "q_k", "p: n, q: n", r"\frac{p_k}{p^\top q}"),
        (r"\sum_{i=1}^m (y_i - w^\top x_i)^2", "w_j", "", r"2\sum_{i=1}^{m} (w^\top x_i - y_i) x_{ij}"),
        (r"\log\sum_k e^{w_k^\top x}", "w_{kj}", "w: K x d rows, x: d", "p_k x_j"),
        (r"\sum_{i=1}^n\sum_{j=1}^n S_{ij} a_i a_j", "a_k", "S: n x n symmetric", r"2\sum_{j=1}^{n} S_{kj} a_j"),
        (r"\lVert p - q\rVert^2", "q_k", "p: n, q: n", r"2(q_k - p_k)"),
        (r"\operatorname{logsumexp}(z)", "z_k", "z: n", "p_k"),
    ],
)
def test_by_an_entry(formula: str, by: str, let: str, answer: str) -> None:
    found = derive.gradient(formula, by, let=let or None)
    assert found.verify().status in ("verified", "proved")
    assert found.result.latex() == answer


def test_a_single_entry_takes_the_entry_of_a_column() -> None:
    k, n = index("k"), index("n")
    v = vector("v", n)
    row = SingleEntry(Integer(1), k, Integer(1), n)
    made = RULES["trace_of_single_entry"].rewrite(Tr(times(row, v)))
    assert made is not None
    assert made.tree == Entry(v, k)


@pytest.mark.parametrize(
    ("formula", "wrt", "answer"),
    [
        (r"x^\top A x", "x_i", "Sum(A[i, k]*x[k], k) + Sum(x[j]*A[j, i], j)"),
        (r"u^\top h", "u_i", "h[i]"),
        (r"a^\top \tanh(A x)", "A_{ij}", "a[i]*(1 - tanh(Sum(A[i, l]*x[l], l))**2)*x[j]"),
    ],
)
def test_the_indices_of_the_sums_are_none_of_the_entry(formula: str, wrt: str, answer: str) -> None:
    d = derive.gradient(formula, wrt, let="x, u, h, a: n; A: n x n")
    assert d.result.text() == answer
    index = {"x_i": "[i]", "u_i": "[i]", "A_{ij}": "[i, j]"}[wrt]
    assert d.steps[0].after.text().count(index) == 1  # in what it is differentiated by alone
    assert d.verify().status == "verified"


def test_a_definition_put_in_has_indices_of_its_own() -> None:
    d = derive.gradient(r"\frac1n\sum_{i=1}^n (x_i - m)^3,\ m = \frac1n\sum_{i=1}^n x_i", "x_k")
    assert r"\left(x_i - \frac{1}{n} \sum_{j=1}^{n} x_j\right)^3" in d.latex()


def test_a_delta_in_a_sum_over_other_indices_is_nothing() -> None:
    d = derive.gradient(r"\sum_{k \neq i} e^{z_i^\top z_k}", "z_i", let="z: n x d rows")
    assert d.result.latex() == r"\sum_{k : k \neq i} e^{z_i^\top z_k} z_k"
    assert d.verify().status == "verified"
