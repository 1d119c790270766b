"""Formulas of reStructuredText: `.. math::` and `:math:`; code and literal blocks are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.markdown import formula
from derive.check.text import Code, Comment, Found, Text

LINE = re.compile(r"[^\n]*\n|[^\n]+$")
DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\. (?P<name>[\w:-]+?)::[ \t]*(?P<rest>[^\n]*)")
NOTE = re.compile(r"(?P<indent>[ \t]*)\.\.(?:[ \t]+(?![\w:-]+::|_|\[|\|)(?P<rest>[^\n]*)|[ \t]*$)")
OPTION = re.compile(r"[ \t]*:[\w-]+:")
ROLE = re.compile(r":math:`(?P<body>(?:[^`\\]|\\.)+)`|`(?P<body2>(?:[^`\\]|\\.)+)`:math:|``.+?``", re.DOTALL)
CODE = (
    "code",
    "code-block",
    "sourcecode",
    "literalinclude",
    "raw",
    "parsed-literal",
    "highlight",
    "doctest",
    "ipython",
)


def scan(text: Text) -> Iterator[Found]:
    """What is found in a reStructuredText, in order."""
    lines = [m.span() for m in LINE.finditer(text.text)]
    k, prose = 0, 0
    while k < len(lines):
        start, end = lines[k]
        line = text.text[start:end]
        directive = DIRECTIVE.match(line)
        note = NOTE.match(line)
        literal = line.rstrip().endswith("::") and not directive and not line.lstrip().startswith("..")
        name = directive["name"] if directive else ""
        if not (directive and (name == "math" or name in CODE) or note or literal):
            k += 1
            continue
        yield from _roles(text.cut(prose, start if not literal else end))
        indent = len((directive or note)["indent"]) if directive or note else len(line) - len(line.lstrip())  # type: ignore[index]
        last = _block(text.text, lines, k + 1, indent)
        stop = lines[last - 1][1]
        if name == "math":
            assert directive is not None
            first = start + directive.start("rest")
            yield from _display(text, first, stop)
        elif note:
            yield Comment(text.cut(start, stop))
        else:
            language = directive["rest"].strip() if directive else ""
            yield Code(text.cut(end, max(end, stop)), language)
        k, prose = last, stop
    yield from _roles(text.cut(prose, len(text.text)))


def _block(t: str, lines: list[tuple[int, int]], k: int, indent: int) -> int:
    """The number of the line after a block that is indented more."""
    last = k
    while k < len(lines):
        line = t[slice(*lines[k])]
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                break
            last = k + 1
        k += 1
    return last


def _display(text: Text, start: int, stop: int) -> Iterator[Found]:
    """The formulas of a `math` directive: its options left out, one for each paragraph."""
    body = text.cut(start, stop)
    options = [m.span() for m in LINE.finditer(body.text) if OPTION.match(m[0])]
    body = body.without(options)
    at = 0
    for blank in re.finditer(r"\n[ \t]*\n", body.text):
        yield from formula(body, at, blank.start(), True)
        at = blank.end()
    yield from formula(body, at, len(body.text), True)


def _roles(text: Text) -> Iterator[Found]:
    for m in ROLE.finditer(text.text):
        if m["body"]:
            yield from formula(text, *m.span("body"), False)
        elif m["body2"]:
            yield from formula(text, *m.span("body2"), False)
