"""Gradients written by hand in code (`dW = …`), compared with differences of the loss, and the edit that mends one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from derive.check.interpreter import MODULES, Unknown, value
from derive.check.witness import Assignment, Witness

MOST_ENTRIES = 2_000  # of a letter whose gradient is checked
LOSSES = ("L", "loss", "J", "cost", "E", "C", "l", "loss_val", "loss_value")
STEPS = (1e-4, 5e-5)
SAME, OFF = 1e-5, 1e-3  # relative differences up to which two gradients agree, and beyond which they differ
DRAWS = 3

Fixed = dict[str, Any]  # names that have a value whatever the code assigns to them


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient in code that is false.

    name: of the letter; of: the loss; line; written: the code; repair: code that is true, or None; said, derived: the
    entry that is furthest off, as the code and as differences have it.
    """

    name: str
    of: str
    line: int
    written: str
    repair: str | None
    said: float
    derived: float


@dataclass(frozen=True)
class _Code:
    """A program whose every name is assigned once."""

    assignments: tuple[Assignment, ...]
    witness: Witness
    loss: str

    def run(self, fixed: Fixed) -> dict[str, Any]:
        """All values where some names are fixed."""
        known: dict[str, Any] = dict(self.witness.functions)
        for a in self.assignments:
            try:
                known[a.name] = fixed[a.name] if a.name in fixed else value(a.of, known)
            except Unknown:
                known.pop(a.name, None)
        return known

    def slope(self, target: str, fixed: Fixed) -> Any:
        """The gradient of the loss by differences at two steps, extrapolated; None where they do not agree."""
        import numpy as np

        here = self.run(fixed).get(target)
        if here is None or np.size(here) > MOST_ENTRIES:
            return None
        wide, narrow = (self._quotients(target, np.array(here, dtype=float), h, fixed) for h in STEPS)
        if wide is None or narrow is None or np.any(np.abs(wide - narrow) > 1e-4 * (1 + np.abs(narrow))):
            return None
        return (4 * narrow - wide) / 3

    def _quotients(self, target: str, here: Any, h: float, fixed: Fixed) -> Any:
        import numpy as np

        made = np.empty_like(here)
        for place in np.ndindex(here.shape):
            ends = []
            for step in (h, -h):
                moved = here.copy()
                moved[place] += step
                end = self.run({**fixed, target: moved}).get(self.loss)
                if end is None or np.size(end) != 1:
                    return None
                ends.append(float(np.ravel(end)[0]))
            made[place] = (ends[0] - ends[1]) / (2 * h)
        return made


def false_gradients(w: Witness) -> tuple[Gradient, ...]:
    """The gradients of a scalar loss that the code gets wrong at every point tried.

    One that is right but for an earlier false one is not listed: it follows from it.
    """
    code = _code(w)
    if code is None:
        return ()
    found, points = [], list(_points(code))
    for a in code.assignments:
        target = _target(a.name, w)
        if target is None or target == code.loss or a.name in _needed(code):
            continue
        slopes = [code.slope(target, p) for p in points]
        if any(s is None for s in slopes):
            continue
        wrong = _judged(a, target, slopes, points, code)
        if wrong is not None:
            found.append(wrong)
            for p, s in zip(points, slopes, strict=True):
                p[a.name] = s
    return tuple(found)


def _code(w: Witness) -> _Code | None:
    """The last assignment of each name whose value is known, and the loss: a scalar with a loss's name."""
    import numpy as np

    last = {a.name: a for a in w.assignments}
    known = tuple(a for a in w.assignments if last[a.name] is a and a.name in w.values)
    scalars = [a.name for a in known if np.size(w.values[a.name][0]) == 1 and _letters(a.of)]
    loss = next((n for n in LOSSES if n in scalars), None)
    return None if loss is None else _Code(known, w, loss)


def _letters(e: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(e) if isinstance(n, ast.Name)} - MODULES


def _needed(code: _Code) -> set[str]:
    """The names that the loss depends on."""
    needed = {code.loss}
    for a in reversed(code.assignments):
        if a.name in needed:
            needed |= _letters(a.of)
    return needed


def _target(name: str, w: Witness) -> str | None:
    """The letter whose gradient a name promises: `dW1`, `grad_W1`, `W1_grad`, of the same shape."""
    import numpy as np

    prefixed = (name.removeprefix(p) for p in ("dL_d", "dL", "d_", "d", "grad_"))
    for t in (*prefixed, name.removesuffix("_grad")):
        if t and t != name and t in w.values and np.shape(w.values[t][0]) == np.shape(w.values[name][0]):
            return t
    return None


