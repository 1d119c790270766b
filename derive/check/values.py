"""Numbers of a document: the values that letters are given, sides evaluated with them, and digits compared.

A written number is right if the value rounds to its digits, or is cut to them. Values that the text itself rounded
before carry half a unit of their last digit each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Integer, Rational

from derive.check.opened import Names, opened
from derive.errors import DeriveError
from derive.expr.heads import Decimal, Letter, Matrix, letter, letters, shape, weight
from derive.expr.trees import rebuild, walk
from derive.judge.digits import rounded_up, units, written_number

MOST_ENTRIES = 400  # of an array that is followed
MOST_INPUTS = 60  # rounded numbers whose share in an error is computed
FINE = 0.05  # share of a value that its last digit is where a slip in it may be one of rounding
PRINTED = 7  # decimals of a number that nobody would write by hand
SLIP = 1.5  # units of the last digit up to which a number is badly rounded, and not another one


@dataclass(frozen=True, slots=True)
class Value:
    """A number or array that the text gives a letter.

    array; unit: how much the last digits count, 0 where exact; at: where it stands; true: what it should be; root: the
    place of the false number that it follows from, None where there is none.
    """

    array: Any
    unit: Any
    at: int
    true: Any = None
    root: int | None = None
    section: int = 0

    def entries(self, plain: str) -> Iterator[tuple[str, Value]]:
        """The entries of an array as letters of their own: x_2, a_12; and `a` for a matrix A."""
        import numpy as np

        form = np.shape(self.array)
        if len(form) != 2 or max(form) > 9:
            return
        unit = np.broadcast_to(np.asarray(self.unit, float), form)
        true = self.array if self.true is None else self.true
        for i, j in np.ndindex(form):
            v = replace(self, array=np.asarray(self.array[i, j]), unit=float(unit[i, j]), true=np.asarray(true[i, j]))
            if form[1] == 1:
                yield f"{plain}_{i + 1}", v
            elif len(plain) == 1:
                yield from ((f"{name}_{i + 1}{j + 1}", v) for name in {plain, plain.lower()})
        if form[1] > 1 and len(plain) == 1 and plain.isupper():
            yield plain.lower(), self


@dataclass(frozen=True, slots=True)
class Numbers:
    """The values in force, and the digits of computed numbers that stand in the text; slopes: those that have values,
    with the names of these."""

    values: Mapping[str, Value]
    names: Names
    rounded: Mapping[str, int | None] = field(default_factory=dict)
    slopes: Mapping[Any, str] = field(default_factory=dict)

    def slight(self, left: Any, right: Any) -> bool:
        """Are the values of the letters of two sides 0 and ±1 alone, at which many false identities hold?"""
        import numpy as np

        sides = [letters(t) for t in (left, right)]
        given = [self.values[x.plain].array for x in sides[0] | sides[1] if x.plain in self.values]
        return all(sides) and bool(given) and all(np.ndim(v) == 0 and v in (0, 1, -1) for v in given)

    def with_slopes(self, tree: Any) -> Any:
        """The tree with a letter for each slope that the text gave a value."""
        if not self.slopes:
            return tree

        def visit(node: Any) -> Any:
            plain = self.slopes.get(node)
            return node if plain is None else letter(plain, plain, sizes=shape(node))

        return rebuild(tree, visit)

    def without(self, plain: str) -> Numbers:
        """All but the value of one letter."""
        return (
            replace(self, values={k: v for k, v in self.values.items() if k != plain}) if plain in self.values else self
        )

    def true(self, tree: Any) -> Any:
        """The value of a tree, without the document's errors; None where it has none."""
        return _Side(tree, self).true

    def exactly(self, tree: Any, written: Any) -> bool:
        """Is a number that is written as the value of a tree that value itself, without rounding?"""
        import numpy as np

        side, said = _Side(tree, self), number(written)
        if side.value is None or said is None or np.shape(side.value) != np.shape(said) or np.any(side.room):
            return False
        return bool(np.allclose(side.value, said, rtol=1e-12, atol=0))


