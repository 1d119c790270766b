"""Where the sentence says that a formula holds: it is judged there, and nowhere else."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document
from derive.check.item import Item

DEFINED = r"The ReLU is $r(x) = \max(0,x)$. "


def claims(text: str) -> list[Item]:
    return [i for i in items(document(DEFINED + text, "post.md")) if i.kind == "claim"]


@pytest.mark.parametrize(
    "text",
    [
        "It has $r'(x) = 1$ if $x > 0$.",
        "It has $r'(x) = 0$ for all $x < 0$, and $r'(x) = 1$ for $x > 0$.",
        "For $x > 0$ we have $r'(x) = 1$.",
        "Let $x > 0$. Therefore $r'(x) = 1$.",
        "It follows that $\\sqrt{x^2} = x$ when $x \\ge 0$.",
    ],
)
def test_a_claim_holds_where_it_is_said_to(text: str) -> None:
    found = claims(text)
    assert found
    assert {i.status for i in found} == {"verified"}


@pytest.mark.parametrize("text", ["It has $r'(x) = 2$ for $x > 0$.", "For $x > 0$ we have $r'(x) = 2$."])
def test_a_false_one_fails_there(text: str) -> None:
    (found,) = claims(text)
    assert found.status == "refuted"
    assert found.verdict is not None
    assert found.verdict.counterexample["at"]["x"] > 0


def test_the_case_of_a_formula_goes_before_those_above() -> None:
    first, second = claims("It has $r'(x) = 1$ for $x > 0$, therefore $r'(x) = 1$ for $x < 0$.")
    assert (first.status, second.status) == ("verified", "refuted")


SOFTMAX = r"""Let $y_i = \frac{e^{z_i}}{\Sigma_C}$ where $\Sigma_C = \sum_{d=1}^C e^{z_d}$. The derivatives are

$$\begin{split}
i = j :& \frac{\partial y_i}{\partial z_i} = y_i (1 - y_i) \\
i \neq j :& \frac{\partial y_i}{\partial z_j} = SIGNy_i y_j
\end{split}$$
"""


@pytest.mark.parametrize(("sign", "last"), [("-", "verified"), ("+", "refuted")])
def test_rows_that_begin_with_their_case(sign: str, last: str) -> None:
    found = [i.status for i in items(document(SOFTMAX.replace("SIGN", sign), "post.md")) if i.kind == "claim"]
    assert found == ["verified", last]


LINEAR = r"""Let $\mathbf{x} \in \mathbb{R}^d$ and $\mathbf{w} \in \mathbb{R}^d$. The gradient is
$$\frac{\partial}{\partial b} \frac{1}{2n} \sum_{i=1}^n \left(\mathbf{w}^\top \mathbf{x}^{(i)} + b - y^{(i)}\right)^2
 = \frac{1}{n} \sum_{i=1}^n (\mathbf{w}^\top \mathbf{x}^{(i)} + b - y^{(i)})$$
"""


def test_examples_of_a_declared_vector_are_vectors() -> None:
    (found,) = [i for i in items(document(LINEAR, "post.md")) if i.kind == "claim"]
    assert found.status == "verified"


def test_letters_that_are_declared_behind_a_formula() -> None:
    (found,) = claims(r"It follows that $x^\top y = y^\top x$ for all $x, y \in \mathbb{R}^n$.")
    assert found.status == "verified"
