"""The laws that every rule keeps by standing in the table (DESIGN 5). A new rule needs no test of its own here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from instances import cases, given_by, instances, label, mutants, scope_of

import derive
from derive.derivation import apply
from derive.expr.heads import Zero, has_d, shape
from derive.judge.lines import verify_lines
from derive.rules import RULES, page
from derive.rules.extrema import relations
from derive.write.latex import write

CASES = [(r, k) for r, k in cases() if r.back is None and not has_d(r.schemas[k].lhs)]
SEEDS = st.integers(0, 3)
UNREAD = {
    "exp_log": "log e: a lone e is read as a letter",
    "determinant": "a 1×1 matrix is read as its entry",
    "single_entry": "the sizes of J are not written",
    "trace_of_single_entry": "the sizes of J are not written",
    "softmax_vector": "sums of scalar products of rows are bracketed otherwise",
    "d_eigenvector": "the largest eigenvalue of a sum is written, not read",
    "drop_zero": "sizes n n are written, not read",
    "transpose_of_product": "the sizes of J are not written",
}
NO_NUMBERS = {
    "d_eigenvector": "eigenvectors have no sign of their own",
    "d_pseudo_inverse": "a term is zero for a matrix of full column rank",
    "d_indicator": "indicators of matrices by an entry",
}
few = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def judged(r: Any, k: int, left: Any, right: Any, seed: int = 0, under: tuple[Any, ...] = ()) -> str:
    """The verdict of numbers on left = right."""
    more = given_by(r.schemas[k])
    facts = (*more.get("facts", ()), *(r for c in under for r in relations(c)))
    names = more.get("names", ())
    scope = scope_of(left, right, *(t for pair in names for t in pair), names=names, facts=facts)
    return str(verify_lines([left, right], scope, seed=seed, samples=12)[0].status)


@pytest.mark.parametrize("case", [(r, k) for r, k in cases()], ids=label)
def test_fires_on_its_schema(case: Any) -> None:
    r, k = case
    schema = r.schemas[k]
    made = r.rewrite(schema.lhs, schema.choice)
    assert made is not None


@pytest.mark.parametrize("case", CASES, ids=label)
def test_keeps_the_shape_and_adds_no_letters(case: Any) -> None:
    r, k = case
    schema = r.schemas[k]
    made = r.rewrite(schema.lhs, schema.choice)
    assert shape(made.tree) == shape(schema.lhs)
    step = apply(schema.lhs, r, (), schema.choice)
    assert step.after == made.tree and step.before != step.after  # the kernel looks at letters


def vanishes(e: Any) -> bool:
    """Is it zero as written?"""
    return e == 0 or isinstance(e, Zero)


@pytest.mark.parametrize("case", CASES, ids=label)
def test_before_and_after_agree_numerically(case: Any) -> None:
    r, k = case
    if r.name in NO_NUMBERS:
        pytest.skip(NO_NUMBERS[r.name])
    found: list[str] = []

    @few
    @given(instances(r.schemas[k]), SEEDS)
    def law(left: Any, seed: int) -> None:
        made = r.rewrite(left, r.schemas[k].choice)
        assume(made is not None)
        verdict = judged(r, k, left, made.tree, seed)
        if verdict == "refuted" and made.conditions:
            verdict = judged(r, k, left, made.tree, seed, made.conditions)
        assert verdict != "refuted", f"{write(left)} = {write(made.tree)}"
        found.append(verdict)

    law()
    left = r.schemas[k].lhs
    made = r.rewrite(left, r.schemas[k].choice)
    assert vanishes(made.tree) or {"verified", "proved"} & set(found), f"{write(left)} = {write(made.tree)}"


COMMUTING = {"d_matrix_exponential"}  # A e^{sA} = e^{sA} A: with the factors swapped it is as true


@pytest.mark.parametrize("case", CASES, ids=label)
def test_mutants_are_caught(case: Any) -> None:
    r, k = case
    if r.name in NO_NUMBERS:
        pytest.skip(NO_NUMBERS[r.name])
    left = r.schemas[k].lhs
    made = r.rewrite(left, r.schemas[k].choice).tree
    if vanishes(made):
        return  # twice nothing is nothing
    for name, wrong in mutants(made):
        if r.name in COMMUTING and name == "swapped factors":
            continue
        verdict = judged(r, k, left, wrong)
        assert verdict not in ("verified", "proved"), f"{name}: {write(left)} = {write(wrong)} was {verdict}"


@pytest.mark.parametrize("case", CASES, ids=label)
def test_sides_read_back(case: Any) -> None:
    r, k = case
    if r.name in UNREAD:
        pytest.skip(UNREAD[r.name])
    schema = r.schemas[k]
    made = r.rewrite(schema.lhs, schema.choice)
    for side in (schema.lhs, made.tree):
        assert derive.read(write(side), let=scope_of(schema.lhs, made.tree), syntax="latex").tree == side, write(side)


@pytest.mark.parametrize("name", RULES)
def test_page_says_what_the_rule_does(name: str) -> None:
    p, r = page(name), RULES[name]
    assert p.doc and p.source and p.given and p.title
    assert len(p.formulas) == len(r.schemas)
    for schema, (left, right) in zip(r.schemas, p.formulas, strict=True):
        assert left == schema.lhs and right == r.rewrite(left, schema.choice).tree
