r"""A text as its statements: expressions, relations, declarations `x \in \mathbb{R}^n`, ranges `i = 1, \ldots, n`."""

from __future__ import annotations

from dataclasses import dataclass

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.continued import rejoined
from derive.read.intervals import counted, interval
from derive.read.naming import core_name, full_name, is_integer, items, split, unbrace, walk
from derive.read.sizes import sizes_of
from derive.read.survey import brackets, is_label
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Info, Shape

_CONDITIONAL = (
    "if",
    "for",
    "when",
    "whenever",
    "unless",
    "such that",
    "s.t.",
    "subject to",
    "given",
    "for all",
    "for any",
)
_NUMBERS = {"N": "integer positive", "Z": "integer", "R": "", "Q": ""}


@dataclass(slots=True)
class Part:
    """One statement before it is read. kind: `value`, `relation`, `declare`, `range`; word: the words before it;
    names: what a declaration declares; extra: the other items of a range."""

    kind: str
    node: Syntax
    word: str = ""
    names: tuple[Syntax, ...] = ()
    extra: tuple[Syntax, ...] = ()

    @property
    def conditional(self) -> bool:
        """Do the words before it make it a condition?"""
        return self.word.lower().strip(" ,:").startswith(_CONDITIONAL)


def parts(ctx: Context, tree: Syntax) -> list[Part]:
    """The statements of a text, in order."""
    out: list[Part] = []
    stack: list[tuple[Syntax, str]] = [(tree, "")]
    while stack:
        node, word = stack.pop()
        if node.kind == "statements":
            words = ["", *(v.removeprefix("words: ") if v.startswith("words: ") else "" for v in node.value)]
            words[0] = word
            stack += list(zip(node.kids, words, strict=True))[::-1]
        elif node.kind == "list":
            out += _listed(ctx, node, word)
        elif (
            (
                node.kind == "group"
                and node.value == ("{", "}")
                and node.kids
                and node.kids[0].kind in ("list", "statements")
            )
            or node.kind == "group"
            and node.value == ("(", ")")
            and node.kids
            and (
                node.kids[0].kind in ("relation", "statements")
                or node.kids[0].kind == "list"
                and all(k.kind == "relation" for k in node.kids[0].kids)
            )
        ):
            stack.append((node.kids[0], word))
        elif node.kind == "colon" and len(node.kids) == 2 and all(k.kind == "relation" for k in node.kids):
            said = "" if word.lower().strip(" ,:").startswith(_CONDITIONAL) else word  # `if i = j: a = b`
            out += [_part(node.kids[0], "for"), _part(node.kids[1], said)]
        elif node.kind == "relation":
            node, remarks = _remarked(node)
            node, chains = _chained_cases(node)
            out += [_part(node, word), *(_part(c, word) for c in (*chains, *remarks))]
        elif node.kind != "empty":
            out.append(_part(unbrace(node), word))
    if not out:
        ctx.unsupported("words without a formula", tree)
    return out


def _part(node: Syntax, word: str, names: tuple[Syntax, ...] = ()) -> Part:
    if node.kind == "relation" and node.kids[-1].kind == "empty":  # `p =`, a beginning that states nothing
        return Part("mention", node, word)
    if node.kind == "relation" and node.kids[0].kind == "empty":  # `= x + y`, whose left side stands before this text
        rest = Syntax("relation", node.value[1:], node.kids[1:], node.span) if len(node.kids) > 2 else node.kids[1]
        return Part("continued", rest, word)
    if node.kind == "declare" and not names and (run := counted(node)) is not None:
        return Part("range", node, word, run[:1], run[1:])
    if node.kind == "declare" and not names and (bounds := interval(node)) is not None:
        return Part("relation", bounds, word)
    if node.kind == "declare":
        return Part("declare", node, word, (*names, *items(node.kids[0])))
    if node.kind == "relation":
        node = _without_remark(node)
    if node.kind == "relation" and node.value == ("=",) and (ends := _run(node)) is not None:
        return Part("range", node, word, (node.kids[0],), ends)
    return Part("relation" if node.kind == "relation" else "value", node, word)


def _without_remark(node: Syntax) -> Syntax:
    r"""`Regularized \lambda_i = …`: the words before the first side say something about it."""
    first = node.kids[0]
    if first.kind != "term" or first.kids[0].kind != "words" or first.value[0] or len(first.kids) < 2:
        return node
    rest = first.kids[1:]
    side = rest[0] if len(rest) == 1 else Syntax("term", first.value[1:], rest, rest[0].span.to(rest[-1].span))
    return Syntax(node.kind, node.value, (side, *node.kids[1:]), node.span)


