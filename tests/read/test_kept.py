"""What is read and kept as written: it has no value, and nothing is proved or refuted with it."""

from __future__ import annotations

import pytest

import derive
from derive.errors import Unsupported


@pytest.mark.parametrize("text", [
    r"f \ast g", r"0 \bigcirc 0", r"m \pm 2 s", r"\pm x", r"(f \ast g)(c)", r"x \oplus y + z", r"a + \ldots + b",
    r"\sum_{a+b=c} f(a) g(b)", r"\sum_{i \in B} x_i^2", r"\max f(x)", r"\max_{i<j} x_i",
    r"\operatorname{argmax}_{x, y} f(x, y) + 1", r"\lvert \mathbf{x} \rvert", r"\lVert x \rVert_A", r"A \cup B",
    r"(y_i)_{i \in B}", r"\phi(G : D)", r"\mathbb{R}", r"f(())",
    r"\begin{cases} 0 & \text{with probability } p \\ 1 & \text{otherwise} \end{cases}",
    r"\begin{bmatrix} w_0 & w_1 & \ldots \\ 0 & w_0 & \ldots \end{bmatrix}", r"(a, b, \ldots)",
])  # fmt: skip
def test_it_is_written_as_it_came_and_has_no_value(text: str) -> None:
    e = derive.read(text)
    assert derive.read(e.latex()).tree == e.tree
    assert any("kept as written" in g for g in e.scope.guesses)
    with pytest.raises(Unsupported, match="kept as written"):
        e.numpy()


@pytest.mark.parametrize(("text", "other"), [
    (r"f \ast g", r"f \ast h"), (r"m \pm 2 s", r"m \mp 2 s"), (r"(f \ast g)(c)", r"(f \ast h)(c)"),
    (r"(a, b, \ldots)", r"(a, c, \ldots)"), (r"\sum_{a+b=c} f(a)", r"\sum_{a+b=d} f(a)"),
    (r"\lVert x \rVert_p", r"\lVert x \rVert_q"), (r"\sum_{i \in B} x_i", r"\sum_{i \in C} x_i"),
    (r"0 \times 0 - 0 \times 1", r"0 \times 0 + 0 \times 1"),
])  # fmt: skip
def test_every_letter_and_sign_of_it_is_looked_at(text: str, other: str) -> None:
    assert derive.read(text).tree != derive.read(other).tree


@pytest.mark.parametrize("claim", [r"f \ast g = g \ast f", r"1 + \ldots + 3 = 3 + \ldots + 1", r"x \pm 1 = x"])
def test_nothing_is_decided_with_it(claim: str) -> None:
    assert derive.verify(claim).status == "undecided"


@pytest.mark.parametrize("text", [r"x_1^2 + \ldots", r"\foo x", r"x \bigcirc x"])
def test_it_is_never_differentiated(text: str) -> None:
    with pytest.raises(derive.DeriveError):
        derive.differentiate(text, "x")


def test_a_composition_is_what_it_says() -> None:
    e = derive.read(r"(f \circ g)(x)")
    assert e.numpy()(f=lambda u: 3 * u, g=lambda u: u + 1, x=2.0) == pytest.approx(9.0)


@pytest.mark.parametrize(("text", "plain"), [
    (r"\foo x + 1", "foo*x + 1"), (r"\foo{x} + \foo{y}", "foo(x) + foo(y)"), (r"\tp(x)", "p_tilde(x)"),
    (r"\Xc + 1", "X + 1"), (r"\pd{L}{w}", "Derivative(L(w), w)"), (r"\bar\e + 1", "epsilon_bar + 1"),
])  # fmt: skip
def test_a_command_that_nobody_defines_is_one_name(text: str, plain: str) -> None:
    e = derive.read(text)
    assert e.text() == plain
    assert e.scope.guesses[0].startswith("\\")


@pytest.mark.parametrize(("text", "meant"), [(r"\fracc{1}{2}", r"\frac"), (r"\sigmaa + 1", r"\sigma")])
def test_a_slip_is_told(text: str, meant: str) -> None:
    with pytest.raises(derive.DeriveError) as caught:
        derive.read(text)
    assert meant in str(caught.value.help)


@pytest.mark.parametrize(("text", "plain"), [
    (r"f^2(x)", "f(x)**2"), (r"\phi^L(z)", "phi_L(z)"), (r"x^2(y+1)", "x**2*(y + 1)"), (r"p^2(1-p)", "p**2*(1 - p)"),
    ("d(t)", "d(t)"),
])  # fmt: skip
def test_a_mark_on_a_function_before_brackets(text: str, plain: str) -> None:
    assert derive.read(text, syntax="latex").text() == plain
