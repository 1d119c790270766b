"""Activation functions: everything that is said of one is found from its formula and its derived slope."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from derive.api.derivations import differentiate, jacobian
from derive.catalog.facts import Curve
from derive.catalog.parts import Derived, Facts, Judged, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.verdicts import worst

More = Callable[[Section], Iterator[Part]]

FORMULAS: dict[str, tuple[str, str, Mapping[str, float]]] = {
    "sigmoid": (r"\frac{1}{1 + e^{-z}}", r"$\sigma$", {}),
    "tanh": (r"\tanh z", r"$\tanh$", {}),
    "ReLU": (r"\max(0, z)", "ReLU", {}),
    "leaky ReLU": (r"\begin{cases} z & z > 0 \\ \alpha z & z \leq 0 \end{cases}", "leaky ReLU", {"alpha": 0.1}),
    "ELU": (r"\begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \leq 0 \end{cases}", "ELU", {"alpha": 1.0}),
    "GELU": (r"\frac{z}{2} \left(1 + \operatorname{erf}\left(\frac{z}{\sqrt{2}}\right)\right)", "GELU", {}),
    "swish": (r"z \sigma(z)", "swish", {}),
    "softplus": (r"\ln(1 + e^z)", "softplus", {}),
}
DEPTH = 30  # layers of the picture of vanishing gradients


def activation(**at: float) -> More:
    """The parts of one activation function. at: values of its other letters for numbers and pictures."""

    def more(made: Section) -> Iterator[Part]:
        curve = Curve(made[0], at)
        yield from map(Derived, made)
        where = " and ".join(f"$\\{x} = {v:g}$" for x, v in at.items())
        yield Words(f"What the formula and its slope say{f', for {where}' if where else ''}:")
        yield Facts(tuple((f.name, f.words, f.verdict) for f in curve.facts()))
        z = curve.letter.latex
        caption = f"The function $f({z})$ and its derivative $f'({z})$" + (f" for {where}." if where else ".")
        yield Picture("curve", caption, lambda: _drawn(curve))

    return more


def _drawn(curve: Curve) -> Any:
    import numpy as np

    from derive.write.picture_curves import curves

    z = _points(not curve.derivation.kernel.assumes)
    name = curve.letter.latex
    slopes = np.where(z == 0, np.nan, curve.slopes(z)) if curve.derivation.kernel.assumes else curve.slopes(z)
    return curves([(f"$f({name})$", z, curve.values(z)), (f"$f\\,'({name})$", z, slopes)], f"${name}$")


def _points(smooth: bool) -> Any:
    """Where a curve is drawn; around a kink both its sides."""
    import numpy as np

    z = np.linspace(-5, 5, 201)
    return z if smooth else np.sort(np.concatenate([z, [-1e-9, 1e-9]]))


# ---- all of them together --------------------------------------------------------------------------------------------


def compared(made: Section) -> Iterator[Part]:
    """The row `activations`: slopes side by side, the diagonal Jacobian, what many layers do to a gradient."""
    found = {name: Curve(differentiate(f, "z", let=_let(at)), at) for name, (f, _, at) in FORMULAS.items()}
    rows = tuple(_row(name, c) for name, c in found.items())
    yield Table(("activation", "$f'(z)$", "range", "monotone", "zero-centred", "largest slope", "saturates",
                 "differentiable"), rows)  # fmt: skip
    said = [f.verdict for c in found.values() for f in (c.range, c.growth, c.symmetry, c.steepest) if f.verdict]
    said += [c.derivation.verify() for c in found.values()]
    where = r"with $\alpha = 0.1$ in leaky ReLU and $\alpha = 1$ in ELU"
    yield Judged(f"Every slope is derived, every range, sign and bound judged, {where}.", worst(said))
    yield Picture("curves", "The functions, and their derivatives.", lambda: _together(found))
    yield Words("A layer applies its activation to every entry by itself. So its Jacobian is diagonal:")
    yield Derived(jacobian("f(z)", "z", let="f: elementwise, z: n"))
    yield Words(
        "Through many layers the chain rule multiplies slopes. For three of them:",
    )
    chain = differentiate("f(f(f(x)))", "x", let="f: function")
    yield Derived(chain)
    depths = (1, 5, 10, 20, DEPTH)
    products = {name: _products(c) for name, c in found.items()}
    shown = tuple((name, *(f"${_number(p[n - 1])}$" for n in depths)) for name, p in products.items())
    head = ("activation", *(f"{n} layer{'s' if n > 1 else ''}" for n in depths))
    yield Table(head, shown, "The product of the slopes along $h_{l+1} = f(h_l)$ from $h_0 = 1$.")
    yield Picture("vanishing", "What is left of a gradient after $l$ layers.", lambda: _vanishing(products))


def _let(at: Mapping[str, float]) -> str:
    return ", ".join(["z: scalar", *(rf"\{x}: positive" for x in at)])


def _row(name: str, c: Curve) -> tuple[str, ...]:
    slope = c.derivation.result.latex()
    first = c.saturation.words.split(":")[0]
    growth = c.growth.words.split(":")[0]
    centred, smooth = (f.words.split(":")[0] for f in (c.symmetry, c.kink))
    return name, f"${slope}$", c.range.words, growth, centred, c.steepest.words, first, smooth


def _products(c: Curve) -> list[float]:
    """The product of the slopes after 1, 2, … layers."""
    h, product, found = 1.0, 1.0, []
    for _ in range(DEPTH):
        product *= float(c.slopes(h))
        h = float(c.values(h))
        found.append(product)
    return found


def _number(x: float) -> str:
    from derive.write.document_section import tex

    return tex(x, 3)


def _together(found: Mapping[str, Curve]) -> Any:
    import numpy as np

    from derive.write.picture_curves import beside

    z = np.linspace(-4, 4, 161)
    left = [(FORMULAS[n][1], z, c.values(z)) for n, c in found.items()]
    right = [(FORMULAS[n][1], z, c.slopes(z)) for n, c in found.items()]
    return beside(left, right, "$z$", ("$f(z)$", r"$f\,'(z)$"))


def _vanishing(products: Mapping[str, list[float]]) -> Any:
    from derive.write.picture_curves import curves

    layers = list(range(1, DEPTH + 1))
    shown = [(FORMULAS[n][1], layers, [max(abs(v), 1e-30) for v in p]) for n, p in products.items()]
    return curves(shown, "layers $l$", r"$\prod_{k \leq l} |f\,'(h_k)|$", logarithmic="y", size=(6.0, 3.8))
