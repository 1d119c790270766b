"""What follows from the recursion that a chain begins with is judged at steps that are numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive


def statuses(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "post.md"
    path.write_text(f"We have\n\n$$\n{text}\n$$\n", encoding="utf-8")
    return [c.status for c in derive.check(path).claims]


@pytest.mark.parametrize(
    "text",
    [
        r"r_t = h_t + c r_{t-1} = h_t + c h_{t-1} + c^2 r_{t-2}",
        r"r_{t} = (1-a) r_{t-1} + a h_t = (1-a)^2 r_{t-2} + a h_t + a (1-a) h_{t-1}",
        r"y^{k+1} = y^k - s y^k = (1 - s) y^k = (1-s)^{k+1} y^0",
        r"y_j^{k+1} = y_j^k - s m_j y_j^k = (1 - s m_j)^{k+1} y_j^0",
    ],
)
def test_what_the_recursion_gives_holds(text: str, tmp_path: Path) -> None:
    assert set(statuses(text, tmp_path)) == {"verified"}


@pytest.mark.parametrize(
    "text",
    [
        r"r_t = h_t + c r_{t-1} = h_t + c h_{t-1} + c r_{t-2}",
        r"r_t = h_t + c r_{t-1} = h_t + c h_{t-1} + c r_{t-1}",
        r"y^{k+1} = y^k - s y^k = (1 - s) y^k = (1-s)^{k} y^0",
    ],
)
def test_what_it_does_not_give_is_found(text: str, tmp_path: Path) -> None:
    assert statuses(text, tmp_path)[-1] == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"r_t = h_t + c r_{t-1} = b_t",  # a new name
        r"r_t = h_t + c r_{t-1} = h_t + q_{t-1}",
    ],
)
def test_a_new_name_is_no_error(text: str, tmp_path: Path) -> None:
    assert "refuted" not in statuses(text, tmp_path)


@pytest.mark.parametrize(("power", "status"), [("k+1", "verified"), ("k", "refuted")])
def test_entries_of_a_vector_at_a_step(power: str, status: str, tmp_path: Path) -> None:
    rest = rf"(1 - a \lambda_i) x_i^k = (1 - a \lambda_i)^{{{power}}} x_i^0"
    path = tmp_path / "post.md"
    text = (
        f"Let $x, \\lambda \\in \\mathbb{{R}}^n$. Then\n\n$$\nx_i^{{k+1}} = x_i^k - a \\lambda_i x_i^k = {rest}\n$$\n"
    )
    path.write_text(text, encoding="utf-8")
    assert [c.status for c in derive.check(path).claims] == ["verified", status]


def test_functions_that_nobody_defined_say_nothing(tmp_path: Path) -> None:
    assert "refuted" not in statuses(r"S_t = g(S_{t-1}, S_{t-1}, e_t) \equiv G(S_{t-1}, e_t)", tmp_path)
