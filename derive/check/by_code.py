"""The values that code gives the letters of its document, and the numbers of the text that it contradicts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Integer

from derive.check.reach import reached
from derive.check.values import MOST_ENTRIES, SLIP, Value, is_number, number, unit_of
from derive.check.witness import Witness
from derive.expr.heads import Derivative, Letter, base, letter
from derive.expr.names import from_plain

ALIASES: dict[str, tuple[str, ...]] = {
    "loss": ("L", "J"), "cost": ("J", "C"), "lr": ("eta", "alpha"), "learning_rate": ("eta", "alpha"),
    "yhat": ("y_hat",), "y_pred": ("y_hat",), "lam": ("lambda_",), "lmbda": ("lambda_",), "reg": ("lambda_",),
    "eps": ("epsilon", "varepsilon"), "sig": ("sigma",),
}  # fmt: skip


NEAR, FAR = 1500, 8000  # characters between a number and code that states it, or computes it


@dataclass(frozen=True, slots=True)
class Given:
    """A number that the text gives: of what (`d W_1` for a derivative by W_1), the entries, how much their last digits
    count."""

    name: str
    array: Any
    unit: Any


@dataclass(frozen=True)
class CodeValues:
    """What code computes once and for all. values: plain name of a letter -> (value, line); literals: those that the
    code states, as values of a text; after: name -> the names it is computed from."""

    values: Mapping[str, tuple[Any, int]] = field(default_factory=dict)
    literals: Mapping[str, Value] = field(default_factory=dict)
    after: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def letters(self) -> list[Letter]:
        """The literal arrays as letters with their shapes."""
        found = ((from_plain(n), v) for n, v in self.literals.items() if v.array.shape)
        return [letter(name.latex, name.plain, sizes=v.array.shape) for name, v in found]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A number in the text that the code contradicts: the item, the entry as the text and as the code has it, the
    line of the code."""

    item: Any
    said: float
    computed: float
    line: int


def code_values(w: Witness) -> CodeValues:
    """The values of a witness by the letters they stand for; a name that is assigned twice, or two names of one letter
    with different values, say nothing. Another word for a letter (`lr`) is too weak to give it a value."""
    import numpy as np

    count: dict[str, int] = {}
    for a in w.assignments:
        count[a.name] = count.get(a.name, 0) + 1
    values: dict[str, tuple[Any, int]] = {}
    literals: dict[str, Value] = {}
    after: dict[str, frozenset[str]] = {}
    torn: set[str] = set()
    for a in w.assignments:
        if a.name not in w.values or count[a.name] > 1 or np.size(w.values[a.name][0]) > MOST_ENTRIES:
            continue
        array = np.asarray(w.values[a.name][0], dtype=float)
        used = {n.id for n in ast.walk(a.of) if isinstance(n, ast.Name)}
        for plain in spellings(a.name):
            if plain in values and not np.array_equal(values[plain][0], array):
                torn.add(plain)
            values[plain] = array, w.values[a.name][1]
            after[plain] = frozenset(s for n in used for s in spellings(n))
            if not used & set(count) and array.ndim <= 2 and a.name not in ALIASES:
                literals[plain] = Value(array.reshape(-1, 1) if array.ndim == 1 else array, 0.0, 0, section=-1)
    keep = [n for n in values if n not in torn]
    return CodeValues({n: values[n] for n in keep}, {n: v for n, v in literals.items() if n not in torn}, after)


def spellings(name: str) -> tuple[str, ...]:
    """The plain names of the letters that a name in code may stand for: `W1` is W_1, plain or bold; `dW1` dW_1."""
    if name in ALIASES:
        return ALIASES[name]
    for prefix in ("dL_d", "d"):
        rest = name.removeprefix(prefix)
        if rest and rest != name:
            return tuple("d " + s for s in spellings(rest)) + ((from_plain(name).plain,) if prefix == "d" else ())
    one = from_plain(name)
    return (one.plain, *({replace(one, font="bold").plain} if not one.font else ()))


def given(first: Any, right: Any, relation: str) -> Given | None:
    """The number that a link gives what its statement begins with."""
    name = _name(first)
    if name is None or relation not in ("=", "≈", ":=") or not is_number(right):
        return None
    array = number(right)
    return None if array is None else Given(name, array, unit_of(right, array.shape))


