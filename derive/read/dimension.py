r"""The one size that a text leaves open, where it names it: n of `\det(cA) = c^n \det A`."""

from __future__ import annotations

from derive.expr.names import Name
from derive.expr.scope import NO_SIZE
from derive.read.context import Context
from derive.read.terms import Info, Term, Unknown, find, is_known, is_scalar, unify

DIMENSIONS = frozenset(map(Name, "nmdpND"))
OF_SQUARES = frozenset(["tr", "det", "adj", "inv"])


def dimension(ctx: Context) -> None:
    """Undeclared n beside square matrices of one size, which nothing else tells, is that size."""
    if not any(t.op in OF_SQUARES for t in ctx.order):
        return
    named = [x for x in ctx.letters.values() if _may_be_size(ctx, x)]
    sizes, owner = _open_sizes(ctx)
    powers = _exponents(ctx)
    named = [x for x in named if x.name not in powers]
    if len(named) != 1 or len(sizes) != 1:
        for x in named if sizes or any(g.startswith("the size of") for g in ctx.guesses) else ():
            ctx.guess(f"{x.plain} {NO_SIZE}")
        return
    (info,), (size,) = named, sizes
    letter = ctx.size_letter(info.name)
    if unify(size, letter):
        info.declared, info.role = letter, "index"
        ctx.guess(f"{info.plain} is the size of {owner}")


def _may_be_size(ctx: Context, x: Info) -> bool:
    free = x.name not in ctx.defined and x.name not in ctx.indexing.indexed and x.name not in ctx.survey.bound
    return x.name in DIMENSIONS and x.declared is None and x.tree is None and is_scalar(x.shape) and free


def _open_sizes(ctx: Context) -> tuple[list[Unknown], str]:
    """The sizes that nothing tells, and a letter that has one."""
    found: dict[int, Unknown] = {}
    owner = "I"
    for t in ctx.order:
        for s in t.shape if is_known(t.shape) and t.shape is not None else ():
            size = find(s)
            if isinstance(size, Unknown):
                found[id(size)] = size
                owner = t.value.plain if isinstance(t.value, Info) and owner == "I" else owner
    return list(found.values()), owner


def _exponents(ctx: Context) -> set[Name]:
    """The letters in exponents of matrices: the n of a power of A is any number."""
    todo: list[Term] = [t.args[1] for t in ctx.order if t.op == "power" and not is_scalar(t.args[0].shape)]
    found: set[Name] = set()
    while todo:
        t = todo.pop()
        todo += t.args
        if isinstance(t.value, Info):
            found.add(t.value.name)
    return found
