r"""Entries out of pattern: a matrix or a list of lists whose indices follow their places in all entries but one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from derive.check.binders import Remark, spelled
from derive.read.naming import core_name, items, split, unbrace, walk
from derive.read.syntax import Syntax

Marks = tuple[str, ...]  # the indices of an entry, below and above, as written


def out_of_pattern(tree: Syntax) -> Iterator[Remark]:
    """The one entry of a matrix, or of a list, that breaks what all others keep."""
    for node in walk(tree):
        if node.kind == "matrix" and isinstance(node.value, tuple) and len(node.kids) >= 4:
            yield from _matrix(node)
        if node.kind == "sum":
            yield from _over_one(node)
    yield from _lists(tree)


def _over_one(node: Syntax) -> Iterator[Remark]:
    """`p / 1 - p`: nobody divides by 1."""
    for kid in node.kids[:-1]:
        if kid.kind == "term" and kid.value[-1] == "/" and kid.kids[-1].kind == "number" and kid.kids[-1].value == "1":
            span = kid.span.to(node.kids[-1].span)
            yield Remark("D111", span, "this divides by 1 alone", "are brackets missing, as in a / (1 - b)?")


def marks(entry: Syntax) -> tuple[str, Marks] | None:
    """(letter, its indices) of an entry that is an indexed letter."""
    core, _, sub, sup = split(unbrace(entry))
    if core.kind != "name" or sub is None and sup is None:
        return None
    found: list[str] = []
    for script in (sub, sup):
        if script is not None:
            parts = items(script)
            if len(parts) == 1 and parts[0].kind == "number" and len(parts[0].value) == 2 and script is sub:
                found += list(parts[0].value)
            else:
                found += [spelled(p) for p in parts]
    return core.value.base, tuple(found)


def _matrix(node: Syntax) -> Iterator[Remark]:
    _, rows, columns = node.value
    table = [[marks(node.kids[r * columns + c]) for c in range(columns)] for r in range(rows)]
    yield from _by_place(node, table, columns) or _by_row(node, table, columns)


def _by_place(node: Syntax, table: Sequence[Sequence[tuple[str, Marks] | None]], columns: int) -> list[Remark]:
    """`V_{rc}` at row r and column c, but for one entry."""
    found = [(r, c, m) for r, row in enumerate(table) for c, m in enumerate(row) if m is not None and len(m[1]) == 2]
    wrong = [(r, c, m) for r, c, m in found if m[1] != (str(r + 1), str(c + 1))]
    if len(found) < 4 or len(found) != len(node.kids) or len(wrong) != 1 or len({m[0] for *_, m in found}) != 1:
        return []
    r, c, (base, has) = wrong[0]
    if has == (str(c + 1), str(r + 1)):  # a symmetric matrix
        return []
    message = f"row {r + 1}, column {c + 1} holds another index than its place, unlike all others"
    return [Remark("D110", node.kids[r * columns + c].span, message, f"is {base}_{{{r + 1},{c + 1}}} meant?")]


def _by_row(node: Syntax, table: Sequence[Sequence[tuple[str, Marks] | None]], columns: int) -> list[Remark]:
    """One index names the row in every entry but one."""
    firsts = [[(c, m[1][0]) for c, m in enumerate(row) if m is not None] for row in table]
    full = [(r, row) for r, row in enumerate(firsts) if len(row) >= 2]
    if len(full) < 3:
        return []
    odd = [(r, row) for r, row in full if len({t for _, t in row}) > 1]
    if len(odd) != 1:
        return []
    (r, row), counts = odd[0], Counter(t for _, t in odd[0][1])
    (own, n), *rest = counts.most_common()
    others = {row[0][1] for k, row in full if k != r}
    if n < 2 or len(rest) != 1 or rest[0][1] != 1 or own in others or rest[0][0] not in others or len(others) < 2:
        return []
    c = next(c for c, t in row if t != own)
    message = f"this entry has the index {rest[0][0]} in the row of {own}"
    return [Remark("D110", node.kids[r * columns + c].span, message, f"is the index {own} meant?")]


def _lists(tree: Syntax) -> Iterator[Remark]:
    """`w^2 = [w_1^1, w_2^2, 0]`: entries carry the mark of the left side, in every list but for one entry."""
    found: list[tuple[str, list[tuple[Syntax, str]]]] = []
    for node in walk(tree):
        if node.kind != "relation" or node.value[0] != "=":
            continue
        left, right = split(unbrace(node.kids[0])), unbrace(node.kids[1])
        body = right.kids[0] if right.kind == "group" and right.kids else right
        if left[0].kind != "name" or left[3] is None or body.kind != "list":
            continue
        entries = [(k, split(unbrace(k))) for k in body.kids]
        mine = [(k, spelled(s[3])) for k, s in entries if core_name(k) == left[0].value and s[2] is not None and s[3]]
        if mine:
            found.append((spelled(left[3]), mine))
    wrong = [(k, own, has) for own, mine in found for k, has in mine if has != own]
    if len(found) >= 3 and len(wrong) == 1 and sum(len(m) for _, m in found) >= 4:
        k, own, has = wrong[0]
        yield Remark("D110", k.span, f"this entry has {has} where its list is that of {own}", f"is {own} meant?")
