r"""Sums with dots, `1 + c + c^2 + \cdots`, as sums over an index, where one rule gives all terms that are written.

The rule is one of constant quotient, or what the last terms have in common where numbers differ: by a step, as powers
or squares. It counts only if it gives every written term, of which there are three at least; the term behind
the dots is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from sympy import Integer, Rational, S

from derive.errors import DeriveError
from derive.expr.heads import Frac, Letter, Plus, Power, Range, Sum, Times, letter, letters, minus, plus, shape, times
from derive.expr.inert import ELLIPSIS, Inert
from derive.expr.rational import rational_equal
from derive.expr.trees import all_letters, nodes, rebuild, remade, substitute
from derive.verdicts import Verdict

FEWEST, MOST = 3, 12  # written terms
LARGEST = 40  # leaves of a term

Judge = Callable[[Any, Any], Verdict]


def written_as_sums(trees: tuple[Any, ...], judge: Judge) -> tuple[Any, ...]:
    """The trees with their sums with dots as sums over an index; as they are where a rule is missing.

    judge: the verdict of an equation of two scalars."""
    dotted = [e for e in nodes(*trees) if isinstance(e, Plus) and any(_is_dots(a) for a in e.args)]
    if not dotted or any(shape(e) for e in dotted):
        return trees
    known = frozenset().union(*(all_letters(t) for t in trees))
    names = (letter(c, c, assume="integer") for c in "klmnrs" if c not in {x.plain for x in known})
    k = next(names, None)
    table = {} if k is None else {e: made for e in dotted if (made := _sum(e, k, judge)) is not None}
    if len(table) < len(set(dotted)):
        return trees
    return tuple(rebuild(t, lambda e: table.get(e, e)) for t in trees)


def _is_dots(a: Any) -> bool:
    inner = a.args[-1] if isinstance(a, Times) and len(a.args) == 2 and a.args[0] == -1 else a
    return isinstance(inner, Inert) and inner.plain == ELLIPSIS


def _sum(e: Plus, k: Letter, judge: Judge) -> Any:
    at = [n for n, a in enumerate(e.args) if _is_dots(a)]
    terms, after = e.args[: at[0]], e.args[at[0] + 1 :]
    if len(at) != 1 or not FEWEST <= len(terms) <= MOST or len(after) > 1:
        return None
    for body in _rules(terms, k):
        if all(_holds(judge, substitute(body, {k: Integer(n)}), t) for n, t in enumerate(terms)):
            if not after:
                return Sum(body, Range(k, S.Zero, S.Infinity))
            last = next((m for m in _places(after[0]) if _holds(judge, substitute(body, {k: m}), after[0])), None)
            return None if last is None else Sum(body, Range(k, S.Zero, last))
    return None


def _holds(judge: Judge, a: Any, b: Any) -> bool:
    try:
        return judge(a, b).holds
    except DeriveError:
        return False


def _places(term: Any) -> Iterator[Any]:
    """What the index may be in the last term: what stands in it, or one beside that."""
    whole = {e for e in nodes(term) if isinstance(e, (Letter, Plus)) and letters(e) and not shape(e)}
    for e in sorted(whole, key=str):
        yield from (e, plus(e, Integer(-1)), plus(e, Integer(1)))


# ---- rules -----------------------------------------------------------------------------------------------------------


def _rules(terms: Sequence[Any], k: Letter) -> Iterator[Any]:
    """Terms of an index from 0 that may be those."""
    found = [_signed(t) for t in terms]
    signs, bare = [s for s, _ in found], [t for _, t in found]
    if any(isinstance(e, Inert) for e in nodes(*bare)) or any(_size(t) > LARGEST for t in bare):
        return
    turning = all(a != b for a, b in zip(signs, signs[1:], strict=False))
    if not turning and len(set(signs)) > 1:
        return
    for body in (_geometric(bare, k), _common(bare[-3:], k, len(bare) - 3), _common(bare[-2:], k, len(bare) - 2)):
        if body is None:
            continue
        body = times(Power(Integer(-1), k), body) if turning else body
        yield minus(body) if signs[0] < 0 else body


def _size(t: Any) -> int:
    return sum(1 for _ in nodes(t))


def _signed(t: Any) -> tuple[int, Any]:
    """A term without its sign."""
    if isinstance(t, Times) and t.args[0] == -1 and len(t.args) == 2:
        return -1, t.args[1]
    return (-1, -t) if isinstance(t, Integer) and t < 0 else (1, t)


def _geometric(terms: Sequence[Any], k: Letter) -> Any:
    """t₀ (t₁/t₀)^k, where each term is to the next as the first to the second."""
    triples = zip(terms, terms[1:], terms[2:], strict=False)
    if not all(rational_equal(times(a, c), times(b, b)) is True for a, b, c in triples) or terms[0] == terms[1]:
        return None
    quotient = terms[1] if terms[0] == 1 else Frac(terms[1], terms[0])
    power = Power(quotient, k)
    return power if terms[0] == 1 else times(terms[0], power)


def _is_fraction(t: Any) -> bool:
    return isinstance(t, Rational) and not isinstance(t, Integer)


def _quotient(t: Any) -> Any:
    """A term as a fraction."""
    if isinstance(t, Frac):
        return t
    return Frac(Integer(t.p), Integer(t.q)) if _is_fraction(t) else Frac(t, Integer(1))


@dataclass(slots=True)
class _Common:
    """What terms have in common, with an index; first: the number of the first of them."""

    k: Letter
    first: int

    def of(self, trees: Sequence[Any], depth: int = 0) -> Any:
        """The common tree; None where there is none."""
        first = trees[0]
        if all(t == first for t in trees):
            return first
        if all(isinstance(t, Integer) for t in trees):
            return self._number([int(t) for t in trees])
        if any(isinstance(t, Frac) or _is_fraction(t) for t in trees):
            trees = [_quotient(t) for t in trees]
            first = trees[0]
        elif any(isinstance(t, Power) for t in trees):
            trees = [t if isinstance(t, Power) else Power(t, Integer(1)) for t in trees]
            first = trees[0]
        if depth > 30 or any(type(t) is not type(first) or len(t.args) != len(first.args) for t in trees):
            return None
        if not first.args or isinstance(first, Letter):
            return None
        made = [self.of(parts, depth + 1) for parts in zip(*(t.args for t in trees), strict=True)]
        if any(m is None for m in made):
            return None
        try:
            return remade(first, tuple(made))
        except DeriveError:
            return None

    def _number(self, values: Sequence[int]) -> Any:
        """Numbers that go by one step; of three or more also powers and squares."""
        step = values[1] - values[0]
        n0 = self.first
        if all(b - a == step for a, b in zip(values, values[1:], strict=False)):
            start = values[0] - step * n0
            product = self.k if step == 1 else times(Integer(step), self.k)
            return product if start == 0 else plus(product, Integer(start))
        if len(values) < FEWEST:
            return None
        ratio = values[1] // values[0] if values[0] and values[1] % values[0] == 0 else 0
        if abs(ratio) > 1 and all(b == a * ratio for a, b in zip(values, values[1:], strict=False)):
            power = Power(Integer(ratio), self.k if not n0 else plus(self.k, Integer(-n0)))
            return power if values[0] == 1 else times(Integer(values[0]), power)
        roots = [isqrt(v) if v >= 0 else -1 for v in values]
        if all(r >= 0 and r * r == v for r, v in zip(roots, values, strict=True)) and roots[1] - roots[0] == 1:
            return Power(plus(self.k, Integer(roots[0] - n0)), Integer(2))
        return None


def _common(terms: Sequence[Any], k: Letter, first: int) -> Any:
    made = _Common(k, first)
    return made.of(list(terms)) if len(terms) > 1 else None
