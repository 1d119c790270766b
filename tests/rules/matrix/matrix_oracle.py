"""The numeric meaning of trees, written down a second time for the tests: plain recursion, NumPy, differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from derive.expr import heads as h

Env = Mapping[Any, Any]
ELEMENTARY = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh,
    "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "relu": lambda v: np.maximum(v, 0), "abs": np.abs, "sign": np.sign,
    "softplus": lambda v: np.log1p(np.exp(v)), "sec": lambda v: 1 / np.cos(v), "tan": np.tan,
    "max": np.maximum, "min": np.minimum, "atan": np.arctan,
}  # fmt: skip
COMPARE = {">": np.greater, "<": np.less, "≥": np.greater_equal, "≤": np.less_equal}


class Singular(Exception):
    """A draw outside the domain."""


def richardson(f: Any, step: float = 2e-3) -> Any:
    """The derivative at 0, with an error of the order h⁶."""
    at = lambda k: (f(k) - f(-k)) / (2 * k)  # noqa: E731
    return (64 * at(step / 4) - 20 * at(step / 2) + at(step)) / 45


def moved(env: Env, directions: Env, k: float) -> Env:
    """The letters moved along their directions."""
    return {**env, **{x: env[x] + k * d for x, d in directions.items()}}


def size(e: Any, env: Env) -> int:
    """A size as a number."""
    return int(np.round(value(e, env, {})))


def value(e: Any, env: Env, to: Env) -> Any:  # noqa: C901
    """The value of a tree: letters from `env`, differentials along the directions `to`."""
    v = lambda a: value(a, env, to)  # noqa: E731
    if e in env:
        return env[e]
    match e:
        case h.D(args=(h.Letter() as x,)):
            return to[x] if x in to else np.zeros(np.shape(env[x]))
        case h.D(args=(u,)):
            return richardson(lambda k: value(u, moved(env, to, k), to), 2e-3 if not h.has_d(u) else 2e-2)
        case h.Derivative(args=(u, h.Letter() as x)) if not x.shape:
            return richardson(lambda k: value(u, moved(env, {x: 1.0}, k), to))
        case h.Derivative(args=(u, h.Entry(args=(x, *at)))):
            unit = np.zeros(np.shape(env[x]))
            unit[tuple(size(i, env) - 1 for i in at) if len(at) == 2 else (size(at[0], env) - 1, 0)] = 1
            return richardson(lambda k: value(u, moved(env, {x: unit}, k), to))
        case h.Plus(args=a):
            return sum((v(t) for t in a[1:]), v(a[0]))
        case h.Times(args=a):
            out = v(a[0])
            for t in a[1:]:
                other = v(t)
                out = out @ other if np.ndim(out) and np.ndim(other) else out * other
            return out
        case h.Frac(args=(a, b)):
            return v(a) / v(b)
        case h.Power(args=(a, k)) if h.shape(a):
            if float(v(k)) == int(v(k)):
                return np.linalg.matrix_power(v(a), int(v(k)))
            roots, vectors = np.linalg.eigh(v(a))
            if roots.min() < 1e-6:
                raise Singular
            return vectors @ np.diag(roots ** float(v(k))) @ vectors.T
        case h.Power(args=(a, k)) | h.HadPower(args=(a, k)):
            return v(a) ** float(v(k))
        case h.Had(args=a):
            return math.prod(map(v, a))
        case h.Kron(args=(a, b)):
            return np.kron(v(a), v(b))
        case h.T(args=(a,)):
            return np.transpose(v(a))
        case h.Inv(args=(a,)):
            if np.linalg.cond(v(a)) > 1e4:
                raise Singular
            return np.linalg.inv(v(a))
        case h.Pinv(args=(a,)):
            return np.linalg.pinv(v(a), rcond=1e-9)
        case h.Adj(args=(a,)):
            return np.linalg.det(v(a)) * np.linalg.inv(v(a))
        case h.Tr(args=(a,)):
            return float(np.trace(v(a)))
        case h.Det(args=(a,)):
            return float(np.linalg.det(v(a)))
        case h.Diag(args=(a,)):
            return np.diag(v(a)[:, 0])
        case h.DiagOf(args=(a,)):
            return np.diag(v(a))[:, None].copy()
        case h.Vec(args=(a,)):
            return v(a).reshape(-1, 1, order="F")
        case h.Norm(args=(a, *_)):
            known = {"": lambda u: np.sqrt((u**2).sum()), "1": lambda u: np.abs(u).sum(),
                     "nuclear": lambda u: np.linalg.svd(u, compute_uv=False).sum()}  # fmt: skip
            return float(known[e.kind](v(a)))
        case h.Softmax(args=(a,)):
            return np.exp(v(a)) / np.exp(v(a)).sum()
        case h.RowSoftmax(args=(a,)):
            return np.exp(v(a)) / np.exp(v(a)).sum(1, keepdims=True)
        case h.LogSumExp(args=(a,)):
            return float(np.log(np.exp(v(a)).sum()))
        case h.EigenValue(args=(a,)):
            return float(np.linalg.eigvalsh((v(a) + v(a).T) / 2)[-1])
        case h.EigenVector(args=(a,)):
            u = np.linalg.eigh((v(a) + v(a).T) / 2)[1][:, -1:]
            return u * np.sign(u[np.argmax(abs(u))])
        case h.Eye(args=(n,)):
            return np.eye(size(n, env))
        case h.Ones(args=(m, n)):
            return np.ones((size(m, env), size(n, env)))
        case h.Zero(args=(m, n)):
            return np.zeros((size(m, env), size(n, env)))
        case h.SingleEntry(args=(i, j, m, n)):
            out = np.zeros((size(m, env), size(n, env)))
            out[size(i, env) - 1, size(j, env) - 1] = 1
            return out
        case h.Commutation(args=(m, n)):
            a, b = size(m, env), size(n, env)
            out = np.zeros((a * b, a * b))
            for i in range(a):
                for j in range(b):
                    out[i * b + j, j * a + i] = 1
            return out
        case h.Entry(args=(a, *at)):
            indices = [size(i, env) - 1 for i in at]
            return float(v(a)[tuple(indices) if len(indices) == 2 else (indices[0], 0)])
        case h.Row(args=(a, i)):
            return v(a)[size(i, env) - 1][:, None]
        case h.Matrix(args=(m, n, *entries)):
            return np.array([float(v(x)) for x in entries]).reshape(int(m), int(n))
        case h.Sum(args=(body, *binders)):
            return _sum(body, binders, env, to)
        case h.Call(function=f, arguments=us) if f.kind == "matrix":
            roots, vectors = np.linalg.eig(v(us[0]))
            return np.real(vectors @ np.diag(ELEMENTARY[f.plain](roots)) @ np.linalg.inv(vectors))
        case h.Call(function=f, arguments=us):
            if f.kind == "elementary":
                if f.plain == "log" and len(us) == 2:
                    return np.log(v(us[0])) / np.log(v(us[1]))
                function, at = ELEMENTARY[f.plain], v(us[0])
                if f.order:
                    return richardson(lambda k: function(at + k))
                return function(at, *map(v, us[1:]))
            u = v(us[0])  # any smooth function will do
            orders = (np.sin(u) + u**2 / 3, np.cos(u) + 2 * u / 3, 2 / 3 - np.sin(u), -np.cos(u))
            return orders[sum(f.order)]
        case h.Indicator(args=(h.Relation(op=op, args=(_, a, b)),)):
            return COMPARE[op](v(a), v(b)) * 1.0
        case h.Decimal():
            return float(e.value)
    return float(e)


def _sum(body: Any, binders: Any, env: Env, to: Env) -> Any:
    if not binders:
        return value(body, env, to)
    first, *rest = binders
    lo, hi = (1, size(first.args[1], env)) if isinstance(first, h.All) else (size(a, env) for a in first.args[1:])
    return sum(_sum(body, rest, {**env, first.args[0]: k}, to) for k in range(lo, hi + 1))


def draw(letters: Any, rng: np.random.Generator) -> dict[Any, Any]:
    """Values of letters, with sizes all different from 2 to 5 and the structure that is assumed."""
    known = sorted(letters, key=lambda x: (x.plain, x.latex))
    sizes = sorted({s for x in known for d in x.shape for s in h.letters(d)}, key=lambda s: s.plain)
    env: dict[Any, Any] = dict(zip(sizes, (2 + rng.permutation(max(4, len(sizes)))).tolist(), strict=False))
    for x in known:
        if x not in env:
            env[x] = _drawn(x, env, rng)
    return env


def _drawn(x: Any, env: Env, rng: np.random.Generator) -> Any:
    words = x.assumptions
    if not x.shape:
        return int(rng.integers(1, 3)) if "integer" in words else rng.uniform(0.2, 0.8)
    m, n = (size(s, env) for s in x.shape)
    a = rng.standard_normal((m, n))
    if "positive-definite" in words:
        return a @ a.T + np.eye(m)
    if "orthogonal" in words:
        return np.linalg.qr(a)[0]
    if "one-hot" in words and x.shape[1] != 1:
        by_columns = "columns" in words
        hot = np.eye(m if by_columns else n)[rng.integers(m if by_columns else n, size=n if by_columns else m)]
        return hot.T if by_columns else hot
    if "one-hot" in words:
        return np.eye(m)[:, [rng.integers(m)]]
    if "sums-to-one" in words:
        return np.abs(a) / np.abs(a).sum()
    if "diagonal" in words:
        return np.diag(np.abs(np.diag(a)) + 0.3)
    if "symmetric" in words:
        return (a + a.T) / 2
    if "invertible" in words:
        return a + 3 * np.eye(m)
    return np.abs(a) + 0.5 if "positive" in words else a


def close(a: Any, b: Any) -> bool:
    """Equal up to the error of the differences."""
    same = np.shape(a) == np.shape(b)
    return bool(same and np.allclose(a, b, rtol=2e-6, atol=2e-7 * (1 + np.max(np.abs(b), initial=0))))