def _name(first: Any) -> str | None:
    if isinstance(first, Letter):
        return str(first.plain)
    if isinstance(first, Derivative):
        inner = _name(first.args[1]) if len(first.args) == 2 else None
        return None if inner is None else f"d {inner}"
    places = getattr(first, "args", ())[1:]
    if places and isinstance(base(first), Letter) and all(isinstance(p, Integer) for p in places):
        return f"{base(first).plain}_{''.join(map(str, places))}"
    return None


def by_code(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is said of a link that the values of the code decide: what is false is a warning."""
    if found is None or found["status"] == "verified":
        return found and found | {"reason": found["reason"] or "with the values in the code"}
    if found["code"] != "D101":
        return found
    return found | {"code": "D104", "severity": "warning", "message": found["message"] + ", by the values in the code"}


def contradictions(items: Sequence[Any], code: CodeValues, sections: Mapping[int, int],
                   blocks: Mapping[int, tuple[int, int]]) -> Iterator[Contradiction]:  # fmt: skip
    """The numbers of the text that the code contradicts, but for those that follow from another one.

    A name alone is a weak sign that text and code speak of the same: a number is compared where more names of its
    section agree with the code than not, or where the code computes it in a block near by (sections: of each item, by
    its start; of blocks, with their places, by their lines). A letter to which the text gives several numbers is left
    alone.
    """
    said: dict[str, list[Any]] = {}
    for i in items:
        if i.given is not None and i.given.name in code.values:
            said.setdefault(i.given.name, []).append(i)
    judged = {name: [(i, *_compared(i, code)) for i in found] for name, found in said.items()}
    off = {name for name, found in judged.items() if any(kind == "false" for _, kind, *_ in found)}
    for name in off:
        found = judged[name]
        if any(kind != "false" for _, kind, *_ in found) or len({a for *_, a, _ in found}) > 1:
            continue
        i, _, a, b = found[0]
        section = sections.get(i.start, 0)
        here = [_kinds(judged[n], section, sections) for n in judged]
        agreed = sum("right" in k for k in here) > max(1, sum("false" in k for k in here))
        far = NEAR if name in code.literals else FAR
        near = agreed or _is_near(i.start, section, code.values[name][1], blocks, far)
        if near and i.status != "refuted" and i.root is None and not _follows(name, off - {name}, code):
            yield Contradiction(i, a, b, code.values[name][1])


def _kinds(found: Sequence[Any], section: int, sections: Mapping[int, int]) -> set[str]:
    """How the numbers of a name compare in a section and those beside it."""
    return {kind for i, kind, *_ in found if abs(sections.get(i.start, 0) - section) <= 1}


def _is_near(at: int, section: int, line: int, blocks: Mapping[int, tuple[int, int]], far: int) -> bool:
    """Is the block of code that a line is in near a place of a section?"""
    begins = max((start for start in blocks if start <= line), default=None)
    if begins is None:
        return False
    of, start = blocks[begins]
    return abs(of - section) <= 1 and abs(start - at) <= far


def _compared(i: Any, code: CodeValues) -> tuple[str, float, float]:
    """`right`, `false` or `other` where the shapes differ; the entry that is furthest off, in the text and in the code.

    Of a computed number, digits that earlier rounding explains are right.
    """
    import numpy as np

    written = np.squeeze(np.asarray(i.given.array, float))
    computed = np.squeeze(np.asarray(code.values[i.given.name][0], float))
    if written.shape != computed.shape or not np.all(np.isfinite(computed)):
        return "other", 0.0, 0.0
    unit = np.broadcast_to(np.squeeze(np.asarray(i.given.unit, float)), written.shape)
    room = 0.5 if i.given.name in code.literals else 2 * SLIP
    gap = np.abs(written - computed) - room * unit - 1e-9 * (np.abs(written) + np.abs(computed))
    at = np.unravel_index(int(np.argmax(gap)), written.shape) if written.shape else ()
    return "false" if gap[at] > 0 else "right", float(written[at]), float(computed[at])


def _follows(name: str, off: set[str], code: CodeValues) -> bool:
    """Is the name computed from one of these?"""
    return bool(reached(name, code.after) & off)
