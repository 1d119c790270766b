"""What operators that bind letters mean in NumPy: extrema over an index, values at a point, integrals by quadrature.

An integral is a sum over the points of the double exponential rule, which bears infinite bounds and poles at the ends.
It knows no error of its own: at 50 digits it has no meaning, so that it may support a claim and never refutes one.
"""

from __future__ import annotations

from typing import Any

from sympy import S

from derive.errors import Unsupported
from derive.expr.blocks import Blocks
from derive.expr.heads import All, Range, shape
from derive.expr.inert import Inert
from derive.expr.operators import ArgMax, ArgMin, At, Infimum, Integral, Limit, Maximum, Minimum, Stack, Supremum
from derive.numeric.arithmetic import product
from derive.numeric.emit import Emitter, Env, Work, emits
from derive.numeric.indices import bind
from derive.numeric.values import ATOM, SUM, TERM, Value, together, wrapped

POINTS = 160  # of the rule on either side of its middle


@emits(Maximum, Minimum, Supremum, Infimum)
def extremum(em: Emitter, e: Any, env: Env) -> Work:
    """The greatest or the least value over the axes of indices."""
    inner, axes = dict(env), []
    for binder in e.binders:
        if not isinstance(binder, (All, Range)):
            raise Unsupported("an extremum over a letter that is no index has no numeric meaning")
        bound = yield bind(em, binder, env)
        if bound.mask is not None:
            raise Unsupported("an extremum over a range that other indices bound has no numeric meaning yet")
        inner[binder.args[0]] = bound
        axes.append(bound.axis)
    v = em.line((yield em.go(e.body, inner)))
    there = [a for a in axes if a in v.axes]
    if not there:
        return v
    places = ", ".join(str(v.axes.index(a) - len(v.axes)) for a in there)
    word = "max" if isinstance(e, (Maximum, Supremum)) else "min"
    rest = tuple(a for a in v.axes if a not in there)
    return Value(f"np.{word}({v.code}, axis=({places},))", ATOM, rest, (), v.batch)


@emits(ArgMax, ArgMin)
def place(em: Emitter, e: Any, env: Env) -> Work:
    """The index, counted as its range counts, at which the body is greatest or least."""
    binder = e.binders[0]
    if len(e.binders) != 1 or not isinstance(binder, (All, Range)):
        raise Unsupported("an extremum over a letter that is no index has no numeric meaning")
    bound = yield bind(em, binder, env)
    v = em.line((yield em.go(e.body, {**env, binder.args[0]: bound})))
    if bound.mask is not None or bound.axis not in v.axes or em.precise:
        raise Unsupported("this extremum has no numeric meaning yet")
    word = "argmin" if isinstance(e, ArgMin) else "argmax"
    at = v.axes.index(bound.axis) - len(v.axes)
    rest = tuple(a for a in v.axes if a != bound.axis)
    return Value(f"np.{word}({v.code}, axis={at}) + {bound.axis.first}", SUM, rest, (), v.batch)


@emits(At)
def at_point(em: Emitter, e: Any, env: Env) -> Work:
    """The body with the letter bound to the value."""
    inner = dict(env)
    for b in e.binders:
        x, value = b.args
        inner[x] = em.bind(em.line((yield em.go(value, env))))
    return (yield em.go(e.body, inner))


@emits(Limit)
def limit(em: Emitter, e: Any, env: Env) -> Work:
    """Limits are read and not evaluated."""
    raise Unsupported("a limit has no numeric meaning yet")
    yield


@emits(Inert)
def kept(em: Emitter, e: Any, env: Env) -> Work:
    """What is kept as written has no value."""
    from derive.write.latex import write

    raise Unsupported(f"`{write(e)}` is kept as written and has no value")
    yield


@emits(Stack)
def stack(em: Emitter, e: Any, env: Env) -> Work:
    """The axes of the indices become dimensions of the vector or matrix."""
    inner, bounds = dict(env), []
    for binder in e.binders:
        bound = yield bind(em, binder, env)
        if bound.mask is not None:
            raise Unsupported("a list whose length other indices bound has no numeric meaning")
        inner[binder.args[0]] = bound
        bounds.append(bound)
    v = em.line((yield em.go(e.body, inner)))
    core = em.core(e.shape)
    for bound in bounds:
        if bound.axis not in v.axes:
            v = _spread(em, v, bound)
    sizes = [a.axis for a in bounds]
    rows = len(sizes) == 2 or not v.rank or shape(e.body)[0] == 1  # entries of a list, or rows, lead
    places = [v.axes.index(a) - len(v.axes) - v.rank for a in sizes]
    ends = list(range(-len(sizes) - v.rank, -v.rank)) if rows and v.rank else list(range(-len(sizes), 0))
    code = v.code if places == ends else f"np.moveaxis({v.code}, {tuple(places)}, {tuple(ends)})"
    rest = tuple(a for a in v.axes if a not in sizes)
    return Value(code, ATOM, rest, core, v.batch)


def _spread(em: Emitter, v: Value, bound: Any) -> Value:
    """A value that does not have the axis of an index, repeated along it."""
    numbers = em.numbers(bound)
    (a, b), axes, _, batch = together([v, numbers])
    ones = f"np.ones_like({wrapped(b, ATOM)})"
    return em.line(Value(f"{wrapped(a, ATOM)} * {ones}", TERM, axes, v.core, batch))


