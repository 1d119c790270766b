"""Compiled trees: values against NumPy written by hand, differences against known derivatives, and what is refused."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
from sympy import Integer, Rational, S

import derive
from derive.errors import DeriveError, ShapeError, Unsupported, UsageError
from derive.expr.heads import (
    All,
    Call,
    Case,
    Cases,
    D,
    Delta,
    Derivative,
    Det,
    Diag,
    Entry,
    Eye,
    Frac,
    Function,
    Indicator,
    Inv,
    Kron,
    Matrix,
    Norm,
    Otherwise,
    Plus,
    Power,
    Product,
    Range,
    Relation,
    Row,
    Sum,
    T,
    Times,
    Tr,
    Vec,
    index,
    letter,
    minus,
)
from derive.notation import FUNCTIONS, call, prime
from derive.numeric.compile import compile as compiled
from derive.numeric.compile import program
from derive.numeric.precise import Precise, digits, exact

i, j, k, t, s = map(index, "ijkts")
m, n, V, d = map(index, ("m", "n", "V", "d"))
x, y, c = map(letter, "xyc")
u, v = letter("u", sizes=(n, 1)), letter("v", sizes=(n, 1))
A, B = letter("A", sizes=(n, n)), letter("B", sizes=(m, n))
W, C = letter("W", sizes=(V, d)), letter("C", sizes=(V, d))
X = letter("X", sizes=(V, V))
f = Function("f", "f", "function")
rng = np.random.default_rng(5)
U, VV = rng.normal(size=3), rng.normal(size=3)
AA, BB = rng.normal(size=(3, 3)), rng.normal(size=(4, 3))
WW, CC, XX = rng.normal(size=(4, 2)), rng.normal(size=(4, 2)), np.exp(rng.normal(size=(4, 4)))
GIVEN = {"x": 0.7, "y": -1.3, "c": 2.5, "u": U, "v": VV, "A": AA, "B": BB, "W": WW, "C": CC, "X": XX, "f": np.tanh}


def value(tree, **how):
    made = compiled(tree, **how)
    return made(**{name: GIVEN[name] for name in made.letters if name in GIVEN})


CASES = {
    "sum of squares": (Sum(Power(Entry(u, i), 2), All(i, n)), U @ U),
    "double sum": (Sum(Times(Entry(u, i), Entry(A, i, j), Entry(v, j)), All(i, n), All(j, n)), U @ AA @ VV),
    "nested sums": (Sum(Times(Entry(u, i), Sum(Entry(A, i, j), All(j, n))), All(i, n)), U @ AA.sum(1)),
    "transposed entries": (Sum(Times(Entry(A, j, i), Entry(u, i)), All(i, n), All(j, n)), (AA @ U).sum()),
    "diagonal entries": (Sum(Entry(A, i, i), All(i, n)), np.trace(AA)),
    "index free body": (Sum(x, All(i, n)), None),
    "numbers of an index": (Sum(Power(i, 2), Range(i, 1, 10)), 385),
    "large powers of an index": (Sum(Power(i, 30), Range(i, 1, 10)), float(sum(q**30 for q in range(1, 11)))),
    "triangle": (Sum(Sum(Entry(u, j), Range(j, 1, i)), Range(i, 1, n)), np.cumsum(U).sum()),
    "strict triangle": (
        Sum(Sum(Entry(A, i, j), Range(j, Plus(i, 1), n)), Range(i, 1, n)), np.triu(AA, 1).sum()
    ),
    "shifted": (Sum(Times(Entry(u, i), Entry(u, Plus(i, 1))), Range(i, 1, Plus(n, -1))), U[:-1] @ U[1:]),
    "from zero": (Sum(Times(t, Entry(u, t)), Range(t, 0, Plus(n, -1))), np.arange(3) @ U),
    "empty sum": (Sum(Power(i, 2), Range(i, 3, 2)), 0),
    "product": (Product(Plus(1, Entry(u, i)), All(i, n)), np.prod(1 + U)),
    "delta": (Sum(Times(Delta(i, j), Entry(A, i, j)), All(i, n), All(j, n)), np.trace(AA)),
    "indicator": (Sum(Times(Indicator(Relation("≠", i, j)), Entry(A, i, j)), All(i, n), All(j, n)),
                  AA.sum() - np.trace(AA)),  # fmt: skip
    "rows": (Sum(Tr(Times(T(Row(W, i)), Row(C, j))), All(i, V), All(j, V)), (WW @ CC.T).sum()),
    "sum of rows": (Sum(Times(Entry(X, Integer(2), j), Row(C, j)), All(j, V)), XX[1] @ CC),
    "entry of an expression": (Entry(Times(A, u), Integer(2)), (AA @ U)[1]),
    "dot": (Tr(Times(T(u), A, v)), U @ AA @ VV),
    "outer": (Times(u, T(v)), np.outer(U, VV)),
    "inner in the middle": (Times(u, T(v), v), U * (VV @ VV)),
    "trace of a product": (Tr(Times(A, T(B), B)), np.trace(AA @ BB.T @ BB)),
    "inverse": (Inv(A), np.linalg.inv(AA)),
    "power of a matrix": (Power(A, 3), AA @ AA @ AA),
    "determinant": (Det(A), np.linalg.det(AA)),
    "kron": (Kron(B, A), np.kron(BB, AA)),
    "kron of vectors": (Kron(u, v), np.kron(U, VV)),
    "vec": (Vec(B), BB.ravel(order="F")),
    "diag": (Times(Diag(u), v), U * VV),
    "identity": (Plus(A, Times(c, Eye(n))), AA + 2.5 * np.eye(3)),
    "norm": (Norm(B), np.linalg.norm(BB)),
    "written matrix": (Matrix(2, 2, x, y, 1, c), [[0.7, -1.3], [1, 2.5]]),
    "cases": (Cases(Case(call("log", x), Relation(">", x, 0)), Case(0, Otherwise())), np.log(0.7)),
    "cases elsewhere": (Cases(Case(call("log", y), Relation(">", y, 0)), Case(7, Otherwise())), 7),
    "real root": (Power(Times(y, y), Rational(1, 3)), 1.69 ** (1 / 3)),
    "max of three": (call("max", x, y, c), 2.5),
    "log to a base": (call("log", c, Integer(2)), np.log2(2.5)),
    "abstract": (Sum(Call(f, Entry(X, i, j)), All(i, V), All(j, V)), np.tanh(XX).sum()),
    "gradient": (Derivative(Tr(Times(T(u), A, u)), u), (AA + AA.T) @ U),
    "gradient by a matrix": (Derivative(call("log", call("abs", Det(A))), A), np.linalg.inv(AA).T),
    "jacobian": (Derivative(Times(B, call("sin", u)), u), BB * np.cos(U)),
    "hessian": (Derivative(Tr(Times(T(u), A, u)), u, u), AA + AA.T),
    "second": (Derivative(call("sin", Power(x, 2)), x, x), 2 * np.cos(0.49) - 4 * 0.49 * np.sin(0.49)),
    "nested": (Derivative(Times(x, Derivative(Power(x, 4), x)), x), 16 * 0.7**3),
    "inside a sum": (Sum(Derivative(Power(x, i), x), Range(i, 1, 4)), sum(q * 0.7 ** (q - 1) for q in range(1, 5))),
    "by an entry": (Derivative(Sum(Power(Entry(u, i), 2), All(i, n)), Entry(u, Integer(2))), 2 * U[1]),
    "of explicit functions": (
        Derivative(Matrix(2, 1, Times(x, y), Power(x, 2)), Matrix(2, 1, x, y)), [[-1.3, 0.7], [1.4, 0]]
    ),
    "prime": (Call(prime(FUNCTIONS["sigmoid"].function), x), 0.221712873),
    "second prime": (Call(prime(prime(f)), x), -2 * np.tanh(0.7) * (1 - np.tanh(0.7) ** 2)),
    "partial": (Derivative(Call(f, Times(x, c)), x), 2.5 * (1 - np.tanh(1.75) ** 2)),
    "no dependence": (Derivative(Power(x, 2), y), 0),
    "no dependence of a vector": (Derivative(Power(x, 2), u), np.zeros(3)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_value(name: str) -> None:
    tree, wanted = CASES[name]
    if wanted is None:
        with pytest.raises(UsageError):
            value(tree)
        return
    np.testing.assert_allclose(value(tree), wanted, rtol=2e-8, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name][1] is not None])
def test_samples_and_digits_agree(name: str) -> None:
    """With samples in front, and at 50 digits, the same value comes out."""
    tree, wanted = CASES[name]
    made = program([tree], batched=True, single=False)
    two = {p.name: np.tanh if p.role == "function" else np.stack([GIVEN[p.plain]] * 2) for p in made.parameters}
    with np.errstate(all="ignore"):
        (found,) = made.function(np)(**two)
    np.testing.assert_allclose(found[0] if np.ndim(found) > np.ndim(wanted) else found, wanted, rtol=2e-8, atol=1e-9)
    precise = program([tree], precise=True, single=False)
    tanh = np.frompyfunc(mp.tanh, 1, 1)
    with digits():
        given = {p.name: tanh if p.role == "function" else exact(GIVEN[p.plain]) for p in precise.parameters}
        step = {"step": mp.mpf(10) ** -10} if precise.differs else {}
        (sharp,) = precise.function(Precise())(**given, **step)
    np.testing.assert_allclose(np.asarray(sharp, dtype=object).astype(float), wanted, rtol=2e-8, atol=1e-9)


def test_digits_are_more_than_fifty() -> None:
    made = program([Derivative(Power(x, Rational(1, 3)), x, x)], precise=True)
    with digits():
        found = made.function(Precise())(x=mp.mpf("0.7"), step=mp.mpf(10) ** -10)
        assert abs(found - mp.mpf(-2) / 9 * mp.mpf("0.7") ** (-mp.mpf(5) / 3)) < mp.mpf(10) ** -50


def test_gradient_by_a_row_leads_with_its_index() -> None:
    cost = Sum(Times(Entry(X, i, j), Power(Tr(Times(T(Row(W, i)), Row(C, j))), 2)), All(i, V), All(j, V))
    by_rule = Times(2, Sum(Times(Entry(X, k, j), Tr(Times(T(Row(W, k)), Row(C, j))), Row(C, j)), All(j, V)))
    wanted = 2 * (XX * (WW @ CC.T)) @ CC
    for tree in (Derivative(cost, Row(W, k)), by_rule):
        found = value(tree, axes=(All(k, V),))
        assert found.shape == (4, 2)
        np.testing.assert_allclose(found, wanted, rtol=1e-8)


def test_leading_axes_stand_in_the_order_asked_for() -> None:
    np.testing.assert_allclose(value(Entry(B, i, j), axes=(j, i)), BB.T)
    full = compiled(Entry(u, i), axes=(All(j, V), i), letters=(W,))
    np.testing.assert_allclose(full(u=U, W=WW), np.broadcast_to(U, (4, 3)))


def test_a_free_index_is_an_argument_that_counts_from_one() -> None:
    made = compiled(Entry(u, k))
    assert set(made.letters) == {"k", "u"}
    assert made(u=U, k=2) == U[1]
    with pytest.raises(DeriveError):
        made(u=U, k=4)
    with pytest.raises(DeriveError):
        made(u=U, k=0)
    assert np.isnan(compiled(Entry(u, Plus(k, -1)))(u=U, k=1))
    assert compiled(Entry(u, t), firsts={"t": 0})(u=U, t=0) == U[0]


def test_sizes_are_asked_for_only_when_no_array_shows_them() -> None:
    assert compiled(Eye(n)).letters == ("n",)
    np.testing.assert_allclose(compiled(Eye(n))(n=2), np.eye(2))
    assert compiled(Eye(n), letters=(A,)).letters == ("A",)
    assert compiled(Frac(Sum(Entry(u, i), All(i, n)), n))(u=[1, 2, 6]) == 3


def test_scalars_may_be_arrays_and_lead() -> None:
    xs = np.array([0.5, 1.0, 2.0])
    np.testing.assert_allclose(compiled(Frac(1, x))(x=xs), 1 / xs)
    np.testing.assert_allclose(compiled(Power(x, -2))(x=[1, 2]), [1, 0.25])
    np.testing.assert_allclose(compiled(Times(x, B))(x=xs, B=BB), xs[:, None, None] * BB)
    jacobian = Matrix(2, 1, Times(x, y), 1)
    assert compiled(jacobian)(x=xs, y=1.0).shape == (3, 2)
    np.testing.assert_allclose(compiled(Derivative(Power(x, 3), x))(x=xs), 3 * xs**2)


def test_shapes_are_checked() -> None:
    made = compiled(Times(B, u))
    np.testing.assert_allclose(made(B=BB, u=U[:, None]), BB @ U)
    for wrong in ({"B": BB, "u": WW}, {"B": BB, "u": WW[:, 0]}, {"B": U, "u": U}, {"B": "text", "u": U}):
        with pytest.raises(ShapeError):
            made(**wrong)
    with pytest.raises(UsageError):
        made(B=BB)
    with pytest.raises(UsageError):
        made(B=BB, u=U, z=1)


def test_differentials_move_along_the_given_directions() -> None:
    made = compiled(D(Times(A, u)))
    np.testing.assert_allclose(made(A=AA, u=U, dA=BB[:3], du=VV), BB[:3] @ U + AA @ VV, rtol=1e-9)
    np.testing.assert_allclose(made(A=AA, u=U, du=VV), AA @ VV, rtol=1e-9)
    assert compiled(D(Times(A, u)), varying=frozenset([u])).letters == ("A", "du", "u")
    np.testing.assert_allclose(compiled(Times(A, D(u)))(A=AA, du=VV), AA @ VV)


def test_names_stand_for_their_definitions() -> None:
    z, a = letter("z"), letter("a")
    names = ((z, Times(2, x)), (a, call("exp", z)))
    assert compiled(Derivative(a, x), names=names)(x=0.3) == pytest.approx(2 * np.exp(0.6))
    assert compiled(Derivative(a, z), names=names)(x=0.3) == pytest.approx(np.exp(0.6))


def test_source_can_be_pasted() -> None:
    made = compiled(Plus(Times(B, u), Times(x, B, v)))
    space: dict[str, object] = {}
    exec(made.source, space)
    np.testing.assert_allclose(space["f"](B=BB, u=U, v=VV, x=0.7), BB @ U + 0.7 * BB @ VV)  # type: ignore[operator]
    assert compiled(Frac(1, Plus(1, call("exp", minus(x))))).source.endswith("return 1 / (1 + np.exp(-x))\n")


@pytest.mark.parametrize(
    "plain", ["np", "step", "lambda_", "t1", "f", "n", "__import__('os').system('x')", "a b", "1x"]
)
def test_any_name_is_safe(plain: str) -> None:
    z = letter("z", plain)
    tree = Derivative(Plus(Power(z, 2), Sum(Times(z, Entry(u, i)), All(i, n))), z)
    made = compiled(tree)
    assert made(**{plain: 1.5, "u": U}) == pytest.approx(3 + U.sum())


def test_depth_and_width_do_not_matter() -> None:
    deep = x
    for _ in range(3000):
        deep = call("sin", deep)
    assert np.isfinite(compiled(deep)(x=0.5))
    assert np.isfinite(compiled(Derivative(deep, x))(x=0.5))
    wide = Plus(*[Power(x, 2)] * 3000)
    assert compiled(wide)(x=1.0) == 3000
    tower = x
    for _ in range(200):
        tower = Times(tower, tower)
    assert len(compiled(tower).source.splitlines()) < 220


def test_branches_not_taken_do_not_leak() -> None:
    tree = Sum(Cases(Case(call("log", Entry(u, i)), Relation(">", Entry(u, i), 0)), Case(0, Otherwise())), All(i, n))
    assert compiled(tree)(u=[1.0, -2.0, np.e]) == pytest.approx(1)


def test_what_has_no_numbers_is_refused_in_words() -> None:
    with pytest.raises(Unsupported):
        compiled(Sum(Power(i, -2), Range(i, 1, S.Infinity)))
    with pytest.raises(Unsupported):
        compiled(Sum(i, Range(i, 1, 10**9)))
    with pytest.raises(ShapeError):
        compiled(Entry(letter("q", sizes=(3, 1)), Integer(4)))


@pytest.mark.parametrize("text", ["erf(x)", "erfc(x)*lambertw(x)", "gamma(x)"])
def test_the_source_of_special_functions_runs_alone(text: str) -> None:
    f = derive.read(text, syntax="python").numpy()
    space: dict[str, Any] = {}
    exec(f.source, space)
    assert np.isclose(space["f"](x=0.3), f(x=0.3))
