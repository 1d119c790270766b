"""Python-like text to syntax: `exp(-x**2/2)`, `Sum(a[i], (i, 1, n))`, `A.T*x`, `y = W*x + b; L = norm(y)**2`.

Parsed, never evaluated: its own tokens and precedence rules, each a generator run on a stack of our own. Everything
else of Python (strings, attributes but `.T`, keywords, names that begin with `_`) is a ReadError with a caret.
Kinds are those of `syntax`; `a/b` is a frac, `**` a power, parentheses a group.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, NoReturn

from derive.expr.names import UNICODE_GREEK, from_plain
from derive.expr.trees import trampoline
from derive.notation import RELATIONS
from derive.read.logic import disjunction, flat, named_condition
from derive.read.syntax import Limits, Syntax
from derive.read.tokens import check_limits, fail
from derive.source import Source, Span

Rule = Generator[Any, Any, Syntax]
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v]+|\#[^\n]*) | (?P<line>\n)
    | (?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_\u0391-\u03c9][A-Za-z0-9_\u0391-\u03c9]*)
    | (?P<string>"[^"\n]*"|'[^'\n]*')
    | (?P<op>\*\*|==|!=|<=|>=|:=|//|[-+*/@()\[\],;=<>.&|^%!~:{}≤≥≠≈≡−×·²³∞])
    | (?P<other>.)""",
    re.X | re.S,
)
_SPELLED = {"−": "-", "×": "*", "·": "*", "@": "*", "≤": "<=", "≥": ">=", "≠": "!="}
_RELATIONS = frozenset(["=", "==", "!=", "<", "<=", ">", ">=", "≈", "≡", ":="])
_RAISED = {"²": "2", "³": "3"}
_SYMBOLS = {"oo": "infty", "E": "E", "I": "I", "True": "True"}
_WORDS = {"where": ";"}
SHIFT = 30  # up to here an exponent of a number is written out as digits
_STRINGS = ("fro", "nuc")
_HELP = {
    "^": "powers are written `**`",
    "|": "write `Abs(x)`",
    "{": "LaTeX text begins with a backslash, or is read with the LaTeX syntax",
    "!": "write `factorial(n)`",
    "//": "a quotient is written `/`",
    "'": "a derivative is written `Derivative(f(x), x)` or `f_prime(x)`",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: kind (number, name, op, string, stop), text as normalised, and its place."""

    kind: str
    text: str
    start: int
    end: int


def parse(source: Source, limits: Limits = Limits()) -> Syntax:
    """The syntax of Python-like text. Raises: ReadError with a caret."""
    return trampoline(_Parser(source, _tokens(source, limits), limits).whole())


def _tokens(source: Source, limits: Limits) -> list[Token]:
    """Tokens; a new line between two operands outside brackets is a `;`."""
    check_limits(source, limits)
    out: list[Token] = []
    open_brackets, broken = 0, -1
    for m in _TOKEN.finditer(source.text):
        kind, text, start = str(m.lastgroup), m[0], m.start()
        if kind == "space":
            continue
        if kind == "line":
            broken = start if not open_brackets else -1
            continue
        if kind == "other" or kind == "name" and text.startswith("_"):
            _refuse(source, text, start)
        if kind == "number" and len(text) > limits.digits:
            fail(source, f"a number of more than {limits.digits} digits", start, m.end())
        text = _SPELLED.get(text, text)
        open_brackets += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text, 0) if kind == "op" else 0
        if broken >= 0 and out and _ends_operand(out[-1]) and kind in ("name", "number"):
            out.append(Token("op", ";", broken, broken + 1))
        broken = -1
        out.append(Token(kind, text, start, m.end()))
    out.append(Token("stop", "the end of the formula", len(source.text), len(source.text)))
    return out


def _ends_operand(t: Token) -> bool:
    return t.kind in ("name", "number") or t.text in (")", "]", *_RAISED)


def _refuse(source: Source, text: str, start: int) -> NoReturn:
    if text.startswith("_"):
        fail(source, f"`{text}` is no name of a formula", start, start + len(text), "names begin with a letter")
    shown = f"`{text}`" if text.isprintable() else f"U+{ord(text):04X}"
    fail(source, f"{shown} has no meaning here", start, start + 1, _HELP.get(text))


class _Parser:
    """A place in the tokens; one rule a level of binding, each a generator."""

    def __init__(self, source: Source, tokens: list[Token], limits: Limits) -> None:
        self.source, self.tokens, self.limits = source, tokens, limits
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def is_op(self, *texts: str) -> bool:
        """Is one of these operators here?"""
        t = self.tokens[self.at]
        return t.kind == "op" and t.text in texts

    def accept(self, *texts: str) -> bool:
        """Skip one of these operators if it is here."""
        found = self.is_op(*texts)
        self.at += found
        return found

    def expected(self, what: str) -> NoReturn:
        """Raise: something else is here."""
        t = self.token
        shown = t.text if t.kind == "stop" else f"`{t.text}`"
        if t.kind == "string":
            fail(self.source, "a text in quotes is no part of a formula", t.start, t.end, _HELP["'"])
        fail(self.source, f"expected {what}, found {shown}", t.start, t.end, _HELP.get(t.text))

    def deeper(self) -> None:
        """Count a level of nesting."""
        self.depth += 1
        if self.depth > self.limits.levels:
            fail(self.source, f"nested deeper than {self.limits.levels} levels", self.token.start)

    # ---- from loose to tight ----

    def whole(self) -> Rule:
        """Statements between `;` or `where`."""
        if self.token.kind == "stop":
            fail(self.source, "there is no formula here", 0)
        kids = [(yield self.items())]
        while self.accept(";") or self._word("where"):
            if self.token.kind == "stop":
                break
            kids.append((yield self.items()))
        if self.token.kind != "stop":
            self.expected("an operator or the end of the formula")
        return flat("statements", (";",) * (len(kids) - 1), kids)

    def items(self) -> Rule:
        """Relations between commas; a comma may stand at the end."""
        kids = [(yield self.logic())]
        while self.accept(","):
            if self.token.kind == "stop" or self.is_op(")", "]", ";"):
                break
            kids.append((yield self.logic()))
        return flat("list", (",",) * (len(kids) - 1), kids)

    def logic(self) -> Rule:
        """Conditions between `and` or `or`, `&` or `|`."""
        kids, words = [(yield self.relation())], []
        while True:
            if self.accept("&") or self._word("and"):
                words.append("and")
            elif self.accept("|") or self._word("or"):
                words.append("or")
            else:
                break
            kids.append((yield self.relation()))
        return disjunction(kids, words)

    def _word(self, word: str) -> bool:
        found = self.token.kind == "name" and self.token.text == word
        self.at += found
        return found

    def relation(self) -> Rule:
        """A chain of sums between relations."""
        kids, found = [(yield self.sum())], []
        while self.is_op(*_RELATIONS):
            found.append(RELATIONS[self.token.text])
            self.at += 1
            kids.append((yield self.sum()))
        return flat("relation", tuple(found), kids)

    def sum(self) -> Rule:
        """Terms between `+` and `-`; a leading `-` belongs to the whole first term."""
        start = self.token.start
        signs, kids = ["+"], []
        if self.accept("-"):
            signs = ["-"]
        else:
            self.accept("+")
        kids.append((yield self.term()))
        while self.is_op("+", "-"):
            signs.append(self.token.text)
            self.at += 1
            kids.append((yield self.term()))
        span = Span(start, kids[-1].span.end)
        if len(kids) > 1:
            return Syntax("sum", tuple(signs), tuple(kids), span)
        return Syntax("sign", "-", (kids[0],), span) if signs == ["-"] else kids[0]

    def term(self) -> Rule:
        """Factors; `a*b/c*d` is ((a*b)/c)*d."""
        kids = [(yield self.unary())]
        while self.is_op("*", "/"):
            operator = self.token.text
            self.at += 1
            right = yield self.unary()
            if operator == "*":
                kids.append(right)
                continue
            above = _product(kids)
            kids = [Syntax("frac", None, (above, right), above.span.to(right.span))]
            self.deeper()
        return _product(kids)

    def unary(self) -> Rule:
        """`-x**2` is -(x**2)."""
        if not self.is_op("-", "+"):
            return (yield from self.power())
        start, sign = self.token.start, self.token.text
        self.at += 1
        self.deeper()
        inner = yield self.unary()
        self.depth -= 1
        return Syntax("sign", "-", (inner,), Span(start, inner.span.end)) if sign == "-" else inner

    def power(self) -> Rule:
        """`a**b**c` is a**(b**c)."""
        base = yield from self.postfix()
        if self.is_op(*_RAISED):
            t = self.token
            self.at += 1
            exponent = Syntax("number", _RAISED[t.text], (), Span(t.start, t.end))
        elif self.accept("**"):
            self.deeper()
            exponent = yield self.unary()
            self.depth -= 1
        else:
            return base
        return Syntax("power", None, (base, exponent), base.span.to(exponent.span))

    def postfix(self) -> Rule:
        """Calls, indices and `.T` after an operand."""
        base = yield from self.atom()
        while self.is_op("(", "[", "."):
            opening = self.token
            self.at += 1
            self.deeper()
            if opening.text == ".":
                t = self.token
                if t.kind != "name" or t.text != "T":
                    fail(self.source, f"expected `T` after `.`, found `{t.text}`", t.start, t.end, "only `.T` is known")
                self.at += 1
                base = Syntax("attribute", "T", (base,), Span(base.span.start, t.end))
                continue
            if opening.text == "(" and base.kind == "number":
                fail(self.source, "expected an operator after a number", opening.start, help="write `*`")
            if opening.text == "(" and base.kind == "group":
                fail(self.source, "expected an operator between parentheses", opening.start, help="write `*`")
            inside = yield self.arguments(opening)
            span = Span(base.span.start, self.tokens[self.at - 1].end)
            if opening.text == "(" and (stated := named_condition(base, inside.kids, span)):
                base = stated
                continue
            base = Syntax("call" if opening.text == "(" else "item", None, (base, *inside.kids), span)
        return base

    def arguments(self, opening: Token) -> Rule:
        """What stands between the brackets of a call or an index, as the kids of a list."""
        depth = self.depth
        closing = ")" if opening.text == "(" else "]"
        kids: list[Syntax] = []
        while not self.accept(closing):
            if kids and not self.accept(","):
                self.expected(f"`,` or `{closing}`")
            if kids and self.accept(closing):
                break
            kids.append((yield self.argument(opening)))
        self.depth = depth
        if closing == "]" and not kids:
            fail(self.source, "expected an index", opening.start, self.tokens[self.at - 1].end)
        return Syntax("list", None, tuple(kids), Span(opening.start, self.tokens[self.at - 1].end))

    def argument(self, opening: Token) -> Rule:
        """An argument; the kind of a norm is the one text in quotes there is."""
        t = self.token
        if t.kind == "string" and opening.text == "(" and t.text[1:-1] in _STRINGS:
            self.at += 1
            return Syntax("words", t.text[1:-1], (), Span(t.start, t.end))
        if t.kind == "stop":
            fail(self.source, f"`{opening.text}` is never closed", opening.start)
        return (yield from self.logic())

    def atom(self) -> Rule:
        """A number, a name, or something in brackets."""
        t = self.token
        if t.kind == "number":
            self.at += 1
            return _number(t)
        if t.kind == "name":
            return self.name(t)
        if self.accept("∞"):
            return Syntax("symbol", "infty", (), Span(t.start, t.end))
        if not self.is_op("(", "["):
            self.expected("a formula")
        self.at += 1
        self.deeper()
        closing = ")" if t.text == "(" else "]"
        if self.accept(closing):
            fail(self.source, "there is nothing between the brackets", t.start, self.tokens[self.at - 1].end)
        inside = yield self.items()
        trailing = self.tokens[self.at - 1]
        if self.token.kind == "stop":
            fail(self.source, f"`{t.text}` is never closed", t.start)
        if not self.accept(closing):
            self.expected(f"`{closing}`")
        if trailing.text == "," and inside.kind != "list":  # `(x > 0,)`
            inside = Syntax("list", (), (inside,), inside.span)
        self.depth -= 1
        return Syntax("group", (t.text, closing), (inside,), Span(t.start, self.tokens[self.at - 1].end))

    def name(self, t: Token) -> Syntax:
        """A name; `E`, `I`, `oo` and `True` are symbols."""
        if keyword.iskeyword(t.text) and t.text != "True":
            help = f"a letter of this name is written `{t.text}_`" if t.text == "lambda" else None
            fail(self.source, f"`{t.text}` is a word of Python and no name of a formula", t.start, t.end, help)
        self.at += 1
        span = Span(t.start, t.end)
        if t.text in _SYMBOLS:
            return Syntax("symbol", _SYMBOLS[t.text], (), span)
        spelled = "".join(UNICODE_GREEK.get(c, c) for c in t.text)
        return Syntax("name", from_plain(spelled), (), span)


def _number(t: Token) -> Syntax:
    """Digits with a point, as a number is written in a formula; a large exponent stays a power of ten."""
    span = Span(t.start, t.end)
    digits, _, exponent = t.text.lower().partition("e")
    whole, point, part = digits.partition(".")
    digits = (whole or "0") + (f".{part or '0'}" if point else "")
    if not exponent:
        return Syntax("number", digits, (), span)
    shift = int(exponent) if len(exponent) < 4 else 99
    if abs(shift) <= SHIFT:
        return Syntax("number", _shifted(whole or "0", part, shift), (), span)
    power = Syntax("number", exponent.lstrip("+-"), (), span)
    if exponent.startswith("-"):
        power = Syntax("sign", "-", (power,), span)
    ten = Syntax("power", None, (Syntax("number", "10", (), span), power), span)
    return Syntax("term", ("*",), (Syntax("number", digits, (), span), ten), span)


def _shifted(whole: str, part: str, shift: int) -> str:
    """The digits with their point moved: `1.5`, -3 is `0.0015`."""
    if shift >= 0:
        part = part.ljust(shift, "0")
        whole, part = whole + part[:shift], part[shift:]
    else:
        whole = whole.rjust(-shift + 1, "0")
        whole, part = whole[:shift], whole[shift:] + part
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _product(kids: list[Syntax]) -> Syntax:
    return flat("term", ("*",) * (len(kids) - 1), kids)
