"""What the words call impossible, differential equations to solve, places where something happens."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document


def refuted(text: str) -> int:
    return sum(i.status == "refuted" for i in items(document(text, "post.md")))


@pytest.mark.parametrize(("words", "errors"), [("That is impossible.", 0), ("We go on.", 1)])
def test_what_the_words_behind_it_call_impossible(words: str, errors: int) -> None:
    assert refuted(f"The last row is an equation $0 = 3$. {words}") == errors


@pytest.mark.parametrize(("words", "errors"), [("Solve", 0), ("Therefore", 1)])
def test_differential_equations_to_solve(words: str, errors: int) -> None:
    assert refuted(f"The function is $y(x) = x^3 + 2$.\n\n{words} $\\frac{{dy}}{{dx}} = 2 x^2$.") == errors


def test_where_something_happens() -> None:
    assert refuted("Lines are drawn at $t = 1$. The curve meets it at $t \\approx 9.21$.") == 0
