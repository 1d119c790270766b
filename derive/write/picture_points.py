"""Pictures of points with names: each name where it hides no point, no line and no other name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.write.picture_labels import Box, covered
from derive.write.picture_plot import GRID, INK, LINE, figure

SIZE = (5.2, 4.2)
FONT, LETTER, GAP = 9.0, 5.8, 6.0  # points: of a name, the width of a letter, from a point to its name
ROOM = (SIZE[0] * 72 - 60, SIZE[1] * 72 - 50)  # of the axes, in points
SPOTS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
PASSES = 3
REACH = 4.0  # of a point, in points


def named_points(names: Sequence[str], at: Any, pairs: Sequence[tuple[int, int]] = (),
                 colours: Sequence[int] = ()) -> Any:  # fmt: skip
    """Points of a plane with their names. at: an array of two columns; pairs: points that a line joins; colours: by the
    number of a line colour, one for each point."""
    import numpy as np

    fig, axes = figure(*SIZE)
    at = np.asarray(at, float)
    low, high = at.min(axis=0), at.max(axis=0)
    margin = np.where(high > low, 0.14 * (high - low), 1.0)
    low, high = low - margin, high + margin
    for a, b in pairs:
        axes.plot(at[[a, b], 0], at[[a, b], 1], "-", color=GRID, linewidth=1)
    for k, p in enumerate(at):
        axes.plot([p[0]], [p[1]], "o", color=LINE[colours[k] if colours else 0], markersize=5)
    spots = (at - low) / (high - low) * np.array(ROOM)
    for name, p, (dx, dy) in zip(names, at, placed(names, spots.tolist(), pairs), strict=True):
        axes.annotate(name, p, xytext=(GAP * dx, GAP * dy), textcoords="offset points", color=INK, fontsize=FONT,
                      ha={1: "left", 0: "center", -1: "right"}[dx],
                      va={1: "bottom", 0: "center", -1: "top"}[dy])  # fmt: skip
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    return fig


def placed(names: Sequence[str], spots: Sequence[Sequence[float]],
           pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:  # fmt: skip
    """On which side of its point each name stands, as (right, up) in -1, 0, 1: the side that hides least."""
    lines = [(spots[a], spots[b]) for a, b in pairs]
    chosen = [SPOTS[0]] * len(names)
    for _ in range(PASSES):
        for k, name in enumerate(names):
            others = [_box(names[j], spots[j], chosen[j]) for j in range(len(names)) if j != k]
            costs = [_cost(_box(name, spots[k], side), others, spots, lines) for side in SPOTS]
            chosen[k] = SPOTS[costs.index(min(costs))]
    return chosen


def _box(name: str, spot: Sequence[float], side: tuple[int, int]) -> Box:
    wide, high = LETTER * len(name), FONT * 1.2
    x = spot[0] + GAP * side[0] + wide * (side[0] - 1) / 2
    y = spot[1] + GAP * side[1] + high * (side[1] - 1) / 2
    return x, y, x + wide, y + high


def _cost(box: Box, others: Sequence[Box], spots: Sequence[Sequence[float]], lines: Sequence[Any]) -> float:
    """How much a name hides there: names most, then points, then lines; what leaves the picture is hidden too."""
    left, bottom, right, top = box
    out = max(0.0, -left) + max(0.0, right - ROOM[0]) + max(0.0, -bottom) + max(0.0, top - ROOM[1])
    points = sum(left - REACH < x < right + REACH and bottom - REACH < y < top + REACH for x, y in spots)
    return 3 * covered(box, others) + 60 * points + 40 * sum(_crossed(box, a, b) for a, b in lines) + 50 * out


def _crossed(box: Box, a: Sequence[float], b: Sequence[float]) -> bool:
    """Does a line pass through a box? Its points are looked at one by one."""
    left, bottom, right, top = box
    steps = 40
    return any(
        left < a[0] + (b[0] - a[0]) * k / steps < right and bottom < a[1] + (b[1] - a[1]) * k / steps < top
        for k in range(steps + 1)
    )
