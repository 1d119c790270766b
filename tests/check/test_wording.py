"""What the words of a sentence make of a formula."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document
from derive.check.wording import Words

DENIED = [
    r"A common mistake is to write $(a + b)^2 = a^2 + b^2$.",
    r"It is not true in general that $\log(a + b) = \log a + \log b$ for all $a$ and $b$.",
    r"It is tempting to conclude that $\frac{d}{dx} x^x = x \cdot x^{x-1}$, but this is false.",
    "One might think that for all $x$\n\n$$\\sin(2x) = 2 \\sin x,$$\n\nbut this is not the case.",
    r"Is it true that $e^{a + b} = e^a + e^b$ for all $a$ and $b$?",
    r"For all $x$, the identity $(x + 1)^2 = x^2 + 1$ does not hold.",
    r"Therefore $(x + 1)^2 \stackrel{?}{=} x^2 + 1$ for all $x$.",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_not_judged(text: str) -> None:
    assert {i.kind for i in items(document(text, "post.md"))} <= {"definition", "mention"}


def test_what_is_put_right_is_judged() -> None:
    text = r"It is wrong that $(a+b)^2 = a^2 + b^2$; instead, for all $a$ and $b$, $(a+b)^2 = a^2 + ab + b^2$."
    found = [i.status for i in items(document(text, "post.md")) if i.kind == "claim"]
    assert found == ["refuted"]


@pytest.mark.parametrize(
    ("lead", "conditional", "asserted"),
    [
        ("The series converges if ", True, False),
        ("For all ⟦x⟧ we have ", False, True),
        ("If ⟦x > 1⟧, ", False, True),
        ("By the triangle inequality, ", False, True),
        ("subject to ", True, False),
        ("Here is ", False, False),
    ],
)
def test_conditions_and_assertions(lead: str, conditional: bool, asserted: bool) -> None:
    words = Words(lead)
    assert (words.conditional, words.asserted) == (conditional, asserted)


def test_letters_that_it_is_said_of() -> None:
    assert Words("For all real ⟦x⟧ and ⟦y_1⟧ we have ").over >= {"x", "y"}
    assert Words("", " for every ⟦z⟧").over == {"z"}
    assert Words("Here ").over == frozenset()


@pytest.mark.parametrize(
    ("words", "found"),
    [("Show that $g$ shifts, i.e., ", ["refuted"]), ("Prove that for all $b$, ", ["refuted"]), ("Suppose that ", [])],
)
def test_what_is_to_be_shown_is_claimed(words: str, found: list[str]) -> None:
    text = "Let $g(x) = \\log(1 + e^{x})$.\n\n" + words + "$g(x + b) = g(x)$."
    assert [i.status for i in items(document(text, "post.md")) if i.kind == "claim"] == found
