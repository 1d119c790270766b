"""Rows of the catalog worked out."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from derive.api.derivations import Derivation, derivation, listed, variables
from derive.api.program import through_names
from derive.catalog.parts import Passed, derivations
from derive.catalog.row import Ask, Row
from derive.catalog.rows import ROWS
from derive.catalog.section import Section, plain_parts
from derive.derivation import Problem
from derive.errors import UsageError
from derive.expression import Statement, read, read_problem
from derive.plans import run
from derive.plans.work import Work

NAMED = {name: row for row in ROWS for name in (row.name, *row.aliases)}


def names() -> dict[str, str]:
    """The names of the catalog with their titles."""
    return {row.name: row.title for row in ROWS}


def show(name: str, file: str | None = None, words: str = "") -> Section:
    """A named derivation of the catalog. file, words: of the rows `cooccurrence` (any text) and `word-analogies` (any
    file in GloVe's text format), a file of your own and words of it, "ice, steam".

    Raises: UsageError for a name that is not there, or a file for a row that takes none.
    """
    row = NAMED.get(name) if isinstance(name, str) else None
    if row is None:
        near = get_close_matches(str(name), NAMED, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(NAMED)}"
        raise UsageError(f"no derivation is called {str(name)[:60]!r}", help=hint)
    if file is not None or words:
        return _on_file(row, file, words)
    if row.first is not None and name != row.name:
        row = replace(row, problems=row.problems[: row.first], more=None)
    return section(row)


def _on_file(row: Row, file: str | None, words: str) -> Section:
    if row.on_file is None:
        able = ", ".join(r.name for r in ROWS if r.on_file is not None)
        raise UsageError(f"{row.name} takes no file", help=f"these do: {able}")
    if file is None:
        raise UsageError("of which file are these words?", help=f"derive show {row.name} --from FILE --words ...")
    asked = tuple(w.strip().lower() for w in words.split(",") if w.strip())
    return Section((), row.name, row.title, row.prose, parts=tuple(row.on_file(str(file), asked)))


def section(row: Row) -> Section:
    """The derivations of a row, with all that stands around them."""
    made = [worked_out(ask) for ask in row.problems]
    found = tuple(d for m in made for d in (m if isinstance(m, Section) else (m,)))
    lead = tuple(pair for m in made if isinstance(m, Section) for pair in m.lead)
    plain = Section(found, row.name, row.title, row.prose, lead)
    if row.more is None:
        return plain
    parts = tuple(row.more(plain))
    own = any(isinstance(p, Passed) for p in parts)  # the row itself says where its backward pass stands
    first = () if own or not lead else plain_parts(found, lead)[: 1 + len(lead)]
    known = {id(d) for d in (*found, *(d for _, d in lead))}
    others = tuple(d for d in derivations(parts) if id(d) not in known)
    return replace(plain, derivations=found or others, parts=(*first, *parts), extra=others if found else ())


def worked_out(ask: Ask) -> Derivation | Section:
    """The derivation of a problem; of several letters of a program, a section with its adjoints."""
    if ask.defined:
        return _defined(ask)
    e = read_problem(ask.formula, ask.let)
    found, scope = variables(ask.wrt, e)
    if ask.want == "gradient" and ask.route == "derivatives" and (named := through_names(e, found, scope)) is not None:
        return named
    several = len(found) > 1 or ask.want in ("jacobian", "determinant", "hessian")
    return derivation(e, listed(found) if several else found[0], ask.want, (), scope, order=ask.order,
                      route=ask.route)  # fmt: skip


def _defined(ask: Ask) -> Derivation:
    """The derivative of what an equation defines: its right side is put in first."""
    said: Any = read(ask.formula, ask.let)
    if not isinstance(said, Statement):
        raise UsageError("an equation was expected")
    left, right = said.sides[0], said.sides[1]
    (wrt,), scope = variables(ask.wrt, right)
    work = Work(Problem(left.tree, wrt, ask.want, scope=scope), given=[right.tree])
    work.do("definition", (0,), (left.tree, right.tree))
    run(work)
    return Derivation(work.derivation())
