"""Special functions as rows of the table of functions: mpmath gives their numbers, the rows their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Integer, Rational, S

from derive.expr.heads import And, Call, Frac, Function, Power, Relation, minus, plus, times
from derive.notation_row import Row

Tree = Any
Slope = Callable[..., Tree] | None
ONE, TWO, HALF = Integer(1), Integer(2), Rational(1, 2)


def word(name: str) -> str:
    """The upright spelling of a name."""
    return rf"\operatorname{{{name}}}"


def call(plain: str, *arguments: Tree) -> Tree:
    """A function of the table, of which there is one spelling, applied to arguments."""
    latex = {"exp": r"\exp", "log": r"\log", "sin": r"\sin", "cos": r"\cos", "sinh": r"\sinh", "cosh": r"\cosh"}
    written = latex.get(plain) or word(plain.replace("_", ""))
    return Call(Function(written, plain, "elementary"), *arguments)


def square(u: Tree) -> Tree:
    """u²."""
    return Power(u, TWO)


def special(plain: str, source: str, slope: Slope = None, arity: tuple[int, int] = (1, 1), **more: Any) -> Row:
    """A row of a function that mpmath, or `source` with the arguments {0}, {1}, … evaluates."""
    if "{" not in source:
        slots = ", ".join(f"{{{k}}}" for k in range(arity[1]))
        source = f"np.vectorize(mpmath.{source}, otypes=[float])({slots})"
    name = plain.replace("_", "")
    spellings = more.pop("spellings", (name,) if name != plain else ())
    return Row(plain, word(name), source, slope, spellings, prefix=False, arity=arity, **more)


def _gauss(u: Tree, sign: int = 1) -> Tree:
    """2/√π · e^{±u²}"""
    power = square(u) if sign > 0 else minus(square(u))
    return times(Frac(TWO, Power(S.Pi, HALF)), call("exp", power))


def _inside(u: Tree) -> Tree:
    return And(Relation("<", Integer(-1), u), Relation("<", u, ONE))


def _positive(u: Tree) -> Tree:
    return Relation(">", u, S.Zero)


def _bessel(name: str, after: int, both: int) -> tuple[Slope, Slope]:
    """C_n' = (C_{n−1} + `after` C_{n+1})/2 times `both`; of order 0, C_0' = `after` · `both` C_1."""

    def slope(n: Tree, u: Tree) -> Tree:
        if n == 0:
            made = call(name, ONE, u)
            return made if after * both > 0 else minus(made)
        low, high = (n - 1, n + 1) if isinstance(n, Integer) else (plus(n, -ONE), plus(n, ONE))
        upper = call(name, high, u)
        made = Frac(plus(call(name, low, u), upper if after > 0 else minus(upper)), TWO)
        return made if both > 0 else minus(made)

    return None, slope


def _shifted(n: Tree, k: int) -> Tree:
    return n + k if isinstance(n, Integer) else plus(n, Integer(k))


def _incomplete(s: Tree, u: Tree) -> Tree:
    return times(Power(u, _shifted(s, -1)), call("exp", minus(u)))


def _beta(x: Tree, y: Tree, by: Tree) -> Tree:
    """The derivative of B(x, y) by one of the two."""
    return times(call("beta", x, y), plus(call("digamma", by), minus(call("digamma", plus(x, y)))))


def _radius(y: Tree, x: Tree) -> Tree:
    return plus(square(x), square(y))


WHOLE = "lambda n, x: mpmath.psi(int(n), x) if n >= 0 and n == int(n) else math.nan"
POLYGAMMA = f"np.vectorize({WHOLE}, otypes=[float])({{0}}, {{1}})"
LOWER = "np.vectorize(lambda s, x: mpmath.gammainc(s, 0, x) if x > 0 else math.nan, otypes=[float])({0}, {1})"
LAMBERT = "np.vectorize(lambda x: mpmath.lambertw(x).real if x >= -math.exp(-1) else math.nan, otypes=[float])({0})"
ROWS = (
    Row("gamma", r"\Gamma", "np.vectorize(mpmath.gamma, otypes=[float])({0})",
        lambda u: times(Call(Function(r"\Gamma", "gamma", "elementary"), u), call("digamma", u)), ("Gamma",),
        prefix=False),
    special("loggamma", "np.vectorize(lambda x: math.lgamma(x) if x > 0 else math.nan, otypes=[float])({0})",
            lambda u: call("digamma", u), domain=_positive),
    special("factorial", "factorial", lambda u: times(
        Call(Function(r"\Gamma", "gamma", "elementary"), plus(u, ONE)), call("digamma", plus(u, ONE)))),
    special("digamma", "digamma", lambda u: call("polygamma", ONE, u), spellings=("digamma",)),
    special("polygamma", POLYGAMMA, arity=(2, 2), partials=(None, lambda n, u: call("polygamma", _shifted(n, 1), u)),
            spellings=("polygamma",)),
    special("beta", "beta", arity=(2, 2), partials=(lambda x, y: _beta(x, y, x), lambda x, y: _beta(x, y, y))),
    special("lowergamma", LOWER,
            arity=(2, 2), partials=(None, _incomplete)),
    special("uppergamma", "gammainc", arity=(2, 2), partials=(None, lambda s, u: minus(_incomplete(s, u)))),
    special("erf", "np.vectorize(math.erf, otypes=[float])({0})", lambda u: _gauss(u, -1), spellings=("erf",)),
    special("erfc", "np.vectorize(math.erfc, otypes=[float])({0})", lambda u: minus(_gauss(u, -1)),
            spellings=("erfc",)),
    special("erfi", "erfi", _gauss),
    special("erfinv", "np.vectorize(lambda x: mpmath.erfinv(x) if -1 < x < 1 else math.nan, otypes=[float])({0})",
            lambda u: times(Frac(Power(S.Pi, HALF), TWO), call("exp", square(call("erfinv", u)))), domain=_inside),
    special("LambertW", LAMBERT,
            lambda u: Frac(call("LambertW", u), times(u, plus(ONE, call("LambertW", u)))), spellings=("LambertW",),
            aliases=("lambertw",), domain=lambda u: Relation(">", u, minus(call("exp", S.NegativeOne)))),
    special("sinc", "np.sinc(np.divide({0}, np.pi))", meaning=lambda u: Frac(call("sin", u), u)),
    special("Si", "si", lambda u: Frac(call("sin", u), u)),
    special("Ci", "ci", lambda u: Frac(call("cos", u), u)),
    special("Shi", "shi", lambda u: Frac(call("sinh", u), u)),
    special("Chi", "chi", lambda u: Frac(call("cosh", u), u)),
    special("Ei", "ei", lambda u: Frac(call("exp", u), u)),
    special("li", "li", lambda u: Frac(S.One, call("log", u))),
    special("fresnels", "fresnels", lambda u: call("sin", Frac(times(S.Pi, square(u)), TWO))),
    special("fresnelc", "fresnelc", lambda u: call("cos", Frac(times(S.Pi, square(u)), TWO))),
    special("polylog", "polylog", arity=(2, 2),
            partials=(None, lambda n, u: Frac(call("polylog", _shifted(n, -1), u), u))),
    special("expint", "expint", arity=(2, 2), partials=(None, lambda n, u: minus(call("expint", _shifted(n, -1), u)))),
    special("besselj", "besselj", arity=(2, 2), partials=_bessel("besselj", -1, 1)),
    special("bessely", "bessely", arity=(2, 2), partials=_bessel("bessely", -1, 1)),
    special("besseli", "besseli", arity=(2, 2), partials=_bessel("besseli", 1, 1)),
    special("besselk", "besselk", arity=(2, 2), partials=_bessel("besselk", 1, -1)),
    special("airyai", "airyai", lambda u: call("airyaiprime", u)),
    special("airybi", "airybi", lambda u: call("airybiprime", u)),
    special("airyaiprime", "np.vectorize(lambda x: mpmath.airyai(x, 1), otypes=[float])({0})",
            lambda u: times(u, call("airyai", u))),
    special("airybiprime", "np.vectorize(lambda x: mpmath.airybi(x, 1), otypes=[float])({0})",
            lambda u: times(u, call("airybi", u))),
    special("atan2", "np.arctan2({0}, {1})", arity=(2, 2),
            partials=(lambda y, x: Frac(x, _radius(y, x)), lambda y, x: minus(Frac(y, _radius(y, x)))),
            aliases=("arctan2",)),
    special("elliptic_k", "ellipk", lambda m: Frac(
        plus(call("elliptic_e", m), minus(times(plus(ONE, minus(m)), call("elliptic_k", m)))),
        times(TWO, m, plus(ONE, minus(m))))),
    special("elliptic_f", "ellipf", arity=(2, 2)),
    special("elliptic_e", "ellipe", lambda m: Frac(
        plus(call("elliptic_e", m), minus(call("elliptic_k", m))), times(TWO, m)), arity=(1, 2)),
    special("elliptic_pi", "ellippi", arity=(2, 3)),
)  # fmt: skip
