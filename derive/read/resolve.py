"""Syntax to terms, names resolved: one generator for each kind of syntax, run on a stack of our own.

What a name or a script is stands here; products and calls, calculus, and binders have files of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.expr.heads import Decimal
from derive.expr.names import Name
from derive.read.context import Context
from derive.read.indexing import could_index, is_index_letter, parts_of, single
from derive.read.naming import full_name, inside, is_integer, label, split, unbrace, walk
from derive.read.survey import is_label, is_transpose
from derive.read.syntax import Syntax
from derive.read.sizes import size_of, sizes_of
from derive.read.terms import SCALAR, Info, Term, Unknown, is_known

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
    "given": "a condition bar outside of a call", "logic": "logic or sets", "colon": "a colon", "at": "an evaluation bar",
    "declare": "membership in a set as a value", "relation": "a statement as a value", "statements": "several statements as a value",
    "words": "words as a value", "factorial": "a factorial", "binom": "a binomial", "accent": "an accent over a formula",
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
            ctx.unsupported("an ellipsis", node)
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
    if owner is None or not owner.shape:
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
        if found == Name("pi"):
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
            ctx.unsupported("a set as a value", node)
        if ctx.declared_function(found) is not None:
            ctx.unsupported("a function without its argument", node)
        if (deps := dependents(ctx, found)) is not None:
            return opaque(ctx, found, deps, node)
    return ctx.letter(found, node)


def _identity(ctx: Context, found: Name, node: Syntax, below: Syntax | None) -> Term:
    """The identity matrix, where shapes say so; a bare I among scalars is a letter."""
    size: Any = Unknown(True)
    if below is not None:
        sizes = sizes_of(ctx, below)
        if sizes is None or len(sizes) != 1:
            return ctx.letter(found, node)
        size = sizes[0]
    sure = found.font or below is not None
    ctx.shaped = True
    return ctx.term("eye", [], node, (ctx.info(found), size), (size, size) if sure else None)


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


# ---- letters that depend on what they are differentiated by ------------------------------------------------------------


def dependents(ctx: Context, found: Name) -> list[Name] | None:
    """The letters that an undeclared `L` of `∂L/∂w` depends on; None where it is a plain letter."""
    if found in ctx.defined or found not in ctx.survey.differentiated:
        return None
    if ctx.declared(found) is not None or ctx.declared_function(found) is not None:
        return None
    if "comma" in ctx.survey.calls[found] or "single" in ctx.survey.calls[found]:
        return None
    return list(dict.fromkeys(ctx.survey.differentiated[found]))


def opaque(ctx: Context, found: Name, deps: list[Name], node: Syntax) -> Term:
    """`L` as L(w, b), a function of all the letters that it is differentiated by."""
    from derive.read.functions import callee

    for other in deps:
        if other in ctx.survey.differentiated and other not in ctx.defined and ctx.declared(other) is None:
            ctx.unsupported(f"{other.plain} as a variable and as a function of others", node,
                            f"say what {other.plain} is: {other.plain} = …")  # fmt: skip
    arguments = [ctx.letter(x, node) for x in deps]
    ctx.guess(f"{found.plain} is a function of {', '.join(x.plain for x in deps)}")
    return callee(ctx, found, arguments, node)


# ---- scripts -------------------------------------------------------------------------------------------------------


@resolves("sub", "sup", "prime")
def script(ctx: Context, node: Syntax) -> Work:
    """A node with primes, subscript, superscript: a name, an entry, a power, a transpose."""
    core, primes, sub, sup = split(node)
    if core.kind == "name":
        return (yield _named(ctx, node, core, primes, sub, sup))
    if core.kind == "group" and core.value[0] in ("‖", "|"):
        from derive.read.brackets import bars

        value = yield bars(ctx, core, sub)
        sub = None
    else:
        value = yield of(ctx, core)
    if primes:
        ctx.unsupported("a prime on a formula", node)
    if sub is not None:
        value = yield entry_of(ctx, value, sub, node)
    return (yield raised(ctx, value, sup, node)) if sup is not None else value


def _named(ctx: Context, node: Syntax, core: Syntax, primes: int, sub: Syntax | None, sup: Syntax | None) -> Work:
    base: Name = core.value
    whole = full_name(node, ctx.source)
    assert whole is not None
    if sup is not None and 0 < len(whole.upper) < 60 and ctx.declared(whole) is not None:
        return ctx.letter(whole, node)
    if primes and ctx.survey.calls[base] & {"comma", "single"} and ctx.declared(whole) is None:
        ctx.unsupported("a derivative without its argument", node)
    base = replace(base, primes=base.primes + primes)
    if _is_euler(ctx, base, sub, sup):
        assert sup is not None
        exponent = yield of(ctx, sup)
        return ctx.term("exp", [exponent], node)
    if _is_single_entry(ctx, base, sub, sup):
        assert sup is not None
        i = yield of(ctx, parts_of(sup)[0])
        j = yield of(ctx, parts_of(sup)[1])
        ctx.shaped = True
        return ctx.term("single", [i, j], node, None, (Unknown(True), Unknown(True)))
    extra, upper, power = _upper(ctx, base, sup)
    base = replace(base, upper=upper)
    if sub is None and extra is None:
        value = letter(ctx, base, node if power is None else core)
    else:
        value = yield subscripted(ctx, base, sub, extra, node)
    return (yield raised(ctx, value, power, node)) if power is not None else value


def _is_euler(ctx: Context, base: Name, sub: Syntax | None, sup: Syntax | None) -> bool:
    """`e` is Euler's number under a power, unless it is declared, indexed or marked."""
    if base != Name("e") or sub is not None or sup is None or is_label(sup) or base in ctx.bound:
        return False
    return ctx.declared(base) is None and not is_transpose(sup) and base not in ctx.survey.iterates


