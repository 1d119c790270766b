"""mpmath's functions as real ones."""

import math

import pytest

from derive.errors import Unsupported
from derive.numeric.real import RealFunctions


@pytest.mark.parametrize("name", ["fresnelc", "ci", "ellipk", "ei", "si"])
def test_what_is_no_number_gives_none(name: str) -> None:
    assert math.isnan(getattr(RealFunctions(), name)(math.nan))


def test_complex_values_are_none() -> None:
    assert math.isnan(RealFunctions().ellipk(2.0)) and math.isclose(RealFunctions().ellipk(0.0), math.pi / 2)


def test_time_has_an_end() -> None:
    with pytest.raises(Unsupported, match="too long"):
        RealFunctions(-1.0).si(1.0)
