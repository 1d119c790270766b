"""Each target in the real thing: the mathematics that comes out is what was written, and renders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from printed import formulas, printed
from renderers import RENDERERS
from validators import document_errors, katex, mathjax, pdflatex, refused

import derive
from derive.catalog.section import Section
from derive.cli.options import TARGETS as OFFERED
from derive.errors import DeriveError
from derive.write.document import DETAILS, pages
from derive.write.markdown import TARGETS, document

TABLES = Path(__file__).resolve().parents[3] / "shared" / "identities"


def test_every_target_is_tested() -> None:
    assert {*RENDERERS, "latex"} == {*TARGETS} == {*OFFERED}


@pytest.mark.parametrize("name", RENDERERS)
def test_what_comes_out_is_what_was_written(name: str) -> None:
    wanted = [(latex.strip(), shown) for one in printed() for latex, shown in formulas(*one)]
    text = "\n\n".join(document(made, TARGETS[name], title, prose) for made, title, prose in printed())
    found = RENDERERS[name](text)
    assert len(wanted) > 100
    for want, got in zip(wanted, found, strict=False):
        assert got == want
    assert len(found) == len(wanted)


def test_the_renderers_differ_as_they_should() -> None:
    r"""Kramdown takes no single dollars, HTML only brackets; underscores are left alone within mathematics only."""
    text = "a $x_1$ and _b_ $y_1$"
    for name, render in RENDERERS.items():
        assert render(text) == ([] if name in ("jekyll", "html") else [("x_1", False), ("y_1", False)])


def test_latex_documents_compile() -> None:
    body = "\n\n".join(document(made, TARGETS["latex"], title, prose) for made, title, prose in printed())
    assert not document_errors(body)
    assert document_errors("$\\nonsense$") != []


@pytest.mark.parametrize("judge", [katex, mathjax, pdflatex])
def test_a_judge_refuses_what_it_should(judge: object) -> None:
    bad = [(r"\nonsense", False), (r"\begin{aligned} a & b", True)]
    assert callable(judge)
    assert all(judge([formula]) for formula in bad)
    assert not judge([(r"\frac{a}{b} \oslash \begin{bmatrix} 1 \\[0.4em] 2 \end{bmatrix}", True)])


def test_all_that_is_printed_renders() -> None:
    found = [f for detail in DETAILS for one in printed(detail) for f in formulas(*one)]
    assert len(found) > 300
    assert not refused(found)


@pytest.mark.skipif(not TABLES.exists(), reason="the tables of formulas are not beside the repository")
def test_what_the_tables_give_renders() -> None:
    found = []
    for name in ("scalar", "index", "matrix"):
        for line in (TABLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            made = _derived(json.loads(line))
            found += formulas(pages([d.kernel for d in made], [None] * len(made))) if made else []
    assert len(found) > 500
    assert not refused(found)


def _derived(row: dict[str, object]) -> Section | None:
    """The derivation of a row, where it can be done."""
    sizes: dict[str, list[str]] = row.get("shapes") or {}  # type: ignore[assignment]
    let = ", ".join(f"{x}: {' x '.join(n)}" for x, n in sizes.items() if n) or row.get("let")
    text, wrt = (str(row.get(f"{key}_latex", row.get(key))) for key in ("expr", "wrt"))
    for function in (derive.gradient, derive.differential):
        try:
            d = function(text, wrt, let=let)  # type: ignore[arg-type]
            return d if isinstance(d, Section) else Section((d,))
        except DeriveError:
            continue
    return None
