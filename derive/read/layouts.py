r"""Lists and matrices with dots: `(x_1, \ldots, x_n)`, a column with `\vdots`, a matrix with `\ddots`.

A list becomes a `stack` (its entry for each index), a matrix a `grid` (its entry for each row and column), or the
letter whose entries are all written out (`whole`). Every entry that is written must be the one that the pattern gives.
"""

from __future__ import annotations

from derive.expr.names import Name
from derive.read import dots as d
from derive.read.dots import Dots, Pattern, is_dots
from derive.read.indexing import parts_of
from derive.read.naming import core_name, is_integer, split, unbrace
from derive.read.syntax import Syntax


def listed(dots: Dots, node: Syntax, entries: list[Syntax]) -> Syntax | None:
    r"""`f(x_1), f(x_2), \ldots, f(x_n)` as kind `stack`; None if there is no pattern."""
    if node.kind == "group" and node.value[0] not in ("(", "["):
        return None
    cells = [unbrace(e) for e in entries]
    if (repeated := _repeated(cells)) is not None:
        return Syntax("repeat", ("list", node), (repeated,), node.span)
    found = _line(dots, cells)
    return None if found is None else _stack(dots, node, found, "list")


def _repeated(cells: list[Syntax]) -> Syntax | None:
    """The entry of `z, z, …, z`."""
    written = [c for c in cells if not is_dots(c)]
    at = [k for k, c in enumerate(cells) if is_dots(c)]
    if len(at) != 1 or not 0 < at[0] < len(cells) - 1 or len(written) < 3:
        return None
    return written[0] if all(d.same(written[0], c) for c in written[1:]) else None


def _stack(dots: Dots, node: Syntax, found: Pattern, value: str) -> Syntax:
    dots.take(found, found.start)
    kids = (found.body, Syntax("name", found.index, (), node.span), found.first, found.last)
    return Syntax("stack", (value, node), kids, node.span)


def _line(dots: Dots, entries: list[Syntax], pair: bool = False) -> Pattern | None:
    """The pattern of entries with dots before the last; every entry before the dots is looked at."""
    at = [k for k, e in enumerate(entries) if is_dots(e)]
    if len(at) != 1 or not 0 < at[0] == len(entries) - 2:
        return None
    *before, _, last = entries
    found = d.pattern(dots, before[-1], last, pair)
    if found is None or len(before) == 1 and found.start is None:
        return found
    if found.start is None:
        return None
    first = found.start - len(before) + 1
    if not all(d.is_term(found, first + k, e) for k, e in enumerate(before)):
        return None
    return Pattern(found.body, found.index, d.number(first, found.first.span), found.last)


def laid_out(dots: Dots, node: Syntax) -> Syntax:
    """A matrix with dots as a stack, a grid or a letter; itself where there is no pattern."""
    environment, rows, columns = node.value
    if environment in ("vmatrix", "Vmatrix"):
        return node
    cells = [unbrace(k) for k in node.kids]
    if 1 in (rows, columns):
        if (repeated := _repeated(cells)) is not None:
            return Syntax("repeat", ("column" if columns == 1 else "row", node), (repeated,), node.span)
        line = _line(dots, cells)
        return node if line is None else _stack(dots, node, line, "column" if columns == 1 else "row")
    return _grid(dots, node, cells) or node


def _grid(dots: Dots, node: Syntax, cells: list[Syntax]) -> Syntax | None:
    """A matrix with a row of dots and a column of dots."""
    _, rows, columns = node.value
    table = [cells[r * columns : (r + 1) * columns] for r in range(rows)]
    down = [r for r, row in enumerate(table) if all(is_dots(c) or c.kind == "empty" for c in row)]
    across = [c for c in range(columns) if all(is_dots(row[c]) or r in down for r, row in enumerate(table))]
    if down != [rows - 2] or across != [columns - 2]:
        return None
    if (diagonal := _diagonal(dots, node, table, down[0], across[0])) is not None:
        return diagonal
    lines: list[Pattern] = []
    for r, row in enumerate(table):
        if r in down:
            continue
        found = _line(dots, row, pair=True)
        if found is None or lines and not (d.same(found.first, lines[0].first) and d.same(found.last, lines[0].last)):
            return None
        lines.append(found)
    dots.used.add(lines[0].index)
    dots.indices.add(lines[0].index)
    over = _line(dots, [*(p.body for p in lines[:-1]), table[down[0]][across[0]], lines[-1].body])
    if over is None or not is_dots(table[down[0]][across[0]]):
        over = _line(dots, [*(p.body for p in lines[:-1]), Syntax("symbol", "ldots", (), node.span), lines[-1].body])
    if over is None:
        return None
    whole = _whole(over, lines[0])
    if whole is not None:
        dots.guesses.append(f"what is written out with dots is {whole.plain}")
        return Syntax("whole", None, (Syntax("name", whole, (), node.span), over.last, lines[0].last), node.span)
    dots.take(over, over.start)
    indices = tuple(Syntax("name", p.index, (), node.span) for p in (over, lines[0]))
    kids = (over.body, indices[0], over.first, over.last, indices[1], lines[0].first, lines[0].last)
    return Syntax("grid", node, kids, node.span)


def _diagonal(dots: Dots, node: Syntax, table: list[list[Syntax]], down: int, across: int) -> Syntax | None:
    """Zeros outside of the diagonal: the identity, or `diag` of what stands on it."""
    if len(table) != len(table[0]) or down != across:
        return None
    places = [k for k in range(len(table)) if k != down]
    if any(table[r][c].value != "0" for r in places for c in places if r != c):
        return None
    on = [table[k][k] for k in range(len(table))]
    if all(on[k].kind == "number" and on[k].value == "1" for k in places):
        dots.guesses.append("what is written out with dots is the identity matrix")
        return Syntax("name", Name("I", "bb"), (), node.span)
    line = _line(dots, [Syntax("symbol", "ldots", (), node.span) if k == down else e for k, e in enumerate(on)])
    if line is None:
        return None
    return Syntax(
        "call", None, (Syntax("name", Name("diag"), (), node.span), _stack(dots, node, line, "list")), node.span
    )


def _whole(over: Pattern, line: Pattern) -> Name | None:
    """The letter a of a matrix of `a_{ij}` for all i and j from 1 on."""
    core, primes, sub, sup = split(over.body)
    name = core_name(over.body)
    if core.kind != "name" or primes or sup is not None or sub is None or name is None:
        return None
    parts = parts_of(sub)
    named = [p.value for p in parts if p.kind == "name"]
    ones = all(is_integer(p.first) and p.first.value == "1" for p in (over, line))
    return name if ones and named == [over.index, line.index] and len(parts) == 2 else None
