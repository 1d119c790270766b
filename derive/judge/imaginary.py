"""Equations whose i is the imaginary unit: both sides evaluated with complex numbers at many digits.

Other letters are real, those that count (n, k) whole numbers; z and w are complex where a bar, a star, Re or Im stands
over them. A real part is half the sum of a formula and its conjugate, which is the formula with -i for i.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Integer, S

from derive.errors import DeriveError
from derive.expr.heads import Call, Derivative, Frac, Letter, Range, letter, letters, minus, plus, shape, times
from derive.expr.imaginary import CONJUGATED, UNIT
from derive.expr.operators import Integral
from derive.expr.scope import IMAGINARY, Scope
from derive.expr.trees import nodes, rebuild, substitute
from derive.numeric.compile import program
from derive.numeric.precise import Mathematics, TooSlow, digits
from derive.numeric.principal import Principal
from derive.verdicts import Verdict

COUNTING = ("k", "l", "m", "n", "N", "M", "L", "K", "j", "p", "q")
COMPLEX = ("z", "w")
CONJUGATES = ("bar", "star", "ast", "overline")
DIGITS, AGREE = 60, 14  # worked with; to which the sides agree
SAMPLES, FEWER = 8, 4  # where integrals are measured fewer
MEASURED_WITH, MEASURED = 25, 8  # digits that integrals are measured with, and to which they agree
REASON = "with i the imaginary unit"
FAILURES = (DeriveError, TooSlow, ArithmeticError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)


def unit(scope: Scope, *trees: Any) -> Letter | None:
    """The letter that is the imaginary unit in a text that has an exponential of it, or speaks of complex numbers."""
    if IMAGINARY not in scope.guesses:
        return None
    found = [x for t in trees for x in letters(t) if x.plain == UNIT]
    if not found:
        return letter(UNIT, UNIT) if any(x.plain in CONJUGATED for t in trees for x in letters(t)) else None
    return found[0] if not found[0].shape and not found[0].assumptions else None


def with_unit(scope: Scope) -> Scope:
    """The scope of a text whose i is the imaginary unit."""
    return scope if IMAGINARY in scope.guesses else replace(scope, guesses=(*scope.guesses, IMAGINARY))


def judge_imaginary(lhs: Any, rhs: Any, i: Letter, seed: int, seconds: float) -> Verdict:
    """The verdict of `lhs = rhs` with i² = -1."""
    end = time.process_time() + seconds
    try:
        sides = [_parts(t, i) for t in (lhs, rhs)]
        most = FEWER if any(isinstance(e, Integral) for e in nodes(*sides)) else SAMPLES
        found = [_differ(sides, at, end) for at in _points(sides, i, seed)[:most]]
    except FAILURES as e:
        why = e.message if isinstance(e, DeriveError) else "it has no value with complex numbers"
        return Verdict("undecided", seed=seed, reason=why)
    told = [f for f in found if f is not None]
    wrong = [f for f in told if f["differ"]]
    if len(told) < most // 2 or wrong and len(wrong) < len(told) // 2:
        return Verdict("undecided", seed=seed, reason="its values with complex numbers do not decide it")
    if not wrong:
        return Verdict("verified", 0.0, 10.0**-AGREE, len(told), seed, None, REASON)
    shown = {k: v for k, v in wrong[0].items() if k != "differ"}
    return Verdict("refuted", 1.0, 10.0**-AGREE, len(told), seed, shown, REASON)


def agreeing_imaginary(target: Any, candidates: Sequence[Any], i: Letter, seconds: float, seed: int = 0) -> list[int]:
    """The numbers of the candidates that agree with a target at one point. It proves nothing: judge them."""
    end = time.process_time() + seconds
    found: list[int] = []
    for k, c in enumerate(candidates):
        if time.process_time() > end:
            break
        try:
            sides = [_parts(t, i) for t in (target, c)]
            said = _differ(sides, _points(sides, i, seed)[0], end)
        except FAILURES:
            continue
        if said is not None and not said["differ"]:
            found.append(k)
    return found


def _parts(tree: Any, i: Letter) -> Any:
    """Real and imaginary parts, and conjugates of what is in brackets, by conjugation.

    Raises: DeriveError, ValueError where something else than plain formulas of scalars occurs."""

    def visit(e: Any) -> Any:
        if not isinstance(e, Call) or e.function.kind == "elementary":
            return e
        name = e.function.plain.lower()
        if name not in ("re", "im", "conj") or len(e.arguments) != 1:
            raise ValueError(name)
        z = e.arguments[0]
        other = substitute(z, {i: minus(i)} | {x: _conjugate(x) for x in letters(z) if x.plain in COMPLEX})
        if name == "conj":
            return other
        if name == "re":
            return Frac(plus(z, other), Integer(2))
        return Frac(plus(z, minus(other)), times(Integer(2), i))

    if any(x.shape for x in letters(tree)) or shape(tree):
        raise ValueError("arrays")
    return rebuild(tree, visit)


def _conjugate(x: Letter) -> Letter:
    return letter(rf"\bar{{{x.latex}}}", f"{x.plain}_bar")


def _points(sides: Sequence[Any], i: Letter, seed: int) -> list[dict[str, Any]]:
    """Values of the letters: whole numbers for those that count, conjugates beside what they are of."""
    import mpmath as mp
    import numpy as np

    rng = np.random.default_rng(seed)
    names = sorted({x.plain for t in sides for x in letters(t)} - {i.plain})
    conjugates = {n: n.rpartition("_")[0] for n in names if n.rpartition("_")[2] in CONJUGATES}
    of = {b for b in conjugates.values() if b in names or b in COMPLEX}
    slopes = {v.plain for e in nodes(*sides) if isinstance(e, Derivative) for v in e.variables if isinstance(v, Letter)}
    made = []
    for _ in range(SAMPLES):
        at: dict[str, Any] = {i.plain: mp.mpc(0, 1)}
        for n in sorted({*names, *of} - set(conjugates)):
            a, b = (mp.mpf(float(v)) for v in rng.uniform(0.2, 1.9, 2))
            at[n] = mp.mpc(a, b) if n in of and n in COMPLEX else a
            if n in COUNTING and n not in slopes:
                at[n] = mp.mpf(int(rng.integers(2, 5)))
        at |= {n: mp.conj(at[b]) if b in at else mp.mpf(float(rng.uniform(0.2, 1.9))) for n, b in conjugates.items()}
        made.append(at)
    return made


def _differ(sides: Sequence[Any], at: dict[str, Any], end: float) -> dict[str, Any] | None:
    """Do the sides differ at a point? With the values of the letters and the parts of both sides that do."""
    import mpmath as mp

    measured = any(isinstance(e, Integral) for e in nodes(*sides))
    with digits(MEASURED_WITH if measured else DIGITS):
        a, b = (_value(t, at, end) for t in sides)
        if not (mp.isfinite(a) and mp.isfinite(b)):
            return None
        scale = max(abs(a), abs(b), mp.mpf(1) if measured else mp.mpf(10) ** -20)
        differ = abs(a - b) > mp.mpf(10) ** -(MEASURED if measured else AGREE) * scale
        part = "real" if abs(mp.re(a - b)) >= abs(mp.im(a - b)) else "imag"
        left, right = (float(getattr(mp.mpmathify(v), part)) for v in (mp.mpc(a), mp.mpc(b)))
        shown = {n: _shown(v) for n, v in at.items() if not (isinstance(v, mp.mpc) and v == mp.mpc(0, 1))}
        return {"differ": differ, "at": shown, "left": left, "right": right}


def _value(tree: Any, at: Mapping[str, Any], end: float) -> Any:
    """The value of a formula at a point, of its integrals by quadrature, the inner ones first."""
    import mpmath as mp

    known = dict(at)
    while (found := next((e for e in nodes(tree) if isinstance(e, Integral) and not _inner(e)), None)) is not None:
        over = found.binders[0]
        if len(found.binders) != 1 or not isinstance(over, Range):
            raise ValueError("an integral without bounds")
        bounds = [_bound(b, known, end) for b in over.args[1:]]
        x, body = over.args[0].plain, found.body
        f = _compiled(body, end)
        value, error = mp.quad(_counted(f, known, x), bounds, error=True)
        if error > mp.mpf(10) ** -MEASURED:
            raise ValueError("an integral that is not measured")
        name = letter(f"I_{{{len(known)}}}", f"measured_{len(known)}")
        known[name.plain] = value
        tree = substitute(tree, {found: name})
    return _compiled(tree, end)(known)


def _counted(f: Callable[[Mapping[str, Any]], Any], known: Mapping[str, Any], x: str) -> Callable[[Any], Any]:
    """f of one letter, 0 where an exponential is out of reach: an integral that needs it has a large error."""
    import mpmath as mp

    def value(v: Any) -> Any:
        try:
            return f({**known, x: v})
        except OverflowError:
            return mp.mpf(0)

    return value


def _inner(e: Any) -> bool:
    return any(isinstance(n, Integral) for n in nodes(e.body))


def _bound(t: Any, known: Mapping[str, Any], end: float) -> Any:
    import mpmath as mp

    ends = {S.Infinity: mp.inf, S.NegativeInfinity: -mp.inf}
    return ends[t] if t in ends else _compiled(t, end)(known)


def _compiled(tree: Any, end: float) -> Callable[[Mapping[str, Any]], Any]:
    """The value of a tree without integrals as a function of its letters."""
    import mpmath as mp
    import numpy as np

    made = program([tree], precise=True, batched=False, single=False)
    function = made.function(Principal(end), Mathematics())
    step = {"step": mp.mpf(10) ** -8} if made.differs else {}

    def value(at: Mapping[str, Any]) -> Any:
        if time.process_time() > end:
            raise TooSlow
        given: dict[str, Any] = {}
        for p in made.parameters:
            v = at[p.plain]
            given[p.name] = int(v) if p.role in ("index", "size") else np.asarray(v, dtype=object)
        return mp.mpmathify(np.asarray(function(**given, **step)[0], dtype=object).item())

    return value


def _shown(v: Any) -> Any:
    import mpmath as mp

    return f"{float(v.real):.6g} + {float(v.imag):.6g} i" if isinstance(v, mp.mpc) else float(v)


__all__ = ["REASON", "agreeing_imaginary", "judge_imaginary", "unit", "with_unit"]
