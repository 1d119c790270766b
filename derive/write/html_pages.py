"""Pages of what is no derivation: judged claims, formulas as they are read, rules, lists, graphs, explanations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from derive.errors import Unsupported
from derive.notation import WRITTEN
from derive.rules import RulePage
from derive.understood import function_words, kind_words, named_kind
from derive.write import latex
from derive.write.document_explain import number
from derive.write.document_graph import backward, forward
from derive.write.document_section import SIGNS, mark
from derive.write.html import TARGET, whole

if TYPE_CHECKING:
    from derive.api.explain import Explanation, Quantity, Term
    from derive.api.graph import Graph
    from derive.api.montecarlo import Estimate

Link = tuple[Any, str, Any, Any, Sequence[str]]  # left, relation, right, verdict, what stands behind it


def page(title: str, blocks: Iterable[str]) -> str:
    """A page with a heading."""
    return whole(title, "\n".join([TARGET.title(TARGET.words(title)), *(b for b in blocks if b)]))


def _grid(rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are written already; columns that say nothing are left out."""
    kept = [c for c in range(len(rows[0])) if any(r[c] for r in rows[1:])]
    head = "<tr>" + "".join(f"<th>{escape(rows[0][c])}</th>" for c in kept) + "</tr>\n" if any(rows[0]) else ""
    body = "\n".join("<tr>" + "".join(f"<td>{r[c]}</td>" for c in kept) + "</tr>" for r in rows[1:])
    return f'<div class="wide"><table>\n{head}{body}\n</table></div>'


def _heading(text: str) -> str:
    return f"<h2>{text}</h2>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


# ---- claims, readings ------------------------------------------------------------------------------------------------


def judged(links: Sequence[Link]) -> str:
    """A claim: each link with its verdict and what stands behind it."""
    blocks = []
    for left, relation, right, verdict, reasons in links:
        shown = TARGET.shown(f"{left.latex()} {WRITTEN.get(relation, relation)} {right.latex()}")
        words = escape(", ".join(reasons).replace(", at,", " at"))
        said = f"<strong>{verdict.status.capitalize()}</strong>{': ' if words else '.'}{words}"
        sign = f'<span aria-hidden="true">{SIGNS[verdict.status]}</span>'
        blocks.append(f'<section>\n{shown}\n<p class="verdict {verdict.status}">{sign} {said}</p>\n</section>')
    return page("Is it true?", blocks)


def understood(found: dict[str, Any], formulas: str) -> str:
    """How a text is understood: what each letter and sign was taken for, and what was guessed."""
    letters = [["Letter", "is a", "because of"]]
    letters += [[TARGET.math(r["latex"]), escape(kind_words(r)), escape(r["from"])] for r in found["letters"]]
    letters += [[TARGET.math(rf"{r['latex']}(\cdot)"), escape(function_words(r)), escape(r["from"])]
                for r in found["functions"]]  # fmt: skip
    signs = [["Sign", "means"]]
    signs += [[TARGET.math(e["latex"]), escape(f"{e['what']} {', '.join(e['indices'])} of {e['of']}")]
              for e in found["entries"]]  # fmt: skip
    signs += [[TARGET.math(c), "a call, not a product"] for c in found["calls"]]
    signs += [[TARGET.math(b["index"]), escape(f"runs over {b['from']}, …, {b['to']}")] for b in found["sums"]]
    guesses = "".join(f"<li>{escape(g)}</li>" for g in found["guesses"])
    blocks = [
        TARGET.shown(formulas),
        TARGET.paragraph(f"A {escape(named_kind(found))}; as Python would write it, {_code(found['text'])}."),
        _grid(letters) if len(letters) > 1 else "",
        _grid(signs) if len(signs) > 1 else "",
        f"{_heading('Guessed')}\n<ul>{guesses}</ul>" if guesses else TARGET.paragraph("Nothing was guessed."),
    ]
    return page("How it is read", blocks)


# ---- rules, lists ----------------------------------------------------------------------------------------------------


def rule(p: RulePage) -> str:
    """A rule: what it says, on which conditions, where it is stated."""
    shown = [TARGET.shown(f"{latex.write(a)} = {latex.write(b)}") for a, b in p.formulas]
    needs = [TARGET.paragraph(f"Needs {TARGET.math(latex.write(c))}.") for c in p.conditions]
    given = [TARGET.paragraph(f"Given {escape(p.given)}.")] if p.given else []
    title = p.title[:1].upper() + p.title[1:]
    return page(title, [_lead(p.doc), *shown, *given, *needs, TARGET.paragraph(f"Source: {escape(p.source)}.")])


