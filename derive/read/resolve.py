"""Syntax to terms, names resolved: one generator for each kind of syntax, run on a stack of our own.

What a name or a script is stands here; products and calls, calculus, and binders have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.expr.heads import Decimal
from derive.expr.inert import ELLIPSIS
from derive.expr.names import Name
from derive.read.context import Context
from derive.read.dependence import at_its_letters, dependents, opaque
from derive.read.naming import split, unbrace, walk
from derive.read.sizes import size_of, sizes_of
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term, Unknown

Work = Generator[Any, Any, Term]
Resolver = Callable[[Context, Syntax], Work]
RESOLVERS: dict[str, Resolver] = {}


def resolves(*kinds: str) -> Callable[[Resolver], Resolver]:
    """Put a generator into the table for these kinds of syntax."""

    def put(work: Resolver) -> Resolver:
        for kind in kinds:
            RESOLVERS[kind] = work
        return work

    return put


_REFUSED = {
    "given": "a condition bar outside of a call", "logic": "logic or sets", "colon": "a colon",
    "declare": "membership in a set as a value", "relation": "a statement as a value",
    "statements": "several statements as a value",
    "accent": "an accent over a formula",
    "list": "a list as a value",
}  # fmt: skip


def of(ctx: Context, node: Syntax) -> Work:
    """The term of a node."""
    found = RESOLVERS.get(node.kind)
    if found is None:
        if node.kind == "empty":
            ctx.wrong("something is missing here", node)
        ctx.unsupported(_REFUSED.get(node.kind, node.kind), node)
    return found(ctx, node)


# ---- leaves --------------------------------------------------------------------------------------------------------


@resolves("number")
def number(ctx: Context, node: Syntax) -> Work:
    """A whole number or a decimal; the 0 that may stand for a matrix of zeros is told apart by its shape later."""
    digits = node.value
    if "." in digits:
        digits = "0" + digits if digits[0] == "." else digits
        return ctx.number(Decimal(digits), node)
    return ctx.number(Integer(digits), node)
    yield


@resolves("symbol")
def symbol(ctx: Context, node: Syntax) -> Work:
    """Constants; an ellipsis or an operator alone has no value."""
    match node.value:
        case "infty":
            return ctx.number(S.Infinity, node)
        case "E":
            return ctx.number(S.Exp1, node)
        case "I":
            return ctx.number(S.ImaginaryUnit, node)
        case "ldots":
            ctx.guess("an ellipsis without a pattern is kept as written, without a value")
            return ctx.term("kept", [], node, (r"\ldots", ELLIPSIS))
        case "$":
            return ctx.letter(Name("dollar"), node)
        case "emptyset":
            return ctx.kept(r"\emptyset", "emptyset", [], node)
        case "partial" | "nabla":
            ctx.unsupported("a differential operator without its function", node)
        case "cdot" | "*" | "+" | "-" | ":" | "times" | "ast" | "star":
            ctx.unsupported("a placeholder", node)
    ctx.unsupported(f"the symbol {node.value}", node)
    yield


@resolves("name")
def name(ctx: Context, node: Syntax) -> Work:
    """A letter, or a constant where nothing says that it is a letter; Python's `w_k` of a declared `w` is its entry."""
    indexed = _spelled_index(ctx, node)
    if indexed is not None:
        return (yield of(ctx, indexed))
    return letter(ctx, node.value, node)


def _spelled_index(ctx: Context, node: Syntax) -> Syntax | None:
    """`w_k` that came as one name, as a letter with a subscript, where only `w` is declared and has entries."""
    found = node.value
    if not found.label or found in ctx.bound or ctx.declared(found) is not None:
        return None
    bare = replace(found, label="")
    owner = ctx.declared(bare)
    identity = bare == Name("I") and owner is None and found.label in ctx.sizes
    if not identity and (owner is None or not owner.shape):
        return None
    parts = found.label.split("_") if "_" in found.label or found.label.isdigit() else list(found.label)
    kids = tuple(
        Syntax("number", p, (), node.span) if p.isdigit() else Syntax("name", Name(p), (), node.span) for p in parts
    )
    script = kids[0] if len(kids) == 1 else Syntax("term", ("",) * (len(kids) - 1), kids, node.span)
    return Syntax("sub", None, (Syntax("name", bare, (), node.span), script), node.span)


