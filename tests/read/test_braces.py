"""Curly brackets behind operators."""

from __future__ import annotations

import pytest

import derive
from derive.expression import parsed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"\mathcal{L}\{\cos b t\} = \frac{s}{s^2 + b^2}", "verified"),
        (r"\mathcal{L}\{\cos b t\} = \frac{b}{s^2 + b^2}", "refuted"),
        (r"\mathcal{L}\{t^2\} = \frac{2}{s^3}", "verified"),
        (r"\mathcal{L}\{1\} = \frac{1}{s}", "verified"),
        (r"\mathcal{L}\left\{t e^{-t}\right\} = \frac{1}{s + 1}", "refuted"),
    ],
)
def test_laplace_transforms(text: str, said: str) -> None:
    assert derive.verify(text).status == said


@pytest.mark.parametrize("text", [r"\mathbb{P}\{X > x\}", r"\operatorname{Var}\{X\}", r"\mathbb{E}\{X\}"])
def test_calls(text: str) -> None:
    (statement,) = parsed(text, None, "latex")[0].statements
    assert type(statement.trees[0]).__name__ == "Call"


def test_a_loss_is_no_transform() -> None:
    (statement,) = parsed(r"\mathcal{L}(t) = s", None, "latex")[0].statements
    assert type(statement.trees[0]).__name__ == "Call"
