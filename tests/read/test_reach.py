"""What an operator without brackets takes, and functions with a mark: expectations, logarithms, `\nabla\nabla`."""

from __future__ import annotations

import pytest

import derive

READ = [
    (r"\mathbb{E} X", "E(X)"),
    (r"\mathbb{E}_{q} \log p(x) + c", "E_q(log(p(x))) + c"),
    (r"\mathbb{E}\|x - \mu\|^2", "E(norm(x - mu)**2)"),
    (r"\mathbb{E}[(X - \mathbb{E}X)(Y - \mathbb{E}Y)]", "E((X - E(X))*(Y - E(Y)))"),
    (r"\mathbf{E} f(w) - f(w^\star)", "E(f(w)) - f(w_star)"),
    (r"E(X - \mu)^2", "E((X - mu)**2)"),
    (r"E(X)^2", "E(X)**2"),
    (r"\sum_i \mathbb{E}_{x \sim p_i}[f(x)]", "Sum(E_x_sim_p_i(i, f(x)), i)"),
    (r"\nabla_\theta \log \pi_\theta(a | s) R(\tau)", "Derivative(log(pi_theta(a, Given(s)))*R(tau), theta)"),
    (r"\log p(x|z) p(z)", "log(p(x, Given(z))*p(z))"),
    (r"\log p(x) \hat{A}", "log(p(x))*A_hat"),
    (r"\log p(x) \tilde{p}(y)", "log(p(x)*p_tilde(y))"),
    (r"\log x y", "log(x*y)"),
    (r"\nabla\nabla E(\mathbf{w})", "Derivative(E(w), w, w)"),
    (r"\nabla_w \nabla_w^\top E(w)", "Derivative(E(w), w, w)"),
    (r"\sum_{j=1}^M w_j \phi_j(\mathbf{x}) = \mathbf{w}^\top \boldsymbol{\phi}(\mathbf{x})",
     "Sum(w[j]*phi(x)[j], (j, 1, M)) = w.T*phi(x)"),
    (r"p_k (I_{kj} - p_j)", "p_k*(KroneckerDelta(k, j) - p_j)"),
    (r"z = \mu(x) + \sigma(x) \odot \epsilon", "z = mu(x) + sigma(x)*epsilon"),
    (r"\sigma_\phi^2(x) + \sigma^2(x)", "sigma_phi(x)**2 + sigma(x)**2"),
    (r"f(x) = f^{(3)}(f^{(2)}(f^{(1)}(x)))", "f(x) = f_3(f_2(f_1(x)))"),
    (r"f'(0) + f^{(3)}(0)", "f_prime(0) + f_prime_prime_prime(0)"),
    (r"\begin{cases} a & \text{for } t = 1; \\ b & \text{for } t = 0. \end{cases}",
     "Piecewise((a, Eq(t, 1)), (b, Eq(t, 0)))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_it_takes(text: str, expected: str) -> None:
    assert str(derive.read(text)) == expected


@pytest.mark.parametrize(
    "text", [r"\mathbb{E} X", r"E(X - \mu)^2", r"\log p(x|z) p(z)", r"\phi_1(x) + \boldsymbol\phi(x)_2"]
)
def test_what_it_takes_is_a_guess(text: str) -> None:
    read = derive.read(text)
    assert any("takes all of" in g or "is an entry of" in g for g in read.scope.guesses)
