"""What the words say an equation holds for makes it a claim; what they leave open does not."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive


def statuses(tmp_path: Path, text: str, suffix: str = ".md") -> list[str]:
    (tmp_path / f"a{suffix}").write_text(text)
    return [c.status for c in derive.check(str(tmp_path / f"a{suffix}")).claims]


FALSE = r"\cosh^2 x - \sinh^2 x = -1"


@pytest.mark.parametrize(
    "text",
    [
        f"For all $x$\n\n$${FALSE}$$\n",
        f"For every real $x$ we have\n\n$${FALSE}$$\n",
        f"For any $x > 0$,\n\n$${FALSE}$$\n",
        f"We claim\n\n$${FALSE}$$\n\nfor all $x$.\n",
        f"The sum is ${FALSE}$ for all $x \\in \\mathbb{{R}}$.\n",
        "For all $a$ and $b$\n\n$$\\cos(a + b) + \\sin a \\sin b = 2\\cos a$$\n",
    ],
)
def test_all_values(tmp_path: Path, text: str) -> None:
    assert statuses(tmp_path, text) == ["refuted"]


def test_all_values_in_other_documents(tmp_path: Path) -> None:
    tex = f"\\begin{{document}}\nFor all $x$,\n\\begin{{equation}}\n{FALSE}\n\\end{{equation}}\n\\end{{document}}\n"
    assert statuses(tmp_path, tex, ".tex") == ["refuted"]
    assert statuses(tmp_path, f"<p>For all \\(x\\)</p>\n<p>\\[{FALSE}\\]</p>\n", ".html") == ["refuted"]
    assert statuses(tmp_path, f"For all :math:`x`,\n\n.. math::\n\n   {FALSE}\n", ".rst") == ["refuted"]


@pytest.mark.parametrize(
    "text",
    [
        f"Solve for $x$\n\n$${FALSE}$$\n",
        "For all $x$ on the circle\n\n$$x_1^2 + x_2^2 = 1$$\n",
        "For all $x \\in C$ the line is\n\n$$a x + b x^2 = 0$$\n",
        "For all $n$\n\n$$a_{n+1} = a_n^2 + 1$$\n",
        "For all $i$\n\n$$y_i (w^\\top x_i + b) = 1$$\n",
        "For all unit vectors $v$\n\n$$\\lVert v \\rVert^2 = 1$$\n",
        "For all $x$ there is a number with $$x^2 + 2 = x$$\n",
        "For all $t$ of the sample\n\n$$2 t + 3 = 0$$\n",
    ],
)
def test_some_values(tmp_path: Path, text: str) -> None:
    assert "refuted" not in statuses(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"The slope is $$\frac{d}{dx} (3x) = -3$$", ["refuted"]),
        (r"The slope is $$\frac{d}{dx} x^2 = 6$$", []),  # at x = 3
        (
            r"Let $X \in \mathbb{R}^{n \times n}$. Then $$\frac{\partial}{\partial X} \operatorname{tr}(X) = -I$$",
            ["refuted"],
        ),
        (
            r"Let $z \in \mathbb{R}^{V}$, $y \in \mathbb{R}^{V}$. Then "
            r"$$\frac{\partial}{\partial z_k} \sum_i y_i z_i^2 = \sum_i 2 y_k z_k$$",
            ["refuted"],
        ),
        (
            r"Let $x \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^{N}$, $w \in \mathbb{R}^{d}$. Then $$"
            r"\frac{\partial}{\partial w_k} \sum_n (\sum_i w_i x_{ni} - y_n)^2 ="
            r" 2 \sum_n (\sum_i w_i x_{ni} - y_k) x_{nk}$$",
            ["refuted"],
        ),
    ],
)
def test_slopes_of_what_is_known(tmp_path: Path, text: str, status: list[str]) -> None:
    assert statuses(tmp_path, text + "\n") == status


def test_a_size_is_a_letter_again_in_another_section(tmp_path: Path) -> None:
    first = "# A\n\nIf $X \\in \\mathbb{R}^{p \\times p}$, $$\\operatorname{tr} X = \\operatorname{tr} X^\\top$$\n"
    second = "# B\n\n$$\\frac{d}{dp} (\\log p + \\log(1 - p)) = \\frac{1}{p} - \\frac{1}{1 - p}$$\n"
    assert statuses(tmp_path, first + second) == ["verified", "verified"]


def test_a_side_that_is_complex(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("For all $x$ $$\\operatorname{arsinh} x = \\log(x - \\sqrt{x^2 + 1})$$\n")
    found = derive.check(str(tmp_path / "a.md")).diagnostics
    assert [d.message for d in found] == ["the right side is no real number where the left one has a value"]
    assert found[0].help == r"true with x + \sqrt{x^2 + 1} in place of x - \sqrt{x^2 + 1}"


CHAIN = r"""It follows that

$$
\begin{align}
\cos(2a) &= \cos^2 a - \sin^2 a \\
&= SECOND \\
&= LAST
\end{align}
$$
"""


@pytest.mark.parametrize(
    ("second", "last", "expected"),
    [
        (r"2\cos^2 a - 1", r"1 - 2\sin^2 a", ["verified", "verified", "verified"]),
        (r"2\cos^3 a - 1", r"1 - 2\sin^2 a", ["verified", "refuted", "verified"]),  # one slip, one error
        (r"\cos^2 a - 1", r"-\sin^2 a", ["verified", "refuted", "verified"]),  # what follows faithfully
        (r"2\cos^3 a - 1", r"1 - 3\sin^2 a", ["verified", "refuted", "refuted"]),
        (r"2\cos^2 a - 1", r"1 - 3\sin^2 a", ["verified", "verified", "refuted"]),
    ],
)
def test_one_false_side_of_a_chain_is_one_error(tmp_path: Path, second: str, last: str, expected: list[str]) -> None:
    text = CHAIN.replace("SECOND", second).replace("LAST", last)
    assert statuses(tmp_path, text) == expected


def test_a_bracket_above_an_e_is_an_exponent_beside_others(tmp_path: Path) -> None:
    text = "The softmax of two is $$\\frac{e^a}{e^a + e^b} = \\frac{1}{1 + e^{SIGN(a - b)}}$$\n"
    assert statuses(tmp_path, text.replace("SIGN", "-")) == ["verified"]
    assert statuses(tmp_path, text.replace("SIGN", "")) == ["refuted"]


def test_what_follows_from_the_first_of_two_definitions_is_not_accused(tmp_path: Path) -> None:
    text = """The loss is $$L(z) = \\log(1 + e^z) - y z$$ or $$L(z) = \\log(1 + e^z) - 2 y z$$ and its slope is

$$\\frac{dL}{dz} = \\frac{e^z}{1 + e^z} VALUE$$
"""
    assert statuses(tmp_path, text.replace("VALUE", "- y")) == ["verified"]
    assert statuses(tmp_path, text.replace("VALUE", "- 2y")) == ["verified"]
    assert statuses(tmp_path, text.replace("VALUE", "+ y")) == ["refuted"]
