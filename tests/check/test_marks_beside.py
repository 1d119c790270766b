"""Marks and labels that other formulas of the document explain."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

CALLS = "$$\nv(w) = r(w) + b (v(w) + a (h - r(c)) + r(w) - v(w))\n$$\n"


def codes(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    report = derive.check(str(tmp_path / "a.md"))
    return [d.code for d in report.diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "We have $k_o = b_o / z_o$, where $k_o^v = b_o^v / z_o = -b_o^s / z_o$.",
        "$$V^\\top = \\begin{bmatrix} V_1^\\top \\\\ V_2^\\top \\\\ \\vdots \\\\ V_n^\\top \\end{bmatrix}$$",
        "It obeys a first-order moving average:\n\n$$y_{t+1} - y_t = a_{t+1} - (1 - K) a_t$$",
    ],
)
def test_what_is_a_mark_or_a_column_or_another_moving_average(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == []


def test_a_letter_that_other_formulas_speak_of(tmp_path: Path) -> None:
    assert codes(tmp_path, CALLS) == ["D108"]
    assert codes(tmp_path, "Adding $r(c)$ gives\n\n" + CALLS) == []


EXERCISES = """# Exercises

```{WORD}
```

Show it for $R = s^2$ where $s = 1$.

```{WORD}
```

This one has

$$
A = 0.9, \\quad R = 0.5
$$
"""


def test_an_exercise_has_values_of_its_own(tmp_path: Path) -> None:
    assert codes(tmp_path, EXERCISES.replace("WORD", "exercise-start")) == []
    assert codes(tmp_path, EXERCISES.replace("WORD", "note-start")) == ["D101"]
