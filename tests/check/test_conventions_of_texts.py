"""Conventions and equations above under which sides that differ agree."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.report import Report
from derive.check.usual import conventions
from derive.expr.heads import Entry, index, letters, plus


def report(tmp_path: Path, text: str) -> Report:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return derive.check(str(tmp_path / "a.md"))


def errors(r: Report) -> list[str]:
    return [d.code for d in r.diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(("value", "found"), [("4", []), ("5", ["D101"])])
def test_angles_in_degrees(tmp_path: Path, value: str, found: list[str]) -> None:
    assert errors(report(tmp_path, rf"$$4 \times \sqrt{{2}} \times \cos(45) = {value}$$")) == found


MEANS = r"""The mean is $\bar x = \frac1n \sum_{i=1}^n x_i$. The covariance of pairs is

$$C = \frac{1}{n}\sum_{i=1}^n (x_i - \bar x)(y_i - \bar y) = \frac1n \sum_{i=1}^n x_i y_i - FACTOR \bar x \bar y$$
"""


@pytest.mark.parametrize(("factor", "found"), [("", []), ("2", ["D101"])])
def test_a_bar_is_the_mean_of_its_letter(tmp_path: Path, factor: str, found: list[str]) -> None:
    assert errors(report(tmp_path, MEANS.replace("FACTOR", factor))) == found


def test_a_bias_may_be_among_the_weights(tmp_path: Path) -> None:
    text = r"$$y = \theta_0 + \theta_1 x_1 + \ldots + \theta_d x_d = \boldsymbol{x}^T \boldsymbol{\theta}$$"
    r = report(tmp_path, text)
    assert errors(r) == [] and [i.reason for i in r.claims] == [r"true if a 1 stands in the place of \theta_0"]


def test_a_letter_in_two_weights(tmp_path: Path) -> None:
    text = r"$$\mathbf{A}(\alpha x + \mathbf{z}) = \alpha \mathbf{A}\mathbf{x} + \mathbf{A}\mathbf{z}$$"
    assert errors(report(tmp_path, "It follows that\n\n" + text)) == []


POLAR = r"""# Polar coordinates

The integral is $$\int_0^\infty \int_0^{2\pi} e^{-r^2} g(r) \, d\theta \, dr$$ and so

$$g = \left|\det \begin{bmatrix} \cos\theta & -r\sin\theta \\ \sin\theta & r\cos\theta \end{bmatrix}\right|
= r(\cos^2\theta VALUE \sin^2\theta)$$
"""


@pytest.mark.parametrize(("value", "found"), [("+", []), ("-", ["D101"])])
def test_what_is_integrated_from_zero_is_not_negative(tmp_path: Path, value: str, found: list[str]) -> None:
    assert errors(report(tmp_path, POLAR.replace("VALUE", value))) == found


BALANCE = r"""The chance of a move is $$A(y \mid x) = \min\left(1, \frac{P(y) Q(x \mid y)}{P(x) Q(y \mid x)}\right).$$

If $A(y \mid x) < 1$ then we have $A(x \mid y) = 1$, which lets us write

$$\begin{align*}
A(y \mid x) &= \frac{P(y) Q(x \mid y)}{P(x) Q(y \mid x)} \\
P(y) Q(x \mid y) A(x \mid y) &= P(x) Q(y \mid x) A(y \mid x)
\end{align*}$$
"""


def test_an_equation_above_spares_an_error(tmp_path: Path) -> None:
    assert errors(report(tmp_path, BALANCE)) == []


def test_terms_behind_a_sum_that_have_its_index_are_under_it() -> None:
    total = derive.read(r"\sum_{i=1}^n a_i").tree
    a = next(x for x in letters(total) if x.plain == "a")
    pair = plus(total, Entry(a, index("i"))), derive.read(r"\sum_{i=1}^n (a_i + a_i)").tree
    (usual,) = conventions(pair)
    assert usual.left == usual.right == pair[1] and usual.sure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$00000100 = 4$, $11111111 = 255$", []),
        ("$9.125 = 1.001001 \\times 2^3$", []),
        ("$9.125 = 1.001001 \\times 2^4$", ["D101"]),
        ("$1101 + 1 = 13$", ["D101"]),
        ("$-11~\\%~30 = 19$", []),
        ("$5\\% \\cdot 40 = 3$", ["D101"]),
        ("$[4, 18] = [4 + 1, 8] = [5, 8]$", []),
        ("$[4, 8] = [3 + 1, 7]$", ["D101"]),
    ],
)
def test_numbers_of_other_kinds(tmp_path: Path, text: str, found: list[str]) -> None:
    assert errors(report(tmp_path, text)) == found


@pytest.mark.parametrize(("side", "found"), [("2 e^{\\text{ratio}}", []), ("4 e^{\\text{Ratio}}", ["D101"])])
def test_words_in_capitals_or_not_are_one_name(tmp_path: Path, side: str, found: list[str]) -> None:
    text = r"It follows that $$e^{\text{Ratio} + \log 2} = 2 e^{\text{Ratio}} = SIDE.$$".replace("SIDE", side)
    assert errors(report(tmp_path, text)) == found
