"""The report of `derive check` in its formats, from the JSON of the documents alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from derive.check.workers import Record
from derive.cli.judged import brief

Finding = Mapping[str, Any]
SEVERITIES = ("error", "warning", "info")


def findings(r: Record, strict: bool) -> list[Finding]:
    """The findings of a document in order; what is open is one only with `strict`."""
    found = [*r["diagnostics"], *({**d, "severity": "warning"} for d in r["open"] if strict)]
    return sorted(found, key=lambda d: (d["line"], d["column"], d["code"]))


def _each(records: Sequence[Record], strict: bool) -> Iterator[tuple[str, Finding]]:
    for r in records:
        for d in findings(r, strict):
            yield r["path"], d


def full(records: Sequence[Record], strict: bool) -> str:
    """Every finding with its line, the values of its sides, what to do, and how to run it again."""
    return "\n\n".join(_full(path, d) for path, d in _each(records, strict))


def _full(path: str, d: Finding) -> str:
    rows = [f"{path}:{d['line']}:{d['column']}: {d['severity']} {d['code']}: {d['message']}", d["picture"]]
    rows += [f"  {name:5} {text}" for name, text in values(d)]
    if d["help"]:
        rows.append(f"  help: {d['help']}")
    if d["again"]:
        rows.append(f"  again: {d['again']}")
    return "\n".join(rows)


def values(d: Finding) -> list[tuple[str, str]]:
    """The values of the sides and the point."""
    if d["left"] is None and d["right"] is None:
        return []
    at = ", ".join(f"{name} = {brief(value)}" for name, value in (d["at"] or {}).items())
    rows = [("left", brief(d["left"])), ("right", brief(d["right"]))]
    return [*rows, ("at", at)] if at else rows


def concise(records: Sequence[Record], strict: bool) -> str:
    """A line for each finding."""
    return "\n".join(_line(path, d) for path, d in _each(records, strict))


def _line(path: str, d: Finding) -> str:
    help = f"; {d['help']}" if d["help"] else ""
    return f"{path}:{d['line']}:{d['column']}: {d['code']} {d['message']}{help}"


def github(records: Sequence[Record], strict: bool) -> str:
    """Commands of GitHub Actions, which show the findings beside the lines of a pull request."""
    return "\n".join(_command(path, d) for path, d in _each(records, strict))


LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def _command(path: str, d: Finding) -> str:
    where = {
        "file": path,
        "line": d["line"],
        "col": d["column"],
        "endLine": d["end_line"],
        "endColumn": d["end_column"],
        "title": f"{d['code']} {d['message']}",
    }
    said = [*(f"{name}: {text}" for name, text in values(d)), d["help"], d["again"]]
    text = "\n".join(s for s in said if s) or d["message"]
    shown = ",".join(f"{k}={_escaped(str(v), ',:')}" for k, v in where.items())
    return f"::{LEVELS[d['severity']]} {shown}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for c in "%\r\n" + more:
        text = text.replace(c, f"%{ord(c):02X}")
    return text


def as_json(records: Sequence[Record], strict: bool) -> str:
    """All there is."""
    return json.dumps(
        {"schema": 1, "documents": [{**r, "diagnostics": findings(r, strict)} for r in records]}, indent=2
    )


def sarif(records: Sequence[Record], strict: bool) -> str:
    """SARIF 2.1.0."""
    from derive.cli.sarif import log

    return log([*_each(records, strict)])


FORMATS: dict[str, Callable[[Sequence[Record], bool], str]] = {
    "full": full,
    "concise": concise,
    "json": as_json,
    "github": github,
    "sarif": sarif,
}


# ---- beside the report -----------------------------------------------------------------------------------------------


def open_questions(r: Record) -> list[str]:
    """What was not read or not decided, a line each."""
    return [f"{r['path']}:{d['line']}:{d['column']}: {d['message']}" for d in r["open"]]


def counted(c: Mapping[str, int], suppressed: int = 0) -> str:
    """The counts in words; they add up."""
    said = f"{number(c['formulas'], 'formula')}: {number(c['mentions'], 'mention')}, "
    said += f"{number(c['definitions'], 'definition')}, {number(c['claims'], 'claim')}, {c['unread']} unread"
    if c["claims"]:
        said += f"; of the claims {c['verified']} verified, {c['refuted']} refuted, {c['undecided']} undecided"
    return said + (f"; {number(suppressed, 'finding')} suppressed" if suppressed else "")


def number(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
