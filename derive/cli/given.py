"""What the options of a command give: texts, declarations, values; and the answer in the format asked for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derive.cli.answer import Answer
from derive.errors import UsageError

MOST_INPUT = 2_000_000  # characters taken from standard input

Given = dict[str, Any]


def text_of(given: str) -> str:
    """The formula; `-` takes it from standard input."""
    if given != "-":
        return given
    if sys.stdin is None:
        raise UsageError("standard input is closed", help="give the formula itself in place of -")
    text = sys.stdin.read(MOST_INPUT + 1)
    if len(text) > MOST_INPUT:
        raise UsageError(f"standard input holds more than {MOST_INPUT} characters")
    return text.strip()


def let_of(given: Given) -> Any:
    """What `--let` declares, on top of the conventions found from the folder of the command upwards."""
    from pathlib import Path

    from derive.conventions import conventions, find

    declared = ", ".join(given["let"]) or None
    file = find(Path(given["folder"]))
    return declared if file is None else conventions(file, declared)


def at_of(given: Sequence[str]) -> str | None:
    return ", ".join(given) or None


def json_of(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=True)


def how_of(given: Given) -> Given:
    return {"syntax": given["syntax"], "parser": given["parser"]}


def answered(text: str, given: Given, verdict: str = "", status: int = 0, notes: tuple[str, ...] = (),
            summary: tuple[str, ...] = ()) -> Answer:  # fmt: skip
    return Answer(text, status, verdict, notes, summary, given.get("output"), given["format"] != "text")


def drawn_files(figures: Mapping[str, Callable[[], Any]]) -> dict[str, bytes]:
    """Pictures by their paths."""
    from derive.write.picture_plot import drawn

    return {path: drawn(draw(), os.path.splitext(path)[1].lower().removeprefix(".")) for path, draw in figures.items()}
