"""What indices mean in NumPy: entries, rows, sums and products over indices, Kronecker deltas.

A bound index is a named axis. An index that runs over the whole of a dimension is that dimension; any other is an
array of integers that gathers, NaN outside the array; bounds that depend on other letters are a mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Integer

from derive.errors import ShapeError, Unsupported
from derive.expr.heads import All, Delta, Entry, Letter, Power, Product, Row, Sum, Times, digest, letters, shape
from derive.expr.origins import from_zero, indices_of
from derive.numeric.arithmetic import chain, product
from derive.numeric.emit import ANY, Emitter, Env, Work, emits
from derive.numeric.values import (
    ATOM,
    CONDITION,
    POWER,
    SUM,
    Axis,
    Operand,
    Value,
    aligned,
    contraction,
    joined_axes,
    together,
    wrapped,
)

MOST_TERMS = 1_000_000


# ---- binders -------------------------------------------------------------------------------------------------------


def bind(em: Emitter, binder: Any, env: Env) -> Any:
    """The meaning of the index of a binder, the same for the same binder: a generator."""
    key = (digest(binder), em.key(binder, env))
    if key not in em.bounds:
        em.bounds[key] = yield _bind(em, binder, env)
    return em.bounds[key]


def _bind(em: Emitter, binder: Any, env: Env) -> Any:
    x = binder.args[0]
    if isinstance(binder, All):
        return em.running(x, binder.args[1], em.firsts.get(x.plain, 1))
    lo, hi = binder.args[1:]
    whole = _whole(em, lo, hi)
    if whole is not None:
        return em.running(x, *whole)
    low = yield em.go(lo, env)
    high = yield em.go(hi, env)
    if "np.inf" in low.code + high.code:
        raise Unsupported("a sum without end has no numeric meaning yet")
    axis = em.axis(x.plain, None, int(lo) if isinstance(lo, Integer) else 1)
    if low.plain and high.plain:
        code = f"np.arange({_whole_number(em, low)}, {_whole_number(em, high)} + 1.0)"
        return em.bind(em.line(Value(code, ATOM, (axis,))), axis)
    low, high = em.line(low), em.line(high)
    least = low.code if low.plain else f"(int(np.min({low.code})) if np.size({low.code}) else 1)"
    most = high.code if high.plain else f"(int(np.max({high.code})) if np.size({high.code}) else 0)"
    i = em.line(Value(f"np.arange({least}, {most} + 1.0)", ATOM, (axis,)))
    (a, b, c), axes, _, batch = together([low, i, high])
    mask = em.line(Value(f"({a.code} <= {b.code}) & ({b.code} <= {c.code})", CONDITION, axes, (), batch))
    return em.bind(i, axis, mask)


def _whole_number(em: Emitter, v: Value) -> str:
    """A bound as an integer."""
    known = v.code.lstrip("-").isdigit() or v.code in em.sizes.values()
    return v.code if known else f"int({v.code})"


def _whole(em: Emitter, lo: Any, hi: Any) -> tuple[Any, int] | None:
    """Size and start of a range that runs over a size: 1..n, 0..n-1, or between numbers."""
    if isinstance(lo, Integer) and isinstance(hi, Integer):
        count = max(0, int(hi) - int(lo) + 1)
        if count > MOST_TERMS:
            raise Unsupported(f"a sum of {count} terms is too long to evaluate")
        return Integer(count), int(lo)
    if lo == 1 and hi in em.shown:
        return hi, 1
    if lo == 0 and _less_one(hi) in em.shown:
        return _less_one(hi), 0
    return None


def _less_one(hi: Any) -> Any:
    """n of n - 1."""
    match getattr(hi, "args", ()):
        case (n, Integer() as one) if one == -1:
            return n
    return None


@emits(Sum, Product)
def reduction(em: Emitter, e: Any, env: Env) -> Work:
    """The sum or the product over the axes of the binders."""
    inner = dict(env)
    axes: list[Axis] = []
    masks: list[Value] = []
    for binder in e.binders:
        bound = yield bind(em, binder, env)
        inner[binder.args[0]] = bound
        axes.append(bound.axis)
        masks += [bound.mask] if bound.mask is not None else []
    if isinstance(e, Sum) and not masks and isinstance(e.body, Times):
        return (yield _sum_of_product(em, e.body, inner, axes))
    v = yield em.go(e.body, inner)
    return reduced(em, em.line(v), axes, masks, isinstance(e, Product))


def reduced(em: Emitter, v: Value, axes: list[Axis], masks: list[Value], multiply: bool) -> Value:
    """Sum (or product) over axes; an axis that the value does not have counts how often."""
    if masks:
        (v, *laid), full, core, batch = together([v, *masks])
        test = " & ".join(wrapped(m, ATOM) for m in laid)
        v = em.line(Value(f"np.where({test}, {v.code}, {int(multiply)})", ATOM, full, core, batch))
    for a in axes:
        if a not in v.axes:
            v = _repeated(v, _count(em, a), multiply, em)
    there = [a for a in axes if a in v.axes]
    if not there:
        return v
    places = sorted(v.axes.index(a) - len(v.axes) - v.rank for a in there)
    where = str(places[0]) if len(places) == 1 else f"({', '.join(map(str, places))})"
    rest = tuple(a for a in v.axes if a not in there)
    over = "" if not rest and not v.rank and not v.batch else f", axis={where}"
    return Value(f"np.{'prod' if multiply else 'sum'}({v.code}{over})", ATOM, rest, v.core, v.batch)


def _repeated(v: Value, count: Value, multiply: bool, em: Emitter) -> Value:
    if multiply:
        return Value(f"{wrapped(v, ATOM)}**{wrapped(count, ATOM)}", POWER, v.axes, v.core, v.batch)
    return product(em, [count, v])


def _count(em: Emitter, a: Axis) -> Value:
    """How many values an axis has."""
    if a.size is not None:
        return em.size(a.size)
    values = next(b.value for b in em.bounds.values() if b.axis == a)
    return Value(f"len({values.code})")


def _sum_of_product(em: Emitter, body: Any, env: Env, axes: list[Axis]) -> Work:
    """Factors without the index in front; the others contracted at once."""
    matrices = [f for f in body.args if shape(f) != ()]
    factors = []
    for f in body.args:
        if shape(f) == ():
            square = isinstance(f, Power) and f.args[1] == 2 and not em.batched and not em.precise
            v = yield em.go(f.args[0] if square else f, env)
            factors += [em.line(v)] * 2 if square else [v]
    if matrices:
        factors.append((yield chain(em, matrices, env)))
    inside = [v for v in factors if set(v.axes) & set(axes)]
    outside = [v for v in factors if not set(v.axes) & set(axes)]
    if not inside:
        v = product(em, factors)
        return reduced(em, v, axes, [], False)
    missing = [a for a in axes if not any(a in v.axes for v in inside)]
    inside = _merged(em, inside, whole=set(axes) if not em.batched and not em.precise else None)
    if len(inside) == 2 and not em.batched and not em.precise and _entrywise(inside, axes):
        v = Value(f"np.vdot({inside[0].code}, {inside[1].code})")
    elif len(inside) == 1:
        v = reduced(em, em.line(inside[0]), [a for a in axes if a not in missing], [], False)
    else:
        operands = [Operand(v, tuple(("core", k) for k in range(v.rank))) for v in inside]
        v = _contracted_over(em, operands, axes)
    counts = [_count(em, a) for a in missing]
    return product(em, [*outside, *counts, v])


def _entrywise(values: list[Value], axes: list[Axis]) -> bool:
    """Are all of them numbers with exactly these axes?"""
    return all(set(v.axes) == set(axes) and not v.rank for v in values)


def _merged(em: Emitter, values: list[Value], whole: set[Axis] | None) -> list[Value]:
    """Scalar factors multiplied into one whose axes they have among theirs, while more than two are left or equal; two
    that have all of `whole` are left, for an inner product."""
    values = sorted(values, key=lambda v: len(v.axes) + v.rank)
    done: list[Value] = []
    while values:
        if len(values) == 2 and not done and whole is not None and _entrywise(values, list(whole)):
            return values
        v = values.pop(0)
        host = next((k for k, w in enumerate(values) if not v.rank and not w.rank and set(v.axes) <= set(w.axes)), None)
        if host is None or (not values[1:] and not done and set(v.axes) != set(values[host].axes)):
            done.append(v)
        else:
            values[host] = em.line(product(em, [v, values[host]]))
    return done


def _contracted_over(em: Emitter, operands: list[Operand], axes: list[Axis]) -> Value:
    operands = [Operand(em.line(o.value), o.core) if o.value.level < ATOM else o for o in operands]
    kept = sorted({a for o in operands for a in o.value.axes if a not in axes}, key=lambda a: a.number)
    core = next((o for o in operands if o.core), None)
    labels = core.core if core else ()
    chars = em.chars([a for o in operands for a in o.labels])
    return contraction(operands, kept, labels, core.value.core if core else (), chars)


# ---- entries and rows ------------------------------------------------------------------------------------------------


@emits(Entry)
def entry(em: Emitter, e: Any, env: Env) -> Work:
    """An entry of a vector, a matrix or a family."""
    return (yield _indexed(em, e.args[0], e.args[1:], env))


@emits(Row)
def row(em: Emitter, e: Any, env: Env) -> Work:
    """A row as a column."""
    return (yield _indexed(em, e.args[0], e.args[1:], env))


@dataclass(frozen=True, slots=True)
class Slot:
    """One index: an axis that is the whole of the dimension, or a position from 0; guarded when it may be outside."""

    position: Value
    axis: Axis | None = None
    guard: bool = False


def _indexed(em: Emitter, a: Any, indices: tuple[Any, ...], env: Env) -> Work:
    v = yield em.go(a, env)
    pairs = indices_of(a, indices)
    slots: list[Slot] = []
    for k, (i, s) in enumerate(pairs):
        slots.append((yield _slot(em, i, s, env, (a, k) in em.zero_based)))
    v = em.line(v)
    axes = [x for s in slots for x in ((s.axis,) if s.axis else s.position.axes)]
    if all(s.axis or s.position.plain and not s.guard for s in slots) and not set(axes) & set(v.axes):
        return _view(em, v, slots)
    return _gathered(em, v, slots, [s for _, s in pairs])


def _slot(em: Emitter, i: Any, size: Any, env: Env, zero: bool) -> Any:
    """One index; zero: the entries count from 0."""
    first = 0 if zero else _first(em, i, env)
    bound = env.get(i) if isinstance(i, Letter) else None
    axis = bound.axis if bound is not None else None
    if axis is not None and axis.size == size and axis.first in ((0,) if zero else (0, 1)):
        return Slot(Value(""), axis)
    if isinstance(i, Integer):
        position = int(i) - (0 if zero else 1)
        if isinstance(size, Integer) and not 0 <= position < int(size):
            raise ShapeError(f"index {i} is outside {1 - zero}..{size - zero}")
        return Slot(Value(str(position), ATOM if position >= 0 else SUM))
    v = yield em.go(i, env)
    many = [x for x in letters(i) if getattr(x, "shape", ())]  # the y of `w_{y_i}` holds many indices
    for x in letters(i):
        if x in em.params and x not in many:
            em.counted[em.params[x]] = max(em.counted.get(em.params[x], -ANY), first if x == i else -ANY)
    code = f"{wrapped(v, SUM)} - {first}" if first else v.code
    if v.axes or many:
        code = f"({code}).astype(int)" if v.axes else f"np.asarray({code}).astype(int)"
    sure = v.plain or axis is not None and not (em.batched and axis.size is None)
    guard = not (isinstance(i, Letter) and not v.batch and sure)
    return Slot(Value(code, ATOM if v.axes else SUM, v.axes, (), v.batch), None, guard)


def _first(em: Emitter, i: Any, env: Env) -> int:
    """Where an index begins to count: at 0 when the letters in it do."""
    names = getattr(i, "letters", ())
    axes = {x: env[x].axis for x in names if x in env}
    starts = {x: a.first for x, a in axes.items() if a is not None}
    declared = [em.firsts[x.plain] for x in names if x.plain in em.firsts]
    return min(declared) if declared else 0 if from_zero(i, starts, em.firsts) else 1


def _view(em: Emitter, v: Value, slots: list[Slot]) -> Value:
    """Dimensions that are axes renamed, the others taken at one position; no data is copied."""
    rest = v.core[len(slots) :]
    parts = [":" if s.axis else s.position.code for s in slots] + [":"] * len(rest)
    if any(p != ":" for p in parts):
        leading = ["..."] if v.batch else [":"] * len(v.axes)
        while parts and parts[-1] == ":" and not v.batch:
            parts.pop()
        v = Value(f"{wrapped(v, ATOM)}[{', '.join(leading + parts)}]", ATOM, v.axes, (), v.batch)
    labels = [s.axis for s in slots if s.axis]
    core = tuple(("core", k) for k in range(len(rest)))
    order = sorted({*v.axes, *labels}, key=lambda a: a.number)
    if [*v.axes, *labels] == order:
        return Value(v.code, v.level, tuple(order), rest, v.batch)
    if not v.batch and not v.axes and not rest and labels[::-1] == order and len(order) == 2:
        return Value(f"{wrapped(v, ATOM)}.T", ATOM, tuple(order), rest, v.batch)
    chars = em.chars([*v.axes, *labels, *core])
    subs = "".join(chars[x] for x in (*v.axes, *labels, *core))
    dots = "..." if v.batch else ""
    out = "".join(chars[x] for x in (*order, *core))
    return Value(f'np.einsum("{dots}{subs}->{dots}{out}", {v.code})', ATOM, tuple(order), rest, v.batch)


def _gathered(em: Emitter, v: Value, slots: list[Slot], sizes: list[Any]) -> Value:
    """Entries at computed positions; NaN where a position is outside the array."""
    if any(s.position.batch for s in slots):
        raise Unsupported("an index that is a sample")
    positions = [
        em.line(Value(f"np.arange({em.size(n).code})", ATOM, (s.axis,))) if s.axis else em.line(s.position)
        for s, n in zip(slots, sizes, strict=True)
    ]
    shared = set(v.axes) & {a for p in positions for a in p.axes}
    front = [em.line(Value(f"np.arange({_length(v, k)})", ATOM, (a,))) for k, a in enumerate(v.axes)] if shared else []
    axes = joined_axes([*front, *positions])
    tests = [
        em.line(Value(f"(0 <= {p.code}) & ({p.code} < {em.size(n).code})", CONDITION, p.axes))
        for p, s, n in zip(positions, slots, sizes, strict=True)
        if s.guard
    ]
    positions = [
        Value(f"np.clip({p.code}, 0, {em.size(n).code} - 1)", ATOM, p.axes) if s.guard else p
        for p, s, n in zip(positions, slots, sizes, strict=True)
    ]
    rest = v.core[len(slots) :]
    kept = () if front else v.axes
    parts = ["..."] if v.batch else [":"] * len(kept)
    parts += [aligned(p, axes, 0).code for p in (*front, *positions)] + ([":"] * len(rest) if v.batch else [])
    taken = Value(f"{wrapped(v, ATOM)}[{', '.join(parts)}]", ATOM, (*kept, *axes), rest, v.batch)
    taken = _sorted(em, taken)
    for t in tests:
        (a, b), axes, core, batch = together([t, taken])
        taken = Value(f"np.where({a.code}, {b.code}, np.nan)", ATOM, axes, core, batch)
    return taken


def _length(v: Value, k: int) -> str:
    return f"{wrapped(v, ATOM)}.shape[{k - len(v.axes) - v.rank}]"


def _sorted(em: Emitter, v: Value) -> Value:
    """The value with its axes in their order."""
    order = tuple(sorted(v.axes, key=lambda a: a.number))
    if order == v.axes:
        return v
    core = tuple(("core", k) for k in range(v.rank))
    chars = em.chars([*v.axes, *core])
    return contraction([Operand(em.line(v), core)], order, core, v.core, chars)


@emits(Delta)
def delta(em: Emitter, e: Any, env: Env) -> Work:
    """1 where the indices are equal."""
    sides = []
    for i in e.args:
        sides.append((yield em.go(i, env)))
    (a, b), axes, core, batch = together(sides)
    return Value(f"np.where({wrapped(a, SUM)} == {wrapped(b, SUM)}, 1, 0)", ATOM, axes, core, batch)
