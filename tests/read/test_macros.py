"""Macros: of the text, given, and by convention."""

from __future__ import annotations

import pytest

import derive
from derive.errors import ReadError


@pytest.mark.parametrize(("text", "meant"), [
    (r"\newcommand{\half}[1]{\frac{#1}{2}} \half{x} + \half y", r"\frac{x}{2} + \frac{y}{2}"),
    (r"\def\bx{\mathbf{x}} \bx^\top \bx", r"\mathbf{x}^\top \mathbf{x}"),
    (r"\def\pair#1#2{#1 - #2} \pair{a}{b}", "a - b"),
    (r"\DeclareMathOperator*{\loss}{loss} \loss(x)", r"\operatorname{loss}(x)"),
    (r"\E[x]", r"\mathbb{E}[x]"), (r"\norm{\vx}^2", r"\lVert \mathbf{x} \rVert^2"),
    (r"\bfw^\T \bfx", r"\mathbf{w}^\top \mathbf{x}"),
    (r"\cL + \eps", r"\mathcal{L} + \epsilon"), (r"\tr(\mA)", r"\operatorname{tr}(\mathbf{A})"),
])  # fmt: skip
def test_a_macro_is_what_it_stands_for(text: str, meant: str) -> None:
    assert derive.read(text).tree == derive.read(meant).tree


def test_a_convention_is_reported_and_a_definition_is_not() -> None:
    assert r"\E is \mathbb{E}" in derive.read(r"\E[x]").scope.guesses
    assert not any("mathcal" in g for g in derive.read(r"\def\E{\mathcal{E}} \E + 1").scope.guesses)
    assert derive.read(r"\def\E{\mathcal{E}} \E + 1").tree == derive.read(r"\mathcal{E} + 1").tree


def test_macros_of_a_document_are_given() -> None:
    given = {r"\risk": r"\mathcal{R}", r"\sq": r"#1^2"}
    assert derive.read(r"\sq{\risk} + 1", macros=given).tree == derive.read(r"\mathcal{R}^2 + 1").tree


@pytest.mark.parametrize(
    "text", [r"\fracc{1}{2} + 1", r"\def\a{\a\a} \a", r"\def\a{\b}\def\b{\a} \a", r"\norm", r"\newcommand{x}{y} x"]
)
def test_what_nobody_defines_or_never_ends_is_an_error(text: str) -> None:
    with pytest.raises(ReadError):
        derive.read(text)


@pytest.mark.parametrize(("text", "kind"), [
    ("p(x) =", "Mention"), (r"\frac{d}{dx}", "Mention"), (r"\log(\cdot)", "Mention"), (r"= x + 1", "Expression"),
    (r"= x + 1 = 3", "Statement"), (r"k = 1, 4, 16", "Statements"),
])  # fmt: skip
def test_what_stands_alone_is_no_error(text: str, kind: str) -> None:
    assert type(derive.read(text, syntax="latex")).__name__ == kind


def test_marks_on_numbers_and_sizes() -> None:
    assert derive.read(r"95\%").numpy()() == pytest.approx(0.95)
    assert derive.read(r"A \in \mathbb{R}^{n \times 2k}").latex() == r"A \in \mathbb{R}^{n \times 2k}"
    assert derive.read(r"A \in \mathbb{R}^{2^{10} \times 3}").shape == (1024, 3)
