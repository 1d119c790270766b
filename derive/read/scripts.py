"""Names with scripts: powers, transposes, labels, indices; entries and rows of letters and of values."""

from __future__ import annotations

from dataclasses import replace

from sympy import S

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.deltas import is_delta, is_identity, may_count, names_size
from derive.read.entries import entry, owner, slice_axis, sliced
from derive.read.indexing import could_index, is_index_letter, parts_of
from derive.read.naming import full_name, inside, is_integer, label, split, unbrace, walk, written
from derive.read.origin import is_beside
from derive.read.resolve import Work, letter, of, ones, resolves
from derive.read.sizes import size_of
from derive.read.survey import is_label, is_transpose
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term, Unknown, find, is_known


@resolves("sub", "sup", "prime")
def script(ctx: Context, node: Syntax) -> Work:
    """A node with primes, subscript, superscript: a name, an entry, a power, a transpose."""
    core, primes, sub, sup = split(node)
    if core.kind == "name":
        return (yield _named(ctx, node, core, primes, sub, sup))
    if core.kind == "group" and core.value == (".", "|") and sub is not None and sup is None and core.kids:
        from derive.read.operators import evaluated

        return (yield evaluated(ctx, core.kids[0], sub, node))
    if core.kind == "group" and core.value[0] in ("‖", "|"):
        from derive.read.brackets import bars

        value = yield bars(ctx, core, sub)
        sub = None
    elif sub is not None and sup is not None and _names_entry(ctx, core, sub, sup):
        first, second = sorted((sub, sup), key=lambda k: k.span.start)
        ctx.guess(f"{ctx.text(node)} is an entry, in row {ctx.text(first)}, column {ctx.text(second)}")
        row = yield of(ctx, first)
        return entry(ctx, core.kids[0].value, [row, (yield of(ctx, second))], node)
    elif core.kind == "number" and core.value == "1" and sup is not None and is_transpose(sup):
        value = ones(ctx, core)
    else:
        value = yield of(ctx, core)
    if primes:
        ctx.unsupported("a prime on a formula", node)
    if sub is not None:
        value = yield entry_of(ctx, value, sub, node)
    return (yield raised(ctx, value, sup, node)) if sup is not None else value


def _names_entry(ctx: Context, core: Syntax, sub: Syntax, sup: Syntax) -> bool:
    """Is `[W]_i^j` of a capital W an entry?"""
    body = inside(core) if core.kind == "group" and core.value == ("[", "]") else None
    if body is None or body.kind != "name" or not body.value.base[:1].isupper():
        return False
    indices = [k.value for k in (unbrace(sub), unbrace(sup)) if k.kind == "name" and is_index_letter(k.value)]
    known = ctx.declared(body.value)
    return len(indices) == 2 and ctx.declared(indices[1]) is None and (known is None or len(known.shape) == 2)


def _named(ctx: Context, node: Syntax, core: Syntax, primes: int, sub: Syntax | None, sup: Syntax | None) -> Work:
    base: Name = core.value
    whole = full_name(node, ctx.source)
    assert whole is not None
    if sup is not None and 0 < len(whole.upper) < 60 and _is_declared(ctx, whole, sup):
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
    extra, upper, power = _upper(ctx, base, sup, sub is not None)
    base = replace(base, upper=base.upper + upper)
    if sub is None and extra is None:
        value = letter(ctx, base, node if power is None else core)
    else:
        value = yield subscripted(ctx, base, sub, extra, node)
    return (yield raised(ctx, value, power, node)) if power is not None else value


def _is_declared(ctx: Context, whole: Name, sup: Syntax) -> bool:
    r"""Is the name with its superscript declared? `\sigma^2` is a power beside a declared `\sigma_2`."""
    found = ctx.declared(whole)
    return found is not None and (unbrace(sup).kind != "number" or "_" not in found.latex)


def _is_euler(ctx: Context, base: Name, sub: Syntax | None, sup: Syntax | None) -> bool:
    """`e` is Euler's number under a power, unless it is declared, indexed or marked."""
    if base != Name("e") or sub is not None or sup is None or base in ctx.bound:
        return False
    if is_label(sup) and not _is_product(ctx, sup) and not _is_exponent(ctx, sup):
        return False
    return ctx.declared(base) is None and not is_transpose(sup) and base not in ctx.survey.iterates


def _is_product(ctx: Context, sup: Syntax) -> bool:
    """Capitals side by side that are declared, each by itself: `e^{A X}` is no e with a mark."""
    sup = unbrace(sup)
    return sup.kind == "term" and all(k.kind == "name" and ctx.declared(k.value) is not None for k in sup.kids)


