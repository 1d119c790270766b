"""Names and what they stand for: a definition put in, a name put back, a fact used, and the softmax by its name.

A definition is a pair (pattern, tree): `p_i` stands for `e^{z_i}/Σ_j e^{z_j}` with any index in the place of i.
"""

from __future__ import annotations

from typing import Any

from sympy import S

from derive.expr.definitions import instance, matched, places
from derive.expr.heads import (
    All,
    Derivative,
    Entry,
    Frac,
    Letter,
    Plus,
    Range,
    Relation,
    Row,
    Sum,
    Times,
    depends,
    is_scalar,
    letters,
    minus,
    plus,
    times,
)
from derive.expr.trees import bound_apart, nodes, substitute
from derive.notation import call
from derive.rules import schema as s
from derive.rules.monomial import Monomial, is_exp, monomial
from derive.rules.sameness import key
from derive.rules.table import Schema, Under, rule

BISHOP = "Bishop, Pattern Recognition and Machine Learning, sec. 4.3"


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
    given="a: N; x: scalar",
    lhs=Schema(
        Sum(plus(s.a_i, minus(times(Frac(S.One, s.N), Sum(s.a_j, s.over_j)))), s.over_i),
        (times(s.N, Frac(S.One, s.N), Sum(s.a_j, s.over_j)), Sum(s.a_j, s.over_j)),
    ),
    source="the problem",
    title="deviations from the mean add to zero",
    chooses=True,
    letters=True,
)
def deviations(e: Any, choice: Any) -> Any:
    """Σ_i (x_i − μ) = 0 for n μ = Σ_i x_i."""
    if not (isinstance(choice, tuple) and len(choice) == 2):
        return None
    pattern, total = choice
    match e:
        case Sum(args=(Plus(args=(first, second)), All() | Range(args=(_, S.One, _)) as binder)):
            for one, other in ((first, second), (second, first)):
                for each, mean in ((one, minus(other)), (minus(one), other)):
                    found = matched(total, Sum(monomial(each).tree(), binder), places(pattern))
                    whole = monomial(times(binder.args[-1], mean)).tree()
                    if found is not None and monomial(substitute(pattern, found)).tree() == whole:
                        return S.Zero
    return None


_TOTAL = Relation("=", Sum(s.a_j, s.over_j), S.One)


@rule(
    given="a: N",
    lhs=Schema(Sum(s.a_i, s.over_i), _TOTAL),
    source="the problem",
    title="since",
    chooses=True,
)
def given_fact(e: Any, choice: Any) -> Any:
    """What the problem states is used; it is stated for every index that it leaves free."""
    match choice:
        case Relation(args=(op, left, right)) if op.name == "=":
            if key(left) == key(e):
                return Under(right, (choice,))
            found = matched(left, e, indices(left))
            table = found and {x: v for x, v in found.items() if x != v}
            return Under(substitute(right, table), (substitute(choice, table),)) if table else None


def indices(e: Any) -> tuple[Letter, ...]:
    """The indices that a statement leaves free."""
    return tuple(sorted((x for x in letters(e) if "integer" in x.assumptions and _at_entry(e, x)), key=str))


def _at_entry(e: Any, x: Letter) -> bool:
    return any(isinstance(n, (Entry, Row)) and x in n.args[1:] for n in nodes(e))


@rule(
    given="a, b: N; c: scalar; i: index 1..N",
    lhs=Schema(Sum(times(s.a_i, plus(s.b_i, s.c)), s.over_i), _TOTAL),
    source="the problem",
    title="since",
    chooses=True,
)
def weighted_constant(e: Any, choice: Any) -> Any:
    """Σ_i a_i (b_i + c) = Σ_i a_i b_i + c t, where it is known that Σ_i a_i = t."""
    match e, choice:
        case Sum(args=(Times(args=fs), binder)), Relation(args=(op, Sum(), _)) if op.name == "=":
            for k, f in enumerate(fs):
                still = [t for t in f.args if not letters(t) & set(e.bound)] if isinstance(f, Plus) else []
                moving = [t for t in f.args if t not in still] if still else []
                known = given_fact.rewrite(Sum(times(*fs[:k], *fs[k + 1 :]), binder), choice) if moving else None
                if known is not None:
                    rest = Sum(times(*fs[:k], plus(*moving), *fs[k + 1 :]), binder)
                    constant = plus(*still) if known.tree == 1 else times(plus(*still), known.tree)
                    return Under(plus(rest, constant), known.conditions)


