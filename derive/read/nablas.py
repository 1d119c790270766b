r"""Nablas before their function: `\nabla\nabla f`, `\nabla f(x)^\top d`."""

from __future__ import annotations

from derive.read.calculus import together
from derive.read.dots import same
from derive.read.functions import FUNCTION_LETTERS
from derive.read.naming import core_name, split
from derive.read.survey import brackets, is_transpose
from derive.read.syntax import Syntax


def twice(f: Syntax, g: Syntax) -> Syntax | None:
    r"""`\nabla\nabla`, `\nabla_w \nabla_w^\top` as the operator `\nabla^2` of second derivatives."""
    turned = g.kind == "sup" and is_transpose(g.kids[1])
    other = g.kids[0] if turned else g
    if f.kind not in ("symbol", "sub") or other.kind != f.kind or split(f)[0].value != "nabla":
        return None
    if split(other)[0].value != "nabla" or not same(f, other):
        return None
    return Syntax("sup", None, (f, Syntax("number", "2", (), g.span)), f.span.to(g.span))


def turned_gradient(kids: list[Syntax], ops: list[str], at: int) -> tuple[Syntax, Syntax, int] | None:
    r"""(function, ⊤, how many factors) of `\nabla f(x)^\top d`, `\nabla f^\top d`: the gradient is turned."""
    last = at + 2 if at + 2 < len(kids) and ops[at + 2] == "" and brackets(kids[at + 2]) is not None else at + 1
    turned, name = kids[last], core_name(kids[at + 1])
    if turned.kind != "sup" or not is_transpose(turned.kids[1]) or name is None or name.font == "bold":
        return None
    if last == at + 1 and (kids[at].kind == "sub" or name.base not in FUNCTION_LETTERS):
        return None  # `\nabla_x x^\top A x`: of all of it
    return together([*kids[at + 1 : last], turned.kids[0]]), turned.kids[1], last - at + 1
