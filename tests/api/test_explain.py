"""How equations respond: what is said, that false statements are not, the command, the picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import Cli

import derive


def said(text: str, let: str | None = None) -> dict[str, set[str]]:
    e = derive.explain(text, let=let)
    assert e.verify().holds
    return {t.name: {s.says for s in t.said} for q in e.quantities for t in q.terms}


CASES = (
    ("y = a x + b", None, {"a": {"linear", "depends"}, "x": {"linear", "depends"}, "b": {"linear", "increasing"}}),
    (r"F = \frac{k m}{r^2}", "k: positive, m: positive, r: positive",
     {"k": {"linear", "direct", "increasing"}, "m": {"linear", "direct", "increasing"},
      "r": {"nonlinear", "power", "decreasing"}}),
    ("I = U / R", "U: positive, R: positive", {"U": {"linear", "direct", "increasing"},
                                              "R": {"nonlinear", "inverse", "decreasing"}}),
    (r"E = e^{-x^2}", None, {"x": {"nonlinear", "depends"}}),
    (r"y = \sigma(x)", None, {"x": {"nonlinear", "increasing"}}),
    (r"y = \operatorname{ReLU}(x)", None, {"x": {"nonlinear", "increasing"}}),
    (r"s = \sum_i w_i x_i", "w: n, x: n", {"w": {"linear"}, "x": {"linear"}}),
    (r"y = x - \frac{x^2}{x}", None, {"x": {"linear", "constant"}}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "let", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_what_is_said(text: str, let: str | None, wanted: dict[str, set[str]]) -> None:
    assert said(text, let) == wanted


def test_witnesses_reproduce() -> None:
    e = derive.explain("y = x^3 - x")
    (term,) = e.quantities[0].terms
    depends = next(s for s in term.said if s.says == "depends")
    slope = term.partial.numpy() if term.partial else None
    assert slope is not None
    signs = [slope(**w["at"]) for w in depends.witnesses]
    assert signs[0] > 0 > signs[1]


def test_both_sides_of_an_equation() -> None:
    e = derive.explain(r"w_i^\top v_j + b_i + c_j = \log X_{ij}",
                       let="w: V x d rows, v: V x d rows, b: V, c: V, X: V x V positive")  # fmt: skip
    assert [q.name for q in e.quantities] == ["the left side", "the right side"]
    assert e.quantities[0].bilinear == (("w[i]", "v[j]"),)


def test_domain_and_example() -> None:
    (q,) = derive.explain(r"y = \frac{\log x}{z - 1}", at="x=2, z=3").quantities
    assert [words for _, words in q.domain] == ["Ne(z, 1)", "x > 0"]
    assert q.value == pytest.approx(0.34657, abs=1e-5)


def test_elasticity() -> None:
    (q,) = derive.explain("y = x^2 z", let="x: positive, z: positive", at="x=3, z=5").quantities
    numbers = {t.name: t.numbers for t in q.terms}
    assert numbers["x"] is not None and numbers["x"].elasticity == pytest.approx(2)
    assert numbers["z"] is not None and numbers["z"].partial == pytest.approx(9)


def test_the_command(cli: Cli) -> None:
    answer = cli("explain", "y = a x + b")
    assert answer.status == 0 and "bilinear in a and x" in answer.out and "every statement was checked" in answer.err
    record = json.loads(cli("explain", "y = a x + b", "--format", "json").out)
    assert record["quantities"][0]["terms"][0]["said"][0]["says"] == "linear"
    assert cli("explain", r"x \in \mathbb{R}^n").status == 2


def test_picture(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    assert cli("explain", r"y = \sin(x) e^{-x/3}", "-o", "y.svg").status == 0
    assert "<svg" in (tmp_path / "y.svg").read_text()
    assert cli("explain", r"p = \sigma(w x + b)", "-o", "p.png").status == 0
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_roles_are_said_beside_their_terms() -> None:
    e = derive.explain("y = a x + b", roles="a: the slope; b: where it begins")
    assert {t.name: t.role for t in e.quantities[0].terms} == {"a": "the slope", "x": "", "b": "where it begins"}
    assert "a (scalar): the slope" in e.text() and "| Its role |" in e.markdown()
    assert "<td>where it begins</td>" in e.markdown("html")
    assert e.to_dict()["quantities"][0]["terms"][0]["role"] == "the slope"
    rows = derive.explain(r"w_i^\top v", let="w: V x d rows, v: d", roles={"w_i": "a word"})
    assert rows.quantities[0].terms[0].role == "a word"
    for bad in ("q: nothing", "a", "a:"):
        with pytest.raises(derive.UsageError):
            derive.explain("y = a x", roles=bad)


def test_roles_come_from_declarations_and_from_a_document(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("Here $a$ is the slope of the line and $b$ is the intercept. ")
    found = derive.explain("y = a x + b", let='b: scalar "the bias", x: "the input"', document=post)
    (said,) = found.quantities
    assert {t.name: t.role for t in said.terms} == {"a": "the slope of the line", "b": "the bias", "x": "the input"}


def test_a_role_says_nothing_of_the_shape() -> None:
    scope = derive.read("W x", let='W: m x n "weights"; x: "the input"').scope
    assert scope.roles == {"W": "weights", "x": "the input"}
    assert scope.letters["x"].shape != ()


def test_a_positive_constant_is_no_condition() -> None:
    (q,) = derive.explain(r"p = \frac{1}{\sqrt{2\pi}\sigma} e^{-x^2}", let="sigma: positive").quantities
    assert q.domain == ()


DOMAINS = {
    r"p = \frac{1}{\sigma \sqrt{2\pi}} e^{-\frac{(x-\mu)^2}{2\sigma^2}}": [r"\sigma \neq 0"],
    r"z = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}": [r"\sigma^2 + \epsilon > 0"],
    r"d = \sqrt{(x - a)^2 + (y - b)^2}": [],
    r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}": [],
    r"t = f \log\frac{N}{n}": [r"\frac{N}{n} > 0"],
    r"F = \frac{G m}{r^2}": [r"r \neq 0"],
}


@pytest.mark.parametrize(("text", "wanted"), DOMAINS.items())
def test_a_domain_is_said_once_and_short(text: str, wanted: list[str]) -> None:
    (q,) = derive.explain(text).quantities
    assert [latex for latex, _ in q.domain] == wanted


def test_a_pole_parts_the_domain() -> None:
    (q,) = derive.explain(r"y = \frac{1}{x}").quantities
    (said,) = (s for s in q.terms[0].said if s.says == "decreasing")
    assert said.words.endswith("on each piece of its domain")
    (smooth,) = derive.explain("y = x^3 + x").quantities
    assert [s.words for s in smooth.terms[0].said if s.says == "increasing"] == ["increasing"]


def test_vectors_and_matrices_respond_too() -> None:
    (q,) = derive.explain("z = W x + b").quantities
    assert {t.name: [s.says for s in t.said] for t in q.terms} == {"W": ["linear"], "x": ["linear"], "b": ["linear"]}
    assert q.bilinear == (("W", "x"),) and np.shape(q.value) == (2,)
    (layer,) = derive.explain(r"h = \tanh(W x + b)").quantities
    assert [s.says for t in layer.terms for s in t.said] == ["nonlinear"] * 3
    (head,) = derive.explain(r"A = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V").quantities
    assert {t.name: t.said[0].says for t in head.terms} == {
        "Q": "nonlinear", "K": "nonlinear", "d_k": "nonlinear", "V": "linear",
    }  # fmt: skip
    assert derive.explain("z = W x + b").verify().status == "verified"


def test_the_table_of_a_post_says_where_it_goes_up_and_down() -> None:
    text = derive.explain("y = a x").markdown()
    assert "up at $x =" in text and "down at $x = -" in text
    assert "It is linear in each of two factors: $a$ and $x$." in text
    assert "Example: $a = 1$" in text
