"""The functions on arrays that code may call: an allow-list of NumPy's, by the names of four libraries."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

MOST_ENTRIES = 250_000  # of an array


class Unknown(Exception):
    """A piece of code that is not on the list, or whose value does not follow from literals."""


class Misfit(Unknown):
    """Shapes that do not fit."""


def array(x: Any) -> Any:
    """An array of floats."""
    import numpy as np

    made = np.asarray(x, dtype=float)
    if made.dtype.kind != "f":
        raise Unknown("no array of numbers")
    return made


def _reduce(how: str) -> Callable[..., Any]:
    def reduced(x: Any, *places: Any, axis: Any = None, dim: Any = None, keepdims: bool = False,
                keepdim: bool = False, unbiased: bool = False) -> Any:  # fmt: skip
        import numpy as np

        if unbiased:
            raise Unknown("an estimate without bias")
        where = axis if axis is not None else dim
        if where is None and places:
            where = int(places[0])
        return getattr(np, how)(array(x), axis=where, keepdims=keepdims or keepdim)

    return reduced


def _elementwise(how: str) -> Callable[..., Any]:
    def applied(*xs: Any) -> Any:
        import numpy as np

        return getattr(np, how)(*(array(x) for x in xs))

    return applied


def _filled(number: float) -> Callable[..., Any]:
    def made(*dims: Any) -> Any:
        import numpy as np

        flat = [int(n) for d in dims for n in np.ravel(d)]
        if math.prod(flat) > MOST_ENTRIES:
            raise Unknown("an array that is too large")
        return np.full(flat, number)

    return made


def _identity(x: Any, *_: Any) -> Any:
    return x


def _softmax(x: Any, *_: Any, axis: Any = -1, dim: Any = None) -> Any:
    import numpy as np

    shifted = np.exp(array(x) - array(x).max(axis=dim if dim is not None else axis, keepdims=True))
    return shifted / shifted.sum(axis=dim if dim is not None else axis, keepdims=True)


def _arange(*bounds: float) -> Any:
    import numpy as np

    if max(map(abs, bounds)) > MOST_ENTRIES:
        raise Unknown("an array that is too large")
    return np.arange(*bounds)


def _norm(x: Any, *_: Any, **__: Any) -> Any:
    import numpy as np

    return np.sqrt(np.sum(array(x) ** 2))


def _matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    import numpy as np

    return np.matmul(array(a).T if transpose_a else array(a), array(b).T if transpose_b else array(b))


def _clip(x: Any, *ends: Any, min: Any = None, max: Any = None, a_min: Any = None, a_max: Any = None) -> Any:
    import numpy as np

    low, high = (*ends, None, None)[:2] if ends else (min if a_min is None else a_min, max if a_max is None else a_max)
    return np.clip(array(x), low, high)


def _like(number: float) -> Callable[..., Any]:
    def made(x: Any) -> Any:
        import numpy as np

        return np.full(np.shape(x), number)

    return made


def _drawn(*dims: Any) -> Any:
    """Random numbers, always the same for a shape."""
    import numpy as np

    flat = [int(n) for d in dims for n in np.ravel(d)]
    if math.prod(flat) > MOST_ENTRIES:
        raise Unknown("an array that is too large")
    return np.random.default_rng([7, *flat]).standard_normal(flat)


def _one_hot(x: Any, count: float) -> Any:
    import numpy as np

    return np.eye(int(count))[array(x).astype(int)]


def _length(x: Any) -> float:
    return float(len(array(x)))


def _squeezed(x: Any, *_: Any) -> Any:
    import numpy as np

    return np.squeeze(array(x))


def _flat(x: Any) -> Any:
    return array(x).reshape(-1)


def _reshape(x: Any, *dims: Any) -> Any:
    import numpy as np

    return array(x).reshape([int(n) for d in dims for n in np.ravel(d)])


def _transpose(x: Any, *_: Any) -> Any:
    if array(x).ndim > 2:
        raise Unknown("axes of more than a matrix")
    return array(x).T


def _sigmoid(x: Any) -> Any:
    import numpy as np

    return 1 / (1 + np.exp(-array(x)))


def _relu(x: Any) -> Any:
    import numpy as np

    return np.maximum(array(x), 0)


def _joined(axis: int) -> Callable[..., Any]:
    """Arrays put beside one another, along this axis if no other is said."""

    def made(*parts: Any, axis: int = axis, dim: int | None = None) -> Any:
        import numpy as np

        given = parts[0] if len(parts) == 1 or not isinstance(parts[0], np.ndarray) else parts
        if len(parts) == 2 and np.ndim(parts[1]) == 0:
            axis = int(parts[1])
        every = [array(x) for x in given]
        if sum(x.size for x in every) > MOST_ENTRIES:
            raise Unknown("an array that is too large")
        axis = axis if dim is None else dim
        return np.concatenate(every, axis=0 if every and every[0].ndim == 1 else axis)

    return made


def _stacked(parts: Any, axis: int = 0, dim: int | None = None) -> Any:
    import numpy as np

    return np.stack([array(x) for x in parts], axis=axis if dim is None else dim)


def _split(x: Any, count: float, axis: int = 0) -> Any:
    """An array in so many parts of one size."""
    import numpy as np

    if np.ndim(count) or not 0 < count < 100:
        raise Unknown("parts of other sizes")
    return tuple(np.split(array(x), int(count), axis=axis))


def _padded(x: Any, widths: Any, mode: str = "constant") -> Any:
    import numpy as np

    by = np.asarray(widths, dtype=float).astype(int)
    if np.any(by < 0) or np.any(by > 100):
        raise Unknown("an array that is too large")
    return np.pad(array(x), by)


def _expanded(x: Any, axis: Any = None, dim: Any = None) -> Any:
    import numpy as np

    return np.expand_dims(array(x), int(axis if dim is None else dim))


def _eye(n: float, *_: Any) -> Any:
    import numpy as np

    if n > 500:
        raise Unknown("an array that is too large")
    return np.eye(int(n))


def _shape(x: Any) -> Any:
    import numpy as np

    return array(np.shape(x))


def _of_matrix(how: str) -> Callable[..., Any]:
    def made(x: Any) -> Any:
        import numpy as np

        return getattr(np.linalg if how in ("inv", "det") else np, how)(array(x))

    return made


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{n: _elementwise(n) for n in ("exp", "log", "log1p", "expm1", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh",
                                    "maximum", "minimum", "square", "sign", "where", "multiply", "add", "subtract",
                                    "divide", "power", "dot", "outer", "log2", "log10", "exp2", "heaviside", "greater",
                                    "less", "greater_equal", "less_equal", "equal", "negative", "reciprocal")},
    "pow": _elementwise("power"), "abs": _elementwise("abs"), "matmul": _matmul, "mm": _matmul, "mv": _matmul,
    "clip": _clip, "clamp": _clip, "clip_by_value": _clip, "zeros_like": _like(0.0), "ones_like": _like(1.0),
    "drawn": _drawn, "one_hot": _one_hot, "len": _length, "squeeze": _squeezed,
    "flatten": _flat, "ravel": _flat, "cast": _identity,
    "mul": _elementwise("multiply"), "sub": _elementwise("subtract"), "div": _elementwise("divide"),
    "reduce_sum": _reduce("sum"), "reduce_mean": _reduce("mean"),
    **{n: _reduce(n) for n in ("sum", "mean", "max", "min", "prod", "var", "std")},
    "array": array, "asarray": array, "tensor": array, "constant": array, "Variable": array, "float": _identity,
    "float32": _identity, "float64": _identity, "astype": _identity, "item": _identity, "numpy": _identity,
    "detach": _identity, "to": _identity, "copy": _identity, "clone": _identity, "int": _identity, "cpu": _identity,
    "double": _identity, "contiguous": _identity, "convert_to_tensor": _identity,
    "zeros": _filled(0.0), "ones": _filled(1.0), "arange": _arange, "range": _arange, "norm": _norm,
    "reshape": _reshape, "view": _reshape, "transpose": _transpose, "t": _transpose,
    "hstack": _joined(1), "vstack": _joined(0), "concatenate": _joined(0), "concat": _joined(0), "cat": _joined(0),
    "stack": _stacked, "split": _split, "chunk": _split, "pad": _padded, "expand_dims": _expanded,
    "unsqueeze": _expanded, "eye": _eye, "shape": _shape, "logical_not": lambda x: 1.0 * (array(x) == 0),
    **{n: _of_matrix(n) for n in ("trace", "diag", "diagonal", "inv", "det", "cumsum", "atleast_2d")},
    "sigmoid": _sigmoid, "expit": _sigmoid, "relu": _relu, "softmax": _softmax,
}  # fmt: skip
