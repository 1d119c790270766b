"""Characters outside of ASCII, and formulas that Markdown escapes."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(("text", "meant"), [
    ("½ x² + x₁₂", r"\tfrac12 x^2 + x_{12}"), ("A⁻¹", "A^{-1}"), ("ŷ + ŷ", r"\hat{y} + \hat{y}"),
    ("𝐱 + 1", r"\mathbf{x} + 1"), ("𝔼[x]", r"\mathbb{E}[x]"), (r"→w^\top →x", r"\vec{w}^\top \vec{x}"),
    (r"⇉W^\top ⇉W", r"\mathbf{W}^\top \mathbf{W}"), ("l ≝ x", "l := x"), ("a∙b ÷ c", r"a \cdot b / c"),
    (r"\sum_i x_i ⋅ 2", r"\sum_i x_i \cdot 2"), ("xᵢ + 1", "x_i + 1"),
])  # fmt: skip
def test_a_character_is_what_it_stands_for(text: str, meant: str) -> None:
    ours, theirs = (derive.read(t, syntax="latex") for t in (text, meant))
    assert ours.latex() == theirs.latex()


def test_an_arrow_after_an_operand_is_no_accent() -> None:
    assert derive.verify(r"\lim_{x→0} \frac{\sin x}{x} = 1").status == "verified"


@pytest.mark.parametrize(("text", "meant"), [
    (r"∑\_j e^{z\_j}", r"\sum_j e^{z_j}"), (r"w\_i + w\_j", "w_i + w_j"), (r"u\*v", "u * v"),
])  # fmt: skip
def test_what_markdown_escapes(text: str, meant: str) -> None:
    assert derive.read(text, syntax="latex").tree == derive.read(meant, syntax="latex").tree


def test_an_underscore_in_a_name_stays() -> None:
    assert derive.read(r"step\_num + 1").tree == derive.read(r"\text{step_num} + 1").tree
