"""What fails and is no error."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (r"So $$\lim_{h \to 0} \frac{1}{x u} \ln(1 + u) = \lim_{u \to 0} \frac{1}{x u} \ln(1 + u) = \frac{1}{x}.$$", 0),
        ("Nothing happens and thus $S^k = S^{k-1}$.", 0),
        (r"Therefore $$g = h - \alpha H + O(\alpha^2) = h - \alpha H + \alpha^2 H + O(\alpha^2).$$", 0),
        (
            r"We get $$e^{(u - v)^\top w} = \frac{\exp(u^\top w)}{\exp(v^\top w)} = \frac{p(w \mid u)}{p(w \mid v)}.$$",
            0,
        ),
        (r"For all $x$ and $y$, $\frac{e^{x}}{e^{y}} = e^{x + y}$.", 1),
    ],
)
def test_errors(text: str, errors: int) -> None:
    assert sum(i.status == "refuted" for i in items(document(text, "post.md"))) == errors


CASES = r"""For $J(w) = w^2$:

- If **$w = 3$**, $\frac{\partial J}{\partial w} = 6$ (uphill)
- If **$w = -2$**, $\frac{\partial J}{\partial w} = -4$ (downhill)
"""
EXAMPLES = r"""Let $H(p) = -p \log_2 p - (1 - p) \log_2(1 - p)$.

- One: all are apples $\rightarrow p = 1.0 \rightarrow H(p) \approx 0$.
- Two: one of four is $\rightarrow p \approx 0.25 \rightarrow H(p) \approx 0.81$.
"""
GRAPH = r"""1. $c = w x$
   - $c = 3 \cdot (-2) = -6$
2. $d = c - y$
   - $d = -6 - 1 = -7$
3. $J = \frac{1}{2} d^2$

Therefore, $\frac{\partial J}{\partial c} = -7$.
"""
MARKED = r"""$$J(\vec{w}, b) = \frac{1}{2m} \sum_{i=1}^{m} (f_{\vec{w}, b}(\vec{x}^{(i)}) - y^{(i)})^2$$

The derivative by $w_j$ is
$$\frac{\partial J}{\partial w_j} = \frac{1}{m} \sum_{i=1}^{m} (f_{\vec{w}, b}(\vec{x}^{(i)}) - y^{(i)}) x_j^{(i)}$$
"""
ANEW = r"""The absolute loss is defined as $L(y, a) = |y - a|$.

Another choice is the squared loss, defined as $L(y, f(x)) = [y - f(x)]^2$. The mean of the two is
$$\frac12 L(y, f(x)) + \frac12 |y - f(x)| = \frac12 [y - f(x)]^2 + \frac12 |y - f(x)|.$$
"""


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param(CASES, 0, id="cases in a list"),
        pytest.param(CASES.replace("= -4", "= 4"), 1, id="a false case"),
        pytest.param(EXAMPLES, 0, id="a letter in each example"),
        pytest.param(EXAMPLES.replace("0.81", "0.18"), 1, id="a false example"),
        pytest.param(GRAPH, 0, id="values beside definitions"),
        pytest.param(MARKED, 0, id="a function of its marks"),
        pytest.param(ANEW, 0, id="a loss is defined anew"),
        pytest.param("The identity $P^2 = P$ is what projections satisfy.", 0, id="a property"),
        pytest.param(r"Thus $P P \mathbf{x} = P \mathbf{x}$ for all $\mathbf{x}$.", 0, id="a property of a product"),
        pytest.param(r"Thus for all $A$ and $B$ we get $(A B)^\top = A^\top B^\top$.", 1, id="no property"),
        pytest.param(
            r"Let $p(t \mid D) = q(t \mid D) / Z$, where $q(t \mid D) = q(D \mid t) q(t)$ is not normalized.",
            0,
            id="but for a factor",
        ),
        pytest.param(
            r"We start at $w^0 = 2$ and $\mathbf{v}^0 = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$.", 0, id="starts"
        ),
        pytest.param("There are $10,000^2 = 100,000,000$ of them.", 0, id="thousands"),
        pytest.param("There are $10,000^2 = 10,000,000$ of them.", 1, id="false thousands"),
    ],
)
def test_cases_and_definitions(text: str, errors: int) -> None:
    assert sum(i.status == "refuted" for i in items(document(text, "post.md"))) == errors


STEPS = r"""We have $$h = \frac{1}{1 + e^{1}} = \frac{1}{1 + 2.718} = \frac{1}{3.718} \approx 0.269.$$"""
GIVEN = r"""The loss is $L = \frac14 \sum_{i=1}^4 (y_i - \hat y_i)^2$ with $\hat y_i = w x_i + b$.

We start at $w = 0$ and $b = 0$. The predictions are
$$\hat y_i = w x_i + b = 0 \cdot x_i + 0 = 0.$$

