"""Rational functions of atoms, beyond the border to SymPy's polynomials: cancelled, expanded, factored.

A tree of sums, products, quotients and powers is read as a quotient of polynomials over ℚ in its atoms. An atom is a
base to a unit power (`x^{1/2}` where √x occurs, `e^{-x}`), so that what is written back keeps the author's letters and,
where a factor is one of the author's sums, that sum as it stood. Relations (`s² = 1 − c²`, `r² = x + 1`) reduce a
numerator. Bounded in terms and degree; past the bounds `TooLarge` is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import QQ, Integer, Rational
from sympy.polys.rings import ring

from derive.expr.heads import Frac, Plus, Power, Times, minus, plus, times
from derive.expr.trees import trampoline

MOST_TERMS = 600
MOST_POWER = 24
MOST_ATOMS = 16

Atom = tuple[Any, Rational]  # a base and the power of it that is the unit
Factors = tuple[Rational, list[tuple[Any, Rational]]]  # number · Π base^exponent


class TooLarge(Exception):
    """Past the bounds."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A quotient of polynomials without a common factor."""

    top: Any
    low: Any


class Field:
    """The rational functions of some atoms."""

    def __init__(self, atoms: Sequence[Atom], resolve: Callable[[Any], tuple[Any, Rational]]) -> None:
        """atoms: bases and units; resolve: a tree that is no sum, product, quotient to (base, exponent)."""
        if not 0 < len(atoms) <= MOST_ATOMS:
            raise TooLarge
        self.atoms = list(atoms)
        self.ring, *self.generators = ring([f"x{k}" for k in range(len(atoms))], QQ)
        self.place = {base: k for k, (base, _) in enumerate(atoms)}
        self.resolve = resolve
        self.written: dict[Any, Any] = {}  # polynomial -> the author's sum
        self.scaled: dict[Any, tuple[Any, tuple[int, ...]]] = {}  # numerator -> the author's sum, its denominator

    # ---- reading ----

    def read(self, e: Any) -> Quotient:
        """The tree as a cancelled quotient; the author's sums in it are remembered."""
        return self.cancelled(*trampoline(self._read(e)))

    def cancelled(self, p: Any, q: Any) -> Quotient:
        """Without common factors."""
        return Quotient(*_small(p).cancel(_small(q)))

    def _read(self, e: Any) -> Generator[Any, Any, tuple[Any, Any]]:
        one = self.ring.one
        match e:
            case Rational():
                return one * QQ(int(e.p), int(e.q)), one
            case Plus(args=terms):
                top, low = self.ring.zero, one
                for t in terms:
                    p, q = yield self._read(t)
                    top, low = (top + p, low) if q == low else (_small(top * q + p * low), _small(low * q))
                if low == one and all(map(_plain, terms)):
                    self.written.setdefault(top, e)
                elif len(low) == 1 and low.LC == 1 and all(map(_plain, terms)):
                    self.scaled.setdefault(top, (e, low.leading_expv()))
                return top, low
            case Times(args=factors):
                top, low = one, one
                for f in factors:
                    p, q = yield self._read(f)
                    top, low = _small(top * p), _small(low * q)
                return top, low
            case Frac(args=(a, b)):
                p = yield self._read(a)
                q = yield self._read(b)
                return _small(p[0] * q[1]), _nonzero(_small(p[1] * q[0]))
            case Power(args=(x, Integer() as n)) if self.place.get(e) is None:
                p, q = yield self._read(x)
                return self._raised(p, q, int(n))
        base, exponent = self.resolve(e)
        k = self.place[base]
        return self._raised(self.generators[k], one, int(exponent / self.atoms[k][1]))

    def _raised(self, p: Any, q: Any, n: int) -> tuple[Any, Any]:
        if abs(n) > MOST_POWER:
            raise TooLarge
        if n < 0:
            p, q, n = q, _nonzero(p), -n
        return _small(p**n), _small(q**n)

    # ---- relations ----

    def reduced(self, f: Quotient, relations: Iterable[tuple[int, int, Any]]) -> Quotient:
        """The numerator with generator^m replaced, for relations (generator, m, polynomial); cancelled again."""
        top = f.top
        for k, m, by in relations:
            top = self._lowered(top, k, m, by)
        return self.cancelled(top, f.low) if top != f.top else f

    def _lowered(self, p: Any, k: int, m: int, by: Any) -> Any:
        out = self.ring.zero
        for powers, c in p.terms():
            n = powers[k]
            rest = self.ring({(*powers[:k], n % m, *powers[k + 1 :]): c})
            out = _small(out + rest * by ** (n // m))
        return out

    # ---- writing ----

    def expanded(self, p: Any) -> Any:
        """The polynomial as a sum of terms; as the author wrote it where he wrote it."""
        if p in self.written:
            return self.written[p]
        if -p in self.written:
            return plus(*(minus(t) for t in self.written[-p].args))
        return plus(*(self._term(powers, c) for powers, c in p.terms()))

    def _term(self, powers: tuple[int, ...], c: Any) -> Any:
        number = Rational(int(c.numerator), int(c.denominator))
        parts = [self._power(k, n) for k, n in enumerate(powers) if n]
        return times(*([] if number == 1 and parts else [number]), *parts)

    def _power(self, k: int, n: int) -> Any:
        base, unit = self.atoms[k]
        exponent = unit * n
        return base if exponent == 1 else Power(base, exponent)

    def factors(self, p: Any, split: bool) -> Factors:
        """number · Π base^exponent: factored over ℚ (split), or with number and powers of atoms taken out alone."""
        content, primitive = p.primitive()
        if primitive.LC < 0:
            content, primitive = -content, -primitive
        number = Rational(int(content.numerator), int(content.denominator))
        out: list[tuple[Any, Rational]] = []
        lows = [min(t[k] for t, _ in primitive.terms()) for k in range(len(self.atoms))]
        for k, n in enumerate(lows):
            if n:
                base, unit = self.atoms[k]
                out.append((base, unit * n))
        shifted = primitive.quo(self.ring({tuple(lows): QQ(1)}))
        if len(shifted) > 1:
            pieces = shifted.factor_list()[1] if split else [(shifted, 1)]
            for piece, n in pieces:
                sign, tree, more = self._base(piece)
                number = number * (sign if n % 2 else 1)
                out.append((tree, Integer(n)))
                out += [(self.atoms[k][0], self.atoms[k][1] * m * n) for k, m in enumerate(more) if m]
        return number, out

    def _base(self, piece: Any) -> tuple[int, Any, tuple[int, ...]]:
        """A factor as sign · tree · atoms: `e^{2x} + 1` is `e^x + e^{-x}` times e^x where the author wrote that."""
        for sign in (1, -1):
            if sign * piece in self.written:
                return sign, self.written[sign * piece], ()
            if sign * piece in self.scaled:
                return sign, *self.scaled[sign * piece]
        sign = -1 if 2 * len([c for c in piece.coeffs() if c < 0]) > len(piece) else 1
        return sign, self.expanded(sign * piece), ()


def _plain(e: Any) -> bool:
    """A product of powers, without a sum or a quotient to be opened?"""
    stack = [e]
    while stack:
        u = stack.pop()
        if isinstance(u, (Plus, Frac)):
            return False
        if isinstance(u, Times) or isinstance(u, Power) and isinstance(u.args[1], Integer):
            stack += u.args
    return True


def _small(p: Any) -> Any:
    if len(p) > MOST_TERMS:
        raise TooLarge
    return p


def _nonzero(p: Any) -> Any:
    if p == 0:
        raise TooLarge
    return p
