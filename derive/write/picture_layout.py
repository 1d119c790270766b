"""Where the nodes of a layered picture stand: columns by distance from the inputs, rows so that edges cross little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """places: (column, row) of each name; routes: the points of each edge (from, to, k), ends included, in the same
    units; size: columns and rows."""

    places: dict[str, Point]
    routes: dict[tuple[str, str, int], tuple[Point, ...]]
    size: Point


def layout(nodes: Sequence[tuple[str, Sequence[str]]]) -> Layout:
    """The layout of nodes (name, names of its inputs) given in an order in which they can be computed."""
    column = _columns(nodes)
    chains = {(x, name, k): _chain(x, name, k, column) for name, inputs in nodes for k, x in enumerate(inputs)}
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for name, _ in nodes:
        columns[column[name]].append(name)
    for (_, name, _), chain in chains.items():
        for k, bend in enumerate(chain[1:-1]):
            columns[column[name] - len(chain) + 2 + k].append(bend)
    links = [pair for chain in chains.values() for pair in zip(chain, chain[1:], strict=False)]
    ordered = _ordered(columns, links)
    rows = _rows(ordered, links)
    at = {name: (float(k), rows[name]) for k, names in enumerate(ordered) for name in names}
    lowest = min(y for _, y in at.values())
    at = {name: (x, y - lowest) for name, (x, y) in at.items()}
    routes = {edge: tuple(at[p] for p in chain) for edge, chain in chains.items()}
    size = (len(columns) - 1, max(y for _, y in at.values()))
    return Layout({name: at[name] for name, _ in nodes}, routes, size)


def _columns(nodes: Sequence[tuple[str, Sequence[str]]]) -> dict[str, int]:
    """Operations as far left as their inputs let them; inputs just before where they are first used."""
    column: dict[str, int] = {}
    for name, inputs in nodes:
        column[name] = 1 + max((column[x] for x in inputs), default=-1)
    first: dict[str, int] = {}
    for name, inputs in nodes:
        for x in inputs:
            first[x] = min(first.get(x, column[name]), column[name])
    return {name: first[name] - 1 if not inputs and name in first else column[name] for name, inputs in nodes}


def _chain(x: str, name: str, k: int, column: dict[str, int]) -> tuple[str, ...]:
    """The points that an edge passes: one in each column between its ends."""
    bends = [f"{x} {name} {k} {c}" for c in range(column[x] + 1, column[name])]
    return (x, *bends, name)


def _ordered(columns: list[list[str]], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each column sorted by the mean place of its neighbours, sweeping right and left; the best order seen."""
    left, right = _neighbours(links)
    best, fewest = columns, _crossings(columns, links)
    for sweep in range(SWEEPS):
        beside = left if sweep % 2 == 0 else right
        order = range(len(columns)) if sweep % 2 == 0 else reversed(range(len(columns)))
        columns = [list(c) for c in columns]
        place = {n: float(k) for c in columns for k, n in enumerate(c)}
        for c in order:
            mean = {n: _mean([place[m] for m in beside.get(n, ())], place[n]) for n in columns[c]}
            columns[c].sort(key=mean.__getitem__)
            place.update({n: float(k) for k, n in enumerate(columns[c])})
        crossings = _crossings(columns, links)
        if crossings < fewest:
            best, fewest = columns, crossings
    return best


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _neighbours(links: Sequence[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for a, b in links:
        left.setdefault(b, []).append(a)
        right.setdefault(a, []).append(b)
    return left, right


def _crossings(columns: list[list[str]], links: Sequence[tuple[str, str]]) -> int:
    """How many pairs of links between two columns cross."""
    place = {n: (c, k) for c, names in enumerate(columns) for k, n in enumerate(names)}
    between: dict[int, list[tuple[int, int]]] = {}
    for a, b in links:
        between.setdefault(place[a][0], []).append((place[a][1], place[b][1]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0 for group in between.values() for k, a in enumerate(group) for b in group[:k]
    )


def _rows(columns: list[list[str]], links: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Heights: each node drawn to the mean of its neighbours, one apart from the next in its column."""
    left, right = _neighbours(links)
    tallest = max(map(len, columns))
    row = {n: k + (tallest - len(c)) / 2 for c in columns for k, n in enumerate(c)}
    for sweep in range(2 * SWEEPS):
        order = columns if sweep % 2 == 0 else columns[::-1]
        for names in order:
            wanted = []
            for n in names:
                wanted.append(_mean([row[m] for m in (*left.get(n, ()), *right.get(n, ()))], row[n]))
            for n, y in zip(names, _apart(wanted), strict=True):
                row[n] = y
    return row


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights at least one apart, in this order, near the wanted ones: runs that touch share a mean."""
    blocks: list[tuple[float, int]] = []  # (wanted height of the first, length)
    for y in wanted:
        top, length = y, 1
        while blocks and blocks[-1][0] + blocks[-1][1] > top:
            before, count = blocks.pop()
            top = (before * count + (top - count) * length) / (count + length)
            length += count
        blocks.append((top, length))
    return [top + k for top, length in blocks for k in range(length)]
