"""What is printed for readers, the pages of the catalog and of a few problems, and the formulas on them."""

from __future__ import annotations

import re
from functools import cache

import derive
from derive.catalog.rows import ROWS
from derive.catalog.section import Section
from derive.write.document import Page, pages
from derive.write.markdown import Target, document

Formula = tuple[str, bool]  # the LaTeX, and whether it stands in a display
Printed = tuple[list[Page], str, str]  # pages with their title and prose
PROBLEMS = [
    ("differentiate", r"\frac{1}{1+e^{-z}}", "z", None),
    ("differentiate", r"\sin(x^2) e^x \log_2 x / \sqrt[3]{x}", "x", None),
    ("differentiate", r"f(g(x)) \arctan(\sinh x) + \lvert x \rvert^3", "x", None),
    ("differentiate", r"\begin{cases} x^2 & \text{if } x > 0 \\ \frac{x}{2} & \text{otherwise} \end{cases}", "x", None),
    ("differentiate", r"\hat{y}_1 \bar{\alpha}^* - \max(0, 1 - t \mathrm{loss})", r"\hat{y}_1", None),
    ("jacobian", r"x^2+y, \sin(xy)", "x, y", None),
    ("hessian", r"x^2 y + e^{xy}", "x, y", None),
    ("gradient", r"x^\top A x + \lVert x \rVert^2", "x", "A: n x n, x: n"),
    ("gradient", r"\operatorname{tr}(A X B) + \log \det X", "X", "A: n x n, B: n x n, X: n x n invertible"),
    ("gradient", r"-\sum_i y_i \log \frac{e^{z_i}}{\sum_j e^{z_j}},\ \sum_i y_i = 1", "z_k", "z: V, y: V"),
    ("differential", r"(X Y)^{-1}", "X", "X: n x n, Y: n x n"),
    (
        "gradient",
        r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2",
        r"\tilde{w}_k",
        r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function",
    ),
]
PROBE = Target(math=lambda x: f"\1i{x}\2", shown=lambda x: f"\1d{x}\2")


@cache
def sections() -> tuple[Section, ...]:
    """The rows of the catalog and the problems, derived but not verified."""
    made = []
    for function, text, wrt, let in PROBLEMS:
        d = getattr(derive, function)(text, wrt, let=let)
        made.append(d if isinstance(d, Section) else Section((d,)))
    return (*(derive.show(row.name) for row in ROWS), *made)


@cache
def printed(detail: str = "normal") -> tuple[Printed, ...]:
    """The pages of all of them."""
    return tuple((pages([d.kernel for d in s], [None] * len(s), detail), s.title, s.prose) for s in sections())


def formulas(made: list[Page], title: str = "", prose: str = "") -> list[Formula]:
    """The formulas of pages, in the order in which they stand there."""
    text = document(made, PROBE, title, prose)
    return [(m[2], m[1] == "d") for m in re.finditer("\1([id])(.*?)\2", text, re.DOTALL)]
