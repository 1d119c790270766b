"""Products of vectors written as sums over their entries: what is asked by an entry is answered in indices."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.heads import (
    All,
    Entry,
    Letter,
    LogSumExp,
    Norm,
    Power,
    Sum,
    T,
    Times,
    Tr,
    is_column,
    is_scalar,
    letters,
    plus,
    shape,
    times,
)
from derive.expr.trees import fresh, walk
from derive.notation import call, square
from derive.rules import schema as s
from derive.rules.components import INDEX, Components, NoComponents, product_of
from derive.rules.table import Schema, rule

HORN = "Horn & Johnson, Matrix Analysis, sec. 0.2"


@rule(
    given="a, b: N; A: N x M; q: M; k: index 1..N",
    lhs=[
        *(
            Schema(e, Entry(s.a, s.k))
            for e in (
                Tr(times(T(s.a), s.b)),
                Tr(times(T(s.a), s.A, s.q)),
                Tr(times(T(s.a), call("log", s.b))),
                Power(Norm(plus(s.a, times(Integer(-1), s.b))), Integer(2)),
                LogSumExp(s.a),
            )
        )
    ],
    source=HORN,
    title="in entries",
    chooses=True,
)
def in_entries(e: Any, x: Any) -> Any:
    """aᵀ b = Σ_i a_i b_i, ‖u‖² = Σ_i u_i², (A q)_i = Σ_j A_ij q_j, and functions of a vector act on its entries.

    The indices are none of those of the entry x that is differentiated by.
    """
    taken = letters(e) | letters(x)
    i = fresh(INDEX, taken)
    entries = Components(taken | {i})
    try:
        match e:
            case Tr(args=(Times(args=(T(args=(a,)), *rest)),)) if is_column(a) and rest:
                b = times(*rest)
                if _is_plain(a) and is_column(b) and _is_plain(b):
                    return Sum(product_of(entries.of(a, i), entries.of(b, i)), All(i, shape(a)[0]))
            case Power(args=(Norm(args=(u,)), n)) if n == 2 and is_column(u) and _is_plain(u):
                return Sum(square(entries.of(u, i)), All(i, shape(u)[0]))
            case LogSumExp(args=(u,)) if is_column(u) and _is_plain(u):
                return call("log", Sum(call("exp", entries.of(u, i)), All(i, shape(u)[0])))
    except NoComponents:
        return None


def _is_plain(u: Any) -> bool:
    """Are the matrices in the products of a column letters, or their transposes?"""
    products = [n.args for _, n in walk(u) if isinstance(n, Times) and not is_scalar(n)]
    before = [f for fs in products for f in [f for f in fs if not is_scalar(f)][:-1]]
    found = (f.args[0] if isinstance(f, T) else f for f in before)
    return all(isinstance(m, Letter) and not is_column(m) for m in found)
