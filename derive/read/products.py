"""Terms of factors: words in capitals, calls, operators that take the rest, slashes; who takes what is decided here."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from derive.expr.heads import Call, Letter
from derive.expr.names import Name, from_plain
from derive.read.brackets import indicator
from derive.read.calculus import apply, differential, is_numbered, nabla, together
from derive.read.capitals import capital, doubled, run_of_capitals
from derive.read.composed import composed
from derive.read.context import Context
from derive.read.differentials import derivative_parts, is_d
from derive.read.entries import entry
from derive.read.expectations import expected, takes_the_rest
from derive.read.functions import bracketed, is_call
from derive.read.increments import differenced, is_difference, stepped_difference
from derive.read.meanings import normalizes
from derive.read.nablas import turned_gradient, twice
from derive.read.naming import core_name, inside, items, split, unbrace, walk
from derive.read.resolve import Work, of, ones, resolves
from derive.read.scripts import entry_of, raised
from derive.read.slashes import divisors, slashed
from derive.read.survey import attached, brackets, is_transpose
from derive.read.syntax import Syntax
from derive.read.terms import Term

Taken = Generator[Any, Any, tuple[int, Term]]  # how many factors it takes, and what they are
_JOINS = frozenset(["cdot", "times", "*", "odot", "otimes", "circ", "oslash"])


@resolves("term")
def product(ctx: Context, node: Syntax) -> Work:
    """Factors, taken together by what binds them: calls first, then `/`, then operators between products."""
    kids, ops = _spread(node)
    kids, ops = divisors(ctx, *slashed(kids, ops))
    if len(kids) == 1:
        return (yield of(ctx, kids[0]))
    factors: list[tuple[str, Term]] = []
    at = 0
    while at < len(kids):
        taken, t = yield _factor(ctx, kids, ops, at)
        factors.append((ops[at], t))
        at += taken
    return _joined(ctx, factors, node)


def _spread(node: Syntax) -> tuple[list[Syntax], list[str]]:
    r"""Factors with the operator before each; `{\partial y}/{\partial z}` is seen through."""
    kids: list[Syntax] = []
    ops: list[str] = []
    slashes = "/" in node.value
    waiting = ""  # the operator before `{}`, which is nothing
    for k, op in zip(node.kids, ("", *node.value), strict=True):
        inner = unbrace(k)
        if k.kind == "group" and k.value == ("{", "}") and not k.kids and k is not node.kids[-1]:
            waiting = waiting or op
            continue
        if k.kind == "group" and k.value == ("{", "}") and not k.kids and not (op or waiting) and kids:
            continue
        op, waiting = op or waiting, ""
        if slashes and k.kind == "group" and inner.kind == "term" and is_d(inner.kids[0]):
            kids += inner.kids
            ops += [op, *inner.value]
        else:
            kids.append(k)
            ops.append(op)
    return kids, ops


def _factor(ctx: Context, kids: list[Syntax], ops: list[str], at: int) -> Taken:
    """(how many factors it takes, its term)."""
    f = kids[at]
    following = kids[at + 1] if at + 1 < len(kids) and ops[at + 1] == "" else None
    if _is_ones(ctx, kids, ops, at, following):
        return 1, ones(ctx, f)
    word = _capitals(ctx, kids, ops, at)
    if word is not None:
        f, length = word
        following = kids[at + length] if at + length < len(kids) and ops[at + length] == "" else None
        taken, t = yield _plain_factor(ctx, f, following)
        return taken - 1 + length, t
    if following is not None:
        core = split(f)[0]
        if core.kind == "symbol" and core.value == "#" and f is core:
            return 2, ctx.kept(r"\# #1", "number_of", [(yield of(ctx, following))], _span(f, following))
        if (both := twice(f, following)) is not None:
            taken, t = yield _factor(ctx, [*kids[:at], both, *kids[at + 2 :]], [*ops[: at + 1], *ops[at + 2 :]], at)
            return taken + 1, t
        rest = together(kids[at + 1 :]) if not any(ops[at + 2 :]) else None
        if is_numbered(f):
            end = _end_of_call(kids, at + 1)
            body = together(kids[at + 1 : end])
            return end - at, (yield nabla(ctx, f, body, _span(f, body)))
        if core.kind == "symbol" and core.value == "nabla" and (found := turned_gradient(kids, ops, at)) is not None:
            body, sup, taken = found
            value = yield nabla(ctx, f, body, _span(f, body))
            return taken, (yield raised(ctx, value, sup, _span(f, kids[at + taken - 1])))
        if core.kind == "symbol" and core.value in ("nabla", "partial"):
            body = rest or _up_to_operator(kids, ops, at + 1)
            return _length(kids, ops, at), (yield nabla(ctx, f, body, _span(f, body)))
        if (made := composed(ctx, f, following)) is not None:
            return 2, (yield made)
        if takes_the_rest(ctx, f, following):
            body = _up_to_operator(kids, ops, at + 1)
            return _end_of_run(ops, at + 1) - at, (yield expected(ctx, f, body, _span(f, body)))
        if f.kind == "frac" and (at_point := _of_arguments(f, following)) is not None:
            return 2, (yield of(ctx, at_point))
        if f.kind == "frac" and (at_point := _at_point(ctx, f, following)) is not None:
            return 2, (yield of(ctx, at_point))
        if f.kind == "frac" and (parts := derivative_parts(f)) is not None and not parts[0]:
            if _is_bracketed(kids, ops, at + 1):
                return 2, (yield apply(ctx, f, following, parts[1]))
            body = _up_to_operator(kids, ops, at + 1)
            return _length(kids, ops, at), (yield apply(ctx, f, body, parts[1]))
        if f.kind == "name" and f.value == Name("Delta") and is_difference(ctx, following):
            group = kids[at + 2] if at + 2 < len(kids) and ops[at + 2] == "" else None
            if group is not None and brackets(group) is group and is_call(ctx, following, group):
                return 3, (yield stepped_difference(ctx, following, group, _span(f, group)))
            return 2, (yield differenced(ctx, f, following))
        if _is_differential(ctx, kids, at, following):
            return 2, (yield differential(ctx, following, _span(f, following)))
    return (yield _plain_factor(ctx, f, following))


def _is_bracketed(kids: list[Syntax], ops: list[str], at: int) -> bool:
    r"""Do square brackets hold all that `\frac{d}{dx}[x^2]\, y` differentiates: is what follows them no bracket?"""
    group = kids[at]
    rest = kids[at + 1] if at + 1 < len(kids) and ops[at + 1] == "" else None
    return group.kind == "group" and group.value == ("[", "]") and (rest is None or rest.kind != "group")


def _end_of_call(kids: list[Syntax], start: int) -> int:
    r"""Where the call ends that `\partial_1` stands before: after more such operators, its name and its brackets."""
    end = start
    while end + 1 < len(kids) and is_numbered(kids[end]):
        end += 1
    return end + 1 + (end + 1 < len(kids) and brackets(kids[end + 1]) is kids[end + 1])


def _is_ones(ctx: Context, kids: list[Syntax], ops: list[str], at: int, following: Syntax | None) -> bool:
    r"""A 1 behind a transpose; where letters are vectors behind a letter or before a transpose: `\mu 1`, `1 b^\top`."""
    f = kids[at]
    if f.kind != "number" or f.value != "1":
        return False
    if at > 0 and ops[at] == "" and kids[at - 1].kind == "sup" and is_transpose(kids[at - 1].kids[1]):
        return True
    if not any(x.shape for x in ctx.scope.letters.values()):
        return False
    behind = at > 0 and ops[at] == "" and kids[at - 1].kind != "number"
    turned = following is not None and following.kind == "sup" and is_transpose(following.kids[1])
    return behind or turned and core_name(following) is not None  # type: ignore[arg-type]


def _of_arguments(f: Syntax, group: Syntax) -> Syntax | None:
    r"""`\frac{df}{dx}(x, z)` as the derivative of f(x, z), where the brackets hold letters and x is one of them."""
    parts = derivative_parts(f)
    if parts is None or len(parts[0]) != 1 or core_name(parts[0][0]) is None or brackets(group) is not group:
        return None
    names = [core_name(k) for k in items(inside(group))]
    if None in names or any(len(g) != 1 or core_name(g[0]) not in names for g in parts[1]):
        return None
    top = unbrace(f.kids[0])
    whole = Syntax("term", ("", ""), (top.kids[0], parts[0][0], group), top.span)
    return Syntax("frac", None, (whole, f.kids[1]), f.span.to(group.span))


def _at_point(ctx: Context, f: Syntax, group: Syntax) -> Syntax | None:
    r"""`\frac{df}{dx}(0)`, `\frac{\partial f}{\partial t}(x, 0)`: the slope at a place, and no product."""
    parts = derivative_parts(f)
    if parts is None or len(parts[0]) != 1 or brackets(group) is not group or group.value != ("(", ")"):
        return None
    name, values = core_name(parts[0][0]), items(inside(group))
    if name is None or len(values) == 1 and (values[0].kind, values[0].value) != ("number", "0"):
        return None
    letters = [
        Syntax("name", from_plain(x.plain), (), k.span) for x, k in zip(_letters(ctx, name), values, strict=False)
    ]
    if len(values) == 1 and len(parts[1]) == 1 and len(parts[1][0]) == 1 and core_name(parts[1][0][0]) is not None:
        letters = parts[1][0]
    if len(letters) != len(values):
        ctx.unsupported("a slope at a place, of a function whose arguments are not known,", group)
    pairs = [Syntax("relation", ("=",), (x, v), v.span) for x, v in zip(letters, values, strict=True)
             if core_name(x) != core_name(v)]  # fmt: skip
    if not pairs:
        return f
    script = pairs[0] if len(pairs) == 1 else Syntax("list", (",",) * (len(pairs) - 1), tuple(pairs), group.span)
    return Syntax("at", None, (f, script), f.span.to(group.span))


def _letters(ctx: Context, name: Name) -> list[Any]:
    """The arguments of a function as it is defined."""
    calls = (d[0] for d in ctx.scope.definitions if isinstance(d[0], Call) and d[0].function.plain == name.plain)
    return next((list(c.arguments) for c in calls if all(isinstance(a, Letter) for a in c.arguments)), [])


def _span(f: Syntax, g: Syntax) -> Syntax:
    return Syntax("term", ("",), (f, g), f.span.to(g.span))


def _length(kids: list[Syntax], ops: list[str], at: int) -> int:
    end = at + 1
    while end < len(kids) and ops[end] in ("", "cdot", "times", "/") and (end == at + 1 or ops[end] == ""):
        end += 1
    return end - at


def _up_to_operator(kids: list[Syntax], ops: list[str], start: int) -> Syntax:
    """The factors that an operator in front takes: those that stand together."""
    return together(kids[start : _end_of_run(ops, start)])


def _end_of_run(ops: list[str], start: int) -> int:
    """Where the factors end that stand together from here on."""
    return next((k for k in range(start + 1, len(ops)) if ops[k] != ""), len(ops))


def _plain_factor(ctx: Context, f: Syntax, following: Syntax | None) -> Taken:
    """A call if brackets follow and it is one, else the factor itself."""
    if following is None:
        return 1, (yield of(ctx, f))
    group = brackets(following)
    name = core_name(f)
    if _indicates(f, following):
        body = inside(following)
        if body is None:
            ctx.wrong("an indicator of nothing", following)
        return 2, (yield indicator(ctx, body, _span(f, following)))
    if group is None or name is None:
        return 1, (yield of(ctx, f))
    if f.kind == "name" and (indices := _bracketed_indices(ctx, name, group)):
        terms: list[Term] = []
        for k in indices:
            terms.append((yield of(ctx, k)))
        value = entry(ctx, name, terms, _span(f, group))
    elif is_call(ctx, f, group):
        f = normalizes(ctx, f, following)
        value = yield bracketed(ctx, f, group, _span(f, group))
    else:
        return 1, (yield of(ctx, f))
    if following is group:
        return 2, value
    _, primes, sub, sup = split(following)
    if primes:
        ctx.unsupported("a prime behind a call", following)
    if sub is not None:
        value = yield entry_of(ctx, value, sub, following)
    if sup is not None:
        value = yield raised(ctx, value, sup, _span(f, following))
    return 2, value


def _bracketed_indices(ctx: Context, name: Name, group: Syntax) -> list[Syntax]:
    """`P(i)` of a declared vector P under a sum over i: the indices in the brackets."""
    known, body = ctx.declared(name), inside(group)
    found = items(body)
    if known is None or not known.shape or not all(k.kind == "name" and k.value in ctx.bound for k in found):
        return []
    return found if len(found) == (1 if known.shape[-1] == 1 else len(known.shape)) else []


def _indicates(f: Syntax, group: Syntax) -> bool:
    r"""`\mathbb 1`, `1`, `I` before a condition in brackets or braces; a list of conditions wants the font."""
    body = inside(group) if group.kind == "group" and group.value[0] in ("(", "[", r"\{") else None
    if body is None or not (f.kind == "number" and f.value == "1" or f.kind == "name" and f.value.base in ("1", "I")):
        return False
    return body.kind in ("relation", "logic") or f.kind == "name" and bool(f.value.font) and body.kind in (
        "list", "statements",
    )  # fmt: skip


def _capitals(ctx: Context, kids: list[Syntax], ops: list[str], at: int) -> tuple[Syntax, int] | None:
    """`MSE`, `KL(…)`: capitals that stand together are one word, if they are alone or before brackets."""
    if (found := doubled(kids, ops, at)) is not None:
        return found, 2
    if (
        not capital(kids[at])
        or at
        and ops[at] == ""
        and kids[at - 1].span.end == kids[at].span.start
        and capital(kids[at - 1])
    ):
        return None
    end = run_of_capitals(kids, ops, at)
    called = end < len(kids) and ops[end] == "" and brackets(kids[end]) is not None
    called = called and kids[end].span.start == kids[end - 1].span.end
    alone = end == len(kids) and at == 0 and kids[at].span.start not in ctx.survey.products
    known = "".join(k.value.base for k in kids[at:end]) in ctx.survey.words
    if not known and (end - at < (2 if called else 3) or not (called or alone)):
        return None
    if not called and not known and any(k.value in ctx.survey.apart for k in kids[at:end]):
        return None
    if all(ctx.declared(k.value) is not None for k in kids[at:end]):
        return None
    word = "".join(k.value.base for k in kids[at:end])
    if "T" in word and all(ctx.declared(Name(c)) is not None for c in word if c != "T"):
        return None
    ctx.guess(f"{word} is one name")
    return Syntax("name", Name(word), (), kids[at].span.to(kids[end - 1].span)), end - at


def _is_differential(ctx: Context, kids: list[Syntax], at: int, following: Syntax) -> bool:
    """The `d` of `dX`, `d(X Y)`: undeclared, alone, and what follows stands right behind it."""
    f = kids[at]
    if f.kind != "name" or f.value != Name("d") or f.value in ctx.bound or ctx.declared(Name("d")) is not None:
        return False
    if ctx.declared_function(Name("d")) is not None or Name("d") in ctx.survey.stepped:
        return False
    if at and kids[at - 1].span.end == f.span.start and kids[at - 1].kind == "name":
        return False
    group = brackets(following)
    if group is not None:
        body = inside(group)
        first = at == 0 and len(kids) == 2
        if {"bare", "comma"} & ctx.survey.calls[Name("d")] - ({"bare"} if first else set()) or _is_value(ctx, f.value):
            return False
        if body is not None and body.kind == "name" and body.value.base.islower() and ctx.declared(body.value) is None:
            return False  # `d(t)`: a function of t
        return following is group and body is not None and body.kind not in ("list", "given", "statements")
    return core_name(following) is not None and attached(f, following, ctx.source)


def _is_value(ctx: Context, name: Name) -> bool:
    """Does a letter stand somewhere as a value, with nothing right behind it: the d of `1 - d`?"""
    for n in walk(ctx.tree):
        behind = (*n.value, "end") if n.kind == "term" else ("end",) * len(n.kids)
        if n.kind in ("sum", "sign", "group", "relation", "list", "term") and any(
            k is not None and k.kind == "name" and k.value == name and op for k, op in zip(n.kids, behind, strict=False)
        ):
            return True
    return False


# ---- joining -------------------------------------------------------------------------------------------------------


def _joined(ctx: Context, factors: list[tuple[str, Term]], node: Syntax) -> Term:
    """Products of what stands together, joined by the operators between them; an operator without a meaning of its
    own (`f \\ast g`) takes all that stands before it."""
    for a, b in zip(factors, factors[1:], strict=False):
        if b[0] == "" and _number(a[1]) and _number(b[1]):
            ctx.wrong("two numbers side by side", b[1].node, help="say what is meant: a product, or one number")
    parts: list[Term] = []
    joints: list[str] = []
    run: list[Term] = [factors[0][1]]
    before: tuple[Term, str] | None = None  # what an operator without a meaning takes
    for op, t in factors[1:]:
        if op == "":
            run.append(t)
        elif op == "/":
            run = [ctx.term("quotient", [_run(ctx, run, node), t], node)]
        elif op in _JOINS:
            parts.append(_run(ctx, run, node))
            joints.append(op)
            run = [t]
        elif op in KEPT_OPERATORS:
            parts.append(_run(ctx, run, node))
            before = (_kept(ctx, before, _product(ctx, parts, joints, node), node), op)
            parts, joints, run = [], [], [t]
        else:
            ctx.unsupported(f"the operator {op}", node)
    parts.append(_run(ctx, run, node))
    return _kept(ctx, before, _product(ctx, parts, joints, node), node)


def _product(ctx: Context, parts: list[Term], joints: list[str], node: Syntax) -> Term:
    return parts[0] if not joints else ctx.term("join", parts, node, tuple(joints))


KEPT_OPERATORS = {"ast": r"\ast", "bigcirc": r"\bigcirc", "bullet": r"\bullet", "star": r"\star",
                  "circledast": r"\circledast", "mod": r"\bmod"}  # fmt: skip


def _kept(ctx: Context, before: tuple[Term, str] | None, t: Term, node: Syntax) -> Term:
    """`a \\bigcirc b`, of which nothing says what it does."""
    if before is None:
        return t
    left, op = before
    return ctx.kept(f"#1 {KEPT_OPERATORS[op]} #2", op, [left, t], node)


def _number(t: Term) -> bool:
    return t.node.kind == "number"


def _run(ctx: Context, run: list[Term], node: Syntax) -> Term:
    return run[0] if len(run) == 1 else ctx.term("times", run, node)
