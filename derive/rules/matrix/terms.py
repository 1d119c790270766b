"""Products and transposes taken apart: scalar and matrix factors, the transpose pushed to the letters, lengths."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from sympy import Rational, S

from derive.expr.arithmetic import factors, terms
from derive.expr.heads import (
    LEAVES,
    Adj,
    Call,
    Commutation,
    D,
    Derivative,
    Diag,
    Eye,
    Frac,
    Had,
    HadPower,
    Indicator,
    Inv,
    Kron,
    Letter,
    Matrix,
    Node,
    Ones,
    Pinv,
    Plus,
    Power,
    Relation,
    Shape,
    SingleEntry,
    Sum,
    T,
    Times,
    Tr,
    Zero,
    digest,
    has_d,
    is_scalar,
    letters,
    shape,
    times,
)
from derive.expr.trees import canonical, rebuild, trampoline, walk

Tree = Any


def split(e: Tree) -> tuple[list[Tree], list[Tree]]:
    """The scalar factors and the matrix factors of a product."""
    fs = factors(e)
    return [f for f in fs if is_scalar(f)], [f for f in fs if not is_scalar(f)]


def zeros(form: Shape) -> Tree:
    """The zero of a shape."""
    return Zero(*form) if form else S.Zero


def is_zero(e: Tree) -> bool:
    """Zero, of whatever shape."""
    return isinstance(e, Zero) or e == 0


def hadamard(*fs: Tree) -> Tree:
    """The Hadamard product of matrices, Hadamard products among them spliced in; the product of scalars."""
    if is_scalar(fs[0]):
        return times(*fs)
    flat = [g for f in fs for g in (f.args if isinstance(f, Had) else (f,))]
    return flat[0] if len(flat) == 1 else Had(*flat)


def product(*fs: Tree) -> Tree:
    """The product, ones left out."""
    return times(*(f for f in fs if f != 1))


def trace(e: Tree) -> Tree:
    """The trace, scalar factors before it."""
    scalars, matrices = split(e)
    return times(*scalars, Tr(times(*matrices)))


def is_ones(e: Tree) -> bool:
    """Ones in every entry: 1, 1ᵀ, 1 1ᵀ."""
    if isinstance(e, Times) and len(e.args) == 2 and shape(e.args[0])[1:] == (1,):
        return all(map(is_ones, e.args))
    return isinstance(e, Ones) or isinstance(e, T) and isinstance(e.args[0], Ones)


def number(e: Tree) -> Rational | None:
    """The number that e is, else None."""
    return e if isinstance(e, Rational) else None


def moves(e: Tree, x: Letter | frozenset[Letter]) -> bool:
    """Does e depend on x, a letter or one of several, given that a differential dx does not?"""
    if isinstance(x, frozenset):
        return any(moves(e, one) for one in x & letters(e))
    if x not in letters(e):
        return False
    if not has_d(e):
        return True
    stack = [e]
    while stack:
        node = stack.pop()
        if node == x:
            return True
        if x in letters(node) and not isinstance(node, LEAVES) and not (isinstance(node, D) and node.args[0] == x):
            stack += node.args
    return False


# ---- transposes ------------------------------------------------------------------------------------------------------


def transposed(e: Tree) -> Tree:
    """The transpose of e with T pushed to the letters, through sums too."""
    return trampoline(_transposed(e, True))


def flipped(e: Tree) -> Tree:
    """The transpose of e without (Aᵀ)ᵀ and (AB)ᵀ; a sum keeps its T, what is symmetric has none."""
    return trampoline(_transposed(e, False))


def turns(e: Tree) -> int:
    """How many transposes are written."""
    return sum(isinstance(node, T) for _, node in walk(e))


def _transposed(e: Tree, deep: bool) -> Generator[Any, Any, Tree]:
    match e:
        case _ if is_scalar(e):
            return e
        case Letter() if "symmetric" in e.assumptions:
            return e
        case Eye() | Diag():
            return e
        case T(args=(a,)):
            return a
        case SingleEntry(args=(i, j, m, n)):
            return SingleEntry(j, i, n, m)
        case Commutation(args=(m, n)):
            return Commutation(n, m)
        case Zero(args=(m, n)):
            return Zero(n, m)
        case Ones(args=(m, n)) if m != 1 and n != 1:
            return Ones(n, m)
        case Times():
            scalars, matrices = split(e)
            return times(*scalars, *(yield _each(matrices[::-1], deep)))
        case Had():
            return Had(*(yield _each(e.args, deep)))
        case Kron():
            return Kron(*(yield _each(e.args, deep)))
        case Frac(args=(a, s)):
            return Frac((yield _transposed(a, deep)), s)
        case Plus() | Inv() | Power() if not deep and symmetric(e):
            return e
        case Plus() if deep:
            return Plus(*(yield _each(e.args, deep)))
        case Inv() | Pinv() | Adj() if deep:
            return e.func((yield _transposed(e.args[0], deep)))
        case Power() | HadPower() if deep:
            return e.func((yield _transposed(e.args[0], deep)), e.args[1])
        case Call() if deep:
            return Call(e.args[0], *(yield _each(e.args[1:], deep)))
        case Sum():
            return Sum((yield _transposed(e.body, deep)), *e.binders)
    return T(e)


def _each(es: Sequence[Tree], deep: bool) -> Generator[Any, Any, list[Tree]]:
    out = []
    for a in es:
        out.append((yield _transposed(a, deep)))
    return out


def square(e: Tree) -> bool:
    """Is e a square matrix?"""
    return len(shape(e)) == 2 and len(set(shape(e))) == 1


def symmetric(e: Tree) -> bool:
    """Is e certainly equal to its transpose?"""
    if not square(e):
        return False
    other = transposed(e)
    return other == e or other != T(e) and (same(other, e) or polynomial(other) == polynomial(e))


MOST = 200  # terms of a product that is multiplied out


def multiplied(e: Tree) -> list[Tree]:
    """The terms of e, products of sums multiplied out; e alone where they would be too many."""
    waiting, out = list(terms(e)), []
    while waiting:
        t = waiting.pop()
        fs = [transposed(f.args[0]) if isinstance(f, T) and isinstance(f.args[0], Plus) else f for f in factors(t)]
        k = next((k for k, f in enumerate(fs) if isinstance(f, Plus)), None)
        if k is None:
            out.append(t)
        else:
            waiting += [product(*fs[:k], u, *fs[k + 1 :]) for u in fs[k].args]
        if len(out) + len(waiting) > MOST:
            return [e]
    return out


def polynomial(e: Tree) -> dict[Tree, Any]:
    """Terms, up to the order of scalar factors, with their numbers."""
    found: dict[Tree, Any] = {}
    for t in multiplied(e):
        value = S.One
        for f in factors(t):
            value = value * f if isinstance(f, Rational) else value
        rest = standard(times(*(f for f in factors(t) if not isinstance(f, Rational))))
        found[rest] = found.get(rest, S.Zero) + value
    return {t: c for t, c in found.items() if c != 0}


def same(a: Tree, b: Tree) -> bool:
    """Are the trees equal up to the order of terms and of scalar factors, and up to transposing scalars?"""
    return standard(a) == standard(b)


def standard(e: Tree) -> Tree:
    """One tree for trees that differ by the order of terms and scalar factors, or by turning a trace around."""
    return canonical(rebuild(e, _turned))


def _turned(e: Tree) -> Tree:
    """A trace as the least, by digest, of its cyclic forms and those of its transpose."""
    if not isinstance(e, Tr):
        return e
    forms = [f for inner in (e.args[0], transposed(e.args[0])) for f in rotations(inner)]
    return Tr(min(forms, key=digest))


def rotations(e: Tree) -> list[Tree]:
    """tr(ABC) = tr(BCA) = tr(CAB)."""
    fs = factors(e)
    if len(fs) > 12 or any(is_scalar(f) for f in fs):
        return [e]
    return [times(*fs[k:], *fs[:k]) for k in range(len(fs))]


# ---- lengths ---------------------------------------------------------------------------------------------------------

COST: dict[type, int] = {Plus: 0, Times: 0, T: 1, Frac: 1, Tr: 1, Inv: 2, Call: 2, Indicator: 3, Power: 1, HadPower: 2}


def length(e: Tree) -> int:
    """How long e is on paper, in symbols."""
    total = 0
    for _, node in walk(e):
        if not isinstance(node, Node) or isinstance(node, LEAVES):
            total += 1
            continue
        total += COST.get(type(node), 2)
        match node:
            case Plus() | Had() | Kron() | Relation():
                total += len(node.args) - 1
        total += sum(2 for a in node.args if isinstance(a, Plus) and isinstance(node, (Times, T, Inv, Had, Power)))
    return total


def leaves(e: Tree) -> int:
    """How many letters and constants e has, numbers not counted."""
    inert = (Matrix, Derivative)
    return sum(
        1
        for _, node in walk(e)
        if isinstance(node, LEAVES) or isinstance(node, Node) and not node.args or isinstance(node, inert)
    )
