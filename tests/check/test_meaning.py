"""What stands above a formula is used: definitions, functions at any argument, derivatives by names, assumptions."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.documents import document
from derive.check.report import Report


def report(tmp_path: Path, text: str) -> Report:
    (tmp_path / "a.md").write_text(text)
    return derive.check(str(tmp_path / "a.md"))


def statuses(tmp_path: Path, text: str) -> list[str]:
    return [c.status for c in report(tmp_path, text).claims]


NET = r"""# Net

Let $z = w x + b$ and $\hat y = \sigma(z)$. The loss is

$$L = -y \log \hat y - (1 - y) \log(1 - \hat y)$$

The derivatives are

$$CLAIM$$
"""


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (r"\frac{\partial L}{\partial z} = \hat y - y", "verified"),
        (r"\frac{\partial L}{\partial z} = y - \hat y", "refuted"),
        (r"\frac{\partial L}{\partial w} = (\hat y - y) x", "verified"),
        (r"\frac{\partial L}{\partial w} = (\hat y - y)", "refuted"),
        (r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial z} "
         r"\frac{\partial z}{\partial w}", "verified"),
        (r"\frac{\partial \hat y}{\partial z} = \hat y (1 - \hat y)", "verified"),
        (r"\frac{\partial \hat y}{\partial z} = \hat y (1 + \hat y)", "refuted"),
    ],
)  # fmt: skip
def test_names_are_written_out_down_to_the_one_differentiated_by(tmp_path: Path, claim: str, status: str) -> None:
    assert statuses(tmp_path, NET.replace("CLAIM", claim)) == [status]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"Let $f(x) = x^3 + a x$. Then $$f'(t) = 3 t^2 + a$$", ["verified"]),
        (r"Let $f(x) = x^3 + a x$. Then $$f'(t) = 3 t^2 - a$$", ["refuted"]),
        (r"Let $f(x) = x^2$. For all $h$ $$f(x + h) = x^2 + 2 x h + h^2$$", ["verified"]),
        ("Let $\\mathbf{x} = [x_1, x_2]^\\top$ and $f(\\mathbf{x}) = x_1^2 + 2 x_2^2$.\n"
         "$$\\nabla f(\\mathbf{x}) = [2 x_1, 4 x_2]^\\top$$", ["verified"]),
        (r"We model $P(Y \mid X) = \prod_{i=1}^n P(y_i \mid x_i)$, hence "
         r"$$-\log P(Y \mid X) = \sum_{i=1}^n -\log P(y_i \mid x_i)$$", ["verified"]),
    ],
)  # fmt: skip
def test_functions_are_used_at_any_argument(tmp_path: Path, text: str, status: list[str]) -> None:
    assert statuses(tmp_path, text) == status


def test_a_model_is_no_claim(tmp_path: Path) -> None:
    found = report(
        tmp_path, r"The score is $$\frac{\partial J}{\partial o} = \mathrm{prod}(g, h)$$ with $x \in \{1, 2\}$."
    )
    assert found.counts["claims"] == found.counts["unread"] == 0


def test_the_condition_that_stands_above_makes_it_true(tmp_path: Path) -> None:
    text = "# A\n\nAssume that $y = 1$.\n\nThen $$-y \\log p - (1 - y) \\log(1 - p) + p y = -\\log p + p$$\n"
    found = report(tmp_path, text)
    assert [c.status for c in found.claims] == ["verified"]
    assert [(d.code, d.severity, d.message) for d in found.diagnostics] == [("D402", "info", "needs y = 1")]


def test_another_reading_keeps_what_was_declared(tmp_path: Path) -> None:
    """Scalars would make this true, and B is a declared matrix."""
    post = tmp_path / "post.md"
    post.write_text(
        r"""Let $X \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{m \times m}$, $C \in \mathbb{R}^{n \times n}$. Then

$$
\frac{\partial}{\partial X} \operatorname{tr}(X^\top B X C) = B X C + B X C^\top
$$
""",
        encoding="utf-8",
    )
    counts = derive.check(str(post)).counts
    assert counts["verified"] == 0 and counts["claims"] == 1


def test_the_slope_of_a_name_that_nothing_defines_gets_its_meaning(tmp_path: Path) -> None:
    text = (
        "Each sample has a loss $\\xi_i$, whose slope is\n\n"
        "$$\\frac{\\partial \\xi_i}{\\partial y_i} = "
        "\\frac{\\partial (t_i - y_i)^2}{\\partial y_i} = -2 (t_i - y_i)$$\n"
    )
    found = report(tmp_path, text)
    assert [c.status for c in found.claims] == ["verified"]
    assert found.counts["definitions"] == 1
    assert statuses(tmp_path, text.replace("-2 (t_i", "2 (t_i")) == ["refuted"]


def test_an_exponential_of_an_undeclared_i_is_of_the_imaginary_unit(
    tmp_path: Path,
) -> None:
    text = r"""It follows that $$e^{i x} = \cos x + i \sin x.$$ Hence $$(i + 1)^2 = i^2 + i + 1.$$"""
    assert statuses(tmp_path, text) == ["verified", "refuted"]
    assert "imaginary" in report(tmp_path, text).claims[0].reason


def test_sums_over_one_index_without_a_range_run_over_the_same(tmp_path: Path) -> None:
    left = r"\begin{bmatrix} \frac{\partial}{\partial x_1} S & \frac{\partial}{\partial x_2} S \end{bmatrix}"
    right = r"\begin{bmatrix} \sum_i \frac{\partial f_i(x)}{\partial x_1} & \sum_i \frac{\partial f_i(x)}{\partial x_2}"
    claim = left.replace("S", r"\sum_i f_i(x)") + " = " + right + r" \end{bmatrix}"
    assert "refuted" not in statuses(tmp_path, f"It follows that\n\n$$\n{claim}\n$$\n")


LOGISTIC = r"""# Regression

