r"""Curly brackets behind operators: `\mathbb{P}\{X > x\}` as a call, `\mathcal{L}\{f\}` as the integral that it is."""

from __future__ import annotations

from derive.expr.names import Name
from derive.read.naming import core_name, full_name, rebuilt, split, unbrace, walk
from derive.read.syntax import Syntax
from derive.source import Source

BRACES = (r"\{", r"\}")
OPERATORS = ("P", "E", "V")  # in blackboard bold
WORDS = ("Pr", "Prob", "Var", "Cov", "var", "cov")
LAPLACE, T, S = Name("L", "cal"), Name("t"), Name("s")


def rounded(tree: Syntax, source: Source, told: list[str]) -> Syntax:
    """The tree with such brackets read; told: a sentence for what was guessed."""
    nodes = list(walk(tree))
    if not any(n.kind == "group" and n.value == BRACES for n in nodes):
        return tree
    transforms = any(n.kind == "name" and n.value == S for n in nodes)
    return rebuilt(tree, lambda _, n: _term(n, source, transforms, told))


def _term(node: Syntax, source: Source, transforms: bool, told: list[str]) -> Syntax:
    if node.kind != "term":
        return node
    kids, operators = list(node.kids), list(node.value)
    for k in range(len(kids) - 1, 0, -1):
        f, group = kids[k - 1], kids[k]
        if group.kind != "group" or group.value != BRACES or operators[k - 1] or not group.kids:
            continue
        if _takes_braces(f):
            kids[k] = Syntax("group", ("(", ")"), group.kids, group.span)
        elif transforms and full_name(f, source) == LAPLACE and (made := _laplace(group, f)) is not None:
            kids[k - 1 : k + 1] = [made]
            del operators[k - 1]
            told.append("ℒ{…} is the Laplace transform, in s of what depends on t")
    if len(kids) == 1:
        return kids[0]
    return Syntax("term", tuple(operators), tuple(kids), node.span)


def _takes_braces(f: Syntax) -> bool:
    name = core_name(f)
    if name is None or split(f)[1] or split(f)[3] is not None:
        return False
    return name.font == "bb" and name.base in OPERATORS or name.base in WORDS


def _laplace(group: Syntax, f: Syntax) -> Syntax | None:
    """∫₀^∞ e^{-st} f dt, of an f that shows its t, or is a number."""
    body, span = unbrace(group.kids[0]), f.span.to(group.span)
    names = [n.value for n in walk(body) if n.kind == "name"]
    if body.kind in ("list", "relation", "given", "statements", "empty") or S in names:
        return None
    if T not in names and not (body.kind in ("number", "frac") and not names):
        return None

    def name(n: Name) -> Syntax:
        return Syntax("name", n, (), span)

    def number(n: str) -> Syntax:
        return Syntax("number", n, (), span)

    exponent = Syntax("sign", "-", (Syntax("term", ("",), (name(S), name(T)), span),), span)
    weight = Syntax("sup", None, (name(Name("e")), exponent), span)
    inner = Syntax("term", ("",), (weight, Syntax("group", ("(", ")"), (body,), group.span)), span)
    infinity = Syntax("symbol", "infty", (), span)
    return Syntax("big", "int", (inner, number("0"), infinity, name(T)), span)
