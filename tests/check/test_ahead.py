"""Definitions that stand after their use, and words apart from their display."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive


def statuses(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.md").write_text(text)
    return [c.status for c in derive.check(str(tmp_path / "a.md")).claims]


@pytest.mark.parametrize(
    ("end", "status"), [(r"\sum_{n=1}^{N} x_n^2 - m^2", "verified"), (r"\sum_{n=1}^{N} x_n^2 + m^2", "refuted")]
)
def test_a_name_defined_later_in_the_formula(tmp_path: Path, end: str, status: str) -> None:
    text = rf"\frac1N \sum_{{n=1}}^N (x_n - m)^2 = \frac1N {end}, \quad m = \frac1N \sum_{{n=1}}^N x_n"
    assert statuses(tmp_path, f"We find that\n\n$$\n{text}\n$$\n") == [status]


@pytest.mark.parametrize(("right", "status"), [("2 x + 1", "verified"), ("2 x", "refuted")])
def test_a_name_defined_in_the_sentence_that_goes_on(tmp_path: Path, right: str, status: str) -> None:
    text = rf"The derivative is $\frac{{d}}{{dx}} (u + x) = {right}$, where $u = x^2$."
    assert statuses(tmp_path, text) == [status]


def test_words_before_a_display_that_stands_apart(tmp_path: Path) -> None:
    claim = "$$\n(a + b)^3 = a^3 + b^3 + a b c^2\n$$\n".replace("c", "a")
    assert statuses(tmp_path, f"For all $a$ and $b$ it follows that\n\n{claim}") == ["refuted"]
    assert statuses(tmp_path, f"It follows.\n\n{claim}") == []
    assert statuses(tmp_path, f"Solve it.\n\n{claim}") == []


def test_expectations_of_functions_that_nobody_defined_are_not_measured(tmp_path: Path) -> None:
    text = r"$$E[(X - m)^2] = \int_{-\infty}^\infty (x - m)^2 \frac{1}{\sqrt{2\pi}} e^{-x^2/2}\, dx = m^2 + 1$$"
    (tmp_path / "a.md").write_text(text)
    report = derive.check(str(tmp_path / "a.md"))
    assert not any("internal" in (i.reason or "") for i in report.items)