def _remarked(node: Syntax) -> tuple[Syntax, list[Syntax]]:
    r"""`u = \ln v (y = u)`: the statement, and the one in brackets behind what is no function."""
    last = node.kids[-1]
    group = last.kids[-1] if last.kind == "term" and not last.value[-1] else None
    if group is None or group.kind != "group" or group.value != ("(", ")") or not group.kids:
        return node, []
    if last.kids[-2].kind == "number" and last.kids[-2].value == "1" and last.kids[-2].span.end == group.span.start:
        return node, []  # `1(x > 0)`, an indicator
    if group.kids[0].kind != "relation" or last.kids[-2].kind not in ("call", "number", "group", "frac", "sup"):
        return node, []
    rest = last.kids[:-1]
    side = rest[0] if len(rest) == 1 else Syntax("term", last.value[:-1], rest, rest[0].span.to(rest[-1].span))
    return Syntax("relation", node.value, (*node.kids[:-1], side), node.span), [group.kids[0]]


def _chained_cases(node: Syntax) -> tuple[Syntax, list[Syntax]]:
    """`f = { a = b if …; c = d otherwise`: the statement with the first value of each case, and the chains."""
    last = node.kids[-1]
    chains = [v for v in last.kids[::2] if v.kind == "relation"] if last.kind == "cases" else []
    if not chains:
        return node, []
    kids = tuple(k.kids[0] if k in chains else k for k in last.kids)
    cases = Syntax("cases", None, kids, last.span)
    return Syntax("relation", node.value, (*node.kids[:-1], cases), node.span), chains


def _run(node: Syntax) -> tuple[Syntax, Syntax] | None:
    r"""The ends of `c = 1 \cdots C`: of a small letter a range, no product."""
    left, right = unbrace(node.kids[0]), unbrace(node.kids[1])
    if left.kind != "name" or not left.value.base.islower() or right.kind != "big" or right.value != "prod":
        return None
    body, low, high = right.kids
    plain = body is not None and body.kind == "name" and low is not None and low.kind == "relation"
    return (low.kids[1], high) if plain and low.kids[0].value == body.value and body.span == low.span else None


def _listed(ctx: Context, node: Syntax, word: str) -> list[Part]:
    """The items of a comma list: several statements, several expressions, or one declaration of several names."""
    kids = rejoined([k for k in node.kids if k.kind != "empty"])
    if len(kids) == 1 and kids[0].kind == "relation":
        return [_part(kids[0], word)]
    if (cut := _around_range(kids)) is not None:
        pieces = (p for p in (kids[: cut[0]], kids[slice(*cut)], kids[cut[1] :]) if p)
        return [s for p in pieces for s in _listed(ctx, _list(p), word)]
    if any(k.kind == "symbol" and k.value == "ldots" for k in kids):
        first = next((n for n, k in enumerate(kids) if k.kind == "relation"), 0)
        before = kids[:first]
        if any(k.kind == "symbol" and k.value == "ldots" for k in before):
            ctx.unsupported("an ellipsis", node)
        last = _ranged(ctx, node, kids[first:], word)
        if last.kind == "range" and all(k.kind == "name" for k in before):  # `i, j = 1, …, n`
            return [*(Part("range", k, word, (k,), last.extra) for k in before), last]
        return [*(_part(unbrace(k), word) for k in before), last]
    out: list[Part] = []
    pending: list[Syntax] = []
    seen_relation = False
    for k in kids:
        if k.kind == "statements":
            ctx.unsupported("statements inside of a list", k)
        if k.kind == "declare":
            out.append(_part(k, word, tuple(pending)))
            pending = []
        elif k.kind == "relation":
            out += [_part(p, word) for p in pending] + [_part(k, word)]
            pending, seen_relation = [], True
        else:
            pending.append(k)
    if seen_relation and pending:
        return [*out, *_values(ctx, out, pending, node)]
    return [*out, *(_part(unbrace(p), word) for p in pending)]


def _around_range(kids: list[Syntax]) -> tuple[int, int] | None:
    r"""Where a range begins and ends that stands beside other statements: `x_i = 2 y_i, i = 1, \dots, n`."""
    dots = next((n for n, k in enumerate(kids) if _is_dots(k)), None)
    start = next((n for n in reversed(range(dots or 0)) if kids[n].kind == "relation"), None)
    if dots is None or start is None or core_name(kids[start].kids[0]) is None:
        return None
    end = dots + 2 if dots + 1 < len(kids) and kids[dots + 1].kind != "relation" else dots + 1
    while start and kids[start - 1].kind == "name":  # `i, j = 1, …, n`
        start -= 1
    others = (*kids[:start], *kids[end:])
    return (start, end) if any(k.kind == "relation" for k in others) and not any(map(_is_dots, others)) else None


