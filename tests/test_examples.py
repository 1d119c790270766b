"""The examples print what is committed beside them, and the post is filled with verified derivations.

Those of the course run in this process, one after the other: importing takes longest.

python tests/test_examples.py --refresh     writes the committed outputs anew
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "examples"
EXAMPLES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".py", ".sh"))
COURSE = sorted((FOLDER / "course").glob("*.py"))
BUILT = FOLDER / "post.built.md"


def environment() -> dict[str, str]:
    """`derive` is the command of this environment, wherever the tests are started from."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def output(example: Path) -> str:
    """What an example prints, to the result and beside it, errors in numbers rounded away."""
    command = [sys.executable, str(example)] if example.suffix == ".py" else ["sh", str(example)]
    got = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(),
                         cwd=ROOT, timeout=120, check=False)  # fmt: skip
    return masked(got.stdout)


def printed(example: Path) -> str:
    """What an example of the course prints."""
    said = io.StringIO()
    words, sys.argv = sys.argv, [str(example)]
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(str(example), run_name="__main__")
    finally:
        sys.argv = words
    return said.getvalue()


def masked(text: str) -> str:
    """Rounding errors and the point of a counterexample are not compared, only that they are there."""
    text = re.sub(r"\b\d(?:\.\d+)?e-\d+\b", "…e-…", text)
    return re.sub(r"((?:[=:]|side) )-?\d+\.\d+(?:e[+-]\d+)?", r"\1…", text)


def built(folder: Path) -> tuple[str, subprocess.CompletedProcess[str]]:
    """The post, filled by the command."""
    post = folder / "post.md"
    shutil.copy(FOLDER / "post.md", post)
    got = subprocess.run(["derive", "build", str(post)], capture_output=True, text=True, env=environment(), timeout=120,
                         check=False)  # fmt: skip
    return post.read_text(encoding="utf-8"), got


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_examples_print_what_is_committed(example: Path) -> None:
    assert output(example) == masked((FOLDER / f"{example.name}.out").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", COURSE, ids=lambda p: p.stem)
def test_the_course_prints_what_is_committed(example: Path) -> None:
    assert printed(example) == example.with_suffix(".py.out").read_text(encoding="utf-8")


def test_every_row_of_the_course_has_an_example() -> None:
    wanted = """computational-graph monte-carlo-pi hadamard matrix-dimensions backprop sigmoid tanh relu leaky-relu elu
        gelu swish softplus activations dot-product jacobian hessian robot-arm linear-collapse glove-equation glove
        glove-weighting cooccurrence word-analogies lsa softmax-cross-entropy word2vec monte-carlo-gradient"""
    assert set(wanted.split()) <= {p.stem.replace("_", "-") for p in COURSE}


def test_the_post_is_filled(tmp_path: Path) -> None:
    text, got = built(tmp_path)
    assert got.returncode == 0, got.stderr
    assert masked(text) == masked(BUILT.read_text(encoding="utf-8"))
    assert text.count("<!-- derive:") == text.count("<!-- /derive -->") > 5
    for status in ("refuted", "undecided"):
        assert status not in text


def refresh(folder: Path) -> None:
    """Write the committed outputs."""
    for example in EXAMPLES:
        (FOLDER / f"{example.name}.out").write_text(output(example), encoding="utf-8")
    for example in COURSE:
        example.with_suffix(".py.out").write_text(printed(example), encoding="utf-8")
    text, got = built(folder)
    print(got.stderr)
    BUILT.write_text(text, encoding="utf-8")


if __name__ == "__main__" and "--refresh" in sys.argv:
    (ROOT / "build").mkdir(exist_ok=True)
    refresh(ROOT / "build")
