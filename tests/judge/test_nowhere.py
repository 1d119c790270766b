r"""Sides that are real at no common point: false where one side is complex wherever the other has a value."""

from __future__ import annotations

import json
import math

import pytest

from derive import verify


@pytest.mark.parametrize(
    "text",
    [
        r"\operatorname{arsinh} x = \log(x - \sqrt{x^2 + 1})",
        r"\operatorname{arcosh} x = \log(x + \sqrt{1 - x^2})",
        r"\frac{d}{dx} \operatorname{arcosh} x = \frac{1}{\sqrt{1 - x^2}}",
        r"\tan(\arcsin x) = \frac{x}{\sqrt{-1 - x^2}}",
        r"\sinh x = \sqrt{1 - \cosh^2 x}",
        r"x y = \sqrt{-x^2 - y^2}",
    ],
)
def test_a_side_that_is_complex_wherever_the_other_is_real(text: str) -> None:
    verdict = verify(text)
    assert verdict.status == "refuted"
    assert verdict.reason == "the right side is no real number where the left one has a value"
    point = verdict.counterexample or {}
    assert math.isfinite(point["left"]) and math.isnan(point["right"]) and point["at"]
    assert json.loads(json.dumps(verdict.to_dict()))["counterexample"]["right"] == "NaN"


@pytest.mark.parametrize(
    "text",
    [
        r"\sqrt{-1 - x^2} = 1",  # an equation to solve: its letter stands on the complex side alone
        r"x^2 + 1 = -(\sqrt{-1 - x^2})^2",  # the complex values are equal
        r"x = \log(-e^x) - \log(-1)",
        r"x^2 = (-x^2)^{1/3}",  # a cube root of a negative number may be meant to be real
        r"x = \arcsin(x + 1000)",  # real in a small interval
        r"\sqrt{-1 - x^2} = \sqrt{-2 - x^2}",  # neither side is ever real
    ],
)
def test_what_stays_open(text: str) -> None:
    assert verify(text).status == "undecided"
