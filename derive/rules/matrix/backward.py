"""The chain rule through names: dL = Σ tr(δ_uᵀ du) with the adjoints δ_u = ∂L/∂u, and adjoints by their names."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import D, Letter, T, Times, Tr, is_scalar, letter, plus, shape, times
from derive.expr.trees import canonical
from derive.rules.matrix import schema as s
from derive.rules.matrix.gather import parted
from derive.rules.matrix.terms import flipped, terms
from derive.rules.table import Schema, rule

GOODFELLOW = "Goodfellow, Bengio & Courville, Deep Learning, sec. 6.5"

Tree = Any
_DELTA = letter(r"\delta", "delta", sizes=(s.n, s.x.shape[1]))
_L = letter("L")


def first_order(pairs: Any) -> Tree:
    """Σ tr(δᵀ u) of pairs (δ, u): what a loss is to first order in names that do not use one another."""
    return plus(*(times(a, u) if is_scalar(u) else Tr(Times(T(a), u)) for a, u in pairs))


@rule(
    given="L: scalar, a function of z; delta: the adjoint of z",
    lhs=Schema(D(_L), first_order([(_DELTA, s.z)])),
    source=GOODFELLOW,
    title="chain rule",
    chooses=True,
    letters=True,
)
def through_names(e: Any, choice: Any) -> Any:
    """dL = Σ tr(δᵀ dz) over names z, none of which uses another, through which alone the variable reaches L."""
    if not isinstance(e, D) or not isinstance(e.args[0], Letter) or not is_scalar(e) or not is_scalar(choice):
        return None
    moved = []
    for t in terms(choice):
        match t:
            case Tr(args=(Times(args=(T(args=(Letter() as a,)), Letter() as u)),)):
                moved.append(Tr(Times(T(a), D(u))))
            case Times(args=(Letter() as a, Letter() as u)) if is_scalar(u):
                moved.append(times(a, D(u)))
            case _:
                return None
    return plus(*moved)


@rule(
    given="delta, z: n",
    lhs=Schema(Tr(times(T(s.a), s.G, s.dz)), (_DELTA, times(T(s.G), s.a))),
    source=GOODFELLOW,
    title="adjoint by its name",
    chooses=True,
    letters=True,
)
def adjoint_name(e: Any, choice: Any) -> Any:
    """tr(Gᵀ dz) = tr(δᵀ dz) where δ stands for G."""
    p = parted(e)
    if p is None or not isinstance(choice, tuple) or len(choice) != 2 or p[2] == "vector":
        return None
    name, tree = choice
    held = p[0]
    if not isinstance(name, Letter) or shape(name) != shape(held):
        return None
    found = p[1] if p[2] == "scalar" else flipped(p[1])
    if canonical(found) != canonical(tree):
        return None
    return times(name, held) if is_scalar(held) else Tr(Times(T(name), held))
