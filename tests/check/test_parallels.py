"""The lint of parallel structure: one part out of step is remarked, what differs on purpose is not."""

from __future__ import annotations

import pytest

from derive.check.loose import syntax
from derive.check.parallels import out_of_step


def codes(text: str) -> list[str]:
    found = syntax(text, {})
    assert found is not None
    return [r.code for r in out_of_step(found[0])]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r"p_a = \frac{\exp(u_a^\top h + c_a)}{\sum_{b=1}^n \exp(u_b^\top h + c_a)}", "D107"),
        (r"p_a = \frac{r_a e^{-s_a}}{\sum_{a'} r_{a'} e^{-s_a}}", "D107"),
        (r"q(y \mid h) = \mathcal{N}(y; \mu(h), \sigma(y)^2)", "D112"),
        (r"q(y \mid h) = \mathcal{N}(y \mid \mu(h), \sigma(y)^2)", "D112"),
        (r"q(y \mid h) = \mathcal{N}(y; \hat{y}, \sigma^2)", None),
        (r"s = \sqrt{\frac{1}{m}\sum_{j=1}^{m}(y_j - \bar y)}", "D112"),
        (r"r = \frac{\sum_i (a_i - \bar a)(b_i - \bar b)}{\sqrt{\sum_i (a_i - \bar a)^2}\sqrt{\sum_i (b_i - \bar b)}}",
         "D112"),
        (r"d^2 = a - 2 a b \cos\gamma + b^2", "D112"),
        (r"\ell = \sum_k q(k \mid y) \log p(y \mid k) + \sum_k q(k \mid y) p(k)", None),
        (r"\ell = \sum_k p(k \mid y) \log p(y \mid k) + \sum_k p(k \mid y) p(k)", "D112"),
        (r"u_{t+1} = u_t - \alpha \frac{\partial L}{\partial v}", "D112"),
        (r"b \leftarrow b - \alpha \frac{\partial J}{\partial W}", "D112"),
    ],
)  # fmt: skip
def test_what_is_out_of_step_is_remarked(text: str, code: str | None) -> None:
    assert codes(text) == ([code] if code else [])


@pytest.mark.parametrize(
    "text",
    [
        r"p_a = \frac{\exp(u_a^\top h + c_a)}{\sum_{b=1}^n \exp(u_b^\top h + c_b)}",
        r"p_a = \frac{\exp(u_a^\top h + c)}{\sum_{b=1}^n \exp(u_b^\top h + c)}",
        r"p_{ab} = \frac{n_{ab}}{\sum_{c} n_{ac}}",
        r"q(y_t \mid y_{t-1}) = \mathcal{N}(y_t; \sqrt{1-\beta_t}\, y_{t-1}, \beta_t I)",
        r"q(y \mid h) = \mathcal{N}(y; \mu(h), \sigma(h)^2)",
        r"p(y \mid x) = \mathcal{N}(y \mid W x + \mu_y, \Sigma_{y \mid x})",
        r"s = \sqrt{\frac{1}{m}\sum_{j=1}^{m}(y_j - \bar y)^2}",
        r"s = \sqrt{\sum_{j=1}^{m}(y_j - y_{j-1})}",
        r"d^2 = a^2 - 2 a b \cos\gamma + b^2",
        r"f = x - 2 x y + y^2",
        r"\ell = \sum_k p(k \mid y) \log p(y \mid k) + \sum_k p(k \mid y) \log p(k)",
        r"u_{t+1} = u_t - \alpha \frac{\partial L}{\partial u}",
        r"q_{t+1} = q_t - \alpha \frac{\partial H}{\partial p}",
    ],
)
def test_what_is_parallel_is_not(text: str) -> None:
    assert codes(text) == []
