"""Derivatives of integrals: the bounds move, the body varies, and every line is checked by quadrature."""

import numpy as np
import pytest

import derive


@pytest.mark.parametrize(
    ("text", "by", "at", "value"),
    [
        (r"\int_0^x e^{-t^2}\,dt", "x", {"x": 0.7}, np.exp(-0.49)),
        (r"\int_x^{x^2} \ln t\,dt", "x", {"x": 1.5}, 3 * np.log(2.25) - np.log(1.5)),
        (r"\int_0^\infty e^{-x t}\,dt", "x", {"x": 2.0}, -0.25),
        (r"\int_0^1 \int_0^x t s\,dt\,ds", "x", {"x": 0.8}, 0.4),
        (r"\int_{-a}^{a} (x - t)^2\,dt", "a", {"a": 1.2, "x": 0.5}, 2 * (0.25 + 1.44)),
    ],
)
def test_a_derivative_of_an_integral(text: str, by: str, at: dict[str, float], value: float) -> None:
    d = derive.differentiate(text, by, let="x: positive")
    assert d.steps[0].rule == "leibniz"
    assert d.verify().status == "verified"
    assert np.isclose(d.numpy()(**at), value, rtol=1e-7)


def test_constants_stand_before_an_integral() -> None:
    assert (
        derive.differentiate(r"\int_0^\infty e^{-x t}\,dt", "x").result.text() == "-Integral(t*exp(-t*x), (t, 0, oo))"
    )
