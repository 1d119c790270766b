"""Laws of the rules of matrix calculus: they fire, keep shapes, hold in numbers, and their mutants do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matrix_oracle as oracle
import numpy as np
import pytest
from sympy import S

from derive.derivation import apply
from derive.expr.heads import Letter, Node, Plus, Zero, letter, letters, minus, plus, shape, times
from derive.expr.structured import entries, is_structured
from derive.expr.trees import substitute
from derive.rules import RULES, Rule

MATRIX = [r for r in RULES.values() if r.body.__module__.startswith("derive.rules.matrix")]
DRAWS = 3


def examples(r: Rule) -> Iterator[tuple[Any, Any, Any]]:
    """Each schema: before, after, choice."""
    for s in r.schemas:
        made = r.rewrite(s.lhs, s.choice)
        assert made is not None, f"{r.name} does not fire on {s.lhs}"
        yield s.lhs, made.tree, s.choice


def values(trees: list[Any], x: Any, seed: int) -> list[Any] | None:
    """The trees at one draw, the letter x moving in a random direction; None outside the domain."""
    rng = np.random.default_rng(seed)
    known = set().union(*(letters(t) for t in trees)) | ({x} if isinstance(x, Letter) else set())
    env = oracle.draw(known | {s for k in known for n in k.shape for s in letters(n)}, rng)
    for i in known:
        if i.plain in ("i", "j"):
            env[i] = 1
    moving = [x] if isinstance(x, Letter) else [k for k in known if "integer" not in k.assumptions]
    to = {k: rng.standard_normal(np.shape(env[k])) if k.shape else 1.0 for k in sorted(moving, key=lambda k: k.plain)}
    if is_structured(x):
        d = to[x]
        env[entries(x)], to[entries(x)] = env[x], d
        pairs = "moves-in-pairs" in x.assumptions
        to[x] = np.where(np.eye(len(d)), d, d + d.T if pairs else 0)
    try:
        return [oracle.value(t, env, to) for t in trees]
    except (oracle.Singular, np.linalg.LinAlgError):
        return None


def comparable(r: Rule, before: Any, after: Any, choice: Any) -> tuple[Any, Any]:
    """What has to agree: for an answer that was read off, the line it stands for; names written out.

    A rule through names is told what the loss is to first order, δ held: that is put in the place of the loss.
    """
    if r.name == "through_names":
        return substitute(before, {before.args[0]: choice}), after
    if r.name == "adjoint_name":
        return before, substitute(after, dict([choice]))
    if r.name in ("root_name", "centred_name"):
        return substitute(before, dict([choice])), substitute(after, dict([choice]))
    return before, after if r.back is None else r.back(after, choice)


def moves(r: Rule, choice: Any) -> Any:
    """The letter that moves, None for all: an adjoint is held."""
    if r.name == "through_names":
        return letter(r"z", "z", sizes=choice.args[0].args[1].shape)
    return None if r.name in ("root_name", "centred_name") else choice


def agree(before: Any, after: Any, x: Any) -> bool:
    found = [v for k in range(20) if (v := values([before, after], x, k)) is not None][:DRAWS]
    assert len(found) == DRAWS, f"no draws for {before}"
    return all(oracle.close(np.squeeze(a), np.squeeze(b)) for a, b in found)


@pytest.mark.parametrize("r", MATRIX, ids=lambda r: r.name)
def test_fires_on_its_schemas_and_keeps_the_shape(r: Rule) -> None:
    for before, after, choice in examples(r):
        _, stands_for = comparable(r, before, after, choice)
        assert shape(stands_for) == shape(before)
        if isinstance(before, Node):
            apply(before, r, (), choice)  # the kernel accepts it: no new letters


@pytest.mark.parametrize("r", MATRIX, ids=lambda r: r.name)
def test_holds_in_numbers(r: Rule) -> None:
    for before, after, choice in examples(r):
        left, right = comparable(r, before, after, choice)
        assert agree(left, right, moves(r, choice)), f"{before} is not {right}"


def mutants(e: Any) -> Iterator[Any]:
    """A sign, a factor 2, a term dropped, the terms of a sum one by one."""
    yield minus(e)
    yield times(S(2), e)
    if isinstance(e, Plus):
        for k in range(len(e.args)):
            yield plus(*(t for j, t in enumerate(e.args) if j != k))
            yield plus(*(minus(t) if j == k else t for j, t in enumerate(e.args)))


@pytest.mark.parametrize("r", MATRIX, ids=lambda r: r.name)
def test_mutants_are_caught(r: Rule) -> None:
    for before, after, choice in examples(r):
        if after == 0 or isinstance(after, Zero):
            continue
        for wrong in mutants(after):
            left, right = comparable(r, before, wrong, choice)
            assert not agree(left, right, moves(r, choice)), f"{wrong} passes for {before}"
