r"""The text of declarations (`--let`) as records: `W: m x n`, `k: positive integer`, `i: index 1..V`, `x = [1, 0.5]`.

Syntax only: names, sizes, words and values with their spans. What the words mean for letters is decided in `scope`.
Entries are separated by commas, semicolons or new lines; several names may share a kind (`x, y: positive`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from derive.errors import ReadError
from derive.expr.names import Name, from_plain
from derive.expr.scan import IDENTIFIER, WHOLE, WORD, Scanner
from derive.source import Place, Source, Span

CHARACTERS = 20_000
LEVELS = 100
KINDS = ("scalar", "real", "vector", "matrix", "function", "elementwise", "index")
ASSUMPTIONS = ("positive", "negative", "integer", "symmetric", "positive-definite", "invertible", "orthogonal",
               "diagonal", "one-hot", "sums-to-one")  # fmt: skip
LAYOUTS = ("rows", "pairs", "columns")
JOINED = {("positive", "definite"): "positive-definite", ("one", "hot"): "one-hot",
          ("sums", "to", "one"): "sums-to-one"}  # fmt: skip
KNOWN = (*ASSUMPTIONS, *LAYOUTS)
ROLE = re.compile(r'"[^"\n]*"')
WIDEST = 9  # digits of a size
GLUED_NAME = re.compile(r"(?!x)[A-Za-z]|\\(?!times|[lc]?dots|[,;:! ])")
GLUED = re.compile(r"(\d+|[A-Za-z])(?:x(\d+|[A-Za-z]))+(?![A-Za-z0-9_])")

SizeText = tuple[int | Name, ...]  # a product
BoundText = tuple[tuple[int, SizeText], ...]  # a sum of products with signs


@dataclass(frozen=True, slots=True)
class Declared:
    """One entry: `names: kind sizes words "role"`, with the bounds of an index or the value after `=`."""

    source: Source
    names: tuple[tuple[Name, Span], ...]
    kind: str
    sizes: tuple[SizeText, ...] = ()
    words: tuple[str, ...] = ()
    bounds: tuple[BoundText, BoundText] | None = None
    value: Any = None
    role: str = ""

    def place(self, k: int = 0) -> Place:
        """Where the name number k stands."""
        return Place(self.source, self.names[k][1])


def declarations(source: Source) -> tuple[Declared, ...]:
    """The entries of a text, in order. Raises: ReadError with a caret."""
    if len(source.text) > CHARACTERS:
        raise ReadError(f"declarations of more than {CHARACTERS:,} characters")
    s = Scanner(source)
    found: list[Declared] = []
    while not s.done():
        found.append(_entry(s))
        if not s.done() and not s.broken and not s.accept(",", ";"):
            s.fail(f"expected `,` or the end, found {s.shown()}", help=_help(s))
    return tuple(found)


def _entry(s: Scanner) -> Declared:
    names = [_name(s)]
    while s.accept(","):
        names.append(_name(s))
    if len(names) == 1 and s.accept("="):
        return Declared(s.source, tuple(names), "value", value=_value(s))
    if not s.accept(":", r"\colon"):
        s.fail(f"expected `:` or `=` after a name, found {s.shown()}", help="declare as in `x: scalar` or `W: m x n`")
    role = s.take(ROLE)  # `b: "the bias"`, of which nothing else is said
    found = _kind(s, tuple(names)) if role is None else Declared(s.source, tuple(names), "role")
    role = s.take(ROLE) if role is None else role
    return found if role is None else replace(found, role=role.strip()[1:-1].strip())


def _name(s: Scanner) -> tuple[Name, Span]:
    start = s.at
    name = s.name()
    if name is None:
        s.fail(f"expected a name, found {s.shown()}")
    return name, Span(start, len(s.source.text[: s.at].rstrip()))


def _kind(s: Scanner, names: tuple[tuple[Name, Span], ...]) -> Declared:
    if s.done() or s.peek(",", ";"):
        s.fail(f"expected a kind, found {s.shown()}", help=f"kinds: scalar, sizes such as `m x n`, {', '.join(KINDS)}")
    start = s.at
    word = _word(s)
    if word == "index":
        return Declared(s.source, names, "index", bounds=_bounds(s), words=_words(s))
    if word == "matrix" and (after := _word(s)) == "function":
        return Declared(s.source, names, "matrix")
    if word == "matrix" and after:
        s.at = start
        s.fail("a matrix needs its sizes", help="write `W: m x n`")
    if word in ("function", "elementwise"):
        if word == "elementwise":
            _word(s, "function")
        return Declared(s.source, names, str(word))
    if word in ("vector", "matrix"):
        sizes = _sizes(s)
        if len(sizes) != (1 if word == "vector" else 2):
            s.fail(f"a {word} needs its size{'s' * (word == 'matrix')}", start, help="write `x: n` or `W: m x n`")
        return Declared(s.source, names, "array", sizes, _words(s))
    if word in ("scalar", "real"):
        return Declared(s.source, names, "array", (), _words(s))
    if word is not None:  # an assumption: `x: positive`
        s.at = start
        return Declared(s.source, names, "array", (), _words(s))
    return Declared(s.source, names, "array", _sizes(s), _words(s))


def _word(s: Scanner, *wanted: str) -> str | None:
    """A word of the declarations' vocabulary, by default any; a slip in one is an error, another word is left."""
    match = WORD.match(s.source.text, s.at)
    if match is None:
        return None
    vocabulary = wanted or (*KINDS, *KNOWN, *(w for ws in JOINED for w in ws))
    if match[0] in vocabulary and not (IDENTIFIER.match(s.source.text, s.at) or match)[0].startswith(match[0] + "_"):
        s.at = match.end()
        s.space()
        return match[0]
    if not wanted and len(match[0]) > 3 and (near := get_close_matches(match[0], vocabulary, 1, 0.8)):
        s.fail(f"unknown word `{match[0]}`", end=match.end(), help=f"did you mean `{near[0]}`?")
    return None


