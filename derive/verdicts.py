"""What a judgement says: `Verdict` and its JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

ORDER = ("proved", "verified", "undecided", "refuted")  # from best to worst


@dataclass(frozen=True, slots=True, repr=False)
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

    def __str__(self) -> str:
        """`verified at 50 points, largest error 1e-12`; of a chain, a line for each link."""
        if len(self.links) > 1:
            return "\n".join(map(str, self.links))
        return f"{self.status}{self._reason()}"

    def __repr__(self) -> str:
        return str(self)

    def _reason(self) -> str:
        if self.counterexample:
            at = ", ".join(f"{k} = {_short(v)}" for k, v in self.counterexample["at"].items())
            left, right = (_short(self.counterexample[side]) for side in ("left", "right"))
            return f": left side {left}, right side {right}" + (f" at {at}" if at else "")
        if self.status == "verified" and self.error is not None:
            return f" at {self.samples} points, largest error {self.error:.1g}"
        return f": {self.reason}" if self.reason else ""

    def _repr_html_(self) -> str:
        colour = {"refuted": "#b3261e", "undecided": "#8a6100"}.get(self.status, "#2f7148")
        rows = (escape(row).split(maxsplit=1) for row in str(self).splitlines())
        shown = (f'<b style="color: {colour}">{first}</b> {" ".join(rest)}' for first, *rest in rows)
        return f"<div>{'<br>'.join(shown)}</div>"

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


def _short(value: Any) -> str:
    """Six digits of a number, the entries of an array."""
    value = plain(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_short, value))}]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


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
