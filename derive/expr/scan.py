r"""A positioned scanner for declarations: names in LaTeX or plain spelling, numbers, words, sizes and bounds.

`Scanner` keeps the text and one offset; every method reads one thing at the offset, or says `None`, or raises a
ReadError with a caret. Names end as `Name`, so that `\tilde{w}` and `w_tilde` are the same letter.
"""

from __future__ import annotations

import re
from typing import NoReturn

from sympy import Rational

from derive.errors import ReadError
from derive.expr.names import ACCENTS, FONTS, GREEK, UNICODE_GREEK, Name, from_plain, label_of
from derive.source import Place, Source, Span

SPACE = re.compile(r"(?:\s|~|\\[,;:! ])*")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z]+)*")
IDENTIFIER = re.compile(r"[^\W\d_][^\W_]*(?:_[^\W_]+)*(?:_(?![{\\*]))?")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+")
WHOLE = re.compile(r"\d+")
COMMAND = re.compile(r"\\([A-Za-z]+)")
LABEL = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*")
WORD_COMMANDS = ("mathrm", "mathit", "text", "textrm", "operatorname", "mathop")
DIGITS = 1_000


class Scanner:
    """A text and an offset in it; methods read what stands there and move on."""

    __slots__ = ("at", "broken", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.at = 0
        self.broken = False  # was a line break skipped just before the offset?
        self.space()

    def fail(self, message: str, start: int | None = None, end: int | None = None, help: str | None = None) -> NoReturn:
        """Raise a ReadError with its caret at `start`, by default at the offset."""
        begin = self.at if start is None else start
        raise ReadError(message, Place(self.source, Span(begin, max(begin + 1, end or 0))), help)

    def space(self) -> None:
        """Skip white space, and LaTeX's spaces."""
        match = SPACE.match(self.source.text, self.at)
        self.broken = match is not None and "\n" in match[0]
        self.at = match.end() if match else self.at

    def done(self) -> bool:
        """Is nothing left?"""
        return self.at >= len(self.source.text)

    def shown(self) -> str:
        """What stands at the offset, for a message."""
        rest = self.source.text[self.at :]
        match = re.match(r"\\[A-Za-z]+|\w+|.", rest, re.S)
        return f"`{match[0]}`" if match else "the end of the text"

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What the pattern matches at the offset, with the space after it skipped."""
        match = pattern.match(self.source.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self.space()
        return match[0]

    def accept(self, *spellings: str) -> bool:
        """Skip one of these spellings if it stands here."""
        for s in spellings:
            if self.source.text.startswith(s, self.at):
                self.at += len(s)
                self.space()
                return True
        return False

    def peek(self, *spellings: str) -> bool:
        """Does one of these spellings stand here?"""
        return self.source.text.startswith(spellings, self.at)

    def expect(self, *spellings: str) -> None:
        """Skip one of these spellings, or raise."""
        if not self.accept(*spellings):
            wanted = " or ".join(f"`{s}`" for s in spellings)
            self.fail(f"expected {wanted}, found {self.shown()}")

    # ---- names ----

    def name(self) -> Name | None:
        """A name: `w_tilde`, `W_1`, `\\tilde{w}`, `\\theta_{\\text{old}}`, `x^{(1)}`, `y'`."""
        start = self.at
        core = self._core()
        if core is None:
            return None
        found = self._scripts(core, start)
        self.space()
        return found

    def _core(self) -> Name | None:
        text = self.source.text
        if (plain := IDENTIFIER.match(text, self.at)) is not None:
            self.at = plain.end()
            return from_plain("".join(UNICODE_GREEK.get(c, c) for c in plain[0]))
        accents: list[str] = []
        font, opened, start = "", 0, self.at
        while (command := COMMAND.match(text, self.at)) is not None:
            word = command[1]
            if word in ACCENTS or word in FONTS or word in WORD_COMMANDS:
                self.at = command.end()
                accents += [ACCENTS[word]] if word in ACCENTS else []
                font = FONTS.get(word, font) if word not in WORD_COMMANDS else font
                self.space()
                opened += self._open()
                continue
            if word not in GREEK:
                self.fail(f"`\\{word}` is no name", start, command.end())
            self.at = command.end()
            return self._closed(Name(word, font, tuple(reversed(accents))), opened)
        plain = re.compile(r"[A-Za-z][A-Za-z0-9]*" if opened else r"[A-Za-z]").match(text, self.at)
        if plain is None:
            if self.at > start:
                self.fail(f"expected a letter, found {self.shown()}")
            return None
        self.at = plain.end()
        return self._closed(Name(plain[0], font, tuple(reversed(accents))), opened)

    def _open(self) -> int:
        if not self.peek("{"):
            return 0
        self.at += 1
        self.space()
        return 1

    def _closed(self, name: Name, opened: int) -> Name:
        for _ in range(opened):
            self.space()
            if not self.peek("}"):
                self.fail(f"expected `}}`, found {self.shown()}")
            self.at += 1
        return name

    def _scripts(self, name: Name, start: int) -> Name:
        """Primes, a subscript and a superscript that are part of the name."""
        text = self.source.text
        label, upper, primes = name.label, name.upper, name.primes
        while self.at < len(text) and text[self.at] in "'_^":
            kind = text[self.at]
            self.at += 1
            if kind == "'":
                primes += 1
                continue
            content = self._script()
            if kind == "_" and not label:
                label = content
            elif kind == "^" and not upper:
                upper = content
            else:
                self.fail(f"a second {'sub' if kind == '_' else 'super'}script on one name", start, self.at)
        return Name(name.base, name.font, name.accents, label, upper, primes)

    def _script(self) -> str:
        text, start = self.source.text, self.at
        if self.peek("{"):
            level = 0
            while self.at < len(text):
                level += {"{": 1, "}": -1}.get(text[self.at], 0)
                self.at += 1
                if level == 0:
                    return label_of(text[start + 1 : self.at - 1])
            self.fail("`{` is never closed", start)
        if (match := LABEL.match(text, self.at) or COMMAND.match(text, self.at)) is not None:
            self.at = match.end()
            if match[0][1:] in (*WORD_COMMANDS, *FONTS) and self.peek("{"):  # `_\mathrm{age}`
                return self._script()
            return match[0].lstrip("\\")
        if self.peek("*", "+", "-"):
            self.at += 1
            return text[start]
        self.fail(f"expected a label, found {self.shown()}")

    # ---- numbers ----

    def number(self) -> Rational | None:
        """A number with an optional sign, a decimal point and an exponent, or a fraction `1/3`; exact."""
        start = self.at
        sign = -1 if self.accept("-", "−") else 1
        if not sign < 0:
            self.accept("+")
        digits = self.take(NUMBER)
        if digits is None:
            self.at = start
            return None
        value = self._exact(digits, start)
        if self.accept("/"):
            below = self.take(NUMBER)
            if below is None or not self._exact(below, start):
                self.fail(f"expected a number that is not 0 after `/`, found {self.shown()}")
            value = value / self._exact(below, start)
        return sign * value

    def _exact(self, digits: str, start: int) -> Rational:
        exponent = re.search(r"[eE]([+-]?\d+)$", digits)
        if len(digits) > DIGITS or exponent and (len(exponent[1]) > 4 or abs(int(exponent[1])) > DIGITS):
            self.fail(f"a number of more than {DIGITS} digits", start)
        return Rational(digits)
