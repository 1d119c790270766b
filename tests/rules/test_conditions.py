"""Absolute values and signs as they are written: factors outside, one sign."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("asec(2*x)", r"\frac{1}{\lvert x \rvert \sqrt{4x^2 - 1}}"),
        ("Abs(y - x)", r"\operatorname{sign}(x - y)"),
        ("Abs((y - x)/y)", r"-\frac{\operatorname{sign}(y - x)}{\lvert y \rvert}"),
        ("sign(x)*sqrt(Abs(x))", r"\frac{1}{2\sqrt{\lvert x \rvert}}"),
        ("asin(2*x - 1)", r"\frac{1}{\sqrt{x \left(1 - x\right)}}"),
        ("x*exp(-x**2/2)", r"e^{-x^2/2} (1 - x^2)"),
        ("log((x - 1)/(x + 1))", r"\frac{2}{x^2 - 1}"),
        ("x**(a - 1)*exp(-b*x)", r"x^{a - 2} e^{-b x} (a - b x - 1)"),
        ("x/(1 + exp(-1.702*x))", r"\sigma(1.702x)(1.702x \left(1 - \sigma(1.702x)\right) + 1)"),
    ],
)
def test_last_lines(formula: str, answer: str) -> None:
    found = derive.differentiate(formula, "x")
    assert found.result.latex() == answer
    assert found.verify().status in ("verified", "proved")


@pytest.mark.parametrize("formula", ["z*Max(0, Min(6, z + 3))/6", "z*Min(Max(0, z + 3), 6)/6"])
def test_what_is_clipped_is_written_piece_by_piece(formula: str) -> None:
    found = derive.differentiate(formula, "z")
    rows = (r"0 & \text{if } z \leq -3", r"6 & \text{if } z \geq 3", r"2z + 3 & \text{otherwise}")
    pieces = r" \\ ".join(rows)
    assert found.result.latex() == rf"\frac{{\begin{{cases}} {pieces} \end{{cases}}}}{{6}}"
    assert found.verify().status == "verified"


def test_differences_stand_the_way_round_in_which_they_were_written() -> None:
    found = derive.differentiate(r"k \log \theta + (n - k) \log(1 - \theta)", r"\theta")
    assert found.result.latex() == r"\frac{k}{\theta} - \frac{n - k}{1 - \theta}"


def test_conditions_are_solved_for_their_letter() -> None:
    page = derive.differentiate(r"|1 - x|", "x").markdown()
    assert r"x \neq 1" in page


def test_a_root_of_nothing_is_no_crash() -> None:
    assert derive.differentiate(r"\arcsin\frac{x}{x}", "x").result.latex() == "0"
