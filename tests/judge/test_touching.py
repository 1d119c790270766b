"""Strict inequalities that fail at a single point, where no sample lies."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("claim", "root"),
    [
        (r"(x - \sqrt2)^2 > 0", 2**0.5),
        ("(x^3 - 2)^2 > 0", 2 ** (1 / 3)),
        (r"2 \sqrt2 x < x^2 + 2", 2**0.5),
    ],
)
def test_an_exact_point_refutes(claim: str, root: float) -> None:
    found = derive.verify(claim)
    assert found.status == "refuted" and found.counterexample is not None
    (place,) = found.counterexample["at"].values()
    assert abs(place - root) < 1e-12 or abs(place + root) < 1e-12
    assert abs(found.counterexample["left"] - found.counterexample["right"]) < 1e-12


@pytest.mark.parametrize("claim", [r"(\cos x - x)^2 > 0", r"|x - \sqrt2| > 0", r"(x + 2 y - \sqrt3)^2 > 0"])
def test_sides_that_may_meet_are_open(claim: str) -> None:
    found = derive.verify(claim)
    assert found.status == "undecided" and "may meet" in (found.reason or "")


@pytest.mark.parametrize(
    "claim",
    ["e^{-x^2} > 0", r"\sigma(x) < 1", "x^2 + x + 1 > 0", r"(x - \sqrt2)^2 + 0.0001 > 0", r"\log(1 + e^x) > x",
     "a^2 + b^2 > 2 a b - 1", r"(x - \sqrt2)^2 \ge 0"],
)  # fmt: skip
def test_what_stays_apart_or_may_be_equal_holds(claim: str) -> None:
    assert derive.verify(claim).status == "verified"
