"""Text and code of one document: literals as values, numbers that the code contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.report import Report

TEXT = r"""# A neuron

Here $x = 0.7$ and the loss is

$$L = TEXT$$

## In code

```python
import numpy as np
x = 0.7
w = 1.1
y_hat = 1 / (1 + np.exp(-w * x))
L = -np.log(y_hat)
```
"""


def report(folder: Path, text: str) -> Report:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return derive.check(str(folder / "a.md"))


@pytest.mark.parametrize(("number", "code"), [("0.380", None), ("0.38", None), ("0.308", "D104"), ("1.79", "D104")])
def test_a_number_that_the_code_contradicts(tmp_path: Path, number: str, code: str | None) -> None:
    r = report(tmp_path, TEXT.replace("TEXT", number))
    assert [d.code for d in r.diagnostics] == ([code] if code else [])
    for d in r.diagnostics:
        assert d.severity == "warning" and d.place[0] == 5
        assert f"the text says {float(number):g}, the code below computes 0.38" in d.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("L = -np.log(y_hat)", "L = -np.log(y_hat)\nL = L + 1"),  # assigned twice: which one is meant?
        ("L = -np.log(y_hat)", "for k in range(3):\n    L = k"),
        ("L = -np.log(y_hat)", "L = np.array([1.0, 2.0])"),  # another shape
        ("the loss is", "the loss is $L = 0.5$ there and here"),  # the text gives it several numbers
    ],
)
def test_nothing_is_said_of_what_may_be_another(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    assert not report(tmp_path, TEXT.replace("TEXT", "1.79").replace(old, new)).diagnostics


def test_what_follows_from_a_contradicted_number_is_not_said_again(tmp_path: Path) -> None:
    r = report(tmp_path, TEXT.replace("TEXT", "1.79").replace("x = 0.7$", "x = 0.9$"))
    assert [(d.code, d.place[0]) for d in r.diagnostics] == [("D104", 3)]


def test_a_literal_far_away_is_of_another_example(tmp_path: Path) -> None:
    text = TEXT.replace("TEXT", "1.79").replace("x = 0.7$", "x = 0.9$").replace("## In code", "Words. " * 300)
    assert not report(tmp_path, text).diagnostics


NET = r"""# By hand

The pre-activation is

$$z_1 = W_1 x + b_1 = \begin{bmatrix} -0.05 \\ VALUE \end{bmatrix}$$

```python
W1 = np.array([[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]])
x = np.array([1.0, 0.5, -1.5])
b1 = np.array([0.1, -0.2])
```
"""


@pytest.mark.parametrize(("value", "status"), [("1.4", "verified"), ("1.2", "refuted")])
def test_literals_are_values_of_the_letters(tmp_path: Path, value: str, status: str) -> None:
    r = report(tmp_path, NET.replace("VALUE", value))
    assert [c.status for c in r.claims] == [status]
    assert [d.code for d in r.diagnostics] == (["D104"] if status == "refuted" else [])


def test_other_spellings_of_a_letter(tmp_path: Path) -> None:
    text = "We take $\\eta = RATE$ and $\\hat y = 0.3$.\n\n```python\nlr = 0.05\nyhat = 0.3\n```\n"
    assert not report(tmp_path, text.replace("RATE", "0.05")).diagnostics
    (d,) = report(tmp_path, text.replace("RATE", "0.5")).diagnostics
    assert d.code == "D104" and (d.left, d.right) == (0.5, 0.05)


def test_gradients_of_the_text_and_of_the_code(tmp_path: Path) -> None:
    text = ("With $w = 2.5$ we find $\\frac{\\partial L}{\\partial w} = GRAD$.\n\n"
            "```python\nw = 2.5\nL = w ** 2\ndw = 2 * w\n```\n")  # fmt: skip
    assert not report(tmp_path, text.replace("GRAD", "5.0")).diagnostics
    assert [d.code for d in report(tmp_path, text.replace("GRAD", "5.5")).diagnostics] == ["D104"]


def test_a_learning_rate_in_code_is_no_value_of_another_alpha(tmp_path: Path) -> None:
    text = "The multipliers obey $\\sum_{i=1}^N y_i \\alpha_i = 0$.\n\n```python\nlr = 0.000001\n```\n"
    assert not report(tmp_path, text).diagnostics
