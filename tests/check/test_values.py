"""Numbers of a document: slopes that have values, and slopes of letters that have them."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

NETWORK = r"""The inputs are $x = 2$ and $w = 0.3$, the target $t = 1$, and $z = w x$.

$$z = 0.3 \cdot 2 = 0.6, \qquad h = z^2 = 0.36, \qquad L = \frac{1}{2} (h - t)^2 = 0.2048$$

$$\frac{\partial L}{\partial h} = h - t = SLOPE, \qquad
\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} x = GRADIENT$$

$$w - 0.5 \frac{\partial L}{\partial h} = 0.3 - 0.5 \cdot (SLOPE) = STEP$$
"""


@pytest.mark.parametrize(
    ("slope", "gradient", "step", "false"),
    [
        ("-0.64", "-1.536", "0.62", []),
        ("-0.64", "-1.356", "0.62", [6]),
        ("-0.64", "-1.536", "0.26", [8]),
        ("-0.46", "-1.536", "0.53", [5]),  # the step follows from a false slope
    ],
)
def test_slopes_and_what_is_computed_of_them(
    tmp_path: Path, slope: str, gradient: str, step: str, false: list[int]
) -> None:
    text = NETWORK.replace("SLOPE", slope).replace("GRADIENT", gradient).replace("STEP", step)
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    r = derive.check(str(tmp_path / "a.md"))
    assert [d.place[0] for d in r.diagnostics] == false
    assert r.counts["undecided"] == r.counts["unread"] == 0


TURNED = r"""We write $s = \log v$ for the logarithm of the variance. With $v = e^s$ the penalty is
$P(s) = \frac{1}{2} (e^s - 1 - s)$, and

$$\frac{d P}{d s} = \frac{1}{2} (v - 1).$$
"""


def test_definitions_that_lead_back_to_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TURNED, encoding="utf-8")
    assert not derive.check(str(tmp_path / "a.md")).diagnostics


SQUASHED = r"""The encoder gives $\mu$ and $\sigma = e^{s/2}$.

$$\ell(a) = x \log \sigma(a) + (1 - x) \log (1 - \sigma(a))$$

Its slope is

$$\frac{d \ell}{d a} = x - \sigma(a).$$
"""


def test_a_sigma_that_is_called_is_the_logistic_function(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SQUASHED, encoding="utf-8")
    r = derive.check(str(tmp_path / "a.md"))
    assert [c.status for c in r.claims] == ["verified"] and not r.diagnostics


@pytest.mark.parametrize(("value", "false"), [("6.620", True), ("3.620", False)])
def test_a_number_that_was_not_rounded_has_no_room(value: str, false: bool, tmp_path: Path) -> None:
    text = r"First $0.1 \cdot \frac{2}{\sqrt{4}} = 0.1$, then $0.1 \cdot \frac{1.895}{\sqrt{V}} \approx 0.0996$."
    (tmp_path / "a.md").write_text(text.replace("V", value), encoding="utf-8")
    assert bool(derive.check(str(tmp_path / "a.md")).diagnostics) == false


def test_what_is_right_with_the_true_value_of_a_false_number_is_not_accused(tmp_path: Path) -> None:
    first = "With $c = 0.4 + 0.3054 \\approx 0.705$:\n\n"
    text = first + "- $o = \\tanh(0.5) \\approx 0.642$,\n- $10 o (1 - c^2) \\approx 2.324$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert [d.place[0] for d in derive.check(str(tmp_path / "a.md")).diagnostics] == [3]


@pytest.mark.parametrize("words", ["while the solution has", "it would be nice, or in our case"])
def test_words_that_suppose_excuse_no_arithmetic(words: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"Now {words} $\\sqrt{{5}} \\approx 5.2$.\n", encoding="utf-8")
    assert [d.code for d in derive.check(str(tmp_path / "a.md")).diagnostics] == ["D101"]


@pytest.mark.parametrize(
    ("values", "line", "status"),
    [
        (r"$\sigma = 1$ and $s = 0$", r"\sigma^3 = e^s", []),
        (r"$\sigma = 1$ and $s = 0$", r"\sigma + e^s = 2", ["verified"]),
        (r"$\sigma = 2$ and $s = 3$", r"\sigma^3 = s + 5", ["verified"]),
        (r"$\sigma = 1$ and $s = 0$", r"\sigma + \sigma = 2 \sigma", ["verified"]),
    ],
)
def test_values_of_0_and_1_alone_verify_no_identity(values: str, line: str, status: list[str], tmp_path: Path) -> None:
    path = tmp_path / "post.md"
    path.write_text(f"Let {values}.\n\nThen ${line}$.\n", encoding="utf-8")
    assert [c.status for c in derive.check(path).claims] == status
