"""Code as a witness: numbers, gradients that are false and their repair; nothing is executed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from derive.check.gradients import false_gradients
from derive.check.witness import witness

NET = """
import numpy as np

x = np.array([[1.0], [0.5], [-1.5]])
W1 = np.array([[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]])
b1 = np.array([[0.1], [-0.2]])
W2 = np.array([[0.5, -1.0]])
b2 = 0.2
y = 1

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

z1 = W1 @ x + b1
h = np.maximum(z1, 0)
z2 = W2 @ h + b2
y_hat = sigmoid(z2)
L = -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

dz2 = y_hat - y
dW2 = dz2 @ h.T
dh = W2.T @ dz2
dz1 = dh * (z1 > 0)
dW1 = dz1 @ x.T
"""


def test_numbers() -> None:
    w = witness([(NET, 10)])
    values = w.letters()
    np.testing.assert_allclose(values["z_1"][0].ravel(), [-0.05, 1.4])
    assert float(values["L"][0]) == pytest.approx(1.46328, abs=1e-5)
    assert values["x"][1] == 13


def test_true_gradients_are_left_alone() -> None:
    assert false_gradients(witness([(NET, 1)])) == ()


SLIPS = (
    ("dz2 = y_hat - y", "dz2 = y - y_hat", "z2", "y_hat - y"),
    ("dW2 = dz2 @ h.T", "dW2 = dz2 @ z1.T", "W2", "dz2 @ h.T"),
    ("dz1 = dh * (z1 > 0)", "dz1 = dh * z1", "z1", None),
    ("dW1 = dz1 @ x.T", "dW1 = 2 * dz1 @ x.T", "W1", "dz1 @ x.T"),
    ("dh = W2.T @ dz2", "dh = W2.T @ y_hat", "h", "W2.T @ dz2"),
)


@pytest.mark.parametrize(("old", "new", "name", "repair"), SLIPS, ids=[s[1] for s in SLIPS])
def test_false_gradients(old: str, new: str, name: str, repair: str | None) -> None:
    assert old in NET
    found = false_gradients(witness([(NET.replace(old, new), 1)]))
    first = next(g for g in found if g.name == name)
    assert first.said != pytest.approx(first.derived)
    assert repair is None or first.repair == repair


@pytest.mark.parametrize("code", [
    "x = __import__('os').system('touch derive-was-here')",
    "x = (1).__class__.__bases__[0].__subclasses__()",
    "x = open('derive-was-here', 'w')",
    "x = np.zeros(10**9)",
    "x = np.ones((100000, 100000))",
    "x = 9**9**9**9",
    "x = np.arange(1e12)",
    "x = " + "(" * 200 + "1" + ")" * 200,
    "x = " + "-" * 5000 + "1",
    "def f(n): return f(n)\nx = f(1)",
    "x = np.load('a.npy')",
    "x = eval('1')",
    "x = [1, 'a']",
    "for i in range(3): x = i",
    "x = 1\nif x: x = 2",
    "this is no python",
    "\x00",
])  # fmt: skip
def test_nothing_is_executed(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    w = witness([(code, 1)])
    assert "x" not in w.values or np.size(w.values["x"][0]) == 1
    assert not list(tmp_path.iterdir())


def test_spellings_of_frameworks() -> None:
    rows = ("a = torch.tensor([1.0, 2.0])", "b = tf.reduce_sum(a ** 2)", "c = a.mean()", "d = torch.relu(-a)",
            "e = a.sum(dim=0)")  # fmt: skip
    w = witness([("\n".join(rows), 1)])
    assert {n: np.sum(v) for n, (v, _) in w.values.items()} == {"a": 3, "b": 5, "c": 1.5, "d": 0, "e": 3}


def test_one_false_gradient_is_one_finding() -> None:
    (found,) = false_gradients(witness([(NET.replace("dz2 = y_hat - y", "dz2 = y - y_hat"), 1)]))
    assert (found.name, found.line) == ("z2", 20)


def test_a_name_assigned_twice_has_its_last_value() -> None:
    w = witness([("x = 1.0\nx = x + 1", 1), ("y = x * 2", 5)])
    assert w.values["y"] == (4, 5)
