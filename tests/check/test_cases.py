"""Where the sentence says that a formula holds: it is judged there, and nowhere else."""

from __future__ import annotations

import pytest

from derive.check.claims import Item, items
from derive.check.documents import document

DEFINED = r"The ReLU is $r(x) = \max(0,x)$. "


def claims(text: str) -> list[Item]:
    return [i for i in items(document(DEFINED + text, "post.md")) if i.kind == "claim"]


@pytest.mark.parametrize(
    "text",
    [
        "It has $r'(x) = 1$ if $x > 0$.",
        "It has $r'(x) = 0$ for all $x < 0$, and $r'(x) = 1$ for $x > 0$.",
        "For $x > 0$ we have $r'(x) = 1$.",
        "Let $x > 0$. Therefore $r'(x) = 1$.",
        "It follows that $\\sqrt{x^2} = x$ when $x \\ge 0$.",
    ],
)
def test_a_claim_holds_where_it_is_said_to(text: str) -> None:
    found = claims(text)
    assert found
    assert {i.status for i in found} == {"verified"}


@pytest.mark.parametrize("text", ["It has $r'(x) = 2$ for $x > 0$.", "For $x > 0$ we have $r'(x) = 2$."])
def test_a_false_one_fails_there(text: str) -> None:
    (found,) = claims(text)
    assert found.status == "refuted"
    assert found.verdict is not None
    assert found.verdict.counterexample["at"]["x"] > 0


def test_the_case_of_a_formula_goes_before_those_above() -> None:
    first, second = claims("It has $r'(x) = 1$ for $x > 0$, therefore $r'(x) = 1$ for $x < 0$.")
    assert (first.status, second.status) == ("verified", "refuted")
