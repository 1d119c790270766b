"""Gradients as code: what is printed runs, and gives the gradients that differences give."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

import numpy as np
import printed_code
import pytest
from conftest import Cli
from printed_code import gradients, module, names, with_returns

import derive

NET = (r"z_1 = W_1 x + b_1; h = \operatorname{ReLU}(z_1); z_2 = W_2 h + b_2; \hat y = \sigma(z_2);"
       r"L = -[y\log\hat y+(1-y)\log(1-\hat y)]")  # fmt: skip
VALUES = {"x": np.array([1, 0.5, -1.5]), "W_1": np.array([[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]]),
          "b_1": np.array([0.1, -0.2]), "W_2": np.array([0.5, -1]), "b_2": np.array(0.2),
          "y": np.array(1.0)}  # fmt: skip
PROGRAMS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (NET, "W_1, b_1, W_2, b_2", "x: 3, W_1: 2x3, b_1: 2, W_2: 1x2, b_2: scalar, y: scalar", VALUES),
    (r"\lVert X w - y\rVert^2", "w", "X: n x d, w: d, y: n",
     {"X": np.array([[1.0, 2], [3, 4], [5, 6]]), "w": np.array([0.5, -1]), "y": np.array([1.0, 0, 2])}),
    (r"z = W x + b; p = \operatorname{softmax}(z); L = -y^\top \log p", "W, b", "W: 3x2, x: 2, b: 3, y: 3 one-hot",
     {"W": np.arange(6.0).reshape(3, 2) / 7, "x": np.array([0.3, -1.2]), "b": np.array([0.1, 0, -0.3]),
      "y": np.array([0.0, 1, 0])}),
    (r"h = \tanh(A x); s = B h + x; L = \frac{1}{2}(s - t)^\top (s - t)", "A, B, x", "A: 4x3, B: 3x4, x: 3, t: 3",
     {"A": np.sin(np.arange(12.0)).reshape(4, 3), "B": np.cos(np.arange(12.0)).reshape(3, 4),
      "x": np.array([0.3, -1.2, 0.7]), "t": np.array([0.0, 1, 0.5])}),
    (r"Z = X W + 1 b^\top; H = \tanh(Z); P = \operatorname{softmax}(H V);"
     r"L = -\frac1N \operatorname{tr}(Y^\top \log P)",
     "W, b, V", "X: N x d, W: d x m, b: m, V: m x K, Y: N x K one-hot",
     {"X": np.sin(np.arange(8.0)).reshape(4, 2), "W": np.cos(np.arange(10.0)).reshape(2, 5), "b": np.arange(5.0) / 7,
      "V": np.sin(np.arange(15.0) + 1).reshape(5, 3), "Y": np.eye(3)[[0, 2, 1, 2]]}),
    (r"Z = W X + b 1^\top; H = \tanh(Z); P = \operatorname{softmax}(V H);"
     r"L = -\frac1N \operatorname{tr}(Y^\top \log P)",
     "W, b, V", "X: d x N, W: m x d, b: m, V: K x m, Y: K x N one-hot columns",
     {"X": np.sin(np.arange(8.0)).reshape(2, 4), "W": np.cos(np.arange(10.0)).reshape(5, 2), "b": np.arange(5.0) / 7,
      "V": np.sin(np.arange(15.0) + 1).reshape(3, 5), "Y": np.eye(3)[:, [0, 2, 1, 2]]}),
    (r"Q = X W; S = Q X^\top; A = \operatorname{softmax}(S); O = A X; L = \frac{1}{2}\lVert O\rVert^2", "W, X",
     "X: n x d, W: d x d", {"X": np.sin(np.arange(8.0)).reshape(4, 2), "W": np.array([[0.2, -1], [0.5, 0.3]])}),
)  # fmt: skip


def made(program: str, wrt: str, let: str) -> Any:
    return derive.gradient(program, wrt, let=let)


def loss(space: dict[str, Any], values: dict[str, Any]) -> float:
    out = space["forward"](*(values[n] for n in names(space["forward"])))
    return float(out[-1] if isinstance(out, tuple) else out)


IDS = ("network", "least squares", "softmax", "residual", "rows", "columns", "attention")


@pytest.mark.parametrize(("program", "wrt", "let", "values"), PROGRAMS, ids=IDS)
def test_numpy_agrees_with_differences(program: str, wrt: str, let: str, values: dict[str, Any]) -> None:
    source = made(program, wrt, let).code("numpy")
    space = with_returns(module(source), source)
    for name, got in zip(wrt.split(", "), gradients(space, values), strict=True):
        wanted = np.zeros(np.shape(values[name]))
        for place in np.ndindex(wanted.shape):
            ends = []
            for h in (1e-6, -1e-6):
                moved = np.array(values[name], dtype=float)
                moved[place] += h
                ends.append(loss(space, {**values, name: moved}))
            wanted[place] = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose(got, wanted, atol=1e-7)


@pytest.fixture(scope="module", params=["torch", "jax"])
def elsewhere(request: pytest.FixtureRequest) -> list[list[Any]]:
    """What a library computes for all programs, in a process of its own: its threads do not stand a fork."""
    if importlib.util.find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    given = [(made(*p[:3]).code(request.param), {k: v.tolist() for k, v in p[3].items()}) for p in PROGRAMS]
    run = subprocess.run([sys.executable, printed_code.__file__, request.param], input=json.dumps(given), text=True,
                         capture_output=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: list[list[Any]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("k", range(len(PROGRAMS)), ids=IDS)
def test_other_libraries_agree_with_numpy(elsewhere: list[list[Any]], k: int) -> None:
    program, wrt, let, values = PROGRAMS[k]
    numpy = made(program, wrt, let).code("numpy")
    for a, b in zip(elsewhere[k], gradients(with_returns(module(numpy), numpy), values), strict=True):
        np.testing.assert_allclose(np.asarray(a), b, atol=1e-10)


@pytest.mark.parametrize(("program", "wrt", "let", "values"), PROGRAMS, ids=IDS)
def test_tensorflow_compiles(program: str, wrt: str, let: str, values: dict[str, Any]) -> None:
    compile(made(program, wrt, let).code("tensorflow"), "<code>", "exec")


@pytest.mark.parametrize("k", [4, 5], ids=["rows", "columns"])
def test_batches_are_written_as_by_hand(k: int) -> None:
    source = made(*PROGRAMS[k][:3]).code("numpy").split("def update")[0]
    bias = "X @ W + b" if k == 4 else "W @ X + b[:, None]"
    assert f"Z = {bias}" in source and f"db = delta_Z.sum(axis={k - 4})" in source and "(1 - H ** 2)" in source
    assert "np.ones" not in source and "N = X.shape" in source and "np.sum(Y * np.log(P))" in source


@pytest.mark.parametrize("dialect", ["numpy", "torch", "jax", "tensorflow"])
def test_the_root_of_a_size_is_a_power_of_a_number(dialect: str) -> None:
    source = made(
        r"S = \frac{Q K^\top}{\sqrt{d}}; L = \operatorname{tr}(G^\top S)", "Q", "Q: n x d, K: n x d, G: n x n"
    )
    text = source.code(dialect)
    assert "d ** 0.5" in text and "sqrt" not in text


def test_an_update_reduces_the_loss() -> None:
    source = made(*PROGRAMS[0][:3]).code("numpy")
    space = with_returns(module(source), source)
    wrt = ("W_1", "b_1", "W_2", "b_2")
    new = space["update"](*(VALUES[w] for w in wrt), *gradients(space, VALUES))
    np.testing.assert_allclose(new[2], [0.5, -0.89241], atol=1e-5)
    assert float(new[3]) == pytest.approx(0.27685, abs=1e-5)
    assert loss(space, {**VALUES, **dict(zip(wrt, new, strict=True))}) < loss(space, VALUES)


def test_every_line_says_its_shape() -> None:
    source = made(*PROGRAMS[0][:3]).code("numpy")
    rows = [r for r in source.split("def update")[0].splitlines() if " = " in r and r.startswith("    ")]
    assert all("# " in r for r in rows) and "dW_1 = np.outer(delta_1, x)" in source


def test_what_has_no_spelling_is_refused() -> None:
    with pytest.raises(derive.UsageError, match="no such dialect"):
        made(*PROGRAMS[1][:3]).code("fortran")
    with pytest.raises(derive.Unsupported, match="no spelling"):
        derive.gradient(r"f(x)^2", "x", let="f: function").code()


def test_the_command(cli: Cli) -> None:
    said = cli("grad", r"\lVert X w - y\rVert^2", "--wrt", "w", "--let", "X: n x d, w: d, y: n", "--code", "torch")
    assert said.status == 0 and "def backward(" in said.out and "import torch" in said.out
