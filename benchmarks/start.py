"""How soon an answer is there: whole processes, beside the bare interpreter and the libraries it must load.

    python benchmarks/start.py [--runs N]

Prints the median of each and the ratio to its peer; exits 1 when a ratio is over its bound. A command and its peer
run in turns, so that both see the same machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

BIN = Path(sys.executable).parent
DERIVE = str(BIN / "derive")
SIGMOID = ["diff", r"\frac{1}{1+e^{-z}}", "--wrt", "z"]
PYTHON = [sys.executable, "-c"]
RACES = (
    ("derive --help", [DERIVE, "--help"], "python -c pass", [*PYTHON, "pass"], 4.0),
    ("derive diff sigmoid", [DERIVE, *SIGMOID], "import sympy, numpy", [*PYTHON, "import sympy, numpy"], 2.5),
    ("… --no-verify", [DERIVE, *SIGMOID, "--no-verify"], "import sympy, numpy", [*PYTHON, "import sympy, numpy"], 1.3),
)


def seconds(command: list[str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def race(ours: list[str], theirs: list[str], runs: int) -> tuple[float, float]:
    """The medians of two commands, run in turns after one run each that warms the caches."""
    seconds(ours), seconds(theirs)
    times = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return median(a for a, _ in times), median(b for _, b in times)


def main() -> int:
    """Run all races and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    late = False
    for name, ours, peer, theirs, bound in RACES:
        a, b = race(ours, theirs, runs)
        late |= a > bound * b
        print(f"{name:22} {a * 1e3:7.0f} ms   {peer:22} {b * 1e3:7.0f} ms   {a / b:5.2f} x (at most {bound} x)")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