Given $n$ points $x_i \in \mathbb{R}^d$, let $z_i = w^\top x_i + b$. The loss is

$$L(w, b) = -\sum_{i=1}^n \left( y_i \log \sigma(z_i) + (1 - y_i) \log(1 - \sigma(z_i)) \right)$$

For one point let $\ell(z) = \log(1 + e^z) - y z$. It follows that

$$\frac{d\ell}{dz} = \sigma(z) - y$$

and

$$\frac{\partial L}{\partial b} = \sum_{i=1}^n (\sigma(z_i) - y_i)$$
"""


def test_a_size_called_d_and_entries_of_a_family_of_another_length(tmp_path: Path) -> None:
    assert statuses(tmp_path, LOGISTIC) == ["verified", "verified"]
    assert statuses(tmp_path, LOGISTIC.replace("z} = ", "z} = -")) == ["refuted", "verified"]
    assert statuses(tmp_path, LOGISTIC.replace("n (\\sigma(z_i) - y", "n (\\sigma(z_i) + y")) == ["verified", "refuted"]


@pytest.mark.parametrize(
    "where", ["Let $P = P^\\top$ and $P^2 = P$.", "for some $P$ where $P = P^\\top$ and $P^2 = P$."]
)
def test_what_says_what_a_matrix_is_like(tmp_path: Path, where: str) -> None:
    text = f"{where} Therefore\n\n$$\n\\|P y\\|^2 = y^\\top P^\\top P y = y^\\top P^2 y = y^\\top P y\n$$\n"
    assert statuses(tmp_path, text) == ["verified"] * 3


@pytest.mark.parametrize(("value", "status"), [("9", "verified"), ("13", "refuted")])
def test_what_holds_in_a_case_defines_nothing(tmp_path: Path, value: str, status: str) -> None:
    text = "The function is $g(x) = 2x$.\n\nIf $x$ is in the set, then $g(x) = 3x$. "
    text += f"It follows that $g(4) + 1 = {value}$.\n"
    assert statuses(tmp_path, text) == [status]


def test_a_value_ends_where_a_condition_denies_it(tmp_path: Path) -> None:
    assert "refuted" not in statuses(tmp_path, "Suppose $k = 0$. Now consider $k > 0$. Hence $\\cos(k) = 0$.\n")


def test_a_chain_that_begins_with_a_number_gives_its_last_letter_that_number(tmp_path: Path) -> None:
    text = "The solution is $$y(x) = A \\cos(x) + B \\sin(x).$$ We get $0 = y(0) = A$ and $0 = y(1) = B \\sin(1)$.\n"
    assert statuses(tmp_path, text) == ["verified", "verified"]


def test_entries_of_a_matrix_that_is_defined_whole_do_not_define_it_anew(tmp_path: Path) -> None:
    text = "Let $X \\in \\mathbb{R}^{m \\times d}$ and $W = \\operatorname{diag}(w_1, \\dots, w_m)$, "
    text += "i.e. $W_{ij} = w_i$ when "
    text += (
        "$i = j$, and $W_{ij} = 0$ when $i \\neq j$. Let $J(\\theta) = (X\\theta - y)^\\top W (X\\theta - y)$. Thus "
    )
    text += "$$\\nabla_\\theta J = 2 X^\\top W (X\\theta - y).$$\n"
    assert [d.code for d in report(tmp_path, text).diagnostics] == []
    assert "refuted" in statuses(tmp_path, text.replace("= 2 X", "= 3 X"))


def test_slopes_at_places_of_functions_of_several_letters(tmp_path: Path) -> None:
    text = (
        "We find $$u(x,t) = (\\cos(x) - 1) \\cos(t).$$ Hence $$\\frac{\\partial u}{\\partial t}(x,0) = 0.$$ Therefore "
    )
    text += "$$\\frac{\\partial u}{\\partial x}(x,0) = -\\sin(x).$$"
    assert statuses(tmp_path, text) == ["verified", "verified"]
    assert statuses(tmp_path, text.replace("-\\sin", "2\\sin")) == ["verified", "refuted"]


def test_what_a_differential_equation_gives_depends_on_its_letter(tmp_path: Path) -> None:
    text = "The equation is $$x' + a x = b, \\quad \\frac{dx}{dt} + \\frac{3}{60 + 2t} x = 0.5.$$ "
    text += "We multiply it and simplify, "
    text += "$$\\frac{d}{dt} \\left[ (60 + 2t)^{3/2} x \\right] = 0.5 (60 + 2t)^{3/2}.$$"
    assert "refuted" not in statuses(tmp_path, text)


def test_comments_by_a_condition_that_is_off() -> None:
    source = "Let $a$.\n\\iffalse\n$b$\n\\fi\n\\if 0 $c$ \\fi $d \\iff e$"
    found = document(source, "a.tex").found
    assert [f.text.text for f in found] == ["a", r"d \iff e"]
