"""What an outcome says in the report, and what the sentence around a formula says of where it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from derive.check import prose
from derive.check.known import Fact, Known
from derive.check.link import ORDERED, Outcome
from derive.check.numbers import follows
from derive.check.reading import read_under
from derive.check.text import Formula
from derive.check.values import is_number
from derive.errors import DeriveError
from derive.notation import WRITTEN
from derive.read.elaborate import Statement

TAKEN = ("=", "≠", *ORDERED)  # relations of assumptions


def case_after(f: Formula, following: Sequence[Any], known: Known) -> list[Fact]:
    """What the sentence says of the values for which a formula holds, in the formulas after it: `… for $z < 1$`, `… for
    all $a > 0$ and $b > 0$`."""
    found: list[Fact] = []
    words, bare = f.after, []
    for k, g in enumerate(following):
        if not isinstance(g, Formula) or not (prose.goes_on(words) if k else prose.goes_on_with_a_case(words)):
            break
        if not k and prose.begins_anew(g.after):
            break  # `-1, for $z > 1$ it is`: the case of what comes
        try:
            reading, _ = read_under(g.text.text, known)
        except DeriveError:
            break
        at = g.text.origin(0)
        for s in reading.statements:
            links = [x for x in _links(s) if x[1] in TAKEN]
            if s.kind == "mention" and len(s.trees) == 1:
                bare.append(s.trees[0])
            shared = [(x, r, b) for a, r, b in links[:1] for x in bare] if len(links) == 1 else []
            found += [Fact(a, b, f.section, f.paragraph, at, True, r) for a, r, b in (*shared, *links)]
            bare = [] if links else bare
        words = g.after
    return found


def _links(s: Statement) -> list[tuple[Any, str, Any]]:
    """The links of a chain, `0 < x` and `x < 1`; none of a declaration."""
    chain = len(s.trees) == len(s.relations) + 1
    return list(zip(s.trees, s.relations, s.trees[1:], strict=False)) if chain else []


def cases_beside(statements: Sequence[Statement], n: int, f: Formula) -> list[Fact]:
    """The condition of a statement in a display of cases: before each of them, `i = j: …`, or behind, `… if z < 0`."""
    first = [s.kind == "condition" for s in statements[:1]] == [True]
    k = n - 1 if first else n + 1
    beside = statements[k : k + 1] if k >= 0 and statements[n].kind != "condition" else ()
    return [_stated(s, f, f.text.origin(s.spans[0].start)) for s in beside
            if s.kind == "condition" and _single(s)]  # fmt: skip


def _single(s: Statement) -> bool:
    """Is it one relation that can be assumed, and no declaration of two letters?"""
    return len(s.trees) == 2 and len(s.relations) == 1 and s.relations[0] in TAKEN


def _stated(s: Statement, f: Formula, at: int) -> Fact:
    return Fact(s.trees[0], s.trees[1], f.section, f.paragraph, at, True, s.relations[0])


def said(o: Outcome, line: Callable[[int], int]) -> dict[str, Any]:
    """What an item says of an outcome."""
    made: dict[str, Any] = {"kind": o.kind, "status": o.status, "reason": o.reason, "verdict": o.verdict}
    made["repair"] = o.repair
    if o.root is not None:
        made |= {"root": o.root, "reason": follows(line(o.root))}
    if o.needs:
        made |= {"code": "D402", "severity": "warning", "message": o.needs, "help": "nothing above says so"}
    if o.fact is not None and (o.fact.relation in ORDERED or o.beside):
        made["reason"] = f"where {_fact(o.fact)}, line {line(o.fact.at)}"
    elif o.fact is not None and o.status == "verified" and (o.fact.said or not is_number(o.fact.right)):
        what = _fact(o.fact)
        at = line(o.fact.at)
        made |= {"code": "D402", "severity": "info", "message": f"needs {what}", "help": f"line {at} says so",
                 "reason": f"needs {what}, line {at}"}  # fmt: skip
    return made


def _fact(fact: Fact) -> str:
    from derive.write.latex import write

    return f"{write(fact.left)} {WRITTEN[fact.relation]} {write(fact.right)}"
