"""Shapes that do not fit as declared: what the text ties, or gives no shape, is no misfit."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

DECLARED = r"""A map of vectors:

$$v = f(u), \quad u \in \mathbb{R}^n, \quad v \in \mathbb{R}^m$$

TIED

$$\frac{\partial L}{\partial u} = \frac{\partial L}{\partial v} \odot g(u)$$
"""


def codes(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    report = derive.check(str(tmp_path / "a.md"))
    return [d.code for d in report.diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(("tied", "found"), [("It is applied entry by entry, $v_i = h(u_i)$.", []), ("So", ["D401"])])
def test_entries_that_are_tied_have_one_length(tmp_path: Path, tied: str, found: list[str]) -> None:
    assert codes(tmp_path, DECLARED.replace("TIED", tied)) == found


def test_what_a_slope_is_taken_by_may_have_any_shape(tmp_path: Path) -> None:
    text = r"""The layer has $H \in \mathbb{R}^{B \times D}$ and $A = h(H)$. So

$$\frac{\partial L}{\partial H} = \frac{\partial L}{\partial A} \odot h'(H)$$
"""
    assert codes(tmp_path, text) == []


def test_a_vector_of_another_length_than_its_sum_is_another_one(tmp_path: Path) -> None:
    text = r"""Let $y \in \mathbb{R}^B$.

# One sample

With one-hot $y$ the loss is

$$L = -\sum_{j=1}^{C} y_j \log \hat{y}_j$$

where

$$\hat{y}_j = \frac{e^{z_j}}{\sum_{k=1}^{C} e^{z_k}}$$

Since it is one-hot,

$$\sum_{j=1}^{C} y_j = 1$$

Therefore:

$$\frac{\partial L}{\partial z_i} = RIGHT$$
"""
    assert codes(tmp_path, text.replace("RIGHT", r"\hat{y}_i - y_i")) == []
    assert codes(tmp_path, text.replace("RIGHT", r"\hat{y}_i + y_i")) == ["D101"]
