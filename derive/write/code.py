"""Trees as code that a person would write: NumPy, PyTorch, JAX, TensorFlow.

A vector, column or row, is an array with one axis; a matrix has two. Products become `@`, `*` or an outer product by
what their factors are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
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
    is_scalar,
    letter,
    shape,
)
from derive.expr.trees import coefficient, trampoline
from derive.notation import slope, unprimed
from derive.write.code_dialects import Dialect

SUM, PRODUCT, UNARY, POWER, ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code: its text, how tightly it binds, its number of axes; row: is the vector a row; spread: what
    stands for it beside an array of its shape, `1` for ones; ones: is it that; turned: what a transpose is of."""

    text: str
    level: int
    rank: int
    row: bool = False
    spread: Code | None = None
    ones: bool = False
    turned: Code | None = None

    def at(self, level: int) -> str:
        """The text, in parentheses where it binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


ONE_CODE = Code("1", ATOM, 0)
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
    parts: list[tuple[bool, Code]] = []
    for t in sorted(e.args, key=lambda t: bool(coefficient(t)[0] < 0)):
        number, rest = coefficient(t)
        negative = bool(number < 0)
        parts.append((negative, (yield _code(_scaled(-number, rest) if negative else t, d))))
    whole = any(p.spread is None for _, p in parts)
    text = ""
    for k, (negative, part) in enumerate(parts):
        sign = ("-" if negative else "") if k == 0 else " - " if negative else " + "
        shown = part.spread if whole and part.spread is not None else part
        text += sign + shown.at(PRODUCT if negative else SUM)
    return Code(text, SUM, max(p.rank for _, p in parts), any(p.row for _, p in parts))


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
    text = " * ".join([*texts, product.at(POWER if "@" in product.text else PRODUCT)])
    spread = product.spread
    if spread is not None:
        spread = Code(" * ".join([*texts, *([] if product.ones else [spread.at(PRODUCT)])]), PRODUCT, spread.rank)
    return Code(text, PRODUCT, product.rank, product.row, spread)


def _arrays(parts: Sequence[Code], d: Dialect) -> Code | None:
    """A product of arrays from the left, from the right where that keeps vectors: W2 @ (W1 @ x)."""
    if not parts:
        return None
    for k in range(1, len(parts)):
        if parts[k - 1].rank == parts[k].rank == 1 and parts[k].row and not parts[k - 1].row and len(parts) > 2:
            left, right = _arrays(parts[:k], d), _arrays(parts[k:], d)  # u vᵀ B = u (vᵀ B)
            return None if left is None or right is None else _pair(left, right, d)
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
        return _outer(a, b, d)
    if a.ones and a.rank == 1:
        return _summed(b, 0 if b.rank == 2 else None, d)
    if b.ones and b.rank == 1:
        return _summed(a, 1 if a.rank == 2 else None, d)
    rank = a.rank + b.rank - 2
    if d.name == "tensorflow" and min(a.rank, b.rank) == 1:
        return Code(f"tf.tensordot({a.text}, {b.text}, axes=1)", ATOM, rank, a.row)
    return Code(f"{a.at(PRODUCT)} @ {b.at(POWER)}", PRODUCT, rank, a.row and rank == 1)


def _outer(a: Code, b: Code, d: Dialect) -> Code:
    """u vᵀ; where one of them is of ones, the other stands for it beside a matrix."""
    text = d.outer.format(a.text, b.text)
    if a.ones and b.ones:
        return Code(text, ATOM, 2, spread=ONE_CODE, ones=True)
    spread = b if a.ones else Code(f"{a.at(ATOM)}[:, None]", ATOM, 2) if b.ones else None
    return Code(text, ATOM, 2, spread=spread)


def _summed(a: Code, axis: int | None, d: Dialect) -> Code:
    """The sums of a matrix down its columns (0), along its rows (1), or of a vector."""
    if axis is not None and a.turned is not None:
        return replace(_summed(a.turned, 1 - axis, d), row=axis == 0)
    word = "dim" if d.name == "torch" else "axis"
    by = "" if axis is None else f"{word}={axis}"
    if d.name == "tensorflow":
        text = f"tf.reduce_sum({', '.join(filter(None, [a.text, by]))})"
    else:
        text = f"{a.at(ATOM)}.sum({by})"
    return Code(text, ATOM, 0 if axis is None else 1, axis == 0)


def _transpose(e: Any, d: Dialect) -> Work:
    inner = yield _code(e.args[0], d)
    if inner.rank < 2:
        return replace(inner, row=not inner.row)
    text = f"tf.transpose({inner.text})" if d.name == "tensorflow" else f"{inner.at(ATOM)}.T"
    return Code(text, ATOM, 2, turned=inner)


def _trace(e: Any, d: Dialect) -> Work:
    match e.args[0]:
        case Times(args=(T(args=(a,)), b)) | Times(args=(b, T(args=(a,)))) if _rank(a) == _rank(b) == 2:
            one, other = (yield _code(a, d)), (yield _code(b, d))
            total = Code(f"{one.at(PRODUCT)} * {other.at(POWER)}", PRODUCT, 2)
            name = "tf.reduce_sum" if d.name == "tensorflow" else f"{d.module}.sum"
            return Code(f"{name}({total.text})", ATOM, 0)
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
    if e.args[1] == S.Half and not _is_size(e.args[0]):
        return Code(d.functions["sqrt"].format(base.text), ATOM, base.rank)
    power = "0.5" if e.args[1] == S.Half else exponent.at(ATOM)
    return Code(f"{base.at(ATOM)} ** {power}", POWER, base.rank, base.row)


def _is_size(e: Any) -> bool:
    """Is it a whole number of Python, of which libraries of arrays take no root?"""
    return isinstance(e, Letter) and is_scalar(e) and "integer" in e.assumptions


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
        ones = word == "ones" and bool(dims)
        return Code(f"{d.module}.{word}({of})", ATOM, len(dims), _is_row(e), ONE_CODE if ones else None, ones)
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
