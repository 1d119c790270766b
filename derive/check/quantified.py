"""The letters that the words around an equation say it holds for: `For all $x$ and $y$`, `… for every real $t$`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from derive.check import prose
from derive.check.known import Known
from derive.check.reading import read_under
from derive.check.text import Formula
from derive.errors import DeriveError
from derive.expr.heads import Letter, letters

KIND = r"(?: (?:real|numbers?|scalars?|vectors?|matrices|matrix|values?|of|the|non-?zero))*"
ALL = rf"\bfor (?:all|any|every|each|arbitrary){KIND}"
BEFORE = re.compile(rf"{ALL}[\s$(\[\\`]*(?::math:`)?$", re.IGNORECASE)
AFTER = re.compile(rf"^[\s$)\]\\`,]*{ALL}[\s$(\[\\`]*(?::math:`)?$", re.IGNORECASE)
LEADS = re.compile(
    r"^(?:[\s$)\]\\`,:>]|</?\w+>)*"
    r"(?:(?:then|thus|hence|we (?:have|get|find|know)(?: that)?|it (?:holds|is true)(?: that)?|one has|there holds)\b)?"
    r"(?:[\s,:$(\[\\`]|</?\w+>|\\begin\{\w+\*?\}|:math:|\.\. math::)*$",
    re.IGNORECASE,
)
ENDS = re.compile(r"^[\s$)\]\\`]*(?:[.;:]|\n[ \t]*\n|$)")


def quantified(found: Sequence[Any], k: int, known: Known) -> frozenset[str]:
    """The plain names of the letters that formula k is said to hold for all values of."""
    f = found[k]
    before = _before(found, k, known) if LEADS.match(f.before) else None
    return before or (_after(found, k, known) if AFTER.match(f.after) else None) or frozenset()


def _before(found: Sequence[Any], k: int, known: Known) -> frozenset[str] | None:
    """Those of a list of formulas that stands before it."""
    names: frozenset[str] = frozenset()
    for g in reversed(found[max(0, k - 4) : k]):
        if not isinstance(g, Formula) or g.display or g.section != found[k].section:
            return None
        begins = BEFORE.search(g.before)
        if not begins and not prose.goes_on(g.before) or (own := _named(g, known)) is None:
            return None
        names |= own
        if begins:
            return names
    return None


def _after(found: Sequence[Any], k: int, known: Known) -> frozenset[str] | None:
    """Those of a list of formulas that stands behind it."""
    names: frozenset[str] = frozenset()
    for g in found[k + 1 : k + 5]:
        if not isinstance(g, Formula) or g.display or (own := _named(g, known)) is None:
            return None
        names |= own
        if ENDS.match(g.after):
            return names
        if not prose.goes_on(g.after):
            return None
    return None


def _named(g: Formula, known: Known) -> frozenset[str] | None:
    r"""The letters of `x`, `x, y`, `x \in \mathbb{R}^n`, `x > 0`; None where it is anything else."""
    try:
        statements = read_under(g.text.text, known)[0].statements
    except DeriveError:
        return None
    names: set[str] = set()
    for s in statements:
        if s.kind == "declaration":
            names |= set(s.names)
        elif (
            len(s.trees) == 1
            and isinstance(s.trees[0], Letter)
            or len(s.trees) == 2
            and isinstance(s.trees[0], Letter)
            and "=" not in s.relations
            and not letters(s.trees[1])
        ):
            names.add(s.trees[0].plain)
        else:
            return None
    return frozenset(names)
