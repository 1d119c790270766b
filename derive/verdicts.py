"""What a judgement says: `Verdict` and its JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ORDER = ("proved", "verified", "undecided", "refuted")  # from best to worst


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of an equation, a step or a derivation.

    status: `proved` by an exact decision, `verified` by numbers, `refuted` by a counterexample that 50 digits confirm,
    `undecided` with its reason. error: largest relative difference seen; tolerance: what was allowed there; samples:
    points compared; counterexample: {"at": {name: value}, "left": …, "right": …}; links: the verdicts of a chain.
    """

    status: str
    error: float | None = None
    tolerance: float | None = None
    samples: int = 0
    seed: int = 0
    counterexample: Mapping[str, Any] | None = None
    reason: str | None = None
    assumes: tuple[Any, ...] = ()
    links: tuple[Verdict, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Proved or verified."""
        return self.status in ("proved", "verified")

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a verdict; NaN and infinities are strings."""
        return {
            "status": self.status,
            "error": plain(self.error),
            "samples": self.samples,
            "seed": self.seed,
            "counterexample": plain(self.counterexample),
            "reason": self.reason,
        }


def worst(verdicts: Iterable[Verdict], seed: int = 0) -> Verdict:
    """One verdict for several: the worst of them, with the largest error and the sum of the samples at the worst."""
    found = tuple(verdicts)
    if not found:
        return Verdict("proved", seed=seed)
    last = max(found, key=lambda v: ORDER.index(v.status))
    errors = [v.error for v in found if v.error is not None]
    return Verdict(
        last.status,
        max(errors) if errors else last.error,
        last.tolerance,
        max(v.samples for v in found),
        seed,
        last.counterexample,
        last.reason,
        last.assumes,
        found,
    )


def plain(value: Any) -> Any:
    """Numbers, arrays and mappings as JSON takes them."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
