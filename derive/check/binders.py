r"""The binder lint: what a formula's indices and arguments say before any number is computed.

It looks at the syntax alone, so that it serves formulas which can't be read further. Every rule asks for two signs of
a slip, because authors omit indices on purpose: `\mu_j = \sum_{j=1}^n l_{ij}` binds the index that the left side leaves
free, and leaves one free that it lacks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from derive.check.uses import SUMS, Use, bases, use
from derive.read.bound import bound_names
from derive.read.differentials import derivative_parts
from derive.read.naming import core_name, items, split, unbrace, walk
from derive.read.survey import brackets
from derive.read.syntax import Syntax
from derive.source import Span

BINDS = (*SUMS, "bigcup", "bigcap", "max", "min", "argmax", "argmin", "sup", "inf", "lim")
QUANTIFIERS = ("for", "if", "where", "when", "with", "all", "any", "every", "each")


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of the lint. code: `D106` an index that its body does not use, `D107` an index bound here and free
    there, `D108` a letter that comes from nowhere, `D109` two letters for one bound, `D110` an entry out of pattern."""

    code: str
    span: Span
    message: str
    help: str
    severity: str = "warning"


def remarks(tree: Syntax) -> Iterator[Remark]:
    """What is odd about the binders of a formula, one remark for a place."""
    seen: set[tuple[str, Span]] = set()
    for r in _all(tree):
        if (r.code, r.span) not in seen:
            seen.add((r.code, r.span))
            yield r


def _all(tree: Syntax) -> Iterator[Remark]:
    quantified = _quantified(tree)
    for statement in _relations(tree):
        sides = [k for k in statement.kids if k.kind != "empty"]
        uses = [use(s) for s in sides]
        vague = quantified.union(*(u.vague for u in uses))
        yield from _unused(uses, vague)
        for left, right, a, b in zip(sides, sides[1:], uses, uses[1:], strict=False):
            yield from _swapped(left, a, right, b, vague)
        for right, b in zip(sides[1:], uses[1:], strict=True):
            yield from _argument(sides[0], right, b)
        yield from _nowhere(sides, uses, vague)
        yield from _escaped(uses, vague)
        yield from _unbracketed(sides, uses, vague)
        yield from _stray(sides, uses, vague)
        yield from _bounds(sides, uses)


def _relations(tree: Syntax) -> Iterator[Syntax]:
    """The relations that a text states, not those inside of something."""
    stack = [tree]
    while stack:
        node = unbrace(stack.pop())
        if node.kind in ("statements", "list"):
            stack += reversed(node.kids)
        elif node.kind == "relation" and all(op in ("=", ":=", "≡", "≈", "∝", "≤", "≥", "<", ">") for op in node.value):
            yield node


def _quantified(tree: Syntax) -> frozenset[str]:
    """Letters of conditions: `for i = 1, …, n`, `if i \\neq j`."""
    found: set[str] = set()
    for node in walk(tree):
        if node.kind == "statements":
            for word, kid in zip(node.value, node.kids[1:], strict=False):
                if word.startswith("words: ") and any(w in word.lower().split() for w in QUANTIFIERS):
                    found |= bases(kid)
        elif node.kind == "cases":
            for kid in node.kids[1::2]:
                found |= bases(kid)
        elif node.kind == "declare":
            found |= bases(node.kids[0])
        elif node.kind == "words":
            found |= set(str(node.value).split())
    return frozenset(found)


# ---- rules -----------------------------------------------------------------------------------------------------------


def is_index(base: str) -> bool:
    """May this letter be an index: one small Latin letter?"""
    return len(base) == 1 and base.isascii() and base.islower()


def _unused(uses: list[Use], vague: frozenset[str]) -> Iterator[Remark]:
    """`\\sum_{i=1}^J \\beta_j`: the index of a sum, or the variable of a limit or integral, not in what it is over."""
    for u in uses:
        for node, base in u.binders:
            body = node.kids[0]
            if body is None or base in bases(body) or node.value not in (*SUMS, "int", "lim") or _several(node):
                continue
            inner = use(body)
            strays = [x for x in inner.indices if is_index(x) and x not in vague and x not in u.bound and x != base]
            if node.value == "int":
                strays = [x for x in inner.arguments if x not in vague and len(x) == 1]
            if node.value == "lim":
                strays = [base] if not inner.arguments and _at_a_number(body) else []
            if not strays:
                continue
            meant = f"is {strays[0]} meant?" if strays[0] != base else "it has no influence"
            what = {"int": "the variable of integration", "lim": "the variable of the limit"}.get(
                node.value, "the index"
            )
            yield Remark("D106", node.span, f"{what} {base} does not occur in what it is over", meant)


