"""Every command and every line of Python in the README runs, and prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from test_examples import environment, masked

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(?P<kind>[a-z]+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(m["kind"], m["body"]) for m in FENCED.finditer(README)]
SET_UP = ("make demo", "make test", "pip install", "git clone", "cd ")  # what the tests themselves are run by


def sessions() -> list[tuple[str, str]]:
    """(command, what it prints) of the `console` blocks: a command stands after `$ `, an ellipsis `…` for any text."""
    found = []
    for kind, body in BLOCKS:
        if kind == "console":
            found += [part.partition("\n")[::2] for part in re.split(r"(?m)^\$ ", body) if part.strip()]
    return [(command, printed) for command, printed in found if not command.startswith(SET_UP)]


def fits(printed: str, got: str) -> bool:
    """Is what was printed what stands in the README, `…` being anything?"""
    pattern = ".*".join(re.escape(piece.strip("\n")) for piece in masked(printed).strip().split("…"))
    return re.search(pattern, masked(got), re.DOTALL) is not None


@pytest.mark.parametrize(("command", "printed"), sessions(), ids=[c for c, _ in sessions()])
def test_commands(command: str, printed: str, tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text((ROOT / "examples" / "post.md").read_text(encoding="utf-8"), encoding="utf-8")
    got = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment(), cwd=tmp_path,
                         timeout=120, check=False)  # fmt: skip
    assert got.returncode in (0, 1), got.stderr
    assert (got.returncode == 1) == ("refuted" in printed)
    assert fits(printed, got.stderr + got.stdout), got.stderr + got.stdout


def test_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of the README, in order; a comment `# …` after a `print` or an expression is its value."""
    names: dict[str, object] = {}
    ran = 0
    for kind, body in BLOCKS:
        if kind != "python":
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(body, "README.md", "exec"), names)
        for line in body.splitlines():
            code, mark, value = line.partition("  # ")
            if mark and value.startswith("'"):
                assert str(eval(code, names)) == value.strip("'"), line
                ran += 1
    assert ran


def test_the_commands_are_there() -> None:
    text = "\n".join(body for kind, body in BLOCKS if kind in ("console", "sh"))
    for command in ("make demo", "make test", "derive diff", "derive verify", "derive build"):
        assert command in text
    assert all(shlex.split(c, comments=True) for c, _ in sessions())


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_the_picture_names_the_rules_that_are_printed() -> None:
    picture = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    column = picture.partition('<g class="rule">')[2].partition("</g>")[0]
    got = subprocess.run(["derive", "diff", r"\frac{1}{1+e^{-z}}", "--wrt", "z"], capture_output=True, text=True,
                         env=environment(), timeout=120, check=True).stdout  # fmt: skip
    printed = [re.split(" {2,}", line)[-1] for line in got.splitlines() if line.startswith("    = ")]
    assert printed and re.findall(r">([^<]+)</text>", column) == printed
