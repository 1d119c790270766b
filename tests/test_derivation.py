"""The kernel: steps are made by `apply` alone, lines are whole and consecutive, a script rebuilds its derivation."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Integer, S

from derive.derivation import Problem, apply, replay
from derive.errors import UsageError
from derive.expr.heads import (
    Derivative,
    Entry,
    Matrix,
    Range,
    Sum,
    T,
    index,
    letter,
    letters,
    plus,
    shape,
    times,
    vector,
)
from derive.expr.trees import at, replace_at
from derive.notation import call, square
from derive.plans import solve
from derive.rules import RULES, Rule

x, y, u = letter("x"), letter("y"), letter("u")
n, i = index("n"), index("i")
a = vector("a", n)


def broken(made: Any) -> Rule:
    """A rule that gives this tree for any derivative of a sine."""
    sine = RULES["chain"]
    return Rule("broken", "broken", "", sine.schemas, lambda e: made, "", "")


def test_a_step_replaces_one_node() -> None:
    line = plus(x, Derivative(times(x, y), x))
    step = apply(line, "constant_factor", (1,))
    assert step.before == line
    assert step.after == replace_at(line, (1,), RULES["constant_factor"].rewrite(at(line, (1,))).tree)


@pytest.mark.parametrize(
    ("rule", "path", "choice"),
    [
        ("product", (), None),  # does not apply
        ("constant", (), None),
        ("chain", (), (u, square(y))),  # names an inner function that is not there
    ],
)
def test_what_does_not_apply_is_refused(rule: str, path: tuple[int, ...], choice: Any) -> None:
    with pytest.raises(UsageError):
        apply(Derivative(call("sin", square(x)), x), rule, path, choice)


@pytest.mark.parametrize("made", [a, times(x, letter("k"))])
def test_a_rule_that_changes_the_shape_or_brings_letters_is_refused(made: Any) -> None:
    with pytest.raises(UsageError):
        apply(Derivative(call("sin", square(x)), x), broken(made))


@pytest.mark.parametrize(
    "problem",
    [
        Problem(call("sin", call("exp", square(x))), x),
        Problem(times(square(x), call("exp", x)), x, order=2),
        Problem(Matrix(2, 1, times(x, y), call("sin", x)), Matrix(2, 1, x, y), "jacobian", "denominator"),
        Problem(Sum(square(Entry(a, i)), Range(i, S.One, n)), Entry(a, index("k")), "gradient"),
    ],
)
def test_a_script_rebuilds_its_derivation(problem: Problem) -> None:
    d = solve(problem)
    again = replay(d.problem, d.script)
    assert again == d
    assert d.lines[0] == problem.line()
    for s, t in zip(d.steps, d.steps[1:], strict=False):
        assert s.after == t.before
    assert shape(d.result) == problem.shape
    assert letters(d.result) <= letters(d.lines[0])


def test_a_changed_script_is_refused() -> None:
    d = solve(Problem(call("sin", square(x)), x))
    rule, path, choice = d.script[0]
    with pytest.raises(UsageError):
        replay(d.problem, [(rule, (*path, 0), choice), *d.script[1:]])
    with pytest.raises(UsageError):
        replay(d.problem, [("no such rule", path, choice)])


def test_bound_letters_are_kept_apart_from_the_variable() -> None:
    problem = Problem(Sum(square(Entry(a, i)), Range(i, S.One, n)), Entry(a, i), "gradient")
    assert solve(problem).result == times(Integer(2), Entry(a, i))


def test_the_layout_transposes() -> None:
    of, by = Matrix(2, 1, times(x, y), square(x)), Matrix(2, 1, x, y)
    rows = solve(Problem(of, by, "jacobian"))
    columns = solve(Problem(of, by, "jacobian", "denominator"))
    assert isinstance(columns.lines[0], T)
    assert columns.result == RULES["transpose_entries"].rewrite(T(rows.result)).tree


def test_names_are_listed_once() -> None:
    d = solve(Problem(plus(call("sin", square(x)), call("cos", square(x))), x))
    assert [tree for _, tree in d.names] == [square(x)]


def test_no_such_problem() -> None:
    with pytest.raises(UsageError):
        Problem(x, x, "integral")