def _words(s: Scanner) -> tuple[str, ...]:
    found: list[str] = []
    while not _ended(s):
        start = s.at
        first = s.take(WORD)
        if first is None:
            s.fail(f"expected `,`, an assumption or the end, found {s.shown()}", help=_help(s))
        word = _joined(s, first)
        if word in ("scalar", "real") and not found:
            continue
        if word not in KNOWN:
            s.fail(f"unknown word `{word}`", start, start + len(first), f"known: {', '.join(KNOWN)}")
        found.append(word)
    return tuple(found)


def _ended(s: Scanner) -> bool:
    """Is the entry at its end: the end of the text or of the line, a separator, or a role in quotes?"""
    return s.done() or s.broken or s.peek(",", ";", '"')


def _joined(s: Scanner, first: str) -> str:
    """`positive definite` is one word like `positive-definite`."""
    for words, joined in JOINED.items():
        if words[0] != first:
            continue
        start = s.at
        if all(_word(s, w) for w in words[1:]):
            return joined
        s.at = start
    return first


def _help(s: Scanner) -> str | None:
    return "sizes are written `2x3` or `m x n`" if s.peek("*", "\\times", "×") else None


# ---- sizes and bounds ----


def _sizes(s: Scanner) -> tuple[SizeText, ...]:
    if (glued := GLUED.match(s.source.text, s.at)) is not None:
        s.at = glued.end()
        s.space()
        return tuple((int(p) if p.isdigit() else from_plain(p),) for p in glued[0].split("x") if p) or _bare_x(s)
    closing = ")" if s.accept("(") else ""
    sizes = [_size(s)]
    while _times(s, closing):
        sizes.append(_size(s))
    if closing:
        s.expect(closing)
    return tuple(sizes)


def _bare_x(s: Scanner) -> tuple[SizeText, ...]:
    s.fail("expected sizes", help="write `m x n`")


def _times(s: Scanner, closing: str) -> bool:
    """Skip what stands between two sizes: `x`, `×`, `\\times`, a comma inside parentheses."""
    if s.broken:
        return False
    if s.accept("×", r"\times") or closing and s.accept(","):
        return True
    return s.take(re.compile(r"x(?=[\s\d\\]|[A-Za-z](?![A-Za-z0-9]))")) is not None


def _size(s: Scanner) -> SizeText:
    """A number, a letter, or a product of such: `2n`, `2*n`."""
    factors = _factors(s, WIDEST)
    if factors[0] == 0:
        s.fail("a size is at least 1")
    if s.peek("+", "-", "/"):
        s.fail(
            f"expected `x`, found {s.shown()}", help="a size is a number, a letter or a product: name it, as in `x: m`"
        )
    return factors


def _factors(s: Scanner, digits: int) -> SizeText:
    factors: list[int | Name] = []
    while True:
        start = s.at
        number = WHOLE.match(s.source.text, s.at)
        if number is not None:
            if len(number[0]) > digits:
                s.fail(f"a number of more than {digits} digits", start, number.end())
            s.at = number.end()
            factors.append(int(number[0]))
            glued = GLUED_NAME.match(s.source.text, s.at) is not None  # `2n`, and not `2x3` or `2 x n`
            s.space()
        if number is None or glued:
            name = s.name()
            if name is None:
                s.fail(
                    f"expected a number or a letter, found {s.shown()}", start, help="as in `W: m x n`, `i: index 1..n`"
                )
            factors.append(name)
        if not s.accept("*"):
            return tuple(factors)


def _bounds(s: Scanner) -> tuple[BoundText, BoundText] | None:
    if _ended(s):
        return None
    low = _bound(s)
    s.expect("..", r"\ldots", r"\dots", "…", "to ")
    s.accept(".")
    return low, _bound(s)


def _bound(s: Scanner) -> BoundText:
    terms: list[tuple[int, SizeText]] = []
    sign = -1 if s.accept("-", "−") else 1
    while True:
        if s.peek(r"\infty", "oo", "∞"):
            s.fail("an index needs a finite range")
        terms.append((sign, _factors(s, WIDEST)))
        if s.accept("+"):
            sign = 1
        elif s.accept("-", "−"):
            sign = -1
        else:
            return tuple(terms)


# ---- values ----


def _value(s: Scanner) -> Any:
    """A number, or nested lists of numbers of equal lengths."""
    start = s.at
    stack: list[list[Any]] = []
    while True:
        value: Any = None
        if s.accept("["):
            stack.append([])
            if len(stack) > LEVELS:
                s.fail(f"lists nested more than {LEVELS} deep")
            continue
        value = s.number()
        if value is None:
            s.fail(f"expected a number or a list of numbers, found {s.shown()}")
        while stack:
            stack[-1].append(value)
            if s.accept(","):
                break
            s.expect("]")
            value = tuple(stack.pop())
            if len({_form(v) for v in value}) > 1:
                s.fail("rows of different lengths", start, s.at)
        else:
            return value


def _form(value: Any) -> tuple[int, ...]:
    """The shape of nested tuples: (2, 3)."""
    sizes: list[int] = []
    while isinstance(value, tuple):
        sizes.append(len(value))
        value = value[0]
    return tuple(sizes)