def _is_exponent(ctx: Context, sup: Syntax) -> bool:
    """`(a - b)` above an e, beside an `e^a`."""
    if sup.kind != "group" or (within := inside(sup)) is None or within.kind != "sum":
        return False
    found = (split(n) for n in walk(ctx.tree) if n.kind == "sup")
    return any(core.value == Name("e") and sub is None and s and not is_label(s) for core, _, sub, s in found)


def _is_single_entry(ctx: Context, base: Name, sub: Syntax | None, sup: Syntax | None) -> bool:
    """`J^{ij}`: one in row i, column j."""
    if base != Name("J") or sub is not None or sup is None or ctx.declared(base) is not None:
        return False
    parts = parts_of(sup)
    return len(parts) == 2 and all(may_count(ctx, p) for p in parts)


def _declared_numbers(ctx: Context, sup: Syntax) -> bool:
    """Is it made of letters declared as scalars, which count no steps: `x^{n - 1}` of a declared n?"""
    found = [ctx.declared(n.value) for n in walk(sup) if n.kind == "name"]
    return bool(found) and all(x is not None and not x.shape and "integer" not in x.assumptions for x in found)


def _upper(
    ctx: Context, base: Name, sup: Syntax | None, entry: bool = False
) -> tuple[Syntax | None, str, Syntax | None]:
    """A superscript as (index, label, power), one of them."""
    if sup is None:
        return None, "", None
    shaped = ctx.declared(base)
    by_font = sup.kind == "symbol" and sup.value == "dagger" and base.font == "bold" and base.base[:1].isupper()
    if by_font or sup.kind == "symbol" and sup.value in ("+", "dagger") and shaped is not None and shaped.shape:
        return None, "", sup
    if _starts(ctx, base, sup):
        return None, label(sup, ctx.source), None
    if base in ctx.survey.iterates and sup.kind in ("name", "sum", "number") and not _declared_numbers(ctx, sup):
        return None, label(sup, ctx.source), None
    if sup.kind == "name" and sup.value in ctx.bound:
        form = shaped.shape if shaped is not None else ()
        indexed = (
            bool(form) and len(set(form)) > 1 and not (entry and form[1] == 1)
        )  # of a square matrix it is a power; of a vector none is meant
        return (sup, "", None) if indexed else (None, "", sup)
    if not is_label(sup) or is_transpose(sup) and ctx.scope.letters.get("T") is None:
        return None, "", sup
    if sup.kind == "group" and ctx.indexing.mentions(sup, set(ctx.bound)):
        return inside(sup), "", None
    if sup.kind == "group" and shaped is not None and shaped.shape and could_index(sup):
        return inside(sup), "", None
    return None, label(sup, ctx.source), None


def _starts(ctx: Context, base: Name, sup: Syntax) -> bool:
    """The 0 of `x_i^0`, where no other power of x stands: the first of several x, not 1."""
    if sup.kind != "number" or sup.value != "0" or ctx.declared(base) is not None:
        return False
    found = [split(n) for n in walk(ctx.tree) if n.kind == "sup" and split(n)[0].value == base]
    powers = any(s is not None and s.kind == "number" and s.value != "0" for _, _, _, s in found)
    return not powers and any(sub is not None for _, _, sub, _ in found)


