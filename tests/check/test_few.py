"""Moments of sums over a family of random variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.lint import check

VAR = r"\operatorname{Var}\left(\sum_{i=1}^n X_i\right) = "


def _found(tmp_path: Path, text: str, words: str = "It follows that") -> tuple[list[str], list[str]]:
    path = tmp_path / "a.md"
    path.write_text(f"{words}\n\n$$\n{text}\n$$\n")
    r = check(str(path))
    return [d.help for d in r.diagnostics], [i.status for i in r.items if i.kind == "claim"]


@pytest.mark.parametrize(
    "text",
    [
        VAR + r"\sum_{i=1}^n \operatorname{Var}(X_i) + 2\sum_{i<j} \operatorname{Cov}(X_i, X_j)",
        VAR + r"\sum_{i=1}^n \sum_{j=1}^n \operatorname{Cov}(X_i, X_j)",
        r"\mathbb{E}\left[\sum_{i=1}^n a_i X_i\right] = \sum_{i=1}^n a_i \mathbb{E}[X_i]",
    ],
)
def test_of_any_variables(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text) == ([], ["verified"])


def test_of_independent_ones(tmp_path: Path) -> None:
    text = r"\mathbb{V}\left[\frac1n \sum_{i=1}^n X_i\right] = \frac{1}{n^2}\sum_{i=1}^n \mathbb{V}[X_i]"
    assert _found(tmp_path, text)[0] == []
    assert _found(tmp_path, text, "The $X_i$ are independent. Therefore") == ([], ["verified"])


@pytest.mark.parametrize(
    "text",
    [
        r"\mathbb{E}\left[\sum_{i=1}^n a_i X_i\right] = \sum_{i=1}^n a_i^2 \mathbb{E}[X_i]",
        r"\mathbb{V}\left[\frac1n \sum_{i=1}^n X_i\right] = \frac{1}{n}\sum_{i=1}^n \mathbb{V}[X_i]",
    ],
)
def test_a_slip(tmp_path: Path, text: str) -> None:
    ((help,), _) = _found(tmp_path, text)
    assert help.startswith("true with")
