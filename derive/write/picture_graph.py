"""The picture of a computational graph as SVG: values above the edges, shares of the adjoints below, as lecturers draw.

The file stands alone, follows a dark page by itself, and prints in black on white.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from derive.expr.names import UNICODE_GREEK, Name, from_plain
from derive.write.picture_labels import BEND, Box, Point, placed

if TYPE_CHECKING:
    from derive.api.graph import Graph, Node

COLUMN, ROW, MARGIN, RADIUS = 150.0, 100.0, 64.0, 21.0
LETTER = 6.6  # wide, of a label
SYMBOLS = {
    "add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "matmul": "@", "dot": "·", "hadamard": "⊙",
    "sqrt": "√", "sum": "Σ", "prod": "Π", "sigmoid": "σ", "transpose": "ᵀ", "kron": "⊗", "norm": "‖·‖", "copy": "=",
}  # fmt: skip
GREEK = {name: sign for sign, name in UNICODE_GREEK.items()}
MARKS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308"}
STYLE = """
  .edge { fill: none; stroke: #8a8f98; stroke-width: 1.3 }
  .tip { fill: #8a8f98 }
  .op { fill: #f3f5f9; stroke: #3b4252; stroke-width: 1.4 }
  .in { fill: #fff; stroke: #8a8f98; stroke-width: 1.2 }
  text { font-family: "STIX Two Text", "Latin Modern Roman", "Times New Roman", serif; font-size: 17px;
    fill: #1d2129; text-anchor: middle }
  .name { font-style: italic }
  .small { font-size: 13px }
  .of { font-size: 13px; fill: #5b6270 }
  .value { font-size: 13.5px; fill: #0b7a3b }
  .adjoint { font-size: 13.5px; fill: #c0262d }
  .halo { paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
  @media (prefers-color-scheme: dark) {
    .edge { stroke: #7d8590 } .tip { fill: #7d8590 }
    .op { fill: #21262d; stroke: #c9d1d9 } .in { fill: #0d1117; stroke: #7d8590 }
    text { fill: #e6edf3 } .of { fill: #9aa4af } .value { fill: #56d364 } .adjoint { fill: #ff7b72 }
    .halo { stroke: #0d1117 }
  }
"""


def svg(graph: Graph) -> str:
    """The picture of a graph."""
    layout = graph.layout
    column = column_width(graph)

    def spot(p: Point) -> Point:
        return MARGIN + column * p[0], MARGIN + ROW * p[1]

    nodes = {v.name: v for v in graph.nodes}
    width = 2 * MARGIN + column * (layout.size[0] + 0.75)
    height = 2 * MARGIN + ROW * layout.size[1]
    parts: list[str] = []
    labelled: list[tuple[list[Point], Any, Any]] = []
    for (x, name, k), route in layout.routes.items():
        points = _rims([spot(p) for p in route])
        parts.append(_edge(points))
        share = next((s.share for s in nodes[name].locals if s.input == x), None)
        if nodes[name].inputs.index(x) == k:
            labelled.append((points, nodes[x].value, share))
    end = spot(layout.places[graph.output])
    points = _rims([end, (end[0] + column * 0.75 + RADIUS, end[1])])
    parts.append(_edge(points))
    out = nodes[graph.output]
    labelled.append((points, out.value, out.adjoint))
    taken = [_around(*spot(layout.places[v.name]), gathered(graph, v)) for v in graph.nodes]
    middles = placed([(points, _wide(value, share)) for points, value, share in labelled], taken)
    labels = [t for p, (_, value, share) in zip(middles, labelled, strict=True) for t in _labels(p, value, share)]
    for v in graph.nodes:
        parts += _node(v, *spot(layout.places[v.name]), gathered(graph, v))
    title = f"<title>Computational graph of {escape(graph.reading.text()[:200])}</title>"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img">\n{title}\n<style>{STYLE}</style>\n'
            + "\n".join([*parts, *labels]) + "\n</svg>\n")  # fmt: skip


def column_width(graph: Graph) -> float:
    """How far apart columns stand: room for the longest label between two circles."""
    shown = (n for v in graph.nodes for n in (v.value, v.adjoint, *(x.share for x in v.locals)))
    labels = [number(n) for n in shown if n is not None]
    return max(COLUMN, 2 * RADIUS + 40 + LETTER * max(map(len, labels), default=0))


def gathered(graph: Graph, v: Node) -> bool:
    """Is the adjoint of a node gathered from several edges, and so to be said at the node?"""
    return sum(v.name in w.inputs for w in graph.nodes) > 1 and v.adjoint is not None


def _rims(points: list[Point]) -> list[Point]:
    """The points of an edge from the rim of a node to before the tip at the rim of the next."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    return [(x0 + RADIUS, y0), *points[1:-1], (x1 - RADIUS - 7, y1)]


def _around(x: float, y: float, fan: bool) -> Box:
    """The box of a node with what stands below it."""
    return x - RADIUS - 2, y - RADIUS - 2, x + RADIUS + 2, y + (58 if fan else 42)


def _wide(*numbers: Any) -> float:
    return LETTER * max((len(number(n)) for n in numbers if n is not None), default=0)


def _edge(points: list[Point]) -> str:
    """A smooth line through the points, with a tip."""
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        bend = (bx - ax) * BEND
        path += f" C{ax + bend:.1f},{ay:.1f} {bx - bend:.1f},{by:.1f} {bx:.1f},{by:.1f}"
    tx, ty = points[-1]
    return f'<path class="edge" d="{path}"/><path class="tip" d="M{tx + 7:.1f},{ty:.1f} l-9,-4 v8 z"/>'


def _labels(p: Point, value: Any, share: Any) -> list[str]:
    """The value above a point of an edge, the adjoint below."""
    x, y = p
    rows = [(value, "value", -7.0), (share, "adjoint", 17.0)]
    return [_text(x, y + dy, number(v), f"{kind} halo") for v, kind, dy in rows if v is not None]


def _node(v: Node, x: float, y: float, fan: bool) -> list[str]:
    """A circle: an input with its name, an operation with its sign, the name below."""
    if v.op in ("input", "constant"):
        rows = [f'<circle class="in" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>', named(x, y + 6, v.name)]
        below = 38.0
    else:
        sign = signed(v)
        small = ' class="small"' if len(sign) > 3 else ""
        rows = [f'<circle class="op" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>',
                f'<text x="{x:.1f}" y="{y + 6:.1f}"{small}>{escape(sign)}</text>',
                named(x, y + 37, v.name, "of halo")]  # fmt: skip
        below = 53.0
    if fan:
        rows.append(_text(x, y + below, number(v.adjoint), "adjoint halo"))
    return rows


def signed(v: Node) -> str:
    """The sign of an operation, with the constant in it."""
    return _with_constant(v) or SYMBOLS.get(v.op, v.op)


def _with_constant(v: Node) -> str:
    """The sign of an operation with a constant in it: +1, ×2, x², 1/x."""
    if len(v.inputs) != 1 or v.op not in ("add", "sub", "mul", "pow", "div"):
        return ""
    x = v.inputs[0]
    text = v.text.replace(" ", "")
    match v.op:
        case "add" if text.startswith((f"{x}+", f"{x}-")):
            return _short(text[len(x) :].replace("-", "−"))
        case "sub" if text.endswith(f"-{x}"):
            return _short(text[: -len(x)].replace("-", "−") + "x")
        case "mul" if text.endswith(f"*{x}"):
            return _short("×" + text[: -len(x) - 1].replace("-", "−"))
        case "div" if text.endswith(f"/{x}"):
            return _short(text[: -len(x)] + "x")
        case "div" if text.startswith(f"{x}/"):
            return _short("÷" + text[len(x) + 1 :])
        case "pow" if text == f"{x}**2":
            return "x²"
        case "pow" if text == f"{x}**3":
            return "x³"
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 5 else ""


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


# ---- words ---------------------------------------------------------------------------------------------------------


def named(x: float, y: float, plain: str, kind: str = "") -> str:
    """A name as SVG text: accents as combining marks, labels lowered."""
    name = from_plain(plain)
    sub = f'<tspan class="small" dy="4" font-size="0.72em">{escape(_base(name.label))}</tspan>' if name.label else ""
    style = f"name {kind}".strip()
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(_core(name))}{sub}</text>'


def _core(name: Name) -> str:
    return _base(name.base) + "".join(MARKS[a] for a in name.accents) + "′" * name.primes


def _base(word: str) -> str:
    return GREEK.get(word, word)


def number(value: Any) -> str:
    """A number in four digits; a short vector in parentheses; of a larger array its size."""
    if isinstance(value, list):
        if value and not isinstance(value[0], list) and len(value) <= 3:
            return "(" + ", ".join(number(v) for v in value) + ")"
        return "×".join(str(n) for n in _sizes(value)) + (" vector" if len(_sizes(value)) == 1 else " matrix")
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    return f"{value:.4g}".replace("-", "−")


def _sizes(value: Any) -> list[int]:
    sizes = []
    while isinstance(value, list):
        sizes.append(len(value))
        value = value[0] if value else None
    return sizes
