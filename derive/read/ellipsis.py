r"""Dots written out: `a_1 + \ldots + a_n` and `a_1 \cdots a_n` as a sum and a product; lists and matrices in `layouts`.

What has no pattern (`dots`) stays an ellipsis, which is kept as written.
"""

from __future__ import annotations

from derive.expr.names import Name
from derive.read import dots as d
from derive.read.dots import Dots, Pattern, is_dots
from derive.read.layouts import laid_out, listed
from derive.read.naming import core_name, inside, rebuilt, split, unbrace, walk
from derive.read.survey import brackets, is_transpose
from derive.read.syntax import Syntax
from derive.source import Source, Span


def write_out(tree: Syntax, source: Source) -> tuple[Syntax, list[str], set[Name]]:
    """The tree with its dots written out where there is a pattern, a sentence for each, and the indices made."""
    nodes = list(walk(tree))
    if not any(is_dots(n) for n in nodes):
        return tree, [], set()
    dots = Dots(source, {n.value for n in nodes if n.kind == "name"}, [])
    arguments = {id(g) for n in nodes if n.kind == "term" for g in _arguments(n)}
    arguments |= {id(k) for n in nodes if n.kind == "list" for k in n.kids if _run_on(dots, k)}
    columns = {id(side) for n in nodes if n.kind == "relation" for side in n.kids if _in_columns(side)}
    arguments |= {id(k) for n in nodes if id(n) in columns for k in walk(n)}
    made = rebuilt(
        tree,
        lambda n, node: _columns(dots, n) if id(n) in columns else node if id(n) in arguments else _written(dots, node),
    )
    return made, dots.guesses, dots.indices


def _in_columns(side: Syntax) -> bool:
    """`[u_1 u_2 … u_n]` as a side of its own: a matrix of these columns, and no product."""
    inner = inside(side) if side.kind == "group" and side.value[0] == "[" else None
    return inner is not None and inner.kind == "term" and not any(inner.value) and any(map(is_dots, inner.kids))


def _columns(dots: Dots, side: Syntax) -> Syntax:
    """The row of a matrix."""
    inner = inside(side)
    return (
        side
        if inner is None
        else laid_out(dots, Syntax("matrix", ("bmatrix", 1, len(inner.kids)), inner.kids, side.span))
    )


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
    if node.kind == "sup" and unbrace(node.kids[0]).kind in ("stack", "repeat") and is_transpose(node.kids[1]):
        stack = unbrace(node.kids[0])
        way, written = stack.value
        return Syntax(stack.kind, ("turned", written), stack.kids, node.span) if way == "list" else node
    if node.kind == "call" and core_name(node.kids[0]) == Name("diag"):
        entries = listed(dots, node, list(node.kids[1:]))
        return node if entries is None else Syntax("call", None, (node.kids[0], entries), node.span)
    node = _apart(dots, node)
    if node.kind == "group":
        inner = inside(node)
        if inner is not None and inner.kind == "list" and any(is_dots(unbrace(k)) for k in inner.kids):
            return listed(dots, node, list(inner.kids)) or node
        return node
    if node.kind == "list" and node.kids[0].kind == "relation" and any(is_dots(unbrace(k)) for k in node.kids):
        return _equated(dots, node)
    if node.kind == "matrix" and any(k is not None and is_dots(unbrace(k)) for k in node.kids):
        return laid_out(dots, node)
    if node.kind in ("sum", "term") and any(is_dots(k) for k in node.kids):
        marks = list(node.value) if node.kind == "sum" else ["", *node.value]
        found = without_dots(dots, list(node.kids), marks)
        if found is None:
            return node
        kids, marks = found
        if len(kids) == 1 and marks[0] in ("", "+"):
            return kids[0]
        return Syntax(node.kind, tuple(marks if node.kind == "sum" else marks[1:]), tuple(kids), node.span)
    return node


def _equated(dots: Dots, node: Syntax) -> Syntax:
    """`W = w_1, w_2, …, w_n` without brackets: W is the list."""
    first = node.kids[0]
    if first.value != ("=",) or core_name(first.kids[0]) is None or unbrace(first.kids[1]).kind == "number":
        return node
    found = listed(dots, Syntax("group", ("(", ")"), (), node.span), [first.kids[1], *node.kids[1:]])
    return node if found is None else Syntax("relation", ("=",), (first.kids[0], found), node.span)


# ---- dots that touch what they stand beside -------------------------------------------------------------------------


