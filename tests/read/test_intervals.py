r"""`x \in [0, 1)` says what `0 \le x < 1` says; a run of whole numbers is a range."""

from __future__ import annotations

import pytest

from derive.expression import parsed


@pytest.mark.parametrize(
    ("text", "relations", "sides"),
    [
        (r"x \in [0, 1]", ("≤", "≤"), ["0", "x", "1"]),
        (r"x \in [0, 1)", ("≤", "<"), ["0", "x", "1"]),
        (r"\theta \in (0, \infty)", ("<",), ["0", "theta"]),
        (r"x \in (-\infty, b]", ("≤",), ["x", "b"]),
        (r"x \in (-\infty, \infty)", ("<", "<"), ["-oo", "x", "oo"]),
        (r"k \in \{0, 1, 2, \dots\}", ("=", "…"), ["k", "0", "oo"]),
        (r"k \in \{1, \dots, n\}", ("=", "…"), ["k", "1", "n"]),
    ],
)
def test_membership(text: str, relations: tuple[str, ...], sides: list[str]) -> None:
    (s,) = parsed(text, None, "latex")[0].statements
    assert s.relations == relations and [repr(t) for t in s.trees] == sides


def test_beside_a_definition() -> None:
    first, second = parsed(r"f(x) = 2 x, \quad x \in [0, 1]", None, "latex")[0].statements
    assert first.kind == "definition" and second.relations == ("≤", "≤")
