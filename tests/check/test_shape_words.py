"""Shapes that the words give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import derive
from derive.check.documents import document
from derive.check.sentences import sentence
from derive.check.shape_words import declared

SPOKEN = [
    (r"The inputs $\mathbf{X}$ are in $\mathbb{R}^{n \times d}$.", {"X": "(n, d)"}),
    (r"Let $A$ be an $m \times n$ matrix and $x$ a vector in $\mathbb{R}^n$.", {"A": "(m, n)", "x": "(n, 1)"}),
    (r"Given an $m \times n$ real matrix $A$ and $n \times p$ matrices $B$ and $C$,",
     {"A": "(m, n)", "B": "(n, p)", "C": "(n, p)"}),
    (r"the weight matrix $W$ of size $3 \times 4$", {"W": "(3, 4)"}),
    (r"for all $x, y$ in $\mathbb{R}^n$", {"x": "(n, 1)", "y": "(n, 1)"}),
    (r"a $d$-dimensional input vector $x$", {"x": "(d, 1)"}),
    (r"$U$ and $V$ are $n \times r$ orthogonal matrices", {"U": "(n, r)", "V": "(n, r)"}),
    (r"a map from $\mathbb{R}^n$ to $\mathbb{R}^m$", {}),
    (r"where $f$ is a function in $\mathbb{R}^n$", {}),
    (r"The cost is $O(n)$ in $\mathbb{R}^n$", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes"), SPOKEN)
def test_spoken(text: str, shapes: dict[str, str]) -> None:
    d = document(text, "post.md")
    around = ((f, sentence(d.found, k)) for k, f in enumerate(d.found))
    made = [x for f, (lead, tail) in around for x in declared(replace(f, lead=lead, tail=tail))]
    assert {n: str(r.scope.letters[n].shape) for s, r in made for n in s.names} == shapes


@pytest.mark.parametrize(
    ("line", "refuted"),
    [(r"H = X W", 0), (r"H = W X", 1), (r"H = W X + B", 1), (r"H = X W + b", 0), (r"H = W^\top X^\top", 0)],
)
def test_a_product_of_declared_matrices_that_fits_nothing_is_false_though_its_name_is_new(
    tmp_path: Path, line: str, refuted: int
) -> None:
    words = r"The inputs $X$ are in $\mathbb{R}^{n \times d}$, the $d \times q$ matrix $W$ holds weights, and"
    (tmp_path / "a.md").write_text(f"{words} $b \\in \\mathbb{{R}}^q$:\n\n$$\n{line}\n$$\n")
    report = derive.check(str(tmp_path / "a.md"))
    assert [d.code for d in report.diagnostics] == ["D401"] * refuted


def test_shapes_of_words_count_against_what_is_near(tmp_path: Path) -> None:
    far = "\n\n".join(["It goes on."] * 4)
    text = "A matrix $Q$ of size $m \\times n$ meets a matrix $R$ of size $n \\times q$. LINE"
    for line, errors in ((f"{far}\n\nWe use $H = R Q$.", 0), ("We use $H = R Q$.", 1), ("In general $Q R ≠ R Q$.", 0)):
        (tmp_path / "a.md").write_text(text.replace("LINE", line))
        assert len(derive.check(str(tmp_path / "a.md")).diagnostics) == errors


def test_vectors_of_words_may_be_written_by_components(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(r"For vectors $v, w$ in $\mathbb{R}^d$ we write $B(v, w) = v^i w^j H_{ij}(t)$.")
    assert not derive.check(str(tmp_path / "a.md")).diagnostics
