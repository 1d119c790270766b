"""A formula of vectors and matrices in components, and back: sums over indices, then entries of whole products."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Integer, S

from derive.expr.arithmetic import factors
from derive.expr.heads import (
    All,
    Call,
    Delta,
    Derivative,
    Diag,
    Entry,
    Eye,
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
    Row,
    Softmax,
    Sum,
    T,
    Times,
    Tr,
    index,
    is_scalar,
    letters,
    plus,
    shape,
    times,
)
from derive.expr.trees import fresh, rebuild, trampoline, walk
from derive.notation import call, square
from derive.rules.matrix import schema as s
from derive.rules.matrix.open import MAGNUS
from derive.rules.matrix.sums import lifted, opened, turned
from derive.rules.table import Schema, rule

Tree = Any
Work = Generator[Any, Any, Any]
ONE = Integer(1)
INDEX = index("i")
a_i, z_i = Entry(s.a, s.i), Entry(s.z, s.i)


class NoComponents(Exception):
    """A head of which nobody can write an entry by entries of its letters."""


@dataclass(frozen=True, slots=True)
class Components:
    """Writes entries; taken: letters that its own indices must not be."""

    taken: frozenset[Letter]

    def of(self, e: Tree, i: Tree, j: Tree = ONE) -> Tree:
        """Entry (i, j) of a matrix, entry i of a column. Raises: NoComponents."""
        return trampoline(self._entry(e, i, j))

    def _entry(self, e: Tree, i: Tree, j: Tree) -> Work:
        inner = Components(self.taken | letters(e) | letters(i) | letters(j))
        match e:
            case _ if is_scalar(e):
                return e
            case Letter():
                return Entry(e, i) if shape(e)[1] == ONE else Entry(e, i, j)
            case Row(args=(a, k)):
                return Entry(a, k, i)
            case Ones():
                return S.One
            case Eye():
                return Delta(i, j)
            case T(args=(a,)):
                return (yield inner._entry(a, j, i))
            case Plus(args=terms):
                parts = []
                for t in terms:
                    parts.append((yield inner._entry(t, i, j)))
                return plus(*parts)
            case Had(args=(a, b)):
                left = yield inner._entry(a, i, j)
                right = yield inner._entry(b, i, j)
                return _over(left, right, b)
            case HadPower(args=(a, n)):
                base = yield inner._entry(a, i, j)
                return Frac(S.One, base) if n == -1 else Power(base, n)
            case Frac(args=(a, b)) if is_scalar(b):
                return Frac((yield inner._entry(a, i, j)), b)
            case Diag(args=(v,)):
                return times(Delta(i, j), (yield inner._entry(v, i, ONE)))
            case Softmax(args=(z,)):
                return (yield inner._softmax(z, i))
            case Call(args=(f, a)) if f.kind in ("elementary", "elementwise"):
                return Call(f, (yield inner._entry(a, i, j)))
            case Times(args=parts):
                return (yield inner._product(parts, i, j))
        raise NoComponents

    def _softmax(self, z: Tree, i: Tree) -> Work:
        k = fresh(INDEX, self.taken)
        top = yield self._entry(z, i, ONE)
        other = yield Components(self.taken | {k})._entry(z, k, ONE)
        return Frac(call("exp", top), Sum(call("exp", other), All(k, shape(z)[0])))

    def _product(self, parts: Any, i: Tree, j: Tree) -> Work:
        """(A B)_ij = Σ_k A_ik B_kj, a column times a row without a sum."""
        scalars, others = [f for f in parts if is_scalar(f)], [f for f in parts if not is_scalar(f)]
        first, *rest = others
        if not rest:
            return times(*scalars, (yield self._entry(first, i, j)))
        size = shape(first)[1]
        k = ONE if size == ONE else fresh(INDEX, self.taken)
        inside = Components(self.taken | letters(k))
        left = yield inside._entry(first, i, k)
        right = yield inside._entry(times(*rest), k, j)
        body = product_of(left, right)
        return times(*scalars, body) if size == ONE else times(*scalars, Sum(body, All(k, size)))


def entry_of(u: Tree, i: Tree, taken: frozenset[Letter]) -> Tree:
    """Entry i of a column, with none of the letters taken as an index of its own; None where nobody can write it."""
    try:
        return Components(taken | letters(u) | letters(i)).of(u, i)
    except NoComponents:
        return None


def _over(left: Tree, right: Tree, b: Tree) -> Tree:
    inverse = isinstance(b, HadPower) and b.args[1] == -1
    return Frac(left, right.args[1]) if inverse else times(left, right)


def product_of(a: Tree, b: Tree) -> Tree:
    """a b, without a 1."""
    return b if a == 1 else a if b == 1 else times(a, b)


def written(e: Tree, taken: frozenset[Letter]) -> Tree:
    """A scalar formula without whole vectors and matrices; None where one of its heads has no components."""
    try:
        made = rebuild(e, lambda n: _scalar(n, taken) if isinstance(n, Node) else n)
    except NoComponents:
        return None
    return made if is_in_entries(made) else None


def is_in_entries(e: Tree) -> bool:
    """Does no vector or matrix stand in it whole?"""
    return not any(shape(n) for _, n in walk(e) if isinstance(n, Node) and not isinstance(n, Letter))


def _scalar(e: Tree, taken: frozenset[Letter]) -> Tree:
    """A trace, a norm, a log-sum-exp, an entry of a product in components; anything else as it is."""
    made = Components(taken | letters(e))
    match e:
        case Tr(args=(a,)) if shape(a) == (ONE, ONE):
            return made.of(a, ONE, ONE)
        case Tr(args=(a,)):
            return _total(a, made, lambda c, i, j: c.of(a, i, i), 1)
        case Power(args=(Norm(args=(a,)) as norm, n)) if n == 2 and norm.kind in ("", "fro", "2"):
            return _total(a, made, lambda c, i, j: square(c.of(a, i, j)), 2)
        case LogSumExp(args=(a,)):
            return call("log", _total(a, made, lambda c, i, j: call("exp", c.of(a, i, j)), 2))
        case Entry(args=(a, i, *rest)) if not isinstance(a, Letter):
            return made.of(a, i, *rest)
    return e


def _total(a: Tree, made: Components, body: Any, count: int) -> Tree:
    """Σ_i over the diagonal (count 1), Σ_i Σ_j over all entries."""
    rows, columns = shape(a)
    i = fresh(INDEX, made.taken)
    if count == 1 or columns == ONE:
        return Sum(body(Components(made.taken | {i}), i, ONE), All(i, rows))
    j = fresh(INDEX, made.taken | {i})
    return Sum(body(Components(made.taken | {i, j}), i, j), All(i, rows), All(j, columns))


@rule(
    given="a, b: n; X: m x n",
    lhs=[
        Derivative(Tr(times(T(s.a), s.z)), Entry(s.z, s.i)),
        Derivative(Power(Norm(plus(s.a, times(Integer(-1), s.z))), Integer(2)), Entry(s.z, s.i)),
    ],
    source=MAGNUS,
    title="in components",
)
def in_components(e: Any) -> Any:
    """aᵀb = Σ_i a_i b_i, ‖u‖² = Σ_i u_i², tr A = Σ_i A_ii, (AB)_ij = Σ_k A_ik B_kj under a derivative by an entry."""
    if not all(isinstance(v, Entry) for v in e.variables) or not is_scalar(e.of):
        return None
    made = written(e.of, letters(e))
    return None if made is None or made == e.of else Derivative(made, *e.variables)


@rule(
    given="v: n; X: m x n; A: n x m",
    lhs=[
        Sum(times(Entry(s.X, s.j, s.i), Entry(s.a, s.i)), All(s.i, s.n)),
        Sum(times(Entry(s.A, s.i, s.j), plus(Entry(s.a, s.i), Entry(s.z, s.i))), All(s.i, s.n)),
        Sum(plus(times(Entry(s.A, s.i, s.j), a_i), times(z_i, Entry(s.B, s.j, s.i))), All(s.i, s.n)),
    ],
    source=MAGNUS,
    title="a sum as a component of a product",
)
def sum_as_component(e: Any) -> Any:
    """Σ_i A_ij f(v_i) = (Aᵀf(v))_j and Σ_i A_ji v_i B_ik = (A diag(v) B)_jk."""
    body, sizes = opened(e)
    if sizes is None or len(sizes) != 1 or shape(body):
        return None
    if isinstance(body, Plus):
        parts = [_gathered(t, sizes) for t in body.args]
        return None if None in parts else plus(*parts)
    return _gathered(body, sizes)


def _gathered(body: Tree, sizes: dict[Letter, Tree]) -> Tree | None:
    (i,) = sizes
    own = [f for f in factors(body) if i in letters(f)]
    free = [f for f in factors(body) if i not in letters(f)]
    groups: dict[tuple[Letter, ...], list[Tree]] = {}
    for f in own:
        groups.setdefault(tuple(dict.fromkeys(_others(f, i))), []).append(f)
    ends = [k for k in groups if k]
    if any(len(k) > 1 for k in ends) or not 1 <= len(ends) <= 2:
        return None
    made = _chain(groups, [k for (k,) in ends], i, sizes)
    return None if made is None else times(*free, made)


def _others(f: Tree, i: Letter) -> Iterator[Letter]:
    """The other indices of the entries in a factor that stand beside i."""
    for _, n in walk(f):
        if isinstance(n, Entry):
            yield from (k for a in n.args[1:] for k in sorted(letters(a), key=str) if k != i)


def _chain(groups: Any, ends: list[Letter], i: Letter, sizes: dict[Letter, Tree]) -> Tree | None:
    middle = lifted(times(*groups[()]), [i], sizes) if () in groups else None
    if () in groups and middle is None:
        return None
    sides = []
    for k in ends:
        whole = {**sizes, **_sizes(groups[k,], k)}
        m = lifted(times(*groups[k,]), [k, i], whole) if k in whole else None
        if m is None:
            return None
        sides.append(m)
    if len(ends) == 1:
        v = Ones(sizes[i], ONE) if middle is None else middle
        return Entry(times(sides[0], v), ends[0])
    between = [] if middle is None else [Diag(middle)]
    return Entry(times(sides[0], *between, turned(sides[1])), *ends)


def _sizes(parts: list[Tree], k: Letter) -> dict[Letter, Tree]:
    """The size of what an index runs over in these factors."""
    for f in parts:
        for _, n in walk(f):
            if isinstance(n, Entry) and k in n.args[1:]:
                return {k: shape(n.args[0])[n.args.index(k) - 1]}
    return {}


def component_back(g: Tree, x: Any) -> Tree:
    """The component of the answer that the line was."""
    return Entry(g, *x.args[1:])


@rule(
    given="a, z: n; c: m; X: m x n",
    lhs=[
        *(
            Schema(e, z_i)
            for e in (
                a_i,
                times(Integer(2), a_i),
                plus(a_i, z_i),
                Power(a_i, Integer(2)),
                call("exp", a_i),
                Frac(a_i, s.s),
            )
        ),
        Schema(times(Entry(s.c, s.j), a_i), Entry(s.X, s.j, s.i)),
    ],
    source=MAGNUS,
    title="read off the whole",
    chooses=True,
    back=component_back,
)
def read_components(e: Any, x: Any) -> Any:
    """From ∂L/∂x_k = g_k for every k the gradient g; from ∂L/∂X_ij = G_ij the matrix G."""
    at = list(x.args[1:])
    sizes = dict(zip(at, shape(x.args[0]), strict=False))
    parts = [_whole(t, at, sizes) for t in (e.args if isinstance(e, Plus) else (e,))]
    return lifted(e, at, sizes) or (None if None in parts else plus(*parts))


def _whole(e: Tree, at: list[Letter], sizes: dict[Letter, Tree]) -> Tree | None:
    """The vector or matrix with this entry: a_k c_l is that of a cᵀ, M_kl a_k that of diag(a) M."""
    made = lifted(e, at, sizes)
    if made is not None:
        return made
    if not letters(e) & set(at):
        return times(e, Ones(*(sizes[k] for k in at), *([ONE] if len(at) == 1 else [])))
    if len(at) == 1:
        return None
    own: dict[frozenset[Letter], list[Tree]] = {}
    for f in factors(e):
        own.setdefault(frozenset(letters(f) & set(at)), []).append(f)
    ends = [lifted(times(*own[frozenset([i])]), [i], sizes) if frozenset([i]) in own else None for i in at]
    middle = lifted(times(*own[frozenset(at)]), at, sizes) if frozenset(at) in own else None
    if any((frozenset([i]) in own) != (v is not None) for i, v in zip(at, ends, strict=True)):
        return None
    free = own.get(frozenset(), [])
    if middle is None:
        u, v = (Ones(sizes[i], ONE) if w is None else w for i, w in zip(at, ends, strict=True))
        return None if frozenset(at) in own else times(*free, u, T(v))
    left, right = ([] if w is None else [Diag(w)] for w in ends)
    return times(*free, *left, middle, *right)
