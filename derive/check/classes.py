r"""Labels that are values of one variable: `C_1`, `C_2` of `p(x | C_1) p(C_1) + p(x | C_2) p(C_2)` are classes, since
no density takes both, as it would take two letters. Values that are numbers, `y = 6`, only tell places apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sympy import Integer

from derive.expr.heads import Call, Given, Letter, Relation, letter, letters
from derive.expr.trees import rebuild, walk

LABEL = re.compile(r"(.+?)_([0-9])")


def as_values(trees: Sequence[Any], is_density: Callable[[Any], bool]) -> Callable[[Any], Any]:
    """What makes of each such label the condition that its variable has a value; the identity where there are none."""
    return with_values(_values([e for t in trees for _, e in walk(t) if isinstance(e, Call) and is_density(e)]))


def ranked(trees: Sequence[Any], last: int) -> Callable[[Any], Any]:
    """What puts small whole numbers in the place of the values of conditions, from 1 on; the identity where none is
    beyond the last, or there are more."""
    found = {e.args[2] for t in trees for _, e in walk(t) if _is_value(e)}
    if all(isinstance(n, Integer) and 0 <= n <= last for n in found) or len(found) > last:
        return lambda t: t
    table = {n: Integer(k) for k, n in enumerate(sorted(found, key=str), 1)}
    return lambda t: rebuild(t, lambda e: Relation("=", e.args[1], table[e.args[2]]) if _is_value(e) else e)


def _is_value(e: Any) -> bool:
    """Is it a condition that a letter has a value without letters?"""
    return isinstance(e, Relation) and e.op == "=" and isinstance(e.args[1], Letter) and not letters(e.args[2])


def shortened(trees: Sequence[Any]) -> Callable[[Any], Any]:
    """What makes `y` of each `y = c` where y stands for its value elsewhere: `p(y = c | x) = p(y, x) / p(x)`."""
    relations = {e for t in trees for _, e in walk(t) if isinstance(e, Relation) and e.op == "="}
    named = {e for e in relations if isinstance(e.args[1], Letter) and isinstance(e.args[2], Letter)}
    calls = [e for t in trees for _, e in walk(t) if isinstance(e, Call)]
    alone = {x for e in calls for a in e.arguments for x in (a.args if isinstance(a, Given) else (a,))}
    both = {e: e.args[1] for e in named if e.args[1] in alone and e.args[2] not in alone}
    return (lambda t: rebuild(t, lambda e: both.get(e, e))) if both else (lambda t: t)


def with_values(table: dict[Letter, Any]) -> Callable[[Any], Any]:
    """What puts conditions in the place of such arguments of calls."""
    if not table:
        return lambda t: t

    def visit(e: Any) -> Any:
        if not isinstance(e, Call):
            return e
        made = [Given(*(table.get(g, g) for g in a.args)) if isinstance(a, Given) else table.get(a, a)
                for a in e.arguments]  # fmt: skip
        return Call(e.function, *made)

    return lambda t: rebuild(t, visit)


def _values(densities: Sequence[Any]) -> dict[Letter, Any]:
    """Label -> `variable = value`, values from 0."""
    groups: dict[str, dict[Letter, int]] = defaultdict(dict)
    apart: set[str] = set()
    for e in densities:
        here: set[str] = set()
        for x in sorted(letters(e), key=lambda x: x.plain):
            stem = LABEL.fullmatch(str(x.plain))
            if stem is None or x.shape:
                continue
            if stem[1] in here:
                apart.add(stem[1])
            here.add(stem[1])
            groups[stem[1]][x] = int(stem[2])
    found: dict[Letter, Any] = {}
    for stem_, group in groups.items():
        if stem_ not in apart and len(group) > 1:
            least = min(group.values())
            variable = letter(stem_, stem_)
            found |= {x: Relation("=", variable, Integer(n - least)) for x, n in group.items()}
    return found
