"""What the words around a formula say of what it defines: those of its sentence, and those of its section above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import S

from derive.check import prose
from derive.check.documents import HEADING
from derive.check.known import Known
from derive.check.link import ORDERED
from derive.check.normalised import no_density, unnormalised
from derive.check.objects import Slip, Told, known_object, no_object
from derive.check.sides import opaque
from derive.check.support import Condition
from derive.check.text import Document, Formula
from derive.check.values import is_number
from derive.expr.heads import Derivative, Relation, letters
from derive.expr.scope import Scope
from derive.expr.trees import walk

FAR, NEAR_BY = 700, 300  # characters of a section that are looked at, before a formula and behind it


def told(d: Document, f: Formula) -> Told:
    """The words before a formula; those behind it where none before it name a distribution."""
    at = f.text.origin(0)
    above = d.source[max(0, at - FAR) : at]
    headings = [m.start() for m in HEADING.finditer(above)]
    above = above[headings[-1] :] if headings else above
    end = f.text.end(len(f.text.text))
    around = above + d.source[at : end + NEAR_BY]
    found = Told(f.lead or prose.sentence(above), above, around)
    return found if found.named() else Told(found.sentence, above + prose.sentence_after(f.after), around)


@dataclass(frozen=True, slots=True)
class Around:
    """What a statement of a formula stands in: its document, what is known, and the conditions beside it."""

    document: Document
    known: Known
    formula: Formula
    beside: Sequence[Condition]
    seed: int


def _slope(*trees: Any) -> bool:
    """Does one of them hold a derivative? The slope of a known object is none."""
    return any(isinstance(e, Derivative) for t in trees for _, e in walk(t))


def _event(left: Any) -> bool:
    """Is it about what lies between bounds, `P(0 ≤ U < p)`, and no mass or density?"""
    return any(isinstance(e, Relation) and e.op in ORDERED for _, e in walk(left))


def object_of(left: Any, right: Any, a: Around) -> dict[str, Any] | None:
    """What an item says of a definition that is one slip away from a known object, or a density without the total 1."""
    if _slope(left, right) or _event(left):
        return None
    found = known_object(left, right, told(a.document, a.formula))
    return no_object(found) if isinstance(found, Slip) else total(left, right, a)


def object_of_link(sides: Sequence[Any], right: Any, a: Around) -> dict[str, Any] | None:
    """The same of a link of a chain whose first side is no new name; a usual form with a parameter that the function of
    the table lacks is a definition."""
    if is_number(right) or any(opaque(t) is None for t in sides[1:]):
        return None
    if _slope(*sides, right) or _event(sides[0]):
        return None
    found = known_object(sides[0], right, told(a.document, a.formula))
    if isinstance(found, Slip):
        return no_object(found)
    if len(sides) > 1:
        return None
    free = opaque(sides[0]) is None and letters(right) - letters(sides[0])  # `ELU(x)` with an α of its own
    usual = {"kind": "definition"} if found is not None and free else None
    return total(sides[0], right, a) or usual


def total(left: Any, right: Any, a: Around) -> dict[str, Any] | None:
    """What an item says of a density whose integral is not 1, under the conditions beside it and in its sentence."""
    f = a.formula
    near = [fact for fact in a.known.standing(f.paragraph) if f.text.origin(0) - prose.NEAR <= fact.at]
    said = [((fact.left, fact.right), (fact.relation,)) for fact in (*a.known.case, *near)]
    found = unnormalised(left, right, [*a.beside, *said], told(a.document, f), a.seed)
    return None if found is None else no_density(found) | {"sides": (found.total, S.One), "scope": Scope()}
