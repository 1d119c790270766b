"""`mean`, `var`, `std` of a vector of values are what they stand for; of anything else they stay calls."""

from __future__ import annotations

import numpy as np
import pytest

import derive

X = np.array([0.3, -1.2, 2.5, 0.7])


@pytest.mark.parametrize(("text", "value"), [
    (r"\operatorname{mean}(x)", X.mean()), (r"\operatorname{var}(x)", X.var()), (r"\operatorname{std}(x)", X.std()),
    ("mean(x)", X.mean()),
])  # fmt: skip
def test_of_a_vector(text: str, value: float) -> None:
    e = derive.read(text, let="x: n")
    assert float(e.numpy()(x=X)) == pytest.approx(value)
    assert any("of the entries" in g or "over the n entries" in g for g in e.scope.guesses)


def test_a_mean_is_taken_from_every_entry() -> None:
    e = derive.read(r"\frac{x - \operatorname{mean}(x)}{\operatorname{std}(x)}", let="x: n")
    assert np.allclose(np.ravel(e.numpy()(x=X)), (X - X.mean()) / X.std())


@pytest.mark.parametrize(("text", "let"), [
    (r"\operatorname{var}(a X)", None), (r"\operatorname{mean}(x)", None),
    (r"\operatorname{std}(x)", "std: function, x: n"),
])  # fmt: skip
def test_of_anything_else_it_stays_a_call(text: str, let: str | None) -> None:
    assert derive.read(text, let=let).text().startswith(("var(", "mean(", "std("))
