r"""LaTeX to syntax: one precedence grammar on a stack of its own, driven by the levels of `read/table.py`.

`parse` looks at every token or raises a ReadError that says where, what was expected, and what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.expr.names import Name
from derive.expr.trees import trampoline
from derive.read.atoms import Rule
from derive.read.fold import bars_ahead, fold
from derive.read.forms import Forms
from derive.read.remarks import rejoined
from derive.read.syntax import Limits, Syntax
from derive.read.table import (
    ACCENT_COMMANDS,
    BARS,
    BIG,
    COLON,
    COMMA,
    CONNECTIVES,
    FONT_COMMANDS,
    FONT_SWITCHES,
    FRACTIONS,
    FUNCTION_COMMANDS,
    GIVEN,
    IMPLIES,
    KINDS,
    LETTER_COMMANDS,
    LIMIT_WORDS,
    OPENING,
    OPERATORS,
    PREFIX_FUNCTIONS,
    PREFIXES,
    RELATION,
    RELATION_OF,
    STATEMENT,
    SUM,
    SYMBOLS,
    TERM,
    TIGHT,
)
from derive.read.tokens import Token, fail, tokenize
from derive.source import Source, Span

_OPERAND_COMMANDS = frozenset(
    {*LETTER_COMMANDS, *FRACTIONS, *ACCENT_COMMANDS, *FONT_COMMANDS, *FONT_SWITCHES, *SYMBOLS, *FUNCTION_COMMANDS, *BIG,
     r"\sqrt", r"\underbrace", r"\overbrace", r"\underset", r"\overset", r"\stackrel", r"\substack"}
)  # fmt: skip
_STACKED = frozenset({"choose", "over", "atop"})
_VOID_BESIDE = frozenset({"stop", "row", "soft", "words", "close", "right"})


def parse(source: Source, limits: Limits = Limits(), macros: Mapping[str, str] | None = None,
          words: frozenset[str] = frozenset()) -> Syntax:  # fmt: skip
    r"""The syntax of a LaTeX formula; macros: what commands of its document stand for, `{r"\X": r"\mathbf{X}"}`;
    words: names of several letters that are declared.

    Raises: ReadError.
    """
    tokens = fold(source, tokenize(source, limits, macros, words), limits)
    return rejoined(trampoline(Parser(source, tokens, limits).whole()), source.text)


class Parser(Forms):
    """The precedence part: operands between operators, flat nodes for each level."""

    def __init__(self, source: Source, tokens: list[Token], limits: Limits) -> None:
        super().__init__(source, tokens, limits)
        self.bars, self.single_bars = bars_ahead(tokens)

    def shifted(self) -> None:
        """A token was split: bars stand one further on."""
        self.bars = {k + (k > self.at): n for k, n in self.bars.items()}
        self.single_bars = {k + (k > self.at): n for k, n in self.single_bars.items()}

    def whole(self) -> Rule:
        """The whole text."""
        tree = yield self.expr(STATEMENT)
        if self.token.text in (".", "?"):
            self.at += 1
        if self.token.kind != "stop":
            self.expected("an operator or the end of the formula")
        if tree.kind == "empty":
            fail(self.source, "there is no formula here", 0)
        return tree

    def expr(self, least: int) -> Rule:
        """Operands joined by operators of level `least` and above."""
        self.deeper()
        while self.token.kind in ("row", "soft") and self.frame() != "matrix":
            self.at += 1
        left = yield from self.operand(least)
        level, kids = 0, [left]
        operators: list[str] = []
        while (op := self.operator()) is not None and op[0] >= least:
            if op[0] != level:
                if level:
                    kids = [self._flat(level, operators, kids)]
                level, operators = op[0], []
            elif level == RELATION and op[1] == kids[-1].kind:
                self.expected("a formula")
            if op[0] == TIGHT:
                kids = [(yield from self._evaluated(kids[0]))]
                level, operators = 0, []
                continue
            here = self.token
            self.at += op[2]
            right = yield self.expr(level + 1)
            if right.kind == "empty":
                self._check_empty(level, kids[-1], here, op[1])
            operators.append(op[1])
            kids.append(right)
        self.depth -= 1
        return self._flat(level, operators, kids) if level else kids[0]

    def _check_empty(self, level: int, left: Syntax, here: Token, op: str) -> None:
        """A missing side is an error but around separators, and in scripts (`x_{1:}`)."""
        if level in (STATEMENT, IMPLIES, COMMA) or level == COLON and "script" in self.frames[-1:]:
            return
        if level == RELATION and not self.frames and self.token.kind == "stop":
            return
        if level == GIVEN and left.kind != "empty" and "script" in self.frames[-1:]:
            return
        self.expected(f"a formula after `{self.source.text[here.start : here.end]}`")

    def _flat(self, level: int, operators: list[str], kids: list[Syntax]) -> Syntax:
        span = Span(kids[0].span.start, max(kids[0].span.end, kids[-1].span.end))
        if level == COMMA and kids[-1].kind == "empty":  # a comma at the end
            operators, kids = operators[:-1], kids[:-1]
            if len(kids) == 1:
                return kids[0]
        if level == STATEMENT and not _STACKED.isdisjoint(operators):
            return self._stacked_by(operators, kids, span)
        if level in (STATEMENT, IMPLIES):
            return Syntax("statements", tuple(operators), tuple(kids), span)
        if level == SUM:
            signs = ["+", *operators]
            if kids[0].kind == "sign":
                signs[0], kids = kids[0].value, [kids[0].kids[0], *kids[1:]]
            return Syntax("sum", tuple(signs), tuple(kids), span)
        if level == RELATION and operators[-1] == "∈" and all(op in ("=", ":=") for op in operators[:-1]):
            left = kids[0] if len(kids) == 2 else Syntax("relation", tuple(operators[:-1]), tuple(kids[:-1]),
                                                         kids[0].span.to(kids[-2].span))  # fmt: skip
            text = self.source.text[kids[-1].span.start : kids[-1].span.end]
            return Syntax("declare", text, (left, kids[-1]), span)
        return Syntax(KINDS[level], tuple(operators), tuple(kids), span)

    def _stacked_by(self, operators: list[str], kids: list[Syntax], span: Span) -> Syntax:
        r"""`n \choose k`, `a \over b`: of all that stands in the braces."""
        if len(operators) > 1 or operators[0] == "atop":
            fail(self.source, r"`\choose`, `\over` or `\atop` beside other statements", span.start, span.end,
                 help=r"put braces around what it takes: `{n \choose k}`")  # fmt: skip
        return Syntax("binom" if operators[0] == "choose" else "frac", None, tuple(kids), span)

    def _evaluated(self, body: Syntax) -> Rule:
        """`f |_{x=0}`."""
        self.at += 1
        marked = yield from self.scripts(body)
        return Syntax("at", None, marked.kids, marked.span)

    # ---- operators ----

    def frame(self) -> str:
        """The innermost thing that is open."""
        return self.frames[-1] if self.frames else ""

    def operator(self) -> tuple[int, str, int] | None:
        """(level, spelling, number of tokens) of the operator here; None where the operand ends."""
        while True:
            t = self.token
            if t.kind == "relation":
                return RELATION, t.text, 1
            if self.closes(t):
                return None
            if t.kind not in ("row", "soft") and not self._full_stop(t):
                break
            separator = self._separator(t)
            if separator is not None or t.kind == "row" and self.frame() == "matrix":
                return separator
            self.at += 1
        if t.kind == "words":
            return STATEMENT, f"words: {t.text}", 1
        if t.kind == "begin" or t.kind == "left":
            return TERM, "", 0
        if t.text in BARS:
            return self._bar(t)
        if t.text in (r"\choose", r"\over", r"\atop"):
            return STATEMENT, t.text[1:], 1
        if t.text == "{" and t.kind == "op" and self._signed(self.at):  # `f(a) \color{red}{- b}`
            return SUM, "+", 0
        if t.text == "." and t.kind == "op" and self.tokens[self.at + 1].text == "(":  # `\eta . (a + b)`
            return TERM, "cdot", 1
        found = OPERATORS.get(t.text) if t.kind in ("op", "command") else None
        if found is not None:
            return found[0], found[1], 1
        if self.frame() == "int" and self.differential():
            return None
        return (TERM, "", 0) if self.begins_operand() else None

    def _signed(self, k: int) -> bool:
        """Does a group in braces begin with the sign that joins it to what is closed before it?"""
        before = self.tokens[k - 1]
        return self.tokens[k + 1].text in ("+", "-") and (before.text in (")", "]") or before.kind == "number")

    def _full_stop(self, t: Token) -> bool:
        """A full stop at the end of a line."""
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        ends = following.kind in ("row", "words", "soft", "close", "begin", "right") or self.closes(following)
        ends = ends or following.kind == "relation" or following.text in RELATION_OF
        return t.text in (".", "?") and t.kind == "op" and ends and (following.kind != "stop" or bool(self.frames))

    def _separator(self, t: Token) -> tuple[int, str, int] | None:
        r"""The separator that `\\` or `\quad` is here; None where it only breaks a line."""
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else t
        if t.kind == "row":
            following = next((x for x in self.tokens[self.at + 1 : self.at + 9] if x.kind != "soft"), following)
            if self.frame() == "matrix" or following.kind in ("row", "stop", "close") or self.closes(following):
                return None
            continues = following.kind == "relation" or OPERATORS.get(following.text, (0, ""))[0] >= RELATION
            if following.text in BARS or following.kind not in ("op", "command", "relation"):
                continues = False
            continues = continues and not (following.text in ("+", "-") and self._system())
            return None if continues or self.frame() not in ("", "align") else (STATEMENT, "row", 1)
        if t.kind == "soft":
            void = following.kind in _VOID_BESIDE or following.kind == "relation" or self.closes(following)
            void = void or following.text in OPERATORS and following.text not in BARS
            return None if void or self.frame() not in ("", "align", "matrix") else (STATEMENT, "quad", 1)
        return None

    def _system(self) -> bool:
        """Do the rows before and behind here state one equation each: `x + y = 1`, `-x + y = 3`?"""
        marks = [k for k, x in enumerate(self.tokens) if x.kind in ("row", "begin", "end", "stop")]
        before = [k for k in marks if k < self.at][-1:] or [-1]
        behind = [k for k in marks if k > self.at][:1] or [len(self.tokens)]
        rows = self.tokens[before[0] + 1 : self.at], self.tokens[self.at + 1 : behind[0]]
        counts = [sum(x.text == "=" for x in row) for row in rows]
        opens = next((x.text for x in rows[0] if x.kind != "soft"), "=")
        aligned = "&" in self.source.text[self.tokens[self.at].end : rows[1][0].start]
        return counts == [1, 1] and opens != "=" and not aligned

    def _bar(self, t: Token) -> tuple[int, str, int] | None:
        """A bar after an operand closes, opens, evaluates or means `given`."""
        bar, want = BARS[t.text], self.frame()
        if want == bar:
            return None
        if want == "|" and t.text == "||":  # |x||y|
            self.tokens[self.at : self.at + 1] = [
                Token("op", "|", t.start, t.start + 1),
                Token("op", "|", t.start + 1, t.end),
            ]
            following = self.single_bars.pop(self.at, 0)
            self.shifted()
            self.bars[self.at], self.bars[self.at + 1] = following + 2, following + 1
            return None
        if bar == "|" and self.tokens[self.at + 1].text in ("_", "^"):
            return TIGHT, "at", 1
        return (TERM, "", 0) if self.opens_bar() else (GIVEN, bar, 1)

    def opens_bar(self) -> bool:
        """Do the bars from here to the end of the group pair up?"""
        count = self.bars.get(self.at, 0)
        return count > 0 and count % 2 == 0

    def begins_operand(self) -> bool:
        """Can an operand begin here?"""
        t = self.token
        if t.kind in ("number", "letter", "word", "words", "begin", "left"):
            return True
        if t.kind == "command":
            return t.text in _OPERAND_COMMANDS or t.text in OPENING or t.text not in OPERATORS and not self.closes(t)
        return t.kind == "op" and (t.text in OPENING or t.text == "{" or t.text in SYMBOLS)

    def starts_function(self) -> bool:
        """Does a function or a big operator begin here?"""
        t = self.token
        return t.text in BIG or t.text in FUNCTION_COMMANDS or t.kind == "word" and t.text in PREFIX_FUNCTIONS

    # ---- operands ----

    def operand(self, least: int) -> Rule:
        """One operand with its sign or scripts; an `empty` where a side may be missing."""
        t = self.token
        while t.kind in ("row", "soft") and self.frame() != "matrix" and least > STATEMENT:
            self.at += 1
            t = self.token
        if t.kind == "relation":
            return self._missing(least, RELATION)
        if t.kind in ("op", "command") and t.text in OPERATORS:
            return (yield from self._from_operator(t, least))
        if self._ends_here(t):
            return Syntax("empty", None, (), Span(t.start, t.start))
        if PREFIXES.get(t.text) == "¬" and t.kind == "command":
            self.at += 1
            body = yield self.expr(TERM)
            return Syntax("sign", "¬", (body,), Span(t.start, body.span.end))
        if t.text in (".", "'") and self.closes(self.tokens[self.at + 1]) and self.frames:  # f(.)
            self.at += 1
            return self.node("symbol", "cdot", (), t.start)
        if t.kind == "words" and least <= IMPLIES and t.text.lower().split()[0].strip(",:") in CONNECTIVES:
            return Syntax("empty", None, (), Span(t.start, t.start))
        if t.kind == "command" and t.text in BIG and not self._plain_call(t):
            return (yield from self.big(BIG[t.text]))
        if t.kind == "word" and t.text in LIMIT_WORDS and not self._plain_call(t):
            return (yield from self.big(t.text))
        if t.text in (r"\arg", "arg") and self.tokens[self.at + 1].text.lstrip("\\") in ("max", "min"):
            self.at += 1
            return (yield from self.big("arg" + self.token.text.lstrip("\\")))
        if t.text in FUNCTION_COMMANDS and t.kind == "command" or t.kind == "word" and t.text in PREFIX_FUNCTIONS:
            return (yield from self.function(t))
        if t.text in BIG or t.kind == "word" and t.text in LIMIT_WORDS:
            return (yield from self.function(t))
        base = yield from self.atom()
        if base.kind == "big" and base.kids[0] is None:
            return (yield from self._late_big(base))
        return (yield from self.scripts(base))

    def _late_big(self, base: Syntax) -> Rule:
        r"""`\mathop{\mathrm{argmax}}_x f`: limits and body come after the braces."""
        if base.value in ("max", "min") and base.kids[1] is None and self.token.text == "(":
            return (yield from self.called(Syntax("name", Name(base.value), (), base.span), base.span.start))
        marked = yield from self.scripts(Syntax("symbol", base.value, (), base.span))
        lower = marked.kids[1] if marked.kind == "sub" else base.kids[1]
        if self.closes(self.token) or marked.kind not in ("sub", "symbol"):
            return Syntax("big", base.value, (None, lower, None), marked.span)
        return (yield from self.big_body(base.value, lower, base.kids[2], base.span.start))

    def _plain_call(self, t: Token) -> bool:
        r"""`\max(a, b)`: a function of its arguments, without an index."""
        following = self.tokens[self.at + 1]
        return (
            t.text.lstrip("\\") in ("max", "min") and following.text in ("(", r"\{", "[") and following.kind != "right"
        )

    def _ends_here(self, t: Token) -> bool:
        return self.closes(t) or t.kind in ("row", "soft") or t.text in (".", "?") and self._full_stop(t)

    def _missing(self, least: int, level: int) -> Syntax:
        """A side that is not there, where that is possible."""
        t = self.token
        if level <= RELATION and least <= level + 1 and level != COLON:
            return Syntax("empty", None, (), Span(t.start, t.start))
        if level == COLON and least <= COLON + 1 and "script" in self.frames[-1:]:
            return Syntax("empty", None, (), Span(t.start, t.start))
        self.expected("a formula")

    def _from_operator(self, t: Token, least: int) -> Rule:
        """An operand that begins with an operator: a bar, a sign, or the operator alone."""
        following = self.tokens[self.at + 1]
        level, spelling = OPERATORS[t.text]
        if t.text in BARS and not (self.closes(following) and self.frame() in ("", "(", ")")):
            group = yield from self.group("||" if BARS[t.text] == "|" else "‖‖")
            return (yield from self.scripts(group))
        if self._alone(t, following):
            self.at += 1
            return (yield from self.scripts(self.node("symbol", spelling, (), t.start)))
        if t.text in (r"\odot", r"\circ") and self.frame() == "script" and self.tokens[self.at - 1].text == "{":
            return Syntax("empty", None, (), Span(t.start, t.start))  # X^{\odot 2}
        if t.text in PREFIXES:
            self.at += 1
            body = yield self.expr(TERM)
            if body.kind == "empty":
                self.expected(f"a formula after `{t.text}`")
            return Syntax("sign", PREFIXES[t.text], (body,), Span(t.start, body.span.end))
        return self._missing(least, level)

    def _alone(self, t: Token, following: Token) -> bool:
        r"""`f(\cdot)`, `x^{+}`, `W_{*i}`: an operator where an operand stands."""
        if t.text in (",", "=", ";") or OPERATORS[t.text][0] == RELATION:
            return False
        if "script" in self.frames and t.text in ("*", r"\ast", ":", r"\star"):
            return True
        if not self.frames:
            return False
        bar = BARS.get(following.text) == self.frame() if following.text in BARS else False
        return self.closes(following) and following.kind != "stop" or following.text in (",", r"\mid", ";") or bar
