"""Rows about programs of definitions: networks, layers, attention."""

from __future__ import annotations

from derive.catalog.graphs import backprop, computational_graph, matrix_dimensions
from derive.catalog.linear import linear_collapse
from derive.catalog.row import Ask, Row

NETWORK = (
    r"z_1 = W_1 x + b_1;\; h = \operatorname{ReLU}(z_1);\; z_2 = W_2 h + b_2;\; \hat y = \sigma(z_2);\;"
    r"L = -[y\log\hat y+(1-y)\log(1-\hat y)]"
)
NETWORK_LET = "x: 3, W_1: 2x3, b_1: 2, W_2: 1x2, b_2: scalar, y: scalar"
ATTENTION = (
    r"S = \frac{1}{\sqrt{d}} Q K^\top;\; A = \operatorname{softmax}(S);\; O = A V;\;"
    r"L = \operatorname{tr}(G^\top O)"
)

BATCH = r"Z = X W + \mathbf{1} b^\top;\; H = \tanh(Z);\; S = H V;\; L = \frac{1}{2} \lVert S - Y \rVert_F^2"

PROGRAM_ROWS = (
    Row(
        "computational-graph",
        "A computational graph, forward and backward",
        "A formula is taken apart into single operations, and each passes its value on. Backward, each passes on how "
        "much the end depends on it.",
        tuple(Ask(r"a w,\ a = x + y", v) for v in ("x", "y", "w")),
        more=computational_graph,
    ),
    Row(
        "matrix-dimensions",
        "The shapes of a forward and a backward pass",
        "A product of matrices fits when the inner sizes are equal, and its shape is what is left. Backward, every "
        "gradient has the shape of its letter, and that alone often says which factor is transposed.",
        (Ask(BATCH, "W, b, V", "gradient", "X: n x d, W: d x h, b: h, V: h x m, Y: n x m"),),
        more=matrix_dimensions,
    ),
    Row(
        "backprop",
        "Backpropagation through a small network",
        r"Three inputs, two hidden units with a rectifier, one output with a sigmoid and binary cross entropy. "
        r"The chain rule goes through the names, the last one first: each adjoint $\delta = \partial L/\partial z$ is "
        r"used by all that lies before it.",
        (Ask(NETWORK, "W_1, b_1, W_2, b_2", "gradient", NETWORK_LET),),
        more=backprop,
    ),
    Row(
        "linear-collapse",
        "Linear layers collapse into one",
        r"Three layers without an activation have a Jacobian that does not depend on $x$. "
        r"So they are one layer whose matrix is the product of the three.",
        (
            Ask(
                "W_3 (W_2 (W_1 x + b_1) + b_2) + b_3",
                "x",
                "jacobian",
                "W_1: h x n, b_1: h, W_2: k x h, b_2: k, W_3: m x k, b_3: m, x: n",
            ),
            Ask("W_2 f(W_1 x)", "x", "jacobian", "W_1: h x n, W_2: m x h, x: n, f: elementwise"),
        ),
        more=linear_collapse,
    ),
    Row(
        "attention",
        "The gradients of an attention head",
        r"Queries meet keys, a softmax of each row turns their products into weights $A$, and the weights mix values. "
        r"$G$ stands for what flows back into the output.",
        (Ask(ATTENTION, "V, Q, K", "gradient", "Q: n x d, K: n x d, V: n x p, G: n x p"),),
    ),
)