def _is_single_entry(ctx: Context, base: Name, sub: Syntax | None, sup: Syntax | None) -> bool:
    """`J^{ij}`: one in row i, column j."""
    if base != Name("J") or sub is not None or sup is None or ctx.declared(base) is not None:
        return False
    parts = parts_of(sup)
    return len(parts) == 2 and all(_may_count(ctx, p) for p in parts)


def _upper(ctx: Context, base: Name, sup: Syntax | None) -> tuple[Syntax | None, str, Syntax | None]:
    """A superscript as (index, label, power), one of them."""
    if sup is None:
        return None, "", None
    shaped = ctx.declared(base)
    if sup.kind == "symbol" and sup.value == "+" and shaped is not None and shaped.shape:
        return None, "", sup
    if base in ctx.survey.iterates and sup.kind in ("name", "sum", "number"):
        return None, label(sup, ctx.source), None
    if sup.kind == "name" and sup.value in ctx.bound and ctx.declared(replace(base, label="")) is None:
        return None, "", sup
    if not is_label(sup) or is_transpose(sup) and ctx.scope.letters.get("T") is None:
        return None, "", sup
    if sup.kind == "group" and ctx.indexing.mentions(sup, set(ctx.bound)):
        return inside(sup), "", None
    if sup.kind == "group" and shaped is not None and shaped.shape and could_index(sup):
        return inside(sup), "", None
    return None, label(sup, ctx.source), None


def subscripted(ctx: Context, base: Name, sub: Syntax | None, extra: Syntax | None, node: Syntax) -> Work:
    """`x_i`, `x_{ij}`, `x^{(i)}_j`: entries, rows, or a letter whose name has a label."""
    whole = replace(base, label=label(sub, ctx.source)) if sub is not None else base
    if extra is None and (whole in ctx.bound or ctx.declared(whole) is not None):
        return letter(ctx, whole, node)
    if extra is not None and sub is not None and (known := ctx.declared(whole)) is not None and known.shape:
        return entry(ctx, whole, [(yield of(ctx, unbrace(extra)))], node)
    parts = ([unbrace(extra)] if extra is not None else []) + (parts_of(sub) if sub is not None else [])
    if (
        base == Name("delta")
        and len(parts) == 2
        and ctx.declared(base) is None
        and all(_may_count(ctx, p) for p in parts)
    ):
        i = yield of(ctx, parts[0])
        j = yield of(ctx, parts[1])
        return ctx.term("delta", [i, j], node, None, SCALAR)
    if base.base in ("0", "1") and base.font or base.base == "I" and not base.primes and _names_size(ctx, parts):
        return letter(ctx, whole, node, sub)
    if base == Name("K") and len(parts) == 2 and ctx.declared(base) is None and _names_size(ctx, parts, True):
        from derive.read.functions import commutation

        return commutation(ctx, [size_of(ctx, p) for p in parts], node)
    if not _is_index(ctx, base, parts, extra is not None):
        return letter(ctx, whole, node)
    arguments: list[Term] = []
    for p in _digits(ctx, base, parts):
        arguments.append((yield of(ctx, p)))
    return entry(ctx, base, arguments, node)


def _names_size(ctx: Context, parts: list[Syntax], known: bool = False) -> bool:
    """Are the parts of a subscript sizes: numbers, letters that are sizes elsewhere?"""
    for p in parts:
        names = [n.value for n in walk(p) if n.kind == "name"]
        if any(n in ctx.bound or known and n.plain not in ctx.sizes for n in names) or not could_index(p):
            return False
    return bool(parts)


def _may_count(ctx: Context, part: Syntax) -> bool:
    return could_index(part) and (is_integer(part) or part.kind != "name" or is_index_letter(part.value))


