"""Read formulas with one reader and time each: run in the environment of that reader by `reading.py`.

Standard input: a JSON array of LaTeX. Standard output: a JSON array of [seconds, null or why it was not read].
"""

from __future__ import annotations

import io
import json
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

MOST = 5  # seconds for a formula


class Slow(BaseException):
    """No answer in time."""


def reader(name: str) -> Callable[[str], Any]:
    """The function of a reader."""
    if name == "latex2sympy2":
        from latex2sympy2 import latex2sympy

        return latex2sympy
    if name.startswith("sympy"):
        from sympy.parsing.latex import parse_latex

        backend = name.split()[1]
        parse_latex("x", backend=backend)  # a missing parser says so at the first formula
        return lambda latex: parse_latex(latex, backend=backend)
    import derive

    return derive.read


def timed(read: Callable[[str], Any], latex: str) -> tuple[float, str | None]:
    """Seconds, and why it failed."""
    start = time.process_time()
    signal.alarm(MOST)
    try:
        read(latex)
        why = None
    except Slow:
        why = f"over {MOST} s"
    except Exception as e:
        why = f"{type(e).__name__}: {(str(e).splitlines() or [''])[0]}"
    finally:
        signal.alarm(0)
    return time.process_time() - start, why


def main() -> None:
    """Read them all; what a reader prints is not ours."""

    def late(*_: object) -> None:
        raise Slow

    signal.signal(signal.SIGALRM, late)
    formulas = json.load(sys.stdin)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        read = reader(sys.argv[1])
        timed(read, "x + 1")
        rows = [timed(read, latex) for latex in formulas]
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