def _several(node: Syntax) -> bool:
    """Does a sum bind several indices, or one under a condition?"""
    return node.value in SUMS and node.kids[1] is not None and unbrace(node.kids[1]).kind == "list"


def _at_a_number(body: Syntax) -> bool:
    """`x'(0)`: a function taken of a number."""
    found = (_taken(g) for n in walk(body) if n.kind == "term" for g in n.kids[1:])
    return any(x is not None and x.kind == "number" for x in found)


def _taken(g: Syntax | None) -> Syntax | None:
    """What stands alone in brackets."""
    return unbrace(g.kids[0]) if g is not None and brackets(g) is g and g.kids else None


def _swapped(left: Syntax, a: Use, right: Syntax, b: Use, vague: frozenset[str]) -> Iterator[Remark]:
    """An index that the left side leaves free and the right side binds, while one stays free that the left lacks."""
    for node, base in b.binders:
        if not a.free[base] or b.free[base] or base in a.bound:
            continue
        integral = node.value == "int"
        pool = b.arguments if integral else b.indices
        inner = bases(node.kids[0])
        new = [
            x for x in pool if x not in a.free and x not in a.bound and x not in vague and x in inner and len(x) == 1
        ]
        new = new if integral else [x for x in new if is_index(x)]
        if len(new) == 1 and (integral or a.indices[base]) and node.value in (*SUMS, "int"):
            message = f"{base} is bound on the right and free on the left, {new[0]} is free on the right alone"
            yield Remark("D107", node.span, message, f"should {new[0]} be bound, and {base} be free?")


def _nowhere(sides: list[Syntax], uses: list[Use], vague: frozenset[str]) -> Iterator[Remark]:
    """`Y_i = \\sum_k X_{ik} \\beta_j`: an index that stands once, inside a sum, where the left side has others."""
    total = Counter(b for u in uses for b in (u.free + u.bound).elements())
    first = [x for x in uses[0].indices if is_index(x)] if uses else []
    if not first or any(n.kind == "frac" and derivative_parts(n) for n in walk(sides[0])):
        return
    kinds = _kinds(sides, set(first), {b for u in uses for b in u.bound})
    for u in uses[1:]:
        ends = set().union(*(bases(k) for node, _ in u.binders for k in node.kids[1:3]))  # w of a sum to K_w
        for node, base in u.binders:
            if node.value not in SUMS or node.kids[0] is None or base not in bases(node.kids[0]):
                continue
            inner = use(node.kids[0])
            for x in (x for x in inner.indices if x not in ends and x not in kinds):
                if is_index(x) and total[x] == 1 and x not in vague and x not in first and u.indices[x]:
                    twin = x == "l" and any(b == "ell" for _, b in u.binders)
                    if not twin or base == "ell":
                        yield Remark("D107", node.span, f"the index {x} stands nowhere else", f"is {base} meant?")


def _kinds(sides: list[Syntax], first: set[str], bound: set[str]) -> set[str]:
    r"""The labels h and n of `\\tau_{ht}` and `\\tau_{nt}`, which tell one letter from another and are no indices."""
    found: dict[str, set[tuple[str, ...]]] = {}
    held: dict[str, set[str]] = {}  # the names that have a letter below them
    for node in (n for s in sides for n in walk(s) if n.kind == "sub"):
        name, low = core_name(node.kids[0]), unbrace(node.kids[1])
        row = tuple(spelled(k) for k in (low.kids if low.kind in ("term", "list") else (low,)))
        if name is not None:
            found.setdefault(name.base, set()).add(row)
            for x in row:
                held.setdefault(x, set()).add(name.base)
    kinds: set[str] = set()
    for rows in found.values():
        for a, b in permutations(rows, 2):
            apart = [k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y] if len(a) == len(b) else []
            there = {row[apart[0]] for row in rows if len(row) == len(a)} if len(apart) == 1 else set()
            shared = {x for x in there if len(held[x]) > 1}
            apart_from = bound | (first & shared)
            kinds |= there if all(map(is_index, there)) and not apart_from & there else set()
    return kinds


