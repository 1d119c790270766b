r"""How the letters of a piece of syntax are used: free, bound by a sum or an integral, as indices, as arguments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from derive.read.bound import bound_names
from derive.read.differentials import derivative_parts, is_d
from derive.read.naming import core_name, split, unbrace, walk
from derive.read.survey import brackets
from derive.read.syntax import Syntax

SUMS = ("sum", "prod")


@dataclass(slots=True)
class Use:
    """How the letters of one side are used. free, bound: base -> how often; indices: free in a subscript or in the
    brackets of a superscript; vague: letters whose binding can't be told."""

    free: Counter[str] = field(default_factory=Counter)
    bound: Counter[str] = field(default_factory=Counter)
    indices: Counter[str] = field(default_factory=Counter)
    arguments: Counter[str] = field(default_factory=Counter)
    vague: set[str] = field(default_factory=set)
    binders: list[tuple[Syntax, str]] = field(default_factory=list)


def bases(node: Syntax | None) -> set[str]:
    """The letters of a piece, without fonts and accents."""
    return {n.value.base for n in walk(node) if n.kind == "name"} if node is not None else set()


def use(side: Syntax) -> Use:
    """The letters of a side, free and bound."""
    out = Use()
    stack: list[tuple[Syntax, frozenset[str], str]] = [(side, frozenset(), "")]
    while stack:
        node, bound, role = stack.pop()
        stack += reversed(_within(out, node, bound, role))
    return out


def _within(out: Use, node: Syntax, bound: frozenset[str], role: str) -> list[tuple[Syntax, frozenset[str], str]]:
    match node.kind:
        case "name":
            _count(out, node.value.base, bound, role)
            return []
        case "big":
            return _big(out, node, bound, role)
        case "sub":
            return [(node.kids[0], bound, role), (node.kids[1], bound, "index")]
        case "sup":
            script = unbrace(node.kids[1])
            marked = script.kind == "group" and script.value[0] in ("(", "[")
            return [(node.kids[0], bound, role), (script, bound, "index" if marked else "")]
        case "term":
            return _term(out, node, bound, role)
        case "group" if node.value == ("\\{", "\\}"):
            out.vague |= bases(node)
        case "relation" | "given" | "at" | "colon":
            out.vague |= {b for k in node.kids if k.kind == "relation" for b in bases(k)}
        case "frac":
            parts = derivative_parts(node)
            if parts is not None:
                above, below = parts
                return [(k, bound, "") for g in below for k in g] + [(k, bound, "") for k in above]
    kept = role if node.kind in ("group", "list", "sum", "sign", "given") else ""
    return [(k, bound, kept) for k in node.kids if k is not None]


def _count(out: Use, base: str, bound: frozenset[str], role: str) -> None:
    if base in bound:
        out.bound[base] += 1
        return
    out.free[base] += 1
    if role == "index":
        out.indices[base] += 1
    if role == "argument":
        out.arguments[base] += 1


def _term(out: Use, node: Syntax, bound: frozenset[str], role: str) -> list[tuple[Syntax, frozenset[str], str]]:
    """Factors; what stands in brackets behind a letter are its arguments; an expectation binds its variables."""
    found: list[tuple[Syntax, frozenset[str], str]] = []
    for k, kid in enumerate(node.kids):
        name = core_name(node.kids[k - 1]) if k and not node.value[k - 1] else None
        if name is not None and brackets(kid) is kid:
            found.append((node.kids[k], bound, "argument"))
            continue
        core, _, sub, _ = split(kid)
        called = k + 1 < len(node.kids) and not node.value[k] and brackets(node.kids[k + 1]) is node.kids[k + 1]
        if called and sub is not None and unbrace(sub).kind == "list" and core.kind == "name":
            out.vague |= bases(sub)  # parameters of a function, `f_{w, b}(x)`
        if core.kind == "name" and core.value.base in ("E", "V", "Var", "Cov") and sub is not None:
            out.vague |= bases(sub)
        if is_d(kid) and k + 1 < len(node.kids):
            continue
        found.append((kid, bound, role if role == "index" else ""))
    return found


def _big(out: Use, node: Syntax, bound: frozenset[str], role: str) -> list[tuple[Syntax, frozenset[str], str]]:
    body, lower, upper = node.kids[:3]
    outside = [(k, bound, "") for k in (upper,) if k is not None]
    if node.value == "int":
        new = frozenset(b for k in node.kids[3:] for b in bases(k))
        outside += [(lower, bound, "")] if lower is not None else []
    else:
        new = frozenset(n.base for n in bound_names(lower)) if lower is not None else frozenset()
        if lower is None or not new:
            return [(k, bound, role) for k in node.kids if k is not None]
        low = unbrace(lower)
        out.vague |= bases(lower) - new if low.kind != "relation" else set()  # the mark of `\sum_{x_n}`
        outside += [(k, bound, "") for k in low.kids[1:]] if low.kind == "relation" else []
        if low.kind == "relation" and low.value[0] in ("∈", "~"):
            out.vague |= {n.base for k in low.kids[1:] for n in bound_names(k)}
    out.binders += [(node, b) for b in sorted(new)]
    return [*outside, *([(body, bound | new, "")] if body is not None else [])]
