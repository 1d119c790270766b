"""Equations that ask for their letters, letters that get another value, and variables that get another law."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.lone import drawn
from derive.check.report import Report


def report(tmp_path: Path, text: str) -> Report:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return derive.check(str(tmp_path / "a.md"))


def errors(r: Report) -> list[tuple[str, int]]:
    return [(d.code, d.place[0]) for d in r.diagnostics if d.severity in ("error", "warning")]


SYSTEM = r"""# One

A point of the line is $x = 1$ and $y = 3$.

# Two

$$
\begin{cases}
y = \frac12 x + 1 \\
y = -x + 4
\end{cases}
\Leftrightarrow
\begin{cases}
\frac12 x - y = -1 \\
x + y = 4
\end{cases}
$$
"""


def test_a_system_is_no_claim_of_values_of_another_section(tmp_path: Path) -> None:
    assert errors(report(tmp_path, SYSTEM)) == []


def test_a_constraint_is_not_refuted_by_code(tmp_path: Path) -> None:
    text = "Maximise $d^\\top M d$ subject to $d^\\top d = 1$.\n\n```python\nd = np.array([[12], [26]])\n```\n"
    assert errors(report(tmp_path, text)) == []


def test_values_of_the_section_still_refute(tmp_path: Path) -> None:
    text = "# One\n\nWith $x = 1$ and $y = 3$ we have $x + 2 y = VALUE$.\n"
    assert errors(report(tmp_path, text.replace("VALUE", "7"))) == []
    assert errors(report(tmp_path, text.replace("VALUE", "9"))) == [("D101", 3)]


ANEW = r"""# Forms

$$A = \begin{bmatrix} 2 & 4 \\ 2 & 5 \end{bmatrix}$$

In general $A = V D V^{-1}$. The same form comes from

$$A = \begin{bmatrix} 2 & -3 \\ 9 & 5 \end{bmatrix}$$
"""


def test_a_letter_that_was_given_may_be_given_again(tmp_path: Path) -> None:
    assert errors(report(tmp_path, ANEW)) == []


@pytest.mark.parametrize("words", ["(e.g. ", "for example ", "if "])
def test_an_example_is_no_claim(tmp_path: Path, words: str) -> None:
    text = f"Here $f(x) = x^2$ and $f'(x) = 2x$. The slope of a line is a constant, {words}$f'(x) = 2$, as you know.\n"
    assert errors(report(tmp_path, text)) == []


def test_digits_that_a_program_printed_are_rounded(tmp_path: Path) -> None:
    text = r"$$6 \begin{bmatrix} 0.70710678 \\ 1 \end{bmatrix} = \begin{bmatrix} VALUE \\ 6 \end{bmatrix}$$"
    assert errors(report(tmp_path, text.replace("VALUE", "4.24264069"))) == []
    assert errors(report(tmp_path, text.replace("VALUE", "4.24264169"))) == [("D101", 1)]


@pytest.mark.parametrize(
    ("text", "name"),
    [(r"Y_i \sim N(\mu_i, 1)", "Y"), (r"\epsilon \stackrel{iid}{\sim} N(0, 1)", "epsilon"), ("x = 1", ""), ("+", "")],
)
def test_the_variable_whose_law_is_said(text: str, name: str) -> None:
    assert drawn(text) == name


def test_a_new_law_is_a_new_variable(tmp_path: Path) -> None:
    first = "# Linear\n\n$$Y_i = \\sum_{k=1}^p X_{ki} \\beta_k + \\epsilon_i$$\n\n# Logistic\n\n"
    text = (
        r"Now $Y_i \sim Bernoulli(\mu_i)$ so that $E[Y_i] = \mu_i$, and $\mu_i = \eta_i = \sum_{k=1}^p X_{ki} \beta_k$."
    )
    assert errors(report(tmp_path, first + text)) == []
