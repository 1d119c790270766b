"""The pages of the rules, computed from the rules themselves, and of the codes of `derive check`, in all formats."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from derive.check.codes import CODES
from derive.rules import RULES, RulePage, page
from derive.write import html_pages, latex, text


def rule_list(form: str) -> str:
    """All rules in a line each."""
    pages = [page(name) for name in RULES]
    if form == "json":
        codes = [asdict(c) for c in CODES.values()]
        return _json({"schema": 1, "rules": [_record(p) for p in pages], "codes": codes})
    if form == "html":
        rules_ = [(p.name.replace("_", "-"), p.doc) for p in pages]
        parts = [("Rules", rules_), ("Findings of derive check", [(c.code, c.title) for c in CODES.values()])]
        return html_pages.listed("Rules and findings", parts)
    if form in ("latex", "markdown"):
        rules = [f"* **{p.title}** (`{p.name}`): {p.doc}" for p in pages]
        return "\n".join([*rules, "", *(f"* `{c.code}`: {c.title}" for c in CODES.values())])
    width = max(len(p.name) for p in pages) + 2
    rows = [f"{p.name:{width}}{p.doc.splitlines()[0]}" for p in pages]
    return "\n".join(
        [*rows, "", "findings of `derive check`:", *(f"{c.code:{width}}{c.title}" for c in CODES.values())]
    )


def code_page(code: str, form: str) -> str:
    """What a finding of `derive check` means, an example, and what to do."""
    c = CODES[code]
    if form == "json":
        return _json({"schema": 1, **asdict(c)})
    if form in ("latex", "markdown"):
        rows = [f"## {c.code}: {c.title}", f"Severity: {c.severity}.", c.meaning, f"Example: {c.example}", c.do]
        return "\n\n".join(rows)
    if form == "html":
        parts_ = (("Means", c.meaning), ("Example", c.example), ("Do", c.do))
        return html_pages.finding(c.code, c.title, c.severity, parts_)
    parts = (("severity", c.severity), ("means", c.meaning), ("example", c.example), ("do", c.do))
    wrapped = (textwrap.wrap(text, 88, break_long_words=False, break_on_hyphens=False) for _, text in parts)
    rows = [
        f"  {name:10}{f'{chr(10)}{12 * chr(32)}'.join(lines)}" for (name, _), lines in zip(parts, wrapped, strict=True)
    ]
    return "\n".join([f"{c.code}: {c.title}", "", *rows])


def rule_page(name: str, form: str) -> str:
    """What a rule says, on which conditions, where it is stated, and examples that the rule itself worked out."""
    p = page(name)
    match form:
        case "json":
            return _json({"schema": 1, **_record(p)})
        case "latex":
            return "\n".join(rf"\[ {left} = {right} \]" for left, right in _pairs(p, latex.write))
        case "markdown":
            return _markdown(p)
        case "html":
            return html_pages.rule(p)
        case _:
            return _text(p)


def _pairs(p: RulePage, write: Any) -> list[tuple[str, str]]:
    return [(write(left), write(right)) for left, right in p.formulas]


def _text(p: RulePage) -> str:
    pairs = _pairs(p, text.write)
    rows = [p.title, "", f"  {p.doc}", "", f"  {'rule':8}{_equation(pairs[0])}"]
    rows += [f"  {'also':8}{_equation(pair)}" for pair in pairs[1:]]
    rows += [f"  {'given':8}{p.given}"]
    rows += [f"  {'needs':8}{text.write(c)}" for c in p.conditions]
    return "\n".join([*rows, f"  {'source':8}{p.source}"])


def _equation(pair: Sequence[str]) -> str:
    return " = ".join(pair)


def _markdown(p: RulePage) -> str:
    rows = [f"## {p.title}", "", p.doc, ""]
    for left, right in _pairs(p, latex.write):
        rows += ["$$", f"{left} = {right}", "$$", ""]
    rows += [f"Given {p.given}."]
    rows += [f"Needs ${latex.write(c)}$." for c in p.conditions]
    return "\n".join([*rows, "", f"Source: {p.source}."])


def _record(p: RulePage) -> dict[str, Any]:
    return {
        "name": p.name,
        "title": p.title,
        "doc": p.doc,
        "given": p.given,
        "formulas": [{"left": a, "right": b} for a, b in _pairs(p, latex.write)],
        "needs": [latex.write(c) for c in p.conditions],
        "source": p.source,
    }


def _json(record: Any) -> str:
    return json.dumps(record, indent=2)
