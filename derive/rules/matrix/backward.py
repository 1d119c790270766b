"""The chain rule through names: dL = Σ tr(δ_uᵀ du) with the adjoints δ_u = ∂L/∂u, and adjoints by their names."""

from __future__ import annotations

from typing import Any

from sympy import Rational, S

from derive.expr.arithmetic import terms
from derive.expr.heads import (
    Call,
    D,
    Frac,
    Had,
    Indicator,
    Letter,
    Power,
    T,
    Times,
    Tr,
    is_scalar,
    letter,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import canonical, rebuild, substitute, walk
from derive.notation import HALF, call, prime
from derive.rules.matrix import schema as s
from derive.rules.matrix.elementwise import kinks, slope_at
from derive.rules.matrix.gather import parted
from derive.rules.matrix.ones import centred
from derive.rules.matrix.terms import flipped, hadamard
from derive.rules.table import Schema, Under, rule

GOODFELLOW = "Goodfellow, Bengio & Courville, Deep Learning, sec. 6.5"

Tree = Any
_SCALAR = letter(r"\delta", "delta")
_DELTA = letter(r"\delta", "delta", sizes=(s.n, s.x.shape[1]))
_L = letter("L")


def first_order(pairs: Any) -> Tree:
    """Σ tr(δᵀ u) of pairs (δ, u): what a loss is to first order in names that do not use one another."""
    return plus(*(u if a == 1 else times(a, u) if is_scalar(u) else Tr(Times(T(a), u)) for a, u in pairs))


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
            case Letter() as u:
                moved.append(D(u))
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


@rule(
    given="z: of any shape",
    lhs=[Schema(D(call("relu", s.X)), s.X), Schema(D(call("relu", s.t)), s.t)],
    source=GOODFELLOW,
    title="differential of an elementwise function",
    chooses=True,
)
def d_activation(e: Any, x: Any) -> Any:
    """d f(z) = f'(z) ∘ dz for a name z and a function that is defined by cases: f' stands for its cases."""
    match e.args[0]:
        case Call(function=f, arguments=(Letter() as z,)) as u if f.kind == "elementary" and not f.order:
            slope = slope_at(u, 0)
            if slope is None or not any(isinstance(n, Indicator) for _, n in walk(slope)):
                return None
            return Under(hadamard(Call(prime(f, 0, 1), z), D(z)), tuple(kinks(f, z)))


@rule(
    given="delta: scalar; A: n x m; B: m x n",
    lhs=[Schema(times(_SCALAR, T(s.X)), _SCALAR), Schema(times(_SCALAR, Had(T(s.A), s.X)), _SCALAR)],
    source=GOODFELLOW,
    title="the order of the chain rule",
    quiet=True,
    chooses=True,
)
def adjoint_behind(e: Any, delta: Any) -> Any:
    """δ Aᵀ = Aᵀ δ for a scalar adjoint δ, which stands behind the Jacobian as a vector would."""
    if not isinstance(delta, Letter) or not is_scalar(delta) or not isinstance(e, Times) or e.args[0] != delta:
        return None
    match e.args[1:]:
        case (T(args=(Letter(),)) as a, *rest) if not any(is_scalar(f) for f in rest):
            return times(a, delta, *rest)
        case (Had(args=(T(args=(Letter(),)) as a, *others)), *rest):
            return times(Had(times(a, delta), *others), *rest)


# ---- names of what stands in a line ----------------------------------------------------------------------------------

_S = letter("s", assume="positive")
_ROOT = Power(plus(s.t, s.u), HALF)


@rule(
    given="s: scalar, a root",
    lhs=[Schema(Power(plus(s.t, s.u), -HALF), (_S, _ROOT)), Schema(Power(plus(s.t, s.u), 3 * HALF), (_S, _ROOT))],
    source="the problem",
    title="name",
    chooses=True,
    letters=True,
)
def root_name(e: Any, choice: Any) -> Any:
    """With s = √a, a^{k/2} is s^k."""
    if not isinstance(choice, tuple) or len(choice) != 2 or not isinstance(e, Power):
        return None
    name, tree = choice
    b, k = e.args
    root = isinstance(tree, Power) and tree.args[1] == HALF and tree.args[0] == b
    if not root or not isinstance(k, Rational) or k.q != 2:
        return None
    power = name if abs(2 * k) == 1 else Power(name, abs(2 * k))
    return Frac(S.One, power) if k < 0 else power


_MU = letter(r"\mu", "mu")
_MEAN = times(Frac(S.One, s.n), Tr(times(T(s.ONES), s.x)))


@rule(
    given="x: n; mu: the mean of its entries",
    lhs=Schema(Tr(times(T(s.ONES), plus(s.x, minus(times(_MU, s.ONES))))), (_MU, _MEAN)),
    source="Ba, Kiros & Hinton 2016, Layer Normalization",
    title="deviations from the mean add to zero",
    chooses=True,
)
def centred_name(e: Any, choice: Any) -> Any:
    """1ᵀ(x − μ1) = 0 for μ = (1/n) 1ᵀx."""
    if not isinstance(choice, tuple) or len(choice) != 2 or choice[0] not in letters(e):
        return None
    made = centred.rewrite(substitute(e, {choice[0]: choice[1]}))
    return None if made is None else rebuild(made.tree, lambda n: choice[0] if n == choice[1] else n)
