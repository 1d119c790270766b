"""`≠` and `∝` in documents."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document


def said(text: str) -> list[tuple[str, str]]:
    found = items(document(f"# Notes\n\n{text}\n", "post.md"))
    return [(i.kind, i.status) for i in found if i.kind != "mention"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"In general $\sqrt{x^2} \neq x$.", "verified"),
        (r"In general, $(a + b)(a - b) \neq a^2 - b^2$.", "refuted"),
        (r"We have $3 e^{-x^2} \propto e^{-x^2}$.", "verified"),
        (r"We have $c e^{-x^2} \propto e^{-x^2}$.", "verified"),
        (r"Hence $e^{-x^2} \propto e^{-2x^2}$.", "refuted"),
    ],
)
def test_claims(text: str, status: str) -> None:
    assert said(text) == [("claim", status)]


@pytest.mark.parametrize(
    "text",
    [r"Here $k \ne 0$.", r"where $i \neq j$", r"so $p(\theta | x) \propto p(x | \theta) p(\theta)$", r"$n \gg 1$"],
)
def test_conditions(text: str) -> None:
    assert said(text) == [("definition", "")]


def test_bare_letters_may_mean_others_now() -> None:
    text = "With $a = \\frac{1}{w - u}$ and $b = \\frac{1}{w - u}$.\n\n# Others\n\nThe reason is that $a \\neq b$."
    assert said(text)[-1] == ("definition", "")
