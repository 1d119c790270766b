"""Functions of code that belong together, and those whose numbers stand outside of them."""

from __future__ import annotations

from pathlib import Path

import derive

WAVE = """```python
c = 0.15 * np.pi

def f(x):
    return x * np.cos(c * x)

def f_grad(x):
    return np.cos(c * x) - c * x * np.sin(c * x)
```
"""


def test_numbers_outside_of_functions_may_be_any(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(WAVE, encoding="utf-8")
    assert not derive.check(str(tmp_path / "a.md")).diagnostics


def test_the_slope_of_a_known_object_is_none(tmp_path: Path) -> None:
    slope = r"\frac{\partial \xi_i}{\partial y_i} = \frac{\partial (t_i - y_i)^2}{\partial y_i} = 2 (y_i - t_i)"
    text = f"Where $\\xi_i$ is the squared error loss, the slope can be written as\n\n$$\n{slope}\n$$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert not [d for d in derive.check(str(tmp_path / "a.md")).diagnostics if d.severity == "error"]


LABELS_FIRST = """```python
def mse(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)

def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size
```
"""


def test_by_which_argument_a_loss_with_labels_is_differentiated_nobody_says(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(LABELS_FIRST, encoding="utf-8")
    assert not derive.check(str(tmp_path / "a.md")).diagnostics
