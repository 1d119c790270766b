"""The usual ways to write a known object, in the letters of a definition that is compared with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, permutations
from typing import Any

from derive.check.objects_row import Known
from derive.check.sides import resized_by
from derive.errors import DeriveError
from derive.expr.heads import Entry, Eye, Letter, Product, Sum, base, letter, letters, shape
from derive.expr.trees import canonical, rebuild, walk
from derive.expression import parsed
from derive.judge.signs import SIGNS, with_signs
from derive.write.latex import write

MOST_ORDERS = 120  # assignments of letters that are tried for a form
MOST_WAYS = 60  # of an object in all
NO_SIZES: Mapping[Any, Any] = {}


def parts(right: Any) -> Iterator[Any]:
    """The definition, and what its products and sums are over, entries taken as letters."""
    yield with_signs(right, SIGNS)  # + for ±
    for _, e in walk(right):
        if isinstance(e, (Product, Sum)):
            yield _scalars(e.body)
    if not any(isinstance(e, (Product, Sum)) for _, e in walk(right)) and (alone := _scalars(right)) != right:
        yield alone


def _scalars(t: Any) -> Any:
    """A tree whose entries are letters of their own."""

    def visit(e: Any) -> Any:
        named = isinstance(e, Entry) and isinstance(base(e), Letter)
        return letter(write(e), f"{base(e).plain}_entry") if named else e

    return rebuild(t, visit)


@cache
def _forms(known: Known) -> tuple[Any, ...]:
    """The trees of the usual ways to write an object."""
    return tuple(parsed(form, known.let, "latex")[0].statements[0].trees[0] for form in known.forms)


@cache
def _left(known: Known) -> Any:
    return parsed(known.left, known.let, "latex")[0].statements[0].trees[0]


def ways(known: Known, part: Any, left: Any = None) -> dict[Any, list[Any]]:
    """The definition, with letters that are positive where those of the usual way are -> the usual ways in its letters.

    left: the left side, for a law that is known by it."""
    found: dict[Any, list[Any]] = {}
    for written, form in islice(_ways(known, part, left), MOST_WAYS):
        if form not in found.setdefault(written, []):
            found[written].append(form)
    return found


def _ways(known: Known, part: Any, left: Any) -> Iterator[tuple[Any, Any]]:
    for form in _forms(known):
        if _rank(form) != _rank(part) and not (known.fixed or known.left):
            continue
        for table in _tables(known, form, part, left):
            told = {y: letter(y.latex, y.plain, assume=_told(x)) for x, y in table.items() if _is_positive(x, y)}
            meant = {x: told.get(y, y) for x, y in table.items()}
            sizes = {m: n for x, y in table.items() for m, n in zip(x.shape, y.shape, strict=True)}
            try:
                yield sized_alike(_put(part, told), _put(form, meant, sizes), table)
            except DeriveError:
                continue


def _tables(known: Known, form: Any, part: Any, left: Any) -> Iterator[dict[Letter, Letter]]:
    """Letters of a form -> letters of the definition."""
    have, wanted = _own(part), _own(form)
    if known.left:
        yield from _by_left(_left(known), left)
    elif known.fixed:
        named = {x.plain.lower(): x for x in have}
        if len(wanted) == len(have) and set(named) <= {w.lower() for w in COUNTED}:
            yield {x: named.get(x.plain.lower(), letter(x.latex, x.plain)) for x in wanted}
    elif len(wanted) == len(have):
        yield from _assignments(wanted, have)


COUNTED = ("TP", "FP", "FN", "TN")  # letters that mean the same thing wherever they stand


def _by_left(pattern: Any, left: Any) -> Iterator[dict[Letter, Letter]]:
    wanted, have = (sorted(letters(t), key=lambda x: x.plain) for t in (pattern, left))
    if len(wanted) == len(have):
        for table in _assignments(wanted, have):
            if canonical(_put(pattern, table)) == canonical(left):
                yield table
                return


def _told(x: Letter) -> str:
    return "positive integer" if "integer" in x.assumptions and "positive" in x.assumptions else "positive"


def sized_alike(part: Any, form: Any, table: dict[Letter, Letter]) -> tuple[Any, Any]:
    """Both with the sizes of the form: where D stands for its n, the vectors of the definition have D entries."""
    numbers = {x.plain: x for x in letters(part)}
    sizes = {z: numbers.get(table[w].plain, z) for x, y in table.items() for w, z in zip(x.shape, y.shape, strict=True)
             if w in table and isinstance(z, Letter)}  # fmt: skip
    return resized_by(part, sizes), resized_by(form, sizes)


def _put(t: Any, table: dict[Letter, Letter], sizes: Mapping[Any, Any] = NO_SIZES) -> Any:
    """The tree with other letters, and with identity matrices of other sizes."""

    def visit(e: Any) -> Any:
        if isinstance(e, Eye):
            return Eye(sizes.get(e.args[0], e.args[0]))
        return table.get(e, e) if isinstance(e, Letter) else e

    return rebuild(t, visit)


def _own(t: Any) -> list[Letter]:
    """The letters of a tree in order, sizes of identity matrices left out."""
    return sorted(letters(t) & {e for _, e in walk(t)}, key=lambda x: x.plain)


def _is_positive(x: Letter, y: Letter) -> bool:
    return not y.shape and not y.assumptions and "positive" in x.assumptions


def _assignments(wanted: Sequence[Letter], have: Sequence[Letter]) -> Iterator[dict[Letter, Letter]]:
    """Letters of a form -> letters of the definition, of the same rank; first where letters that both have stay."""
    orders = islice(permutations(have), 5 * MOST_ORDERS)
    tables = [dict(zip(wanted, order, strict=True)) for order in orders
              if all(_rank(x) == _rank(y) for x, y in zip(wanted, order, strict=True))]  # fmt: skip
    yield from sorted(tables, key=lambda t: -sum(x.plain == y.plain for x, y in t.items()))[:MOST_ORDERS]


def _rank(x: Any) -> tuple[bool, ...]:
    return tuple(s == 1 for s in shape(x))
