"""Documents checked end to end: places, counts, verdicts, repairs, the report and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Cli

import derive
from derive.check.documents import document
from derive.check.text import Formula
from derive.cli.main import run

POST = Path(__file__).resolve().parent.parent / "posts" / "slips.md"


def formulas(text: str, path: str) -> list[str]:
    return [f.text.text for f in document(text, path).found if isinstance(f, Formula)]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.md", "costs $5 and $10, $x$ and `$y$`, \\(z\\)", ["x", "z"]),
        ("a.md", "    $code$\n\n```\n$a$\n```\n\n* $$\n  b\n  $$", ["b"]),
        ("a.md", "```{math}\n:label: e\na = b\n```", ["a = b"]),
        ("a.html", "<p>\\(a &lt; b\\)</p><code>$x$</code><script type='math/tex'>c</script>", ["a < b", "c"]),
        ("a.tex", "% $x$\n\\begin{align}a % note\n\\end{align} $b$", ["\\begin{align}a \\end{align}", "b"]),
        ("a.rst", ".. math::\n   :label: e\n\n   a = b\n\nand :math:`c`, ``:math:`d```", ["a = b", "c"]),
        ("a.txt", "so\na = b\nthe end", ["a = b"]),
    ],
)
def test_formulas_are_found(path: str, text: str, found: list[str]) -> None:
    assert formulas(text, path) == found


def test_places_of_a_notebook_are_those_of_the_file() -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": ["a\n", 'b "q" $\\alpha$']}]}, indent=1)
    d = document(text, "a.ipynb")
    (f,) = [x for x in d.found if isinstance(x, Formula)]
    assert f.text.text == r"\alpha"
    assert text[f.text.origin(0) : f.text.end(6)] == r"\\alpha"


def test_a_post_with_slips() -> None:
    report = derive.check(str(POST))
    c = report.counts
    assert c["formulas"] == c["mentions"] + c["definitions"] + c["claims"] + c["unread"]
    assert c["claims"] == c["verified"] + c["refuted"] + c["undecided"]
    assert (c["verified"], c["refuted"]) == (1, 2)
    lines = POST.read_text().split("\n")
    for d in report.diagnostics:
        line, column = d.place[:2]
        assert lines[line - 1][column - 1 :].startswith(("(a+b)^2", r"\frac{d}{dy}"))
        assert "true with" in d.help and d.left != d.right


def test_report_and_status(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["check", str(POST), "--output-format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [d["code"] for d in said["documents"][0]["diagnostics"]] == ["D101", "D101"]
    good = tmp_path / "good.md"
    good.write_text("$(x+1)^2 = x^2 + 2x + 1$")
    assert run(["check", str(good)]) == 0
    bad = tmp_path / "bad.ipynb"
    bad.write_text("not json")
    assert run(["check", str(bad), str(good)]) == 2
    assert "1 verified" in capsys.readouterr().err


GRADIENTS = """import numpy as np

x = np.array([1.0, 0.5])
w = np.array([0.2, -0.4])
y = 1.0
z = w @ x
L = (z - y) ** 2
dz = 2 * (z - y)
dw = dz * w
"""


def test_a_false_gradient_in_code_is_an_error_with_its_repair(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(GRADIENTS)
    (tmp_path / "post.md").write_text(f"# Post\n\nWe have $x^2$.\n\n```python\n{GRADIENTS}```\n")
    for name, line in (("model.py", 9), ("post.md", 14)):
        said = cli("check", name, "--output-format", "json")
        (found,) = json.loads(said.out)["documents"][0]["diagnostics"]
        assert said.status == 1 and (found["code"], found["line"]) == ("D105", line)
        assert found["help"] == "true with dz * x"


def test_logarithms_to_another_base_and_whole_numbers(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("So $\\log 2 \\approx 0.301$.\n\nIt follows that $\\cos(2 n \\pi) = 1$.\n")
    found = derive.check(str(post)).claims
    assert [c.status for c in found] == ["verified", "verified"]
    assert [c.reason for c in found] == ["log is to base 10", "true if n is a whole number"]
