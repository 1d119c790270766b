"""The parser latex2sympy2: what it reads rightly agrees with ours in value, what it is known to misread is refused."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np
import pytest

from derive.errors import DeriveError, ReadError, Unsupported
from derive.expression import Expression, read

PEER = "latex2sympy2"
needed = pytest.mark.skipif(sys.version_info >= (3, 13), reason="latex2sympy2 can't be installed here")

FRAGMENT = [
    "x + y", "y - x", "-x^2", r"\frac{1}{1+e^{-z}}", r"\ln x", r"\log_2 x", r"\sin^2 x", r"\sin^{-1} z",
    r"\sin x \cos x", r"\sin 2x", r"\sin x y", r"3\left(x+1\right)^2", r"\frac{x^2-1}{x-3}", r"\sqrt{x}",
    r"\sqrt[3]{x}", r"x^{-2} y", r"\exp(x)", r"\tanh x", r"2 \pi r^2", r"x_1 x_2", r"\hat{y} + y", r"a \cdot b",
    r"a \times b", r"0.5 x", r"|x - 2|", r"\max(x, y)", r"a - (b - c)", r"\alpha\beta", r"\frac{a}{b} c",
    r"\sum_{i=1}^{4} i^2 x", r"\prod_{k=1}^{3} k x", r"e^{x y}", r"10^{-3} x", r"\cosh^2 x - \sinh^2 x",
    r"\ln(x) y", r"\frac{d}{dx} x^3", r"x^{2y}", r"2^{x} + 3^{-y}", r"\arctan x", r"\frac{\frac{a}{b}}{c}",
]  # fmt: skip

MISREAD = {
    r"\log x": "base", r"\log(x) + 1": "base", r"W^{\top} x": "transpose", "A^T B": "transpose",
    "f'(x)": "f(x)", r"x' + 1": "prime", "a = b + c": "last side", "a = b = c": "last side",
    r"x \approx 3": "last side",
    "f(x)": "call", "g(x+1)": "call", r"\sigma(z)(1-\sigma(z))": "call", r"\sum_{i=1}^n x_i": "index",
    "x_i y_i": "index", "d x": "differential", "I x": "imaginary", "e x": "Euler", "a/b c": "a/(b c)",
    r"x^{(1)}": "label", r"\begin{bmatrix}1&2\\3&4\end{bmatrix} A": "matrices", r"\lim_{x\to 0} x": "start",
    r"\operatorname{tr}(A)": "function", r"\lVert x \rVert": "brackets", r"\frac{d}{dx} x^2 y": "reaches",
    r"50\% x": "percent", r"\mathbf{x} y": "font", "TPR": "word", "[1 2]": "side by side",
    r"\sin y/a": "parentheses", r"\sin y \cdot a": "parentheses", r"\sin 2 \sqrt{y}": "parentheses",
    r"a \odot b": "operator", "x!": "factorial",
}  # fmt: skip


def value(e: Any) -> Any:
    assert isinstance(e, Expression)
    f = e.numpy()
    rng = np.random.default_rng(1)
    names = ("x", "y", "z", "r", "a", "b", "c", "x_1", "x_2", "y_hat", "alpha", "beta")
    drawn = {name: rng.uniform(0.2, 0.8) for name in names}
    return f(**{name: drawn[name] for name in f.letters})


@needed
@pytest.mark.parametrize("text", FRAGMENT)
def test_both_readers_agree_in_value(text: str) -> None:
    ours, peers = value(read(text, syntax="latex")), value(read(text, parser=PEER))
    assert np.isclose(ours, peers, rtol=1e-9), (ours, peers)


@needed
@pytest.mark.parametrize("text", MISREAD)
def test_known_misreadings_are_refused(text: str) -> None:
    with pytest.raises(Unsupported) as caught:
        read(text, parser=PEER)
    assert MISREAD[text] in str(caught.value)
    assert caught.value.place is not None


@needed
@pytest.mark.parametrize("text", ["x +", r"\frac{1}{", "", "{" * 3000, r"\foo x", "x" * 30_000, r"\tilde w", "x\u202e"])
def test_what_it_can_not_read_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(DeriveError):
        read(text, parser=PEER)


@needed
def test_an_earlier_text_leaves_nothing_behind() -> None:
    """The package itself keeps a global that breaks later texts."""
    from latex2sympy2 import latex2sympy

    latex2sympy("d x")
    assert str(read("a b", parser=PEER)) == "a*b"


@needed
def test_declared_shapes_and_functions_are_refused() -> None:
    for let in ("x: n", "x: function"):
        with pytest.raises(Unsupported):
            read(r"2 x", let, parser=PEER)


@needed
def test_assumptions_are_kept() -> None:
    e = read(r"\sqrt{x}", "x: positive", parser=PEER)
    assert isinstance(e, Expression)
    assert e.scope.letters["x"].assumptions == {"positive"} and e.scope.letters["x"] in e.tree.letters


def test_a_missing_package_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "latex2sympy2":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Unsupported) as caught:
        read("x + 1", parser=PEER)
    assert "pip install" in (caught.value.help or "")


def test_python_text_is_not_for_it() -> None:
    with pytest.raises((ReadError, DeriveError)):
        read("x**2", syntax="python", parser=PEER)
