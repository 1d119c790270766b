"""The command that judges a formula of a document once more, by itself; it is offered only where it says the same."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from derive.api.claims import verify
from derive.check.item import Item
from derive.check.limit import Watch
from derive.describe import declared, kind_of
from derive.expr.heads import Call, base, letters
from derive.expr.scope import Scope
from derive.expr.trees import all_letters, walk
from derive.notation import WRITTEN
from derive.write.latex import write

LONGEST = 2_000  # characters of a command


def again(i: Item, watch: Watch, number: int) -> str | None:
    """`derive verify "…" --let "…"` for a refuted link, or None where it would say something else."""
    if i.sides is None or i.scope is None:
        return None
    made: list[str] = []
    watch.over(number, _commands(i.sides, i.relation, i.scope), made)
    return made[0] if made else None


def _commands(sides: tuple[Any, Any], relation: str, scope: Scope) -> Iterator[str]:
    used = _definitions(sides, scope)
    claim = f"{write(sides[0])} {WRITTEN.get(relation, '=')} {write(sides[1])}"
    text = "; ".join([claim, *(f"{write(a)} = {write(b)}" for a, b in used)])
    let = _let([*sides, *(t for pair in used for t in pair)])
    if len(text) + len(let) > LONGEST:
        return
    if verify(text, let=let or None).status == "refuted":
        yield f"derive verify {shlex.quote(text)}" + (f" --let {shlex.quote(let)}" if let else "")


def _definitions(sides: tuple[Any, Any], scope: Scope) -> list[tuple[Any, Any]]:
    """The definitions that the sides rest on."""
    found: dict[Any, tuple[Any, Any]] = {}
    todo = [*sides]
    while todo:
        t = todo.pop()
        names = letters(t) | {e.function for _, e in walk(t) if isinstance(e, Call)}
        for left, right in scope.definitions:
            name = left.function if isinstance(left, Call) else base(left)
            if name in names and name not in found and (left, right) != sides:
                found[name] = left, right
                todo.append(right)
    return list(found.values())


def _let(trees: list[Any]) -> str:
    """What the letters and functions are, where that is not what they are taken for anyway."""
    known = {x.plain: declared(x) for t in trees for x in all_letters(t)}
    called = [e.function for t in trees for _, e in walk(t) if isinstance(e, Call)]
    known |= {f.plain: kind_of(f) for f in called if f.kind != "elementary"}
    return ", ".join(f"{name}: {kind}" for name, kind in sorted(known.items()) if kind not in ("scalar", "integer"))
