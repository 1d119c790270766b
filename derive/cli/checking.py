"""`derive check`: documents judged, and the report in the formats of the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

from derive.check.documents import suffixes
from derive.check.lint import check
from derive.check.report import Diagnostic, Report
from derive.cli.answer import Answer
from derive.cli.terminal import failure
from derive.errors import DeriveError, UsageError
from derive.source import Place, Source, Span


def check_files(verb: str, **given: Any) -> Answer:
    """Check documents; one that can't be read is said, the others are checked."""
    if not given["files"]:
        raise UsageError("which document? a file is missing", help="derive check post.md")
    reports: list[Report] = []
    status = 0
    for path in walked(given["files"]):
        try:
            reports.append(check(path, given["seed"]))
        except DeriveError as e:
            status = max(status, failure(e))
    false = any(d.severity == "error" for r in reports for d in r.diagnostics)
    open_ = given["strict"] and any(r.counts["unread"] or r.counts["undecided"] for r in reports)
    match given["output_format"]:
        case "json":
            text = json.dumps({"schema": 1, "documents": [r.to_dict() for r in reports]}, indent=2)
        case "github":
            text = "\n".join(_github(r, d) for r in reports for d in r.diagnostics)
        case "concise":
            text = "\n".join(_line(r, d) for r in reports for d in r.diagnostics)
        case _:
            text = "\n\n".join(_full(r, d) for r in reports for d in r.diagnostics)
    unread = tuple(_unread(r) for r in reports if r.unread) if given["verbose"] else ()
    return Answer(text, status or int(false or open_), summary=(*unread, *(_summary(r) for r in reports)))


def walked(paths: Sequence[str]) -> Iterator[str]:
    """The files; of a directory, the documents below it in order."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(n for n in inner if not n.startswith(".") and n != "node_modules")
            yield from (os.path.join(folder, n) for n in sorted(names) if n.lower().endswith(suffixes()))


def _line(r: Report, d: Diagnostic) -> str:
    return f"{r.path}:{d.place[0]}:{d.place[1]}: {d.code} {d.message}; {d.help}"


def _full(r: Report, d: Diagnostic) -> str:
    lines = r.document.lines
    span = Span(lines[d.place[0] - 1] + d.place[1] - 1, lines[d.place[2] - 1] + d.place[3] - 1)
    rows = [
        f"{r.path}:{d.place[0]}:{d.place[1]}: {d.code} {d.message}",
        Place(Source(r.document.source), span).picture(),
    ]
    if d.at is not None:
        point = ", ".join(f"{k} = {v}" for k, v in d.at.items()) or "every point"
        rows.append(f"  at {point}: left {d.left}, right {d.right}")
    return "\n".join([*rows, f"  help: {d.help}"])


def _github(r: Report, d: Diagnostic) -> str:
    where = f"file={r.path},line={d.place[0]},col={d.place[1]},endLine={d.place[2]},endColumn={d.place[3]}"
    return f"::{d.severity} {where},title={d.code}::{d.message}; {d.help}"


def _unread(r: Report) -> str:
    return "\n".join(f"{r.path}:{r.place(i)[0]}:{r.place(i)[1]}: not read: {i.reason}" for i in r.unread)


def _summary(r: Report) -> str:
    c = r.counts
    said = f"{r.path}: {c['formulas']} formulas: {c['mentions']} mentions, {c['definitions']} definitions, "
    said += f"{c['claims']} claims, {c['unread']} unread; of the claims {c['verified']} verified, "
    return said + f"{c['refuted']} refuted, {c['undecided']} undecided"
