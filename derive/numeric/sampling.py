"""Points to compare at: values for the letters of a program, drawn inside their assumptions, the same for a seed.

Samples are of several kinds, all letters of a sample of one kind: all in (0, 1), all positive, normal, and of
magnitudes spread over the decades with both signs, so that domains are met and kinks are passed on both sides.
Sizes are all different, from 2: equal sizes hide transposes. Abstract functions become random smooth ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derive.expr.heads import Function, Letter
from derive.expr.node import size_text
from derive.numeric.compile import Parameter

WAVES = 3


@dataclass(frozen=True, slots=True)
class Smooth:
    """A random smooth function of any number of arguments: waves of a mixture of them, plus the mixture itself.

    It works on floats and, through object arrays, at 50 digits; arrays are entered entry by entry when `entrywise`.
    """

    name: str
    weights: tuple[float, ...]
    shifts: tuple[float, ...]
    heights: tuple[float, ...]
    entrywise: bool = True

    def __call__(self, *args: Any) -> Any:
        """The value; arrays broadcast."""
        import numpy as np

        total: Any = 0
        for k, a in enumerate(args):
            part = self.weights[k % len(self.weights)] * np.asarray(a)
            if not self.entrywise:
                part = (part * (1 + np.arange(part.size) / 4).reshape(part.shape)).sum() if part.ndim else part
            total = total + part
        total = np.asarray(total)
        sine = _sine(total.dtype == object)
        value = total / 2
        for k, (h, s) in enumerate(zip(self.heights, self.shifts, strict=True)):
            value = value + h * sine((k + 1) * total / 2 + s)
        return value if getattr(value, "ndim", 0) else np.asarray(value, dtype=object).item()

    def text(self) -> str:
        """The function as Python text, of one argument x (or of the mixture of several)."""
        waves = " + ".join(
            f"{h!r}*sin({(k + 1) / 2!r}*x + {s!r})"
            for k, (h, s) in enumerate(zip(self.heights, self.shifts, strict=True))
        )
        mix = " + ".join(f"{w!r}*x{k + 1}" for k, w in enumerate(self.weights))
        return f"x/2 + {waves} with x = {mix}"


def _sine(exact: bool) -> Any:
    import numpy as np

    if not exact:
        return np.sin
    import mpmath as mp

    return np.frompyfunc(mp.sin, 1, 1)


def smooth(f: Function, rng: Any, entrywise: bool) -> Smooth:
    """A random smooth function in place of an abstract one."""
    weights = (1.0, *(float(round(w, 3)) for w in rng.uniform(0.4, 1.2, 3)))
    shifts = tuple(float(round(s, 3)) for s in rng.uniform(-3, 3, WAVES))
    heights = tuple(float(round(h, 3)) for h in rng.uniform(0.3, 0.9, WAVES))
    return Smooth(f.plain, weights, shifts, heights, entrywise)


def draw(parameters: Sequence[Parameter], rng: Any, count: int, *, reducing: frozenset[Function] = frozenset(),
         normalised: frozenset[Letter] = frozenset()) -> dict[str, Any]:  # fmt: skip
    """Values by name in the source: arrays with `count` samples in front, callables, and whole numbers.

    reducing: functions that take an array to a number; normalised: vectors whose entries sum to one.
    """
    sizes = _sizes(parameters, rng)
    values: dict[str, Any] = {}
    for p in sorted(parameters, key=lambda p: p.plain):
        if p.role == "function":
            values[p.name] = smooth(p.of, rng, p.of not in reducing)
        elif p.role == "size":
            values[p.name] = _size(p.of, sizes)
        elif p.role == "index":
            values[p.name] = int(rng.integers(1, 3))
        else:
            x = p.of.args[0] if p.role == "direction" else p.of
            dims = tuple(_size(s, sizes) for s in p.form)
            words = frozenset() if p.role == "direction" else x.assumptions
            words = words | {"sums-to-one"} if x in normalised else words
            values[p.name] = _array(words, dims, rng, count)
    return values


def _sizes(parameters: Sequence[Parameter], rng: Any) -> dict[str, int]:
    names = sorted({
        n.plain
        for p in parameters
        for s in (*p.form, *((p.of,) if p.role == "size" else ()))
        for n in getattr(s, "letters", ())
    })  # fmt: skip
    order = 2 + rng.permutation(max(3, len(names)))
    return {name: int(n) for name, n in zip(names, order, strict=False)}


def _size(s: Any, sizes: Mapping[str, int]) -> int:
    if getattr(s, "is_Integer", False):
        return int(s)
    if isinstance(s, Letter):
        return sizes[s.plain]
    total = 1
    for part in s.args:
        total *= _size(part, sizes)
    if not s.args:
        raise ValueError(f"no size {size_text(s)}")
    return total


def kinds(count: int) -> list[slice]:
    """The samples of each kind: in (0, 1), positive, normal, over the decades."""
    marks = [0, count // 5, 2 * count // 5, 4 * count // 5, count]
    return [slice(a, b) for a, b in zip(marks, marks[1:], strict=False)]


def _reals(shape: tuple[int, ...], rng: Any) -> Any:
    import numpy as np

    out = np.empty(shape)
    unit, positive, normal, decades = kinds(shape[0])
    rest = shape[1:]
    n = [s.stop - s.start for s in (unit, positive, normal, decades)]
    out[unit] = rng.uniform(0.1, 0.9, (n[0], *rest))
    out[positive] = rng.uniform(1.1, 3.0, (n[1], *rest))
    out[normal] = rng.normal(0, 1.3, (n[2], *rest))
    sign = rng.choice([-1.0, 1.0], (n[3], *rest))
    out[decades] = sign * 10 ** rng.uniform(-1.5, 1.3, (n[3], *rest))
    return out


def _array(words: frozenset[str], dims: tuple[int, ...], rng: Any, count: int) -> Any:
    """Samples of one letter under its assumptions."""
    import numpy as np

    shape = (count, *dims)
    if "one-hot" in words and dims:
        return np.eye(dims[0])[rng.integers(0, dims[0], count)]
    if "integer" in words:
        whole = rng.integers(1, 6, shape).astype(float)
        return whole if "positive" in words else whole - (0 if not dims else 3)
    if len(dims) == 2 and words & _STRUCTURED:
        return _structured(words, dims, rng, count)
    a = _reals(shape, rng)
    if words & {"positive", "sums-to-one"}:
        a = np.abs(a) + 0.05
    if "negative" in words:
        a = -np.abs(a) - 0.05
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
