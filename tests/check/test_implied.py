"""What names mean by slopes, by first members and by the arguments of functions: judged with what stands above."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive


def report(text: str, tmp_path: Path) -> derive.Report:
    path = tmp_path / "post.md"
    path.write_text(text + "\n", encoding="utf-8")
    return derive.check(path)


def refuted(text: str, tmp_path: Path) -> list[str]:
    return [c.latex for c in report(text, tmp_path).claims if c.status == "refuted"]


SLOPE = r"We have $u = A e^{3x} + B e^{-x}$ and so $u' = "


def test_a_primed_name_is_the_slope_of_the_name(tmp_path: Path) -> None:
    assert not refuted(SLOPE + r"3 A e^{3x} - B e^{-x}$.", tmp_path)
    assert len(refuted(SLOPE + r"3 A e^{3x} + B e^{-x}$.", tmp_path)) == 1


def test_a_primed_name_may_be_another_one(tmp_path: Path) -> None:
    assert not refuted(r"We have $u = A e^{3x} + B e^{-x}$ and so $u' = c u + q$.", tmp_path)


def test_a_name_in_it_may_depend_on_the_same_variable(tmp_path: Path) -> None:
    text = (
        r"An example: $q' = (x - q)^2$. Let $u = x - q + 1$. We differentiate: $u' = 1 - q'$, so that $u' = 1 - u^2$."
    )
    assert not refuted(text, tmp_path)


GROWTH = r"""Sales grow as $s_t = s_0 q^t$. So
$$V = \sum_{t=3}^T R^{-t} s_t = s_0 (q / R)^{%s} \frac{1 - (q/R)^{T-2}}{1 - q/R}$$"""


def test_a_sequence_by_its_first_member_is_used(tmp_path: Path) -> None:
    found = report(GROWTH % "3", tmp_path)
    assert [c.status for c in found.claims] == ["verified"]
    assert len(refuted(GROWTH % "2", tmp_path)) == 1


LOSS = r"""The loss is $L(\mathbf{a}, \hat{\mathbf{a}}) = \sum_{i=1}^N (a_i - \hat a_i)^2$. The gradient is
$$\nabla_{\hat{\mathbf a}} L(\mathbf a, \hat{\mathbf a}) = %s (\mathbf a - \hat{\mathbf a})$$"""


def test_arguments_have_the_sizes_of_the_definition(tmp_path: Path) -> None:
    assert not refuted(LOSS % "-2", tmp_path)
    assert len(refuted(LOSS % "2", tmp_path)) == 1


@pytest.mark.parametrize(("formula", "false"), [("h h^\\top = 1", 1), ("h^\\top h = 1", 0)])
def test_an_outer_product_is_no_number(formula: str, false: int, tmp_path: Path) -> None:
    assert len(refuted(rf"Let $h \in \mathbb{{R}}^n$ be a unit vector: ${formula}$.", tmp_path)) == false


SLOPES = r"""The slope is $\frac{\partial e}{\partial y} = \frac{\partial (t - y)^2}{\partial y} = -2(t - y)$ and with
$y = w x$
$$\frac{\partial e}{\partial w} = %s x (t - y)$$"""


def test_an_equation_of_slopes_gives_a_name_its_meaning(tmp_path: Path) -> None:
    assert not refuted(SLOPES % "-2", tmp_path)
    assert len(refuted(SLOPES % "2", tmp_path)) == 1


QUADRATIC = r"""Let $v \in \mathbb{R}^n$ and $x \in \mathbb{R}^n$, and $A \in \mathbb{R}^{n \times n}$ be symmetric.
For the quadratic $f(v) = \frac12 v^\top A v - b^\top v$ the gradient is $$\nabla f(v) = A %s - b$$"""


def test_a_slip_beside_a_symmetric_matrix_is_found(tmp_path: Path) -> None:
    assert not refuted(QUADRATIC % "v", tmp_path)
    assert len(refuted(QUADRATIC % "x", tmp_path)) == 1
