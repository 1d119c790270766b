r"""Chains whose lines end with a comma: `a &= b, \\ &= c` is `a = b = c`."""

from __future__ import annotations

from collections.abc import Sequence

from derive.read.syntax import Syntax


def rejoined(kids: Sequence[Syntax]) -> list[Syntax]:
    """The items of a list; one that begins with a relation sign goes on with the relation before it."""
    out: list[Syntax] = []
    for k in kids:
        last = out[-1] if out else None
        goes_on = k.kind == "relation" and k.kids[0].kind == "empty" and k.value[0] in ("=", "≈", "≤", "≥", "<", ">")
        if goes_on and last is not None and last.kind == "relation" and last.kids[-1].kind != "empty":
            out[-1] = Syntax("relation", (*last.value, *k.value), (*last.kids, *k.kids[1:]), last.span.to(k.span))
        else:
            out.append(k)
    return out
