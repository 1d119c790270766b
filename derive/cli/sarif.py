"""Findings as SARIF 2.1.0, the format that code scanning services read.

Source: OASIS Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from derive.check.codes import CODES, Code
from derive.cli.reports import Finding, values
from derive.version import VERSION

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def log(found: Sequence[tuple[str, Finding]]) -> str:
    """The log of one run: the rules that were broken, and where."""
    used = sorted({d["code"] for _, d in found})
    rules = [_rule(CODES[code]) for code in used]
    run = {
        "tool": {"driver": {"name": "derive", "version": VERSION, "semanticVersion": VERSION, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(path, d, used.index(d["code"])) for path, d in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(c: Code) -> dict[str, Any]:
    return {
        "id": c.code,
        "name": "".join(w.capitalize() for w in c.title.replace("-", " ").split()),
        "shortDescription": {"text": c.title},
        "fullDescription": {"text": c.meaning},
        "help": {"text": f"{c.do}\n\nExample: {c.example}"},
        "defaultConfiguration": {"level": LEVELS[c.severity]},
    }


def _result(path: str, d: Finding, index: int) -> dict[str, Any]:
    said = [f"{d['message']}.", *(f"{name}: {text}" for name, text in values(d)), d["help"], d["again"]]
    region = {
        "startLine": d["line"],
        "startColumn": d["column"],
        "endLine": d["end_line"],
        "endColumn": d["end_column"],
    }
    place = {"artifactLocation": _location(path), "region": region}
    return {
        "ruleId": d["code"],
        "ruleIndex": index,
        "level": LEVELS[d["severity"]],
        "message": {"text": "\n".join(s for s in said if s)},
        "locations": [{"physicalLocation": place}],
    }


def _location(path: str) -> dict[str, str]:
    """A path as a URI, relative to the root of the sources where it is."""
    pure = PurePath(path)
    return {"uri": pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())}
