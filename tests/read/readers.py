"""What the tests of the reader share: a text read, and its trees as Python-like text."""

from __future__ import annotations

from typing import Any

from derive.expr.scope import parse_let
from derive.read import latex, python
from derive.read.elaborate import Reading, elaborate
from derive.source import Source
from derive.write.text import write


def read(text: str, let: Any = None, syntax: str = "latex") -> Reading:
    """A text read under declarations."""
    source = Source(text)
    parser = latex if syntax == "latex" else python
    return elaborate(parser.parse(source), parse_let(let), source)


def trees(text: str, let: Any = None, syntax: str = "latex") -> list[Any]:
    """The trees of all statements."""
    return [t for s in read(text, let, syntax).statements for t in s.trees]


def said(text: str, let: Any = None, syntax: str = "latex") -> str:
    """The trees of all statements as text, with `;` between them."""
    return "; ".join(write(t) for t in trees(text, let, syntax))
