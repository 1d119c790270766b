"""Identities of `identities.txt`, judged by finite differences of a NumPy function and by their LaTeX read again."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import derive

LET = """A: n x n, B: n x n, C: n x n, S: n x n symmetric, P: n x n positive-definite, Q: n x n orthogonal, X: m x n,
    Y: m x n, M: m x m, N: m x m symmetric, Z: n x n invertible, W: m x n, U: m x r, V: n x r, R: p x m, H: n x p,
    a: n, b: n, c: m, g: m, h: p, l: p one-hot, x: n, z: n, w: n, u: m, y: n one-hot, o: n sums-to-one, q: n positive,
    t: scalar, s: scalar, f: elementwise, k: positive integer, F: n x n diagonal"""
LET = " ".join(LET.split())
SIZES = {"m": 5, "n": 3, "p": 4, "r": 2}  # all different
TABLE = pathlib.Path(__file__).with_name("identities.txt").read_text()
ROWS = [line.split(" | ") for line in TABLE.splitlines() if line and not line.startswith("#")]


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def eigenvector(a: Any) -> Any:
    v = np.linalg.eigh((a + a.T) / 2)[1][:, -1]
    return v * np.sign(v[np.argmax(np.abs(v))])


def smooth(x: Any) -> Any:
    return np.sin(1.3 * x) + 0.2 * x * x


NAMES = {
    **{n: getattr(np, n) for n in "exp log sqrt abs sum diag kron outer tanh maximum eye".split()},
    **{n: getattr(np.linalg, n) for n in "inv det norm pinv".split()},
    "tr": np.trace, "mpow": np.linalg.matrix_power, "expm": scipy.linalg.expm, "sinm": scipy.linalg.sinm,
    "softmax": softmax, "fun": smooth, "vec1": eigenvector, "svd": lambda a: np.linalg.svd(a, compute_uv=False),
    "sig": lambda z: 1 / (1 + np.exp(-z)), "lse": lambda z: np.log(np.exp(z).sum()),
    "vec": lambda a: np.ravel(a, order="F"), "logm": lambda a: np.real(scipy.linalg.logm(a)),
    "eigenvalues": lambda a: np.real(np.linalg.eigvals(a)),
    "softrow": lambda z: np.exp(z) / np.exp(z).sum(1, keepdims=True),
    "lserow": lambda z: np.log(np.exp(z).sum(1, keepdims=True)),
    "eig": lambda a: np.linalg.eigvalsh((a + a.T) / 2)[-1],
}  # fmt: skip


def declared(more: list[str]) -> dict[str, str]:
    """All declarations; those of a row come on top, or in the place of others."""
    pairs = (d.split(":") for d in ", ".join([LET, *more]).split(","))
    return {n.strip(): k.strip() for n, k in pairs}


def draw(seed: int, more: list[str]) -> dict[str, Any]:
    """Values of all letters."""
    rng = np.random.default_rng(seed)
    return {n: value(k.split(), rng) for n, k in declared(more).items() if k != "matrix function"}


def value(kind: list[str], rng: np.random.Generator) -> Any:
    """A value of a declared kind."""
    words = set(kind)
    a = rng.standard_normal([SIZES[w] if w in SIZES else int(w) for w in kind if w in SIZES or w.isdigit()]) * 0.8
    if "elementwise" in words:
        return smooth
    if "integer" in words:
        return 3
    if "scalar" in words:
        return rng.uniform(0.2, 0.8)
    made: dict[str, Callable[[], Any]] = {
        "positive": lambda: np.abs(a) + 0.5,
        "symmetric": lambda: (a + a.T) / 2,
        "positive-definite": lambda: a @ a.T + np.eye(len(a)),
        "orthogonal": lambda: np.linalg.qr(a)[0],
        "invertible": lambda: a + 2 * np.eye(len(a)),
        "diagonal": lambda: np.diag(np.abs(np.diag(a)) + 0.5),
        "one-hot": lambda: np.eye(len(a))[1] if a.ndim == 1 else np.eye(a.shape[1])[np.argmax(a, axis=1)],
        "sums-to-one": lambda: softmax(a),
    }
    return next((make() for word, make in made.items() if word in words), a)


def moved(g: Callable[[Any], Any], x: Any, way: Any, step: float = 1e-4) -> Any:
    """The derivative of g along a way."""
    at = lambda k: np.asarray(g(x + k * step * way), float)  # noqa: E731
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)


def ways(x: Any) -> list[Any]:
    """One for each entry, columns stacked."""
    return [e.reshape(np.shape(x), order="F") for e in np.eye(np.size(x))]


def gradient(g: Callable[[Any], Any], x: Any, step: float = 1e-4) -> Any:
    return np.array([moved(g, x, w, step) for w in ways(x)]).reshape(np.shape(x), order="F")


def jacobian(g: Callable[[Any], Any], x: Any, step: float = 1e-4) -> Any:
    return np.array([np.ravel(moved(g, x, w, step), order="F") for w in ways(x)]).T


def expected(want: str, g: Callable[[Any], Any], x: Any, dx: Any) -> Any:
    """What finite differences say."""
    if want == "gradient":
        return gradient(g, x)
    if want == "jacobian":
        return jacobian(g, x)
    if want == "hessian":
        return jacobian(lambda v: gradient(g, v, 5e-3), x, 5e-3)
    if want == "entry":
        return moved(g, x, ways(x)[1 + 2 * len(x)])  # i = 2, j = 3
    if want in ("d", "along"):
        return moved(g, x, dx if want == "d" else 1.0)
    if want == "symmetric":
        pairs = [np.maximum(w, w.T) for w in ways(x)]
    else:
        pairs = [w * np.eye(len(x)) for w in ways(x)]
    return np.array([moved(g, x, w) for w in pairs]).reshape(np.shape(x), order="F")


def close(a: Any, b: Any, tolerance: float) -> bool:
    a, b = np.squeeze(np.asarray(a, float)), np.squeeze(np.asarray(b, float))
    return bool(a.shape == b.shape and np.all(np.abs(a - b) <= tolerance * (1 + np.abs(b))))


def asked(want: str, formula: str, variable: str, let: Mapping[str, str]) -> Any:
    if want in ("symmetric", "diagonal"):
        return derive.gradient(formula, variable, let=let, convention=want)
    make = {"along": derive.differentiate, "entry": derive.differentiate, "d": derive.differential}
    return make.get(want, getattr(derive, want, None))(formula, variable, let=let)  # type: ignore[misc]


def called(f: Any, at: Mapping[str, Any]) -> Any:
    return f(**{k: v for k, v in at.items() if k in f.letters})


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r[0]} {r[1]} by {r[2]}")
def test_identity(row: list[str]) -> None:
    want, formula, variable, function, *more = row
    let = declared(more)
    if function == "!":
        with pytest.raises((derive.ShapeError, derive.Unsupported)):
            asked(want, formula, variable, let)
        return
    d = asked(want, formula, variable, let)
    assert d.verify(samples=2).status in ("proved", "verified")
    name = variable.split("_")[0]
    at = draw(len(formula), more)
    dx = np.random.default_rng(7).standard_normal(np.shape(at[name]))
    right = expected(want, lambda v: eval(function, NAMES, {**SIZES, **at, name: v}), at[name], dx)
    known = {**at, **SIZES, "i": 2, "j": 3, f"d{name}": dx}
    tolerance = 1e-5 if want != "hessian" else 1e-4
    assert close(called(d.numpy(), known), right, tolerance)
    if want not in ("d", "entry") and name == variable:
        again = derive.read(d.result.latex(), let=let)
        assert close(called(again.numpy(), known), right, tolerance), d.result.latex()


@pytest.mark.parametrize("row", [r for r in ROWS if r[0] in ("symmetric", "diagonal")], ids=lambda r: f"{r[0]} {r[1]}")
def test_every_line_of_a_structured_gradient_is_one_map_of_any_moves(row: list[str]) -> None:
    want, formula, variable, _, *more = row
    d = asked(want, formula, variable, declared(more))
    at = draw(len(formula), more)
    dx = np.random.default_rng(5).standard_normal(np.shape(at[variable]))  # not symmetric: the moves of single entries
    known = {**at, **SIZES, f"d{variable}": dx}
    lines = [called(s.before.numpy(), known) for s in d.steps if s.before.tree.has_d]
    total = float(np.sum(called(d.numpy(), known) * dx))
    assert len(lines) > 1 and all(close(value, total, 1e-5) for value in lines)
    assert "moves-" not in str(d.to_dict()) and "moves-" not in d.text()
