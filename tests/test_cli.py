"""The command line as a user meets it: the result alone on standard output, errors in a line with a caret, no trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli

from derive.cli import overview
from derive.cli.main import run

SIGMOID = r"\frac{1}{1+e^{-z}}"
GLOVE = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
GLOVE_LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"
HERE = Path(__file__).resolve().parent.parent


def process(*words: str, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "derive", *words], input=stdin, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(HERE), **env}, check=False,
    )  # fmt: skip


def good(d: dict) -> None:
    """The JSON of the contract, every line of it verified."""
    assert d["schema"] == 1
    assert set(d["problem"]) >= {"expression", "wrt", "want", "layout", "let"}
    assert d["steps"]
    for step in d["steps"]:
        assert set(step) >= {"rule", "before", "after", "assumes", "status"}
        assert step["status"] in ("proved", "verified")
        assert step["before"] != step["after"]
    for a, b in zip(d["steps"], d["steps"][1:], strict=False):
        assert a["after"] == b["before"]
    assert set(d["result"]) >= {"latex", "text", "shape"}
    assert set(d["verdict"]) >= {"status", "error", "samples", "seed", "counterexample", "reason"}
    assert d["verdict"]["status"] in ("proved", "verified")
    assert isinstance(d["numpy"], str)


def flat(latex: str) -> str:
    for noise in (" ", r"\left", r"\right", r"\,"):
        latex = latex.replace(noise, "")
    return latex


# ---- what is asked is answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        (["diff", SIGMOID, "--wrt", "z"], [r"\sigma(z)(1-\sigma(z))"]),
        (["diff", r"\sin(x^2) e^x", "--wrt", "x"], [r"\cos"]),
        (["diff", "-x**2 + 3", "--wrt", "x"], ["-2x"]),
        (["diff", "--wrt", "x", "-x**2 + 3"], ["-2x"]),
        (["diff", "--wrt=x", "--", "-x**2 + 3"], ["-2x"]),
        (["diff", "-o*x", "--wrt", "x"], ["-o"]),
        (["diff", "x^4", "--wrt", "x", "--order", "2"], ["12x^2"]),
        (["diff", "exp(-x**2/2)", "--wrt", "x", "--syntax", "python"], ["-x"]),
        (["grad", GLOVE, "--wrt", "w_k", "--let", GLOVE_LET], [r"\sum_{j", "f(X_{kj})"]),
        (["jacobian", r"x^2+y, \sin(xy)", "--wrt", "x, y"], ["2x", r"\cos"]),
        (["hessian", "x^2 y", "--wrt", "x, y"], ["2y", "2x"]),
        (["d", "X Y", "--wrt", "X", "--let", "X: m x n, Y: n x p"], ["(dX)Y"]),
        (["show", "sigmoid"], [r"\sigma(z)(1-\sigma(z))"]),
        (["show", "tanh"], []),
    ],
)
def test_derivations_in_json(cli: Cli, words: list[str], holds: list[str]) -> None:
    said = cli(words[0], "--format", "json", *words[1:])
    assert said.status == 0, said.err
    d = json.loads(said.out)
    good(d)
    for part in holds:
        assert part in flat(d["result"]["latex"])


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "json"])
@pytest.mark.parametrize(
    "words",
    [
        ["diff", SIGMOID, "--wrt", "z"],
        ["show", "sigmoid"],
        ["show", "glove"],
        ["show"],
        ["verify", r"\frac{d}{dx} x^3 = 3x^2"],
        ["read", GLOVE, "--let", GLOVE_LET],
        ["rule", "product"],
        ["rule"],
    ],
)
def test_every_command_has_every_format(cli: Cli, words: list[str], form: str) -> None:
    said = cli(*words, "--format", form)
    assert said.status == 0, said.err
    assert said.out.strip()
    assert said.out.endswith("\n")
    if form == "json":
        assert json.loads(said.out)["schema"] == 1


def test_what_was_read_stands_on_standard_error(cli: Cli) -> None:
    said = cli("diff", SIGMOID, "--wrt", "z")
    assert "I read: " in said.err
    assert "I read" not in said.out
    assert "verified" in said.out + said.err


def test_gradient_by_several_letters(cli: Cli) -> None:
    said = cli("grad", "a*x + b", "--wrt", "a, b", "--format", "json")
    assert said.status == 0, said.err
    assert len(json.loads(said.out)["derivations"]) == 2


def test_a_letter_that_does_not_occur_is_a_note(cli: Cli) -> None:
    said = cli("diff", "z^2", "--wrt", "x")
    assert said.status == 0
    assert "x does not occur" in said.err
    assert "z" in said.err


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (r"\frac{d}{dx} x^3 = 3x^2", 0),
        (r"\frac{d}{dx} x^3 = 2x^2", 1),
        (r"\tanh'(x) = 1 - \tanh^2(x)", 0),
        (r"h(x) = h(x) + g(x)", 1),
        (r"(x+1)^2 = x^2+2x+1 = x(x+2)+1", 0),
        (r"(x+1)^2 = x^2+2x+1 = x(x+2)", 1),
        ("-x = -1*x", 0),
    ],
)
def test_claims(cli: Cli, claim: str, status: int) -> None:
    said = cli("verify", claim)
    assert said.status == status, said.err
    links = json.loads(cli("verify", claim, "--format", "json").out)["links"]
    assert len(links) == claim.count("=")
    assert {"left", "relation", "right", "verdict"} <= set(links[0])
    if status:
        assert any(link["verdict"]["status"] == "refuted" for link in links)
        assert "refuted" in said.out


def test_a_false_claim_shows_its_counterexample(cli: Cli) -> None:
    said = cli("verify", r"\frac{d}{dx} x^3 = 2x^2")
    assert "x = " in said.out


def test_no_verify_is_quicker_and_says_so(cli: Cli) -> None:
    said = cli("diff", SIGMOID, "--wrt", "z", "--no-verify", "--format", "json")
    assert said.status == 0
    d = json.loads(said.out)
    assert "verified" not in {s["status"] for s in d["steps"]}


def test_output_is_written_whole(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "out.md").write_text("old")
    said = cli("diff", "x^2", "--wrt", "x", "--format", "markdown", "-o", "out.md")
    assert said.status == 0
    assert said.out == ""
    assert "2" in (tmp_path / "out.md").read_text()
    assert "out.md" in said.err
    assert os.listdir(tmp_path) == ["out.md"]


def test_a_file_that_cannot_be_written(cli: Cli) -> None:
    said = cli("diff", "x^2", "--wrt", "x", "-o", "no/such/folder/out.md")
    assert said.status == 2
    assert "can't be written" in said.err


def test_standard_input() -> None:
    got = process("diff", "-", "--wrt", "x", stdin="x^2\n")
    assert (got.returncode, "2" in got.stdout) == (0, True), got.stderr


@pytest.mark.parametrize("name", ["product", "chain"])
def test_the_page_of_a_rule(cli: Cli, name: str) -> None:
    said = cli("rule", name)
    assert said.status == 0
    assert "Source" in said.out or "source" in said.out


# ---- help, version, start -----------------------------------------------------------------------------------------


def test_help_and_version_are_there_at_once() -> None:
    text = overview.overview()
    assert process("--help").stdout.strip() == text.strip() == process().stdout.strip()
    assert process("--version").stdout.startswith("derive ")
    for name in overview.COMMANDS:
        assert name in text


def test_help_loads_nothing() -> None:
    code = "import sys; sys.argv = ['derive', '--help']; from derive.cli import main; main(); print(*sys.modules)"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         env={**os.environ, "PYTHONPATH": str(HERE)})  # fmt: skip
    loaded = set(got.stdout.splitlines()[-1].split())
    assert "derive.cli.overview" in loaded
    assert not loaded & {"sympy", "numpy", "rich", "click"}


@pytest.mark.parametrize("name", list(overview.COMMANDS))
def test_each_command_has_help_with_examples(cli: Cli, name: str) -> None:
    said = cli(name, "--help")
    assert said.status == 0
    assert "Usage: derive " + name in said.out


# ---- bad input, as a new user gives it ----------------------------------------------------------------------------

BAD = {
    "unbalanced": [r"diff", r"\frac{1}{", "--wrt", "x"],
    "closing brace": ["diff", "x}", "--wrt", "x"],
    "unknown command": ["dif", "x", "--wrt", "x"],
    "no command at all": ["frobnicate"],
    "wrt of no letter": ["diff", "x^2", "--wrt", "x+1"],
    "wrt empty": ["diff", "x^2", "--wrt", ""],
    "shape mismatch": ["grad", "x^\\top A x", "--wrt", "x", "--let", "A: m x n, x: m"],
    "empty": ["diff", "", "--wrt", "x"],
    "blank": ["diff", "   ", "--wrt", "x"],
    "no wrt": ["diff", "x^2 y"],
    "unknown option": ["diff", "x", "--wrtt", "x"],
    "bad value": ["diff", "x", "--wrt", "x", "--format", "pdf"],
    "option without value": ["diff", "x", "--wrt"],
    "two formulas": ["diff", "x", "+", "y", "--wrt", "x"],
    "missing file": ["build", "missing.md"],
    "a folder": ["build", "."],
    "nested braces": ["diff", "{" * 10000, "--wrt", "x"],
    "nested balanced": ["diff", "{" * 10000 + "x" + "}" * 10000, "--wrt", "x"],
    "tower": ["diff", "9^{9^{9^{9}}}", "--wrt", "x"],
    "taller tower": ["diff", "9^{9^{9^{9^{9}}}}", "--wrt", "x"],
    "factorial": ["diff", "10000000!", "--wrt", "x"],
    "hostile latex": ["diff", r"\mathrm{__import__('os').system('touch derive-was-here')}", "--wrt", "x"],
    "hostile python": ["diff", "__import__('os').system('touch derive-was-here')", "--wrt", "x"],
    "attribute": ["diff", "x.__class__.__mro__", "--wrt", "x"],
    "long word": ["diff", "x" * 100000, "--wrt", "x"],
    "long sum": ["diff", "+".join(["x"] * 50000), "--wrt", "x"],
    "deep fractions": ["diff", r"\frac{1}{" * 5000, "--wrt", "x"],
    "bidi": ["diff", "x\u202e", "--wrt", "x"],
    "control": ["diff", "x\x00y\x1b[31m", "--wrt", "x"],
    "surrogate": ["diff", "x\udcff", "--wrt", "x"],
    "bad declaration": ["diff", "x", "--wrt", "x", "--let", "x: n banana"],
    "unknown derivation": ["show", "sigmiod"],
    "unknown rule": ["rule", "produkt"],
    "claim without relation": ["verify", "x^2"],
    "markdown for latex": ["diff", "$x^2", "--wrt", "x"],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(cli: Cli, name: str) -> None:
    said = cli(*BAD[name])
    assert said.status == 2, said.out + said.err
    assert said.out == ""
    assert "error: " in said.err
    assert "internal error" not in said.err
    assert len(said.err.splitlines()) <= 6
    assert max(map(len, said.err.splitlines())) <= 300
    assert "\x1b" not in said.err
    assert said.seconds < 1, f"took {said.seconds:.1f} s"


@pytest.mark.parametrize("name", ["unbalanced", "closing brace", "wrt of no letter", "bidi", "hostile latex",
                                  "hostile python", "attribute", "bad declaration"])  # fmt: skip
def test_errors_show_where(cli: Cli, name: str) -> None:
    assert "^" in cli(*BAD[name]).err.splitlines()[2]


@pytest.mark.parametrize(
    ("name", "near"),
    [("unknown command", "'diff'"), ("unknown option", "--wrt"), ("unknown derivation", "sigmoid"),
     ("unknown rule", "product")],
)  # fmt: skip
def test_the_nearest_name_is_suggested(cli: Cli, name: str, near: str) -> None:
    assert near in cli(*BAD[name]).err


@pytest.mark.parametrize("big", ["x**99999999999", "factorial(10**9)*x", "Sum(x/k, (k, 1, 10**12))"])
def test_big_numbers_are_answered_or_refused_soon(cli: Cli, big: str) -> None:
    said = cli("diff", big, "--wrt", "x")
    assert said.status in (0, 1, 2)
    assert "internal error" not in said.err
    assert said.seconds < 5


def test_an_unexpected_exception_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.cli.main.ask", lambda words: 1 / 0)
    said = cli("diff", "x", "--wrt", "x")
    assert said.status == 2
    assert "internal error: ZeroDivisionError" in said.err
    assert "DERIVE_DEBUG" in said.err
    monkeypatch.setenv("DERIVE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["diff", "x", "--wrt", "x"])


def test_a_terminal_that_shows_ascii_only() -> None:
    got = process("verify", "x = x + 1", PYTHONIOENCODING="ascii")
    assert got.returncode == 1
    assert "Traceback" not in got.stderr


def test_a_closed_pipe_is_no_error() -> None:
    got = shell("rule --format json | head -c 1")
    assert "Traceback" not in got.stderr
    assert "Exception ignored" not in got.stderr


@pytest.mark.parametrize("words", ["diff x^2 --wrt x", "--help", "--version"])
@pytest.mark.parametrize(("to", "said"), [(">/dev/full", "can't be written: no space left"), (">&-", "is closed")])
def test_an_output_that_takes_nothing_is_an_error(words: str, to: str, said: str) -> None:
    got = shell(f"{words} {to}")
    assert got.returncode == 2
    assert f"error: standard output {said}" in got.stderr
    assert "internal error" not in got.stderr
    assert "Traceback" not in got.stderr
    assert "Exception ignored" not in got.stderr


def test_without_standard_error_the_result_is_printed() -> None:
    got = shell("diff x^2 --wrt x 2>&-")
    assert got.returncode == 0
    assert "= 2*x" in got.stdout


def test_without_standard_input_a_formula_is_missing() -> None:
    got = shell("diff - --wrt x <&-")
    assert got.returncode == 2
    assert "error: standard input is closed" in got.stderr


def shell(words: str) -> subprocess.CompletedProcess[str]:
    """The command line with redirections."""
    return subprocess.run(["bash", "-c", f"{sys.executable} -m derive {words}"], capture_output=True, text=True,
                          check=False, env={**os.environ, "PYTHONPATH": str(HERE)})  # fmt: skip
