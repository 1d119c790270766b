r"""Equations between probabilities and moments that nobody defined: judged in a finite model."""

import pytest

import derive

TRUE = [
    r"\operatorname{Var}(X) = E[X^2] - E[X]^2",
    r"p(x|y)p(y) = p(y|x)p(x)",
    r"p(x) = \sum_y p(x,y)",
    r"p(x) = \int p(x|z)p(z)dz",
    r"\mathbb E[aX+b] = a \mathbb E[X]+b",
    r"\operatorname{Cov}(X,Y) = E[XY]-E[X]E[Y]",
    r"p(a,b,c) = p(a)p(b|a)p(c|a,b)",
]
FALSE = [r"\operatorname{Var}(X) = E[X^2] + E[X]^2", r"p(x|y)p(x) = p(y|x)p(y)", r"\mathbb E[aX+b] = a\mathbb E[X]"]


@pytest.mark.parametrize("claim", TRUE)
def test_what_holds_of_all_probabilities(claim: str) -> None:
    found = derive.verify(claim)
    assert found.status == "verified"
    assert "finite model" in found.reason


@pytest.mark.parametrize("claim", FALSE)
def test_what_a_slip_made_false(claim: str) -> None:
    found = derive.verify(claim)
    assert found.status == "refuted"
    assert found.counterexample


def test_what_independence_would_make_true_is_not_refuted() -> None:
    assert derive.verify("E[XY] = E[X]E[Y]").status == "undecided"


def test_an_integral_alone_speaks_of_no_probability() -> None:
    assert derive.verify(r"\int x e^x dx = (x+1)e^x").status == "refuted"
