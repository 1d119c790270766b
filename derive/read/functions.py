"""Calls: known functions of the table, matrix functions by name, abstract functions; calls told from products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.expr.heads import Letter
from derive.expr.names import GREEK, Name
from derive.notation import BY_LATEX, BY_PYTHON
from derive.notation_row import Row
from derive.read.brackets import condition
from derive.read.callees import callee
from derive.read.capitals import run_of_capitals
from derive.read.context import Context
from derive.read.dependence import dependents
from derive.read.indexing import could_index, parts_of
from derive.read.losses import loss_word, named_loss, of_residual
from derive.read.meanings import deviates, is_deviation, order_of
from derive.read.naming import full_name, given_the_last, inside, is_integer, items, label, split, unbrace, walk
from derive.read.resolve import Work, of, resolves
from derive.read.scripts import entry_of, raised
from derive.read.survey import attached, brackets, contents, is_label, is_transpose
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term

# Letters that are functions where they stand before brackets, whatever the brackets hold.
FUNCTION_LETTERS = frozenset("f g h F G H J K L N Phi Psi ell phi psi varphi sigma".split())
OPAQUE_SQUARE = frozenset(["E", "P", "Var", "Cov", "Pr", "H", "D", "V"])
_HELD = frozenset(["rank", "dim", "deg", "ker", "gcd", "arg", "hom"])


Special = Callable[[Context, str, "Syntax | None", list[Syntax], Syntax], Work]
SPECIAL: dict[str, Special] = {}  # functions with a meaning of their own, filled by `named`


# ---- is it a call? -------------------------------------------------------------------------------------------------


def is_call(ctx: Context, f: Syntax, group: Syntax) -> bool:
    """`f(…)`: a call or a product? What is declared decides; else all occurrences of the letter."""
    core, primes, sub, sup = split(f)
    if core.kind != "name":
        return False
    name: Name = core.value
    whole = full_name(f, ctx.source, upper=sup is None or not is_transpose(sup))
    known = _by_declaration(ctx, name, whole)
    if known is not None:
        return known
    if name == Name("O", "cal"):
        return True
    if name == Name("K") and sub is not None and _commutes(ctx, sub):
        return False
    if sup is not None and not is_label(sup) and not _inverse(sup):
        if is_transpose(sup):
            return False
        return _is_word(name) or _raised(ctx, f, group, name) or is_integer(sup) is False and _product(ctx, f, name)
    if sup is not None and is_transpose(sup):
        return False
    if primes or name in ctx.survey.primed:
        return True
    if name in ctx.bound or whole in ctx.bound or name.base in ("0", "1", "I") and name.font:
        return False
    if _is_word(name):
        return True
    return _by_occurrences(ctx, f, group, name)


_RAISED = frozenset("f g h F G H phi Phi psi Psi varphi".split())


def _raised(ctx: Context, f: Syntax, group: Syntax, name: Name) -> bool:
    r"""`f^2(x)`, `\phi^L(z)`: a function before the brackets of its argument."""
    if name.base not in _RAISED and not is_deviation(ctx, name) or not attached(f, group, ctx.source):
        return False
    if name in ctx.survey.inner or name in ctx.bound:
        return False
    kind = "square" if group.value[0] == "[" else contents(group)
    return kind in ("single", "comma") and _called(ctx, f, name)


def _by_declaration(ctx: Context, name: Name, whole: Name | None) -> bool | None:
    for n in (whole, name):
        if n is None:
            continue
        if ctx.declared_function(n) is not None:
            return True
        if ctx.declared(n) is not None:
            return False
    return None


def _commutes(ctx: Context, sub: Syntax) -> bool:
    """Are these the two sizes of a commutation matrix `K_{mn}`?"""
    from derive.read.deltas import names_size

    parts = parts_of(sub)
    return len(parts) == 2 and names_size(ctx, parts, True)


def _is_word(name: Name) -> bool:
    return len(name.base) > 1 and name.base not in GREEK


def _inverse(sup: Syntax) -> bool:
    sup = unbrace(sup)
    return sup.kind == "sign" and sup.kids[0].kind == "number"


def _by_occurrences(ctx: Context, f: Syntax, group: Syntax, name: Name) -> bool:
    found = ctx.survey.calls[name]
    shape = "square" if group.value[0] == "[" else contents(group)
    if shape == "square":
        return name.base in OPAQUE_SQUARE
    if "comma" in found or name == Name("O") and "bare" not in found:  # an order of growth
        return _called(ctx, f, name)
    if _extreme(ctx, name, split(f)[2]) is not None:
        return True
    if name in ctx.survey.stepped and shape in ("single", "sum"):
        return _called(ctx, f, name)
    if name in ctx.survey.inner or name == Name("e") or name == Name("pi") and "single" not in found:
        return _product(ctx, f, name)
    if shape == "sum" and name.base in ("E", "P", "Var") and ("bare" not in found or "square" in found):
        return _called(ctx, f, name)
    if (name.base in FUNCTION_LETTERS or name.base in BY_LATEX) and ("bare" not in found or name.base in "fgh"):
        return _called(ctx, f, name)
    if "single" in found and ("bare" not in found or shape == "single" and attached(f, group, ctx.source)):
        return (
            _called(ctx, f, name)
            if "bare" not in found or name.base.isupper() or name.base in ("p", "q")
            else _product(ctx, f, name)
        )
    return _product(ctx, f, name)


def _called(ctx: Context, f: Syntax, name: Name) -> bool:
    ctx.guess(f"{ctx.text(f)}(…) is a call of the function {name.plain}")
    return True


def _product(ctx: Context, f: Syntax, name: Name) -> bool:
    ctx.guess(f"{ctx.text(f)}(…) is a product with the letter {name.plain}")
    return False


# ---- calls ---------------------------------------------------------------------------------------------------------


@resolves("call")
def call(ctx: Context, node: Syntax) -> Work:
    r"""What is certainly a call: `\sin^2 x`, Python's `f(x)`."""
    if len(node.kids) == 2 and _reaches_over_calls(ctx, node.kids[1]):
        ctx.guess(f"{ctx.text(node.kids[0])} takes all of `{ctx.text(node.kids[1])}`")
    return (yield applied(ctx, node.kids[0], list(node.kids[1:]), node))