def _digits(ctx: Context, base: Name, parts: list[Syntax]) -> list[Syntax]:
    """`w_{12}` of a matrix: two indices."""
    found = ctx.declared(base)
    if found is None or len(parts) != 1 or not is_integer(parts[0]) or len(found.shape) != 2 or found.shape[1] == 1:
        return parts
    n = parts[0]
    return [Syntax("number", d, (), n.span) for d in n.value] if len(n.value) == 2 else parts


def _is_index(ctx: Context, base: Name, parts: list[Syntax], forced: bool) -> bool:
    """Are the parts of a subscript indices of `base`, not a label?"""
    if not parts or not all(could_index(p) for p in parts):
        return False
    if forced or any(ctx.indexing.mentions(p, set(ctx.bound)) for p in parts):
        return True
    capitals = [p for p in parts if p.kind == "name" and not is_index_letter(p.value)]
    declared = ctx.declared(base)
    if declared is not None:
        known = all(p.value.plain in ctx.sizes or p.value.plain in ctx.scope.ranges for p in capitals)
        return bool(declared.shape) and known
    if len(parts) not in ctx.indexing.indexed.get(base, ()):
        genuine = all(p.kind != "number" and ctx.indexing.mentions(p, ctx.indexing.genuine) for p in parts)
        return genuine and all(_letters_in(p) <= ctx.indexing.genuine for p in parts)
    return all(p.value in ctx.survey.sizes for p in capitals)


def _letters_in(part: Syntax) -> set[Name]:
    return {n.value for n in walk(part) if n.kind == "name"}


def entry(ctx: Context, base: Name, indices: list[Term], node: Syntax) -> Term:
    """An entry of a letter, or a row of it; the letter gets a shape where it had none."""
    info = ctx.info(base)
    ctx.shaped = True
    if info.shape is None:
        info.shape = _family(ctx, info, len(indices))
        for t in info.terms:
            if t.shape is None:
                ctx.settle(t, info.shape)
    rank = 1 if len(info.shape) == 2 and info.shape[1] == 1 else len(info.shape)
    if len(indices) == 1 and rank == 1 and info.declared is None and _is_family(ctx, base):
        info.shape, rank, info.assume = (Unknown(True), Unknown(True)), 2, "rows"
    if len(indices) == 1 and rank == 2:
        return _row(ctx, info, indices[0], node)
    if info.shape == SCALAR or rank != len(indices):
        ctx.wrong(f"{info.plain} takes {rank if info.shape != SCALAR else 0} indices, not {len(indices)}", node)
    axes = info.shape[: len(indices)]
    for i, axis in zip(indices, axes, strict=True):
        _run_over(ctx, i, axis, info, node)
    return ctx.term("entry", indices, node, info, SCALAR)


def _is_family(ctx: Context, base: Name) -> bool:
    """`\\mathbf x_i` of a text without a bare `\\mathbf x`: vector i of a family."""
    bold = base.font == "bold" or "vec" in base.accents
    return (
        bold
        and base not in ctx.survey.whole
        and not any(n.base == base.base and n.accents == base.accents and not n.font for n in ctx.survey.names)
    )


def _family(ctx: Context, info: Info, rank: int) -> tuple[Any, ...]:
    if rank == 1:
        return (Unknown(True), 1)
    return tuple(Unknown(True) for _ in range(rank))


def _row(ctx: Context, info: Info, i: Term, node: Syntax) -> Term:
    assert info.shape is not None
    if info.declared is not None and "rows" not in info.declared.assumptions:
        ctx.guess(f"{ctx.text(node)} is row {ctx.text(i.node)} of {info.plain}, as a column vector")
    _run_over(ctx, i, info.shape[0], info, node)
    return ctx.term("row", [i], node, info, (info.shape[1], 1))


def _run_over(ctx: Context, i: Term, axis: Any, info: Info, node: Syntax) -> None:
    """An index that a sum binds runs over this axis. Raises: ShapeError where it runs over another already."""
    from derive.read.binders import run_over

    binder = ctx.bound.get(i.value.name) if i.op == "letter" else None
    if binder is not None:
        run_over(ctx, binder, axis, info.plain, node)


def entry_of(ctx: Context, value: Term, sub: Syntax, node: Syntax) -> Work:
    """`(A v)_i`, `softmax(o)_j`: an entry of a value."""
    arguments: list[Term] = []
    for p in parts_of(sub):
        if not could_index(p):
            ctx.unsupported("a mark on a formula", node)
        arguments.append((yield of(ctx, p)))
    return _entry_of(ctx, value, arguments, node)


