"""Trees taken apart: what is found, how it is named, that nothing is lost."""

from __future__ import annotations

import pytest

from derive.api.derivations import formula
from derive.expr.trees import substitute
from derive.graph.operations import operations


def found(text: str, let: str | None = None) -> list[tuple[str, str, str]]:
    e = formula(text, let)
    made = operations([*e.scope.definitions, (None, e.tree)])
    return [(v.letter.plain, v.op, str(v.tree)) for v in made if v.op != "input"]


CASES = (
    ("(x+y) w", None, [("a", "add", "x + y"), ("z", "mul", "a*w")]),
    ("x - y", None, [("z", "sub", "x - y")]),
    ("-y + x", None, [("z", "sub", "x - y")]),
    ("1 - x", None, [("z", "sub", "1 - x")]),
    ("3x + 1", None, [("a", "mul", "3*x"), ("z", "add", "a + 1")]),
    ("y - 3x", None, [("a", "mul", "3*x"), ("z", "sub", "y - a")]),
    (r"\frac{1}{1+e^{-x}}", None,
     [("a", "neg", "-x"), ("b", "exp", "exp(a)"), ("c", "add", "b + 1"), ("z", "div", "1/c")]),
    (r"x^2 + \sqrt{x}", None, [("a", "pow", "x**2"), ("b", "sqrt", "sqrt(x)"), ("z", "add", "a + b")]),
    (r"\sigma(x y) + (y x)^2", None,
     [("a", "mul", "x*y"), ("b", "sigmoid", "sigmoid(a)"), ("c", "pow", "a**2"), ("z", "add", "b + c")]),
    (r"U V x", "U: m x n, V: n x p, x: p", [("a", "matmul", "V*x"), ("z", "matmul", "U*a")]),
    (r"u^\top W x", "u: m, W: m x n, x: n", [("a", "matmul", "W*x"), ("z", "dot", "u.T*a")]),
    (r"\sum_i w_i x_i", "w: n, x: n", [("z", "sum", "Sum(w[i]*x[i], i)")]),
    (r"\frac{1}{n} x^\top x", "x: n", [("a", "dot", "x.T*x"), ("z", "mul", "(1/n)*a")]),
    (r"z = x + y; z^2 + z", None, [("z", "add", "x + y"), ("a", "pow", "z**2"), ("y_", "add", "a + z")]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "let", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_operations(text: str, let: str | None, wanted: list[tuple[str, str, str]]) -> None:
    got = found(text, let)
    assert [g[1] for g in got] == [w[1] for w in wanted]
    assert [g[2] for g in got] == [w[2] for w in wanted]
    assert [g[0] for g in got][:-1] == [w[0] for w in wanted][:-1]


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_written_back_it_has_the_same_value(case: tuple[str, str | None, object]) -> None:
    e = formula(case[0], case[1])
    made = operations([*e.scope.definitions, (None, e.tree)])
    tree = made[-1].tree
    for v in reversed(made[:-1]):
        if v.op != "input":
            tree = substitute(tree, {v.letter: v.tree})
    from derive.expr.definitions import written_out
    from derive.expr.scope import Scope
    from derive.judge.lines import chain

    verdict = chain([written_out(e.tree, e.scope.definitions), tree], ["="], Scope(letters=e.scope.letters))
    assert verdict.holds


def test_many_operations_are_numbered() -> None:
    text = "+".join(f"sin(x_{k})" for k in range(1, 30))
    names = [name for name, _, _ in found(text)]
    assert names[:2] == ["v_1", "v_2"] and names[-1] == "z"


def test_deep_input_does_not_recurse() -> None:
    text = "sin(" * 300 + "x" + ")" * 300
    assert len(found(text)) == 300
