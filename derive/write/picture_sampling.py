"""Pictures of sampling: the error against the number of samples, and a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.write.picture_plot import INK, LINE, figures

if TYPE_CHECKING:
    from derive.api.montecarlo import Estimate

BINS = 60


def convergence(e: Estimate, exact: float | None) -> Any:
    """On the left the error, on logarithmic axes, beside the line of slope -1/2; on the right the values."""
    import numpy as np

    fig, (left, right) = figures(9.0, 3.6, 2)
    counts = np.array([n for n, _, _ in e.trace])
    wanted = e.value if exact is None else exact
    gaps = np.abs(np.array([m for _, m, _ in e.trace]) - wanted)
    spread = e.error * np.sqrt(e.n)
    shown = gaps > 0
    left.loglog(counts[shown], gaps[shown], "o-", color=LINE[0], markersize=3.5, linewidth=1, label="error")
    left.loglog(counts, spread / np.sqrt(counts), "--", color=LINE[1], linewidth=1.4, label=r"$\sigma/\sqrt{n}$")
    left.set_xlabel("samples $n$", color=INK)
    left.set_ylabel(f"distance from {wanted:.6g}", color=INK)
    left.legend(frameon=False, labelcolor=INK, fontsize=9)
    right.hist(e.sampled.first, bins=BINS, color=LINE[0], alpha=0.75)
    right.axvline(e.value, color=LINE[1], linewidth=1.4)
    right.set_xlabel("value", color=INK)
    right.set_ylabel(f"of {len(e.sampled.first):,} samples", color=INK)
    return fig
