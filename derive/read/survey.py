r"""One look over the whole text before anything is decided: who is called, who is indexed by what, who is bound.

Whatever can be read in two ways is decided once for each letter, from all its occurrences.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from derive.expr.names import GREEK, Name
from derive.read.bound import bound_names
from derive.read.capitals import apart_in, products_in, words_in
from derive.read.differentials import derivative_parts, is_d
from derive.read.naming import core_name, inside, is_integer, items, split, unbrace, walk
from derive.read.syntax import Syntax
from derive.source import Source

_BOUND_BY = ("sum", "prod", "max", "min", "argmax", "argmin", "bigcup", "bigcap")
_SINGLE = ("name", "words", "number", "sub", "sup", "prime", "accent", "symbol")


@dataclass(slots=True)
class Survey:
    """calls: name -> how it stands before brackets (`comma`, `single`, `sum`, `square`) or without them (`bare`);
    primed: names with a prime before brackets; bound: names that a sum binds; subscripts: name -> its subscripts;
    sizes: names used as bounds or sizes; names: every name with its fonts; iterates: names whose superscripts count
    steps (`w^{k+1} = w^k - …`), stepped: whose brackets do (`w(k+1) = …`); differentiated: names `f` of ∂f/∂x with the
    names `x`; inner: names inside their own brackets (`p(1-p)`); whole: names without a subscript somewhere; apart:
    capitals that stand alone somewhere; derivatives: (f, x) as written; words: runs of capitals that are one name
    (`MA`), products: where those begin that are none (`\tr(AXB)`); families: names whose entries are vectors."""

    calls: dict[Name, set[str]] = field(default_factory=lambda: defaultdict(set))
    primed: set[Name] = field(default_factory=set)
    bound: set[Name] = field(default_factory=set)
    subscripts: dict[Name, list[Syntax]] = field(default_factory=lambda: defaultdict(list))
    sizes: set[Name] = field(default_factory=set)
    names: set[Name] = field(default_factory=set)
    iterates: set[Name] = field(default_factory=set)
    differentiated: dict[Name, list[Name]] = field(default_factory=lambda: defaultdict(list))
    inner: set[Name] = field(default_factory=set)
    whole: set[Name] = field(default_factory=set)
    derivatives: list[tuple[Syntax, Syntax]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    products: set[int] = field(default_factory=set)
    apart: set[Name] = field(default_factory=set)
    families: frozenset[Name] = frozenset()
    stepped: set[Name] = field(default_factory=set)


def _is_complement(node: Syntax) -> bool:
    r"""`1 - \pi`, where π is a probability: nobody takes the number of the circle from 1."""
    if len(node.kids) != 2 or node.value != ("+", "-"):
        return False
    first, second = map(unbrace, node.kids)
    return first.kind == "number" and first.value == "1" and core_name(second) == Name("pi")


def survey(tree: Syntax, source: Source, made: set[Name] | frozenset[Name] = frozenset()) -> Survey:
    """What the occurrences of each letter say; made: indices of patterns, which count no steps."""
    out = Survey()
    steps: set[tuple[Name, Name]] = set()
    marks: dict[str, set[Name]] = defaultdict(set)
    called: set[Name] = set()
    scripts: set[int] = set()
    for node in walk(tree):
        match node.kind:
            case "name":
                out.names.add(node.value)
            case "sub":
                _subscript(out, node, scripts)
            case "sup":
                _superscript(node, steps, marks)
            case "term":
                _term(out, node, source, called)
            case "sum" if _is_complement(node):
                out.inner.add(Name("pi"))
            case "big":
                _big(out, node)
            case "call" if core_name(node.kids[0]) in (Name("Sum"), Name("Product")):
                _python_sum(out, node)
            case "item":
                name = core_name(node.kids[0])
                if name is not None:
                    out.subscripts[name] += node.kids[1:]
            case "declare":
                _sizes(out, node.kids[1])
            case "stack":
                out.bound.add(node.kids[1].value)
                _sizes(out, node.kids[3])
            case "grid":
                out.bound |= {node.kids[1].value, node.kids[4].value}
                for size in (node.kids[3], node.kids[6]):
                    _sizes(out, size)
            case "whole":
                for size in node.kids[1:]:
                    _sizes(out, size)
    out.stepped = {n for n in called if "single" in out.calls[n]}
    _bare(out, tree)
    out.iterates = {x for x, step in steps if step not in made and (x in marks["fixed"] or step not in out.bound)}
    out.iterates &= marks["next"] | marks["fixed"]  # in `Σ_k a_k x^k` are powers
    out.iterates |= marks["next"] & marks["fixed"] - marks["power"]
    out.iterates -= _powers(out, tree) - marks["fixed"] if out.iterates else set()
    out.words, out.products, out.apart = words_in(tree), products_in(tree), apart_in(tree)
    return out


def _subscript(out: Survey, node: Syntax, seen: set[int]) -> None:
    name = core_name(node.kids[0])
    if name is not None and id(node) not in seen:
        out.subscripts[name].append(unbrace(node.kids[1]))


def _superscript(node: Syntax, steps: set[tuple[Name, Name]], marks: dict[str, set[Name]]) -> None:
    name, sup = core_name(node.kids[0]), unbrace(node.kids[1])
    if name is None:
        return
    if sup.kind == "name" and sup.value.base in ("k", "t", "i", "n") and not sup.value.font:
        steps.add((name, sup.value))
    if sup.kind == "sum" and len(sup.kids) == 2 and sup.kids[0].kind == "name" and is_integer(sup.kids[1]):
        marks["next"].add(name)
    if sup.kind == "symbol" and sup.value in ("*", "star") or sup.kind == "number" and sup.value == "0":
        marks["fixed"].add(name)
    elif sup.kind == "number":
        marks["power"].add(name)


def _powers(out: Survey, tree: Syntax) -> set[Name]:
    """Names that stand as values of their own, or are differentiated by, so that `x^{n+1}` is a power of them; not
    those that something binds."""
    found: set[Name] = set()
    lone = {id(n) for d in walk(tree) if _differentiates_a_letter(d) for n in walk(d)}
    for node in walk(tree):
        if id(node) not in lone and node.kind in ("term", "sum", "sign", "frac", "relation", "root", "big"):
            follows = [*node.kids[1:], None]
            for k, after in zip(node.kids, follows, strict=True):
                if k is not None and k.kind == "name" and (after is None or brackets(after) is None):
                    found.add(k.value)
    return found - out.bound


def _differentiates_a_letter(node: Syntax) -> bool:
    r"""`\partial L / \partial w`: says nothing of powers of w."""
    parts = derivative_parts(node) if node.kind == "frac" else None
    return parts is not None and len(parts[0]) == 1 and core_name(parts[0][0]) is not None


def contents(group: Syntax) -> str:
    """What stands in brackets: `comma` (or a bar, or nothing), `single` operand, `sum` (anything else)."""
    body = inside(group)
    if body is None or body.kind in ("list", "given", "statements", "colon", "relation"):
        return "comma"
    body = unbrace(body)
    return "single" if body.kind in _SINGLE or _is_call(body) else "sum"


def _is_call(body: Syntax) -> bool:
    """`G(z)` alone, so that `D(G(z))` is a composition."""
    if body.kind == "call":
        return core_name(body.kids[0]) is not None and len(core_name(body.kids[0]).base) == 1  # type: ignore[union-attr]
    return body.kind == "term" and len(body.kids) == 2 and body.value == ("",) and _capital_call(*body.kids)


def _capital_call(f: Syntax, g: Syntax) -> bool:
    return (name := core_name(f)) is not None and name.base[:1].isupper() and brackets(g) is g


def attached(f: Syntax, g: Syntax, source: Source) -> bool:
    """Do brackets follow without white space?"""
    between = source.text[f.span.end : g.span.start]
    return not any(c.isspace() or c == "~" for c in between)


def brackets(node: Syntax) -> Syntax | None:
    """The bracket group that a factor is, whatever scripts it has; None if it is none."""
    core = split(node)[0] if node.kind in ("sup", "sub", "prime") else node
    return core if core.kind == "group" and core.value[0] in ("(", "[") else None


def _term(out: Survey, node: Syntax, source: Source, steps: set[Name]) -> None:
    for f, g, op in zip(node.kids, node.kids[1:], node.value, strict=False):
        group = brackets(g)
        name = core_name(f)
        if op or group is None or name is None or group.span.start < f.span.end:
            continue
        if split(f)[1]:
            out.primed.add(name)
        kind = "square" if group.value[0] == "[" else contents(group)
        if kind == "single" and not attached(f, group, source) and not _letter_alone(group):
            kind = "sum"
        if kind == "single" and split(f)[3] is not None and not is_label(split(f)[3]):
            kind = "sum"
        out.calls[name].add(kind)
        if kind == "sum" and _next_step(group):
            steps.add(name)
        if kind != "comma" and _holds(group, name):
            out.inner.add(name)
    _slashed(out, node)


def _next_step(group: Syntax) -> bool:
    """`k+1`, `t-1`, `t + \\Delta t`."""
    body = inside(group)
    if body is None or body.kind != "sum" or len(body.kids) != 2:
        return False
    first, second = body.kids
    small = second.kind == "term" and second.kids[0].kind == "name" and second.kids[0].value == Name("Delta")
    return first.kind == "name" and first.value.base in ("i", "k", "n", "t", "m") and (is_integer(second) or small)


def _letter_alone(group: Syntax) -> bool:
    r"""`\Delta_m (\vec x)`: nobody puts brackets around one letter that is a factor."""
    body = inside(group)
    return body is not None and body.kind in ("name", "sub") and core_name(body) is not None


def _holds(group: Syntax, name: Name) -> bool:
    """Does a name stand in these brackets as a value: `p(1-p)`? Looks at the nearest 40 nodes."""
    near = [group]
    at = 0
    while at < len(near) < 40:
        near += [k for k in near[at].kids if k is not None]
        at += 1
    pairs = ((f, g) for n in near for f, g in zip(n.kids, n.kids[1:], strict=False) if f is not None and g is not None)
    called = {id(split(f)[0]) for f, g in pairs if brackets(g)}
    inside_it = (k for n in near for k in n.kids if k is not None and k.kind == "name" and k.value == name)
    return any(id(k) not in called for k in inside_it)


def _slashed(out: Survey, node: Syntax) -> None:
    r"""`\partial L / \partial w`."""
    if "/" in node.value and is_d(node.kids[0]):
        k = node.value.index("/")
        if k >= 1 and k + 2 < len(node.kids) and is_d(node.kids[k + 1]):
            f, x = core_name(node.kids[1]), core_name(node.kids[k + 2])
            if f is not None and x is not None:
                out.differentiated[f].append(x)
                out.derivatives.append((node.kids[1], node.kids[k + 2]))


def is_label(sup: Syntax | None) -> bool:
    """Is this superscript a mark on a name, not a power: `*`, `+`, `(i)`, `[l]`, a word?"""
    if sup is None:
        return False
    sup = unbrace(sup)
    if sup.kind == "symbol":
        return sup.value in ("*", "star", "ast", "+", "-", "dagger", "⊕", "infty")
    if sup.kind == "group":
        return sup.value[0] in ("(", "[", "⟨") and len(sup.kids) == 1 and _plain(unbrace(sup.kids[0]))
    if sup.kind == "words":
        return True
    if sup.kind == "term":
        return len(sup.kids) > 1 and all(
            k.kind == "name" and len(k.value.base) == 1 and k.value.base.isupper() for k in sup.kids
        )
    return sup.kind == "name" and len(sup.value.base) > 1 and sup.value.base.isascii() and not _is_greek(sup.value)


def _plain(body: Syntax) -> bool:
    return (
        body.kind in ("name", "number", "sub")
        or body.kind == "term"
        and not any(body.value)
        and all(k.kind == "name" for k in body.kids)
        or body.kind == "sum"
        and all(k.kind in ("name", "number") for k in body.kids)
    )


def _is_greek(name: Name) -> bool:
    return name.base in GREEK


def is_transpose(sup: Syntax) -> bool:
    r"""`^\top`, `^T`, `^{\mathsf T}`: T must also not be declared, which the caller knows."""
    sup = unbrace(sup)
    return sup.kind == "symbol" and sup.value == "top" or sup.kind == "name" and sup.value.base == "T"


def _big(out: Survey, node: Syntax) -> None:
    if node.value not in _BOUND_BY or node.kids[1] is None:
        return
    for name in bound_names(node.kids[1]):
        out.bound.add(name)
    if node.value in ("sum", "prod") and node.kids[2] is not None:
        _sizes(out, node.kids[2])
    low = unbrace(node.kids[1])
    if low.kind == "relation":
        _sizes(out, low.kids[-1])


def _python_sum(out: Survey, node: Syntax) -> None:
    """`Sum(a[i], (i, 1, n))`."""
    for limits in node.kids[2:]:
        parts = items(limits.kids[0]) if limits.kind == "group" and limits.kids else [limits]
        name = core_name(parts[0])
        if name is not None:
            out.bound.add(name)
        for bound in parts[1:]:
            _sizes(out, bound)


def _sizes(out: Survey, node: Syntax) -> None:
    for n in walk(node):
        if n.kind == "name" and not n.value.font and len(n.value.base) == 1:
            out.sizes.add(n.value)


def _bare(out: Survey, tree: Syntax) -> None:
    """Names that stand as values: neither before brackets nor under a derivative nor as a script."""
    stack: list[tuple[Syntax, bool]] = [(tree, False)]
    while stack:
        node, skip = stack.pop()
        kids = list(node.kids)
        found: list[tuple[Syntax, bool]] = []
        if node.kind == "name" and not skip:
            out.calls[node.value].add("bare")
            out.whole.add(node.value)
        elif node.kind == "frac" and _derivative_names(out, node):
            found += [(k, True) for k in _below(node)]
        elif node.kind == "term":
            for j, k in enumerate(kids):
                called = j + 1 < len(kids) and node.value[j] == "" and brackets(kids[j + 1]) is not None
                marked = j > 0 and kids[j - 1].kind in ("symbol", "sub") and _nabla(kids[j - 1])
                marked = marked or j > 0 and kids[j - 1].kind == "name" and kids[j - 1].value == Name("Delta")
                if (called or marked) and core_name(k) is not None:
                    if split(k)[2] is None:
                        out.whole.add(core_name(k))  # type: ignore[arg-type]
                    continue
                group = k if j and k is not None and node.value[j - 1] == "" and brackets(k) is k else None
                if group is not None and core_name(kids[j - 1]) is not None:
                    found += _arguments(out, group)
                    continue
                found.append((k, False))
        elif node.kind == "sub":
            name = core_name(node.kids[0])
            if name is not None:
                out.calls[name].add("bare")
            else:
                found.append((node.kids[0], False))
        elif node.kind == "call":
            found += [(k, False) for k in kids[1:]]
        elif node.kind == "sup":
            found += [(kids[0], False)] + [(kids[1], is_transpose(kids[1]))]
        else:
            found += [(k, False) for k in kids if k is not None]
        stack += reversed(found)


def _arguments(out: Survey, group: Syntax) -> list[tuple[Syntax, bool]]:
    """What stands in brackets behind a name, without the bare names: as arguments they may be functions."""
    todo, found = list(group.kids), []
    while todo:
        k = todo.pop()
        if k.kind in ("list", "given"):
            todo += k.kids
        elif k.kind == "name":
            out.calls[k.value].add("argument")
            out.whole.add(k.value)
        else:
            found.append((k, False))
    return found


def _nabla(node: Syntax) -> bool:
    return split(node)[0].kind == "symbol" and split(node)[0].value in ("nabla", "partial")


def _derivative_names(out: Survey, node: Syntax) -> bool:
    parts = derivative_parts(node)
    if parts is None:
        return False
    above, below = parts
    f = core_name(above[0]) if len(above) == 1 else None
    if f is not None and (split(above[0])[3] is None or is_label(split(above[0])[3])):
        out.derivatives += [(above[0], g[0]) for g in below if core_name(g[0]) is not None]
        out.differentiated[f] += [x for g in below if (x := core_name(g[0])) is not None]
    return True


def _below(node: Syntax) -> list[Syntax]:
    above, below = derivative_parts(node) or ([], [])
    kids = [k for g in below for k in g]
    return kids + (above if len(above) > 1 else [])
