"""Syntax and scope to statements: the whole text is surveyed first, each letter decided once, then shapes, then trees.

`elaborate` serves both parsers. What it decided without a declaration stands in `Reading.scope.guesses`.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

from sympy import Tuple

from derive.errors import DeriveError, ShapeError, Unsupported
from derive.expr.heads import Call, Entry, Letter
from derive.expr.imaginary import turns
from derive.expr.names import Name
from derive.expr.scope import IMAGINARY, Scope
from derive.expr.trees import trampoline
from derive.notation import Style
from derive.read import brackets, calculus, functions, named, operators, products, resolve, scripts, stacks  # noqa: F401
from derive.read.between import differences
from derive.read.binders import free_index
from derive.read.braces import rounded
from derive.read.context import Context
from derive.read.dependence import Tangled
from derive.read.differentials import derivative_parts
from derive.read.ellipsis import write_out
from derive.read.emit import emit, letter_tree
from derive.read.factors import scalar
from derive.read.families import vector_families
from derive.read.indexing import parts_of
from derive.read.lists import with_commas
from derive.read.macros import guesses
from derive.read.naming import core_name, full_name, items, split, unbrace, walk
from derive.read.others import others, two_letters
from derive.read.shapes import solve
from derive.read.sizes import sizes_apart
from derive.read.squares import squares
from derive.read.statements import Part, declare, defines, parts, totals
from derive.read.superscripts import marks
from derive.read.survey import brackets as bracket_group
from derive.read.survey import is_transpose, survey
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Shape, Term
from derive.read.transposes import transposed
from derive.read.units import without_unit
from derive.source import Place, Source, Span


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text.

    kind: `expression`, `mention` (a bare letter or number; `f(\\cdot)`, then without a tree), `claim`,
    `definition` (its first relation gives a letter or function its meaning), `condition`, `declaration`; trees: the
    sides; relations between them, in their written form; spans: of each tree; names: plain names that a declaration
    declares or a definition defines; shape: what a declaration says.
    """

    kind: str
    trees: tuple[Any, ...] = ()
    relations: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()
    shape: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its statements in order, and the scope with all letters found, definitions and guesses."""

    statements: tuple[Statement, ...]
    scope: Scope


@dataclass(slots=True)
class _Draft:
    """A statement whose trees are still terms."""

    kind: str
    part: Part
    terms: list[Term]
    relations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    shape: Shape | None = None


def elaborate(syntax: Syntax, scope: Scope, source: Source) -> Reading:
    """The statements of a syntax tree under a scope; where derivatives fit as rows alone, they are rows.

    Raises: ReadError, ShapeError, Unsupported, with their places.
    """
    told: list[str] = []
    syntax = transposed(rounded(syntax, source, told), source, scope, told)
    syntax = squares(marks(differences(syntax, source), source, scope, told), source)
    syntax, unit = without_unit(with_commas(syntax), source, scope)
    syntax, dots, made = write_out(syntax, source)
    found = survey(syntax, source, made)
    found.families = vector_families(syntax)
    scope = sizes_apart(scope, found)
    dots = [*guesses(source.text), *told, *unit, *dots]
    ctx = Context(source, scope, found, syntax)
    ctx.guesses += dots
    ctx.told = list(dots)
    try:
        return _narrowed(ctx, syntax, _untangled(ctx, syntax))
    except ShapeError as e:
        for other in others(ctx, syntax, dots):
            try:
                return _untangled(other, syntax)
            except DeriveError:
                continue
        raise e


def _narrowed(ctx: Context, syntax: Syntax, found: Reading) -> Reading:
    r"""The reading in which `(W h + b - y)^2` is of a scalar, where W was guessed to be a matrix."""
    said = found.scope.guesses
    if not any("is a power of each entry" in g for g in said) or not any(g.endswith(" is a matrix") for g in said):
        return found
    again = ctx.fresh(ctx.tangled)
    again.narrow = True
    try:
        other = _untangled(again, syntax)
    except DeriveError:
        return found
    return found if any("is a power of each entry" in g for g in other.scope.guesses) else other


def _untangled(ctx: Context, syntax: Syntax) -> Reading:
    """The reading of a text; letters that are variables and functions of others at once make their derivatives kept as
    written, and are found one after the other."""
    for _ in range(MOST_TANGLES):
        try:
            return _elaborated(ctx, syntax)
        except Tangled as t:
            ctx = ctx.fresh(ctx.tangled | t.connected(ctx.survey))
    raise Unsupported("derivatives that hang together in too many ways", Place(ctx.source, syntax.span))


MOST_TANGLES = 8


def _elaborated(ctx: Context, syntax: Syntax) -> Reading:
    found = parts(ctx, syntax)
    ctx.totals = totals(ctx, found) | ctx.apart | (ctx.survey.families & two_letters(ctx))
    defined = {id(p): defines(ctx, p) for p in found}
    ctx.defined |= {n for n in defined.values() if n is not None}
    ctx.arguments = {n: names for p in found if (n := defined[id(p)]) is not None and (names := _arguments(ctx, p))}
    shapes = {id(p): declare(ctx, p) for p in found if p.kind == "declare"}
    drafts = [trampoline(_draft(ctx, p, defined[id(p)] is not None, shapes.get(id(p)))) for p in found]
    solve(ctx)
    emit(ctx)
    statements = tuple(_statement(ctx, d) for d in drafts)
    if ctx.declared(Name("i")) is None and turns(*(t for s in statements for t in s.trees)):
        ctx.guess(IMAGINARY)
    return Reading(statements, _scope(ctx, syntax, statements))


def _arguments(ctx: Context, part: Part) -> list[Name]:
    """The names in the brackets of `f(x, y) = …`."""
    left = unbrace(part.node.kids[0])
    group = left.kids[1] if left.kind == "term" and len(left.kids) == 2 else None
    found = [full_name(k, ctx.source) for k in items(group.kids[0])] if group is not None and group.kids else []
    return [] if None in found else [n for n in found if n is not None]


def _indices(ctx: Context, left: Syntax) -> list[Name]:
    """The index letters of `p_i`, where p has indices."""
    sub, base = split(unbrace(left))[2], core_name(left)
    if sub is None or base not in ctx.indexing.indexed:
        return []
    found = [p.value for p in parts_of(sub) if p.kind == "name" and p.value in ctx.indexing.genuine]
    return [n for n in dict.fromkeys(found) if n not in ctx.bound and n.plain not in ctx.scope.letters]


def _draft(ctx: Context, part: Part, defining: bool, shape: Shape | None) -> Generator[Any, Any, _Draft]:
    node = part.node
    if part.kind == "declare":
        return (yield _declaration(ctx, part, shape))
    if part.kind == "range":
        name = core_name(part.names[0])
        low = yield resolve.of(ctx, part.extra[0])
        high = yield resolve.of(ctx, part.extra[1])
        assert name is not None
        index = ctx.letter(name, part.names[0])
        return _Draft("condition", part, [index, low, high], ("=", "…"), (name.plain,))
    if part.kind == "mention":
        return _Draft("mention", part, [])
    if part.kind == "continued":
        ctx.guess("the left side stands before this text")
    if part.kind == "value" or node.kind != "relation":
        if _placeholder(node) or _operator(node):
            return _Draft("mention", part, [])
        if unbrace(node).kind == "logic" and {"and", "or"} & set(unbrace(node).value):
            ctx.unsupported("logic", node)
        term = yield resolve.of(ctx, node)
        kind = (
            "mention" if unbrace(node).kind in ("name", "number") else "condition" if part.conditional else "expression"
        )
        return _Draft(kind, part, [term])
    terms: list[Term] = []
    for op in node.value:
        if op not in _STATED:
            ctx.unsupported(_OUT_OF_SCOPE.get(op, f"the relation {op}"), node)
    indices = _indices(ctx, node.kids[0]) if defining else []
    for name in indices:  # an index of `p_i = …` runs over one range, on both sides
        ctx.bound[name] = free_index(ctx, name)
        ctx.open.add(name)
    for k in node.kids:
        terms.append((yield resolve.of(ctx, k)))
    for name in indices:
        del ctx.bound[name]
    ctx.open.clear()
    ctx.term("chain", terms, node, None, SCALAR)
    kind = "condition" if part.conditional else "definition" if defining else "claim"
    names = tuple(_plain(ctx, node.kids[0])) if defining else ()
    return _Draft(kind, part, terms, tuple(node.value), names)


_OUT_OF_SCOPE = {
    "~": "the distribution of a random variable (∼)", "+=": "an update in place (+=)", "-=": "an update in place (-=)",
    "⊥": "independence (⊥)", **dict.fromkeys("→←↔↦↪↑↓⇝", "an arrow between things or spaces"),
    **dict.fromkeys("⊂⊆⊃⊇∋∉", "a relation between sets"),
}  # fmt: skip
_STATED = frozenset(["=", "≠", "<", ">", "≤", "≥", "≈", ":=", "≡", "∝", "≪", "≫", "≲", "≳", "≻", "⪰", "≺", "⪯"])


def _declaration(ctx: Context, part: Part, shape: Shape | None) -> Generator[Any, Any, _Draft]:
    r"""`x \in \mathbb{R}^n`, `y = f(x) \in \mathbb{R}`, `\partial L/\partial w \in \mathbb{R}^n`."""
    left = part.node.kids[0]
    if not part.names:
        ctx.wrong("something is missing before this", part.node)
    names = tuple(p for n in part.names for p in _plain(ctx, n))
    terms: list[Term] = []
    sides = left.kids if left.kind == "relation" else part.names
    for k in sides:
        term = yield resolve.of(ctx, k)
        if shape is not None:
            ctx.shaped = ctx.shaped or shape != SCALAR
            ctx.settle(term, shape)
        terms.append(term)
    if left.kind == "relation":
        ctx.term("chain", terms, part.node, None, SCALAR)
        kind = "definition" if names else "claim"
        return _Draft(kind, part, [*terms, _set(ctx, part)], (*left.value, "∈"), names, shape)
    if names and unbrace(left).kind != "term":
        return _Draft("declaration", part, terms, (), names, shape)
    return _Draft("condition", part, [*terms[:1], _set(ctx, part)], ("∈",), (), shape)  # of a formula it says the shape


def _set(ctx: Context, part: Part) -> Term:
    """The set of a membership, a letter as written."""
    node = part.node.kids[1]
    text = " ".join(ctx.source.text[node.span.start : node.span.end].split())
    return ctx.number(Letter(text, "set_" + "_".join(re.findall(r"[A-Za-z0-9]+", text)), Tuple()), node)


def _plain(ctx: Context, node: Syntax) -> list[str]:
    node = unbrace(node)
    if node.kind == "term" and len(node.kids) == 2 and bracket_group(node.kids[1]) is not None:
        node = node.kids[0]
    name = full_name(node, ctx.source)
    return [ctx.key(name).plain] if name is not None else []


def _placeholder(node: Syntax) -> bool:
    """`f(\\cdot)`: a mention of a function."""
    groups = (n for n in walk(node) if n.kind == "group" and n.kids and n.value != ("{", "}"))
    called = (k for n in walk(node) if n.kind == "call" for k in n.kids[1:])
    return any(_dot(n.kids[0]) for n in groups) or any(_dot(k) for k in called)


def _operator(node: Syntax) -> bool:
    r"""`\frac{d}{dx}`, `\nabla_x`, `\nabla`: an operator without its function."""
    node = unbrace(node)
    parts = derivative_parts(node) if node.kind == "frac" else None
    core = split(node)[0]
    return parts is not None and not parts[0] or core.kind == "symbol" and core.value in ("nabla", "partial")


def _dot(node: Syntax) -> bool:
    kids = node.kids if node.kind in ("list", "given") else (node,)
    return any(k.kind == "symbol" and k.value in ("cdot", "*", "+", "-", "bullet") for k in kids)


def _statement(ctx: Context, d: _Draft) -> Statement:
    trees = tuple(_side(t) for t in d.terms)
    spans = tuple(t.node.span for t in d.terms)
    shape = ctx.resolved(d.shape, d.names[0] if d.names else "x") if d.shape is not None else None
    if d.kind == "mention" and not trees:
        spans = (d.part.node.span,)
    return Statement(d.kind, trees, d.relations, spans, d.names, shape)


def _side(t: Term) -> Any:
    return scalar(t) if t.shape is not None and len(t.shape) == 2 and t.shape == SCALAR else t.tree


def _scope(ctx: Context, syntax: Syntax, statements: tuple[Statement, ...]) -> Scope:
    """The scope with everything that was found."""
    letters = {k: x for k, x in ctx.scope.letters.items() if k not in ctx.renamed}
    for info in ctx.letters.values():
        if info.tree is not None or info.terms:
            found = letter_tree(ctx, info)
            letters[found.plain] = found
    used = {c.head.plain: c.head for c in ctx.callees.values()}
    known = {**ctx.scope.functions, **used}
    ranges = dict(ctx.scope.ranges)
    definitions = list(ctx.scope.definitions)
    for s in statements:
        if s.kind == "definition" and len(s.trees) > 1 and isinstance(s.trees[0], (Letter, Entry, Call)):
            definitions.append((s.trees[0], _meaning(s.trees, [d for d, _ in definitions])))
        if s.kind == "condition" and "…" in s.relations and isinstance(s.trees[0], Letter):
            ranges.setdefault(s.trees[0].plain, (s.trees[1], s.trees[2]))
    return replace(
        ctx.scope, letters=letters, functions=known,
        dependents=ctx.scope.dependents | ctx.dependents, ranges=ranges, definitions=tuple(definitions),
        style=ctx.scope.style or _style(ctx, syntax), guesses=(*ctx.scope.guesses, *ctx.guesses),
    )  # fmt: skip


def _meaning(sides: tuple[Any, ...], defined: list[Any]) -> Any:
    """What the first side stands for: `x^3` in `u = f(x) = x^3`, where nothing defines f."""
    known = {d.args[0] for d in defined if isinstance(d, Call)}
    opaque = (isinstance(s, Call) and s.args[0].kind == "function" and s.args[0] not in known for s in sides[1:])
    return next((s for s, left in zip(sides[1:], opaque, strict=True) if not left), sides[1])


def _style(ctx: Context, syntax: Syntax) -> Style:
    """The spellings that the author uses."""
    words = {n.base for n in ctx.survey.names}
    style = Style()
    if "ln" in words and "log" not in words:
        style = replace(style, log=r"\ln")
    for node in walk(syntax):
        if node.kind == "sup" and is_transpose(node.kids[1]):
            sup = unbrace(node.kids[1])
            return replace(style, transpose="T" if sup.kind == "name" else r"\top")
    return style


__all__ = ["Reading", "Statement", "elaborate"]
