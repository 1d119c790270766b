"""Two ways to differentiate an expectation by sampling, and their variances."""

import derive

score = derive.differentiate(r"-\frac{(x - \mu)^2}{2 s^2} - \log s", r"\mu", let="s: positive")
path = derive.differentiate(r"(\mu + s \epsilon)^2", r"\mu", let="s: positive")
let = r"\mu = 1.0, s = 0.5"
a = derive.montecarlo(rf"x^2 \cdot {score.result.latex()}", "x ~ normal(1, 0.5)", n=100_000, let=let)
b = derive.montecarlo(path.result.latex(), "epsilon ~ normal(0, 1)", n=100_000, let=let)
for name, e in (("score function", a), ("reparameterisation", b)):
    print(f"{name:19} {e.value:.2f} +- {e.error:.3f}")
