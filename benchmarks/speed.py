"""One evaluation of a cost and all its gradients: compiled, beside NumPy written by hand, autograd and torch.

python benchmarks/speed.py        exits with 1 when compiled code takes more than 1.3 times what the hand takes

One thread for all, processor time, the best of many turns; what depends on data alone (f(X), log X) is computed before,
for everyone. Peers that are not installed are named. Results are compared before they are timed.
"""

from __future__ import annotations

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import importlib  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402

import derive  # noqa: E402
from derive.catalog.section import Section  # noqa: E402

V, D = 2000, 100
SAMPLES = 128
SECONDS = 1.5  # of processor time by hand, for each problem
BOUND = 1.3
Run = Callable[[], Any]

COST = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"
NET = (
    r"Z_1 = X W_1 + b_1; H = \operatorname{ReLU}(Z_1); Z_2 = H W_2 + b_2; P = \operatorname{softmax}(Z_2);"
    r"L = -\frac1N \sum_{i,j} Y_{ij} \log P_{ij}"
)
SHAPES = "X: N x 784, W_1: 784 x 256, b_1: 1 x 256, W_2: 256 x 10, b_2: 1 x 10, Y: N x 10 one-hot"


def weight(x: Any) -> Any:
    """GloVe's weighting."""
    return np.minimum((x / 100) ** 0.75, 1.0)


# ---- GloVe -----------------------------------------------------------------------------------------------------------


def glove() -> tuple[dict[str, Run], dict[str, str]]:
    """The four gradients and the cost, by everyone who is there."""
    rng = np.random.default_rng(0)
    X = rng.exponential(20.0, (V, V)) + 0.5
    w, u = rng.normal(size=(V, D)) / 10, rng.normal(size=(V, D)) / 10
    b, c = rng.normal(size=V) / 10, rng.normal(size=V) / 10
    made = Section(tuple(derive.gradient(COST, x, let=LET) for x in ("w_k", r"\tilde{w}_k", "b_k", r"\tilde{b}_k")))  # type: ignore[misc]
    ours = made.numpy().fixed(X=X, f=weight)
    F, L = weight(X), np.log(X)

    def hand() -> Any:
        r = w @ u.T + b[:, None] + c - L
        g = F * r
        return np.vdot(g, r), 2 * (g @ u), 2 * (g.T @ w), 2 * g.sum(axis=1), 2 * g.sum(axis=0)

    runs: dict[str, Run] = {"derive": lambda: ours(w=w, w_tilde=u, b=b, b_tilde=c), "by hand": hand}
    missing = {}
    try:
        autograd, anp = importlib.import_module("autograd"), importlib.import_module("autograd.numpy")
        both = autograd.value_and_grad(lambda p: anp.sum(F * (anp.dot(p[0], p[1].T) + p[2][:, None] + p[3] - L) ** 2))
        runs["autograd"] = lambda: (lambda v, g: (v, *g))(*both((w, u, b, c)))
    except ImportError as e:
        missing["autograd"] = str(e)
    try:
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        tF, tL = torch.tensor(F), torch.tensor(L)
        leaves = [torch.tensor(a, requires_grad=True) for a in (w, u, b, c)]

        def run() -> Any:
            loss = (tF * (leaves[0] @ leaves[1].T + leaves[2][:, None] + leaves[3] - tL) ** 2).sum()
            return loss.detach().numpy(), *(g.numpy() for g in torch.autograd.grad(loss, leaves))

        runs["torch"] = run
    except ImportError as e:
        missing["torch"] = str(e)
    return runs, missing


# ---- a perceptron ----------------------------------------------------------------------------------------------------


def perceptron() -> tuple[dict[str, Run], dict[str, str]]:
    """784-256-10 with a rectifier, softmax and cross entropy, a row a sample."""
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(SAMPLES, 784)), np.eye(10)[rng.integers(0, 10, SAMPLES)]
    A, B = rng.normal(size=(784, 256)) / 28, rng.normal(size=(256, 10)) / 16
    a, b = rng.normal(size=256) / 10, rng.normal(size=10) / 10
    ours = derive.gradient(NET, "W_1, b_1, W_2, b_2", let=SHAPES).numpy().fixed(X=X, Y=Y)  # type: ignore[union-attr]

    def hand() -> Any:
        z = X @ A + a
        h = np.maximum(z, 0)
        y = h @ B + b
        y -= y.max(axis=1, keepdims=True)
        e = np.exp(y)
        s = e.sum(axis=1, keepdims=True)
        loss = -np.vdot(Y, y - np.log(s)) / SAMPLES
        d = (e / s - Y) / SAMPLES
        g = (d @ B.T) * (z > 0)
        return loss, X.T @ g, g.sum(axis=0), h.T @ d, d.sum(axis=0)

    runs: dict[str, Run] = {"derive": lambda: ours(W_1=A, b_1=a, W_2=B, b_2=b), "by hand": hand}
    missing = {}
    try:
        autograd, anp = importlib.import_module("autograd"), importlib.import_module("autograd.numpy")
        lse = importlib.import_module("autograd.scipy.special").logsumexp

        def loss(p: Any) -> Any:
            y = anp.dot(anp.maximum(anp.dot(X, p[0]) + p[1], 0), p[2]) + p[3]
            return -anp.sum(Y * (y - lse(y, axis=1, keepdims=True))) / SAMPLES

        both = autograd.value_and_grad(loss)
        runs["autograd"] = lambda: (lambda v, g: (v, *g))(*both((A, a, B, b)))
    except ImportError as e:
        missing["autograd"] = str(e)
    try:
        torch = importlib.import_module("torch")
        tX, tY = torch.tensor(X), torch.tensor(Y)
        leaves = [torch.tensor(m, requires_grad=True) for m in (A, a, B, b)]

        def run() -> Any:
            y = torch.relu(tX @ leaves[0] + leaves[1]) @ leaves[2] + leaves[3]
            loss = -(tY * torch.log_softmax(y, dim=1)).sum() / SAMPLES
            return loss.detach().numpy(), *(g.numpy() for g in torch.autograd.grad(loss, leaves))

        runs["torch"] = run
    except ImportError as e:
        missing["torch"] = str(e)
    return runs, missing


def main() -> int:
    """A row for each problem and each of the peers, in turns."""
    failed = 0
    for title, problem in ((f"GloVe, V = {V}, d = {D}", glove), (f"784-256-10, {SAMPLES} samples", perceptron)):
        runs, missing = problem()
        results = {name: run() for name, run in runs.items()}
        for got in results.values():
            for x, y in zip(got, results["by hand"], strict=True):
                np.testing.assert_allclose(np.squeeze(x), np.squeeze(y), rtol=1e-9, atol=1e-9)
        times: dict[str, list[float]] = {name: [] for name in runs}
        while sum(times["by hand"]) < SECONDS or len(times["by hand"]) < 5:
            for name, run in runs.items():
                start = time.process_time()
                run()
                times[name].append(time.process_time() - start)
        best = {name: min(t) for name, t in times.items()}
        shown = "   ".join(f"{name} {1e3 * t:.1f} ms" for name, t in best.items())
        print(f"{title}:   {shown}   derive / by hand {best['derive'] / best['by hand']:.2f} (at most {BOUND})")
        failed |= best["derive"] > BOUND * best["by hand"]
        failed |= any(best["derive"] > t for name, t in best.items() if name not in ("derive", "by hand"))
        for name, why in missing.items():
            print(f"  {name} is not there: {why}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
