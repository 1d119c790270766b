"""What stands below and above a sum: ranges with conditions, chains, lines one below the other."""

from __future__ import annotations

import pytest

import derive

NOT_K = "Sum(Piecewise((1, Ne(i, k)), (0, True))*x[i], (i, 1, n))"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\sum_{i=1, i \neq k}^{n} x_i", NOT_K),
        (r"\sum_{\substack{i=1 \\ i \neq k}}^{n} x_i", NOT_K),
        (r"\sum_{\substack{1 \le i \le n \\ i \neq k}} x_i", NOT_K),
        (r"\sum_{1 \le i \le n} x_i", "Sum(x[i], (i, 1, n))"),
        (r"\sum_{0 < m < k} x_m", "Sum(x[m], (m, 1, k - 1))"),
        (
            r"\prod_{\substack{0\le m\le k\\m\neq j}} \frac{x-x_m}{x_j-x_m}",
            "Product(Piecewise(((x - x_m[m])/(x_m[j] - x_m[m]), Ne(m, j)), (1, True)), (m, 0, k))",
        ),
        (r"\sum_{i,j=1, i<j}^n x_i x_j", "Sum(Piecewise((1, i < j), (0, True))*x[i]*x[j], (i, 1, n), (j, 1, n))"),
        (
            r"\prod_{j=1, j \neq i}^{n} \frac{x - x_j}{x_i - x_j}",
            "Product(Piecewise(((x - x_j[j])/(x_j[i] - x_j[j]), Ne(j, i)), (1, True)), (j, 1, n))",
        ),
    ],
)
def test_ranges_and_conditions(latex: str, text: str) -> None:
    assert derive.read(latex).text() == text


@pytest.mark.parametrize("latex", [r"\sum_{i=1, i \neq k}^{n} x_i", r"\sum_{i,j=1, i < j}^{n} x_i x_j"])
def test_they_are_written_as_they_are_read(latex: str) -> None:
    assert derive.read(latex).latex() == latex


def test_a_family_beside_its_letter_is_one_for_all_indices() -> None:
    said = derive.read(r"L = \sum_i L_i + L_j").scope.guesses
    assert sum("two letters" in g for g in said) == 1
