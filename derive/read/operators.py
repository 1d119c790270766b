r"""Operators that bind letters: `\int f dx`, `\max_i x_i`, `\argmin_w L(w)`, `\lim_{x \to 0} f`, `f |_{x=0}`.

An index (a small letter that stands in subscripts of the body) runs over the size of what it indexes, or over its
range; any other letter runs over all its values, or over the set that is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sympy import Integer, S, Tuple

from derive.expr import heads as h
from derive.expr import operators as o
from derive.expr.names import Name
from derive.read.binders import _binder, kept_operator
from derive.read.context import Context, bold_shape
from derive.read.emit import EMITS, letter_tree
from derive.read.factors import scalar
from derive.read.indexing import is_index_letter
from derive.read.limits import names_of
from derive.read.naming import full_name, items, split, unbrace, walk
from derive.read.resolve import Work, of, resolves
from derive.read.shapes import INFERS
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Binder, Info, Shape, Term, is_known

_EXTREMA = {"max": o.Maximum, "min": o.Minimum, "sup": o.Supremum, "inf": o.Infimum, "argmax": o.ArgMax,
            "argmin": o.ArgMin}  # fmt: skip
_INTEGRALS = ("int", "iint", "iiint")
_SIDES = {"→": 0, "↓": 1, "↘": 1, "↑": -1, "↗": -1}  # from above: the value falls


@dataclass(slots=True)
class Ranging:
    """A letter that an operator binds: its bounds as terms, or the text of the set it runs over; None: all values;
    side: of a limit from above 1, from below -1."""

    info: Info
    low: Term | None = None
    high: Term | None = None
    domain: str = ""
    side: int = 0


def operator(ctx: Context, node: Syntax) -> Work:
    """The term of an operator that is no sum."""
    if node.kids[0] is None:
        ctx.unsupported("an operator without its function", node)
    if node.value in _INTEGRALS:
        return (yield _integral(ctx, node))
    if node.value in _EXTREMA:
        if not _says_letters(ctx, node):
            name = str(node.value)
            return (yield kept_operator(ctx, node, rf"\operatorname{{{name}}}" if name[:3] == "arg" else rf"\{name}"))
        return (yield _extremum(ctx, node))
    if node.value == "lim":
        return (yield _limit(ctx, node))
    ctx.unsupported(f"the operator {node.value}", node)


def _says_letters(ctx: Context, node: Syntax) -> bool:
    """Does what stands below name the letters that run, and do they have one value at the extremum?"""
    lower = unbrace(node.kids[1]) if node.kids[1] is not None else None
    if lower is None or any(k.kind == "symbol" for k in items(lower)):
        return False
    if lower.kind == "list" and node.value in ("argmax", "argmin"):
        return False
    if lower.kind in ("relation", "declare"):
        return lower.kind == "declare" or lower.value == ("=",) and node.kids[2] is not None
    return lower.kind in ("name", "sub", "sup", "list", "prime") and node.kids[2] is None


# ---- integrals and limits --------------------------------------------------------------------------------------------


def _integral(ctx: Context, node: Syntax) -> Work:
    body, lower, upper, *variables = node.kids
    if not variables or body.kind == "empty":
        ctx.unsupported("an integral that says no variable", node)
    names = names_of(ctx, variables, node)
    low = (yield of(ctx, unbrace(lower))) if lower is not None and upper is not None else None
    high = (yield of(ctx, unbrace(upper))) if lower is not None and upper is not None else None
    if (lower is None) != (upper is None) and lower is None or low is not None and len(names) > 1:
        ctx.unsupported("these bounds of an integral", node)
    domain = "" if lower is None or low is not None or _repeats(ctx, lower, names) else ctx.text(unbrace(lower))
    ranges = [Ranging(_letter(ctx, n), low, high, domain if n is names[-1] else "") for n in names]
    inner = yield under(ctx, ranges, body)
    bounds = [low, high] if low is not None and high is not None else []
    return ctx.term("integral", [inner, *bounds], node, ranges)


def _repeats(ctx: Context, lower: Syntax, names: list[Name]) -> bool:
    r"""`\int_x f dx`, `\int_{x,y}`: what stands below names the variables again."""
    return {full_name(k, ctx.source) for k in items(unbrace(lower))} == set(names)


def _limit(ctx: Context, node: Syntax) -> Work:
    lower = unbrace(node.kids[1]) if node.kids[1] is not None else None
    if lower is None or lower.kind != "relation" or node.kids[2] is not None or lower.value[0] not in _SIDES:
        ctx.unsupported("a limit of this kind", node)
    name = full_name(lower.kids[0], ctx.source)
    if name is None or len(lower.kids) != 2:
        ctx.unsupported("a limit of this kind", node)
    point, side = unbrace(lower.kids[1]), _SIDES[lower.value[0]]
    script = unbrace(point.kids[1]) if point.kind == "sup" and not side else None
    if script is not None and script.kind == "symbol" and script.value in ("+", "-"):
        point, side = point.kids[0], 1 if script.value == "+" else -1
    to = yield of(ctx, point)
    ranging = Ranging(_letter(ctx, name), to, side=side)
    inner = yield under(ctx, [ranging], node.kids[0])
    return ctx.term("limit", [inner, to], node, [ranging])


def _approach(ctx: Context, t: Term) -> Any:
    side = [Integer(t.value[0].side)] if t.value[0].side else []
    return o.Setting(letter_tree(ctx, t.value[0].info), scalar(t.args[1]), *side)


def under(ctx: Context, ranges: list[Any], body: Syntax) -> Work:
    """The term of a body in which letters are bound."""
    shadowed = {r.info.name: ctx.bound.get(r.info.name) for r in ranges}
    for r in ranges:
        ctx.bound[r.info.name] = r if isinstance(r, Binder) else Binder(r.info, None, None, 1)
    inner = yield of(ctx, body)
    for name, old in shadowed.items():
        if old is None:
            del ctx.bound[name]
        else:
            ctx.bound[name] = old
    return inner


def _letter(ctx: Context, name: Name) -> Info:
    """The letter that is bound: a scalar, or what its font says."""
    key = ctx.key(name)
    if ctx.declared(name) is not None or key in ctx.letters or name in ctx.indexing.indexed:
        return ctx.info(name)
    shape = bold_shape(name) if name.font == "bold" or "vec" in name.accents else SCALAR
    ctx.shaped = ctx.shaped or shape != SCALAR
    found = ctx.letters[key] = Info(name, ctx._own_plain(key), shape=shape)
    return found


# ---- extrema ---------------------------------------------------------------------------------------------------------


def _extremum(ctx: Context, node: Syntax) -> Work:
    body, lower, upper = node.kids
    if lower is None:
        ctx.unsupported(f"{node.value} that says no letter", node)
    lower = unbrace(lower)
    ranges: list[Any] = []
    bounds: list[Term] = []
    if lower.kind == "relation" and lower.value == ("=",) and upper is not None:
        low, high = (yield of(ctx, lower.kids[1])), (yield of(ctx, unbrace(upper)))
        bounds = [low, high]
        ranges = [_binder(ctx, names_of(ctx, [lower.kids[0]], node)[0], low, high)]
    elif lower.kind == "declare":
        names = names_of(ctx, items(unbrace(lower.kids[0])), node)
        ranges = [Ranging(_letter(ctx, n), domain=ctx.text(lower.kids[1])) for n in names]
    else:
        if lower.kind not in ("name", "sub", "sup", "list", "prime") or upper is not None:
            ctx.unsupported(f"{node.value} over a condition", node)
        for n in names_of(ctx, items(lower), node):
            ranges.append(_binder(ctx, n, None, None) if _indexes(n, body) else Ranging(_letter(ctx, n)))
    inner = yield under(ctx, ranges, body)
    head = _EXTREMA[node.value]
    if len(ranges) > 1 and head in (o.ArgMax, o.ArgMin):
        ctx.unsupported(f"{node.value} over several letters as one value", node)
    ranges = [r if not isinstance(r, Binder) or r.low or r.owner else Ranging(r.info) for r in ranges]
    return ctx.term(
        "extremum", [inner, *bounds], node, (head, ranges), None if head in (o.ArgMax, o.ArgMin) else SCALAR
    )


def _indexes(name: Name, body: Syntax) -> bool:
    """Is this a small letter that stands in subscripts of the body?"""
    if not is_index_letter(name):
        return False
    below = [n.kids[1] for n in walk(body) if n.kind == "sub"]
    return any(n.kind == "name" and n.value == name for b in below for n in walk(b))


# ---- values at a point -----------------------------------------------------------------------------------------------


@resolves("at")
def at(ctx: Context, node: Syntax) -> Work:
    r"""`f |_{x=0}`."""
    if len(node.kids) < 2:
        ctx.wrong("a bar that says no values", node, help=r"write them below: `\frac{df}{dx} |_{x=0}`")
    return (yield evaluated(ctx, node.kids[0], unbrace(node.kids[1]), node))


def evaluated(ctx: Context, body: Syntax, script: Syntax, node: Syntax) -> Work:
    """A body at the values that a script says."""
    inner = yield of(ctx, body)
    infos: list[Info] = []
    values: list[Term] = []
    for k in items(script):
        k = unbrace(k)
        name = full_name(k.kids[0], ctx.source) if k.kind == "relation" and k.value == ("=",) else None
        if name is None or split(k.kids[0])[3] is not None:
            ctx.unsupported("an evaluation bar of this kind", node)
        infos.append(ctx.info(name))
        infos[-1].terms.append(ctx.letter(name, k.kids[0]))
        values.append((yield of(ctx, k.kids[1])))
    return ctx.term("at", [inner, *values], node, infos)


# ---- shapes ----------------------------------------------------------------------------------------------------------


def _as_body(ctx: Context, t: Term) -> None:
    body, *rest = t.args
    for a in rest:
        if a.shape is None:
            ctx.settle(a, SCALAR)
    if body.shape is not None:
        ctx.settle(t, body.shape)
    elif t.shape is not None:
        ctx.settle(body, t.shape)


def _at_shapes(ctx: Context, t: Term) -> None:
    for info, v in zip(t.value, t.args[1:], strict=True):
        _same(ctx, info, v)
    if t.args[0].shape is not None:
        ctx.settle(t, t.args[0].shape)


def _same(ctx: Context, info: Info, v: Term) -> None:
    shape: Shape | None = info.shape or next((x.shape for x in info.terms if x.shape is not None), None)
    if shape is not None and is_known(shape):
        ctx.settle(v, shape)
    elif v.shape is not None and info.terms:
        ctx.settle(info.terms[0], v.shape)


def _scalar_body(ctx: Context, t: Term) -> None:
    for a in t.args:
        if a.shape is None:
            ctx.settle(a, SCALAR)
    if t.op == "extremum" and t.shape is None:
        info = t.value[1][0].info
        ctx.settle(t, info.shape or SCALAR)


INFERS.update({"integral": _as_body, "limit": _as_body, "at": _at_shapes, "extremum": _scalar_body})  # fmt: skip

# ---- trees -----------------------------------------------------------------------------------------------------------


def _over(ctx: Context, r: Any) -> Any:
    """The binder of one letter."""
    x = letter_tree(ctx, r.info)
    if r.low is not None and r.high is not None:
        return h.Range(x, _bound(r.low), _bound(r.high))
    if isinstance(r, Binder):
        return h.All(x, ctx.size_tree(r.size, r.info.plain))
    return o.Over(x, _set(r.domain)) if r.domain else o.Over(x)


def _bound(t: Term) -> Any:
    tree = scalar(t)
    return S.NegativeInfinity if tree == h.minus(S.Infinity) else tree


def _set(text: str) -> Any:
    plain = "_".join(re.findall(r"[A-Za-z0-9]+", text)) or "set"
    return h.Letter(text, f"set_{plain}", Tuple())


def _body(t: Term) -> Any:
    return t.args[0].tree if is_known(t.args[0].shape) else scalar(t.args[0])


def _at_tree(ctx: Context, t: Term) -> Any:
    settings = [
        o.Setting(letter_tree(ctx, i), v.tree if is_known(v.shape) else scalar(v))
        for i, v in zip(t.value, t.args[1:], strict=True)
    ]
    return o.At(_body(t), *settings)


EMITS.update({
    "integral": lambda ctx, t: o.Integral(_body(t), *(_over(ctx, r) for r in t.value)),
    "limit": lambda ctx, t: o.Limit(_body(t), _approach(ctx, t)),
    "extremum": lambda ctx, t: t.value[0](scalar(t.args[0]), *(_over(ctx, r) for r in t.value[1])),
    "at": _at_tree,
})  # fmt: skip

__all__ = ["evaluated", "operator"]