@dataclass(frozen=True, slots=True)
class Compared:
    """kind: `right`, `rounding` (D102) or `false`; left, right: what they are; true: the value without the document's
    own errors; root: the place of an error that both follow from; where: the entry that is furthest off, from 1."""

    kind: str
    left: Any
    right: Any
    true: Any = None
    root: int | None = None
    where: tuple[int, ...] = ()


def number(tree: Any) -> Any:
    """The value of a number or a matrix of numbers as written; None for everything else."""
    import numpy as np

    if letters(tree) or weight(tree) > 2000:
        return None
    if isinstance(tree, Matrix):
        found = [number(a) for a in tree.entries]
        if any(f is None for f in found):
            return None
        return np.array(found, float).reshape(int(tree.args[0]), int(tree.args[1]))
    return evaluated(tree, {})


def evaluated(tree: Any, values: Mapping[str, Any]) -> Any:
    """The value of a tree for given letters as an array; None where it has none."""
    import numpy as np

    from derive.numeric.compile import calling, program

    try:
        made = program([tree], single=False)
        given: dict[str, Any] = {}
        sizes = _sizes(made.parameters, values)
        for p in made.parameters:
            found = values.get(p.plain, sizes.get(p.plain))
            if found is None or p.role not in ("index", "size", "value"):
                return None
            a = np.asarray(found, float)
            if p.role in ("index", "size"):
                given[p.name] = int(a)
            else:
                given[p.name] = a.reshape(-1) if len(p.form) == 1 else a.reshape(a.shape if p.form else ())
        with np.errstate(all="ignore"):
            found = np.asarray(calling(made.function(np), given)[0], float)
    except (DeriveError, ValueError, TypeError, ArithmeticError, IndexError):
        return None
    if found.ndim == 1 and len(shape(tree)) == 2:
        found = found.reshape(-1, 1)
    return found if np.isfinite(found).all() and found.size <= MOST_ENTRIES else None


def _sizes(parameters: Any, values: Mapping[str, Any]) -> dict[str, int]:
    """Sizes that the arrays show."""
    import numpy as np

    found: dict[str, int] = {}
    for p in parameters:
        dims = [n for n in np.shape(values[p.plain]) if n != 1 or p.form] if p.plain in values else []
        for size, n in zip(p.form, dims, strict=False):
            if isinstance(size, Letter):
                found[size.plain] = n
    return found


def compare(left: Any, right: Any, relation: str, numbers: Numbers) -> Compared | None:
    """The two sides with the values of the document; None where they have none, or no side is a written number."""
    import numpy as np

    unit = units(right) if written_number(right) else None
    if unit is None and written_number(left):
        left, right, unit = right, left, units(left)
    a, b = _Side(left, numbers), _Side(right, numbers)
    if a.value is None or b.value is None or np.shape(a.value) != np.shape(b.value):
        return None
    if unit is None and relation == "≈":
        return None
    u = _spread(right, unit, relation, np.shape(b.value))
    off = np.abs(a.value - b.value)
    slack = 1e-9 * np.maximum(np.abs(a.value), np.abs(b.value)) + 1e-12
    room = slack if np.all(off <= 0.5 * u + slack) else slack + a.room + b.room
    kind = _kind(a.value, b.value, u, room)
    if kind != "right" and relation == "≈" and np.shape(a.value) == () and rounded_up(float(a.value), right):
        kind = "right"
    true = a.true if a.root is not None else None
    if kind != "right" and true is not None and _kind(true, b.value, u, slack + a.room + b.room) == "right":
        return Compared("right", true, b.value, true)
    places = np.unravel_index(int(np.argmax(off - 0.5 * u)), np.shape(off)) if np.ndim(off) else ()
    where = tuple(int(k) + 1 for k in places)
    faithful = kind == "right" and true is not None and _kind(true, b.value, u, room) != "right"
    root = a.root if faithful else min(a.digits + b.digits, default=None) if kind == "right" else None
    return Compared(kind, a.value, b.value, a.true, root, where)