The slope is
$$\frac{\partial L}{\partial w}
= -\frac{2}{4} \sum_{i=1}^{4} x_i (y_i - \hat{y}_i) = -\frac{1}{2} \sum_{i=1}^{4} x_i y_i.$$
"""
SOLVED = r"""We solve
$$\begin{bmatrix} 4 - 5 & 1 \\ 2 & 3 - 5 \end{bmatrix} \begin{bmatrix} u \\ v \end{bmatrix}
= \begin{bmatrix} -1 & 1 \\ 2 & -2 \end{bmatrix} \begin{bmatrix} u \\ v \end{bmatrix} = 0.$$
"""
HATS = r"""Writing $\hat\theta$ for the vector $\theta$ with $\hat\theta_0 = 0$, the cost is
$$J(\theta) = \frac{1}{2m} ((\theta^T X - Y)(\theta^T X - Y)^T + \lambda \hat\theta^T \hat\theta).$$
Its gradient is $$\nabla J(\theta) = \frac1m (X (\theta^T X - Y)^T + \lambda \hat\theta).$$
"""
STARRED = r"""Let $A \in \mathbb{R}^{n \times m}$ be an image and $B \in \mathbb{R}^{f \times g}$ a filter. We take
$$(A * B)_{i,j} = \sum_{k=1}^{f} \sum_{l=1}^{g} A_{i+k-1,j+l-1} B_{k,l}.$$
"""
RAISED = r"""Let $\theta \in \mathbb{R}^p$ be the parameters.

Take the densities $f_{\theta}(x) = \theta x^{\theta - 1}$.
"""
CHOSEN = r"""The Lagrangian has the gradient
$$\nabla_{z_j} \left[ z_n - \sum_{i=1}^n b_i (z_i - f_i(z_{a(i)})) \right]
= -b_j + \nabla_{z_j} \sum_{i=1}^n b_i f_i(z_{a(i)}).$$
"""


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param(STEPS, 0, id="digits on the way"),
        pytest.param(
            STEPS.replace("2.718", "2.781").replace("3.718", "3.781").replace("0.269", "0.264"),
            1,
            id="a false digit on the way",
        ),
        pytest.param(GIVEN, 0, id="a family that is 0"),
        pytest.param(SOLVED, 0, id="a system to solve"),
        pytest.param(HATS, 0, id="a hat of the variable"),
        pytest.param(STARRED, 0, id="a convolution"),
        pytest.param(RAISED, 0, id="a vector is no exponent"),
        pytest.param(CHOSEN, 0, id="an entry that a function chooses"),
        pytest.param(
            r"Hence $E(a X + b) = a \sum_{k} k P(X = k) + b \sum_{k} P(X = k)$.", 0, id="values of a variable"
        ),
        pytest.param(r"Thus $$E[\bar X] - t = \frac{1}{n} \cdot n E[X_1] - t.$$", 0, id="the mean of a sample"),
        pytest.param(r"Thus $$r(A) = (g(a) - c(a)) \frac{I(A = a)}{p(a)} + c(A).$$", 0, id="a side for its part"),
        pytest.param(
            r"So $$\frac{m}{S} = \frac{m}{\sigma} \cdot \frac{\sigma}{S} = \frac{m}{\sigma \sqrt{S^2 / \sigma^2}}.$$",
            0,
            id="positive scales",
        ),
        pytest.param("For $g(w) = e^{w}$ it gives $g'(v) = e^{v} = 0$. Before it was $v = 0$.", 0, id="set to 0"),
        pytest.param(r"At $v = 0$ we have $g'(v) = e^{v} = 0$, which nothing satisfies.", 0, id="0 of a letter"),
        pytest.param(r"The step is $$\|a \mathbf{d}\|_2 = a \|\mathbf{d}\|_2.$$", 0, id="a positive factor"),
        pytest.param(
            r"On the left (where $k = 0$) it is small. By the time $k \approx 40$ five remain.", 0, id="later"
        ),
        pytest.param(r"Show that $(1 + x)^n \ge 1 + n x$ given $\sum_{i=0}^n q_i = 1$.", 0, id="what is given"),
        pytest.param(
            r"So $$\sum_i (y_i - \bar y)^2 = \sum_i (y_i - \hat y_i)^2 + \sum_i (\hat y_i - \bar y)^2.$$", 0, id="a fit"
        ),
        pytest.param(r"So $$n = \frac{60!}{57!} = 205,320$$ in all, and $$P_{3,60} = \frac{60!}{57!} = 205,320.$$", 0),
    ],
)
def test_what_stands_around(text: str, errors: int) -> None:
    assert sum(i.status == "refuted" for i in items(document(text, "post.md"))) == errors


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (r"We test $H_0: b_5 = b_6 = 0$ and $H_{a}\colon b_5 \ne 0$.", ["definition", "definition"]),
        (r"The normal density is $p(y) = m + (a b)_{ij}$.", ["definition"]),
    ],
)
def test_what_is_only_named(text: str, kinds: list[str]) -> None:
    assert [i.kind for i in items(document(text, "post.md"))] == kinds
