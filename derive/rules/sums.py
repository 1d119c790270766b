"""Rules for sums over indices: Kronecker deltas collapse, constants come out, facts are used."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    All,
    And,
    Delta,
    Entry,
    Frac,
    Indicator,
    Letter,
    Plus,
    Power,
    Range,
    Relation,
    Sum,
    Times,
    Zero,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.operators import Integral
from derive.expr.trees import substitute
from derive.rules import schema as s
from derive.rules.monomial import Monomial, monomial
from derive.rules.sameness import key
from derive.rules.table import Under, rule

FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
KNUTH = "Graham, Knuth & Patashnik, Concrete Mathematics, ch. 2"
GLOVE = "Pennington, Socher & Manning, GloVe (2014), sec. 3"
TWO = Integer(2)


def has_delta(e: Any, bound: tuple[Letter, ...]) -> bool:
    """Is one of the factors of e a delta of a bound letter?"""
    return any(isinstance(b, Delta) and set(b.args) & set(bound) for b in monomial(e).powers)


@rule(
    given="a, b: N; i, k: index 1..N",
    lhs=[
        Sum(plus(times(Delta(s.i, s.k), s.a_i), s.b_i), s.over_i),
        Sum(times(s.a_i, plus(Delta(s.i, s.k), s.b_i)), s.over_i),
    ],
    source=KNUTH,
    title="split the sum",
    quiet=True,
)
def split_sum(e: Any) -> Any:
    """Where one of the terms holds a delta, the sum of terms becomes a sum for each."""
    match e:
        case Sum(args=(Plus(args=terms), *binders)) if any(has_delta(t, e.bound) for t in terms):
            return plus(*(Sum(t, *binders) for t in terms))
        case Sum(args=(Times() | Frac() as body, *binders)):
            m = monomial(body)
            for b, n in m.powers.items():
                if n == 1 and isinstance(b, Plus) and any(holds_delta(t, e.bound) for t in b.args):
                    left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != b}, m.rest)
                    return Sum(plus(*(_joined(u, left) for t in b.args for u in _spread(t, e.bound))), *binders)
            for k, r in enumerate(m.rest):
                if isinstance(r, Plus) and any(has_delta(t, e.bound) for t in r.args):
                    before = Monomial(m.number, m.powers, m.rest[:k]).tree()
                    after = times(*m.rest[k + 1 :])
                    return Sum(plus(*(_joined(times(before, t, after), Monomial()) for t in r.args)), *binders)


def holds_delta(t: Any, bound: tuple[Letter, ...]) -> bool:
    """Is one of the factors of t a delta of a bound letter, or a sum with such a term?"""
    sums = (b for b, n in monomial(t).powers.items() if isinstance(b, Plus) and n == 1)
    return has_delta(t, bound) or any(has_delta(u, bound) for b in sums for u in b.args)


def _spread(t: Any, bound: tuple[Letter, ...]) -> list[Any]:
    """The term with its sum that holds a delta multiplied out: (δ − c) r is δ r and −c r."""
    m = monomial(t)
    for b, n in m.powers.items():
        if n == 1 and isinstance(b, Plus) and any(has_delta(u, bound) for u in b.args):
            left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != b}, m.rest)
            return [_joined(u, left) for u in b.args]
    return [t]


def _joined(term: Any, left: Monomial) -> Any:
    """term · left, tidied."""
    return monomial(times(left.tree(), term)).tree()


@rule(
    given="a: N; i, k: index 1..N",
    lhs=[
        Sum(times(Delta(s.i, s.k), s.a_i), s.over_i),
        Sum(times(Delta(plus(s.i, S.One), s.k), s.f(s.i)), Range(s.i, S.One, s.N)),
    ],
    source=GLOVE,
    title="collapse of the delta",
    chooses=True,
)
def collapse(e: Any, around: Any = None) -> Any:
    """The delta keeps the one term with i = k, which must lie in the range of the sum.

    Where that range depends on an index bound around the sum, the term has the indicator of the condition."""
    match e:
        case Sum(args=(body, *binders)):
            m = monomial(body)
            for d, n in m.powers.items():
                if not isinstance(d, Delta) or n != 1:
                    continue
                for binder in binders:
                    at = _solution(d, binder.args[0])
                    if at is not None:
                        left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != d}, m.rest)
                        one = substitute(left.tree(), {binder.args[0]: at})
                        others = [b for b in binders if b != binder]
                        inside = _in_range(binder, at, others)
                        if any(letters(c) & set(around.args if around else ()) for c in inside):
                            one, inside = times(one, *(Indicator(c) for c in inside)), ()
                        return Under(Sum(one, *others) if others else one, inside)


def _solution(d: Delta, i: Letter) -> Any:
    """What i must be for the delta to be one, None where that can't be said."""
    for here, there in (d.args, d.args[::-1]):
        if i in letters(there):
            continue
        if here == i:
            return there
        if isinstance(here, Plus) and i in here.args:
            shift = [minus(t) for t in here.args if t != i]
            if all(i not in letters(t) for t in shift):
                return plus(there, *shift)
    return None


