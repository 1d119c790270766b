"""Calls of abstract functions, and their derivatives by the number of an argument."""

from __future__ import annotations

from dataclasses import replace

from derive.expr.heads import Function
from derive.expr.names import Name
from derive.read.context import Context, bold_shape
from derive.read.moments import MEANING as MOMENTS
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Callee, Shape, Term, from_tree


def _numbers(name: Name) -> tuple[int, ...]:
    """The arguments that `1` or `1_prime_2` after a prime say."""
    parts = name.label.split("_prime_")
    return tuple(map(int, parts)) if all(p.isascii() and p.isdigit() and len(p) < 3 for p in parts) else ()


def partial(ctx: Context, value: Term, by: tuple[int, ...], node: Syntax) -> Term:
    """The partial derivative of an abstract function by its arguments of these numbers (from 1), at its arguments."""
    if value.op not in ("call", "partial"):
        ctx.unsupported("a derivative by the number of an argument, of what is no call of a function,", node)
    found, before = value.value if value.op == "partial" else (value.value, ())
    if not all(1 <= k <= len(value.args) for k in by):
        ctx.wrong(f"a derivative by argument {max(by)} of a function of {len(value.args)}", node)
    return ctx.term("partial", list(value.args), node, (found, (*before, *(k - 1 for k in by))), SCALAR)


def callee(ctx: Context, name: Name, arguments: list[Term], node: Syntax, primes: int = 0) -> Term:
    """A call of an abstract function."""
    by = _numbers(name) if primes == 1 and len(arguments) > 1 and ctx.declared_function(name) is None else ()
    if by:  # `f'_2(x, y)`, Python's `f_prime_2(x, y)`: by the second argument
        return partial(ctx, callee(ctx, replace(name, label=""), arguments, node), by, node)
    key = ctx.key(name)
    found = ctx.callees.get(key)
    if found is None:
        head = ctx.declared_function(name)
        shape: Shape | None = None
        if head is None:
            head = Function(name.latex, key.plain, "function")
            shape = SCALAR if key.plain in MOMENTS and len(arguments) == 1 else None
        if head.kind == "function" and head.args[4].args:
            shape = from_tree(tuple(head.args[4].args))
        elif head.kind == "function" and name.font == "bold" and name.base[:1].islower():
            shape, ctx.shaped = bold_shape(name), True
        if head.plain == replace(key, font="bold").plain != key.plain:  # declared in a font that tells nothing apart
            head = Function(head.latex, key.plain, *head.args[2:])
        found = ctx.callees[key] = Callee(name, head, shape)
    if found.head.kind in ("elementwise", "matrix"):
        return ctx.term("map", arguments, node, (found.head, primes))
    if primes and len(arguments) != 1:
        ctx.unsupported("a prime on a function of several arguments", node)
    if primes:
        return ctx.term("primed", arguments, node, (found, primes))
    t = ctx.term("call", arguments, node, found, found.shape)
    found.terms.append(t)
    return t
