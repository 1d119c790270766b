"""Sums over entries as matrix products, where the body holds whole vectors too."""

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "wrt"),
    [
        (r"\sum_i \frac{x_i}{1 + \sum_j e^{x_j}}", "x"),
        (r"\sum_i \frac{c}{1 + \sum_j e^{x_j}}", "c"),
        (r"\sum_i x_i \sum_j x_j \tanh(a_i)", "x"),
        (r"\sum_i \sum_j x_j", "x_k"),
    ],
)
def test_a_whole_vector_stays_whole(text: str, wrt: str) -> None:
    assert derive.gradient(text, wrt, let="x: n, a: n").verify().status == "verified"
