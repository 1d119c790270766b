r"""Named distributions: one row each, with the usual conventions for its parameters (rate or scale, from 0 or from 1).

The density of a convention is the law from which its moments, its distribution function and its entropy follow; the
tests integrate and sum it. Every entry is LaTeX as authors write it, each form one that they use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Convention:
    """let: what its letters are; support: the ends of x or k in LaTeX; whole: is it one of whole numbers?

    The generating function is of t, the distribution function of x, entropies are in nats."""

    let: str
    support: tuple[str, str]
    density: Forms
    mean: Forms = ()
    variance: Forms = ()
    cdf: Forms = ()
    mgf: Forms = ()
    entropy: Forms = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """name: what a reader calls it; cue: words that mean it; heads: how it stands behind `\\sim`; parts: functions and
    constants that its density alone has; called: names on the left of its density."""

    name: str
    cue: re.Pattern[str]
    heads: re.Pattern[str]
    conventions: tuple[Convention, ...]
    parts: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()


NO = r"(?! (?:famil|moving|decay|growth|smooth|weight|rate|time|series|progress|map|of|approx|random walk))"


def _row(name: str, cue: str, heads: str, *conventions: Convention, parts: str = "", called: str = "") -> Distribution:
    return Distribution(name, re.compile(rf"\b(?:{cue})\b{NO}", re.I),
                        re.compile(rf"\\sim\W*(?:[a-zA-Z]+\W*[{{ ])?(?:{heads})\b"), conventions,
                        frozenset(parts.split()), frozenset(called.split()))  # fmt: skip


LINE, HALF, UNIT = (r"-\infty", r"\infty"), ("0", r"\infty"), ("0", "1")

DISTRIBUTIONS: tuple[Distribution, ...] = (
    _row(
        "normal",
        r"gaussians?|(?:standard |log.?){0}normal(?:ly)?(?: \w+){0,1} (?:densit|distribut|pdf|random|variable)\w*"
        r"|normally|bell curve", "N|Normal|Gaussian",
        Convention(
            "x: scalar, t: scalar, mu: scalar, sigma: positive", LINE,
            (r"\frac{1}{\sqrt{2\pi}\sigma} e^{-\frac{(x-\mu)^2}{2\sigma^2}}",),
            (r"\mu",), (r"\sigma^2",), (r"\frac12 (1 + \operatorname{erf}(\frac{x-\mu}{\sigma\sqrt 2}))",),
            (r"e^{\mu t + \frac12 \sigma^2 t^2}",),
            (r"\frac12 \log(2\pi e \sigma^2)",),
        ),
        Convention(
            "x: scalar, t: scalar, mu: scalar, v: positive", LINE,
            (r"\frac{1}{\sqrt{2\pi v}} e^{-\frac{(x-\mu)^2}{2v}}",), (), (r"v",), (), (r"e^{\mu t + \frac12 v t^2}",),
            (r"\frac12 \log(2\pi e v)",),
        ),
        Convention(
            "x: scalar, t: scalar, mu: scalar", LINE,
            (r"\frac{1}{\sqrt{2\pi}} e^{-\frac{(x-\mu)^2}{2}}",), (), ("1",), (), (r"e^{\mu t + \frac12 t^2}",),
        ),
        Convention(
            "x: scalar, t: scalar, sigma: positive", LINE,
            (r"\frac{1}{\sqrt{2\pi}\sigma} e^{-\frac{x^2}{2\sigma^2}}",), ("0",), (), (), (r"e^{\frac12 \sigma^2 t^2}",
            ),
        ),
        Convention(
            "x: scalar, t: scalar", LINE, (r"\frac{1}{\sqrt{2\pi}} e^{-\frac{x^2}{2}}",), ("0",), ("1",),
            (r"\frac12 (1 + \operatorname{erf}(\frac{x}{\sqrt 2}))",), (r"e^{\frac12 t^2}",), (r"\frac12 \log(2\pi e)",
            ),
        ),
        Convention(
            "x: scalar, mu: scalar, b: positive", LINE, (r"\sqrt{\frac{b}{2\pi}} e^{-\frac{b}{2}(x-\mu)^2}",),
            (), (r"\frac1b",),
        ),
        parts="pi exp",
    ),
    _row(
        "half-normal", "half.?normal", "HalfNormal|HN",
        Convention(
            "x: positive, sigma: positive", HALF,
            (r"\frac{\sqrt 2}{\sigma\sqrt\pi} e^{-\frac{x^2}{2\sigma^2}}",), (r"\sigma\sqrt{\frac 2\pi}",),
            (r"\sigma^2 (1 - \frac2\pi)",), (r"\operatorname{erf}(\frac{x}{\sigma\sqrt 2})",),
        ),
        Convention("x: positive", HALF, (r"\sqrt{\frac2\pi} e^{-\frac{x^2}{2}}",), (r"\sqrt{\frac 2\pi}",),
                   (r"1 - \frac2\pi",)),
        parts="pi exp",
    ),
    _row(
        "log-normal", "log.?normal(?:ly)?", "LogNormal|Lognormal",
        Convention(
            "x: positive, mu: scalar, sigma: positive", HALF,
            (r"\frac{1}{x \sigma\sqrt{2\pi}} e^{-\frac{(\log x - \mu)^2}{2\sigma^2}}",),
            (r"e^{\mu + \frac{\sigma^2}{2}}",),
            (r"(e^{\sigma^2} - 1) e^{2\mu + \sigma^2}",),
            (r"\frac12 (1 + \operatorname{erf}(\frac{\log x-\mu}{\sigma\sqrt 2}))",),
            (), (r"\mu + \frac12 \log(2\pi e\sigma^2)",),
        ),
        Convention(
            "x: positive, mu: scalar, v: positive", HALF,
            (r"\frac{1}{x \sqrt{2\pi v}} e^{-\frac{(\log x - \mu)^2}{2v}}",), (r"e^{\mu + \frac{v}{2}}",),
        ),
        parts="pi exp log",
    ),
    _row(
        "binomial", "(?<!negative )(?<!negative-)binomial(?:ly)?", "B|Bin|Binom|Binomial",
        Convention(
            "n: positive integer, k: integer, t: scalar, p: positive", ("0", "n"), (r"\binom{n}{k} p^k (1-p)^{n-k}",),
            ("n p",), ("n p (1-p)",), (), ("(1 - p + p e^t)^n",), whole=True,
        ),
        parts="gamma", called="Bin Binom Binomial",
    ),
    _row(
        "Bernoulli", "bernoulli", "Ber|Bern|Bernoulli",
        Convention(
            "k: integer, t: scalar, p: positive", UNIT, ("p^k (1-p)^{1-k}", "p k + (1-p)(1-k)"), ("p",), ("p(1-p)",),
            (),
            ("1 - p + p e^t",), (r"-p \log p - (1-p) \log(1-p)", r"-p \log_2 p - (1-p) \log_2(1-p)"), whole=True,
        ),
        called="Bern Ber Bernoulli",
    ),
    _row(
        "Poisson", "poisson", "P|Poi|Pois|Poisson|Po",
        Convention(
            "k: integer, t: scalar, lambda: positive", HALF, (r"\frac{\lambda^k e^{-\lambda}}{k!}",), (r"\lambda",),
            (r"\lambda",), (), (r"e^{\lambda (e^t - 1)}",), whole=True,
        ),
        Convention(
            "k: integer, a: positive, s: positive", HALF, (r"\frac{(a s)^k e^{-a s}}{k!}",), ("a s",), ("a s",),
            whole=True,
        ),
        parts="gamma exp", called="Poi Pois Poisson",
    ),
    _row(
        "exponential", "exponential(?:ly)?", "E|Exp|Exponential|Expo",
        Convention(
            "x: positive, t: scalar, lambda: positive", HALF, (r"\lambda e^{-\lambda x}",), (r"\frac1\lambda",),
            (r"\frac{1}{\lambda^2}",), (r"1 - e^{-\lambda x}",), (r"\frac{\lambda}{\lambda - t}",),
            (r"1 - \log\lambda",),
        ),
        Convention(
            "x: positive, t: scalar, b: positive", HALF, (r"\frac1b e^{-\frac xb}",), ("b",), ("b^2",),
            (r"1 - e^{-\frac xb}",), (r"\frac{1}{1 - b t}",), (r"1 + \log b",),
        ),
    ),
    _row(
        "Laplace",
        r"(?:double exponential|laplac(?:e|ian))(?= (?:densit|distribut|pdf|random|variable|prior|noise|with))",
        "Laplace|Lap",
        Convention(
            "x: scalar, t: scalar, mu: scalar, b: positive", LINE, (r"\frac{1}{2b} e^{-\frac{|x-\mu|}{b}}",), (r"\mu",),
            ("2 b^2",), (), (r"\frac{e^{\mu t}}{1 - b^2 t^2}",), (r"1 + \log(2 b)",),
        ),
        Convention("x: scalar, t: scalar, b: positive", LINE, (r"\frac{1}{2b} e^{-\frac{|x|}{b}}",), ("0",), ("2b^2",),
                   (),
                   (r"\frac{1}{1 - b^2 t^2}",)),
        Convention("x: scalar, mu: scalar, b: positive", LINE, (r"\frac b2 e^{-b|x-\mu|}",), (r"\mu",),
                   (r"\frac{2}{b^2}",)),
        Convention("x: scalar, b: positive", LINE, (r"\frac b2 e^{-b|x|}",), ("0",), (r"\frac{2}{b^2}",)),
        parts="abs exp", called="Laplace Lap",
    ),
    _row(
        "geometric", "geometric(?:ally)?(?= (?:densit|distribut|pmf|pdf|random|variable|with)|ally)",
        "Geo|Geom|Geometric|G",
        Convention(
            "k: integer, t: scalar, p: positive", ("1", r"\infty"), ("(1-p)^{k-1} p",), (r"\frac1p",),
            (r"\frac{1-p}{p^2}",), ("1 - (1-p)^k",), (r"\frac{p e^t}{1 - (1-p) e^t}",), whole=True,
        ),
        Convention(
            "k: integer, t: scalar, p: positive", HALF, ("(1-p)^k p",), (r"\frac{1-p}{p}",), (r"\frac{1-p}{p^2}",),
            ("1 - (1-p)^{k+1}",), (r"\frac{p}{1 - (1-p) e^t}",), whole=True,
        ),
        called="Geo Geom Geometric",
    ),
    _row(
        "negative binomial", "negative.binomial", "NB|NegBin|NegativeBinomial|NBin",
        Convention(
            "k: integer, r: positive integer, p: positive", HALF, (r"\binom{k+r-1}{k} p^r (1-p)^k",),
            (r"\frac{r(1-p)}{p}",), (r"\frac{r(1-p)}{p^2}",), whole=True,
        ),
        Convention(
            "k: integer, r: positive integer, p: positive", HALF, (r"\binom{k+r-1}{k} (1-p)^r p^k",),
            (r"\frac{r p}{1-p}",), (r"\frac{r p}{(1-p)^2}",), whole=True,
        ),
        Convention(
            "k: integer, r: positive integer, p: positive", ("r", r"\infty"), (r"\binom{k-1}{r-1} p^r (1-p)^{k-r}",),
            (r"\frac rp",), (r"\frac{r(1-p)}{p^2}",), whole=True,
        ),
        parts="gamma", called="NB NegBin",
    ),
    _row(
        "uniform", "uniform(?:ly)?(?! convergen| continu| bound| prior| sampl)(?= |,|\\.|$)", "U|Unif|Uniform",
        Convention(
            "x: scalar, t: scalar, a: scalar, b: scalar", ("a", "b"), (r"\frac{1}{b - a}",), (r"\frac{a + b}{2}",),
            (r"\frac{(b-a)^2}{12}",), (r"\frac{x-a}{b-a}",), (r"\frac{e^{t b} - e^{t a}}{t (b-a)}",), (r"\log(b-a)",),
        ),
        Convention(
            "x: scalar, c: positive", ("0", "c"), (r"\frac1c",), (r"\frac c2",), (r"\frac{c^2}{12}",), (r"\frac xc",),
            (),
            (r"\log c",),
        ),
        Convention("x: scalar", UNIT, ("1",), (r"\frac12",), (r"\frac1{12}",), ("x",)),
        Convention(
            "k: integer, n: positive integer", ("1", "n"), (r"\frac1n",), (r"\frac{n+1}{2}",), (r"\frac{n^2-1}{12}",),
            (r"\frac kn",), (), (r"\log n",), whole=True,
        ),
    ),
    _row(
        "gamma", "gamma(?= (?:densit|distribut|pdf|random|variable|prior|with))", r"Ga|Gam|Gamma|G",
        Convention(
            "x: positive, t: scalar, a: positive, b: positive", HALF, (r"\frac{b^a}{\Gamma(a)} x^{a-1} e^{-b x}",),
            (r"\frac ab",), (r"\frac{a}{b^2}",), (), (r"(1 - \frac tb)^{-a}",),
        ),
        Convention(
            "x: positive, t: scalar, a: positive, c: positive", HALF,
            (r"\frac{1}{\Gamma(a) c^a} x^{a-1} e^{-\frac xc}",), ("a c",), ("a c^2",), (), (r"(1 - c t)^{-a}",),
        ),
        parts="gamma exp", called="Gam Ga",
    ),
    _row(
        "inverse gamma", "inverse.gamma", r"IG|InvGamma|InverseGamma",
        Convention(
            "x: positive, a: positive, b: positive", HALF, (r"\frac{b^a}{\Gamma(a)} x^{-a-1} e^{-\frac bx}",),
            (r"\frac{b}{a-1}",), (r"\frac{b^2}{(a-1)^2 (a-2)}",),
        ),
        parts="gamma exp",
    ),
    _row(
        "Erlang", "erlang", "Erlang",
        Convention("x: positive, k: positive integer, a: positive", HALF, (r"\frac{a^k x^{k-1} e^{-a x}}{(k-1)!}",),
                   (r"\frac ka",), (r"\frac{k}{a^2}",)),
    ),
    _row(
        "beta", "beta(?= (?:densit|distribut|pdf|random|variable|prior|posterior|with))", r"Beta|Be",
        Convention(
            "x: positive, a: positive, b: positive", UNIT,
            (r"\frac{\Gamma(a+b)}{\Gamma(a)\Gamma(b)} x^{a-1} (1-x)^{b-1}",), (r"\frac{a}{a+b}",),
            (r"\frac{a b}{(a+b)^2 (a+b+1)}",),
        ),
        parts="gamma", called="Beta",
    ),
    _row(
        "chi-squared", r"chi.?squared?|\\chi\^2", r"chi",
        Convention(
            "x: positive, t: scalar, k: positive", HALF,
            (r"\frac{1}{2^{\frac k2} \Gamma(\frac k2)} x^{\frac k2-1} e^{-\frac x2}",), ("k",), ("2k",), (),
            (r"(1-2t)^{-\frac k2}",),
        ),
        parts="gamma exp",
    ),
    _row(
        "Student t", r"student(?:'s)?|t.distribution", "t",
        Convention(
            "x: scalar, n: positive", LINE,
            (r"\frac{\Gamma(\frac{n+1}{2})}{\sqrt{n\pi} \Gamma(\frac n2)} (1 + \frac{x^2}{n})^{-\frac{n+1}{2}}",),
            ("0",),
            (r"\frac{n}{n-2}",),
        ),
        parts="gamma pi",
    ),
    _row(
        "Weibull", "weibull", "Weibull|Wei|W",
        Convention(
            "x: positive, a: positive, b: positive", HALF, (r"\frac ab (\frac xb)^{a-1} e^{-(\frac xb)^a}",),
            (r"b \Gamma(1 + \frac1a)",), (r"b^2 (\Gamma(1+\frac2a) - \Gamma(1+\frac1a)^2)",),
            (r"1 - e^{-(\frac xb)^a}",),
        ),
        Convention("x: positive, a: positive, c: positive", HALF, (r"c a x^{a-1} e^{-c x^a}",), (), (),
                   (r"1 - e^{-c x^a}",)),
        Convention("x: positive, a: positive, b: positive", HALF, (r"a b (b x)^{a-1} e^{-(b x)^a}",), (), (),
                   (r"1 - e^{-(b x)^a}",)),
    ),
    _row(
        "Rayleigh", "rayleigh", "Rayleigh",
        Convention(
            "x: positive, s: positive", HALF, (r"\frac{x}{s^2} e^{-\frac{x^2}{2s^2}}",), (r"s\sqrt{\frac\pi2}",),
            (r"\frac{4-\pi}{2} s^2",), (r"1 - e^{-\frac{x^2}{2s^2}}",),
        ),
        Convention("x: positive, v: positive", HALF, (r"\frac xv e^{-\frac{x^2}{2v}}", ), (), (),
                   (r"1 - e^{-\frac{x^2}{2v}}",)),
    ),
    _row(
        "Pareto", "pareto", "Pareto",
        Convention(
            "x: positive, a: positive, m: positive", ("m", r"\infty"), (r"\frac{a m^a}{x^{a+1}}",),
            (r"\frac{a m}{a-1}",),
            (r"\frac{a m^2}{(a-1)^2 (a-2)}",), (r"1 - (\frac mx)^a",),
        ),
        Convention("x: positive, a: positive", ("1", r"\infty"), (r"\frac{a}{x^{a+1}}",), (r"\frac{a}{a-1}",), (),
                   ("1 - x^{-a}",)),
        Convention("x: positive, a: positive, m: positive", HALF, (r"\frac am (1 + \frac xm)^{-(a+1)}",),
                   (r"\frac{m}{a-1}",)),
        Convention("x: positive, a: positive, m: positive", ("m", r"\infty"), (r"\frac{a-1}{m} (\frac xm)^{-a}",)),
    ),
    _row(
        "Cauchy", "cauchy(?= (?:densit|distribut|pdf|random|variable|prior))|lorentzian", "Cauchy",
        Convention(
            "x: scalar, m: scalar, g: positive", LINE, (r"\frac{1}{\pi g (1 + (\frac{x-m}{g})^2)}",), (), (),
            (r"\frac12 + \frac1\pi \arctan(\frac{x-m}{g})",), (), (r"\log(4\pi g)",),
        ),
        Convention("x: scalar, g: positive", LINE, (r"\frac{g}{\pi (g^2 + x^2)}",), (), (),
                   (r"\frac12 + \frac1\pi \arctan(\frac{x}{g})",)),
        Convention("x: scalar", LINE, (r"\frac{1}{\pi (1 + x^2)}",), (), (), (r"\frac12 + \frac1\pi \arctan(x)",)),
    ),
    _row(
        "logistic", "logistic(?= (?:densit|distribut|random|variable)|ally distributed)", "Logistic",
        Convention(
            "x: scalar, m: scalar, s: positive", LINE,
            (r"\frac{e^{-\frac{x-m}{s}}}{s (1 + e^{-\frac{x-m}{s}})^2}",), ("m",), (r"\frac{s^2\pi^2}{3}",),
            (r"\frac{1}{1 + e^{-\frac{x-m}{s}}}",), (), (r"\log s + 2",),
        ),
        Convention("x: scalar", LINE, (r"\frac{e^{-x}}{(1 + e^{-x})^2}",), ("0",), (r"\frac{\pi^2}{3}",),
                   (r"\frac{1}{1+e^{-x}}",)),
    ),
    _row(
        "Gumbel", "gumbel", "Gumbel",
        Convention(
            "x: scalar, m: scalar, s: positive", LINE, (r"\frac1s e^{-(\frac{x-m}{s} + e^{-\frac{x-m}{s}})}",), (),
            (r"\frac{\pi^2}{6} s^2",), (r"e^{-e^{-\frac{x-m}{s}}}",),
        ),
        Convention("x: scalar", LINE, (r"e^{-(x + e^{-x})}",), (), (r"\frac{\pi^2}{6}",), (r"e^{-e^{-x}}",)),
    ),
)  # fmt: skip
