"""Deep formulas: derived, verified and printed through names, without recursion and in linear length."""

from __future__ import annotations

import json
import math

import pytest

from derive.api.derivations import differentiate, formula
from derive.expr.heads import Derivative, depth, minus, times
from derive.judge.lines import judge
from derive.judge.local import changed, part
from derive.notation import call


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
        assert len(text) < 300 * steps
    said = d.to_dict()
    assert said["names"]
    assert len(json.dumps(said)) < 200 * steps**2


def test_the_text_of_a_deep_result_is_read_again() -> None:
    d = differentiate(nested("sin", 60), "x")
    again = formula(d.to_dict(check=False)["result"]["text"]).numpy()
    assert again(x=0.3) == pytest.approx(float(d.numpy()(x=0.3)))


def test_what_is_not_deep_has_no_names() -> None:
    assert "names" not in differentiate("sin(sin(sin(x)))", "x").to_dict()


def test_hundreds_of_levels() -> None:
    d = differentiate(nested("sin", 300), "x")
    assert len(d.steps) == 300
    assert d.verify().status == "verified"
    assert d.numpy()(x=0.3) == pytest.approx(product_of_cosines(300, 0.3))


def product_of_cosines(depth: int, x: float) -> float:
    value = 1.0
    for _ in range(depth):
        value *= math.cos(x)
        x = math.sin(x)
    return value


def test_deep_lines_are_judged_by_the_part_that_changes() -> None:
    tree = formula(nested("sin", 80)).tree
    inner = tree.args[1]
    x = formula("x").tree
    before, after = Derivative(tree, x), times(call("cos", inner), Derivative(inner, x))
    a, b = part(before, after, True)
    assert max(depth(a), depth(b)) < 6
    assert judge(a, b).holds
    for wrong in (
        times(call("sin", inner), Derivative(inner, x)),
        times(minus(call("cos", inner)), Derivative(inner, x)),
        times(call("cos", tree), Derivative(inner, x)),
        call("cos", inner),
    ):
        assert not judge(*part(before, wrong, True)).holds
        assert not judge(*part(times(x, before), times(x, wrong), True)).holds


def test_what_changes_in_a_product_and_in_a_sum() -> None:
    a, b = (formula(t, let="a: scalar, b: scalar").tree for t in ("a*sin(x)*b + x", "a*cos(x)*b + x"))
    assert changed(a, b) == (call("sin", formula("x").tree), call("cos", formula("x").tree))
    a, b = (formula(t).tree for t in ("x + y", "y + x"))
    assert len(set(changed(a, b))) == 1


@pytest.mark.parametrize("factor", ["(x - a_{})", "f_{}(x)"])
def test_a_product_of_many_factors(factor: str) -> None:
    n = 60
    d = differentiate("*".join(factor.format(k) for k in range(1, n + 1)), "x")
    assert d.steps[0].rule == "logarithmic"
    assert d.steps[0].assumes
    assert d.verify().holds
    for text in (d.text(), d.latex(), d.markdown()):
        assert len(text) < 400 * n
