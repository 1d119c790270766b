r"""Derivatives: `\frac{d}{dx} f`, `\frac{\partial^2 f}{\partial x \partial y}`, `\partial_x f`, `\nabla_w L`, `dX`."""

from __future__ import annotations

from dataclasses import replace

from derive.expr.heads import base
from derive.expr.names import Name
from derive.read.callees import callee, partial
from derive.read.context import Context
from derive.read.dependence import Tangled, at_its_letters, dependents, independent, opaque
from derive.read.differentials import is_d
from derive.read.entries import entry
from derive.read.functions import is_call
from derive.read.naming import core_name, full_name, inside, is_integer, items, split, unbrace
from derive.read.resolve import Work, of
from derive.read.survey import brackets, is_label
from derive.read.syntax import Syntax
from derive.read.terms import Info, Term, is_known


def together(factors: list[Syntax]) -> Syntax:
    """Factors as one node."""
    if len(factors) == 1:
        return factors[0]
    span = factors[0].span.to(factors[-1].span)
    return Syntax("term", ("",) * (len(factors) - 1), tuple(factors), span)


def derivative(ctx: Context, node: Syntax, above: list[Syntax], below: list[list[Syntax]]) -> Work:
    r"""A fraction of differentials with its function above the bar."""
    if not above:
        return (yield _kept(ctx, None, below, node))
    body = together(above)
    if unbrace(node.kids[0]).kind == "term":
        operators = unbrace(node.kids[0]).value
        if any(operators):
            body = Syntax("term", operators[1:], tuple(above), body.span)
    return (yield apply(ctx, node, body, below))


def apply(ctx: Context, node: Syntax, body: Syntax, below: list[list[Syntax]]) -> Work:
    """The derivative of a body by what stands below the bar."""
    order = order_above(ctx, node)
    if not all(_letterlike(ctx, x) for g in below for x in items(_listed(_variable(ctx, g)[0]))):
        return (yield _kept(ctx, body, below, node))
    inner = _intermediate(ctx, body, below) if order in (None, 1) else None
    if inner is not None:
        return _by_argument(ctx, (yield of(ctx, body)), inner, node)
    variables: list[Term] = []
    columns: list[Term] = []  # a list of letters may also be meant as one column
    for group in below:
        v, count = _variable(ctx, group)
        listed: list[Term] = []
        for x in items(_listed(v)):
            listed.append((yield variable(ctx, x)))
        variables += [x for x in listed for _ in range(count)]
        columns += [listed[0] if len(listed) == 1 else column(ctx, listed, v)] * count
    if order is not None and order == len(columns):
        variables = columns
    if order is not None and order != len(variables):
        ctx.wrong(f"a derivative of order {order} above the bar and {len(variables)} below", node)
    function = yield of(ctx, body)
    if _says_nothing(ctx, function, variables):
        _check_tangled(ctx, core_name(body))
        return (yield _kept(ctx, body, below, node))
    return made(ctx, function, variables, node)


def _letterlike(ctx: Context, node: Syntax) -> bool:
    """Can one differentiate by this: a letter, an entry, a column of such?"""
    core, primes, _, sup = split(node)
    marked = sup is None or is_label(sup) or core_name(node) in ctx.survey.iterates
    return core.kind in ("name", "matrix") and not primes and marked or core.kind in ("item", "group") and sup is None


def _says_nothing(ctx: Context, function: Term, variables: list[Term]) -> bool:
    r"""`\partial \xi_i / \partial w_h` of letters that nothing defines, one of which depends on the other."""
    single = ("letter", "entry", "row")
    if function.op not in single or any(v.op not in single for v in variables):
        return False
    owner = function.value
    given = {replace(n, label="") for n in ctx.defined} if function.op != "letter" else ctx.defined
    known = owner.declared is not None or owner.name in given or _is_defined(ctx, owner.plain)
    known = known or independent(ctx, owner.name)
    return not known and all(v.value is not owner for v in variables)


def _check_tangled(ctx: Context, name: Name | None) -> None:
    """A letter that something else is a function of, and that depends on others itself, leaves that function open too.

    Raises: Tangled.
    """
    depends = any(f != name and name in by for f, by in ctx.survey.differentiated.items())
    if name is not None and name not in ctx.tangled and depends:
        raise Tangled({name})


def _is_defined(ctx: Context, plain: str) -> bool:
    return any(getattr(base(left), "plain", "") == plain for left, _ in ctx.scope.definitions)


