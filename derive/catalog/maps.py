"""Rows about maps of the plane and of space: Jacobians, determinants, singular values, Hessians, robot arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from typing import Any

from derive.api.claims import verify
from derive.api.derivations import Derivation, jacobian
from derive.catalog.parts import Claimed, Derived, Judged, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.expression import Expression, Statement
from derive.verdicts import Verdict

SIDES = (0.4, 0.2, 0.1, 0.05)
POINT = (0.4, 1.2)  # where the square stands
ARM = (1.0, 0.7)
POSE = (0.6, 0.9)


def equal(left: Any, right: Expression) -> Statement:
    """The claim that a derived tree equals a formula."""
    return Statement((Expression(left, right.scope), right), ("=",))


# ---- Jacobians -------------------------------------------------------------------------------------------------------


def jacobians(made: Section) -> Iterator[Part]:
    """Coordinates with their determinants, a map that bends a square, singular values, the sign of a determinant."""
    yield from map(Derived, made)
    matrix, determinant = made[6].numpy(), made[7].numpy()
    yield Words(
        r"What a determinant says: a small square at $(x, y)$ becomes nearly a parallelogram whose area is "
        r"$\lvert \det J \rvert$ times the area of the square. For the map $(x^2 + y, \sin(x y))$ at "
        f"$({POINT[0]}, {POINT[1]})$:"
    )
    rows = [(h, *_areas(made[6], h)) for h in SIDES]
    det = float(determinant(x=POINT[0], y=POINT[1]))
    table = tuple((f"${h:g}$", f"${a:.6f}$", f"${a / h**2:.5f}$") for h, a in rows)
    yield Table(
        ("side", "area of the image", "ratio"), table, rf"The ratio tends to $\lvert \det J \rvert = {abs(det):.5f}$."
    )
    yield _tends(rows, abs(det))
    yield Picture("square", "A square, its image, and the parallelogram that the Jacobian makes of it.",
                  lambda: _square(made[6]))  # fmt: skip
    yield Words(
        "Its singular values are the largest and the smallest stretch of any direction; the largest is the spectral "
        "norm, their product the size of the determinant. Where the determinant is negative the map turns a picture "
        "over; where it is zero a direction is lost and the map has no inverse nearby."
    )
    stretches, gap = _singular(matrix, determinant)
    yield stretches
    fine = Verdict("verified", gap, samples=len(stretches.rows)) if gap < 1e-12 else Verdict("refuted", gap)
    yield Judged(r"In every row $\sigma_1 \sigma_2 = \lvert \det J \rvert$.", fine)


def _image(d: Derivation, x: Any, y: Any) -> Any:
    """The map itself at points, from the problem's own formula."""
    import numpy as np

    parts = [Expression(e, d.problem.scope).numpy() for e in d.problem.of.entries]
    return [np.broadcast_to(f(**{k: v for k, v in (("x", x), ("y", y)) if k in f.letters}), np.shape(x)) for f in parts]


def _edge(side: float) -> tuple[Any, Any]:
    """The boundary of a square around the point, counter-clockwise."""
    import numpy as np

    t = np.linspace(-side / 2, side / 2, 101)
    flat = np.full_like(t, side / 2)
    x = np.concatenate([t, flat, -t, -flat]) + POINT[0]
    y = np.concatenate([-flat, t, flat, -t]) + POINT[1]
    return x, y


def _areas(d: Derivation, side: float) -> tuple[float]:
    """The area of the image of a square, by the boundary."""
    import numpy as np

    u, v = _image(d, *_edge(side))
    return (abs(float(np.sum(u * np.roll(v, -1) - np.roll(u, -1) * v)) / 2),)


def _tends(rows: Sequence[tuple[float, float]], det: float) -> Judged:
    """Do the ratios come four times closer when the side is halved?"""
    gaps = [abs(a / h**2 - det) for h, a in rows]
    rates = [a / b for a, b in zip(gaps, gaps[1:], strict=False)]
    fine = all(3 < r < 5 for r in rates)
    verdict = Verdict("verified", gaps[-1], samples=len(rows)) if fine else Verdict("undecided", reason="no clear rate")
    return Judged("Halving the side brings the ratio four times closer.", verdict)


