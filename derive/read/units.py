r"""The unit behind numbers, `1.75~\text{bits}`, `20\,\mathrm{cm}`: it is said, and left out of the values."""

from __future__ import annotations

from derive.expr.names import Name
from derive.expr.scope import Scope
from derive.read.naming import rebuilt, walk
from derive.read.syntax import Syntax
from derive.source import Source

_UNITS = frozenset(
    Name(u)
    for u in "bit bits nat nats byte bytes kB KB MB GB TB s ms sec seconds min minutes hours days years m mm cm km g "
    "kg Hz kHz MHz GHz px pixels deg degrees radians".split()
)


def without_unit(tree: Syntax, source: Source, scope: Scope) -> tuple[Syntax, list[str]]:
    """The tree without the one upright unit that stands behind numbers, and a sentence for it.

    Several units may mean a conversion, and a unit that stands elsewhere is a letter: the tree as it was.
    """
    units = [n.value for n in walk(tree) if n.kind == "name" and n.value in _UNITS]
    measured = [n for n in walk(tree) if units and _measured(n, source)]
    if not units or len(measured) < len(units) or len(set(units)) > 1 or units[0].plain in scope.letters:
        return tree, []

    def change(_: Syntax, n: Syntax) -> Syntax:
        if not _measured(n, source):
            return n
        return n.kids[0] if len(n.kids) == 2 else Syntax(n.kind, n.value[:-1], n.kids[:-1], n.span)

    return rebuilt(tree, change), [f"{units[0].plain} is a unit, no letter"]


def _measured(node: Syntax, source: Source) -> bool:
    """A term that ends in a number and an upright unit."""
    if node.kind != "term" or node.value[-1] or node.kids[-1].kind != "name" or node.kids[-2].kind != "number":
        return False
    unit = node.kids[-1]
    return unit.value in _UNITS and source.text[unit.span.start : unit.span.end].startswith("\\")
