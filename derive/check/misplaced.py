r"""A side of a chain whose factors do not fit in shape, though the other sides say what shapes its letters have:
`X^\top w^\top X v` among sides that hold `w^\top X^\top X v`. It counts only if one factor moved, turned or exchanged
with its neighbour makes it equal to the side before it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.check.known import Known
from derive.check.loose import syntax
from derive.errors import DeriveError, ShapeError
from derive.expr.heads import letters, shape
from derive.expr.names import Name
from derive.expr.scope import Scope
from derive.judge.lines import judge
from derive.read.elaborate import Reading, elaborate
from derive.read.naming import walk
from derive.read.survey import is_transpose
from derive.read.syntax import Syntax
from derive.source import Source
from derive.write.latex import write

MOST_FACTORS, MOST_SIDES, SECONDS = 8, 12, 3.0
MULTIPLIED = ("", "cdot", "*", "times")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """The link of a chain whose right side does not fit: its start and end, why, and the side as it should be."""

    start: int
    end: int
    message: str
    help: str


def misplaced(text: str, known: Known) -> Misplaced | None:
    """The first side of the chains of a formula that fits in no shape, where one move of a factor mends it."""
    read = syntax(text, {})
    if read is None or "matrix}" in text:
        return None
    tree, begin = read
    chains = [n for n in walk(tree) if n.kind == "relation" and set(n.value) == {"="} and len(n.kids) > 1]
    source = Source(text[begin:] if begin else text)
    scope = Scope(letters=known.firm.letters, spelled=known.firm.spelled)
    for chain in chains[:2]:
        if len(chain.kids) <= MOST_SIDES and (found := _in_chain(chain, scope, source, begin)) is not None:
            return found
    return None


def _in_chain(chain: Syntax, scope: Scope, source: Source, begin: int) -> Misplaced | None:
    end = time.process_time() + SECONDS
    errors = [_shape_error(k, scope, source) for k in chain.kids]
    good = [k for k, e in zip(chain.kids, errors, strict=True) if e is None and k.kind != "empty"]
    bad = next((n for n, e in enumerate(errors) if e is not None and n), None)
    if bad is None and len(good) == len(chain.kids) > 2:  # each is sound, and one has another shape than the others
        bad = next((n for n in range(1, len(good)) if _sound(chain, n, scope, source)), None)
        good = [k for n, k in enumerate(good) if n != bad]
    if bad is None or errors[bad - 1] is not None:
        return None
    whole = _read(_related(good, chain) if len(good) > 1 else good[0], scope, source)
    if whole is None or len(whole.statements) != 1 or len(whole.statements[0].trees) != len(good):
        return None
    target = whole.statements[0].trees[good.index(chain.kids[bad - 1])]
    said = replace(scope, letters=whole.scope.letters, guesses=())
    error = _shape_error(chain.kids[bad], said, source) or _shape_error(chain, scope, source)
    if error is None:
        return None
    for side in _edits(chain.kids[bad]):
        if time.process_time() > end:
            return None
        made = _read(side, said, source)
        tree = made.statements[0].trees[0] if made is not None and len(made.statements) == 1 else None
        if tree is not None and _equal(target, tree):
            start, stop = begin + chain.kids[bad - 1].span.start, begin + chain.kids[bad].span.end
            help = f"true with {write(tree)} for that side, with the shapes that the other sides say"
            return Misplaced(start, stop, error.message, help)
    return None


def _related(sides: Sequence[Syntax], chain: Syntax) -> Syntax:
    return Syntax("relation", ("=",) * (len(sides) - 1), tuple(sides), chain.span)


def _sound(chain: Syntax, without: int, scope: Scope, source: Source) -> bool:
    """Do the sides but one fit together?"""
    sides = [k for n, k in enumerate(chain.kids) if n != without]
    return _read(_related(sides, chain), scope, source) is not None


def _read(node: Syntax, scope: Scope, source: Source) -> Reading | None:
    try:
        return elaborate(node, scope, source)
    except (DeriveError, RecursionError):
        return None


def _shape_error(node: Syntax, scope: Scope, source: Source) -> ShapeError | None:
    try:
        elaborate(node, scope, source)
    except ShapeError as e:
        return e
    except (DeriveError, RecursionError):
        pass
    return None


def _equal(a: Any, b: Any) -> bool:
    if shape(a) != shape(b) or not letters(b) <= letters(a):
        return False
    try:
        return judge(a, b, "=", Scope(), seconds=1.0).holds
    except DeriveError:
        return False


# ---- edits -----------------------------------------------------------------------------------------------------------


def _edits(side: Syntax) -> Iterator[Syntax]:
    """The side with neighbours exchanged, with a factor turned, with one moved elsewhere in its product."""
    products = [n for n in walk(side) if n.kind == "term" and 2 <= len(n.kids) <= MOST_FACTORS]
    for n in products:
        if all(op in MULTIPLIED for op in n.value):
            for kids in _orders(n.kids):
                yield _with(side, n, Syntax(n.kind, n.value, kids, n.span))


def _orders(kids: tuple[Syntax, ...]) -> Iterator[tuple[Syntax, ...]]:
    count = len(kids)
    for k in range(count - 1):
        yield (*kids[:k], kids[k + 1], kids[k], *kids[k + 2 :])
    for k in range(count):
        yield (*kids[:k], _turned(kids[k]), *kids[k + 1 :])
    for k in range(count):
        rest = (*kids[:k], *kids[k + 1 :])
        yield from ((*rest[:m], kids[k], *rest[m:]) for m in range(count) if m not in (k - 1, k, k + 1))


def _turned(node: Syntax) -> Syntax:
    """A factor with a transpose, or without the one that it has."""
    if node.kind == "sup" and is_transpose(node.kids[1]):
        return node.kids[0]
    return Syntax("sup", None, (node, Syntax("name", Name("T"), (), node.span)), node.span)


def _with(tree: Syntax, old: Syntax, new: Syntax) -> Syntax:
    """The tree with a node replaced."""
    done: dict[int, Syntax] = {id(old): new}
    for n in reversed(list(walk(tree))):
        if id(n) not in done:
            done[id(n)] = Syntax(n.kind, n.value, tuple(k and done[id(k)] for k in n.kids), n.span)
    return done[id(tree)]
