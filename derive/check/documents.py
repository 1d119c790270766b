"""A file as a document: which format it is in, its formulas with their places, the words around them, its macros."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from derive.check import html, markdown, notebook, rst, tex
from derive.check.blocks import blocks, number_of
from derive.check.limit import FORMULAS
from derive.check.text import Code, Comment, Document, Formula, Found, Text, Unclosed, line_starts
from derive.errors import ReadError, UsageError
from derive.files import read_bytes

Scan = Callable[[Text], Iterator[Found]]
FORMATS: dict[str, Scan] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx"), markdown.scan),
    **dict.fromkeys((".html", ".htm", ".xhtml"), html.scan),
    **dict.fromkeys((".tex", ".ltx", ".latex"), tex.scan),
    ".ipynb": notebook.scan,
    **dict.fromkeys((".rst", ".rest"), rst.scan),
}
MOST = 20_000_000  # characters of a document
MOST_UNCLOSED = 5  # that are said
HEADING = re.compile(  # an exercise has values of its own
    r"(?m)^[ \t]{0,3}#{1,6}[ \t]+\S|<h[1-6][\s>]|\\(?:sub)*(?:section|chapter|paragraph)\b|"
    r"\\begin\{(?:exercise|problem)\}|^[ \t]*(?:`{3,}|:{3,})[ \t]*\{exercise(?:-start)?\}"
)
UNDERLINE = re.compile(r"(?m)^[=~^\"*+#-]{3,}+[ \t]*$")
BLANK = re.compile(r"\n[ \t>]*\n|</p>|<p[\s>]")
EQUATION = re.compile(r"(?<![<>!=:])[=≈](?!=)")
PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,} [A-Za-z]{3,}")
AROUND = 400  # characters of prose before and after a formula


def code(text: Text) -> Iterator[Found]:
    """A file of Python: one block of code."""
    yield Code(text, "python")


def plain_text(text: Text) -> Iterator[Found]:
    """Formulas of a plain text: between delimiters, or else the lines that state something in symbols."""
    found = list(markdown.scan_inline(text))
    if any(isinstance(f, Formula) for f in found):
        yield from found
        return
    for m in re.finditer(r"[^\n]+", text.text):
        if EQUATION.search(m[0]) and not PROSE.search(m[0]):
            yield from markdown.formula(text, *m.span(), False)


def read_document(path: str) -> Document:
    """A file with its formulas. Raises: UsageError, ReadError when it is no such document."""
    data = read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(f"{path} is UTF-16, not UTF-8", help="save it as UTF-8")
    if b"\0" in data[:4096]:
        raise ReadError(f"{path} is no text: it holds zero bytes", help="documents are UTF-8 text")
    try:
        return document(data.decode("utf-8"), path)
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise ReadError(
            f"{path} is no UTF-8: byte 0x{data[e.start]:02x} on line {line}", help="save it as UTF-8"
        ) from None


def document(source: str, path: str) -> Document:
    """The document of a text; the path says its format."""
    suffix = os.path.splitext(path)[1].lower()
    scan = code if suffix == ".py" else FORMATS.get(suffix, plain_text)
    if len(source) > MOST:
        raise UsageError(f"{path} is too long: {len(source):,} characters, at most {MOST:,}")
    start = 1 if source.startswith("\ufeff") else 0
    text = Text(source[start:], (0,), (start,))
    known, spans = tex.macros(source) if scan is not notebook.scan else tex.macros(source.replace("\\\\", "\\"))
    found: list[Found] = []
    unclosed = 0
    for f in _named(scan(text), path):
        unclosed += isinstance(f, Unclosed)
        if isinstance(f, Unclosed) and unclosed > MOST_UNCLOSED:
            continue
        found.append(f)
        if len(found) > FORMULAS:
            raise UsageError(f"{path} holds more than {FORMULAS:,} formulas", help="split the document")
    spans = spans if scan is not notebook.scan else []
    prose = notebook.prose(text, len(source)) if scan is notebook.scan else source
    return Document(path, source, tuple(_placed(found, prose, spans)), known, line_starts(source))


def _named(found: Iterator[Found], path: str) -> Iterator[Found]:
    """What is found; what is wrong with the file as a whole says its name."""
    try:
        yield from found
    except ReadError as e:
        if e.place is None:
            raise ReadError(f"{path}: {e.message}", help=e.help) from None
        e.place = replace(e.place, source=replace(e.place.source, name=path))
        raise


def _placed(found: Sequence[Found], source: str, spans: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """What was found with the words around it, its section and paragraph; macros' definitions left out."""
    inside = [(f.text.origin(0), f.text.end(len(f.text.text))) for f in found if isinstance(f, Code) and f.text.text]
    headings = [h for h in _headings(source) if not _in_one(h, inside)]
    blanks = [m.start() for m in BLANK.finditer(source)]
    apart = blocks(source)
    starts = [s for s, _ in spans]
    last = 0
    for k, f in enumerate(found):
        if isinstance(f, (Code, Comment)):
            last = f.text.end(len(f.text.text))
            yield f
            continue
        at, end = f.text.origin(0), f.text.end(len(f.text.text))
        j = bisect_right(starts, at) - 1
        if j >= 0 and spans[j][1] > at:
            continue
        if isinstance(f, Unclosed):
            yield f
            continue
        after = found[k + 1].text.origin(0) if k + 1 < len(found) else len(source)
        before = source[max(last, at - AROUND) : at]
        section, paragraph = bisect_right(headings, at), bisect_right(blanks, at)
        yield replace(f, before=before, after=source[end : min(after, end + AROUND)], section=section,
                      paragraph=paragraph, block=number_of(at, apart, source))  # fmt: skip
        last = end


def _in_one(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Does a place stand in one of the spans, which are in order?"""
    k = bisect_right(spans, (at, at)) - 1
    return any(start <= at < end for start, end in spans[max(k, 0) : k + 2])


def _headings(source: str) -> list[int]:
    """Where headings begin; of those that are underlined, the line above the line."""
    found = [m.start() for m in HEADING.finditer(source)]
    for m in UNDERLINE.finditer(source):
        above = source.rfind("\n", 0, max(0, m.start() - 1)) + 1
        if source[above : m.start()].strip():
            found.append(above)
    return sorted(found)


def suffixes() -> tuple[str, ...]:
    """The endings of the files that directories are searched for."""
    return (*FORMATS, ".txt")
