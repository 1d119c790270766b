"""Python code of a post, computed by us and never executed: an allow-list of NumPy's operations, over `ast`.

Literals, arithmetic, `.T`, `@`, comparisons, and the spellings of a few dozen functions in NumPy, JAX, PyTorch and
TensorFlow. What is not on the list makes the names that depend on it unknown, nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ENTRIES = 250_000  # of an array
MOST_DEPTH = 60
MODULES = frozenset(("np", "numpy", "jnp", "torch", "tf", "math", "F", "nn", "npx", "jax", "anp", "onp"))


class Unknown(Exception):
    """A piece of code that is not on the list, or whose value does not follow from literals."""


@dataclass(frozen=True, slots=True)
class Function:
    """`def f(a, b=1): return …` or `f = lambda a, b: …`."""

    parameters: tuple[str, ...]
    body: ast.expr
    defaults: Mapping[str, ast.expr] = field(default_factory=dict)


class Misfit(Unknown):
    """Shapes that do not fit."""


def value(e: ast.expr, known: Mapping[str, Any], depth: int = 0) -> Any:
    """The value of an expression where names have these values. Raises: Unknown."""
    import numpy as np

    if depth > MOST_DEPTH:
        raise Unknown("nested too deeply")
    try:
        with np.errstate(all="ignore"):
            found = _value(e, known, depth)
    except Unknown:
        raise
    except ValueError as error:
        raise Misfit(str(error)) from None
    except (ArithmeticError, TypeError, IndexError, KeyError, AttributeError, MemoryError) as error:
        raise Unknown(str(error)) from None
    if isinstance(found, np.ndarray) and found.size > MOST_ENTRIES:
        raise Unknown("an array that is too large")
    return found


BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.MatMult: operator.matmul,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


def _value(e: ast.expr, known: Mapping[str, Any], depth: int) -> Any:
    match e:
        case ast.Constant(value=bool() | int() | float() as number):
            if isinstance(number, int) and abs(number) > 10**15:
                raise Unknown("a number that is too large")
            return float(number)
        case ast.Name(id=name):
            if name not in known or isinstance(known[name], Function):
                raise Unknown(f"{name} is not known")
            return known[name]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return _array([value(p, known, depth + 1) for p in parts])
        case ast.UnaryOp(op=ast.USub(), operand=x):
            return -value(x, known, depth + 1)
        case ast.UnaryOp(op=ast.UAdd(), operand=x):
            return value(x, known, depth + 1)
        case ast.BinOp(left=a, op=ast.Pow(), right=b):
            return _power(value(a, known, depth + 1), value(b, known, depth + 1))
        case ast.BinOp(left=a, op=op, right=b) if type(op) in BINARY:
            return _bounded(BINARY[type(op)], value(a, known, depth + 1), value(b, known, depth + 1))
        case ast.Compare(left=a, ops=[op], comparators=[b]) if type(op) in COMPARE:
            return 1.0 * COMPARE[type(op)](value(a, known, depth + 1), value(b, known, depth + 1))
        case ast.IfExp(test=test, body=a, orelse=b):
            return value(a if value(test, known, depth + 1) else b, known, depth + 1)
        case ast.Attribute(value=x, attr="shape"):
            return _array(_array(value(x, known, depth + 1)).shape)
        case ast.Attribute(value=x, attr="size"):
            return float(_array(value(x, known, depth + 1)).size)
        case ast.Attribute(value=x, attr="T"):
            return _array(value(x, known, depth + 1)).T
        case ast.Attribute(value=ast.Name(id=module), attr="pi" | "e" as constant) if module in MODULES:
            return getattr(math, constant)
        case ast.Subscript(value=x, slice=where):
            found = _array(value(x, known, depth + 1))
            return found[_place(where, found, known, depth)]
        case ast.Call():
            return _call(e, known, depth)
    raise Unknown(f"{ast.unparse(e)[:40]} is not on the list")


def _array(x: Any) -> Any:
    import numpy as np

    made = np.asarray(x, dtype=float)
    if made.dtype.kind != "f":
        raise Unknown("no array of numbers")
    return made


def _bounded(op: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    import numpy as np

    if op is operator.matmul:
        size = (np.size(a) // max(1, np.shape(a)[-1])) * (np.size(b) // max(1, np.shape(b)[-min(2, np.ndim(b))]))
    else:
        size = int(np.prod(np.broadcast_shapes(np.shape(a), np.shape(b)), initial=1))
    if size > MOST_ENTRIES:
        raise Unknown("an array that is too large")
    return op(a, b)


def _power(a: Any, b: Any) -> Any:
    import numpy as np

    return np.power(_array(a), _array(b))


def _place(where: ast.expr, of: Any, known: Mapping[str, Any], depth: int) -> Any:
    """An index into an array: whole numbers and slices of them, lists of places, a mask of its shape."""
    match where:
        case ast.Tuple(elts=parts):
            return tuple(_place(p, of, known, depth) for p in parts)
        case ast.Slice(lower=a, upper=b, step=c):
            return slice(*(None if x is None else _whole(x) for x in (a, b, c)))
        case ast.Constant(value=None) | ast.Attribute(attr="newaxis"):
            return None
        case ast.Constant() | ast.UnaryOp():
            return _whole(where)
    import numpy as np

    found = _array(value(where, known, depth + 1))
    if found.ndim and found.shape == of.shape and (found.ndim > 1 or isinstance(where, ast.Compare)):
        return found != 0
    if np.any(found != np.round(found)):
        raise Unknown("an index that is no whole number")
    return found.astype(int)


def _whole(e: ast.expr) -> int:
    try:
        found = ast.literal_eval(e)
    except (ValueError, TypeError, SyntaxError):
        raise Unknown("an index that is no number") from None
    if isinstance(found, bool) or not isinstance(found, int):
        raise Unknown("an index that is no whole number")
    return found


# ---- calls ---------------------------------------------------------------------------------------------------------


def _call(e: ast.Call, known: Mapping[str, Any], depth: int) -> Any:
    name, first = _function(e.func, known, depth)
    if name == "put" and len(e.args) == 3:
        return _put(e, known, depth)
    given = [a for a in e.args if not (isinstance(a, ast.Attribute) and a.attr in TYPES)]
    arguments = [*first, *(value(a, known, depth + 1) for a in given if not isinstance(a, ast.Starred))]
    if len(arguments) != len(first) + len(given):
        raise Unknown("a starred argument")
    own = known.get(name) if not first and isinstance(e.func, ast.Name) else None
    if isinstance(own, Function):
        said = {**own.defaults, **{str(k.arg): k.value for k in e.keywords}}
        rest = {p: value(said[p], known, depth + 1) for p in own.parameters[len(arguments) :] if p in said}
        if len(arguments) + len(rest) != len(own.parameters):
            raise Unknown(f"{name} takes other arguments")
        return value(own.body, {**known, **dict(zip(own.parameters, arguments, strict=False)), **rest}, depth + 1)
    if name not in FUNCTIONS:
        raise Unknown(f"{name} is not on the list")
    how = {str(k.arg): _option(k) for k in e.keywords if k.arg not in IGNORED}
    return FUNCTIONS[name](*arguments, **how)


IGNORED = frozenset(("dtype", "requires_grad", "ctx", "device", "name"))


TYPES = frozenset(("float", "float32", "float64", "double", "int32", "int64", "long"))


def _put(e: ast.Call, known: Mapping[str, Any], depth: int) -> Any:
    """`x[where] = new`: x with other entries."""
    made = _array(value(e.args[0], known, depth + 1)).copy()
    made[_place(e.args[1], made, known, depth)] = value(e.args[2], known, depth + 1)
    return made


def _option(k: ast.keyword) -> Any:
    match k.arg:
        case "transpose_a" | "transpose_b" | "min" | "max" | "a_min" | "a_max" if isinstance(k.value, ast.Constant):
            return k.value.value
        case "axis" | "dim":
            return _axis(k.value)
        case "keepdims" | "keepdim" if isinstance(k.value, ast.Constant):
            return bool(k.value.value)
        case "ord":
            return None
    raise Unknown(f"the option {k.arg} is not on the list")


def _axis(e: ast.expr) -> Any:
    return tuple(_whole(x) for x in e.elts) if isinstance(e, ast.Tuple) else _whole(e)


def _function(f: ast.expr, known: Mapping[str, Any], depth: int) -> tuple[str, list[Any]]:
    """The name of what is called, and the value that a method is called on."""
    match f:
        case ast.Name(id=name):
            return name, []
        case ast.Attribute(value=inner, attr=name):
            root = inner
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in MODULES and root.id not in known:
                return name, []
            return name, [value(inner, known, depth + 1)]
    raise Unknown("a call of what has no name")


def _reduce(how: str) -> Callable[..., Any]:
    def reduced(x: Any, *places: Any, axis: Any = None, dim: Any = None, keepdims: bool = False,
                keepdim: bool = False) -> Any:  # fmt: skip
        import numpy as np

        where = axis if axis is not None else dim
        if where is None and places:
            where = int(places[0])
        return getattr(np, how)(_array(x), axis=where, keepdims=keepdims or keepdim)

    return reduced


def _elementwise(how: str) -> Callable[..., Any]:
    def applied(*xs: Any) -> Any:
        import numpy as np

        return getattr(np, how)(*(_array(x) for x in xs))

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

    shifted = np.exp(_array(x) - _array(x).max(axis=dim if dim is not None else axis, keepdims=True))
    return shifted / shifted.sum(axis=dim if dim is not None else axis, keepdims=True)


def _arange(*bounds: float) -> Any:
    import numpy as np

    if max(map(abs, bounds)) > MOST_ENTRIES:
        raise Unknown("an array that is too large")
    return np.arange(*bounds)


def _norm(x: Any, *_: Any, **__: Any) -> Any:
    import numpy as np

    return np.sqrt(np.sum(_array(x) ** 2))


def _matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    import numpy as np

    return np.matmul(_array(a).T if transpose_a else _array(a), _array(b).T if transpose_b else _array(b))


def _clip(x: Any, *ends: Any, min: Any = None, max: Any = None, a_min: Any = None, a_max: Any = None) -> Any:
    import numpy as np

    low, high = (*ends, None, None)[:2] if ends else (min if a_min is None else a_min, max if a_max is None else a_max)
    return np.clip(_array(x), low, high)


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

    return np.eye(int(count))[_array(x).astype(int)]


def _length(x: Any) -> float:
    return float(len(_array(x)))


def _squeezed(x: Any, *_: Any) -> Any:
    import numpy as np

    return np.squeeze(_array(x))


def _flat(x: Any) -> Any:
    return _array(x).reshape(-1)


def _reshape(x: Any, *dims: Any) -> Any:
    import numpy as np

    return _array(x).reshape([int(n) for d in dims for n in np.ravel(d)])


def _transpose(x: Any, *_: Any) -> Any:
    if _array(x).ndim > 2:
        raise Unknown("axes of more than a matrix")
    return _array(x).T


def _sigmoid(x: Any) -> Any:
    import numpy as np

    return 1 / (1 + np.exp(-_array(x)))


def _relu(x: Any) -> Any:
    import numpy as np

    return np.maximum(_array(x), 0)


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
    "array": _array, "asarray": _array, "tensor": _array, "constant": _array, "Variable": _array, "float": _identity,
    "float32": _identity, "float64": _identity, "astype": _identity, "item": _identity, "numpy": _identity,
    "detach": _identity, "to": _identity, "copy": _identity, "clone": _identity, "int": _identity, "cpu": _identity,
    "double": _identity, "contiguous": _identity, "convert_to_tensor": _identity,
    "zeros": _filled(0.0), "ones": _filled(1.0), "arange": _arange, "range": _arange, "norm": _norm,
    "reshape": _reshape, "view": _reshape, "transpose": _transpose, "t": _transpose,
    "sigmoid": _sigmoid, "expit": _sigmoid, "relu": _relu, "softmax": _softmax,
}  # fmt: skip
