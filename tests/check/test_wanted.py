"""What the words ask for is a condition, whatever the letters stood for before."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document


def refuted(text: str) -> int:
    return sum(i.status == "refuted" for i in items(document(text, "post.md")))


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ("Consider the system $x''(t) + x(t) = f(t)$, $x(0) = 0$, $x'(0) = 0$.", 0),
        ("Solve $x'' - x = t$ for initial conditions $x(0) = 3$, $x'(0) = 5$.", 0),
        ("Suppose $x(0) = 4$.", 0),
        ("Therefore $x(0) = 2$.", 1),
        ("Solving it, we find $x'(0) = 3$.", 1),
        ("At the start, $x(0) = 2$.", 1),
        ("Therefore $x(0) = 1$.", 0),
    ],
)
def test_initial_values(words: str, errors: int) -> None:
    assert refuted(f"Let $x(t) = e^{{2t}}$.\n\n{words}") == errors


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ("These are the points where $w + u^2 e^w = 0$.", 0),
        ("Points on the circle satisfy $u^2 + w^2 - 2 = 0$.", 0),
        ("So $u^2 + w = 0$.", 1),
        ("So $u^2 + w = 1$.", 0),
    ],
)
def test_places_where_something_is_zero(words: str, errors: int) -> None:
    assert refuted(f"Let $u = 1$ and $w = 0$.\n\n{words}") == errors


@pytest.mark.parametrize(("words", "errors"), [("assuming that", 0), ("and we find that", 1)])
def test_what_is_supposed_of_several_names(words: str, errors: int) -> None:
    assert refuted(f"Let $u = 1$ and $w = u = 1$.\n\nExpand it, {words} $u = w = 0$.") == errors
