"""Primes that are transposes, as econometricians write them, and primes that are not."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    "text",
    [
        "x'A'P A x = (A x)'P(A x)",
        "(Ax + Bu)'P(Ax + Bu) = (x'A' + u'B')P(Ax + Bu)",
        "x_t' P x_t = x_t' P' x_t",
        r"V + A \Sigma A' = (V' + A \Sigma' A')'",
    ],
)
def test_a_matrix_between_a_letter_and_its_transpose(text: str) -> None:
    assert derive.verify(text).status in ("verified", "proved")


@pytest.mark.parametrize(
    "text",
    ["F' = A' + B'", "v(x) = u'(c) + P x", "f'g + g'f = h", "S = v(x', y') + x' P", r"B = X' (X^\top X)^{-1} X^\top"],
)
def test_other_primes_stay(text: str) -> None:
    assert "transposes" not in " ".join(derive.read(text).scope.guesses)


def test_a_slip_among_transposes() -> None:
    assert derive.verify("(Ax + Bu)'P(Ax + Bu) = (x'A' + u'B)P(Ax + Bu)", let="B: n x n").status == "refuted"