def letter(ctx: Context, found: Name, node: Syntax, below: Syntax | None = None) -> Term:
    """The term of a name that stands as a value."""
    if found in ctx.bound:
        return ctx.letter(found, node)
    if ctx.declared(found) is None:
        if found == Name("pi") and found not in ctx.survey.inner:
            return ctx.number(S.Pi, node)
        if (
            found.base == "I"
            and (below is None) == (not found.label)
            and found.font in ("", "bold", "bb")
            and not found.accents
            and not found.upper
        ):
            return _identity(ctx, found, node, below)
        if found.base in ("0", "1"):
            return _constant(ctx, found, node, below)
        if found.font == "bb" and found.base in "RNZQC":
            return ctx.kept(found.latex, f"set_{found.base}", [], node)
        if found in ctx.survey.differentiated and (call := at_its_letters(ctx, found, node)) is not None:
            return call
        if (deps := dependents(ctx, found)) is not None:
            return opaque(ctx, found, deps, node)
        if ctx.declared_function(found) is not None:
            ctx.unsupported("a function without its argument", node)
    return ctx.letter(found, node)


def _identity(ctx: Context, found: Name, node: Syntax, below: Syntax | None) -> Term:
    """The identity matrix, where shapes say so; a bare I among scalars is a letter."""
    size: Any = Unknown(True)
    if below is not None:
        sizes = sizes_of(ctx, _one_of_two(below))
        if sizes is None or len(sizes) != 1:
            return ctx.letter(found, node)
        size = sizes[0]
    sure = found.font or below is not None
    ctx.shaped = True
    return ctx.term("eye", [], node, (ctx.info(found), size), (size, size) if sure else None)


def _one_of_two(below: Syntax) -> Syntax:
    r"""The size of `I_{n \times n}`, which is said twice."""
    inner = unbrace(below)
    if inner.kind == "term" and len(inner.kids) == 2 and inner.value == ("times",):
        first, second = (k.value if k.kind in ("name", "number") else None for k in inner.kids)
        return inner.kids[0] if first is not None and first == second else below
    return below


def _constant(ctx: Context, found: Name, node: Syntax, below: Syntax | None) -> Term:
    r"""`\mathbf 1`, `\mathbf 0`."""
    ctx.shaped = True
    if below is not None:
        sizes = sizes_of(ctx, below)
        if sizes is None or len(sizes) > 2:
            ctx.unsupported("an indicator in a subscript", node)
        return ctx.term("constant", [], node, found.base, sizes if len(sizes) == 2 else (sizes[0], 1))
    shape = (Unknown(True), 1) if found.base == "1" else None
    return ctx.term("constant", [], node, found.base, shape)


def ones(ctx: Context, node: Syntax) -> Term:
    r"""The vector of ones that a plain 1 means where no number would be written: `b 1^\top`, `x - \mu 1`."""
    ctx.guess("1 is the vector of ones")
    return _constant(ctx, Name("1"), node, None)


@resolves("words")
def words(ctx: Context, node: Syntax) -> Work:
    r"""`\text{condition number}`: prose that is all of a side, or of a term of it, is one letter."""
    found = spoken(ctx, node)
    if not _stands_alone(ctx, node):
        ctx.unsupported("words beside a formula", node)
    ctx.guess(f"`{ctx.text(node)}` is one letter, {found.plain}")
    return ctx.letter(found, node)
    yield


def spoken(ctx: Context, node: Syntax) -> Name:
    """Words as a name."""
    found = "_".join(re.findall(r"[A-Za-z0-9]+", node.value))
    if found and not found[0].isalpha():
        found = f"text_{found}"
    if not found or not found[0].isalpha() or len(found) > 60:
        ctx.unsupported("words as a value", node)
    return Name(found)


def _stands_alone(ctx: Context, node: Syntax) -> bool:
    """Is nothing juxtaposed to these words?"""
    for n in walk(ctx.tree):
        if n.kind == "term" and any(k is node for k in n.kids):
            at = next(i for i, k in enumerate(n.kids) if k is node)
            return (at == 0 or n.value[at - 1] != "") and (at == len(n.value) or n.value[at] != "")
    return True


# ---- arithmetic ----------------------------------------------------------------------------------------------------


