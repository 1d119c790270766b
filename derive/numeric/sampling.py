"""Points to compare at: values for the letters of a program, drawn inside their assumptions, the same for a seed.

Samples are of several kinds: in (0, 1), above 1, normal, spread over the decades with both signs, and near the numbers
that the formula mentions, so that domains are met and kinks are passed on both sides; or each letter has a kind of its
own. Sizes are all different, from 2: equal sizes hide transposes. Letters are drawn in the order of their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Integer, Rational

from derive.errors import Unsupported
from derive.expr.heads import Call, Decimal, Function, Letter, Node, Power, Product, Range, Sum, letters
from derive.expr.origins import sizes_in_ranges
from derive.expr.trees import nodes
from derive.numeric.compile import Parameter
from derive.numeric.smooth import smooth

SHARES = (0.2, 0.2, 0.25, 0.2, 0.15)  # of the kinds: unit, above one, normal, decades, near the formula's numbers
NEAREST = 0.4  # the largest share near numbers, when there are many: two for each
MOST_MARKS = 12
MOST_TERMS = 12  # a number that a sum begins at, so that how far it goes is drawn beyond
LONG = 6  # more than what an integer is drawn to be
BIGGEST = 10**9  # number that a letter is drawn near


@dataclass(frozen=True, slots=True)
class Plan:
    """What the trees say about drawing.

    marks: numbers that they mention, exactly; calls: abstract functions with the number of arguments and whether arrays
    enter whole; normalised: vectors whose entries sum to one; values: what letters are given to be; long: plain names
    of sizes that only have to be large enough, since an index with bounds of its own runs over what has them; bounds:
    of letters that say how far a sum goes, which are small whole numbers, and with how many the sum has a term.
    """

    marks: tuple[Any, ...] = ()
    calls: tuple[tuple[Function, int, bool], ...] = ()
    normalised: frozenset[Letter] = frozenset()
    values: Mapping[str, Any] | None = None
    long: frozenset[str] = frozenset()
    bounds: Mapping[str, int] = field(default_factory=dict)


def plan(trees: Sequence[Any], normalised: frozenset[Letter], values: Mapping[str, Any]) -> Plan:
    """What the trees say about drawing."""
    marks: dict[Any, None] = {}
    calls: dict[Any, tuple[Function, int, bool]] = {}
    bounds: dict[str, int] = {}
    for t in trees:
        for e in nodes(t):
            if isinstance(e, (Sum, Product)):
                for b in e.binders:
                    least = _least(b) if isinstance(b, Range) else 1
                    for x in letters(b.args[1]) | letters(b.args[2]) if isinstance(b, Range) else ():
                        bounds[x.plain] = max(bounds.get(x.plain, 1), least)
            number = _number(e)
            if number is not None and abs(number) <= BIGGEST:
                marks[abs(number)] = None
            if isinstance(e, Call) and e.function.kind in ("function", "elementwise"):
                whole = e.function.kind == "function" and any(isinstance(a, Node) and a.shape for a in e.arguments)
                calls.setdefault(e.function.args[1], (e.function, len(e.arguments), whole))
    used = frozenset().union(*(letters(t) for t in trees))
    long = frozenset(s.plain for s in sizes_in_ranges(trees) if isinstance(s, Letter) and s not in used)
    return Plan(_both_signs(marks), tuple(calls.values()), normalised, values, long, bounds)


def _least(b: Range) -> int:
    """The number from which on a sum has a term, where it begins at a number."""
    low = b.args[1]
    return int(low) if isinstance(low, Integer) and 1 < low <= MOST_TERMS else 1


def _number(e: Any) -> Any:
    """The value of a written number, 10^6 among them."""
    match e:
        case Decimal():
            return e.value
        case Rational():
            return e
        case Power(args=(Integer() as b, Integer() as n)) if abs(b) <= 10 and 0 < n <= 9:
            return b**n
    return None


def _both_signs(found: Iterable[Any]) -> tuple[Any, ...]:
    """Some of the numbers, small and large ones, with both signs: x - 50 has its zero at 50, x + 50 at -50."""
    sizes = sorted(found)
    most = MOST_MARKS // 2
    if len(sizes) > most:
        sizes = [sizes[k * (len(sizes) - 1) // (most - 1)] for k in range(most)]
    return tuple(sorted({m for size in sizes for m in (size, -size)}))


def draw(parameters: Sequence[Parameter], rng: Any, count: int, told: Plan, mixed: bool = False) -> dict[str, Any]:
    """Values by name in the source: arrays with `count` samples in front, callables, and whole numbers.

    mixed: each letter has a kind of its own in each sample, and abstract functions are positive.
    """
    sizes = _sizes(parameters, rng, told)
    values: dict[str, Any] = {}
    calls = {f.plain: (arity, whole) for f, arity, whole in told.calls}
    for p in sorted(parameters, key=lambda p: p.plain):
        if p.role == "function":
            arity, whole = calls.get(p.plain, (1, False))
            dims = tuple(_size(s, sizes) for s in p.of.args[4].args if s != 1)
            values[p.name] = smooth(p.plain, rng, arity, not whole, mixed, dims)
        elif p.role == "size":
            values[p.name] = _size(p.of, sizes)
        elif told.values and p.plain in told.values:
            values[p.name] = _given(told.values[p.plain], p, count)
        elif p.role == "index":
            values[p.name] = int(rng.integers(1, 3))
        else:
            values[p.name] = _letter(p, sizes, rng, count, told, mixed)
    return values


def _letter(p: Parameter, sizes: Mapping[str, int], rng: Any, count: int, told: Plan, mixed: bool) -> Any:
    x = p.of.args[0] if p.role == "direction" else p.of
    words = x.assumptions | ({"sums-to-one"} if x in told.normalised else set())
    if x.plain in told.bounds:
        words |= {"integer"}
    if p.role == "direction":
        words = words & {"symmetric", "diagonal"}
    made = _array(words, tuple(_size(s, sizes) for s in p.form), rng, count, [float(m) for m in told.marks], mixed)
    return made + (told.bounds[x.plain] - 1) if x.plain in told.bounds else made


def _given(value: Any, p: Parameter, count: int) -> Any:
    import numpy as np

    if p.role == "index":
        return int(value)
    a = np.asarray(_floats(value))
    a = a.reshape(-1) if len(p.form) == 1 else a
    return np.broadcast_to(a, (count, *a.shape)).copy()


def _floats(value: Any) -> Any:
    return [_floats(v) for v in value] if isinstance(value, (tuple, list)) else float(value)


# ---- sizes -----------------------------------------------------------------------------------------------------------


def _sizes(parameters: Sequence[Parameter], rng: Any, told: Plan) -> dict[str, int]:
    names = sorted({
        n.plain
        for p in parameters
        for s in (*p.form, *((p.of,) if p.role == "size" else ()), *_outputs(p))
        for n in getattr(s, "letters", ())
    })  # fmt: skip
    order = 2 + rng.permutation(max(3, len(names)))
    drawn = {name: n + (LONG if name in told.long else 0) for name, n in zip(names, order, strict=False)}
    return {name: int((told.values or {}).get(name, n)) for name, n in drawn.items()}


def _outputs(p: Parameter) -> tuple[Any, ...]:
    return tuple(p.of.args[4].args) if p.role == "function" else ()


def _size(s: Any, sizes: Mapping[str, int]) -> int:
    if getattr(s, "is_Integer", False):
        return int(s)
    if isinstance(s, Letter):
        return sizes[s.plain]
    if not isinstance(s, Node) or not s.args:
        raise Unsupported(f"{s} is no size that can be drawn")
    total = 1
    for part in s.args:
        total *= _size(part, sizes)
    return total


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _kinds(count: int, rng: Any, marks: int, mixed: bool) -> Any:
    """The kind of each sample, the same for all letters unless mixed."""
    import numpy as np

    near = max(SHARES[-1], min(NEAREST, 2 * marks / count))
    shares = [*(s * (1 - near) / sum(SHARES[:-1]) for s in SHARES[:-1]), near]
    if mixed:
        return rng.choice(len(SHARES), count, p=shares)
    return np.repeat(np.arange(len(SHARES)), np.diff([0, *np.round(np.cumsum(shares) * count).astype(int)]))


def _reals(shape: tuple[int, ...], rng: Any, marks: Sequence[float], mixed: bool) -> Any:
    import numpy as np

    kind = _kinds(shape[0], rng, len(marks), mixed).reshape(-1, *[1] * (len(shape) - 1))
    sign = rng.choice([-1.0, 1.0], shape)
    decades = sign * 10 ** rng.uniform(-1.5, 1.3, shape)
    near = _near(shape, rng, marks or [0.0])
    found = [rng.uniform(0.1, 0.9, shape), rng.uniform(1.1, 3.0, shape), rng.normal(0, 1.3, shape), decades, near]
    return np.choose(np.broadcast_to(kind, shape), found)


def _near(shape: tuple[int, ...], rng: Any, marks: Sequence[float]) -> Any:
    """Numbers on both sides of each mark in turn, the turns in another order for each letter."""
    import numpy as np

    count = int(np.prod(shape))
    turns = np.tile(rng.permutation(2 * len(marks)), -(-count // (2 * len(marks))))[-count:].reshape(shape)
    mark = np.asarray(marks)[turns // 2]
    return mark + (2.0 * (turns % 2) - 1) * 10 ** rng.uniform(-1.5, 0, shape) * np.maximum(1, np.abs(mark))


def _array(words: frozenset[str], dims: tuple[int, ...], rng: Any, count: int, marks: Sequence[float],
           mixed: bool) -> Any:  # fmt: skip
    """Samples of one letter under its assumptions."""
    import numpy as np

    if "columns" in words and len(dims) == 2:  # each of them one-hot, or adding to one
        turned = _array(words - {"columns"}, dims[::-1], rng, count, marks, mixed)
        return np.swapaxes(turned, -1, -2)
    shape = (count, *dims)
    if "one-hot" in words and dims:
        return np.eye(dims[-1])[rng.integers(0, dims[-1], shape[:-1])]
    if "pairs" in words:
        return rng.integers(0, 2, shape).astype(float)
    if "integer" in words:
        whole = rng.integers(1, 6, shape).astype(float)
        return -whole if "negative" in words else whole if words & {"positive"} or not dims else whole - 3
    if len(dims) == 2 and words & _STRUCTURED:
        return _structured(words, dims, rng, count)
    a = _reals(shape, rng, marks, mixed)
    if words & {"positive", "sums-to-one"}:
        a = np.abs(a) + 1e-3
    if "negative" in words:
        a = -np.abs(a) - 1e-3
    if "sums-to-one" in words and dims:
        a = a / a.sum(axis=-1, keepdims=True)
    return a


_STRUCTURED = frozenset(["symmetric", "positive-definite", "invertible", "orthogonal", "diagonal"])


def _structured(words: frozenset[str], dims: tuple[int, ...], rng: Any, count: int) -> Any:
    import numpy as np

    a = rng.normal(size=(count, *dims))
    back = np.swapaxes(a, -1, -2)
    eye = np.eye(dims[0])
    if "orthogonal" in words:
        return np.linalg.qr(a)[0]
    if "diagonal" in words:
        return eye * (np.abs(a) + 0.5 if words & {"positive", "positive-definite"} else a + np.sign(a))
    if "positive-definite" in words:
        return a @ back + eye
    if "symmetric" in words:
        a = (a + back) / 2
    return a + (dims[0] + 1) * eye if "invertible" in words else a
