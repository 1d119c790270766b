"""Trees as code that a person would write: NumPy, PyTorch, JAX, TensorFlow.

A vector, column or row, is an array with one axis; a matrix has two. Products become `@`, `*` or an outer product by
what their factors are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import S

from derive.errors import Unsupported
from derive.expr.heads import (
    ONE,
    Call,
    Decimal,
    Diag,
    Eye,
    Frac,
    Had,
    HadPower,
    Indicator,
    Inv,
    Letter,
    LogSumExp,
    Norm,
    Ones,
    Plus,
    Power,
    Relation,
    RowSoftmax,
    Softmax,
    T,
    Times,
    Tr,
    Zero,
    letter,
    shape,
)
from derive.expr.trees import coefficient, trampoline
from derive.notation import slope, unprimed

DIALECTS = ("numpy", "torch", "jax", "tensorflow")
SUM, PRODUCT, UNARY, POWER, ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The spellings of a library. functions: of known functions of one argument; outer: an outer product; helpers: code
    of functions that the library lacks, by name; truth: how a comparison becomes numbers."""

    name: str
    imports: tuple[str, ...]
    module: str
    outer: str
    truth: str
    functions: dict[str, str]
    helpers: dict[str, str] = field(default_factory=dict)


SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
SOFTMAX = """def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""
COMMON = ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sqrt", "abs", "sign")


def _spelled(module: str, **more: str) -> dict[str, str]:
    return {**{n: f"{module}.{n}({{0}})" for n in COMMON}, **more}


_ROWS = (
    Dialect("numpy", ("import numpy as np",), "np", "np.outer({0}, {1})", "({0})",
            _spelled("np", sigmoid="sigmoid({0})", relu="np.maximum({0}, 0)", softmax="softmax({0})",
                     softplus="np.logaddexp(0, {0})", max="np.maximum({0}, {1})", min="np.minimum({0}, {1})"),
            {"sigmoid": SIGMOID, "softmax": SOFTMAX}),
    Dialect("torch", ("import torch",), "torch", "torch.outer({0}, {1})", "({0})",
            _spelled("torch", sigmoid="torch.sigmoid({0})", relu="torch.relu({0})",
                     softmax="torch.softmax({0}, dim=-1)", softplus="torch.nn.functional.softplus({0})",
                     max="torch.maximum({0}, {1})",
                     min="torch.minimum({0}, {1})")),
    Dialect("jax", ("import jax", "import jax.numpy as jnp"), "jnp", "jnp.outer({0}, {1})", "({0})",
            _spelled("jnp", sigmoid="jax.nn.sigmoid({0})", relu="jax.nn.relu({0})", softmax="jax.nn.softmax({0})",
                     softplus="jax.nn.softplus({0})", max="jnp.maximum({0}, {1})", min="jnp.minimum({0}, {1})")),
    Dialect("tensorflow", ("import tensorflow as tf",), "tf", "tf.tensordot({0}, {1}, axes=0)",
            "tf.cast({0}, tf.float64)",
            _spelled("tf.math", sigmoid="tf.sigmoid({0})", relu="tf.nn.relu({0})", softmax="tf.nn.softmax({0})",
                     softplus="tf.math.softplus({0})", max="tf.maximum({0}, {1})", min="tf.minimum({0}, {1})")),
)  # fmt: skip
BY_NAME = {d.name: d for d in _ROWS}


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code: its text, how tightly it binds, and what it is: a number of axes; side: of a vector, 0 column,
    1 row."""

    text: str
    level: int
    rank: int
    row: bool = False

    def at(self, level: int) -> str:
        """The text, in parentheses where it binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


Work = Generator[Any, Any, Code]


def code(tree: Any, dialect: Dialect) -> str:
    """The tree as an expression of the dialect. Raises: Unsupported for what has no spelling there."""
    return trampoline(_code(tree, dialect)).text


def helpers(source: str, dialect: Dialect) -> list[str]:
    """The functions that a piece of source calls and the library lacks."""
    return [text for name, text in dialect.helpers.items() if re.search(rf"(?<![\w.]){name}\(", source)]


def _rank(e: Any) -> int:
    form = shape(e)
    return 0 if not form else sum(s != ONE for s in form) if ONE in form else len(form)


def _is_row(e: Any) -> bool:
    return len(shape(e)) == 2 and shape(e)[0] == ONE and shape(e)[1] != ONE


def _code(e: Any, d: Dialect) -> Work:
    write = next((w for head, w in _WRITERS if isinstance(e, head)), None)
    if write is None:
        text = _number(e)
        return Code(text, UNARY if text.startswith("-") else PRODUCT if "/" in text else ATOM, 0)
    made = yield write(e, d)
    return made


def _number(e: Any) -> str:
    constants = {S.Pi: "3.141592653589793", S.Exp1: "2.718281828459045"}
    if e in constants:
        return constants[e]
    if getattr(e, "is_Integer", False):
        return str(int(e))
    if getattr(e, "is_Rational", False):
        return f"{e.p} / {e.q}"
    raise Unsupported(f"{e} has no spelling in code")


def _letter(e: Any, d: Dialect) -> Work:
    return Code(e.plain, ATOM, _rank(e), _is_row(e))
    yield


def _decimal(e: Any, d: Dialect) -> Work:
    return Code(e.digits, ATOM, 0)
    yield


def _plus(e: Any, d: Dialect) -> Work:
    text, rank, row = "", 0, False
    for k, t in enumerate(sorted(e.args, key=lambda t: bool(coefficient(t)[0] < 0))):
        number, rest = coefficient(t)
        negative = bool(number < 0)
        part = yield _code(_scaled(-number, rest) if negative else t, d)
        sign = ("-" if negative else "") if k == 0 else " - " if negative else " + "
        text += sign + part.at(PRODUCT if negative else SUM)
        rank, row = max(rank, part.rank), row or part.row
    return Code(text, SUM, rank, row)


def _scaled(number: Any, rest: Any) -> Any:
    return (
        rest
        if number == 1
        else number
        if rest == 1
        else Times(number, *(rest.args if isinstance(rest, Times) else (rest,)))
    )


def _times(e: Any, d: Dialect) -> Work:
    """Numbers and scalars by `*`, then arrays."""
    number, rest = coefficient(e)
    if number < 0:
        inner = yield _code(_scaled(-number, rest), d)
        return Code(f"-{inner.at(PRODUCT)}", UNARY, inner.rank, inner.row)
    scalars: list[Code] = []
    arrays: list[Code] = []
    for f in e.args:
        part = yield _code(f, d)
        (arrays if part.rank or shape(f) not in ((), (ONE, ONE)) else scalars).append(part)
    product = _arrays(arrays, d)
    texts = [p.at(POWER) for p in scalars]
    if product is None:
        return Code(" * ".join(texts), PRODUCT, 0)
    if not texts:
        return product
    return Code(
        " * ".join([*texts, product.at(POWER if "@" in product.text else PRODUCT)]), PRODUCT, product.rank, product.row
    )


def _arrays(parts: Sequence[Code], d: Dialect) -> Code | None:
    """A product of arrays from the left, from the right where that keeps vectors: W2 @ (W1 @ x)."""
    if not parts:
        return None
    if len(parts) > 1 and parts[-1].rank == 1 and not parts[-1].row:
        made = parts[-1]
        for p in reversed(parts[:-1]):
            made = _pair(p, made, d)
        return made
    made = parts[0]
    for p in parts[1:]:
        made = _pair(made, p, d)
    return made


def _pair(a: Code, b: Code, d: Dialect) -> Code:
    if a.rank == 0 or b.rank == 0:
        return Code(f"{a.at(POWER)} * {b.at(POWER)}", PRODUCT, max(a.rank, b.rank), a.row or b.row)
    if a.rank == b.rank == 1 and not a.row and b.row:
        return Code(d.outer.format(a.text, b.text), ATOM, 2)
    rank = a.rank + b.rank - 2
    if d.name == "tensorflow" and min(a.rank, b.rank) == 1:
        return Code(f"tf.tensordot({a.text}, {b.text}, axes=1)", ATOM, rank, a.row)
    return Code(f"{a.at(PRODUCT)} @ {b.at(POWER)}", PRODUCT, rank, a.row and rank == 1)


def _transpose(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    if inner.rank < 2:
        return Code(inner.text, inner.level, inner.rank, not inner.row)
    return Code(f"tf.transpose({inner.text})" if d.name == "tensorflow" else f"{inner.at(ATOM)}.T", ATOM, 2)


def _trace(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    if shape(e.args[0]) == (ONE, ONE):
        return inner
    name = {"tensorflow": "tf.linalg.trace"}.get(d.name, f"{d.module}.trace")
    return Code(f"{name}({inner.text})", ATOM, 0)


def _fraction(e: Any, d: Dialect) -> Work:
    above = yield _code(e.args[0], d)
    below = yield _code(e.args[1], d)
    return Code(f"{above.at(PRODUCT)} / {below.at(POWER)}", PRODUCT, above.rank, above.row)


def _power(e: Any, d: Dialect) -> Work:
    base = yield _code(e.args[0], d)
    exponent = yield _code(e.args[1], d)
    if e.args[1] == S.Half:
        return Code(d.functions["sqrt"].format(base.text), ATOM, base.rank)
    return Code(f"{base.at(ATOM)} ** {exponent.at(ATOM)}", POWER, base.rank, base.row)


def _call(e: Any, d: Dialect) -> Work:
    parts = []
    for a in e.arguments:
        parts.append((yield _code(a, d)))
    if e.function.order == (1,) and e.function.kind == "elementary":
        return (yield _slope(e.function, parts[0], d))
    template = d.functions.get(e.function.plain)
    if template is None or e.function.kind != "elementary" or template.count("{") != len(parts):
        raise Unsupported(f"{e.function.plain} has no spelling in {d.name}")
    rank = max(p.rank for p in parts)
    return Code(template.format(*(p.text for p in parts)), ATOM, rank, any(p.row for p in parts))


def _slope(f: Any, inner: Code, d: Dialect) -> Work:
    """f'(z) as the table of functions has it: (z > 0) of a rectifier."""
    made = slope(unprimed(f), letter("z", inner.at(ATOM)))
    if made is None:
        raise Unsupported(f"the derivative of {f.plain} has no spelling in code")
    part = yield _code(made, d)
    return Code(part.text, part.level, inner.rank, inner.row)


