"""What the prose of a post says that its letters stand for."""

from __future__ import annotations

import pytest

from derive.check.documents import document
from derive.check.roles import roles_in

POST = r"""# GloVe

The model is $w_i^T \tilde w_j + b_i = \log X_{ij}$, where $w_i$ is the word vector of the *main* word, $b_i$
denotes its bias, and $X_{ij}$ is the number of times word $j$ occurs near word $i$.

- $\eta$: the learning rate
- $\alpha$ – a power of $a_{ii}$

Let $x_{max}$ be the cutoff and $v$ is an eigenvalue. Here $f$ is not continuous, and $g$ is easy to compute.
"""


def test_roles_of_a_post() -> None:
    assert roles_in(document(POST, "post.md")) == {
        "w_i": "the word vector of the main word",
        "b_i": "its bias",
        "X_ij": "the number of times word $j$ occurs near word $i$",
        "eta": "the learning rate",
        "alpha": "a power of $a_{ii}$",
        "x_max": "the cutoff",
        "v": "an eigenvalue",
    }


@pytest.mark.parametrize(
    "text", ["Here $x$ is not large.", "$x$ is computed first.", "$$x$$ is the bias.", "$x + y$ is the sum."]
)
def test_what_says_nothing_gives_no_role(text: str) -> None:
    assert roles_in(document(text, "post.md")) == {}


MANNERS = {
    r"where $w$ is the weight vector and $b$ the bias.": {"w": "the weight vector", "b": "the bias"},
    r"where $P$ is the pressure, $V$ the volume, and $T$ the temperature.": {
        "P": "the pressure", "V": "the volume", "T": "the temperature",
    },
    r"Here $w$ and $v$ are the vectors of the words.": {
        "w": "the vectors of the words", "v": "the vectors of the words",
    },
    r"Let $x$ denote the input and $y$ the label.": {"x": "the input", "y": "the label"},
    r"Let $x \in \mathbb{R}^n$ be the input vector.": {"x": "the input vector"},
    r"where $\mu$ and $\sigma$ are the mean and the deviation, respectively.": {
        "mu": "the mean", "sigma": "the deviation",
    },
    r"We update with learning rate $\eta$ and momentum $\mu$.": {"eta": "learning rate", "mu": "momentum"},
    r"The learning rate $\eta$ controls it.": {"eta": "learning rate"},
    r"We write $h_t$ for the hidden state. We call $\delta$ the error signal.": {
        "h_t": "the hidden state", "delta": "the error signal",
    },
    r"The true label is denoted by $y$ and the prediction by $\hat{y}$.": {
        "y": "the true label", "y_hat": "the prediction",
    },
    r"Here $N$ refers to the number of samples, $d$ to the dimension.": {
        "N": "the number of samples", "d": "the dimension",
    },
    "* **$\\alpha$**: learning rate\n* $\\gamma$ = discount factor\n": {
        "alpha": "learning rate", "gamma": "discount factor",
    },
    "| Symbol | Shape | Meaning |\n|---|---|---|\n| $W$ | $m \\times n$ | weight matrix |\n| $b$ | $m$ | bias |\n": {
        "W": "weight matrix", "b": "bias",
    },
    "| Symbol | Unit |\n| --- | --- |\n| $P$ | pressure, in pascal |\n": {"P": "pressure, in pascal"},
    r"an eigenvector of $A$ and $\lambda$ is an eigenvalue.": {"lambda_": "an eigenvalue"},
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), MANNERS.items())
def test_manners_of_saying_it(text: str, wanted: dict[str, str]) -> None:
    assert roles_in(document(text, "post.md")) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "If $x$ is large, then $y$ is small.",
        "Here $a$ and $b$ are equal, so $f$ is differentiable.",
        "The derivative of $f$ exists, and we compute $g$.",
        "In the case $x = 0$ the same $x$ returns.",
    ],
)
def test_sentences_about_letters_are_no_roles(text: str) -> None:
    assert roles_in(document(text, "post.md")) == {}
