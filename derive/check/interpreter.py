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

from derive.check.arrays import FUNCTIONS, MOST_ENTRIES, Misfit, Unknown, array

MOST_DEPTH = 60
MODULES = frozenset(("np", "numpy", "jnp", "torch", "tf", "math", "F", "nn", "npx", "jax", "anp", "onp"))


@dataclass(frozen=True, slots=True)
class Function:
    """`def f(a, b=1): return …` or `f = lambda a, b: …`."""

    parameters: tuple[str, ...]
    body: ast.expr
    defaults: Mapping[str, ast.expr] = field(default_factory=dict)


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
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
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
            return array([value(p, known, depth + 1) for p in parts])
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
            return array(array(value(x, known, depth + 1)).shape)
        case ast.Attribute(value=x, attr="size"):
            return float(array(value(x, known, depth + 1)).size)
        case ast.Attribute(value=x, attr="T"):
            return array(value(x, known, depth + 1)).T
        case ast.Attribute(value=ast.Name(id=module), attr="pi" | "e" as constant) if module in MODULES:
            return getattr(math, constant)
        case ast.Subscript(value=x, slice=where):
            found = array(value(x, known, depth + 1))
            return found[place(where, found, known, depth)]
        case ast.Call():
            return _call(e, known, depth)
    raise Unknown(f"{ast.unparse(e)[:40]} is not on the list")


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

    return np.power(array(a), array(b))


def place(where: ast.expr, of: Any, known: Mapping[str, Any], depth: int = 0) -> Any:
    """An index into an array: whole numbers and slices of them, lists of places, a mask of its shape."""
    match where:
        case ast.Tuple(elts=parts):
            return tuple(place(p, of, known, depth) for p in parts)
        case ast.Slice(lower=a, upper=b, step=c):
            return slice(*(None if x is None else int(_places(x, of, known, depth)) for x in (a, b, c)))
        case ast.Constant(value=None) | ast.Attribute(attr="newaxis"):
            return None
        case ast.Constant(value=e) if e is ...:
            return e
        case ast.Constant() | ast.UnaryOp():
            return _whole(where)
    return _places(where, of, known, depth)


def _places(where: ast.expr, of: Any, known: Mapping[str, Any], depth: int) -> Any:
    import numpy as np

    found = array(value(where, known, depth + 1))
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
    if name == "einsum" and e.args and isinstance(e.args[0], ast.Constant) and not first:
        return _einsum(e.args[0].value, [value(a, known, depth + 1) for a in e.args[1:]])
    given = [a for a in e.args if not (isinstance(a, (ast.Attribute, ast.Name)) and _last(a) in TYPES)]
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


def _einsum(said: Any, given: list[Any]) -> Any:
    """A sum of products. Raises: Misfit."""
    import numpy as np

    if not isinstance(said, str) or len(said) > 60 or sum(np.size(a) for a in given) > MOST_ENTRIES // 100:
        raise Unknown("a sum of products that is too large")
    return np.einsum(said, *(array(a) for a in given), optimize=True)


IGNORED = frozenset(("dtype", "requires_grad", "ctx", "device", "name", "copy", "order"))


TYPES = frozenset(("float", "float32", "float64", "double", "int", "int32", "int64", "long"))


def _last(e: ast.Attribute | ast.Name) -> str:
    return e.attr if isinstance(e, ast.Attribute) else e.id


def _put(e: ast.Call, known: Mapping[str, Any], depth: int) -> Any:
    """`x[where] = new`: x with other entries."""
    made = array(value(e.args[0], known, depth + 1)).copy()
    made[place(e.args[1], made, known, depth)] = value(e.args[2], known, depth + 1)
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
        case "unbiased" if isinstance(k.value, ast.Constant) and k.value.value is False:
            return False
        case "mode" if isinstance(k.value, ast.Constant) and k.value.value == "constant":
            return k.value.value
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
