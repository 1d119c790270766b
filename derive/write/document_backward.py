"""The backward pass of a program as an author lists it: δ = ∂L/∂z = …, ∂L/∂W = δ hᵀ, a shape beside each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.derivation import Derivation
from derive.expr.heads import Derivative, is_column, shape, shown
from derive.write.document import latex_ink
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

Row = tuple[Any, Derivation]  # the letter of the adjoint or None, and how it was found


def latex_lines(rows: Sequence[Row]) -> str:
    """One aligned block, the shape of each line in the third column."""
    lines = []
    for name, d in rows:
        ink = latex_ink(d)
        left = ink(Derivative(d.problem.of, d.problem.wrt))
        first = f"{ink(name)} = " if name is not None else ""
        lines.append(rf"{first}{left} &= {ink(d.result)} && {_size(d.result)}")
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def text_lines(rows: Sequence[Row]) -> str:
    """The same as plain text."""
    cells = []
    for name, d in rows:
        left = to_text(Derivative(d.problem.of, d.problem.wrt))
        cells.append(((f"{to_text(name)} = " if name is not None else "") + left, to_text(d.result), shape(d.result)))
    width, wide = max(len(a) for a, _, _ in cells), max(len(b) for _, b, _ in cells)
    lines = [f"  {a:{width}} = {b:{wide}}   {shown(form)}" for a, b, form in cells]
    return "The backward pass, last name first:\n\n" + "\n".join(lines)


def _size(e: Any) -> str:
    form = shape(e)
    if not form:
        return r"\text{scalar}"
    sizes = form[:1] if is_column(e) else form
    return r" \times ".join(to_latex(n) for n in sizes)
