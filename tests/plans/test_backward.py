"""Gradients of programs through their names: the lines an author writes, each right in itself and in the whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import derive
from derive.catalog.section import Section

NETWORK = (
    r"z_1 = W_1 x + b_1;\; h = \operatorname{ReLU}(z_1);\; z_2 = W_2 h + b_2;\; \hat y = \sigma(z_2);\;"
    r"L = -[y\log\hat y+(1-y)\log(1-\hat y)]"
)
SHAPES = "x: 3, W_1: 2x3, b_1: 2, W_2: 1x2, b_2: scalar, y: scalar"
AT = {"x": [1, 0.5, -1.5], "W_1": [[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]], "b_1": [0.1, -0.2], "W_2": [[0.5, -1.0]],
      "b_2": 0.2, "y": 1.0}  # fmt: skip


def network() -> Section:
    made = derive.gradient(NETWORK, "W_1, b_1, W_2, b_2", let=SHAPES)
    assert isinstance(made, Section)
    return made


def test_the_lines_of_an_author() -> None:
    made = network()
    assert [(x.plain, d.result.text()) for x, d in made.lead] == [
        ("delta_2", "y_hat - y"),
        ("delta_h", "W_2.T*delta_2"),
        ("delta_1", "hadamard(W_2.T*delta_2, relu_prime(z_1))"),
    ]
    assert [d.result.text() for d in made] == ["delta_1*x.T", "delta_1", "delta_2*h.T", "delta_2"]
    assert made.verify().holds


def test_the_numbers_of_the_network() -> None:
    made = network()
    by_name = {x.plain: d for x, d in made.lead}
    # z_2 moves by itself in its own adjoint; the gradient by b_2 is the same number over the inputs
    assert "z_2" in by_name["delta_2"].result.numpy().letters
    w2, b2 = made[2].numpy()(**AT), made[3].numpy()(**AT)
    assert b2 == pytest.approx(-0.76852, abs=5e-6)
    assert np.ravel(np.array(AT["W_2"]) - 0.1 * w2) == pytest.approx([0.5, -0.89241], abs=5e-6)
    assert 0.2 - 0.1 * b2 == pytest.approx(0.27685, abs=5e-6)


PROGRAMS = {
    "residual, softmax": (
        r"z_1 = W_1 x + b_1; h = \tanh(z_1); u = x + W_2 h; p = \operatorname{softmax}(W_3 u); L = -y^\top \log p",
        "W_1, W_2, W_3, x",
        "x: n, W_1: m x n, b_1: m, W_2: n x m, W_3: k x n, y: k one-hot",
        ["delta_1*x.T", "delta_u*h.T", None, "delta_u + W_1.T*delta_1"],
    ),
    "through time": (
        r"a_1 = W h_0 + U x_1; h_1 = \tanh(a_1); a_2 = W h_1 + U x_2; h_2 = \tanh(a_2);"
        r"L = \frac12 \|h_2 - y\|^2",
        "W, U",
        "h_0: n, W: n x n, U: n x m, x_1: m, x_2: m, y: n",
        ["delta_2*h_1.T + delta_1*h_0.T", "delta_1*x_1.T + delta_2*x_2.T"],
    ),
}

BATCHES = {
    "a column a sample": (
        r"Z = W X + b 1^\top; A = \sigma(Z); L = \frac1N \|A - Y\|_F^2",
        "W, b",
        "X: n x N, W: m x n, b: m, Y: m x N",
        ["delta_Z*X.T", "delta_Z*ones(N)"],
    ),
    "a row a sample": (
        r"Z_1 = X W_1 + 1 b_1^\top; H = \operatorname{ReLU}(Z_1); Z_2 = H W_2 + b_2; P = \operatorname{softmax}(Z_2);"
        r"L = -\frac1N \sum_{i,j} Y_{ij} \log P_{ij}",
        "W_1, b_1, W_2, b_2",
        "X: N x n, W_1: n x m, b_1: m, W_2: m x k, b_2: 1 x k, Y: N x k",
        ["X.T*delta_1", "delta_1.T*ones(N)", "H.T*delta_2", "ones(N).T*delta_2"],
    ),
    "logistic regression": (
        r"z = X w + b 1; p = \sigma(z); L = -\frac1N \sum_{i=1}^N [y_i\log p_i + (1-y_i) \log(1-p_i)]",
        "w, b",
        "X: N x n, w: n, b: scalar, y: N",
        ["X.T*delta_z", "ones(N).T*delta_z"],
    ),
    "layer norm": (
        r"\mu = \frac1n 1^\top x; s = \sqrt{\frac1n \|x - \mu 1\|^2 + \epsilon}; u = \frac{x - \mu 1}{s};"
        r"y = \gamma \odot u + \beta; L = \frac12\|y - t\|^2",
        r"\gamma, \beta, x",
        "x: n, gamma: n, beta: n, t: n, epsilon: positive",
        ["hadamard(delta_y, u)", "delta_y", "delta_u/s + (delta_s*(x - mu*ones(n)))/(n*s) + (delta_mu/n)*ones(n)"],
    ),
    "an attention head": (
        r"Q = X W_Q; K = X W_K; V = X W_V; S = \frac{Q K^\top}{\sqrt{d}}; A = \operatorname{softmax}(S); O = A V;"
        r"L = \frac12 \|O - Y\|_F^2",
        "W_Q, X",
        "X: N x p, W_Q: p x d, W_K: p x d, W_V: p x q, Y: N x q",
        ["X.T*delta_Q", "delta_V*W_V.T + delta_Q*W_Q.T + delta_K*W_K.T"],
    ),
    "a loss at each time": (
        r"h_1 = \tanh(W h_0); h_2 = \tanh(W h_1); L_1 = \frac12\|V h_1 - y_1\|^2; L_2 = \frac12\|V h_2 - y_2\|^2;"
        "L = L_1 + L_2",
        "V",
        "h_0: n, W: n x n, V: k x n, y_1: k, y_2: k",
        ["(V*h_1 - y_1)*h_1.T + (V*h_2 - y_2)*h_2.T"],
    ),
}  # fmt: skip
PROGRAMS |= BATCHES


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name: str) -> None:
    text, wrt, let, expected = PROGRAMS[name]
    made: Any = derive.gradient(text, wrt, let=let)
    for d, wanted in zip(made if isinstance(made, Section) else [made], expected, strict=True):
        assert wanted is None or d.result.text() == wanted
    assert made.verify(samples=12).holds


def test_many_layers() -> None:
    layers = "; ".join(rf"z_{{{k}}} = W_{{{k}}} h_{{{k - 1}}}; h_{{{k}}} = \tanh(z_{{{k}}})" for k in range(1, 31))
    shapes = ", ".join(f"W_{k}: 2x2" for k in range(1, 31))
    made: Any = derive.gradient(f"{layers}; L = h_{{30}}^\\top c", "W_1, W_30", let=f"h_0: 2, c: 2, {shapes}")
    assert [d.result.text() for d in made] == ["delta_1*h_0.T", "delta_30*h_29.T"]


def test_one_gradient_and_formulas_without_names() -> None:
    one: Any = derive.gradient(NETWORK, "W_2", let=SHAPES)
    assert one.result.text() == "delta_2*h.T" and one.verify().holds
    plain: Any = derive.gradient("x^T A x", "x", let="x: n, A: n x n")
    assert plain.result.text() == "(A + A.T)*x"


def test_shapes_that_do_not_broadcast_say_what_does() -> None:
    with pytest.raises(derive.ShapeError) as rows:
        derive.gradient(r"Z = X W + b; L = \|Z\|^2", "b", let="X: N x n, W: n x m, b: m")
    assert "declare it a row, `b: 1 x m`" in str(rows.value.help)
    with pytest.raises(derive.ShapeError) as columns:
        derive.gradient(r"Z = W X + b; L = \|Z\|^2", "b", let="X: n x N, W: m x n, b: m")
    assert r"b \mathbf{1}^\top" in str(columns.value.help)


def test_a_slope_by_its_name_is_exact() -> None:
    made: Any = network().lead[2][1].result.numpy()
    assert "step" not in made.source and "ReLU'(z_1)" in network().lead[2][1].latex().replace(
        r"\operatorname{ReLU}", "ReLU"
    )


# ---- both passes with numbers ----------------------------------------------------------------------------------------

VALUES = (
    "x = [1, 0.5, -1.5], W_1 = [[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]], b_1 = [0.1, -0.2], "
    "W_2 = [0.5, -1], b_2 = 0.2, y = 1"
)


def test_numbers_of_every_line_and_a_step() -> None:
    made: Any = derive.gradient(NETWORK, "W_1, b_1, W_2, b_2", at=VALUES)  # shapes come from the values, W_2 is a row
    v = made.values
    assert v["z_1"] == pytest.approx([-0.05, 1.4]) and float(v["y_hat"]) == pytest.approx(0.23148, abs=5e-6)
    assert float(v["L"]) == pytest.approx(1.46328, abs=5e-6)
    assert float(v["delta_2"]) == pytest.approx(-0.76852, abs=5e-6)
    assert np.ravel(v["W_2_new"]) == pytest.approx([0.5, -0.89241], abs=5e-6)
    assert float(v["b_2_new"]) == pytest.approx(0.27685, abs=5e-6)
    data = made.to_dict()
    assert data["values"]["dL/dW_1"][0] == [0.0, 0.0, 0.0]
    assert data["derivations"][0]["problem"]["expression"].startswith("z_1 = W_1 x + b_1; ")
    again = derive.read(data["derivations"][0]["result"]["text"], let=SHAPES)
    assert again.numpy()(**AT) == pytest.approx(np.array(v["dL/dW_1"]))


def test_lines_stand_as_an_author_has_them() -> None:
    rows = network().text().split("The backward pass, last name first:")[1].split("Find")[0].strip().splitlines()
    assert [r.split(" = ")[-2 if r.count(" = ") == 2 else 0].strip() for r in rows] == [
        "Derivative(L, z_2)", "Derivative(L, W_2)", "Derivative(L, b_2)", "Derivative(L, h)", "Derivative(L, z_1)",
        "Derivative(L, W_1)", "Derivative(L, b_1)",
    ]  # fmt: skip


def test_one_gradient_says_what_it_rests_on() -> None:
    one: Any = derive.gradient(NETWORK, "W_1", let=SHAPES)
    assert [x.plain for x, _ in one.lead] == ["delta_2", "delta_h", "delta_1"]
    assert "delta_1 = Derivative(L, z_1)" in one.text() and r"\delta_2" in one.section.latex()
    assert {"adjoints", "result", "steps"} <= one.section.to_dict().keys()


def test_numbers_of_a_formula_and_of_symbolic_sizes() -> None:
    one: Any = derive.gradient("x^T A x", "x", at={"x": [1, 2], "A": [[1, 2], [3, 4]]})
    assert one.section.values["dL/dx"].tolist() == [12.0, 21.0]
    batch: Any = derive.gradient(r"Z = X W; L = \frac1N \|Z - Y\|^2", "W", let="X: N x n, W: n x m, Y: N x m",
                                 at={"X": [[1, 0], [0, 1], [1, 1]], "W": [[1], [2]], "Y": [[0], [0], [0]]})  # fmt: skip
    assert np.ravel(batch.section.values["dL/dW"]) == pytest.approx([8 / 3, 10 / 3])
    with pytest.raises(derive.UsageError, match="the value of W_1"):
        derive.gradient(NETWORK, "W_1, b_1", let=SHAPES, at="x = [1, 0.5, -1.5]")


def test_scalars_by_several_letters_go_through_names_too() -> None:
    made: Any = derive.gradient(r"z = w x + b; \hat y = \sigma(z); L = (\hat y - y)^2", "w, b")
    assert [x.plain for x, _ in made.lead] == ["delta_z"] and made.verify(samples=10).holds
    assert made[1].result.text() == "delta_z"