def subscripted(ctx: Context, base: Name, sub: Syntax | None, extra: Syntax | None, node: Syntax) -> Work:
    """`x_i`, `x_{ij}`, `x^{(i)}_j`: entries, rows, or a letter whose name has a label."""
    whole = replace(base, label=label(sub, ctx.source)) if sub is not None else base
    if extra is None and sub is not None and whole not in ctx.bound and ctx.declared(whole) is None:
        base = owner(ctx, base)
    if extra is None and (whole in ctx.bound or ctx.declared(whole) is not None):
        return letter(ctx, whole, node)
    if extra is not None and sub is not None and (known := ctx.declared(whole)) is not None and known.shape:
        return entry(ctx, whole, [(yield of(ctx, unbrace(extra)))], node)
    if extra is not None and sub is None and _is_another_vector(ctx, base):
        base = _family_of(ctx, base, label(extra, ctx.source))
    if base.base == "1" and base.font and sub is not None and (stated := _condition(sub)) is not None:
        from derive.read.brackets import indicator

        return (yield indicator(ctx, stated, node))
    parts = ([unbrace(extra)] if extra is not None else []) + (parts_of(sub) if sub is not None else [])
    if len(parts) == 2 and is_delta(ctx, base, parts):
        i = yield of(ctx, parts[0])
        j = yield of(ctx, parts[1])
        return ctx.term("delta", [i, j], node, None, SCALAR)
    if base.base in ("0", "1") and base.font and _counted(ctx, parts):
        ctx.unsupported("an indicator that says no condition", node)
    if base.base in ("0", "1") and base.font or base.base == "I" and is_identity(ctx, base, whole, parts):
        return letter(ctx, whole, node, sub)
    if base == Name("K") and len(parts) == 2 and ctx.declared(base) is None and names_size(ctx, parts, True):
        from derive.read.named import commutation

        return commutation(ctx, [size_of(ctx, p) for p in parts], node)
    if (
        sub is not None
        and not could_index(sub)
        and sub.kind not in ("name", "prime", "sub", "term", "words", "number", "list", "sum")
        and ctx.indexing.mentions(sub, set(ctx.bound))
    ):
        if sub.kind != "relation" or extra is not None:
            ctx.unsupported("a subscript with an index of a sum in it", node)
        return (yield _several_before(ctx, whole, sub, node))
    if extra is None and len(parts) == 2 and (axis := slice_axis(ctx, base, parts)) is not None:
        return sliced(ctx, base, (yield of(ctx, parts[axis])), axis, node)
    if not is_index(ctx, base, parts, extra is not None):
        return letter(ctx, whole, node)
    arguments: list[Term] = []
    for p in _digits(ctx, base, parts):
        arguments.append((yield of(ctx, p)))
    if base in ctx.totals and any(p.kind != "number" for p in parts):
        base = _family_of(ctx, base, label(sub, ctx.source) if sub is not None else "")
    return entry(ctx, base, arguments, node)


def _several_before(ctx: Context, whole: Name, sub: Syntax, node: Syntax) -> Work:
    r"""`x_{<t}` under a sum over t: those before, which is no value, but differs with t."""
    running: list[Term] = []
    for n in walk(sub):
        if n.kind == "name" and n.value in ctx.bound:
            running.append((yield of(ctx, n)))
    below = written(sub, ctx.source)
    return ctx.kept(f"{replace(whole, label='').latex}_{{{below}}}", whole.plain, running, node)


def _is_another_vector(ctx: Context, base: Name) -> bool:
    r"""Is `x^{(i)}` of a declared vector x, which stands where a vector does, one of a family?"""
    known = ctx.declared(base)
    return known is not None and base in ctx.survey.families and len(known.shape) == 2 and known.shape[1] == 1


def _condition(sub: Syntax) -> Syntax | None:
    r"""The condition of `1_{x > 0}`, `1_{[k \neq i]}`."""
    body = inside(sub) if sub.kind == "group" and sub.kids else sub
    return body if body is not None and body.kind in ("relation", "logic") else None


def _counted(ctx: Context, parts: list[Syntax]) -> bool:
    r"""Does a sum count by these: `\sum_{i,j} 1_{ij}`, an indicator for each, not a matrix of ones?"""
    return any(ctx.indexing.mentions(p, set(ctx.bound)) for p in parts)


def _family_of(ctx: Context, base: Name, index: str) -> Name:
    """The name of the family `L_i` beside the one letter `L`, the same for `L_j`."""
    if base not in ctx.families:
        family = ctx.families[base] = replace(base, label=index)
        info = ctx.info(family)
        info.latex = base.latex
        ctx.guess(f"{base.plain} and the family {base.latex}_{index} are two letters: the family is {info.plain}")
    return ctx.families[base]


def _digits(ctx: Context, base: Name, parts: list[Syntax]) -> list[Syntax]:
    """`w_{12}` of a matrix: two indices."""
    found = ctx.declared(base)
    if found is None or len(parts) != 1 or not is_integer(parts[0]) or len(found.shape) != 2 or found.shape[1] == 1:
        return parts
    n = parts[0]
    return [Syntax("number", d, (), n.span) for d in n.value] if len(n.value) == 2 else parts


def is_index(ctx: Context, base: Name, parts: list[Syntax], forced: bool) -> bool:
    """Are the parts of a subscript indices of `base`, not a label?"""
    if not parts or not all(could_index(p) for p in parts) or _labels_in_bold(ctx, base, parts):
        return False
    counted = sum(ctx.indexing.mentions(p, set(ctx.bound)) for p in parts)
    if forced or counted > (1 if len(parts) > 3 else 0):
        return True
    capitals = [p for p in parts if p.kind == "name" and not is_index_letter(p.value)]
    declared = ctx.declared(base)
    if len(parts) == 1 and parts[0].kind == "number" and parts[0].value == "0" and is_beside(ctx, base):
        return False
    if declared is not None:
        known = all(p.value.plain in ctx.sizes or p.value.plain in ctx.scope.ranges for p in capitals)
        return bool(declared.shape) and known
    if base.font == "bold" and base.base.isupper() and len(parts) == 2 and not capitals:
        if all(p.kind == "name" and p.value.base in "ijklmn" for p in parts):  # an entry of a matrix
            return True
    if len(parts) not in ctx.indexing.indexed.get(base, ()):
        genuine = all(p.kind != "number" and ctx.indexing.mentions(p, ctx.indexing.genuine) for p in parts)
        return genuine and all(_letters_in(p) <= ctx.indexing.genuine for p in parts)
    return all(p.value in ctx.survey.sizes for p in capitals)


