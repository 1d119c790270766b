r"""What a slash divides by."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(("text", "plain"), [
    (r"e^{-(x-\mu)^2/2\sigma^2}", "exp(-(x - mu)**2/(2*sigma**2))"), (r"\exp(-E/kT)", "exp(-E_/(k*T))"),
    (r"x/2\beta^{-1}", "x/(2*beta**(-1))"),
    (r"\omega/2\pi", "omega/(2*pi)"), (r"1/2\pi\sigma^2", "1/(2*pi*sigma**2)"), (r"a/mn", "a/(m*n)"),
    (r"1/2x", "(1/2)*x"), (r"\lambda/2 w^T w", "(lambda_/2)*w.T*w"), ("1/n x", "(1/n)*x"), ("a/b c", "(a/b)*c"),
    (r"x/2f(x)", "(x/2)*f(x)"), (r"n/2\log(2\pi)", "(n/2)*log(2*pi)"), (r"x/y\cdot z", "(x/y)*z"),
    (r"a/2\mathbf{x}", "(a/2)*x"), (r"(x-m)^2 / 2 \sigma^2", "(x - m)**2/(2*sigma**2)"),
    (r"\lambda / 2 w^2", "(lambda_/2)*w**2"),
])  # fmt: skip
def test_divisor(text: str, plain: str) -> None:
    assert str(derive.read(text)) == plain


def test_a_vector_is_no_divisor() -> None:
    assert str(derive.read(r"\lambda/2w", "w: n")) == "(lambda_/2)*w"


def test_the_divisor_is_said() -> None:
    assert r"the slash divides by all of `2\sigma^2`" in derive.read(r"x/2\sigma^2").scope.guesses
