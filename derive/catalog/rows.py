"""The rows of the catalog: a title, a few words, and problems. Everything else is worked out.

Formulas in prose stand between `$`.
"""

from __future__ import annotations

from derive.catalog.activations import activation, compared
from derive.catalog.row import Ask, Row
from derive.catalog.rows_maps import MAP_ROWS
from derive.catalog.rows_matrix import MATRIX_ROWS
from derive.catalog.rows_programs import PROGRAM_ROWS
from derive.catalog.rows_sampling import SAMPLING_ROWS
from derive.catalog.rows_words import WORD_ROWS

ROWS = (
    Row(
        "sigmoid",
        "The derivative of the sigmoid",
        "The sigmoid squeezes every real number into the interval from 0 to 1. "
        "The chain rule does the calculus; the rest is algebra that finds the sigmoid again in what came out.",
        (Ask(r"\sigma(z) = \frac{1}{1 + e^{-z}}", "z", defined=True),),
        more=activation(),
    ),
    Row(
        "tanh",
        "The derivative of the hyperbolic tangent",
        "The hyperbolic tangent is the sigmoid stretched to the interval from -1 to 1. "
        "Its slope is 1 at zero and falls off on both sides, so it saturates like the sigmoid.",
        (Ask(r"\tanh x = \frac{\sinh x}{\cosh x}", "x", defined=True),),
        more=activation(),
    ),
    Row(
        "relu",
        "The derivative of the rectifier",
        "The rectifier passes what is positive and stops the rest. "
        "Its slope is 1 on one side and 0 on the other; at zero it has none, and programs take 0 there.",
        (Ask(r"\operatorname{ReLU}(z) = \max(0, z)", "z", defined=True),),
        more=activation(),
    ),
    Row(
        "leaky-relu",
        "The derivative of the leaky rectifier",
        r"The leaky rectifier lets a small share $\alpha$ of negative values through, so that no unit stays dead. "
        "Its slope is one of two numbers.",
        (
            Ask(
                r"f(z) = \begin{cases} z & z > 0 \\ \alpha z & z \leq 0 \end{cases}",
                "z",
                let=r"\alpha: positive",
                defined=True,
            ),
        ),
        more=activation(alpha=0.1),
    ),
    Row(
        "elu",
        "The derivative of the exponential linear unit",
        r"The exponential linear unit bends smoothly towards $-\alpha$ for negative values. "
        r"Where the unit is negative its slope is the unit itself plus $\alpha$.",
        (
            Ask(
                r"f(z) = \begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \leq 0 \end{cases}",
                "z",
                let=r"\alpha: positive",
                defined=True,
            ),
        ),
        more=activation(alpha=1.0),
    ),
    Row(
        "gelu",
        "The derivative of the Gaussian error linear unit",
        "The GELU weights a value by the probability that a standard normal variable is smaller. "
        "Its slope is that probability plus the value times the normal density; the second form is an approximation.",
        (
            Ask(r"\frac{z}{2} \left(1 + \operatorname{erf}\left(\frac{z}{\sqrt{2}}\right)\right)", "z"),
            Ask(
                r"\frac{z}{2} \left(1 + \tanh u\right), u = \sqrt{\frac{2}{\pi}} \left(z + 0.044715 z^3\right)",
                "z",
            ),
        ),
        more=activation(),
    ),
    Row(
        "swish",
        "The derivative of swish",
        r"Swish is a value times its sigmoid, sharpened by $\beta$; with $\beta = 1$ it is called SiLU. "
        "The product rule gives two terms that share the sigmoid.",
        (
            Ask(r"z \sigma(\beta z)", "z", let=r"\beta: positive"),
            Ask(r"z \sigma(\beta z)", r"\beta", let=r"\beta: positive"),
        ),
        more=activation(beta=1.0),
    ),
    Row(
        "softplus",
        "The derivative of softplus",
        "Softplus is a smooth rectifier. Its slope is the sigmoid; its second derivative, the sigmoid's slope.",
        (Ask(r"\ln(1 + e^z)", "z"), Ask(r"\ln(1 + e^z)", "z", order=2)),
        more=activation(),
    ),
    Row(
        "activations",
        "Activation functions compared",
        "An activation bends what a layer computed; its slope is what a gradient is multiplied by on the way back. "
        "Where the slope is small everywhere, as of the sigmoid, little is left after many layers.",
        more=compared,
    ),
    Row(
        "softmax",
        "The derivative of the softmax",
        "The softmax turns scores into probabilities, and every probability depends on every score. "
        "Its Jacobian needs the probabilities alone.",
        (Ask(r"p_i,\ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "z_j", "gradient", "z: n, i: index 1..n"),),
    ),
    Row(
        "bce-sigmoid",
        "Binary cross entropy of a sigmoid",
        r"The loss of one label $y$ under the predicted probability $\hat y = \sigma(z)$. "
        "The slopes of the logarithm and of the sigmoid cancel, and the error is left.",
        (Ask(r"-\left(y \log \hat y + (1 - y) \log(1 - \hat y)\right),\ \hat y = \sigma(z)", "z"),),
    ),
    Row(
        "chain-rule",
        "The chain rule",
        "A function inside a function is differentiated from the outside in: "
        "the outer derivative at the inner function, times the derivative of the inner function. "
        "First for any functions, then for an example.",
        (Ask("f(g(h(x)))", "x", let="f: function, g: function, h: function"), Ask(r"e^{\sin(x^2)}", "x")),
    ),
    *MAP_ROWS,
    *MATRIX_ROWS,
    *PROGRAM_ROWS,
    *WORD_ROWS,
    *SAMPLING_ROWS,
)
