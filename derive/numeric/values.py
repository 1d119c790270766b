"""Values of generated code: text with a layout, and how layouts are aligned and contracted.

A value is an array of dimensions `[batch …][named index axes][core]`: the core holds the sizes of the tree's shape
that are not 1 (a column has one, a 1×1 product none), the named axes stand in the order of their numbers, and the
batch (samples) leads, so that NumPy's broadcasting does the rest. Text only: nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

CONDITION, SUM, TERM, UNARY, POWER, ATOM = range(6)
Label = Any  # an Axis, or any hashable that names a core dimension


@dataclass(frozen=True, slots=True)
class Axis:
    """A named leading axis: an index that runs, or the points of a difference.

    number: where it stands among the axes; char: its letter in einsum; size: the size (a tree) it runs over from
    `first`, None when its values are an arbitrary range; name: the variable that holds its values.
    """

    number: int
    char: str = field(compare=False)
    size: Any = field(default=None, compare=False)
    first: int = field(default=1, compare=False)
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """Text of an expression, its level of binding, its named axes, its core sizes, and whether samples lead it."""

    code: str
    level: int = ATOM
    axes: tuple[Axis, ...] = ()
    core: tuple[Any, ...] = ()
    batch: bool = False

    @property
    def plain(self) -> bool:
        """A number without any dimension: never indexed."""
        return not (self.batch or self.axes or self.core)

    @property
    def rank(self) -> int:
        """How many core dimensions."""
        return len(self.core)


def wrapped(v: Value, level: int) -> str:
    """The text, in parentheses when it binds less tightly than `level`."""
    return v.code if v.level >= level else f"({v.code})"


def joined_axes(values: Iterable[Value]) -> tuple[Axis, ...]:
    """All axes of the values, in their order."""
    return tuple(sorted({a for v in values for a in v.axes}, key=lambda a: a.number))


def aligned(v: Value, axes: Sequence[Axis], rank: int) -> Value:
    """`v` indexed with None so that it broadcasts against values with these axes and this many core dimensions."""
    if v.plain:
        return v
    parts = [":" if a in v.axes else "None" for a in axes] + (["None"] if v.rank < rank else [":"]) * rank
    if not v.batch:
        while parts and parts[0] == "None":
            parts.pop(0)
    if "None" not in parts:
        return v
    if v.batch:
        parts.insert(0, "...")
    else:
        while parts[-1] == ":":
            parts.pop()
    return Value(f"{wrapped(v, ATOM)}[{', '.join(parts)}]", ATOM, tuple(axes), v.core, v.batch)


def together(values: Sequence[Value]) -> tuple[list[Value], tuple[Axis, ...], tuple[Any, ...], bool]:
    """The values aligned with one another, and the axes, core and batch of what they make entry by entry."""
    axes = joined_axes(values)
    core = max((v.core for v in values), key=len)
    return [aligned(v, axes, len(core)) for v in values], axes, core, any(v.batch for v in values)


# ---- einsum --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operand:
    """A value with a label for each of its core dimensions."""

    value: Value
    core: tuple[Label, ...] = ()

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels of all named dimensions, in the order of the array."""
        return (*self.value.axes, *self.core)


def contraction(
    operands: Sequence[Operand],
    axes: Sequence[Axis],
    core: Sequence[Label],
    sizes: Sequence[Any],
    chars: dict[Label, str],
) -> Value:
    """The sum of the product over every label that is neither in `axes` nor in `core`, whose sizes are `sizes`.

    chars: the einsum letters of the labels.
    """
    batch = any(o.value.batch for o in operands)
    out, axes = (*axes, *core), tuple(axes)
    if not batch and len(operands) == 2:
        text = _matmul(operands[0], operands[1], out)
        if text:
            return Value(text[0], text[1], axes, tuple(sizes), batch)
    if len(operands) == 1 and not batch and operands[0].labels == out:
        return Value(operands[0].value.code, operands[0].value.level, axes, tuple(sizes), batch)
    subs = ",".join(_subscripts(o.labels, o.value.batch, chars) for o in operands)
    args = ", ".join(o.value.code for o in operands)
    best = ", optimize=True" if len(operands) > 2 and not batch else ""
    return Value(
        f'np.einsum("{subs}->{_subscripts(out, batch, chars)}", {args}{best})', ATOM, axes, tuple(sizes), batch
    )


def _subscripts(labels: Sequence[Label], batch: bool, chars: dict[Label, str]) -> str:
    return ("..." if batch else "") + "".join(chars[x] for x in labels)


def _matmul(a: Operand, b: Operand, out: tuple[Label, ...]) -> tuple[str, int] | None:
    """`A @ x` and the like for two arrays without samples, where that says it; else None."""
    shared = set(a.labels) & set(b.labels) - set(out)
    if (
        len(a.labels) > 2
        or len(b.labels) > 2
        or len(set(a.labels)) < len(a.labels)
        or len(set(b.labels)) < len(b.labels)
    ):
        return None
    if len(shared) != 1 or set(a.labels) & set(b.labels) & set(out):
        return None
    (s,) = shared
    rest = tuple(x for x in a.labels if x != s) + tuple(x for x in b.labels if x != s)
    if rest != out:
        if rest[::-1] != out or len(rest) != 2:
            return None
        a, b = b, a
    left = wrapped(a.value, TERM + 1) if a.labels[-1] == s else f"{wrapped(a.value, ATOM)}.T"
    right = wrapped(b.value, TERM + 1) if b.labels[0] == s else f"{wrapped(b.value, ATOM)}.T"
    return f"{left} @ {right}", TERM
