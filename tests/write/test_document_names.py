"""The last line in the names of the text: shown below the result, which stays written out and can be read again."""

from __future__ import annotations

import pytest

import derive
from derive.expr.definitions import written_out
from derive.judge.lines import judge
from derive.write.document_names import in_names
from derive.write.latex import write

CASES = [
    ("jacobian", r"\operatorname{softmax}(z),\ p = \operatorname{softmax}(z)", "z", "z: n",
     r"\operatorname{diag}(p) - p p^\top"),
    ("hessian", r"\ln \sum_i e^{z_i},\ p = \operatorname{softmax}(z)", "z", "z: n",
     r"\operatorname{diag}(p) - p p^\top"),
    ("gradient", r"\operatorname{BCE}(y, \hat y),\ \hat y = \sigma(X w)", "w", "X: m x n, w: n, y: m",
     r"X^\top (\hat{y} - y)"),
    ("gradient", r"\operatorname{CE}(y, \hat y),\ \hat y = \operatorname{softmax}(U \operatorname{relu}(W x) + c)", "U",
     "y: p one-hot, U: p x m, W: m x n, c: p, x: n", r"(\hat{y} - y) \operatorname{ReLU}(W x)^\top"),
    ("jacobian", r"\frac{x - \mu \mathbf{1}}{s},\ \mu = \frac{1}{n} \mathbf{1}^\top x,"
     r"\ s = \sqrt{\frac{1}{n} \lVert x - \mu \mathbf{1} \rVert^2}", "x", "x: n",
     r"\frac{I_{n} - \frac{(x - \mu \mathbf{1}_{n})(x - \mu \mathbf{1}_{n})^\top}{n s^2}"
     r" - \frac{1}{n} \mathbf{1}_{n} \mathbf{1}_{n}^\top}{s}"),
]  # fmt: skip


@pytest.mark.parametrize(("want", "text", "wrt", "let", "named"), CASES, ids=lambda c: c if len(c) < 9 else None)
def test_last_line(want: str, text: str, wrt: str, let: str, named: str) -> None:
    d = getattr(derive, want)(text, wrt, let=let)
    made = in_names(d.kernel)
    assert made is not None and write(made) == named
    assert named in d.markdown().replace("$", "") and named not in d.result.latex()
    said = judge(written_out(made, d.problem.scope.definitions), d.kernel.result, "=", d.problem.scope)
    assert said.holds


def test_nothing_is_said_twice() -> None:
    assert in_names(derive.gradient(r"\lVert X w - y \rVert^2", "w", let="X: m x n, w: n, y: m").kernel) is None


def test_detours_are_left_out() -> None:
    d = derive.gradient(r"\operatorname{BCE}(y, \sigma(X w))", "w", let="X: m x n, w: n, y: m")
    lines = list(d.kernel.lines)
    assert len(lines) == len(set(lines)) and d.verify().holds
