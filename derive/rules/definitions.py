"""Names and what they stand for: a definition put in, a name put back, a fact used, and the softmax by its name.

A definition is a pair (pattern, tree): `p_i` stands for `e^{z_i}/Σ_j e^{z_j}` with any index in the place of i.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import S

from derive.expr.heads import (
    LEAVES,
    Binding,
    Derivative,
    Entry,
    Frac,
    Letter,
    Node,
    Relation,
    Row,
    Sum,
    depends,
    letters,
    minus,
    plus,
    times,
)
from derive.expr.trees import bound_apart, rebuild, substitute
from derive.notation import call
from derive.rules import schema as s
from derive.rules.monomial import is_exp, key
from derive.rules.table import Schema, Under, rule

Definition = tuple[Any, Any]
BISHOP = "Bishop, Pattern Recognition and Machine Learning, sec. 4.3"


def places(pattern: Any) -> tuple[Letter, ...]:
    """The index letters of a pattern: p_i has i."""
    found: list[Letter] = []
    while isinstance(pattern, (Entry, Row)):
        found = [a for a in pattern.args[1:] if isinstance(a, Letter)] + found
        pattern = pattern.args[0]
    return tuple(found)


def matched(pattern: Any, e: Any, free: tuple[Letter, ...]) -> dict[Any, Any] | None:
    """What the letters `free` of the pattern stand for in e; None where e is not an instance. Bound names don't matter."""
    found: dict[Any, Any] = {}
    stack: list[tuple[Any, Any, dict[Any, Any]]] = [(pattern, e, {})]
    while stack:
        p, q, bound = stack.pop()
        if p in bound:
            if bound[p] != q:
                return None
        elif p in free:
            if found.setdefault(p, q) != q or not isinstance(q, Node) and not q.is_Integer:
                return None
        elif isinstance(p, Node) and not isinstance(p, LEAVES):
            if type(p) is not type(q) or len(p.args) != len(q.args):
                return None
            if isinstance(p, Binding):
                bound = {**bound, **dict(zip(p.bound, q.bound, strict=True))}
            stack += [(a, b, bound) for a, b in zip(p.args, q.args, strict=True)]
        elif p != q or q in bound.values():
            return None
    return found if set(found) == set(free) else None


def instance(definition: Definition, e: Any) -> Any:
    """What e stands for by this definition, None where it is not its name."""
    pattern, tree = definition
    if type(e) is not type(pattern):
        return None
    found = matched(pattern, e, places(pattern))
    if found is None:
        return None
    apart = bound_apart(tree, frozenset().union(*(letters(v) for v in found.values())))
    return substitute(apart, found)


def written_out(e: Any, names: Iterable[Definition]) -> Any:
    """e with every name replaced by what it stands for, later names first."""
    for definition in reversed(list(names)):

        def visit(node: Any, definition: Definition = definition) -> Any:
            made = instance(definition, node)
            return node if made is None else made

        e = rebuild(e, visit)
    return e


_SOFTMAX = Frac(call("exp", s.a_i), Sum(call("exp", s.a_j), s.over_j))
_NAMED = (s.p_i, _SOFTMAX)


@rule(
    given="p, a: N; i, k: index 1..N",
    lhs=[Schema(s.p_k, _NAMED), Schema(s.w, (s.w, plus(s.x, s.y)))],
    source="the problem",
    title="definition",
    chooses=True,
    letters=True,
)
def definition(e: Any, choice: Any) -> Any:
    """A name is replaced by what it stands for."""
    return instance(choice, e) if isinstance(choice, tuple) and len(choice) == 2 else None


@rule(
    given="p, a: N; i, k: index 1..N",
    lhs=[Schema(substitute(_SOFTMAX, {s.i: s.k}), _NAMED), Schema(plus(s.x, s.y), (s.w, plus(s.x, s.y)))],
    source="the problem",
    title="name",
    chooses=True,
    letters=True,
)
def name(e: Any, choice: Any) -> Any:
    """What a name stands for is replaced by the name."""
    if not (isinstance(choice, tuple) and len(choice) == 2):
        return None
    pattern, tree = choice
    if type(e) is not type(tree):
        return None
    found = matched(tree, e, places(pattern))
    return None if found is None else substitute(pattern, found)


@rule(
    given="a: N",
    lhs=Schema(Sum(s.a_i, s.over_i), Relation("=", Sum(s.a_j, s.over_j), S.One)),
    source="the problem",
    title="since",
    chooses=True,
)
def given_fact(e: Any, choice: Any) -> Any:
    """What the problem states is used."""
    match choice:
        case Relation(args=(op, left, right)) if op.name == "=" and key(left) == key(e):
            return Under(right, (choice,))


