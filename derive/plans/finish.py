"""The last lines: what a textbook prints. Rules as far as they go, then algebra where it makes a line shorter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Rational, S

from derive.expr.heads import (
    LEAVES,
    Derivative,
    Entry,
    Frac,
    Letter,
    Node,
    Plus,
    Power,
    Relation,
    Sum,
    Times,
    digest,
    is_scalar,
    times,
    weight,
)
from derive.expr.trees import Path, at, substitute
from derive.notation import HALF, square
from derive.plans.order import ALGEBRA
from derive.plans.work import Work
from derive.rules import RULES, Rule
from derive.rules.definitions import softmax_parts
from derive.rules.fractions import algebraic, length

ROUNDS = 40
NEAR = 6  # a product may be longer by this than a sum that is as short as can be
HEAVY = 400  # leaves of a node beyond which algebra is not tried
WIDE = 20  # terms or factors
MANY = 6  # different denominators that nobody brings to a common one


def finish(work: Work, path: Path) -> None:
    """Bring the tree at a path into textbook form."""
    conclude(work, path)
    seen = {at(work.line, path): len(work.steps)}
    for _ in range(ROUNDS):
        if not shorten(work, path):
            break
        conclude(work, path)
        now = at(work.line, path)
        if now in seen:
            work.back_to(seen[now])
            break
        seen[now] = len(work.steps)
    work.finished.add(at(work.line, path))


def conclude(work: Work, path: Path) -> None:
    """Rules that need no measure: collapse, names of functions, facts of the problem, names of the problem."""
    changed = True
    while changed:
        changed = work.exhaust(work.always, path) | work.exhaust(work.finishing, path)
        changed = changed | use_facts(work, path) | use_names(work, path)


def use_facts(work: Work, path: Path) -> bool:
    """What the problem states (`Σ_i y_i = 1`) and what a softmax p says (`Σ_i p_i = 1`), put in where it is used."""
    facts = [f for f in work.problem.scope.facts if getattr(f, "op", "") == "="]
    facts += implied(work.definitions)
    for here, node in _inside(work, path) if facts else ():
        for fact in facts:
            for rule in ("given_fact", "weighted_constant"):
                if type(node) is type(fact.args[1]) and RULES[rule].rewrite(node, fact) is not None:
                    work.do(rule, here, fact)
                    return True
    return False


def implied(definitions: Iterable[Any]) -> Iterator[Any]:
    """Σ_i p_i = 1 of each definition of a softmax."""
    for pattern, tree in definitions:
        if isinstance(pattern, Entry) and softmax_parts(tree) is not None:
            binder = tree.args[1].binders[0]
            yield Relation("=", Sum(substitute(pattern, {pattern.args[-1]: binder.args[0]}), binder), S.One)


def use_names(work: Work, path: Path) -> bool:
    """Names of the problem, put back where what they stand for is written out."""
    known = [d for d in work.problem.scope.definitions if d not in work.definitions]
    for rule, name in [*(("name", d) for d in work.definitions), *consequences([*work.definitions, *known])]:
        for here, node in _inside(work, path):
            if type(node) is type(name[1]) and RULES[rule].rewrite(node, name) is not None:
                work.do(rule, here, name)
                return True
    return False


def consequences(definitions: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """What definitions say beside themselves: s² = T of s = √T; Σ_i x_i = n μ of a mean, and Σ_i (x_i − μ) = 0."""
    for pattern, tree in definitions:
        match tree:
            case Power(args=(inner, Rational() as half)) if half == HALF:
                yield "name", (square(pattern), inner)
                match inner:
                    case Times(args=(Frac(args=(one, n)), Sum() as total)) if one == 1 and isinstance(n, Letter):
                        yield "name", (times(n, square(pattern)), total)
            case Times(args=(Frac(args=(one, n)), Sum() as total)) if one == 1 and isinstance(n, Letter):
                yield "deviations", (times(n, pattern), total)
                yield "name", (times(n, pattern), total)


def keep_differences(work: Work) -> None:
    """Differences the way round in which their author wrote them: − (n − k)/b, not + (k − n)/b."""
    mine = [n for n in work.given if isinstance(n, Plus) and len(n.args) == 2 and is_scalar(n)]
    for difference in sorted(mine, key=digest):
        for here, node in _inside(work, ()):
            if isinstance(node, Plus) and RULES["authors_difference"].rewrite(node, difference) is not None:
                work.do("authors_difference", here, difference)
                break


def shorten(work: Work, path: Path) -> bool:
    """One algebra step at the first place where the line becomes shorter by it; whether there was one."""
    for here, node in _inside(work, path):
        if node in work.shortest or node in work.given:
            continue
        chosen = choice_of_algebra(node)
        if chosen is not None:
            work.do(chosen, here)
            return True
        work.shortest.add(node)
    return False


def choice_of_algebra(node: Any) -> Rule | None:
    """The rule that makes the node shortest, None where none makes it shorter."""
    if not algebraic(node) and not (isinstance(node, Plus) and not is_scalar(node)):
        return None
    if weight(node) > HEAVY or len(node.args) > WIDE or _quotients(node) > MANY:
        return None
    best, least = None, length(node)
    for r in ALGEBRA:
        made = r.rewrite(node)
        if made is None:
            continue
        long = length(made.tree) - (NEAR if r.name == "factored" and isinstance(made.tree, Times) else 0)
        if long < least and length(made.tree) < length(node):
            best, least = r, long
    return best


def _quotients(node: Any) -> int:
    """The different denominators that are sums, in the terms of a sum or of a factor that is one."""
    sums = [p for p in (node, *node.args) if isinstance(p, Plus)]
    return max((len({t.args[1] for t in p.args if isinstance(t, Frac) and is_sum(t.args[1])}) for p in sums), default=0)


def is_sum(e: Any) -> bool:
    """Is it a sum, or not a single letter or number?"""
    return isinstance(e, Plus) or isinstance(e, Node) and weight(e) > 1


def _inside(work: Work, path: Path) -> list[tuple[Path, Any]]:
    """The nodes at and below a path, equal ones once, in reading order, without what stands in derivatives."""
    seen: set[Any] = set()
    out: list[tuple[Path, Any]] = []
    stack: list[tuple[Path, Any]] = [(path, at(work.line, path))]
    while stack:
        here, node = stack.pop()
        if not isinstance(node, Node) or node in seen:
            continue
        seen.add(node)
        out.append((here, node))
        if not isinstance(node, (*LEAVES, Derivative)):
            stack += [((*here, k), a) for k, a in reversed(list(enumerate(node.args)))]
    return out
