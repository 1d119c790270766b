r"""Superscripts that are marks, not powers: `W^{[2]\top}`, `a^{[2](i)}`, the layer of `\delta^{l+1}`, the π of `Q^\pi`.

They are put where the grammar has room for one thing alone: into the name, into braces before a transpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.expr.names import Name
from derive.expr.scope import Scope
from derive.read.bound import bound_names
from derive.read.naming import core_name, is_integer, label, rebuilt, split, unbrace, walk
from derive.read.survey import is_label, is_transpose
from derive.read.syntax import Syntax
from derive.source import Source

_OF_LAYERS = frozenset("a b f g h n o s u v w x y z A B H K Q V W X Z delta".split())
_OF_POLICIES = frozenset("A G J Q R V d q v eta mu rho".split())
_PROJECTIONS = ("Q", "K", "V", "O")  # of attention
_PATHS = frozenset("X h x y z f o c g i u d e".split())  # what a weight leads from or to, `W^h_{21}`
_MOST_TOLD = 5
_LAYER, _LAST = (Name("l"), Name("ell")), Name("L")


def marks(tree: Syntax, source: Source, scope: Scope, told: list[str]) -> Syntax:
    """The tree with such superscripts taken apart; told: what was decided by the look of a letter alone is added."""
    nodes = list(walk(tree))
    if not any(n.kind == "sup" for n in nodes):
        return tree
    counted = _counting(nodes, scope)
    starts = {id(n) for n in _starts(nodes)}
    for n in nodes:
        if n.kind == "sup" and (id(n) in starts or _by_convention(n, counted)):
            text = source.text[n.span.start : n.span.end]
            told.append(f"the superscript of `{text}` is a mark, no power") if len(told) < _MOST_TOLD else None

    def visit(old: Syntax, n: Syntax) -> Syntax:
        if id(old) in starts:
            return _named(n.kids[0], str(_step(old)), n)
        return (_taken_apart(n, source, counted) if n.kind == "sup" else None) or n

    return rebuilt(tree, visit)


def _starts(nodes: list[Syntax]) -> Iterator[Syntax]:
    r"""`\mathbf{w}^0 = …`, alone on the left: where a sequence starts, unless the right side is the power, 1 or I; and
    `w^1 = w^0 - …`: nobody writes the powers 0 and 1."""
    for n in nodes:
        left = unbrace(n.kids[0]) if n.kind == "relation" else n
        if left.kind != "sup" or n.kind != "relation" or n.value[:1] not in (("=",), (":=",), ("≡",)):
            continue
        right = unbrace(n.kids[1])
        name, of, step = core_name(left.kids[0]), core_name(right), _step(left)
        power = is_integer(right) and int(right.value) == 1 or of is not None and of.base in ("I", "1", "E")
        if name is not None and step == 0 and not power:
            yield left
        inner = [k for k in walk(right) if k.kind == "sup" and core_name(k.kids[0]) == name and _step(k) is not None]
        if name is not None and step in (1, 2) and step - 1 in map(_step, inner):
            yield from (left, *inner)


def _step(node: Syntax) -> int | None:
    """The small number above a letter."""
    sup = unbrace(node.kids[1])
    return int(sup.value) if is_integer(sup) and len(sup.value) == 1 else None


def _counting(nodes: list[Syntax], scope: Scope) -> set[Name]:
    """The letters of layers that are numbers here: declared, bound by a sum, or standing outside of scripts."""
    found = {n for n in (*_LAYER, _LAST) if n.plain in scope.letters}
    scripts: set[int] = set()
    for n in nodes:  # parents first
        if n.kind in ("sup", "sub"):
            scripts.add(id(n.kids[1]))
        if id(n) in scripts:
            scripts |= {id(k) for k in n.kids if k is not None}
        if n.kind == "big" and n.kids[1] is not None:
            found |= set(bound_names(n.kids[1]))
        if n.kind == "name" and n.value in (*_LAYER, _LAST) and id(n) not in scripts:
            found.add(n.value)
    return found


def _taken_apart(node: Syntax, source: Source, counted: set[Name]) -> Syntax | None:
    base, sup = node.kids[0], unbrace(node.kids[1])
    name = core_name(base)
    if name is None or name == Name("e"):
        return None
    if sup.kind == "prime" and is_label(sup.kids[0]) and sup.kids[0].kind == "group":
        primed = Syntax("prime", sup.value, (base,), base.span)
        return Syntax("sup", None, (primed, sup.kids[0]), node.span)
    if sup.kind == "term" and not any(sup.value):
        return _several(node, base, sup, source)
    if name.base in ("W", "b") and sup.kind == "name" and sup.value.base in _PROJECTIONS:
        return _named(base, label(sup, source), node)
    if name.base == "W" and sup.kind == "name" and sup.value.base in _PATHS:
        return _named(base, label(sup, source), node)
    return _named(base, label(sup, source), node) if _by_convention(node, counted) else None


def _by_convention(node: Syntax, counted: set[Name]) -> bool:
    r"""`a^l`, `Q^\pi`."""
    name, sup = core_name(node.kids[0]), unbrace(node.kids[1])
    if name is None:
        return False
    return _is_layer(sup, counted) and name.base in _OF_LAYERS or _is_policy(sup) and name.base in _OF_POLICIES


def _several(node: Syntax, base: Syntax, sup: Syntax, source: Source) -> Syntax | None:
    """`[2]T`, `[2](i)`, `(l)T`, `*T`: marks one after the other, the last of which may be a transpose."""
    found = list(sup.kids)
    turned = found.pop() if is_transpose(found[-1]) else None
    if not found or not all(k.kind in ("group", "symbol") and is_label(k) for k in found):
        return None
    if len(found) > 1 and not any(k.kind == "group" and k.value[0] == "[" for k in found):
        return None
    for k in found[:-1]:
        base = _named(base, label(k, source), node)
    inner = Syntax("sup", None, (base, found[-1]), node.span)
    return (
        inner
        if turned is None
        else Syntax("sup", None, (Syntax("group", ("{", "}"), (inner,), node.span), turned), node.span)
    )


def _named(base: Syntax, mark: str, node: Syntax) -> Syntax:
    """A letter, whatever scripts it has, with a mark in its name."""
    core, primes, sub, sup = split(base)
    found = Syntax("name", replace(core.value, upper=core.value.upper + mark), (), core.span)
    if primes:
        found = Syntax("prime", primes, (found,), base.span)
    if sub is not None:
        found = Syntax("sub", None, (found, sub), node.span)
    if sup is not None:
        found = Syntax("sup", None, (found, sup), node.span)
    return found


def _is_layer(sup: Syntax, counted: set[Name]) -> bool:
    r"""`l`, `l+1`, `L-1`."""
    first = sup
    if sup.kind == "sum" and len(sup.kids) == 2 and is_integer(sup.kids[1]):
        first = sup.kids[0]
    return first.kind == "name" and first.value in (*_LAYER, _LAST) and first.value not in counted


def _is_policy(sup: Syntax) -> bool:
    r"""`\pi`, `\pi_\theta`, `\pi^*`."""
    return core_name(sup) == Name("pi")
