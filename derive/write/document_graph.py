"""The tables of a computational graph: for a terminal, for a post, as LaTeX, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.expr.names import from_plain
from derive.write.markdown import Target, target
from derive.write.picture_graph import number

if TYPE_CHECKING:
    from derive.api.graph import Graph, Local, Node

WIDEST = 44  # of a column in a terminal
HEADS = ("step", "operation", "type", "inputs", "output", "value", "local derivatives", "adjoint")


def text(graph: Graph) -> str:
    """The table in columns; a line says what the output is."""
    rows = [HEADS]
    for k, v in enumerate(graph.nodes, 1):
        local = "; ".join(_local_text(v, x) for x in v.locals)
        rows.append((str(k), v.text, v.op, ", ".join(v.inputs), v.name, _number(v.value), local, _number(v.adjoint)))
    kept = [c for c in range(len(HEADS)) if any(r[c] for r in rows[1:])]
    widths = {c: min(WIDEST, max(len(r[c]) for r in rows)) for c in kept}
    lines = ["  ".join(f"{r[c]:{widths[c]}}" for c in kept).rstrip() for r in rows]
    lines.insert(1, "  ".join("-" * widths[c] for c in kept))
    return "\n".join([*lines, *_last(graph)])


def _last(graph: Graph) -> list[str]:
    return ["", graph.note] if graph.note else []


def _local_text(v: Node, x: Local) -> str:
    if x.product:
        return f"{x.input}_bar += {x.text}"
    value = "" if x.value is None or x.text == str(x.value) else f" = {_number(x.value)}"
    return f"d{v.name}/d{x.input} = {x.text}{value}"


def _number(value: object) -> str:
    return "" if value is None else number(value).replace("−", "-")


# ---- for posts -----------------------------------------------------------------------------------------------------


def markdown(graph: Graph, to: str | None = None, picture: str | None = None) -> str:
    """The forward and the backward table with formulas, and a picture: a file, or else Mermaid."""
    how = target(to)
    blocks = ["**Forward.**", _pipes(forward(graph, how))]
    if not graph.note:
        blocks += ["**Backward.**", _pipes(backward(graph, how))]
    else:
        blocks.append(graph.note[:1].upper() + graph.note[1:] + ".")
    blocks.append(f"![Computational graph]({picture})" if picture else f"```mermaid\n{graph.mermaid()}```")
    return "\n\n".join(blocks) + "\n"


def forward(graph: Graph, to: Target) -> list[list[str]]:
    """Rows: step, operation, type, inputs, output, value."""
    rows = [["Step", "Operation", "Type", "Inputs", "Output", "Value"]]
    for k, v in enumerate(graph.nodes, 1):
        inputs = ", ".join(to.math(symbol(x)) for x in v.inputs)
        rows.append([str(k), to.math(v.latex), v.op, inputs, to.math(v.symbol), _math(v.value, to)])
    return rows if graph.given is not None else [r[:-1] for r in rows]


def backward(graph: Graph, to: Target) -> list[list[str]]:
    """Rows from the output back: node, its adjoint, what each input gets."""
    rows = [["Node", "Adjoint", "Local derivatives", "Adds to its inputs"]]
    for v in reversed([v for v in graph.nodes if v.locals]):
        local = ", ".join(to.math(derivative(v, x)) for x in v.locals if not x.product)
        adds = ", ".join(to.math(added(v, x)) for x in v.locals)
        rows.append([to.math(v.symbol), _math(v.adjoint, to), local, adds])
    for v in graph.nodes:
        if v.op == "input":
            rows.append([to.math(v.symbol), _math(v.adjoint, to), "", ""])
    return rows if graph.given is not None else [[r[0], *r[2:]] for r in rows if r[2] or r[3]]


def derivative(v: Node, x: Local) -> str:
    """`∂a/∂x = …`"""
    value = "" if x.value is None or x.latex == str(x.value) else f" = {_tex(x.value)}"
    return rf"\frac{{\partial {v.symbol}}}{{\partial {symbol(x.input)}}} = {x.latex}{value}"


def added(v: Node, x: Local) -> str:
    """`x̄ += …`"""
    bar = rf"\bar{{{symbol(x.input)}}}"
    if x.share is not None and not isinstance(x.share, list):
        return rf"{bar} \mathrel{{+}}= {_tex(x.share)}"
    return rf"{bar} \mathrel{{+}}= {x.latex}" if x.product else rf"{bar} \mathrel{{+}}= \bar{{{v.symbol}}} {x.latex}"


def symbol(plain: str) -> str:
    """A name in LaTeX."""
    return from_plain(plain).latex


def _tex(value: object) -> str:
    if isinstance(value, list):
        rows = value if value and isinstance(value[0], list) else [[v] for v in value]
        return (r"\begin{bmatrix} " + r" \\ ".join(" & ".join(_tex(v) for v in row) for row in rows)
                + r" \end{bmatrix}")  # fmt: skip
    return number(value).replace("−", "-").replace("∞", r"\infty")


def _math(value: object, to: Target) -> str:
    return "" if value is None else to.math(_tex(value))


def _pipes(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def latex(graph: Graph) -> str:
    """The operations in order, then the adjoints of the inputs."""
    lines = [f"{v.symbol} &= {v.latex}" + (f" = {_tex(v.value)}" if v.value is not None else "")
             for v in graph.nodes if v.op != "input"]  # fmt: skip
    for v in graph.nodes:
        if v.op == "input" and v.adjoint is not None:
            lines.append(rf"\frac{{\partial {symbol(graph.output)}}}{{\partial {v.symbol}}} &= {_tex(v.adjoint)}")
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
