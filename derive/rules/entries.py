"""Products of vectors written as sums over their entries: what is asked by an entry is answered in indices."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sympy import Integer, S

from derive.expr.heads import (
    All,
    Call,
    Entry,
    Frac,
    Had,
    HadPower,
    Letter,
    LogSumExp,
    Node,
    Norm,
    Ones,
    Plus,
    Power,
    Softmax,
    Sum,
    T,
    Times,
    Tr,
    index,
    is_column,
    is_scalar,
    letters,
    plus,
    shape,
    times,
)
from derive.expr.trees import fresh, trampoline
from derive.notation import call, square
from derive.rules import schema as s
from derive.rules.table import rule

HORN = "Horn & Johnson, Matrix Analysis, sec. 0.2"
INDEX = index("i")


class NoEntries(Exception):
    """A vector of which nobody can write an entry by entries of its letters."""


def entry_of(u: Any, i: Any) -> Any:
    """Entry i of a column, by entries of its letters; None where one of its heads does not say it."""
    try:
        return trampoline(_entry(u, i, letters(u) | letters(i)))
    except NoEntries:
        return None


def _entry(u: Any, i: Any, taken: frozenset[Letter]) -> Generator[Any, Any, Any]:
    if not isinstance(u, Node) or not is_column(u):
        raise NoEntries
    match u:
        case Letter():
            return Entry(u, i)
        case Ones():
            return S.One
        case Plus(args=terms):
            parts = []
            for t in terms:
                parts.append((yield _entry(t, i, taken)))
            return plus(*parts)
        case Had(args=(a, b)):
            left = yield _entry(a, i, taken)
            right = yield _entry(b, i, taken)
            if isinstance(b, HadPower) and b.args[1] == -1:
                return Frac(left, right.args[1])
            return times(left, right)
        case HadPower(args=(a, n)):
            base = yield _entry(a, i, taken)
            return Frac(S.One, base) if n == -1 else Power(base, n)
        case Frac(args=(a, b)):
            return Frac((yield _entry(a, i, taken)), b)
        case Softmax(args=(z,)):
            return (yield from _softmax(z, i, taken))
        case Call(args=(f, a)) if f.kind in ("elementary", "elementwise"):
            return Call(f, (yield _entry(a, i, taken)))
        case Times(args=factors):
            return (yield from _product(factors, i, taken))
    raise NoEntries


def _softmax(z: Any, i: Any, taken: frozenset[Letter]) -> Generator[Any, Any, Any]:
    j = fresh(INDEX, taken)
    top = yield _entry(z, i, taken | {j})
    other = yield _entry(z, j, taken | {j})
    return Frac(call("exp", top), Sum(call("exp", other), All(j, shape(z)[0])))


def _product(factors: Any, i: Any, taken: frozenset[Letter]) -> Generator[Any, Any, Any]:
    """Scalars, then a column; or a matrix before it: (A u)_i = Σ_j A_ij u_j."""
    scalars, others = [f for f in factors if is_scalar(f)], [f for f in factors if not is_scalar(f)]
    first, *rest = others
    if not rest:
        return times(*scalars, (yield _entry(first, i, taken)))
    matrix = first.args[0] if isinstance(first, T) else first
    if not isinstance(matrix, Letter) or is_column(matrix):
        raise NoEntries
    j = fresh(INDEX, taken)
    inner = yield _entry(times(*rest), j, taken | {j})
    at = (j, i) if isinstance(first, T) else (i, j)
    return times(*scalars, Sum(times(Entry(matrix, *at), inner), All(j, shape(first)[1])))


def _total(sizes: Any, e: Any, write: Any) -> Any:
    """Σ_i of what `write` makes of i, None where it makes nothing."""
    i = fresh(INDEX, letters(e))
    body = write(i)
    return None if body is None else Sum(body, All(i, sizes[0]))


def _times(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    return b if a == 1 else a if b == 1 else times(a, b)


@rule(
    given="a, b: N; A: N x M; q: M",
    lhs=[
        Tr(times(T(s.a), s.b)),
        Tr(times(T(s.a), s.A, s.q)),
        Tr(times(T(s.a), call("log", s.b))),
        Power(Norm(plus(s.a, times(Integer(-1), s.b))), Integer(2)),
        LogSumExp(s.a),
    ],
    source=HORN,
    title="in entries",
)
def in_entries(e: Any) -> Any:
    """aᵀ b = Σ_i a_i b_i, ‖u‖² = Σ_i u_i², (A q)_i = Σ_j A_ij q_j, and functions of a vector act on its entries."""
    match e:
        case Tr(args=(Times(args=(T(args=(a,)), *rest)),)) if is_column(a) and rest:
            b = times(*rest)
            return _total(shape(a), e, lambda i: _times(entry_of(a, i), entry_of(b, i))) if is_column(b) else None
        case Power(args=(Norm(args=(u,)), n)) if n == 2 and is_column(u):
            return _total(shape(u), e, lambda i: (x := entry_of(u, i)) and square(x))
        case LogSumExp(args=(u,)) if is_column(u):
            total = _total(shape(u), e, lambda i: (x := entry_of(u, i)) and call("exp", x))
            return total and call("log", total)
