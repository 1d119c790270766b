"""Points that samples at random miss: single points of a jump, and where an inequality is closest to failing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.expr.heads import Call, Cases, Indicator, Letter
from derive.expr.trees import nodes
from derive.numeric.compile import Program
from derive.numeric.sampling import Plan

JUMPS = frozenset(["floor", "ceil", "sign", "step"])
WHOLE = (-2.0, -1.0, 0.0, 1.0, 2.0)
DECADES = 5
CLOSER = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)  # relative steps of the search


def jumps(*trees: Any) -> bool:
    """Does anything in the trees jump, so that a single point may have a value of its own?"""
    return any(
        isinstance(e, (Cases, Indicator)) or isinstance(e, Call) and e.function.plain in JUMPS for e in nodes(*trees)
    )


def free(made: Program, told: Plan) -> list[str]:
    """The parameters, by name in the source, that are letters of which nothing is assumed and that bound no sum."""
    found = [p for p in made.parameters if p.role == "value" and isinstance(p.of, Letter)]
    return [p.name for p in found if not p.of.assumptions and p.plain not in told.bounds]


def at_marks(given: dict[str, Any], names: Sequence[str], marks: Sequence[Any], rng: Any) -> dict[str, Any]:
    """The samples with the letters at whole numbers and at the numbers of the formula exactly."""
    import numpy as np

    places = np.array(sorted({*WHOLE, *(float(m) for m in marks)}))
    return {**given, **{n: rng.choice(places, np.shape(given[n])) for n in names}}


def tied(given: dict[str, Any], names: Sequence[str], marks: Sequence[Any]) -> dict[str, Any]:
    """The samples with all letters, and all their entries, at one number each time: 0, whole, or of the formula."""
    import numpy as np

    places = np.array(sorted({*WHOLE, *(float(m) for m in marks)}, key=lambda m: (abs(m), m)))

    def placed(form: tuple[int, ...]) -> Any:
        taken = places[np.arange(form[0]) % len(places)]
        return np.broadcast_to(taken.reshape(-1, *(1,) * (len(form) - 1)), form).copy()

    return {**given, **{n: placed(np.shape(given[n])) for n in names}}


def far_out(given: dict[str, Any], names: Sequence[str], rng: Any) -> dict[str, Any]:
    """The samples with the letters spread over more decades."""
    import numpy as np

    def drawn(form: Any) -> Any:
        return rng.choice([-1.0, 1.0], form) * 10 ** rng.uniform(-DECADES, DECADES, form)

    return {**given, **{n: drawn(np.shape(given[n])) for n in names}}


def around(given: dict[str, Any], names: Sequence[str], best: int, by: float, rng: Any) -> dict[str, Any]:
    """All samples near one of them."""
    import numpy as np

    out = dict(given)
    for n in names:
        x = np.asarray(given[n])
        moved = x[best] + by * rng.normal(size=x.shape) * np.maximum(np.abs(x[best]), 0.1)
        moved[0] = x[best]
        out[n] = moved
    return out
