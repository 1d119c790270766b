r"""Values between bounds: `\left[ F \right]_{x=0}^t` and `F \Big|_0^1` as F at the upper bound less F at the lower.

Without a name below, the bounds are those of the letter that the text integrates over, or of the only letter of F.
A bar with two bounds takes all factors before it, and all terms where each of them has the letter.
"""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.naming import full_name, rebuilt, unbrace, walk
from derive.read.syntax import Syntax
from derive.source import Source

MARKS = (("[", "]"), (".", "|"), (".", "]"))
INTEGRALS = ("int", "iint", "iiint", "oint")


def differences(tree: Syntax, source: Source) -> Syntax:
    """The tree with values between bounds written as differences."""
    if not any(n.kind == "group" and n.value in MARKS or n.kind == "at" for n in walk(tree)):
        return tree
    over = [x for n in walk(tree) if n.kind == "big" and n.value in INTEGRALS for x in n.kids[3:]]
    variables = {name: x for x in over if (name := full_name(x, source)) is not None}
    moved = rebuilt(tree, lambda _, n: _of_all(n, variables))
    return rebuilt(moved, lambda _, n: _difference(n, variables) or n)


# ---- how far a bar reaches -------------------------------------------------------------------------------------------


def _of_all(node: Syntax, variables: dict[Name, Syntax]) -> Syntax:
    """A bar behind the last of several factors, or terms, as a bar behind all that it takes."""
    if node.kind == "term":
        for k, kid in enumerate(node.kids):
            if kid.kind == "at" and k and (_bounded(kid) or _is_argument(node, k)):
                return _joined(node, 0 if _bounded(kid) else k - 1, k)
        return node
    last = node.kids[-1] if node.kind == "sum" else None
    if last is None or last.kind != "at" or not _bounded(last) or node.value[-1] not in ("+", "-"):
        return node
    body, low, high = last.kids[0].kids[0], unbrace(last.kids[0].kids[1]), unbrace(last.kids[1])
    x = _variable(body, low, high, variables)
    if x is None or not all(_outside(k, x) for k in node.kids[:-1]):
        return node
    whole = Syntax("sum", node.value, (*node.kids[:-1], body), node.span)
    return _behind(Syntax("group", ("(", ")"), (whole,), node.span), last)


def _bounded(at: Syntax) -> bool:
    return len(at.kids) == 2 and at.kids[0].kind == "sub"


def _is_argument(term: Syntax, k: int) -> bool:
    """Does the bar stand behind `(x)` of `f(x)`?"""
    at, f = term.kids[k], term.kids[k - 1]
    group = at.kids[0] if at.kids else None
    named = f.kind in ("name", "sub", "prime", "sup")
    return bool(group is not None and group.kind == "group" and group.value == ("(", ")") and not term.value[k - 1]
                and named)  # fmt: skip


def _joined(term: Syntax, start: int, end: int) -> Syntax:
    """The factors from start to that with the bar, the bar behind them all."""
    at = term.kids[end]
    inner = at.kids[0].kids[0] if _bounded(at) else at.kids[0]
    factors = Syntax("term", term.value[start:end], (*term.kids[start:end], inner), term.kids[start].span.to(at.span))
    made = _behind(factors, at)
    if start == 0 and end == len(term.kids) - 1:
        return made
    kids = (*term.kids[:start], made, *term.kids[end + 1 :])
    return Syntax("term", (*term.value[:start], *term.value[end:]), kids, term.span)


def _behind(body: Syntax, at: Syntax) -> Syntax:
    """A bar with its scripts behind another body."""
    if _bounded(at):
        return Syntax("at", None, (Syntax("sub", None, (body, at.kids[0].kids[1]), at.span), at.kids[1]), at.span)
    return Syntax("at", None, (body, *at.kids[1:]), at.span)


def _outside(node: Syntax, x: Syntax) -> bool:
    """Does a letter stand in it, and no integral?"""
    within = list(walk(node))
    return any(n.kind == "name" and n.value == x.value for n in within) and not any(n.kind == "big" for n in within)


# ---- differences -----------------------------------------------------------------------------------------------------


def _difference(node: Syntax, variables: dict[Name, Syntax]) -> Syntax | None:
    if node.kind not in ("sup", "at") or not node.kids or node.kids[0].kind != "sub":
        return None
    inner, high = node.kids[0], unbrace(node.kids[1])
    body, low = inner.kids[0], unbrace(inner.kids[1])
    if node.kind == "sup":
        if body.kind != "group" or body.value not in MARKS or not body.kids:
            return None
        body = body.kids[0]
    x = _variable(body, low, high, variables)
    if x is None or body.kind in ("list", "relation", "given", "statements", "matrix"):
        return None
    if body.kind == "name" and body.value not in variables:
        return None
    parts = tuple(_at(body, x, low_high, node) for low_high in (high, low))
    return Syntax("group", ("(", ")"), (Syntax("sum", ("+", "-"), parts, node.span),), node.span)


def _variable(body: Syntax, low: Syntax, high: Syntax, variables: dict[Name, Syntax]) -> Syntax | None:
    """The letter that the bounds name, or the one that the text integrates over, or the only letter of the body where
    the bounds are numbers."""
    if low.kind == "relation" and low.value == ("=",) and unbrace(low.kids[0]).kind == "name":
        return unbrace(low.kids[0])
    called = {id(n.kids[0]) for n in walk(body) if n.kind == "call"}
    found = [n for n in walk(body) if n.kind == "name" and id(n) not in called and n.value.base not in ("e", "i")]
    names: dict[Name, Syntax] = {n.value: n for n in found}
    over = [x for name, x in variables.items() if name in names]
    if len(over) == 1:
        return over[0]
    numbers = all(b.kind in ("number", "sign", "frac") or b.kind == "symbol" for b in (low, high))
    return next(iter(names.values())) if numbers and len(names) == 1 and body.kind != "group" else None


def _at(body: Syntax, x: Syntax, bound: Syntax, node: Syntax) -> Syntax:
    value = bound.kids[1] if bound.kind == "relation" else bound
    if any(n.kind == "symbol" and n.value == "infty" for n in walk(value)):
        approach = Syntax("relation", ("→",), (x, value), bound.span)
        whole = body if body.kind != "sum" else Syntax("group", ("(", ")"), (body,), body.span)
        return Syntax("big", "lim", (whole, approach, None), node.span)
    return Syntax("at", None, (body, Syntax("relation", ("=",), (x, value), bound.span)), node.span)