def _square(d: Derivation) -> Any:
    import numpy as np

    from derive.write.picture_plot import INK, LINE, figures

    fig, (left, right) = figures(7.6, 3.4, 2)
    x, y = _edge(SIDES[0])
    j = d.numpy()(x=POINT[0], y=POINT[1])
    linear = j @ np.stack([x - POINT[0], y - POINT[1]])
    u, v = _image(d, x, y)
    centre = [float(c[0]) for c in _image(d, np.array([POINT[0]]), np.array([POINT[1]]))]
    left.fill(x, y, color=LINE[0], alpha=0.25, linewidth=0)
    left.plot(x, y, color=LINE[0], linewidth=1.6)
    right.fill(u, v, color=LINE[0], alpha=0.25, linewidth=0)
    right.plot(u, v, color=LINE[0], linewidth=1.6, label="image")
    right.plot(linear[0] + centre[0], linear[1] + centre[1], "--", color=LINE[1], linewidth=1.4, label="by $J$")
    (area,) = _areas(d, SIDES[0])
    left.set_title(f"area {SIDES[0] ** 2:.4f}", color=INK, fontsize=10)
    right.set_title(rf"area {area:.4f}, ratio {area / SIDES[0] ** 2:.3f}; $|\det J|$ = {abs(np.linalg.det(j)):.3f}",
                    color=INK, fontsize=10)  # fmt: skip
    for a, names in ((left, ("$x$", "$y$")), (right, (r"$x^2 + y$", r"$\sin(x y)$"))):
        a.set_aspect("equal")
        a.set_xlabel(names[0], color=INK)
        a.set_ylabel(names[1], color=INK)
    right.legend(frameon=False, labelcolor=INK, fontsize=9)
    return fig


def _singular(matrix: Any, determinant: Any) -> tuple[Table, float]:
    """Singular values and determinants at points, and how far their products are apart."""
    import numpy as np

    rows, gap = [], 0.0
    for x, y in (POINT, (1.2, 0.5), (1.0, 2.0)):
        sizes = np.linalg.svd(matrix(x=x, y=y), compute_uv=False)
        det = float(determinant(x=x, y=y))
        gap = max(gap, abs(float(sizes[0] * sizes[1]) - abs(det)))
        said = "lost: a direction goes to $0$" if abs(det) < 1e-12 else "kept" if det > 0 else "turned over"
        rows.append((f"$({x:g}, {y:g})$", f"${sizes[0]:.4f}$", f"${abs(sizes[1]):.4f}$", f"${_n(det)}$", said))
    head = ("point", r"$\sigma_1 = \lVert J \rVert_2$", r"$\sigma_2$", r"$\det J$", "orientation")
    return Table(head, tuple(rows)), gap


# ---- Hessians --------------------------------------------------------------------------------------------------------


def hessians(made: Section) -> Iterator[Part]:
    """Critical points found and classified by the eigenvalues of the derived Hessian."""
    gradient, hessian = made[0], made[1]
    yield from map(Derived, made.derivations[:2])
    points = critical(gradient, hessian)
    yield Words("Where the gradient vanishes, the signs of the eigenvalues of the Hessian tell what the point is:")
    head = ("point", "eigenvalues of the Hessian", "so it is")
    rows = tuple((f"$({_n(p[0])}, {_n(p[1])})$", f"${_n(e[0])}, {_n(e[1])}$", kind(e)) for p, e in points)
    yield Table(head, rows)
    worst = max(abs(v) for p, _ in points for v in gradient.numpy()(x=p[0], y=p[1]).ravel())
    verdict = Verdict("verified" if worst < 1e-9 else "undecided", float(worst), samples=len(points))
    yield Judged("At each of these points the derived gradient is zero.", verdict)
    yield Picture("contours", "Level lines with the critical points.", lambda: _contours(gradient, points))
    yield Words(
        "A Jacobian belongs to a vector, a Hessian to a scalar: the Hessian is the Jacobian of the gradient. So the "
        "same matrix comes out of the gradient by first derivatives alone:"
    )
    again = jacobian(Expression(gradient.result.tree, gradient.problem.scope), "x, y")
    yield Derived(again)
    yield Judged("This is the Hessian above.", verify(equal(again.result.tree, hessian.result)))
    yield Words("The same for the function of Rosenbrock, on which optimisers are tried:")
    yield from map(Derived, made.derivations[2:])
    ((p, e),) = critical(*made.derivations[2:])
    ratio = float(e[1] / e[0])
    yield Words(
        f"Its only critical point is $({_n(p[0])}, {_n(p[1])})$, with the eigenvalues ${_n(e[0])}$ and ${_n(e[1])}$: "
        f"{kind(e).split(':')[0]}. It bends ${ratio:.0f}$ times as much across its valley as along it, so gradient "
        "descent is slow."
    )


def _n(x: float) -> str:
    return f"{round(x, 4) + 0.0:g}"


