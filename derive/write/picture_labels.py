"""Where the labels of a picture's edges stand: on their edge, near its middle, and not on each other or on a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, lesser height, right, greater height
PLACES = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.88, 0.12)  # along a piece of an edge, the best first
ABOVE, BELOW = 20.0, 21.0  # of the middle of two labels, one above the other
BEND = 0.45
SWEEPS = 4


def placed(edges: Sequence[tuple[Sequence[Point], float]], taken: Sequence[Box]) -> list[Point]:
    """The middles of the labels of edges, given as (the points of an edge from rim to rim, width of its labels).

    taken: boxes where nothing may stand. Each label goes where it covers least, then it is tried again with the others
    in their places.
    """
    found = [next(_places(points)) for points, _ in edges]
    boxes = [_box(p, width) for p, (_, width) in zip(found, edges, strict=True)]
    for _ in range(SWEEPS):
        for k, (points, width) in enumerate(edges):
            others = [*taken, *boxes[:k], *boxes[k + 1 :]]
            found[k] = min(_places(points), key=lambda p: covered(_box(p, width), others))
            boxes[k] = _box(found[k], width)
    return found


def _places(points: Sequence[Point]) -> Iterator[Point]:
    """Points of an edge: of its last piece first."""
    for a, b in reversed(list(zip(points, points[1:], strict=False))):
        yield from (on_piece(a, b, t) for t in PLACES)


def on_piece(a: Point, b: Point, t: float) -> Point:
    """The point at t (0 to 1) of a smooth piece that begins and ends level."""
    bend = BEND * (b[0] - a[0])
    s = 1 - t
    x = s**3 * a[0] + 3 * s * s * t * (a[0] + bend) + 3 * s * t * t * (b[0] - bend) + t**3 * b[0]
    return x, a[1] + (b[1] - a[1]) * t * t * (3 - 2 * t)


def _box(p: Point, width: float) -> Box:
    return p[0] - width / 2, p[1] - ABOVE, p[0] + width / 2, p[1] + BELOW


def covered(box: Box, others: Sequence[Box]) -> float:
    """The area that a box shares with others."""
    return sum(
        max(0.0, min(box[2], o[2]) - max(box[0], o[0])) * max(0.0, min(box[3], o[3]) - max(box[1], o[1]))
        for o in others
    )
