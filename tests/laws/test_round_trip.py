"""What the writers write, the readers read: the same tree comes back."""

from __future__ import annotations

from typing import Any

from forests import LET, arrays, plain_scalars, scalars, written_out
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import derive
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

formulas = st.one_of(scalars, plain_scalars, arrays, written_out)
patient = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@patient
@given(formulas)
def test_latex_comes_back(tree: Any) -> None:
    written = to_latex(tree)
    assert written.isascii()
    assert "|" not in written
    again = derive.read(written, let=LET, syntax="latex")
    assert again.tree == tree, written


@patient
@given(formulas)
def test_text_comes_back(tree: Any) -> None:
    written = to_text(tree)
    again = derive.read(written, let=LET, syntax="python")
    assert again.tree == tree, written
