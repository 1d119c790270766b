"""n beside square matrices that nothing declares is their size, where the text leaves one size open."""

from __future__ import annotations

import pytest

import derive

TRUE = [
    r"\det(cA) = c^n \det A",
    r"\det(-A) = (-1)^n \det A",
    r"\operatorname{tr}(I) = n",
    r"\operatorname{tr}(I_n) = n",
    r"\operatorname{tr}(A + cI) = \operatorname{tr}A + nc",
    r"\operatorname{adj}(cA) = c^{n-1}\operatorname{adj}A",
    r"\det(\operatorname{adj}A) = \det(A)^{n-1}",
]
FALSE = [
    r"\det(cA) = c^{n+1} \det A",
    r"\det(cA) = c \det A",
    r"\operatorname{tr}(A)/n = \operatorname{tr}(A)",
    r"\operatorname{tr}(A^n) = \operatorname{tr}(A)^n",
]


@pytest.mark.parametrize("claim", TRUE)
def test_true(claim: str) -> None:
    assert derive.verify(claim).holds


@pytest.mark.parametrize("claim", FALSE)
def test_false(claim: str) -> None:
    assert derive.verify(claim).status == "refuted"


def test_it_is_said() -> None:
    guesses = derive.read(r"\det(cA) = c^n \det A").scope.guesses
    assert "n is the size of A" in guesses


def test_the_exponent_of_a_matrix_is_any_number() -> None:
    said = derive.read(r"\det(A^n) = \det(A)^n")
    assert not said.scope.letters["n"].plain.startswith("n_") and "n is the size of A" not in said.scope.guesses


def test_two_sizes_and_two_letters_are_not_decided() -> None:
    said = derive.verify(r"\det(A \otimes B) = \det(A)^m \det(B)^n")
    assert said.status == "undecided" and "may be a size" in str(said.reason)
