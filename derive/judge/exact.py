"""Two trees at one sample, evaluated again at 50 digits at exactly the float64 values: this alone can refute."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

from derive.errors import DeriveError
from derive.expr.heads import Letter
from derive.judge.points import MODERATE, Trial
from derive.numeric.compile import Program, program
from derive.numeric.precise import Mathematics, Precise, TooSlow, digits, exact, number
from derive.numeric.principal import Principal
from derive.numeric.smooth import Smooth

FINE = (9, 10)  # powers of ten of the steps
DIGITS = (90, 70)  # worked with; what depends on them is no value
DECADES = 250  # of a value, beyond which what may cancel is not followed
POWERS = 4  # to which such a value may be raised
DIFFER = 15  # digits to which two values must agree
NEARLY = 40  # digits to which equal values agree where nothing is a difference
STRICT = ("<", ">", "≠")
RESOLVED = 65  # digits to which two values that agree are not known to be in an order
SAME = 85  # digits to which equal values agree
TRUSTED = 20  # digits to which a value must be known
FAILURES = (DeriveError, TooSlow, ArithmeticError, ValueError, TypeError, AttributeError, IndexError)


class Exact:
    """The judgement of pairs of trees at 50 digits. seconds: for all judgements of one pair."""

    def __init__(self, trees: Sequence[Any], made: Program, seconds: float, **how: Any) -> None:
        self.trees, self.made, self.seconds, self.how = trees, made, seconds, how
        self._made: dict[tuple[int, int], Any] = {}

    def __call__(self, i: int, j: int, trial: Trial, sample: int, relation: str) -> dict[str, Any] | None:
        """{"differ": False}, or the counterexample with "differ": True; None where 50 digits can't be had.

        "nearly": there is a difference, too small to be shown by float64 numbers.
        """
        with digits(DIGITS[0]):
            try:
                made, function = self._function(i, j)
                runs = [self._run(made, function, trial, sample, k) for k in range(2)]
                said = self._weighed(runs, trial, sample, relation)
                if said is not None and said["differ"]:
                    runs[1] = self._again(made, trial, sample)
                    return self._weighed(runs, trial, sample, relation)
                return said
            except FAILURES:
                return None

    def unreal(self, pair: tuple[int, int], k: int, trial: Trial, sample: int) -> dict[str, Any] | None:
        """The counterexample where side k of a pair is complex and the other side has a value, NaN for side k; None
        where that is not so, or not known."""
        import mpmath as mp

        with digits(DIGITS[0]):
            try:
                made, function = self._function(*pair)
                values = [self._run(made, function, trial, sample, r) for r in range(2)]
                made = self._program(pair[k : k + 1])
                principal = Principal(time.process_time() + self.seconds)
                z = self._run(made, made.function(principal, Mathematics()), trial, sample, 0, inside=False)[0].item()
                (p, q), (p1, _) = ([v[n].item() for n in (1 - k, k)] for v in values)
            except FAILURES:
                return None
            scale = max(abs(p), mp.mpf(10) ** -30)
            if not mp.isfinite(p) or abs(p - p1) > mp.mpf(10) ** -TRUSTED * scale or not mp.isnan(q):
                return None
            if not isinstance(z, mp.mpc) or not mp.isfinite(z) or abs(z.imag) <= mp.mpf(10) ** -DIFFER * abs(z):
                return None
            sides = (float(p), math.nan) if k else (math.nan, float(p))
            return {"at": self._shown(trial, sample), "left": sides[0], "right": sides[1]}

    def _again(self, made: Program, trial: Trial, sample: int) -> list[Any]:
        """Both sides with as many digits more as what cancels in them may take."""
        measure = Precise(time.process_time() + self.seconds, measured=True)
        self._run(made, made.function(measure, Mathematics()), trial, sample, 0)
        if measure.decades > DECADES:
            raise TooSlow
        with digits(DIGITS[0] + POWERS * measure.decades):
            return self._run(made, made.function(measure, Mathematics()), trial, sample, 0, inside=False)

    def _function(self, i: int, j: int) -> tuple[Program, Any]:
        if (i, j) not in self._made:
            made = self._program((i, j))
            self._made[i, j] = made, made.function(Precise(time.process_time() + self.seconds), Mathematics())
        found: tuple[Program, Any] = self._made[i, j]
        return found

    def _program(self, numbers: Sequence[int]) -> Program:
        others = tuple(p.of for p in self.made.parameters if isinstance(p.of, Letter))
        trees = [self.trees[n] for n in numbers]
        return program(trees, precise=True, batched=False, single=False, letters=others, **self.how)

    def _run(self, made: Program, function: Any, trial: Trial, sample: int, k: int, inside: bool = True) -> list[Any]:
        """Both sides: at two steps, or (inside) at two numbers of digits."""
        import mpmath as mp
        import numpy as np

        names = {p.plain: p.name for p in self.made.parameters}
        given = {}
        for p in made.parameters:
            value = trial.given[names[p.plain]]
            if isinstance(value, np.ndarray):
                given[p.name] = exact(value[sample])
            else:
                given[p.name] = _precisely(value) if isinstance(value, Smooth) else value
        if made.differs:
            given["step"] = mp.mpf(10) ** -FINE[k]
        if made.differs or not inside:
            return [np.asarray(v, dtype=object) for v in function(**given)]
        with digits(DIGITS[k]):
            return [np.asarray(v, dtype=object) for v in function(**given)]

    def _weighed(self, runs: list[list[Any]], trial: Trial, sample: int, relation: str) -> dict[str, Any] | None:
        import mpmath as mp
        import numpy as np

        form = np.broadcast_shapes(*(v.shape for v in runs[0]))
        (a, b), (a1, b1) = ([np.broadcast_to(v, form).ravel() for v in run] for run in runs)
        known = nearly = False
        for p, q, p1, q1 in zip(a, b, a1, b1, strict=True):
            p, q, p1, q1 = (number(x) for x in (p, q, p1, q1))
            if not (mp.isfinite(p) and mp.isfinite(q)):
                continue
            known = True
            scale = max(abs(p), abs(q), mp.mpf(10) ** -30)
            if max(abs(p - p1), abs(q - q1)) > mp.mpf(10) ** -TRUSTED * scale:
                return None
            nearly = nearly or not self.made.differs and abs(p - q) > mp.mpf(10) ** -NEARLY * scale
            if relation in STRICT and abs(p - q) <= _blur(p, q, p1, q1):
                equal = not self.made.differs and abs(p - q) <= mp.mpf(10) ** -SAME * max(abs(p), abs(q))
                if _far(trial, sample) or not (equal or self.made.differs):
                    return None
                wrong = True
            else:
                wrong = _wrong(p, q, scale, relation)
            if wrong:
                left, right = ([float(x) for x in v] for v in (a, b))
                return {
                    "differ": True,
                    "nearly": False,
                    "error": float(abs(p - q) / scale),
                    "at": self._shown(trial, sample),
                    "left": np.reshape(left, form).tolist(),
                    "right": np.reshape(right, form).tolist(),
                }
        return {"differ": False, "nearly": nearly} if known else None

    def _shown(self, trial: Trial, sample: int) -> dict[str, Any]:
        import numpy as np

        at: dict[str, Any] = {}
        for p in self.made.parameters:
            value = trial.given[p.name]
            if isinstance(value, Smooth):
                at[p.plain] = value.text()
            else:
                at[p.plain] = value[sample].tolist() if isinstance(value, np.ndarray) else value
        return at


def _blur(p: Any, q: Any, p1: Any, q1: Any) -> Any:
    """How far apart two values may be without their order being known: by their digits, and by their two runs."""
    import mpmath as mp

    return max(mp.mpf(10) ** -RESOLVED * max(abs(p), abs(q)), 10 * max(abs(p - p1), abs(q - q1)))


def _far(trial: Trial, sample: int) -> bool:
    """Is a letter so large that values may come closer than any number of digits shows: `1 - e^{-e^x} < 1`?"""
    import numpy as np

    arrays = [v[sample] for v in trial.given.values() if isinstance(v, np.ndarray)]
    return any(bool((np.abs(v) > MODERATE).any()) for v in arrays)


def _precisely(f: Smooth) -> Any:
    """The function at 50 digits also of an index, which comes as a float64."""
    import numpy as np

    def called(*args: Any) -> Any:
        arrays = (np.asarray(a) for a in args)
        return f(*(a if a.dtype == object else exact(a) for a in arrays))

    return called


def _wrong(p: Any, q: Any, scale: Any, relation: str) -> bool:
    """Does `p relation q` fail, beyond the rounding at 50 digits? Of a strict relation the two are known to differ."""
    import mpmath as mp

    tiny, far = mp.mpf(10) ** -45 * scale, mp.mpf(10) ** -DIFFER * scale
    table = {"<": p > q, "≤": p - q > tiny, ">": q > p, "≥": q - p > tiny, "≠": False}
    return bool(table.get(relation, abs(p - q) > far))
