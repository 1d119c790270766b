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
        (r"In terms of sizes we get $[m \times n] [n \times p] = [m \times p]$.", 0),
        (r"The solution is $$y_t = a^t b + c.$$ Then $$y_{t+1} = 2 y_t - (1 - s) y_{t-1}$$", 0),
        (r"Both are integers, so $$\int_{-\pi}^{\pi} \cos((m-n) t) \, dt = \int_{-\pi}^{\pi} \cos((m+n) t) \, dt$$", 0),
        (r"Let $q P = q$. We get $q P^2 = q P = q$ and $q P^3 = q P$.", 0),
        (r"Let $q P = q$. We get $q P^2 = 2 q P$.", 1),
        (r"We start at $$y_0 = i + c = i + b y_{-1} = i.$$ Then $$y_1 = c_1 + i = b y_0 + i = (1 + b) i.$$", 0),
        (
            "Let $x \\in \\mathbb{R}^2$ and $y \\in \\mathbb{R}^n$.\n\n# Two\n\nAny $v = (x, y)$ has $x = 2y - 4$.",
            0,
        ),
        (r"For a uniform draw $U$ on $[0, 1]$ we know that $$P(0 \leq U < p) = p - 0 = p$$", 0),
        (r"For $0 \leq t \leq 1$, $f(t) = |t| = t$.", 0),
        (r"Define $f(t) = 1 - t^2$. For $1 \leq t \leq 3$, we get $f(t) = 1 - (t - 2)^2$.", 0),
        (r"Define $f(t) = 1 - t^2$. We get $$f(t) = 1 - (t + 2)^2 = (1 - t)(1 + t).$$", 1),
        (r"We have $\langle 1, 1 \rangle = \int_{-\pi}^\pi 1 \cdot 1 \, dt = 2\pi$.", 0),
        (r"Now $$u \cos(w) - v \sin(w) = u \cos(w) + v \sin(w).$$", 0),
        (r"The function $F$ is odd. So $$y = F(-u) + F(u) + v = -F(u) + F(u) + v = v.$$", 0),
        (r"We get $x - y = 1$ or $y = x$. We find $$x - y + 2 = (x - y) D$$ and so $$x + 2 - x D = y (1 - D).$$", 0),
        (r"For all $x$ we verify that $f = e^x + 1$ is a solution to $f'' - f' = 0$.", 0),
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
        pytest.param(r"Hence $E[g^m] = \sum_{x} P(X = x) g^m(x)$.", 0, id="values of a function"),
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


TRIAL = r"""Hence $A = 2$ and $B = 3$. So the example is done.

We try $$y = A \cos(2x) + B \sin(2x).$$ We plug it in and we get
$$(-4A + 4B + 2A) \cos(2x) + (-4B - 4A + 2B) \sin(2x) = \cos(2x).$$ So $-2A + 4B = 1$ and $2A + B = 0$.
"""
SIZES_OF_ANY = r"""Let $A$ be an $m \times n$ matrix and $B$ an $n \times p$ matrix. So $A B$ is made.

Suppose that $A$, $B$, $C$ are matrices of the correct sizes. Then $(B + C) A = B A + C A$.
"""
COEFFICIENTS = r"""Then $$a_2 = \frac{a_0}{2}, \quad a_3 = \frac{a_1}{3 \cdot 2}.$$ For even $k$ we have
$$a_k = a_{2n} = \frac{a_0}{(2n)!}.$$
"""
CHANGED = r"""If we take the example $u_1 = t$, $u_2 = t^2$ it is so. If we change it slightly
to $u_1 = t^2$, $u_2 = t$, then it is not. We get $u_1 + 2 u_2 = t^2 + 2 t$.
"""
BETWEEN = r"For square matrices $A$ and $B$ we have $$(B A B^{-1})^2 = B A B^{-1} B A B^{-1} = B A I A B^{-1}.$$"
ZERO = r"""Let $v_1 = 1$ and $v_2 = 2$. To compute it we must solve
$$\begin{bmatrix} 0 & 1 \\ 0 & 0 \end{bmatrix} \begin{bmatrix} v_1 \\ v_2 \end{bmatrix} = \vec{0}.$$
"""
SPEED = r"""We have $z(t) = 2 t - 2 \sin t$ and find that $t_1 \approx 5.2$. The speed is $z' = 2 - 2 \cos t$.
So 5.2 seconds from $t = 0$ we get $z'(t_1) \approx 1.1$.
"""
TERMS = r"""Let $A = \begin{bmatrix} 2 & 3 \\ 2 & 2 \end{bmatrix}$. Find the Taylor expansion of $e^{tA}$. By its terms
$$e^{0.1 A} \approx \begin{bmatrix} 1.25 & 0.36 \\ 0.24 & 1.25 \end{bmatrix}.$$
"""


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        pytest.param(TRIAL, 0, id="a form to try"),
        pytest.param(TRIAL.replace("We try", "Thus"), 1, id="a form with numbers"),
        pytest.param(SIZES_OF_ANY, 0, id="fitting sizes"),
        pytest.param(COEFFICIENTS, 0, id="indices run together"),
        pytest.param("The convolution is $$z = e^t * (e^t \\sin t) = e^t (1 - \\cos t).$$", 0, id="a convolution"),
        pytest.param("The product is $$z = e^t * (e^t \\sin t) = e^t (1 - \\cos t).$$", 1, id="a product"),
        pytest.param("A solution with the initial values $x_1(t^0) = x_1^0$ is unique.", 0, id="raised to 0"),
        pytest.param(CHANGED, 0, id="an example that changes"),
        pytest.param(CHANGED.replace("t^2 + 2 t", "t^2 + 3 t"), 1, id="a false sum of one"),
        pytest.param(BETWEEN, 0, id="an identity matrix"),
        pytest.param(ZERO, 0, id="a system with a zero vector"),
        pytest.param("So $c_1 = 2$ and $c_2 = 1$ will work. Else $c_1 = c_2 = c_3 = 0$.", 0, id="bare letters"),
        pytest.param(SPEED, 0, id="a primed letter at a place"),
        pytest.param(TERMS, 0, id="a few terms"),
    ],
)
def test_what_the_words_say_of_letters(text: str, errors: int) -> None:
    found = [i for i in items(document(text, "post.md")) if i.status == "refuted"]
    assert bool(found) == bool(errors)