def softmax_parts(e: Any) -> tuple[Any, Any, Any] | None:
    """(u_i, u_l, binder of l) of e^{u_i}/Σ_l e^{u_l} where u_i is one of the u_l."""
    match e:
        case Frac(args=(top, Sum(args=(body, binder)) as total)) if is_exp(top) and is_exp(body):
            if matched(body, top, total.bound) is not None:
                return top.args[1], body.args[1], binder
    return None


@rule(
    given="a: N; x: scalar; i, k: index 1..N; p: N",
    lhs=[Derivative(_SOFTMAX, s.a_k), Schema(Derivative(s.p_i, s.a_k), _NAMED)],
    source=BISHOP,
    title="softmax",
    chooses=True,
    letters=True,
)
def softmax(e: Any, choice: Any = None) -> Any:
    """For p_i = e^{u_i}/Σ_l e^{u_l}: ∂p_i = p_i (∂u_i − Σ_l p_l ∂u_l)."""
    match e:
        case Derivative(args=(p, x)):
            whole = instance(choice, p) if choice is not None else p
            parts = softmax_parts(whole)
            if parts is None or not depends(whole, x):
                return None
            whole = bound_apart(whole, letters(x) | letters(p))
            total = whole.args[1]
            binder = total.binders[0]
            l = binder.args[0]  # noqa: E741
            body = total.body.args[1]
            other = _renamed(p, whole, l, choice)
            inner = Sum(times(other, Derivative(body, x)), binder)
            mine = Derivative(whole.args[0].args[1], x)
            moves = depends(mine.of, x)
            return times(p, plus(mine, minus(inner)) if moves else minus(inner))


def _renamed(p: Any, whole: Any, index: Letter, choice: Any) -> Any:
    """p with its index replaced by `index`: the p_l of the sum."""
    if choice is not None:
        pattern, tree = choice
        found = matched(pattern, p, places(pattern)) or {}
        binder = whole.args[1].binders[0]
        spot = matched(whole.args[1].body, whole.args[0], (index,)) or {}
        return substitute(pattern, {k: (binder.args[0] if v == spot.get(index) else v) for k, v in found.items()})
    top, total = whole.args
    return Frac(total.body, bound_apart(total, frozenset([index])))


@rule(
    given="a: N; f: function; i, k: index 1..N; x: scalar",
    lhs=[
        Derivative(call("log", Frac(call("exp", s.f(s.x)), s.g(s.x))), s.x),
        Derivative(call("log", Frac(call("exp", s.a_i), Sum(call("exp", s.a_j), s.over_j))), s.a_k),
    ],
    source=BISHOP,
    title="logarithm of a quotient",
)
def log_quotient(e: Any) -> Any:
    """ln(e^u/v) = u − ln v."""
    match e:
        case Derivative(args=(log, x)) if is_log(log) and isinstance(log.args[1], Frac):
            top, bottom = log.args[1].args
            return Derivative(plus(top.args[1], minus(call("log", bottom))), x) if is_exp(top) else None


def is_log(e: Any) -> bool:
    """Is it a natural logarithm of a scalar?"""
    f = getattr(e, "function", None)
    return f is not None and f.plain == "log" and f.kind == "elementary" and not f.order and len(e.args) == 2


@rule(
    given="a: N; i, k: index 1..N; p: N",
    lhs=[
        Derivative(call("log", Sum(call("exp", s.a_i), s.over_i)), s.a_k),
        Schema(Derivative(call("log", Sum(call("exp", s.a_i), s.over_i)), s.a_k), _NAMED),
    ],
    source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
    title="log-sum-exp",
    chooses=True,
    letters=True,
)
def log_sum_exp(e: Any, choice: Any = None) -> Any:
    """∂ ln Σ_l e^{u_l} = Σ_l p_l ∂u_l with the softmax p."""
    match e:
        case Derivative(args=(log, x)) if is_log(log) and isinstance(log.args[1], Sum) and depends(log, x):
            total = bound_apart(log.args[1], letters(x))
            if not is_exp(total.body) or len(total.binders) != 1:
                return None
            p = Frac(total.body, bound_apart(total, frozenset(total.bound)))
            if choice is not None:
                pattern, tree = choice
                found = matched(tree, p, places(pattern))
                if found is None:
                    return None
                p = substitute(pattern, found)
            return Sum(times(p, Derivative(total.body.args[1], x)), *total.binders)