def _kept(ctx: Context, body: Syntax | None, below: list[list[Syntax]], node: Syntax) -> Work:
    """A derivative that is kept as written: of nothing, by what is no letter, or of letters that nothing connects."""
    mark = r"\partial" if "partial" in ctx.source.text[node.span.start : node.span.end] else "d"
    terms: list[Term] = [] if body is None else [(yield of(ctx, body))]
    lows = []
    for group in below:
        v, count = _variable(ctx, group)
        terms.append((yield of(ctx, v)))
        plain = split(v)[0].kind != "group" and _letterlike(ctx, v)
        low = f"#{len(terms)}" if plain else rf"\left(#{len(terms)}\right)"
        lows.append(f"{mark} {low}" + (f"^{count}" if count > 1 else ""))
    order = order_above(ctx, node)
    above = (mark if order in (None, 1) else f"{mark}^{order}") + ("" if body is None else " #1")
    return ctx.kept(rf"\frac{{{above}}}{{{' '.join(lows)}}}", "derivative", terms, node)


def _intermediate(ctx: Context, body: Syntax, below: list[list[Syntax]]) -> int | None:
    """Which argument of y(u(x)) ∂y/∂u differentiates by; None where the variable depends on nothing itself."""
    if len(below) != 1 or len(below[0]) != 1:
        return None
    name = full_name(below[0][0], ctx.source)
    if name is None or dependents(ctx, name) is None:
        return None
    known = _variables(ctx, body)
    return known.index(name) if name in known else None


def _variables(ctx: Context, body: Syntax) -> list[Name | None]:
    """What a function is of: the letters in the brackets of `f(u)`, those that `f` depends on."""
    function = full_name(body, ctx.source)
    if function is not None:
        return list(dependents(ctx, function) or [])
    group = brackets(body.kids[1]) if body.kind == "term" and len(body.kids) == 2 and not body.value[0] else None
    if group is None or not is_call(ctx, body.kids[0], group):
        return []
    return [full_name(k, ctx.source) for k in items(inside(group))]


def _by_argument(ctx: Context, call: Term, k: int, node: Syntax) -> Term:
    """The derivative of y(u(x)) by its argument number k: y' at u(x)."""
    return partial(ctx, call, (k + 1,), node)


def column(ctx: Context, entries: list[Term], node: Syntax) -> Term:
    """Letters to differentiate by, as one column."""
    ctx.shaped = True
    n = len(entries)
    return ctx.term("matrix", entries, node, (n, 1), (n, 1))


def made(ctx: Context, function: Term, variables: list[Term], node: Syntax) -> Term:
    """The derivative of a term."""
    return ctx.term("derivative", [function, *variables], node)


def order_above(ctx: Context, node: Syntax) -> int | None:
    r"""The order that `d^2` above the bar says."""
    top = unbrace(node.kids[0]) if node.kind == "frac" else node
    first = top.kids[0] if top.kind == "term" else top
    first = unbrace(first)
    if first.kind != "sup" or not is_d(first):
        return 1 if node.kind == "frac" else None
    power = unbrace(first.kids[1])
    if not is_integer(power) or not 0 < int(power.value) < 20:
        ctx.unsupported("a derivative of this order", node)
    return int(power.value)


def _variable(ctx: Context, group: list[Syntax]) -> tuple[Syntax, int]:
    r"""(variable, how often): `x`, `x^2`, `x_i`."""
    node = together(group)
    core, _, _, sup = split(node)
    if sup is None or node.kind != "sup" or not is_integer(sup):
        return node, 1
    if not 0 < int(sup.value) < 20:
        ctx.unsupported("a derivative of this order", node)
    return node.kids[0], int(sup.value)


def _listed(node: Syntax) -> Syntax:
    """`(x, y)` below the bar."""
    if node.kind == "group" and node.value == ("(", ")") and node.kids:
        return node.kids[0]
    return node


def variable(ctx: Context, node: Syntax) -> Work:
    """A letter, an entry or a row to differentiate by; or a column of them."""
    name = full_name(node, ctx.source)
    sup = split(node)[3]
    if sup is not None and not is_label(sup) and core_name(node) not in ctx.survey.iterates:
        ctx.unsupported("a derivative by something that is no letter", node)
    if name is not None and split(node)[2] is None:
        plain = replace(name, upper="")
        if plain in ctx.survey.differentiated and dependents(ctx, plain) is not None:
            raise Tangled({plain})
        return ctx.letter(name, node)
    found = yield of(ctx, node)
    single = ("letter", "entry", "row", "entry_of")
    several = found.op == "matrix" and all(a.op in single for a in found.args)
    if found.op not in single and not several:
        ctx.unsupported("a derivative by something that is no letter", node)
    return found


# ---- operators in front of a function --------------------------------------------------------------------------------


def is_numbered(node: Syntax) -> bool:
    r"""Is it `\partial_1`: by the first argument?"""
    core, _, sub, sup = split(node)
    return (
        core.kind == "symbol"
        and core.value == "partial"
        and sup is None
        and sub is not None
        and is_integer(unbrace(sub))
    )


