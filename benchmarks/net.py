"""The net: mutants of true claims, each confirmed false at 50 digits by mpmath alone, and what becomes of them.

python benchmarks/net.py [HOW_MANY [PART/PARTS]]

At least 10,000 unless told, from every claim or from one part of them (2/4: the second of four), so that a run may be
cut in pieces. Says how far it is on standard error; exits with 1 when a mutant is verified or there are too few.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mpmath as mp

import derive
from derive.expr.heads import letters
from derive.judge.lines import judge

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "numeric"))
from mutants import CHAINS, INDEXED, PRODUCTS, TRUE, differ, mutants  # noqa: E402 beside the tests

DRAWS = [(0.2, 0.9), (0.2, 2.5), (-2.5, 2.5), (1.1, 3.0)] * 3
SIZE = 4


def points(known: frozenset[Any]) -> list[dict[str, Any]]:
    """Values for the letters: numbers, lists of numbers, one size, one index."""
    rng = random.Random(7)
    out = []
    for low, high in DRAWS:
        at: dict[str, Any] = {"n": SIZE, "k": 1 + rng.randrange(SIZE)}
        for x in sorted(known, key=lambda x: x.plain):
            if x.plain not in at:
                drawn = [mp.mpf(rng.uniform(low, high)) for _ in range(SIZE)]
                at[x.plain] = drawn if x.shape else drawn[0]
        out.append(at)
    return out


def claims() -> Iterator[tuple[str, Any]]:
    """True claims with their declarations."""
    for text in (*TRUE, *CHAINS, *PRODUCTS):
        yield text, None
    yield from INDEXED


def progress(found: Counter[str], k: int, many: int, start: float) -> None:
    """How far the run is."""
    said = f"claim {k} of {many}: {found.total()} mutants, {time.perf_counter() - start:.0f} s"
    print(said, file=sys.stderr, flush=True)


def main(wanted: int, part: str = "1/1") -> int:
    """Judge mutants, the claims in turn, until there are enough."""
    start = time.perf_counter()
    found: Counter[str] = Counter()
    refused = 0
    which, parts = map(int, part.split("/"))
    listed = list(claims())[which - 1 :: parts]
    for k, (text, let) in enumerate(listed):
        if k % 10 == 0:
            progress(found, k, len(listed), start)
        said = derive.read(text, let=let)
        left, right = (s.tree for s in said.sides)
        at = points(letters(left) | letters(right))
        truth = judge(left, right, "=", said.scope)
        if not truth.holds:
            print(f"a true claim is {truth.status}: {text}")
            return 1
        for other, side in ((left, right), (right, left)):
            for m in mutants(side):
                with mp.workdps(50):
                    false = differ(other, m, at)
                if not false:
                    refused += 1
                    continue
                status = judge(other, m, "=", said.scope).status
                found[status] += 1
                if status in ("proved", "verified"):
                    print(f"{status}, and false: {derive.read(text).text()}  with  {m}")
        if found.total() >= wanted:
            break
    seconds = time.perf_counter() - start
    shown = ", ".join(f"{status} {n}" for status, n in sorted(found.items()))
    print(
        f"{found.total()} mutants, false at 50 digits: {shown}; {refused} more not shown to be false; {seconds:.0f} s"
    )
    return int(found["verified"] + found["proved"] > 0 or found.total() < wanted)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, *sys.argv[2:3]))
