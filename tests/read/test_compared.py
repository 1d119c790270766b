"""An index that is compared with another runs as far as that one."""

import numpy as np
import pytest

import derive


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\sum_{i=1}^n \sum_{j \neq i} x_i", 3 * 10),
        (r"\sum_i \sum_{j < i} x_i", 2 + 2 * 3 + 3 * 4),
        (r"\sum_i \sum_{j \neq i} x_j", 3 * 10),
        (r"\sum_i \sum_{j \neq i} \sum_{l \neq j} x_j", 3 * 3 * 10),
    ],
)
def test_a_compared_index_takes_the_range_of_the_other(text: str, value: float) -> None:
    e = derive.read(text, let="x: n")
    assert np.isclose(e.numpy()(x=np.arange(1.0, 5.0)), value)
    assert derive.gradient(e, "x_k").verify().status == "verified"


def test_a_condition_alone_says_no_size() -> None:
    with pytest.raises(derive.Unsupported, match="says no size"):
        derive.read(r"\sum_{j \neq i} c", let="c: scalar")