def alike(left: Any, right: Any, numbers: Numbers, new: Sequence[str]) -> bool:
    """Do two sides differ, but by no more than the rounding of some digits in the right one?"""
    import numpy as np

    rounded = replace(numbers, rounded={**numbers.rounded, **dict.fromkeys(new)})
    a, b = _Side(left, numbers), _Side(right, rounded)
    if a.value is None or b.value is None or np.shape(a.value) != np.shape(b.value):
        return False
    off = np.abs(a.value - b.value)
    return bool(np.any(off > 1e-12) and np.all(off <= a.room + b.room))


def _kind(value: Any, written: Any, u: Any, room: Any) -> str:
    import numpy as np

    off = np.abs(value - written)
    cut = (np.abs(value) >= np.abs(written)) & (off < u * (1 - 1e-9)) & (value * written >= 0)
    if np.all((off <= 0.5 * u + room) | cut):
        return "right"
    near = (off <= SLIP * u + room) & ((u <= FINE * np.abs(value)) | ~_whole(value, u))
    return "rounding" if np.all(near) and np.any(u > 0) else "false"


def _whole(value: Any, u: Any) -> Any:
    """Has a value no digits behind those that were written, so that none was rounded?"""
    import numpy as np

    places = np.divide(value, u, out=np.zeros(np.shape(value)), where=np.asarray(u) > 0)
    return np.abs(places - np.round(places)) < 1e-6


def _spread(written: Any, unit: Any, relation: str, form: Any) -> Any:
    """How much the last digit of each entry counts; whole numbers beside decimals count as those, else they are
    exact but after ≈."""
    import numpy as np

    if unit is None:
        return np.zeros(form)
    u = np.asarray(unit, float).reshape(form) if np.size(unit) > 1 else np.full(form, float(np.ravel(unit)[0]))
    exact = [e for _, e in walk(written) if isinstance(e, Decimal)]
    if not exact:
        return u if relation == "≈" else np.zeros(form)
    finest = float(np.min(u))
    return np.where(u >= 1, finest, u)


class _Side:
    """A side evaluated. room: how much the numbers in it that were rounded before can move it; true: its value without
    the document's errors; root: where the first of those stands that it follows from."""

    def __init__(self, tree: Any, numbers: Numbers) -> None:
        import numpy as np

        have = numbers.values
        stop = frozenset(x for x in _named(tree, numbers) if x.plain in have)
        full = opened(numbers.with_slopes(tree), numbers.names.beside(stop))
        self.tree, inputs, roots = _loose(full, numbers)
        used = [have[x.plain] for x in letters(self.tree) if x.plain in have]
        given = {plain: v.array for plain, v in have.items()} | {k: v for k, (v, _) in inputs.items()}
        self.value = evaluated(self.tree, given)
        self.room: Any = 0.0
        self.true = self.value
        self.digits = roots
        found = [v.root for v in used if v.root is not None] + roots
        self.root = min(found) if found else None
        if self.value is None:
            return
        unsaid = [v for v in used if v.root is None and v.true is not None]
        if found or unsaid:
            truth = {plain: v.array if v.true is None else v.true for plain, v in have.items()}
            self.true = evaluated(self.tree, truth | {k: v for k, (v, _) in inputs.items()})
        names = {x.plain for x in letters(self.tree)}
        steps = {p: v.unit for p, v in have.items() if p in names} | {k: u for k, (_, u) in inputs.items()}
        self.room = _room(self.tree, given, steps, self.value)
        if unsaid and self.true is not None and not found:
            self.room = self.room + np.abs(self.true - self.value)


