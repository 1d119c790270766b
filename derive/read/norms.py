r"""Trees of norms, bars and softmax, where the shape of what they hold says which is meant."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.expr import heads as h
from derive.expr import operators as o
from derive.expr.arithmetic import factors, terms
from derive.expr.inert import inert
from derive.expr.names import Name
from derive.notation import FUNCTIONS
from derive.read.context import Context
from derive.read.factors import quotient, scalar
from derive.read.terms import Term

Tree = Any


def norm(ctx: Context, t: Term) -> Tree:
    a = scalar(t.args[0])
    if t.value == "infinity" and h.is_column(a):
        return _largest(ctx, t, a)
    if t.value not in ("", "1", "2", "nuclear") or t.value == "2" and h.shape(a) and not h.is_column(a):
        kind = t.value.removeprefix("kept ").replace("infinity", r"\infty")
        ctx.guess(f"`{ctx.text(t.node)}` is kept as written, without a value")
        return inert(rf"\left\lVert #1 \right\rVert_{{{kind}}}", "norm", [a])
    return h.Norm(a, t.value) if t.value not in ("", "2") else h.Norm(a)


def _largest(ctx: Context, t: Term, a: Tree) -> Tree:
    r"""`\lVert x \rVert_\infty`, the largest |x_i|."""
    (i,) = _free(ctx, a, 1)
    ctx.guess(f"`{ctx.text(t.node)}` is the largest absolute value of an entry")
    return o.Maximum(h.Call(FUNCTIONS["abs"].function, h.Entry(a, i)), h.All(i, h.shape(a)[0]))


def _free(ctx: Context, a: Tree, many: int) -> list[Tree]:
    """Indices that neither the text nor the sizes of an array use."""
    used = {x.plain for size in h.shape(a) for x in h.letters(size)}
    return [h.index(c) for c in "ijklmrs" if Name(c) not in ctx.survey.names and c not in used][:many]


def extreme(ctx: Context, t: Term) -> Tree:
    r"""`\max(z)`: the greatest entry of an array; of a scalar itself."""
    a = scalar(t.args[0])
    form = h.shape(a)
    if not form:
        return h.Call(FUNCTIONS[t.value].function, a)
    column = h.is_column(a)
    places = _free(ctx, a, 1 if column else 2)
    ctx.guess(f"`{ctx.text(t.node)}` is the {'greatest' if t.value == 'max' else 'least'} entry")
    head = o.Maximum if t.value == "max" else o.Minimum
    return head(h.Entry(a, *places), *(h.All(i, n) for i, n in zip(places, form, strict=False)))


def p_norm(ctx: Context, t: Term) -> Tree:
    """(Σ |x_i|^p)^(1/p) of a column; of a matrix several norms have this sign."""
    a, p = scalar(t.args[0]), scalar(t.args[1])
    if h.shape(a) and not h.is_column(a):
        ctx.guess(f"`{ctx.text(t.node)}` is kept as written, without a value")
        return inert(rf"\left\lVert #1 \right\rVert_{{{t.value}}}", "norm", [a])
    size = h.Call(FUNCTIONS["abs"].function, a)
    if not h.shape(a):
        return h.Power(h.Power(size, p), quotient(Integer(1), p))
    ctx.guess(f"the norm of order {t.value} is (Σ |x_i|^{t.value})^(1/{t.value})")
    total = h.Tr(h.times(h.T(h.Ones(h.shape(a)[0], 1)), h.HadPower(size, p)))
    return h.Power(total, quotient(Integer(1), p))


def bars(ctx: Context, t: Term) -> Tree:
    a = scalar(t.args[0])
    form = h.shape(a)
    if not form:
        return h.Call(FUNCTIONS["abs"].function, a)
    if form[0] == form[1]:
        ctx.guess(f"`{ctx.text(t.node)}` is a determinant")
        return h.Det(a)
    if h.is_column(a) and not _counts(t, form[0]):
        ctx.guess(f"`{ctx.text(t.node)}` is the Euclidean norm")
        return h.Norm(a)
    if any(x in ctx.scope.letters.values() for x in h.letters(a)):
        ctx.unsupported("bars around a vector or matrix: a norm, a size, or the absolute value of each entry", t.node)
    ctx.guess(f"`{ctx.text(t.node)}` is kept as written: a norm, a size, or the absolute value of each entry")
    return inert(r"\left|#1\right|", "bars", [a])


def _counts(t: Term, size: Tree) -> bool:
    """May this be how many entries a letter x has: `|x|` alone, or compared with a length: `n = |x|`?"""
    if t.args[0].op != "letter":
        return False
    others = [a for above in t.above if above.op == "chain" for a in above.args if a is not t]
    return not t.above or any(a.tree == size or a.op == "letter" and a.value.name in _LENGTHS for a in others)


_LENGTHS = frozenset(map(Name, "dklmnDKMN"))


def softmax(ctx: Context, t: Term) -> Tree:
    a = t.args[0].tree
    if not h.shape(a):
        ctx.guess(f"`{ctx.text(t.node)}` is kept as written, without a value: over which entries is not said")
        return inert(r"\mathrm{softmax}\left(#1\right)", "softmax", [a])
    if h.is_column(a):
        return h.Softmax(a)
    if _by_columns(ctx, a):
        ctx.guess(f"`{ctx.text(t.node)}` is taken of each column")
        return h.T(h.RowSoftmax(h.plus(*map(_turned, terms(a)))))
    ctx.guess(f"`{ctx.text(t.node)}` is taken of each row")
    return h.RowSoftmax(a)


def _turned(t: Tree) -> Tree:
    """The transpose of a term, factor by factor."""
    fs = factors(t)
    turned = [f.args[0] if isinstance(f, h.T) else h.T(f) for f in reversed(fs) if not h.is_scalar(f)]
    return h.times(*(f for f in fs if h.is_scalar(f)), *turned)


def _by_columns(ctx: Context, a: Tree) -> bool:
    r"""Is a column a sample: a bias is added to each, `W X + b 1^\top`, or targets of this shape are so declared?"""
    declared = (x for x in ctx.scope.letters.values() if "columns" in x.assumptions)
    return any(map(_to_each_column, terms(a))) or any(x.shape == h.shape(a) for x in declared)


def _to_each_column(t: Tree) -> bool:
    """b 1ᵀ."""
    fs = factors(t)
    last = fs[-1]
    return isinstance(last, h.T) and isinstance(last.args[0], h.Ones) and len(fs) > 1 and not isinstance(fs[-2], h.Ones)