def critical(gradient: Derivation, hessian: Derivation) -> list[tuple[Any, Any]]:
    """Critical points in a window with the eigenvalues of the Hessian: Newton's method from a grid of starts."""
    import numpy as np

    g, h = gradient.numpy(), hessian.numpy()
    found: list[tuple[Any, Any]] = []
    for start in ((a, b) for a in (-1.7, -0.6, 0.6, 1.7) for b in (-1.7, -0.6, 0.6, 1.7)):
        p = np.array(start)
        for _ in range(40):
            matrix = np.broadcast_to(h(x=p[0], y=p[1]), (2, 2))
            if abs(np.linalg.det(matrix)) < 1e-9:
                break
            p = p - np.linalg.solve(matrix, g(x=p[0], y=p[1]).ravel())
        zero = float(np.abs(g(x=p[0], y=p[1])).max()) < 1e-10 and np.abs(p).max() < 3
        if zero and all(np.abs(p - q).max() > 1e-6 for q, _ in found):
            found.append((p, np.linalg.eigvalsh(h(x=p[0], y=p[1]))))
    return sorted(found, key=lambda f: tuple(np.round(f[0], 6)))


def kind(eigenvalues: Any) -> str:
    """What a critical point is."""
    if (eigenvalues > 1e-9).all():
        return "a minimum: it bends upwards in every direction"
    if (eigenvalues < -1e-9).all():
        return "a maximum: it bends downwards in every direction"
    if (abs(eigenvalues) < 1e-9).any():
        return "not decided by second derivatives"
    return "a saddle: up in one direction, down in another"


def _contours(gradient: Derivation, points: Sequence[tuple[Any, Any]]) -> Any:
    import numpy as np

    from derive.write.picture_plot import INK, LINE, figure

    fig, axes = figure(4.8, 4.0)
    x, y = np.meshgrid(np.linspace(-2, 2, 61), np.linspace(-2, 2, 61))
    z = Expression(gradient.problem.of, gradient.problem.scope).numpy()(x=x, y=y)
    lines = axes.contour(x, y, z, levels=np.arange(-6, 6.5, 0.8), cmap=_colours(), linewidths=1.1)
    axes.clabel(lines, lines.levels[::3], fontsize=7)
    marks = {"a minimum": ("o", LINE[2]), "a maximum": ("^", LINE[1]), "a saddle": ("X", LINE[0])}
    for p, e in points:
        name = kind(e).split(":")[0]
        mark, colour = marks.get(name, ("s", INK))
        axes.plot([p[0]], [p[1]], mark, color=colour, markersize=8, label=name)
    keys = dict(zip(*axes.get_legend_handles_labels()[::-1], strict=True))
    axes.legend(keys.values(), keys.keys(), frameon=False, labelcolor=INK, fontsize=9, loc="upper left",
                bbox_to_anchor=(1, 1))  # fmt: skip
    axes.set_xlabel("$x$", color=INK)
    axes.set_ylabel("$y$", color=INK)
    axes.set_aspect("equal")
    return fig


def _colours() -> Any:
    """Colours that show on white and on black."""
    import matplotlib
    from matplotlib.colors import ListedColormap

    return ListedColormap(matplotlib.colormaps["plasma"]([0.2 + 0.6 * k / 63 for k in range(64)]))


# ---- a robot arm -----------------------------------------------------------------------------------------------------


def robot_arm(made: Section) -> Iterator[Part]:
    """Position, Jacobian, determinant, error of the linear approximation, singular poses."""
    jac, det, *many = made
    p = _tip(POSE)
    yield Words(
        r"The tip is at $p = (l_1 \cos \theta_1 + l_2 \cos(\theta_1 + \theta_2), "
        r"l_1 \sin \theta_1 + l_2 \sin(\theta_1 + \theta_2))$. "
        f"For $l_1 = {ARM[0]:g}$, $l_2 = {ARM[1]:g}$ and $\\theta = ({POSE[0]}, {POSE[1]})$ this is "
        f"$p = ({p[0]:.4f}, {p[1]:.4f})$."
    )
    yield Derived(jac)
    yield Derived(det)
    from derive.expression import read

    known: Any = read(r"l_1 l_2 \sin\theta_2", det.problem.scope)
    yield Claimed(equal(det.result.tree, known), "The addition theorem makes it shorter:")
    yield Words(
        r"So the arm is singular where $\sin\theta_2 = 0$: stretched out or folded back, its tip moves along a circle "
        "and not outwards. The singular values show how far the tip moves in its best and in its worst direction."
    )
    yield Table(*_poses(jac, det))
    rows = _errors(jac)
    yield Words(r"For a small turn of the joints $\Delta p \approx J \Delta\theta$. The error is of second order:")
    shown = tuple((f"${h:g}$", f"${e:.3e}$", f"${e / h**2:.4f}$") for h, e in rows)
    yield Table(("$h$", r"$\lVert \Delta p - J \Delta\theta \rVert$", "divided by $h^2$"),
                tuple((a, _power(b), c) for a, b, c in shown), r"With $\Delta\theta = (h, -h / 2)$.")  # fmt: skip
    rates = [a / b for (_, a), (_, b) in zip(rows, rows[1:], strict=False)]
    fine = all(3.5 < r < 4.5 for r in rates)
    verdict = Verdict("verified", samples=len(rows)) if fine else Verdict("undecided", reason="no clear rate")
    yield Judged("Half the turn, a quarter of the error.", verdict)
    yield Picture("arm", "The arm in four poses, and how its tip can move: an ellipse, flat near a singular pose.",
                  lambda: _arm(jac))  # fmt: skip
    yield Words(
        r"With $n$ joints a joint turns all that comes after it. So the slopes of the two coordinates of the tip by "
        r"the angle of joint $k$ are sums from $k$ on, the entries of column $k$ of the Jacobian:"
    )
    yield from map(Derived, many)
    yield _two(jac, many)


