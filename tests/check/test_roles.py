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