def _points(code: _Code) -> Iterator[Fixed]:
    """The literals as they are, and moved a little; whole numbers (labels, counts) stay."""
    import numpy as np

    literals = {a.name: code.witness.values[a.name][0] for a in code.assignments if not _letters(a.of)}
    rng = np.random.default_rng(0)
    for k in range(DRAWS):
        moved = {n: v * (1 + 0.2 * rng.random(np.shape(v))) for n, v in literals.items() if np.any(v != np.round(v))}
        yield {**literals, **(moved if k else {})}


def _judged(a: Assignment, target: str, slopes: Sequence[Any], points: Sequence[Fixed], code: _Code) -> Gradient | None:
    """A gradient that differs at every point; None where it holds, or can't be told."""
    import numpy as np

    runs = [code.run(p) for p in points]
    said = [np.asarray(r[a.name], dtype=float) for r in runs if a.name in r]
    if len(said) < len(runs) or any(np.shape(s) != np.shape(t) for s, t in zip(said, slopes, strict=True)):
        return None
    if not all(_apart(s, t) > OFF for s, t in zip(said, slopes, strict=True)):
        return None
    names = [b.name for b in code.assignments]
    edits = (e for e in _edits(a.of, names) if all(_is(e, r, t) for r, t in zip(runs, slopes, strict=True)))
    repair = next(map(ast.unparse, edits), None)
    at = np.unravel_index(np.argmax(np.abs(said[0] - slopes[0])), np.shape(slopes[0]))
    return Gradient(target, code.loss, a.line, ast.unparse(a.of), repair, float(said[0][at]), float(slopes[0][at]))


def _apart(a: Any, b: Any) -> float:
    """How far apart two arrays of one shape are, relative to the larger; 0 where it can't be told."""
    import numpy as np

    size = max(np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0), 1e-6)
    gap = float(np.max(np.abs(a - b), initial=0) / size)
    return gap if gap == gap else 0.0


def _is(e: ast.expr, known: dict[str, Any], slope: Any) -> bool:
    """Has the expression this value?"""
    import numpy as np

    try:
        made = np.asarray(value(e, known), dtype=float)
    except Unknown:
        return False
    return np.shape(made) == np.shape(slope) and bool(np.all(np.isfinite(made))) and _apart(made, slope) < SAME


# ---- repairs ---------------------------------------------------------------------------------------------------------


def _edits(e: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """Single edits: a sign, a factor, a transpose, swapped operands, another name."""
    for n in [n for n in ast.walk(e) if isinstance(n, ast.expr)]:
        for new in _replacements(n, names):
            yield _replaced(e, n, new)
    yield ast.UnaryOp(ast.USub(), e)
    for factor in (2, 0.5):
        yield ast.BinOp(ast.Constant(factor), ast.Mult(), e)


def _replacements(n: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    match n:
        case ast.Attribute(value=inner, attr="T"):
            yield inner
        case ast.Name(id=name):
            yield ast.Attribute(n, "T", ast.Load())
            yield from (ast.Name(other, ast.Load()) for other in names if other != name)
        case ast.BinOp(left=a, op=ast.MatMult() | ast.Sub() | ast.Div() as op, right=b):
            yield ast.BinOp(b, op, a)
            yield ast.BinOp(_turned(b), op, _turned(a))
        case ast.BinOp(left=a, op=ast.Add(), right=b):
            yield ast.BinOp(a, ast.Sub(), b)
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            yield ast.BinOp(a, ast.MatMult(), b)
    if isinstance(n, ast.BinOp):
        yield n.left
        yield n.right
        if isinstance(n.op, ast.Sub):
            yield ast.BinOp(n.left, ast.Add(), n.right)


def _turned(e: ast.expr) -> ast.expr:
    return e.value if isinstance(e, ast.Attribute) and e.attr == "T" else ast.Attribute(e, "T", ast.Load())


def _replaced(e: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
    """The expression with one node in the place of another; the rest is shared."""

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            if node is old:
                return new
            fields = {}
            for name, part in ast.iter_fields(node):
                if isinstance(part, ast.AST):
                    fields[name] = self.visit(part)
                elif isinstance(part, list):
                    fields[name] = [self.visit(p) if isinstance(p, ast.AST) else p for p in part]
                else:
                    fields[name] = part
            return type(node)(**fields)

    made: ast.expr = Swap().visit(e)
    return made