def _in_range(binder: Any, at: Any, others: list[Any]) -> tuple[Any, ...]:
    low, high = (S.One, binder.args[1]) if isinstance(binder, All) else binder.args[1:]
    if any(b.args[0] == at and b.args[1:] == binder.args[1:] for b in others):
        return ()
    return (And(Relation("≤", low, at), Relation("≤", at, high)),)


@rule(
    given="a: N; i, k: index 1..N",
    lhs=[
        Sum(times(s.a_i, Indicator(Relation("≤", s.k, s.i))), Range(s.i, S.One, s.N)),
        Sum(times(s.a_i, Indicator(And(Relation("≤", S.One, s.k), Relation("≤", s.k, s.i)))), s.over_i),
        Sum(times(s.a_i, Indicator(Relation("<", s.i, s.k))), Range(s.i, S.One, s.N)),
    ],
    source=KNUTH,
    title="range of the sum",
)
def narrow_range(e: Any) -> Any:
    """Terms with the condition k ≤ i are the terms from i = k on; k must lie in the range."""
    match e:
        case Sum(args=(body, Range() | All() as binder)):
            m = monomial(body)
            i = binder.args[0]
            low, high = (S.One, binder.args[1]) if isinstance(binder, All) else binder.args[1:]
            for one, n in m.powers.items():
                c = one.args[0] if isinstance(one, Indicator) and n == 1 else None
                parts = c.args if isinstance(c, And) else (c,)
                mine = [p for p in parts if i in (letters(p) if c is not None else ())]
                bound = _bound_by(mine[0], i) if len(mine) == 1 else None
                rest = [p for p in parts if p not in mine]
                if bound is None or letters(bound[0]) & set(e.bound):
                    continue
                at, below = bound
                left = Monomial(m.number, {x: p for x, p in m.powers.items() if x != one}, m.rest)
                made = Sum(left.tree(), Range(i, at, high) if below else Range(i, low, at))
                inside = And(Relation("≤", low, at), Relation("≤", at, high))
                return Under(made, (*(p for p in rest if p not in inside.args), inside))


@rule(
    given="a: N; i, k: index 1..N",
    lhs=Sum(times(Indicator(Relation("≠", s.k, s.i)), s.a_i), s.over_i),
    source=KNUTH,
    title="range of the sum",
    quiet=True,
)
def bound_first(e: Any) -> Any:
    """k ≠ i is written i ≠ k below a sum over i."""
    match e:
        case Sum(args=(Times(args=fs), *binders)):
            turned = [_turned(f, e.bound) for f in fs]
            return Sum(times(*turned), *binders) if turned != list(fs) else None


def _turned(f: Any, bound: tuple[Letter, ...]) -> Any:
    match f:
        case Indicator(args=(Relation(args=(_, a, b)) as r,)) if (
            b in bound and a not in bound and isinstance(a, Letter)
        ):
            return Indicator(Relation(FLIPPED.get(r.op, r.op), b, a))
    return f


@rule(
    given="a: N; i, k: index 1..N",
    lhs=plus(Sum(s.a_i, Range(s.i, plus(s.k, S.One), s.N)), Sum(s.a_i, Range(s.i, S.One, plus(s.k, S.NegativeOne)))),
    source=KNUTH,
    title="range of the sum",
)
def joined_ranges(e: Any) -> Any:
    """What is added before and after k is added for all indices other than k."""
    match e:
        case Plus(args=terms):
            for m, low in enumerate(terms):
                for n, high in enumerate(terms):
                    made = _around(low, high) if m != n else None
                    if made is not None:
                        first = min(m, n)
                        return plus(
                            *(made if j == first else t for j, t in enumerate(terms) if j not in (m, n) or j == first)
                        )
    return None


def _around(low: Any, high: Any) -> Any:
    """Σ_{i ≠ k} of a sum up to k − 1 and one from k + 1 of the same terms."""
    match low, high:
        case (Sum(args=(body, Range(args=(i, one, before)))), Sum(args=(other, Range(args=(j, after, size))))) if (
            one == 1
        ):
            k = next((t for t in before.args if isinstance(t, Letter)), None) if isinstance(before, Plus) else None
            if k is None or before != plus(k, S.NegativeOne) or after != plus(k, S.One):
                return None
            if key(Sum(body, All(i, size))) != key(Sum(other, All(j, size))):
                return None
            return Sum(times(Indicator(Relation("≠", i, k)), body), All(i, size))
    return None


def _bound_by(c: Any, i: Letter) -> tuple[Any, bool] | None:
    """(k, True) of k ≤ i, (k, False) of i ≤ k; with < by one more or less."""
    if not isinstance(c, Relation) or c.op not in ("<", "≤", ">", "≥") or i not in c.args[1:]:
        return None
    other = c.args[2] if c.args[1] == i else c.args[1]
    below = (c.op in ("<", "≤")) is (c.args[2] == i)
    if c.op in ("<", ">"):
        other = plus(other, S.One if below else S.NegativeOne)
    return None if i in letters(other) else (other, below)