def _reaches_over_calls(ctx: Context, body: Syntax) -> bool:
    r"""`\log p(x) q(x)`: several factors without brackets around them, of which one has brackets of its own."""
    before = ctx.source.text[max(0, body.span.start - 4) : body.span.start].rstrip()
    if body.kind != "term" or before[-1:] in ("(", "[", "{"):
        return False
    return len(body.kids) > 2 and any(brackets(k) is k for k in body.kids[1:])


def bracketed(ctx: Context, f: Syntax, group: Syntax, node: Syntax) -> Work:
    """`f(x, y)`: a name before brackets."""
    return (yield applied(ctx, f, arguments_of(ctx, inside(group), node), node))


def applied(ctx: Context, f: Syntax, arguments: list[Syntax], node: Syntax) -> Work:
    """A function applied to arguments; a power on the function is a power of the value."""
    core, primes, sub, sup = split(f)
    if core.kind == "symbol" and core.value in ("I", "E"):
        core = Syntax("name", Name(core.value), (), core.span)
    if core.kind != "name":
        ctx.unsupported("a call of something that is no name", node)
    name: Name = core.value
    if sup is not None and _inverse(sup) and _row(ctx, name) is not None:
        return (yield _inverse_of(ctx, name, arguments, node))
    if name.primes and ctx.declared_function(name) is None:  # Python's `f_prime(x)`
        primes, name = primes + name.primes, replace(name, primes=0)
    if sup is not None and (order := order_of(ctx, name, sup)):
        primes, sup = primes + order, None
    power = sup if sup is not None and not is_label(sup) and not _layer(name, sup) else None
    if power is not None and _inverse(power):
        name, power = replace(name, upper=label(power, ctx.source)), None
    elif sup is not None and power is None:
        name = replace(name, upper=label(sup, ctx.source))
    value = yield _value(ctx, name, primes, sub, arguments, node)
    return (yield raised(ctx, value, power, node)) if power is not None else value


def _layer(name: Name, sup: Syntax) -> bool:
    r"""The L of `\phi^L(z)`: which function, not a power."""
    return name.base in _RAISED and sup.kind == "name" and len(sup.value.base) == 1


def _row(ctx: Context, name: Name) -> Row | None:
    """The row of the table that an undeclared name means."""
    if name.font or name.accents or name.upper:
        return None
    declared = ctx.declared_function(name)
    if declared is not None and declared.kind != "elementwise":
        return None
    if name == Name("sigma") and deviates(ctx):
        return None
    if name.label:  # Python's `leaky_relu`
        return BY_PYTHON.get(f"{name.base}_{name.label}")
    return BY_LATEX.get(name.base) or BY_PYTHON.get(name.base)


