r"""Numbers above letters that tell steps of a sequence apart, sizes that are said twice, π as a letter."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(("text", "plain"), [
    (r"w^1 = w^0 - \alpha g(w^0)", "w_1 = w_0 - alpha*g(w_0)"), (r"\mathbf{w}^0 = \mathbf{0}", "w_0 = zeros(n_w_0)"),
    ("w^0 = 2", "w_0 = 2"), ("x^0 = 1", "x**0 = 1"), ("A^0 = I", "A**0 = I_"), ("x^2 = x + 1", "x**2 = x + 1"),
    ("w^1 = 3", "w**1 = 3"), (r"\mathbf{I}_{N \times N} x", "I(N)*x"), (r"z = W^X_{21} x", "z = W_21_X*x"),
    (r"\frac{60!}{57!} = 205,320.", "gamma(60 + 1)/gamma(57 + 1) = 205320"),
    (r"\pi^y (1 - \pi)^{1 - y}", "pi_**y*(1 - pi_)**(1 - y)"), (r"1 - \pi/4", "1 - pi/4"),
])  # fmt: skip
def test_reading(text: str, plain: str) -> None:
    assert str(derive.read(text)) == plain