def _labels_in_bold(ctx: Context, base: Name, parts: list[Syntax]) -> bool:
    r"""`w_a` beside a declared `\mathbf w`, with a letter that nobody counts by: a name, not an entry."""
    if base.font or base.plain in ctx.scope.letters or len(parts) != 1 or parts[0].kind != "name":
        return False
    sub = parts[0].value
    counts = sub in ctx.bound or sub.plain in ctx.scope.ranges or sub in ctx.survey.sizes
    return not counts and sub.base in "abcdefghwxyz" and ctx.declared(base) is not None


def _letters_in(part: Syntax) -> set[Name]:
    return {n.value for n in walk(part) if n.kind == "name"}


def entry_of(ctx: Context, value: Term, sub: Syntax, node: Syntax) -> Work:
    """`(A v)_i`, `softmax(o)_j`: an entry of a value."""
    arguments: list[Term] = []
    for p in parts_of(sub):
        if not could_index(p):
            text = written(sub, ctx.source)
            return ctx.kept(rf"\left(#1\right)_{{{text}}}", "marked", [value], node)
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
    wide = find(value.shape[1]) if len(arguments) == 1 and value.shape is not None and len(value.shape) == 2 else 1
    shape = SCALAR if wide == 1 or isinstance(wide, Unknown) else (wide, 1)  # a row, as a column
    return ctx.term("entry_of", [value, *arguments], node, None, shape)


def raised(ctx: Context, base: Term, sup: Syntax, node: Syntax) -> Work:
    """A value with a superscript: transpose, inverse, power."""
    sup = unbrace(sup)
    if _transposes(ctx, sup):
        return turned(ctx, base, node)
    if sup.kind == "sign" and sup.value == "-" and _transposes(ctx, unbrace(sup.kids[0])):
        ctx.shaped = True
        if base.shape is None and base.op == "letter":
            ctx.guess(f"{base.value.plain} is a matrix")
            size = Unknown(True)
            ctx.settle(base, (size, size))
        inverse = ctx.term("power", [base, ctx.number(S.NegativeOne, sup)], node)
        return turned(ctx, inverse, node)
    if sup.kind == "symbol" and sup.value in ("+", "dagger") and (is_known(base.shape) or _of_matrices(ctx, base)):
        return ctx.term("pinv", [base], node)
    if sup.kind == "symbol" and sup.value in ("*", "star", "ast", "dagger", "+", "-"):
        text = ctx.source.text[sup.span.start : sup.span.end]
        return ctx.kept(rf"\left(#1\right)^{{{text}}}", "marked", [base], node)
    if sup.kind == "term" and sup.kids[0].kind == "empty" and len(sup.kids) == 2:
        exponent = yield of(ctx, sup.kids[1])
        ctx.shaped = True
        return ctx.term("hadpower", [base, exponent], node)
    exponent = yield of(ctx, sup)
    return ctx.term("power", [base, exponent], node)


def _of_matrices(ctx: Context, base: Term) -> bool:
    """Is this a sum or product whose shape nothing has decided yet, in a text that has matrices?"""
    open_ = base.shape is None and base.op not in ("letter", "call")
    return open_ and any(len(x.shape) == 2 and 1 not in x.shape for x in ctx.scope.letters.values())


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
        small = found.base[:1].islower() or found.base.startswith(r"\nabla")
        ctx.guess(f"{base.value.plain} is a {'column vector' if small else 'matrix'}")
        ctx.settle(base, (Unknown(True), 1) if small else (Unknown(True), Unknown(True)))
    return ctx.term("transpose", [base], node)


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
    if base.kind == "symbol" and base.value == "E":  # Python's E is a number; an expectation in brackets
        from derive.read.callees import callee

        return callee(ctx, Name("E"), indices, node)
    if base.kind == "name":
        return entry(ctx, base.value, indices, node)
    return _entry_of(ctx, (yield of(ctx, base)), indices, node)