def _escaped(uses: list[Use], vague: frozenset[str]) -> Iterator[Remark]:
    """`\\sum_{i,j} v_i v_j - \\sum_i v_i v_j`: an index bound in one sum stands free in another, and nowhere else."""
    for u in uses:
        others = [o for o in uses if o is not u]
        for x in u.indices:
            if not is_index(x) or x in vague or not u.bound[x] or any(o.free[x] for o in others) or not others:
                continue
            for node, base in u.binders:
                inner = use(node.kids[0]) if node.value in SUMS and node.kids[0] is not None else Use()
                within = any(b == x and any(n is node for n in walk(outer)) for outer, b in u.binders)
                if within:
                    continue
                if base != x and inner.indices[x] == u.indices[x] and not inner.bound[x] and inner.indices[base]:
                    yield Remark("D107", node.span, f"the index {x} is bound by another sum, and free in this one",
                                 f"is {base} meant?")  # fmt: skip
                    break


def _unbracketed(sides: list[Syntax], uses: list[Use], vague: frozenset[str]) -> Iterator[Remark]:
    """`\\sum_i y_i a_i + (1 - y_i) b_i`: the index of a sum stands in the terms after it, and nowhere else."""
    for side, u in zip(sides, uses, strict=True):
        others = [o for o in uses if o is not u]
        for node in walk(side):
            if node.kind != "sum":
                continue
            for k, kid in enumerate(node.kids[:-1]):
                big = unbrace(kid.kids[-1]) if kid.kind == "term" else kid
                if big.kind != "big" or big.value not in SUMS or big.kids[1] is None:
                    continue
                rest = [use(t) for t in node.kids[k + 1 :]]
                for name in bound_names(big.kids[1]):
                    x = name.base
                    after = sum(r.indices[x] for r in rest)
                    if after and after == u.free[x] and x not in vague and not any(o.free[x] for o in others):
                        yield Remark("D107", big.span, f"the sum over {x} ends before terms that have the index {x}",
                                     "are brackets missing?", "info")  # fmt: skip
                        return


def _argument(left: Syntax, right: Syntax, b: Use) -> Iterator[Remark]:
    """`F(x) = \\int_{-\\infty}^y p(y) dy`: the argument is not used, and a letter in its place is."""
    left = unbrace(left)
    if left.kind != "term" or len(left.kids) != 2 or left.value != ("",):
        return
    f, group = core_name(left.kids[0]), brackets(left.kids[1])
    arguments = [k.value.base for k in items(group.kids[0])] if group is not None and group.kids and all(
        k.kind == "name" for k in items(group.kids[0])) else []  # fmt: skip
    if f is None or len(arguments) != 1 or arguments[0] in bases(right):
        return
    (x,) = arguments
    limits = {n for node, n in b.binders for k in node.kids[1:3] if n in bases(k)} & set(b.free)
    if limits - {x.lower()} and node_int(b):
        yield Remark("D107", right.span, f"{x} does not occur on the right, where {min(limits)} is both free and bound",
                     f"should {x} stand in place of the free {min(limits)}?")  # fmt: skip
    elif right.kind == "cases" and any(n.kind == "relation" for k in right.kids[1::2] for n in walk(k)):
        yield Remark("D107", right.span, f"no case depends on {x}", f"should {x} stand in a condition?")


def node_int(u: Use) -> bool:
    """Is there an integral?"""
    return any(node.value == "int" for node, _ in u.binders)


