"""Differentials of the heads with a row of their own: inverse, determinant, powers, norms, softmax, eigenvalues."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import (
    Adj,
    Call,
    D,
    Derivative,
    Det,
    EigenValue,
    EigenVector,
    Eye,
    Frac,
    Function,
    HadPower,
    Inv,
    Letter,
    Norm,
    Pinv,
    Power,
    Range,
    Relation,
    Sum,
    T,
    Times,
    Tr,
    index,
    is_column,
    letter,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import fresh
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import COOKBOOK, MAGNUS, along, at, moving, plain
from derive.rules.matrix.terms import hadamard, product, split, symmetric
from derive.rules.table import Schema, Under, rule

Tree = Any
LONGEST = 12  # the highest power that is written out term by term


def power(e: Tree, k: Tree) -> Tree:
    """e to the power k, 1 and 0 as they are."""
    if k == 0:
        return Eye(shape(e)[0])
    if k == -1:
        return Inv(e)
    return e if k == 1 else Power(e, k)


def one_less(k: Tree) -> Tree:
    """k − 1."""
    return k - 1 if isinstance(k, Rational) else plus(k, S.NegativeOne)


# ---- inverse, determinant, powers ------------------------------------------------------------------------------------


@rule(
    given="F: n x n, invertible",
    lhs=at(Inv(s.Q), of=s.Q),
    source=MAGNUS,
    title="differential of an inverse",
    chooses=True,
)
def d_inverse(e: Any, x: Any) -> Any:
    """d(F⁻¹) = −F⁻¹ dF F⁻¹."""
    match e.args[0]:
        case Inv(args=(u,)) as inverse if plain(e) and shape(u):
            made = minus(times(inverse, along(e, u), inverse))
            return made if isinstance(u, Letter) else Under(made, nonzero(Det(u)))


@rule(
    given="F: m x n, of constant rank",
    lhs=at(Pinv(s.X)),
    source="Golub & Pereyra 1973, The differentiation of pseudo-inverses",
    title="differential of a pseudo-inverse",
    chooses=True,
)
def d_pseudo_inverse(e: Any, x: Any) -> Any:
    """d(F⁺) = −F⁺ dF F⁺ + F⁺F⁺ᵀ dFᵀ (I − FF⁺) + (I − F⁺F) dFᵀ F⁺ᵀF⁺, where the rank is constant."""
    match e.args[0]:
        case Pinv(args=(u,)) as g if plain(e):
            du, (m, n) = along(e, u), shape(u)
            left = times(g, T(g), T(du), plus(Eye(m), minus(times(u, g))))
            right = times(plus(Eye(n), minus(times(g, u))), T(du), T(g), g)
            rank = Call(Function(r"\operatorname{rank}", "rank", "function"), u)
            same = Relation("=", rank, letter(r"\text{constant}", "constant"))
            return Under(plus(minus(times(g, du, g)), left, right), (same,))


@rule(
    given="F: n x n, invertible",
    lhs=at(Det(s.Q), of=s.Q),
    source=MAGNUS,
    title="differential of a determinant",
    chooses=True,
)
def d_determinant(e: Any, x: Any) -> Any:
    """Jacobi: d det F = det F · tr(F⁻¹ dF)."""
    match e.args[0]:
        case Det(args=(u,)) as det if plain(e):
            return Under(times(det, Tr(times(Inv(u), along(e, u)))), nonzero(det))


def nonzero(det: Tree) -> tuple[Tree, ...]:
    """The condition det F ≠ 0, unless F is known to be invertible."""
    u = det.args[0]
    if isinstance(u, (Inv, Power)):
        u = u.args[0]
    known = "invertible" in getattr(u, "assumptions", ())
    return () if known else (Relation("≠", det, S.Zero),)


@rule(
    given="F: n x n, invertible; k: constant",
    lhs=at(Det(Power(s.Q, s.k)), Det(Power(s.Q, Integer(3))), of=s.Q),
    source=COOKBOOK,
    title="determinant of a power",
    chooses=True,
)
def d_determinant_of_power(e: Any, x: Any) -> Any:
    """d det Fᵏ = k det Fᵏ · tr(F⁻¹ dF)."""
    match e.args[0]:
        case Det(args=(Power(args=(u, k)),)) as det if plain(e) and not moving(e, k, x):
            return Under(times(k, det, Tr(times(Inv(u), along(e, u)))), nonzero(det))


def inside_log(u: Tree) -> Tree | None:
    """F of ln det F and of ln |det F|."""
    match u:
        case Call(args=(Function(plain="log"), Det() as d)):
            return d
        case Call(args=(Function(plain="log"), Call(args=(Function(plain="abs"), Det() as d)))):
            return d
    return None


@rule(
    given="F: n x n, invertible",
    lhs=at(call("log", Det(s.P)), call("log", Det(Inv(s.P))), call("log", Det(Power(s.P, s.k))), of=s.P)
    + at(call("log", call("abs", Det(s.Q))), of=s.Q),
    source=MAGNUS,
    title="differential of ln det",
    chooses=True,
)
def d_log_determinant(e: Any, x: Any) -> Any:
    """d ln det F = tr(F⁻¹ dF); likewise ln |det F|; and d ln det Fᵏ = k tr(F⁻¹ dF)."""
    match inside_log(e.args[0]):
        case Det(args=(Power(args=(u, k)),)) as det if plain(e) and not moving(e, k, x):
            return Under(times(k, Tr(times(Inv(u), along(e, u)))), nonzero(det))
        case Det(args=(Inv(args=(u,)),)) if plain(e):
            return minus(Tr(times(Inv(u), along(e, u))))
        case Det(args=(u,)) as det if plain(e):
            return Under(Tr(times(Inv(u), along(e, u))), nonzero(det))


@rule(
    given="F: n x n; k: positive integer",
    lhs=at(Power(s.Q, Integer(3)), Power(s.Q, Integer(-2)), Power(s.Q, s.k), of=s.Q),
    source=COOKBOOK,
    title="differential of a matrix power",
    chooses=True,
)
def d_matrix_power(e: Any, x: Any) -> Any:
    """d Fᵏ = Σ Fʳ dF Fᵏ⁻¹⁻ʳ, r from 0 to k − 1."""
    match e.args[0]:
        case Power(args=(u, k)) if plain(e) and shape(u) and not moving(e, k, x):
            du = along(e, u)
            if isinstance(k, Integer) and 0 < k <= LONGEST:
                return plus(*(_around(u, r, k - 1 - r, du) for r in range(int(k))))
            if isinstance(k, Integer) and -LONGEST <= k < 0:
                return minus(plus(*(_around(u, -r - 1, k + r, du) for r in range(-int(k)))))
            if not isinstance(k, Rational) and {"integer", "positive"} <= getattr(k, "assumptions", frozenset()):
                r = index("r") if index("r") not in letters(e) else fresh(index("r"), letters(e))
                body = times(Power(u, r), du, Power(u, plus(k, S.NegativeOne, minus(r))))
                return Sum(body, Range(r, S.Zero, plus(k, S.NegativeOne)))


def _around(u: Tree, left: Any, right: Any, du: Tree) -> Tree:
    before = [power(u, Integer(left))] if left else []
    after = [power(u, Integer(right))] if right else []
    return times(*before, du, *after)


@rule(
    given="F: n x n; k: constant, an integer unless F is symmetric",
    lhs=[
        *at(Tr(Power(s.Q, Integer(4))), Tr(Power(s.Q, s.k)), of=s.Q),
        *at(Tr(Power(times(T(s.X), s.X), Rational(3, 2)))),
    ],
    source=COOKBOOK,
    title="trace of a power",
    chooses=True,
)
def d_trace_of_power(e: Any, x: Any) -> Any:
    """d tr Fᵏ = k tr(Fᵏ⁻¹ dF)."""
    match e.args[0]:
        case Tr(args=(Power(args=(u, k)),)) if plain(e) and not moving(e, k, x) and (whole(k) or symmetric(u)):
            return times(k, Tr(times(*([power(u, one_less(k))] if k != 1 else []), along(e, u))))


def whole(k: Tree) -> bool:
    """Is k certainly an integer?"""
    return isinstance(k, Integer) or "integer" in getattr(k, "assumptions", ())


SLOPES = {"sin": "cos", "cos": "-sin", "exp": "exp", "sinh": "cosh", "cosh": "sinh", "log": "inverse"}


@rule(
    given="F: n x n; f: matrix function",
    lhs=at(Tr(Call(s.MATRIX_EXP, s.Q)), Tr(Call(s.MATRIX_SIN, s.Q)), of=s.Q),
    source="Higham, Functions of Matrices, th. 3.6",
    title="trace of a matrix function",
    chooses=True,
)
def d_trace_of_function(e: Any, x: Any) -> Any:
    """d tr f(F) = tr(f'(F) dF)."""
    match e.args[0]:
        case Tr(args=(Call(args=(Function(kind="matrix", plain=name, order=()) as f, u)),)) if plain(e):
            known = SLOPES.get(name)
            if known is None:
                return None
            if known == "inverse":
                return Tr(times(Inv(u), along(e, u)))
            plainly = known.lstrip("-")
            made = Tr(times(Call(Function(f"\\{plainly}", plainly, "matrix", f.args[3], f.args[4]), u), along(e, u)))
            return minus(made) if known.startswith("-") else made


@rule(
    given="A: n x n, constant; s: scalar",
    lhs=at(Call(s.MATRIX_EXP, times(s.t, s.G)), Call(s.MATRIX_EXP, times(Integer(2), s.t, s.G)), of=s.t),
    source="Higham, Functions of Matrices, ch. 2",
    title="exponential of a scalar times a matrix",
    chooses=True,
)
def d_matrix_exponential(e: Any, x: Any) -> Any:
    """d e^{sA} = A e^{sA} ds: A commutes with its own exponential."""
    match e.args[0]:
        case Call(args=(Function(kind="matrix", plain="exp", order=()), Times() as u)) as exp if plain(e):
            scalars, matrices = split(u)
            if scalars and not any(moving(e, a, x) for a in matrices):
                return product(along(e, times(*scalars)), *matrices, exp)


@rule(
    given="F: n x n, invertible",
    lhs=at(Adj(s.Q), of=s.Q),
    source=COOKBOOK,
    title="adjugate of an invertible matrix",
    chooses=True,
)
def d_adjugate(e: Any, x: Any) -> Any:
    """adj F = det F · F⁻¹, where F is invertible."""
    match e.args[0]:
        case Adj(args=(u,)) if plain(e):
            return Under(along(e, times(Det(u), Inv(u))), nonzero(Det(u)))


# ---- norms -----------------------------------------------------------------------------------------------------------


@rule(
    given="F: m x n",
    lhs=at(Power(Norm(s.X), Integer(2))),
    source=MAGNUS,
    title="differential of a squared norm",
    chooses=True,
)
def d_squared_norm(e: Any, x: Any) -> Any:
    """d‖F‖² = 2 tr(Fᵀ dF)."""
    match e.args[0]:
        case Power(args=(Norm(args=(u,)), k)) if plain(e) and k == 2 and shape(u):
            return times(Integer(2), Tr(times(T(u), along(e, u))))


@rule(
    given="F: m x n, not zero",
    lhs=at(Norm(s.X)) + at(Norm(s.x, "1"), of=s.x),
    source=MAGNUS,
    title="differential of a norm",
    chooses=True,
)
def d_norm(e: Any, x: Any) -> Any:
    """d‖F‖ = tr(Fᵀ dF)/‖F‖; of the 1-norm, sign(F)ᵀ dF."""
    match e.args[0]:
        case Norm(args=(u,)) as norm if plain(e) and shape(u):
            made = times(Frac(S.One, norm), Tr(times(T(u), along(e, u))))
            return Under(made, (Relation("≠", norm, S.Zero),))
        case Norm(kind="1", args=(u, _)) if plain(e) and is_column(u):
            return Under(Tr(times(T(call("sign", u)), along(e, u))), (Relation("≠", u, S.Zero),))


@rule(
    given="F: m x n, of rank n",
    lhs=at(Norm(s.X, "nuclear")),
    source="Watson 1992, Characterization of the subdifferential of some matrix norms",
    title="differential of the nuclear norm",
    chooses=True,
)
def d_nuclear_norm(e: Any, x: Any) -> Any:
    """d‖F‖_* = tr((FᵀF)^(−1/2) Fᵀ dF), where F has full column rank."""
    match e.args[0]:
        case Norm(kind="nuclear", args=(u, _)) if plain(e) and shape(u):
            gram = times(T(u), u)
            made = Tr(times(Power(gram, Rational(-1, 2)), T(u), along(e, u)))
            return Under(made, (Relation("≠", Det(gram), S.Zero),))


# ---- eigenvalues -----------------------------------------------------------------------------------------------------


@rule(
    given="F: n x n symmetric, its largest eigenvalue simple",
    lhs=at(EigenValue(s.S), of=s.S),
    source=MAGNUS,
    title="differential of an eigenvalue",
    chooses=True,
)
def d_eigenvalue(e: Any, x: Any) -> Any:
    """dλ = vᵀ dF v, v the unit eigenvector, where λ is simple."""
    match e.args[0]:
        case EigenValue(args=(u,)) if plain(e) and symmetric(u):
            v = EigenVector(u)
            return Tr(times(T(v), along(e, u), v))


@rule(
    given="F: n x n symmetric, its largest eigenvalue simple",
    lhs=[
        Schema(Derivative(EigenVector(plus(s.S, times(s.t, s.P))), s.t)),
        Schema(D(EigenVector(s.S)), s.S),
    ],
    source=MAGNUS,
    title="differential of an eigenvector",
    chooses=True,
)
def d_eigenvector(e: Any, x: Any) -> Any:
    """dv = (λI − F)⁺ dF v, for symmetric F and dF (else the symmetric part of dF), where λ is simple."""
    match e.args[0]:
        case EigenVector(args=(u,)) as v if plain(e) and symmetric(u):
            gap = plus(times(EigenValue(u), Eye(shape(u)[0])), minus(u))
            du = along(e, u)
            if isinstance(e, D):
                du = times(Rational(1, 2), plus(du, T(du)))
            return product(Pinv(gap), du, v)


# ---- entrywise powers ------------------------------------------------------------------------------------------------


@rule(
    given="F: m x n; k: constant",
    lhs=at(HadPower(s.X, Integer(2)), HadPower(s.X, Integer(3)), HadPower(s.X, Integer(-1))),
    source=MAGNUS,
    title="differential of entrywise powers",
    chooses=True,
)
def d_hadamard_power(e: Any, x: Any) -> Any:
    """d F^{∘k} = k F^{∘(k−1)} ∘ dF."""
    match e.args[0]:
        case HadPower(args=(u, k)) if plain(e) and not moving(e, k, x):
            lower = u if k == 2 else HadPower(u, one_less(k))
            return times(k, hadamard(lower, along(e, u)))
