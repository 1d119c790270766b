"""Input that is meant to hurt: bounded in time, a ReadError or a reading, nothing else, nothing executed."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest
from readers import read

from derive.errors import DeriveError, ReadError
from derive.read.syntax import Limits

PAST_LIMITS = [
    "{" * 10_000 + "x" + "}" * 9_999,
    "(" * 10_000 + "x",
    r"\left(" * 3_000,
    r"\begin{matrix}" * 1_400,
    "x" * 20_001,
    "9" * 1_001,
    r"\begin{matrix}" + "&".join("1" * 101) + r"\end{matrix}",
    r"\frac" * 3_900,
    "-" * 19_000,
    r"\hat" * 4_900 + "x",
    "|" * 15_000,
]


@pytest.mark.parametrize("text", PAST_LIMITS, ids=lambda t: t[:12])
def test_past_a_limit(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError):
        read(text)
    assert time.process_time() - start < 0.3  # 0.1 s on a quiet machine


DEEP = [
    "{" * 1_900 + "x" + "}" * 1_900,
    r"\frac{1}{" * 1_500 + "x" + "}" * 1_500,
    "x^{" * 1_900 + "x" + "}" * 1_900,
    "f(" * 1_900 + "x" + ")" * 1_900,
    r"\sum_i" * 2_500 + "x",
    r"\log " * 3_900 + "x",
    "+".join("x" * 5_000),
    r"\frac{d}{dx}" * 1_500 + "x",
    "=".join("x" * 9_000),
]


@pytest.mark.parametrize("text", DEEP, ids=lambda t: t[:12])
def test_deep_and_long_text_is_read(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("text", [r"9^{9^{9^{9}}}", r"__import__('os').system('true')", "10000000!", "\x00", "‮x"])
def test_nothing_is_evaluated(text: str) -> None:
    with suppress(DeriveError):
        read(text)


def test_limits_can_be_set() -> None:
    from derive.read.latex import parse
    from derive.source import Source

    with pytest.raises(ReadError, match="more than 3"):
        parse(Source("x + y"), Limits(characters=3))


PIECES = (
    r"\frac \sqrt \sum \prod \int _ ^ { } ( ) [ ] | \| \left \right \begin{matrix} \end{matrix} & \\ x y i n W f 1 2.5 "
    r"+ - \cdot = < , ; : ' ! \top T \mathbf \hat \partial \nabla d \log \sin \max \text{if} \text{age} \in \mathbb{R} "
    r"\ldots \mid \lvert \rvert \langle \rangle \odot / * \sigma e \pi \infty \quad \begin{cases} \end{cases} "
    r"\operatorname{tr} MSE"
).split(" ")
LETS = (None, "x: n, W: m x n", "f: function, i: index 1..n", "W: n x n, T: scalar")


@pytest.mark.parametrize("seed", range(4))
def test_random_tokens(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(2_500):
        text = " ".join(rng.choice(PIECES) for _ in range(rng.randint(1, 12)))
        error = _error(text, rng.choice(LETS))
        if error is not None:
            assert error.place is not None, text
            assert error.picture()


def _error(text: str, let: str | None) -> DeriveError | None:
    try:
        read(text, let)
    except DeriveError as error:
        return error
    return None
