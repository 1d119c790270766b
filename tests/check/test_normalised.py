"""Densities that a document defines: one whose integral is not 1 is reported; what may be anything else is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive


def found(tmp_path: Path, text: str) -> list[tuple[str, str, float | None]]:
    (tmp_path / "post.md").write_text(text, encoding="utf-8")
    report = derive.check(str(tmp_path / "post.md"))
    return [(d.message, d.help, d.left) for d in report.diagnostics if d.code == "D101"]


@pytest.mark.parametrize(
    ("text", "value", "mend"),
    [
        (r"The density of the random $T$ is $f(t) = 5 t^3$ for $0 \le t \le 1$.", 1.25, "4/5"),
        (r"It has the pdf $$f(x) = \begin{cases} x & 0 \le x < 1 \\ 3 - x & 1 \le x \le 2 \\ "
         r"0 & \text{otherwise} \end{cases}$$",
         2.0, "1/2"),
        (r"The joint density of two random variables is $$f(x, y) = 3 x y, \quad 0 < x < y < 1.$$", 0.375, "8/3"),
        (r"Its probability mass function is $$p(k) = \frac{2}{3^k}, \quad k = 0, 1, 2, \dots$$", 3.0, "1/3"),
        (r"The mass function is $$P(N = k) = \frac{k}{10}, \quad k \in \{1, \dots, 5\}.$$", 1.5, "2/3"),
        (r"Suppose that the random $W$ has density $$f(w) = \theta w^{\theta}, \quad 0 < w < 1.$$", None, ""),
        (r"A uniform density on a triangle, for a random point: $$f(x, y) = 1, \quad 0 < y < x < 1.$$", 0.5, "2"),
        (r"The random error has density $f(u) = 1 - u^2$ for $|u| \le 1$.", 4 / 3, "3/4"),
        (r"A probability density on the half line: $$f(u) = c^2 e^{-c u}, \quad u \in [0, \infty).$$", None, "c^(-1)"),
    ],
)  # fmt: skip
def test_what_does_not_give_1(tmp_path: Path, text: str, value: float | None, mend: str) -> None:
    (message, help, left), *more = found(tmp_path, text)
    assert "of this density is not 1" in message and not more
    assert f"times {mend} it is 1" in help or not mend
    assert value is None or left == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        r"The density of $T$ is $f(t) = 4 t^3$ for $0 \le t \le 1$.",
        r"The density is $$f(x) = \begin{cases} x & 0 \le x < 1 \\ 2 - x & 1 \le x \le 2 \\ "
         r"0 & \text{otherwise} \end{cases}$$",
        r"The Bernoulli distribution: $p(y) = h^y (1 - h)^{1-y}$ for $y = 1$.",
        r"The joint density is $$f(x, y) = 8 x y, \quad 0 < x < y < 1.$$",
        r"The joint density is $$f(x, y) = a b e^{-a x - b y}, \quad x > 0, y > 0.$$",
        r"Its probability mass function is $$p(k) = \frac{2}{3^{k+1}}, \quad k = 0, 1, 2, \dots$$",
        r"The density, up to a constant, is $$f(x) = x e^{-x^2}, \quad x > 1.$$",
        r"The density is $$f(x) = c x^2, \quad 0 < x < 2.$$",
        r"The density of the gas is $$f(x) = x^2 + 1$$",
        r"The cumulative distribution function is $$f(x) = x^2, \quad 0 < x < 1.$$",
        r"The density function $$f(x) = 2 x$$ is to be integrated.",
        r"A power law has the density $$f(x) = \frac{\alpha - 1}{m} \left(\frac xm\right)^{-\alpha}, \quad x \ge m.$$",
        r"The unnormalized density is $$p(x) = e^{-x^2}, \quad -\infty < x < \infty.$$",
        r"The kernel density is $$f(u) = 1 - u^2, \quad |u| \le 1.$$",
        r"The initial temperature distribution of the rod is $$f(x) = x (1 - x), \quad 0 < x < 1.$$",
        r"The density of the wire is $$f(x) = 1 + x, \quad 0 \le x \le 2.$$",
        r"A random point has the density $$f(x, y) = e^{-x}, \quad x + y < 1, x > 0, y > 0.$$",
        r"Zeros are counted apart: the probability mass function has $P(X = 0) = p$ and "
        r"$$P(X = k) = \frac{1-p}{2^{k+1}}, \quad k = 1, 2, \dots$$",
        r"The pmf is $$p(x) = \begin{cases} q & x = 1 \\ 1 - q & x = 0 \end{cases}$$",
    ],
)  # fmt: skip
def test_what_is_right_or_not_said(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []
