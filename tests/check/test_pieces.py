"""Formulas that can't be read as a whole are read in pieces: their statements, and each link of a chain."""

from __future__ import annotations

import pytest

from derive.check.pieces import pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = b", []),
        ("a = b = c", ["a = b", "b = c"]),
        (r"\Foo(x) = 2 + 2 = 5", [r"\Foo(x) = 2 + 2", "2 + 2 = 5"]),
        (r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}", [r"a &= b", r"b \\ &= c", "d &= e"]),
        ("a = 1, b = c = d", ["a = 1", "b = c", "c = d"]),
        ("} a = 2 {/", ["a = 2"]),
        ("a = (", []),
    ],
)
def test_pieces(text: str, found: list[str]) -> None:
    assert [text[p.start : p.end] for p in pieces(text, {})] == found


def test_a_later_link_continues_its_chain() -> None:
    assert [p.continued for p in pieces("a = b = c", {})] == [False, True]
