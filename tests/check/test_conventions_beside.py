"""The conventions beside a document hold for its formulas."""

from pathlib import Path

import pytest

import derive


def counts(path: Path) -> dict[str, int]:
    return dict(derive.check(str(path)).counts)


def test_what_is_declared_beside_the_document_holds(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(r"It follows that $\nabla_x (x^\top A x) = 2 A x$ for all $x$." + "\n", encoding="utf-8")
    assert counts(post)["verified"] == 0
    (tmp_path / "derive.toml").write_text('let = ["x: n", "A: n x n symmetric"]\n', encoding="utf-8")
    assert counts(post)["verified"] == 1


def test_a_false_convention_is_said(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("$x = x$\n", encoding="utf-8")
    (tmp_path / "derive.toml").write_text('upper = "matrx"\n', encoding="utf-8")
    with pytest.raises(derive.DeriveError, match="matrx"):
        derive.check(str(post))
