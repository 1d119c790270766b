"""What a formula names without saying its value: `p(x \\mid z)`, and `y` beside ∂y/∂x, as letters with a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sympy import Tuple

from derive.errors import ReadError, Unsupported
from derive.expr.heads import All, Call, Derivative, Function, Given, Letter, Range, letters
from derive.expr.inert import kept
from derive.expr.trees import rebuild, walk
from derive.read.elaborate import Reading
from derive.read.macros import undefined
from derive.source import Place, Source, Span
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text


def check_values(reading: Reading, source: Source) -> None:
    """What nobody defined or is kept as written is read, and can't be worked with. Raises: ReadError, Unsupported."""
    if (command := undefined(source.text)) is not None:
        at = source.text.index(command)
        raise ReadError(f"the command `{command}` is not known", Place(source, Span(at, at + len(command))),
                        "a macro of the document must be written out")  # fmt: skip
    for s in reading.statements:
        for tree, span in zip(s.trees, s.spans, strict=False):
            if (found := kept(tree)) is not None:
                raise Unsupported(f"`{to_latex(found)}` is kept as written: it has no value to work with",
                                  Place(source, span))  # fmt: skip


def named(tree: Any, dependents: frozenset[str]) -> Any:
    """The tree with each conditional application `p(x | z)` as the letter `p_x_given_z`, a function of the indices that
    are bound in it; and each letter of `dependents` as a plain letter, unless the tree differentiates it."""
    nodes = [n for _, n in walk(tree)]
    calls = [n for n in nodes if isinstance(n, Call)]
    given = any(isinstance(n, Given) for n in nodes)
    moved = {f.plain for n in calls if (f := n.args[0]).order and any(f.order)}
    moved |= {c.args[0].plain for n in nodes if isinstance(n, Derivative) for _, c in walk(n) if isinstance(c, Call)}
    bare = {n.args[0].plain for n in calls if not getattr(n.args[0], "shape", ())} & dependents - moved
    if not given and not bare:
        return tree
    bound = frozenset(n.args[0] for n in nodes if isinstance(n, (All, Range)))
    return rebuild(tree, _visitor(bare, bound))


def _visitor(bare: set[str], bound: frozenset[Any]) -> Callable[[Any], Any]:
    def visit(node: Any) -> Any:
        if not isinstance(node, Call):
            return node
        f = node.args[0]
        if any(isinstance(a, Given) for a in node.args[1:]):
            inner = sorted(letters(node) & bound, key=lambda x: x.plain)
            latex, plain = f.args[0], _plain(node)
            return Call(Function(latex, plain, "function"), *inner) if inner else Letter(latex, plain, Tuple())
        if f.plain in bare:
            return Letter(f.args[0], f.plain, Tuple())
        return node

    return visit


def _plain(call: Any) -> str:
    """`p_x_given_z` of p(x | z)."""
    words = [call.args[0].plain]
    for a in call.args[1:]:
        words += ["given", *map(to_text, a.args)] if isinstance(a, Given) else [to_text(a)]
    return re.sub(r"_+", "_", re.sub(r"\W", "_", "_".join(words))).strip("_")