def _is_dots(k: Syntax) -> bool:
    return k.kind == "symbol" and bool(k.value == "ldots")


def _list(kids: list[Syntax]) -> Syntax:
    return Syntax("list", (",",) * (len(kids) - 1), tuple(kids), kids[0].span.to(kids[-1].span))


def _values(ctx: Context, before: list[Part], values: list[Syntax], node: Syntax) -> list[Part]:
    """`k = 1, 4, 16`: each of the values that k takes is a condition of its own."""
    last = before[-1]
    if last.kind != "relation":
        ctx.unsupported("a list of values", node)
    numbers = all(k.kind in ("number", "sign", "percent") for k in (last.node.kids[-1], *values))
    if len(before) != 1 or last.node.value != ("=",) or not numbers or core_name(last.node.kids[0]) is None:
        ctx.unsupported("a list of values", node)
    if _grouped(ctx, last.node.kids[-1], values):
        ctx.unsupported("a number in groups of three digits or a list of values", node, "write 60{,}000 or 60000")
    ctx.guess(f"{ctx.text(last.node.kids[0])} takes {len(values) + 1} values")
    last.word = "for"
    return [Part("relation", Syntax("relation", ("=",), (last.node.kids[0], v), node.span), "for") for v in values]


def _grouped(ctx: Context, first: Syntax, values: list[Syntax]) -> bool:
    """`60,000`: three digits right behind the comma."""
    nodes = [first, *values]
    return all(
        len(b.value or "") == 3 and b.kind == "number" and b.span.start == a.span.end + 1
        for a, b in zip(nodes, values, strict=False)
    )


def _ranged(ctx: Context, node: Syntax, kids: list[Syntax], word: str) -> Part:
    r"""`i = 1, \ldots, n`; a list of other things, of which the dots say no pattern, is kept as written."""
    first = kids[0]
    if first.kind == "relation" and first.value == ("=",) and core_name(first.kids[0]) is not None:
        if kids[-1].kind == "symbol" and kids[-1].value == "ldots" and _counted([first.kids[1], *kids[1:-1]]):
            endless = Syntax("symbol", "infty", (), kids[-1].span)
            return Part("range", first, word, (first.kids[0],), (first.kids[1], endless))
        plain = first.kids[0].kind == "name" and unbrace(first.kids[1]).kind in ("number", "name", "sum", "sign")
        if plain and all(k.kind != "relation" for k in kids[1:]) and kids[-1].kind != "symbol":
            return Part("range", first, word, (first.kids[0],), (first.kids[1], kids[-1]))
        if all(k.kind != "relation" for k in kids[1:]):
            entries = (first.kids[1], *kids[1:])
            inner = Syntax("list", (",",) * (len(entries) - 1), entries, node.span)
            group = Syntax("group", ("(", ")"), (inner,), first.kids[1].span.to(node.span))
            return _part(Syntax("relation", ("=",), (first.kids[0], group), node.span), word)
    ctx.unsupported("an ellipsis", node)


def _counted(written: list[Syntax]) -> bool:
    """Do these numbers count, one after the other?"""
    if not all(is_integer(k) for k in written[1:]) or len(written) > 1 and not is_integer(written[0]):
        return len(written) == 1
    values = [int(k.value) for k in written if is_integer(k)]
    return all(b == a + 1 for a, b in zip(values, values[1:], strict=False))


# ---- declarations ----------------------------------------------------------------------------------------------------


def declare(ctx: Context, part: Part) -> Shape | None:
    r"""The shape of `\mathbb{R}^{m\times n}`, given to the names that are letters. Raises: Unsupported."""
    target = unbrace(part.node.kids[1])
    core, primes, sub, sup = split(target)
    if core.kind != "name" or core.value.font not in ("bb", "bold") or core.value.base not in _NUMBERS or primes:
        ctx.unsupported("membership in this set", part.node)
    words = _NUMBERS[core.value.base]
    shape = SCALAR
    if _positive(sub) or _positive(sup):
        words = f"{words} positive".strip()
    elif sup is not None:
        shape = _sizes(ctx, sup)
    for node in part.names:
        name = full_name(node, ctx.source)
        marked = split(node)[3] is None or is_label(split(node)[3])
        if name is not None and marked and not _entry_like(ctx, node):
            _give(ctx, name, shape, words, node)
    return shape


def _entry_like(ctx: Context, node: Syntax) -> bool:
    """`x_i` of a letter that is declared: an entry."""
    name, sub = core_name(node), split(node)[2]
    return name is not None and sub is not None and ctx.declared(name) is not None


