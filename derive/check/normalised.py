"""Densities and mass functions that a document defines: each is integrated, or summed, over the support that it is
given, for parameters drawn from their region. One that does not give 1 is reported, with the factor that mends it.

Nothing is said where the support is not known, where a letter is a constant to be found, or where a draw gives 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import S

from derive.check.distributions import LINE
from derive.check.objects import Told
from derive.check.support import Bounds, Condition, Piece, bounds_of, merged, pieces, tangled
from derive.check.totals import Draw, measured, value_at
from derive.errors import DeriveError
from derive.expr.heads import Call, Given, Letter, Range, Relation, Sum, letters, plus, weight
from derive.expr.operators import Integral
from derive.expr.trees import walk
from derive.numeric.quadrature import Measured
from derive.verdicts import Verdict

LARGEST = 60  # leaves of a density
FAR = 1e-4  # from 1: what is nearer is a constant that was rounded

CALLED = re.compile(
    r"\bdensit(?:y|ies)\b|\bp\.?[dm]\.?f\b|mass function|probability (?:distribution|law)|\bdistribution\b|distributed",
    re.I,
)
NONE = re.compile(
    r"cumulative|distribution function|\bcdf\b|surviv|hazard|quantile|unnormali|not normali|proportional|propto|"
    r"\bup to\b|"
    r"kernel|likelihood|energy|potential|\bscore|weight|\blogs?\b|logarithm|partition|constant|normali[sz]|\bfind\b|"
    r"determine|spectral|power density|improper|approximat|factor|mixture|truncat|moment|generating|entropy|mean\b|"
    r"empirical|estimat|number density|charge|current|mass density|population|traffic|flux|"
    r"temperature|\bheat|\brod\b|\bwire|\bbeam|zero.inflated",
    re.I,
)
STOCHASTIC = re.compile(
    r"random|probab|\bp\.?[dm]\.?f\b|stochastic|\bsampl|i\.?i\.?d|bayes|\bprior|posterior|\\sim|expectation|lifetime|waiting",
    re.I,
)
ELSEWHERE = re.compile(r"[=(]\s*\d+\s*\)\s*&?\s*=")  # `P(X = 0) =`: a value that has a formula of its own
HEADS = ("p", "P", "Pr", "q", "f", "g", "h", "pi", "mathbbP")


@dataclass(frozen=True, slots=True)
class Unnormalised:
    """A density that does not give 1: what was integrated, by a counterexample, and how to mend it."""

    total: Any
    verdict: Verdict
    message: str
    help: str


def unnormalised(left: Any, right: Any, beside: Sequence[Condition], told: Told, seed: int) -> Unnormalised | None:
    """What is wrong with a density whose integral is not 1; beside: the conditions that stand beside it."""
    variables = _variables(left)
    if not variables or weight(right) > LARGEST or _opaque(right):
        return None
    said = merged(b for sides, relations in beside for b in bounds_of(sides, relations))
    mass = isinstance(left.arguments[0], Relation)
    if NONE.search(told.sentence) or not mass and not CALLED.search(told.sentence):
        return None
    if not (mass or STOCHASTIC.search(told.section) or told.named()) or ELSEWHERE.search(told.around):
        return None
    if _elsewhere(left, beside) or tangled(beside, [x for names in variables for x in names]):
        return None
    found = pieces(right, said)
    if found is None:
        return None
    totals = [t for names in variables if (t := _total(found, names, told)) is not None]
    if not totals:
        return None
    made = [measured(t, said, seed) for t in totals]
    if any(m is None or any(abs(v.value - 1) <= FAR + v.error for _, v in m) for m in made):
        return None
    best, values = totals[0], made[0]
    assert values is not None
    if _to_be_found(best, found, values, said, seed):
        return None
    return _report(best, values, seed)


def no_density(u: Unnormalised) -> dict[str, Any]:
    """What an item says of it."""
    return {"kind": "claim", "status": "refuted", "verdict": u.verdict, "message": u.message, "help": u.help}


def _elsewhere(left: Call, beside: Sequence[Condition]) -> bool:
    """Is there another formula for the same function beside it?"""
    firsts = (sides[0] for sides, relations in beside if relations[:1] in (("=",), (":=",)))
    return any(isinstance(t, Call) and t.function == left.function for t in firsts)


# ---- what is integrated ----------------------------------------------------------------------------------------------


def _variables(left: Any) -> list[tuple[Letter, ...]]:
    """The letters that it may be a density of: `x` of `f(x; a)`, `x, y` of `f(x, y)`, `k` of `P(X = k)`."""
    if not isinstance(left, Call) or left.function.kind == "elementary" or any(left.function.order):
        return []
    if str(left.function.plain).partition("_")[0] not in HEADS:
        return []
    if isinstance(left.arguments[0], Relation):
        value = left.arguments[0].args[2]
        return [(value,)] if left.arguments[0].op == "=" and isinstance(value, Letter) and _is_scalar(value) else []
    own = [a for a in left.arguments if not isinstance(a, Given)]
    if not own or not all(isinstance(a, Letter) and _is_scalar(a) for a in own):
        return []
    return [tuple(own[:n]) for n in range(min(2, len(own)), 0, -1)]


def _is_scalar(x: Letter) -> bool:
    return not x.shape


def _opaque(t: Any) -> bool:
    return any(isinstance(e, Call) and e.function.kind != "elementary" for _, e in walk(t))


def _total(found: Sequence[Piece], names: tuple[Letter, ...], told: Told) -> Any:
    """The integral or sum of a density by some of its letters; None where a letter has no known ends."""
    parts = []
    for p in found:
        ranges = _ranges(p, names, told)
        if ranges is None:
            return None
        if len({whole for _, whole in ranges}) > 1:
            return None
        head = Sum if ranges[0][1] else Integral
        parts.append(head(p.body, *(r for r, _ in ranges)))
    return plus(*parts) if len(parts) > 1 else parts[0]


def _ranges(p: Piece, names: tuple[Letter, ...], told: Told) -> list[tuple[Any, bool]] | None:
    """The binders, the innermost first: a letter whose end is another variable runs inside of that."""
    line = Bounds(S.NegativeInfinity, S.Infinity) if _on_the_line(told) else Bounds()
    bounds = {x.plain: p.bounds.get(x.plain, line) for x in names}
    if not all(b.closed or _half(b) for b in bounds.values()):
        return None
    plain = set(bounds)
    inner = [x for x in names if any(e.plain in plain for end in _ends(bounds[x.plain]) for e in letters(end))]
    order = [*inner[:1], *(x for x in names if x not in inner[:1])]
    made = []
    for k, x in enumerate(order):
        low, high = _ends(bounds[x.plain])
        if k:  # an end that is a letter further in is that of the letter
            low, high = (_outer(end, n, bounds, {y.plain for y in order[:k]}) for n, end in enumerate((low, high)))
        whole = bounds[x.plain].whole or _is_mass(told) and _is_counted(x)
        if low is None or high is None or not bounds[x.plain].whole and _is_counted(x) and not whole:
            return None
        made.append((Range(x, low, high), whole))
    return made


def _on_the_line(told: Told) -> bool:
    """Is it said to be a distribution that has all numbers for its values?"""
    named = told.named()[:1]
    return bool(named) and all(c.support == LINE for c in named[0].conventions)


def _half(b: Bounds) -> bool:
    return b.low is not None


def _ends(b: Bounds) -> tuple[Any, Any]:
    return b.low, S.Infinity if b.high is None else b.high


def _outer(end: Any, which: int, bounds: dict[str, Bounds], inner: set[str]) -> Any:
    if isinstance(end, Letter) and end.plain in inner:
        return _ends(bounds[end.plain])[which]
    return None if any(x.plain in inner for x in letters(end)) else end


def _is_mass(told: Told) -> bool:
    return bool(re.search(r"mass|\bpmf\b|discrete", told.sentence, re.I))


def _is_counted(x: Letter) -> bool:
    return x.plain in ("k", "n", "m", "i", "j", "r", "s") or "integer" in x.assumptions


# ---- what is said of it ----------------------------------------------------------------------------------------------


def _to_be_found(total: Any, found: Sequence[Piece], values: list[tuple[Draw, Measured]], said: dict[str, Bounds],
                 seed: int) -> bool:  # fmt: skip
    """Is there a letter that stands once, as a factor: the constant that makes it a density?"""
    counts: dict[Letter, int] = {}
    for _, e in walk(total):
        if isinstance(e, Letter):
            counts[e] = counts.get(e, 0) + 1
    at, first = values[0]
    for x, count in counts.items():
        if count > len(found) or x.plain not in at:
            continue
        try:
            twice = value_at(total, {**at, x.plain: 2 * at[x.plain]})
        except (DeriveError, ArithmeticError, ValueError):
            continue
        if any(abs(twice.value / first.value - k) < 1e-6 for k in (2.0, 0.5)):
            return True
    return False


def _report(total: Any, values: list[tuple[Draw, Measured]], seed: int) -> Unnormalised:
    from derive.write.latex import write

    at, m = values[0]
    what = "sum" if any(isinstance(n, Sum) for _, n in walk(total)) else "integral"
    point = {k: int(v) if v == int(v) else v for k, v in at.items()}
    shown = {"at": point, "left": m.value, "right": 1.0}
    reason = "summed" if what == "sum" else "by adaptive quadrature"
    verdict = Verdict("refuted", abs(m.value - 1), 1e-6, len(values), seed, shown, reason)
    factor = _factor(values)
    mend = f"times {factor} it is 1" if factor else "a density has the total 1"
    return Unnormalised(
        total, verdict, f"the {what} of this density is not 1", f"{write(total)} is {m.value:.6g} here; {mend}"
    )


POWERS: tuple[float, ...] = (0, 1, -1, 2, -2, 0.5, -0.5)
NUMBERS = (("", 1.0), (r"\pi", 3.141592653589793), (r"\sqrt{\pi}", 1.7724538509055159),
           (r"\sqrt{2\pi}", 2.5066282746310002),
           (r"\sqrt{2}", 1.4142135623730951), ("e", 2.718281828459045))  # fmt: skip


def _factor(values: list[tuple[Draw, Measured]]) -> str:
    """What makes all of the totals 1: a number, and powers of at most two parameters; "" for none that is simple."""
    names = sorted(values[0][0])
    for powers in sorted(product(POWERS, repeat=min(2, len(names))), key=lambda p: sum(abs(x) for x in p)):
        rest = [1 / (m.value * _powers(at, names, powers)) for at, m in values]
        if max(rest) - min(rest) > 1e-6 * abs(rest[0]):
            continue
        written = _written(rest[0])
        if written is not None:
            letters_ = " ".join(_power(n, p) for n, p in zip(names, powers, strict=False) if p)
            return " ".join(part for part in (written if written != "1" or not letters_ else "", letters_) if part)
    return ""


def _powers(at: Draw, names: Sequence[str], powers: Sequence[float]) -> float:
    value = 1.0
    for n, p in zip(names, powers, strict=False):
        value *= at[n] ** p
    return value


def _power(name: str, p: float) -> str:
    name = name.rstrip("_")
    return name if p == 1 else f"{name}^({Fraction(p)})"


def _written(v: float) -> str | None:
    """A number as a small fraction, perhaps of a usual constant."""
    for word, unit in NUMBERS:
        for up in (True, False) if word else (True,):
            part = Fraction(v / unit if up else v * unit).limit_denominator(60)
            if part and abs(float(part) * (unit if up else 1 / unit) - v) < 1e-6 * abs(v) and part.numerator < 400:
                if not word:
                    return str(part)
                return f"{part} {word}" if up else f"{part}/{word}"
    return None
