"""Logarithms to base 2, where a document counts in bits."""

from __future__ import annotations

from dataclasses import replace

from derive.check.judging import judged
from derive.check.link import Ground, Link, Outcome
from derive.check.sides import holds_log, in_base
from derive.expr.heads import letters


def rebased(link: Link, o: Outcome, on: Ground) -> Outcome:
    """The outcome where log is to base 2, as the words say or numbers alone show, if that makes the link true."""
    pair = link.left, link.right
    shown = "bits" in on.unspoken or not any(letters(t) for t in pair)
    if o.status != "refuted" or not shown or not any(holds_log(t) for t in pair):
        return o
    made = judged(replace(link, left=in_base(pair[0], 2), right=in_base(pair[1], 2)), on)
    return replace(made, reason="log is to base 2") if made.status == "verified" else o