def _positive(script: Syntax | None) -> bool:
    return script is not None and script.kind == "symbol" and script.value in ("+", "++")


def _sizes(ctx: Context, sup: Syntax) -> Shape:
    """The sizes that stand above the set."""
    sizes = sizes_of(ctx, sup)
    if sizes is None:
        ctx.unsupported("a size of this kind", sup)
    return (sizes[0], 1) if len(sizes) == 1 else sizes


def _give(ctx: Context, name: Name, shape: Shape, words: str, node: Syntax) -> None:
    key = ctx.key(name)
    info = ctx.letters.get(key)
    if info is None:
        declared = ctx.declared(name)
        if declared is not None:
            ctx.info(name)
            return
        info = ctx.letters[key] = Info(name, key.plain, "index" if "integer" in words else "letter")
    if info.declared is None and info.shape is None:
        info.shape, info.assume = shape, words
    ctx.shaped = ctx.shaped or shape != SCALAR


# ---- definitions -----------------------------------------------------------------------------------------------------


def defines(ctx: Context, part: Part) -> Name | None:
    """The letter or function that a relation gives its meaning, if it is one that nothing declares."""
    if part.kind != "relation" or part.node.value[0] not in ("=", ":=") or part.conditional:
        return None
    left = unbrace(part.node.kids[0])
    right = part.node.kids[1:]
    name = _defined_name(ctx, left)
    if name is None:
        return None
    core = core_name(left) if left.kind != "term" else core_name(left.kids[0])
    if core is None or name is None or part.node.value[0] == ":=":
        return name
    return None if any(_uses(ctx, k, core, name) for k in right) else name


def _uses(ctx: Context, right: Syntax, core: Name, name: Name) -> bool:
    """Does the letter stand on the right? `W_Q` does not use Q, nor `h_0` the letter `h_1`, nor `L_1` L."""
    stack = [right]
    while stack:
        n = stack.pop()
        whole = full_name(n, ctx.source) if n.kind in ("name", "sub", "sup", "prime") else None
        if whole is not None and core_name(n) is not None:
            if core_name(n) == core and (whole == name or not _apart(whole, name)):
                return True
            if ctx.declared(whole) is not None or _apart(whole, name) and core_name(n) == core:
                continue
        stack += [k for k in n.kids if k is not None]
        if n.kind == "name" and n.value == core:
            return True
    return False


def _apart(a: Name, b: Name) -> bool:
    """Do two names of one base differ in what no index is: a number below, a prime?"""
    number = a.label.isdigit() and (b.label.isdigit() or not b.label) or b.label.isdigit() and not a.label
    return a.label != b.label and number or a.primes != b.primes


def totals(ctx: Context, found: list[Part]) -> set[Name]:
    r"""The letters of `L = \frac1n \sum_i L_i`: whole as a left side alone, and a family on the right."""
    left: dict[Name, int] = {}
    for p in found:
        side = unbrace(p.node.kids[0]) if p.kind == "relation" and p.node.value[0] in ("=", ":=") else None
        if side is not None and side.kind == "name" and side.value == Name(side.value.base, accents=side.value.accents):
            inside = {
                n.kids[0].value
                for k in p.node.kids[1:]
                for n in walk(k)
                if n.kind == "sub" and n.kids[0].kind == "name"
            }
            if side.value in inside:
                left[side.value] = left.get(side.value, 0) + 1
    if not left:
        return set()
    whole: dict[Name, int] = dict.fromkeys(left, 0)
    for n in walk(ctx.tree):
        based = n.kids[0] if n.kind == "sub" else None
        for k in n.kids:
            if k is not None and k.kind == "name" and k is not based and k.value in whole:
                whole[k.value] += 1
    return {n for n in left if whole[n] == left[n] and ctx.declared(n) is None and ctx.survey.subscripts.get(n)}


def _defined_name(ctx: Context, left: Syntax) -> Name | None:
    if left.kind == "term" and len(left.kids) == 2 and left.value == ("",):
        group = left.kids[1]
        plain = group.kind == "group" and brackets(group) is not None and group.kids
        if not plain or not all(core_name(a) is not None and a.kind in ("name", "sub") for a in items(group.kids[0])):
            return None
        left = left.kids[0]
    name = full_name(left, ctx.source)
    if split(left)[3] is not None and not is_label(split(left)[3]) and core_name(left) not in ctx.survey.iterates:
        return None
    if name is None or ctx.declared(name) is not None or ctx.declared_function(name) is not None:
        return None
    base = core_name(left)
    return name if base is not None and (left.kind == "name" or ctx.declared(base) is None) else None
