"""The catalog: every row is worked out, its lines hold, and its result is the textbook's."""

from __future__ import annotations

import pytest

import derive
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
