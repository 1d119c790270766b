"""Identities, inverses, powers of matrices, names for what is recognised, and like terms."""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    Call,
    Commutation,
    Diag,
    DiagOf,
    Eye,
    Frac,
    Function,
    Had,
    HadPower,
    Inv,
    Kron,
    Letter,
    LogSumExp,
    Ones,
    Plus,
    Power,
    Softmax,
    T,
    Times,
    Tr,
    Vec,
    has_d,
    is_column,
    is_scalar,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import walk
from derive.notation import call
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.open_special import power
from derive.rules.matrix.terms import hadamard, is_ones, square, standard, transposed, zeros
from derive.rules.table import rule

Tree = Any
TWO = Integer(2)

# ---- identities and inverses -----------------------------------------------------------------------------------------


@rule(
    given="A: n x n",
    lhs=[
        times(s.A, Eye(s.m)),
        Had(s.X, Ones(s.m, s.n)),
        Kron(Eye(s.m), Eye(s.n)),
        Diag(s.ONES),
        DiagOf(s.I),
        Kron(s.C, Commutation(Integer(1), s.q)),
        Vec(s.a),
    ],
    source=MAGNUS,
    title="identity",
    quiet=True,
)
def neutral(e: Any) -> Any:
    """AI = A, A ∘ 1 = A, I ⊗ I = I, diag(1) = I, vec a = a."""
    match e:
        case Kron(args=fs) if any(isinstance(f, Commutation) and 1 in f.args for f in fs):
            return Kron(*(Eye(shape(f)[0]) if isinstance(f, Commutation) and 1 in f.args else f for f in fs))
        case Vec(args=(u,)) if is_column(u) and not has_d(u):
            return u
        case Times(args=fs) if any(isinstance(f, Eye) for f in fs):
            kept = [f for f in fs if not isinstance(f, Eye)]
            one = Eye(shape(e)[0])
            return times(*kept) if any(map(shape, kept)) else times(*kept, one) if fs.count(one) > 1 else None
        case Had(args=fs) if any(map(is_ones, fs)):
            kept = [f for f in fs if not is_ones(f)]
            return hadamard(*kept) if kept else fs[0]
        case Kron(args=(Eye(), Eye())):
            return Eye(shape(e)[0])
        case Diag(args=(Ones(),)):
            return Eye(shape(e)[0])
        case DiagOf(args=(Eye(args=(n,)),)):
            return Ones(n, Integer(1))


@rule(
    given="A, B: n x n, invertible",
    lhs=[
        Inv(Inv(s.Q)),
        Inv(s.I),
        Inv(times(s.Q, s.R)),
        Inv(Power(s.Q, TWO)),
        Inv(T(s.Q)),
        Power(s.Q, S.One),
    ],
    source=MAGNUS,
    title="inverse",
    quiet=True,
)
def inverse(e: Any) -> Any:
    """(A⁻¹)⁻¹ = A, (AB)⁻¹ = B⁻¹A⁻¹ for square factors, (Aᵏ)⁻¹ = A⁻ᵏ, (Aᵀ)⁻¹ = (A⁻¹)ᵀ."""
    match e:
        case Inv(args=(Inv(args=(u,)),)):
            return u
        case Inv(args=(Eye() as u,)):
            return u
        case Inv(args=(T(args=(u,)),)):
            return T(Inv(u))
        case Inv(args=(Times(args=fs),)) if all(map(square, fs)):
            return times(*map(Inv, fs[::-1]))
        case Inv(args=(Power(args=(u, k)),)):
            return power(u, -k if isinstance(k, Rational) else times(S.NegativeOne, k))
        case Power(args=(u, k)) if shape(u) and k in (0, 1, -1):
            return power(u, k)


def based(f: Tree) -> tuple[Tree, Any, bool]:
    """A factor as base and exponent, and whether it is transposed."""
    turned = isinstance(f, T)
    inner = f.args[0] if turned else f
    match inner:
        case Power(args=(u, Rational() as k)):
            return u, k, turned
        case Inv(args=(u,)):
            return u, S.NegativeOne, turned
    return inner, S.One, turned


def merged(f: Tree, g: Tree) -> Tree | None:
    """The product of two square factors as one, where they are powers of one matrix."""
    (u, k, turned), (v, l, also) = based(f), based(g)
    if u != v:
        return None
    if turned == also:
        made = power(u, k + l)
        return T(made) if turned and k + l != 0 else made
    orthogonal = isinstance(u, Letter) and "orthogonal" in u.assumptions
    return Eye(shape(u)[0]) if orthogonal and k == l == 1 else None


