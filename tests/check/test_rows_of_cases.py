"""Rows of a display that begin with their case: `if i = j: a = b = c`."""

from __future__ import annotations

from pathlib import Path

from derive.check.lint import check

ROWS = r"""So we have

$$\begin{{aligned}} \text{{for }} i = j: \quad \frac{{\partial q_i}}{{\partial a_j}} &=
\frac{{e^{{a_i}} Z - e^{{a_i}} e^{{a_j}}}}{{Z^2}} = \frac{{e^{{a_i}} (Z {sign} e^{{a_j}})}}{{Z^2}} \\
\text{{for }} i \neq j: \quad \frac{{\partial q_i}}{{\partial a_j}} &=
\frac{{0 - e^{{a_i}} e^{{a_j}}}}{{Z^2}} = {other} \end{{aligned}}$$
"""


def _found(tmp_path: Path, sign: str = "-", other: str = r"-\frac{e^{a_i}}{Z} \frac{e^{a_j}}{Z}") -> list[str]:
    path = tmp_path / "a.md"
    path.write_text(ROWS.format(sign=sign, other=other))
    return [d.code for d in check(str(path)).diagnostics]


def test_every_row_is_judged(tmp_path: Path) -> None:
    assert _found(tmp_path) == []
    assert _found(tmp_path, sign="+") == ["D101"]
    assert _found(tmp_path, other=r"\frac{e^{a_i}}{Z} \frac{e^{a_j}}{Z}") == ["D101"]


def test_a_sum_that_a_letter_stands_for_depends_on_what_is_differentiated_by(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(r"We have $$\frac{\partial}{\partial a_i} \frac{e^{a_i}}{Z} = \frac{e^{a_i} Z - e^{2 a_i}}{Z^2}.$$")
    assert not check(str(path)).diagnostics
