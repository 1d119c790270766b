r"""The smallest pieces of the LaTeX grammar: brackets, scripts, arguments of commands, environments, functions.

Each rule is a generator that yields the rules it calls (`trees.trampoline` runs them), so that no depth of nesting
reaches Python's own stack.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import Any, NoReturn

from derive.expr.names import UNICODE_GREEK, Name
from derive.read.macros import near, unknown
from derive.read.syntax import Limits, Syntax
from derive.read.table import (
    ACCENT_COMMANDS,
    BARS,
    CLOSERS,
    CLOSING,
    FONT_COMMANDS,
    FONT_SWITCHES,
    FRACTIONS,
    FUNCTION_COMMANDS,
    LETTER_COMMANDS,
    OPENING,
    OPERATOR_NAMES,
    OPERATORS,
    PAIRS,
    STATEMENT,
    SYMBOLS,
)
from derive.read.tokens import Token, fail, name_of_words, word_name
from derive.source import Source, Span

Rule = Generator[Any, Any, Syntax]
_CLOSE = {")": "(", "]": "["}


class Atoms(ABC):
    """A place in the tokens, and the rules for operands; `expr` and `operator` are the precedence part (Parser)."""

    def __init__(self, source: Source, tokens: list[Token], limits: Limits) -> None:
        self.source, self.tokens, self.limits = source, tokens, limits
        self.at = 0
        self.depth = 0
        self.frames: list[str] = []
        self.fonts: list[str] = [""]

    # ---- supplied by the parser ----

    @abstractmethod
    def expr(self, least: int) -> Rule: ...

    @abstractmethod
    def operator(self) -> tuple[int, str, int] | None: ...

    @abstractmethod
    def begins_operand(self) -> bool: ...

    @abstractmethod
    def environment(self) -> Rule: ...

    @abstractmethod
    def stacked(self, t: Token) -> Rule: ...

    @abstractmethod
    def big_body(self, kind: str, lower: Syntax | None, upper: Syntax | None, start: int) -> Rule: ...

    # ---- the place ----

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        """The token here; moves on."""
        t = self.tokens[self.at]
        self.at += 1
        return t

    def node(self, kind: str, value: Any, kids: tuple[Any, ...], start: int) -> Syntax:
        """A node from `start` to the end of the token before this place."""
        return Syntax(kind, value, kids, Span(start, max(start, self.tokens[self.at - 1].end if self.at else start)))

    def deeper(self) -> None:
        """Count a level of nesting."""
        self.depth += 1
        if self.depth > 2 * self.limits.levels:
            fail(self.source, f"nested deeper than {self.limits.levels} levels", self.token.start)

    def expected(self, what: str) -> NoReturn:
        t = self.token
        found = t.text if t.kind == "stop" else f"`{self.source.text[t.start : t.end]}`"
        fail(self.source, f"expected {what}, found {found}", t.start, t.end)

    def closes(self, t: Token) -> bool:
        """Can this token only end an operand?"""
        return t.kind in ("stop", "right", "close") or t.text in CLOSERS and t.kind in ("op", "command")

    # ---- brackets ----

    def braces(self, frame: str = "{") -> Rule:
        """`{ … }`: a group of braces; a single letter or number is itself."""
        start = self.take().start
        self.frames.append(frame)
        body = yield self.expr(STATEMENT)
        self.frames.pop()
        if self.token.text != "}":
            self.expected("`}`")
        self.at += 1
        if body.kind in ("number", "name", "binom", "frac"):
            return self.node(body.kind, body.value, body.kids, start)
        if body.kind == "big" and body.kids[0] is None and frame == "{":  # {\sum_i} f
            return self.node(body.kind, body.value, body.kids, start)
        return self.node("group", ("{", "}"), () if body.kind == "empty" else (body,), start)

    def group(self, pair: str) -> Rule:
        """A bracket, its content, and what closes it."""
        opened = self.take()
        first, close = PAIRS[pair]
        self.frames.append(close)
        body = yield self.expr(STATEMENT)
        self.frames.pop()
        t = self.token
        found = CLOSING.get(t.text) or BARS.get(t.text)
        interval = body.kind == "list" and first in "([" and found in (")", "]") and t.kind != "right"
        if found != close and not interval or t.kind == "right":
            self.expected(f"`{close}` (opened at column {opened.start + 1})")
        self.at += 1
        return self.node("group", (first, found), self._content(body, opened), opened.start)

    def delimited(self) -> Rule:
        r"""`\left( … \right)`, with any two delimiters."""
        opened = self.take()
        self.frames.append("right")
        body = yield self.expr(STATEMENT)
        self.frames.pop()
        if self.token.kind != "right":
            self.expected(r"`\right`")
        closed = self.take().text
        first = PAIRS[OPENING[opened.text]][0] if opened.text in OPENING else BARS.get(opened.text, opened.text)
        last = CLOSING.get(closed) or BARS.get(closed, closed)
        first = "⟨" if first == "<" else first
        last = "⟩" if last == ">" else last
        if first == r"\{" and last == "." and body.kind in ("cases", "statements"):
            return body
        if opened.text in CLOSING:  # \left] … an interval
            first = CLOSING[opened.text]
        return self.node("group", (first, last), self._content(body, opened), opened.start)

    def _content(self, body: Syntax, opened: Token) -> tuple[Syntax, ...]:
        return () if body.kind == "empty" else (body,)

    # ---- scripts ----

    def scripts(self, base: Syntax) -> Rule:
        """`x_i'^2`, `n!`: primes, subscript, superscript, factorial, in that order around the base."""
        start = base.span.start
        sub: Syntax | None = None
        sup: Syntax | None = None
        primes = 0
        while True:
            t = self.token
            if t.text == "'" or t.text == r"\prime":
                primes += 1
                self.at += 1
            elif t.text == "_":
                self.at += 1
                if sub is not None:
                    fail(self.source, "a second subscript", t.start)
                sub = yield from self.argument("script")
            elif t.text == "^":
                self.at += 1
                if (count := self._primes()) > 0:
                    primes += count
                    continue
                if sup is not None and self._closed_group(t):  # `e^{x}^2`
                    base, sub, sup, primes = self._scripted(base, sub, sup, primes, start), None, None, 0
                    base = self.node("group", ("(", ")"), (base,), start)
                elif sup is not None:
                    fail(self.source, "a second superscript", t.start, help="put braces around what is raised twice")
                sup = yield from self.argument("script")
            elif t.text == "!" and t.kind == "op":
                base = self._scripted(base, sub, sup, primes, start)
                self.at += 1
                base, sub, sup, primes = self.node("factorial", None, (base,), start), None, None, 0
            elif t.text == r"\%" and base.kind == "number" and self.tokens[self.at + 1].kind != "number":
                self.at += 1
                base = self.node("percent", None, (base,), start)
            else:
                return self._scripted(base, sub, sup, primes, start)

    def _closed_group(self, t: Token) -> bool:
        """Does the first of two superscripts stand in braces, and is the second no script of one in it?"""
        return self.tokens[self.at - 2].text == "}" and t.text == "^"

    def _scripted(self, base: Syntax, sub: Syntax | None, sup: Syntax | None, primes: int, start: int) -> Syntax:
        if primes:
            base = self.node("prime", primes, (base,), start)
        if sub is not None:
            base = self.node("sub", None, (base, sub), start)
        return base if sup is None else self.node("sup", None, (base, sup), start)

    def _primes(self) -> int:
        r"""How many primes `^\prime`, `^{\prime\prime}` are; 0 when the superscript is something else."""
        k = self.at
        if self.tokens[k].text == r"\prime":
            self.at += 1
            return 1
        if self.tokens[k].text != "{":
            return 0
        k += 1
        while self.tokens[k].text in (r"\prime", "'"):
            k += 1
        count = k - self.at - 1
        if count and self.tokens[k].text == "}":
            self.at = k + 1
            return count
        return 0

    def argument(self, frame: str = "{") -> Rule:
        """What a command or a script takes: `{…}` or one token; a number after `^` or `_` is taken whole."""
        t = self.token
        self.deeper()
        self.fonts.append("" if frame == "script" else self.fonts[-1])
        if t.text == "{":
            found = yield from self.braces(frame)
        elif t.kind == "number" and len(t.text) > 1 and frame != "script":
            self.tokens[self.at : self.at + 1] = [
                Token("number", t.text[0], t.start, t.start + 1, t.gap),
                Token("number", t.text[1:], t.start + 1, t.end),
            ]
            self.shifted()
            found = yield self.atom()
        elif self.closes(t) or t.kind in ("row", "soft", "words"):
            self.expected("an argument")
        elif frame == "script" and t.text in OPERATORS:
            self.at += 1
            found = self.node("symbol", OPERATORS[t.text][1], (), t.start)
        else:
            found = yield self.atom()
        self.fonts.pop()
        self.depth -= 1
        return found

    @abstractmethod
    def shifted(self) -> None:
        """Called when a token was split in two."""

    # ---- atoms ----

    def atom(self) -> Rule:
        """One operand without its scripts."""
        t = self.token
        text = t.text
        if t.kind == "left":
            return (yield from self.delimited())
        if t.kind in ("op", "command") and text in OPENING:
            return (yield from self.group(OPENING[text]))
        if text == "{" and t.kind == "op":
            return (yield from self.braces())
        if t.kind == "begin":
            return (yield from self.environment())
        if t.kind in ("number", "letter", "word", "words"):
            self.at += 1
            return self._leaf(t)
        if t.kind != "command" and text not in SYMBOLS:
            self.expected("a formula")
        self.at += 1
        return (yield from self.command(t))

    def _leaf(self, t: Token) -> Syntax:
        if t.kind == "number":
            if self.fonts[-1] in ("bold", "bb") and t.text in ("0", "1"):  # the vector of ones, an indicator
                return self.node("name", Name(t.text, self.fonts[-1]), (), t.start)
            return self.node("number", t.text, (), t.start)
        if t.kind == "words":
            one = name_of_words(t.text) if self.token.text in ("(", r"\left(") else None
            return self.node("words", t.text, (), t.start) if one is None else self.node("name", Name(one), (), t.start)
        if t.kind == "letter":
            return self.node("name", Name(UNICODE_GREEK.get(t.text, t.text), self.fonts[-1]), (), t.start)
        return self.node("name", word_name(t.text, self.fonts[-1]), (), t.start)

    def command(self, t: Token) -> Rule:
        """What a command that begins an operand stands for; the command itself is behind."""
        text = t.text
        if text in LETTER_COMMANDS:
            return self.node("name", Name(LETTER_COMMANDS[text], self.fonts[-1]), (), t.start)
        if text in FRACTIONS:
            top = yield from self.argument()
            low = yield from self.argument()
            return self.node(FRACTIONS[text], None, (top, low), t.start)
        if text == r"\sqrt":
            return (yield from self._root(t))
        if text in ACCENT_COMMANDS:
            return self._accented(ACCENT_COMMANDS[text], (yield from self.argument()), t)
        if text in FONT_COMMANDS or text in FONT_SWITCHES:
            return (yield from self._font(t))
        if text in SYMBOLS:
            return self.node("symbol", SYMBOLS[text], (), t.start)
        if text in FUNCTION_COMMANDS:
            return self.node("name", Name(FUNCTION_COMMANDS[text]), (), t.start)
        if text in (r"\underbrace", r"\overbrace"):
            body = yield from self.argument()
            if self.token.text in ("_", "^"):
                self.at += 1
                yield from self.argument("script")
            return body
        if text in (r"\underset", r"\overset", r"\stackrel"):
            return (yield from self.stacked(t))
        if text == r"\substack":
            return (yield from self.argument("align"))
        if unknown(text):
            return (yield from self._macro(t))
        slip = near(text)
        help = f"did you mean `{slip}`?" if slip else "a macro of the document must be written out"
        fail(self.source, f"the command `{text}` is not known", t.start, t.end, help=help)

    def _macro(self, t: Token) -> Rule:
        r"""A command that nothing defines: one name, `\foo{x}` with what stands in its braces as arguments."""
        base = t.text[1:]
        name = Name(base) if len(base) > 1 else Name(base, label="macro")
        head = self.node("name", name, (), t.start)
        arguments: list[Syntax] = []
        while self.token.text == "{" or self.token.text == "[" and not self.token.gap and not arguments:
            arguments.append((yield from (self.group("[]") if self.token.text == "[" else self.braces())))
        return self.node("call", None, (head, *map(_bare, arguments)), t.start) if arguments else head

    def _root(self, t: Token) -> Rule:
        degree: tuple[Syntax, ...] = ()
        if self.token.text == "[":
            self.at += 1
            self.frames.append("]")
            degree = ((yield self.expr(STATEMENT)),)
            self.frames.pop()
            if self.token.text != "]":
                self.expected("`]`")
            self.at += 1
        body = yield from self.argument()
        return self.node("root", None, (body, *degree), t.start)

    def _accented(self, accent: str, base: Syntax, t: Token) -> Syntax:
        """An accent goes on the letter, inside scripts and braces."""
        inner, wrappers = base, []
        while (
            inner.kind in ("sub", "sup", "prime") or inner.kind == "group" and inner.value == ("{", "}") and inner.kids
        ):
            wrappers.append(inner)
            inner = inner.kids[0]
        if inner.kind == "number" and accent == "vec":  # a vector with this number in each place
            plain = inner.value in ("0", "1")
            ones = self.node("name", Name(inner.value if plain else "1", "bold"), (), t.start)
            return ones if plain else self.node("term", ("",), (inner, ones), t.start)
        if inner.kind == "name" and inner.value.base in ("0", "1") and accent == "vec":
            return self.node("name", inner.value, (), t.start)
        if inner.kind != "name" or accent not in ACCENT_NAMES:
            return self.node("accent", accent, (base,), t.start)
        n: Name = inner.value
        out = self.node("name", Name(n.base, n.font, (*n.accents, accent), n.label, n.upper, n.primes), (), t.start)
        for w in reversed(wrappers):
            if w.kind != "group":
                out = Syntax(w.kind, w.value, (out, *w.kids[1:]), w.span)
        return out

    def _font(self, t: Token) -> Rule:
        if t.text == r"\operatorname" and self.tokens[self.at].text == "{":
            spelled = "".join(x.text for x in self.tokens[self.at : self.at + 3])
            if t.text + spelled in OPERATOR_NAMES:
                self.at += 3
                return self.node("name", Name(OPERATOR_NAMES[t.text + spelled]), (), t.start)
        font = FONT_COMMANDS.get(t.text, FONT_SWITCHES.get(t.text, ""))
        switch = t.text in FONT_SWITCHES or t.text == r"\rm"
        font = font if font else self.fonts[-1]
        self.fonts.append("" if font == "rm" else font)
        if switch and self.token.text != "{":
            body = yield self.expr(STATEMENT)
        else:
            body = yield from self.argument()
        self.fonts.pop()
        if body.kind == "group" and body.value == ("{", "}") and len(body.kids) == 1:
            inner = body.kids[0]
            if inner.kind in ("name", "sub", "sup", "prime", "big"):
                return Syntax(inner.kind, inner.value, inner.kids, Span(t.start, body.span.end))
        return self.node(body.kind, body.value, body.kids, t.start)


def _bare(node: Syntax) -> Syntax:
    """What stands in the braces of an argument."""
    return node.kids[0] if node.kind == "group" and node.kids else node


ACCENT_NAMES = frozenset({"hat", "tilde", "bar", "vec", "dot", "ddot"})
