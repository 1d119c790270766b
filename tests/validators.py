"""The real programs that judge what is printed. Each is run once for many formulas.

On a machine without one, what needs it is skipped; where `CI` is set it must be there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

RENDER = Path(__file__).resolve().parent / "render"
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --virtual-time-budget=2000"
).split()
Formula = tuple[str, bool]  # the LaTeX, and whether it stands in a display
PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\usepackage[paperwidth=40cm,paperheight=100cm,margin=1cm]{geometry}
\begin{document}
"""


def absent(what: str, how: str) -> None:
    """Skip, or fail where everything must be installed."""
    reason = f"{what} is not installed: {how}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str, how: str) -> str:
    """The path of a program: one of this environment, or of the machine."""
    path = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if path is None:
        absent(name, how)
    return str(path)


def run(words: Sequence[str], given: str = "", cwd: Path | None = None, timeout: int = 120) -> str:
    """What a program prints. Fails with what it says when it fails."""
    got = subprocess.run(words, input=given, capture_output=True, text=True, cwd=cwd, timeout=timeout)
    assert got.returncode == 0, f"{words[0]}: {got.stdout[-2000:]}{got.stderr[-2000:]}"
    return got.stdout


def _by_node(script: str, package: str, formulas: Sequence[Formula]) -> list[str]:
    node = program("node", "Debian has nodejs")
    if not (RENDER / "node_modules" / package).exists():
        absent(package, "`npm ci` in tests/render")
    asked = json.dumps([{"latex": latex, "display": display} for latex, display in formulas])
    answers = json.loads(run([node, script], asked, RENDER))
    return [f"{package}: {latex}\n    {why}" for (latex, _), why in zip(formulas, answers, strict=True) if why]


def katex(formulas: Sequence[Formula]) -> list[str]:
    """The formulas that KaTeX refuses, strict, each with why."""
    return _by_node("katex.mjs", "katex", formulas)


def mathjax(formulas: Sequence[Formula]) -> list[str]:
    """The formulas that MathJax refuses (without `noundefined` and `noerrors`, which hide errors), each with why."""
    return _by_node("mathjax.mjs", "mathjax", formulas)


def pdflatex(formulas: Sequence[Formula]) -> list[str]:
    """What pdflatex finds wrong with the formulas, with amsmath and amssymb and no other package."""
    bodies = [f"\\[\n{latex.strip()}\n\\]" if display else f"${latex.strip()}$\n" for latex, display in formulas]
    return [f"pdflatex: {e}" for e in document_errors("\n".join(bodies))]


def document_errors(body: str) -> list[str]:
    """What pdflatex finds wrong with a document's body: the errors with their lines."""
    tex = program("pdflatex", "Debian has texlive-latex-base")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "judged.tex"
        text = PREAMBLE + body + "\n\\end{document}\n"
        path.write_text(text, encoding="utf-8")
        words = [tex, "-interaction=nonstopmode", "-draftmode", "-file-line-error", "-no-shell-escape", path.name]
        got = subprocess.run(words, capture_output=True, cwd=folder, timeout=120)
        said = got.stdout.decode("utf-8", "replace")
    lines = text.split("\n")
    found = re.findall(r"^\./judged\.tex:(\d+): (.*)$", said, re.MULTILINE)
    errors = [f"{why}\n    {lines[int(n) - 1]}" for n, why in found]
    assert errors or got.returncode == 0, said[-2000:]
    return errors


def refused(formulas: Sequence[Formula]) -> list[str]:
    """What KaTeX, MathJax or pdflatex refuses, each with why."""
    once = list(dict.fromkeys(formulas))
    return [*katex(once), *mathjax(once), *pdflatex(once)]


def chromium(page: str, *options: str) -> str:
    """What headless Chromium prints about a page, with no network and a profile of its own."""
    browser = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
    if browser is None:
        absent("chromium", "Debian has chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        words = [str(browser), *QUIET, f"--user-data-dir={folder}/profile", *options, path.as_uri()]
        return run(words, timeout=90)
