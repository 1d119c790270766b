"""Rows about vectors and layers: entrywise products, inner products, layers that collapse into one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.api.derivations import gradient
from derive.catalog.parts import Claimed, Code, Derived, Judged, Numbers, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.expression import Statement, read
from derive.verdicts import Verdict

LAYER = {"g": [0.5, -1.0, 2.0], "z": [0.3, -0.7, 1.2]}
TRAP = """import numpy as np

g = np.array([[0.5, -1.0, 2.0]])    # a row, 1 x 3
s = np.array([[0.2], [0.3], [0.1]])  # a column, 3 x 1
print((g * s).shape)
print((g.T * s).ravel().round(3))"""
XOR = r"y = u^\top \operatorname{ReLU}(A x + c)"
XOR_AT = {"A": [[1.0, 1.0], [1.0, 1.0]], "c": [0.0, -1.0], "u": [1.0, -2.0]}
CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


def claim(text: str, let: str | None = None) -> Statement:
    """A claim to be judged."""
    said: Any = read(text, let)
    return said if isinstance(said, Statement) else said.statements[-1]


# ---- entrywise products ----------------------------------------------------------------------------------------------


def hadamard(made: Section) -> Iterator[Part]:
    """Jacobians of the product, the step through an activation, numbers, the trap of broadcasting."""
    import numpy as np

    yield from map(Derived, made.derivations[:2])
    yield Words(
        r"This is how a gradient passes an activation $a = f(z)$. With $g = \partial L / \partial a$ the loss changes "
        r"by $g^\top da$, and so"
    )
    yield Derived(made[2])
    let = "g: n, z: n, f: elementwise"
    yield Claimed(claim(r"f'(z) \odot g = \operatorname{diag}(f'(z)) g", let),
                  "It is a diagonal matrix times a vector, without the zeros:")  # fmt: skip
    step = gradient(r"g^\top \sigma(z)", "z", let="g: n, z: n").numpy()
    delta = np.ravel(step(**LAYER))
    slopes = delta / np.array(LAYER["g"])
    yield Words(r"With numbers, for $f = \sigma$:")
    yield Numbers((("g", "g", LAYER["g"]), ("z", "z", LAYER["z"]), ("slope", r"\sigma'(z)", slopes.tolist()),
                   ("delta", r"\delta = g \odot \sigma'(z)", delta.tolist())))  # fmt: skip
    yield Words(
        "In a program the same star may do something else. A row times a column is a whole matrix, and no error:"
    )
    row, column = np.array([[0.5, -1.0, 2.0]]), np.array([[0.2], [0.3], [0.1]])
    yield Code(TRAP, "python", f"{(row * column).shape}\n{(row.T * column).ravel().round(3)}")
    yield Judged("So the shapes must be equal before two arrays are multiplied entry by entry.",
                 _decided((row * column).shape == (3, 3) and (row.T * column).shape == (3, 1)))  # fmt: skip


def _decided(holds: bool) -> Verdict:
    return Verdict("verified", 0.0, samples=1) if holds else Verdict("refuted", reason="it came out otherwise")


# ---- inner products --------------------------------------------------------------------------------------------------


def dot_product(made: Section) -> Iterator[Part]:
    """As a gradient, as a row, in components; and where the other factor depends on the letter."""
    gradient, components, row, depends = made
    yield Derived(gradient)
    yield Words("As a Jacobian in numerator layout it is a row, the gradient turned over:")
    yield Derived(row)
    yield Words("In components: the inner product is a sum, and $u_k$ stands in one of its terms.")
    yield Derived(components)
    yield Words("When $h = f(u)$ is computed from $u$, $h$ alone is wrong. A second term says how $h$ answers:")
    yield Derived(depends)
    example = claim(r"\frac{\partial}{\partial u} \lVert u \rVert^2 = 2 u", "u: n")
    yield Claimed(example, r"The best known case is $h = u$, in which both terms are the same:")


# ---- layers that collapse --------------------------------------------------------------------------------------------


def linear_collapse(made: Section) -> Iterator[Part]:
    """Layers without an activation are one; with one they compute XOR, which none does without."""
    let = "W_1: h x n, b_1: h, W_2: k x h, b_2: k, W_3: m x k, b_3: m, x: n"
    yield Derived(made[0])
    one = "W_3 (W_2 (W_1 x + b_1) + b_2) + b_3 = (W_3 W_2 W_1) x + (W_3 W_2 b_1 + W_3 b_2 + b_3)"
    yield Claimed(claim(one, let), "So three layers are one, with this matrix and this bias:")
    yield Words("With an activation between them the Jacobian depends on $x$, and nothing collapses:")
    yield Derived(made[1])
    affine = r"(w^\top p + c) + (w^\top q + c) = (w^\top r + c) + (w^\top (p + q - r) + c)"
    yield Claimed(
        claim(affine, "w: n, p: n, q: n, r: n, c: scalar"),
        "XOR is the witness. What a layer without activation says at two opposite corners of a parallelogram adds up "
        "to what it says at the other two:",
    )
    yield Words(r"But XOR is $0$ at $(0, 0)$ and at $(1, 1)$, and $1$ at the other two corners. With one rectifier:")
    yield Words(f"${claim(XOR, 'A: 2x2, x: 2, c: 2, u: 2, y: scalar').latex()}$ with")
    yield Numbers(tuple((k, k, v) for k, v in XOR_AT.items()))
    said = [_xor(x) for x in CORNERS]
    wanted = [abs(a - b) for a, b in CORNERS]
    best = _best()
    rows = [(f"$({a:g}, {b:g})$", f"${w:g}$", f"${y:g}$", f"${v:.2g}$")
            for (a, b), w, y, v in zip(CORNERS, wanted, said, best, strict=True)]  # fmt: skip
    yield Table(("$x$", "XOR", "network", "best layer without activation"), tuple(rows))
    yield Judged("The network computes XOR at all four corners.", _decided(said == wanted))
    yield Picture("xor", "What the network says over the square: at the circles XOR is 1, at the squares 0.", _surface)


def _network() -> Any:
    from derive.api.derivations import formula

    return formula(r"u^\top \operatorname{ReLU}(A x + c)", "A: 2x2, x: 2, c: 2, u: 2").numpy()


def _xor(x: tuple[float, float]) -> float:
    return float(_network()(x=list(x), **XOR_AT))


def _best() -> list[float]:
    """The least-squares affine function at the corners."""
    import numpy as np

    design = np.array([[a, b, 1.0] for a, b in CORNERS])
    wanted = np.array([abs(a - b) for a, b in CORNERS])
    return [float(v) for v in design @ np.linalg.lstsq(design, wanted, rcond=None)[0]]


def _surface() -> Any:
    import numpy as np

    from derive.write.picture_plot import INK, LINE, figure

    fig, axes = figure(4.4, 3.5)
    f = _network()
    t = np.linspace(-0.2, 1.2, 36)
    z = np.array([[float(f(x=[a, b], **XOR_AT)) for a in t] for b in t])
    filled = axes.contourf(t, t, z, levels=np.linspace(-0.4, 1, 15), cmap="viridis")
    axes.contour(t, t, z, levels=[0.5], colors=[LINE[1]], linewidths=1.6)
    for a, b in CORNERS:
        axes.plot([a], [b], "o" if a != b else "s", color="white", markeredgecolor="black", markersize=8)
    axes.set_xlabel("$x_1$", color=INK)
    axes.set_ylabel("$x_2$", color=INK)
    bar = fig.colorbar(filled)
    bar.set_label("$y$", color=INK)
    bar.ax.tick_params(colors=INK, labelsize=9)
    return fig
