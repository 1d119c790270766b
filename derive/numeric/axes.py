"""Index letters that become leading axes of a result, and the sizes that they run over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Integer

from derive.errors import UsageError
from derive.expr.heads import All, Binding, Derivative, Entry, Letter, Matrix, Node, Range, Row, shape
from derive.numeric.emit import Bound, Emitter


def free_axes(em: Emitter, trees: Sequence[Any], axes: Sequence[Any]) -> tuple[dict[Letter, Bound], list[Any]]:
    """Bound values of the index letters that become leading axes."""
    env: dict[Letter, Bound] = {}
    order = []
    for a in axes:
        x = a.args[0] if isinstance(a, (All, Range)) else a
        if isinstance(a, All):
            size: Any = a.args[1]
        elif isinstance(a, Range):
            size = a.args[2] if a.args[1] == 1 else None
        else:
            size = index_size([*trees, *em.names.values()], x)
        if size is None:
            raise UsageError(f"the size that {x.plain} runs over is not shown")
        env[x] = _axis(em, x, size)
        order.append((x, env[x].axis))
    return env, order


def _axis(em: Emitter, x: Letter, size: Any) -> Bound:
    """A leading axis; a sum over the same letter and size runs over the same."""
    first = em.firsts.get(x.plain, 1)
    keys = [(b.digest, ()) for b in (All(x, size), *([Range(x, Integer(1), size)] if first == 1 else []))]
    known = next((em.bounds[k] for k in keys if k in em.bounds), None) or em.running(x, size, first)
    for k in keys:
        em.bounds.setdefault(k, known)
    return known


def index_size(trees: Sequence[Any], x: Letter) -> Any:
    """The size of the dimensions that a free letter indexes; None when it indexes nothing."""
    loose = None
    seen = set()
    stack = list(reversed(trees))
    while stack:
        e = stack.pop()
        if not isinstance(e, Node) or e.digest in seen or x not in e.letters:
            continue
        seen.add(e.digest)
        if isinstance(e, (Entry, Row)):
            for i, s in zip(e.args[1:], shape(e.args[0]), strict=False):
                if i == x:
                    return s
                if isinstance(i, Node) and x in i.letters:
                    loose = loose or s
        if isinstance(e, Binding) and x in e.bound:
            stack += e.args[1:]
        elif isinstance(e, (Derivative, Matrix)) or e.args:
            stack += reversed(e.args)
    return loose