def finding(code: str, title: str, severity: str, parts: Sequence[tuple[str, str]]) -> str:
    """A finding of `derive check`: parts are (heading, words), with code between backticks."""
    rows = [["", ""], ["Severity", severity], *([name, _prose(words)] for name, words in parts)]
    return page(f"{code}: {title}", [_grid(rows)])


def _prose(words: str) -> str:
    """Words with formulas between dollars and code between backticks."""
    pieces = words.split("`")
    return "".join(_code(p) if k % 2 else _formulas(p) for k, p in enumerate(pieces))


def _formulas(words: str) -> str:
    """Words with formulas; one that this package does not write stays as it is."""
    try:
        return TARGET.words(words)
    except Unsupported:
        return escape(words)


def _lead(text: str) -> str:
    return f'<p class="lead">{escape(text)}</p>'


def listed(title: str, parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """Names and what they stand for, in parts with headings."""
    blocks = []
    for heading, rows in parts:
        blocks += [_heading(heading)] if heading else []
        blocks.append(_grid([["Name", "is"], *([_code(name), _prose(words)] for name, words in rows)]))
    return page(title, blocks)


# ---- graphs, explanations, estimates ---------------------------------------------------------------------------------


def graph(g: Graph) -> str:
    """A computational graph: the picture, the values forward, the adjoints backward."""
    blocks = [f'<figure class="drawn">\n{g.svg()}</figure>', _heading("Forward"), _grid(forward(g, TARGET))]
    if g.note:
        blocks.append(TARGET.paragraph(escape(g.note[:1].upper() + g.note[1:]) + "."))
    else:
        blocks += [_heading("Backward"), _grid(backward(g, TARGET))]
    return page("Computational graph", blocks)


def explanation(e: Explanation) -> str:
    """How each quantity responds to its terms."""
    blocks = []
    for q in e.quantities:
        blocks += [_heading(f"How {escape(q.name)} responds"), TARGET.shown(q.of.latex())]
        blocks += [_term(t) for t in q.terms]
        blocks += [TARGET.paragraph(s) for s in _closing(q)]
    return page("What an equation says", [*blocks, _figure(e)])


def _term(t: Term) -> str:
    """A term: its slope, and each statement with its verdict."""
    slope = TARGET.shown(rf"\text{{slope}} \quad {t.partial.result.latex()}") if t.partial else ""
    said = "\n".join(mark(s.verdict, escape(s.words)) for s in t.said)
    share = t.numbers.elasticity if t.numbers is not None else None
    more = f"At the example, 1 % more of it changes the whole by {number(share)} %." if share is not None else ""
    title = f"<h3>{TARGET.math(t.latex)} <small>{escape(t.kind)}</small></h3>"
    return "\n".join(b for b in (title, slope, said, TARGET.paragraph(more) if more else "") if b)


def _closing(q: Quantity) -> list[str]:
    said = []
    if q.domain:
        said.append("It is real for " + ", ".join(TARGET.math(c) for c, _ in q.domain) + ".")
    if q.value is not None:
        at = ", ".join(f"{k} = {number(v)}" for k, v in q.point.items() if number(v))
        said.append(escape(f"Example: {at} give {number(q.value)}."))
    return said


def estimate(m: Estimate) -> str:
    """An expectation by sampling, with the picture of its convergence."""
    low, high = m.interval
    mean = rf"\mathbb{{E}}\left[{m.of.latex()}\right] \approx {m.value:.6g} \pm {m.error:.2g}"
    rows = [
        ["", ""],
        *([f"distribution of {escape(x)}", escape(str(d))] for x, d in m.draws.items()),
        ["samples", f"{m.n:,}"],
        ["standard error", f"{m.error:.2g}"],
        [f"{m.confidence:.0%} interval", f"{low:.6g} to {high:.6g}"],
        ["seed", str(m.seed)],
    ]
    return page("An expectation by sampling", [TARGET.shown(mean), _grid(rows), _figure(m)])


def _figure(made: Any) -> str:
    """Its picture, where it has one and this machine can draw."""
    from derive.write.picture_plot import inline

    try:
        return f"<figure>\n{inline(made.figure())}\n</figure>"
    except Unsupported:
        return ""
