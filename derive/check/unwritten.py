r"""What densities leave unwritten: the parameters of some of them, `p(z)` beside `p_\theta(x \mid z)`, and that `y^*`
is the value that was seen of y."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from derive.expr.heads import Call, Function, Letter, letters
from derive.expr.names import GREEK
from derive.expr.trees import rebuild, substitute, walk

RUN = re.compile(r"_\{[^}]*(?::|<|\\leq?\b)")
SEEN = ("_star",)
PARAMETERS = "with {} for one density whose parameters are not always written"
VALUES = "true where {} is a value of {}"


def readings(pair: tuple[Any, Any], is_density: Callable[[Any], bool]) -> Iterator[tuple[str, tuple[Any, Any], bool]]:
    """What each reading says, the sides in it, and whether it is the only one that the equation can have."""
    if (found := _parameters(pair, is_density)) is not None:
        yield *found, True
    if (found := _values(pair)) is not None:
        yield *found, False


def _parameters(pair: tuple[Any, Any], is_density: Callable[[Any], bool]) -> tuple[str, tuple[Any, Any]] | None:
    """Densities of one name, with Greek letters below it or with nothing, none of which is taken of what another is."""
    calls = {e for t in pair for _, e in walk(t) if isinstance(e, Call) and is_density(e)}
    groups: dict[str, set[Function]] = {}
    for f in {e.function for e in calls}:
        name, _, label = str(f.plain).partition("_")
        if not label or all(word in GREEK for word in label.split("_")):
            groups.setdefault(name, set()).add(f)
    table: dict[Function, Function] = {}
    for name, group in groups.items():
        taken = [e.arguments for e in calls if e.function in group]
        bare = next((f for f in group if f.plain == name), None)
        if bare is not None and len(group) > 1 and len(taken) == len(set(taken)):
            table |= dict.fromkeys(group, bare)
    if not table:
        return None
    made = (rebuild(t, lambda e: Call(table[e.function], *e.arguments) if _named(e, table) else e) for t in pair)
    return PARAMETERS.format(", ".join(sorted(f.latex for f in table))), (next(made), next(made))


def holds_a_run(pair: tuple[Any, Any]) -> bool:
    r"""Is there a run of letters, `y_{1:t}` or `y_{<t}`, beside other letters of its name, which may be part of it?"""
    names: dict[str, set[str]] = {}
    for x in (x for t in pair for x in letters(t)):
        names.setdefault(str(x.plain).partition("_")[0], set()).add(x.latex)
    return any(len(found) > 1 and any(map(RUN.search, found)) for found in names.values())


def _named(e: Any, table: dict[Function, Function]) -> bool:
    return isinstance(e, Call) and e.function in table


def _values(pair: tuple[Any, Any]) -> tuple[str, tuple[Any, Any]] | None:
    """`y^*` as y, where both stand."""
    known = {x.plain: x for t in pair for x in letters(t)}
    table: dict[Letter, Letter] = {}
    for plain, x in known.items():
        bare = next((plain.removesuffix(s) for s in SEEN if plain.endswith(s)), plain)
        if bare != plain and bare in known and known[bare].shape == x.shape:
            table[x] = known[bare]
    if not table:
        return None
    says = ", ".join(x.latex for x in table), ", ".join(x.latex for x in table.values())
    return VALUES.format(*says), (substitute(pair[0], table), substitute(pair[1], table))
