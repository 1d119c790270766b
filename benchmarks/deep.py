"""Deep and long formulas: seconds to derive, verify and print, beside SymPy's diff, str and lambdify in the same run.

python benchmarks/deep.py [DEPTH…]      10, 100 and 1000 unless told

Nested sines, tanh perceptrons and products of so many factors. Each measurement runs in a process of
its own, with a limit of LIMIT seconds.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

LIMIT = 120
DEPTHS = (10, 100, 1000)
KINDS = ("sin", "tanh", "product")


def text_of(kind: str, depth: int) -> str:
    """sin(sin(…x…)), tanh(w_n*tanh(…) + b_n), or (x - a_1)*(x - a_2)*…"""
    if kind == "product":
        return "*".join(f"(x - a_{k})" for k in range(depth))
    text = "x"
    for k in range(depth):
        text = f"sin({text})" if kind == "sin" else f"tanh(w_{k}*{text} + b_{k})"
    return text


def lap(what: str, work: Callable[[], object]) -> None:
    """One measurement, or why there is none."""
    start = time.perf_counter()
    try:
        work()
        print(f"{what} {time.perf_counter() - start:.2f} s", end="  ", flush=True)
    except (Exception, RecursionError) as e:
        print(f"{what} {type(e).__name__}", end="  ", flush=True)


def ours(kind: str, depth: int) -> None:
    """derive: all of it."""
    import derive

    e = derive.read(text_of(kind, depth), syntax="python")
    start = time.perf_counter()
    d = derive.differentiate(e, "x")
    print(f"derive {time.perf_counter() - start:.2f} s, {len(d.steps)} steps", end="  ", flush=True)
    lap("verify", d.verify)
    print(d.verify().status, end="  ", flush=True)
    for name in ("text", "latex", "markdown", "to_dict"):
        lap(name, getattr(d, name))


def sympys(kind: str, depth: int) -> None:
    """SymPy: the derivative, its text, its function."""
    import sympy

    x = e = sympy.Symbol("x")
    if kind == "product":
        e = sympy.Mul(*(x - sympy.Symbol(f"a_{k}") for k in range(depth)))
    for k in range(depth if kind != "product" else 0):
        e = sympy.sin(e) if kind == "sin" else sympy.tanh(sympy.Symbol(f"w_{k}") * e + sympy.Symbol(f"b_{k}"))
    lap("diff", lambda: e.diff(x))
    lap("str", lambda: str(e))
    lap("lambdify", lambda: sympy.lambdify(sorted(e.free_symbols, key=str), e, cse=True))


JUDGES = {"derive": ours, "sympy": sympys}


def main(depths: tuple[int, ...]) -> int:
    """A row for each kind, depth and judge; 1 when derive fails or is late."""
    failed = False
    for kind in KINDS:
        for depth in depths:
            for judge in JUDGES:
                print(f"{kind:7} {depth:5} {judge:7}", end=" ", flush=True)
                command = [sys.executable, __file__, "--one", judge, kind, str(depth)]
                try:
                    said = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
                    print(said.stdout.strip() or said.stderr.strip().splitlines()[-1])
                    failed |= judge == "derive" and ("Error" in said.stdout or said.returncode != 0)
                except subprocess.TimeoutExpired as e:
                    print((e.stdout or b"").decode().strip(), f"over {LIMIT} s")
                    failed |= judge == "derive"
    return int(failed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        JUDGES[sys.argv[2]](sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main(tuple(map(int, sys.argv[1:])) or DEPTHS))
