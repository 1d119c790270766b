"""Letters that depend on what they are differentiated by: `L` of ∂L/∂w, `y(u(x))` of ∂y/∂u ∂u/∂x."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.expr.heads import Call, Letter
from derive.expr.names import Name, from_plain
from derive.read.context import Context
from derive.read.differentials import derivative_parts, is_partial
from derive.read.indexing import parts_of
from derive.read.naming import core_name, full_name, items, split, walk
from derive.read.survey import Survey, is_label
from derive.read.syntax import Syntax
from derive.read.terms import Term


class Tangled(Exception):
    """Letters that are variables and functions of others in a way that no composition says: ∂y/∂**u** ∂**u**/∂x."""

    def __init__(self, names: set[Name]) -> None:
        super().__init__()
        self.names = names

    def connected(self, survey: Survey) -> set[Name]:
        """These letters, and all that are differentiated by them or that they are differentiated by."""
        found: set[Name] = set()
        todo = list(self.names)
        while todo:
            x = todo.pop()
            if x in found:
                continue
            found.add(x)
            todo += survey.differentiated.get(x, [])
            todo += [f for f, by in survey.differentiated.items() if x in by]
        return found


def dependents(ctx: Context, found: Name) -> list[Name] | None:
    """The letters that an undeclared `L` of `∂L/∂w` depends on; None where it is a plain letter."""
    if found not in ctx.survey.differentiated or found in ctx.tangled:
        return None
    if found in ctx.arguments and ctx.declared(found) is None and ctx.declared_function(found) is None:
        return ctx.arguments[found]
    if found in ctx.defined:
        return None
    if ctx.declared(found) is not None:
        return None
    if _is_called(ctx, found):
        return _called_with(ctx, found)
    found_by = [x for x in dict.fromkeys(_variables(ctx, found)) if x != found and not _beside(ctx, found, x)]
    return _direct(ctx, found, found_by) or None  # of `∂y/∂y` alone y is a letter


def _called_with(ctx: Context, found: Name) -> list[Name] | None:
    """The x and y of an `f` that is `f(x, y)` wherever it has brackets, and is differentiated by no other letters."""
    lists: list[list[Name | None]] = []
    for n in walk(ctx.tree):
        for f, group in zip(n.kids, n.kids[1:], strict=False) if n.kind == "term" else ():
            if core_name(f) == found and group.kind == "group" and group.value == ("(", ")") and group.kids:
                lists.append([full_name(k, ctx.source) for k in items(group.kids[0])])
    known = [x for x in lists[0] if x is not None] if lists else []
    same = all(names == known for names in lists)
    return known if same and known and set(_variables(ctx, found)) <= set(known) else None


def independent(ctx: Context, found: Name) -> bool:
    """Is a letter a constant in every one of its derivatives?"""
    by = ctx.survey.differentiated.get(replace(found, label="", upper=""), [])
    return bool(by) and all(_beside(ctx, found, x) for x in by)


def _beside(ctx: Context, found: Name, x: Name) -> bool:
    r"""Does a formula behind a partial derivative hold both letters, as in `\frac{\partial}{\partial x}(x + f)`?

    A partial derivative holds all other letters of its formula fixed.
    """
    by_name, of_name = (replace(n, label="", upper="") for n in (x, found))
    if by_name == of_name:
        return False
    return any(by_name in by and {by_name, of_name} <= _values_in(body) for by, body in _partials(ctx.tree))


def _partials(tree: Syntax) -> Iterator[tuple[list[Name | None], list[Syntax]]]:
    r"""(letters below, factors of the formula) of every `\frac{\partial}{\partial x}` before more than one letter."""
    for n in walk(tree):
        for k, f in enumerate(n.kids):
            if f is None or f.kind != "frac" or (parts := derivative_parts(f)) is None or not is_partial(f):
                continue
            above, below = parts
            body = above or (list(n.kids[k + 1 :]) if n.kind == "term" else [])
            if len(body) > 1 or body and split(body[0])[0].kind == "group":
                yield [core_name(g[0]) for g in below], body


def _values_in(factors: list[Syntax]) -> set[Name]:
    """The letters that stand as values in these factors, not in the brackets of what may be a call."""
    todo, found = list(factors), set()
    while todo:
        n = todo.pop()
        if n.kind == "name":
            found.add(n.value)
        kids = [k for k in n.kids if k is not None]
        if n.kind in ("call", "sub"):
            kids = kids[1:] if n.kind == "call" else kids[:1]
        if n.kind == "term":
            kids = [
                k for j, k in enumerate(kids) if not (j and k.kind == "group" and core_name(kids[j - 1]) is not None)
            ]
        todo += kids
    return found


def _variables(ctx: Context, found: Name) -> list[Name]:
    r"""The letters that `found` is differentiated by: W_{hh} and W^{(2)} by their whole names, w of an entry w_i."""
    out: list[Name] = []
    for f, x in ctx.survey.derivatives:
        base = core_name(x)
        if core_name(f) != found or base is None:
            continue
        _, _, sub, sup = split(x)
        labelled = sub is None or not _counts(ctx, base, sub)
        upper = sup is not None and is_label(sup)
        whole = full_name(x, ctx.source, upper=upper)
        out.append(whole if whole is not None and labelled else base)
    return out or ctx.survey.differentiated[found]


def _counts(ctx: Context, base: Name, sub: Syntax) -> bool:
    """Is this subscript an index of a letter with entries?"""
    from derive.read.scripts import is_index

    return is_index(ctx, base, parts_of(sub), False)


def _direct(ctx: Context, found: Name, by: list[Name]) -> list[Name]:
    """Of the letters that `found` is differentiated by, those that no other of them depends on: y(u) of y(u(x))."""
    inner = [g for g in by if _opaque_letter(ctx, g)]
    if not inner:
        return by
    through = {x for g in inner for x in ctx.survey.differentiated[g]} - set(inner)
    kept = [x for x in by if x not in through]
    return kept if kept and len(kept) < len(by) or not through & set(by) else by


def _in_total(ctx: Context, found: Name) -> bool:
    """Does ∂f/∂x stand alone in a sum, as in the total derivative `∂f/∂x + ∂f/∂u ∂u/∂x`?"""
    for n in walk(ctx.tree):
        for k in n.kids if n.kind == "sum" else ():
            parts = derivative_parts(k) if k.kind == "frac" else None
            if parts is not None and len(parts[0]) == 1 and core_name(parts[0][0]) == found:
                return True
    return False


def _opaque_letter(ctx: Context, name: Name) -> bool:
    """Is this letter a function of others, `u` of ∂u/∂x?"""
    if name in ctx.defined or ctx.declared(name) is not None or name in ctx.tangled:
        return False
    return any(x != name for x in ctx.survey.differentiated.get(name, ())) and not _is_called(ctx, name)


def _is_called(ctx: Context, name: Name) -> bool:
    """Does `f` stand with arguments elsewhere, that say what it is a function of? One that is declared may have others
    there: `f(2)` beside `df/dx`."""
    said = {"comma"} if ctx.declared_function(name) is not None else {"comma", "single"}
    return bool(said & ctx.survey.calls[name])


def opaque(ctx: Context, found: Name, deps: list[Name], node: Syntax, depth: int = 0) -> Term:
    """`L` as L(w, b), a function of all the letters that it is differentiated by."""
    from derive.read.callees import callee

    arguments: list[Term] = []
    for x in deps:
        inner = dependents(ctx, x) if x != found else None
        if inner is None:
            arguments.append(ctx.letter(x, node))
            continue
        if depth > 5 or found in inner or x.font or found.font or not _opaque_letter(ctx, x) or _in_total(ctx, found):
            raise Tangled({x, found})
        arguments.append(opaque(ctx, x, inner, node, depth + 1))
    if found not in ctx.arguments:
        ctx.guess(f"{found.plain} is a function of {', '.join(x.plain for x in deps)}")
        ctx.dependents |= {ctx.key(found).plain}
    return callee(ctx, found, arguments, node)


def at_its_letters(ctx: Context, found: Name, node: Syntax) -> Term | None:
    """A declared function without its argument, `J` of ∂J/∂w and ∇J, at the letters that it was defined of above; None
    where nothing says which."""
    from derive.read.callees import callee

    function = None if ctx.declared(found) is not None else ctx.declared_function(found)
    plain = "" if function is None else function.plain
    heads = (left for left, _ in reversed(ctx.scope.definitions) if isinstance(left, Call))
    own = next((call.arguments for call in heads if call.function.plain == plain), ())
    if not own or not all(isinstance(x, Letter) for x in own):
        return None
    return callee(ctx, found, [ctx.letter(from_plain(x.plain), node) for x in own], node)
