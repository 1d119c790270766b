"""Slips in equations of complex numbers, with their repairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.lint import check


@pytest.mark.parametrize(
    ("text", "help"),
    [
        (r"e^{i\theta} + e^{-i\theta} = 2i\cos\theta", r"2\cos \theta"),
        (r"|a + bi|^2 = (a + bi)(a - bi) = a^2 - b^2", "a^2 + b^2"),
        (r"\sinh(ix) = i \cos x", r"\sin x"),
    ],
)
def test_a_slip(tmp_path: Path, text: str, help: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"It follows that\n\n$$\n{text}\n$$\n")
    (found,) = check(str(path)).diagnostics
    assert found.code == "D101" and "imaginary unit" in found.message and help in found.help


@pytest.mark.parametrize(
    "text",
    [
        r"|a + bi|^2 = (a + bi)(a - bi) = a^2 + b^2",
        r"|z|^2 = z \bar z = (x + iy)(x - iy) = x^2 + y^2",
        r"r^2 + 2r + 5 = 0 \implies r = \frac{-2 \pm \sqrt{4 - 20}}{2} = -1 \pm 2i",
        r"V = (1 + i)^{-n} R, \quad e^{-i t} = 1 / e^{i t}",
    ],
)
def test_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"It follows that\n\n$$\n{text}\n$$\n")
    assert not check(str(path)).diagnostics
