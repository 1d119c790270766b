"""What a document says before a formula, and how the formula is read by it."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.report import Report


def report(tmp_path: Path, text: str) -> Report:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return derive.check(str(tmp_path / "a.md"))


def findings(r: Report) -> list[tuple[str, int]]:
    return [(d.code, d.place[0]) for d in r.diagnostics if d.severity in ("error", "warning")]


@pytest.mark.parametrize(
    ("definition", "right", "wrong"),
    [
        (
            r"L(w, b, \alpha) = \frac12 \|w\|^2 - \sum_{i=1}^n \alpha_i (y_i (w^\top x_i + b) - 1)",
            r"\frac{\partial L}{\partial w} = w - \sum_{i=1}^n \alpha_i y_i x_i",
            r"\frac{\partial L}{\partial w} = w + \sum_{i=1}^n \alpha_i y_i x_i",
        ),
        (
            r"k(x, x') = \sigma^2 e^{-\frac{(x - x')^2}{2 \ell^2}}",
            r"\frac{\partial k}{\partial \ell} = \frac{(x - x')^2}{\ell^3} k(x, x')",
            r"\frac{\partial k}{\partial \ell} = \frac{(x - x')^2}{\ell^2} k(x, x')",
        ),
        (
            r"J(w) = \frac12 \sum_{i=1}^N (w^\top x_i - t_i)^2",
            r"\nabla_w J = \sum_{i=1}^N (w^\top x_i - t_i) x_i",
            r"\nabla_w J = 2 \sum_{i=1}^N (w^\top x_i - t_i) x_i",
        ),
    ],
)
def test_a_function_differentiated_without_its_argument(
    tmp_path: Path, definition: str, right: str, wrong: str
) -> None:
    assert report(tmp_path, f"$${definition}$$\n\n$${right}$$\n").counts["verified"] == 1
    assert findings(report(tmp_path, f"$${definition}$$\n\n$${wrong}$$\n")) == [("D101", 3)]


DECLARED = r"""Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$ and $w \in \mathbb{R}^d$.

With $J(w) = \frac12 \|Xw - y\|^2$ we have

$$\nabla_w J(w) = GRADIENT$$
"""


@pytest.mark.parametrize(
    ("gradient", "found"),
    [
        (r"X^\top (X w - y)", []),
        (r"X^\top (X w - w)", [("D401", 5)]),
        (r"X (X w - y)", [("D401", 5)]),
        (r"X X^\top (X w - y)", [("D401", 5)]),
        (r"(X w - y)^\top X", []),  # in the other layout
    ],
)
def test_shapes_are_those_that_were_declared(tmp_path: Path, gradient: str, found: list[tuple[str, int]]) -> None:
    assert findings(report(tmp_path, DECLARED.replace("GRADIENT", gradient))) == found


@pytest.mark.parametrize(
    "later",
    [
        r"For an invertible $X$ we have $d(X^{-1}) = -X^{-1} (dX) X^{-1}$.",  # another X
        r"For $K_y = X + I$ we have $y^\top K_y y = y^\top (X + I) y$.",
        r"For example, $X = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$.",
        r"$$\alpha = x^\top X x$$",
    ],
)
def test_what_another_section_declared_is_no_error(tmp_path: Path, later: str) -> None:
    assert findings(report(tmp_path, "# One\n\nLet $X \\in \\mathbb{R}^{n \\times d}$.\n\n# Two\n\n" + later)) == []


def test_shapes_of_an_earlier_section_hold_where_they_are_used(tmp_path: Path) -> None:
    declared = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$ and $w \in \mathbb{R}^d$."
    later = r"The loss is $J(w) = \frac12 \|Xw - y\|^2$ and thus" + "\n\n" + r"$$X^\top X w = X X^\top w$$" + "\n"
    assert [c for c, _ in findings(report(tmp_path, f"# One\n\n{declared}\n\n# Two\n\n{later}"))] == ["D401"]


PASSING = r"""The product is $f(x, y) = x y$.

