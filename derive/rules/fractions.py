"""Algebra on whole expressions: one fraction, expanded or factored, with √u·√u = u, sin² + cos² = 1 and σ in mind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from math import gcd, lcm
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Call,
    Derivative,
    Frac,
    Letter,
    Node,
    Plus,
    Power,
    Times,
    depth,
    is_scalar,
    letter,
    minus,
    plus,
    times,
    weight,
)
from derive.expr.polynomials import Field, Quotient, TooLarge
from derive.expr.trees import abbreviated, rebuild, substitute, walk
from derive.notation import call, square
from derive.rules import schema as s
from derive.rules.monomial import Monomial, is_exp, monomial, opened, raised
from derive.rules.names import _one_plus_exp, named, sigma
from derive.rules.table import rule

LANG = "Lang, Basic Mathematics, ch. 1"
MOST_LEAVES, DEEPEST = 250, 60
TWINS = {"sin": ("cos", 1, -1), "cos": ("sin", 1, -1), "cosh": ("sinh", 1, 1), "sinh": ("cosh", -1, 1)}


def field_of(e: Any) -> Field | None:
    """The field of the atoms of e, None where e is not to be touched."""
    if not is_scalar(e) or depth(e) > DEEPEST or weight(e) > MOST_LEAVES:
        return None
    units: dict[Any, list[Any]] = {}
    for base, exponent in atoms(e):
        units.setdefault(base, []).append(exponent)
    made = [(base, _unit(base, powers)) for base, powers in units.items()]
    try:
        return Field(made, resolved)
    except TooLarge:
        return None


def atoms(e: Any) -> Iterator[tuple[Any, Any]]:
    """The bases of e with their exponents, in reading order."""
    stack = [e]
    while stack:
        u = stack.pop()
        match u:
            case Rational():
                continue
            case Plus() | Times() | Frac():
                stack += list(reversed(u.args))
            case Power(args=(b, Integer())):
                stack.append(b)
            case _:
                base, exponent = resolved(u)
                yield base, exponent
                if isinstance(base, Plus) and isinstance(u, Power):
                    stack.append(base)


def resolved(u: Any) -> tuple[Any, Any]:
    """A base and its exponent: √x is x to 1/2, e^{-2x} is e^x to −2."""
    match u:
        case Power(args=(b, Rational() as n)) if is_scalar(b):
            return b, n
        case Call() if is_exp(u):
            for base, n in monomial(u).powers.items():
                return base, n
    return u, Integer(1)


def _unit(base: Any, powers: list[Any]) -> Any:
    """The unit that all exponents are multiples of; negative for e^{-x} where no e^x occurs."""
    q = lcm(*(int(n.q) for n in powers))
    whole = [int(n * q) for n in powers]
    unit = Rational(gcd(*whole), q) if is_exp(base) else Rational(1, q)
    return -unit if is_exp(base) and all(n < 0 for n in whole) else unit


def relations(field: Field) -> Iterator[list[tuple[int, int, Any]]]:
    """Sets of relations between the atoms: roots of sums and numbers; sin², cos², sinh², cosh² each way."""
    roots = []
    for k, (base, unit) in enumerate(field.atoms):
        if unit.q > 1 and isinstance(base, (Plus, Rational)):
            try:
                inner = field.read(base)
            except (TooLarge, KeyError):
                continue
            if inner.low == 1:
                roots.append((k, int(unit.q), inner.top))
    yield roots
    for first in (("sin", "cosh"), ("cos", "sinh")):
        more = []
        for k, (base, _) in enumerate(field.atoms):
            name = named(base, *first)
            if name:
                twin, constant, sign = TWINS[name]
                other = field.place.get(call(twin, base.args[1]))
                if other is not None:
                    more.append((k, 2, constant + sign * field.generators[other] ** 2))
        if more:
            yield roots + more


def fractions(e: Any) -> Iterator[tuple[Field, Quotient]]:
    """e as one quotient of polynomials, in the ways that the relations allow; where sin² is cos², only if it pays."""
    e = rebuild(e, _apart)
    field = field_of(e)
    if field is None:
        return
    try:
        f = field.read(e)
        yield field, f
        for k, known in enumerate(relations(field)):
            g = field.reduced(f, known) if known else f
            if g != f and (k == 0 or 3 * _terms(g) <= 2 * _terms(f)):
                yield field, g
    except (TooLarge, KeyError):
        return


def _apart(e: Any) -> Any:
    """x^{n − 2} as x^n/x²."""
    parts = opened(e)
    if parts is None:
        return e
    n, b, k = parts
    return times(n, raised(b, k)) if k > 0 else Frac(n, raised(b, -k))


def _terms(f: Quotient) -> int:
    return len(f.top) + len(f.low)


def written(field: Field, f: Quotient, split: bool) -> Any:
    """The quotient as a tree; its numerator factored (split) or expanded, its denominator factored."""
    if f.top == 0:
        return S.Zero
    number, above = field.factors(f.top, split)
    below_number, below = field.factors(f.low, True)
    out = Monomial(number / below_number)
    if not split and f.low == 1:
        return field.expanded(f.top)
    for base, n in [*above, *((b, -n) for b, n in below)]:
        out.multiply(base, n)
    return out.tree()


def length(e: Any) -> int:
    """How long a formula is to read: leaves, functions, signs and, at half weight, parentheses."""
    total = 0
    for path, u in walk(e):
        del path
        match u:
            case Times(args=parts):
                total += sum(isinstance(p, Plus) for p in parts)
            case Call():
                total += 2
            case Frac():
                total += 1
            case Power(args=(b, _)):
                total += isinstance(b, (Plus, Times, Frac))
            case Node():
                total += 0 if u.args and u.weight > 1 else 2
            case Rational():
                total += 2 if u.q == 1 else 4
    return total


def best(e: Any, split: bool) -> Any:
    """The shortest way to write e as one fraction, squared sums in it kept or not; None where it can't be read."""
    made = [written(field, f, split) for field, f in fractions(e)]
    whole = {u: letter(f"@{k}") for k, u in enumerate(_squared(e))}
    if made and whole:
        back = {x: u for u, x in whole.items()}
        kept = abbreviated(e, whole)
        made += [abbreviated(rebuild(written(field, f, split), _unsplit), back) for field, f in fractions(kept)]
    return min((rebuild(m, _unsplit) for m in made), key=length) if made else None


