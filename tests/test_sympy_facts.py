"""What stock SymPy does, as it was measured when the trees were designed: an upgrade that changes one is seen here."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import sympy as sp
from sympy import Add, MatrixSymbol, Mul, Symbol, exp, log, sin, symbols

x, y, n, m = symbols("x y n m")


def test_operators_rewrite_at_once() -> None:
    assert x + x == 2 * x and str(y + x) == "x + y"
    A = MatrixSymbol("A", 2, 2)
    assert isinstance(A * A, sp.MatPow)


def test_an_unevaluated_line_is_undone_by_everything_that_rebuilds_it() -> None:
    line = Add(x, x, evaluate=False)
    assert line.args == (x, x)
    for rebuilt in (line.func(*line.args), line.doit(), pickle.loads(pickle.dumps(line))):
        assert rebuilt == 2 * x
    assert Add(x, Add(y, y, evaluate=False), evaluate=False).xreplace({x: n}) == n + 2 * y


@pytest.mark.parametrize("head", ["Sum", "Product", "Integral", "Limit", "Indexed", "Transpose", "Trace", "Inverse",
                                  "Determinant", "KroneckerProduct"])  # fmt: skip
def test_many_heads_take_no_evaluate(head: str) -> None:
    A = MatrixSymbol("A", n, n)
    arguments: dict[str, tuple[Any, ...]] = {
        "Sum": (x, (x, 1, n)), "Product": (x, (x, 1, n)), "Integral": (x, x), "Limit": (x, x, 0),
        "Indexed": ("a", x), "KroneckerProduct": (A, A),
    }  # fmt: skip
    with pytest.raises(TypeError):
        getattr(sp, head)(*arguments.get(head, (A,)), evaluate=False)


def test_max_sorts_and_sums_merge() -> None:
    assert str(sp.Max(y, x, evaluate=False)) == "Max(x, y)"
    i, j = symbols("i j", integer=True)
    merged = sp.Sum(sp.Sum(i * j, (j, 1, n)), (i, 1, n))
    assert len(merged.limits) == 2 and not isinstance(merged.function, sp.Sum)


def test_deep_trees_break_stock_functions() -> None:
    deep = x
    for _ in range(600):
        deep = sp.Function("f")(deep)
    for work in (str, lambda e: e.diff(x)):
        with pytest.raises(RecursionError):
            work(deep)


def test_matrix_derivatives_are_silently_wrong() -> None:
    A = MatrixSymbol("A", 3, 3)
    u, v = MatrixSymbol("u", 3, 1), MatrixSymbol("v", 3, 1)
    assert log(sp.Determinant(A)).diff(A) == sp.ZeroMatrix(3, 3)
    assert exp(sp.Trace(u.T * v)).diff(u) == sp.ZeroMatrix(3, 1)


def test_shapes_are_not_checked() -> None:
    X = MatrixSymbol("X", n, m)
    assert sp.MatMul(X, X).shape == (n, m)
    assert (X + X.T).shape in ((n, m), (m, n))
    assert sp.HadamardProduct(X, X.T).shape in ((n, m), (m, n))


def test_a_one_by_one_matrix_stands_for_a_scalar() -> None:
    u, v = MatrixSymbol("u", n, 1), MatrixSymbol("v", n, 1)
    assert exp(u.T * v).func == exp
    with pytest.raises(TypeError):
        u.T * v + Symbol("s")


def test_the_derivative_of_a_sum_captures_the_index() -> None:
    w = sp.IndexedBase("w")
    i = symbols("i", integer=True)
    V = symbols("V", integer=True)
    captured = sp.Sum(w[i], (i, 1, V)).diff(w[i])
    assert captured != 1  # the bound i and the i outside are one letter: 1 would be right for 1 ≤ i ≤ V
    k = symbols("k", integer=True)
    assert sp.Sum(sp.KroneckerDelta(i, k), (i, 1, V)).doit().has(sp.Piecewise)


def test_an_equation_may_be_a_truth_value() -> None:
    assert sp.Eq(x + x, 2 * x) is sp.true


def test_printers_take_names_of_classes() -> None:
    """A head called Differential would be printed by the printer of diffgeom: ours define their own hooks."""
    from sympy.printing.latex import LatexPrinter

    assert hasattr(LatexPrinter, "_print_Differential")


def test_the_stock_printer_re_sorts_terms() -> None:
    assert sp.latex(Add(y, x, evaluate=False)) == "x + y"


def test_a_product_of_traces_becomes_a_power() -> None:
    A = MatrixSymbol("A", 2, 2)
    assert isinstance(sp.Trace(A) * sp.Trace(A), sp.Pow)


def test_factors_beside_matrices_lose_their_place() -> None:
    A = MatrixSymbol("A", 2, 2)
    assert str(Mul(A, A, evaluate=False)) in ("A**2", "A*A")
    assert (A * x).args[0] == x


def test_unevaluated_functions_are_evaluated_by_subs() -> None:
    line = sin(sp.Integer(0), evaluate=False)
    assert line != 0 and line.doit() == 0
