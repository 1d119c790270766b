"""Properties of functions: found by numbers, judged as claims."""

from __future__ import annotations

import pytest

import derive
from derive.catalog.activations import FORMULAS
from derive.catalog.facts import Curve

RANGES = {
    "sigmoid": "$(0, 1)$", "tanh": "$(-1, 1)$", "ReLU": r"$[0, \infty)$", "leaky ReLU": r"$(-\infty, \infty)$",
    "ELU": r"$(-1, \infty)$", "GELU": r"$[-0.1700, \infty)$", "swish": r"$[-0.2785, \infty)$",
    "softplus": r"$(0, \infty)$",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_activations(name: str) -> None:
    formula, _, at = FORMULAS[name]
    curve = Curve(derive.differentiate(formula, "z", let="z: scalar" + "".join(rf", \{x}: positive" for x in at)), at)
    assert curve.range.words == RANGES[name]
    assert curve.symmetry.words.startswith("yes" if name == "tanh" else "no")
    assert (curve.growth.words.split(":")[0] == "no") == (name in ("GELU", "swish"))
    assert (curve.kink.words.split(":")[0] == "everywhere") == (name not in ("ReLU", "leaky ReLU"))
    assert curve.saturation.words.startswith(
        "on both" if name in ("sigmoid", "tanh") else "nowhere" if name == "leaky ReLU" else "on the left"
    )
    assert all(f.verdict is None or f.verdict.holds for f in curve.facts())


@pytest.mark.parametrize(("formula", "words"), [
    (r"\frac{x}{1+x^2}", r"$[-\frac{1}{2}, \frac{1}{2}]$"),
    ("x^3", r"$(-\infty, \infty)$"),
    (r"e^{-x^2}", "$(0, 1]$"),
])  # fmt: skip
def test_ranges(formula: str, words: str) -> None:
    assert Curve(derive.differentiate(formula, "x"), {}).range.words == words


def test_numbers_stand_for_letters() -> None:
    curve = Curve(derive.differentiate("a^2 x", "x"), {"a": 3.0})
    assert curve.steepest.words.startswith("$9$") and curve.steepest.verdict.holds
