"""Gradients in code: what is said of one that is false, which names promise one, the single edits that may mend it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient in code that is false.

    name: of the letter; of: the loss; line; written: the code; repair: code that is true, or None; said, derived: the
    entry that is furthest off, as the code and as differences have it; None where its shapes do not fit.
    """

    name: str
    of: str
    line: int
    written: str
    repair: str | None
    said: float | None
    derived: float | None


OF_LOSS = re.compile(r"d_?(?:[LJCEljce]|loss|Loss|cost|Cost|err|error)_?d_?(\w+)$")


def promised(name: str) -> Iterator[str]:
    """The letters whose gradient a name may promise: `dW1`, `grad_W1`, `W1_grad`."""
    prefixed = (name.removeprefix(p) for p in ("d_", "d", "grad_", "g_", "nabla_", "dL"))
    of_loss = OF_LOSS.match(name)
    ending = (name.removesuffix(p) for p in ("_grad", "_gradient"))
    capital = [name[4:], name[4].lower() + name[5:]] if re.match("grad[A-Z]", name) else []
    yield from (t for t in (*([of_loss[1]] if of_loss else []), *prefixed, *ending, *capital) if t and t != name)


def apart(a: Any, b: Any) -> float:
    """How far apart two arrays of one shape are, relative to the larger; 0 where it can't be told."""
    import numpy as np

    if a is None or np.shape(a) != np.shape(b):
        return 1.0
    size = max(np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0), 1e-6)
    gap = float(np.max(np.abs(a - b), initial=0) / size)
    return gap if gap == gap else 0.0


def other_shape(a: Any, b: Any) -> bool:
    """Have two arrays other shapes, axes of one entry apart, or is one a row and one a column?"""
    import numpy as np

    x, y = np.shape(a), np.shape(b)
    return np.shape(np.squeeze(a)) != np.shape(np.squeeze(b)) or len(x) == len(y) == 2 and x != y


Alike = Callable[[str, str], bool]


def edits(e: ast.expr, names: Sequence[str], alike: Alike = lambda a, b: True) -> Iterator[ast.expr]:
    """Single edits: a sign, a factor, a transpose, swapped operands, another name that is alike."""
    nodes = [n for n in ast.walk(e) if isinstance(n, ast.expr)]
    for n in sorted(nodes, key=lambda n: isinstance(n, ast.Constant)):  # another number last
        for new in _replacements(n, names, alike):
            yield replaced(e, n, new)
    yield ast.UnaryOp(ast.USub(), e)
    for factor in (2, 0.5):
        yield ast.BinOp(ast.Constant(factor), ast.Mult(), e)


def _replacements(n: ast.expr, names: Sequence[str], alike: Alike) -> Iterator[ast.expr]:
    match n:
        case ast.Attribute(value=inner, attr="T") | ast.UnaryOp(op=ast.USub(), operand=inner):
            yield inner
        case ast.Name(id=name):
            yield ast.Attribute(n, "T", ast.Load())
            yield ast.UnaryOp(ast.USub(), n)
            yield ast.BinOp(n, ast.Pow(), ast.Constant(2))
            others = [ast.Name(other, ast.Load()) for other in names if other != name and alike(name, other)]
            yield from others
            yield from (ast.Attribute(other, "T", ast.Load()) for other in others)
        case ast.BinOp(left=a, op=ast.MatMult() | ast.Sub() | ast.Div() as op, right=b):
            yield ast.BinOp(b, op, a)
            yield ast.BinOp(_turned(b), op, _turned(a))
            if isinstance(op, ast.Div):
                yield ast.BinOp(a, ast.Mult(), b)
        case ast.BinOp(left=a, op=ast.Add(), right=b):
            yield ast.BinOp(a, ast.Sub(), b)
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            yield ast.BinOp(a, ast.MatMult(), b)
            yield ast.BinOp(a, ast.Div(), b)
        case ast.Compare(left=a, ops=[op], comparators=[b]) if type(op) in TURNED:
            yield ast.Compare(a, [TURNED[type(op)]()], [b])
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            yield from (ast.Constant(v) for v in (2 * number, number / 2, -number, number - 1, number + 1))
        case ast.Call(args=[a, b]) if _called(n) in ("dot", "matmul", "outer") and not n.keywords:
            yield ast.Call(n.func, [b, a], [])
            yield ast.Call(n.func, [_turned(b), _turned(a)], [])
        case ast.Call(func=ast.Attribute(value=a, attr="dot" | "mm" | "matmul" as name), args=[b]) if not n.keywords:
            yield ast.Call(ast.Attribute(_turned(b), name, ast.Load()), [_turned(a)], [])
        case ast.Call(args=[ast.Name() as x, *rest]) if _called(n) in ("sum", "mean", "reduce_sum", "reduce_mean"):
            others = [ast.Name(other, ast.Load()) for other in names if other != x.id]
            yield from (ast.Call(n.func, [ast.BinOp(x, ast.Mult(), o), *rest], n.keywords) for o in others)
    if isinstance(n, ast.Constant) and isinstance(n.value, str) and "->" in n.value:
        sides, _, out = n.value.partition("->")
        yield from (ast.Constant(f"{sides}->{''.join(p)}") for p in permutations(out) if "".join(p) != out)
    if isinstance(n, ast.BinOp):
        yield n.left
        yield n.right
        if isinstance(n.op, (ast.Add, ast.Sub)):
            for factor in (2, 0.5):
                yield ast.BinOp(n.left, n.op, ast.BinOp(ast.Constant(factor), ast.Mult(), n.right))
                yield ast.BinOp(ast.BinOp(ast.Constant(factor), ast.Mult(), n.left), n.op, n.right)
        if isinstance(n.op, ast.Sub):
            yield ast.BinOp(n.left, ast.Add(), n.right)
            yield from (ast.BinOp(n, ast.Mult(), ast.Name(other, ast.Load())) for other in names)


def _called(n: ast.Call) -> str:
    return n.func.attr if isinstance(n.func, ast.Attribute) else n.func.id if isinstance(n.func, ast.Name) else ""


TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}


def _turned(e: ast.expr) -> ast.expr:
    return e.value if isinstance(e, ast.Attribute) and e.attr == "T" else ast.Attribute(e, "T", ast.Load())


def replaced(e: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
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


def shown(e: ast.expr) -> str:
    """Code with the names as its author wrote them."""
    match e:
        case ast.Call(func=ast.Name(id="put"), args=[x, where, new]):
            text = f"{ast.unparse(x)}[{ast.unparse(where)}] = {ast.unparse(new)}"
        case _:
            text = ast.unparse(e)
    return VERSION.sub("", text)


VERSION = re.compile(r"@\d+(?![\w.])")
