"""Both passes of a program as an author lists them: quantities, δ = ∂L/∂z = …, ∂L/∂W = δ hᵀ, shapes and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derive.derivation import Derivation
from derive.expr.heads import Derivative, is_column, shape, shown
from derive.write.document import latex_ink
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

if TYPE_CHECKING:
    from derive.catalog.parts import Quantities

Row = tuple[Any, Derivation]  # the letter of the adjoint or None, and how it was found
MOST_ENTRIES = 16  # of an array that is printed in a line
DIGITS = 5  # behind the point


def latex_lines(rows: Sequence[Row], numbers: Sequence[Any] = ()) -> str:
    """One aligned block, the shape of each line in the third column, its value in the last."""
    lines = []
    for k, (name, d) in enumerate(rows):
        ink = latex_ink(d)
        left = ink(Derivative(d.problem.of, d.problem.wrt))
        first = f"{ink(name)} = " if name is not None else ""
        value = f" = {latex_number(numbers[k])}" if numbers else ""
        lines.append(rf"{first}{left} &= {ink(d.result)}{value} && {_size(d.result)}")
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def text_lines(rows: Sequence[Row], numbers: Sequence[Any] = ()) -> str:
    """The same as plain text."""
    cells = []
    for k, (name, d) in enumerate(rows):
        left = (f"{to_text(name)} = " if name is not None else "") + to_text(Derivative(d.problem.of, d.problem.wrt))
        cells.append(
            (left, f"= {to_text(d.result)}", shown(shape(d.result)), text_number(numbers[k]) if numbers else "")
        )
    return "The backward pass, last name first:\n\n" + _columns(cells)


# ---- quantities ------------------------------------------------------------------------------------------------------


def quantity_rows(q: Quantities) -> list[tuple[str, ...]]:
    """The cells of a table, formulas between `$`: symbol, shape, meaning, what it is, value."""
    rows: list[tuple[str, ...]] = []
    for x in q.rows:
        made = "" if x.tree is None else f"${to_latex(x.tree, q.style)}$"
        value = "" if x.value is None else f"${latex_number(x.value)}$"
        rows.append((f"${to_latex(x.letter, q.style)}$", f"${_size(x.letter)}$", x.meaning, made, value))
    return rows


def quantity_lines(q: Quantities) -> str:
    """The table in columns, for a terminal."""
    cells = [(to_text(x.letter), "" if x.tree is None else f"= {to_text(x.tree)}", shown(shape(x.letter)), x.meaning,
              "" if x.value is None else text_number(x.value)) for x in q.rows]  # fmt: skip
    return f"{q.head}:\n\n" + _columns(cells)


def _columns(cells: Sequence[Sequence[str]]) -> str:
    widths = [max(len(r[c]) for r in cells) for c in range(len(cells[0]))]
    return "\n".join("  " + "  ".join(f"{c:{w}}" for c, w in zip(r, widths, strict=True) if w).rstrip() for r in cells)


def _size(e: Any) -> str:
    form = shape(e)
    if not form:
        return r"\text{scalar}"
    sizes = form[:1] if is_column(e) else form
    return r" \times ".join(to_latex(n) for n in sizes)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def text_number(value: Any) -> str:
    """A number in a few digits; an array as nested lists; of a large one its size."""
    import numpy as np

    a = np.asarray(value)
    if a.size > MOST_ENTRIES:
        return " x ".join(map(str, a.shape)) + " numbers"
    return _nested(a.tolist(), "[", ", ", "]")


def latex_number(value: Any) -> str:
    """The same in LaTeX: a vector in parentheses, a matrix in brackets."""
    import numpy as np

    a = np.asarray(value)
    if a.size > MOST_ENTRIES:
        return r" \times ".join(map(str, a.shape)) + r" \text{ numbers}"
    if a.ndim == 2:
        body = r" \\ ".join(" & ".join(_digits(x) for x in r) for r in a.tolist())
        return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    return _nested(a.tolist(), "(", r",\ ", ")")


def _nested(value: Any, left: str, comma: str, right: str) -> str:
    if isinstance(value, list):
        return left + comma.join(_nested(v, left, comma, right) for v in value) + right
    return _digits(value)


def _digits(x: float) -> str:
    if x != 0 and abs(x) < 10.0 ** (1 - DIGITS) or abs(x) >= 1e9 or x != x:
        return f"{x:.{DIGITS}g}"
    return f"{round(x, DIGITS) + 0.0:.12g}"
