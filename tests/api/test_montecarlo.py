"""Expectations by sampling: exact ones are met, a seed gives the same number, memory stays bounded."""

from __future__ import annotations

import json
import math
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from conftest import Cli

import derive
from derive.numeric.montecarlo import FAMILIES, distribution

PI = (r"4 \mathbb{1}[x^2 + y^2 \leq 1]", "x ~ uniform(0, 1), y ~ uniform(0, 1)")


def test_pi() -> None:
    e = derive.montecarlo(*PI, n=200_000)
    assert abs(e.value - math.pi) < 4 * e.error
    assert e.error == pytest.approx(math.sqrt(math.pi * (4 - math.pi) / 200_000), rel=0.02)
    assert e.interval[0] < e.value < e.interval[1]


def test_a_seed_gives_the_same_number() -> None:
    a, b = (derive.montecarlo(*PI, n=30_000, seed=5) for _ in range(2))
    assert a.value == b.value and a.value != derive.montecarlo(*PI, n=30_000, seed=6).value


@pytest.mark.parametrize(("text", "draw", "exact"), [
    ("x^2", "x ~ normal(1, 2)", 5.0),
    (r"e^{t x}", "x ~ normal(0, 1)", math.exp(0.125)),
    ("x", "x ~ exponential(2)", 0.5),
    ("x y", "x ~ beta(2, 3), y ~ poisson(4)", 1.6),
    ("x - x^2", "x ~ bernoulli(0.3)", 0.0),
    (r"\log x", "x ~ lognormal(0.7, 1)", 0.7),
])  # fmt: skip
def test_known_expectations(text: str, draw: str, exact: float) -> None:
    e = derive.montecarlo(text, draw, n=200_000, let="t = 0.5" if "t" in text else None)
    assert abs(e.value - exact) <= 4.5 * e.error + 1e-12


def test_the_error_falls_like_one_over_root_n() -> None:
    trace = derive.montecarlo(*PI, n=1_000_000).trace
    slope = np.polyfit(np.log([n for n, _, _ in trace if n > 500]), np.log([s for n, _, s in trace if n > 500]), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.02)


def test_memory_stays_bounded() -> None:
    tracemalloc.start()
    derive.montecarlo(*PI, n=2_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


@pytest.mark.parametrize("name", FAMILIES)
def test_families(name: str) -> None:
    parameters = {"uniform": "0, 1", "normal": "0, 1", "binomial": "5, 0.5"}
    numbers = parameters.get(name, ", ".join(["0.5"] * len(FAMILIES[name].parameters)))
    drawn = distribution(f"{name}({numbers})").draw(np.random.default_rng(0), 100)
    assert drawn.shape == (100,)


@pytest.mark.parametrize(("text", "draw", "word"), [
    ("x y", "x ~ uniform(0, 1)", "y has no distribution"),
    ("x", "x ~ uniform(1, 0)", "a < b"),
    ("x", "x ~ zipf(2)", "no distribution is called"),
    ("x", "x ~ normal(1)", "2 parameters, not 1"),
    ("x", "x is normal", "a distribution was expected"),
    (r"\frac{1}{x}", "x ~ bernoulli(0.5)", "no finite value"),
])  # fmt: skip
def test_errors(text: str, draw: str, word: str) -> None:
    with pytest.raises(derive.DeriveError, match=word):
        derive.montecarlo(text, draw, n=1000)


def test_the_command(cli: Cli, tmp_path: Path) -> None:
    said = cli("montecarlo", PI[0], "--draw", PI[1], "-n", "20000", "--format", "json")
    assert said.status == 0 and abs(json.loads(said.out)["value"] - math.pi) < 0.1
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    assert cli("montecarlo", PI[0], "--draw", PI[1], "-n", "20000", "-o", "pi.svg").status == 0
    assert "<svg" in (tmp_path / "pi.svg").read_text()


def test_letters_as_parameters() -> None:
    e = derive.montecarlo("x^2", "x ~ normal(mu, s)", n=20_000, let="mu = 1, s = 2")
    assert abs(e.value - 5) < 5 * e.error and "normal(1, 2)" in e.text()
    with pytest.raises(derive.UsageError, match="mu .* has no value"):
        derive.montecarlo("x^2", "x ~ normal(mu, 1)", n=100)
    with pytest.raises(derive.DomainError, match="no distribution"):
        derive.montecarlo("x^2", "x ~ normal(0, s)", n=100, let="s = -1")
