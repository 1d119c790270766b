"""Pictures of a graph as text that other tools draw: Mermaid, Graphviz, TikZ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.write.picture_graph import number

if TYPE_CHECKING:
    from derive.api.graph import Graph, Node

ACROSS, DOWN = 2.6, 1.5  # cm between columns and rows


def _marks(graph: Graph) -> list[tuple[str, str, str]]:
    """The edges (from, to, label): the value, and the share of the adjoint."""
    nodes = {v.name: v for v in graph.nodes}
    edges = []
    for v in graph.nodes:
        for x in dict.fromkeys(v.inputs):
            share = next((s.share for s in v.locals if s.input == x), None)
            numbers = [number(n) for n in (nodes[x].value, share) if n is not None]
            edges.append((x, v.name, " | ".join(numbers)))
    return edges


def _said(v: Node) -> str:
    """A node in words: what it computes, its value."""
    what = v.name if v.op == "input" else f"{v.name} = {v.text}"
    return what if v.value is None else f"{what}\n{number(v.value)}"


def mermaid(graph: Graph) -> str:
    """A flowchart; on the edges the value and the share of the adjoint."""
    ids = {v.name: f"n{k}" for k, v in enumerate(graph.nodes)}
    rows = ["flowchart LR"]
    for v in graph.nodes:
        text = _said(v).replace('"', "#quot;").replace("\n", "<br/>")
        rows.append(f'  {ids[v.name]}(["{text}"])' if v.op == "input" else f'  {ids[v.name]}["{text}"]')
    for x, name, label in _marks(graph):
        mark = f'|"{label}"|' if label else ""
        rows.append(f"  {ids[x]} -->{mark} {ids[name]}")
    return "\n".join(rows) + "\n"


def dot(graph: Graph) -> str:
    """A digraph for Graphviz."""
    rows = ["digraph {", "  rankdir=LR;", '  node [fontname="serif"]; edge [fontname="serif", fontsize=11];']
    for v in graph.nodes:
        shape = "plaintext" if v.op == "input" else "box, style=rounded"
        rows.append(f"  {_quoted(v.name)} [label={_quoted(_said(v))}, shape={shape}];")
    rows += [f"  {_quoted(x)} -> {_quoted(name)} [label={_quoted(label)}];" for x, name, label in _marks(graph)]
    return "\n".join([*rows, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def tikz(graph: Graph) -> str:
    """A `tikzpicture` (needs the package tikz): values above the edges, shares of the adjoints below."""
    ids = {v.name: f"n{k}" for k, v in enumerate(graph.nodes)}
    rows = [
        "\\begin{tikzpicture}[>=stealth, op/.style={draw, rounded corners, inner sep=4pt}, "
        "in/.style={circle, draw, inner sep=2pt, minimum size=6mm}]"
    ]
    for v in graph.nodes:
        across, down = graph.layout.places[v.name]
        text = v.symbol if v.op == "input" else f"{v.symbol} = {v.latex}"
        style = "in" if v.op == "input" else "op"
        rows.append(f"  \\node[{style}] ({ids[v.name]}) at ({ACROSS * across:.2f}, {-DOWN * down:.2f}) {{${text}$}};")
    nodes = {v.name: v for v in graph.nodes}
    for v in graph.nodes:
        for x in dict.fromkeys(v.inputs):
            share = next((s.share for s in v.locals if s.input == x), None)
            labels = [f"node[{where}, font=\\scriptsize] {{${_tex(n)}$}}"
                      for n, where in ((nodes[x].value, "above"), (share, "below")) if n is not None]  # fmt: skip
            rows.append(f"  \\draw[->] ({ids[x]}) -- {' '.join([*labels, f'({ids[v.name]})'])};")
    return "\n".join([*rows, "\\end{tikzpicture}"]) + "\n"


def _tex(value: object) -> str:
    signs = {"−": "-", "×": r"\times ", "∞": r"\infty ", " vector": r"\text{ vector}", " matrix": ""}
    text = number(value)
    for sign, command in signs.items():
        text = text.replace(sign, command)
    return text
