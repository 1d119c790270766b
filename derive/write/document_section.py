"""The parts of a section for readers: Markdown and its targets, HTML, LaTeX, plain text, JSON of the claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any

from derive.catalog.parts import (
    Claimed,
    Code,
    Derived,
    Facts,
    Judged,
    Numbers,
    Part,
    Passed,
    Picture,
    Quantities,
    Table,
    Words,
)
from derive.write.document import Page, pages
from derive.write.document_backward import latex_lines, quantity_lines, quantity_rows, text_lines
from derive.write.document_plain import plain
from derive.write.markdown import Target, laid_out
from derive.write.spoken import spoken
from derive.write.text import said

if TYPE_CHECKING:
    from derive.catalog.section import Section
    from derive.verdicts import Verdict

MOST_ROWS, MOST_COLUMNS = 8, 8  # of an array that is printed
Mark = Callable[["Verdict | None", str], str]  # a judged sentence with its verdict
SIGNS = {"proved": "✓", "verified": "✓", "refuted": "✗", "undecided": "?"}


def markdown(s: Section, made: Mapping[int, Page], to: Target, verdicts: Mapping[int, Verdict],
             pictures: Mapping[str, str]) -> str:  # fmt: skip
    """A section for a post: title, a few words, the parts in order. pictures: files by name; others are left out."""
    blocks = [to.title(to.words(s.title))] if s.title else []
    blocks += [to.paragraph(to.words(s.prose))] if s.prose else []
    for k, part in enumerate(s.parts):
        if isinstance(part, Picture):
            blocks += [figure(part, pictures[part.name], to)] if part.name in pictures else []
        elif k in made:
            blocks += laid_out(made[k], to)
        else:
            blocks += block(part, to, verdicts.get(k))
    return "\n\n".join(blocks) + "\n"


def block(part: Part, to: Target, verdict: Verdict | None = None, mark: Mark | None = None) -> list[str]:
    """Any part but a derivation or a picture."""
    match part:
        case Words(text):
            return [to.paragraph(to.words(text))]
        case Passed(rows, numbers):
            return [to.shown(latex_lines([(x, d.kernel) for x, d in rows], [v for _, v in numbers]))]
        case Quantities():
            return [to.paragraph(to.strong(f"{part.head}.")), table(quantities(part), to)]
        case Claimed(statement, words):
            before = [to.paragraph(to.words(words))] if words else []
            return [*before, to.shown(statement.latex()), _sentence(to, "", verdict, mark)]
        case Judged(words):
            return [_sentence(to, to.words(words), verdict, mark)]
        case Facts():
            return [table(tabled(part), to)]
        case Table():
            return [table(part, to)]
        case Numbers(values):
            shown = [to.math(f"{latex} = {tex(v)}") for _, latex, v in values if small(v)]
            return [to.paragraph(", ".join(shown) + ".")] if shown else []
        case Code(source, language, output):
            return [code(source, language, to), *([code(output, "text", to)] if output else [])]
    raise AssertionError(part)


def quantities(q: Quantities) -> Table:
    """Symbols as a table: symbol, shape, meaning, what it is, value."""
    rows = quantity_rows(q)
    kept = [c for c in range(5) if any(r[c] for r in rows)]
    head = ("symbol", "shape", "meaning", "is", "value")
    return Table(tuple(head[c] for c in kept), tuple(tuple(r[c] for c in kept) for r in rows))


def tabled(f: Facts) -> Table:
    """Properties as a table."""
    rows = tuple((name, words, status(v) if v is not None else "computed") for name, words, v in f.rows)
    return Table(("property", "value", "verdict"), rows)


def _sentence(to: Target, words: str, verdict: Verdict | None, mark: Mark | None) -> str:
    if mark is not None:
        return mark(verdict, words)
    said = f"({status(verdict)})" if words else f"{status(verdict).capitalize()}."
    return to.paragraph(f"{words} {said}".strip())


def mark(verdict: Verdict | None, words: str) -> str:
    """A judged sentence of a page, its sign before it."""
    name = verdict.status if verdict else "unchecked"
    said = f"{words} ({escape(status(verdict))})" if words else escape(status(verdict).capitalize()) + "."
    return f'<p class="verdict {name}"><span aria-hidden="true">{SIGNS.get(name, "–")}</span> {said}</p>'


def status(v: Verdict | None) -> str:
    """A verdict in a few words."""
    if v is None:
        return "not checked"
    if v.status == "verified" and v.samples > 1:
        return f"verified at {v.samples} points"
    return f"{v.status}: {v.reason}" if v.status == "undecided" and v.reason else v.status


# ---- tables, code, pictures ----------------------------------------------------------------------------------------


def table(t: Table, to: Target) -> str:
    """A table in the way of the target."""
    rows = [[to.words(c) for c in r] for r in (t.head, *t.rows)]
    caption = to.words(t.caption)
    if to.kind == "html":
        head = "".join(f"<th>{c}</th>" for c in rows[0])
        body = "\n".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows[1:])
        named = f"<caption>{caption}</caption>\n" if caption else ""
        return f'<div class="wide"><table>\n{named}<tr>{head}</tr>\n{body}\n</table></div>'
    if to.kind == "latex":
        lines = [" & ".join(r) + r" \\" for r in rows]
        inside = "\n".join([r"\hline", lines[0], r"\hline", *lines[1:], r"\hline"])
        below = f"\n\n{caption}" if caption else ""
        body = f"\\begin{{tabular}}{{{'l' * len(t.head)}}}\n{inside}\n\\end{{tabular}}"
        return f"\\begin{{center}}\n{body}{below}\n\\end{{center}}"
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(t.head), *lines[1:], *(["", caption] if caption else [])])


def code(source: str, language: str, to: Target) -> str:
    """A piece of a program."""
    source = source.strip("\n")
    if to.kind == "html":
        return f"<pre><code>{escape(source)}</code></pre>"
    if to.kind == "latex":
        return f"\\begin{{verbatim}}\n{source}\n\\end{{verbatim}}"
    return f"```{language}\n{source}\n```"


def figure(p: Picture, path: str, to: Target) -> str:
    """A picture that stands in a file."""
    caption = to.words(p.caption)
    if to.kind == "html":
        alt = escape(words(p.caption), quote=True)
        return f'<figure><img src="{escape(path)}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'
    if to.kind == "latex":
        return f"\\begin{{center}}\n\\includegraphics[width=\\linewidth]{{{path}}}\n\n{caption}\n\\end{{center}}"
    return f"![{_alt(p.caption)}]({path})\n\n{caption}"


def _alt(caption: str) -> str:
    return words(caption).replace("[", "(").replace("]", ")")


# ---- numbers -------------------------------------------------------------------------------------------------------


def small(v: Any) -> bool:
    """Is it a number, or an array that can be printed?"""
    import numpy as np

    form = np.shape(v)
    return len(form) <= 2 and all(n <= most for n, most in zip(form, (MOST_ROWS, MOST_COLUMNS), strict=False))


def tex(v: Any, digits: int = 5) -> str:
    """A number or array in LaTeX; a vector is a column."""
    import numpy as np

    a = np.asarray(v)
    if a.ndim == 0:
        return _tex(a.item(), digits)
    rows = a.reshape(len(a), -1)
    body = r" \\ ".join(" & ".join(_tex(x, digits) for x in r) for r in rows.tolist())
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _tex(x: Any, digits: int) -> str:
    if isinstance(x, (bool, str)):
        return rf"\text{{{x}}}"
    text = f"{x:.{digits}g}" if isinstance(x, float) else str(x)
    mantissa, e, power = text.partition("e")
    if mantissa.lstrip("-") in ("inf", "nan"):
        return {"inf": r"\infty", "-inf": r"-\infty"}.get(mantissa, r"\text{undefined}")
    mantissa = "0" if mantissa == "-0" else mantissa
    return rf"{mantissa} \times 10^{{{int(power)}}}" if e else mantissa


# ---- plain text, JSON ----------------------------------------------------------------------------------------------


def text(s: Section, detail: str = "normal") -> str:
    """Plain text, for a terminal."""
    shown = [p.derivation.kernel for p in s.parts if isinstance(p, Derived)]
    made = iter(pages(shown, [None] * len(shown), detail, said))
    blocks = [s.title, fill(words(s.prose))] if s.title else []
    for part in s.parts:
        blocks += [plain(next(made))] if isinstance(part, Derived) else _plain(part)
    return "\n\n".join(b for b in blocks if b)


def _plain(part: Part) -> list[str]:
    match part:
        case Words(text) | Judged(text):
            return [fill(words(text))]
        case Passed(rows, numbers):
            return [text_lines([(x, d.kernel) for x, d in rows], [v for _, v in numbers])]
        case Quantities():
            return [quantity_lines(part)]
        case Claimed(statement, before):
            return [*([fill(words(before))] if before else []), indent(statement.text(), "  ")]
        case Table(head, rows, caption):
            return [
                _columns([[words(c) for c in r] for r in (head, *rows)]),
                *([fill(words(caption))] if caption else []),
            ]
        case Numbers(values):
            return ["\n".join(f"  {name} = {_short(v)}" for name, _, v in values if small(v))]
        case Code(source, _, output):
            return [indent(source.strip("\n"), "    "), *([indent(output.strip("\n"), "    ")] if output else [])]
    return []


def _short(v: Any) -> str:
    import numpy as np

    if isinstance(v, str):
        return v
    return str(np.array2string(np.asarray(v), precision=5, separator=", ").replace("\n", ""))


def _columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(r[c]) for r in rows) for c in range(len(rows[0]))]
    lines = ["  ".join(f"{c:{w}}" for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])


def words(prose: str) -> str:
    """Prose for a terminal, its formulas in Unicode."""
    return "".join(spoken(p) if k % 2 else p for k, p in enumerate(prose.split("$")))


def claims(s: Section, verdicts: Mapping[int, Verdict]) -> list[dict[str, Any]]:
    """The claims and judged sentences of a section with their verdicts, for JSON."""
    found = []
    for k, p in enumerate(s.parts):
        if isinstance(p, (Claimed, Judged)):
            said: dict[str, Any] = {"latex": p.statement.latex()} if isinstance(p, Claimed) else {"words": p.words}
            found.append({**said, "verdict": verdicts[k].to_dict() if k in verdicts else None})
        elif isinstance(p, Facts):
            found += [{"words": f"{name}: {words}", "verdict": v.to_dict() if v else None} for name, words, v in p.rows]
    return found
