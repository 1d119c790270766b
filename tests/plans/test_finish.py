"""Last lines: rules end, and keep the value."""

import pytest

import derive


@pytest.mark.parametrize(
    "text",
    [
        "sigmoid((1 + x)**(-2))*(2**(-2)/(2 + x))**a",  # two rules turned a sign back and forth
        "sec(x)*tan(x) + sec(x)**3",  # sec² + tan² is nothing shorter
    ],
)
def test_ends_and_is_right(text: str) -> None:
    d = derive.differentiate(derive.read(text, syntax="python"), "x")
    assert len(d.steps) < 30 and d.verify().status == "verified"
