"""The words around formulas of notebooks, and dollars inside of dollars."""

from __future__ import annotations

import json

import pytest

from derive.check.documents import document
from derive.check.shapes import silent
from derive.check.tex import expanded
from derive.check.text import Document, Formula, Text
from derive.errors import DeriveError


def notebook(*cells: tuple[str, str], indent: int | None = 1) -> Document:
    made = [{"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)} for kind, text in cells]
    return document(json.dumps({"cells": made}, indent=indent, ensure_ascii=False), "a.ipynb")


def formulas(d: Document) -> list[Formula]:
    return [f for f in d.found if isinstance(f, Formula)]


@pytest.mark.parametrize("indent", [1, 4, None])
def test_headings_of_cells_part_sections(indent: int | None) -> None:
    d = notebook(("markdown", "# One\n\nLet $a = 1$.\n\nAnd\n$b = 2$."), ("code", "# no heading\nx = 1\n"),
                 ("markdown", "Now $c$.\n\n### Two\n\nThen $d$."), indent=indent)  # fmt: skip
    found = formulas(d)
    assert [f.section for f in found] == [1, 1, 1, 2]
    assert [f.paragraph for f in found] == sorted({f.paragraph for f in found})
    assert [f.before.split()[-1] for f in found] == ["$", "$", "$", "$"]
    assert "Let $" in found[0].before and '"' not in found[1].before and "heading" not in found[2].before


def test_comments_of_code_are_no_headings() -> None:
    d = document("# One\n\n$a$\n\n```python\n# a comment\n```\n\n$b$\n", "a.md")
    assert [f.section for f in formulas(d)] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        r"where $$d(z) = \begin{cases}1 & \text{if $z$ agrees with $x$} \\ 0 & \text{else}\end{cases}$$. The $$b$$",
        r"$$\text{minimise (over $x$)} c$$ and $$b$$",
    ],
)
def test_words_of_a_display_hold_formulas(text: str) -> None:
    assert [f.text.text for f in formulas(document(text, "a.md"))][1:] == ["b"]


def test_dollars_that_do_not_match_lose_no_formulas_after_them() -> None:
    text = "A price of $$ is odd. These are words of prose, and more words of it follow here, until $$a = b$$ ends.\n"
    assert "a = b" in [f.text.text for f in formulas(document(text, "a.md"))]


def test_commands_of_a_macro_stay_apart_from_letters() -> None:
    known = {"norm": (1, r"\left\lVert#1\right\rVert")}
    assert expanded(Text(r"\norm{u} = \norm{\mathbf{u}}"), known).text == (
        r"\left\lVert u\right\rVert  = \left\lVert\mathbf{u}\right\rVert "
    )


@pytest.mark.parametrize("text", [r"D = \big \{ x_n, y_n \big \}_{n=1}^N", r"\mathcal{X} := \{x_1, ..., x_n\}"])
def test_sets_are_given_a_name(text: str) -> None:
    assert silent(text, DeriveError("a set")) == "definition"
