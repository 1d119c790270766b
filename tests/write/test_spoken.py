"""Formulas of prose as plain text."""

from __future__ import annotations

import pytest

from derive.write.spoken import spoken

SAID = {
    r"\hat y = \sigma(z)": "ŷ = σ(z)",
    r"x^{n+1}": "x^(n+1)",
    r"h_{l+1} = f(h_l)": "h_(l+1) = f(h_l)",
    r"\frac{1}{4}": "1/4",
    r"\frac{a + b}{c}": "(a + b)/c",
    r"\mathbb{E}[f(x)]": "𝔼[f(x)]",
    r"\sqrt{G}": "√G",
    r"\int f p \, dx": "∫ f p dx",
    r"W_1^\top x_{\max}": "W_1^⊤ x_max",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}": "[ 1 2 ; 3 4 ]",
    r"\text{if } z > 0": "if z > 0",
}


@pytest.mark.parametrize(("latex", "text"), SAID.items())
def test_what_a_reader_of_a_terminal_sees(latex: str, text: str) -> None:
    assert spoken(latex) == text


def test_deep_groups_do_not_fail() -> None:
    assert "x" in spoken("{" * 5000 + "x" + "}" * 5000)
