"""Products seen as number · powers · matrices, and when two trees are the same up to order and bound names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import floor, isqrt
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Binding,
    Call,
    Decimal,
    Delta,
    Derivative,
    Entry,
    Frac,
    Function,
    Indicator,
    Letter,
    Node,
    Plus,
    Power,
    Relation,
    Times,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.rules.sameness import key, mark_of

HALF = Rational(1, 2)
BIGGEST = 64  # largest exponent to which a number is raised


@dataclass(slots=True)
class Monomial:
    """number · Π base^exponent · matrices; powers: base -> exponent, in order of appearance, none of them 0."""

    number: Rational = Integer(1)
    powers: dict[Any, Rational] = field(default_factory=dict)
    rest: list[Any] = field(default_factory=list)
    keys: dict[Any, Any] = field(default_factory=dict, repr=False)

    def known(self, base: Any) -> Any:
        """The base among the powers that is the same as this one, up to order and bound names; else itself."""
        if base in self.powers:
            return base
        if len(self.keys) != len(self.powers):
            self.keys = {mark_of(b): b for b in self.powers}
        return self.keys.get(mark_of(base), base)

    def exponent(self, base: Any) -> Rational:
        """The exponent of a base, 0 where it does not occur."""
        return self.powers.get(self.known(base), Integer(0))

    def multiply(self, base: Any, n: Rational) -> None:
        """Multiply by base^n."""
        mark = mark_of(base)
        if len(self.keys) != len(self.powers):
            self.keys = {mark_of(b): b for b in self.powers}
        base = self.keys.get(mark, base)
        total = self.powers[base] + n if base in self.powers else n
        if total == 0:
            self.powers.pop(base, None)
            self.keys.pop(mark, None)
        else:
            self.powers[base] = total
            self.keys[mark] = base

    def alike(self, other: Monomial) -> bool:
        """Do they differ by their number, the order of scalar factors and bound names alone?"""
        if len(self.powers) != len(other.powers) or len(self.rest) != len(other.rest):
            return False
        return self.sameness == other.sameness

    @property
    def sameness(self) -> Any:
        """What two monomials have in common exactly when they are alike."""
        return frozenset((mark_of(b), n) for b, n in self.powers.items()), tuple(map(mark_of, self.rest))

    def tree(self) -> Any:
        """The product as a tree: sign, fraction of small factors, sums and derivatives, matrices."""
        return self.written(self.number)

    def written(self, number: Rational) -> Any:
        """The product with another number in front."""
        number, joined = _absorbed(number, _joined(self.powers))
        number, powers = _decimal(number, in_order(joined.items()))
        number, powers = _roots(number, powers)
        first = [b for b, n in powers if isinstance(b, Indicator) and of_indices(b.args[0]) and n == 1]
        powers = [(b, n) for b, n in powers if b not in first]
        above = [raised(b, n) for b, n in powers if n > 0 and not stands_apart(b) or is_exp(b)]
        below = [raised(b, -n) for b, n in powers if n < 0 and not is_exp(b)]
        apart = [raised(b, n) for b, n in powers if n > 0 and stands_apart(b)]
        sign, number = (-1, -number) if number < 0 else (1, number)
        if number == 0:
            return S.Zero if not self.rest else times(S.Zero, *self.rest)
        top = [Integer(number.p)] if number.p != 1 else []
        bottom = [Integer(number.q)] if number.q != 1 else []
        if not above and not below and bottom and (apart or self.rest or top):
            made = times(number, *apart, *self.rest)
        elif below or bottom:
            made = times(fraction(times(*top, *above), times(*bottom, *below)), *apart, *self.rest)
        else:
            made = times(*top, *(raised(b, n) for b, n in powers), *self.rest)
        made = made if not first else times(*first, *([made] if made != 1 else []))
        return minus(made) if sign < 0 else made


def opened(e: Any) -> tuple[Any, Any, Rational] | None:
    """(x^n, x, k) of x^{n + k} with a whole number k; None for everything else."""
    match e:
        case Power(args=(b, Plus(args=terms))) if is_scalar(b) and not isinstance(b, Rational) and not is_exp(b):
            numbers = [t for t in terms if isinstance(t, Integer)]
            others = [t for t in terms if not isinstance(t, Integer)]
            return (Power(b, plus(*others)), b, numbers[0]) if len(numbers) == 1 and others else None
    return None


def _joined(powers: dict[Any, Rational]) -> dict[Any, Rational]:
    """x^n · x^k as x^{n + k}, for whole numbers k."""
    out = dict(powers)
    for p, sign in powers.items():
        if isinstance(p, Power) and not isinstance(p.args[1], Rational) and abs(sign) == 1:
            b, n = p.args
            k = out.get(b, Integer(0)) * sign
            if isinstance(k, Integer) and k != 0:
                terms = (k, n) if k > 0 > monomial(n).number else (n, k)
                joined = Power(b, plus(*terms))
                out = {(joined if q == p else q): m for q, m in out.items() if q != b}
    return out


def _absorbed(number: Rational, powers: dict[Any, Rational]) -> tuple[Rational, dict[Any, Rational]]:
    """(x/m)^n / x as (x/m)^{n - 1} / m, so that no factor of a base is divided by; (x/m)^n x/m as (x/m)^{n + 1}."""
    for p, once in powers.items():
        match p:
            case Power(args=(Times() | Frac() as b, n)) if once == 1 and not isinstance(n, Rational):
                base = monomial(b)
                times_held = [(e > 0, floor(powers.get(f, 0) / e)) for f, e in base.powers.items()]
                below = min((k for above, k in times_held if above), default=0)
                k = below if below < 0 else max(0, min((k for _, k in times_held), default=0))
                if k != 0:
                    out = {(Power(b, plus(n, Integer(k))) if q == p else q): m for q, m in powers.items()}
                    out |= {f: out.get(f, Integer(0)) - k * e for f, e in base.powers.items()}
                    return number * base.number ** (-k), {q: m for q, m in out.items() if m != 0}
    return number, powers


def _decimal(number: Rational, powers: list[tuple[Any, Rational]]) -> tuple[Rational, list[tuple[Any, Rational]]]:
    """3 · 0.044715 as 0.134145."""
    found = [b for b, n in powers if isinstance(b, Decimal) and n == 1]
    if len(found) != 1 or not isinstance(number, Integer) or number in (0, 1, -1):
        return number, powers
    digits = found[0].digits
    places = len(digits.partition(".")[2])
    if not digits.replace(".", "").isdigit():
        return number, powers
    whole = str(abs(int(number)) * int(digits.replace(".", ""))).rjust(places + 1, "0")
    text = f"{whole[:-places]}.{whole[-places:]}".rstrip("0").rstrip(".") if places else whole
    rest = [(b, n) for b, n in powers if b != found[0]]
    sign = 1 if number > 0 else -1
    return (Integer(sign), [(Decimal(text), Integer(1)), *rest]) if "." in text else (sign * Integer(text), rest)


def _roots(number: Rational, powers: list[tuple[Any, Rational]]) -> tuple[Rational, list[tuple[Any, Rational]]]:
    """2/√2 as √2, and √2·√π as √(2π): square roots of numbers under one root, above or below the line."""
    kept: list[tuple[Any, Rational]] = []
    roots: dict[Rational, list[Any]] = {}
    for b, n in powers:
        if not (isinstance(b, Node) and not constant(b)) and abs(n) == HALF:
            n, number = _moved(b, n, number)
            roots.setdefault(n, []).append(b)
            if len(roots[n]) > 1:
                continue
        kept.append((b, n))
    if all(len(bs) == 1 for bs in roots.values()):
        return number, kept
    joined = {(bs[0], n): times(*sorted(bs, key=lambda b: not isinstance(b, Rational))) for n, bs in roots.items()}
    return number, [(joined.get((b, n), b), n) for b, n in kept]


def _moved(b: Any, n: Rational, number: Rational) -> tuple[Rational, Rational]:
    """A root of a whole number to where it needs no other factor of that number."""
    if isinstance(b, Integer) and b != 0 and n == -HALF and number.p % b == 0:
        return HALF, number / b
    if isinstance(b, Integer) and b != 0 and n == HALF and number.q % b == 0:
        return -HALF, number * b
    return n, number


def fraction(a: Any, b: Any) -> Any:
    """a/b: a number where both are numbers, a itself where b is 1."""
    if b == 1:
        return a
    return a / b if isinstance(a, Rational) and isinstance(b, Rational) else Frac(a, b)


def raised(base: Any, n: Rational) -> Any:
    """base^n with what that means for 1 and for exponentials."""
    if n == 1:
        return base
    if is_exp(base):
        return Call(base.args[0], monomial(times(n, base.args[1])).tree())
    return Power(base, n)


def is_exp(e: Any) -> bool:
    """Is it e^u?"""
    return (
        isinstance(e, Call) and e.function.plain == "exp" and e.function.kind == "elementary" and not e.function.order
    )


def stands_apart(base: Any) -> bool:
    """Does it stand beside a fraction rather than on top: sums over an index, derivatives, indicators?"""
    return isinstance(base, (Binding, Delta, Derivative, Indicator))


def of_indices(condition: Any) -> bool:
    """Is it a relation of an index to another, which stands below a sum?"""
    sides = condition.args[1:] if isinstance(condition, Relation) else (S.Zero,)
    return all(isinstance(a, Letter) for a in sides) and any("integer" in a.assumptions for a in sides)


def in_order(powers: Iterable[tuple[Any, Rational]]) -> list[tuple[Any, Rational]]:
    """The factors as they stand in a product: letters, functions, other factors, sums; none passes a derivative."""
    places, part = [], 0
    for base, n in powers:
        part += isinstance(base, Derivative)
        places.append(((part, *rank(base)), (base, n)))
        part += isinstance(base, Derivative)
    return [p for _, p in sorted(places, key=lambda p: p[0])]


def rank(base: Any) -> tuple[int, str]:
    """Where a factor stands among others: letters by name, functions of such, other factors, sums over an index."""
    match base:
        case Letter():
            return 0, base.plain.lower()
        case _ if constant(base):
            return 0, ""
        case Power(args=(b, _)) if not isinstance(b, Call):
            return 1, ""
        case Call() | Power() if not any(map(shape, letters(base))):
            return 1, "f"
        case Binding() | Indicator() | Delta():
            return 3, ""
    return 2, ""


def constant(e: Any) -> bool:
    """Is it a number, such as 2, π or 0.044715, or made of numbers alone?"""
    return not letters(e) and is_scalar(e) and not isinstance(e, (Binding, Derivative))


def positive(e: Any) -> bool:
    """Is e > 0 certain: a positive number or letter, an exponential, products, sums and powers of such?"""
    stack = [e]
    while stack:
        match stack.pop():
            case Rational() as number:
                if not number > 0:
                    return False
            case Letter() as x:
                if "positive" not in x.assumptions:
                    return False
            case Entry(args=(Letter() as x, *_)):
                if "positive" not in x.assumptions:
                    return False
            case Call(args=(Function() as f, *_)) if not f.order and f.kind == "elementary":
                if f.plain not in ("exp", "cosh", "sigmoid", "softplus", "sech"):
                    return False
            case Times(args=parts) | Plus(args=parts):
                stack += parts
            case Frac(args=(a, b)):
                stack += [a, b]
            case Power(args=(a, _)) | Binding(args=(a, *_)):
                stack.append(a)
            case other:
                if other not in (S.Exp1, S.Pi):
                    return False
    return True


def monomial(e: Any) -> Monomial:
    """The product, quotient or power e taken apart; anything else is one factor."""
    out = Monomial()
    stack: list[tuple[Any, Rational]] = [(e, Integer(1))]
    while stack:
        u, n = stack.pop()
        whole = isinstance(n, Integer)
        match u:
            case Times(args=factors) if n == 1 or is_scalar(u) and all(map(is_scalar, factors)) and _apart(u, n):
                stack += [(f, n) for f in reversed(factors)]
            case Times(args=(Integer() as c, *more)) if abs(n) == HALF and (r := _whole_root(c)) is not None:
                out.number = out.number * r ** (2 * n)
                stack.append((times(*more), n))
            case Frac(args=(a, b)) if is_scalar(u) and whole or n == 1:
                stack += [(b, -n), (a, n)]
            case Power(args=(b, Rational() as m)) if is_scalar(b) and (whole or positive(b)):
                stack.append((b, n * m))
            case Rational() if whole and abs(n) <= BIGGEST and (u != 0 or n > 0):
                out.number = out.number * u**n
            case _ if is_exp(u):
                _exponential(out, u, n)
            case Power() if whole and (parts := opened(u)) is not None:
                stack += [(parts[1], n * parts[2]), (parts[0], n)]
            case _ if is_scalar(u):
                out.multiply(u, n)
            case _:
                out.rest.append(u)
    return out


def _whole_root(c: Integer) -> Integer | None:
    """√c of a square number above 1."""
    r = Integer(isqrt(int(c))) if c > 1 else Integer(1)
    return r if r > 1 and r**2 == c else None


def _apart(u: Any, n: Rational) -> bool:
    """Is (a b)^n = a^n b^n: for whole n, and for positive numbers?"""
    return isinstance(n, Integer) or constant(u) and positive(u)


def _exponential(out: Monomial, u: Any, n: Rational) -> None:
    """e^{c v} as (e^v)^c, so that e^{-x} and e^{2x} are powers of one base."""
    inner = u.args[1]
    if not isinstance(inner, (Times, Frac, Power)):
        whole = isinstance(inner, Rational)
        return out.multiply(Call(u.args[0], S.One), n * inner) if whole else out.multiply(u, n)
    parts = monomial(inner)
    if parts.number in (1, 0):
        return out.multiply(u, n)
    out.multiply(Call(u.args[0], parts.written(Integer(1))), n * parts.number)


def nothing_to_collect(e: Any) -> bool:
    """Is e surely a product as `Monomial.tree` writes it: after a number, single factors, no two alike, in order?"""
    if not isinstance(e, Times):
        return False
    first, last, seen = isinstance(e.args[0], Integer) and e.args[0] not in (0, 1), (0, ""), set()
    for f in e.args[first:]:
        if not isinstance(f, (Letter, Entry, Call, Plus, Derivative)) or not is_scalar(f) or is_exp(f) or constant(f):
            return False
        mark = key(f)
        place = (9, "") if isinstance(f, Derivative) else rank(f)
        if mark in seen or place < last:
            return False
        seen.add(mark)
        last = place
    return len(seen) > 1 or not first


def factors(e: Any) -> Iterator[Any]:
    """The single factors of a product, of its quotients and powers."""
    stack = [e]
    while stack:
        f = stack.pop()
        if isinstance(f, (Times, Frac)):
            stack += reversed(f.args)
        elif isinstance(f, Power):
            stack.append(f.args[0])
        else:
            yield f


@lru_cache(maxsize=20_000)
def term(e: Any) -> tuple[Rational, Any]:
    """The number of a term, and what terms that may be added have in common."""
    m = monomial(e)
    return m.number, m.sameness
