"""What is reached from a name by steps from names to names."""

from __future__ import annotations

from collections.abc import Mapping


def reached(start: str, following: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All names that the steps lead to; the first one only where a circle leads back to it."""
    found: set[str] = set()
    stack = [start]
    while stack:
        new = following.get(stack.pop(), frozenset()) - found
        found |= new
        stack += new
    return frozenset(found)
