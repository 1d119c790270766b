"""The parts of a section in every form that readers get."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Cli

import derive
from derive.catalog.parts import Claimed, Code, Derived, Facts, Judged, Numbers, Picture, Table, Words
from derive.catalog.rows import ROWS
from derive.catalog.section import Section


def section() -> Section:
    from derive.write.picture_curves import curves

    d = derive.differentiate("x^2", "x")
    claim = derive.read("(x+1)^2 = x^2 + 2x + 1")
    verdict = d.verify()
    return Section(
        (d,), "parts", "Parts of $x^2$", "A first sentence. A second.", (),
        (
            Words("At $x = 3$, 5% & more."), Derived(d), Claimed(claim, "It holds:"), Judged("So it is.", verdict),
            Facts((("range", "$[0, \\infty)$", verdict), ("kinks", "none", None))),
            Table(("a", "$b$"), (("1", "$x_1$"),), "Numbers."), Numbers((("x", "x", [1.0, 2.5e-7]),)),
            Code("print(1 < 2)", "python", "True"),
            Picture("curve", "A curve of $x$.", lambda: curves([("$x^2$", [0, 1, 2], [0, 1, 4])], "$x$")),
        ),
    )  # fmt: skip


def test_markdown() -> None:
    text = section().markdown(pictures={"curve": "img/x.svg"})
    for piece in ("| a | $b$ |", "| --- | --- |", "| 1 | $x_1$ |", "```python\nprint(1 < 2)\n```", "```text\nTrue\n```",
                  "![A curve of x.](img/x.svg)", r"2.5 \times 10^{-7}", "(verified at", "Proved.",
                  "| kinks | none | computed |"):  # fmt: skip
        assert piece in text, piece
    assert "img" not in section().markdown()


def test_other_targets() -> None:
    s = section()
    html = s.markdown("html")
    assert "<td>1</td>" in html and "print(1 &lt; 2)" in html and "5% &amp; more" in html
    latex = s.markdown("latex")
    assert r"5\% \& more" in latex and r"\begin{tabular}{ll}" in latex and r"\begin{verbatim}" in latex
    assert "$$x_1$$" in s.markdown("jekyll")
    text = s.text()
    assert "a  b" in text and "print(1 < 2)" in text and "x = [1.0e+00, 2.5e-07]" in text


def test_a_page_holds_its_pictures() -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    page = section().html()
    assert "<svg" in page and "url(" not in page and "<figcaption>" in page and "<td>computed</td>" in page


def test_json() -> None:
    said = section().to_dict(pictures={"curve": "x.svg"})
    assert said["values"] == {"x": [1.0, 2.5e-7]} and said["pictures"] == ["x.svg"] and said["steps"]
    assert [c["verdict"]["status"] for c in said["claims"] if c["verdict"]][0] == "proved"
    json.dumps(said, allow_nan=False)


def test_a_false_sentence_makes_a_false_section() -> None:
    d = derive.differentiate("x^2", "x")
    false = derive.verify("x = x + 1")
    assert Section((d,), parts=(Derived(d), Judged("Wrong.", false))).verify().status == "refuted"
    assert Section((d,), parts=(Derived(d), Facts((("wrong", "", false),)))).verify().status == "refuted"
    assert Section((d,), parts=(Derived(d), Claimed(derive.read("x = x + 1")))).verify().status == "refuted"


@pytest.mark.parametrize("row", [r for r in ROWS if r.more is not None], ids=lambda r: r.name)
def test_rows_have_an_introduction_and_pictures_that_can_be_drawn(row, tmp_path: Path) -> None:
    assert 2 <= row.prose.count(". ") + 1 <= 4
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    shown = derive.show(row.name)
    if not shown.pictures:
        return
    assert len({p.name for p in shown.pictures}) == len(shown.pictures)
    for path in shown.picture(tmp_path / "a.svg"):
        assert 2000 < Path(path).stat().st_size < 200_000


def test_the_command_draws_and_names_the_picture(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    said = cli("show", "elu", "--picture", "e.svg", "--format", "markdown")
    assert said.status == 0 and "](e.svg)" in said.out and (tmp_path / "e.svg").exists()
    assert json.loads(cli("show", "elu", "--picture", "e.png", "--format", "json").out)["pictures"] == ["e.png"]
    assert cli("show", "chain-rule", "--picture", "c.svg").status == 2
    assert cli("show", "elu", "--picture", "e.gif").status == 2


def test_a_block_writes_its_picture_beside_the_post(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    folder = tmp_path / "posts"
    folder.mkdir()
    post = folder / "a.md"
    post.write_text("<!-- derive: show elu picture -->\n<!-- /derive -->\n")
    assert cli("build", "posts/a.md", "--check").status == 1
    assert sorted(p.name for p in folder.iterdir()) == ["a.md"]
    assert cli("build", "posts/a.md").status == 0
    assert sorted(p.name for p in folder.iterdir()) == ["a-elu.svg", "a.md"]
    assert "](a-elu.svg)" in post.read_text()
    assert cli("build", "posts/a.md", "--check").status == 0
    (folder / "a-elu.svg").unlink()
    assert cli("build", "posts/a.md", "--check").status == 1
    post.write_text("<!-- derive: show elu picture=/etc/x.svg -->\n<!-- /derive -->\n")
    assert cli("build", "posts/a.md").status == 2
    post.write_text('<!-- derive: montecarlo "x" draw="x ~ normal(0, 1)" count=1000 picture -->\n<!-- /derive -->\n')
    assert cli("build", "posts/a.md").status == 0 and "svg)" in post.read_text()


@pytest.mark.parametrize("name", ["computational-graph", "hadamard", "monte-carlo-pi"])
def test_code_prints_what_stands_below_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = [p for p in derive.show(name).parts if isinstance(p, Code) and p.output]
    assert shown
    for part in shown:
        exec(compile(part.source, name, "exec"), {})
        assert capsys.readouterr().out.strip() == part.output.strip()
