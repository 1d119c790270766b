"""Tables of exercises with known answers: derived, judged by numbers of its own, every step verified, timed.

python benchmarks/identities.py [FOLDER]

FOLDER (tests/identities by default) holds `scalar.jsonl` (`expr`, `wrt`, `expected`, `domain`) and `index.jsonl`
(`expr_latex`, `wrt_latex`, `let`, `derivative_latex`, `arrays`; `numpy`, the loss in
NumPy, where it is given). Right is what agrees with the expected form (scalars, evaluated by mpmath) or with central
differences of the loss (indices), both as compiled and as printed and read again. Short is at most a quarter longer.
"""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import sympy

import derive
from derive.errors import DeriveError
from derive.expression import read_problem

HERE = Path(__file__).resolve().parent.parent
SIGMOID = lambda z: 1 / (1 + sympy.exp(-z))  # noqa: E731
NAMES = {"Rational": sympy.Rational, "sigmoid": SIGMOID, "softplus": lambda z: sympy.log(1 + sympy.exp(z))}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: right (None: unsupported), every step verified, not too long, seconds to derive."""

    right: bool | None
    verified: bool = False
    short: bool = False
    seconds: float = 0.0
    reason: str = ""


def scalar(row: dict[str, Any]) -> Outcome:
    """A derivative of a scalar, beside the expected form at six points."""
    begun = time.perf_counter()
    found = derive.differentiate(row["expr"], row["wrt"])
    took = time.perf_counter() - begun
    want = sympy.sympify(row["expected"], locals=NAMES)
    plain = found.to_dict()["result"]["text"]
    letters = sorted({str(s) for s in want.free_symbols} | set(found.numpy().letters) | {row["wrt"]})
    again = derive.read(found.result.latex(), let=", ".join(f"{x}: scalar" for x in letters))
    reference = sympy.lambdify([sympy.Symbol(x) for x in letters], want, modules="mpmath")
    rng = np.random.default_rng(0)
    low, high = row["domain"]
    right = True
    for _ in range(6):
        at = {x: rng.uniform(low, high) if x == row["wrt"] or high <= 1 else rng.uniform(0.4, 1.6) for x in letters}
        value = float(mpmath.re(reference(*(mpmath.mpf(v) for v in at.values()))))
        right &= all(np.isclose(called(f, at), value, rtol=1e-8, atol=1e-8) for f in (found.numpy(), again.numpy()))
    short = operations(plain) <= 1.25 * sympy.count_ops(sympy.sympify(row["expected"], locals=NAMES, evaluate=True)) + 1
    return Outcome(bool(right), sure(found), bool(short), took)


def operations(text: str) -> int:
    """The operations of a Python-like text."""
    return int(sympy.count_ops(sympy.sympify(text, locals=NAMES)))


def index(row: dict[str, Any]) -> Outcome:
    """A gradient in indices, beside central differences of the loss at three points."""
    begun = time.perf_counter()
    found = derive.gradient(row["expr_latex"], row["wrt_latex"], let=row["let"])
    took = time.perf_counter() - begun
    right = all(agrees(row, found, seed) for seed in range(3))
    expected = row["derivative_latex"]
    short = expected is None or tokens(found.result.latex()) <= 1.25 * tokens(expected) + 4
    return Outcome(right, sure(found), short, took)


def agrees(row: dict[str, Any], found: Any, seed: int) -> bool:
    """Is the compiled gradient that of differences at a random point?"""
    rng = np.random.default_rng(seed)
    at = {x: array(x, tuple(n), row, rng) for x, n in row["arrays"].items()}
    free: dict[str, Any] = dict.fromkeys(re.findall(r"(\w+): index", row["let"]), 2)
    free |= dict.fromkeys(re.findall(r"(\w+): function", row["let"]), np.cos)
    free |= {x: 0.7 for x in re.findall(r"(\w+): (?:scalar|positive)(?:,|$)", row["let"]) if x not in at}
    want = differences(loss_of(row, at, free), at[moved(row, at)])
    made = np.asarray(called(found.numpy(), {**at, **free, **sizes(row)}), float)
    return made.size == want.size and bool(np.allclose(made.reshape(want.shape), want, rtol=1e-5, atol=1e-6))


def moved(row: dict[str, Any], at: dict[str, Any]) -> str:
    """The array that the variable is, or is an entry of."""
    said = plain_name(row["wrt_latex"])
    return next(x for x in sorted(at, key=len, reverse=True) if re.fullmatch(rf"{re.escape(x)}(_.*)?", said))


def plain_name(latex: str) -> str:
    """`\\hat y_k` as `y_hat_k`, `\\gamma_k` as `gamma_k`."""
    hat = re.match(r"\\hat\s*\{?(\w)\}?(.*)", latex)
    return f"{hat[1]}_hat{hat[2]}" if hat else latex.replace("\\", "")


def array(name: str, dims: tuple[int, ...], row: dict[str, Any], rng: Any) -> Any:
    """Values of a letter that keep what the row says of them."""
    made = rng.uniform(0.2, 0.95, dims)
    if f"{name}: V one-hot" in row["let"]:
        return np.eye(dims[0])[rng.integers(dims[0])]
    if name == "Omega":
        return (made < 0.6).astype(float)
    if f"{name}: n x n symmetric" in row["let"]:
        return made + made.T
    stated = re.search(r"\\sum_\w " + name + r"_\{?(\w+)\}? = 1|\\sum_\w " + name + r"_(\w)=1", row["expr_latex"])
    return made / made.sum(axis=-1, keepdims=True) if stated else made


def sizes(row: dict[str, Any]) -> dict[str, int]:
    """The sizes that the declarations name, as the arrays show them."""
    out: dict[str, int] = {}
    for name, said in re.findall(r"(\w+): ((?:\w+ x )*\w+)", row["let"]):
        dims = row["arrays"].get(name, [])
        out |= {s: n for s, n in zip(said.split(" x "), dims, strict=False) if not s.isdigit()}
    return out


def loss_of(row: dict[str, Any], at: dict[str, Any], free: dict[str, Any]) -> Any:
    """The loss as a function of one array: the row's own NumPy, else what the reader (no rule) makes of the formula."""
    name = moved(row, at)
    if "numpy" in row:
        return lambda v: eval(row["numpy"], {"np": np, **at, **free, name: v})  # noqa: S307 - our own table
    f = read_problem(row["expr_latex"], row["let"]).numpy()
    return lambda v: called(f, {**at, **free, **sizes(row), name: v})


