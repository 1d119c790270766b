"""Negative samples: the word that was seen is none of those that are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

TEXT = r"""## {words}

Let $v \in \mathbb{{R}}^d$ and $u_w \in \mathbb{{R}}^d$ for each word $w$, with the mean score
$\frac{{1}}{{V}} \sum_{{w=1}}^{{V}} u_w^\top v$. With $K$ samples the loss is

$$J = -\log \sigma(u_o^\top v) - \sum_{{k=1}}^{{K}} \log \sigma(-u_k^\top v)$$

and its gradients are

$$\frac{{\partial J}}{{\partial u_o}} = {slope}$$
"""
RIGHT = r"(\sigma(u_o^\top v) - 1) v"


@pytest.mark.parametrize(
    ("words", "slope", "status"),
    [
        ("Negative sampling", RIGHT, "verified"),
        ("Negative sampling", r"(1 - \sigma(u_o^\top v)) v", "refuted"),
        ("All words", RIGHT, "refuted"),
    ],
)
def test_the_word_that_was_seen(tmp_path: Path, words: str, slope: str, status: str) -> None:
    (tmp_path / "a.md").write_text(TEXT.format(words=words, slope=slope), encoding="utf-8")
    assert [c.status for c in derive.check(str(tmp_path / "a.md")).claims] == [status]
