"""What a false claim could have meant is offered where it verifies, and nothing else."""

import pytest
from conftest import Cli

from derive import verify
from derive.api.derivations import claim
from derive.cli.mended import mended


def words(text: str, let: str | None = None) -> tuple[str, ...]:
    said = claim(text, let)
    left, right = said.sides
    return mended(left, said.relations[0], right, verify(said))


@pytest.mark.parametrize(
    ("text", "let", "offered"),
    [
        (r"\sigma'(z) = \sigma(z)(1+\sigma(z))", None, r"true with 1 - \sigma(z) in place of 1 + \sigma(z)"),
        ("Derivative(x*exp(x), x) = (1 - x)*exp(x)", None, "true with 1 + x in place of 1 - x"),
        (r"\nabla_x x^\top A x = 2 A x", "A: n x n, x: n", "true where A is symmetric"),
        (r"\|Q x\| = \|x\|", "Q: n x n, x: n", "true where Q is orthogonal"),
    ],
)
def test_what_would_make_it_true(text: str, let: str | None, offered: str) -> None:
    assert words(text, let) == (offered,)


@pytest.mark.parametrize("text", ["x^2 = 4", r"\sin^2 x + \cos^2 x = 1", r"\log(a + b) = \log a + \sin b"])
def test_nothing_is_offered(text: str) -> None:
    assert words(text) == ()


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_the_repair_is_offered_in_every_format(cli: Cli, form: str) -> None:
    said = cli("verify", r"\sin(2x) = 2\sin(x)\sin(x)", "--format", form)
    assert said.status == 1
    assert "in place of" in said.out
