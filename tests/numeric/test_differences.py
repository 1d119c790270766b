"""Derivatives as difference quotients."""

from __future__ import annotations

import derive


def test_differences_of_many_orders_are_refused_at_once() -> None:
    made = derive.differentiate(r"\sin(x^2)", "x", order=6)
    verdict = made.verify()
    assert verdict.status == "undecided"
    assert "order 6" in (verdict.reason or "")
