"""How a quantity responds to one term: linear or not, proportional, increasing or not, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sympy import Rational, S

from derive.api.derivations import Derivation, axes_of, derivation
from derive.errors import DeriveError, Unsupported
from derive.explain.terms import domain
from derive.expr.heads import Letter, Relation, T, Tr, base, depends, is_scalar, letter, shape, times
from derive.expr.names import from_plain
from derive.expr.scope import Scope
from derive.expr.trees import all_letters, substitute
from derive.expression import Expression
from derive.judge.lines import judge
from derive.numeric.compile import compile
from derive.verdicts import Verdict

GROWTH = ("increasing", "decreasing")
PIECES = ", on each piece of its domain"  # 1/x falls on both sides of 0, and yet 1/1 > 1/(-1)
MANY = ("linear", "nonlinear", "direct", "inverse", "power", "constant", "unknown")  # said of vectors and matrices too
ANY = {"nonlinear": "nonlinear: the derivative changes with it"}
MOST_ORDER = 6  # of a power law that is looked for: exponents p/q with |p|, q up to this


@dataclass(frozen=True, slots=True)
class Said:
    """A statement about a term. says: `linear`, `increasing`, `depends`, …; words: the sentence; tree: what was judged
    (a relation), None where a derivation says it; witnesses: points that show what is said, {"at": …, "left": …}."""

    says: str
    words: str
    verdict: Verdict
    witnesses: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What a quantity does when one term moves.

    term: a letter, entry or row; partial: the derivation of the derivative or gradient (of a vector or matrix, of its
    inner product with any other); said: the statements; shown: of a vector or matrix, its Jacobian or differential.
    """

    term: Any
    partial: Derivation | None
    said: tuple[Said, ...]
    shown: Derivation | None = None

    @property
    def slope(self) -> Any:
        """The derivative or gradient, a tree; None where it could not be derived."""
        return None if self.partial is None else self.partial.result.tree

    def says(self, word: str) -> bool:
        """Is this said of the term?"""
        return any(s.says == word for s in self.said)


def response(of: Any, x: Any, scope: Scope, seed: int = 0, samples: int = 50) -> Response:
    """The response of a scalar tree to x; without a derivative, and undecided, where a rule is missing."""
    try:
        made = derivation(Expression(of, scope), x, "derivative" if is_scalar(x) else "gradient", (), scope)
    except Unsupported as e:
        missing = Verdict("undecided", seed=seed, reason=e.message)
        return Response(x, None, (Said("unknown", "its slope could not be derived", missing),))
    checked = made.verify(seed, samples)
    judged = _Judge(scope, axes_of(x), seed, samples)
    slope = made.result.tree
    broken = any(isinstance(c, Relation) and c.op == "≠" and depends(c, x) for c in domain(of))
    signs = (replace(s, words=f"{s.words}{PIECES}") if broken and s.says in GROWTH else s
             for s in _sign(x, slope, judged))  # fmt: skip
    said = [*_form(of, x, slope, checked, judged), *_law(of, x, slope, judged), *signs]
    return Response(x, made, tuple(said))


def response_of_many(of: Any, x: Any, scope: Scope, seed: int = 0, samples: int = 50) -> Response:
    """The response of a vector or matrix to x: linear or not is decided for its inner product with any constant."""
    taken = {y.plain for y in all_letters(of)}
    name = next(n for n in ("G", "H", *(f"G_{k}" for k in range(1, 10_000))) if n not in taken)
    weight = letter(from_plain(name).latex, name, sizes=shape(of))
    found = response(Tr(times(T(weight), of)), x, scope, seed, samples)
    said = tuple(replace(s, words=ANY.get(s.says, s.words)) for s in found.said if s.says in MANY)
    want = "jacobian" if shape(of)[1] == 1 and not is_scalar(x) and shape(x)[1] == 1 else "differential"
    try:
        shown = derivation(Expression(of, scope), x, want, (), scope)
    except DeriveError:
        shown = None
    return replace(found, said=said, shown=shown)


@dataclass(frozen=True, slots=True)
class _Judge:
    scope: Scope
    axes: tuple[Any, ...]
    seed: int
    samples: int

    def __call__(self, a: Any, b: Any, relation: str = "=") -> Verdict:
        try:
            return judge(a, b, relation, self.scope, axes=self.axes, seed=self.seed, samples=self.samples)
        except DeriveError as e:
            return Verdict("undecided", seed=self.seed, reason=e.message)


