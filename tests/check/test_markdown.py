"""Formulas of Markdown whose delimiters are no plain pairs."""

from __future__ import annotations

from derive.check.documents import document


def test_words_in_a_display_may_hold_formulas_with_braces() -> None:
    text = "We get\n\n$$\na = b \\quad \\text{independent of $\\widehat{c}_1$, $d$}$$\n\nand $e$.\n"
    assert [f.text.text[:5] for f in document(text, "post.md").found] == ["a = b", "e"]
