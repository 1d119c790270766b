"""Factors that do not fit in shape among sides that say what the shapes are."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.lint import check


def _found(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    path = tmp_path / "a.md"
    path.write_text(f"It follows that\n\n$$\n{text}\n$$\n")
    return [(d.code, d.severity, d.help) for d in check(str(path)).diagnostics]


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        (r"(Q \mathbf{u})^\top (Q \mathbf{u}) = Q^\top \mathbf{u}^\top Q \mathbf{u} = \|Q \mathbf{u}\|^2",
         r"\mathbf{u}^\top Q^\top Q \mathbf{u}"),
        (r"\|A \mathbf{x}\|^2 = (A \mathbf{x})^\top (A \mathbf{x}) = \mathbf{x} A^\top A \mathbf{x}",
         r"\mathbf{x}^\top A^\top A \mathbf{x}"),
        (r"\|\mathbf{x}\|^2 = \mathbf{x} \mathbf{x}^\top = \sum_i x_i^2", r"\mathbf{x}^\top \mathbf{x}"),
    ],
)  # fmt: skip
def test_a_factor_out_of_place(tmp_path: Path, text: str, repair: str) -> None:
    ((code, severity, help),) = _found(tmp_path, text)
    assert (code, severity) == ("D401", "warning")
    assert repair in help


@pytest.mark.parametrize(
    "text",
    [
        r"(Q \mathbf{u})^\top (Q \mathbf{u}) = \mathbf{u}^\top Q^\top Q \mathbf{u} = \|Q \mathbf{u}\|^2",
        r"\mathbf{y} = \mathbf{x}^\top W^\top = \mathbf{b} W",
    ],
)
def test_nothing(tmp_path: Path, text: str) -> None:
    assert not _found(tmp_path, text)
