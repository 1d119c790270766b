r"""Probabilities nobody defined, as a finite model: a density p over letters is a table of numbers, a marginal its sum
over the others, a conditional a quotient of marginals, an integral over all values a sum; the letters of `E`, `Var`,
`Cov` are tables over the outcomes of one space. What holds of all densities holds in it: what fails there is false.

Both are made twice: any table, and one in which all letters are independent. Every assumption of independence holds in
the second, so that what fails in both is saved by none.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Integer

from derive.errors import DeriveError
from derive.expr.heads import (
    All,
    Binding,
    Call,
    Derivative,
    Entry,
    Frac,
    Function,
    Given,
    Letter,
    Node,
    Power,
    Range,
    Relation,
    Sum,
    index,
    letter,
    letters,
    minus,
    plus,
    times,
)
from derive.expr.operators import Integral, Over
from derive.expr.trees import remade, substitute, trampoline, walk
from derive.notation import call

DENSITIES = ("p", "q", "P", "Q", "Pr")
MOMENTS = {"E": 1, "Var": 1, "var": 1, "V": 1, "Cov": 2, "cov": 2}
VARIABLES = "NRSTUVWXYZ"  # capitals of random variables, of which a `V` is the variance
DIVERGENCE = re.compile(r"(?:KL|D_KL|D|KL_divergence)(?:_div)?")
MOST_SLOTS = 5
MOST_PLACE = 3  # the last of the values, counted from 0, that an equation may name
OUTCOMES = 4
MOST_INDEPENDENT = 3


class Outside(DeriveError):
    """The formula is none that the model speaks of."""


def head_of(f: Function) -> str:
    """The name of a function without its font, accents and labels: `p` of `\\hat p_\\theta`, `E` of `\\mathbb E`."""
    return str(f.plain).partition("_")[0]


def plain_of(x: Letter) -> str:
    """The name of a letter whatever its font: the bold x of a density is the x of `dx`."""
    return str(x.plain).replace("_bold", "")


@dataclass(frozen=True, slots=True)
class Model:
    """What the calls of an equation mean. slots: plain name -> the index that runs over its values; order: the slots of
    each density; random: letters that are tables over the outcomes; independent: are all of them independent? size: how
    many values a slot has."""

    slots: Mapping[str, Letter]
    order: Mapping[str, tuple[str, ...]]
    random: frozenset[Letter]
    independent: bool
    size: Integer


def model(trees: Sequence[Any], independent: bool) -> Model | None:
    """The model of an equation; None where it holds no density, integral over all values or moment."""
    slots: set[str] = set()
    fixed = 0
    order: dict[str, dict[str, None]] = {}
    inside: set[Letter] = set()
    alone: set[Letter] = set()
    valued: set[Any] = set()
    found = False
    for t in trees:
        for _, e in walk(t):
            if isinstance(e, (Integral, Sum)):
                for b in e.binders:
                    if isinstance(b, Over) or isinstance(b, All) and not _ranged(e, b):
                        slots.add(plain_of(b.args[0]))
                        found = found or isinstance(e, Integral)
            if not isinstance(e, Call) or e.function.kind == "elementary":
                continue
            if is_moment(e):
                found = True
                inside |= {x for a in e.arguments for x in letters(a)}
                alone |= {a for a in e.arguments if isinstance(a, Letter)}
            elif is_density(e):
                found = True
                valued |= {a.args[1] for a in (*_heads(e), *_given(e)) if isinstance(a, Relation)}
                for x, place in _slots((*_heads(e), *_given(e))).items():
                    slots.add(x)
                    fixed = max(fixed, 0 if place is None else max(2, int(place)))
                    order.setdefault(e.function.plain, {})[x] = None
    if not found or len(slots) > MOST_SLOTS or valued and inside:
        return None  # `E[X] = \sum_k k P(X = k)` ties the outcomes of X to its values
    random = _random(inside, alone, {x for t in trees for x in _outside(t)})
    named = {s: index(f"{s}'") for s in sorted(slots)}
    size = fixed or (2 if len(slots) > 3 else 3)
    return Model(named, {f: tuple(sorted(s)) for f, s in order.items()}, random, independent, Integer(size))


def averaged(trees: Sequence[Any]) -> bool:
    r"""Do a variable and the mean of its samples stand inside of moments: X_1 beside `\bar X`?"""
    calls = (e for t in trees for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary")
    plains = {str(x.plain) for e in calls if is_moment(e) for a in e.arguments for x in letters(a)}
    return any(f"{x.partition('_')[0]}_bar" in plains and not x.endswith("_bar") for x in plains)


def _random(inside: set[Letter], alone: set[Letter], outside: set[Letter]) -> frozenset[Letter]:
    """The random letters: capitals inside of moments, or else those whose own moment is taken, or else all of them
    that stand nowhere else."""
    found = {x for x in inside - outside if not ("integer" in x.assumptions and not x.shape)}
    capitals = {x for x in found if str(x.plain)[:1].isupper()}
    return frozenset(capitals or found & alone or found)


def _ranged(e: Any, b: Any) -> bool:
    """Does the index run over the places of an array that the body takes entries of?"""
    return any(isinstance(n, Entry) and b.args[0] in n.args[1:] for _, n in walk(e.body))


def is_moment(e: Any) -> bool:
    """`E[X]`, `Var(X)`, `Cov(X, Y)`."""
    if e.function.plain == "V" and not _of_random(e):
        return False  # a variance function, or a value
    return MOMENTS.get(head_of(e.function)) == len(e.arguments)


def _of_random(e: Any) -> bool:
    """Is it of a letter as random variables have, and of no moment?"""
    inner = [n for a in e.arguments for _, n in walk(a)]
    return any(isinstance(n, Letter) and str(n.plain)[:1] in VARIABLES for n in inner) and not any(
        isinstance(n, Call) and head_of(n.function) in MOMENTS for n in inner
    )


def is_density(e: Any) -> bool:
    """`p(x, z)`, `p(y | x)`: a call of letters of what is named as densities are, or that has a condition."""
    args = e.arguments
    named = head_of(e.function) in DENSITIES or any(isinstance(a, Given) for a in args)
    return bool(args) and named and all(_slot(a) is not None for a in (*_heads(e), *_given(e)))


def _slot(a: Any) -> tuple[Letter, Any] | None:
    """The letter that an argument is about and the place of its value: `x`, `X = x` and `D = 1`; None for others."""
    match a:
        case Letter():
            return a, None
        case Relation(op="=", args=(_, Letter(), Letter() as value)):
            return value, None
        case Relation(op="=", args=(_, Letter() as x, Integer() as n)) if 0 <= n <= MOST_PLACE:
            return x, Integer(int(n) + 1)
    return None


def _heads(e: Any) -> list[Any]:
    return [a for a in e.arguments if not isinstance(a, Given)]


def heads(e: Any, given: bool = False) -> list[Any]:
    """What a density is one of; given: and what it is given."""
    return _heads(e) + (_given(e) if given else [])


def _given(e: Any) -> list[Any]:
    return [g for a in e.arguments if isinstance(a, Given) for g in a.args]


def _slots(arguments: Sequence[Any]) -> dict[str, Any]:
    """The slots of arguments, with their places where they are fixed."""
    found = [_slot(a) for a in arguments]
    return {plain_of(f[0]): f[1] for f in found if f is not None}


def _outside(t: Any) -> set[Letter]:
    """The letters that stand outside of moments."""
    found: set[Letter] = set()
    stack = [t]
    while stack:
        e = stack.pop()
        if isinstance(e, Letter):
            found.add(e)
        elif isinstance(e, Call) and e.function.kind != "elementary" and is_moment(e):
            continue
        elif isinstance(e, Binding):
            stack.append(e.body)
        elif isinstance(e, Node):
            stack += [a for a in e.args if not isinstance(a, Function)]
    return found


# ---- the same equation in the model ----------------------------------------------------------------------------------


def modelled(t: Any, m: Model) -> Any:
    """A side as the model means it. Raises: Outside, ShapeError where the model has no meaning for it."""
    return trampoline(_Put(m).go(t, None))


class _Put:
    """A tree put into a model."""

    def __init__(self, m: Model) -> None:
        self.m = m
        self.fresh = 0

    def go(self, e: Any, outcome: Any) -> Generator[Any, Any, Any]:
        """The node with its arguments put into the model; outcome: the index that runs over the outcomes of
        each random letter, inside of a moment."""
        m = self.m
        if isinstance(e, Letter):
            return self._letter(e, outcome)
        if not isinstance(e, Node) or isinstance(e, Function):
            return e
        if isinstance(e, Call) and e.function.kind != "elementary":
            return (yield self._call(e, outcome))
        if isinstance(e, Entry) and e.args[0] in m.random and outcome is not None and len(e.args) == 2:
            x = e.args[0]
            table = letter(x.latex, x.plain, sizes=(x.shape[0], Integer(OUTCOMES)))
            return Entry(table, e.args[1], outcome[x])
        if isinstance(e, (Sum, Integral)) and any(plain_of(b.args[0]) in m.slots for b in e.binders):
            if not all(isinstance(b, (Over, All)) and plain_of(b.args[0]) in m.slots for b in e.binders):
                raise Outside("a sum or an integral over some values")
            body = yield self.go(e.body, outcome)
            return Sum(body, *(self._range(plain_of(b.args[0])) for b in e.binders))
        if isinstance(e, Given):
            raise Outside("a condition outside of a density")
        if isinstance(e, Derivative):
            raise Outside("a slope: the values of the model have no order")
        if isinstance(e, Binding):
            body = yield self.go(e.body, outcome)
            return remade(e, (body, *e.args[1:]))
        args = []
        for a in e.args:
            args.append((yield self.go(a, outcome)))
        return remade(e, args)

    def _letter(self, x: Letter, outcome: Any) -> Any:
        m = self.m
        if plain_of(x) in m.slots:
            table = letter(x.latex, f"{plain_of(x)}_values", sizes=(m.size, 1))
            return Entry(table, m.slots[plain_of(x)])
        if x in m.random and outcome is not None:
            if x.shape:
                raise Outside("a random vector")
            return Entry(letter(x.latex, x.plain, sizes=(Integer(OUTCOMES), 1)), outcome[x])
        return x

    def _range(self, slot: str) -> Any:
        return Range(self.m.slots[slot], Integer(1), self.m.size)

    def _call(self, e: Any, outcome: Any) -> Generator[Any, Any, Any]:
        name, args = head_of(e.function), e.arguments
        if is_moment(e):
            held = {plain_of(x) for a in args for x in letters(a)} & set(self.m.slots)
            if held or e.function.plain not in MOMENTS:
                raise Outside("a moment over a density")
            return (yield self._moment(name, args))
        if is_density(e):
            return self._density(e)
        if any(e.function.order):
            raise Outside("a derivative of what nobody defined")
        inside = [a for a in args if isinstance(a, Letter) and plain_of(a) in self.m.slots]
        if any(isinstance(n, (Relation, Given)) for a in args for _, n in walk(a)):
            raise Outside("a condition in a call")
        held = {plain_of(x) for a in args for x in letters(a)} & set(self.m.slots)
        random = {x for a in args for x in letters(a)} & self.m.random
        if len(held) != len(inside) or random and len(args) > 1:
            raise Outside("a function of more than letters")
        others = "_".join(str(a) for a in args if a not in inside)
        plain = "".join(c if c.isalnum() else "_" for c in f"{e.function.plain}_{others}")
        if random:
            if outcome is None or self.m.independent and len(random) > 1:
                raise Outside("a function of several random letters")
            return Entry(letter(e.function.latex, plain, sizes=(Integer(OUTCOMES), 1)), outcome[min(random, key=str)])
        if not inside:
            return letter(e.function.latex, plain)
        sizes = (self.m.size, *([self.m.size] * (len(inside) - 1) or [Integer(1)]))
        return Entry(letter(e.function.latex, plain, sizes=sizes), *(self.m.slots[plain_of(x)] for x in inside))

    # ---- densities ----

    def _density(self, e: Any) -> Any:
        given = _slots(_given(e))
        return Frac(self._marginal(e.function, {**_slots(_heads(e)), **given}), self._marginal(e.function, given))

    def _marginal(self, f: Function, kept: Mapping[str, Any]) -> Any:
        """The sum of the table over the slots that are not kept."""
        m = self.m
        slots = m.order.get(f.plain)
        if slots is None:
            raise Outside(f"{f.plain} is no density of the model")
        others = {s: self._fresh(s) for s in slots if s not in kept}
        at = [others.get(s) or kept[s] or m.slots[s] for s in slots]
        if m.independent:
            factors = [self._table(f, s) for s in slots]
            body = times(*(Entry(x, i) for x, i in zip(factors, at, strict=True)))
        else:
            sizes = [m.size] * len(slots) + [Integer(1)] * (len(slots) == 1)
            body = Entry(letter(f.latex, f"{f.plain}_table", sizes=sizes, assume="positive"), *at)
        return Sum(body, *(Range(i, Integer(1), m.size) for i in others.values())) if others else body

    def _table(self, f: Function, slot: str) -> Letter:
        return letter(f.latex, f"{f.plain}_of_{slot}", sizes=(self.m.size, 1), assume="positive")

    def _fresh(self, slot: str) -> Letter:
        self.fresh += 1
        return index(f"{slot}_{{{self.fresh}}}")

    # ---- moments ----

    def _moment(self, name: str, args: Sequence[Any]) -> Generator[Any, Any, Any]:
        if name == "E":
            return (yield self._mean(args[0]))
        means = []
        for a in (args[0], args[-1]):
            means.append((yield self._mean(a)))
        product = times(*args) if len(args) == 2 else Power(args[0], Integer(2))
        whole = yield self._mean(product)
        return plus(whole, minus(times(*means)))

    def _mean(self, e: Any) -> Generator[Any, Any, Any]:
        """The sum over the outcomes with their weights; independent letters have outcomes of their own."""
        found = sorted(letters(e) & self.m.random, key=str)
        apart = self.m.independent and len(found) > 1
        if apart and len(found) > MOST_INDEPENDENT:
            raise Outside("many independent letters")
        shared = self._fresh("o")
        outcome = {x: self._fresh("o") if apart else shared for x in found}
        body = yield self.go(e, outcome)
        for k, o in enumerate(outcome.values() if apart else [shared]):
            weights = letter("w", f"w_{found[k].plain}" if found else "w_outcomes", sizes=(Integer(OUTCOMES), 1),
                             assume="positive")  # fmt: skip
            if not self.m.independent:
                weights = letter("w", "w_outcomes", sizes=(Integer(OUTCOMES), 1), assume="positive")
            over = Range(o, Integer(1), Integer(OUTCOMES))
            body = Frac(Sum(times(Entry(weights, o), body), over), Sum(Entry(weights, o), over))
        return body


def divergences(pair: tuple[Any, Any]) -> tuple[Any, Any] | None:
    """Both sides with KL(p, q) written out, of any distributions; None where they hold none, or other functions."""
    calls = [e for t in pair for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]
    if not calls or any(not DIVERGENCE.fullmatch(e.function.plain) or len(_both(e)) != 2 for e in calls):
        return None
    n, i = letter("n"), index("i")
    table: dict[Any, Any] = {}
    for e in calls:
        p, q = (Entry(letter(f"{a}'", sizes=(n, 1), assume="sums-to-one"), i) for a in map(str, _both(e)))
        table[e] = Sum(times(p, call("log", Frac(p, q))), All(i, n))
    left, right = (substitute(t, table) for t in pair)
    return left, right


def _both(e: Call) -> tuple[Any, ...]:
    return tuple(p for a in e.arguments for p in (a.args if isinstance(a, Given) else (a,)))