def _apart(dots: Dots, node: Syntax) -> Syntax:
    """Dots at the edge of a term of a sum, of an item of a list, are a term, an item, of their own; the dots behind a
    decimal (`0.7…`) say that its digits go on."""
    if node.kind == "term":
        return _digits(dots, node)
    if node.kind not in ("sum", "list"):
        return node
    kids: list[Syntax] = []
    marks: list[str] = []
    signs = node.value if node.kind == "sum" else (",", *node.value)
    for k, sign in zip(node.kids, signs, strict=True):
        parts = _edges(k) if _edge(k) else list(k.kids) if node.kind == "list" and _run_on(dots, k) else [k]
        kids += parts
        marks += [sign] * len(parts)
    if len(kids) == len(node.kids):
        return node
    return Syntax(node.kind, tuple(marks if node.kind == "sum" else marks[1:]), tuple(kids), node.span)


def _run_on(dots: Dots, node: Syntax) -> bool:
    """`w_2 … w_n` with low dots as an item of a list: three items whose commas are missing."""
    if node.kind != "term" or len(node.kids) != 3 or any(node.value) or not is_dots(node.kids[1]):
        return False
    return "cdot" not in dots.text(node.kids[1])


def _edge(node: Syntax) -> bool:
    return node.kind == "term" and (is_dots(node.kids[0]) and not node.value[0] or _ends(node))


def _ends(node: Syntax) -> bool:
    return is_dots(node.kids[-1]) and not node.value[-1]


def _edges(node: Syntax) -> list[Syntax]:
    """A term without the dots at its edges, between them."""
    kids, ops = list(node.kids), list(node.value)
    before, after = [], []
    if is_dots(kids[0]) and not ops[0]:
        before, kids, ops = [kids[0]], kids[1:], ops[1:]
    if len(kids) > 1 and is_dots(kids[-1]) and not ops[-1]:
        after, kids, ops = [kids[-1]], kids[:-1], ops[:-1]
    return [*before, joined(kids, ops), *after]


def _digits(dots: Dots, node: Syntax) -> Syntax:
    r"""`0.7\\ldots`: the number."""
    kids, ops = list(node.kids), ["", *node.value]
    for k in range(len(kids) - 1, 0, -1):
        a, b = kids[k - 1], kids[k]
        if is_dots(b) and not ops[k] and a.kind == "number" and "." in a.value and a.span.end == b.span.start:
            kids[k - 1] = Syntax("number", a.value, (), a.span.to(b.span))
            dots.guesses.append(f"the digits of {a.value}… go on, and are taken as written")
            del kids[k], ops[k]
    if len(kids) == len(node.kids):
        return node
    return joined(kids, ops[1:])


# ---- sums and products -----------------------------------------------------------------------------------------------


def without_dots(dots: Dots, kids: list[Syntax], marks: list[str]) -> tuple[list[Syntax], list[str]] | None:
    """Terms, or factors, with the run around dots as one `big`; None where there is no pattern. marks: the sign or the
    operator before each."""
    at = next(k for k, x in enumerate(kids) if is_dots(x))
    sums = all(m in ("+", "-") for m in marks)
    for width in range(1, min(at, len(kids) - at - 1) + 1):
        if sums and (width > 1 or marks[at] != marks[at + 1]):
            return None
        if not sums and (
            at + 1 + width < len(kids) or marks[at] != marks[at + 1] or marks[at] not in ("", "cdot", "times")
        ):
            continue
        between = marks[at - width + 1 : at]
        if between != marks[at + 2 : at + 1 + width]:
            continue
        after = kids[at + 1 : at + 1 + width]
        found = d.pattern(dots, joined(kids[at - width : at], between), joined(after, between))
        if found is None or found.start is None or sums and at and marks[at - 1] != marks[at] and at > 1:
            continue
        start, first = at - width, found.start
        while start - width >= 0 and marks[start] == marks[at] and _fits(found, kids, marks, start, width, first - 1):
            start, first = start - width, first - 1
        if marks[start] != marks[at] and sums and start:
            return None
        big = _big(dots, found, first, "sum" if sums else "prod", kids[start].span.to(after[-1].span))
        return [*kids[:start], big, *kids[at + 1 + width :]], [*marks[: start + 1], *marks[at + 1 + width :]]
    return None


def joined(parts: list[Syntax], operators: list[str]) -> Syntax:
    """Factors as one node."""
    if len(parts) == 1:
        return parts[0]
    return Syntax("term", tuple(operators), tuple(parts), parts[0].span.to(parts[-1].span))


def _fits(found: Pattern, kids: list[Syntax], marks: list[str], start: int, width: int, value: int) -> bool:
    """Are the terms before `start` those of the pattern for one value of its index?"""
    whole = joined(kids[start - width : start], marks[start - width + 1 : start])
    return d.is_term(found, value, whole)


def _big(dots: Dots, found: Pattern, first: int, kind: str, span: Span) -> Syntax:
    dots.take(found, first)
    here = found.body.span
    index = Syntax("name", found.index, (), here)
    low = Syntax("relation", ("=",), (index, d.number(first, here)), here)
    return Syntax("big", kind, (found.body, low, found.last), span)
