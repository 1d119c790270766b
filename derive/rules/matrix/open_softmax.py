"""Differentials of softmax, log-sum-exp, and of the logarithms of softmax and sigmoid."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr.heads import (
    Call,
    Diag,
    Function,
    Had,
    LogSumExp,
    Ones,
    Plus,
    RowSoftmax,
    Softmax,
    T,
    Tr,
    minus,
    plus,
    shape,
    times,
)
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.elementwise import filled
from derive.rules.matrix.open import COOKBOOK, along, at, plain
from derive.rules.matrix.terms import hadamard, is_ones
from derive.rules.table import rule

Tree = Any
ONE = Integer(1)


@rule(given="z: n", lhs=at(Softmax(s.z), of=s.z), source=COOKBOOK, title="differential of softmax", chooses=True)
def d_softmax(e: Any, x: Any) -> Any:
    """dp = (diag(p) − p pᵀ) dz, for p = softmax(z)."""
    match e.args[0]:
        case Softmax(args=(u,)) as p if plain(e):
            return times(plus(Diag(p), minus(times(p, T(p)))), along(e, u))


@rule(given="Z: m x n", lhs=at(RowSoftmax(s.X)), source=COOKBOOK, title="differential of softmax by rows", chooses=True)
def d_row_softmax(e: Any, x: Any) -> Any:
    """dP = P ∘ (dZ − (P ∘ dZ) 1 1ᵀ), for P = softmax of each row of Z."""
    match e.args[0]:
        case RowSoftmax(args=(u,)) as p if plain(e):
            du, ones = along(e, u), Ones(shape(u)[1], Integer(1))
            return Had(p, plus(du, minus(times(Had(p, du), ones, T(ones)))))


@rule(given="z: n", lhs=at(LogSumExp(s.z), of=s.z), source=COOKBOOK, title="differential of log-sum-exp", chooses=True)
def d_log_sum_exp(e: Any, x: Any) -> Any:
    """d ln Σ e^{z_i} = softmax(z)ᵀ dz."""
    match e.args[0]:
        case LogSumExp(args=(u,)) if plain(e):
            return Tr(times(T(Softmax(u)), along(e, u)))


# ---- logarithms of them ----------------------------------------------------------------------------------------------


@rule(
    given="z: n",
    lhs=at(call("log", Softmax(s.z)), of=s.z),
    source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
    title="differential of ln softmax",
    chooses=True,
)
def d_log_softmax(e: Any, x: Any) -> Any:
    """d ln p = dz − 1 pᵀ dz, for p = softmax(z)."""
    match e.args[0]:
        case Call(args=(Function(plain="log", order=()), Softmax(args=(u,)) as p)) if plain(e):
            du = along(e, u)
            return plus(du, minus(times(Ones(*shape(u)), T(p), du)))


def log_of_sigmoid(e: Tree) -> tuple[Tree, bool] | None:
    """z of ln σ(z) and of ln(1 − σ(z)), and whether it is the first."""
    match e:
        case Call(args=(Function(plain="log", order=()), Call(args=(Function(plain="sigmoid", order=()), u)))):
            return u, True
        case Call(args=(Function(plain="log", order=()), Plus(args=(one, rest)))) if is_ones(one) or one == 1:
            match minus(rest):
                case Call(args=(Function(plain="sigmoid", order=()), u)):
                    return u, False
    return None


@rule(
    given="z: of any shape",
    lhs=[
        *at(call("log", call("sigmoid", s.z)), call("log", plus(s.ONES, minus(call("sigmoid", s.z)))), of=s.z),
        *at(call("log", call("sigmoid", s.t)), call("log", plus(ONE, minus(call("sigmoid", s.t)))), of=s.t),
    ],
    source="Bishop, Pattern Recognition and Machine Learning, sec. 4.3.2",
    title="differential of ln sigmoid",
    chooses=True,
)
def d_log_sigmoid(e: Any, x: Any) -> Any:
    """d ln σ(z) = (1 − σ(z)) ∘ dz, and d ln(1 − σ(z)) = −σ(z) ∘ dz."""
    found = log_of_sigmoid(e.args[0]) if plain(e) else None
    if found is None:
        return None
    u, first = found
    sigma, du = call("sigmoid", u), along(e, u)
    one = filled(ONE, shape(u)) if shape(u) else ONE
    if first:
        slope = plus(one, minus(sigma))
        return slope if du == 1 else hadamard(slope, du)
    return minus(sigma if du == 1 else hadamard(sigma, du))
