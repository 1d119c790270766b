"""What letters are drawn to be."""

from __future__ import annotations

import numpy as np

import derive
from derive.judge.special import free
from derive.numeric.compile import program
from derive.numeric.sampling import draw, plan


def test_how_far_a_sum_goes_is_a_small_whole_number() -> None:
    """Where it may be any number, a sum of millions of terms takes all memory."""
    tree = derive.read(r"a\sum_{i=0}^{t-1} 10^6 \beta^i", let="t: scalar").tree
    made, told = program([tree], batched=True, single=False), plan([tree], frozenset(), {})
    drawn = draw(made.parameters, np.random.default_rng(0), 100, told)
    assert set(drawn["t"]) <= set(range(-3, 6))
    assert "t" not in free(made, told)
    assert {"a", "beta"} <= set(free(made, told))