def _named(tree: Any, numbers: Numbers) -> Iterator[Letter]:
    """The letters of a tree and of all that its names stand for."""
    seen: set[Any] = set()
    stack = [tree]
    while stack:
        for x in letters(stack.pop()):
            if x not in seen:
                seen.add(x)
                yield x
                stack += [d[1] for d in numbers.names.letters.get(x, ())]
    for d in numbers.names.calls.values():
        yield from letters(d[1])


def _loose(tree: Any, numbers: Numbers) -> tuple[Any, dict[str, tuple[float, float]], list[int]]:
    """The tree with the numbers that the text computed before as letters: their values and half units; the places of
    the false ones."""
    inputs: dict[str, tuple[float, float]] = {}
    roots: list[int] = []

    def visit(node: Any) -> Any:
        if isinstance(node, Decimal) and (node.digits in numbers.rounded or _printed(node)):
            root = numbers.rounded.get(node.digits)
            if root is not None:
                roots.append(root)
            plain = "rounded_" + node.digits.replace(".", "_")
            inputs[plain] = float(node.value), float(units(node))
            return letter(plain, plain)
        return node

    return rebuild(tree, visit), inputs, roots


def _printed(d: Decimal) -> bool:
    """Has it so many digits that a program printed it, rounded?"""
    return len(d.digits.partition(".")[2]) >= PRINTED


def _room(tree: Any, given: Mapping[str, Any], steps: Mapping[str, Any], value: Any) -> Any:
    """How far the value can move when each rounded input moves by half a unit."""
    import numpy as np

    total = np.zeros(np.shape(value))
    count = 0
    for plain, unit in steps.items():
        u = np.broadcast_to(np.asarray(unit, float), np.shape(given[plain]))
        for place in np.ndindex(u.shape):
            if not u[place]:
                continue
            count += 1
            if count > MOST_INPUTS:
                return total
            moved = np.array(given[plain], float)
            moved[place] += 0.5 * u[place]
            end = evaluated(tree, {**given, plain: moved})
            if end is not None and np.shape(end) == np.shape(value):
                total += np.abs(end - value)
    return 1.05 * total


def with_arrays(tree: Any, values: Mapping[str, Value]) -> Any:
    """The tree with the letters that are matrices of numbers written as those; others stay letters."""
    import numpy as np

    def visit(node: Any) -> Any:
        found = values.get(node.plain) if isinstance(node, Letter) and len(node.shape) == 2 else None
        if found is None or np.ndim(found.array) != 2 or node.shape != tuple(map(Integer, found.array.shape)):
            return node
        return Matrix(*node.shape, *(Rational(repr(float(a))) for a in found.array.flat))

    return rebuild(tree, visit)


def unit_of(tree: Any, form: Any) -> Any:
    """How much the last digits of a computed number count; 0 for whole numbers alone."""
    unit = units(tree) if written_number(tree) else None
    return 0.0 if unit is None else _spread(tree, unit, "=", form)


def entry_of(array: Any, where: tuple[int, ...]) -> float:
    """One entry, counted from 1."""
    import numpy as np

    a = np.asarray(array, float)
    return float(a[tuple(k - 1 for k in where)]) if where else float(a.reshape(-1)[0])


def digits(tree: Any) -> Iterator[str]:
    """The digits of the decimals of a tree."""
    for _, e in walk(tree):
        if isinstance(e, Decimal):
            yield e.digits


def is_number(tree: Any) -> bool:
    """Is a side a number, or a matrix of numbers, as written?"""
    return written_number(tree) or isinstance(tree, Matrix) and number(tree) is not None


def recast(left: Any, right: Any) -> bool:
    """Are they lists of numbers that agree in no entry, the left one without any operation: one made of the other?"""
    if not (isinstance(left, Matrix) and isinstance(right, Matrix) and written_number(left)):
        return False
    a, b = number(left), number(right)
    return a is not None and b is not None and a.shape == b.shape and a.size > 1 and bool((a != b).all())
