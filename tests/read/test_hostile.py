"""Input that is meant to hurt: bounded in time, a ReadError or a reading, nothing else, nothing executed."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from readers import read

import derive
from derive.errors import DeriveError, ReadError
from derive.expr.scope import parse_let
from derive.read.elaborate import elaborate
from derive.read.latex import parse
from derive.read.syntax import Limits
from derive.source import Source
from derive.understood import table, understood

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
ODD = [r"\in & \mathbb{R}", "< d, T", r"\|\sum\|"]


@pytest.mark.parametrize("text", ODD)
def test_sides_that_are_not_there(text: str) -> None:
    with pytest.raises(DeriveError):
        derive.read(text)


@pytest.mark.parametrize("text", PAST_LIMITS, ids=lambda t: t[:12])
def test_past_a_limit(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError):
        read(text)
    assert time.process_time() - start < 1  # 0.1 s on a quiet machine; what is quadratic takes minutes


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


@pytest.mark.parametrize("term", ["x_{{{}}}", "{0}x^{0}", "w_{{{}}} x"])
def test_thousands_of_distinct_terms(term: str) -> None:
    source = Source("+".join(term.format(k) for k in range(1, 5001)))
    start = time.process_time()
    elaborate(parse(source, Limits(characters=100_000)), parse_let(None), source)
    assert time.process_time() - start < 8  # 1 s on a quiet machine


@pytest.mark.parametrize("text", [r"9^{9^{9^{9}}}", r"__import__('os').system('true')", "10000000!", "\x00", "‮x"])
def test_nothing_is_evaluated(text: str) -> None:
    with suppress(DeriveError):
        read(text)


def test_limits_can_be_set() -> None:
    with pytest.raises(ReadError, match="more than 3"):
        parse(Source("x + y"), Limits(characters=3))


PIECES = (
    r"\frac \sqrt \sum \prod \int _ ^ { } ( ) [ ] | \| \left \right \begin{matrix} \end{matrix} & \\ x y i n W f 1 2.5 "
    r"+ - \cdot = < , ; : ' ! \top T \mathbf \hat \partial \nabla d \log \sin \max \text{if} \text{age} \in \mathbb{R} "
    r"\ldots \mid \lvert \rvert \langle \rangle \odot / * \sigma e \pi \infty \quad \begin{cases} \end{cases} "
    r"\operatorname{tr} MSE"
).split(" ")
LETS = (None, "x: n, W: m x n", "f: function, i: index 1..n", "W: n x n, T: scalar")


MANY = int(os.environ.get("DERIVE_FUZZ", "10000"))  # nightly: 1000000
CHUNKS = 4
LONGEST = 2.0  # seconds of processor time for one text
CHARACTERS = (
    "".join(map(chr, range(32, 127))) + "\\\\\\{{}}^^__()()&&" + "\n\t\0\u00e9\u03b1\u2211\u2212\u200b\U0001d465\ud800"
)


def _tokens(rng: random.Random) -> str:
    return rng.choice((" ", " ", "")).join(rng.choice(PIECES) for _ in range(rng.choice((3, 6, 12, 25))))


def _characters(rng: random.Random) -> str:
    return "".join(rng.choice(CHARACTERS) for _ in range(rng.randint(1, 40)))


@pytest.mark.parametrize("seed", range(CHUNKS))
@pytest.mark.parametrize("make", [_tokens, _characters])
def test_random_text(make: Callable[[random.Random], str], seed: int) -> None:
    """A reading, which can be shown in every form, or an error with its place; nothing else, within the time bound."""
    rng = random.Random(seed + 1000 * (MANY > 10_000))
    for _ in range(MANY // (2 * CHUNKS)):
        text, let = make(rng), rng.choice(LETS)
        start = time.process_time()
        error = _error(text, let)
        assert time.process_time() - start < LONGEST, (text, let)
        if error is not None:
            assert error.place is not None, (text, let)
            assert error.picture()


def _error(text: str, let: str | None) -> DeriveError | None:
    """What is refused; what is read is shown in every form of `derive read`."""
    try:
        said = derive.read(text, let)
        data = understood(said, parse_let(let))
        assert json.loads(json.dumps(data)) == data
        assert table(data)
    except DeriveError as error:
        return error
    return None
