"""Formulas that will not be shown as they are meant: each remark is held against the real renderer."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from conftest import Cli

sys.path.append(str(Path(__file__).resolve().parent.parent / "write"))

from renderers import KRAMDOWN  # noqa: E402
from validators import katex, program, run  # noqa: E402

from derive.check.katex import COMMANDS, ENVIRONMENTS, INSIDE, NEED_BRACES  # noqa: E402
from derive.check.render import INSTEAD, TARGETS, remarks  # noqa: E402


def codes(text: str, *targets: str, path: str = "a.md") -> list[str]:
    from derive.check.documents import document
    from derive.check.text import Formula

    d = document(text, path)
    return [r.code for f in d.found if isinstance(f, Formula) for r in remarks(f, d, targets)]


KRAMDOWN_CASES = (
    ("We have $|x| = 1$ here.", "D302"),
    ("We have $$|x| = 1$$ here.", "D302"),
    ("- a $$p(x|y)$$ b", "D302"),
    ("line one\nsecond $$p(x|y)$$ b", ""),
    ("text\n\n$$\n|x|\n$$\n", ""),
    ("$$|x|$$", ""),
    ("a $$\\lvert x \\rvert$$ b", ""),
    (r"$\tilde{w}_{j} + \bar{w}_{k}$", "D303"),
    (r"$w_i^\top\tilde{w}_j + b_i$ and _x_", "D303"),
    (r"$$\tilde{w}_{j} + \bar{w}_{k}$$ in a line", ""),
    (r"$\sum_{i} x_{i}$ and $y_{j}$", ""),
    (r"$a_1 + b_2$ and $\tilde{w}_j$", ""),
    ("$x^*$ and $y^*$", "D303"),
    ("$a * b * c$", ""),
    ("$a*b$", ""),
    (r"$\begin{pmatrix} a \\ b \end{pmatrix}$", "D304"),
    (r"$\{x\}$", "D304"),
    (r"$a\,b\;c$", ""),
    (r"a $$\{x\}$$ b", ""),
    (r"so \(x + 1\) is", "D305"),
    (r"so \\(x + 1\\) is", ""),
    ("\\[x + 1\\]", "D305"),
)


@pytest.mark.parametrize(("text", "code"), KRAMDOWN_CASES)
def test_remarks_of_kramdown(text: str, code: str) -> None:
    assert codes(text, "jekyll") == [code] * bool(code)
    assert codes(text) == codes(text, "mkdocs") == []


def test_kramdown_does_what_is_said_of_it() -> None:
    ruby = program("ruby", "Debian has ruby-kramdown and ruby-kramdown-parser-gfm")
    mark = "\n\n<hr class='next'>\n\n"
    page = run([ruby, "-Eutf-8", "-rkramdown", "-rkramdown-parser-gfm", "-e", KRAMDOWN],
               mark.join(text for text, _ in KRAMDOWN_CASES))  # fmt: skip
    shown = re.split(r"<hr class=['\"]next['\"] ?/?>", page)
    for (text, code), html in zip(KRAMDOWN_CASES, shown, strict=True):
        spoiled = {
            "D302": "<table" in html,
            "D303": "<em>" in html,
            "D304": "$" in text and "$$" not in text and text.count("\\") > html.count("\\"),
            "D305": "\\" in text and "\\" not in html,
        }
        assert [c for c, is_so in spoiled.items() if is_so][:1] == [code] * bool(code), f"{text} => {html}"


def test_commands_that_katex_lacks() -> None:
    assert codes(r"$\mathds{1}$ and $\alpha$", "katex") == ["D301"]
    assert codes(r"$\begin{eqnarray} a \end{eqnarray}$", "hugo") == ["D301"]
    assert codes("\\newcommand{\\mine}{x}\n$\\mine$", "katex") == []
    assert codes(r"$\mathds{1}$", "jekyll") == []
    assert codes(r"$\begin{matrix} a \cr b \end{matrix}$", "katex") == [] and codes(r"$a \cr b$", "katex") == ["D301"]
    assert codes(r"$t_\max + x^\vec{a}$ and $t_{\max} + x_\alpha + \_\max$", "katex") == ["D301", "D301"]
    assert codes(r"\def\max{m} $t_\max$", "katex", path="a.tex") == []
    assert codes(r"\[ \mbox{a} \]", "katex", path="a.html") == ["D301"]


def test_the_table_is_that_of_katex() -> None:
    refused = katex([(rf"\{name} ", True) for name in sorted(COMMANDS)])
    assert not [r for r in refused if "Undefined control sequence" in r]
    lacking = katex([(rf"\{name}", True) for name in INSTEAD if name not in ENVIRONMENTS and name.islower()])
    assert not {"mathds", "mbox", "nicefrac"} & COMMANDS and len(lacking) >= 10
    assert not katex([(rf"\begin{{matrix}} a \{name} b \end{{matrix}}", True) for name in INSIDE])
    assert len(katex([(rf"x_\{name}{{a}}", True) for name in NEED_BRACES])) == len(NEED_BRACES)
    assert not katex([(rf"x_{{\{name}{{a}}}}", True) for name in NEED_BRACES])
    refused = katex([(rf"\begin{{{name}}}x\end{{{name}}}", True) for name in sorted(ENVIRONMENTS)])
    assert not [r for r in refused if "No such environment" in r]


def test_on_the_command_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("We maximise $p(x|y)$.\n\n$\\mathds{1}$\n")
    said = cli("check", "a.md", "--target", "jekyll", "--target", "katex", "--output-format", "json")
    (d,) = json.loads(said.out)["documents"]
    assert [(x["code"], x["severity"], x["line"], x["column"]) for x in d["diagnostics"]] == [
        ("D302", "warning", 1, 17), ("D301", "warning", 3, 2)
    ]  # fmt: skip
    assert said.status == 0
    assert r"\mathbb" in d["diagnostics"][1]["help"]
    assert cli("check", "a.md", "--output-format", "concise").out == ""
    assert set(TARGETS) == {"jekyll", "hugo", "mkdocs", "quarto", "myst", "html", "latex", "katex"}
