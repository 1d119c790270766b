"""What derivatives mean in NumPy: differences. They know no rule of calculus.

A variable moves along an axis of six points x ± h, ± h/2, ± h/4; Romberg's weights leave an error of the order h⁶.
Entries move one by one along axes of their own, so that all perturbations are evaluated at once. `step` scales h:
the same function at two steps tells how far its differences can be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.errors import Unsupported
from derive.expr.heads import D, Derivative, Entry, Function, Letter, Matrix, Node, Row, base, digest, shape
from derive.expr.origins import indices_of
from derive.expr.structured import is_structured, movement
from derive.numeric.arithmetic import applied, contracted, product, quotient
from derive.numeric.emit import Bound, Emitter, Env, Work, emits
from derive.numeric.values import ATOM, POWER, SUM, TERM, Axis, Operand, Value, contraction, together, wrapped

LEAST = "0.0625"  # a letter near 0 moves as if it were this large
MOST_ORDER = 4
GROWTH = (1, 4, 16, 32)  # the step grows with the order: rounding is divided by h to the power of the order


def order(e: Any) -> int:
    """How many differences are nested in a node at most."""
    deepest, stack = 0, [(e, 0)]
    seen: set[tuple[Any, int]] = set()
    while stack:
        node, above = stack.pop()
        if not isinstance(node, Node) or (node.digest, above) in seen:
            continue
        seen.add((node.digest, above))
        own = len(node.variables) if isinstance(node, Derivative) else 1 if isinstance(node, D) else 0
        own = sum(node.order) if isinstance(node, Function) else own
        deepest = max(deepest, above + own)
        stack += [(a, above + own) for a in node.args]
    return deepest


def bounded(level: int) -> int:
    """The order, if so many nested differences can be had: each takes six times as long as the one before."""
    if level > MOST_ORDER:
        raise Unsupported(f"a derivative of order {level} is not estimated by differences, {MOST_ORDER} at most")
    return level


def needs_steps(e: Any) -> bool:
    """Does evaluating it take differences?"""
    return order(e) > 0


# ---- points and weights --------------------------------------------------------------------------------------------


def _points(em: Emitter) -> tuple[Axis, Value, Value]:
    """A new axis of six points, their offsets and weights."""
    axis = em.axis("p")
    em.stepped = True
    offsets = em.line(Value("np.array([-1, -0.5, -0.25, 0.25, 0.5, 1])", ATOM))
    halves = "np.array([-1, 40, -256, 256, -40, 1])"
    weights = em.line(Value(f"np.divide({halves}, 90)" if em.precise else f"{halves} / 90", TERM))
    return axis, Value(offsets.code, ATOM, (axis,)), Value(weights.code, ATOM, (axis,))


def _step(em: Emitter, v: Value, level: int) -> Value:
    """How far each entry of a value moves."""
    growth = GROWTH[min(level, len(GROWTH)) - 1]
    scale = "step" if growth == 1 else f"{growth} * step"
    code = f"{scale} * np.maximum(np.abs({v.code}), {LEAST})"
    return em.line(Value(code, TERM, v.axes, v.core, v.batch))


def _combined(em: Emitter, v: Value, weights: Value, h: Value, moved: Sequence[Axis]) -> Value:
    """Σ weights · v / h over the axis of the points; the axes `moved` become core dimensions, the last ones."""
    (point,) = weights.axes
    rest = [a for a in v.axes if a != point and a not in moved]
    core = [("core", k) for k in range(v.rank)]
    sizes = (*v.core, *(a.size for a in moved))
    v = em.line(v)
    operands = [Operand(v, tuple(core)), Operand(weights)]
    axes = sorted({*rest, *(a for a in h.axes if a not in moved)}, key=lambda a: a.number)
    over = em.line(quotient(em, Value("1"), h))
    operands.append(Operand(over))
    chars = em.chars([*v.axes, *core, *h.axes])
    return contraction(operands, axes, [*core, *moved], sizes, chars)


# ---- derivatives ---------------------------------------------------------------------------------------------------


@emits(Derivative)
def derivative(em: Emitter, e: Any, env: Env) -> Work:
    """One difference for each variable, the last one outermost. Raises: Unsupported for more than a few."""
    level = bounded(order(e))
    return (yield _derivative(em, e.of, e.variables, env, level))


def _derivative(em: Emitter, of: Any, variables: Sequence[Any], env: Env, level: int) -> Work:
    if not variables:
        return (yield em.go(of, env))
    key = digest(variables[-1]), em.key(variables[-1], env), level
    if key not in em.moves:
        em.moves[key] = yield _moves(em, variables[-1], env, level)
    moves, weights, h, moved = em.moves[key]
    v = yield _derivative(em, of, variables[:-1], {**env, **moves}, level)
    (point,) = weights.axes
    if point not in v.axes:
        return _zero(em, v, moved)
    return em.line(_combined(em, v, weights, h, moved))


def _zero(em: Emitter, v: Value, moved: Sequence[Axis]) -> Value:
    core = (*v.core, *(a.size for a in moved))
    return Value(f"np.zeros({em.dims(core)})", ATOM, (), core) if core else Value("0")


def _moves(em: Emitter, x: Any, env: Env, level: int) -> Any:
    """How a variable moves: bound values of its letter, weights, steps, and the axes of its entries: a generator."""
    if isinstance(x, Matrix):
        return (yield _moves_of_list(em, x, env, level))
    letter = base(x)
    v = yield em.go(letter, env)
    v = em.line(v)
    if isinstance(x, Letter):
        direction, moved = _own_direction(em, v)
    elif isinstance(x, (Entry, Row)):
        direction, moved = yield _direction(em, x, v, env)
    else:
        raise Unsupported("a derivative by an expression that is no letter, entry or row")
    axis, offsets, weights = _points(em)
    step = _step(em, v, level)
    return {letter: _moved(em, v, offsets, step, direction)}, weights, _length(em, step, direction), moved


def _moved(em: Emitter, v: Value, offsets: Value, step: Value, direction: Value | None) -> Bound:
    shift = product(em, [f for f in (offsets, direction, step) if f is not None])
    (a, b), axes, core, batch = together([v, shift])
    return em.bind(em.line(Value(f"{wrapped(a, SUM)} + {wrapped(b, TERM)}", SUM, axes, core, batch)))


def _length(em: Emitter, step: Value, direction: Value | None) -> Value:
    """The step of the entry that a direction moves."""
    if direction is None or not step.rank:
        return step
    core = tuple(("core", k) for k in range(step.rank))
    return em.line(contracted(em, [Operand(direction, core), Operand(step, core)], []).value)


def _own_direction(em: Emitter, v: Value) -> tuple[Value | None, list[Axis]]:
    """Every entry of a letter, one by one: an axis for each of its dimensions."""
    if not v.rank:
        return None, []
    moved = [em.axis("", s) for s in v.core]
    n = [em.size(s).code for s in v.core]
    if len(n) == 1:
        return em.line(Value(f"np.eye({n[0]})", ATOM, (moved[0],), v.core)), moved
    count, dims = "*".join(n), ", ".join(n)
    code = f"np.eye({count}).reshape(({dims}, {dims}))"
    return em.line(Value(code, ATOM, tuple(moved), v.core)), moved


def _direction(em: Emitter, x: Any, v: Value, env: Env) -> Any:
    """The entry or the row of a letter that moves, as an array of its shape with ones there."""
    letter, indices = (x.args[0], x.args[1:]) if x.args else (None, ())
    if not isinstance(letter, Letter):
        raise Unsupported("a derivative by an entry of an expression")
    form = shape(letter)
    parts: list[Value] = []
    dims = indices_of(letter, indices)
    rank = len(em.core(form))
    for k, (i, s) in enumerate(dims):
        index = yield em.go(i, env)
        first = 0 if (letter, k) in em.zero_based else em.firsts.get(getattr(i, "plain", ""), _start(env.get(i)))
        places = f"np.arange({first}, {em.size(s).code} + {first})" if first else f"np.arange({em.size(s).code})"
        code = f"np.where({_spread(index, 1)} == {places}, 1, 0)"
        hot = em.line(Value(code, ATOM, index.axes, (s,), index.batch))
        parts.append(_placed(hot, k, rank, em.core(form)))
    moved: list[Axis] = []
    if isinstance(x, Row) and rank == 2:
        axis = em.axis("", form[1])
        moved.append(axis)
        eye = Value(f"np.eye({em.size(form[1]).code})", ATOM, (axis,), (form[1],))
        parts.append(_placed(em.line(eye), 1, rank, em.core(form)))
    if not parts:
        return None, moved
    full, axes, core, batch = together(parts)
    code = " * ".join(wrapped(p, POWER) for p in full)
    return em.line(Value(code, TERM if len(full) > 1 else full[0].level, axes, core, batch)), moved


def _start(bound: Bound | None) -> int:
    return bound.axis.first if bound is not None and bound.axis is not None else 1


def _spread(index: Value, count: int) -> str:
    """An index array with `count` dimensions more at its end."""
    return index.code if index.plain else f"{wrapped(index, ATOM)}[..., {', '.join(['None'] * count)}]"


def _placed(v: Value, place: int, rank: int, core: tuple[Any, ...]) -> Value:
    """A value with one core dimension as dimension number `place` of `rank`."""
    if rank == 1:
        return v
    parts = [":"] * len(v.axes) + [":" if k == place else "None" for k in range(rank)]
    return Value(f"{wrapped(v, ATOM)}[{', '.join((['...'] if v.batch else []) + parts)}]", ATOM, v.axes, core, v.batch)


def _moves_of_list(em: Emitter, x: Any, env: Env, level: int) -> Any:
    """A list of scalar variables: an axis runs over the list, each entry moves its own letter."""
    if len(x.entries) == 1:
        return (yield _moves(em, x.entries[0], env, level))
    size = x.args[0] if x.args[1] == 1 else x.args[1]
    axis = em.axis("q", size)
    point, offsets, weights = _points(em)
    n = int(size)
    eye = em.line(Value(f"np.eye({n})", ATOM, (), (None, None)))
    letters: dict[Letter, list[tuple[int, Any]]] = {}
    for k, v in enumerate(x.entries):
        letters.setdefault(base(v), []).append((k, v))
    moves: dict[Letter, Bound] = {}
    lengths: list[Value] = []
    for letter, variables in letters.items():
        v = yield em.go(letter, env)
        v = em.line(v)
        step = _step(em, v, level)
        total: Value | None = None
        for k, variable in variables:
            hot = Value(f"{eye.code}[{k}]", ATOM, (axis,))
            own = None
            if not isinstance(variable, Letter):
                own, more = yield _direction(em, variable, v, env)
                if more:
                    raise Unsupported("a list of variables with a row among them")
            part = product(em, [f for f in (hot, own) if f is not None])
            total = part if total is None else _added(total, part)
            lengths.append(product(em, [hot, _length(em, step, own)]))
        assert total is not None
        moves[letter] = _moved(em, v, offsets, step, em.line(total))
    h = lengths[0]
    for part in lengths[1:]:
        h = _added(h, part)
    return moves, weights, em.line(h), [axis]


def _added(a: Value, b: Value) -> Value:
    (p, q), axes, core, batch = together([a, b])
    return Value(f"{wrapped(p, SUM)} + {wrapped(q, TERM)}", SUM, axes, core, batch)


# ---- differentials -------------------------------------------------------------------------------------------------


@emits(D)
def differential(em: Emitter, e: Any, env: Env) -> Work:
    """The derivative along the given directions `dX` of all letters that vary."""
    if isinstance(e.args[0], Letter) and e.args[0] not in em.names:
        return (yield _along(em, e.args[0], env))
    moving = [x for x in sorted(em.reach(e), key=lambda x: x.plain) if em.varies(x)]
    axis, offsets, weights = _points(em)
    growth = GROWTH[min(order(e), len(GROWTH)) - 1]
    h = Value("step") if growth == 1 else em.line(Value(f"{growth} * step", TERM))
    moves = {}
    for x in moving:
        v = yield em.go(x, env)
        moves[x] = _moved(em, em.line(v), offsets, h, (yield _along(em, x, env)))
    v = yield em.go(e.args[0], {**env, **moves})
    if axis not in v.axes:
        return _zero(em, v, [])
    return em.line(_combined(em, v, weights, h, []))


def _along(em: Emitter, x: Letter, env: Env) -> Work:
    """The direction of a letter: the parameter `dX`, or what it makes of a matrix whose entries do not move alone."""
    return (yield em.go(movement(x), env)) if is_structured(x) else _given(em, x)


def _given(em: Emitter, x: Letter) -> Value:
    """The parameter `dX`."""
    if not em.varies(x):
        return _zero(em, Value("0", ATOM, (), em.core(x.shape)), [])
    return Value(em.param(D(x), "d" + x.plain), ATOM, (), em.core(x.shape), em.batched)


# ---- primes --------------------------------------------------------------------------------------------------------


def primed(em: Emitter, f: Function, values: list[Value], e: Any) -> Value:
    """f', f'' and partial derivatives of a function at given arguments: differences of the function."""
    if f.kind == "matrix" or any(v.rank for v, k in zip(values, f.order, strict=False) if k) and f.kind == "function":
        raise Unsupported(f"the derivative of {f.plain} by an array has no numeric meaning as a prime")
    level = bounded(sum(f.order))
    differences = []
    for k, times in enumerate(f.order):
        for _ in range(times):
            v = em.line(values[k])
            axis, offsets, weights = _points(em)
            h = _step(em, v, level)
            values = [*values[:k], _moved(em, v, offsets, h, None).value, *values[k + 1 :]]
            differences.append((weights, h))
    total = applied(em, f, values, [shape(a) for a in e.arguments], shape(e))
    for weights, h in reversed(differences):
        total = _combined_entrywise(em, em.line(total), weights, h)
    return total


def _combined_entrywise(em: Emitter, v: Value, weights: Value, h: Value) -> Value:
    """Σ weights · v over the points, divided by h entry by entry."""
    (point,) = weights.axes
    rest = tuple(a for a in v.axes if a != point)
    core = tuple(("core", k) for k in range(v.rank))
    chars = em.chars([*v.axes, *core])
    total = contraction([Operand(v, core), Operand(weights)], rest, core, v.core, chars)
    return em.line(quotient(em, em.line(total), h))
