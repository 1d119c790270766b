"""`derive read`: the whole reading as data and as a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

import derive
from derive.expr.scope import parse_let
from derive.understood import table, understood

TEXTS = [
    (r"L = -\sum_i y_i \log \hat{y}_i", None),
    (r"\hat{y} = \sigma(W x + b), \quad x \in \mathbb{R}^n", None),
    (r"f(\cdot)", None),
    ("a(b+c) + g(x)", None),
    (r"P(x \mid z) = 0.3", None),
    (r"A^{-1} b", "A: n x n, b: n"),
    (r"x \in \mathbb{R}^{3}", None),
    (r"f(x) = \begin{cases} 0 & x < 0 \\ x & x \ge 0 \end{cases}", None),
    (r"\frac{\partial y}{\partial z} = y(1-y)", None),
]


def found(text: str, let: str | None = None) -> dict[str, Any]:
    return understood(derive.read(text, let), parse_let(let))


@pytest.mark.parametrize(("text", "let"), TEXTS)
def test_everything_can_be_written(text: str, let: str | None) -> None:
    data = found(text, let)
    assert json.loads(json.dumps(data)) == data
    assert data["text"] in table(data)


def test_letters_say_why() -> None:
    rows = {r["name"]: r for r in found("W x + b + c", "W: m x n, x: n")["letters"]}
    assert (rows["W"]["kind"], rows["W"]["shape"], rows["W"]["from"]) == ("matrix", ["m", "n"], "declared")
    assert rows["b"]["from"] == "what stands around it"
    assert rows["n"]["kind"] == "size"


def test_indices_calls_and_sums() -> None:
    data = found(r"\sum_{i=1}^n w_i f(x_i)")
    assert data["sums"] == [{"index": "i", "from": "1", "to": "n"}]
    assert [e["what"] for e in data["entries"]] == ["entry", "entry"]
    assert data["calls"] == ["f(x_i)"]


def test_what_stands_before_brackets() -> None:
    assert found("a(b+c)")["calls"] == []
    assert "a(…) is a product with the letter a" in found("a(b+c)")["guesses"]
    assert "nothing was guessed" in table(found("x + y", "x: scalar, y: scalar"))


def test_statements_are_told_apart() -> None:
    parts = found(r"z = W x, \quad x \in \mathbb{R}^n, \quad z > 0")["statements"]
    assert [p["kind"] for p in parts] == ["definition", "declaration", "claim"]
    assert parts[0]["sides"][0]["span"] == [0, 1]
