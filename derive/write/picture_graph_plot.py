"""The picture of a computational graph by matplotlib, for PNG: the same places as in the SVG, an ink for any page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.errors import Unsupported
from derive.write.picture_graph import MARGIN, RADIUS, ROW, column_width, gathered, number, signed
from derive.write.picture_plot import GRID, INK

if TYPE_CHECKING:
    from derive.api.graph import Graph, Node
    from derive.write.picture_layout import Point

PIXELS, POINT = 96.0, 0.75  # of an inch; of a pixel in points
VALUE, ADJOINT = "#238636", "#d9363e"
TAIL = 0.75  # of a column, the edge that leaves the output


def figure(graph: Graph) -> Any:
    """The picture as a matplotlib figure. Raises: Unsupported without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise Unsupported("pictures need matplotlib", help='pip install "derive-math[plot]"') from None
    layout, column = graph.layout, column_width(graph)
    width = 2 * MARGIN + column * (layout.size[0] + TAIL)
    height = 2 * MARGIN + ROW * layout.size[1]
    fig = Figure(figsize=(width / PIXELS, height / PIXELS))
    fig.patch.set_alpha(0)
    axes = fig.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")

    def spot(p: Point) -> Point:
        return MARGIN + column * p[0], MARGIN + ROW * p[1]

    nodes = {v.name: v for v in graph.nodes}
    for (x, name, k), route in layout.routes.items():
        points = [spot(p) for p in route]
        _edge(axes, points, RADIUS)
        if nodes[name].inputs.index(x) == k:
            _labels(axes, points, nodes[x].value, next((s.share for s in nodes[name].locals if s.input == x), None))
    end = spot(layout.places[graph.output])
    last = [end, (end[0] + TAIL * column, end[1])]
    _edge(axes, last, 0)
    _labels(axes, last, nodes[graph.output].value, nodes[graph.output].adjoint)
    for v in graph.nodes:
        _node(axes, v, *spot(layout.places[v.name]), gathered(graph, v))
    return fig


def _edge(axes: Any, points: list[Point], rim: float) -> None:
    """A smooth line through the points, from the rim of a node to the rim of the next, with a tip."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    (x0, y0), (x1, y1) = points[0], points[-1]
    inner = [(x0 + RADIUS, y0), *points[1:-1], (x1 - rim, y1)]
    spots, codes = [inner[0]], [Path.MOVETO]
    for (ax, ay), (bx, by) in zip(inner, inner[1:], strict=False):
        bend = (bx - ax) * 0.45
        spots += [(ax + bend, ay), (bx - bend, by), (bx, by)]
        codes += [Path.CURVE4] * 3
    arrow = FancyArrowPatch(path=Path(spots, codes), arrowstyle="-|>", mutation_scale=10, color=GRID, linewidth=1)
    axes.add_patch(arrow)


def _labels(axes: Any, points: list[Point], value: Any, share: Any) -> None:
    """The value above the middle of the last piece of an edge, the adjoint below."""
    (ax, ay), (bx, by) = points[-2], points[-1]
    for n, colour, up in ((value, VALUE, -5.0), (share, ADJOINT, 5.0)):
        if n is not None:
            axes.text((ax + bx) / 2, (ay + by) / 2 + up, number(n), color=colour, fontsize=13.5 * POINT, ha="center",
                      va="bottom" if up < 0 else "top")  # fmt: skip


def _node(axes: Any, v: Node, x: float, y: float, fan: bool) -> None:
    """A circle: an input with its name, an operation with its sign, the name below."""
    from matplotlib.patches import Circle

    leaf = v.op in ("input", "constant")
    inside = f"${v.symbol}$" if leaf else signed(v)
    axes.add_patch(Circle((x, y), RADIUS, facecolor=GRID, alpha=0.12 if leaf else 0.3, linewidth=0))
    axes.add_patch(Circle((x, y), RADIUS, fill=False, edgecolor=GRID if leaf else INK, linewidth=1))
    size = (13 if len(inside) > 3 and not leaf else 17) * POINT
    axes.text(x, y, inside, color=INK, fontsize=size, ha="center", va="center")
    below = y + RADIUS + 5
    if not leaf:
        axes.text(x, below, f"${v.symbol}$", color=INK, fontsize=13 * POINT, ha="center", va="top")
        below += 16
    if fan:
        axes.text(x, below, number(v.adjoint), color=ADJOINT, fontsize=13.5 * POINT, ha="center", va="top")
