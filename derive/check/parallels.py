r"""Parts of a formula that are built alike, but for one place: the lint of parallel structure.

As the binder lint it looks at the syntax alone. Each rule asks for a likeness that is no accident (a denominator that
sums what stands above it, two terms of the same weight, a root of summed differences) and for one thing out of step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from derive.check.binders import Remark, is_index
from derive.expr.names import Name
from derive.read.bound import bound_names
from derive.read.differentials import derivative_parts
from derive.read.naming import core_name, rebuilt, split, unbrace, walk
from derive.read.survey import brackets
from derive.read.syntax import Syntax

Token = tuple[Any, ...]
DENSITIES = ("N", "Bern", "Bernoulli", "Poisson", "Poi", "Beta", "Gamma", "Cat", "Categorical", "Normal", "Laplace")
COSTS = ("L", "J", "C", "loss", "cost", "Loss", "Cost")
STEPS = ("=", ":=", "←", "→")


def out_of_step(tree: Syntax) -> Iterator[Remark]:
    """What is built like its neighbour, but for one place."""
    for node in walk(tree):
        match node.kind:
            case "frac":
                yield from _normalised(node)
            case "term":
                yield from _own_parameter(node)
            case "root":
                yield from _deviation(node)
            case "sum":
                yield from _without_log(node)
                yield from _without_square(node)
            case "relation":
                yield from _step(node)


def tokens(node: Syntax | None) -> list[Token]:
    """The leaves of a piece and what holds them, in order, without the braces of TeX."""
    out: list[Token] = []
    stack: list[Syntax | None] = [node]
    while stack:
        n = stack.pop()
        if n is None:
            out.append(("none",))
            continue
        n = unbrace(n)
        kids = n.kids
        if n.kind == "name":
            out.append(("name", "_".join((n.value.base, *n.value.accents)), 0))
        elif n.kind == "prime" and unbrace(kids[0]).kind == "name":
            out.append(("name", unbrace(kids[0]).value.base, n.value))
            kids = ()
        else:
            out.append((n.kind, n.value, len(kids)))
        stack += reversed(kids)
    return out


def _name_of(node: Syntax) -> Token | None:
    found = tokens(node)
    return found[0] if len(found) == 1 and found[0][0] == "name" else None


def _binds(big: Syntax) -> Token | None:
    """The index that a sum runs over, if it is one."""
    if big.kind != "big" or big.value != "sum" or big.kids[1] is None or len(bound_names(big.kids[1])) != 1:
        return None
    low = unbrace(big.kids[1])
    return _name_of(unbrace(low.kids[0]) if low.kind == "relation" else low)


def _normalised(node: Syntax) -> Iterator[Remark]:
    r"""`\frac{e^{w_k x + b_k}}{\sum_j e^{w_j x + b_k}}`: the sum of what stands above, but for one index."""
    low = unbrace(node.kids[1])
    bound = _binds(low)
    if bound is None or low.kids[0] is None:
        return
    above, below = tokens(node.kids[0]), tokens(low.kids[0])
    if len(above) != len(below):
        return
    for k in sorted({t for t in above if t[0] == "name" and is_index(t[1])}, key=str):
        places = [n for n, t in enumerate(above) if t == k]
        differ = [n for n, (a, b) in enumerate(zip(above, below, strict=True)) if a != b]
        moved = [n for n in places if below[n] == bound]
        odd = [n for n in places if n not in moved]
        if k != bound and differ == moved and len(moved) >= 1 and len(odd) == 1 and below[odd[0]] == k:
            yield Remark("D107", low.span, f"the sum over {_plain(bound)} has {_plain(k)} in one place, where "
                         f"what it normalises has {_plain(k)} too", f"is {_plain(bound)} meant?")  # fmt: skip


def _plain(t: Token) -> str:
    return str(t[1]) + "'" * t[2]


def _own_parameter(node: Syntax) -> Iterator[Remark]:
    r"""`\mathcal{N}(x; \mu(z), \sigma(x))`: a density whose parameters depend on its variable."""
    for f, g in zip(node.kids, node.kids[1:], strict=False):
        name, group = core_name(f), brackets(g)
        if name is None or name.base not in DENSITIES or group is None or not group.kids or split(f)[2] is not None:
            continue
        inner = unbrace(group.kids[0])
        sides = list(inner.kids) if inner.kind in ("statements", "list") else [inner]
        first = unbrace(sides[0])
        if first.kind == "given" and len(first.kids) == 2:
            sides = [*first.kids, *sides[1:]]
        elif inner.kind != "statements" or inner.value[0] != ";":
            continue
        variable, rest = tokens(sides[0]), sides[1:]
        if variable[0][0] not in ("name", "sub", "sup") or len(variable) > 4:
            continue
        own = core_name(sides[0])
        if any(_holds(tokens(_unlabelled(r, own)), variable) for r in rest):
            yield Remark("D112", group.span, "a parameter of the density depends on its own variable",
                         "is another letter meant?")  # fmt: skip


def _unlabelled(node: Syntax, own: Name | None) -> Syntax:
    r"""A piece without the subscripts of other letters: y of `\mu_y` is a label."""
    return rebuilt(node, lambda _, n: n.kids[0] if n.kind == "sub" and core_name(n.kids[0]) != own else n)


def _holds(whole: Sequence[Token], part: Sequence[Token]) -> bool:
    """Does a piece occur in another, not as the base of a letter with scripts?"""
    n = len(part)
    for k in range(len(whole) - n + 1):
        if list(whole[k : k + n]) == list(part) and not (k and whole[k - 1][0] in ("sub", "sup", "prime", "accent")):
            return True
    return False


def _deviation(node: Syntax) -> Iterator[Remark]:
    r"""`\sqrt{\frac1n \sum_i (x_i - \mu)}`: the differences under the root are not squared."""
    inner = unbrace(node.kids[0])
    if len(node.kids) > 1 and node.kids[1] is not None:
        return
    parts = [unbrace(k) for k in inner.kids] if inner.kind in ("term", "frac") else [inner]
    for big in parts:
        bound = _binds(big)
        group = unbrace(big.kids[0]) if bound is not None and big.kids[0] is not None else None
        if (
            group is None
            or bound is None
            or group.kind != "group"
            or group.value[0] not in ("(", "[")
            or not group.kids
        ):
            continue
        body = unbrace(group.kids[0])
        if body.kind != "sum" or len(body.kids) != 2 or body.value[-1] != "-":
            continue
        one, mean = (tokens(k) for k in body.kids)
        if one[0][0] == "sub" and len(one) == 3 and one[2] == bound and bound not in mean and len(mean) <= 4:
            yield Remark("D112", big.span, "a root is taken of summed differences that are not squared",
                         "is the square of the difference meant?")  # fmt: skip


def _without_square(node: Syntax) -> Iterator[Remark]:
    r"""`a - 2 a b \cos t + b^2`: one of the two squares is missing."""
    powers: dict[Token, int] = {}
    mixed: list[tuple[Token, Token]] = []
    for kid in node.kids:
        core, _, sub, sup = split(unbrace(kid))
        if core.kind == "name" and sub is None:
            one = sup is not None and unbrace(sup).kind == "number" and unbrace(sup).value == "2"
            powers[tokens(core)[0]] = 2 if one else 1 if sup is None else 0
        elif kid.kind == "term" and not any(op == "/" for op in kid.value):
            found = [_name_of(k) for k in kid.kids]
            names = [t for t in found if t is not None]
            two = any(k.kind == "number" and k.value == "2" for k in kid.kids)
            if two and len(names) == 2 and names[0] != names[1] and any(k.kind == "call" for k in kid.kids):
                mixed.append((names[0], names[1]))
    for a, b in mixed:
        if {powers.get(a), powers.get(b)} == {1, 2}:
            lone = a if powers[a] == 1 else b
            yield Remark("D112", node.span, f"{_plain(lone)} stands beside a square and the product of both",
                         f"is the square of {_plain(lone)} meant?")  # fmt: skip


def _without_log(node: Syntax) -> Iterator[Remark]:
    r"""`\sum_k q_k \log p(x) + \sum_k q_k p(k)`: of two terms of the same weight one has the logarithm of a density."""
    inner = [(kid, [t for f in _factors(kid) for t in tokens(f)]) for kid in node.kids]
    for kid, one in inner:
        for _, other in inner:
            n = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            if n < 3 or other is one or n + 2 >= len(other):
                continue
            after = _called_log(other[n:])
            if after is not None and after == one[n] and one[n] in one[:n]:
                yield Remark("D112", kid.span, f"this term has {_plain(one[n])} where the other one of the same weight "
                             f"has its logarithm", "is the logarithm meant?")  # fmt: skip


def _called_log(found: Sequence[Token]) -> Token | None:
    r"""p of `\log p(…)`."""
    if found[0][0] == "call" and found[1][:2] in (("name", "log"), ("name", "ln")):
        return next((t for t in found[2:5] if t[0] == "name"), None)
    return None


def _factors(node: Syntax) -> list[Syntax]:
    """The factors of the innermost body of sums, without numbers and fractions of sizes before them."""
    node = unbrace(node)
    while True:
        if node.kind == "big" and node.kids[0] is not None:
            node = unbrace(node.kids[0])
        elif node.kind == "term" and not any(node.value) and unbrace(node.kids[-1]).kind == "big":
            node = unbrace(node.kids[-1])
        else:
            break
    return list(node.kids) if node.kind == "term" else [node]


def _step(node: Syntax) -> Iterator[Remark]:
    r"""`x_{t+1} = x_t - \eta \frac{\partial C}{\partial w}`: a letter that moves by the slope of another."""
    if len(node.kids) != 2 or node.value[0] not in STEPS:
        return
    left, right = core_name(node.kids[0]), unbrace(node.kids[1])
    if left is None or right.kind != "sum" or len(right.kids) != 2 or right.value[-1] != "-":
        return
    if core_name(right.kids[0]) != left or tokens(node.kids[0]) == tokens(right.kids[0]) and node.value[0] == "=":
        return
    last = unbrace(right.kids[1])
    frac = unbrace(last.kids[-1]) if last.kind == "term" else last
    parts = derivative_parts(frac) if frac.kind == "frac" else None
    if parts is None or len(parts[0]) != 1 or len(parts[1]) != 1 or len(parts[1][0]) != 1:
        return
    cost, by = core_name(parts[0][0]), core_name(parts[1][0][0])
    if cost is not None and by is not None and cost.base in COSTS and by.base != left.base:
        yield Remark("D112", node.span, f"{left.base} moves by the slope of {by.base}", f"is {by.base} meant?")
