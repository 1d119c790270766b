"""Examples and exercises have letters of their own."""

from __future__ import annotations

import pytest

from derive.check.blocks import blocks, number_of
from derive.check.claims import items
from derive.check.documents import document

GIVEN = r"""\section{Lines}
Therefore $\theta = \pi/4$, and the answer is
\begin{equation*} u_1 = -4, \qquad u_2 = 3. \end{equation*}

"""


def refuted(text: str, name: str = "notes.tex") -> int:
    return sum(i.status == "refuted" for i in items(document(text, name)))


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (r"We see that $4 u_1 + 3 u_2 = -2$.", 1),
        (r"\begin{exercise} We see that $4 u_1 + 3 u_2 = -2$. \end{exercise}", 0),
        (r"\begin{example} Let $u_1 = 1$. So $u_1 + 1 = 3$. \end{example}", 1),
        ("\\begin{exercise} Find the angle. \\end{exercise}\n\\answer{%\n$\\theta \\approx 0.39$\n}", 0),
        (
            "\\begin{exercise} Find it. \\end{exercise}\n\n\\begin{solution}\n$\\theta \\approx 0.39$\n\\end{solution}",
            0,
        ),
        ("\\begin{exercise} Let $u_1 = 2$. \\end{exercise}\n\nWe see that $u_1 + u_2 = -1$.", 0),
    ],
)
def test_values_end_with_their_example(text: str, errors: int) -> None:
    assert refuted(GIVEN + text) == errors


def test_directives() -> None:
    text = "Let $u = 2$.\n\n:::{exercise}\nLet $u = 5$. So $u + 1 = 6$.\n:::\n\nHence $u + 2 = {}$."
    assert refuted(text.replace("{}", "4"), "notes.md") == 0
    assert refuted(text.replace("{}", "7"), "notes.md") == 1


def test_where_blocks_begin_and_end() -> None:
    source = "a \\begin{exercise}x\\end{exercise}\n\\answer{y}\n\nb \\begin{example}z\\end{example}\n\\section{c}"
    found = blocks(source)
    assert [source[a:b] for a, b in found] == [
        "\\begin{exercise}x\\end{exercise}\n\\answer{y}",
        "\\begin{example}z\\end{example}",
    ]
    assert [number_of(source.index(c), found, source) for c in ("a ", "x", "y", "b ", "z")] == [0, -1, -1, 0, 2]
    assert blocks(r"\begin{exercise} that nothing ends") == []
