r"""Units behind numbers are no letters."""

from __future__ import annotations

import pytest

import derive


@pytest.mark.parametrize(("text", "plain"), [
    (r"H = 1.75 ~\text{bits}", "H = 1.75"), (r"x = 2\,\mathrm{m} + 3\,\mathrm{m}", "x = 2 + 3"),
    (r"1\,\mathrm{m} = 100\,\mathrm{cm}", "1*m = 100*cm"),  # a conversion
    (r"y = 2\,\mathrm{m} + \mathrm{m}", "y = 2*m + m"), ("y = 2 m", "y = 2*m"),
    (r"y = 2\,\text{age}", "y = 2*age"),
])  # fmt: skip
def test_unit(text: str, plain: str) -> None:
    assert str(derive.read(text)) == plain


def test_a_unit_is_said() -> None:
    assert "bits is a unit, no letter" in derive.read(r"H = 1.75 ~\text{bits}").scope.guesses


def test_a_declared_letter_is_no_unit() -> None:
    assert str(derive.read(r"y = 2\,\text{ms}", "ms: scalar")) == "y = 2*ms"
