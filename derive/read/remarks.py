r"""Reasons beside the rows of a display: `A &= b && \text{since } x = 1 \\ &= c` states A = b = c, and x = 1."""

from __future__ import annotations

from derive.read.syntax import Syntax

REASONS = frozenset(
    "since because as using use by with from where via due applying substituting recall note definition".split()
)


def rejoined(tree: Syntax, text: str) -> Syntax:
    """The statements of a text, where the row after a reason goes on with the chain that the reason is for."""
    if tree.kind != "statements" or r"\\" not in text:
        return tree
    kids, main, open_ = list(tree.kids), 0, False  # open: does a reason still go on?
    for k, op in enumerate(tree.value, 1):
        kid = kids[k]
        reason = _is_reason(op, text[kids[k - 1].span.end : kid.span.start]) or open_ and op.split()[1:2] == ["and"]
        if not reason or kids[main].kind != "relation":
            main, open_ = k, False
            continue
        cut = _first_row(kid, text) if kid.kind == "relation" else None
        open_ = cut is None
        if cut is None:
            continue
        chain, rest = kids[main], kid.kids[cut:]
        joined = (*chain.value, *kid.value[cut - 1 :])
        kids[main] = Syntax("relation", joined, (*chain.kids, *rest), chain.span.to(rest[-1].span))
        left = kid.kids[:cut]
        span = left[0].span.to(left[-1].span)
        kids[k] = left[0] if cut == 1 else Syntax("relation", kid.value[: cut - 1], left, span)
    return Syntax("statements", tree.value, tuple(kids), tree.span)


def _is_reason(op: str, between: str) -> bool:
    """Do words begin a statement that stands in a column of its own, or that gives a reason?"""
    words = op.removeprefix("words:").lower().replace(",", " ").replace("(", " ").split()
    return op.startswith("words:") and ("&" in between or words[:1] != [] and words[0] in REASONS)


def _first_row(chain: Syntax, text: str) -> int | None:
    """The first side of a chain that stands in a new row."""
    for k in range(1, len(chain.kids)):
        if r"\\" in text[chain.kids[k - 1].span.end : chain.kids[k].span.start]:
            return k
    return None
