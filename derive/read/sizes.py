"""Sizes as they are written: `n`, `3`, `m n`, `n^2`, in a subscript or above a set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.expr.heads import Letter, index, resized, size_product
from derive.expr.names import Name
from derive.expr.scope import Scope
from derive.expr.trees import substitute
from derive.read.context import Context
from derive.read.naming import core_name, full_name, inside, is_integer, split, unbrace
from derive.read.survey import Survey
from derive.read.syntax import Syntax


def sizes_of(ctx: Context, node: Syntax) -> tuple[Any, ...] | None:
    r"""The sizes of `m \times n`; None where something is no size."""
    node = unbrace(node)
    if node.kind == "group" and node.value[0] == "(" and node.kids:
        node = unbrace(node.kids[0])
    if node.kind == "list":
        factors: tuple[Syntax, ...] = node.kids
    else:
        factors = _by_times(node)
    found = tuple(size_of(ctx, f) for f in factors)
    return None if any(s is None for s in found) else found


def _by_times(node: Syntax) -> tuple[Syntax, ...]:
    r"""`n \times 2k`: the sizes between the crosses."""
    if node.kind != "term" or "times" not in node.value:
        return (node,)
    runs: list[list[Syntax]] = [[node.kids[0]]]
    operators: list[list[str]] = [[]]
    for op, k in zip(node.value, node.kids[1:], strict=True):
        if op == "times":
            runs.append([k])
            operators.append([])
        else:
            runs[-1].append(k)
            operators[-1].append(op)
    return tuple(
        r[0] if len(r) == 1 else Syntax("term", tuple(o), tuple(r), r[0].span.to(r[-1].span))
        for r, o in zip(runs, operators, strict=True)
    )


def size_of(ctx: Context, node: Syntax) -> Any:
    """One size; None where it is none."""
    node = unbrace(node)
    if is_integer(node):
        return int(node.value)
    if node.kind == "sup" and is_integer(split(node)[3] or node):
        base = size_of(ctx, node.kids[0])
        count = int(split(node)[3].value)  # type: ignore[union-attr]
        if isinstance(base, int):
            return base**count if 0 < count < 64 else None
        return None if base is None or not 0 < count < 5 else _product([base] * count)
    name = full_name(node, ctx.source)
    if name is not None and not name.upper:
        return ctx.size_letter(name)
    if node.kind == "term" and not any(op not in ("", "cdot", "*") for op in node.value):
        found = [size_of(ctx, k) for k in node.kids]
        return None if any(s is None for s in found) else _product(found)
    if node.kind == "group" and node.kids:
        inner = inside(node)
        assert inner is not None
        if node.value == ("|", "|") and (name := core_name(inner)) is not None:
            return ctx.size_letter(Name("n", label=name.base))
        if node.value == ("(", ")"):
            return size_of(ctx, inner)
    return None


def _product(sizes: list[Any]) -> Any:
    found = size_product(*(Integer(s) if isinstance(s, int) else s for s in sizes))
    return int(found) if isinstance(found, Integer) else found


def sizes_apart(scope: Scope, survey: Survey) -> Scope:
    r"""The scope of `\mathbf h: h`: where a text has only the bold letter, its size has a name of its own, n_h."""
    bold = {n for n in survey.names if n.font == "bold" and n.plain in scope.letters}
    table: dict[Any, Any] = {}
    for n in bold:
        plain = replace(n, font="")
        size = scope.letters.get(plain.plain)
        if plain not in survey.names and size is not None and _is_size(size, scope):
            table[size] = index(Name("n", label=plain.base).latex)
    if not table:
        return scope
    letters = {x.plain: x for x in (_resized(x, table) for x in scope.letters.values())}
    return replace(scope, letters=letters)


def _is_size(letter: Letter, scope: Scope) -> bool:
    return not letter.shape and any(letter in x.shape for x in scope.letters.values())


def _resized(x: Letter, table: dict[Any, Any]) -> Letter:
    if x in table:
        return table[x]
    sizes = tuple(substitute(s, table) for s in x.shape)
    return x if sizes == x.shape else resized(x, sizes)
