r"""Claims that two functions are greatest or least at the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.check.lint import check


def _report(folder: Path, latex: str) -> tuple[list[str], list[str]]:
    path = folder / "post.md"
    path.write_text(f"It follows that\n\n$$\n{latex}\n$$\n", encoding="utf-8")
    r = check(str(path))
    return [i.status for i in r.items if i.status], [d.help for d in r.diagnostics if d.severity == "error"]


@pytest.mark.parametrize("latex", [
    r"\argmax_\theta \prod_{i=1}^n p(x_i;\theta) = \argmin_\theta -\sum_{i=1}^n \log p(x_i;\theta)",
    r"\argmax_\mu \sum_{i=1}^n \log \frac{1}{\sqrt{2\pi}} e^{-(x_i-\mu)^2/2} = \argmin_\mu \sum_{i=1}^n (x_i - \mu)^2",
    r"\argmax_\theta p(\theta \mid D) = \argmax_\theta p(D \mid \theta) p(\theta)",
    r"\argmin_u g(u) = \argmax_u [7 - \frac{1}{3} g(u)]",
])  # fmt: skip
def test_places_that_are_the_same(tmp_path: Path, latex: str) -> None:
    assert _report(tmp_path, latex) == (["verified"], [])


@pytest.mark.parametrize(("latex", "repair"), [
    (r"\argmin_u g(u) = \argmin_u -g(u)", "argmax"), (r"\argmin_u g(u) = -\argmin_u -g(u)", "argmin"),
    (r"\argmax_\theta p(\theta \mid D) = \argmax_\theta \frac{p(D \mid \theta)}{p(\theta)}", ""),
    (r"\argmax_\theta \log p(\theta \mid D) = \argmax_\theta \log p(D \mid \theta) - \log p(\theta)", "p("),
])  # fmt: skip
def test_a_slip_in_one_of_them(tmp_path: Path, latex: str, repair: str) -> None:
    statuses, helps = _report(tmp_path, latex)
    assert statuses == ["refuted"]
    assert repair in helps[0]


@pytest.mark.parametrize("latex", [
    r"\argmin_u g(u) = \argmin_u h(u)", r"\argmin_u g(u)^2 + 1 = \argmin_u |g(u)|",
    r"\argmax_\theta p(y \mid x; \theta) = \argmin_\theta \sum_{i=1}^m (y_i - x_i \theta)^2",
])  # fmt: skip
def test_what_other_functions_may_make_true_is_no_error(tmp_path: Path, latex: str) -> None:
    assert _report(tmp_path, latex)[1] == []