def softmax_parts(e: Any) -> tuple[Any, Any, Any] | None:
    """(u_i, u_l, binder of l) of e^{u_i}/Σ_l e^{u_l} where u_i is one of the u_l."""
    match e:
        case Frac(args=(top, Sum(args=(body, binder)) as total)) if is_exp(top) and is_exp(body):
            if matched(body, top, total.bound) is not None:
                return top.args[1], body.args[1], binder
    return None


def renamed(e: Any, choice: Any) -> Any:
    """e by its name, where the choice is the definition of one; else e itself."""
    if choice is None:
        return e
    found = matched(choice[1], e, places(choice[0]))
    return e if found is None else substitute(choice[0], found)


@rule(
    given="a: N; x: scalar; i, k: index 1..N; p: N",
    lhs=[Derivative(_SOFTMAX, s.a_k), Schema(Derivative(_SOFTMAX, s.a_k), _NAMED)],
    source=BISHOP,
    title="softmax",
    chooses=True,
    letters=True,
)
def softmax(e: Any, choice: Any = None) -> Any:
    """For p_i = e^{u_i}/Σ_l e^{u_l}: ∂p_i = p_i (∂u_i − Σ_l p_l ∂u_l)."""
    match e:
        case Derivative(args=(p, x)) if softmax_parts(p) and depends(p, x):
            p = bound_apart(p, letters(x) | letters(p))
            total = p.args[1]
            mine, other = Derivative(p.args[0].args[1], x), Derivative(total.body.args[1], x)
            inner = minus(Sum(times(renamed(one_of(total), choice), other), *total.binders))
            return times(renamed(p, choice), plus(mine, inner) if depends(mine.of, x) else inner)


def one_of(total: Any) -> Any:
    """e^{u_l}/Σ_l e^{u_l} for the l of the sum."""
    return Frac(total.body, bound_apart(total, letters(total.body)))


@rule(
    given="p, a: N; f: function; i, k: index 1..N; x: scalar",
    lhs=[
        Derivative(call("log", Frac(call("exp", s.f(s.x)), s.g(s.x))), s.x),
        Derivative(call("log", Frac(call("exp", s.a_i), Sum(call("exp", s.a_j), s.over_j))), s.a_k),
        Derivative(call("log", Frac(s.p_i, _SOFTMAX)), s.a_k),
    ],
    source=BISHOP,
    title="logarithm of a quotient",
)
def log_quotient(e: Any) -> Any:
    """ln(e^u/v) = u − ln v; a sum of exponentials is positive and has a logarithm of its own."""
    match e:
        case Derivative(args=(log, x)) if is_log(log) and isinstance(log.args[1], Frac) and is_scalar(log.args[1]):
            whole = monomial(log.args[1])
            apart = {b: n for b, n in whole.powers.items() if is_exp(b) or is_total(b)}
            if not any(map(is_exp, apart)):
                return None
            rest = Monomial(whole.number, {b: n for b, n in whole.powers.items() if b not in apart}).tree()
            logs = [] if rest == 1 else [_logarithm(rest)]
            logs += [times(n, b.args[1] if is_exp(b) else call("log", b)) for b, n in apart.items()]
            return Derivative(plus(*(monomial(t).tree() for t in logs)), x)


def _logarithm(e: Any) -> Any:
    """ln e, as −ln v of 1/v."""
    return minus(call("log", e.args[1])) if isinstance(e, Frac) and e.args[0] == 1 else call("log", e)


def is_total(e: Any) -> bool:
    """Is it a sum of exponentials over an index?"""
    return isinstance(e, Sum) and is_exp(e.body)


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
            p = renamed(one_of(total), choice)
            return Sum(times(p, Derivative(total.body.args[1], x)), *total.binders)
