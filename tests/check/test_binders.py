"""The binder lint: slips of indices and arguments are remarked, and what authors write on purpose is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.check.binders import remarks
from derive.check.loose import syntax, trimmed
from derive.check.patterns import out_of_pattern


def codes(text: str) -> list[str]:
    found = syntax(text, {})
    assert found is not None
    return [r.code for r in (*remarks(found[0]), *out_of_pattern(found[0]))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (r"g(x) = \sum_{j=1}^m c_j h_j(x) = \sum_{i=1}^m c_j h_j(x)", "D106"),
        (r"y'(1) = \lim_{s \to 1} y'(1)", "D106"),
        (r"m_k = \frac1n \sum_{k=1}^n a_{ik}", "D107"),
        (r"E[g(X, Y) \mid Y = y] = \int g(x, y) p(x \mid y)\, dy", "D107"),
        (r"z_i = \sum_{k=1}^d A_{ik} b_j + c_i", "D107"),
        (r"C_i = \sum_k a_{ik} a_{jk}", "D107"),
        (r"G(u) = \int_0^t q(t)\, dt", "D107"),
        (r"S = \sum_{i=1}^n \sum_{j=1}^n a_i a_j = \sum_{i=1}^n \sum_{j=1}^n a_i a_j - \sum_{i=1}^n a_i a_j", "D107"),
        (r"p(t) = \begin{cases} \frac1c & \text{if } 0 \le c \\ 0 & \text{otherwise} \end{cases}", "D107"),
        (r"0 = y'' + a(t) y' + b(t) y = u'' v + a(t) u' v + b(s) u v", "D108"),
        (r"L = \frac{1}{M} \sum_{i=1}^{m} (a_i - b_i)^2", "D109"),
        (r"h(v_1, \ldots, v_m) = \sum_{k=1}^{m+1} v_k", "D109"),
        (r"A = \begin{bmatrix} a_{11} & a_{12} \\ a_{22} & a_{22} \end{bmatrix}", "D110"),
        (
            r"Q = \begin{bmatrix} q_1 & q_1^2 & q_1^3 \\ q_2 & q_2^2 & q_1^3 \\ q_3 & q_3^2 & q_3^3 \end{bmatrix}",
            "D110",
        ),
    ],
)
def test_slips_are_remarked(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{i=1}^n c = n c",
        r"\sum_{i=1}^n \frac1n = 1",
        r"\mu_j = \sum_{i=1}^n l_{ij}",
        r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"\frac{\partial L}{\partial w_i} = \sum_k \delta_k x_i",
        r"r_i = \sum_{j \neq i} |a_{ij}|",
        r"F(x) = \int_{-\infty}^x p(x)\, dx",
        r"F(x) = \int_{-\infty}^x p(t)\, dt",
        r"H(X) = -\int p(x) \log p(x)\, dx",
        r"p(y, x_1, \dotsc, x_n) = p(y) \prod_{i=1}^n p(x_i \mid y)",
        r"\hat\mu_n = \frac1n \sum_{i=1}^n x_i",
        r"\operatorname{sign}(x) = \begin{cases} 1 & x > 0 \\ -1 & x < 0 \end{cases}",
        r"A = \begin{bmatrix} a_{11} & a_{21} \\ a_{12} & a_{22} \end{bmatrix}",
        r"S = \begin{bmatrix} s_{11} & s_{12} \\ s_{12} & s_{22} \end{bmatrix}",
        r"C = \begin{bmatrix} c_1 & c_2 & c_3 \\ c_3 & c_1 & c_2 \\ c_2 & c_3 & c_1 \end{bmatrix}",
        r"E[g(X, Y) \mid Y = y] = \int g(x, y) p(x \mid y)\, dx",
        r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = f'(x)",
        r"f(g(x)) = g(f(x)) + h(y) + f(y)",
        r"Z_{a,b} = \sum_{s=0}^{F_h-1} \sum_{r=0}^{F_w-1} X_{a+s,b+r} F_{s,r}",
        r"\sum_{w'} V_u(w') q(w') = \sum_{w'} \max\{V_e(w'), h\} q(w')",
        r"m_t = \sum_{s=1}^t \log \frac{p_f(y_s)}{p_g(y_s)}",
        r"c_i = \sum_t q_t (1 - \tau_{nt}) w_t - \sum_t q_t \tau_{ht}",
    ],
)
def test_what_authors_mean_is_not(text: str) -> None:
    assert codes(text) == []


def test_unknown_commands_are_names_and_left_over_braces_are_left_out() -> None:
    assert codes(r"\Foo[\bar{x}] = \sum_{i=1}^n \qux(x_i)") == []
    text = r"} y = 2 {/"
    start, end = trimmed(text)
    assert text[start:end] == "y = 2"
    assert trimmed("{x} = {y}") == (0, 9)


def test_a_remark_is_a_warning_at_its_place(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text("Row sums\n\n$$\n  m_j = \\sum_{j=1}^n a_{ij}\n$$\n")
    (d,) = derive.check(str(post)).diagnostics
    assert (d.code, d.severity, d.place) == ("D107", "warning", (4, 9, 4, 28))


def test_what_is_often_left_out_is_a_hint() -> None:
    found = syntax(r"\ell = \sum_i y_i \log a_i + (1 - y_i) \log(1 - a_i)", {})
    assert found is not None
    (r,) = remarks(found[0])
    assert (r.code, r.severity) == ("D107", "info")
