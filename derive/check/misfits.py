"""Links whose shapes do not fit as the document declared them, though other shapes would: `D401`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from derive.check.item import Item, item_of
from derive.check.known import Known
from derive.check.loose import syntax
from derive.check.reading import again
from derive.check.text import Formula
from derive.check.weights import other_weight
from derive.errors import BroadcastError, DeriveError, ProductError, ShapeError, SquareError
from derive.expr.heads import Derivative, Entry, Letter, letters, resized, shape
from derive.expr.inert import Inert
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.expression import parsed
from derive.read.naming import unbrace
from derive.read.naming import walk as walk_syntax
from derive.read.syntax import Syntax


def misfits(text: str, known: Known) -> dict[tuple[int, int], ShapeError]:
    """The links of a formula, by start and end, that no shapes but others than the declared ones can make sense of.

    Every letter with a shape must be declared, here or in a section that is still spoken of: one that is not may have
    any; but a product of matrices that are declared fits nothing, whatever new letter stands on the other side. A
    derivative may be in either layout.
    """
    if not known.firm.letters or "matrix}" in text or (read := syntax(text, {})) is None:
        return {}
    tree, begin = read
    if _is_convolved(tree):
        return {}
    raised = _raised(tree)
    kept = {n: x for n, x in known.firm.letters.items() if not other_weight(x, text)}
    if any(kept[n].shape for n in raised & set(kept)):
        return {}  # an exponent is no vector: the letter is another one here
    firm = replace(known.firm, letters=_of_one_length(kept, known))
    found: dict[tuple[int, int], ShapeError] = {}
    for a, b in _links(tree):
        start, end = begin + a.span.start, begin + b.span.end
        error = _misfit(text[start:end], firm)
        sides = [text[begin + s.span.start : begin + s.span.end] for s in (a, b)]
        if error is None:
            continue
        products = (_misfit(s, firm) for s in sides if _all_declared(s, [s], known))
        if wrong := next((e for e in products if isinstance(e, ProductError)), None):
            found[start, end] = wrong
        if wrong or not _all_declared(text[start:end], sides, known, known.spoken):
            continue
        if any(_misfit(s, firm) for s in sides) or _differ(sides, firm):
            found[start, end] = error
    return found


def _is_convolved(tree: Syntax) -> bool:
    """Are there things joined by a star, which is a product of no fixed kind: `(A * B)_{ij}`?"""
    return any(n.kind == "term" and not {"*", "ast", "star"}.isdisjoint(n.value) for n in walk_syntax(tree))


def _raised(tree: Syntax) -> set[str]:
    """The names in sums and products above letters: θ of `x^{\theta - 1}`."""
    scripts = (unbrace(n.kids[1]) for n in walk_syntax(tree) if n.kind == "sup")
    sums = (n for s in scripts if s.kind in ("sum", "sign") for n in walk_syntax(s))
    return {n.value.plain for n in sums if n.kind == "name"}


def _of_one_length(kept: dict[str, Letter], known: Known) -> dict[str, Letter]:
    """The letters with one size for two vectors whose entries this section ties one by one: `y_i = f(x_i)`."""
    table: dict[Any, Any] = {}
    stated = ((f.left, f.right) for f in known.facts if f.relation == "=")
    for left, right in (*known.scope.definitions, *stated):
        if not isinstance(left, Entry) or len(left.args) != 2 or not isinstance(left.args[0], Letter):
            continue
        if known.sections.get(left.args[0].plain) != known.section:
            continue
        for e in (e for _, e in walk(right) if isinstance(e, Entry) and e.args[1:] == left.args[1:]):
            both = [x for x in (left.args[0], e.args[0]) if isinstance(x, Letter) and x.plain in kept]
            sizes = [kept[x.plain].shape[:1] for x in both]
            if len(sizes) == 2 and all(sizes) and sizes[0] != sizes[1] and all(isinstance(z[0], Letter) for z in sizes):
                table[sizes[0][0]] = sizes[1][0]
    return {n: resized(x, [table.get(z, z) for z in x.shape]) for n, x in kept.items()} if table else kept


def _links(tree: Syntax) -> Iterator[tuple[Syntax, Syntax]]:
    stack = [tree]
    while stack:
        node = unbrace(stack.pop())
        if node.kind in ("statements", "list"):
            stack += reversed(node.kids)
        elif node.kind == "relation" and "≠" not in node.value:
            yield from pairwise(k for k in node.kids if k.kind != "empty")


def _misfit(text: str, firm: Scope) -> ShapeError | None:
    """The shapes that do not fit in a text as declared; the inverse of a letter says that it is another, square
    one, and a vector is added to every row or column of a matrix."""
    try:
        parsed(text, firm, "latex")
    except (BroadcastError, SquareError):
        pass
    except ShapeError as e:
        return e
    except DeriveError:
        pass
    return None


def _all_declared(text: str, sides: list[str], known: Known, apart: Collection[str] = ()) -> bool:
    """Is every letter that has a shape, read without declarations, a declared one, and none a declared one's row?

    Sides that fit in no reading are read one by one. apart: letters that do not count as declared.
    """
    whole = again(text, Scope())
    readings = [whole] if whole is not None else [again(s, Scope()) for s in sides]
    if None in readings:
        return False
    trees = [t for r in readings if r is not None for s in r.statements for t in s.trees]
    found = {x for t in trees for x in letters(t) if "integer" not in x.assumptions}
    declared = known.firm.letters
    if any(x.plain not in declared for x in _taken_by(trees)):
        return False
    rows = (x for x in found if x.plain not in declared and x.plain.partition("_")[0] in declared)
    shaped = [x for x in found if x.shape or x.plain in declared and declared[x.plain].shape]
    return not any(rows) and bool(shaped) and all(x.plain in known.in_force and x.plain not in apart for x in shaped)


def _taken_by(trees: Sequence[Any]) -> Iterator[Letter]:
    """The letters that slopes are taken by, which nothing else in a formula gives a shape."""
    for _, e in (n for t in trees for n in walk(t)):
        if isinstance(e, Derivative):
            yield from (x for v in e.variables for x in letters(v))
        elif isinstance(e, Inert) and e.plain == "derivative":
            yield from (x for v in e.arguments[1:] for x in letters(v))


def _differ(sides: list[str], firm: Scope) -> bool:
    """Are both sides sound, of shapes that do not become equal when a derivative is transposed?"""
    readings = [again(s, firm) for s in sides]
    if any(r is None or len(r.statements) != 1 or len(r.statements[0].trees) != 1 for r in readings):
        return False
    left, right = (r.statements[0].trees[0] for r in readings if r is not None)
    slopes = any(isinstance(e, Derivative) for t in (left, right) for _, e in walk(t))
    return shape(left) != shape(right) and not (slopes and shape(left) == shape(right)[::-1])


def misfit(f: Formula, start: int, end: int, error: DeriveError) -> Item:
    """The item of such a link."""
    said, help = error.message, error.help or "the shapes are those that the document declares"
    return item_of("claim", f, start, end, status="refuted", code="D401", message=said, reason=said, help=help)