def nabla(ctx: Context, operator: Syntax, body: Syntax, node: Syntax) -> Work:
    r"""`\nabla_w L`, `\nabla f(x)`, `\partial_x f`."""
    core, _, sub, sup = split(operator)
    times = int(unbrace(sup).value) if sup is not None and is_integer(unbrace(sup)) else 1
    if sup is not None and times != 2:
        ctx.unsupported("a higher derivative written with an operator", node)
    variables: list[Term] = []
    if sub is not None and is_numbered(operator):
        return partial(ctx, (yield of(ctx, body)), (int(unbrace(sub).value),), node)
    if sub is not None:
        for x in items(unbrace(sub)):
            variables.append((yield variable(ctx, x)))
    name = full_name(body, ctx.source)
    if name is not None and not name.upper and variables and _opaque(ctx, name):
        arguments = [v.value.name for v in variables if v.op == "letter"]
        if len(arguments) == len(variables):
            known = list(dict.fromkeys([*(dependents(ctx, name) or []), *arguments]))
            return made(ctx, opaque(ctx, name, known, body), variables * times, node)
    if not variables and core.value == "nabla" and name is not None and _opaque(ctx, name) and name not in ctx.bound:
        return _one_letter(ctx, name, times, node)
    bare = at_its_letters(ctx, name, body) if name is not None else None
    function = bare or (yield of(ctx, body))
    if core.value == "partial" and (component := _component(ctx, function, variables)) is not None:
        variables = [entry(ctx, component, [variables[0]], node)]
    if not variables:
        if core.value == "partial":
            return ctx.kept(r"\partial #1", "partial", [function], node)
        if function.op == "call" and len(function.args) == 1 and function.args[0].op not in ("letter", "row", "entry"):
            return _gradient_at(ctx, function, times, node)
        if function.op == "call" and len(_by(ctx, function)) > 1 and any(is_known(a.shape) for a in function.args):
            return ctx.kept(r"\nabla #1" if times == 1 else r"\nabla^2 #1", "nabla", [function], node)
        variables = _arguments(ctx, function, node)
        if not variables:
            return ctx.kept(r"\nabla #1" if times == 1 else r"\nabla^2 #1", "nabla", [function], node)
    return made(ctx, function, variables * times, node)


def _one_letter(ctx: Context, name: Name, times: int, node: Syntax) -> Term:
    r"""`\nabla f` of which nothing says by what: one letter."""
    ctx.guess(f"`{ctx.text(node)}` is one letter: nothing says by what it is differentiated")
    mark = r"\nabla" if times == 1 else r"\nabla^2"
    key = replace(name, base=f"{mark} {name.base}")
    info = ctx.letters.get(key)
    if info is None:
        plain = f"nabla{'' if times == 1 else '2'}_{ctx.key(name).plain}"
        info = ctx.letters[key] = Info(key, plain, latex=f"{mark} {name.latex}")
    t = ctx.term("letter", [], node, info, info.shape)
    info.terms.append(t)
    return t


def _gradient_at(ctx: Context, function: Term, times: int, node: Syntax) -> Term:
    r"""`\nabla f(x - y)`: the gradient of f, at this argument."""
    argument = function.args[0]
    name = next(n for n in map(Name, "zuvwxy") if n not in ctx.survey.names)
    info = ctx.letters[name] = Info(name, name.plain)
    x = ctx.letter(name, node)
    value = callee(ctx, function.value.name, [x], node)
    return ctx.term("at", [made(ctx, value, [x] * times, node), argument], node, [info])


def _component(ctx: Context, function: Term, variables: list[Term]) -> Name | None:
    r"""The vector x of `\partial_i f(\mathbf x)`, whose entry i is meant."""
    if len(variables) != 1 or variables[0].op != "letter" or function.op != "call" or len(function.args) != 1:
        return None
    i, x = variables[0].value, function.args[0]
    if x.op != "letter" or x.value is i or i.name.base not in "ijkl" or i.declared is not None and i.role != "index":
        return None
    return x.value.name if is_known(x.shape) else None


def _opaque(ctx: Context, name: Name) -> bool:
    return ctx.declared(name) is None and ctx.declared_function(name) is None and name not in ctx.defined


def _arguments(ctx: Context, function: Term, node: Syntax) -> list[Term]:
    r"""`\nabla f(x)`: by the argument of the call."""
    if function.op != "call" or any(a.op not in ("letter", "row", "entry") for a in function.args):
        return []
    by = _by(ctx, function)
    if len(by) == 1:
        return by
    return [column(ctx, by, node)]


def _by(ctx: Context, function: Term) -> list[Term]:
    """The arguments of a call but the indices among them: not the i of f_i(x)."""
    return [a for a in function.args if a.op != "letter" or a.value.name not in ctx.bound]


def differential(ctx: Context, body: Syntax, node: Syntax) -> Work:
    """`dX`, `d(X Y)`."""
    inner = yield of(ctx, body)
    ctx.guess(f"`{ctx.text(node)}` is a differential")
    return ctx.term("differential", [inner], node)