def _entrywise(e: Any, d: Dialect) -> Work:
    parts = []
    for a in e.args:
        parts.append((yield _code(a, d)))
    return Code(" * ".join(p.at(POWER if k or "@" in p.text else PRODUCT) for k, p in enumerate(parts)), PRODUCT,
                max(p.rank for p in parts), any(p.row for p in parts))  # fmt: skip


def _indicator(e: Any, d: Dialect) -> Work:
    condition = e.args[0]
    if not isinstance(condition, Relation) or condition.op not in ("<", ">", "≤", "≥"):
        raise Unsupported("this condition has no spelling in code")
    left = yield _code(condition.args[1], d)
    right = yield _code(condition.args[2], d)
    op = {"≤": "<=", "≥": ">="}.get(condition.op, condition.op)
    return Code(d.truth.format(f"{left.text} {op} {right.text}"), ATOM, max(left.rank, right.rank))


def _softmax(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    return Code(d.functions["softmax"].format(inner.text), ATOM, inner.rank, inner.row)


def _norm(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    if len(e.args) > 1 and e.kind:
        raise Unsupported("this norm has no spelling in code")
    return Code(
        {"tensorflow": "tf.norm({0})"}.get(d.name, f"{d.module}.linalg.norm({{0}})").format(inner.text), ATOM, 0
    )


def _named(numpy: str, rank: int) -> Callable[[Any, Dialect], Work]:
    """A function by one name in every library, `linalg.inv`."""

    def write(e: Any, d: Dialect) -> Work:
        inner = yield _code(e.args[0], d)
        return Code(f"{d.module}.{numpy}({inner.text})", ATOM, rank)

    return write


def _logsumexp(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    spelled = {"numpy": "np.logaddexp.reduce({0})", "torch": "torch.logsumexp({0}, dim=0)",
               "jax": "jax.nn.logsumexp({0})", "tensorflow": "tf.reduce_logsumexp({0})"}  # fmt: skip
    return Code(spelled[d.name].format(inner.text), ATOM, 0)


def _filled(word: str) -> Callable[[Any, Dialect], Work]:
    def write(e: Any, d: Dialect) -> Work:
        dims = [_dim(n) for n in shape(e) if n != ONE]
        of = "(" + ", ".join(dims) + ("," if len(dims) == 1 else "") + ")"
        return Code(f"{d.module}.{word}({of})", ATOM, len(dims), _is_row(e))
        yield

    return write


def _dim(n: Any) -> str:
    if getattr(n, "is_Integer", False):
        return str(int(n))
    if isinstance(n, Letter):
        return n.plain
    raise Unsupported(f"the size {n} has no spelling in code")


def _eye(e: Any, d: Dialect) -> Work:
    return Code(f"{d.module}.eye({_dim(e.args[0])})", ATOM, 2)
    yield


_WRITERS: tuple[tuple[Any, Callable[[Any, Dialect], Work]], ...] = (
    (Letter, _letter),
    (Decimal, _decimal),
    (Plus, _plus),
    (Times, _times),
    (Frac, _fraction),
    (Power, _power),
    (HadPower, _power),
    (Call, _call),
    (Had, _entrywise),
    (T, _transpose),
    (Tr, _trace),
    (Indicator, _indicator),
    ((Softmax, RowSoftmax), _softmax),
    (LogSumExp, _logsumexp),
    (Norm, _norm),
    (Inv, _named("linalg.inv", 2)),
    (Diag, _named("diag", 2)),
    (Ones, _filled("ones")),
    (Zero, _filled("zeros")),
    (Eye, _eye),
)
