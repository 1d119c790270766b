"""Claims judged: what `derive.verify` takes, and the statement of a text that it judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from derive.errors import UsageError
from derive.expr.scope import Scope
from derive.expression import Let, Statement, Statements, read
from derive.verdicts import Verdict

SAMPLES = 50


def claim(text: str | Statement, let: Let = None, **how: Any) -> Statement:
    """The relation that is to be judged: the only one, or the one that the others define letters for."""
    said: Any = text if isinstance(text, Statement) else read(text, let, **how)
    found = list(said.statements) if isinstance(said, Statements) else [said]
    stated = [s for s in found if isinstance(s, Statement)]
    if not stated:
        raise UsageError("a claim was expected, such as a = b; this states nothing", help="write both sides with =")
    claims = [s for s in stated if s.kind == "claim"] or stated[:1]
    if len(claims) > 1:
        raise UsageError(f"one claim was expected, found {len(claims)}", help="judge them one at a time")
    chosen = claims[0]
    own = {side.tree for side in chosen.sides[:1]}
    given = Scope() if isinstance(text, Statement) and len(found) == 1 else chosen.scope
    facts = tuple(_fact(s) for s in stated if s is not chosen and s.kind == "condition" and s.relations[0] != "…")
    scope = replace(
        chosen.scope,
        definitions=tuple(d for d in given.definitions if d[0] not in own),
        facts=(*chosen.scope.facts, *facts),
    )
    return replace(chosen, sides=tuple(replace(s, scope=scope) for s in chosen.sides))


def _fact(s: Statement) -> Any:
    from derive.expr.heads import Relation

    return Relation(s.relations[0], s.sides[0].tree, s.sides[1].tree)


def verify(text: str | Statement, *, let: Let = None, seed: int = 0, samples: int = SAMPLES,
           draw: str | Mapping[str, str] | None = None, **how: Any) -> Verdict:  # fmt: skip
    """The verdict of a claim `lhs = rhs`; of a chain the worst link's (`.links` has each).

    draw: `"x ~ normal(0, 1)"`, the distributions of letters under `\\mathbb{E}[…]` and `Var[…]`, drawn independently.
    Raises: UsageError when the text states nothing, ShapeError when the sides differ in shape.
    """
    from derive.judge.lines import chain
    from derive.judge.quadrature import by_expectation
    from derive.numeric.montecarlo import distributions
    from derive.verdicts import worst

    said = claim(text, let, **how)
    trees = [s.tree for s in said.sides]
    if draw:
        scope, draws = said.sides[0].scope, distributions(draw)
        pairs = zip(trees, said.relations, trees[1:], strict=False)
        return worst([by_expectation(a, b, relation, scope, seed, draws) for a, relation, b in pairs], seed)
    scope = said.sides[0].scope
    found = chain(trees, said.relations, scope, seed=seed, samples=samples)
    return found if found.holds or scope.definitions else _of_probabilities(found, trees, said.relations, seed)


def _of_probabilities(found: Verdict, trees: Sequence[Any], relations: Sequence[str], seed: int) -> Verdict:
    """The verdict with what a finite model says of its links between probabilities and moments nobody defined."""
    from derive.check.by_model import by_model, speaks
    from derive.verdicts import worst

    links = list(found.links or (found,))
    for k, (a, relation, b) in enumerate(zip(trees, relations, trees[1:], strict=False)):
        if links[k].holds or relation != "=" or not speaks(a, b):
            continue
        model = by_model(a, b, seed)
        if model is not None:
            links[k] = replace(model.verdict, status=model.status, reason=model.reason)
        elif links[k].status == "refuted":
            reason = "it speaks of probabilities that nobody defined, and is not true of all"
            links[k] = replace(links[k], status="undecided", counterexample=None, reason=reason)
    return worst(links, seed)
