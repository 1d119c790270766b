"""What the heads of matrix calculus mean in NumPy: softmax, pseudo-inverse, eigenpairs, matrix functions, K and J^{ij}.

Functions of matrices that need not be symmetric have no 50-digit meaning: there a disagreement stays undecided.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational

from derive.errors import Unsupported
from derive.expr.heads import (
    ONE,
    Adj,
    Commutation,
    EigenValue,
    EigenVector,
    HadPower,
    Letter,
    LogSumExp,
    Norm,
    Pinv,
    RowSoftmax,
    SingleEntry,
    Softmax,
    letters,
    shape,
)
from derive.notation import FUNCTIONS
from derive.numeric.emit import Emitter, Env, Work, emits
from derive.numeric.values import ATOM, SUM, TERM, Operand, Value, together, wrapped

REGULAR = "1e7"  # condition number beyond which a matrix counts as singular

# ---- entrywise powers, softmax ---------------------------------------------------------------------------------------


@emits(HadPower)
def entrywise_power(em: Emitter, e: Any, env: Env) -> Work:
    """Every entry to a power."""
    from derive.numeric.arithmetic import numeric_power

    v = yield em.go(e.args[0], env)
    if isinstance(e.args[1], Rational):
        return numeric_power(em, v, e.args[1])
    w = yield em.go(e.args[1], env)
    (a, b), axes, core, batch = together([v, w])
    return Value(f"np.power({a.code}, {b.code})", ATOM, axes, core, batch)


def _over_last(v: Value, name: str) -> str:
    return f"{v.code}.{name}(axis=-1, keepdims=True)"


@emits(Softmax, RowSoftmax)
def softmax(em: Emitter, e: Any, env: Env) -> Work:
    """e^z over its sum, shifted by the largest entry; by rows for a matrix."""
    v = em.line((yield em.go(e.args[0], env)))
    if not v.rank or isinstance(e, RowSoftmax) and shape(e)[1] == ONE:
        return Value(f"np.ones_like({v.code})" if v.rank else "1", ATOM, v.axes if v.rank else (), v.core, v.batch)
    _, t, total = shifted(em, v)
    return Value(f"{t.code} / {total.code}", TERM, v.axes, v.core, v.batch)


def shifted(em: Emitter, v: Value) -> tuple[Value, Value, Value]:
    """z less its largest entry, e to that, and the sum of it; by rows for a matrix."""
    z = em.line(Value(f"{v.code} - {_over_last(v, 'max')}", SUM, v.axes, v.core, v.batch))
    t = em.line(Value(f"np.exp({z.code})", ATOM, v.axes, v.core, v.batch))
    return z, t, em.line(Value(_over_last(t, "sum"), ATOM, v.axes, v.core, v.batch))


@emits(LogSumExp)
def log_sum_exp(em: Emitter, e: Any, env: Env) -> Work:
    """ln Σ e^z, shifted by the largest entry."""
    v = em.line((yield em.go(e.args[0], env)))
    if not v.rank:
        return v
    top = em.line(Value(_over_last(v, "max"), ATOM, v.axes, v.core, v.batch))
    total = f"np.log(np.exp({v.code} - {top.code}).sum(axis=-1))"
    return Value(f"{top.code}[..., 0] + {total}", SUM, v.axes, (), v.batch)


# ---- inverses --------------------------------------------------------------------------------------------------------


def inverted(em: Emitter, v: Value) -> Value:
    """The inverse of square matrices; a sample that is nearly singular has none, and does not stop the others."""
    if not em.batched or em.precise:
        return Value(f"np.linalg.inv({v.code})", ATOM, v.axes, v.core, v.batch)
    v = em.line(v)
    regular = em.temporary()
    em.lines.append(f"{regular} = np.isfinite({v.code}).all(axis=(-2, -1), keepdims=True)")
    known = f"np.where({regular}, {v.code}, 0.0)"  # of what is no number there are no singular values
    em.lines.append(f"{regular} = (np.linalg.cond({known}) < {REGULAR})[..., None, None]")
    spare = f"np.eye({em.size(v.core[0]).code})"
    code = f"np.where({regular}, np.linalg.inv(np.where({regular}, {v.code}, {spare})), np.nan)"
    return Value(code, ATOM, v.axes, v.core, v.batch)


# ---- norms and inverses ----------------------------------------------------------------------------------------------


@emits(Norm)
def norm(em: Emitter, e: Any, env: Env) -> Work:
    """Euclidean or Frobenius norm, sum of absolute values, sum of singular values."""
    v = yield em.go(e.args[0], env)
    if not v.rank:
        return Value(f"np.abs({v.code})", ATOM, v.axes, (), v.batch)
    if e.kind == "1" and v.rank == 1:
        return Value(f"np.abs({v.code}).sum(axis=-1)", ATOM, v.axes, (), v.batch)
    if e.kind == "nuclear" and v.rank == 2:
        return Value(f"np.linalg.svd({v.code}, compute_uv=False).sum(axis=-1)", ATOM, v.axes, (), v.batch)
    if e.kind and not (e.kind == "nuclear" and v.rank == 1):
        raise Unsupported(f"the norm {e.kind} has no numeric meaning yet")
    where = "" if not v.batch and not v.axes else f", axis={'-1' if v.rank == 1 else '(-2, -1)'}"
    return Value(f"np.linalg.norm({v.code}{where})", ATOM, v.axes, (), v.batch)


@emits(Pinv)
def pseudo_inverse(em: Emitter, e: Any, env: Env) -> Work:
    """The Moore-Penrose inverse."""
    v = em.line((yield em.go(e.args[0], env)))
    if v.rank < 2:
        square = f"np.square({v.code}).sum(axis=-1, keepdims=True)" if v.rank else f"np.square({v.code})"
        return Value(f"{v.code} / {square}", TERM, v.axes, v.core, v.batch)
    return Value(f"np.linalg.pinv({v.code}, rcond=1e-10)", ATOM, v.axes, v.core[::-1], v.batch)


@emits(Adj)
def adjugate(em: Emitter, e: Any, env: Env) -> Work:
    """det(A) A⁻¹."""
    v = em.line((yield em.go(e.args[0], env)))
    if not v.rank:
        return Value("1")
    spread = "[..., None, None]" if v.batch or v.axes else ""
    code = f"np.linalg.det({v.code}){spread} * np.linalg.inv({v.code})"
    return Value(code, TERM, v.axes, v.core, v.batch)


# ---- eigenvalues -----------------------------------------------------------------------------------------------------


def _symmetric_part(em: Emitter, v: Value) -> Value:
    v = em.line(v)
    return em.line(Value(f"({v.code} + np.swapaxes({v.code}, -1, -2)) / 2", TERM, v.axes, v.core, v.batch))


@emits(EigenValue)
def eigenvalue(em: Emitter, e: Any, env: Env) -> Work:
    """The largest eigenvalue of a symmetric matrix."""
    v = yield em.go(e.args[0], env)
    if not v.rank:
        return v
    v = _symmetric_part(em, v)
    return Value(f"np.linalg.eigvalsh({v.code})[..., -1]", ATOM, v.axes, (), v.batch)


@emits(EigenVector)
def eigenvector(em: Emitter, e: Any, env: Env) -> Work:
    """Its unit eigenvector, the entry of largest modulus positive."""
    v = yield em.go(e.args[0], env)
    if not v.rank:
        return Value("1")
    v = _symmetric_part(em, v)
    u = em.line(Value(f"np.linalg.eigh({v.code})[1][..., -1]", ATOM, v.axes, v.core[:1], v.batch))
    largest = f"np.take_along_axis({u.code}, np.abs({u.code}).argmax(axis=-1)[..., None], axis=-1)"
    return Value(f"{u.code} * np.sign({largest})", TERM, v.axes, v.core[:1], v.batch)


def _eigenpairs(em: Emitter, v: Value, hermitian: bool = False) -> tuple[Value, Value]:
    if em.precise and not hermitian:
        raise Unsupported("a function of a matrix is not evaluated at 50 digits")
    w, u = em.temporary(), em.temporary()
    em.lines.append(f"{w}, {u} = np.linalg.eig{'h' if hermitian else ''}({v.code})")
    return Value(w, ATOM, v.axes, v.core[:1], v.batch), Value(u, ATOM, v.axes, v.core, v.batch)


def _composed(em: Emitter, w: Value, u: Value) -> Value:
    """U diag(w) U⁻¹."""
    scaled = Value(f"{wrapped(w, ATOM)}[..., None, :]", ATOM, w.axes, u.core, w.batch)
    (a, b), axes, core, batch = together([u, scaled])
    inverse = Value(f"np.linalg.inv({u.code})", ATOM, u.axes, u.core, u.batch)
    (c, d), axes, core, batch = together([Value(f"({a.code} * {b.code})", ATOM, axes, core, batch), inverse])
    return Value(f"np.real({c.code} @ {d.code})", ATOM, axes, core, batch)


def matrix_power(em: Emitter, e: Any, v: Value, env: Env) -> Work:
    """A square matrix to a power: whole, a fraction (of a positive definite one), or a letter."""
    exponent = e.args[1]
    if isinstance(exponent, Integer):
        k = int(exponent)
        v = em.line(inverted(em, v)) if k < 0 else v
        return Value(f"np.linalg.matrix_power({v.code}, {abs(k)})", ATOM, v.axes, v.core, v.batch)
    k = yield em.go(exponent, env)
    if k.plain and not isinstance(exponent, Rational) and letters(exponent) <= em.whole:
        return Value(f"np.linalg.matrix_power({v.code}, {k.code})", ATOM, v.axes, v.core, v.batch)
    w, u = _eigenpairs(em, em.line(v), isinstance(exponent, Rational))
    spread = Value(f"{wrapped(k, ATOM)}[..., None]", ATOM, k.axes, w.core, k.batch) if not k.plain else k
    (a, b), axes, core, batch = together([w, spread])
    return _composed(em, em.line(Value(f"np.power({a.code}, {b.code})", ATOM, axes, core, batch)), u)


def matrix_function(em: Emitter, plain: str, v: Value) -> Value:
    """A function of a square matrix that can be diagonalised."""
    if not v.rank or plain not in FUNCTIONS:
        raise Unsupported(f"the matrix function {plain} has no numeric meaning yet")
    w, u = _eigenpairs(em, em.line(v))
    w = em.line(Value(f"{w.code} + 0j", SUM, w.axes, w.core, w.batch))
    return _composed(em, em.line(Value(FUNCTIONS[plain].numpy.format(w.code), SUM, w.axes, w.core, w.batch)), u)


# ---- K and J^{ij} ----------------------------------------------------------------------------------------------------


@emits(Commutation)
def commutation(em: Emitter, e: Any, env: Env) -> Work:
    """The identity with its rows in the order of the transpose."""
    m, n = (wrapped(em.size(s), TERM) for s in e.args)
    core = em.core(shape(e))
    if not core:
        return Value("1")
    order = f"np.arange({m} * {n}).reshape(({n}, {m})).T.ravel()"
    return Value(f"np.eye({m} * {n})[{order}]", ATOM, (), core)
    yield


@emits(SingleEntry)
def single_entry(em: Emitter, e: Any, env: Env) -> Work:
    """1 at one place, 0 elsewhere."""
    from derive.numeric.arithmetic import contracted

    operands = []
    for k, (i, size) in enumerate(zip(e.args[:2], e.args[2:], strict=True)):
        if size == ONE:
            continue
        index = yield em.go(i, env)
        if isinstance(i, Letter) and index.code in em.params.values():
            em.counted[index.code] = 1
        spread = index.code if index.plain or not index.axes else f"{wrapped(index, ATOM)}[..., None]"
        code = f"np.where({spread} == np.arange(1, {em.size(size).code} + 1), 1, 0)"
        hot = Value(code, ATOM, index.axes, (size,), bool(index.axes) and index.batch)
        operands.append(Operand(em.line(hot), (("place", k),)))
    if not operands:
        return Value("1")
    if len(operands) == 1:
        return operands[0].value
    return contracted(em, operands, [("place", 0), ("place", 1)]).value
