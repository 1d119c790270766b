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


HINGE = r"\sum_{j \neq y_i} \max(0, w_j^\top x_i - w_{y_i}^\top x_i + 1)"


def test_an_index_that_is_not_the_label_of_an_example() -> None:
    rng = np.random.default_rng(0)
    x, w, y = rng.normal(size=(4, 2)), rng.normal(size=(3, 2)), np.array([1, 3, 2, 2])
    f = derive.read(HINGE, let="x: n x d rows, w: 3 x d rows, y: n").numpy()
    for i, label in enumerate(y - 1):
        hinges = [max(0.0, w[j] @ x[i] - w[label] @ x[i] + 1) for j in range(3) if j != label]
        assert np.isclose(f(x=x, w=w, y=y, i=i + 1), sum(hinges))
    total = derive.read(r"\sum_{i=1}^n \mu_{y^{(i)}}^\top x^{(i)}", let="x: n x d rows, \\mu: 3 x d rows, y: n")
    assert np.isclose(total.numpy()(x=x, mu=w, y=y), sum(w[y[i] - 1] @ x[i] for i in range(4)))


def test_a_label_is_no_second_index() -> None:
    assert derive.read(r"\sum_{j \neq y} s_j s_y").numpy().letters == ("s", "y")
    assert derive.read(r"\sum_{i \neq j} s_j s_i").numpy().letters == ("s",)
