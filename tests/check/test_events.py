r"""Probabilities of events, judged in a diagram."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.lint import check


def _report(folder: Path, latex: str, words: str = "It follows that") -> tuple[list[str], list[str]]:
    path = folder / "post.md"
    path.write_text(f"{words}\n\n$$\n{latex}\n$$\n", encoding="utf-8")
    r = check(str(path))
    return [i.status for i in r.items if i.status], [d.help for d in r.diagnostics if d.severity == "error"]


@pytest.mark.parametrize("latex", [
    r"P(A \cup B) = P(A) + P(B) - P(A \cap B)", r"P(A^c) = 1 - P(A)", r"\Pr{E \setminus F} = \Pr{E} - \Pr{E \cap F}",
    r"P(X > x) = 1 - P(X \le x)", r"P(1 < X \le 3) = P(X \le 3) - P(X \le 1)", r"P(A \cup \emptyset) = P(A)",
    r"P(A \text{ or } B) = P(A) + P(B) - P(A \text{ and } B)", r"P(a < X < b) = P(X < b) - P(X \le a)",
])  # fmt: skip
def test_what_holds_of_any_events(tmp_path: Path, latex: str) -> None:
    assert _report(tmp_path, latex) == (["verified"], [])


@pytest.mark.parametrize(("latex", "repair"), [
    (r"P(A \cup B) = P(A) + P(B) + P(A \cap B)", r"- P\left(A \cap B\right)"), (r"P(A^c) = 1 + P(A)", r"1 - P(A)"),
    (r"P(A \cap B) = P(A) P(A \mid B)", "P(B)"), (r"P(X > x) = 1 + P(X \le x)", r"1 - P(X \leq x)"),
    (r"P(a < X < b) = P(X \le a) - P(X < b)", ""),
    (r"P(A) = P(A \mid B) P(B) + P(A \mid \bar B) P(B)", ""), (r"1 = P(A \cup A^c) = P(\emptyset)", ""),
])  # fmt: skip
def test_what_holds_under_no_usual_condition(tmp_path: Path, latex: str, repair: str) -> None:
    statuses, helps = _report(tmp_path, latex)
    assert statuses[-1] == "refuted"
    assert repair in helps[0]


@pytest.mark.parametrize("latex", [
    r"P(A \cup B) = P(A) + P(B)", r"P(A \cap B) = P(A) P(B)", r"P(A \cap B \mid C) = P(A \mid C) P(B \mid C)",
    r"P(A) = P(B \cup C)", r"P(Y \le y) = P(X \le (y - b)/a)", r"P(X > s + t \mid X > s) = P(X > t)",
    r"P(X \ge 1) = 1 - P(X = 0)", r"P(X < x) = P(X \le x)", r"P(A) = P(A \mid B) P(B) + P(A \mid \bar B) P(\bar B)",
    r"P(A) = P(A \cap B) + P(A \cap C)", r"P(A \setminus B) = P(A) - P(B)",
])  # fmt: skip
def test_what_a_usual_condition_makes_true_is_no_error(tmp_path: Path, latex: str) -> None:
    assert _report(tmp_path, latex)[1] == []
