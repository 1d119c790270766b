"""Pictures drawn by matplotlib (the extra `plot`): curves and surfaces, readable in print and on a dark page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from derive.errors import Unsupported, UsageError
from derive.files import write_bytes

if TYPE_CHECKING:
    from derive.api.explain import Explanation, Quantity

INK, GRID = "#6e7781", "#8c959f"  # show on white and on black
LINE = ("#0969da", "#cf222e", "#1a7f37", "#8250df", "#bc4c00", "#bf3989", "#0f7b83", "#9a6700")
POINTS, CELLS = 401, 121
REACH = 4.0  # how far a curve goes to both sides of the example


def figure(width: float = 6.0, height: float = 3.8) -> tuple[Any, Any]:
    """An empty figure and its axes, with a clear background. Raises: Unsupported without matplotlib."""
    fig, (axes,) = figures(width, height, 1)
    return fig, axes


def figures(width: float, height: float, count: int) -> tuple[Any, tuple[Any, ...]]:
    """A figure with several axes side by side. Raises: Unsupported without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise Unsupported("pictures need matplotlib", help='pip install "derive-math[plot]"') from None
    fig = Figure(figsize=(width, height), layout="constrained")
    fig.patch.set_alpha(0)
    return fig, tuple(styled(fig.add_subplot(1, count, k)) for k in range(1, count + 1))


def styled(axes: Any) -> Any:
    """Axes in one ink that shows on white and on black."""
    axes.patch.set_alpha(0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(INK)
    axes.tick_params(which="both", colors=INK, labelsize=9)
    axes.grid(True, color=GRID, alpha=0.25, linewidth=0.6)
    return axes


LOOK: Any = {"svg.hashsalt": "derive", "svg.fonttype": "path", "mathtext.fontset": "cm", "path.simplify_threshold": 0.3}


def save(fig: Any, file: str | Path) -> None:
    """The figure in a file, SVG or PNG by its ending. Raises: UsageError for another ending."""
    suffix = Path(file).suffix.lower()
    write_bytes(str(file), drawn(fig, suffix.removeprefix(".")))


class Drawing(Protocol):
    """What is drawn as SVG by hand, and by matplotlib otherwise: a computational graph."""

    def svg(self) -> str:
        """The picture as SVG."""

    def figure(self) -> Any:
        """The picture as a matplotlib figure."""


def drawn(fig: Any, form: str, dpi: int = 200) -> bytes:
    """The figure (or `Drawing`) as `svg` or `png`, the same bytes for the same picture. Raises: UsageError for another
    form."""
    import io

    import matplotlib
    from matplotlib.text import Text

    if form not in ("svg", "png"):
        raise UsageError(f"a picture is .svg or .png, not {'.' + form if form else 'without an ending'}")
    if by_hand(fig):
        if form == "svg":
            return str(fig.svg()).encode()
        fig = fig.figure()
    out = io.BytesIO()
    for text in fig.findobj(Text):
        text.set_math_fontfamily("cm")
    with matplotlib.rc_context(LOOK):
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type") if form == "svg" else ("Software",))
        fig.savefig(out, format=form, metadata=nothing, dpi=72 if form == "svg" else dpi)
    return out.getvalue()


def by_hand(fig: Any) -> bool:
    """Is it a `Drawing`?"""
    return hasattr(fig, "svg")


def inline(fig: Any) -> str:
    """The figure as an element of a page: nothing refers to anything outside of it."""
    for artist in () if by_hand(fig) else fig.findobj():
        artist.set_clip_on(False)
    text = drawn(fig, "svg").decode()
    return text[text.index("<svg") :]


def explained(e: Explanation) -> Any:
    """The first quantity that has a scalar term, as a curve of it, or over its first two as a surface."""
    for q in e.quantities:
        scalars = [t for t in q.terms if isinstance(q.point.get(t.name), float)]
        if q.value is not None and scalars:
            return _curve(q, *scalars[:1]) if len(scalars) == 1 else _surface(q, *scalars[:2])
    raise Unsupported("a picture needs a term that is a scalar letter, and a point where the formula is real")


def _values(q: Quantity, **given: Any) -> Any:
    """The quantity over arrays of scalar letters; NaN where it is not real."""
    import numpy as np

    f = q.of.numpy()
    return np.asarray(f(**{**{k: v for k, v in q.point.items() if k in f.letters}, **given}), dtype=float)


def _around(value: float, positive: bool, count: int) -> Any:
    import numpy as np

    return (
        np.linspace(value / 20, value * REACH, count) if positive else np.linspace(value - REACH, value + REACH, count)
    )


def _curve(q: Quantity, t: Any) -> Any:
    fig, axes = figure()
    at = q.point[t.name]
    x = _around(at, "positive" in t.kind, POINTS)
    axes.plot(x, _values(q, **{t.name: x}), color=LINE[0], linewidth=1.8)
    axes.plot([at], [q.value], "o", color=LINE[1], markersize=5)
    axes.set_xlabel(f"${t.latex}$", color=INK)
    axes.set_ylabel(_label(q), color=INK)
    return fig


def _surface(q: Quantity, s: Any, t: Any) -> Any:
    import numpy as np

    fig, axes = figure(5.6, 4.2)
    x = _around(q.point[s.name], "positive" in s.kind, CELLS)
    y = _around(q.point[t.name], "positive" in t.kind, CELLS)
    grid = np.meshgrid(x, y)
    z = _values(q, **{s.name: grid[0], t.name: grid[1]})
    filled = axes.contourf(*grid, z, levels=14, cmap="viridis")
    axes.plot([q.point[s.name]], [q.point[t.name]], "o", color=LINE[1], markersize=5)
    axes.set_xlabel(f"${s.latex}$", color=INK)
    axes.set_ylabel(f"${t.latex}$", color=INK)
    bar = fig.colorbar(filled)
    bar.set_label(_label(q), color=INK)
    bar.ax.tick_params(colors=INK, labelsize=9)
    return fig


def _label(q: Quantity) -> str:
    return q.name if q.name.startswith("the ") else f"${q.name}$"