def _squared(e: Any) -> list[Any]:
    """The sums of letters that e raises to a power."""
    found = [u.args[0] for _, u in walk(e) if isinstance(u, Power) and isinstance(u.args[0], Plus)]
    return [u for u in dict.fromkeys(found) if all(isinstance(t, Letter) or weight(t) == 1 for t in map(_bare, u.args))]


def _unsplit(e: Any) -> Any:
    """(a − b)(a + b) as a² − b² again, for letters and numbers a, b."""
    if not isinstance(e, Times):
        return e
    for p, q in permutations((f for f in e.args if isinstance(f, Plus) and len(f.args) == 2), 2):
        same = [t for t in p.args if t in q.args]
        if len(same) == 1 and all(weight(_bare(t)) == 1 for t in p.args):
            (b,), (c,) = ([t for t in f.args if t != same[0]] for f in (p, q))
            if minus(b) == c:
                first, second = _squared_number(same[0]), minus(_squared_number(_bare(b)))
                pair = (second, first) if isinstance(same[0], Rational) and p.args[0] == b else (first, second)
                return times(*(f for f in e.args if f not in (p, q)), plus(*pair))
    return e


def _squared_number(a: Any) -> Any:
    return a * a if isinstance(a, Rational) else square(a)


def _bare(t: Any) -> Any:
    return t.args[1] if isinstance(t, Times) and len(t.args) == 2 and t.args[0] == -1 else t


@rule(
    given="x, y: scalar",
    lhs=[
        plus(Frac(s.x, plus(s.x, S.One)), minus(Frac(s.y, plus(s.y, S.One)))),
        Frac(plus(times(s.x, plus(s.x, s.y)), minus(square(s.x))), s.y),
        Power(plus(Frac(S.One, s.x), S.One), Integer(2)),
    ],
    source=LANG,
    title="common denominator",
)
def common_denominator(e: Any) -> Any:
    """One fraction without common factors, its numerator multiplied out; a product stays one."""
    return None if isinstance(e, Times) else best(e, False)


@rule(
    given="x, y: scalar",
    lhs=[
        plus(times(s.x, s.y), times(s.x, square(s.y))),
        Frac(plus(square(s.x), times(s.x, s.y)), plus(s.y, S.One)),
        times(s.x, plus(Frac(s.y, s.x), s.y)),
        Power(plus(Frac(S.One, s.x), S.One), Integer(2)),
    ],
    source=LANG,
    title="factor",
)
def factored(e: Any) -> Any:
    """One fraction without common factors, numerator and denominator factored."""
    return best(e, True)


@rule(
    given="x, y: scalar",
    lhs=[
        plus(Frac(s.x, plus(S.One, call("exp", minus(s.y)))), minus(S.One)),
        times(s.x, plus(Frac(S.One, plus(S.One, call("exp", s.y))), s.y)),
        Frac(plus(call("exp", s.y), s.x), plus(S.One, call("exp", s.y))),
    ],
    source="Bishop, Pattern Recognition and Machine Learning, sec. 4.2",
    title="in terms of sigmoid",
)
def in_sigmoid(e: Any) -> Any:
    """With σ = 1/(1 + e^{-u}): e^{-u} = (1 − σ)/σ."""
    table: dict[Any, Any] = {}
    for _, u in walk(e):
        w = _one_plus_exp(u) if isinstance(u, Plus) else None
        if w is not None:
            up = minus(w) if monomial(w).number < 0 else w
            p = sigma(monomial(up).tree())
            no = plus(S.One, minus(p))
            table |= {call("exp", up): Frac(p, no), call("exp", minus(up)): Frac(no, p)}
            table[call("exp", monomial(minus(up)).tree())] = Frac(no, p)
    if not table:
        return None
    changed = substitute(e, table)
    made = [m for m in (best(changed, False), best(changed, True)) if m is not None]
    return min(made, key=length) if made else None


def algebraic(e: Any) -> bool:
    """Is it a sum, product, quotient or power of scalars without a derivative?"""
    return is_scalar(e) and isinstance(e, (Plus, Times, Frac, Power)) and not isinstance(e, Derivative)
