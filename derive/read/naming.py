r"""From syntax to names: which letter a decorated node spells, and the text of a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from derive.expr.names import Name, label_of
from derive.read.syntax import Syntax
from derive.source import Source

_BAR = re.compile(r"\\(?:mid|vert)(?![A-Za-z])")
_ALONE = {"*": "*", "star": "*", "ast": "*", "+": "+", "-": "-", "dagger": "†", ":": ":"}


def unbrace(node: Syntax) -> Syntax:
    """The content of TeX braces, of one term."""
    while node.kind == "group" and node.value == ("{", "}") and node.kids:
        node = node.kids[0]
    return node


def inside(node: Syntax) -> Syntax | None:
    """What stands in a group, None if nothing."""
    return node.kids[0] if node.kids else None


def label(node: Syntax, source: Source) -> str:
    r"""The text of a script as a label, without LaTeX's dress: `\text{old}` is old, `\alpha` alpha, `t-1` itself."""
    node = unbrace(node)
    if node.kind == "symbol" and node.value in _ALONE:
        return _ALONE[node.value]
    if node.kind == "name" and node.value == Name(node.value.base):
        return str(node.value.base)
    if node.kind == "number":
        return str(node.value)
    text = source.text[node.span.start : node.span.end]
    return label_of(_BAR.sub("|", text))


def written(node: Syntax, source: Source) -> str:
    """The text of a script as it stands, without its braces."""
    node = unbrace(node)
    text = " ".join(source.text[node.span.start : node.span.end].split())
    return text[1:-1] if text[:1] == "{" and text[-1:] == "}" and node.kind in ("name", "number") else text


def split(node: Syntax) -> tuple[Syntax, int, Syntax | None, Syntax | None]:
    """A decorated node as (core, primes, subscript, superscript)."""
    sub = sup = None
    primes = 0
    node = unbrace(node)
    if node.kind == "sup":
        sup, node = unbrace(node.kids[1]), unbrace(node.kids[0])
    if node.kind == "sub":
        sub, node = unbrace(node.kids[1]), unbrace(node.kids[0])
    if node.kind == "sup" and sup is None:
        sup, node = unbrace(node.kids[1]), unbrace(node.kids[0])
    if node.kind == "prime":
        primes, node = node.value, unbrace(node.kids[0])
    return node, primes, sub, sup


def core_name(node: Syntax) -> Name | None:
    """The name at the core of a decorated node."""
    core = split(node)[0]
    return core.value if core.kind == "name" else None


def full_name(node: Syntax, source: Source, upper: bool = True) -> Name | None:
    """The name that a decorated node spells when its scripts are part of it."""
    core, primes, sub, sup = split(node)
    if core.kind != "name":
        return None
    name: Name = core.value
    return replace(
        name,
        label=label(sub, source) if sub is not None else name.label,
        upper=name.upper + (label(sup, source) if sup is not None and upper else ""),
        primes=name.primes + primes,
    )


def items(node: Syntax | None) -> list[Syntax]:
    """The items of a list, a node alone as one, nothing as none."""
    if node is None or node.kind == "empty":
        return []
    return list(node.kids) if node.kind == "list" else [node]


def walk(node: Syntax) -> Iterator[Syntax]:
    """Every node of a syntax tree, parents first."""
    stack = [node]
    while stack:
        n = stack.pop()
        yield n
        stack += [k for k in reversed(n.kids) if k is not None]


def rebuilt(tree: Syntax, change: Callable[[Syntax, Syntax], Syntax]) -> Syntax:
    """The tree with every node as `change(node as it was, node with its changed kids)` gives it, children first."""
    done: dict[int, Syntax] = {}
    for n in reversed(list(walk(tree))):
        kids = tuple(k and done[id(k)] for k in n.kids)
        same = all(a is b for a, b in zip(kids, n.kids, strict=True))
        done[id(n)] = change(n, n if same else Syntax(n.kind, n.value, kids, n.span))
    return done[id(tree)]


def is_integer(node: Syntax) -> bool:
    """A whole number as written?"""
    return node.kind == "number" and node.value.isdigit()


def given_the_last(node: Syntax, kind: str, op: str) -> Syntax:
    r"""`A \text{ and } B \mid C`: all of it is given C, no matter how its words part it."""
    *first, last = node.kids
    given = last.kind == "given" and len(last.kids) == 2
    kids = (*first, last.kids[0] if given else last)
    made = Syntax(kind, (op,) * len(first), kids, kids[0].span.to(kids[-1].span))
    return Syntax("given", last.value, (made, last.kids[1]), node.span) if given else made
