r"""Probabilities of events, as areas of a diagram: `P(A \cup B)`, `P(A^c \mid B)`, `P(X \le x)`, `P(\emptyset)`.

Each event parts the space in two, a variable and the values that it is compared with in the points and the gaps
between them. An event is then a set of cells, and its probability the sum of their weights: what holds for any
weights is true. What fails is asked again under the usual conditions (independent, disjoint, one inside of the
other, …), and it is false only where it fails under all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from typing import Any

from sympy import Integer

from derive.errors import DeriveError
from derive.expr.heads import (
    And,
    Call,
    Entry,
    Frac,
    Given,
    Letter,
    Power,
    Relation,
    Times,
    letter,
    letters,
    plus,
    times,
)
from derive.expr.inert import Inert
from derive.expr.operators import Integral
from derive.expr.trees import rebuild, walk

MEASURES = ("P", "Pr")
MOST_EVENTS, MOST_CELLS = 4, 64
JOINED = {r"\cup": "or", r"\vee": "or", r"\cap": "and", r"\wedge": "and", r"\setminus": "without"}
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda a, b: a == b, "≠": lambda a, b: a != b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
    "≤": lambda a, b: a <= b, "≥": lambda a, b: a >= b}  # fmt: skip
TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
COMPLEMENTS = ("_bar", "_prime", "_c")
Cell = tuple[int, ...]


class Outside(DeriveError):
    """The formula is none that the diagram speaks of."""


@dataclass(frozen=True, slots=True)
class Case:
    """A condition on the events: the cells that are possible, and how a weight is made of a cell."""

    words: str
    possible: Callable[[Cell], bool]
    weight: Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class Diagram:
    """events: plain names of events, a place of a cell each (1: it happens); compared: plain name of a variable -> the
    values it is compared with, in order; its place of a cell is 2k + 1 at the value k, even numbers lie between."""

    events: tuple[str, ...]
    compared: tuple[tuple[str, tuple[Any, ...]], ...]

    def cells(self) -> list[Cell]:
        """All cells."""
        sizes = [2] * len(self.events) + [2 * len(v) + 1 for _, v in self.compared]
        return list(product(*(range(n) for n in sizes)))

    def general(self) -> Case:
        """Any weights."""
        numbers = {c: Integer(k + 1) for k, c in enumerate(self.cells())}
        w = letter("w", "w_cells", sizes=(Integer(len(numbers)), 1), assume="positive")
        return Case("", lambda c: True, lambda c: Entry(w, numbers[c]))

    def cases(self) -> Iterator[Case]:
        """The usual conditions, at some weights."""
        n = len(self.events)
        general = Case("", lambda c: True, lambda c: _some(*c))
        yield Case("they are independent", general.possible, lambda c: times(*(_some(k, v) for k, v in enumerate(c))))
        for k in range(n):
            yield Case("some are independent given another", general.possible, _given(k))
            yield Case("an event is certain", _count((k,), lambda n: n == 1), general.weight)
        for size in range(2, n + 1):
            for some in combinations(range(n), size):
                for words, fits in COUNTS:
                    yield Case(words, _count(some, fits), general.weight)
        for a, b in permutations(range(n), 2):
            yield Case("one lies in the other", _inside(a, b), general.weight)
        if self.compared:
            yield Case("no single value has a probability", lambda c: all(v % 2 == 0 for v in c[n:]), general.weight)
            if all(v.is_Integer for _, vs in self.compared for v in vs):
                yield Case("the variables are whole numbers from 0 on", self._whole, general.weight)

    def _whole(self, c: Cell) -> bool:
        """Does the cell hold a whole number from 0 on?"""
        for v, (_, values) in zip(c[len(self.events) :], self.compared, strict=True):
            low = int(values[v // 2 - 1]) if v > 1 else None
            high = int(values[v // 2]) if v // 2 < len(values) else None
            if v % 2 == 0 and high is not None and high - 1 <= (-1 if low is None else low):
                return False
            if v % 2 and int(values[v // 2]) < 0:
                return False
        return True


COUNTS = (("no two of them happen together", lambda n: n <= 1), ("one of them happens", lambda n: n >= 1),
          ("exactly one of them happens", lambda n: n == 1))  # fmt: skip


def _given(k: int) -> Callable[[Cell], Any]:
    """Weights under which all others are independent given the event k."""
    return lambda c: times(*(_some(j, v, c[k]) for j, v in enumerate(c) if j != k), _some(k, c[k]))


def _count(some: tuple[int, ...], fits: Callable[[int], bool]) -> Callable[[Cell], bool]:
    return lambda c: fits(sum(c[k] for k in some))


def _inside(a: int, b: int) -> Callable[[Cell], bool]:
    return lambda c: c[a] <= c[b]


def _some(*places: int) -> Integer:
    """A weight from 3 to 103, another one for most other places."""
    found = 0
    for p in places:
        found = (found * 37 + p * p + 11 * p + 5) % 101
    return Integer(3 + found)


def is_measure(e: Any) -> bool:
    """`P(…)` of something."""
    return isinstance(e, Call) and str(e.function.plain).partition("_")[0] in MEASURES and not any(e.function.order)


def diagram(trees: Sequence[Any]) -> Diagram | None:
    """The diagram of an equation; None where no operation on events or comparison stands in it."""
    calls = [e for t in trees for _, e in walk(t) if is_measure(e)]
    names = {x.plain for e in calls for a in _arguments(e) for x in letters(a)}
    if not any(_speaks(a, names) for e in calls for a in _arguments(e)):
        return None
    if any(isinstance(e, Integral) or isinstance(e, Call) and e.function.kind != "elementary" and not is_measure(e)
           for t in trees for _, e in walk(t)):  # fmt: skip
        return None
    events: dict[str, None] = {}
    compared: dict[str, dict[Any, None]] = {}
    try:
        for e in calls:
            for a in _arguments(e):
                for kind, what in _atoms(a):
                    if kind == "event":
                        events[what] = None
                    else:
                        compared.setdefault(what[0], {})[what[1]] = None
        own = tuple(x for x in events if _stem(x, events) is None)
        between = [_between(a) for e in calls for a in _arguments(e)]
        found = Diagram(own, tuple((x, _ordered(tuple(v), between)) for x, v in compared.items()))
    except Outside:
        return None
    if len(own) > MOST_EVENTS or len(found.cells()) > MOST_CELLS or set(compared) & set(events):
        return None
    return found


def _ordered(values: tuple[Any, ...], between: Sequence[Any]) -> tuple[Any, ...]:
    """The values that a variable is compared with, in order; between: two of which one is known to be below the other.
    Raises: Outside where their order is not known."""
    if len(values) > 1 and not all(v.is_Integer for v in values):
        known = next((b for b in between if b is not None and set(b) == set(values)), None)
        if known is None:
            raise Outside("values of unknown order")
        return tuple(known)
    return tuple(sorted(values, key=int)) if len(values) > 1 else values


def _between(a: Any) -> tuple[Any, Any] | None:
    """a and b of `a < X \\le b`."""
    if not isinstance(a, And) or len(a.args) != 2:
        return None
    first, second = map(_comparison, a.args)
    if first is None or second is None or first[0] != second[0]:
        return None
    low, high = (first, second) if first[1] in (">", "≥") else (second, first)
    return (low[2], high[2]) if low[1] in (">", "≥") and high[1] in ("<", "≤") else None


def _comparison(e: Any) -> tuple[str, str, Any] | None:
    """(X, relation, value) of a comparison of a variable, a capital where letters stand on both sides, with a value."""
    if not isinstance(e, Relation) or e.op not in HOLDS:
        return None
    _, left, right = e.args
    turned = not isinstance(left, Letter) or isinstance(right, Letter) and _capital(right) and not _capital(left)
    x, op, value = (right, TURNED.get(e.op, e.op), left) if turned else (left, e.op, right)
    if not isinstance(x, Letter) or any(map(_capital, letters(value))):
        return None
    return (x.plain, op, value) if _capital(x) or value.is_Integer else None


def _capital(x: Letter) -> bool:
    return str(x.plain)[:1].isupper()


def _arguments(e: Any) -> list[Any]:
    return [g for a in e.arguments for g in (a.args if isinstance(a, Given) else (a,))]


def _speaks(a: Any, names: set[str]) -> bool:
    """Is it an operation on events, or a comparison that no density takes?"""
    operation = isinstance(a, Inert) and (a.plain in ("joined", "not", "emptyset"))
    operation = operation or isinstance(a, Letter) and _stem(a.plain, names) is not None
    return operation or _complement(a) is not None or isinstance(a, Relation) and a.op in ("<", ">", "≤", "≥", "≠")


def _complement(a: Any) -> Any:
    r"""A of `A^c`, `\neg A`; None for others."""
    if isinstance(a, Power) and isinstance(a.args[1], Letter) and a.args[1].plain in ("c", "complement"):
        return a.args[0]
    return a.arguments[0] if isinstance(a, Inert) and a.plain == "not" else None


def _signs(a: Inert) -> list[str]:
    """The operations between the arguments of a joined one."""
    return [JOINED.get(s, "") for s in a.latex.split(" ")[1::2]]


def _atoms(a: Any) -> Iterator[tuple[str, Any]]:
    """The events and comparisons of an argument. Raises: Outside for what is neither."""
    stack = [a]
    while stack:
        e = stack.pop()
        if (inner := _complement(e)) is not None:
            stack.append(inner)
        elif isinstance(e, Inert) and e.plain == "joined" and "" not in _signs(e):
            stack += e.arguments
        elif isinstance(e, (And, Times)):
            stack += e.args
        elif isinstance(e, Letter) and not e.shape:
            yield "event", e.plain
        elif (found := _comparison(e)) is not None:
            yield "compared", (found[0], found[2])
        elif not (isinstance(e, Inert) and e.plain == "emptyset"):
            raise Outside("an event of another kind")


def _stem(name: str, events: Any) -> str | None:
    r"""A of `\bar A` and `A'`, where A stands in the formula too."""
    return next((name[: -len(c)] for c in COMPLEMENTS if name.endswith(c) and name[: -len(c)] in events), None)


# ---- the equation in the diagram -------------------------------------------------------------------------------------


def measured(t: Any, d: Diagram, case: Case) -> Any:
    """A side with the weights of cells in the place of its probabilities.

    Raises: Outside, also where one of them is 0 only under this condition: nobody writes what vanishes.
    """
    every = d.cells()

    def probability(happens: Callable[[Cell], bool]) -> Any:
        general = [c for c in every if happens(c)]
        inside = [c for c in general if case.possible(c)]
        if general and not inside:
            raise Outside("a probability that vanishes")
        return plus(*map(case.weight, inside)) if inside else Integer(0)

    def visit(e: Any) -> Any:
        if not is_measure(e):
            return e
        given = [g for a in e.arguments if isinstance(a, Given) for g in a.args]
        heads = [a for a in e.arguments if not isinstance(a, Given)]
        return Frac(probability(lambda c: all(_happens(a, c, d) for a in (*heads, *given))),
                    probability(lambda c: all(_happens(a, c, d) for a in given)))  # fmt: skip

    made = rebuild(t, visit)
    if any(isinstance(e, Inert) for _, e in walk(made)):
        raise Outside("events outside of a probability")
    return made


def _happens(e: Any, c: Cell, d: Diagram) -> bool:
    """Does the event happen in the cell?"""
    if (inner := _complement(e)) is not None:
        return not _happens(inner, c, d)
    if isinstance(e, (And, Times)):
        return all(_happens(a, c, d) for a in e.args)
    if isinstance(e, Letter):
        stem = _stem(e.plain, d.events)
        return not c[d.events.index(stem)] if stem is not None else bool(c[_place(e.plain, d)])
    if (found := _comparison(e)) is not None:
        x, op, value = found
        k = next((k for k, (name, _) in enumerate(d.compared) if name == x), None)
        if k is None or value not in d.compared[k][1]:
            raise Outside("another comparison")
        return HOLDS[op](c[len(d.events) + k], 2 * d.compared[k][1].index(value) + 1)
    if not isinstance(e, Inert) or e.plain not in ("joined", "emptyset"):
        raise Outside("another event")
    if e.plain == "emptyset":
        return False
    happens = _happens(e.arguments[0], c, d)
    for sign, a in zip(_signs(e), e.arguments[1:], strict=True):
        other = _happens(a, c, d)
        happens = happens or other if sign == "or" else happens and (other if sign == "and" else not other)
    return happens


def _place(name: str, d: Diagram) -> int:
    if name not in d.events:
        raise Outside("another event")
    return d.events.index(name)


def alone(trees: Sequence[Any]) -> bool:
    """Do the sides hold nothing but probabilities, two at least of the same events, or that of the impossible one?"""
    calls = [e for t in trees for _, e in walk(t) if is_measure(e)]
    inside = {x for e in calls for a in _arguments(e) for x in letters(a)}
    same = len({frozenset(x) for x in map(_spoken, trees) if x}) < 2
    return same and (len(calls) > 1 or not inside) and {x for t in trees for x in letters(t)} <= inside


def comparable(left: Any, right: Any) -> bool:
    """Does a side speak of all that the other one speaks of? `P(A) = P(B)` says that A and B are tied."""
    a, b = _spoken(left), _spoken(right)
    return a <= b or b <= a


def _spoken(t: Any) -> set[str]:
    """The events and the variables that a side speaks of."""
    calls = [e for _, e in walk(t) if is_measure(e)]
    atoms = [x for e in calls for a in _arguments(e) for x in _atoms(a)]
    names = {x for kind, x in atoms if kind == "event"}
    return {_stem(x, names) or x for x in names} | {x[0] for kind, x in atoms if kind != "event"}
