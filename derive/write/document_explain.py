"""The explanation of an equation as tables, for a terminal and for a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from derive.catalog.parts import Table
from derive.write.document_section import table
from derive.write.markdown import Target, target

if TYPE_CHECKING:
    from derive.api.explain import Explanation, Quantity, Term


def text(e: Explanation) -> str:
    """Per quantity: its terms with what each is, how the quantity responds, an example."""
    return "\n\n".join("\n".join(_quantity(q)) for q in e.quantities)


def _quantity(q: Quantity) -> Iterator[str]:
    side = q.name.startswith("the ")
    yield f"How {q.name}{', ' if side else ' = '}{q.of.text()}{',' if side else ''} responds"
    yield ""
    for t in q.terms:
        yield f"  {t.name} ({t.kind})" + (f": {t.role}" if t.role else "")
        if t.partial is not None:
            yield f"    slope      {t.partial.result.text()}"
        for s in t.said:
            yield f"    {s.verdict.status:10} {s.words}"
            for word, w in zip(("up", "down"), s.witnesses, strict=False) if s.says == "depends" else ():
                yield f"               {word} at {point(w['at'])}: slope {number(w['left'])}"
        if t.numbers is not None and t.numbers.partial is not None:
            share = t.numbers.elasticity
            more = "" if share is None else f"; 1 % more of it changes the whole by {number(share)} %"
            yield f"    at {t.name} = {number(t.numbers.value)}: slope {number(t.numbers.partial)}{more}"
    if q.bilinear:
        yield "  bilinear in " + "; ".join(f"{a} and {b}" for a, b in q.bilinear)
    if q.domain:
        yield "  real for " + ", ".join(words for _, words in q.domain)
    if q.value is not None:
        yield f"  example: {point(q.point)} give {number(q.value)}"


def markdown(e: Explanation, to: str | None = None) -> str:
    """A table for each quantity."""
    how = target(to)
    blocks = []
    for q in e.quantities:
        blocks.append(how.strong(f"How {q.name} responds."))
        blocks.append(how.shown(q.of.latex()))
        blocks.append(_table(q, how))
        if q.domain:
            blocks.append("It is real for " + ", ".join(how.math(c) for c, _ in q.domain) + ".")
        if q.value is not None:
            at = ", ".join(f"{k} = {number(v)}" for k, v in q.point.items())
            blocks.append(f"Example: {at} give {number(q.value)}.")
    return "\n\n".join(blocks) + "\n"


def _table(q: Quantity, how: Target) -> str:
    roles = any(t.role for t in q.terms)
    rows = []
    for t in q.terms:
        said = "; ".join(f"{s.words} ({s.verdict.status})" for s in t.said)
        slope = f"${t.partial.result.latex()}$" if t.partial else ""
        rows.append((f"${t.latex}$", t.kind, *((t.role,) if roles else ()), slope, said, _elasticity(t)))
    head = ("Term", "What it is", *(("Its role",) if roles else ()), "Slope", "Response", "Elasticity at the example")
    return table(Table(head, tuple(rows)), how)


def _elasticity(t: Term) -> str:
    return "" if t.numbers is None or t.numbers.elasticity is None else number(t.numbers.elasticity)


def point(at: Mapping[str, Any]) -> str:
    """`x = 1, y = 0.5`; arrays of many numbers are left out."""
    return ", ".join(f"{k} = {number(v)}" for k, v in at.items() if number(v)) or "a point"


def number(v: Any) -> str:
    """Four digits; short vectors in brackets; nothing for what is large."""
    if isinstance(v, (list, tuple)):
        flat = [number(x) for x in v]
        return "[" + ", ".join(flat) + "]" if len(flat) <= 4 and all(flat) else ""
    return f"{v:.4g}" if isinstance(v, (int, float)) else str(v)
