"""The catalog: every row is worked out, its lines hold, and its result is the textbook's."""

from __future__ import annotations

from typing import Any

import pytest

import derive
from derive.catalog.parts import Code, Derived, Passed
from derive.catalog.rows import ROWS
from derive.errors import UsageError

RESULTS = {
    "sigmoid": [r"\sigma(z)(1 - \sigma(z))"],
    "tanh": [r"1 - \tanh^2 x"],
    "relu": [r"\mathbb{1}[z > 0]"],
    "softplus": [r"\sigma(z)", r"\sigma(z)(1 - \sigma(z))"],
    "softmax": [r"p_i \cdot \left(\delta_{ij} - p_j\right)"],
    "bce-sigmoid": [r"\hat{y} - y"],
    "softmax-cross-entropy": ["p_k - y_k"],
    "jacobian": [
        r"\begin{bmatrix} \cos \theta & -r \sin \theta \\ \sin \theta & r \cos \theta \end{bmatrix}",
        "r",
    ],
    "chain-rule": ["f'(g(h(x))) g'(h(x)) h'(x)"],
    "glove": [
        r"2\sum_{j=1}^{V} f(X_{kj})(w_k^\top \tilde{w}_j + b_k + \tilde{b}_j - \log X_{kj}) \tilde{w}_j",
        r"2\sum_{i=1}^{V} f(X_{ik})(w_i^\top \tilde{w}_k + b_i + \tilde{b}_k - \log X_{ik}) w_i",
        r"2\sum_{j=1}^{V} f(X_{kj})(w_k^\top \tilde{w}_j + b_k + \tilde{b}_j - \log X_{kj})",
        r"2\sum_{i=1}^{V} f(X_{ik})(w_i^\top \tilde{w}_k + b_i + \tilde{b}_k - \log X_{ik})",
    ],
}


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_every_line_holds(name: str) -> None:
    section = derive.show(name)
    verdict = section.verify()
    assert verdict.status in ("proved", "verified")
    assert not section.all or verdict.error is not None
    assert not section.all or verdict.error < 1e-6
    assert section.title in section.markdown()
    for d, latex in zip(section.derivations, RESULTS.get(name, []), strict=False):
        assert d.result.latex() == latex


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_every_derivation_of_a_row_is_shown(name: str) -> None:
    section = derive.show(name)
    shown = [p.derivation for p in section.parts if isinstance(p, Derived)]
    shown += [d for p in section.parts if isinstance(p, Passed) for _, d in p.rows]
    assert all(any(d is s for s in shown) for d in section.derivations)


def test_where_the_other_factor_depends_on_the_letter_there_is_a_second_term() -> None:
    *_, depends = derive.show("dot-product").derivations
    assert depends.result.latex() == r"f(u) + u \odot f'(u)"
    text = derive.show("dot-product").markdown(check=False)
    assert text.index("h$ alone is wrong") < text.index("f(u) + u") < text.index("best known case")


def test_a_determinant_goes_on_from_the_jacobian_above() -> None:
    text = derive.show("jacobian-polar").markdown(check=False)
    assert text.count("entry by entry") == 1
    assert r"\text{the matrix above}" in text and r"\text{Pythagorean identity}" in text
    alone = derive.show("jacobian-polar")[1].markdown(check=False)
    assert "entry by entry" in alone and "above" not in alone


def test_a_definition_that_is_differentiated_keeps_its_name() -> None:
    text = derive.show("gelu").markdown(check=False)
    assert text.count(r"\sqrt{\frac{2}{\pi}} (z + 0.044715z^3)$") == 1
    assert "chain rule with } u" in text and "chain rule with } v" not in text
    assert "chain rule with } \\hat{y}" in derive.show("bce-sigmoid").markdown(check=False)


def test_the_update_of_glove_runs_as_it_is_printed() -> None:
    import numpy as np

    (source,) = [p.source for p in derive.show("glove").parts if isinstance(p, Code)]
    space: dict[str, Any] = {}
    exec(source, space)
    given = {"w": np.ones((3, 2)), "w_tilde": np.ones((3, 2)), "b": np.zeros(3), "b_tilde": np.zeros(3)}
    space["step"](given | {"X": np.full((3, 3), 5.0), "f": lambda x: np.ones_like(x)}, dict.fromkeys(given, 1e-8))


def test_the_slope_of_the_weight_is_the_textbook_s() -> None:
    slope = derive.show("glove-weighting")[0].result.latex()
    assert r"\left(\frac{x}{x_{\mathrm{max}}}\right)^{\alpha - 1}}{x_{\mathrm{max}}}" in slope


def test_the_sigmoid_goes_from_its_definition_through_the_chain_rule_and_back() -> None:
    rules = [s.rule for s in derive.show("sigmoid").derivations[0].steps]
    assert rules[0] == "definition"
    assert "chain" in rules
    assert rules[-1] == "sigmoid_name"
    assert len(rules) >= 5


def test_an_old_name_shows_the_same() -> None:
    polar = derive.show("jacobian-polar")
    assert polar.name == "jacobian"
    assert [d.result.latex() for d in polar] == RESULTS["jacobian"]


def test_json() -> None:
    one = derive.show("sigmoid").to_dict()
    assert one["name"] == "sigmoid"
    assert one["steps"]
    assert one["result"]["latex"]
    several = derive.show("glove").to_dict(check=False)
    assert several["schema"] == 1
    assert len(several["derivations"]) == 4


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(UsageError) as e:
        derive.show("sigmoit")
    assert "sigmoid" in str(e.value.help)
