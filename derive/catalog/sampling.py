"""Rows about sampling: an area by counting, and two ways to differentiate an expectation."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, pi, sqrt
from typing import Any

from derive.api.derivations import Derivation, differentiate
from derive.api.montecarlo import Estimate, montecarlo
from derive.catalog.linear import claim
from derive.catalog.parts import Claimed, Code, Derived, Judged, Numbers, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.verdicts import Verdict

QUARTER = (r"4 \mathbb{1}[x^2 + y^2 \leq 1]", "x ~ uniform(0, 1), y ~ uniform(0, 1)")
SAMPLES = 400_000
MU, S = 1.0, 0.5
WITHIN = 4.5  # standard errors that an estimate may be off


def close(e: Estimate, exact: float) -> Verdict:
    """Does an estimate agree with a value, as far as its standard error tells?"""
    off = abs(e.value - exact)
    if off <= WITHIN * e.error:
        return Verdict("verified", off, WITHIN * e.error, e.n, e.seed)
    return Verdict("refuted", off, WITHIN * e.error, e.n, e.seed, {"at": {}, "left": e.value, "right": exact})


# ---- an area by counting ---------------------------------------------------------------------------------------------


def circle(made: Section) -> Iterator[Part]:
    """Estimate, standard error, interval, how the error falls, the histogram."""
    e = montecarlo(*QUARTER, n=SAMPLES)
    yield Claimed(claim(r"\int_0^1 \sqrt{1 - x^2}\, dx = \frac{\pi}{4}"), "A quarter of the unit disc has the area")
    yield Words(
        "So four times the share of random points of the unit square that fall into it estimates $\\pi$. "
        f"Of {SAMPLES:,} points:"
    )
    yield Numbers((("estimate", r"\hat\pi", e.value), ("error", r"\text{standard error}", e.error),
                   ("interval", r"\text{95 per cent interval}", [list(e.interval)])))  # fmt: skip
    yield Judged(r"The estimate agrees with $\pi$, as far as its standard error tells.", close(e, pi))
    exact = sqrt(pi * (4 - pi) / SAMPLES)
    yield Words(
        r"A point is inside with probability $p = \pi / 4$, so the standard error is "
        rf"$4 \sqrt{{p (1 - p) / n}} = {exact:.3g}$. It falls like $1 / \sqrt n$:"
    )
    rows = tuple((f"${n:,}$".replace(",", r"\,"), f"${m:.5f}$", f"${s:.2g}$", f"${abs(m - pi):.2g}$")
                 for n, m, s in e.trace if n in (10, 100, 1000, 10_000, 100_000, SAMPLES))  # fmt: skip
    yield Table(("$n$", "estimate", "standard error", "true error"), rows)
    slope = _slope(e)
    fine = abs(slope + 0.5) < 0.05
    yield Judged(f"On logarithmic axes the standard error falls with the slope ${slope:.3f}$, close to $-1/2$.",
                 Verdict("verified" if fine else "undecided", abs(slope + 0.5), 0.05, len(e.trace)))  # fmt: skip
    yield Picture("convergence", r"The error against the number of samples, and the values that were drawn.",
                  lambda: e.figure(pi))  # fmt: skip
    program = (f"import derive\n\ne = derive.montecarlo(r\"{QUARTER[0]}\", \"{QUARTER[1]}\", n={SAMPLES})\n"
               'print(f"{e.value:.5f} ± {e.error:.2g}")')  # fmt: skip
    yield Code(program, "python", f"{e.value:.5f} ± {e.error:.2g}")


def _slope(e: Estimate) -> float:
    """Of the standard error against the number of samples, both as logarithms, by least squares."""
    points = [(log(n), log(s)) for n, _, s in e.trace if n >= 100 and s > 0]
    x, y = (sum(c) / len(points) for c in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


# ---- the derivative of an expectation --------------------------------------------------------------------------------


def gradients(made: Section) -> Iterator[Part]:
    """Score function and reparameterisation, both derived, both sampled, their variances side by side."""
    score, path, exact = made
    yield Words(
        r"We want $\frac{d}{d\mu} \mathbb{E}[f(x)]$, where $\mu$ is a parameter of the density $p$ of $x$. The score "
        r"function moves the density. As a function of $\mu$ its logarithm has the slope"
    )
    yield Derived(differentiate(r"\log p(\mu)", r"\mu", let="p: function"))
    yield Words(
        r"So $\frac{\partial p}{\partial\mu} = p \frac{\partial}{\partial\mu} \log p$. Where the derivative may go "
        r"below the integral, as it may if the support does not depend on $\mu$, "
        r"$\frac{d}{d\mu} \int f p \, dx = \int f \frac{\partial p}{\partial\mu} \, dx = "
        r"\mathbb{E}[f(x) \frac{\partial}{\partial\mu} \log p(x)]$. For a normal variable with mean $\mu$ and standard "
        r"deviation $s$ the score is that of $\ell = \log p(x)$, but for a constant:"
    )
    yield Derived(score)
    yield Words(
        r"Reparameterisation moves the sample: $x = \mu + s \epsilon$ with $\epsilon$ standard normal. The density of "
        r"$\epsilon$ does not depend on $\mu$, and for $f$ with a derivative"
    )
    yield Derived(differentiate(r"f(\mu + s \epsilon)", r"\mu", let=r"f: function, s: positive, \epsilon: scalar"))
    yield Words("For $f(x) = x^2$:")
    yield Derived(path)
    normal = r"\frac{1}{s \sqrt{2 \pi}} e^{-\frac{(x - \mu)^2}{2 s^2}}"
    known = claim(rf"\int_{{-\infty}}^{{\infty}} x^2 {normal}\, dx = \mu^2 + s^2", r"s: positive, \mu: scalar")
    yield Claimed(known, "Both have the same expectation, the derivative of this integral:")
    yield Derived(exact)
    found = _both(score, path, 100_000)
    value = float(exact.numpy()(mu=MU))
    rows = tuple((name, f"${e.value:.4f}$", f"${e.error:.2g}$", f"${e.error**2 * e.n:.4f}$") for name, e in found)
    yield Table(("estimator", "estimate", "standard error", "variance of one sample"), rows,
                rf"For $\mu = {MU:g}$ and $s = {S:g}$, of $100\,000$ samples; exactly it is ${value:g}$.")  # fmt: skip
    for name, e in found:
        yield Judged(f"The estimate by {name} agrees with the exact derivative.", close(e, value))
    ratio = (found[0][1].error / found[1][1].error) ** 2
    yield Words(f"The score function needs ${ratio:.1f}$ times as many samples for the same error. It asks less: $f$ "
                "need not be differentiable, and $x$ may be discrete.")  # fmt: skip
    yield Picture("variance", "The standard errors of both estimators.", lambda: _errors(found))


def _both(score: Derivation, path: Derivation, n: int) -> list[tuple[str, Estimate]]:
    """The two estimators, their formulas those that were derived."""
    by_score = rf"x^2 \cdot {_bracketed(score)}"
    return [
        ("score function", montecarlo(by_score, f"x ~ normal({MU}, {S})", n=n, let=rf"\mu = {MU}, s = {S}")),
        ("reparameterisation", montecarlo(path.result.latex(), r"epsilon ~ normal(0, 1)", n=n,
                                          let=rf"\mu = {MU}, s = {S}")),
    ]  # fmt: skip


def _bracketed(d: Derivation) -> str:
    return rf"\left({d.result.latex()}\right)"


def _errors(found: list[tuple[str, Estimate]]) -> Any:
    from derive.write.picture_curves import curves

    shown = [(name, [n for n, _, _ in e.trace], [s for _, _, s in e.trace]) for name, e in found]
    return curves(shown, "samples $n$", "standard error", logarithmic="xy", size=(5.0, 3.2))
