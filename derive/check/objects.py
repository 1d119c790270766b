r"""Known objects: what a density, an activation, a loss is. A post's own definition of one is compared with the usual
ways to write it (`objects_table`); it is false where it is none of them and one slip away from one.

A light object, such as the sigmoid, must be named, by the letter on the left or by the words before the formula; a
heavy one, such as the normal density, is recognised by its parts too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, permutations
from typing import Any

from derive.check.chance import head_of
from derive.check.objects_table import OBJECTS, Known
from derive.check.sides import resized_by
from derive.check.slips import Repair, repaired
from derive.errors import DeriveError
from derive.expr.heads import Call, Det, Entry, Letter, Node, Product, Sum, base, letter, letters, shape, weight
from derive.expr.scope import Scope
from derive.expr.trees import rebuild, walk
from derive.expression import parsed
from derive.judge.lines import judge
from derive.judge.screen import agreeing
from derive.verdicts import Verdict
from derive.write.latex import write

MOST_WAYS = 24  # assignments of letters that are tried
LARGEST = 60  # leaves of a definition
LEAST = 4  # leaves of a definition that is compared with a repair
SECONDS = 1.0  # for the search of a repair


@dataclass(frozen=True, slots=True)
class Slip:
    """A definition that is no usual way to write the object that it is said to be, by a counterexample, and the repair
    that makes it one."""

    name: str
    repair: Repair
    verdict: Verdict


def slip_in_definition(left: Any, right: Any, words: str) -> Slip | None:
    """What is wrong with a definition that is one slip away from the object that it is said to be."""
    if weight(right) > LARGEST or isinstance(left, Call) and any(left.function.order) or _opaque(right):
        return None
    meant: list[tuple[str, list[tuple[Any, Any]]]] = []
    for known in OBJECTS:
        if _meant(known, left, right, words):
            found = ((known.name, list(islice(_ways(known, part), MOST_WAYS))) for part in _parts(right))
            meant += [m for m in found if m[1]]
    if any(_agrees(ways) for _, ways in meant):
        return None
    slips = [s for name, ways in meant if (s := _nearest(name, ways)) is not None]
    return max(slips, key=lambda s: weight(s.repair.tree), default=None)


def _opaque(t: Any) -> bool:
    """Does it hold a function that nobody defined?"""
    return any(isinstance(e, Call) and e.function.kind != "elementary" for _, e in walk(t))


def _agrees(ways: Sequence[tuple[Any, Any]]) -> bool:
    return any(agreeing(part, [way], Scope(), seconds=SECONDS) for part, way in ways)


def _nearest(name: str, ways: Sequence[tuple[Any, Any]]) -> Slip | None:
    """The first edit of the definition that makes it one of the usual ways."""
    for pair in ways:
        try:
            found = repaired(pair, "=", Scope(), SECONDS, edited=(0,)) if weight(pair[0]) >= LEAST else None
            verdict = judge(*pair, "=", Scope()) if found is not None else None
        except DeriveError:
            continue
        if found is not None and verdict is not None and verdict.status == "refuted":
            return Slip(name, found, verdict)
    return None


# ---- what is meant ---------------------------------------------------------------------------------------------------


def _meant(known: Known, left: Any, right: Any, words: str) -> bool:
    """Is it said that this is the object: by its name on the left, by the words, or by the parts that only it has?"""
    if _left_name(left) in known.names:
        return True
    if known.cue is not None and known.cue.search(words):
        return True
    return bool(known.parts) and _is_density(left) and known.parts <= _signs(right)


def _left_name(left: Any) -> str:
    if isinstance(left, Call):
        return str(left.function.plain)
    return str(base(left).plain) if isinstance(left, (Letter, Entry)) else ""


def _is_density(left: Any) -> bool:
    return isinstance(left, Call) and left.function.kind != "elementary" and head_of(left.function) in "pPqN"


def _signs(right: Any) -> frozenset[str]:
    """The functions and constants of a formula."""
    found: set[str] = set()
    for _, e in walk(right):
        if isinstance(e, Call):
            found.add(str(e.function.plain))
        elif isinstance(e, Det):
            found.add("det")
        elif not isinstance(e, Node) and str(e) == "pi":
            found.add("pi")
    return frozenset(found)


# ---- the usual ways, in the letters of the definition ----------------------------------------------------------------


def _parts(right: Any) -> Iterator[Any]:
    """The definition, and what its products and sums are over, entries taken as letters."""
    yield right
    for _, e in walk(right):
        if isinstance(e, (Product, Sum)):
            yield _scalars(e.body)


def _scalars(t: Any) -> Any:
    """A tree whose entries are letters of their own."""
    return rebuild(t, lambda e: letter(write(e), f"{base(e).plain}_entry") if isinstance(e, Entry) else e)


@cache
def _forms(known: Known) -> tuple[Any, ...]:
    """The trees of the usual ways to write an object."""
    return tuple(parsed(form, known.let, "latex")[0].statements[0].trees[0] for form in known.forms)


def _ways(known: Known, part: Any) -> Iterator[tuple[Any, Any]]:
    """The definition and a usual way in its letters, which are positive where those of the usual way are."""
    have = sorted(letters(part), key=lambda x: x.plain)
    for form in _forms(known):
        if shape(form) != shape(part):
            continue
        wanted = sorted(letters(form), key=lambda x: x.plain)
        if len(wanted) != len(have):
            continue
        for table in _assignments(wanted, have):
            told = {y: letter(y.latex, y.plain, assume=_told(x)) for x, y in table.items() if _is_positive(x, y)}
            meant = {x: told.get(y, y) for x, y in table.items()}
            try:
                yield sized_alike(_put(part, told), _put(form, meant), table)
            except DeriveError:
                continue


def _told(x: Letter) -> str:
    return "positive integer" if "integer" in x.assumptions and "positive" in x.assumptions else "positive"


def sized_alike(part: Any, form: Any, table: dict[Letter, Letter]) -> tuple[Any, Any]:
    """Both with the sizes of the form: where D stands for its n, the vectors of the definition have D entries."""
    numbers = {x.plain: x for x in letters(part)}
    sizes = {z: numbers.get(table[w].plain, z) for x, y in table.items() for w, z in zip(x.shape, y.shape, strict=True)
             if w in table and isinstance(z, Letter)}  # fmt: skip
    return resized_by(part, sizes), resized_by(form, sizes)


def _put(t: Any, table: dict[Letter, Letter]) -> Any:
    return rebuild(t, lambda e: table.get(e, e) if isinstance(e, Letter) else e)


def _is_positive(x: Letter, y: Letter) -> bool:
    return not y.shape and not y.assumptions and "positive" in x.assumptions


def _assignments(wanted: Sequence[Letter], have: Sequence[Letter]) -> Iterator[dict[Letter, Letter]]:
    """Letters of a form -> letters of the definition, of the same rank; letters that both have stay where they are."""
    same = {x: y for x in wanted for y in have if x.plain == y.plain and _rank(x) == _rank(y)}
    open_ = [x for x in wanted if x not in same]
    left = [y for y in have if y not in same.values()]
    for order in islice(permutations(left), 120):
        if all(_rank(x) == _rank(y) for x, y in zip(open_, order, strict=True)):
            yield {**same, **dict(zip(open_, order, strict=True))}


def _rank(x: Letter) -> tuple[bool, ...]:
    return tuple(s == 1 for s in x.shape)
