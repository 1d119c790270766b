r"""What else a text may mean where its shapes do not fit: one state of elaboration for each such reading, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.families import outer_families
from derive.read.naming import core_name, full_name, walk
from derive.read.syntax import Syntax

# rows, two letters, rows of a batch, and what the last matrix before a column is, or what is guessed last
_OTHERS = ((1, 0, 0, ""), (0, 0, 1, ""), (0, 1, 0, ""), (1, 1, 0, ""), (0, 0, 0, "row"), (0, 0, 0, "scalar"),
           (0, 0, 0, "side"), (0, 0, 0, "outer"))  # fmt: skip


def others(failed: Context, syntax: Syntax, dots: list[str]) -> Iterator[Context]:
    """Letters that stand with and without an index as two letters each, derivatives by vectors as rows, `W x` of
    scalars, `y` of `y = \\mathbf{1} z` a vector, u and v of `u_i v_i^\\top` vectors; only those that may differ."""
    derivatives = any(t.op == "derivative" for t in failed.order)
    added = _rows_added(failed, syntax)
    outer = failed.survey.families | outer_families(syntax)
    for rows, apart, batch, last in _OTHERS:
        known = replace(failed.survey, families=outer) if last == "outer" else failed.survey
        ctx = Context(failed.source, failed.scope, known, syntax)
        ctx.guesses += dots
        ctx.apart = two_letters(ctx) if apart else frozenset()
        ctx.rows_added = added if batch else frozenset()
        same = rows and not derivatives or apart and not ctx.apart or batch and not added
        if same or last == "outer" and outer == failed.survey.families:
            continue
        ctx.narrow, ctx.small, ctx.sides_last = last == "row", last == "scalar", last == "side"
        if batch:
            ctx.guesses.append(f"{', '.join(sorted(n.plain for n in added))}: a row, added to every row")
        if rows:
            ctx.guesses.append("a derivative by a vector is a row (numerator layout)")
            ctx.rows = True
        ctx.told = list(ctx.guesses)
        yield ctx


def _rows_added(ctx: Context, syntax: Syntax) -> frozenset[Name]:
    r"""Undeclared bold letters that are added to a product of bold capitals: `\mathbf{X} \mathbf{W} + \mathbf{b}`."""
    found: set[Name] = set()
    for n in walk(syntax):
        kids = n.kids if n.kind == "sum" else ()
        if not any(k.kind == "term" and _matrix_last(k) for k in kids):
            continue
        for k in kids:
            name = full_name(k, ctx.source)
            if name is not None and name.font == "bold" and name.base[:1].islower() and ctx.declared(name) is None:
                found.add(name)
    return frozenset(found)


def _matrix_last(term: Syntax) -> bool:
    name = core_name(term.kids[-1])
    return name is not None and name.font == "bold" and bool(name.base[:1].isupper())


def two_letters(ctx: Context) -> frozenset[Name]:
    """The undeclared letters without a font that stand with an index and without one."""
    found = ctx.indexing.indexed.keys() & (ctx.survey.whole | ctx.survey.sizes)
    return frozenset(n for n in found if ctx.declared(n) is None and n == Name(n.base, accents=n.accents))