def _form(of: Any, x: Any, slope: Any, checked: Verdict, judged: _Judge) -> Iterator[Said]:
    """Linear, linear plus a part without x, nonlinear."""
    if depends(slope, x):
        elsewhere = judged(slope, substitute(slope, {base(x): _other(base(x), slope)}))
        if elsewhere.holds:
            yield Said("linear", "linear: the slope does not change", elsewhere)
        else:
            shown = elsewhere.status == "refuted"
            found = replace(elsewhere, status="verified" if shown else "undecided", counterexample=None)
            word = "slope" if is_scalar(x) else "gradient"
            yield Said("nonlinear", f"nonlinear: the {word} changes with it", found, (elsewhere.counterexample,))
        return
    whole = times(x, slope) if is_scalar(x) else Tr(times(T(x), slope))
    if judged(of, whole).holds:
        yield Said("linear", "linear: a factor times it", checked)
    else:
        yield Said("linear", "linear, plus a part without it", checked)


def _other(x: Letter, e: Any) -> Letter:
    """A second value of a letter: another letter of the same kind."""
    taken = {y.plain for y in all_letters(e)}
    plain = next(n for n in (f"{x.plain}_{k}" for k in range(1, 10_000)) if n not in taken)
    return Letter(from_plain(plain).latex, plain, x.args[2], x.args[3])


def _law(of: Any, x: Any, slope: Any, judged: _Judge) -> Iterator[Said]:
    """Direct or inverse proportion, or another power: x ∂q/∂x = p q."""
    if not is_scalar(x):
        return
    p = _exponent(of, x, slope, judged.scope)
    if p is None or p == 1 and depends(slope, x):
        return
    found = judged(times(x, slope), times(Rational(p.numerator, p.denominator), of))
    if not found.holds:
        return
    power = f"{p}" if p > 0 and p.denominator == 1 else f"({p})"
    words = {
        Fraction(1): "directly proportional: doubling it doubles the whole",
        Fraction(-1): "inversely proportional: doubling it halves the whole",
    }
    says = "direct" if p == 1 else "inverse" if p == -1 else "power"
    yield Said(says, words.get(p, f"a power law: doubling it multiplies the whole by 2^{power}"), found)


def _exponent(of: Any, x: Any, slope: Any, scope: Scope) -> Fraction | None:
    """The elasticity at a point, where it is a simple fraction: a guess to be judged."""
    import numpy as np

    try:
        f = compile(elasticity(of, x, slope), letters=tuple(scope.letters.values()))
        rng = np.random.default_rng(7)
        given = {p.plain: 1 + rng.random() for p in f.program.parameters if p.role == "value" and not p.form}
        value = float(f(**given))
    except (DeriveError, TypeError, ValueError):
        return None
    if not np.isfinite(value) or abs(value) > MOST_ORDER:
        return None
    near = Fraction(value).limit_denominator(MOST_ORDER)
    return near if near and abs(float(near) - value) < 1e-9 else None


def elasticity(of: Any, x: Any, slope: Any) -> Any:
    """x (∂q/∂x) / q: by how many per cent q changes for one per cent of x."""
    from derive.expr.heads import Frac

    return Frac(times(x, slope), of)


def _sign(x: Any, slope: Any, judged: _Judge) -> Iterator[Said]:
    """Increasing, decreasing, constant, or it depends (with a point of each)."""
    if not is_scalar(x):
        return
    up, down = judged(slope, S.Zero, ">"), judged(slope, S.Zero, "<")
    if up.holds:
        yield Said("increasing", "increasing", up)
    elif down.holds:
        yield Said("decreasing", "decreasing", down)
    elif judged(slope, S.Zero).holds:
        yield Said("constant", "no response", judged(slope, S.Zero))
    elif (weak := judged(slope, S.Zero, "≥")).holds:
        yield Said("increasing", "never decreasing", weak)
    elif (weak := judged(slope, S.Zero, "≤")).holds:
        yield Said("decreasing", "never increasing", weak)
    elif up.status == down.status == "refuted" and _strict(up, -1) and _strict(down, 1):
        found = replace(up, status="verified", counterexample=None)
        yield Said("depends", "increasing or decreasing: it depends", found, (down.counterexample, up.counterexample))
    else:
        yield Said(
            "unknown",
            "the sign of the slope could not be decided",
            replace(up, status="undecided", counterexample=None),
        )


def _strict(v: Verdict, sign: int) -> bool:
    """Does the counterexample show a slope of this sign, and not 0?"""
    left = v.counterexample.get("left") if v.counterexample else None
    return isinstance(left, (int, float)) and sign * left > 0


def pairs(found: Sequence[Response]) -> tuple[tuple[Any, Any], ...]:
    """Terms that the quantity is bilinear in: linear in each, the slope by one with the other in it."""
    linear = [r for r in found if r.says("linear")]
    return tuple((a.term, b.term) for k, a in enumerate(linear) for b in linear[k + 1 :] if depends(a.slope, b.term))