@rule(
    given="A: n x n, invertible; Q: orthogonal",
    lhs=[
        times(s.Q, Inv(s.Q)),
        times(s.Q, Power(s.Q, TWO)),
        times(T(s.Q), T(Inv(s.Q))),
        times(T(s.O), s.O),
        times(Inv(times(T(s.X), s.X)), T(s.X), s.X),
    ],
    source=MAGNUS,
    title="neighbouring powers",
)
def merge_powers(e: Any) -> Any:
    """A A⁻¹ = I, A Aᵏ = Aᵏ⁺¹, QᵀQ = I for orthogonal Q."""
    fs = e.args
    for i, f in enumerate(fs[:-1]):
        g = fs[i + 1]
        if is_scalar(f) or is_scalar(g) or has_d(f) or has_d(g) or not square(f):
            continue
        if isinstance(f, Inv) and isinstance(f.args[0], Times):
            inner = f.args[0].args
            if fs[i + 1 : i + 1 + len(inner)] == inner:
                return times(*fs[:i], Eye(shape(f)[0]), *fs[i + 1 + len(inner) :])
        made = merged(f, g) if shape(f) == shape(g) else None
        if made is not None:
            return times(*fs[:i], made, *fs[i + 2 :])


@rule(
    given="a, b: n",
    lhs=[
        Had(s.w, s.b, HadPower(s.w, S.NegativeOne)),
        Had(s.w, HadPower(s.w, TWO)),
        Had(s.w, HadPower(s.w, S.NegativeOne)),
    ],
    source=MAGNUS,
    title="entrywise powers",
)
def merge_entrywise_powers(e: Any) -> Any:
    """a ∘ a^{∘k} = a^{∘(k+1)}, and a ∘ a^{∘(−1)} = 1."""
    fs = e.args
    for i, f in enumerate(fs):
        for j in range(i + 1, len(fs)):
            (u, k), (v, l) = (g.args if isinstance(g, HadPower) else (g, S.One) for g in (f, fs[j]))
            if u != v or k == l == 1 or not (isinstance(k, Rational) and isinstance(l, Rational)):
                continue
            rest = [g for n, g in enumerate(fs) if n not in (i, j)]
            made = [] if k + l == 0 else [u] if k + l == 1 else [HadPower(u, k + l)]
            kept = [*rest[:i], *made, *rest[i:]]
            return hadamard(*kept) if kept else Ones(*shape(e))


# ---- what is recognised ----------------------------------------------------------------------------------------------

EXP_Z = call("exp", s.z)
EXP_S = call("exp", s.s)
SUM_EXP = Tr(times(T(s.ONES), EXP_Z))


def exponent(e: Tree) -> Tree | None:
    """z of 1ᵀ e^z."""
    match e:
        case Tr(args=(Times(args=(a, b)),)):
            for ones, other in ((a, b), (b, a)):
                inner = other.args[0] if isinstance(other, T) else other
                if is_ones(ones) and isinstance(inner, Call) and inner.function.plain == "exp" and is_column(inner):
                    return inner.arguments[0] if inner.function.kind == "elementary" else None
    return None


def with_softmax(g: Tree, z: Tree) -> Tree | None:
    """The factor g, divided by 1ᵀe^z, where it is e^z, its transpose, diag(e^z) or a Hadamard product with it."""
    power = call("exp", z)
    match g:
        case T(args=(u,)) | Diag(args=(u,)) if (made := with_softmax(u, z)) is not None:
            return g.func(made)
        case Had(args=fs) if power in fs:
            k = fs.index(power)
            return Had(*fs[:k], Softmax(z), *fs[k + 1 :])
    return Softmax(z) if g == power else None


@rule(
    given="z: n",
    lhs=[call("log", SUM_EXP), times(Frac(S.One, SUM_EXP), EXP_Z), times(Frac(s.s, SUM_EXP), T(EXP_Z), s.a)],
    source="Boyd & Vandenberghe, Convex Optimization, sec. 3.1.5",
    title="softmax",
)
def softmax_vector(e: Any) -> Any:
    """e^z / (1ᵀ e^z) = softmax(z), and ln 1ᵀ e^z = log-sum-exp of z."""
    match e:
        case Call(args=(Function(plain="log", order=()), u)) if (z := exponent(u)) is not None:
            return LogSumExp(z)
        case Times(args=fs):
            for k, f in enumerate(fs):
                if not isinstance(f, Frac):
                    continue
                top, below = f.args[0], list(factors(f.args[1]))
                for d in below:
                    z = exponent(d)
                    if z is None:
                        continue
                    for j, g in enumerate(fs):
                        new = with_softmax(g, z)
                        if new is not None:
                            below.remove(d)
                            rest = Frac(top, times(*below)) if below else top
                            made = [new if i == j else rest if i == k else h for i, h in enumerate(fs)]
                            return times(*(h for h in made if h != 1))


@rule(
    given="z: n",
    lhs=[
        Had(EXP_Z, HadPower(plus(s.ONES, EXP_Z), S.NegativeOne)),
        Had(s.a, HadPower(plus(s.ONES, EXP_Z), S.NegativeOne), EXP_Z),
    ],
    source=MAGNUS,
    title="sigmoid",
)
def sigmoid_vector(e: Any) -> Any:
    """e^z ∘ (1 + e^z)^{∘(−1)} = σ(z), entry by entry."""
    for f in e.args:
        match f:
            case Call(args=(Function(plain="exp", kind="elementary", order=()), z)):
                for total in (plus(Ones(*shape(z)), f), plus(f, Ones(*shape(z)))):
                    over = HadPower(total, S.NegativeOne)
                    if over in e.args:
                        rest = [g for g in e.args if g not in (f, over)]
                        return hadamard(call("sigmoid", z), *rest)


