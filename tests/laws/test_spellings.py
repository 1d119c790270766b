"""All spellings of a formula that authors use are read as the one that the writer writes."""

from __future__ import annotations

import random
import re
from typing import Any

from forests import LET, arrays, plain_scalars, scalars, written_out
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import derive
from derive.write.latex import write as to_latex

formulas = st.one_of(scalars, plain_scalars, arrays, written_out)
patient = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|.", re.S)
SPACES = ("", "", " ", r"\,", r"\;", "~", r"\!", "\n")
WORDS = (r"\begin", r"\end", r"\mathrm", r"\operatorname", r"\text", r"\mathbf", r"\boldsymbol", r"\mathbb")
SAME = {r"\frac": (r"\frac", r"\dfrac", r"\tfrac"), r"\cdot": (r"\cdot", r"\cdot{}"), r"\le": (r"\le", r"\leq"),
        r"\ge": (r"\ge", r"\geq"), r"\ne": (r"\ne", r"\neq"), r"\lvert": (r"\lvert", r"\left|"),
        r"\rvert": (r"\rvert", r"\right|"), r"\lVert": (r"\lVert", r"\left\|"), r"\rVert": (r"\rVert", r"\right\|"),
        r"\log": (r"\log", r"\ln"), r"\top": (r"\top", r"\intercal")}  # fmt: skip


def respelled(latex: str, rng: random.Random) -> str:
    """The same formula with other brackets, fractions, scripts and spaces."""
    tokens = TOKEN.findall(latex)
    sized = _pairs(tokens, rng)
    bars = rng.random() < 0.5  # a pair of bars is spelled alike on both sides
    out, k = [], 0
    while k < len(tokens):
        t = tokens[k]
        if t in WORDS:
            end = _closing(tokens, k + 1)
            out += tokens[k:end]
            k = end
            continue
        if t == r"\frac" and (short := _short(tokens, k)) is not None and rng.random() < 0.5:
            out.append(short)
            k += 7
            continue
        if k in sized:
            out.append((r"\left" if t in "([" else r"\right") + t)
        elif t in (r"\lvert", r"\rvert", r"\lVert", r"\rVert"):
            before = tokens[k - 1] if k else ""  # a `\left` that stands there already
            out.append(SAME[t][bars].removeprefix(before if before in (r"\left", r"\right") else ""))
        elif t in ("^", "_") and _simple(tokens[k + 1]) and rng.random() < 0.5:
            out.append(f"{t}{{{tokens[k + 1]}}}")
            k += 1
        else:
            out.append(rng.choice(SAME[t]) if t in SAME else t)
        if t in ("+", "-", "=", ",", r"\cdot", "<", ">"):
            out.append(rng.choice(SPACES))
        k += 1
    return "".join(out)


def _simple(token: str) -> bool:
    return len(token) == 1 and token.isalnum() or token.startswith("\\") and token not in WORDS


def _pairs(tokens: list[str], rng: random.Random) -> set[int]:
    """Places of brackets that get `\\left` and `\\right`, both of a pair."""
    found: set[int] = set()
    stack: list[int] = []
    for k, t in enumerate(tokens):
        if t in ("(", "[") and (not k or tokens[k - 1] != r"\left"):
            stack.append(k)
        elif t in (")", "]") and (not k or tokens[k - 1] != r"\right"):
            first = stack.pop()
            if rng.random() < 0.5 and (first == 0 or tokens[first - 1] not in (r"\sqrt", r"\\")):
                found |= {first, k}
    return found


def _closing(tokens: list[str], start: int) -> int:
    level = 0
    for k in range(start, len(tokens)):
        level += {"{": 1, "}": -1}.get(tokens[k], 0)
        if level == 0:
            return k + 1
    return len(tokens)


def _short(tokens: list[str], k: int) -> str | None:
    r"""`\frac12` of `\frac{1}{2}`."""
    seven = tokens[k : k + 7]
    digits = len(seven) == 7 and seven[2].isdigit() and seven[5].isdigit()
    return (
        rf"\frac{seven[2]}{seven[5]}"
        if digits and (seven[1], seven[3], seven[4], seven[6]) == ("{", "}", "{", "}")
        else None
    )


@patient
@given(formulas, st.integers(0, 2**32))
def test_every_spelling_means_the_same(tree: Any, seed: int) -> None:
    text = respelled(to_latex(tree), random.Random(seed))
    again = derive.read(text, let=LET, syntax="latex")
    assert again.tree == tree, text
