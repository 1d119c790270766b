"""What stands above a formula is used: definitions, functions at any argument, derivatives by names, assumptions."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
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
