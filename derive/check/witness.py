"""Code blocks as witnesses: the numbers that they compute."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.check.arrays import Unknown
from derive.check.interpreter import Function, value
from derive.expr.names import from_plain

MOST_CODE = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = expression` on a line (from 1)."""

    name: str
    line: int
    of: ast.expr


@dataclass(frozen=True)
class Witness:
    """What a sequence of code blocks computes. assignments: in order, of a name the last one counts; functions: those
    of one line; values: name -> (value, line of its assignment); blocks: the statements of each, its first line."""

    assignments: tuple[Assignment, ...] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)
    values: Mapping[str, tuple[Any, int]] = field(default_factory=dict)
    blocks: tuple[tuple[Sequence[ast.stmt], int], ...] = ()

    def letters(self) -> dict[str, tuple[Any, int]]:
        """The values by the plain names of letters: `W1` is W_1."""
        return {from_plain(name).plain: found for name, found in self.values.items()}


def witness(blocks: Sequence[tuple[str, int]]) -> Witness:
    """What blocks of code compute, one after the other; each is its text and the line on which it begins.

    A block that is no Python is passed over; a name assigned in a loop or a branch is not known.
    """
    assignments: list[Assignment] = []
    functions: dict[str, Function] = {}
    known: dict[str, Any] = {}
    lines: dict[str, int] = {}
    parts = tuple((_statements(text), first) for text, first in blocks)
    for statements, first in parts:
        for statement in statements:
            for name, line, e in _assigned(statement, functions):
                before = dict(known)
                known.pop(name, None)
                if e is None:
                    continue
                assignments.append(Assignment(name, first + line - 1, e))
                try:
                    known[name] = value(e, {**functions, **before})
                    lines[name] = first + line - 1
                except Unknown:
                    continue
    values = {name: (v, lines[name]) for name, v in known.items()}
    return Witness(tuple(assignments), functions, values, parts)


def _statements(text: str) -> list[ast.stmt]:
    """The statements of a block; lines of notebooks and shells that are no Python are blank."""
    if len(text) > MOST_CODE:
        return []
    rows = textwrap.dedent(text).split("\n")
    prompt = any(r.startswith(">>>") for r in rows)
    if prompt:
        rows = [r[4:] if r.startswith((">>> ", "... ")) else "" for r in rows]
    rows = ["" if r.lstrip().startswith(("%", "!", "$ ")) else r for r in rows]
    try:
        return ast.parse("\n".join(rows)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _assigned(s: ast.stmt, functions: dict[str, Function]) -> Iterator[tuple[str, int, ast.expr | None]]:
    """(name, line, expression) of a statement; None for a name that is no longer known."""
    match s:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=args, body=body)):
            functions[name] = Function(tuple(a.arg for a in args.args), body)
        case ast.Assign(targets=[ast.Name(id=name)], value=e) | ast.AnnAssign(target=ast.Name(id=name), value=e):
            yield name, s.lineno, e
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
            for target, part in zip(names, values, strict=True):
                if isinstance(target, ast.Name):
                    yield target.id, s.lineno, part
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=e):
            yield name, s.lineno, ast.copy_location(ast.BinOp(ast.Name(name, ast.Load()), op, e), e)
        case ast.FunctionDef(name=name, args=args, body=block):
            rows = [b for b in block if not (isinstance(b, ast.Expr) and isinstance(b.value, ast.Constant))]
            if len(rows) == 1 and isinstance(rows[0], ast.Return) and rows[0].value is not None:
                functions[name] = Function(tuple(a.arg for a in args.args), rows[0].value)
        case _:
            for inner in ast.walk(s):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id, s.lineno, None
