"""Verdicts on tables of claims, beside `simplify(a - b) == 0` and `Expr.equals` in the same run.

python benchmarks/verify.py FOLDER [SAMPLE]

FOLDER holds claims.jsonl (lhs, rhs, label, domain) and rubi.jsonl (anti, integrand, var, free), in Python-like syntax.
All claims are judged, and SAMPLE (200) of the antiderivatives: d/dx anti = integrand with positive parameters, and the
same with one planted slip. The peers get the claims, and PEERS of the antiderivatives, with a limit of LIMIT seconds.
"""

from __future__ import annotations

import json
import random
import re
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import sympy

import derive

LIMIT = 2
PEERS = 40
Row = tuple[str, str, dict[str, str], bool]  # left, right, declarations, is it true?
SLIPS = (
    (r"\bsin\b", "cos"),
    (r"(?<=\*\*)2", "3"),
    (r"\b2\b", "3"),
    (r"\+", "-"),
    (r"(?<!^)-", "+"),
    (r"\bx\b", "(2*x)"),
)


class Slow(BaseException):
    """No answer in time."""


def claims(path: Path) -> list[Row]:
    """True claims and planted false ones."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [
        (
            r["lhs"],
            r["rhs"],
            dict.fromkeys(_names(r["lhs"] + " " + r["rhs"]), "positive") if r["domain"] == "positive" else {},
            r["label"],
        )
        for r in rows
    ]


def _names(text: str) -> list[str]:
    found = set(re.findall(r"\b[A-Za-z_]\w*\b(?!\s*\()", text))
    return sorted(found - {"pi", "E", "True", "False"})


def antiderivatives(path: Path, count: int, slipped: bool) -> list[Row]:
    """d/dx anti = integrand, or with one slip in the integrand."""
    rng = random.Random(1)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows = rng.sample(rows, min(count, len(rows)))
    out = []
    for r in rows:
        right = slip(r["integrand"], rng) if slipped else r["integrand"]
        let = {n: "scalar" if n == r["var"] else "positive" for n in r["free"]}
        out.append((f"Derivative({r['anti']}, {r['var']})", right, let, not slipped))
    return out


def slip(text: str, rng: random.Random) -> str:
    """The text with one token changed; doubled where no slip fits."""
    for pattern, new in rng.sample(SLIPS, len(SLIPS)):
        places = list(re.finditer(pattern, text))
        if places:
            m = rng.choice(places)
            return text[: m.start()] + new + text[m.end() :]
    return f"2*({text})"


def ours(row: Row) -> str:
    """The status that `derive.verify` gives."""
    left, right, let, _ = row
    try:
        return derive.verify(f"{left} = {right}", let=let, syntax="python").status
    except derive.DeriveError:
        return "unread"


def peer(decide: Callable[[Any], Any]) -> Callable[[Row], str]:
    """SymPy's decision of left - right, with derivatives carried out, in the words of a verdict."""

    def judge(row: Row) -> str:
        left, right, let, _ = row
        assume = {n: sympy.Symbol(n, positive=w == "positive" or None, real=True) for n, w in let.items()}
        rest = {n: sympy.Symbol(n, real=True) for n in _names(left + " " + right) if n not in assume}
        a, b = (sympy.sympify(t, locals={**rest, **assume}) for t in (left, right))
        said = decide((a - b).doit())
        return "undecided" if said is None else "verified" if said else "refuted"

    return judge


def timed(judge: Callable[[Row], str], rows: Iterable[Row], limit: int = 0) -> tuple[Counter[str], list[float]]:
    """How many statuses of each kind for true and false rows, and the seconds of each."""
    found: Counter[str] = Counter()
    seconds = []
    for row in rows:
        start = time.perf_counter()
        signal.alarm(limit)
        try:
            status = judge(row)
        except Slow:
            status = "slow"
        except Exception:
            status = "failed"
        finally:
            signal.alarm(0)
        seconds.append(time.perf_counter() - start)
        found[f"{'true' if row[3] else 'false'} {status}"] += 1
    return found, seconds


def show(title: str, found: Counter[str], seconds: list[float]) -> None:
    """One line."""
    counts = ", ".join(f"{k} {n}" for k, n in sorted(found.items(), reverse=True))
    ordered = sorted(seconds)
    middle, late = 1e3 * statistics.median(ordered), 1e3 * ordered[int(0.95 * len(ordered))]
    print(
        f"{title:34} {counts}   median {middle:.1f} ms, 95 % {late:.1f} ms, {len(seconds) / sum(seconds):.1f} a second",
        flush=True,
    )


def main(folder: str, sample: int) -> int:
    """Print a line for each judge and table."""

    def late(*_: object) -> None:
        raise Slow

    signal.signal(signal.SIGALRM, late)
    peers = {"simplify(a - b) == 0": peer(lambda d: sympy.simplify(d) == 0), "Expr.equals": peer(lambda d: d.equals(0))}
    wrong = 0
    tables = {"claims": claims(Path(folder) / "claims.jsonl")}
    for name, slipped in (("antiderivatives", False), ("antiderivatives with a slip", True)):
        tables[name] = antiderivatives(Path(folder) / "rubi.jsonl", sample, slipped)
    derive.verify("x = x")
    for name, rows in tables.items():
        found, seconds = timed(ours, rows)
        show(f"{name}: derive", found, seconds)
        wrong += found["true refuted"] + found["false verified"] + found["false proved"]
        few = rows if name == "claims" else rows[:PEERS]
        for title, judge in peers.items():
            show(
                f"{name}{'' if few is rows else f' ({len(few)})'}: {title}",
                *timed(judge, few[::4] if few is rows else few, LIMIT),
            )
    return int(wrong > 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("verify: give a folder with claims.jsonl and rubi.jsonl; nothing to measure without one")
        sys.exit(0)
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200))
