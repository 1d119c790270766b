"""A Python program as one sequence of assignments, where a name has one value: `W1`, then `W1@2` once it is changed.

Functions of several lines, methods, loops and `with` are taken as if they stood in place once, in the order in which
they are written; `self.W1` and `params["W1"]` are the name W1. Nothing is run.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.check.interpreter import MODULES, Function

MOST = 600  # assignments
COSTS = ("loss", "cost", "error", "objective")  # what a function that returns a loss has in its name
GRADIENTS = ("grads", "grad", "gradients")  # dictionaries whose `W1` is the gradient of W1
PLAIN = frozenset(("range", "len", "float", "int", "sum", "max", "min", "abs", "print", "True", "False", "None"))


@dataclass(frozen=True, slots=True)
class Step:
    """`name = of` on a line (from 1); key: the name with its version, as the expressions after it call it."""

    name: str
    key: str
    line: int
    of: ast.expr


@dataclass(slots=True)
class Flat:
    """steps in order; functions of one value; free: names that are used and never given, in order."""

    steps: list[Step] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)


def flattened(blocks: Sequence[tuple[Sequence[ast.stmt], int]]) -> Flat:
    """The assignments of blocks of code; each is its statements and the line on which it begins."""
    work = _Work()
    for statements, first in blocks:
        work.first = first
        work.block([Bare().visit(s) for s in statements])
    return work.flat


class Bare(ast.NodeTransformer):
    """`self.W1` and `params["W1"]` as W1, random arrays as calls of `drawn`."""

    def visit_Attribute(self, node: ast.Attribute) -> Any:  # noqa: N802
        """An attribute of an object is a name."""
        if node.attr == "grad" and isinstance(node.ctx, ast.Store) and isinstance(self.visit(node.value), ast.Name):
            return ast.copy_location(ast.Name(f"d{self.visit(node.value).id}", node.ctx), node)
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return ast.copy_location(ast.Name(node.attr, node.ctx), node)
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> Any:  # noqa: N802
        """An entry of a dictionary is a name."""
        match made := self.generic_visit(node):
            case ast.Subscript(value=ast.Name(id=of), slice=ast.Constant(value=str() as key)) if key.isidentifier():
                name = f"d{key}" if of in GRADIENTS and not key.startswith("d") else key
                return ast.copy_location(ast.Name(name, node.ctx), node)
        return made

    def visit_Call(self, node: ast.Call) -> Any:  # noqa: N802
        """`np.random.randn(3, 4)`, `torch.randn(3, 4)`."""
        match node:
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), usual]):
                return self.visit(usual)
        if isinstance(node.func, ast.Attribute) and node.func.attr in RANDOM:
            sizes = [k.value for k in node.keywords if k.arg in ("size", "shape")] or node.args[
                RANDOM[node.func.attr] :
            ]
            return ast.copy_location(ast.Call(ast.Name("drawn", ast.Load()), [self.visit(a) for a in sizes], []), node)
        return self.generic_visit(node)


RANDOM = {"randn": 0, "rand": 0, "random": 0, "random_sample": 0, "standard_normal": 0, "normal": 2, "uniform": 2}


class _Work:
    """The flattening under way. now: name -> its key at this place."""

    def __init__(self) -> None:
        self.flat = Flat()
        self.now: dict[str, str] = {}
        self.count: dict[str, int] = {}
        self.first = 1
        self.inlined: set[str] = set()

    def block(self, statements: Sequence[ast.stmt]) -> None:
        for s in statements:
            if len(self.flat.steps) < MOST:
                self._statement(s)

    def _statement(self, s: ast.stmt) -> None:
        match s:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=args, body=body)):
                self._function(name, args, body)
            case ast.Assign(targets=[target], value=e) | ast.AnnAssign(target=target, value=ast.expr() as e):
                self._assign(target, e)
            case ast.AugAssign(target=target, op=op, value=e):
                self._assign(target, ast.BinOp(_load(target), op, e))
            case ast.FunctionDef():
                self._definition(s)
            case ast.ClassDef(body=body) | ast.With(body=body):
                self.block(body)
            case ast.For(target=target, body=body):
                self._unknown(target)
                self.block(body)
            case ast.While(body=body):
                self.block(body)
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), body=body):
                self.block(body)
            case ast.If() | ast.Try():
                for n in ast.walk(s):
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                        self._unknown(n)

    def _definition(self, s: ast.FunctionDef) -> None:
        """A function: of one value, or as if it stood in place."""
        rows = [b for b in s.body if not (isinstance(b, ast.Expr) and isinstance(b.value, ast.Constant))]
        method = bool(s.args.args) and s.args.args[0].arg in ("self", "cls")
        costs = any(word in s.name.lower() for word in COSTS)
        one = _one_value(rows)
        if one is not None:
            self._function(s.name, s.args, one)
            if not (costs and (method or len(rows) > 1)):
                return
        self.inlined.add(s.name)
        before = len(self.flat.steps)
        self.block([r for r in rows if not isinstance(r, ast.Return)])
        last = rows[-1].value if rows and isinstance(rows[-1], ast.Return) else None
        given = {x.name for x in self.flat.steps[before:]}
        if costs and last is not None and not isinstance(last, ast.Tuple) and not given & set(COSTS):
            self._assign(ast.copy_location(ast.Name("loss", ast.Store()), last), last)

    def _function(self, name: str, args: ast.arguments, body: ast.expr) -> None:
        own = tuple(a.arg for a in args.args if a.arg not in ("self", "cls"))
        defaults = dict(zip(own[::-1], args.defaults[::-1], strict=False))
        self.flat.functions[name] = Function(own, body, defaults)

    def _assign(self, target: ast.expr, e: ast.expr) -> None:
        match target, e:
            case ast.Name(id=name), ast.Name(id=other) if name == other:
                return
            case ((ast.Name() | ast.Tuple()), ast.Call(func=ast.Name(id=called))) if called in self.inlined:
                return  # its body stands in place already
            case ast.Name(id=name), _:
                self._step(name, target.lineno, e)
            case ast.Subscript(value=ast.Name(id=name) as x, slice=where), _:
                parts = [_load(x), where, e]
                self._step(name, target.lineno, ast.Call(ast.Name("put", ast.Load()), parts, []))
            case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
                for name_, part in zip(names, values, strict=True):
                    self._assign(name_, part)
            case ast.Tuple(elts=names), ast.Attribute(attr="shape"):
                for k, name_ in enumerate(names):
                    self._assign(name_, ast.Subscript(e, ast.Constant(k), ast.Load()))

    def _step(self, name: str, line: int, e: ast.expr) -> None:
        if name not in self.now and self._of_open_sizes(e):
            return  # an array of sizes that are arguments: an input
        of = self._versioned(e)
        self.flat.steps.append(Step(name, self._new(name), self.first + line - 1, of))

    def _of_open_sizes(self, e: ast.expr) -> bool:
        filled = (n for n in ast.walk(e) if isinstance(n, ast.Call) and _called(n) in ("drawn", "zeros", "ones"))
        return any(isinstance(x, ast.Name) and x.id not in {*self.now, *MODULES}
                   for n in filled for a in n.args for x in ast.walk(a))  # fmt: skip

    def _unknown(self, target: ast.expr) -> None:
        """Names whose value can't be told."""
        for n in ast.walk(target):
            if isinstance(n, ast.Name):
                self._new(n.id)

    def _new(self, name: str) -> str:
        n = self.count[name] = self.count.get(name, 1 if name in self.now else 0) + 1
        self.now[name] = name if n == 1 else f"{name}@{n}"
        return self.now[name]

    def _versioned(self, e: ast.expr) -> ast.expr:
        """The expression with the names as they are now; those that were never given are free."""
        bound = {a.arg for n in ast.walk(e) if isinstance(n, ast.Lambda) for a in n.args.args}
        fresh = _copied(e)
        called = {id(n.func) for n in ast.walk(fresh) if isinstance(n, ast.Call)}
        work = self

        class Visit(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.Name:  # noqa: N802
                name = node.id
                if id(node) in called or name in bound or name in PLAIN or name in work.flat.functions:
                    return node
                if name not in work.now and name not in MODULES:
                    work.now[name] = name
                    work.flat.free.append(name)
                return ast.copy_location(ast.Name(work.now.get(name, name), ast.Load()), node)

        made: ast.expr = Visit().visit(fresh)
        return made


def _one_value(rows: Sequence[ast.stmt]) -> ast.expr | None:
    """The value of a function that only returns one, one of two, or one that a few names prepare."""
    match rows:
        case [ast.Return(value=ast.expr() as e)]:
            return None if isinstance(e, ast.Tuple) else e
        case [ast.If(test=test, body=[ast.Return(value=ast.expr() as a)], orelse=rest), *after]:
            other = [*rest, *after]
            if len(other) == 1 and isinstance(other[0], ast.Return) and other[0].value is not None:
                return ast.IfExp(test, a, other[0].value)
        case [ast.Assign(targets=[ast.Name(id=name)], value=e), *after] if len(after) <= MOST_LOCAL:
            inner = _one_value(after)
            return None if inner is None else _put_in(inner, name, e)
    return None


MOST_LOCAL = 3  # names that a function of one value prepares


def _put_in(e: ast.expr, name: str, of: ast.expr) -> ast.expr:
    class Visit(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:  # noqa: N802
            return _copied(of) if node.id == name else node

    made: ast.expr = Visit().visit(_copied(e))
    return made


def _called(n: ast.Call) -> str:
    return n.func.id if isinstance(n.func, ast.Name) else n.func.attr if isinstance(n.func, ast.Attribute) else ""


def _load(target: ast.expr) -> ast.expr:
    return next(_loaded([target]))


def _loaded(parts: Sequence[ast.expr]) -> Iterator[ast.expr]:
    for p in parts:
        made = _copied(p)
        for n in ast.walk(made):
            if isinstance(n, (ast.Name, ast.Subscript, ast.Attribute)):
                n.ctx = ast.Load()
        yield made


def _copied(e: ast.expr) -> ast.expr:
    return copy.deepcopy(e)
