"""The greatest entry of an array, `\\max(z)`; numbers with marks between their thousands."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"\mathrm{softmax}(z) = \mathrm{softmax}(z - \max(z))", "verified"),
        (r"\mathrm{softmax}(z) = \mathrm{softmax}(2z - \max(z))", "refuted"),
        (r"\max(z) = \max_i z_i", "verified"),
        (r"\min(z) = -\max(-z)", "verified"),
        (r"\max(A) = \max_i \max_j A_{ij}", "verified"),
        (r"\max(0, z) - \max(0, -z) = z", "verified"),
        (r"\max(c) = c", "verified"),
        (r"150,528 \times 512 = 77,070,336", "proved"),
        (r"150,528 \times 512 = 77,070,337", "refuted"),
        (r"1,200 \cdot 3 = 3,600", "proved"),
    ],
)
def test_the_greatest_entry_and_large_numbers(text: str, status: str) -> None:
    assert derive.verify(text, let={"z": "n", "A": "m x k"}).status == status
