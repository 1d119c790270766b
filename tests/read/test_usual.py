"""Commands that nothing defines and whose use shows what they mean."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(("text", "meant"), [
    (r"\bs{u^\top v}", r"\boldsymbol{u^\top v}"), (r"\E{U}\E{V}", r"\mathbb{E}[U] \mathbb{E}[V]"),
    (r"\V{U - W} + \cov{U,W}", r"\operatorname{Var}(U - W) + \operatorname{Cov}(U, W)"),
    (r"\dv{t} \qty(t e^{-t})", r"\frac{d}{dt} \left(t e^{-t}\right)"), (r"\dv[2]{g}{t}", r"\frac{d^2 g}{dt^2}"),
    (r"\pdv{u}{v}", r"\frac{\partial u}{\partial v}"),
    (r"\pdv{u}{v}{w}", r"\frac{\partial^2 u}{\partial v \partial w}"),
    (r"\int_0^2 t^3 \dd{t}", r"\int_0^2 t^3 dt"), (r"\eval{t^2}_0^1", r"\left. t^2 \right|_0^1"),
    (r"\inv{(\bA\bB)}", r"(\mathbf{A}\mathbf{B})^{-1}"), (r"\bA\T\bB", r"\mathbf{A}^\top \mathbf{B}"),
    (r"\pmat{1 & 2 \\ 3 & 4}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    (r"\II_{k=y} + \I{u > 0}", r"\mathbb{1}[k=y] + \mathbb{1}[u > 0]"), (r"\1\{u > 0\}", r"\mathbb{1}[u > 0]"),
    (r"\phantom{\frac{a}{b}} u + 1", "u + 1"), (r"\cancelto{0}{u} + w", "u + w"), (r"\Pr{A}", r"\Pr(A)"),
])  # fmt: skip
def test_the_groups_behind_a_command_show_what_it_means(text: str, meant: str) -> None:
    assert derive.read(text, syntax="latex").tree == derive.read(meant, syntax="latex").tree


def test_a_use_is_reported_and_a_definition_wins() -> None:
    assert r"\V is \operatorname{Var}[…]" in derive.read(r"\V{U}").scope.guesses
    own = derive.read(r"\newcommand{\V}[1]{\frac{#1}{2}} \V{u}")
    assert own.tree == derive.read(r"\frac{u}{2}").tree and not own.scope.guesses


def test_two_statements_joined_by_an_authors_sign() -> None:
    assert len(derive.read(r"u = 1 \eqv v = 2").statements) == 2


def test_a_second_script_on_braces_is_a_power_and_brackets_hold_a_truth() -> None:
    assert derive.read(r"e^{u}^2").tree == derive.read(r"{(e^{u})}^2").tree
    assert derive.read(r"[i = j] + 1").tree == derive.read(r"\mathbb{1}[i = j] + 1").tree


@pytest.mark.parametrize(("claim", "status"), [
    (r"\lim_{x \downarrow 0} \frac{|x|}{x} = 1", "verified"), (r"\lim_{x \to 0^-} \frac{|x|}{x} = -1", "verified"),
    (r"\lim_{x \uparrow 0} \frac{|x|}{x} = 1", "refuted"), (r"\lim_{x \to 0} \frac{|x|}{x} = 1", "undecided"),
])  # fmt: skip
def test_a_limit_from_one_side(claim: str, status: str) -> None:
    assert derive.verify(claim).status == status


def test_a_limit_from_one_side_is_written_so() -> None:
    assert derive.read(r"\lim_{x \downarrow 0} x").latex() == r"\lim_{x \to 0^+} x"
