r"""What a slash divides by: `\partial L / \partial w`, `x^2/2\sigma^2`."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.calculus import together
from derive.read.context import Context
from derive.read.differentials import is_d
from derive.read.naming import core_name, split
from derive.read.survey import brackets
from derive.read.syntax import Syntax


def slashed(kids: list[Syntax], ops: list[str]) -> tuple[list[Syntax], list[str]]:
    r"""`\partial L / \partial w` as a fraction."""
    start = 0
    while start < len(kids) and "/" in ops:
        slash = _slash_after(kids, ops, start)
        if slash is not None:
            last = slash + 2
            if last < len(kids) and ops[last] == "" and kids[last].span.start == kids[slash + 1].span.end:
                last += brackets(kids[last]) is not None  # ∂ξ/∂w(i)
            span = kids[start].span.to(kids[last - 1].span)
            found = Syntax("frac", None, (together(kids[start:slash]), together(kids[slash:last])), span)
            kids = [*kids[:start], found, *kids[last:]]
            ops = [*ops[: start + 1], *ops[last:]]
        start += 1
    return kids, ops


def _slash_after(kids: list[Syntax], ops: list[str], start: int) -> int | None:
    """Where the slash of a derivative that begins here stands: before a `d` with its variable."""
    if not is_d(kids[start]) or ops[start] == "/":
        return None
    end = start + 1
    while end < len(kids) and ops[end] == "":
        end += 1
    found = end + 1 < len(kids) and ops[end] == "/" and is_d(kids[end]) and ops[end + 1] == ""
    return end if found else None


def divisors(ctx: Context, kids: list[Syntax], ops: list[str]) -> tuple[list[Syntax], list[str]]:
    r"""`x^2/2\sigma^2`, `E/kT`: letters that stand right behind what a slash divides by are divided by as well.

    A gap ends them (`\lambda/2 w^2`) but where the slash has gaps too, below a power or bracket
    (`(x - \mu)^2 / 2 \sigma^2`); `1/2x` is half of x, `1/2\pi` and `1/mn` are not.
    """
    for k in [k for k, op in enumerate(ops) if op == "/"][::-1]:
        end, wide = k + 1, _is_wide(ctx, kids[k - 1], kids[k])
        while end < len(kids) and ops[end] == "" and _goes_on(ctx, kids, end, wide):
            end += 1
        halved = kids[k - 1].kind == kids[k].kind == "number" and (k == 1 or ops[k - 1] != "")
        if end == k + 1 or halved and core_name(kids[k + 1]) != Name("pi") or not _divides(ctx, kids[k]):
            continue
        if end < len(kids) and ops[end] == "" and brackets(kids[end]) is not None:
            continue  # `a/2f(x)`
        below = together(kids[k:end])
        ctx.guess(f"the slash divides by all of `{ctx.text(below)}`")
        kids, ops = [*kids[:k], below, *kids[end:]], [*ops[: k + 1], *ops[end:]]
    return kids, ops


def _is_wide(ctx: Context, above: Syntax, below: Syntax) -> bool:
    """Has the slash gaps on both sides, and a power or bracket above it?"""
    between = ctx.source.text[above.span.end : below.span.start]
    spaced = between[:1].isspace() and between[-1:].isspace()
    return spaced and (above.kind == "sup" or brackets(above) is not None)


def _goes_on(ctx: Context, kids: list[Syntax], at: int, wide: bool) -> bool:
    near = wide or kids[at].span.start == kids[at - 1].span.end
    return near and _divides(ctx, kids[at]) and kids[at].kind != "number"


def _divides(ctx: Context, factor: Syntax) -> bool:
    """A number, or a letter that may be a scalar, with a number as its power."""
    if factor.kind == "number":
        return True
    core, _, _, sup = split(factor)
    if core.kind != "name" or core.value.font or core.value == Name("d") or not _is_number(sup):
        return False
    known = ctx.declared(core.value)
    return known is None or not known.shape


def _is_number(sup: Syntax | None) -> bool:
    """No power, or one that is a number, `2` or `-1`."""
    inner = sup.kids[0] if sup is not None and sup.kind == "sign" else sup
    return inner is None or inner.kind == "number"
