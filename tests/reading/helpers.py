"""What the rows of `formulas.jsonl` may use: draws, a few functions, and derivatives by extrapolated differences.

A row's `values` is run with the names of `namespace(seed)`; every name it binds, unless it begins with an underscore,
is an input letter under its plain name.  Its `sides` are expressions over those names.  Indices count from 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def sigmoid(z: Any) -> Any:
    """1 / (1 + e^-z), elementwise."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(z, dtype=float)))


def relu(z: Any) -> Any:
    """max(0, z), elementwise."""
    return np.where(np.asarray(z) > 0, z, 0.0)


def softmax(z: Any) -> Any:
    """The exponentials of all entries over their sum."""
    weights = np.exp(np.asarray(z, dtype=float) - np.max(z))
    return weights / np.sum(weights)


def _extrapolated(slope: Callable[[float], Any], h: float, rounds: int = 5) -> Any:
    """The limit of slope(h) as h goes to 0, when slope is even in h (Neville's scheme)."""
    row: list[Any] = []
    for k in range(rounds):
        new = [np.asarray(slope(h / 2**k), dtype=float)]
        for m, old in enumerate(row):
            new.append(new[m] + (new[m] - old) / (4 ** (m + 1) - 1))
        row = new
    return row[-1]


def num_diff(f: Callable[[Any], Any], x: Any) -> Any:
    """f'(x), elementwise for an array."""
    at = np.asarray(x, dtype=float)
    out = _extrapolated(lambda h: (np.asarray(f(at + h)) - np.asarray(f(at - h))) / (2 * h), 0.05)
    return out if out.ndim else float(out)


def num_diff2(f: Callable[[Any], Any], x: Any) -> Any:
    """f''(x), elementwise for an array."""
    at = np.asarray(x, dtype=float)
    out = _extrapolated(lambda h: (np.asarray(f(at + h)) - 2 * np.asarray(f(at)) + np.asarray(f(at - h))) / h**2, 0.2)
    return out if out.ndim else float(out)


def _partial(f: Callable[[Any], Any], x: np.ndarray, cell: tuple[int, ...]) -> Any:
    def slope(h: float) -> Any:
        up, down = x.copy(), x.copy()
        up[cell] += h
        down[cell] -= h
        return (np.asarray(f(up), dtype=float) - np.asarray(f(down), dtype=float)) / (2 * h)

    return _extrapolated(slope, 0.05)


def num_grad(f: Callable[[Any], Any], x: Any) -> np.ndarray:
    """The gradient of a scalar function at x, in the shape of x."""
    at = np.array(x, dtype=float)
    out = np.empty_like(at)
    for cell in np.ndindex(*at.shape):
        out[cell] = _partial(f, at, cell).item()
    return out


def num_jac(f: Callable[[Any], Any], x: Any) -> np.ndarray:
    """The Jacobian: a row for each entry of f, a column for each entry of x; matrices are stacked by columns."""
    at = np.array(x, dtype=float)
    cells = [cell[::-1] for cell in np.ndindex(*at.shape[::-1])]
    return np.stack([np.ravel(_partial(f, at, cell), order="F") for cell in cells], axis=1)


def fsum(items: Iterable[Any]) -> Any:
    """The sum of numbers or arrays."""
    return sum(list(items))


def prod(items: Iterable[Any]) -> Any:
    """The product of numbers."""
    out: Any = 1
    for item in items:
        out = out * item
    return out


def mat(text: str) -> np.ndarray:
    """The matrix that `1 2; 3 4` writes."""
    return np.array([[float(cell) for cell in line.split()] for line in text.split(";")])


def namespace(seed: int = 0) -> dict[str, Any]:
    """Everything that `values` and `sides` may use; the draws depend on the seed."""
    rng = np.random.default_rng(1000 + seed)

    def shaped(a: Any) -> Any:
        return a if np.ndim(a) else float(a)

    def rn(*shape: int) -> Any:
        return shaped(rng.standard_normal(shape))

    def ru(*shape: int) -> Any:
        return shaped(0.15 + 0.7 * rng.random(shape))

    def rp(*shape: int) -> Any:
        return shaped(0.5 + 2.0 * rng.random(shape))

    def pd(size: int) -> np.ndarray:
        half = rng.standard_normal((size, size))
        return np.eye(size) + half @ half.T

    def pick(*options: Any) -> Any:
        return options[seed % len(options)]

    return {
        "np": np, "math": math, "rng": rng, "rn": rn, "ru": ru, "rp": rp, "pd": pd, "pick": pick, "sigmoid": sigmoid,
        "relu": relu, "softmax": softmax, "num_diff": num_diff, "num_diff2": num_diff2, "num_grad": num_grad,
        "num_jac": num_jac, "fsum": fsum, "prod": prod, "mat": mat,
    }  # fmt: skip


def build_values(row: dict[str, Any], seed: int = 0, claim: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """The names that `sides` see, and the input letters alone; with `claim`, the document's own numbers on top."""
    env = namespace(seed)
    given = set(env)
    exec(row.get("values") or "", env)  # the table is part of the tests
    if claim:
        exec(row.get("claim_values") or "", env)
    env.pop("__builtins__", None)
    return env, {name: value for name, value in env.items() if name not in given and not name.startswith("_")}


def evaluate(side: str | None, env: dict[str, Any]) -> Any:
    """The value of one reference, None when there is none."""
    return None if side is None else eval(side, dict(env))  # the table is part of the tests
