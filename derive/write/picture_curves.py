"""Pictures of functions: curves with their derivatives, several together, points, straight lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.write.picture_plot import INK, LINE, figure, figures

Curve = tuple[str, Any, Any]  # label, x, y

DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)))


def curves(shown: Sequence[Curve], across: str, up: str = "", *, size: tuple[float, float] = (5.4, 3.4),
           logarithmic: str = "", points: Sequence[tuple[float, float]] = ()) -> Any:  # fmt: skip
    """Curves in one picture, told apart by colour and by dashes. across, up: labels; logarithmic: `x`, `y`, `xy`."""
    fig, axes = figure(*size)
    draw(axes, shown, across, up, logarithmic)
    for x, y in points:
        axes.plot([x], [y], "o", color=LINE[1], markersize=5)
    return fig


def beside(left: Sequence[Curve], right: Sequence[Curve], across: str, ups: tuple[str, str]) -> Any:
    """Two pictures of curves side by side."""
    fig, axes = figures(9.2, 3.3, 2)
    for a, shown, up in zip(axes, (left, right), ups, strict=True):
        draw(a, shown, across, up, named=False)
    keys, labels = axes[0].get_legend_handles_labels()
    fig.legend(keys, labels, loc="outside right upper", frameon=False, labelcolor=INK, fontsize=9)
    return fig


def draw(axes: Any, shown: Sequence[Curve], across: str, up: str, logarithmic: str = "", named: bool = True) -> None:
    """Curves on given axes."""
    for k, (label, x, y) in enumerate(shown):
        axes.plot(x, y, color=LINE[k % len(LINE)], linestyle=DASHES[k % len(DASHES)], linewidth=1.7, label=label)
    axes.set_xlabel(across, color=INK)
    axes.set_ylabel(up, color=INK)
    if "x" in logarithmic:
        axes.set_xscale("log")
    if "y" in logarithmic:
        axes.set_yscale("log")
    if named and len(shown) > 1:
        axes.legend(frameon=False, labelcolor=INK, fontsize=9)