def _inverse_of(ctx: Context, name: Name, arguments: list[Syntax], node: Syntax) -> Work:
    r"""`\sin^{-1} x` is the arc sine; of other functions the power would be meant, or not."""
    inverse = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
               "cot": "acot", "sec": "asec", "csc": "acsc", "coth": "acoth", "sech": "asech", "csch": "acsch",
               "exp": "log", "log": "exp"}.get(_plain(ctx, name))  # fmt: skip
    if inverse is None or len(arguments) != 1:
        ctx.unsupported("the inverse of this function", node)
    value = yield of(ctx, arguments[0])
    return ctx.term("map", [value], node, inverse)


def _plain(ctx: Context, name: Name) -> str:
    row = _row(ctx, name)
    return row.plain if row else ""


def _value(ctx: Context, name: Name, primes: int, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    row = _row(ctx, name)
    if row is not None and _takes(row, arguments) and not _sigma_is_letter(ctx, name, sub):
        return (yield _elementary(ctx, row, primes, sub, arguments, node))
    undeclared = ctx.declared_function(name) is None
    extreme = _extreme(ctx, name, sub)
    if extreme is not None and len(arguments) == 1:
        ctx.shaped = True
        matrix = yield of(ctx, arguments[0])
        return ctx.term(extreme, [matrix], node, None, SCALAR if extreme == "eigenvalue" else None)
    special = SPECIAL.get(name.plain) if undeclared and not primes and not name.font else None
    if name.plain in ("I", "d") and node.kind != "call":
        special = None  # Python's names alone
    if name.plain == "I" and len(arguments) > 1:  # mutual information
        special = None
    if undeclared and not primes and (word := loss_word(ctx, name, sub, arguments)) is not None:
        return (yield named_loss(ctx, word, arguments, node))
    if special is not None:
        return (yield special(ctx, name.plain, sub, arguments, node))
    growth = name == Name("O", "cal") or name == Name("O") and unbrace(ctx.tree).span == node.span
    if growth and undeclared and name not in ctx.defined:
        ctx.unsupported("an order of growth O(…), which is no value,", node)
    if name.base in _HELD and undeclared:
        ctx.unsupported(f"the operator {name.base}", node)
    if sub is not None and (several := _bold_function(ctx, name, sub)) is not None:
        given: list[Term] = []
        for a in arguments:
            given.append((yield argument(ctx, a)))
        ctx.guess(f"{ctx.text(node)} is an entry of {several.latex}")
        return (yield entry_of(ctx, callee(ctx, several, given, node), sub, node))
    if sub is not None:
        running = ctx.indexing.mentions(sub, set(ctx.bound))  # a family of functions: the index is an argument
        if running:
            ctx.guess(f"{name.plain} takes its index `{ctx.text(sub)}` as its first argument")
        if running and all(map(could_index, parts_of(sub))):
            arguments = [*parts_of(sub), *arguments]
        else:  # the `x \sim p_i` of an expectation depends on i
            name = replace(name, label=label(sub, ctx.source))
            arguments = [*_bound_in(ctx, sub), *arguments]
    terms: list[Term] = []
    for a in arguments:
        terms.append((yield argument(ctx, a)))
    if not terms:
        ctx.unsupported("a call without arguments", node)
    return callee(ctx, name, terms, node, primes)


def _bound_in(ctx: Context, sub: Syntax) -> list[Syntax]:
    """The letters of a subscript that something binds, each once."""
    found = {n.value: n for n in walk(sub) if n.kind == "name" and n.value in ctx.bound}
    return list(found.values())


def _bold_function(ctx: Context, name: Name, sub: Syntax) -> Name | None:
    r"""The `\boldsymbol\phi` that the text calls, of whose value `\phi_j(x)` is an entry."""
    bold = replace(name, font="bold")
    called = ctx.survey.calls.get(bold, set()) - {"bare"}
    plain = not name.font and not name.accents and not name.upper and ctx.declared_function(name) is None
    parts = parts_of(sub)
    if not plain or not called or name.base.isupper() or len(parts) != 1 or not could_index(parts[0]):
        return None
    return bold if is_integer(parts[0]) or ctx.indexing.mentions(parts[0], ctx.indexing.genuine) else None


def _extreme(ctx: Context, name: Name, sub: Syntax | None) -> str | None:
    r"""`\lambda_{\max}(A)`, `v_{\max}(A)`."""
    mark = label(sub, ctx.source) if sub is not None else name.label
    if (
        mark != "max"
        or name.base not in ("lambda", "v")
        or ctx.declared_function(replace(name, label=mark)) is not None
    ):
        return None
    return "eigenvalue" if name.base == "lambda" else "eigenvector"


def _takes(row: Row, arguments: list[Syntax]) -> bool:
    if any(a.kind in ("given_rest", "relation") for a in arguments):
        return False
    return row.arity[0] <= len(arguments) <= row.arity[1]


def _sigma_is_letter(ctx: Context, name: Name, sub: Syntax | None) -> bool:
    return name.base in GREEK and sub is not None


def argument(ctx: Context, a: Syntax) -> Work:
    """An argument of an abstract function: a value, a statement like `X = x`, or what stands after a bar."""
    if a.kind == "given_rest":
        terms: list[Term] = []
        for k in a.kids:
            terms.append((yield argument(ctx, k)))
        return ctx.term("given", terms, a, None, SCALAR)
    if a.kind == "relation":
        return (yield condition(ctx, Syntax("relation", a.value, tuple(map(_capital_word, a.kids)), a.span)))
    if a.kind == "symbol" and a.value == "ldots":
        return ctx.number(Letter(r"\ldots", "dots"), a)
    if a.kind == "name" and _names_a_function(ctx, a.value):
        return ctx.number(Letter(a.value.latex, a.value.plain), a)
    return (yield of(ctx, a))


def _capital_word(node: Syntax) -> Syntax:
    """`UP` of `p(y = UP)`: a word."""
    letters = node.kids if node.kind == "term" and not any(node.value) else ()
    if len(letters) < 2 or run_of_capitals(letters, ["", *node.value], 0) < len(letters):
        return node
    return Syntax("name", Name("".join(k.value.base for k in letters)), (), node.span)


def _names_a_function(ctx: Context, name: Name) -> bool:
    """`H(p)`, `KL(q‖p)`: an argument that is itself a function of the text."""
    if ctx.declared_function(name) is not None:
        return dependents(ctx, name) is None
    called = ctx.survey.calls[name]
    if name in ctx.bound or ctx.declared(name) is not None or name in ctx.survey.inner or "bare" in called:
        return False
    return bool({"comma", "single"} & called)


def arguments_of(ctx: Context, body: Syntax | None, node: Syntax) -> list[Syntax]:
    """The arguments in brackets: a list; `x; w` too; after a bar as one node of kind `given_rest`."""
    if body is None or body.kind == "empty":
        return []
    if body.kind == "statements":
        if set(body.value) == {"words: or"}:
            return arguments_of(ctx, given_the_last(body, "logic", "or"), node)
        if set(body.value) - {";", "words: and", "words: ,"}:
            ctx.unsupported("words inside of a call", node)
        found: list[Syntax] = []
        for k in body.kids:
            inner = arguments_of(ctx, k, node)
            if found and found[-1].kind == "given_rest":
                last = found[-1]
                found[-1] = Syntax("given_rest", None, (*last.kids, *inner), last.span.to(k.span))
            else:
                found += inner
        return found
    if body.kind != "given":
        return items(body)
    if len(body.kids) > 2:
        ctx.unsupported("several bars in one call", node)
    left, right = body.kids
    return [*arguments_of(ctx, left, node), Syntax("given_rest", None, tuple(items(right)), right.span)]


def _check_argument(ctx: Context, a: Syntax) -> None:
    if a.kind in ("given", "statements", "given_rest"):
        ctx.unsupported("a bar in the arguments of this function", a)
    if a.kind == "relation":
        ctx.unsupported("a relation as an argument", a)


def _elementary(ctx: Context, row: Row, primes: int, sub: Syntax | None, arguments: list[Syntax], node: Syntax) -> Work:
    if row.plain == "huber":
        arguments = of_residual(ctx, arguments, sub)
    terms: list[Term] = []
    for a in arguments:
        _check_argument(ctx, a)
        terms.append((yield of(ctx, a)))
    if sub is not None:
        if row.plain != "log" and not (row.defaults and len(terms) < row.arity[1]):
            ctx.unsupported("a function with a mark", node)
        terms.append((yield of(ctx, sub)))
    if row.plain in ("exp", "log") and not primes and len(terms) == 1:
        return ctx.term("exp" if row.plain == "exp" else "map", terms, node, None if row.plain == "exp" else "log")
    if row.plain in ("max", "min") and not primes and len(terms) == 1:
        return ctx.term("extreme", terms, node, row.plain, SCALAR)
    return ctx.term("map", terms, node, (row.plain, primes) if primes else row.plain)
