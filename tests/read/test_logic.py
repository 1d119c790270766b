"""Conditions of Python-like text: SymPy's names for them, as our writer writes them."""

import pytest

import derive


@pytest.mark.parametrize(
    "text",
    [
        "Sum(Piecewise((1, Ne(i, j)), (0, True))*d[i, j]**2, i, j)",
        "Piecewise((1, And(0 <= x, x < 2)), (2, Or(x > 5, Eq(x, 3))), (0, True))",
        "Piecewise((1, And(Eq(x, 1), Ne(y, 2))), (0, True))",
    ],
)
def test_written_conditions_are_read_back(text: str) -> None:
    once = derive.read(text, syntax="python").text()
    assert derive.read(once, syntax="python").text() == once


def test_a_condition_is_evaluated() -> None:
    f = derive.read("Piecewise((1, And(0 <= x, x < 2)), (2, Or(x > 5, Eq(x, 3))), (0, True))", syntax="python").numpy()
    assert [float(f(x=x)) for x in (0.0, 1.5, 2.0, 3.0, 4.0, 6.0)] == [1, 1, 0, 2, 0, 2]


def test_an_equation_by_name_is_a_statement() -> None:
    assert derive.read("Eq(x**2, 4)", syntax="python").relations == ("=",)
