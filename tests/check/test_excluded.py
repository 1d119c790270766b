"""Values that a condition excludes; conditions before a colon, and in words that are not known."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check import prose


def findings(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    report = derive.check(str(tmp_path / "a.md"))
    return [(d.code, d.place[0]) for d in report.diagnostics if d.severity in ("error", "warning")]


SMALL = "A small rate, say:\n\n$$\n\\rho = 10^{-3}\n$$\n\nmoves nothing.\n\n"
LARGE = "If the rate is too large, for example:\n\n$$\n\\rho > 1\n$$\n\nthen:\n\n$$\nCLAIM\n$$\n"


def test_a_condition_ends_the_value_that_it_excludes(tmp_path: Path) -> None:
    assert findings(tmp_path, SMALL + LARGE.replace("CLAIM", r"|1 - 2\rho| > 1")) == []
    assert findings(tmp_path, SMALL + LARGE.replace("CLAIM", r"|1 - 2\rho| < 1")) == [("D101", 18)]


def test_the_case_beside_a_value_excludes_another(tmp_path: Path) -> None:
    text = "At $u = 0$ it has no slope. But\n\n$$f(u) = \\max(0, u)$$\n\nand $f'(u) = SLOPE$ for $u > 0$.\n"
    assert findings(tmp_path, text.replace("SLOPE", "1")) == []


def test_a_bare_letter_beside_a_number_is_a_condition(tmp_path: Path) -> None:
    assert findings(tmp_path, SMALL + "# Larger\n\nTry\n\n$$\n\\rho > 1\n$$\n") == []


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("Suppose the rate is:\n\n$$\n", "paragraph"),
        ("If the rate is:\n\n$$\n", "paragraph"),
        ("If the rate is small, then we get:\n\n$$\n", ""),
        ("If so we have:\n\n$$\n", ""),
    ],
)
def test_a_supposition_before_a_colon(words: str, how: str) -> None:
    assert prose.assumed(words) == how


def test_words_that_are_not_known_may_suppose_it(tmp_path: Path) -> None:
    text = "取很小的学习率：\n\n$$\n\\rho = 10^{-3}\n$$\n\n然后。\n\n如果学习率太大，例如：\n\n$$\n\\rho > 1\n$$\n"
    assert findings(tmp_path, text) == []
    assert findings(tmp_path, "展开得到：\n\n$$\n(a + b)^2 = a^2 + ab + b^2\n$$\n") == [("D101", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "With $f(x) = x^2$ and so on.\n\n# Later\n\n$$P(3 \\le X \\le 4) = \\int_3^4 f(x)\\, dx = 0.05$$",
        "Consider $\\omega = \\pi$.\n\n# Later\n\nThe peak is at $\\omega / \\pi \\approx 0.1$.",
        "Consider $\\omega = \\pi$.\n\n# Later\n\nGiving $\\cos\\omega = 1.45 \\cdot 0.588$.",
        "Next, suppose that $u = 0.4$.\n\n# Later\n\nWe see that $u \\approx 1$ here.",
        "Let $R = s^2$ and $s = 1$.\n\n# Later\n\nThis one has\n\n$$A = 0.9, \\quad R = 0.5$$",
        "Let $d = 0.008$.\n\n# Later\n\n$P$ is the transpose of $R$ under the assumption $b=d=0$.",
        "With $e_t = E_t / N_t$ and $u_t = U_t / N_t$,\n\ncheck that $e_t + u_t = 1$ implies that "
        "$e_{t+1} + u_{t+1} = 1$.",
        "The path converges to $\\pi = 3$.",
        "The first holds the market ($\\pi^1 = 1$), the second nothing ($\\pi^1 < 0$).",
        "With $m(y) = a - b (y' - y)$ we have $m(y') = a - b (y'' - y')$.",
        "With $M(u) = B - u A$ we know that $V(M(u)) = V(M(w)) = 0$.",
        "With $m(s) = 1 / (1 + s^2)$ show that this is equivalent to $m(s) < R$.",
    ],
)
def test_what_another_section_said_or_what_is_only_assumed(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Let $u = 0.4$, so $u^2 = 0.26$.",
        "Let $R = s^2$.\n\n# Later\n\nHere\n\n$$s = 2, \\quad R = 5$$",
        "Check that $(a + b)^2 = a^2 + b^2$.",
        "The area of the disc is $\\pi = 3.24$.",
    ],
)
def test_slips_beside_them_are_found(tmp_path: Path, text: str) -> None:
    assert [code for code, _ in findings(tmp_path, text)] == ["D101"]


def test_an_index_moves_no_letter_that_it_labels(tmp_path: Path) -> None:
    text = "With $c_t = d_t$ for all $t$, where $d_1 = 2$, we get\n\n$$\\frac{c_{t+1}}{c_t} = g_{t+1}$$\n"
    assert findings(tmp_path, text) == []
