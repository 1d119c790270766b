"""Equations to solve are no claims, their solutions are."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.claims import items
from derive.check.documents import document
from derive.check.item import Item


def claims(text: str) -> list[Item]:
    return [i for i in items(document(f"# Notes\n\n{text}\n", "post.md")) if i.kind == "claim"]


PAIRS = [
    ("Setting the derivative to zero gives $2x - 4 = 0$, hence $x = RIGHT$.", "2", "3"),
    ("The equation\n\n$$x^2 - 3x + 2 = 0$$\n\nhas the solution $x = RIGHT$.", "2", "3"),
    ("The equation $x^2 = 2$ has the solution $x = RIGHT$.", "1.414", "1.514"),
    ("From $2x + 3y = 6$, rearranging gives $y = RIGHT$.", r"2 - \frac23 x", r"2 + \frac23 x"),
    ("Ohm's law $V = I R$ can be rearranged to $I = RIGHT$.", "V / R", "R / V"),
    ("We need $a x = b - c$, which is equivalent to $x = RIGHT$.", r"\frac{b - c}{a}", r"\frac{c - b}{a}"),
    ("$$2x - 6 = 0 \\quad\\Rightarrow\\quad x = RIGHT$$", "3", "-3"),
    ("The equation $a x^2 + b x + c = 0$ has the root $x = RIGHT$.", r"\frac{-b + \sqrt{b^2 - 4ac}}{2a}",
     r"\frac{-b + \sqrt{b^2 - 4ac}}{a}"),
    ("The normal equations $X^\\top X w = X^\\top y$ have the solution $w = RIGHT$.", r"(X^\top X)^{-1} X^\top y",
     r"2 (X^\top X)^{-1} X^\top y"),
    ("The differential equation $y' = k y$ has the solution $y = RIGHT$.", "C e^{kx}", "C e^{x/k}"),
    ("Consider $y'' + 4y = 0$. The general solution is\n\n$$y = RIGHT.$$", r"A \cos(2x) + B \sin(2x)",
     r"A \cos(4x) + B \sin(4x)"),
    ("It obeys $\\frac{dT}{dt} = -k T$. Its solution is $T = RIGHT$.", "T_0 e^{-kt}", "T_0 e^{kt}"),
    ("The equation\n\n$$\\frac{dx}{dt} = x (1 - x)$$\n\nhas the solution\n\n$$x(t) = RIGHT.$$",
     r"\frac{1}{1 + C e^{-t}}", r"\frac{1}{1 + C e^{t}}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), PAIRS)
def test_solutions(text: str, right: str, wrong: str) -> None:
    assert [i.status for i in claims(text.replace("RIGHT", right))] == ["verified"]
    (false,) = claims(text.replace("RIGHT", wrong))
    assert false.status == "refuted"
    assert "equation in line 3" in false.message or "equation in line 5" in false.message
    assert false.verdict is not None
    assert false.verdict.counterexample is not None


def test_each_of_several_solutions_is_judged() -> None:
    made = claims("The equation\n\n$$x^2 - 3x + 2 = 0$$\n\nhas the solutions $x = 1$ and $x = 3$.")
    assert [i.status for i in made] == ["verified", "refuted"]


def test_the_repair_of_a_solution() -> None:
    (false,) = claims("From $2x + 3y = 6$, rearranging gives $y = 2 + \\frac23 x$.")
    assert false.repair is not None


@pytest.mark.parametrize(
    "text",
    [
        "Consider the system $x + y = 5$ and $x - y = 1$. Hence $x = 3$.",
        "We solve $x^2 - 3 = 0$ by Newton's method and start with $x = 1$.",
        "Newton's method for $x^2 = 2$ gives $x = 1.5$ after the first step.",
        "With $a = 2$ the equation $a x = 6$ has the solution $x = 3$.",
        "The equation of the line is $y = 2x + 1$. The root of the function is $x = 0.5$.",
        "Let $y = x^2$. Hence $y = 4$ if $x = 2$, and therefore $x = \\sqrt{y}$.",
        "A particular solution of $y'' + y = t$ is found with the ansatz $y = a t + b$.",
        "The homogeneous equation is $y' + 2y = 0$. We solve $y' + 2y = 4$ with $y = 2$.",
        "Let $y = 5$. Solve $y' = x$, $y(0) = 1$.",
        "Setting $x^2 - 4 = 0$ would give $x = 3$, which is wrong.",
        "Let $x y'' - y' = 0$. Try a solution of the form $y = x^r$.",
        "Solve the system $$\\begin{aligned} 2x + y &= 4 \\\\ x - y &= 1 \\end{aligned}$$",
    ],
)
def test_what_is_no_solution_is_not_accused(text: str) -> None:
    assert not [i for i in claims(text) if i.status == "refuted"]


def test_the_slope_of_a_function_above_is_no_solution_of_it(tmp_path: Path) -> None:
    path = tmp_path / "slope.md"
    path.write_text(r"Now $$y = C e^{-t} + D t e^{-t} \quad\Rightarrow\quad y' = -C e^{-t} + D e^{-t} - D t e^{-t}.$$")
    assert not derive.check(str(path)).diagnostics


@pytest.mark.parametrize(("solution", "status"), [("(2n - 1)^2", "verified"), ("(2n - 2)^2", "refuted")])
def test_a_number_that_counts_solutions_is_whole(solution: str, status: str) -> None:
    text = f"We have $(2n - 1) \\pi = \\pi\\sqrt{{\\mu_n}}$. Solving for $\\mu_n$ we get $\\mu_n = {solution}$."
    assert [i.status for i in claims(text)][-1:] == [status]