When $x = 2$ and $y = 5$ we get $f(x, y) = VALUE$.

When $x = 3, y = 4$, we get $f(x, y) = 12$.
"""


def test_values_of_a_paragraph_alone(tmp_path: Path) -> None:
    right = report(tmp_path, PASSING.replace("VALUE", "10"))
    assert findings(right) == [] and right.counts["verified"] == 2
    assert findings(report(tmp_path, PASSING.replace("VALUE", "11"))) == [("D101", 3)]


def test_values_of_the_text_come_before_those_of_code(tmp_path: Path) -> None:
    code = "```python\nx = -2\ny = 5\n```\n"
    text = "Take $f(x, y) = x y$. If $x = 4, y = -3$ then $f(x, y) = -12$.\n\n" + code
    assert findings(report(tmp_path, text)) == []


NET = r"""$$net_{h1} = w_1 x_1 + b_1$$

$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$

$$\frac{\partial out_{h1}}{\partial net_{h1}} = SLOPE$$
"""


def test_names_of_several_letters_without_dress(tmp_path: Path) -> None:
    assert report(tmp_path, NET.replace("SLOPE", r"out_{h1} (1 - out_{h1})")).counts["verified"] == 1
    assert findings(report(tmp_path, NET.replace("SLOPE", r"out_{h1} (1 + out_{h1})"))) == [("D101", 5)]


def test_a_product_of_letters_is_no_name(tmp_path: Path) -> None:
    text = "The volume is $V = lwh$, and with $l = 2$, $w = 3$ and $h = 4$ we get $V = lwh = 24$.\n"
    assert findings(report(tmp_path, text)) == []


@pytest.mark.parametrize("arrow", [r"\hspace{0.5in} \rightarrow \hspace{0.5in}", r"\quad \to \quad", r"\\ \to"])
def test_an_arrow_parts_statements(tmp_path: Path, arrow: str) -> None:
    text = rf"$$f(x, y) = \frac{{x}}{{y}} {arrow} \frac{{\partial f}}{{\partial x}} = \frac1y \hspace{{0.5in}} "
    right = report(tmp_path, text + r"\frac{\partial f}{\partial y} = -\frac{x}{y^2}$$")
    assert right.counts["verified"] == 2 and findings(right) == []
    assert findings(report(tmp_path, text + r"\frac{\partial f}{\partial y} = \frac{x}{y^2}$$")) == [("D101", 1)]


def test_a_function_of_a_new_section_has_arguments_of_its_own(tmp_path: Path) -> None:
    first = r"# One" + "\n\n" + r"Let $f(x) = \frac12 x^\top A x$ and $x \in \mathbb{R}^n$." + "\n\n# Two\n\n"
    text = r"For $f(x) = x^3 - 2x$ the derivative is $f'(x) = 3x^2 - 2$ and $f''(x) = 6x$."
    assert report(tmp_path, first + text).counts["verified"] == 2


def test_a_slope_at_a_point_that_is_not_said_is_no_error(tmp_path: Path) -> None:
    text = "Then $e = (a + b)(b + 1)$ and so $$\\frac{\\partial e}{\\partial b} = VALUE$$\n"
    assert findings(report(tmp_path, text.replace("VALUE", "1 * 2 + 1 * 3"))) == []
    assert [c for c, _ in findings(report(tmp_path, text.replace("VALUE", "a + 2b")))] == ["D101"]


def test_a_probability_of_another_variable_is_another_one(tmp_path: Path) -> None:
    text = "With $p(x) = e^{-x}$ and $p(y) = 2 e^{-2y}$ we get $p(x) p(y) = 2 e^{-x - 2y}$.\n"
    assert findings(report(tmp_path, text)) == []


def test_words_of_a_case_before_what_is_no_formula(tmp_path: Path) -> None:
    r = report(
        tmp_path, r"We write $x^2 - x^2 = 0$ for $\langle \cdot, \cdot \rangle$ and $(a+b)^2 = a^2 + 2ab + b^2$."
    )
    assert r.counts["verified"] == 2


def test_a_product_of_what_has_values_is_a_claim(tmp_path: Path) -> None:
    text = (
        "Consider $$A = \\begin{bmatrix} 2 & 0 \\\\ 0 & -1 \\end{bmatrix}.$$\n\nIf we apply it to any vector "
        "$v = [x, y]^\\top$,\nwe obtain a vector $A v = [RIGHT]^\\top$.\n"
    )
    for right, said in (("2x, -y", "verified"), ("2x, -x", "refuted"), ("3x, -y", "refuted")):
        (tmp_path / "a.md").write_text(text.replace("RIGHT", right), encoding="utf-8")
        assert derive.check(str(tmp_path / "a.md")).counts[said] == 1, right


def test_a_letter_given_twice_has_two_values(tmp_path: Path) -> None:
    text = "Let $\\mu = \\frac{N - t}{N - 1}$. One economy has $\\mu = 0.75$ and another $\\mu = 0.56$.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert derive.check(str(tmp_path / "a.md")).counts["refuted"] == 0


def test_digits_are_cut_by_less_than_one(tmp_path: Path) -> None:
    text = "Let $x = 0.3$ and $y = 0.6$. Then\n\n$$x + y = 0.8$$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert derive.check(str(tmp_path / "a.md")).counts["refuted"] == 1


def test_numbers_of_another_section_ask_for_others(tmp_path: Path) -> None:
    text = "# One\n\nLet $p = 3$.\n\n# Two\n\nThe system is\n\n$$2 p + 1 = 5$$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert derive.check(str(tmp_path / "a.md")).counts["refuted"] == 0


def test_slopes_of_what_hides_its_letter_verify_nothing(tmp_path: Path) -> None:
    slope = "\\frac{\\partial l_t}{\\partial w}"
    text = f"We have\n\n$$\\sum_{{t=2}}^T {slope} = 2 \\sum_{{t=1}}^T {slope}$$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert derive.check(str(tmp_path / "a.md")).counts["verified"] == 0


@pytest.mark.parametrize(
    "text",
    [
        r"Using $V^\top V = I$:\n\n$$B V = V D V^\top V = V D$$",
        r"$$L = -\sum_j t_j \log p_j + (1 - t_j) \log(1 - p_j)$$\n\nHence "
        r"$\frac{\partial L}{\partial p_j} = \frac{1 - t_j}{1 - p_j} - \frac{t_j}{p_j}$.",
        r"Since $r = \max(0, x)$, we have $\frac{dr}{dx} = 1(x > 0)$.",
        r"Let $v(x) = 2x^2$. Then $v'(x) = 2\frac{d}{dx}[x^2] + \frac{d}{dx}[2]\, x^2$.",
        r"Let $f(x) = x^2$.\n\n# Two\n\nNote that a curve could be rising but slow down (i.e., $f''(x) < 0$).",
        r"Products of matrices do not commute: in general $QR \neq RQ$.",
        r"This is $e^5 \approx 150$ times as likely.",
        r"$$\begin{align} A &= x + x && \text{since } b = \underset{t \to 0}\lim \cos t \\ &= 2x\end{align}$$",
        r"Let $\textbf{x} \in \mathbb{R}^D$.\n\n# Two\n\nIt is the line $y = mx + b$.",
        r"It is the form $df(v) = vf = v(f)$.",
        r"- **near** $\Rightarrow c \approx 1$\n- **far** $\Rightarrow c \approx 0$",
    ],
)
def test_what_the_document_says_beside_it_holds(tmp_path: Path, text: str) -> None:
    assert findings(report(tmp_path, text.replace(r"\n", "\n"))) == []
