r"""Lists in square brackets without commas: `[0.2 0.5 0.3]`, the columns `[\mathbf{x}_1 \; \ldots \; \mathbf{x}_n]`."""

from __future__ import annotations

from derive.read.dots import is_dots
from derive.read.naming import rebuilt, split, unbrace
from derive.read.syntax import Syntax


def with_commas(tree: Syntax) -> Syntax:
    """The tree with such lists as lists."""
    return rebuilt(tree, lambda _, n: _listed(n) or n)


def _listed(node: Syntax) -> Syntax | None:
    if node.kind != "group" or node.value != ("[", "]") or len(node.kids) != 1:
        return None
    body = node.kids[0]
    if body.kind != "term" or any(body.value) or not (_numbers(body.kids) or _columns(body.kids)):
        return None
    return Syntax("group", node.value, (Syntax("list", (",",) * len(body.value), body.kids, body.span),), node.span)


def _numbers(items: tuple[Syntax, ...]) -> bool:
    return all(k.kind == "number" for k in items)


def _columns(items: tuple[Syntax, ...]) -> bool:
    """Vectors by their font or accent, which have no product, and dots between them."""
    vectors = [k for k in items if not is_dots(unbrace(k))]
    return len(vectors) > 1 and all(map(_is_vector, vectors))


def _is_vector(node: Syntax) -> bool:
    core, _, _, sup = split(node)
    if core.kind != "name" or sup is not None:
        return False
    return core.value.font == "bold" and core.value.base[:1].islower() or "vec" in core.value.accents
