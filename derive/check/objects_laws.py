r"""Divergences and entropies of normal distributions, estimators, and laws that are known by their left side."""

from __future__ import annotations

from derive.check.objects_row import Known, row

NORMALS = (
    "a: scalar, b: scalar, r: positive, s: positive, u: scalar, v: positive, w: positive, y: n positive, t: n, z: n, "
    "n: positive integer"
)
SPACES = "p: d, q: d, S: d x d symmetric positive-definite, R: d x d symmetric positive-definite, d: positive integer"
DATA = "X: m x d, y: m, a: positive, W: m x m, m: positive integer, d: positive integer, Z: d x m"
DIVERGENCE = "(?:kullback.+leibler|KL)(?:.divergence)?"

LAWS: tuple[Known, ...] = (
    row("the divergence of two normal distributions", DIVERGENCE, NORMALS,
        r"\log\frac rs + \frac{s^2 + (a-b)^2}{2 r^2} - \frac12", r"\frac12 (\log\frac wv + \frac{v + (a-b)^2}{w} - 1)",
        r"\frac12 (s^2 + a^2 - 1 - \log s^2)", r"\frac12 (v + a^2 - 1 - \log v)", r"\frac12 (e^u + a^2 - 1 - u)",
        r"\frac{(a-b)^2}{2 s^2}", r"\frac{(a-b)^2}{2v}", names="KL D_KL kl"),
    row("the divergence from a standard normal distribution", DIVERGENCE, NORMALS,
        r"-\frac12 \sum_{i=1}^n (1 + \log y_i^2 - t_i^2 - y_i^2)",
        r"-\frac12 \sum_{i=1}^n (1 + \log y_i - t_i^2 - y_i)",
        r"-\frac12 \sum_{i=1}^n (1 + z_i - t_i^2 - e^{z_i})", names="KL D_KL kl"),
    row("the divergence of two normal distributions", DIVERGENCE, SPACES,
        r"\frac12 (\operatorname{tr}(R^{-1} S) + (p-q)^\top R^{-1} (p-q) - d + \log\frac{\det R}{\det S})",
        r"\frac12 (\operatorname{tr}(S) + p^\top p - d - \log\det S)", names="KL D_KL kl"),
    row("the entropy of the normal distribution", "entropy", SPACES, r"\frac d2 \log(2\pi e) + \frac12 \log\det S",
        r"\frac d2 (1 + \log(2\pi)) + \frac12 \log\det S", names="H h"),
    row("the least squares solution",
        r"least.squares|normal equations?|linear regression|OLS|closed.form|pseudo.?inverse", DATA,
        r"(X^\top X)^{-1} X^\top y", r"(X^\top W X)^{-1} X^\top W y", r"(Z Z^\top)^{-1} Z y", r"(X^\top X)^{-1} X^\top",
        r"X (X^\top X)^{-1} X^\top", r"(X^\top X + a I)^{-1} X^\top y", r"(X^\top X + m a I)^{-1} X^\top y",
        r"(Z Z^\top + a I)^{-1} Z y"),
    row("the ridge solution", r"ridge(?: regression)?|tikhonov|regulari[sz]ed least.squares", DATA,
        r"(X^\top X + a I)^{-1} X^\top y", r"(X^\top X + m a I)^{-1} X^\top y", r"(Z Z^\top + a I)^{-1} Z y",
        r"X^\top (X X^\top + a I)^{-1} y", r"(X^\top X + a^2 I)^{-1} X^\top y", r"(X^\top X)^{-1} X^\top y"),
    row("the posterior of a normal mean",
        r"(?:posterior|conjugate)[^.]*(?:normal|gauss)\w*|(?:normal|gauss)\w*[^.]*(?:posterior|conjugate)",
        "a: scalar, b: scalar, n: positive, r: positive, s: positive, v: positive, w: positive",
        r"\frac{s^2 a + n r^2 b}{s^2 + n r^2}", r"\frac{v a + n w b}{v + n w}", r"\frac{s^2 r^2}{s^2 + n r^2}",
        r"\frac{v w}{v + n w}", r"\frac{r a + n s b}{r + n s}", r"\frac{1}{s^2} + \frac{n}{r^2}"),
    row("the posterior mean of a beta prior",
        r"posterior mean|posterior predictive|laplace.smoothing|rule of succession",
        "a: positive, b: positive, k: positive, n: positive", r"\frac{a + k}{a + b + n}", r"\frac{k + 1}{n + 2}",
        r"\frac{a + k}{a + b + k + n}", r"\frac{k + 1}{k + n + 2}"),
    row("Stirling's formula", "", "n: positive integer", r"\sqrt{2\pi n} (\frac ne)^n",
        r"\sqrt{2\pi n} (\frac ne)^n (1 + \frac{1}{12 n})", r"\sqrt{2\pi n} (\frac ne)^n e^{\frac{1}{12 n}}",
        left="n!"),
    row("Stirling's formula", "", "n: positive integer", r"n \log n - n", r"n \log n - n + \frac12 \log(2\pi n)",
        r"n\log n", r"n \log n - n + \frac12 \log n", left=r"\log n!"),
    row("Euler's formula", "", "x: scalar", r"\cos x + i \sin x", left=r"e^{i x}"),
    row("Euler's formula", "", "x: scalar", r"\cos x - i \sin x", left=r"e^{-i x}"),
    row("the quadratic formula", r"quadratic (?:formula|equation)|roots|solutions",
        "a: scalar, b: scalar, c: scalar, p: scalar, q: scalar",
        r"\frac{-b + \sqrt{b^2 - 4 a c}}{2a}", r"\frac{-b - \sqrt{b^2 - 4 a c}}{2a}",
        r"-\frac p2 + \sqrt{\frac{p^2}{4} - q}",
        r"\frac{-b + \sqrt{b^2 - a c}}{a}"),
)  # fmt: skip
