"""The four gradients of the GloVe cost: derived, and derived and verified line by line, in one process.

python benchmarks/glove.py
"""

from __future__ import annotations

import sys
import time

import derive

COST = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"
BOUND = 1.0  # seconds for one gradient, derived and verified


def main() -> int:
    """Time each gradient and print a row for it."""
    slowest = 0.0
    for letter in ("w_k", r"\tilde{w}_k", "b_k", r"\tilde{b}_k"):
        start = time.perf_counter()
        found = derive.gradient(COST, letter, let=LET)
        derived = time.perf_counter()
        verdict = found.verify(seed=0)
        done = time.perf_counter()
        slowest = max(slowest, done - start)
        print(
            f"{letter:12} {len(found.steps):3} steps   derived {1e3 * (derived - start):6.1f} ms   "
            f"verified {1e3 * (done - derived):6.1f} ms   {verdict.status}, error {verdict.error:.1e}"
        )
        if verdict.status not in ("proved", "verified"):
            return 1
    print(f"slowest {slowest:.2f} s (at most {BOUND} s)")
    return int(slowest > BOUND)


if __name__ == "__main__":
    sys.exit(main())
