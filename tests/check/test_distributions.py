"""Named distributions: what a row says of a convention follows from its density, integrated or summed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

import derive
from derive.check.distributions import DISTRIBUTIONS, Convention

VALUES = {"a": 2.6, "b": 3.1, "c": 0.8, "g": 0.7, "k": 3.0, "lambda_": 1.3, "m": 0.6, "mu": 0.4, "n": 5.0, "p": 0.35,
          "r": 2.0, "s": 0.9, "sigma": 0.8, "v": 0.7}  # fmt: skip
CONVENTIONS = [pytest.param(c, id=f"{d.name}-{k}") for d in DISTRIBUTIONS for k, c in enumerate(d.conventions)]


def function(form: str, c: Convention, variable: str) -> Callable[[Any], float]:
    f = derive.read(form, let=c.let + ", e: scalar").numpy()  # type: ignore[union-attr]
    given = {x: np.e if x == "e" else VALUES[x] for x in f.letters if x != variable}
    return lambda x: float(f(**{**given, variable: x} if variable in f.letters else given))


def bounded(f: Callable[[Any], float]) -> Callable[[Any], float]:
    """The function, 0 where its parts overflow far out."""
    return lambda x: float(np.nan_to_num(f(x)))


def total(f: Callable[[Any], float], c: Convention, limit: float = np.inf) -> float:
    ends = [{r"\infty": np.inf, r"-\infty": -np.inf}.get(t) for t in c.support]
    low, high = (
        float(t) if t.isdigit() else VALUES[t] if e is None else e for t, e in zip(c.support, ends, strict=True)
    )
    if c.whole:
        return sum(f(float(k)) for k in range(int(low), int(min(high, limit, low + 150)) + 1))
    high = min(high, limit)
    f = bounded(f)
    cuts = [low, *(x for x in (0.4, 2.0, 12.0) if low < x < high), high]
    return sum(quad(f, a, b, limit=200)[0] for a, b in zip(cuts, cuts[1:], strict=False))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("c", CONVENTIONS)
def test_what_follows_from_the_density(c: Convention) -> None:
    x, at = ("k", 3.0) if c.whole else ("x", 0.7)
    densities = [function(form, c, x) for form in c.density]
    f = densities[0]
    for g in densities:
        assert total(g, c) == pytest.approx(1, abs=1e-6)
    mean = total(lambda v: v * f(v), c) if c.mean or c.variance else 0.0
    for form in c.mean:
        assert function(form, c, "t")(0) == pytest.approx(mean, abs=1e-5)
    for form in c.variance:
        assert function(form, c, "t")(0) == pytest.approx(total(lambda v: (v - mean) ** 2 * f(v), c), abs=2e-4)
    for form in c.mgf:
        assert function(form, c, "t")(0.2) == pytest.approx(total(lambda v: np.exp(0.2 * v) * f(v), c), abs=1e-5)
    for form in c.cdf:
        assert function(form, c, x)(at) == pytest.approx(total(f, c, at), abs=1e-6)
    for form in c.entropy:
        bits = np.log(2) if "log_2" in form else 1.0
        own = total(lambda v, bits=bits: -f(v) * np.log(f(v)) / bits if f(v) > 0 else 0.0, c)
        assert function(form, c, "t")(0) == pytest.approx(own, abs=1e-5)


@pytest.mark.parametrize("d", DISTRIBUTIONS, ids=lambda d: d.name)
def test_a_letter_means_the_same_in_all_conventions_of_a_row(d: Any) -> None:
    said = {x for c in d.conventions for x in c.let.split(", ")}
    assert len({x.partition(":")[0] for x in said}) == len(said)