def _stray(sides: list[Syntax], uses: list[Use], vague: frozenset[str]) -> Iterator[Remark]:
    """A letter that stands once, in one inner side of a chain, in a call that takes another letter everywhere else."""
    calls: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], Span] = {}
    for side in sides:
        for node in walk(side):
            if node.kind == "term":
                for f, g in zip(node.kids, node.kids[1:], strict=False):
                    name, inner = core_name(f), _taken(g)
                    if name is not None and inner is not None and inner.kind == "name":
                        key = (name.base, str(inner.value.base))
                        calls[key] += 1
                        places[key] = f.span.to(g.span)
    total = Counter(b for u in uses for b in (u.free + u.bound).elements())
    for (f, x), n in calls.items():
        others = {y for (g, y) in calls if g == f and y != x}
        bound = any(u.bound[x] for u in uses)
        if (
            n == 1
            and total[x] == 1
            and not bound
            and len(others) == 1
            and x not in vague
            and len(x) == 1
            and x.isalpha()
        ):
            (y,) = others
            if sum(calls[g, y] for g in {g for g, _ in calls}) >= 3 and x.islower() == y.islower():
                message = f"{x} stands nowhere else; {f} is taken of {y}"
                yield Remark("D108", places[f, x], message, f"is {f}({y}) meant?")


def _bounds(sides: list[Syntax], uses: list[Use]) -> Iterator[Remark]:
    """`\\frac1N \\sum_{i=1}^n`: a mean over another number than the sum has terms."""
    total = Counter(b for s in sides for n in walk(s) if n.kind == "name" for b in [n.value.base])
    for side in sides:
        for node in walk(side):
            if node.kind != "term":
                continue
            for f, g in zip(node.kids, node.kids[1:], strict=False):
                a, b = _inverse(f), _upper(g)
                if a is not None and b is not None and a != b and a.lower() == b.lower() and total[a] == total[b] == 1:
                    yield Remark("D109", f.span.to(g.span), f"the sum has {b} terms, and is divided by {a}",
                                 f"are {a} and {b} the same?")  # fmt: skip
    yield from _beyond(sides)


def _inverse(node: Syntax) -> str | None:
    if node.kind != "frac" or unbrace(node.kids[0]).kind != "number":
        return None
    low = unbrace(node.kids[1])
    return low.value.base if low.kind == "name" else None


def _upper(node: Syntax) -> str | None:
    if node.kind != "big" or node.value != "sum" or node.kids[2] is None:
        return None
    high = unbrace(node.kids[2])
    return high.value.base if high.kind == "name" else None


def _beyond(sides: list[Syntax]) -> Iterator[Remark]:
    """`f(u_1, \\ldots, u_n)` and a sum over u_i to n + 1."""
    lists: dict[str, str] = {}
    for side in sides:
        for node in walk(side):
            if node.kind == "list" and any(k.kind == "symbol" and k.value == "ldots" for k in node.kids):
                first, last = unbrace(node.kids[0]), unbrace(node.kids[-1])
                end = split(last)[2]
                if first.kind == last.kind == "sub" and core_name(first) == core_name(last) and end is not None:
                    lists[core_name(first).base] = spelled(end)  # type: ignore[union-attr]
    for side in sides if lists else ():
        for node in walk(side):
            if node.kind != "big" or node.value not in SUMS or node.kids[1] is None or node.kids[2] is None:
                continue
            bound = [n.base for n in bound_names(node.kids[1])]
            for part in walk(node.kids[0]):
                name, sub = (core_name(part), split(part)[2]) if part.kind == "sub" else (None, None)
                if name is None or sub is None or [spelled(sub)] != bound or name.base not in lists:
                    continue
                stop, high = lists[name.base], spelled(node.kids[2])
                if high.startswith(stop + "+"):
                    yield Remark("D109", node.span, f"{name.base} ends at {stop}, and the sum runs to {high}",
                                 f"should it run to {stop}, or {name.base} end at {high}?")  # fmt: skip
                    break


def spelled(node: Syntax) -> str:
    """A plain spelling of an index or a bound, to compare."""
    node = unbrace(node)
    match node.kind:
        case "name":
            return str(node.value.base)
        case "number":
            return str(node.value)
        case "sum":
            parts = [f"{s}{spelled(k)}" for s, k in zip(node.value, node.kids, strict=True)]
            return "".join(parts).removeprefix("+")
        case "term" | "list":
            return ",".join(spelled(k) for k in node.kids)
    return "?"
