r"""Primes that are transposes, `x'A'PAx`, as authors of econometrics write: told by a letter on both sides of a matrix,
once with a prime, or by two letters with primes side by side, one of them a capital."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from derive.expr.scope import Scope
from derive.read.naming import core_name, full_name, rebuilt, split, unbrace, walk
from derive.read.survey import brackets, is_transpose
from derive.read.syntax import Syntax
from derive.source import Source

TOLD = "primes are transposes, as in `{}`"


def transposed(tree: Syntax, source: Source, scope: Scope, told: list[str]) -> Syntax:
    """The tree with transposes for such primes, unless a letter with a prime is known."""
    nodes = list(walk(tree))
    primed = [n for n in nodes if n.kind == "prime"]
    other = any(n.kind == "sup" and is_transpose(n.kids[1]) for n in nodes)  # a sign of its own for transposes
    if not primed or other or any(n.value != 1 for n in primed):
        return tree
    names = [full_name(n, source) for n in primed]
    if any(name is not None and name.plain in (*scope.letters, *scope.functions) for name in names):
        return tree
    shown = next(_signs(nodes, source), None)
    if shown is None:
        return tree
    told.append(TOLD.format(shown))
    called = {id(split_prime) for n in nodes if n.kind == "term" for split_prime in _called(n)}

    def visit(old: Syntax, n: Syntax) -> Syntax:
        if old.kind == "prime" and id(old) not in called:
            return _transpose(n.kids[0], n)
        if old.kind == "sub" and unbrace(old.kids[0]).kind == "prime" and n.kids[0].kind == "sup":
            inner = n.kids[0]
            return _transpose(Syntax("sub", n.value, (inner.kids[0], *n.kids[1:]), n.span), n)
        return n

    return rebuilt(tree, visit)


def _transpose(of: Syntax, n: Syntax) -> Syntax:
    return Syntax("sup", None, (of, Syntax("symbol", "top", (), n.span)), n.span)


def _rows(nodes: list[Syntax]) -> Iterator[list[Syntax]]:
    """The factors of each product that stand side by side."""
    for n in nodes:
        if n.kind != "term":
            continue
        row = [n.kids[0]]
        for op, k in zip(n.value, n.kids[1:], strict=False):
            if op:
                yield row
                row = []
            row.append(k)
        yield row


def _signs(nodes: list[Syntax], source: Source) -> Iterator[str]:
    """The pieces that show it; a vector of ones has no other prime."""
    for n in nodes:
        if n.kind == "prime" and (name := core_name(n)) is not None and name.base == "1":
            yield source.text[n.span.start : n.span.end]
    for row in _rows(nodes):
        parts = [(split(k), k) for k in row]
        for i, j in combinations(range(len(row)), 2):
            (a, p, *low), (b, q, *other) = parts[i][0], parts[j][0]
            text = source.text[row[i].span.start : row[j].span.end]
            alike = a.kind == b.kind == "name" and a.value == b.value and p + q == 1 and _same(low[0], other[0])
            if alike and j - i > 1 and any(map(_is_matrix, row[i + 1 : j])):
                yield text
        for a, b in pairwise(row):
            if split(a)[1] == split(b)[1] == 1 and (_is_matrix(a) or _is_matrix(b)) and core_name(a) != core_name(b):
                yield source.text[a.span.start : b.span.end]


def _same(a: Syntax | None, b: Syntax | None) -> bool:
    """Are two subscripts alike?"""
    if a is None or b is None:
        return a is b
    found = [[(n.kind, n.value) for n in walk(s)] for s in (a, b)]
    return found[0] == found[1]


def _is_matrix(node: Syntax) -> bool:
    """Is it named as matrices are, or a sum or product of such?"""
    name = core_name(node)
    if name is not None:
        return name.base[:1].isupper()
    group = brackets(unbrace(node.kids[0]) if node.kind == "sup" else node)
    return group is not None and any(n.kind == "name" and n.value.base[:1].isupper() for n in walk(group))


def _called(term: Syntax) -> Iterator[Syntax]:
    """The primes of functions, `u'(c)`: before brackets, where the letter stands nowhere else in the product."""
    for f, g in pairwise(term.kids):
        core, primes, _, _ = split(f)
        if primes and core.kind == "name" and brackets(g) is g:
            others = [k for k in term.kids if k is not f and core_name(k) == core.value]
            if not others:
                yield from (n for n in walk(f) if n.kind == "prime")
