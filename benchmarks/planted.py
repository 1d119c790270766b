r"""Single changes of equations that verify: a sign, a factor, an index, an exponent, a function, a transpose, a digit.

The changes are made here, apart from the edits that the search for repairs tries, and each mutant is confirmed false
without the judge: the changed side differs from the true one, at 50 digits for scalars, in float64 by far for arrays.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
from sympy import Integer

import derive
from derive.errors import DeriveError
from derive.expr.heads import (
    Call,
    Entry,
    Frac,
    Letter,
    Plus,
    Power,
    Row,
    T,
    Times,
    is_scalar,
    letters,
    minus,
    plus,
    shape,
    times,
)
from derive.expr.trees import replace_at, walk
from derive.notation import call

OTHER = {"sin": "cos", "cos": "sin", "exp": "log", "log": "exp", "sinh": "cosh", "cosh": "sinh", "tanh": "sigmoid",
         "sigmoid": "tanh", "sqrt": "log"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equation:
    """A true equation: the LaTeX of its left side, its right side read, the sentence that declares its letters."""

    name: str
    left: str
    right: Any
    words: str = "It follows that"


@dataclass(frozen=True, slots=True)
class Mutant:
    """An equation with one change on its right side."""

    of: Equation
    kind: str
    right: Any


def equations(folder: Path) -> Iterator[Equation]:
    """The true equations of the tables."""
    yield from _claims(folder)
    yield from _scalars(folder)
    yield from _matrices(folder)
    yield from _indices(folder)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _claims(folder: Path) -> Iterator[Equation]:
    for row in _rows(folder / "claims.jsonl"):
        if row["label"]:
            words = "For all $x > 0$" if row["domain"] == "positive" else "For all $x$"
            yield Equation(row["id"], derive.read(row["lhs"]).latex(), derive.read(row["rhs"]), words)


def _scalars(folder: Path) -> Iterator[Equation]:
    for row in _rows(folder / "scalar.jsonl"):
        e = derive.read(row["expr"])
        words = "For all $x > 0$" if row["domain"][0] > 0 else "For all $x$"
        left = rf"\frac{{d}}{{d{row['wrt']}}} \left({e.latex()}\right)"
        yield Equation(row["id"], left, derive.read(row["expected"]), words)


def _matrices(folder: Path) -> Iterator[Equation]:
    for row in _rows(folder / "matrix.jsonl"):
        if row["layout"] != "gradient" or row["assume"]:
            continue
        let = {k: " x ".join(map(str, v)) if v else "scalar" for k, v in row["shapes"].items()}
        said = [_declared(f"{k}: {v}") for k, v in let.items()]
        right = derive.read(row["derivative_latex"], let=let)
        left = rf"\frac{{\partial}}{{\partial {row['wrt']}}} \left({row['expr_latex']}\right)"
        yield Equation(row["id"], left, right, "Let " + ", ".join(said) + ". Then")


def _indices(folder: Path) -> Iterator[Equation]:
    for row in _rows(folder / "index.jsonl"):
        if ",\\ " in row["expr_latex"] or " function" in row["let"]:
            continue
        right = derive.read(row["derivative_latex"], let=row["let"])
        said = [_declared(d) for d in row["let"].split(",")]
        left = rf"\frac{{\partial}}{{\partial {row['wrt_latex']}}} \left({row['expr_latex']}\right)"
        yield Equation(row["id"], left, right, "Let " + ", ".join(said) + ". Then")


def _declared(text: str) -> str:
    name, _, kind = text.partition(":")
    sizes = kind.replace("rows", "").replace("positive", "").replace("scalar", "1").strip()
    if sizes in ("", "1"):
        return rf"${name.strip()} \in \mathbb{{R}}$"
    return rf"${name.strip()} \in \mathbb{{R}}^{{{sizes.replace(' x ', chr(92) + 'times ')}}}$"


# ---- one change ------------------------------------------------------------------------------------------------------


def mutants(e: Equation, rng: random.Random, most: int) -> list[Mutant]:
    """Changes of the right side at random places, each confirmed to make the equation false."""
    tree = e.right.tree
    found = [(kind, path, new) for path, node in walk(tree) for kind, new in _changes(node, tree)]
    rng.shuffle(found)
    out: list[Mutant] = []
    kinds: dict[str, int] = {}
    for kind, path, new in sorted(found, key=lambda f: kinds.get(f[0], 0)):
        if len(out) >= most:
            break
        try:
            changed = replace_at(tree, path, new) if path else new
            if shape(changed) != shape(tree) or not _differs(e, changed):
                continue
        except (DeriveError, ValueError, TypeError, ArithmeticError, KeyError, IndexError, AttributeError):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        out.append(Mutant(e, kind, changed))
    return out


def _changes(node: Any, whole: Any) -> Iterator[tuple[str, Any]]:
    match node:
        case Plus(args=args):
            for k in range(len(args)):
                yield "sign", plus(*args[:k], minus(args[k]), *args[k + 1 :])
        case Times(args=args) if is_scalar(node):
            yield "factor", times(Integer(2), node)
            if any(a == 2 for a in args):
                yield "factor", times(*(a for a in args if a != 2))
        case Frac(args=(a, b)):
            yield "factor", Frac(a, times(Integer(2), b))
        case Power(args=(a, Integer() as n)) if abs(int(n)) > 1 and not shape(a):
            yield "exponent", Power(a, Integer(int(n) + 1))
            yield "exponent", a if n == 2 else Power(a, Integer(int(n) - 1))
        case Call(arguments=(x,)) if node.function.plain in OTHER and node.function.kind == "elementary":
            yield "function", call(OTHER[node.function.plain], x)
        case T(args=(a,)) if shape(a) == shape(node):
            yield "transpose", a
        case Letter() if len(node.shape) == 2 and node.shape[0] == node.shape[1]:
            yield "transpose", T(node)
        case Integer() if 2 <= abs(int(node)) <= 99:
            yield "digit", Integer(int(node) + 1)
        case Entry() | Row():
            entries = [n for _, n in walk(whole) if isinstance(n, (Entry, Row))]
            others = sorted({i for n in entries for i in n.args[1:]} - set(node.args[1:]), key=str)
            for k in range(1, len(node.args)):
                yield from (("index", replace_at(node, (k,), i)) for i in others if isinstance(i, Letter))
    if node is whole:
        yield "sign", minus(node)


def _differs(e: Equation, changed: Any) -> bool:
    """Is the changed side another number than the true one?"""
    other = replace(e.right, tree=changed)
    if not shape(changed) and not any(x.shape for x in letters(changed) | letters(e.right.tree)) and not any(
        isinstance(n, (Entry, Row)) for _, n in walk(changed)
    ):  # fmt: skip
        return _differs_exactly(e.right, other)
    return _differs_by_far(e.right, other)


def _differs_exactly(true: Any, other: Any) -> bool:
    """At 50 digits at one of three points."""
    a, b = true.sympy(), other.sympy()
    names = sorted(a.free_symbols | b.free_symbols, key=str)
    with mpmath.workdps(50):
        for at in (0.3, 0.7, 1.3):
            values = {s: mpmath.mpf(at) + mpmath.mpf(k) / 7 for k, s in enumerate(names)}
            x, y = (mpmath.mpmathify(t.evalf(50, subs=values)) for t in (a, b))
            if mpmath.isfinite(x) and mpmath.isfinite(y) and abs(x - y) > mpmath.mpf(10) ** -20 * (abs(x) + abs(y)):
                return True
    return False


def _differs_by_far(true: Any, other: Any) -> bool:
    f, g = true.numpy(), other.numpy()
    if set(g.letters) - set(f.letters):
        return False
    sizes = {"n": 3, "m": 4, "p": 2, "q": 5, "N": 4, "V": 4, "K": 3, "d": 3}
    rng = np.random.default_rng(0)
    given = {}
    for name in f.letters:
        x = true.scope.letters.get(name)
        form = [sizes.get(str(s), int(s) if str(s).isdigit() else 3) for s in (x.shape if x is not None else ())]
        given[name] = (
            rng.uniform(0.4, 1.6, form) if form else (1 if x is not None and "integer" in x.assumptions else 0.8)
        )
    a, b = (np.asarray(h(**{k: v for k, v in given.items() if k in h.letters}), float) for h in (f, g))
    return a.shape == b.shape and bool(np.max(np.abs(a - b)) > 1e-6 * (np.max(np.abs(a)) + np.max(np.abs(b))))
