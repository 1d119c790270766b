"""What `import derive` offers, as the contract says it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

import derive

SIGMOID = r"\frac{1}{1 + e^{-z}}"
GLOVE = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"


def test_import_loads_nothing_heavy() -> None:
    code = "import derive, sys; print([m for m in ('sympy', 'numpy', 'rich', 'click') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_file_does_not_hide_a_function() -> None:
    from derive.judge.lines import judge  # noqa: F401
    from derive.read import syntax  # noqa: F401

    assert callable(derive.read)
    assert callable(derive.verify)


def test_names_are_there() -> None:
    for name in derive.__all__:
        assert getattr(derive, name) is not None
    with pytest.raises(AttributeError):
        derive.nonsense  # noqa: B018


def test_steps_follow_one_another() -> None:
    d = derive.differentiate(r"\sin(x^2) e^x", "x")
    assert d.steps[0].before.latex() == r"\frac{d}{dx} \left[\sin(x^2) e^x\right]"
    for a, b in zip(d.steps, d.steps[1:], strict=False):
        assert a.after == b.before
    assert d.steps[-1].after == d.result
    at = d.steps[0].before.numpy()(x=0.7)
    assert d.steps[0].after.numpy()(x=0.7) == pytest.approx(at, rel=1e-6)


def test_json_of_the_contract() -> None:
    d = derive.differentiate(SIGMOID, "z").to_dict()
    json.dumps(d, allow_nan=False)
    assert d["problem"] == {
        "expression": r"\frac{1}{1 + e^{-z}}", "wrt": "z", "want": "derivative", "layout": "numerator",
        "let": {"z": "scalar"},
    }  # fmt: skip
    assert {s["status"] for s in d["steps"]} <= {"proved", "verified"}
    assert d["result"]["shape"] == []
    assert d["result"]["text"] == "sigmoid(z)*(1 - sigmoid(z))"
    assert d["verdict"]["status"] == "verified"


def test_compiled_results() -> None:
    f = derive.differentiate(SIGMOID, "z").numpy()
    s = 1 / (1 + np.exp(-0.3))
    assert f(z=0.3) == pytest.approx(s * (1 - s))
    assert f(z=np.zeros(3)).shape == (3,)
    assert "z" in f.letters
    assert "np" in f.source


def test_indices_of_the_variable_are_axes() -> None:
    rng = np.random.default_rng(0)
    f = derive.gradient(GLOVE, "w_k", let=LET).numpy()
    w, c = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    given = {"w": w, "w_tilde": c, "b": rng.normal(size=4), "b_tilde": rng.normal(size=4), "X": rng.random((4, 4)) + 1}
    found = f(**{k: v for k, v in given.items() if k in f.letters}, f=np.sqrt)
    r = w @ c.T + given["b"][:, None] + given["b_tilde"][None] - np.log(given["X"])
    assert found.shape == (4, 3)
    assert np.allclose(found, 2 * (np.sqrt(given["X"]) * r) @ c)


def test_several_variables_give_one_each() -> None:
    both = derive.gradient("a*x + b", "a, b")
    assert [d.result.latex() for d in both] == ["x", "1"]
    assert derive.jacobian(r"x^2 + y, \sin(x y)", "x, y").result.shape == (2, 2)
    assert derive.hessian("x^2 y", "x, y").result.latex() == r"\begin{bmatrix} 2y & 2x \\ 2x & 0 \end{bmatrix}"


def test_denominator_layout_is_the_transpose() -> None:
    down = derive.jacobian("x^2 y, x + y, x", "x, y", layout="denominator")
    assert [int(n) for n in down.result.shape] == [2, 3]


def test_a_letter_that_does_not_occur_is_a_note() -> None:
    d = derive.differentiate("z^2", "x")
    assert d.result.latex() == "0"
    assert d.notes == ("x does not occur; letters: z",)


@pytest.mark.parametrize("wrt", ["x+1", "", "2", "x^2", r"\sin x"])
def test_what_is_no_variable_is_refused(wrt: str) -> None:
    with pytest.raises(derive.DeriveError):
        derive.differentiate("x^2", wrt)


def test_what_is_no_variable_is_named() -> None:
    with pytest.raises(derive.UsageError, match=r"x\+1"):
        derive.differentiate("x^2", "x+1")


def test_claims() -> None:
    assert derive.verify(r"\sigma'(z) = \sigma(z)(1 - \sigma(z))").status in ("proved", "verified")
    false = derive.verify(r"\frac{d}{dx} x^3 = 2x^2")
    assert false.status == "refuted"
    assert set(false.counterexample) == {"at", "left", "right"}
    assert [v.status for v in derive.verify("(x+1)^2 = x^2 + 2x + 1 = x(x + 2)").links][-1] == "refuted"


def test_jupyter() -> None:
    shown = derive.differentiate(SIGMOID, "z")._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/latex", "text/markdown"}
    assert shown["text/latex"].startswith("$$")


def test_definitions_and_programs() -> None:
    d = derive.differentiate(["u = x^2", r"y = \sin u"], "x")
    assert d.verify().status in ("proved", "verified")
    assert d.numpy()(x=0.5) == pytest.approx(2 * 0.5 * np.cos(0.25))