def differences(f: Any, x: Any) -> Any:
    """The gradient of f at x by central differences."""
    x = np.asarray(x, float)
    out = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = 1e-5
        out[k] = (f(x + step) - f(x - step)) / 2e-5
    return out


def called(f: Any, at: dict[str, Any]) -> Any:
    """f of the letters that it takes."""
    return f(**{k: v for k, v in at.items() if k in f.letters})


def sure(found: Any) -> bool:
    """Is every step verified?"""
    return all(s["status"] in ("proved", "verified") for s in found.to_dict()["steps"])


def tokens(latex: str) -> int:
    """Length in TeX tokens, blind to spacing, sizing, fonts and grouping."""
    kept = re.sub(r"\\(left|right|operatorname|mathrm|mathbf|text|quad)\b|\\[,;:! ]|[{}\s]", " ", latex)
    return len(re.findall(r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+|\S", kept))


def judged(kind: str, row: dict[str, Any]) -> Outcome:
    """The outcome of a row; what is refused is unsupported."""
    try:
        return (scalar if kind == "scalar" else index)(row)
    except DeriveError as e:
        return Outcome(None, reason=f"{type(e).__name__}: {e.message}")


def main(arguments: list[str]) -> int:
    """One line of figures for each table; rows that fall short before it."""
    folder = Path(arguments[0]) if arguments else HERE / "tests" / "identities"
    wrong = 0
    for kind in ("scalar", "index"):
        table = folder / f"{kind}.jsonl"
        if not table.exists():
            print(f"{kind}: no {table.name} in {folder.name}")
            continue
        rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
        with np.errstate(all="ignore"):
            found = [judged(kind, row) for row in rows]
        for row, o in zip(rows, found, strict=True):
            if not (o.right and o.verified and o.short):
                what = "unsupported" if o.right is None else "wrong" if not o.right else "" if o.verified else "steps"
                print(f"  {what or 'long'} {row['id']} {row.get('expr') or row['expr_latex']} {o.reason}")
        right = sum(o.right is True for o in found)
        refused = sum(o.right is None for o in found)
        wrong += len(rows) - right - refused
        times = sorted(1e3 * o.seconds for o in found if o.right is not None)
        median, late = times[len(times) // 2], times[int(0.95 * len(times))]
        print(
            f"{kind}: {len(rows)} rows, right {right}, wrong {len(rows) - right - refused}, unsupported {refused}, "
            f"steps verified {sum(o.verified for o in found)}, textbook length {sum(o.short for o in found)}, "
            f"derived in {median:.1f} ms (median), {late:.1f} ms (95 %)"
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
