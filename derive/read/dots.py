r"""Patterns of dots: what the terms before and after an ellipsis have in common, an index for what differs.

Terms differ by a number that counts (`x_1, …, x_n`), wherever it occurs and with one offset in each place
(`p(x_2 \mid x_1) \cdots p(x_n \mid x_{n-1})`), or by a subscript (`x_t, …, x_{t+n-1}`); else there is no pattern.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from derive.expr.names import Name
from derive.read.indexing import could_index, parts_of
from derive.read.naming import is_integer, unbrace, walk
from derive.read.syntax import Syntax
from derive.source import Source, Span

_INDICES = ("k", "l", "i", "j", "m", "r", "s")


@dataclass(slots=True)
class Pattern:
    """The common form of two syntax trees: the body with an index for what differs, its first and last value."""

    body: Syntax
    index: Name
    first: Syntax
    last: Syntax

    @property
    def start(self) -> int | None:
        """The first value, where it is a number."""
        return int(self.first.value) if is_integer(self.first) else None


@dataclass(slots=True)
class Dots:
    """A text whose dots are being written out: its source, the names it uses, what was guessed."""

    source: Source
    used: set[Name]
    guesses: list[str]
    indices: set[Name] = field(default_factory=set)  # those that patterns made

    def index(self) -> Name | None:
        """A letter that the text does not use."""
        return next((Name(c) for c in _INDICES if Name(c) not in self.used), None)

    def take(self, found: Pattern, first: int | None) -> None:
        """The index of a pattern is used from now on, and reported."""
        self.used.add(found.index)
        self.indices.add(found.index)
        start = self.text(found.first) if first is None else f"{first}, {first + 1}"
        self.guesses.append(f"the dots run over {found.index.plain} = {start}, …")

    def text(self, node: Syntax) -> str:
        """The text of a node without white space."""
        return "".join(self.source.text[node.span.start : node.span.end].split())


def is_dots(node: Syntax | None) -> bool:
    """An ellipsis?"""
    return node is not None and node.kind == "symbol" and node.value == "ldots"


def number(value: int, span: Span) -> Syntax:
    """A whole number as syntax."""
    return Syntax("number", str(value), (), span)


def spelled(node: Syntax) -> Syntax:
    """`i1` and `12` of a subscript, as the two indices that they are beside `ik` and `1n`."""
    if (
        node.kind == "name"
        and node.value.label.isdigit()
        and node.value == Name(node.value.base, label=node.value.label)
    ):
        kids = (Syntax("name", Name(node.value.base), (), node.span), Syntax("number", node.value.label, (), node.span))
        return Syntax("term", ("",), kids, node.span)
    if is_integer(node) and len(node.value) == 2:
        return Syntax("term", ("",), tuple(Syntax("number", c, (), node.span) for c in node.value), node.span)
    return node


def alike(a: Syntax, b: Syntax) -> tuple[Syntax, Syntax]:
    """Two nodes in one spelling, where one is a pair of indices written without a gap."""
    a, b = unbrace(a), unbrace(b)
    if a.kind == "term" and b.kind != "term":
        return a, spelled(b)
    if b.kind == "term" and a.kind != "term":
        return spelled(a), b
    if {a.kind, b.kind} == {"name", "number"}:
        return spelled(a), spelled(b)
    return a, b


def same(a: Syntax, b: Syntax) -> bool:
    """Do two trees spell one formula?"""
    stack = [(a, b)]
    while stack:
        x, y = alike(*stack.pop())
        if x.kind != y.kind or x.value != y.value or len(x.kids) != len(y.kids):
            return False
        pairs = list(zip(x.kids, y.kids, strict=True))
        if any((p is None) != (q is None) for p, q in pairs):
            return False
        stack += [(p, q) for p, q in pairs if p is not None]
    return True


def _shift(node: Syntax) -> tuple[Syntax | None, int] | None:
    """(letter, offset) of `n`, `n-1`, `7`; None for anything else."""
    node = unbrace(node)
    if is_integer(node):
        return None, int(node.value)
    if node.kind in ("name", "sub"):
        return node, 0
    if node.kind == "sum" and len(node.kids) == 2 and is_integer(node.kids[1]) and node.value[0] == "+":
        sign = {"+": 1, "-": -1}.get(node.value[1])
        return None if sign is None else (node.kids[0], sign * int(node.kids[1].value))
    return None


def pattern(dots: Dots, before: Syntax, after: Syntax, pair: bool = False) -> Pattern | None:
    """What two trees have in common, if one counting number alone tells them apart, in each place with one offset.

    pair: two numbers of two digits are pairs of indices (`a_{11}` and `a_{13}`)."""
    differs: list[tuple[Syntax, Syntax]] = []
    rebuilt = _differences(before, after, differs, pair)
    if rebuilt is None or not differs:
        return None
    index = dots.index()
    if index is None:
        return None
    offsets = _offsets(dots, differs)
    if offsets is None:
        return None
    places = {id(x): shift for (x, _), shift in zip(differs, offsets, strict=True)}
    main = offsets.index(0)
    first, last = (unbrace(n) for n in differs[main])
    body = _replaced(rebuilt, places, index)
    return Pattern(body, index, first, last) if _counted(body, index) else None


def _counted(body: Syntax, index: Name) -> bool:
    """Does the index stand where indices stand, not in a label such as `x_{*1}`?"""
    for n in walk(body):
        if n.kind == "sub" and any(k.kind == "name" and k.value == index for k in walk(n.kids[1])):
            if not all(could_index(p) for p in parts_of(n.kids[1])):
                return False
    return True


def _differences(a: Syntax, b: Syntax, differs: list[tuple[Syntax, Syntax]], pair: bool) -> Syntax | None:
    """The first tree, pairs of indices spelled out; where the second is another is put into the list."""
    done: dict[int, Syntax] = {}
    stack: list[tuple[Syntax, Syntax, bool, Syntax]] = [(a, b, False, a)]
    while stack:
        x0, y0, ready, shown = stack.pop()
        if ready:
            done[id(x0)] = Syntax(shown.kind, shown.value, tuple(k and done[id(k)] for k in shown.kids), shown.span)
            continue
        x, y = alike(x0, y0)
        if pair and is_integer(x) and is_integer(y) and len(x.value) == len(y.value) == 2:
            x, y = spelled(x), spelled(y)
        shown = x
        if is_integer(x) and not (is_integer(y) and x.value == y.value) or _counts(x, y):
            differs.append((x0, y))
            done[id(x0)] = x0
            continue
        if x.kind != y.kind or x.value != y.value or len(x.kids) != len(y.kids):
            return None
        pairs = list(zip(x.kids, y.kids, strict=True))
        if any((p is None) != (q is None) for p, q in pairs):
            return None
        stack.append((x0, y0, True, shown))
        stack += [(p, q, False, p) for p, q in pairs if p is not None]
    return done[id(a)]


def _counts(x: Syntax, y: Syntax) -> bool:
    """`t` beside `t+n-1`, `t-\\tau` beside `t-1`: sums that begin with one letter."""

    def head(n: Syntax) -> Syntax:
        return unbrace(n.kids[0]) if n.kind == "sum" and n.value[0] == "+" else n

    if {x.kind, y.kind} - {"name", "sum"} or "sum" not in (x.kind, y.kind):
        return False
    return head(x).kind == "name" and head(x) is not head(y) and same(head(x), head(y)) and not same(x, y)


def _offsets(dots: Dots, differs: list[tuple[Syntax, Syntax]]) -> list[int] | None:
    """By how much each place is ahead of the one that the index counts; None where they do not count together."""
    found: list[tuple[int, str, int]] = []  # first, letter of the last, its offset
    for x, y in differs:
        first, last = _shift(unbrace(x)), _shift(unbrace(y))
        if first is None or first[0] is not None or last is None:
            texts = {(dots.text(x), dots.text(y)) for x, y in differs}
            plain = all(unbrace(y).kind in ("name", "number", "sum", "sub", "group") for _, y in differs)
            return [0] * len(differs) if len(texts) == 1 and plain else None
        found.append((first[1], dots.text(last[0]) if last[0] is not None else "", last[1]))
    if len({(letter, offset - first) for first, letter, offset in found}) != 1:
        return None
    main = next((f for f, _, offset in found if offset == 0), max(f for f, _, _ in found))
    if found[0][1] == "":  # numbers on both ends
        main = found[0][0]
        if found[0][2] <= main:
            return None
    shifts = [f - main for f, _, _ in found]
    return shifts if 0 in shifts else None


def _replaced(node: Syntax, places: dict[int, int], index: Name) -> Syntax:
    """The tree with the index, and its offset, in these places."""

    def swap(n: Syntax) -> Syntax | None:
        if id(n) not in places:
            return None
        name, shift = Syntax("name", index, (), n.span), places[id(n)]
        signs = ("+", "+" if shift > 0 else "-")
        return name if not shift else Syntax("sum", signs, (name, number(abs(shift), n.span)), n.span)

    return _swapped(node, swap)


def substituted(node: Syntax, index: Name, value: Syntax) -> Syntax:
    """The tree with a value for the index; a number is added to the offset that stands beside it."""

    def swap(n: Syntax) -> Syntax | None:
        if n.kind == "name" and n.value == index:
            return value
        first, offset = (_shift(n) if n.kind == "sum" else None) or (None, 0)
        if first is None or first.kind != "name" or first.value != index or not is_integer(value):
            return None
        return number(max(0, int(value.value) + offset), n.span)

    return _swapped(node, swap)


def _swapped(node: Syntax, swap: Callable[[Syntax], Syntax | None]) -> Syntax:
    """The tree with what `swap` gives for a node, whole, in its place; post-order on a stack of its own."""
    done: dict[int, Syntax] = {}
    stack = [(node, False)]
    while stack:
        n, ready = stack.pop()
        if ready:
            done[id(n)] = Syntax(n.kind, n.value, tuple(k and done[id(k)] for k in n.kids), n.span)
        elif (made := swap(n)) is not None:
            done[id(n)] = made
        else:
            stack.append((n, True))
            stack += [(k, False) for k in n.kids if k is not None]
    return done[id(node)]


def at(found: Pattern, value: int) -> Syntax:
    """The term of a pattern for one number."""
    return substituted(found.body, found.index, number(value, found.body.span))


def is_term(found: Pattern, value: int, written: Syntax) -> bool:
    """Is this the term of a pattern for one number? The powers 0 and 1 may be left out: `1, x, x^2, …`."""
    if value < 0:
        return False
    wanted = at(found, value)
    if same(wanted, written):
        return True
    power = wanted.kind == "sup" and is_integer(unbrace(wanted.kids[1])) and found.body.kind == "sup"
    if not power or not any(n.kind == "name" and n.value == found.index for n in walk(found.body.kids[1])):
        return False
    exponent = unbrace(wanted.kids[1]).value
    return exponent == "1" and same(wanted.kids[0], written) or exponent == "0" and written.value == "1"