@rule(
    given="k: index",
    lhs=[Delta(s.k, s.k), Delta(Integer(1), Integer(2))],
    source=KNUTH,
    title="Kronecker delta",
    quiet=True,
)
def delta_value(e: Any) -> Any:
    """δ_kk is one; of different numbers it is zero."""
    match e:
        case Delta(args=(i, k)):
            if i == k:
                return S.One
            return S.Zero if isinstance(i, Integer) and isinstance(k, Integer) else None


@rule(
    given="a: N; i, k: index 1..N",
    lhs=Sum(times(Indicator(Relation("≠", s.i, s.k)), s.a_i, Delta(s.i, s.k)), s.over_i),
    source=KNUTH,
    title="Kronecker delta",
    quiet=True,
)
def nowhere_equal(e: Any) -> Any:
    """δ_ik where i ≠ k is zero."""
    match e:
        case Sum(args=(Times(args=factors), *_)):
            deltas = [frozenset(f.args) for f in factors if isinstance(f, Delta)]
            different = [frozenset(f.args[0].args[1:]) for f in factors if _is_unequal(f)]
            if set(deltas) & set(different):
                return Zero(*shape(e)) if shape(e) else S.Zero


def _is_unequal(f: Any) -> bool:
    return isinstance(f, Indicator) and isinstance(f.args[0], Relation) and f.args[0].op == "≠"


@rule(
    given="a: N; f: function; c, t, x, y: scalar; i: index 1..N",
    lhs=[
        Sum(times(TWO, s.c, s.a_i), s.over_i),
        Sum(minus(s.a_i), s.over_i),
        Integral(times(s.c, s.f(s.t)), Range(s.t, s.x, s.y)),
    ],
    source=KNUTH,
    title="constants in front",
    quiet=True,
)
def pull_out(e: Any) -> Any:
    """Factors without the index of a sum, or the letter of an integral, stand before it."""
    match e:
        case Sum(args=(body, *binders)) | Integral(args=(body, *binders)):
            m = monomial(body)
            still = {b: n for b, n in m.powers.items() if not letters(b) & set(e.bound)}
            moving = {b: n for b, n in m.powers.items() if b not in still}
            for b in [p.args[0] for p in moving if isinstance(p, Power) and p.args[0] in still]:
                moving[b] = still.pop(b)  # x^{i − 1} stays one power
            vectors = [r for r in m.rest if letters(r) & set(e.bound)]
            keep_rest = bool(vectors) or len(m.rest) != 1
            if (m.number == 1 and not still and keep_rest) or not (moving or vectors):
                return None
            outside = Monomial(m.number, still, [] if keep_rest else m.rest)
            inside = Monomial(Integer(1), moving, m.rest if keep_rest else [])
            sign = outside.number < 0
            front = outside.written(-outside.number if sign else outside.number)
            total = type(e)(inside.tree(), *binders)
            made = total if front == 1 else times(front, total) if is_scalar(front) else _beside(total, outside)
            return minus(made) if sign else made


def _beside(total: Any, outside: Monomial) -> Any:
    scalar = Monomial(abs(outside.number), outside.powers).tree()
    return times(*([] if scalar == 1 else [scalar]), total, *outside.rest)


@rule(
    given="c: scalar; N: size",
    lhs=[Sum(s.c, s.over_i), Sum(s.c, Range(s.i, Integer(0), s.N))],
    source=KNUTH,
    title="sum of a constant",
)
def constant_sum(e: Any) -> Any:
    """A sum of equal terms is their number times the term."""
    match e:
        case Sum(args=(body, *binders)) if not letters(body) & set(e.bound):
            counts = [b.args[1] if isinstance(b, All) else _count(*b.args[1:]) for b in binders]
            return monomial(times(*counts, body)).tree()


def _count(low: Any, high: Any) -> Any:
    if low == 1:
        return high
    if isinstance(low, Integer):
        return high + 1 - low if isinstance(high, Integer) else plus(high, 1 - low)
    return plus(high, minus(low), S.One)


@rule(
    given="a, q: N",
    lhs=Sum(s.o_i, s.over_i),
    source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3",
    title="sum is one",
)
def sums_to_one(e: Any) -> Any:
    """The entries of a vector declared so add to one."""
    match e:
        case Sum(args=(Entry(args=(Letter() as y, *at)), binder)) if at[-1:] == [binder.args[0]]:
            whole = shape(y)[len(at) - 1]
            runs = binder.args[1:] in ((whole,), (S.One, whole))
            declared = {"one-hot", "sums-to-one"} & y.assumptions
            if declared and runs and binder.args[0] not in letters(Sum(*[S.Zero, binder])) and at.count(at[-1]) == 1:
                return Under(S.One, (Relation("=", e, S.One),))
