r"""Subscripts of what has a meaning by its name: `\\delta_{ij}`, `I_{ij}`, `I_n`, `K_{mn}`, `J^{ij}`."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.indexing import could_index, is_index_letter
from derive.read.naming import is_integer, walk
from derive.read.syntax import Syntax


def is_delta(ctx: Context, base: Name, parts: list[Syntax]) -> bool:
    r"""`\delta_{ij}`, or the entry `I_{ij}` of an identity matrix, whose letters count."""
    if ctx.declared(base) is not None or ctx.arities(base) != {2} or not all(may_count(ctx, p) for p in parts):
        return False
    if any(p.kind == "name" and ctx.survey.subscripts.get(p.value) for p in parts):  # the h of h_i
        return False
    if base == Name("delta"):
        return True
    counting = (p.kind == "name" and (p.value.base in "ijkl" or p.value in ctx.indexing.genuine) for p in parts)
    return base in (Name("I"), Name("I", "bold")) and all(counting)


def is_identity(ctx: Context, base: Name, whole: Name, parts: list[Syntax]) -> bool:
    r"""`I_n`, not the `\mathbf{I}_t` that the text defines or gives a shape, nor one that counts steps like `X_t`."""
    known = ctx.letters.get(ctx.key(whole))
    if base.primes or whole in ctx.defined or known is not None and known.shape is not None:
        return False
    steps = {n.value for p in parts for n in walk(p) if n.kind == "name" and n.value.base in ("t", "s", "tau")}
    return names_size(ctx, parts) and not steps


def names_size(ctx: Context, parts: list[Syntax], known: bool = False) -> bool:
    """Are the parts of a subscript sizes: numbers, letters that are sizes elsewhere?"""
    for p in parts:
        names = [n.value for n in walk(p) if n.kind == "name"]
        if any(n in ctx.bound or known and n.plain not in ctx.sizes for n in names) or not could_index(p):
            return False
    return bool(parts)


def may_count(ctx: Context, part: Syntax) -> bool:
    return could_index(part) and (is_integer(part) or part.kind != "name" or is_index_letter(part.value))
