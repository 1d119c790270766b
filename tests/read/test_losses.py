"""Losses by name, differentiated by each argument that makes sense."""

from __future__ import annotations

import pytest

import derive

LET = {
    "p": "n positive sums-to-one",
    "q": "n positive",
    "y": "n one-hot",
    "z": "n",
    r"\hat y": "n positive",
    "t": "scalar",
    "s": "positive",
}


@pytest.mark.parametrize(
    ("formula", "by", "answer"),
    [
        (r"\operatorname{KL}(p, q)", "q_k", r"-\frac{p_k}{q_k}"),
        (r"D_{KL}(p\|q)", "p_k", r"\log \frac{p_k}{q_k} + 1"),
        (r"D_{\mathrm{KL}}(p \,\|\, q)", "q_k", r"-\frac{p_k}{q_k}"),
        ("KL(p||q)", "p_k", r"\log \frac{p_k}{q_k} + 1"),
        (r"D_{KL}(p \| \operatorname{softmax}(z))", "z", r"\operatorname{softmax}(z) - p"),
        (r"D_{KL}(p \| \operatorname{softmax}(z))", "z_k", "r_k - p_k"),
        (r"H(q)", "q_k", r"-(\log q_k + 1)"),
        (r"H(p, q)", "q_k", r"-\frac{p_k}{q_k}"),
        (r"\operatorname{CE}(y, \operatorname{softmax}(z))", "z_k", "r_k - y_k"),
        (r"\operatorname{BCE}(p, \sigma(z))", "z_k", r"\sigma(z_k) - p_k"),
        (r"\operatorname{MSE}(p, \hat y)", r"\hat y_k", r"\frac{2(\hat{y}_k - p_k)}{n}"),
    ],
)
def test_by_name(formula: str, by: str, answer: str) -> None:
    found = derive.gradient(formula, by, let=LET)
    assert found.verify().status in ("verified", "proved")
    assert found.result.latex() == answer


def test_huber_of_two_values_is_that_of_their_difference() -> None:
    told = derive.read(r"\operatorname{Huber}_\delta(t, s)")
    assert told.latex() == derive.read(r"\operatorname{Huber}_\delta(t - s)").latex()  # type: ignore[union-attr]
    width = derive.read(r"\operatorname{Huber}(t, \delta)")
    assert width.text() == "huber(t, delta)"  # type: ignore[union-attr]


def test_what_is_no_vector_of_probabilities_stays_a_function() -> None:
    for text in (r"H(x)", r"\operatorname{KL}(a, b)", r"H(p \mid q)"):
        found = derive.read(text, let="x: n, a: scalar, b: scalar, p: n, q: n")
        assert "log" not in found.text()  # type: ignore[union-attr]


def test_a_logarithm_of_a_quotient_by_a_softmax() -> None:
    found = derive.gradient(
        r"\sum_i p_i \log \frac{p_i}{q_i},\ q_i = \frac{e^{z_i}}{\sum_j e^{z_j}},\ \sum_i p_i = 1",
        "z_k",
        let="z: n, p: n",
    )
    assert found.result.latex() == "q_k - p_k"


def test_a_fact_holds_for_every_index_that_it_leaves_free() -> None:
    found = derive.gradient(
        r"-\sum_n \sum_c y_{nc} \log p_{nc},\ p_{nc} = \frac{e^{z_{nc}}}{\sum_j e^{z_{nj}}},\ \sum_c y_{nc} = 1",
        "z_{mk}",
        let="z: N x C, y: N x C",
    )
    assert found.result.latex() == "p_{mk} - y_{mk}"
    assert found.verify().status == "verified"


def test_the_probabilities_of_a_softmax_add_to_one() -> None:
    found = derive.gradient(r"\sum_i p_i \log p_i,\ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "z_k", let="z: n")
    assert found.result.latex() == r"p_k \cdot \left(\log p_k - \sum_{i} p_i \log p_i\right)"
    assert found.verify().status == "verified"