def _entry_of(ctx: Context, value: Term, arguments: list[Term], node: Syntax) -> Term:
    ctx.shaped = True
    if value.shape is None:
        ctx.settle(value, (Unknown(True), 1) if len(arguments) == 1 else (Unknown(True), Unknown(True)))
    for i, axis in zip(arguments, value.shape or (), strict=False):
        binder = ctx.bound.get(i.value.name) if i.op == "letter" else None
        if binder is not None:
            from derive.read.binders import run_over

            run_over(ctx, binder, axis, ctx.text(value.node), node)
    return ctx.term("entry_of", [value, *arguments], node, None, SCALAR)


def raised(ctx: Context, base: Term, sup: Syntax, node: Syntax) -> Work:
    """A value with a superscript: transpose, inverse, power."""
    sup = unbrace(sup)
    if _transposes(ctx, sup):
        return turned(ctx, base, node)
    if sup.kind == "sign" and sup.value == "-" and _transposes(ctx, unbrace(sup.kids[0])):
        ctx.shaped = True
        inverse = ctx.term("power", [base, ctx.number(S.NegativeOne, sup)], node)
        return turned(ctx, inverse, node)
    if sup.kind == "symbol" and sup.value == "+" and is_known(base.shape):
        return ctx.term("pinv", [base], node)
    if sup.kind == "symbol" and sup.value in ("*", "star", "ast", "dagger", "+", "-"):
        ctx.unsupported("a mark on a formula", node)
    if sup.kind == "term" and sup.kids[0].kind == "empty" and len(sup.kids) == 2:
        exponent = yield of(ctx, sup.kids[1])
        ctx.shaped = True
        return ctx.term("hadpower", [base, exponent], node)
    exponent = yield of(ctx, sup)
    return ctx.term("power", [base, exponent], node)


def _transposes(ctx: Context, sup: Syntax) -> bool:
    if not is_transpose(sup):
        return False
    if sup.kind == "symbol" or sup.value.font:
        return True
    return ctx.scope.letters.get("T") is None and sup.value not in ctx.bound and Name("T") not in ctx.survey.sizes


def turned(ctx: Context, base: Term, node: Syntax) -> Term:
    """A transpose; a letter under it that nothing else decides is a column (small) or a matrix (capital)."""
    ctx.shaped = True
    if base.shape is None and base.op == "letter":
        found: Name = base.value.name
        small = found.base[:1].islower() and len(found.base) == 1 or found.base[:1].islower()
        ctx.guess(f"{base.value.plain} is a {'column vector' if small else 'matrix'}")
        ctx.settle(base, (Unknown(True), 1) if small else (Unknown(True), Unknown(True)))
    return ctx.term("transpose", [base], node)


# ---- arithmetic ----------------------------------------------------------------------------------------------------


@resolves("sign")
def sign(ctx: Context, node: Syntax) -> Work:
    """A signed term."""
    if node.value not in "+-":
        ctx.unsupported(f"the sign {node.value}", node)
    inner = yield of(ctx, node.kids[0])
    return inner if node.value == "+" else ctx.term("negative", [inner], node)


@resolves("sum")
def plus(ctx: Context, node: Syntax) -> Work:
    """A sum of signed terms."""
    from derive.read.binders import check_reach

    check_reach(ctx, node)
    terms = []
    for s, kid in zip(node.value, node.kids, strict=True):
        if s not in ("+", "-"):
            ctx.unsupported(f"the operator {s}", node)
        t = yield of(ctx, kid)
        terms.append(t if s == "+" else ctx.term("negative", [t], kid))
    return ctx.term("plus", terms, node)


@resolves("frac")
def fraction(ctx: Context, node: Syntax) -> Work:
    """A quotient, or a derivative."""
    from derive.read.calculus import derivative
    from derive.read.survey import derivative_parts

    if ctx.declared(Name("d")) is None or split(node.kids[0])[0].kind == "symbol":
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


@resolves("power")
def power(ctx: Context, node: Syntax) -> Work:
    """Python's `a**b`."""
    base = yield of(ctx, node.kids[0])
    exponent = yield of(ctx, node.kids[1])
    if base.op == "tree" and base.tree is None and base.value == S.Exp1:
        return ctx.term("exp", [exponent], node)
    return ctx.term("power", [base, exponent], node)


@resolves("attribute")
def attribute(ctx: Context, node: Syntax) -> Work:
    """Python's `A.T`."""
    return turned(ctx, (yield of(ctx, node.kids[0])), node)


@resolves("item")
def item(ctx: Context, node: Syntax) -> Work:
    """Python's `a[i, j]`."""
    indices: list[Term] = []
    for k in node.kids[1:]:
        indices.append((yield of(ctx, k)))
    base = unbrace(node.kids[0])
    if base.kind == "name":
        return entry(ctx, base.value, indices, node)
    return _entry_of(ctx, (yield of(ctx, base)), indices, node)