@resolves("sign")
def sign(ctx: Context, node: Syntax) -> Work:
    """A signed term."""
    inner = yield of(ctx, node.kids[0])
    if node.value in _PAIRS:
        latex, plain = _PAIRS[node.value]
        return ctx.kept(f"{latex} #1", plain, [inner], node)
    if node.value == "¬":
        return ctx.kept(r"\neg #1", "not", [inner], node)
    if node.value not in "+-":
        ctx.unsupported(f"the sign {node.value}", node)
    return inner if node.value == "+" else ctx.term("negative", [inner], node)


@resolves("sum")
def plus(ctx: Context, node: Syntax) -> Work:
    """A sum of signed terms."""
    from derive.read.binders import reaching

    node = reaching(ctx, node)
    terms: list[Term] = []
    for s, kid in zip(node.value, node.kids, strict=True):
        t = yield of(ctx, kid)
        if s in ("+", "-"):
            terms.append(t if s == "+" else ctx.term("negative", [t], kid))
            continue
        latex, plain = _PAIRS[s]
        before = [terms[0] if len(terms) == 1 else ctx.term("plus", terms, node)] if terms else []
        terms = [ctx.kept(f"#1 {latex} #2" if before else f"{latex} #1", plain, [*before, t], node)]
    return terms[0] if len(terms) == 1 else ctx.term("plus", terms, node)


_PAIRS = {"±": (r"\pm", "plus_minus"), "∓": (r"\mp", "minus_plus"), "⊕": (r"\oplus", "oplus"),
          "⊖": (r"\ominus", "ominus")}  # fmt: skip


@resolves("frac")
def fraction(ctx: Context, node: Syntax) -> Work:
    """A quotient, or a derivative."""
    from derive.read.calculus import derivative
    from derive.read.differentials import derivative_parts

    top = unbrace(node.kids[0])
    first = top.kids[0] if top.kind == "term" else top
    d = ctx.declared(Name("d"))
    size = d is not None and not d.shape and "integer" in d.assumptions  # which nobody divides by itself
    if d is None or size or split(unbrace(first))[0].kind == "symbol":
        parts = derivative_parts(node)
        if parts is not None:
            return (yield derivative(ctx, node, *parts))
    above = yield of(ctx, node.kids[0])
    below = yield of(ctx, node.kids[1])
    return ctx.term("quotient", [above, below], node)


@resolves("root")
def root(ctx: Context, node: Syntax) -> Work:
    """A root, a power 1/n."""
    body = yield of(ctx, node.kids[0])
    degree = (yield of(ctx, node.kids[1])) if len(node.kids) > 1 else ctx.number(Integer(2), node)
    return ctx.term("root", [body, degree], node)


@resolves("whole")
def whole(ctx: Context, node: Syntax) -> Work:
    """A letter whose entries were written out with dots, so that its sizes are known."""
    sizes = tuple(size_of(ctx, k) for k in node.kids[1:])
    if any(s is None for s in sizes):
        ctx.unsupported("an ellipsis", node)
    name = node.kids[0].value
    info = ctx.info(name)
    ctx.shaped = True
    shape = (sizes[0], 1) if len(sizes) == 1 else sizes
    if info.shape is None or info.declared is None and info.shape == SCALAR:
        info.shape = shape
    found = ctx.letter(name, node)
    ctx.same(found.shape or shape, shape, found)
    return found
    yield


@resolves("percent")
def percent(ctx: Context, node: Syntax) -> Work:
    r"""`95\%` is 95/100."""
    value = yield of(ctx, node.kids[0])
    return ctx.term("quotient", [value, ctx.number(Integer(100), node)], node)


@resolves("factorial", "binom")
def factorial(ctx: Context, node: Syntax) -> Work:
    """`n!` as Γ(n + 1), a binomial as a quotient of such."""
    parts: list[Term] = []
    for k in node.kids:
        parts.append((yield of(ctx, k)))
    return ctx.term(node.kind, parts, node, None, SCALAR)


@resolves("power")
def power(ctx: Context, node: Syntax) -> Work:
    """Python's `a**b`."""
    base = yield of(ctx, node.kids[0])
    exponent = yield of(ctx, node.kids[1])
    if base.op == "tree" and base.tree is None and base.value == S.Exp1:
        return ctx.term("exp", [exponent], node)
    return ctx.term("power", [base, exponent], node)
