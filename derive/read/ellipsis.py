r"""Dots: `a_1 + \ldots + a_n` and `a_1 \cdots a_n` as a sum and a product, `(x_1, \ldots, x_n)` as the vector x.

What stands before and after the dots must differ by one number alone, wherever that occurs; else nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derive.expr.names import Name
from derive.read.indexing import parts_of
from derive.read.naming import core_name, inside, is_integer, split, unbrace, walk
from derive.read.survey import brackets, is_transpose
from derive.read.syntax import Syntax
from derive.source import Source, Span

_INDICES = ("k", "l", "i", "j", "m", "r", "s")


@dataclass(slots=True)
class Pattern:
    """The common form of two syntax trees: the body with an index for what differs, first and last value."""

    body: Syntax
    index: Name
    first: int
    last: Syntax


@dataclass(slots=True)
class Dots:
    """A text whose dots are being written out: its source, the names it uses, what was guessed."""

    source: Source
    used: set[Name]
    guesses: list[str]


def is_dots(node: Syntax) -> bool:
    """An ellipsis?"""
    return node.kind == "symbol" and node.value == "ldots"


def write_out(tree: Syntax, source: Source) -> tuple[Syntax, list[str]]:
    """The tree with its dots written out where there is a pattern, and a sentence for each."""
    nodes = list(walk(tree))
    if not any(is_dots(n) for n in nodes):
        return tree, []
    dots = Dots(source, {n.value for n in nodes if n.kind == "name"}, [])
    done: dict[int, Syntax] = {}
    arguments = {id(g) for n in nodes if n.kind == "term" for g in _arguments(n)}
    for n in reversed(nodes):  # children first
        if id(n) in arguments:
            done[id(n)] = Syntax(n.kind, n.value, tuple(k and done[id(k)] for k in n.kids), n.span)
            continue
        kids = tuple(k and done[id(k)] for k in n.kids)
        same = all(a is b for a, b in zip(kids, n.kids, strict=True))
        done[id(n)] = _written(dots, n if same else Syntax(n.kind, n.value, kids, n.span))
    return done[id(tree)], dots.guesses


def _arguments(term: Syntax) -> list[Syntax]:
    """Brackets right behind a name: arguments, if it is a function."""
    found = []
    for f, g, op in zip(term.kids, term.kids[1:], term.value, strict=False):
        group = brackets(g)
        if not op and group is not None and _may_call(f):
            found.append(group)
    return found


def _may_call(f: Syntax) -> bool:
    """Could brackets behind this be arguments? Not behind a transpose; those of `diag` are entries."""
    name, sup = core_name(f), split(f)[3]
    return name is not None and name != Name("diag") and not (sup is not None and is_transpose(sup))


def _written(dots: Dots, node: Syntax) -> Syntax:
    """One node whose kids are done."""
    if node.kind == "sup" and unbrace(node.kids[0]).kind == "stack" and is_transpose(node.kids[1]):
        return unbrace(node.kids[0])
    if node.kind == "call" and core_name(node.kids[0]) == Name("diag"):
        entries = stacked(dots, node, list(node.kids[1:]))
        return node if entries is None else Syntax("call", None, (node.kids[0], entries), node.span)
    if not any(k is not None and is_dots(unbrace(k)) for k in node.kids):
        inner = inside(node) if node.kind == "group" else None
        if inner is not None and inner.kind == "list" and any(is_dots(unbrace(k)) for k in inner.kids):
            return stacked(dots, node, list(inner.kids)) or node
        return node
    if node.kind in ("sum", "term"):
        marks = list(node.value) if node.kind == "sum" else ["", *node.value]
        found = without_dots(dots, list(node.kids), marks)
        if found is None:
            return node
        kids, marks = found
        if len(kids) == 1 and marks[0] in ("", "+"):
            return kids[0]
        return Syntax(node.kind, tuple(marks if node.kind == "sum" else marks[1:]), tuple(kids), node.span)
    if node.kind == "matrix":
        _, rows, columns = node.value
        if 1 in (rows, columns):
            found_stack = stacked(dots, node, list(node.kids))
            if found_stack is not None:
                top = Syntax("symbol", "top", (), node.span)
                return found_stack if columns == 1 else Syntax("sup", None, (found_stack, top), node.span)
        elif (matrix := whole_matrix(node)) is not None:
            return _whole(dots, node, matrix)
    return node


def _whole(dots: Dots, node: Syntax, found: tuple[Any, ...]) -> Syntax:
    """A vector or matrix that was written out, as its letter: kind `whole`, kids the name and its sizes."""
    name, *sizes = found
    dots.guesses.append(f"what is written out with dots is {name.plain}")
    return Syntax("whole", None, (Syntax("name", name, (), node.span), *sizes), node.span)


def without_dots(dots: Dots, kids: list[Syntax], marks: list[str]) -> tuple[list[Syntax], list[str]] | None:
    """Terms, or factors, with the run around dots as one `big`; None where there is no pattern. marks: the sign or the
    operator before each."""
    at = next(k for k, x in enumerate(kids) if is_dots(x))
    sums = all(m in ("+", "-") for m in marks)
    for width in range(1, min(at, len(kids) - at - 1) + 1):
        if sums and (width > 1 or marks[at] != "+" or marks[at + 1] != "+"):
            return None
        if not sums and (
            at + 1 + width < len(kids) or marks[at] != marks[at + 1] or marks[at] not in ("", "cdot", "times")
        ):
            continue
        between = marks[at - width + 1 : at]
        if between != marks[at + 2 : at + 1 + width]:
            continue
        after = kids[at + 1 : at + 1 + width]
        found = pattern(dots, _joined(kids[at - width : at], between), _joined(after, between))
        if found is None:
            continue
        start, first = at - width, found.first
        while start - width >= 0 and marks[start] == marks[at] and _fits(found, kids, marks, start, width, first - 1):
            start, first = start - width, first - 1
        big = _big(dots, found, first, "sum" if sums else "prod", kids[start].span.to(after[-1].span))
        return [*kids[:start], big, *kids[at + 1 + width :]], [*marks[: start + 1], *marks[at + 1 + width :]]
    return None


def _joined(parts: list[Syntax], operators: list[str]) -> Syntax:
    if len(parts) == 1:
        return parts[0]
    return Syntax("term", tuple(operators), tuple(parts), parts[0].span.to(parts[-1].span))


def _fits(found: Pattern, kids: list[Syntax], marks: list[str], start: int, width: int, value: int) -> bool:
    """Are the terms before `start` those of the pattern for one value of its index?"""
    whole = _joined(kids[start - width : start], marks[start - width + 1 : start])
    return value >= 0 and _same(substituted(found.body, found.index, value), whole)


def _big(dots: Dots, found: Pattern, first: int, kind: str, span: Span) -> Syntax:
    dots.used.add(found.index)
    dots.guesses.append(f"the dots run over {found.index.plain} = {first}, {first + 1}, …")
    here = found.body.span
    index, number = Syntax("name", found.index, (), here), Syntax("number", str(first), (), here)
    low = Syntax("relation", ("=",), (index, number), here)
    return Syntax("big", kind, (found.body, low, found.last), span)


def pattern(dots: Dots, before: Syntax, after: Syntax) -> Pattern | None:
    """What two trees have in common, if one number alone tells them apart."""
    firsts: set[str] = set()
    lasts: dict[str, Syntax] = {}
    differs: set[int] = set()
    stack = [(before, after)]
    while stack:
        a, b = stack.pop()
        x, y = unbrace(a), unbrace(b)
        if is_integer(x) and not (is_integer(y) and x.value == y.value):
            firsts.add(x.value)
            lasts[_text(dots, y)] = y
            differs.add(id(a))
        elif x.kind != y.kind or x.value != y.value or len(x.kids) != len(y.kids):
            return None
        else:
            pairs = list(zip(x.kids, y.kids, strict=True))
            if any((p is None) != (q is None) for p, q in pairs):
                return None
            stack += [(p, q) for p, q in pairs if p is not None]
    if len(firsts) != 1 or len(lasts) != 1:
        return None
    last = next(iter(lasts.values()))
    if last.kind not in ("name", "number", "sum"):
        return None
    index = next((Name(c) for c in _INDICES if Name(c) not in dots.used), None)
    if index is None:
        return None
    return Pattern(_replaced(before, differs, index), index, int(firsts.pop()), last)


def _text(dots: Dots, node: Syntax) -> str:
    return "".join(dots.source.text[node.span.start : node.span.end].split())


def _replaced(node: Syntax, differs: set[int], index: Name) -> Syntax:
    """The tree with the nodes of these identities replaced by the index; post-order on a stack of its own."""
    done: dict[int, Syntax] = {}
    stack = [(node, False)]
    while stack:
        n, ready = stack.pop()
        if id(n) in differs:
            done[id(n)] = Syntax("name", index, (), n.span)
        elif ready:
            done[id(n)] = Syntax(n.kind, n.value, tuple(k and done[id(k)] for k in n.kids), n.span)
        else:
            stack.append((n, True))
            stack += [(k, False) for k in n.kids if k is not None]
    return done[id(node)]


def substituted(node: Syntax, index: Name, value: int) -> Syntax:
    """The tree with a number for the index."""
    places = {id(n) for n in walk(node) if n.kind == "name" and n.value == index}
    done: dict[int, Syntax] = {}
    stack = [(node, False)]
    while stack:
        n, ready = stack.pop()
        if id(n) in places:
            done[id(n)] = Syntax("number", str(value), (), n.span)
        elif ready:
            done[id(n)] = Syntax(n.kind, n.value, tuple(k and done[id(k)] for k in n.kids), n.span)
        else:
            stack.append((n, True))
            stack += [(k, False) for k in n.kids if k is not None]
    return done[id(node)]


def _same(a: Syntax, b: Syntax) -> bool:
    stack = [(a, b)]
    while stack:
        x, y = stack.pop()
        x, y = unbrace(x), unbrace(y)
        if x.kind != y.kind or x.value != y.value or len(x.kids) != len(y.kids):
            return False
        pairs = list(zip(x.kids, y.kids, strict=True))
        if any((p is None) != (q is None) for p, q in pairs):
            return False
        stack += [(p, q) for p, q in pairs if p is not None]
    return True


# ---- vectors and matrices written out with dots ----------------------------------------------------------------------


def stacked(dots: Dots, node: Syntax, entries: list[Syntax]) -> Syntax | None:
    r"""`f(x_1), f(x_2), \\ldots, f(x_n)` as kind `stack`: body, index, first, last; None if there is no pattern."""
    real = [unbrace(e) for e in entries]
    at = [k for k, e in enumerate(real) if is_dots(e)]
    if len(at) != 1 or not 0 < at[0] == len(real) - 2 or node.kind == "group" and node.value[0] not in ("(", "["):
        return None
    *before, _, last = real
    found = pattern(dots, before[-1], last)
    if found is None:
        return None
    first = found.first - len(before) + 1
    if first < 0 or any(
        not _same(substituted(found.body, found.index, first + k), e) for k, e in enumerate(before[:-1])
    ):
        return None
    dots.used.add(found.index)
    here = node.span
    dots.guesses.append(f"the dots run over {found.index.plain} = {first}, {first + 1}, …")
    kids = (found.body, Syntax("name", found.index, (), here), Syntax("number", str(first), (), here), found.last)
    return Syntax("stack", None, kids, here)


def whole_matrix(node: Syntax) -> tuple[Name, Syntax, Syntax] | None:
    r"""(a, m, n) of a matrix of `a_{11}` … `a_{mn}`; None if it is anything else."""
    _, rows, columns = node.value
    corners = [node.kids[0], node.kids[columns - 1], node.kids[(rows - 1) * columns], node.kids[-1]]
    found = [_indexed(unbrace(c), True) for c in corners]
    if any(f is None or len(f[1]) != 2 for f in found) or len({f[0] for f in found if f is not None}) != 1:
        return None
    (_, p), (_, q), (_, r), (_, s) = [f for f in found if f is not None]
    one = all(is_integer(x) and x.value == "1" for x in (p[0], p[1], q[0], r[1]))
    agree = _same(q[1], s[1]) and _same(r[0], s[0])
    name = found[0][0] if found[0] is not None else None
    others = all(
        (e := _indexed(unbrace(k))) is None or e[0] == name for k in node.kids if not is_dots(unbrace(k))
    ) and all(_indexed(unbrace(k)) is not None for k in node.kids if not is_dots(unbrace(k)) and k.kind != "empty")
    return (name, s[0], s[1]) if one and agree and others and name is not None else None


def _indexed(node: Syntax, pair: bool = False) -> tuple[Name, list[Syntax]] | None:
    core, primes, sub, sup = split(node)
    if core.kind != "name" or primes or sup is not None or sub is None:
        return None
    name = core_name(node)
    parts = parts_of(sub)
    if len(parts) == 1 and is_integer(parts[0]) and len(parts[0].value) == 2 and pair:
        parts = [Syntax("number", c, (), parts[0].span) for c in parts[0].value]
    return (name, parts) if name is not None else None