@emits(Blocks)
def blocks(em: Emitter, e: Any, env: Env) -> Work:
    """Blocks side by side and below each other."""
    parts: list[Value] = []
    for a in e.entries:
        v = yield em.go(a, env)
        form = shape(a) or (1, 1)
        places = ", ".join("None" if s == 1 else ":" for s in form)
        code = f"np.asarray({v.code})[..., {places}]" if 1 in form else v.code
        parts.append(em.line(Value(code, ATOM, v.axes, ("rows", "columns"), v.batch)))
    laid, axes, _, batch = together(parts)
    texts = [v.code for v in laid]
    if axes or batch:
        lead = ", ".join(f"{t}.shape[:-2]" for t in texts)
        texts = [f"np.broadcast_to({t}, np.broadcast_shapes({lead}) + {t}.shape[-2:])" for t in texts]
    width = int(e.args[1])
    rows = [f"[{', '.join(texts[k : k + width])}]" for k in range(0, len(texts), width)]
    code = f"np.block([{', '.join(rows)}])"
    places = ", ".join("0" if s == 1 else ":" for s in e.shape)
    return Value(f"{code}[..., {places}]" if 1 in e.shape else code, ATOM, axes, em.core(e.shape), batch)


@emits(Integral)
def integral(em: Emitter, e: Any, env: Env) -> Work:
    """The last binder is the outermost."""
    if em.precise:
        raise Unsupported("an integral has no meaning at 50 digits")
    inner, weights, axes, endless = dict(env), [], [], {}
    for binder in reversed(e.binders):
        if not isinstance(binder, Range):
            raise Unsupported("an integral without bounds has no numeric meaning")
        x, lo, hi = binder.args
        axis, points, weight = yield _rule(em, lo, hi, inner)
        inner[x] = em.bind(points)
        if hi is S.Infinity or lo is S.NegativeInfinity:
            endless[axis] = "(0, -1)" if hi is S.Infinity and lo is S.NegativeInfinity else "(-1,)"
        weights.append(weight)
        axes.append(axis)
    body = yield em.go(e.body, inner)
    v = em.line(product(em, [*weights, body]))
    place = {a: v.axes.index(a) - len(v.axes) - v.rank for a in axes}
    over = f"axis=({', '.join(map(str, place.values()))},)"
    rest = tuple(a for a in v.axes if a not in axes)
    total = f"np.sum({v.code}, {over})"
    if endless:  # an integrand that is not small far out has no integral, or none that is found here
        far = [f"np.sum(np.abs(np.take({v.code}, {ends}, axis={place[a]})), {over})" for a, ends in endless.items()]
        total = f"np.where({' + '.join(far)} <= {FAR} * np.sum(np.abs({v.code}), {over}), {total}, np.nan)"
    return Value(total, ATOM, rest, v.core, v.batch)


FAR = 1e-6  # of the whole, what the last points of an infinite range may hold


def _rule(em: Emitter, lo: Any, hi: Any, env: Env) -> Any:
    """(axis, points, weights) of the double exponential rule between two bounds: a generator."""
    axis = em.axis("q")
    below, above = lo is S.NegativeInfinity, hi is S.Infinity
    reach = 4.0 if below or above else 3.2
    step = 2 * reach / (2 * POINTS)
    u = em.line(Value(f"np.linspace(-{reach}, {reach}, {2 * POINTS + 1})"))
    s = em.line(Value(f"np.pi / 2 * np.sinh({u.code})"))
    slope = f"{step} * np.pi / 2 * np.cosh({u.code})"
    if below and above:
        x = em.line(Value(f"np.sinh({s.code})"))
        w = em.line(Value(f"{slope} * np.cosh({s.code})"))
        return axis, Value(x.code, ATOM, (axis,)), Value(w.code, ATOM, (axis,))
    if below or above:
        x = em.line(Value(f"np.exp({s.code})"))
        w = em.line(Value(f"{slope} * {x.code}"))
        end = yield em.go(lo if above else hi, env)
        (a, b), axes, _, batch = together([end, Value(x.code, ATOM, (axis,))])
        points = em.line(Value(f"{wrapped(a, SUM)} {'+' if above else '-'} {b.code}", SUM, axes, (), batch))
        return axis, points, Value(w.code, ATOM, (axis,))
    low, high = (yield em.go(lo, env)), (yield em.go(hi, env))
    part = em.line(Value(f"1 / (1 + np.exp(-2 * {s.code}))"))
    density = em.line(Value(f"{slope} / (2 * np.cosh({s.code})**2)"))
    (a, b), axes, _, batch = together([low, high])
    length = em.line(Value(f"{wrapped(b, SUM)} - {wrapped(a, TERM)}", SUM, axes, (), batch))
    (a, d, p), axes, _, batch = together([low, length, Value(part.code, ATOM, (axis,))])
    points = em.line(Value(f"{wrapped(a, SUM)} + {wrapped(d, TERM)} * {p.code}", SUM, axes, (), batch))
    return axis, points, em.line(product(em, [length, Value(density.code, ATOM, (axis,))]))
