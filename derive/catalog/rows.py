"""The rows of the catalog: a title, a few words, and problems. Everything else is worked out.

Formulas in prose stand between `$`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A problem: `want` of a formula by `wrt`. defined: the formula is an equation; its left side is what is asked
    about, and the first step puts in its right side."""

    formula: str
    wrt: str
    want: str = "derivative"
    let: str | None = None
    defined: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A named derivation."""

    name: str
    title: str
    prose: str
    problems: tuple[Ask, ...]


POLAR = (r"r \cos\theta, r \sin\theta", r"r, \theta")
POLAR_LET = r"r: positive, \theta: scalar"
GLOVE = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
GLOVE_LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"

ROWS = (
    Row(
        "sigmoid",
        "The derivative of the sigmoid",
        "The sigmoid squeezes every real number into the interval from 0 to 1. "
        "The chain rule does the calculus; the rest is algebra that finds the sigmoid again in what came out.",
        (Ask(r"\sigma(z) = \frac{1}{1 + e^{-z}}", "z", defined=True),),
    ),
    Row(
        "tanh",
        "The derivative of the hyperbolic tangent",
        "The hyperbolic tangent is the sigmoid stretched to the interval from -1 to 1. "
        "Its slope is 1 at zero and falls off on both sides, so it saturates like the sigmoid.",
        (Ask(r"\tanh x = \frac{\sinh x}{\cosh x}", "x", defined=True),),
    ),
    Row(
        "chain-rule",
        "The chain rule",
        "A function inside a function is differentiated from the outside in: "
        "the outer derivative at the inner function, times the derivative of the inner function. "
        "First for any functions, then for an example.",
        (Ask("f(g(h(x)))", "x", let="f: function, g: function, h: function"), Ask(r"e^{\sin(x^2)}", "x")),
    ),
    Row(
        "jacobian-polar",
        "The Jacobian of polar coordinates",
        r"The map from a distance $r$ and an angle $\theta$ to a point of the plane has a Jacobian with one column for "
        r"each. Its determinant says how much area a small rectangle $dr \times d\theta$ becomes.",
        (Ask(*POLAR, "jacobian", POLAR_LET), Ask(*POLAR, "determinant", POLAR_LET)),
    ),
    Row(
        "glove",
        "The gradients of GloVe",
        r"GloVe fits inner products of word vectors $w_i$ and context vectors $\tilde{w}_j$, with biases, to the "
        r"logarithms of how often words $i$ and $j$ occur together. Its cost has four kinds of parameters, and a "
        r"gradient for each.",
        tuple(Ask(GLOVE, wrt, "gradient", GLOVE_LET) for wrt in ("w_k", r"\tilde{w}_k", "b_k", r"\tilde{b}_k")),
    ),
)
