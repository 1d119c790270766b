"""Gradients written by hand, as people publish them: right ones are not accused, one slip is found at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import derive
from derive.check.report import Diagnostic

PROGRAMS = Path(__file__).resolve().parent / "programs"
SLIP = re.compile(r"⟪(.*?)¦(.*?)⟫")


def found(tmp_path: Path, source: str) -> list[Diagnostic]:
    (tmp_path / "model.py").write_text(source, encoding="utf-8")
    return [d for d in derive.check(str(tmp_path / "model.py")).diagnostics if d.code == "D105"]


@pytest.mark.parametrize("program", sorted(p.name for p in PROGRAMS.iterdir()))
def test_programs(tmp_path: Path, program: str) -> None:
    source = (PROGRAMS / program).read_text(encoding="utf-8")
    assert found(tmp_path, SLIP.sub(r"\1", source)) == []
    line = next(k for k, row in enumerate(source.split("\n"), 1) if SLIP.search(row))
    assert [d.place[0] for d in found(tmp_path, SLIP.sub(r"\2", source))] == [line]


LAYER = """import numpy as np
X = np.array([[0.5, -1.2], [1.1, 0.4], [-0.7, 0.9]])
t = np.array([[1.0], [0.0], [1.0]])
W = np.array([[0.1], [0.4]])
b = 0.3
z = X @ W + b
y = 1 / (1 + np.exp(-z))
loss = -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))
dz = y - t
dW = GRADIENT
db = np.mean(dz)
"""


@pytest.mark.parametrize(
    ("gradient", "repair"),
    [
        ("X.T @ dz / 3", None),  # dz without the 1/3 is a convention
        ("X @ dz / 3", "true with X.T @ dz / 3"),  # shapes that do not fit
        ("X.T @ dz / 2", ""),
        ("-X.T @ dz / 3", "true with X.T @ dz / 3"),
    ],
)
def test_shapes_and_conventions(tmp_path: Path, gradient: str, repair: str | None) -> None:
    said = found(tmp_path, LAYER.replace("GRADIENT", gradient))
    wrong = [d for d in said if d.place[0] == 10]
    assert bool(wrong) == (repair is not None)
    assert not repair or wrong[0].help == repair


def test_a_gradient_after_a_step_belongs_to_the_new_value(tmp_path: Path) -> None:
    source = """import numpy as np
A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]])
b = np.array([1.0, 0.5, -0.3])
x = np.array([0.2, -0.1])
r = A @ x - b
loss = 0.5 * r @ r
grad_x = A.T @ r
for k in range(10):
    x = x - 0.01 * grad_x
    r = A @ x - b
    grad_x = A.T @ r + x
"""
    assert found(tmp_path, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "def backward(dout, cache):\n    x, w = cache\n    dx = dout @ w.T\n    dw = x.T @ dout\n    return dx, dw\n",
        "loss = model(x)\nloss.backward()\ndW = W.grad\n",
        "def f(x):\n    return f(x)\n\nx = 1.0\nloss = f(x)\ndx = 2.0 * x\n",
        "x = 1.0\nloss = x ** 2\ndx = 2 * x if x > 0 else 3 * x\n",
        "for i in range(3):\n    y[i, :] = f(x[i, :])\nloss = y.sum()\ndx = y\n",
    ],
)
def test_what_is_not_understood_is_left_alone(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, source) == []


def test_numbers_alone(tmp_path: Path) -> None:
    (d,) = found(tmp_path, "x = 3.5\nL = x ** 2\ndx = 3 * x\n")
    assert (d.place[0], d.left, round(d.right, 6), d.help) == (3, 10.5, 7.0, "true with 2 * x")


@pytest.mark.parametrize(
    "source",
    [
        "def sig(x):\n    return 1 / (1 + np.exp(-x))\n\ndef sig_prime(a):\n    return a * (1 - a)\n",  # of its value
        "def lin_forward(A, W):\n    return W @ A, (A, W)\n\ndef lin_backward(dZ, cache):\n    A, W = cache\n"
        "    m = A.shape[1]\n    dW = dZ @ A.T / m\n    return W.T @ dZ, dW\n",  # 1/m by convention
        "def f_forward(x):\n    return mystery(x), x\n\ndef f_backward(dy, x):\n    return 3 * dy\n",
        "def g_forward(x):\n    while x.sum() < 9:\n        x = 2 * x\n    return x\n\n"
        "def g_backward(dy, x):\n    return 3 * dy\n",
        "def h_forward(x):\n    return h_forward(x)\n\ndef h_backward(dy):\n    return 3 * dy\n",
        "def k_loss(x):\n    for i in range(10**9):\n        loss = x ** 2\n    dx = 3 * x\n    return loss, dx\n",
    ],
)
def test_pairs_that_are_right_or_not_understood(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, "import numpy as np\n\n" + source) == []


def test_code_that_is_too_deep_costs_nothing_else(tmp_path: Path) -> None:
    deep = "x = " + " + ".join(["1.5"] * 3000) + "\n"
    (tmp_path / "a.md").write_text(f"$1 + 1 = 2$\n\n```python\n{deep}```\n", encoding="utf-8")
    assert derive.check(str(tmp_path / "a.md")).counts["verified"] == 1


NAMED_ANEW = """
def shaped(layer, X):
    X = X.reshape((1, 1) + X.shape)
    Y = layer(X)
    return Y.reshape(Y.shape[2:])
"""


def test_a_function_that_names_its_argument_anew(tmp_path: Path) -> None:
    gradients = LAYER.replace("GRADIENT", "X.T @ dz / 2")
    assert [d.place[0] for d in found(tmp_path, gradients + NAMED_ANEW)] == [10]
