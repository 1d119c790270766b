"""What matrix heads mean in NumPy. A row vector and a column are both one dimension; sizes 1 have none."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import (
    Det,
    Diag,
    DiagOf,
    Eye,
    Inv,
    Kron,
    Matrix,
    Ones,
    T,
    Times,
    Tr,
    Vec,
    Zero,
    shape,
)
from derive.numeric.arithmetic import chain, contracted, labelled, product, quotient
from derive.numeric.emit import Emitter, Env, Work, emits
from derive.numeric.special import inverted
from derive.numeric.values import ATOM, TERM, Operand, Value, together, wrapped


@emits(Eye, Ones, Zero)
def constant(em: Emitter, e: Any, env: Env) -> Work:
    """Identity, ones, zeros; a 1×1 one is a number."""
    core = em.core(shape(e))
    if not core:
        return Value("0" if isinstance(e, Zero) else "1")
    if isinstance(e, Eye):
        return Value(f"np.eye({em.size(core[0]).code})", ATOM, (), core)
    dims = em.dims(core) if len(core) > 1 else em.size(core[0]).code
    return Value(f"np.{'zeros' if isinstance(e, Zero) else 'ones'}({dims})", ATOM, (), core)
    yield


@emits(T)
def transpose(em: Emitter, e: Any, env: Env) -> Work:
    """Rows and columns exchanged."""
    v = yield em.go(e.args[0], env)
    return transposed(v) if v.rank == 2 else v


def transposed(v: Value) -> Value:
    """The value with its two core dimensions exchanged."""
    code = f"{wrapped(v, ATOM)}.T" if not v.batch and not v.axes else f"np.swapaxes({v.code}, -1, -2)"
    return Value(code, ATOM, v.axes, v.core[::-1], v.batch)


@emits(Inv)
def inverse(em: Emitter, e: Any, env: Env) -> Work:
    """The inverse."""
    v = yield em.go(e.args[0], env)
    if not v.rank:
        return quotient(em, Value("1"), v)
    return inverted(em, v)


@emits(Det)
def determinant(em: Emitter, e: Any, env: Env) -> Work:
    """The determinant."""
    v = yield em.go(e.args[0], env)
    return Value(f"np.linalg.det({v.code})", ATOM, v.axes, (), v.batch) if v.rank else v


@emits(Tr)
def trace(em: Emitter, e: Any, env: Env) -> Work:
    """The trace; the last product of a chain is not formed."""
    inside = e.args[0]
    factors = inside.args if isinstance(inside, Times) else (inside,)
    matrices = [f for f in factors if shape(f) != ()]
    scalars = []
    for f in factors:
        if shape(f) == ():
            scalars.append((yield em.go(f, env)))
    if len(matrices) == 1 or em.core(shape(inside)) == ():
        v = yield chain(em, matrices, env)
        total = _diagonal_sum(em, v)
    else:
        left = yield chain(em, matrices[:-1], env)
        right = yield em.go(matrices[-1], env)
        a = labelled(left, (shape(matrices[0])[0], shape(matrices[-1])[0]))
        names = tuple(reversed(labelled(right, shape(matrices[-1])[::-1]).core))
        total = contracted(em, [a, Operand(right, names)], []).value
    return product(em, [*scalars, total])


def _diagonal_sum(em: Emitter, v: Value) -> Value:
    if not v.rank:
        return v
    if not v.batch and not v.axes:
        return Value(f"np.trace({v.code})", ATOM)
    return Value(f"np.trace({v.code}, axis1=-2, axis2=-1)", ATOM, v.axes, (), v.batch)


@emits(Kron)
def kronecker(em: Emitter, e: Any, env: Env) -> Work:
    """The Kronecker product."""
    a = yield em.go(e.args[0], env)
    b = yield em.go(e.args[1], env)
    core = em.core(shape(e))
    if a.rank < 2 or b.rank < 2 or a.batch or b.batch or a.axes or b.axes:
        return _kronecker(em, e, a, b, core)
    return Value(f"np.kron({a.code}, {b.code})", ATOM, (), core)


def _kronecker(em: Emitter, e: Any, a: Value, b: Value, core: tuple[Any, ...]) -> Value:
    """By an outer product whose four dimensions are put together; dimensions 1 are left out of it."""
    left, right = shape(e.args[0]), shape(e.args[1])
    row = [("a", k) for k in range(2) if left[k] != 1], [("b", k) for k in range(2) if right[k] != 1]
    out = [x for k in range(2) for x in (("a", k), ("b", k)) if x in row[0] or x in row[1]]
    v = em.line(contracted(em, [Operand(a, tuple(row[0])), Operand(b, tuple(row[1]))], out).value)
    return reshaped(em, v, core) if v.rank != len(core) else v


def reshaped(em: Emitter, v: Value, core: tuple[Any, ...]) -> Value:
    """The same entries, in order, under other core sizes."""
    if not v.batch and not v.axes:
        return Value(f"{wrapped(v, ATOM)}.reshape({em.dims(core)})", ATOM, (), core)
    shape_text = f"{v.code}.shape[:{-v.rank}] + {em.dims(core)}"
    return Value(f"{v.code}.reshape({shape_text})", ATOM, v.axes, core, v.batch)


@emits(Diag)
def diagonal_matrix(em: Emitter, e: Any, env: Env) -> Work:
    """The diagonal matrix of a vector."""
    v = yield em.go(e.args[0], env)
    core = em.core(shape(e))
    if not v.rank:
        return v
    if not v.batch and not v.axes:
        return Value(f"np.diag({v.code})", ATOM, (), core)
    eye = f"np.eye({em.size(core[0]).code})"
    return Value(f"{wrapped(v, ATOM)}[..., None] * {eye}", TERM, v.axes, core, v.batch)


@emits(DiagOf)
def diagonal(em: Emitter, e: Any, env: Env) -> Work:
    """The diagonal as a vector."""
    v = yield em.go(e.args[0], env)
    if not v.rank:
        return v
    if not v.batch and not v.axes:
        return Value(f"np.diag({v.code})", ATOM, (), v.core[:1])
    return Value(f"np.diagonal({v.code}, axis1=-2, axis2=-1)", ATOM, v.axes, v.core[:1], v.batch)


@emits(Vec)
def stacked_columns(em: Emitter, e: Any, env: Env) -> Work:
    """Columns stacked."""
    v = yield em.go(e.args[0], env)
    core = em.core(shape(e))
    if v.rank < 2:
        return v
    if not v.batch and not v.axes:
        return Value(f'{wrapped(v, ATOM)}.ravel(order="F")', ATOM, (), core)
    v = em.line(transposed(v))
    rows, columns = f"{v.code}.shape[-2]", f"{v.code}.shape[-1]"  # no -1, which nothing fits where there is no sample
    return Value(f"{v.code}.reshape({v.code}.shape[:-2] + ({rows} * {columns},))", ATOM, v.axes, core, v.batch)


@emits(Matrix)
def written_out(em: Emitter, e: Any, env: Env) -> Work:
    """A matrix given by its entries."""
    entries = []
    for a in e.entries:
        entries.append((yield em.go(a, env)))
    core = em.core(shape(e))
    if not core:
        return entries[0]
    rows, columns = int(e.args[0]), int(e.args[1])
    if all(v.plain for v in entries):
        texts = [v.code for v in entries]
        if len(core) == 2:
            texts = [f"[{', '.join(texts[r * columns : (r + 1) * columns])}]" for r in range(rows)]
        return Value(f"np.array([{', '.join(texts)}])", ATOM, (), core)
    laid, axes, _, batch = together(entries)
    stack = f"np.stack(np.broadcast_arrays({', '.join(v.code for v in laid)}), axis=-1)"
    v = em.line(Value(stack, ATOM, axes, (len(entries),), batch))
    return reshaped(em, v, core) if len(core) == 2 else Value(v.code, ATOM, axes, core, batch)
