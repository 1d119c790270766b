"""The layout of a derivation for readers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import derive
from derive.errors import UsageError

SIGMOID = r"\frac{1}{1 + e^{-z}}"
GLOVE = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"


def test_the_parts_of_a_page() -> None:
    text = derive.differentiate(SIGMOID, "z").markdown()
    assert text.startswith(r"Differentiate $\frac{1}{1 + e^{-z}}$ with respect to $z$.")
    assert "Let $u = 1 + e^{-z}$" in text
    assert text.count(r"\begin{aligned}") == 1
    assert r"&& \text{reciprocal rule with } u" in text
    assert "**Result.**" in text
    assert re.search(r"Every line checked at \d+ points, largest error below 1e-\d+\.", text)


def test_displays_stand_between_blank_lines() -> None:
    lines = derive.differentiate(SIGMOID, "z").markdown().split("\n")
    marks = [k for k, line in enumerate(lines) if line == "$$"]
    assert marks
    assert len(marks) % 2 == 0
    for first, last in zip(marks[::2], marks[1::2], strict=True):
        assert lines[first - 1] == ""
        assert lines[last + 1] == ""
        assert all(lines[first + 1 : last])


def test_a_wide_problem_gets_a_name_and_its_inner_function_too() -> None:
    text = derive.gradient(GLOVE, "w_k", let=LET).markdown()
    assert r"J = \sum_{i,j=1}^{V}" in text
    assert r"\frac{\partial J}{\partial w_k} &= " in text
    assert r"Let $u_{ij} = w_i^\top \tilde{w}_j" in text
    assert r"\frac{\partial J}{\partial w_k} = 2\sum_{j=1}^{V} f(X_{kj})(w_k^\top" in text
    assert r"This holds for $1 \leq k \leq V$." in text


def test_what_is_read_off_has_a_left_side_of_its_own() -> None:
    text = derive.gradient(r"x^\top A x", "x", let="A: n x n, x: n").markdown()
    assert r"d(x^\top A x) &= " in text
    assert r"\frac{\partial}{\partial x} x^\top A x &= A x + A^\top x && \text{read off the gradient}" in text
    assert r"\frac{\partial}{\partial x} x^\top A x = (A + A^\top) x" in text


def test_a_fact_stands_beside_its_line() -> None:
    loss = r"-\sum_i y_i \log \frac{e^{z_i}}{\sum_j e^{z_j}},\ \sum_i y_i = 1"
    text = derive.gradient(loss, "z_k", let="z: V, y: V").markdown()
    assert r"\text{since } \sum_{i} y_i = 1" in text


def test_the_layout_is_said() -> None:
    assert "(denominator layout)" in derive.jacobian("x y, x", "x, y", layout="denominator").markdown()


def test_details_fold_more_and_more() -> None:
    d = derive.differentiate(r"\sin(x^2) e^x", "x")
    full, normal, brief = (d.latex(detail).count("&=") for detail in ("full", "normal", "brief"))
    assert full == len(d.steps)
    assert full > normal > brief


@pytest.mark.parametrize(
    ("target", "inline", "display"),
    [
        (None, "$z$", "$$\n"),
        ("jekyll", "$$z$$", "$$\n"),
        ("hugo", "$z$", "$$\n"),
        ("html", r"\(z\)", "\\[\n"),
        ("latex", "$z$", "\\begin{equation*}\n"),
    ],
)
def test_targets(target: str | None, inline: str, display: str) -> None:
    text = derive.differentiate(SIGMOID, "z").markdown(target)
    assert f"respect to {inline}." in text
    assert display in text


def test_html_is_escaped() -> None:
    text = derive.differentiate(SIGMOID, "z").markdown("html")
    assert "&amp;=" in text
    assert " &= " not in text
    assert text.startswith("<p>")


def test_what_there_is_not() -> None:
    d = derive.differentiate("x^2", "x")
    with pytest.raises(UsageError, match="no such target"):
        d.markdown("wordstar")
    with pytest.raises(UsageError, match="detail"):
        d.markdown(detail="some")


@pytest.mark.parametrize(
    ("lines", "made"),
    [
        (
            ["chain rule", "power rule", "definition of sigmoid"],
            lambda: derive.differentiate(r"\ln(1+e^{-x^2})", "x"),
        ),
        (["quotient rule", "product rule", "factor"], lambda: derive.differentiate(r"x^2 \sin(x) / (1 + x^2)", "x")),
        (["sum rule"], lambda: derive.differentiate("x^3 + 2x", "x")),
        (
            ["squared norm", "collect terms", "read off"],
            lambda: derive.gradient(r"\|A x - b\|^2 + \lambda \|x\|^2", "x", let="A: m x n, x: n, b: m"),
        ),
    ],
)
def test_brief_is_a_line_for_each_phase(lines: list[str], made: Callable[[], derive.Derivation]) -> None:
    """The rule that opens, the other derivatives, what is done with them, the answer read off."""
    shown = made().latex("brief")
    assert shown.count("&=") == len(lines)
    places = [shown.index(part) for part in lines]
    assert places == sorted(places)
