"""D103: a document that writes derivatives of one kind in both layouts is told so once, with the two lines."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

SET = r"Let $A \in \mathbb{R}^{m\times n}$, $S \in \mathbb{R}^{k \times m}$, $x, w \in \mathbb{R}^n$." + "\n\n"


def codes(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    (tmp_path / "a.md").write_text(SET + text)
    return [(d.code, d.place[0]) for d in derive.check(str(tmp_path / "a.md")).diagnostics]


NUMERATOR = r"$$\frac{\partial (A x)}{\partial x} = A$$" + "\n\n"
DENOMINATOR = r"$$\frac{\partial (S A x)}{\partial x} = A^\top S^\top$$" + "\n\n"
COLUMN = r"$$\frac{\partial (w^\top x)}{\partial x} = w$$" + "\n\n"
ROW = r"$$\frac{\partial (x^\top x)}{\partial x} = 2 x^\top$$" + "\n\n"


def test_jacobians_in_both_layouts(tmp_path: Path) -> None:
    assert codes(tmp_path, NUMERATOR + DENOMINATOR + DENOMINATOR) == [("D103", 5)]


def test_gradients_in_both_layouts(tmp_path: Path) -> None:
    assert codes(tmp_path, COLUMN + ROW) == [("D103", 5)]


@pytest.mark.parametrize("text", [NUMERATOR + COLUMN, DENOMINATOR, ROW, COLUMN + COLUMN])
def test_one_layout_for_each_kind_is_no_mixture(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == []


def test_what_is_symmetric_is_in_either(tmp_path: Path) -> None:
    text = DENOMINATOR + r"$$\frac{\partial x}{\partial x} = I$$"
    assert codes(tmp_path, text) == []
