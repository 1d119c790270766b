"""Deep formulas: derived, verified and printed through names, without recursion and in linear length."""

from __future__ import annotations

import json

import pytest

from derive.api import differentiate, formula


def nested(kind: str, depth: int) -> str:
    text = "x"
    for k in range(depth):
        text = f"sin({text})" if kind == "sin" else f"tanh(w_{k}*{text} + b_{k})"
    return text


@pytest.mark.parametrize(("kind", "depth", "steps"), [("sin", 80, 80), ("tanh", 20, 80)])
def test_a_deep_formula_is_derived_verified_and_printed(kind: str, depth: int, steps: int) -> None:
    d = differentiate(nested(kind, depth), "x")
    assert len(d.steps) == steps
    assert d.verify().holds
    for text in (d.text(), d.latex(), d.markdown()):
        assert "u_1" in text
        assert len(text) < 60 * steps**2
    said = d.to_dict()
    assert said["names"]
    assert len(json.dumps(said)) < 200 * steps**2


def test_the_text_of_a_deep_result_is_read_again() -> None:
    d = differentiate(nested("sin", 60), "x")
    again = formula(d.to_dict(check=False)["result"]["text"]).numpy()
    assert again(x=0.3) == pytest.approx(float(d.numpy()(x=0.3)))


def test_what_is_not_deep_has_no_names() -> None:
    assert "names" not in differentiate("sin(sin(sin(x)))", "x").to_dict()
