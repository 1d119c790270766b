"""Approximations judged by the digits that are written: `≈ 0.83` holds of what rounds, or is cut, to 0.83."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.definitions import written_out
from derive.expr.heads import Decimal, Frac, Matrix, Power, Times, base, letters, shape
from derive.expr.scope import Scope
from derive.numeric.compile import calling, program
from derive.verdicts import Verdict


def units(e: Any) -> Any:
    """How much the last digit written of a number counts, of a matrix entry by entry; None for what is no number."""
    if isinstance(e, Matrix):
        found = [units(a) for a in e.entries]
        return None if any(u is None for u in found) else [float(u) for u in found]
    if isinstance(e, Decimal):
        return 10.0 ** -len(e.digits.partition(".")[2])
    if isinstance(e, Integer):
        return 1.0
    match e:
        case Times(args=(S.NegativeOne, rest)) | Times(args=(rest,)):
            return units(rest)
        case Times(args=(Decimal() as d, Power(args=(Integer() as ten, Integer() as k)))) if ten == 10:
            return units(d) * 10.0 ** int(k)
        case Times(args=(Decimal() as d, Integer() as n)) if n > 0:
            return units(d) * float(n)
        case Frac(args=(Decimal() as d, Integer() as n)) if n > 0:
            return units(d) / float(n)
    return None


ROUND = 0.05  # how far a number may be from one that ends in zeros


def rounded_up(value: Any, e: Any) -> bool:
    """Is a whole number that ends in zeros, `150`, near a value that rounds to its other digits, 148.4?"""
    text = str(int(e)).rstrip("0") if isinstance(e, Integer) and e else ""
    unit = 10.0 ** (len(str(int(e))) - len(text)) if text else 1.0
    return unit > 1 and abs(value - int(e)) <= min(0.5 * unit, ROUND * abs(value))


def holds_by_digits(value: Any, written: Any, unit: Any) -> tuple[bool, bool, float]:
    """(rounds to it, is cut to it, largest error in units) for arrays of values and of numbers with these units."""
    import numpy as np

    v, w, u = (np.asarray(x, float).ravel() for x in (value, written, unit))
    v, w, u = np.broadcast_arrays(v, w, u)
    slack = 1e-9 * np.maximum(u, np.abs(v) * 1e-6)
    off = np.abs(v - w)
    cut = (np.abs(v) >= np.abs(w) - slack) & (off < u + slack) & (np.sign(v) * np.sign(w) >= 0)
    rounds = off <= 0.5 * u + slack
    return bool(rounds.all()), bool((rounds | cut).all()), float((off / u).max())


def written_number(e: Any) -> bool:
    """Is it a number, or a matrix of numbers, as written?"""
    return units(e) is not None and (shape(e) == () or isinstance(e, Matrix))


def by_digits(lhs: Any, rhs: Any, relation: str, scope: Scope, seed: int) -> Verdict | None:
    """The verdict of `lhs ≈ 0.83`; None where letters are free, or where `=` holds or fails as it stands."""
    import numpy as np

    if relation not in ("=", "≈"):
        return None
    known = [d for d in scope.definitions if base(d[0]) not in letters(d[1])]
    made = program([written_out(t, known) for t in (lhs, rhs)], single=False)
    given: dict[str, Any] = {}
    for p in made.parameters:
        if p.plain not in scope.values:
            return None
        a = np.asarray(scope.values[p.plain], float)
        given[p.name] = int(a) if p.role in ("index", "size") else a if p.form else np.float64(a)
    value, written = (np.asarray(v, float) for v in calling(made.function(np), given))
    sides = [(units(rhs), value, written), (units(lhs), written, value)]
    judged = [(u, *holds_by_digits(v, w, u)) for u, v, w in sides if u is not None]
    unit, rounds, near, error = min(judged, key=lambda s: s[3])
    exactly = bool(np.allclose(value, written, rtol=1e-12, atol=0))
    if relation == "=":
        if exactly or not near or float(np.max(unit)) >= 1:
            return None
        return Verdict("undecided", seed=seed, reason="equal to the digits written, not exactly: ≈ is meant")
    if near:
        words = None if rounds else "the digits written are cut, not rounded"
        return Verdict("verified", error, 0.5 if rounds else 1.0, 1, seed, reason=words)
    for side, v in ((rhs, value), (lhs, written)):
        if not v.shape and rounded_up(float(v), side):
            return Verdict("verified", error, 0.5, 1, seed, reason="its last zeros are rounded")
    at = {p.plain: scope.values[p.plain] for p in made.parameters}
    found = {"at": at, "left": value.tolist(), "right": written.tolist()}
    return Verdict("refuted", error, 0.5, 1, seed, found)
