r"""A formula in indices is answered in indices; sums over entries of a vector join in where rows stand beside them."""

import pytest

import derive


@pytest.mark.parametrize(
    ("formula", "wrt", "answer"),
    [
        (r"\sum_i x_i \log\lambda - n\lambda", r"\lambda", "(1/lambda_)*Sum(x[i], i) - n"),
        (
            r"n\log\sigma + \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2",
            r"\sigma",
            "(n*sigma**2 - Sum((x[i] - mu)**2, (i, 1, n)))/sigma**3",
        ),
        (
            r"\sum_{i=1}^N (y_i - x_i^\top\beta)^2 + \lambda\sum_j \beta_j^2",
            r"\beta",
            "2*(Sum((x[i].T*beta - y[i])*x[i], (i, 1, N)) + lambda_*beta)",
        ),
    ],
)
def test_the_answer_is_in_the_form_of_the_question(formula: str, wrt: str, answer: str) -> None:
    found = derive.gradient(formula, wrt)
    assert found.result.text() == answer
    assert found.verify().status == "verified"
