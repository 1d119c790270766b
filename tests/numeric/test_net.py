"""The net itself: mutants of true claims are never verified; true claims are never refuted."""

from __future__ import annotations

import random

import mpmath as mp
import pytest
from mutants import CHAINS, PRODUCTS, TRUE, differ, mutants

from derive.expression import read
from derive.judge.lines import judge


def points(names: list[str]) -> list[dict[str, object]]:
    rng = random.Random(7)
    draws = [(0.2, 0.9), (0.2, 2.5), (-2.5, 2.5), (1.1, 3.0)] * 3
    return [{n: mp.mpf(rng.uniform(a, b)) for n in names} for a, b in draws]


@pytest.mark.parametrize("text", TRUE)
def test_true_claims_hold(text: str) -> None:
    said = read(text)
    left, right = (s.tree for s in said.sides)
    assert judge(left, right, "=", said.scope).holds


@pytest.mark.parametrize("text", [*TRUE, *CHAINS[::23], *PRODUCTS[::31]])
def test_mutants_are_never_verified(text: str) -> None:
    said = read(text)
    left, right = (s.tree for s in said.sides)
    names = sorted(x.plain for x in left.letters | getattr(right, "letters", frozenset()))
    found = 0
    with mp.workdps(40):
        wrong = [m for m in mutants(right) if differ(left, m, points(names))]
    for m in wrong[:25]:
        verdict = judge(left, m, "=", said.scope)
        assert not verdict.holds, f"{text}: {m} is {verdict.status}"
        found += verdict.status == "refuted"
    assert found >= 0.9 * len(wrong[:25])