@rule(
    given="u, v: n",
    lhs=[
        DiagOf(times(s.a, T(s.b))),
        DiagOf(Diag(s.a)),
        DiagOf(T(s.G)),
        DiagOf(times(s.G, Diag(s.a))),
        DiagOf(plus(Diag(s.a), s.G)),
    ],
    source=MAGNUS,
    title="diagonal of a product",
)
def diagonal_of(e: Any) -> Any:
    """diag(u vᵀ) = u ∘ v, diag(diag(u)) = u, diag(Aᵀ) = diag(A), diag(A diag(u)) = diag(A) ∘ u, term by term."""
    match e:
        case DiagOf(args=(Times(args=(Diag(args=(u,)), *rest)),)) if all(map(shape, rest)):
            return hadamard(u, DiagOf(times(*rest)))
        case DiagOf(args=(Times(args=(*rest, Diag(args=(u,)))),)) if all(map(shape, rest)):
            return hadamard(DiagOf(times(*rest)), u)
        case DiagOf(args=(Plus(args=ts),)) if any(isinstance(node, Diag) for _, node in walk(e.args[0])):
            return plus(*map(DiagOf, ts))
        case DiagOf(args=(Times(args=fs),)):
            for k in range(1, len(fs)):
                if shape(fs[k]) and shape(fs[k])[0] == 1:
                    return hadamard(times(*fs[:k]), transposed(times(*fs[k:])))
        case DiagOf(args=(Diag(args=(u,)),)):
            return u
        case DiagOf(args=(T(args=(u,)),)):
            return DiagOf(u)


@rule(
    given="a, b: n",
    lhs=times(s.A, Diag(s.c), Diag(s.c), s.B),
    source=MAGNUS,
    title="product of diagonal matrices",
)
def merge_diagonals(e: Any) -> Any:
    """diag(a) diag(b) = diag(a ∘ b)."""
    for k in range(len(e.args) - 1):
        match e.args[k : k + 2]:
            case (Diag(args=(a,)), Diag(args=(b,))) if not has_d(a) and not has_d(b):
                return times(*e.args[:k], Diag(hadamard(a, b)), *e.args[k + 2 :])


@rule(
    given="s: scalar",
    lhs=times(Frac(S.One, plus(S.One, EXP_S)), EXP_S, s.X),
    source=MAGNUS,
    title="sigmoid",
)
def sigmoid_scalar(e: Any) -> Any:
    """e^s / (1 + e^s) = σ(s), beside a vector or a matrix."""
    for k, f in enumerate(e.args):
        match f:
            case Frac(args=(top, Plus(args=(a, b)))) if 1 in (a, b):
                power = b if a == 1 else a
                if isinstance(power, Call) and power in e.args and power.function.plain == "exp":
                    rest = [g for j, g in enumerate(e.args) if j != k and g != power]
                    new = call("sigmoid", power.arguments[0])
                    return times(*([top] if top != 1 else []), new, *rest)


# ---- like terms ------------------------------------------------------------------------------------------------------


def numbered(t: Tree) -> tuple[Any, Tree]:
    """A term as number and rest; the rest of a number is 1."""
    first, *rest = factors(t)
    if isinstance(first, Rational):
        if rest and isinstance(rest[0], Frac):
            c, other = numbered(times(*rest))
            return first * c, other
        return first, times(*rest)
    if isinstance(first, Frac) and isinstance(first.args[0], Rational) and first.args[0] != 1:
        c, below = first.args
        return (c / below, times(*rest)) if isinstance(below, Rational) else (c, times(Frac(S.One, below), *rest))
    return S.One, t


def with_number(c: Any, rest: Tree) -> Tree:
    """c · rest."""
    if rest == 1:
        return c
    return rest if c == 1 else minus(rest) if c == -1 else times(c, rest)


@rule(
    given="c: number; u, v: n",
    lhs=[plus(times(TWO, s.X), s.X), plus(s.dot(s.a, s.b), s.dot(s.b, s.a)), plus(s.X, times(S.NegativeOne, s.X))],
    source=MAGNUS,
    title="like terms",
)
def like_terms(e: Any) -> Any:
    """Terms that differ by a number are added; uᵀv and vᵀu are alike, and so are tr(AB) and tr(BA)."""
    found: dict[Tree, list[Any]] = {}
    for t in e.args:
        c, rest = numbered(t)
        entry = found.setdefault(standard(rest), [S.Zero, rest])
        entry[0] = entry[0] + c
    if len(found) == len(e.args):
        return None
    kept = [with_number(c, rest) for c, rest in found.values() if c != 0]
    return plus(*kept) if kept else zeros(shape(e))
