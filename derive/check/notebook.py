"""Formulas of Jupyter notebooks. Places are those of the file: strings of JSON are decoded with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any

from derive.check import markdown
from derive.check.text import Code, Comment, Found, Text, joined
from derive.errors import ReadError
from derive.source import Place, Source, Span

TOKEN = re.compile(r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[{}\[\]:,])|(?P<word>[-+.\w]+))')
ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)")
MOST_LEVELS = 200
WORD = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|-?Infinity|NaN")
NBFORMAT = "nbformat 3 and 4 are read"


def scan(text: Text) -> Iterator[Found]:
    """What is found in the cells of a notebook, in order. Raises: ReadError when it is no notebook."""
    for kind, body, said in _cells(text):
        yield from _comment(f"derive: {said}" if said else "", body.origin(0))
        if kind == "markdown":
            yield from markdown.scan(body)
        elif kind == "code":
            yield Code(body, "python")
        yield from _comment(f"derive: on{said.removeprefix('off')}" if said else "", body.end(len(body.text)))


def prose(text: Text, length: int) -> str:
    """The cells of Markdown as they are read, every character at its place in the file, and spaces elsewhere; a line
    ends right before the next one, a cell ends a paragraph."""
    shown = [" "] * length
    for kind, body in ((k, b) for k, b, _ in _cells(text) if b.text):
        for k, c in enumerate(body.text) if kind == "markdown" else ():
            shown[body.origin(k + 1) - 1 if c == "\n" and k + 1 < len(body.text) else body.origin(k)] = c
        start, end = body.origin(0), body.end(len(body.text))
        shown[start - 1 : start], shown[end : end + 2] = "\n", "\n\n"
    return "".join(shown)


def _cells(text: Text) -> Iterator[tuple[str, Text, str]]:
    """The kind of each cell, its text, and what it says to this program."""
    top = _parsed(text)
    cells = top.get("cells", _worksheets(top)) if isinstance(top, dict) else None
    if not isinstance(cells, list):
        raise ReadError("the file is no notebook: it has no list of cells", _place(text, 0), NBFORMAT)
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict):
            raise _odd(number, "is no object")
        kind, source = cell.get("cell_type"), cell.get("source", cell.get("input"))
        parts = source if isinstance(source, list) else [source]
        texts = [p for p in parts if isinstance(p, Text)]
        if not isinstance(kind, Text):
            raise _odd(number, "has no cell_type")
        if len(texts) < len(parts):
            raise _odd(number, "has a source that is no text" if "source" in cell else "has no source")
        heading = kind.text == "heading"  # of nbformat 3
        yield "markdown" if heading else kind.text, joined(texts), _instruction(cell)


def _worksheets(top: dict[str, Any]) -> Any:
    """The cells of nbformat 3, which stand in worksheets; None where there are none."""
    sheets = top.get("worksheets")
    if not isinstance(sheets, list) or not all(isinstance(w, dict) for w in sheets):
        return None
    found = [w.get("cells") for w in sheets]
    return [c for cells in found for c in cells] if found and all(isinstance(c, list) for c in found) else None


def _odd(number: int, what: str) -> ReadError:
    return ReadError(f"the file is no notebook: its cell {number} {what}", help=NBFORMAT)


def _instruction(cell: dict[str, Any]) -> str:
    """`"derive": "off D101"` in the metadata of a cell is about the whole of it."""
    metadata = cell.get("metadata")
    said = metadata.get("derive") if isinstance(metadata, dict) else None
    return " ".join(said.text.split()) if isinstance(said, Text) else ""


def _comment(text: str, at: int) -> Iterator[Comment]:
    if text:
        yield Comment(Text(text, tuple(range(len(text))), (at,) * len(text)))


def _place(text: Text, at: int) -> Place:
    return Place(Source(text.text), Span(at, at + 1))


def _parsed(text: Text) -> Any:
    """The JSON value with `Text` for every string."""
    t = text.text
    stack: list[Any] = []
    key: list[Text | None] = []
    value: Any = None
    at, done = 0, False
    while found := TOKEN.match(t, at):
        at = found.end()
        mark = found["mark"]
        if mark in ("{", "["):
            stack.append({} if mark == "{" else [])
            key.append(None)
            if len(stack) > MOST_LEVELS:
                raise ReadError("the notebook is nested too deeply", _place(text, at - 1))
            continue
        if mark in (",", ":"):
            continue
        if mark in ("}", "]"):
            if not stack or isinstance(stack[-1], dict) != (mark == "}"):
                raise ReadError(f"the file is no JSON: unexpected {mark}", _place(text, at - 1))
            value = stack.pop()
            key.pop()
        else:
            if found["word"] and not WORD.fullmatch(found["word"]):
                raise ReadError(
                    f"the file is no JSON: unexpected {found['word'][:40]}", _place(text, found.start("word"))
                )
            value = _string(text, *found.span("string")) if found["string"] else found["word"]
        if not stack:
            done = True
            break
        if isinstance(stack[-1], list):
            stack[-1].append(value)
        elif key[-1] is None:
            if not isinstance(value, Text):
                raise ReadError("the file is no JSON: a name was expected", _place(text, found.start()))
            key[-1] = value
        else:
            stack[-1][key[-1].text] = value
            key[-1] = None
    if not done:
        raise ReadError("the file is no JSON: it ends or breaks here", _place(text, at), "is it a notebook?")
    return value


def _string(text: Text, start: int, end: int) -> Text:
    """A string of JSON decoded; every escape is a place of its own."""
    raw = text.cut(start + 1, end - 1)
    if "\\" not in raw.text:
        return raw
    parts: list[Text] = []
    at = 0
    for m in ESCAPE.finditer(raw.text):
        parts.append(raw.cut(at, m.start()))
        shown = _decoded(m[0])
        parts.append(Text(shown, (0,), (raw.origin(m.start()),)))
        at = m.end()
    parts.append(raw.cut(at, len(raw.text)))
    return joined(p for p in parts if p.text)


def _decoded(escape: str) -> str:
    import json

    try:
        return str(json.loads(f'"{escape}"'))
    except JSONDecodeError:
        return escape
