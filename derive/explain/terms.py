"""The terms of a formula: the letters, rows and entries that it responds to, and what each is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import S

from derive.expr.heads import (
    Binding,
    Call,
    Entry,
    Frac,
    Letter,
    Node,
    Norm,
    Plus,
    Power,
    Relation,
    Row,
    Sum,
    Times,
    base,
    index,
    is_scalar,
    letters,
    shape,
)
from derive.expr.trees import all_letters, fresh, walk
from derive.notation import FUNCTIONS
from derive.rules.conditions import solved
from derive.rules.monomial import factors


def terms(tree: Any) -> tuple[Any, ...]:
    """What a formula responds to, in reading order: entries and rows with free indices (`b_i`, `w_i`), else letters.

    Indices and sizes are no terms.
    """
    found: dict[Any, None] = {}
    hidden: set[tuple[int, ...]] = set()
    bound = frozenset(x for _, n in walk(tree) if isinstance(n, Binding) for x in n.bound)
    for path, n in walk(tree):
        if path[:-1] in hidden:
            hidden.add(path)
        elif isinstance(n, (Entry, Row)) and isinstance(base(n), Letter):
            hidden.add(path)
            indices = frozenset().union(*(letters(i) for i in n.args[1:]))
            found.setdefault(_by_row(n, tree) if indices & bound else n)
        elif isinstance(n, Letter) and "integer" not in n.assumptions and n not in bound:
            found.setdefault(n)
    whole = {x for x in found if isinstance(x, Letter)}
    return tuple(x for x in found if isinstance(x, Letter) or base(x) not in whole)


def _by_row(n: Any, tree: Any) -> Any:
    """What stands for a letter under a bound index: of rows any one of them, else the whole letter."""
    if not isinstance(n, Row):
        return base(n)
    return Row(base(n), fresh(index("k"), all_letters(tree) | {x for s in base(n).shape for x in letters(s)}))


def kind(x: Any) -> str:
    """`scalar`, `vector of n`, `m×n matrix`, with its assumptions."""
    from derive.write.text import write

    form = shape(x)
    words = sorted(base(x).assumptions - {"rows"}) if is_scalar(x) or isinstance(x, Letter) else []
    if not form:
        name = "scalar"
    elif len(form) == 2 and form[1] == 1:
        name = f"vector of {write(form[0])}"
    else:
        name = f"{'×'.join(write(n) for n in form)} {'matrix' if len(form) == 2 else 'family'}"
    return ", ".join([name, *words])


def domain(tree: Any) -> tuple[Any, ...]:
    """The conditions under which every part of a formula is real: logarithms of what is positive, no division by 0."""
    found: dict[Any, None] = {}
    for _, n in walk(tree):
        for condition in _conditions(n):
            for c in _split(condition):
                if letters(c) and not _given(c):
                    found.setdefault(solved(c))
    return tuple(c for c in _joined(found) if not _implied(c, found))


def _split(condition: Any) -> Iterator[Any]:
    """That a product, quotient or power is not 0, as conditions on its factors."""
    if not isinstance(condition, Relation) or condition.op != "≠" or condition.args[2] != 0:
        yield condition
        return
    stack = [condition.args[1]]
    while stack:
        match stack.pop():
            case Times(args=factors):
                stack += reversed(factors)
            case Frac(args=(a, b)):
                stack += [b, a]
            case Power(args=(b, n)) if getattr(n, "is_Rational", False):
                stack.append(b)
            case u:
                yield Relation("≠", u, S.Zero)


def _joined(found: Iterable[Any]) -> list[Any]:
    """u ≥ 0 and u ≠ 0 as u > 0."""
    kept = dict.fromkeys(found)
    for c in list(kept):
        apart = Relation("≠", *c.args[1:]) if isinstance(c, Relation) and c.op == "≥" else None
        if apart in kept:
            kept = dict.fromkeys(Relation(">", *c.args[1:]) if k == c else k for k in kept if k != apart)
    return list(kept)


def _implied(c: Any, found: Iterable[Any]) -> bool:
    """Is x ≠ 0 said already by x > 0?"""
    if not isinstance(c, Relation) or c.op != "≠" or c.args[2] != 0:
        return False
    return any(isinstance(k, Relation) and k.op == ">" and k.args[2] == 0 and c.args[1] in factors(k.args[1])
               for k in found)  # fmt: skip


def _conditions(n: Any) -> tuple[Any, ...]:
    match n:
        case Call(args=(f, u)) if f.kind == "elementary" and is_scalar(u):
            row = FUNCTIONS[f.plain]
            return (row.domain(u),) if row.domain is not None else ()
        case Frac(args=(_, b)) if is_scalar(b) and not _positive(b):
            return (Relation("≠", b, S.Zero),)
        case Power(args=(b, e)) if getattr(e, "is_Rational", False) and is_scalar(b):
            if e.q % 2 == 0 and not _positive(b):
                return (Relation("≥" if e > 0 else ">", b, S.Zero),)
            return (Relation("≠", b, S.Zero),) if e < 0 and not _positive(b) else ()
    return ()


def _positive(u: Any) -> bool:
    """Is it positive by what is declared or by its form?"""
    if getattr(u, "is_Rational", False):
        return bool(u > 0)
    if getattr(u, "is_NumberSymbol", False):  # π, e
        return True
    match u:
        case Letter() | Entry():
            return "positive" in base(u).assumptions
        case Call(args=(f, _)):
            return f.plain in ("exp", "cosh")
        case Node(args=args) if type(u).__name__ in ("Plus", "Times", "Frac"):
            return all(map(_positive, args))
        case Power(args=(b, _)) | Sum(args=(b, *_)):
            return _positive(b)
    return False


def _nonnegative(u: Any) -> bool:
    """Is it no less than 0 by its form: squares, norms, sums and products of such?"""
    match u:
        case Power(args=(_, e)) if getattr(e, "is_Integer", False) and e % 2 == 0:
            return True
        case Norm():
            return True
        case Call(args=(f, _)) if f.plain == "Abs" and f.kind == "elementary":
            return True
        case Plus(args=parts) | Times(args=parts) | Frac(args=parts):
            return all(_positive(p) or _nonnegative(p) for p in parts)
        case Power(args=(b, _)) | Sum(args=(b, *_)):
            return _positive(b) or _nonnegative(b)
    return _positive(u)


def _given(condition: Any) -> bool:
    left = condition.args[1]
    return condition.op in (">", "≠", "≥") and _positive(left) or condition.op == "≥" and _nonnegative(left)
