"""Inequalities of documents: what is a claim, what a condition, and what is false."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document
from derive.check.item import Item


def found(text: str) -> list[Item]:
    return list(items(document(f"# Notes\n\n{text}\n", "post.md")))


def claims(text: str) -> list[Item]:
    return [i for i in found(text) if i.kind == "claim"]


TRUE = [
    r"For all real $x$ we have $e^x \ge 1 + x$.",
    r"Recall the bound $\log x \le x - 1$, valid for all $x > 0$.",
    "By Cauchy–Schwarz,\n\n$$|x^\\top y| \\le \\|x\\| \\|y\\|.$$",
    r"The derivative is bounded: $\sigma'(z) \le \frac14$.",
    r"By AM–GM, $\frac{a+b}{2} \ge \sqrt{ab}$ for all $a, b \ge 0$.",
    r"Bernoulli's inequality states $(1 + x)^n \ge 1 + nx$ for every integer $n \ge 1$ and $x \ge -1$.",
    r"Suppose $0 < x < 1$. Then we have $x^2 < x$.",
    r"If $x > 1$ then $\log x > 0$.",
    r"Let $x > 0$. Then $x + \frac{1}{x} \ge 2$.",
    r"Let $f(x) = x^2 - 2x + 2$. Then $f(x) \ge 1$ for all $x$.",
    r"The sum $\sum_i p_i \log \frac{p_i}{q_i} \ge 0$ is never negative for distributions $p$ and $q$.",
    r"Variances are never negative: $\operatorname{Var}(X) \ge 0$.",
    r"The divergence satisfies $\operatorname{KL}(p \| q) \ge 0$.",
    r"Since $\pi^2 < 10$, the bound holds.",
]


@pytest.mark.parametrize("text", TRUE)
def test_true_ones_are_verified(text: str) -> None:
    made = claims(text)
    assert made
    assert {i.status for i in made} == {"verified"}


FALSE = [
    (r"For all real $x$ we have $e^x \le 1 + x$.", r"\geq in place of \leq"),
    (r"It is well known that $e^x > 1 + x$ for all real $x$.", r"\geq in place of >"),
    ("By Cauchy–Schwarz,\n\n$$|x^\\top y| \\ge \\|x\\| \\|y\\|.$$", r"\leq in place of \geq"),
    (r"The derivative is bounded: $\sigma'(z) \le \frac18$.", ""),
    (r"Because $p(1 - p) \le \frac{1}{5}$, the variance is small.", r"\frac{1}{4}"),
    (r"By AM–GM we have $a + b \ge 2ab$ for all positive $a$ and $b$.", ""),
    (r"Therefore $(a + b)^2 \le a^2 + b^2$ for all real numbers $a$ and $b$.", "2(a^2 + b^2)"),
    (r"If $x > 1$ then $\log x < 0$.", "> in place of <"),
    (r"Let $f(x) = x^2 - 2x + 2$. Then $f(x) \ge 2$ for all $x$.", ""),
    (r"Variances are never negative, and so $E[X^2] \le E[X]^2$.", r"\geq in place of \leq"),
    (r"Since $\pi^2 \ge 10$, the bound holds.", "in place of"),
    (r"Note that $e^{-x^2} \ge 1$ for all $x$.", r"\leq in place of \geq"),
]


@pytest.mark.parametrize(("text", "help"), FALSE)
def test_false_ones_are_refuted_with_the_relation_that_holds(text: str, help: str) -> None:
    (made,) = (i for i in claims(text) if i.status == "refuted")
    assert made.verdict is not None
    assert made.verdict.counterexample is not None
    assert help in (made.repair.words if made.repair is not None else "")


def test_the_links_of_a_chain_that_mixes_relations() -> None:
    good = claims("We get\n\n$$(a+b)^2 = a^2 + 2ab + b^2 \\le 2a^2 + 2b^2 = 2(a^2 + b^2).$$")
    assert [i.status for i in good] == ["verified"] * 3
    bad = claims("We get\n\n$$(a+b)^2 = a^2 + 2ab + b^2 \\le a^2 + b^2.$$")
    assert [i.status for i in bad] == ["verified", "refuted"]


CONDITIONS = [
    r"Let $x > 0$ and $y \ge 2$.",
    r"We need $\eta < \frac{2}{L}$ for it to converge.",
    "Minimize the loss subject to\n\n$$w^\\top x_i + b \\ge 1.$$",
    "$f$ is convex if for all $x$, $y$ and $0 \\le t \\le 1$\n\n$$f(tx + (1-t)y) \\le t f(x) + (1-t) f(y).$$",
    r"It stops when $\|\nabla f(x)\| \le \epsilon$.",
    "It follows that $x \\ge 3$.",
    r"We have a bound $|f(x)| \le M$ for all $x$.",
    "Then $x_{k+1} \\le x_k$ and therefore $\\|x_{k+1} - a\\| \\le \\rho \\|x_k - a\\|$.",
    "Since $p$ is a probability, $p^2 \\le p$.",
    "Since $n$ is a positive integer, we have $n^2 \\ge n$.",
    r"For unit vectors, Cauchy–Schwarz gives $u^\top v \le 1$.",
    r"The matrix $H$ is such that $x^\top H x \ge 0$ for all $x$.",
    r"Because the angles are small, we have $\sin\theta < \theta$.",
    r"We assume $a + b = 1$. Then $ab \le \frac14$.",
    r"Hence $\|x - y\|^2 \le 0$, and the two are the same.",
    r"We know that $s \le m$, hence $\frac{s}{m} \le 1$.",
    "We cannot have $x^2 < 0$ for a real number.",
]


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_are_not_accused(text: str) -> None:
    assert not [i for i in found(text) if i.status == "refuted"]


def test_a_strict_one_that_touches_is_left_open() -> None:
    (made,) = claims("Therefore $(a - b)^2 > 0$.")
    assert made.status == "undecided"
