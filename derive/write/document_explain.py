"""The explanation of an equation as tables, for a terminal and for a post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from derive.catalog.parts import Table
from derive.expr.heads import letters
from derive.write.document_section import table, tex
from derive.write.markdown import MARKDOWN, Target, target
from derive.write.spoken import spoken

if TYPE_CHECKING:
    from derive.api.explain import Explanation, Quantity, Term
    from derive.explain.response import Said


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
        yield "  real for " + ", ".join(spoken(latex) for latex, _ in q.domain)
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
        if q.bilinear:
            names = {t.name: how.math(t.latex) for t in q.terms}
            said = "; ".join(f"{names[a]} and {names[b]}" for a, b in q.bilinear)
            blocks.append(how.paragraph(f"It is linear in each of two factors: {said}."))
        if q.domain:
            blocks.append(how.paragraph("It is real for " + ", ".join(how.math(c) for c, _ in q.domain) + "."))
        if q.value is not None:
            blocks.append(how.paragraph(f"Example: {_spot(q.point, q, how)} give {how.math(tex(q.value, 4))}."))
    return "\n\n".join(blocks) + "\n"


def _table(q: Quantity, how: Target) -> str:
    roles = any(t.role for t in q.terms)
    rows = []
    for t in q.terms:
        said = "; ".join(f"{s.words} ({s.verdict.status}{_witnessed(s, q)})" for s in t.said)
        slope = f"${t.partial.result.latex()}$" if t.partial else ""
        rows.append((f"${t.latex}$", t.kind, *((t.role,) if roles else ()), slope, said, _elasticity(t)))
    head = ("Term", "What it is", *(("Its role",) if roles else ()), "Slope", "Response", "Elasticity at the example")
    return table(Table(head, tuple(rows)), how)


def _witnessed(s: Said, q: Quantity) -> str:
    """Where the slope is positive and where it is negative, formulas between `$`."""
    if s.says != "depends":
        return ""
    spots = [_spot(w["at"], q, MARKDOWN) for w in s.witnesses if w]
    return "".join(f"; {word} at {spot}" for word, spot in zip(("up", "down"), spots, strict=False) if spot)


def _spot(at: Mapping[str, Any], q: Quantity, how: Target) -> str:
    """A point as formulas: what is long is left out, and abstract functions are."""
    names = {t.name: t.latex for t in q.terms} | {x.plain: x.latex for x in letters(q.of.tree)}
    shown = [
        how.math(f"{names.get(k, k)} = {tex(v, 4)}") for k, v in at.items() if not isinstance(v, str) and number(v)
    ]
    return ", ".join(shown)


def _elasticity(t: Term) -> str:
    return "" if t.numbers is None or t.numbers.elasticity is None else number(t.numbers.elasticity)


def point(at: Mapping[str, Any]) -> str:
    """`x = 1, y = 0.5`; arrays of many numbers are left out, and the formulas of sample functions are."""
    said = (f"some function {k}" if isinstance(v, str) else f"{k} = {number(v)}" if number(v) else ""
            for k, v in at.items())  # fmt: skip
    return ", ".join(filter(None, said)) or "a point"


def number(v: Any) -> str:
    """Four digits; short vectors in brackets; nothing for what is large."""
    if isinstance(v, (list, tuple)):
        flat = [number(x) for x in v]
        return "[" + ", ".join(flat) + "]" if len(flat) <= 4 and all(flat) else ""
    return f"{v + 0.0:.4g}" if isinstance(v, (int, float)) else str(v)
