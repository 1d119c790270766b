"""Programs judged name by name: what lies beyond the names on the way is taken as any function of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Integer

import derive
from derive.derivation import Derivation
from derive.expr.heads import times
from derive.judge.lines import verify_steps
from derive.judge.program import near
from derive.plans.backward import first_order

LET = "x, b_1, h, z_1, c: n; W_1, W_2: n x n; y: n"
PLAIN = r"z_1 = W_1 x + b_1; h = \tanh(z_1); z_2 = W_2 h; L = \frac12\|z_2 - y\|^2"
SKIPPED = r"z_1 = W_1 x + b_1; h = \tanh(z_1); z_2 = W_2 h + z_1; L = \frac12\|z_2 - y\|^2"
SHARED = r"z_1 = W_1 x; h = \tanh(W_1 z_1); z_2 = W_1 h; L = \frac12\|z_2 - y\|^2"


def gradient(program: str, wrt: str) -> Derivation:
    return derive.gradient(program, wrt, let=LET).kernel


@pytest.mark.parametrize("program", [PLAIN, SKIPPED, SHARED])
def test_each_gradient_is_judged_by_the_names_near_it(program: str) -> None:
    d = derive.gradient(program, "W_1", let=LET)
    scope = near(d.kernel)
    assert scope is not None
    assert {"L"} <= {x.plain for x, _ in scope.definitions}
    assert d.verify().status == "verified"


@pytest.mark.parametrize("k", [0, 1, -1])
@pytest.mark.parametrize("wrt", ["W_2", "W_1", "b_1"])
def test_a_false_line_is_refuted(wrt: str, k: int) -> None:
    d = gradient(PLAIN, wrt)
    steps = list(d.steps)
    steps[k] = replace(steps[k], after=times(Integer(2), steps[k].after))
    found = verify_steps(replace(d, steps=tuple(steps)))
    assert found[k].status == "refuted"


def test_names_that_do_not_cut_every_way_are_not_enough() -> None:
    d = gradient(SKIPPED, "b_1")
    assert d.steps[0].rule == "through_names"
    known = {x.plain: x for x, _ in d.problem.scope.definitions}
    partial = first_order([(known["delta_h"] if "delta_h" in known else known["delta_1"], known["h"])])
    assert near(replace(d, steps=(replace(d.steps[0], choice=partial), *d.steps[1:]))) is None


def test_what_is_no_program_is_judged_whole() -> None:
    assert near(derive.gradient(r"\|W_1 x\|^2", "x", let=LET).kernel) is None


def test_many_layers_take_time_in_their_number() -> None:
    def program(count: int) -> str:
        layers = [f"a_{{{k}}} = \\tanh(W_{{{k}}} a_{{{k - 1}}})" for k in range(1, count + 1)]
        return "; ".join(["a_0 = x", *layers, f"L = \\|a_{{{count}}}\\|^2"])

    wide = "; ".join(["x: n", *(f"W_{{{k}}}: n x n" for k in range(1, 31))])
    d = derive.gradient(program(30), "W_1", let=wide)
    scope = near(d.kernel)
    assert scope is not None
    assert len(scope.definitions) < 6  # of 31 layers and as many adjoints
    assert d.verify().status == "verified"