def _two(jac: Derivation, many: Sequence[Derivation]) -> Judged:
    """For two joints the sums are the Jacobian above."""
    import numpy as np

    sums = [np.ravel(d.numpy()(l=list(ARM), theta=list(POSE))) for d in many]
    off = float(np.abs(np.stack(sums) - _call(jac, POSE)).max())
    verdict = Verdict("verified" if off < 1e-12 else "refuted", off, samples=1)
    return Judged("For two joints these are the entries of the Jacobian above.", verdict)


def _power(text: str) -> str:
    from derive.write.document_section import tex

    return f"${tex(float(text.strip('$')), 4)}$"


def _tip(theta: Any) -> tuple[float, float]:
    one, two = ARM
    return one * cos(theta[0]) + two * cos(theta[0] + theta[1]), one * sin(theta[0]) + two * sin(theta[0] + theta[1])


def _at(theta: Any) -> dict[str, float]:
    return {"l_1": ARM[0], "l_2": ARM[1], "theta_1": theta[0], "theta_2": theta[1]}


def _call(d: Derivation, theta: Any) -> Any:
    f = d.numpy()
    return f(**{k: v for k, v in _at(theta).items() if k in f.letters})


def _poses(jac: Derivation, det: Derivation) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]:
    import numpy as np

    rows = []
    for label, second in ((r"0", 0.0), (r"\pi / 6", pi / 6), (r"\pi / 2", pi / 2), (r"\pi", pi)):
        theta = (0.6, second)
        sizes = np.linalg.svd(_call(jac, theta), compute_uv=False)
        d = float(_call(det, theta))
        rows.append((f"${label}$", f"${_n(d)}$", f"${sizes[0]:.4f}$", f"${sizes[1]:.4f}$",
                     "singular" if abs(d) < 1e-12 else "regular"))  # fmt: skip
    head = (r"$\theta_2$", r"$\det J$", r"$\sigma_1$", r"$\sigma_2$", "pose")
    return head, tuple(rows), rf"For $l_1 = {ARM[0]:g}$, $l_2 = {ARM[1]:g}$ and $\theta_1 = 0.6$."


def _errors(jac: Derivation) -> list[tuple[float, float]]:
    import numpy as np

    theta, found = np.array(POSE), []
    for h in (0.2, 0.1, 0.05, 0.025):
        turn = np.array([h, -h / 2])
        moved = np.subtract(_tip(theta + turn), _tip(theta))
        found.append((h, float(np.linalg.norm(moved - _call(jac, theta) @ turn))))
    return found


def _arm(jac: Derivation) -> Any:
    import numpy as np

    from derive.write.picture_plot import INK, LINE, figure

    fig, axes = figure(5.6, 2.7)
    t = np.linspace(0, 2 * pi, 81)
    circle = 0.25 * np.stack([np.cos(t), np.sin(t)])
    for k, theta in enumerate(((0.2, 0.0), (0.7, 0.5), (1.3, 1.2), (2.2, 2.0))):
        elbow = ARM[0] * np.array([cos(theta[0]), sin(theta[0])])
        tip = np.array(_tip(theta))
        axes.plot([0, elbow[0], tip[0]], [0, elbow[1], tip[1]], "o-", color=LINE[k], linewidth=2.2, markersize=5,
                  label=rf"$\theta = ({theta[0]:g}, {theta[1]:g})$")  # fmt: skip
        ring = tip[:, None] + _call(jac, theta) @ circle
        axes.plot(ring[0], ring[1], color=LINE[k], linewidth=1)
    axes.set_aspect("equal")
    axes.set_xlabel("$p_1$", color=INK)
    axes.set_ylabel("$p_2$", color=INK)
    axes.legend(frameon=False, labelcolor=INK, fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    return fig
